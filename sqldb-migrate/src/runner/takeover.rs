//! Beginning the history of a database that another tool has migrated.
//!
//! Start with [`take_over`]. What each tool's table says stands in `applied`; that it is to be read
//! so was found in the tools' sources, which the comments there name. `checksum` has their checksums.

mod checksum;

use std::collections::BTreeMap;

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
/// is no file or one that is another now, or if one is left out that is older than others which are
/// applied.
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
        unchanged(source, &taken, &known)?;
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
    applied: &Applied,
) -> Result<Vec<&'m EmbeddedMigration<'m>>, Error> {
    let tool = source.name();
    let is_file = |version: i64| migrations.iter().any(|file| file.version == version);
    if let Some(version) = applied.keys().find(|version| !is_file(**version)) {
        return Err(Error::refusal(
            format!("{tool} applied migration {version}, for which there is no file"),
            "restore the file, so that the history is whole",
        ));
    }
    let last = applied.keys().last().copied();
    let taken: Vec<_> = migrations.iter().filter(|file| Some(file.version) <= last).collect();
    match taken.iter().find(|file| !applied.contains_key(&file.version)) {
        Some(file) => Err(Error::refusal(
            format!("{tool} did not apply `{}`, but later ones", file.file),
            format!("apply it with {tool} first, or remove the file"),
        )),
        None => Ok(taken),
    }
}

/// That the files are what the tool applied, where it knows that.
fn unchanged(
    source: Source,
    taken: &[&EmbeddedMigration<'_>],
    applied: &Applied,
) -> Result<(), Error> {
    let is_another = |file: &&&EmbeddedMigration<'_>| {
        let checksum = applied.get(&file.version).and_then(Option::as_deref);
        checksum.is_some_and(|checksum| !checksum::is_of(source, file, checksum))
    };
    let changed: Vec<String> =
        taken.iter().filter(is_another).map(|file| format!("`{}`", file.file)).collect();
    let Some(last) = taken.last().filter(|_| !changed.is_empty()) else { return Ok(()) };
    Err(Error::refusal(
        format!("changed since {} applied it: {}", source.name(), changed.join(", ")),
        format!(
            "restore what was applied; or, if the database is as the files are now, \
             `sqldb migrate baseline {}` takes them so",
            last.version
        ),
    ))
}

/// What the tool's table has as applied, each with its checksum as text.
type Applied = BTreeMap<i64, Option<String>>;

async fn applied(
    client: &Client,
    source: Source,
    migrations: &[EmbeddedMigration<'_>],
) -> Result<Applied, Error> {
    // Each is `version`, as text, whether the migration was completed, and its checksum.
    let query = match source {
        Source::Sqldb => {
            return Err(Error::refusal(
                "golang-migrate's table is ours: there is nothing to take over",
                "`sqldb migrate up` goes on where it is",
            ));
        }
        // `sqlx-postgres/src/migrate.rs`.
        Source::Sqlx => {
            "SELECT version::text, success, encode(checksum, 'hex') FROM _sqlx_migrations"
        }
        // `diesel_migrations`: a row is there if it is applied, in the migration's transaction.
        Source::Diesel => "SELECT version::text, true, NULL FROM __diesel_schema_migrations",
        // `refinery-core/src/traits/mod.rs`: likewise.
        Source::Refinery => {
            "SELECT version::text, true, checksum::text FROM refinery_schema_history"
        }
        // `internal/dialect/dialectquery/postgres.go`: older versions add a row for each way, and
        // the last one counts; the row of number 0 is there before the first migration.
        Source::Goose => {
            "SELECT version_id::text, true, NULL FROM (SELECT DISTINCT ON (version_id) version_id, \
             is_applied FROM goose_db_version ORDER BY version_id, id DESC) last \
             WHERE is_applied AND version_id <> 0"
        }
        // `pkg/driver/postgres/postgres.go`.
        Source::Dbmate => "SELECT version::text, true, NULL FROM schema_migrations",
        // `schema-engine/connectors/sql-schema-connector/src/sql_migration_persistence.rs`: a failed
        // one has no end; one that was marked as rolled back counts no more.
        Source::Prisma => {
            "SELECT split_part(migration_name, '_', 1), finished_at IS NOT NULL, checksum::text \
             FROM _prisma_migrations WHERE rolled_back_at IS NULL"
        }
        // `drizzle-orm/src/pg-core/dialect.ts migrate`: a row for each, in the order of the
        // journal, which is that of the files.
        Source::Drizzle => {
            "SELECT (row_number() OVER (ORDER BY created_at, id))::text, true, hash \
             FROM drizzle.__drizzle_migrations"
        }
    };
    let table = source.table();
    let asking = || Error::asking("reading the history of the other tool");
    let exists = format!("SELECT to_regclass('{table}') IS NOT NULL");
    let exists = client.query_typed_one(&exists, &[]).await.map_err(asking())?;
    if !exists.try_get::<_, bool>(0).map_err(asking())? {
        return Err(Error::refusal(
            format!("the database has no history of {}: no table `{table}`", source.name()),
            "name the tool that migrated it, or the number of the last migration that is applied",
        ));
    }
    let mut applied = Applied::new();
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
        let version = match source {
            Source::Drizzle => {
                let at = usize::try_from(number - 1).unwrap_or(usize::MAX);
                // A row more than files is one without a file.
                migrations.get(at).map_or(i64::MAX, |file| file.version)
            }
            _ => number,
        };
        applied.insert(version, row.try_get(2).map_err(asking())?);
    }
    Ok(applied)
}
