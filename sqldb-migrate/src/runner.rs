//! Applying migrations to a database.
//!
//! Start with [`migrate`]. What is applied is read and decided in `history`, one file is run in
//! `apply`, what went wrong in it is told by `failure`; `lock` keeps all others out meanwhile.

mod apply;
mod error;
mod failure;
mod history;
mod lock;

use std::time::Duration;

use tokio_postgres::Client;

use crate::embedded::EmbeddedMigration;

pub use error::Error;
pub use failure::Failure;
use history::{History, Standing};
pub use lock::Holder;
use lock::Lock;

/// How to migrate.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Whether to apply, or only to look.
    pub mode: Mode,
    /// How long to wait for others who migrate; 60 seconds by default.
    pub lock_timeout: Duration,
    /// Extensions that a superuser has created already: the migrations need not do so.
    pub prepared: &'a [String],
    /// Told what happens.
    pub progress: &'a (dyn Fn(Progress<'_>) + Send + Sync),
}

/// Whether to apply, or only to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Apply what is missing.
    #[default]
    Apply,
    /// Change nothing: a database that is behind is an error.
    CheckOnly,
}

/// What happens while migrating.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// Another session migrates; it is known if it can be seen.
    Waiting(Option<&'a Holder>),
    /// A migration begins.
    Applying(&'a EmbeddedMigration<'a>),
    /// A migration is done.
    Applied(&'a EmbeddedMigration<'a>, Duration),
}

/// What was done, and what was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// What was applied now, in order.
    pub applied: Vec<Applied>,
    /// Files whose SQL is not what was applied under their number. Comments, blanks and the
    /// kind of line ends do not count. It is not an error yet.
    pub edited: Vec<String>,
    /// The number that the database is at; `None` before the first migration.
    pub version: Option<i64>,
}

/// A migration that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its number.
    pub version: i64,
    /// Its description.
    pub name: String,
    /// How long it took, its commit included.
    pub duration: Duration,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options {
            mode: Mode::default(),
            lock_timeout: Duration::from_secs(60),
            prepared: &[],
            progress: &|_| {},
        }
    }
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Options")
            .field("mode", &self.mode)
            .field("lock_timeout", &self.lock_timeout)
            .finish_non_exhaustive()
    }
}

/// Brings the database of `client` to the last of `migrations`.
///
/// The history is `schema_migrations(version, dirty)` as golang-migrate and Encore keep it, in
/// the first schema of the search path. What they and other runs of this do at the same time
/// is kept apart by golang-migrate's own advisory lock. A database that needs nothing is neither
/// locked nor written to, and without migrations it is not even asked.
///
/// Each file is one transaction, with its line of the history in it. A file of statements that
/// can run in no transaction (`CREATE INDEX CONCURRENTLY`) is run statement by statement, and
/// its line is `dirty` while that lasts. Session settings are reset behind each file, so that
/// `SET search_path` of one does not reach the next.
///
/// The session must be one of PostgreSQL itself, because the lock lives as long as it: a pooler
/// must not share it by transactions. Whoever drops the future before it is done must close the
/// connection, which may still hold the lock and a transaction.
///
/// # Errors
///
/// See [`Error`]. What was applied before the error stays, and the next run continues there.
pub async fn migrate(
    client: &mut Client,
    migrations: &[EmbeddedMigration<'_>],
    options: &Options<'_>,
) -> Result<Report, Error> {
    let mut migrations = migrations.to_vec();
    migrations.sort_by_key(|migration| migration.version);
    if migrations.is_empty() {
        return Ok(Report::default());
    }
    let history = History::read(client).await?;
    match history.standing(&migrations) {
        Ok(standing) if standing.is_settled() => return Ok(report(&standing)),
        Ok(standing) if options.mode == Mode::CheckOnly => {
            // What is there but not recorded was applied by another tool.
            return match standing.pending.is_empty() {
                true => Ok(report(&standing)),
                false => Err(Error::behind(&standing.pending)),
            };
        }
        Err(error) if options.mode == Mode::CheckOnly => return Err(error),
        // Another session may be at work: what is wrong without the lock may be right with it.
        Ok(_) | Err(_) => {}
    }

    let lock = Lock::acquire(client, history.place(), options).await?;
    let result = catch_up(client, &migrations, options).await;
    lock.release(client).await;
    result
}

fn report(standing: &Standing<'_>) -> Report {
    Report { applied: Vec::new(), edited: standing.edited.clone(), version: standing.current }
}

async fn catch_up(
    client: &Client,
    migrations: &[EmbeddedMigration<'_>],
    options: &Options<'_>,
) -> Result<Report, Error> {
    let mut history = History::read(client).await?;
    let standing = history.standing(migrations)?;
    let mut report = report(&standing);
    // What cannot be run stops all, before any of it is.
    let planned = standing
        .pending
        .iter()
        .map(|migration| apply::plan(migration).map(|plan| (*migration, plan)))
        .collect::<Result<Vec<_>, _>>()?;
    history.create(client).await?;
    history.take_over(client, &standing.unrecorded).await?;
    for (migration, plan) in planned {
        (options.progress)(Progress::Applying(migration));
        let duration = apply::apply(client, migration, &plan, &history, options.prepared).await?;
        (options.progress)(Progress::Applied(migration, duration));
        history.advance(migration.version);
        report.version = Some(migration.version);
        let (version, name) = (migration.version, migration.name.to_owned());
        report.applied.push(Applied { version, name, duration });
    }
    Ok(report)
}
