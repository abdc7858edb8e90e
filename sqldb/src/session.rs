//! One connection to the server and the statements prepared on it.
//!
//! Start at [`Session::drive`], which runs a command to its end, and [`Session::start`], which leaves
//! the rows to a stream. Neither is generic, so that a query costs little to compile.

mod command;
mod prepared;
mod transaction;
mod unnamed;

use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use deadpool_postgres::ClientWrapper;
use futures_core::Stream;
use tokio_postgres::types::Type;
use tokio_postgres::{CopyInSink, CopyOutStream, RowStream, Statement};

pub(crate) use self::command::{Command, Sink, Within};
use self::prepared::{Prepared, Stale};
use self::unnamed::Unnamed;
use crate::argument::Argument;
use crate::error::{Error, Result};
use crate::observe::Endpoint;
use crate::row::RawRow;
use crate::schema;
use crate::tags::Tags;

/// The rows of a command, on their way.
pub(crate) struct Answer {
    rows: RowStream,
    described: Described,
}

/// Whether the server's description of the rows was compared with what was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Described {
    Compared,
    /// It came with the rows.
    NotYet,
}

/// Whether statements are prepared under names, which live as long as their connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Naming {
    #[default]
    Named,
    /// A pool before the server gives each transaction another connection of it.
    Unnamed,
}

/// A connection, as the pool keeps it.
pub(crate) struct Session {
    client: ClientWrapper,
    naming: Naming,
    tags: Tags,
    endpoint: Arc<Endpoint>,
    /// What is prepared, each at its [`Slot`](crate::statement::Slot).
    statements: Mutex<Vec<Prepared>>,
    unnamed: Unnamed,
    /// What begins a transaction, to be sent with its first statement.
    begin: Mutex<Option<Cow<'static, str>>>,
    /// Commands that were sent and whose answer nobody has read to its end.
    unfinished: AtomicUsize,
    /// A statement failed since the transaction began.
    failed: AtomicBool,
    /// One of them so that the transaction is to be tried again.
    wants_retry: AtomicBool,
    /// The connection ended, though the task that serves it may not have noticed yet.
    ended: AtomicBool,
}

impl Session {
    pub(crate) fn new(
        client: ClientWrapper,
        naming: Naming,
        tags: Tags,
        endpoint: Arc<Endpoint>,
    ) -> Session {
        Session {
            client,
            naming,
            tags,
            endpoint,
            statements: Mutex::default(),
            unnamed: Unnamed::default(),
            begin: Mutex::default(),
            unfinished: AtomicUsize::new(0),
            failed: AtomicBool::new(false),
            wants_retry: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        }
    }

    pub(crate) fn client(&self) -> &ClientWrapper {
        &self.client
    }

    /// Where it leads.
    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    pub(crate) fn client_mut(&mut self) -> &mut ClientWrapper {
        &mut self.client
    }

    /// Whether the server may be asked to end a statement. PgBouncer 1.18, which knows no prepared
    /// statements, crashes when a request meets the end of a connection (pgbouncer#846).
    pub(crate) fn can_be_canceled(&self) -> bool {
        self.naming == Naming::Named
    }

    /// Whether a statement may be sent before the one before it is answered. When the connection ends
    /// meanwhile, PgBouncer 1.18 hands the server's out too early, with answers that are still to come.
    pub(crate) fn takes_several(&self) -> bool {
        self.naming == Naming::Named
    }

    /// Whether something was sent and given up, so that its answer is still to come.
    pub(crate) fn is_busy(&self) -> bool {
        self.unfinished.load(Ordering::Relaxed) > 0
    }

    /// Whether statements can be sent, as far as is known.
    pub(crate) fn is_usable(&self) -> bool {
        !self.has_ended() && !self.client.is_closed()
    }

    /// Waits until everything that was sent has been answered.
    pub(crate) async fn catch_up(&self) -> Result<()> {
        // The server answers in the order of the questions.
        self.control("").await?;
        self.settle();
        Ok(())
    }

