//! The statements that are prepared on a connection.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{MutexGuard, PoisonError};

use tokio_postgres::Statement;
use tokio_postgres::types::Type;

use super::{Command, Naming, Session, Within};
use crate::argument::Argument;
use crate::error::{Error, Result};
use crate::later::Later;
use crate::statement::{Columns, FirstUse, Plan, Repetition, Ty};
use crate::wire::{Delivery, run};
use crate::{pg, schema};

/// What is known of a statement on one connection.
#[derive(Debug, Clone, Default)]
pub(super) enum Prepared {
    #[default]
    Never,
    /// It was run once, without being prepared.
    Seen,
    Ready(Statement),
    /// What was prepared no longer fitted the schema.
    Outdated,
    /// Prepared to learn the types of its parameters. It is not used, and kept nevertheless: to close it
    /// would be one more command.
    Learned(Statement),
}

/// Whether a statement was refused because what was known of it is no longer right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stale {
    No,
    /// It may be sent again: it was not executed, or only reads.
    NotExecuted,
    /// It is, and its answer could not be read.
    Executed,
}

impl Session {
    /// The prepared statement of a command.
    pub(super) async fn statement(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
    ) -> Result<Statement> {
        let statement = match command {
            Command::Plan(plan) | Command::Alone(plan) => match self.prepared(plan) {
                Some(statement) => statement,
                None => {
                    let prepared: Later<'_, Statement> = Box::pin(self.prepare(plan));
                    prepared.await?
                }
            },
            Command::Text(text) | Command::Script(text) => {
                let text = run::unmarked(text);
                self.client.prepare(&text).await.map_err(|error| self.refused(error))?
            }
        };
        if statement.params().len() != arguments.len() {
            return Err(Error::parameters(statement.params().len(), arguments.len()));
        }
        Ok(statement)
    }

    /// How the rows of a prepared statement come. A run of one row would be no gain.
    pub(super) fn delivery_of(&self, plan: &Plan) -> Delivery {
        match plan.first_use {
            FirstUse::OneFlight => Delivery::RowByRow,
            FirstUse::Prepared => self.delivery,
        }
    }

