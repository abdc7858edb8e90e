//! What is applied: `schema_migrations`, and what `_sqldb_migrations` adds to it.
//!
//! Start with [`History::read`]; `standing` decides what is to be done.
//!
//! `schema_migrations` alone says how far the database is, so that other tools and people can
//! read and edit it. `_sqldb_migrations` remembers what was behind each number; the underscore
//! keeps it apart from the application's tables, and the name says whose it is.

mod writing;

use std::collections::BTreeMap;
use std::time::Duration;

use tokio_postgres::Client;

use super::apply::Way;
use super::error::Error;

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
    /// The column `dirty` of it, which dbmate's and Rails' tables of that name do not have.
    dirty: Exists,
    records: Exists,
    /// The column `statement` of the records, which older ones do not have.
    statement: Exists,
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
    pub(super) rows: Rows,
    /// The rows of `schema_migrations`. What is not above 0 stands for an empty table.
    pub(super) versions: BTreeMap<i64, State>,
    /// Numbers of `versions` that have no row yet, though each migration should have one.
    pub(super) without_row: Vec<i64>,
    /// The rows of `_sqldb_migrations`, by number.
    pub(super) records: BTreeMap<i64, Record>,
}

/// What a row of `schema_migrations` is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Rows {
    /// The one row says how far the database is.
    #[default]
    Database,
    /// There is one for each migration.
    Migration,
}

impl Rows {
    /// What Encore keeps for these files: a row for each that is a directory of Prisma, or of drizzle
    /// since its version 1 (`tsparser/src/parser/resources/infra/sqldb.rs allow_non_sequential`).
    pub(super) fn of<'f>(files: impl IntoIterator<Item = &'f str>) -> Rows {
        match files.into_iter().any(|file| file.ends_with("/migration.sql")) {
            true => Rows::Migration,
            false => Rows::Database,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Clean,
    Dirty,
}

/// What was behind a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) name: String,
    /// Of the whole text; while `statement` is there, of the statements up to that one.
    pub(super) checksum: String,
    /// The statement, counted from 0, that a migration outside of transactions has come to.
    pub(super) statement: Option<usize>,
    /// When, in UTC and as ISO 8601 writes it; unknown if another tool applied it.
    pub(super) applied_at: Option<String>,
    pub(super) duration: Option<Duration>,
}

const LOCATE: &str = "\
SELECT current_database()::text, coalesce(current_schema()::text, ''),
       to_regclass(quote_ident(current_schema()) || '.schema_migrations') IS NOT NULL,
       to_regclass(quote_ident(current_schema()) || '._sqldb_migrations') IS NOT NULL,
       EXISTS (SELECT FROM pg_catalog.pg_attribute
               WHERE attrelid = to_regclass(quote_ident(current_schema()) || '._sqldb_migrations')
                 AND attname = 'statement'),
       EXISTS (SELECT FROM pg_catalog.pg_attribute
               WHERE attrelid = to_regclass(quote_ident(current_schema()) || '.schema_migrations')
                 AND attname = 'dirty')";

impl History {
    /// Reads both tables, where they exist; of a table with one row `rows` says what that is for.
    pub(super) async fn read(client: &Client, rows: Rows) -> Result<History, Error> {
        let (place, tables) = History::find(client).await?;
        if (tables.versions, tables.dirty) == (Exists::Yes, Exists::No) {
            return Err(Error::refusal(
                format!(
                    "`{}.schema_migrations` is another tool's: it has no column `dirty`",
                    place.schema
                ),
                "if it is dbmate's, `sqldb migrate baseline --from dbmate` takes it over; else rename it",
            ));
        }
        let history = History { place, tables, rows, ..History::default() };
        history.query(client).await.map_err(Error::asking("reading the history"))
    }

    /// Where the history is, or would be.
    pub(super) async fn locate(client: &Client) -> Result<Place, Error> {
        History::find(client).await.map(|(place, _)| place)
    }

    async fn find(client: &Client) -> Result<(Place, Tables), Error> {
        let found = async {
            let row = client.query_typed_one(LOCATE, &[]).await?;
            let place = Place { database: row.try_get(0)?, schema: row.try_get(1)? };
            let exists = |there: bool| if there { Exists::Yes } else { Exists::No };
            let tables = Tables {
                versions: exists(row.try_get(2)?),
                records: exists(row.try_get(3)?),
                statement: exists(row.try_get(4)?),
                dirty: exists(row.try_get(5)?),
            };
            Ok((place, tables))
        };
        match found.await.map_err(Error::asking("looking for the history"))? {
            (Place { schema, .. }, _) if schema.is_empty() => Err(Error::without_schema()),
            found => Ok(found),
        }
    }

