//! Who writes the queries of a generated package: `sql!`, its peers, or a hand.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::Failure;

/// A way to write a query.
#[derive(Clone, Copy)]
pub(super) enum Author {
    /// `sql!`.
    Sqldb,
    /// `sqlx::query!` with its answers in `.sqlx`, so that no database is asked.
    Sqlx,
    /// Diesel's query builder over `table!`; it blocks, and is the only one that does.
    Diesel,
    /// The same, awaited.
    DieselAsync,
    /// A function a query over tokio-postgres, by hand.
    TokioPostgres,
}

impl Author {
    /// All of them; the order of the table.
    pub(super) const ALL: [Author; 5] =
        [Author::Sqldb, Author::Sqlx, Author::Diesel, Author::DieselAsync, Author::TokioPostgres];

    /// The name in the table.
    pub(super) fn name(self) -> &'static str {
        match self {
            Author::Sqldb => "sqldb, sql!",
            Author::Sqlx => "sqlx, query! offline",
            Author::Diesel => "diesel, blocking",
            Author::DieselAsync => "diesel-async",
            Author::TokioPostgres => "tokio-postgres by hand",
        }
    }

    /// The name of the package's folder.
    fn folder(self) -> &'static str {
        match self {
            Author::Sqldb => "sqldb",
            Author::Sqlx => "sqlx",
            Author::Diesel => "diesel",
            Author::DieselAsync => "diesel_async",
            Author::TokioPostgres => "by_hand",
        }
    }

    fn dependencies(self) -> Result<String, Failure> {
        Ok(match self {
            Author::Sqldb => {
                let sqldb = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sqldb");
                format!("sqldb = {{ path = {:?} }}", sqldb.canonicalize()?)
            }
            Author::Sqlx => "sqlx = { version = \"0.8\", default-features = false, features = \
                             [\"macros\", \"postgres\", \"runtime-tokio\"] }"
                .to_owned(),
            Author::Diesel => "diesel = { version = \"2\", default-features = false, features = \
                               [\"postgres_backend\"] }"
                .to_owned(),
            Author::DieselAsync => "diesel = { version = \"2\", default-features = false }\n\
                                    diesel-async = { version = \"0.9\", features = [\"postgres\"] }"
                .to_owned(),
            Author::TokioPostgres => "tokio-postgres = \"0.7\"".to_owned(),
        })
    }

    /// Writes a package with `queries` functions and returns its folder.
    pub(super) fn write_package(self, home: &Path, queries: u32) -> Result<PathBuf, Failure> {
        let name = format!("{}_{queries}", self.folder());
        let package = home.join(&name);
        std::fs::create_dir_all(package.join("src"))?;
        std::fs::write(
            package.join("Cargo.toml"),
            format!(
                "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n\
                 [dependencies]\n{}\n",
                self.dependencies()?
            ),
        )?;
        let (head, body) = match self {
            Author::Sqldb => (SQLDB_HEAD, SQLDB_QUERY),
            Author::Sqlx => ("", SQLX_QUERY),
            Author::Diesel => (DIESEL_HEAD, DIESEL_QUERY),
            Author::DieselAsync => (DIESEL_ASYNC_HEAD, DIESEL_ASYNC_QUERY),
            Author::TokioPostgres => ("", BY_HAND_QUERY),
        };
        let mut source = head.to_owned();
        for number in 0..queries {
            writeln!(source, "{}", body.replace("NUMBER", &number.to_string()))?;
        }
        std::fs::write(package.join("src/lib.rs"), source)?;
        match self {
            Author::Sqldb => {
                let migration = include_str!("../../peers/migrations/1_create_todo_item.up.sql");
                std::fs::create_dir_all(package.join("migrations"))?;
                std::fs::write(package.join("migrations/1_create_todo_item.up.sql"), migration)?;
            }
            Author::Sqlx => write_answers(&package.join(".sqlx"), queries)?,
            Author::Diesel | Author::DieselAsync | Author::TokioPostgres => {}
        }
        Ok(package)
    }
}

