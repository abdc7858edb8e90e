//! Beginning the history of a database that another tool has migrated.
//!
//! Start with [`take_over`]. What each tool's table says stands in `applied`; that it is to be read
//! so was found in the tools' sources, which the comments there name.

use std::collections::BTreeSet;

use tokio_postgres::Client;

use super::baseline::begin;
use super::error::Error;
use super::{Options, locked};
use crate::embedded::EmbeddedMigration;
use crate::source::Source;

/// Says that those `migrations` are applied of which the tool says so. Its table stays as it is;
/// only dbmate's has the name of ours, and is renamed to `dbmate_schema_migrations`.
///
/// # Errors
///
/// If there is no such table, if it says that a migration failed, if it knows one of which there
/// is no file, or if one is left out that is older than others which are applied.
pub async fn take_over(
    client: &mut Client,
    source: Source,
    migrations: &[EmbeddedMigration<'_>],
    options: &Options<'_>,
) -> Result<Vec<String>, Error> {
    let mut migrations = migrations.to_vec();
    migrations.sort_by_key(|migration| migration.version);
    locked(client, options, async |client| {
        let known = applied(client, source, &migrations).await?;
        let taken = chosen(source, &migrations, &known)?;
        let Some(last) = taken.last().map(|last| last.version) else {
            return Ok(Vec::new());
        };
        let first = match source {
            Source::Dbmate => "ALTER TABLE schema_migrations RENAME TO dbmate_schema_migrations;",
            _ => "",
        };
        begin(client, &taken, last, first).await
    })
    .await
}

/// The files up to the last that is applied.
fn chosen<'m>(
    source: Source,
    migrations: &'m [EmbeddedMigration<'m>],
    applied: &BTreeSet<i64>,
) -> Result<Vec<&'m EmbeddedMigration<'m>>, Error> {
    let tool = source.name();
    let is_file = |version: i64| migrations.iter().any(|file| file.version == version);
    if let Some(version) = applied.iter().find(|version| !is_file(**version)) {
        return Err(Error::refusal(
            format!("{tool} applied migration {version}, for which there is no file"),
            "restore the file, so that the history is whole",
        ));
    }
    let last = applied.last().copied();
    let taken: Vec<_> = migrations.iter().filter(|file| Some(file.version) <= last).collect();
    match taken.iter().find(|file| !applied.contains(&file.version)) {
        Some(file) => Err(Error::refusal(
            format!("{tool} did not apply `{}`, but later ones", file.file),
            format!("apply it with {tool} first, or remove the file"),
        )),
        None => Ok(taken),
    }
}

/// The numbers that the tool's table has as applied.
async fn applied(
    client: &Client,
    source: Source,
    migrations: &[EmbeddedMigration<'_>],
) -> Result<BTreeSet<i64>, Error> {
    // Each is `version`, as text, and whether the migration was completed.
    let (table, query) = match source {
        Source::Sqldb => {
            return Err(Error::refusal(
                "golang-migrate's table is ours: there is nothing to take over",
                "`sqldb migrate up` goes on where it is",
            ));
        }
        // `sqlx-postgres/src/migrate.rs`.
        Source::Sqlx => ("_sqlx_migrations", "SELECT version::text, success FROM _sqlx_migrations"),
        // `diesel_migrations`: a row is there if it is applied, in the migration's transaction.
        Source::Diesel => (
            "__diesel_schema_migrations",
            "SELECT version::text, true FROM __diesel_schema_migrations",
        ),
        // `refinery-core/src/traits/mod.rs`: likewise.
        Source::Refinery => {
            ("refinery_schema_history", "SELECT version::text, true FROM refinery_schema_history")
        }
        // `internal/dialect/dialectquery/postgres.go`: older versions add a row for each way, and
        // the last one counts; the row of number 0 is there before the first migration.
        Source::Goose => (
            "goose_db_version",
            "SELECT version_id::text, true FROM (SELECT DISTINCT ON (version_id) version_id, \
             is_applied FROM goose_db_version ORDER BY version_id, id DESC) last \
             WHERE is_applied AND version_id <> 0",
        ),
        // `pkg/driver/postgres/postgres.go`.
        Source::Dbmate => {
            ("schema_migrations", "SELECT version::text, true FROM schema_migrations")
        }
        // `schema-engine/connectors/sql-schema-connector/src/sql_migration_persistence.rs`: a failed
        // one has no end; one that was marked as rolled back counts no more.
        Source::Prisma => (
            "_prisma_migrations",
            "SELECT split_part(migration_name, '_', 1), finished_at IS NOT NULL \
             FROM _prisma_migrations WHERE rolled_back_at IS NULL",
        ),
        // `drizzle-orm/src/pg-core/dialect.ts migrate`: a row for each, in the order of the
        // journal, which is that of the files.
        Source::Drizzle => (
            "drizzle.__drizzle_migrations",
            "SELECT (row_number() OVER (ORDER BY created_at, id))::text, true \
             FROM drizzle.__drizzle_migrations",
        ),
    };
    let asking = || Error::asking("reading the history of the other tool");
    let exists = format!("SELECT to_regclass('{table}') IS NOT NULL");
    let exists = client.query_typed_one(&exists, &[]).await.map_err(asking())?;
    if !exists.try_get::<_, bool>(0).map_err(asking())? {
        return Err(Error::refusal(
            format!("the database has no history of {}: no table `{table}`", source.name()),
            "name the tool that migrated it, or the number of the last migration that is applied",
        ));
    }
    let mut applied = BTreeSet::new();
    for row in client.query_typed(query, &[]).await.map_err(asking())? {
        let version: String = row.try_get(0).map_err(asking())?;
        if !row.try_get::<_, bool>(1).map_err(asking())? {
            return Err(Error::refusal(
                format!("{} left migration {version} half-way", source.name()),
                format!("repair it with {} first", source.name()),
            ));
        }
        let number = version.parse::<i64>().map_err(|_| {
            Error::refusal(
                format!("`{version}` in `{table}` is no number"),
                "correct the row, or name the number of the last migration that is applied",
            )
        })?;
        applied.insert(match source {
            Source::Drizzle => {
                let at = usize::try_from(number - 1).unwrap_or(usize::MAX);
                // A row more than files is one without a file.
                migrations.get(at).map_or(i64::MAX, |file| file.version)
            }
            _ => number,
        });
    }
    Ok(applied)
}