    /// Whether the connection is known to be of no use any more.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// Runs a command, hands its rows to `sink`, and returns the number of rows affected.
    pub(crate) async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        within: Within,
        sink: Sink<'_>,
    ) -> Result<u64> {
        let answer = self.ask(command, arguments, within).await?;
        self.collect(answer, command, sink).await
    }

    /// Hands the rows of a command to `sink`, and returns the number of rows affected.
    pub(crate) async fn collect(
        &self,
        answer: Answer,
        command: Command<'_>,
        sink: Sink<'_>,
    ) -> Result<u64> {
        let Answer { rows, mut described } = answer;
        let mut rows = pin!(rows);
        let result = loop {
            match poll_fn(|cx| rows.as_mut().poll_next(cx)).await {
                None => break Ok(rows.rows_affected().unwrap_or(0)),
                Some(Ok(row)) => {
                    if let (Described::NotYet, Command::Plan(plan) | Command::Alone(plan)) =
                        (described, command)
                    {
                        described = Described::Compared;
                        if let Err(error) = schema::compare_columns(plan, row.columns()) {
                            break Err(error);
                        }
                    }
                    if let Err(error) = sink(&RawRow::new(&row, command.source())) {
                        break Err(error);
                    }
                }
                Some(Err(error)) => break Err(self.refused(error)),
            }
        };
        self.finish();
        result.map_err(|error| command.blame(error))
    }

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
        if self.naming == Naming::Unnamed {
            let rows = self.start(command, arguments, within).await?;
            return Ok(Answer { rows, described: Described::NotYet });
        }
        if let Command::Plan(plan) | Command::Alone(plan) = command
            && let Some(types) = self.first_use(plan, arguments.len())
        {
            self.endpoint.tell();
            self.unfinished.fetch_add(1, Ordering::Relaxed);
            let typed: Vec<(Argument<'_>, Type)> = arguments.iter().copied().zip(types).collect();
            let begun = self.send_begin(within).await;
            let text = self.tags.text(plan);
            let rows = self.client.query_typed_raw(&text, typed).await;
            let rows = rows.map_err(|error| schema::explain(plan, self.refused(error)));
            return match self.check_begin(begun).await.and(rows) {
                Ok(rows) => Ok(Answer { rows, described: Described::NotYet }),
                Err(error) => {
                    self.finish();
                    Err(command.blame(error))
                }
            };
        }
        let rows = self.start(command, arguments, within).await?;
        Ok(Answer { rows, described: Described::Compared })
    }

    /// Sends a command. Whoever reads the rows calls [`finish`](Session::finish) at their end.
    pub(crate) async fn start(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        within: Within,
    ) -> Result<RowStream> {
        self.endpoint.tell();
        // A caller that is dropped while it waits leaves this counted: see `Lease::drop`.
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let begun = self.send_begin(within).await;
        let result = match self.send(command, arguments, within).await {
            Err(error) => match self.forget_stale(command, &error).await {
                Stale::NotExecuted if within == Within::Autocommit => {
                    self.send(command, arguments, within).await
                }
                Stale::Executed => Err(error.with_help(
                    "it was executed, and its answer could not be read, because types have changed",
                )),
                Stale::No | Stale::NotExecuted => Err(error),
            },
            sent => sent,
        };
        self.check_begin(begun).await.and(result).map_err(|error| {
            self.finish();
            match command {
                // What is prepared is analysed again when the schema has changed.
                Command::Plan(plan) | Command::Alone(plan) => {
                    command.blame(schema::explain(plan, error))
                }
                Command::Text(_) => command.blame(error),
            }
        })
    }

    /// The answer of a command has been read to its end.
    pub(crate) fn finish(&self) {
        self.unfinished.fetch_sub(1, Ordering::Relaxed);
    }

    /// Runs a command of ours, such as `BEGIN`.
    pub(crate) async fn control(&self, text: &str) -> Result<()> {
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let result = self.client.batch_execute(&self.begun(text)).await;
        self.finish();
        result.map_err(|error| self.refused(error))
    }

    /// Sends a command of ours and leaves its answer unread. It is in the queue when this returns,
    /// so the server runs it before anything that is asked of the connection later.
    pub(crate) fn control_unread(&self, text: &str) {
        let text = self.begun(text);
        if !self.takes_several() {
            // The lease waits for the answer before anybody else gets the connection.
            self.unfinished.fetch_add(1, Ordering::Relaxed);
        }
        let send = pin!(self.client.batch_execute(&text));
        let _ = send.poll(&mut Context::from_waker(Waker::noop()));
    }

    pub(crate) fn refused(&self, error: tokio_postgres::Error) -> Error {
        self.failed.store(true, Ordering::Relaxed);
        let error = Error::postgres(error);
        if error.is_retryable() {
            self.wants_retry.store(true, Ordering::Relaxed);
        }
        // A server that takes no writes may have been the primary: the next connection finds the one
        // that is now.
        if error.ends_connection() || error.is_read_only() {
            self.ended.store(true, Ordering::Relaxed);
        }
        error
    }

    async fn send(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        within: Within,
    ) -> Result<RowStream> {
        if self.naming == Naming::Unnamed {
            return self.send_unnamed(command, arguments, within).await;
        }
        let statement = self.statement(command, arguments).await?;
        self.client
            .query_raw(&statement, arguments.iter().copied())
            .await
            .map_err(|error| self.refused(error))
    }

    /// Runs what [`describe`](Session::describe) prepared, which has no parameters.
    pub(crate) async fn drive_prepared(&self, statement: &Statement, sink: Sink<'_>) -> Result<()> {
        const NONE: [Argument<'_>; 0] = [];
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let rows = match self.client.query_raw(statement, NONE).await {
            Ok(rows) => rows,
            Err(error) => {
                self.finish();
                return Err(self.refused(error));
            }
        };
        let mut rows = pin!(rows);
        let result = loop {
            match poll_fn(|cx| rows.as_mut().poll_next(cx)).await {
                None => break Ok(()),
                Some(Ok(row)) => {
                    if let Err(error) = sink(&RawRow::new(&row, None)) {
                        break Err(error);
                    }
                }
                Some(Err(error)) => break Err(self.refused(error)),
            }
        };
        self.finish();
        result
    }

    /// Begins to copy in. Whoever ends it calls [`finish`](Session::finish).
    pub(crate) async fn copy_in(&self, text: &str) -> Result<CopyInSink<Bytes>> {
        self.begin_now().await?;
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        self.client.copy_in(text).await.map_err(|error| {
            self.finish();
            self.refused(error)
        })
    }

    /// Begins to copy out. Whoever reads to the end calls [`finish`](Session::finish).
    pub(crate) async fn copy_out(&self, text: &str) -> Result<CopyOutStream> {
        self.begin_now().await?;
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        self.client.copy_out(text).await.map_err(|error| {
            self.finish();
            self.refused(error)
        })
    }
}

/// Reads what has arrived, without waiting; says whether that was all.
pub(crate) fn read_what_is_there(mut rows: Pin<&mut RowStream>) -> bool {
    // One batch of messages is buffered; more would keep a destructor busy.
    const AT_MOST: usize = 1000;
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..AT_MOST {
        match rows.as_mut().poll_next(&mut context) {
            Poll::Ready(Some(Ok(_))) => {}
            Poll::Ready(_) => return true,
            Poll::Pending => return false,
        }
    }
    false
}
