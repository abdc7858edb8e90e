//! How the files and the database stand to each other.
//!
//! Start with [`History::standing`]; nothing here asks the database.

use std::collections::BTreeSet;
use std::fmt;

use super::error::Error;
use super::history::{History, Rows};
use crate::checksum::checksum;
use crate::embedded::EmbeddedMigration;

/// How the files and the database stand to each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing<'m> {
    /// The file that the database is at, or the number, if there is no file for it.
    pub(super) current: Option<i64>,
    /// To be applied, in order.
    pub(super) pending: Vec<&'m EmbeddedMigration<'m>>,
    /// Applied, but by another tool, or marked so by hand.
    pub(super) unrecorded: Vec<&'m EmbeddedMigration<'m>>,
    /// Files that are not what was applied under their number.
    pub(super) changed: Vec<&'m EmbeddedMigration<'m>>,
    /// Files that are not applied, though ones of higher numbers are.
    pub(super) late: Vec<&'m EmbeddedMigration<'m>>,
    /// What was applied, but has no file any more.
    pub(super) missing: Vec<Missing>,
    /// The number that was left half-way.
    pub(super) dirty: Option<i64>,
}

/// What was applied, but has no file any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) version: i64,
    pub(super) name: Option<String>,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(formatter, "{} (`{name}`)", self.version),
            None => write!(formatter, "{}", self.version),
        }
    }
}

impl Standing<'_> {
    /// Whether nothing is to be applied or written.
    pub(super) fn is_settled(&self) -> bool {
        self.pending.is_empty() && self.unrecorded.is_empty()
    }

    /// What keeps anything from being applied.
    pub(super) fn trouble(
        &self,
        migrations: &[EmbeddedMigration<'_>],
        history: &History,
    ) -> Option<Error> {
        if let Some(version) = self.dirty {
            let before = before(migrations, version).filter(|_| history.rows == Rows::Database);
            return Some(Error::dirty(version, migrations, before));
        }
        let current = self.current?;
        if self.missing.iter().any(|missing| missing.version == current) {
            return Some(Error::unknown_version(current, migrations));
        }
        if !self.missing.is_empty() {
            return Some(Error::missing(&self.missing));
        }
        if !self.late.is_empty() {
            return Some(Error::late(&self.late, current));
        }
        (!self.changed.is_empty()).then(|| Error::changed(&self.changed))
    }
}