    async fn query(self, client: &Client) -> Result<History, tokio_postgres::Error> {
        let mut history = self;
        let tables = history.tables;
        if tables.versions == Exists::Yes {
            let query =
                format!("SELECT version::int8, dirty::bool FROM {}", history.versions_table());
            for row in client.query_typed(&query, &[]).await? {
                let state = if row.try_get(1)? { State::Dirty } else { State::Clean };
                history.versions.insert(row.try_get(0)?, state);
            }
            if history.versions.len() > 1 {
                history.rows = Rows::Migration;
            }
        }
        if tables.records == Exists::Yes {
            let statement = match tables.statement {
                Exists::Yes => "statement",
                Exists::No => "NULL::int4",
            };
            let query = format!(
                "SELECT version, name, checksum, {statement}, \
                 to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), \
                 (extract(epoch FROM duration) * 1000000)::int8 FROM {}",
                history.records_table()
            );
            for row in client.query_typed(&query, &[]).await? {
                let statement: Option<i32> = row.try_get(3)?;
                let micros: Option<i64> = row.try_get(5)?;
                let record = Record {
                    name: row.try_get(1)?,
                    checksum: row.try_get(2)?,
                    statement: statement.and_then(|statement| usize::try_from(statement).ok()),
                    applied_at: row.try_get(4)?,
                    duration: micros
                        .and_then(|micros| u64::try_from(micros).ok())
                        .map(Duration::from_micros),
                };
                history.records.insert(row.try_get(0)?, record);
            }
        }
        history.expand();
        Ok(history)
    }

    /// A history that was begun with one row in all, and goes on with one for each migration: what is
    /// recorded below that row has been applied.
    fn expand(&mut self) {
        let mut versions = self.versions.keys();
        let (Rows::Migration, Some(only), None) = (self.rows, versions.next(), versions.next())
        else {
            return;
        };
        self.without_row = self.records.range(..*only).map(|(version, _)| *version).collect();
        self.versions.extend(self.without_row.iter().map(|version| (*version, State::Clean)));
    }

    /// The number that the database is at, whatever it means.
    pub(super) fn current(&self) -> Option<i64> {
        self.versions.keys().copied().max().filter(|version| *version >= 0)
    }

    /// The number that was left half-way.
    pub(super) fn dirty(&self) -> Option<i64> {
        let dirty = self.versions.iter().find(|(_, state)| **state == State::Dirty);
        dirty.map(|(version, _)| *version)
    }

    /// `schema_migrations`, qualified: a migration may change the search path.
    fn versions_table(&self) -> String {
        format!("{}.schema_migrations", quote(&self.place.schema))
    }

    fn records_table(&self) -> String {
        format!("{}._sqldb_migrations", quote(&self.place.schema))
    }

    /// Creates the tables that are missing, and the rows.
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
                 duration interval, \
                 statement integer);",
                self.records_table()
            );
        } else if self.tables.statement == Exists::No {
            statements += &format!("ALTER TABLE {} ADD statement integer;", self.records_table());
        }
        let without_row = std::mem::take(&mut self.without_row);
        statements
            .extend(without_row.iter().map(|version| self.set_version(*version, State::Clean)));
        if !statements.is_empty() {
            let result = client.batch_execute(&statements).await;
            result.map_err(Error::asking("creating the tables of the history"))?;
        }
        self.tables = Tables {
            versions: Exists::Yes,
            dirty: Exists::Yes,
            records: Exists::Yes,
            statement: Exists::Yes,
        };
        Ok(())
    }

    /// Notes what [`done`](Self::done) wrote.
    pub(super) fn note(&mut self, version: i64, way: Way) {
        let to = match way {
            Way::Up => Some(version),
            Way::Down { to } => to,
        };
        if self.rows == Rows::Migration {
            self.versions.remove(&version);
        } else {
            self.versions.clear();
        }
        if let Some(to) = to {
            self.versions.insert(to, State::Clean);
        }
    }

    /// Notes that `version`, which is half-way, is to be gone on with: it is applied behind `before`.
    pub(super) fn set_aside(&mut self, version: i64, before: Option<i64>) {
        self.note(version, Way::Down { to: before.filter(|_| self.rows == Rows::Database) });
    }
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A string constant that reads the same whatever `standard_conforming_strings` is.
fn literal(text: &str) -> String {
    format!(" E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
