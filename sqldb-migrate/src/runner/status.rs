//! What is applied and what is not, file by file.

use std::time::Duration;

use tokio_postgres::Client;

use super::error::Error;
use super::history::{History, Rows};
use super::standing::Standing;
use crate::embedded::EmbeddedMigration;
use crate::rebase::Recorded;

/// What is applied and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The number that the database is at; `None` before the first migration.
    pub version: Option<i64>,
    /// Each migration that there is a file of, or that was applied, by rising number.
    pub entries: Vec<Entry>,
}

/// One migration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Its number.
    pub version: i64,
    /// Its description, if it is known.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// When it was applied, in UTC, as `2024-01-31T09:30:00Z`; unknown if another tool did it.
    pub applied_at: Option<String>,
    /// How long it took.
    pub duration: Option<Duration>,
}

/// How a migration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is applied, and its file is as it was.
    Applied,
    /// It is applied, by another tool or by hand: when is not known.
    AppliedElsewhere,
    /// It is not applied.
    Pending,
    /// It is applied, and its file has another text now.
    Changed,
    /// It is applied, and its file is gone.
    Missing,
    /// It is not applied, though ones of higher numbers are.
    Late,
    /// It was left half-way.
    Dirty,
}

impl State {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            State::Applied => "applied",
            State::AppliedElsewhere => "applied elsewhere",
            State::Pending => "pending",
            State::Changed => "changed",
            State::Missing => "missing",
            State::Late => "late",
            State::Dirty => "dirty",
        }
    }

    /// Whether nothing has to be done about it by hand.
    pub fn is_in_order(self) -> bool {
        matches!(self, State::Applied | State::AppliedElsewhere | State::Pending)
    }
}

/// Compares the database of `client` with `migrations`; nothing is written.
///
/// # Errors
///
/// If the history cannot be read.
pub async fn status(
    client: &Client,
    migrations: &[EmbeddedMigration<'_>],
) -> Result<Status, Error> {
    let mut migrations = migrations.to_vec();
    migrations.sort_by_key(|migration| migration.version);
    let rows = Rows::of(migrations.iter().map(|migration| migration.file));
    let history = History::read(client, rows).await?;
    let standing = history.standing(&migrations);
    let entry = |version: i64, name: &str, state: State| {
        let record = history.records.get(&version).filter(|_| state != State::Pending);
        let state = match state {
            State::Applied if record.is_none_or(|record| record.applied_at.is_none()) => {
                State::AppliedElsewhere
            }
            state => state,
        };
        Entry {
            version,
            name: name.to_owned(),
            state,
            applied_at: record.and_then(|record| record.applied_at.clone()),
            duration: record.and_then(|record| record.duration),
        }
    };
    let files = migrations.iter().map(|migration| {
        entry(migration.version, migration.name, of(migration.version, &standing))
    });
    let missing = standing.missing.iter().map(|missing| {
        let name = missing.name.as_deref().unwrap_or_default();
        entry(missing.version, name, State::Missing)
    });
    let mut entries: Vec<Entry> = files.chain(missing).collect();
    entries.sort_by_key(|entry| entry.version);
    Ok(Status { version: standing.current, entries })
}

/// What the database of `client` says of what was applied to it; nothing is written.
///
/// # Errors
///
/// If the history cannot be read.
pub async fn recorded(client: &Client) -> Result<Recorded, Error> {
    let history = History::read(client, Rows::default()).await?;
    let names = history.records.iter().map(|(version, record)| (*version, record.name.clone()));
    Ok(Recorded { version: history.current(), names: names.collect() })
}

fn of(version: i64, standing: &Standing<'_>) -> State {
    let holds = |list: &[&EmbeddedMigration<'_>]| list.iter().any(|one| one.version == version);
    if standing.dirty == Some(version) {
        State::Dirty
    } else if holds(&standing.pending) {
        State::Pending
    } else if holds(&standing.late) {
        State::Late
    } else if holds(&standing.unrecorded) {
        State::AppliedElsewhere
    } else if holds(&standing.changed) {
        State::Changed
    } else {
        State::Applied
    }
}
