//! Applying migrations to a database.
//!
//! Start with [`migrate`]. What is applied is read in `history` and decided in `standing`, one file
//! is run in `apply`, what went wrong in it is told by `failure`; `lock` keeps all others out
//! meanwhile. What people do by hand stands in [`status`](fn@status), [`down`](fn@down), [`redo`],
//! [`repair`](fn@repair), [`baseline`](fn@baseline) and [`take_over`].

mod apply;
mod baseline;
mod down;
mod error;
mod failure;
mod history;
mod lock;
mod recovery;
mod repair;
mod standing;
mod status;
mod takeover;
mod timeouts;

use std::time::Duration;

use tokio_postgres::Client;

use crate::embedded::EmbeddedMigration;
use crate::source::{self, Source};

use apply::{Task, Way};
pub use baseline::baseline;
pub use down::{Again, Descent, Target, down, plan_down, redo};
pub use error::Error;
pub use failure::Failure;
use history::{History, Rows};
pub use lock::Holder;
use lock::Lock;
pub use repair::{HalfWay, Repaired, repair};
use standing::before;
pub use status::{Entry, State, Status, recorded, status};
pub use takeover::take_over;
pub use timeouts::Timeouts;

/// How to migrate.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Whether to apply, or only to look.
    pub mode: Mode,
    /// How long to wait for others who migrate; 60 seconds by default.
    pub patience: Duration,
    /// PostgreSQL's own limits for each statement; none by default.
    pub timeouts: Timeouts,
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
    /// A migration is going to be taken back; it has the text of its way down.
    Reverting(&'a EmbeddedMigration<'a>),
    /// A migration is taken back.
    Reverted(&'a EmbeddedMigration<'a>, Duration),
}

/// What was done, and what was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// What was taken back now, in order.
    pub reverted: Vec<Applied>,
    /// What was applied now, in order.
    pub applied: Vec<Applied>,
    /// The number that the database is at; `None` before the first migration.
    pub version: Option<i64>,
}

/// A migration that was applied, or taken back.
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
            patience: Duration::from_secs(60),
            timeouts: Timeouts::default(),
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
            .field("patience", &self.patience)
            .field("timeouts", &self.timeouts)
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
/// its line is `dirty` while that lasts; when it fails or is interrupted, the next run looks at
/// what is there and goes on. A file that was changed, that is gone, or that came later than ones
/// of higher numbers is an error. Session settings are reset behind each file, so that
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
    let rows = Rows::of(migrations.iter().map(|migration| migration.file));
    let mut history = History::read(client, rows).await?;
    // What can be gone on with is only not applied yet.
    resumed(&mut history, &migrations)?;
    let standing = history.standing(&migrations);
    match standing.trouble(&migrations, &history) {
        None if standing.is_settled() && history.without_row.is_empty() => {
            return Ok(Report::at(standing.current));
        }
        None if options.mode == Mode::CheckOnly => {
            // What is there but not recorded was applied by another tool.
            return match standing.pending.is_empty() {
                true => Ok(Report::at(standing.current)),
                false => Err(Error::behind(&standing.pending)),
            };
        }
        Some(error) if options.mode == Mode::CheckOnly => return Err(error),
        // Another session may be at work: what is wrong without the lock may be right with it.
        None | Some(_) => {}
    }
    locked(client, options, async |client| catch_up(client, &migrations, options).await).await
}

/// Does something while no other session migrates.
async fn locked<T>(
    client: &Client,
    options: &Options<'_>,
    work: impl AsyncFnOnce(&Client) -> Result<T, Error>,
) -> Result<T, Error> {
    let place = History::locate(client).await?;
    let lock = Lock::acquire(client, &place, options).await?;
    let result = work(client).await;
    lock.release(client).await;
    result
}

impl Report {
    fn at(version: Option<i64>) -> Report {
        Report { version, ..Report::default() }
    }
}

