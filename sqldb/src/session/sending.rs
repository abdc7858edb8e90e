//! How a command is sent, and sent once more where what was known of it is no longer right.
//!
//! Start at [`Session::ask`], whose rows are collected, and [`Session::start`], which leaves them to a
//! stream.

use std::pin::pin;
use std::sync::atomic::Ordering;

use sqldb_migrate::session_state::Leaves;
use tokio_postgres::types::Type;
use tokio_postgres::{RowStream, Statement};

use super::prepared::Stale;
use super::{Answer, Command, Described, Naming, Session, Sink, Within};
use crate::argument::Argument;
use crate::error::{Error, Result};
use crate::later::Later;
use crate::row::RawRow;
use crate::wire::Delivery;
use crate::{schema, session_state};

impl Session {
    /// Sends a command whose rows are collected.
    ///
    /// What is used for the first time on this connection, has only types that everybody knows, and
    /// returns one row at most is sent in one piece without being prepared; what is used again is
    /// prepared then. (Of more rows, or types to be asked for, tokio-postgres may wait for answers
    /// behind each other.)
    pub(crate) async fn ask(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        within: Within,
    ) -> Result<Answer> {
        if !self.is_to_begin(within)
            && session_state::of(command) == Leaves::Nothing
            && let Some(statement) = self.ready(command, arguments.len())
        {
            // What `start` does then, which is most of what most programs do.
            self.endpoint.tell();
            self.unfinished.fetch_add(1, Ordering::Relaxed);
            let rows = match self.client.query_raw(&statement, arguments.iter().copied()).await {
                Ok(rows) => rows,
                Err(error) => {
                    let error = self.refused(error);
                    let again = self.send_again(command, arguments, within, error).await;
                    again.map_err(|error| self.failed(command, error))?
                }
            };
            let delivery = self.delivery(command);
            return Ok(Answer { rows, delivery, described: Described::Compared });
        }
        self.ask_otherwise(command, arguments, within).await
    }

