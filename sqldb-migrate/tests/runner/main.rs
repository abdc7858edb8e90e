//! The runner against a real PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot reach its database must fail"
)]

mod applying;
mod by_hand;
mod failures;
mod golang_migrate;
mod rewrites;
mod server;
mod takeover;
mod transactions;

use expect_test::Expect;
use server::rows;
use sqldb_migrate::EmbeddedMigration;
use sqldb_migrate::runner::{Error, Options, Report, migrate};
use tokio_postgres::Client;

const TABLE: (i64, &str) =
    (1, "CREATE TABLE todo_item (id int8 PRIMARY KEY, title text NOT NULL);");
const COLUMN: (i64, &str) =
    (2, "ALTER TABLE todo_item ADD COLUMN done bool NOT NULL DEFAULT false;");
const INDEX: (i64, &str) = (3, "CREATE INDEX todo_item_title ON todo_item (title);");

/// Numbers and texts; the names are `step_<number>`.
type Files<'a> = &'a [(i64, &'a str)];

async fn try_run(
    client: &mut Client,
    files: Files<'_>,
    options: &Options<'_>,
) -> Result<Report, Error> {
    let names: Vec<_> = files
        .iter()
        .map(|(version, _)| (format!("step_{version}"), format!("{version}_step_{version}.up.sql")))
        .collect();
    let migrations: Vec<_> = files
        .iter()
        .zip(&names)
        .map(|((version, sql), (name, file))| EmbeddedMigration {
            version: *version,
            name,
            file,
            sql,
        })
        .collect();
    migrate(client, &migrations, options).await
}

/// What a run did, or the message of its error.
async fn run(client: &mut Client, files: Files<'_>) -> String {
    match try_run(client, files, &Options::default()).await {
        Ok(report) => {
            let versions: Vec<_> = report.applied.iter().map(|applied| applied.version).collect();
            format!("applied {versions:?}, now at {:?}", report.version)
        }
        Err(error) => error.to_string(),
    }
}

/// The table that golang-migrate has, too.
async fn versions(client: &Client) -> String {
    rows(client, "SELECT version, dirty FROM public.schema_migrations ORDER BY 1").await
}

#[track_caller]
fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}