    /// What is to be compared when the first row comes, because nothing was prepared before.
    pub(crate) fn undescribed(&self, command: Command<'_>) -> Option<&'static Plan> {
        match (self.naming, command) {
            (Naming::Unnamed, Command::Plan(plan) | Command::Alone(plan)) => Some(plan),
            _ => None,
        }
    }

    /// Prepares a statement only to see its parameters and columns.
    pub(crate) async fn describe(&self, text: &str, within: Within) -> Result<Statement> {
        self.begin_now().await?;
        if self.naming == Naming::Unnamed {
            return self.learn(text, &[], within).await;
        }
        self.client.prepare(&anew(text)).await.map_err(|error| self.refused(error))
    }

    /// The prepared statement of a command that has these many arguments, if it is there.
    #[inline]
    pub(super) fn ready(&self, command: Command<'_>, arguments: usize) -> Option<Statement> {
        let (Command::Plan(plan) | Command::Alone(plan)) = command else { return None };
        self.prepared(plan).filter(|statement| statement.params().len() == arguments)
    }

    #[inline]
    fn prepared(&self, plan: &'static Plan) -> Option<Statement> {
        match self.statements().get(plan.slot.index()) {
            Some(Prepared::Ready(statement)) => Some(statement.clone()),
            _ => None,
        }
    }

    /// The types of a statement's parameters, if it is now used for the first time and can be sent
    /// without being prepared.
    pub(super) fn first_use(&self, plan: &'static Plan, arguments: usize) -> Option<Vec<Type>> {
        if plan.first_use != FirstUse::OneFlight || plan.parameters.len() != arguments {
            return None;
        }
        if let Some(Prepared::Seen | Prepared::Ready(_) | Prepared::Outdated) =
            self.statements().get(plan.slot.index())
        {
            return None;
        }
        self.remember(plan, Prepared::Seen);
        known_types(plan)
    }

    /// Prepares a statement and compares what the server says about it with what was compiled.
    async fn prepare(&self, plan: &'static Plan) -> Result<Statement> {
        let text = self.tags.text(plan);
        let outdated = matches!(self.statements().get(plan.slot.index()), Some(Prepared::Outdated));
        let text = if outdated { anew(&text).into() } else { text };
        let text = match self.delivery_of(plan) {
            Delivery::InRuns => Cow::Owned(run::marked(&text)),
            Delivery::RowByRow => run::unmarked(&text),
        };
        let statement = self
            .client
            .prepare_typed(&text, &parameter_types(plan))
            .await
            .map_err(|error| schema::explain(plan, self.refused(error)))?;
        schema::compare(plan, &statement)?;
        self.remember(plan, Prepared::Ready(statement.clone()));
        Ok(statement)
    }

    /// What was prepared only to learn the types of a statement's parameters.
    pub(super) fn learned(&self, plan: &'static Plan) -> Option<Statement> {
        match self.statements().get(plan.slot.index()) {
            Some(Prepared::Learned(statement)) => Some(statement.clone()),
            _ => None,
        }
    }

    /// Forgets what is known of a statement, if the error says that it is no longer right.
    pub(super) async fn forget_stale(&self, command: Command<'_>, error: &Error) -> Stale {
        if self.naming == Naming::Unnamed {
            return self.forget_types(error).await;
        }
        if !error.is_stale_statement() {
            return Stale::No;
        }
        if error.is_lost_statement() {
            self.forget_lost();
        } else {
            // What tokio-postgres knows of types may be what changed.
            self.client.clear_type_cache();
        }
        let mut repetition = Repetition::Unknown;
        if let Command::Plan(plan) | Command::Alone(plan) = command {
            self.remember(plan, Prepared::Outdated);
            // In a transaction, all of it can be done again.
            self.wants_retry.store(true, Ordering::Relaxed);
            repetition = plan.repetition;
        }
        match error.is_outdated_answer() && repetition == Repetition::Unknown {
            true => Stale::Executed,
            false => Stale::NotExecuted,
        }
    }

    /// The server has forgotten all that is prepared. What is known of types is still right, and must
    /// do: tokio-postgres' own statements, which would ask about others, are gone as well. So nobody
    /// else gets the connection.
    pub(super) fn forget_lost(&self) {
        let statements = std::mem::take(&mut *self.statements());
        drop(statements);
        self.spent.store(true, Ordering::Relaxed);
    }

    /// Forgets all statements, and the types.
    pub(super) fn forget_all(&self) {
        let statements = std::mem::take(&mut *self.statements());
        drop(statements);
        self.client.clear_type_cache();
    }

    pub(super) fn remember(&self, plan: &'static Plan, prepared: Prepared) {
        let index = plan.slot.index();
        let mut statements = self.statements();
        if statements.len() <= index {
            statements.resize(index + 1, Prepared::Never);
        }
        let before = statements.get_mut(index).map(|place| std::mem::replace(place, prepared));
        drop(statements);
        // Dropping a statement closes it on the server, which needs no lock of ours.
        drop(before);
    }

    fn statements(&self) -> MutexGuard<'_, Vec<Prepared>> {
        self.statements.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A text that no pool before the server has seen: one that keeps prepared statements by their texts
/// (PgBouncer from 1.21) would answer with what the server said when it saw it first.
fn anew(text: &str) -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    // On a line of its own, because the last one may end in a comment.
    format!("{text}\n/*{}*/", NUMBER.fetch_add(1, Ordering::Relaxed))
}

fn builtin(ty: Ty) -> Option<&'static Type> {
    (ty.schema == "pg_catalog").then(|| pg::builtin(ty.name)).flatten()
}

/// The types that a statement's parameters are prepared with.
pub(super) fn parameter_types(plan: &Plan) -> Vec<Type> {
    // Of others the OID is known to the server only, and the text says the type: PostgreSQL infers a
    // parameter of type unknown (`parse_param.c`).
    let types = plan.parameters.iter().map(|ty| builtin(*ty).cloned().unwrap_or(Type::UNKNOWN));
    types.collect()
}

/// The types of a statement's parameters, if they and its columns' have the same number everywhere.
pub(super) fn known_types(plan: &Plan) -> Option<Vec<Type>> {
    let types = plan.parameters.iter().map(|ty| builtin(*ty));
    let types: Option<Vec<Type>> = types.map(|ty| ty.cloned()).collect();
    let columns = match plan.columns {
        Columns::Compiled(columns) => columns.iter().all(|column| builtin(column.ty).is_some()),
        Columns::Declared(_) => false,
    };
    types.filter(|_| columns)
}