    /// What [`ask`](Session::ask) does at the beginning of a transaction, and at the first use of a statement: it
    /// is no part of each query's future, which has room for two that are asked at once.
    fn ask_otherwise<'s>(
        &'s self,
        command: Command<'s>,
        arguments: &'s [Argument<'s>],
        within: Within,
    ) -> Later<'s, Answer> {
        Box::pin(async move {
            if self.naming == Naming::Unnamed {
                let rows = self.start(command, arguments, within).await?;
                let delivery = Delivery::RowByRow;
                return Ok(Answer { rows, delivery, described: Described::NotYet });
            }
            if let Command::Plan(plan) | Command::Alone(plan) = command
                && let Some(types) = self.first_use(plan, arguments.len())
            {
                self.note_state(command, within)?;
                self.endpoint.tell();
                self.unfinished.fetch_add(1, Ordering::Relaxed);
                let typed: Vec<(Argument<'_>, Type)> =
                    arguments.iter().copied().zip(types).collect();
                let text = self.tags.text(plan);
                let sent = pin!(async {
                    let rows = self.client.query_typed_raw(&text, typed).await;
                    rows.map_err(|error| schema::explain(plan, self.refused(error)))
                });
                return match self.behind_begin(within, sent).await {
                    Ok(rows) => {
                        let delivery = Delivery::RowByRow;
                        Ok(Answer { rows, delivery, described: Described::NotYet })
                    }
                    Err(error) => {
                        self.finish();
                        Err(command.blame(error))
                    }
                };
            }
            let rows = self.start(command, arguments, within).await?;
            Ok(Answer { rows, delivery: self.delivery(command), described: Described::Compared })
        })
    }

    /// Sends a command. Whoever reads the rows calls [`finish`](Session::finish) at their end.
    pub(crate) async fn start(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        within: Within,
    ) -> Result<RowStream> {
        self.endpoint.tell();
        self.note_state(command, within)?;
        if self.naming == Naming::Unnamed {
            self.read_left().await;
        }
        // A caller that is dropped while it waits leaves this counted: see `Lease::drop`.
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let sent = pin!(async {
            match self.send(command, arguments, within).await {
                Err(error) => self.send_again(command, arguments, within, error).await,
                sent => sent,
            }
        });
        let result = self.behind_begin(within, sent).await;
        // Where it cannot be seen, the server says so when something prepared is used (26000).
        if result.is_ok() && session_state::of(command) == Leaves::Emptiness {
            self.forget_lost();
        }
        result.map_err(|error| self.failed(command, error))
    }

    /// Sends a command once more, if it was refused because what was known of it is no longer right.
    pub(super) fn send_again<'s>(
        &'s self,
        command: Command<'s>,
        arguments: &'s [Argument<'s>],
        within: Within,
        error: Error,
    ) -> Later<'s, RowStream> {
        Box::pin(async move {
            match self.forget_stale(command, &error).await {
                Stale::NotExecuted if within != Within::Transaction => {
                    match self.send(command, arguments, within).await {
                        // The program itself has begun a transaction, which the error has ended.
                        Err(again) if again.is_in_failed_transaction() => Err(error),
                        sent => sent,
                    }
                }
                // What was prepared had the columns that were compiled.
                Stale::Executed if error.is_outdated_answer() => Err(Error::schema(
                    "the statement was executed, and its answer could not be read, because the types of its \
                     columns have changed since it was prepared",
                )),
                Stale::Executed => Err(error.with_help(
                    "it was executed, and its answer could not be read, because types have changed",
                )),
                Stale::No | Stale::NotExecuted => Err(error),
            }
        })
    }

    /// A command was refused, and answered by that.
    pub(super) fn failed(&self, command: Command<'_>, error: Error) -> Error {
        self.finish();
        match command {
            // What is prepared is analysed again when the schema has changed.
            Command::Plan(plan) | Command::Alone(plan) => {
                command.blame(schema::explain(plan, error))
            }
            Command::Text(_) | Command::Script(_) => command.blame(error),
        }
    }

    pub(super) async fn send(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        within: Within,
    ) -> Result<RowStream> {
        if self.naming == Naming::Unnamed {
            let sent: Later<'_, RowStream> =
                Box::pin(self.send_unnamed(command, arguments, within));
            return sent.await;
        }
        let statement = self.statement(command, arguments).await?;
        self.client
            .query_raw(&statement, arguments.iter().copied())
            .await
            .map_err(|error| self.refused(error))
    }

    /// Runs what [`describe`](Session::describe) prepared, which has no parameters.
    pub(crate) async fn drive_prepared(
        &self,
        statement: &Statement,
        command: Command<'_>,
        sink: Sink<'_>,
    ) -> Result<u64> {
        const NONE: [Argument<'_>; 0] = [];
        self.endpoint.tell();
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let rows = match self.client.query_raw(statement, NONE).await {
            Ok(rows) => rows,
            Err(error) => {
                self.finish();
                return Err(self.refused(error));
            }
        };
        self.read(pin!(rows), command, |row| sink(&RawRow::new(&row, None))).await.affected
    }

    /// Notes what a command of a transaction leaves behind it.
    ///
    /// # Errors
    /// A pool before the server would give it to anybody, who cannot be kept from it: what cleans may
    /// reach another connection of the server.
    pub(super) fn note_state(&self, command: Command<'_>, within: Within) -> Result<()> {
        if within == Within::Transaction && session_state::of(command) != Leaves::Nothing {
            if self.naming == Naming::Unnamed {
                session_state::refuse(command)?;
            }
            self.is_left();
        }
        Ok(())
    }

    /// How the rows of a command come that [`start`](Session::start) has sent.
    pub(crate) fn delivery(&self, command: Command<'_>) -> Delivery {
        match command {
            Command::Plan(plan) | Command::Alone(plan) => self.delivery_of(plan),
            Command::Text(_) | Command::Script(_) => Delivery::RowByRow,
        }
    }
}
