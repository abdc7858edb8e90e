//! The statements that write the history, which run in the transaction of what they tell of.

use std::time::Duration;

use super::{History, Rows, State, literal};
use crate::checksum::checksum;
use crate::embedded::EmbeddedMigration;
use crate::runner::apply::Way;

impl History {
    /// Records migrations of which nobody knows when they were applied.
    pub(in crate::runner) fn take_over(&self, unrecorded: &[&EmbeddedMigration<'_>]) -> String {
        let record = |migration: &&EmbeddedMigration<'_>| {
            self.record(migration, &checksum(migration.sql), "NULL, NULL, NULL")
        };
        unrecorded.iter().map(record).collect()
    }

    /// The statements that say that `migration` was applied, or taken back.
    pub(in crate::runner) fn done(
        &self,
        migration: &EmbeddedMigration<'_>,
        way: Way,
        duration: Duration,
    ) -> String {
        match way {
            Way::Up => {
                let times = format!("now(), '{} microseconds', NULL", duration.as_micros());
                self.set_version(migration.version, State::Clean)
                    + &self.record(migration, &checksum(migration.sql), &times)
            }
            Way::Down { to } => self.unset_version(migration.version, to),
        }
    }

    /// The statements that say that all `migrations` are applied; the last of them is `version`.
    pub(in crate::runner) fn set_all(
        &self,
        migrations: &[&EmbeddedMigration<'_>],
        version: i64,
    ) -> String {
        match self.rows {
            Rows::Database => self.set_version(version, State::Clean),
            Rows::Migration => {
                let each = migrations.iter();
                each.map(|migration| self.set_version(migration.version, State::Clean)).collect()
            }
        }
    }

    /// The statements that make `version` the current one.
    ///
    /// golang-migrate empties the table with `TRUNCATE`, which would make everybody wait who
    /// only looks; what remains is the same.
    pub(in crate::runner) fn set_version(&self, version: i64, state: State) -> String {
        let table = self.versions_table();
        let clear = match self.rows {
            Rows::Migration => format!("DELETE FROM {table} WHERE version = {version};"),
            Rows::Database => format!("DELETE FROM {table};"),
        };
        let dirty = state == State::Dirty;
        format!("{clear}INSERT INTO {table} (version, dirty) VALUES ({version}, {dirty});")
    }

    /// The statements that say that `version` is not applied, and `to` is the one before.
    pub(in crate::runner) fn unset_version(&self, version: i64, to: Option<i64>) -> String {
        let (versions, records) = (self.versions_table(), self.records_table());
        if self.rows == Rows::Migration {
            return format!(
                "DELETE FROM {versions} WHERE version = {version};\
                 DELETE FROM {records} WHERE version = {version};"
            );
        }
        let before = match to {
            Some(to) => self.set_version(to, State::Clean),
            None => format!("DELETE FROM {versions};"),
        };
        format!("{before}DELETE FROM {records} WHERE version >= {version};")
    }

    /// The statements that say that `version` is to be run again.
    pub(in crate::runner) fn step_back(&self, version: i64, to: Option<i64>) -> String {
        let versions = self.versions_table();
        match to {
            _ if self.rows == Rows::Migration => {
                format!("DELETE FROM {versions} WHERE version >= {version};")
            }
            Some(to) => self.set_version(to, State::Clean),
            None => format!("DELETE FROM {versions};"),
        }
    }

    /// The statements that forget what is recorded of `version`.
    pub(in crate::runner) fn forget(&self, version: i64) -> String {
        format!("DELETE FROM {} WHERE version = {version};", self.records_table())
    }

    /// The statements that say that `migration`, outside of transactions, has come to `statement`;
    /// `checksum` is that of the statements that have to be the same when it goes on there.
    pub(in crate::runner) fn reached(
        &self,
        migration: &EmbeddedMigration<'_>,
        statement: usize,
        checksum: &str,
    ) -> String {
        self.set_version(migration.version, State::Dirty)
            + &self.record(migration, checksum, &format!("NULL, NULL, {statement}"))
    }

    /// The statements that put the current version back after `failed` was written.
    pub(in crate::runner) fn restore(&self, failed: i64, way: Way) -> String {
        let version = match way {
            Way::Up => self.current().filter(|_| self.rows == Rows::Database),
            Way::Down { .. } => Some(failed),
        };
        let forget = match way {
            Way::Up => self.forget(failed),
            Way::Down { .. } => String::new(),
        };
        match version {
            Some(version) => self.set_version(version, State::Clean) + &forget,
            None => {
                format!("DELETE FROM {} WHERE version = {failed};{forget}", self.versions_table())
            }
        }
    }

    /// The statements that record `migration` as it is now, and leave its times as they are.
    pub(in crate::runner) fn record_again(&self, migration: &EmbeddedMigration<'_>) -> String {
        format!(
            "UPDATE {} SET name = {}, checksum = '{}' WHERE version = {};",
            self.records_table(),
            literal(migration.name),
            checksum(migration.sql),
            migration.version,
        )
    }

    /// `rest` holds the values of `applied_at`, `duration` and `statement`.
    fn record(&self, migration: &EmbeddedMigration<'_>, checksum: &str, rest: &str) -> String {
        format!(
            "INSERT INTO {} AS m (version, name, checksum, applied_at, duration, statement) \
             VALUES ({}, {}, '{checksum}', {rest}) \
             ON CONFLICT (version) DO UPDATE SET name = excluded.name, \
             checksum = excluded.checksum, applied_at = excluded.applied_at, \
             duration = excluded.duration, statement = excluded.statement;",
            self.records_table(),
            migration.version,
            literal(migration.name),
        )
    }
}
