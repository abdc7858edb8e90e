//! What is applied: `schema_migrations`, and what `_sqldb_migrations` adds to it.
//!
//! Start with [`History::read`], then [`History::standing`], which decides what is to be done.
//!
//! `schema_migrations` alone says how far the database is, so that other tools and people can
//! read and edit it. `_sqldb_migrations` remembers what was behind each number; the underscore
//! keeps it apart from the application's tables, and the name says whose it is.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio_postgres::Client;

use super::error::Error;
use crate::checksum::checksum;
use crate::embedded::EmbeddedMigration;

/// Where the history lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) database: String,
    pub(super) schema: String,
}

/// Which of the tables exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tables {
    versions: Exists,
    records: Exists,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Exists {
    Yes,
    #[default]
    No,
}

/// The history as it is in the database.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    place: Place,
    tables: Tables,
    /// The rows of `schema_migrations`: one, or with Encore's Prisma and Drizzle directories one
    /// for each migration. What is not above 0 stands for an empty table.
    versions: BTreeMap<i64, State>,
    /// The rows of `_sqldb_migrations`: the checksum of each number.
    records: BTreeMap<i64, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Clean,
    Dirty,
}

/// How the files and the database stand to each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing<'m> {
    pub(super) current: Option<i64>,
    /// To be applied, in order.
    pub(super) pending: Vec<&'m EmbeddedMigration<'m>>,
    /// Applied, but by another tool, or marked so by hand.
    pub(super) unrecorded: Vec<&'m EmbeddedMigration<'m>>,
    /// The files that are not what was applied.
    pub(super) edited: Vec<String>,
}

impl Standing<'_> {
    /// Whether nothing is to be applied or written.
    pub(super) fn is_settled(&self) -> bool {
        self.pending.is_empty() && self.unrecorded.is_empty()
    }
}

const LOCATE: &str = "\
SELECT current_database()::text, coalesce(current_schema()::text, ''),
       to_regclass(quote_ident(current_schema()) || '.schema_migrations') IS NOT NULL,
       to_regclass(quote_ident(current_schema()) || '._sqldb_migrations') IS NOT NULL";

impl History {
    /// Reads both tables, where they exist.
    pub(super) async fn read(client: &Client) -> Result<History, Error> {
        History::query(client).await.map_err(Error::asking("reading the history"))?.checked()
    }

    async fn query(client: &Client) -> Result<History, tokio_postgres::Error> {
        let row = client.query_typed_one(LOCATE, &[]).await?;
        let place = Place { database: row.try_get(0)?, schema: row.try_get(1)? };
        let exists = |there: bool| if there { Exists::Yes } else { Exists::No };
        let tables = Tables { versions: exists(row.try_get(2)?), records: exists(row.try_get(3)?) };
        let mut history = History { place, tables, ..History::default() };
        if tables.versions == Exists::Yes {
            let query =
                format!("SELECT version::int8, dirty::bool FROM {}", history.versions_table());
            for row in client.query_typed(&query, &[]).await? {
                let state = if row.try_get(1)? { State::Dirty } else { State::Clean };
                history.versions.insert(row.try_get(0)?, state);
            }
        }
        if tables.records == Exists::Yes {
            let query = format!("SELECT version, checksum FROM {}", history.records_table());
            for row in client.query_typed(&query, &[]).await? {
                history.records.insert(row.try_get(0)?, row.try_get(1)?);
            }
        }
        Ok(history)
    }