async fn catch_up(
    client: &Client,
    migrations: &[EmbeddedMigration<'_>],
    options: &Options<'_>,
) -> Result<Report, Error> {
    let rows = Rows::of(migrations.iter().map(|migration| migration.file));
    let mut history = History::read(client, rows).await?;
    let resumed = resumed(&mut history, migrations)?;
    let standing = history.standing(migrations);
    if let Some(error) = standing.trouble(migrations, &history) {
        return Err(error);
    }
    // What cannot be run stops all, before any of it is.
    let tasks = standing
        .pending
        .iter()
        .map(|migration| match &resumed {
            Some(task) if task.migration.version == migration.version => Ok(task.clone()),
            _ => Task::new(**migration, Way::Up),
        })
        .collect::<Result<Vec<_>, _>>()?;
    history.create(client).await?;
    if standing.current.is_none() {
        expected_table(client, migrations).await?;
    }
    let taken_over = client.batch_execute(&history.take_over(&standing.unrecorded)).await;
    taken_over.map_err(Error::asking("recording what is applied already"))?;
    let mut report = Report::at(standing.current);
    for task in tasks {
        let migration = &task.migration;
        (options.progress)(Progress::Applying(migration));
        let duration = match apply::apply(client, &task, &history, options).await {
            Ok(duration) => duration,
            // The first one of all meets what is there already.
            Err(error) if report.version.is_none() && error.is_duplicate() => {
                return Err(match other_history(client).await {
                    Some(tool) => error.behind_another_tool(tool),
                    None => error,
                });
            }
            Err(error) => return Err(error),
        };
        (options.progress)(Progress::Applied(migration, duration));
        history.note(migration.version, Way::Up);
        report.version = Some(migration.version);
        report.applied.push(Applied::of(migration, duration));
    }
    Ok(report)
}

/// The tool whose history the database has, as far as its table says.
async fn other_history(client: &Client) -> Option<Source> {
    for tool in Source::ALL.into_iter().filter(|tool| tool.table() != Source::Sqldb.table()) {
        let exists = format!("SELECT to_regclass('{}') IS NOT NULL", tool.table());
        // It is only a hint.
        let row = client.query_typed_one(&exists, &[]).await.ok()?;
        if row.try_get(0).ok()? {
            return Some(tool);
        }
    }
    None
}

/// Creates the table of another tool that its history expects, if it is not there.
async fn expected_table(
    client: &Client,
    migrations: &[EmbeddedMigration<'_>],
) -> Result<(), Error> {
    let expected = source::expected(migrations.iter().map(|migration| migration.sql));
    let Some(tool) = expected else { return Ok(()) };
    let created = async {
        let exists = format!("SELECT to_regclass('{}') IS NOT NULL", tool.table());
        match client.query_typed_one(&exists, &[]).await?.try_get(0)? {
            true => Ok(()),
            false => client.batch_execute(tool.bookkeeping()).await,
        }
    };
    created.await.map_err(Error::asking("creating the table of the other tool"))
}

/// The migration that an earlier run left half-way, if it can be gone on with; then it is as if the
/// database were at the one before.
fn resumed<'m>(
    history: &mut History,
    migrations: &[EmbeddedMigration<'m>],
) -> Result<Option<Task<'m>>, Error> {
    let Some(version) = history.dirty() else { return Ok(None) };
    let file = migrations.iter().find(|migration| migration.version == version);
    let record = history.records.get(&version);
    let noted = record.and_then(|record| Some((record.checksum.as_str(), record.statement?)));
    let (Some(file), Some((checksum, statement))) = (file, noted) else { return Ok(None) };
    let task = Task::new(*file, Way::Up)?.resumed(checksum, statement);
    if task.is_some() {
        history.set_aside(version, before(migrations, version));
    }
    Ok(task)
}

impl Applied {
    fn of(migration: &EmbeddedMigration<'_>, duration: Duration) -> Applied {
        Applied { version: migration.version, name: migration.name.to_owned(), duration }
    }
}
