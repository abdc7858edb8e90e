//! Running one migration together with its line of the history.
//!
//! Start with [`apply`].

use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use sqldb_analyze::Span;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::Options;
use super::error::Error;
use super::failure::{Failure, Outcome, Sent};
use super::history::{History, State};
use super::recovery::{self, Debris, Left, Progress, Recovered};
use crate::embedded::EmbeddedMigration;
use crate::prepared;
use crate::statements::{self, Boundary, Plan, Planned, Statement, Traces};

/// What a migration may have set must not reach the history, nor the next migration:
/// `pg_dump` begins with an empty `search_path`, others `SET ROLE`.
pub(super) const RESET: &str = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;";

/// Which way a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    /// The migration is taken back; the one before it, if there is one, is the last then.
    Down {
        to: Option<i64>,
    },
}

/// A file and how it is run.
#[derive(Clone, Debug)]
pub(super) struct Task<'m> {
    pub(super) migration: EmbeddedMigration<'m>,
    pub(super) way: Way,
    planned: Planned,
    /// Where it goes on, if an earlier run has begun it.
    progress: Option<Progress>,
}

impl<'m> Task<'m> {
    /// Decides how `migration` is run.
    pub(super) fn new(migration: EmbeddedMigration<'m>, way: Way) -> Result<Task<'m>, Error> {
        let planned = statements::plan_of(migration.file, migration.sql);
        let planned = planned.map_err(|refused| Error::refused(&migration, &refused))?;
        Ok(Task { migration, way, planned, progress: None })
    }

    /// The same, gone on with where an earlier run has come to; [`None`] if that cannot be told.
    pub(super) fn resumed(self, checksum: &str, statement: usize) -> Option<Task<'m>> {
        if self.planned.plan != Plan::OneByOne {
            return None;
        }
        let statements = &self.planned.statements;
        let progress = Progress::find(self.migration.sql, statements, checksum, statement)?;
        Some(Task { progress: Some(progress), ..self })
    }
}

/// Runs a file; returns how long it took.
pub(super) async fn apply(
    client: &Client,
    task: &Task<'_>,
    history: &History,
    options: &Options<'_>,
) -> Result<Duration, Error> {
    let started = Instant::now();
    let sql = prepared::hide(task.migration.sql, options.prepared);
    let settings = options.timeouts.settings();
    match task.planned.plan {
        Plan::Transaction => {
            prepare(client, &format!("{settings}BEGIN")).await?;
            in_transaction(client, task, &sql, history, started).await?;
        }
        Plan::OwnTransaction { commit } => {
            prepare(client, &settings).await?;
            let body = sql.get(..commit as usize).unwrap_or(&sql);
            in_transaction(client, task, body, history, started).await?;
        }
        Plan::OneByOne => {
            prepare(client, &settings).await?;
            one_by_one(client, task, history, started).await?;
        }
    }
    Ok(started.elapsed())
}

async fn prepare(client: &Client, settings: &str) -> Result<(), Error> {
    if settings.is_empty() {
        return Ok(());
    }
    client.batch_execute(settings).await.map_err(Error::asking("beginning a transaction"))
}

/// Runs `body` in a transaction that is begun, or that it begins, and commits.
async fn in_transaction(
    client: &Client,
    task: &Task<'_>,
    body: &str,
    history: &History,
    started: Instant,
) -> Result<(), Error> {
    let result = match run(client, body, &task.planned.statements).await {
        Ok(()) => finish(client, task, history, started).await.map_err(|error| (None, error)),
        Err(failed) => Err(failed),
    };
    let Err((statement, error)) = result else { return Ok(()) };
    // If the connection is gone, the server rolls back by itself.
    let _ = client.batch_execute("ROLLBACK").await;
    let _ = client.batch_execute(RESET).await;
    let sent = Sent { offset: 0, statement };
    Err(Error::failed(Failure::new(&task.migration, sent, Outcome::RolledBack, error)))
}

/// Writes the history and commits. A constraint that is checked here is deferred, and has no
/// place in the file.
async fn finish(
    client: &Client,
    task: &Task<'_>,
    history: &History,
    started: Instant,
) -> Result<(), tokio_postgres::Error> {
    let done = history.done(&task.migration, task.way, started.elapsed());
    client.batch_execute(&format!("{RESET}{done}")).await?;
    client.batch_execute("COMMIT").await
}