    fn checked(self) -> Result<History, Error> {
        if self.place.schema.is_empty() { Err(Error::without_schema()) } else { Ok(self) }
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    fn current(&self) -> Option<i64> {
        self.versions.keys().copied().max().filter(|version| *version > 0)
    }

    /// `schema_migrations`, qualified: a migration may change the search path.
    fn versions_table(&self) -> String {
        format!("{}.schema_migrations", quote(&self.place.schema))
    }

    fn records_table(&self) -> String {
        format!("{}._sqldb_migrations", quote(&self.place.schema))
    }

    /// Decides what is to be done with `migrations`, which are sorted.
    pub(super) fn standing<'m>(
        &self,
        migrations: &'m [EmbeddedMigration<'m>],
    ) -> Result<Standing<'m>, Error> {
        let dirty = self.versions.iter().find(|(_, state)| **state == State::Dirty);
        if let Some((version, _)) = dirty {
            return Err(Error::dirty(*version, migrations, &self.undo(migrations, *version)));
        }
        let Some(current) = self.current() else {
            return Ok(Standing { pending: migrations.iter().collect(), ..Standing::default() });
        };
        if !migrations.iter().any(|migration| migration.version == current) {
            return Err(Error::unknown_version(current, migrations));
        }
        // With one row for each migration, a row is what says that it was applied. With one row
        // in all, every number up to it was, unless our records go further and leave it out:
        // then the file came later than they did. Records above the current number are of
        // migrations that are to be run again.
        let recorded: BTreeSet<i64> = self.records.range(..=current).map(|(key, _)| *key).collect();
        let is_late = |version: i64| {
            if self.versions.len() > 1 {
                !self.versions.contains_key(&version)
            } else {
                !recorded.contains(&version) && recorded.last().is_some_and(|last| version < *last)
            }
        };
        let mut standing = Standing { current: Some(current), ..Standing::default() };
        let mut late = Vec::new();
        for migration in migrations {
            let version = migration.version;
            if version > current {
                standing.pending.push(migration);
            } else if is_late(version) {
                late.push(migration);
            } else if !recorded.contains(&version) {
                standing.unrecorded.push(migration);
            } else if self.records.get(&version) != Some(&checksum(migration.sql)) {
                standing.edited.push(migration.file.to_owned());
            }
        }
        if late.is_empty() { Ok(standing) } else { Err(Error::late(&late, current, migrations)) }
    }

    /// The statement by which people say that the dirty `version` is not applied.
    fn undo(&self, migrations: &[EmbeddedMigration<'_>], version: i64) -> String {
        let before = migrations.iter().map(|migration| migration.version);
        match before.filter(|before| *before < version).max() {
            Some(before) if self.versions.len() <= 1 => {
                format!("UPDATE schema_migrations SET version = {before}, dirty = false")
            }
            _ => format!("DELETE FROM schema_migrations WHERE version = {version}"),
        }
    }

    /// Creates the tables that are missing.
    pub(super) async fn create(&mut self, client: &Client) -> Result<(), Error> {
        let mut statements = String::new();
        // Without these tests a role that may not create tables could not even apply.
        if self.tables.versions == Exists::No {
            // `database/postgres/postgres.go ensureVersionTable`.
            statements += &format!(
                "CREATE TABLE {} (version bigint not null primary key, dirty boolean not null);",
                self.versions_table()
            );
        }
        if self.tables.records == Exists::No {
            statements += &format!(
                "CREATE TABLE {} (\
                 version bigint PRIMARY KEY, \
                 name text NOT NULL, \
                 checksum text NOT NULL, \
                 applied_at timestamptz, \
                 duration interval);",
                self.records_table()
            );
        }
        if !statements.is_empty() {
            let result = client.batch_execute(&statements).await;
            result.map_err(Error::asking("creating the tables of the history"))?;
        }
        self.tables = Tables { versions: Exists::Yes, records: Exists::Yes };
        Ok(())
    }

    /// Records what others applied: when, and whether with the same text, is not known.
    pub(super) async fn take_over(
        &self,
        client: &Client,
        unrecorded: &[&EmbeddedMigration<'_>],
    ) -> Result<(), Error> {
        let statements: String =
            unrecorded.iter().map(|migration| self.record(migration, "NULL, NULL")).collect();
        if statements.is_empty() {
            return Ok(());
        }
        let result = client.batch_execute(&statements).await;
        result.map_err(Error::asking("recording what is applied already"))
    }

    /// The statements that make `migration` the last one applied.
    pub(super) fn advance_statements(
        &self,
        migration: &EmbeddedMigration<'_>,
        duration: Duration,
    ) -> String {
        let times = format!("now(), '{} microseconds'", duration.as_micros());
        self.set_version(migration.version, "false") + &self.record(migration, &times)
    }

    /// The statements that make `version` the current one.
    ///
    /// golang-migrate empties the table with `TRUNCATE`, which would make everybody wait who
    /// only looks; what remains is the same.
    pub(super) fn set_version(&self, version: i64, dirty: &str) -> String {
        let table = self.versions_table();
        let clear = if self.versions.len() > 1 {
            format!("DELETE FROM {table} WHERE version = {version};")
        } else {
            format!("DELETE FROM {table};")
        };
        format!("{clear}INSERT INTO {table} (version, dirty) VALUES ({version}, {dirty});")
    }

    /// The statements that put the current version back after `failed` was written.
    pub(super) fn restore(&self, failed: i64) -> String {
        match self.current() {
            Some(current) if self.versions.len() <= 1 => self.set_version(current, "false"),
            _ => format!("DELETE FROM {} WHERE version = {failed};", self.versions_table()),
        }
    }

    /// The same for people to run.
    pub(super) fn revert(&self, failed: i64) -> String {
        match self.current() {
            Some(current) if self.versions.len() <= 1 => {
                format!("UPDATE schema_migrations SET version = {current}, dirty = false")
            }
            _ => format!("DELETE FROM schema_migrations WHERE version = {failed}"),
        }
    }

    fn record(&self, migration: &EmbeddedMigration<'_>, times: &str) -> String {
        format!(
            "INSERT INTO {} AS m (version, name, checksum, applied_at, duration) \
             VALUES ({}, {}, '{}', {times}) \
             ON CONFLICT (version) DO UPDATE SET name = excluded.name, \
             checksum = excluded.checksum, applied_at = excluded.applied_at, \
             duration = excluded.duration;",
            self.records_table(),
            migration.version,
            literal(migration.name),
            checksum(migration.sql),
        )
    }

    /// Notes that `version` is applied now.
    pub(super) fn advance(&mut self, version: i64) {
        if self.versions.len() <= 1 {
            self.versions.clear();
        }
        self.versions.insert(version, State::Clean);
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A string constant that reads the same whatever `standard_conforming_strings` is.
fn literal(text: &str) -> String {
    format!(" E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

    fn migrations(versions: &[i64]) -> Vec<EmbeddedMigration<'static>> {
        let migration = |(version, name): (&i64, &'static &'static str)| EmbeddedMigration {
            version: *version,
            name,
            file: name,
            sql: name,
        };
        versions.iter().zip(&NAMES).map(migration).collect()
    }

    #[track_caller]
    fn check(files: &[i64], versions: &[i64], records: &[i64], expected: &str) {
        let migrations = migrations(files);
        let history = History {
            place: Place { database: "todo".into(), schema: "public".into() },
            tables: Tables::default(),
            versions: versions.iter().map(|version| (*version, State::Clean)).collect(),
            records: records.iter().map(|version| (*version, String::new())).collect(),
        };
        let versions = |list: &[&EmbeddedMigration<'_>]| {
            list.iter().map(|migration| migration.version).collect::<Vec<_>>()
        };
        let found = match history.standing(&migrations) {
            Ok(standing) => format!(
                "apply {:?}, record {:?}",
                versions(&standing.pending),
                versions(&standing.unrecorded)
            ),
            Err(error) => error.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_to_be_done() {
        check(&[1, 2], &[], &[], "apply [1, 2], record []");
        check(&[1, 2], &[0], &[], "apply [1, 2], record []");
        check(&[1, 2], &[-1], &[], "apply [1, 2], record []");
        check(&[1, 2, 3], &[2], &[1, 2], "apply [3], record []");
        // Run again after `version - 1`.
        check(&[1, 2, 3], &[1], &[1, 2, 3], "apply [2, 3], record []");
        // Taken over, wholly and in part.
        check(&[1, 2, 3], &[2], &[], "apply [3], record [1, 2]");
        check(&[1, 2, 3, 4], &[3], &[1], "apply [4], record [2, 3]");
        // One row for each migration.
        check(&[1, 2, 3], &[1, 2], &[], "apply [3], record [1, 2]");
    }

    #[test]
    fn what_cannot_be() {
        check(
            &[1, 2],
            &[3],
            &[],
            "the database is at migration 3, but the last file is `b` (number 2)",
        );
        check(&[1, 5], &[3], &[], "the database is at migration 3, for which there is no file");
        check(
            &[1, 2, 3],
            &[3],
            &[1, 3],
            "`b` is not applied, but the database is at migration 3 already",
        );
        check(
            &[1, 2, 3],
            &[1, 3],
            &[],
            "`b` is not applied, but the database is at migration 3 already",
        );
    }
}
