//! `source = "…"`: directories that other tools laid out are read as they are.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use sqldb::Database;

#[sqldb::database(name = "of_diesel", migrations = "./tests/sources/diesel", source = "diesel")]
mod of_diesel {}

#[sqldb::database(name = "of_goose", migrations = "./tests/sources/goose", source = "goose")]
mod of_goose {}

#[sqldb::database(
    name = "of_golang",
    migrations = "./tests/sources/golang",
    source = "golang-migrate"
)]
mod of_golang {}

/// Gives the handle a database of its own.
fn connect(database: &Database, name: &str) -> String {
    let name = format!("sqldb_sources_{name}_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    database.configure(support::config(&name, "")).unwrap();
    name
}

/// The names of the migrations that are applied.
async fn applied(database: &Database, name: &str) -> String {
    let names = "SELECT string_agg(name, ' ' ORDER BY version) FROM _sqldb_migrations";
    let row = database.raw_query_row(names, &[]).await.unwrap().unwrap();
    let names: String = row.get(0).unwrap();
    database.close().await;
    support::CLUSTER.drop_database(name).unwrap();
    names
}

#[tokio::test]
async fn diesel() {
    let name = connect(&of_diesel::DB, "diesel");
    let query = of_diesel::sql!("INSERT INTO note (body) VALUES ('milk') RETURNING *");
    let note: of_diesel::Note = of_diesel::DB.query_one(query).await.unwrap();
    assert_eq!(note.body, "milk");
    assert_eq!(applied(&of_diesel::DB, &name).await, "note");
}

#[tokio::test]
async fn goose() {
    let name = connect(&of_goose::DB, "goose");
    let query = of_goose::sql!("INSERT INTO note (body) VALUES ('milk') RETURNING *");
    let note: of_goose::Note = of_goose::DB.query_one(query).await.unwrap();
    assert_eq!(note.body, "milk");
    assert_eq!(applied(&of_goose::DB, &name).await, "note");
}

#[tokio::test]
async fn golang_migrate() {
    let name = connect(&of_golang::DB, "golang");
    let query = of_golang::sql!("INSERT INTO note (body) VALUES ('milk') RETURNING *");
    let note: of_golang::Note = of_golang::DB.query_one(query).await.unwrap();
    assert_eq!(note.body, "milk");
    assert_eq!(applied(&of_golang::DB, &name).await, "note body");
}
