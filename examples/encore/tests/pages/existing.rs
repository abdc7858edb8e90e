//! "Integrate with existing databases", "Import an existing Cloud SQL instance" and "… RDS instance".

use std::process::Command;

use sqldb::Config;
use sqldb_local::{Cluster, Purpose, Request};

#[sqldb::database(
    name = "external",
    migrations = "./tests/pages/existing",
    url_env = "EXTERNAL_URL"
)]
mod external {}

use external::{DB, sql};

#[tokio::test]
async fn a_database_that_was_there_before_goes_on_from_where_it_is() -> sqldb::Result<()> {
    // Somebody else's database, with the table and the row in `schema_migrations` that the page tells
    // one to write.
    let request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
    let cluster = Cluster::ensure(&request).expect("a PostgreSQL");
    cluster.drop_database("external").expect("the old database goes");
    cluster.ensure_database("external").expect("a new database");
    let url = cluster.url("external", Cluster::SUPERUSER);
    psql(&url, include_str!("existing/1_bootstrap.up.sql"));
    psql(
        &url,
        "INSERT INTO customer (id, name) VALUES (1, 'Alice');
         CREATE TABLE schema_migrations (version bigint NOT NULL, dirty boolean NOT NULL);
         INSERT INTO schema_migrations (version, dirty) VALUES (1, false);",
    );

    // The program is started: what its table came from is not run again, what is new is.
    let id = 1;
    DB.configure(Config::url(&url))?;
    let alice = DB.query_row(sql!("SELECT * FROM customer WHERE id = <id>")).await?;
    let alice = alice.expect("she was there before");
    assert_eq!((alice.name.as_deref(), alice.email), (Some("Alice"), None));
    DB.close().await;
    Ok(())
}

/// The database is nobody's whose migrations are known.
fn psql(url: &str, sql: &str) {
    let run = Command::new("psql").args([url, "-qXv", "ON_ERROR_STOP=1", "-c", sql]).status();
    assert!(matches!(run, Ok(status) if status.success()), "{run:?}");
}