/// Runs each statement by itself; while that lasts, and if it fails half-way, the history says
/// `dirty`, and how far it came.
async fn one_by_one(
    client: &Client,
    task: &Task<'_>,
    history: &History,
    started: Instant,
) -> Result<(), Error> {
    let doing = "writing the history";
    let sql = task.migration.sql;
    let mut left = false;
    // Where the transaction began that a file of another tool has open, and what was there before.
    let mut begun = None;
    for (index, statement) in task.planned.statements.iter().enumerate() {
        let text = statement.span.text(sql);
        let here = task.progress.filter(|progress| index <= progress.statement);
        if here.is_some_and(|progress| index < progress.statement)
            && statement.traces != Traces::None
        {
            left = true;
            continue;
        }
        if statement.traces != Traces::None {
            let checksum = recovery::up_to(sql, &task.planned.statements, index + 1);
            let reached = reached(history, task, index, &checksum);
            client.batch_execute(&reached).await.map_err(Error::asking(doing))?;
        }
        let debris = Debris::of(sql, statement.span);
        if here.is_some_and(|progress| progress.interrupted) {
            let recovered = recovery::recover(client, &debris).await;
            match recovered.map_err(Error::asking("looking at what was left half-way"))? {
                Recovered::Done => {
                    left = true;
                    continue;
                }
                Recovered::Again => {}
                Recovered::Unknown => {
                    return Err(Error::dirty(task.migration.version, &[task.migration], None));
                }
            }
        }
        if statement.boundary == Boundary::Begins {
            begun = begun.or(Some((index, left)));
        }
        let before = recovery::invalid_indexes(client, &debris).await;
        if let Err((_, error)) = run(client, text, &[]).await {
            let (index, left) = begun.unwrap_or((index, left));
            if begun.is_some() {
                // If the connection is gone, the server rolls back by itself.
                let _ = client.batch_execute("ROLLBACK").await;
            }
            let outcome = match recovery::clean_up(client, &debris, &before).await {
                Ok(Left::Nothing) if left => Outcome::HalfWay(task.way),
                Ok(Left::Nothing) => Outcome::RolledBack,
                Ok(Left::Something) | Err(_) => Outcome::Unknown(task.way),
            };
            let checksum = recovery::up_to(sql, &task.planned.statements, index);
            let state = match outcome {
                Outcome::RolledBack => history.restore(task.migration.version, task.way),
                Outcome::HalfWay(_) => reached(history, task, index, &checksum),
                // The history stays `dirty`, and says that this statement was begun.
                Outcome::Unknown(_) => String::new(),
            };
            let _ = client.batch_execute(&format!("{RESET}{state}")).await;
            let sent = Sent { offset: statement.span.start, statement: Some(statement.span) };
            return Err(Error::failed(Failure::new(&task.migration, sent, outcome, error)));
        }
        if statement.boundary == Boundary::Ends {
            begun = None;
        }
        left |= statement.traces != Traces::None;
    }
    if begun.is_some() {
        client.batch_execute("COMMIT").await.map_err(Error::asking("committing"))?;
    }
    let done = history.done(&task.migration, task.way, started.elapsed());
    let result = client.batch_execute(&format!("{RESET}{done}")).await;
    result.map_err(Error::asking(doing))
}

/// A way down is not gone on with by itself: it is somebody's decision.
fn reached(history: &History, task: &Task<'_>, index: usize, checksum: &str) -> String {
    match task.way {
        Way::Up => history.reached(&task.migration, index, checksum),
        Way::Down { .. } => history.set_version(task.migration.version, State::Dirty),
    }
}

/// Sends `sql` in one message. If it fails, the count of the statements that the server completed
/// tells which one of `statements` it was.
async fn run(
    client: &Client,
    sql: &str,
    statements: &[Statement],
) -> Result<(), (Option<Span>, tokio_postgres::Error)> {
    let mut completed = 0_usize;
    let result = async {
        let mut messages = pin!(client.simple_query_raw(sql).await?);
        while let Some(message) = messages.try_next().await? {
            if matches!(message, SimpleQueryMessage::CommandComplete(_)) {
                completed += 1;
            }
        }
        Ok(())
    };
    let result = result.await;
    result.map_err(|error| (statements.get(completed).map(|statement| statement.span), error))
}
