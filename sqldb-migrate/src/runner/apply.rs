//! Running one migration together with its line of the history.
//!
//! Start with [`apply`].

use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use sqldb_analyze::Span;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::error::Error;
use super::failure::{Failure, Outcome, Sent};
use super::history::History;
use crate::embedded::EmbeddedMigration;
use crate::prepared;
use crate::statements::{self, Plan, Planned, Statement, Traces};

/// What a migration may have set must not reach the history, nor the next migration:
/// `pg_dump` begins with an empty `search_path`, others `SET ROLE`.
const RESET: &str = "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;";

/// Decides how `migration` is run.
pub(super) fn plan(migration: &EmbeddedMigration<'_>) -> Result<Planned, Error> {
    statements::plan(migration.sql).map_err(|refused| Error::refused(migration, &refused))
}

/// Runs `migration`; returns how long it took.
pub(super) async fn apply(
    client: &Client,
    migration: &EmbeddedMigration<'_>,
    planned: &Planned,
    history: &History,
    prepared: &[String],
) -> Result<Duration, Error> {
    let started = Instant::now();
    let sql = prepared::hide(migration.sql, prepared);
    match planned.plan {
        Plan::Transaction => {
            let begin = client.batch_execute("BEGIN").await;
            begin.map_err(Error::asking("beginning a transaction"))?;
            in_transaction(client, migration, &sql, planned, history, started).await?;
        }
        Plan::OwnTransaction { commit } => {
            let body = sql.get(..commit as usize).unwrap_or(&sql);
            in_transaction(client, migration, body, planned, history, started).await?;
        }
        Plan::OneByOne => one_by_one(client, migration, planned, history, started).await?,
    }
    Ok(started.elapsed())
}

/// Runs `body` in a transaction that is begun, or that it begins, and commits.
async fn in_transaction(
    client: &Client,
    migration: &EmbeddedMigration<'_>,
    body: &str,
    planned: &Planned,
    history: &History,
    started: Instant,
) -> Result<(), Error> {
    let result = match run(client, body, &planned.statements).await {
        Ok(()) => finish(client, migration, history, started).await.map_err(|error| (None, error)),
        Err(failed) => Err(failed),
    };
    let Err((statement, error)) = result else { return Ok(()) };
    // If the connection is gone, the server rolls back by itself.
    let _ = client.batch_execute("ROLLBACK").await;
    let sent = Sent { offset: 0, statement };
    Err(Error::failed(Failure::new(migration, sent, &Outcome::RolledBack, error)))
}

/// Writes the history and commits. A constraint that is checked here is deferred, and has no
/// place in the file.
async fn finish(
    client: &Client,
    migration: &EmbeddedMigration<'_>,
    history: &History,
    started: Instant,
) -> Result<(), tokio_postgres::Error> {
    let advance = history.advance_statements(migration, started.elapsed());
    client.batch_execute(&format!("{RESET}{advance}")).await?;
    client.batch_execute("COMMIT").await
}

/// Runs each statement by itself; while that lasts, and if it fails half-way, the history says
/// `dirty`.
async fn one_by_one(
    client: &Client,
    migration: &EmbeddedMigration<'_>,
    planned: &Planned,
    history: &History,
    started: Instant,
) -> Result<(), Error> {
    let doing = "writing the history";
    let dirty = history.set_version(migration.version, "true");
    client.batch_execute(&dirty).await.map_err(Error::asking(doing))?;
    let mut outcome = Outcome::RolledBack;
    for statement in &planned.statements {
        let half_way = || Outcome::HalfWay { undo: history.revert(migration.version) };
        if statement.traces == Traces::OfFailure {
            outcome = half_way();
        }
        let text = statement.span.text(migration.sql);
        if let Err((_, error)) = run(client, text, &[]).await {
            let restore = match outcome {
                Outcome::RolledBack => history.restore(migration.version),
                Outcome::HalfWay { .. } => String::new(),
            };
            // If the connection is gone, the history stays `dirty`.
            let _ = client.batch_execute(&format!("{RESET}{restore}")).await;
            let sent = Sent { offset: statement.span.start, statement: Some(statement.span) };
            return Err(Error::failed(Failure::new(migration, sent, &outcome, error)));
        }
        if statement.traces == Traces::OfSuccess {
            outcome = half_way();
        }
    }
    let advance = history.advance_statements(migration, started.elapsed());
    let result = client.batch_execute(&format!("{RESET}{advance}")).await;
    result.map_err(Error::asking(doing))
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