/// The number of the file before `version`.
pub(super) fn before(migrations: &[EmbeddedMigration<'_>], version: i64) -> Option<i64> {
    let numbers = migrations.iter().map(|migration| migration.version);
    numbers.filter(|number| *number < version).max()
}

impl History {
    /// Decides what is to be done with `migrations`, which are sorted.
    pub(super) fn standing<'m>(&self, migrations: &'m [EmbeddedMigration<'m>]) -> Standing<'m> {
        let dirty = self.dirty();
        let Some(current) = self.current_file(migrations) else {
            let pending = migrations.iter().collect();
            return Standing { pending, dirty, ..Standing::default() };
        };
        // With one row for each migration, a row is what says that it was applied. With one row
        // in all, every number up to it was, unless our records go further and leave it out:
        // then the file came later than they did. Records above the current number are of
        // migrations that are to be run again.
        let recorded: BTreeSet<i64> = self.records.range(..=current).map(|(key, _)| *key).collect();
        let is_late = |version: i64| {
            if self.rows == Rows::Migration {
                !self.versions.contains_key(&version)
            } else {
                !recorded.contains(&version) && recorded.last().is_some_and(|last| version < *last)
            }
        };
        let mut standing = Standing { current: Some(current), dirty, ..Standing::default() };
        for migration in migrations {
            let version = migration.version;
            let record = self.records.get(&version);
            if version > current {
                standing.pending.push(migration);
            } else if is_late(version) {
                standing.late.push(migration);
            } else if !recorded.contains(&version) {
                standing.unrecorded.push(migration);
            } else if record.is_none_or(|record| {
                record.statement.is_none() && record.checksum != checksum(migration.sql)
            }) {
                standing.changed.push(migration);
            }
        }
        standing.missing = self.missing(migrations, current, &recorded);
        standing
    }

    fn missing(
        &self,
        migrations: &[EmbeddedMigration<'_>],
        current: i64,
        recorded: &BTreeSet<i64>,
    ) -> Vec<Missing> {
        let files: BTreeSet<i64> = migrations.iter().map(|migration| migration.version).collect();
        let rows = self.versions.keys().copied().filter(|_| self.rows == Rows::Migration);
        let applied: BTreeSet<i64> =
            recorded.iter().copied().chain(rows).chain([current]).collect();
        let gone = applied.difference(&files).map(|version| Missing {
            version: *version,
            name: self.records.get(version).map(|record| record.name.clone()),
        });
        gone.collect()
    }

    /// The number that the database is at.
    ///
    /// What is not above 0 stands for none, unless a file has the number 0, which other tools
    /// give. After `UPDATE schema_migrations SET version = version - 1` it may be a number that
    /// never was: then the file before it is meant, if we know of a later one that was applied.
    fn current_file(&self, migrations: &[EmbeddedMigration<'_>]) -> Option<i64> {
        let is_file = |version: i64| migrations.iter().any(|file| file.version == version);
        let current = self.current().filter(|version| *version > 0 || is_file(*version))?;
        let is_edited = self.rows == Rows::Database
            && !is_file(current)
            && !self.records.contains_key(&current)
            && self.records.range(current..).next().is_some();
        if is_edited { before(migrations, current) } else { Some(current) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::history::{Record, State};
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

    /// `records` are those of which the file is as it was.
    #[track_caller]
    fn check(files: &[i64], versions: &[i64], records: &[i64], expected: &str) {
        let migrations = migrations(files);
        let record = |version: &i64| {
            let file = migrations.iter().find(|file| file.version == *version);
            let checksum = file.map_or(String::new(), |file| checksum(file.sql));
            (*version, Record { checksum, ..Record::default() })
        };
        let rows = if versions.len() > 1 { Rows::Migration } else { Rows::Database };
        let mut history = History::default();
        history.rows = rows;
        history.versions = versions.iter().map(|version| (*version, State::Clean)).collect();
        history.records = records.iter().map(record).collect();
        let standing = history.standing(&migrations);
        let versions = |list: &[&EmbeddedMigration<'_>]| {
            list.iter().map(|migration| migration.version).collect::<Vec<_>>()
        };
        let found = match standing.trouble(&migrations, &history) {
            None => format!(
                "apply {:?}, record {:?}",
                versions(&standing.pending),
                versions(&standing.unrecorded)
            ),
            Some(error) => error.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_to_be_done() {
        check(&[1, 2], &[], &[], "apply [1, 2], record []");
        check(&[1, 2], &[0], &[], "apply [1, 2], record []");
        check(&[1, 2], &[-1], &[], "apply [1, 2], record []");
        check(&[0, 1], &[0], &[], "apply [1], record [0]");
        check(&[1, 2, 3], &[2], &[1, 2], "apply [3], record []");
        // Run again after `version - 1`.
        check(&[1, 2, 3], &[1], &[1, 2, 3], "apply [2, 3], record []");
        check(&[10, 20, 30], &[29], &[10, 20, 30], "apply [30], record []");
        check(&[10, 20], &[9], &[10, 20], "apply [10, 20], record []");
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
        let late = "`b` is not applied, but the database is at migration 3 already";
        check(&[1, 2, 3], &[3], &[1, 3], late);
        check(&[1, 2, 3], &[1, 3], &[], late);
        let missing = "migration 2 was applied, but its file is gone";
        let named = "migration 2 (``) was applied, but its file is gone";
        check(&[1, 3], &[3], &[1, 2, 3], named);
        check(&[1, 3], &[1, 2, 3], &[], missing);
    }
}