/// What `cargo sqlx prepare` would write: a file a query, named by the text's hash.
fn write_answers(directory: &Path, queries: u32) -> Result<(), Failure> {
    std::fs::create_dir_all(directory)?;
    for number in 0..queries {
        let query = SQLX_TEXT.replace("NUMBER", &number.to_string());
        let hash = sha256::hexadecimal(query.as_bytes());
        let answer = format!(
            r#"{{"db_name": "PostgreSQL", "query": {query:?}, "describe": {{"columns": [
  {{"ordinal": 0, "name": "id", "type_info": "Int8"}},
  {{"ordinal": 1, "name": "title", "type_info": "Text"}},
  {{"ordinal": 2, "name": "note", "type_info": "Text"}}],
 "parameters": {{"Left": ["Int4"]}}, "nullable": [false, false, true]}}, "hash": "{hash}"}}"#
        );
        std::fs::write(directory.join(format!("query-{hash}.json")), answer)?;
    }
    Ok(())
}

mod sha256 {
    use sha2::{Digest, Sha256};

    pub(super) fn hexadecimal(bytes: &[u8]) -> String {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

const SQLDB_HEAD: &str = "\
#![expect(dead_code, reason = \"only the compiler reads this\")]
#[sqldb::database(name = \"bench\", migrations = \"./migrations\")]
mod bench {}
use bench::{DB, sql};
";

const SQLDB_QUERY: &str = "\
async fn query_NUMBER(weight: i32) -> sqldb::Result<Vec<(i64, String)>> {
    let rows = DB.query_all(sql!(\"SELECT id, title, note FROM todo_item WHERE weight = <weight> AND id > NUMBER\")).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}";

const SQLX_TEXT: &str = "SELECT id, title, note FROM todo_item WHERE weight = $1 AND id > NUMBER";

const SQLX_QUERY: &str = "\
pub async fn query_NUMBER(pool: &sqlx::PgPool, weight: i32) -> sqlx::Result<Vec<(i64, String)>> {
    let rows = sqlx::query!(\"SELECT id, title, note FROM todo_item WHERE weight = $1 AND id > NUMBER\", weight).fetch_all(pool).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}";

const DIESEL_HEAD: &str = "\
use diesel::connection::LoadConnection;
use diesel::pg::Pg;
use diesel::prelude::*;
diesel::table! { todo_item (id) { id -> BigInt, title -> Text, note -> Nullable<Text>, weight -> Integer, } }
";

const DIESEL_QUERY: &str = "\
pub fn query_NUMBER<C: LoadConnection<Backend = Pg>>(connection: &mut C, by: i32) -> QueryResult<Vec<(i64, String)>> {
    let rows = todo_item::table.filter(todo_item::weight.eq(by).and(todo_item::id.gt(NUMBER))).select((todo_item::id, todo_item::title, todo_item::note)).load::<(i64, String, Option<String>)>(connection)?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}";

const DIESEL_ASYNC_HEAD: &str = "\
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
diesel::table! { todo_item (id) { id -> BigInt, title -> Text, note -> Nullable<Text>, weight -> Integer, } }
";

const DIESEL_ASYNC_QUERY: &str = "\
pub async fn query_NUMBER(connection: &mut AsyncPgConnection, by: i32) -> QueryResult<Vec<(i64, String)>> {
    let rows = todo_item::table.filter(todo_item::weight.eq(by).and(todo_item::id.gt(NUMBER))).select((todo_item::id, todo_item::title, todo_item::note)).load::<(i64, String, Option<String>)>(connection).await?;
    Ok(rows.into_iter().map(|row| (row.0, row.1)).collect())
}";

const BY_HAND_QUERY: &str = "\
pub struct RowNUMBER { pub id: i64, pub title: String, pub note: Option<String> }
pub async fn query_NUMBER(client: &tokio_postgres::Client, weight: i32) -> Result<Vec<(i64, String)>, tokio_postgres::Error> {
    let statement = client.prepare(\"SELECT id, title, note FROM todo_item WHERE weight = $1 AND id > NUMBER\").await?;
    let rows = client.query(&statement, &[&weight]).await?;
    let rows: Vec<RowNUMBER> = rows.iter().map(|row| Ok(RowNUMBER { id: row.try_get(0)?, title: row.try_get(1)?, note: row.try_get(2)? })).collect::<Result<_, tokio_postgres::Error>>()?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}";
