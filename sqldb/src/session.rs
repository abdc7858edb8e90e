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
use std::hash::{BuildHasher as _, RandomState};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use deadpool_postgres::ClientWrapper;
use futures_core::Stream;
use sqldb_migrate::session_state::Leaves;
use tokio_postgres::types::Type;
use tokio_postgres::{CopyInSink, CopyOutStream, Row, RowStream, SimpleQueryStream, Statement};

pub(crate) use self::command::{Command, Sink, Within};
use self::prepared::{Prepared, Stale};
use self::unnamed::Unnamed;
use crate::argument::Argument;
use crate::error::{Error, Result};
use crate::later::Later;
use crate::observe::{self, Endpoint, Observed, Subject};
use crate::row::RawRow;
use crate::schema;
use crate::session_state::{self, CLEAN};
use crate::tags::Tags;
use crate::wire::Delivery;
use crate::wire::run::Run;

/// The rows of a command, on their way.
pub(crate) struct Answer {
    rows: RowStream,
    delivery: Delivery,
    described: Described,
}

/// Whether the server's description of the rows was compared with what was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Described {
    Compared,
    /// It came with the rows.
    NotYet,
}

/// The answer to `BEGIN`, if that was to be sent.
type BeginAnswer = Result<Option<SimpleQueryStream>>;

/// What came of collecting rows.
pub(crate) struct Collected {
    /// The number of rows affected.
    pub(crate) affected: Result<u64>,
    pub(crate) rest: Rest,
}

/// What is still to come of an answer of which nobody wants more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    Nothing,
    OnItsWay,
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
    /// How the rows of its prepared statements come.
    delivery: Delivery,
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
    /// A statement of the transaction failed so that all of it is to be tried again.
    wants_retry: AtomicBool,
    /// The program has asked for a transaction that takes no writes.
    reads_only: AtomicBool,
    /// Something may be left on it that ends with no transaction.
    marked: AtomicBool,
    /// Whoever has it may go on, and nobody gets it after him.
    spent: AtomicBool,
    /// The connection ended, though the task that serves it may not have noticed yet.
    ended: AtomicBool,
    /// The tick of the pool in which it was last used.
    seen: AtomicU64,
    /// When it is too old to be used again.
    expires: Option<Instant>,
}

impl Session {
    pub(crate) fn new(
        client: ClientWrapper,
        delivery: Delivery,
        naming: Naming,
        tags: Tags,
        endpoint: Arc<Endpoint>,
    ) -> Session {
        Session {
            client,
            delivery,
            naming,
            tags,
            endpoint,
            statements: Mutex::default(),
            unnamed: Unnamed::default(),
            begin: Mutex::default(),
            unfinished: AtomicUsize::new(0),
            wants_retry: AtomicBool::new(false),
            reads_only: AtomicBool::new(false),
            marked: AtomicBool::new(false),
            spent: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            seen: AtomicU64::new(0),
            expires: None,
        }
    }

    /// It is new in the given tick, and is used for so long.
    pub(crate) fn born(mut self, tick: u64, lifetime: Option<Duration>) -> Session {
        *self.seen.get_mut() = tick;
        // Those that are made at once are not all closed at once.
        let share = |lifetime: Duration| lifetime.mul_f64(0.9 + 0.1 * chance());
        self.expires = lifetime.and_then(|lifetime| Instant::now().checked_add(share(lifetime)));
        self
    }

    /// The tick in which it was last used.
    pub(crate) fn seen(&self) -> u64 {
        self.seen.load(Ordering::Relaxed)
    }

    /// It is used in that tick.
    pub(crate) fn see(&self, tick: u64) {
        self.seen.store(tick, Ordering::Relaxed);
    }

    /// Whether it has lived long enough.
    pub(crate) fn is_old(&self) -> bool {
        self.expires.is_some_and(|at| Instant::now() >= at)
    }

    pub(crate) fn client(&self) -> &ClientWrapper {
        &self.client
    }

    /// How the rows of a command come that [`start`](Session::start) has sent.
    pub(crate) fn delivery(&self, command: Command<'_>) -> Delivery {
        match command {
            Command::Plan(plan) | Command::Alone(plan) => self.delivery_of(plan),
            Command::Text(_) | Command::Script(_) => Delivery::RowByRow,
        }
    }

    /// Where it leads.
    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
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

    /// Its user is gone, who may have left anything on it.
    pub(crate) fn is_left(&self) {
        self.marked.store(true, Ordering::Relaxed);
    }

    /// Notes what a command of a transaction leaves behind it.
    ///
    /// # Errors
    /// A pool before the server would give it to anybody, who cannot be kept from it: what cleans may
    /// reach another connection of the server.
    fn note_state(&self, command: Command<'_>, within: Within) -> Result<()> {
        if within == Within::Transaction && session_state::of(command) != Leaves::Nothing {
            if self.naming == Naming::Unnamed {
                session_state::refuse(command)?;
            }
            self.is_left();
        }
        Ok(())
    }

    /// Undoes what may be left on it, before anybody else gets it.
    pub(crate) fn clean(&self) {
        if self.marked.swap(false, Ordering::Relaxed) && !self.has_ended() {
            self.control_unread(CLEAN);
        }
    }

    /// Whether somebody else may have it, as far as is known.
    pub(crate) fn is_usable(&self) -> bool {
        !self.has_ended() && !self.is_spent() && !self.client.is_closed()
    }

    /// Whether whoever has it is its last user: it leads to a server that takes no writes, or has lost
    /// what was prepared on it.
    pub(crate) fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed)
    }

    /// Waits until everything that was sent has been answered.
    pub(crate) async fn catch_up(&self) -> Result<()> {
        // The server answers in the order of the questions.
        if !self.read_left().await {
            self.control("").await?;
        }
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
        if let Command::Script(text) = command {
            return self.script(text).await.map(|()| 0).map_err(|error| command.blame(error));
        }
        let answer = self.ask(command, arguments, within).await?;
        self.collect(answer, command, sink).await.affected
    }

    /// Runs several statements, whose rows nobody wants.
    async fn script(&self, text: &str) -> Result<()> {
        self.endpoint.tell();
        self.is_left();
        self.begin_now().await?;
        self.control(text).await.inspect_err(|error| {
            if error.sqlstate().is_none() {
                // The server waits for the rows of a `COPY … FROM STDIN`, perhaps.
                self.ended.store(true, Ordering::Relaxed);
            }
        })
    }

    /// Hands the rows of a command to `sink`, until that has enough of them.
    pub(crate) async fn collect(
        &self,
        answer: Answer,
        command: Command<'_>,
        sink: Sink<'_>,
    ) -> Collected {
        let Answer { rows, delivery, mut described } = answer;
        let source = command.source();
        let sink = |row: Row| match (delivery, described, command) {
            (Delivery::InRuns, ..) => Run::new(row).each(source, |row| sink(row)),
            (_, Described::NotYet, Command::Plan(plan) | Command::Alone(plan)) => {
                described = Described::Compared;
                schema::compare_columns(plan, row.columns())?;
                sink(&RawRow::new(&row, source))
            }
            _ => sink(&RawRow::new(&row, source)),
        };
        let Collected { affected, rest } = self.read(rows, sink).await;
        Collected { affected: affected.map_err(|error| command.blame(error)), rest }
    }

    /// Reads rows until their end, or until `sink` refuses one; then what has not arrived yet is left
    /// to whoever settles the connection, and it counts as busy.
    async fn read(&self, rows: RowStream, mut sink: impl FnMut(Row) -> Result<()>) -> Collected {
        let mut rows = pin!(rows);
        let affected = loop {
            match poll_fn(|cx| rows.as_mut().poll_next(cx)).await {
                None => break Ok(rows.rows_affected().unwrap_or(0)),
                Some(Ok(row)) => {
                    let Err(error) = sink(row) else { continue };
                    if self.read_what_is_there(rows.as_mut()) == Rest::OnItsWay {
                        return Collected { affected: Err(error), rest: Rest::OnItsWay };
                    }
                    break Err(error);
                }
                Some(Err(error)) => break Err(self.refused(error)),
            }
        };
        self.finish();
        Collected { affected, rest: Rest::Nothing }
    }

    /// Reads what has arrived, without waiting.
    pub(crate) fn read_what_is_there(&self, mut rows: Pin<&mut RowStream>) -> Rest {
        // One batch of messages is buffered; more would keep a destructor busy.
        const AT_MOST: usize = 1000;
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..AT_MOST {
            match rows.as_mut().poll_next(&mut context) {
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(error))) => {
                    // It tells more than that there was one.
                    drop(self.refused(error));
                    return Rest::Nothing;
                }
                Poll::Ready(None) => return Rest::Nothing,
                Poll::Pending => return Rest::OnItsWay,
            }
        }
        Rest::OnItsWay
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
        if within == Within::Autocommit
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
        self.note_state(command, within)?;
        if self.naming == Naming::Unnamed {
            let rows = self.start(command, arguments, within).await?;
            let delivery = Delivery::RowByRow;
            return Ok(Answer { rows, delivery, described: Described::NotYet });
        }
        if let Command::Plan(plan) | Command::Alone(plan) = command
            && let Some(types) = self.first_use(plan, arguments.len())
        {
            self.endpoint.tell();
            self.unfinished.fetch_add(1, Ordering::Relaxed);
            let typed: Vec<(Argument<'_>, Type)> = arguments.iter().copied().zip(types).collect();
            let (begun, observed) = self.send_begin_observed(within).await;
            let text = self.tags.text(plan);
            let rows = self.client.query_typed_raw(&text, typed).await;
            let rows = rows.map_err(|error| schema::explain(plan, self.refused(error)));
            return match self.check_begin_observed(begun, observed).await.and(rows) {
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
        let (begun, observed) = match within {
            Within::Autocommit => (Ok(None), None),
            Within::Transaction | Within::Held => self.send_begin_observed(within).await,
        };
        let result = match self.send(command, arguments, within).await {
            Err(error) => self.send_again(command, arguments, within, error).await,
            sent => sent,
        };
        // Where it cannot be seen, the server says so when something prepared is used (26000).
        if result.is_ok() && session_state::of(command) == Leaves::Emptiness {
            self.forget_lost();
        }
        let begun = match begun {
            Ok(None) => Ok(()),
            begun => self.check_begin_observed(begun, observed).await,
        };
        begun.and(result).map_err(|error| self.failed(command, error))
    }

    /// Sends a command once more, if it was refused because what was known of it is no longer right.
    fn send_again<'s>(
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
                Stale::Executed => Err(error.with_help(
                    "it was executed, and its answer could not be read, because types have changed",
                )),
                Stale::No | Stale::NotExecuted => Err(error),
            }
        })
    }

    /// A command was refused, and answered by that.
    fn failed(&self, command: Command<'_>, error: Error) -> Error {
        self.finish();
        match command {
            // What is prepared is analysed again when the schema has changed.
            Command::Plan(plan) | Command::Alone(plan) => {
                command.blame(schema::explain(plan, error))
            }
            Command::Text(_) | Command::Script(_) => command.blame(error),
        }
    }

    async fn send_begin_observed(&self, within: Within) -> (BeginAnswer, Option<Observed>) {
        const BEGIN: Subject = Subject::of_command("BEGIN");
        let begun = self.send_begin(within).await;
        let is_sent = matches!(begun, Ok(Some(_)));
        let observed = is_sent.then(|| Observed::begin(Some(BEGIN), &self.endpoint));
        (begun, observed)
    }

    async fn check_begin_observed(
        &self,
        begun: BeginAnswer,
        observed: Option<Observed>,
    ) -> Result<()> {
        let checked = self.check_begin(begun).await;
        if let Some(observed) = observed {
            observed.end(checked.as_ref().err());
        }
        checked
    }

    /// The answer of a command has been read to its end.
    pub(crate) fn finish(&self) {
        self.unfinished.fetch_sub(1, Ordering::Relaxed);
    }

    /// Runs a command of ours, such as `BEGIN`.
    ///
    /// It is in the queue when this is polled first, whether its answer is waited for or not.
    pub(crate) async fn control(&self, text: &str) -> Result<()> {
        self.read_left().await;
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let text = self.begun(text);
        let result = self.client.batch_execute(&text).await;
        self.finish();
        result.map_err(|error| {
            if let Cow::Owned(_) = text {
                // The transaction may not have begun: nothing is to be executed outside of it.
                self.ended.store(true, Ordering::Relaxed);
            }
            self.refused(error)
        })
    }

    /// The same, told as `subject`.
    pub(crate) async fn control_as(&self, subject: Subject, text: &str) -> Result<()> {
        let controlled = async {
            self.endpoint.tell();
            self.control(text).await.map(|()| 0)
        };
        observe::run_as(subject, controlled).await.map(drop)
    }

    /// The transaction has failed by a statement of which nobody has read why: it may have been for a
    /// reason to try again.
    pub(crate) fn failed_unread(&self) {
        self.wants_retry.store(true, Ordering::Relaxed);
    }

    /// Sends a command of ours and leaves its answer unread. It is in the queue when this returns,
    /// so the server runs it before anything that is asked of the connection later.
    pub(crate) fn control_unread(&self, text: &str) {
        let text = self.begun(text);
        if !self.takes_several() {
            // The lease waits for the answer before anybody else gets the connection.
            self.unfinished.fetch_add(1, Ordering::Relaxed);
        }
        // It is sent when it is polled first, and waits for nothing.
        let send = pin!(self.client.simple_query_raw(&text));
        let sent = send.poll(&mut Context::from_waker(Waker::noop()));
        if let (Poll::Ready(Ok(answer)), Naming::Unnamed) = (sent, self.naming) {
            self.leave_unread(answer);
        }
    }

    pub(crate) fn refused(&self, error: tokio_postgres::Error) -> Error {
        let error = Error::postgres(error);
        if error.is_retryable() {
            self.wants_retry.store(true, Ordering::Relaxed);
        }
        if error.ends_connection() {
            self.ended.store(true, Ordering::Relaxed);
        }
        // A server that takes no writes may have been the primary: the next connection finds the one
        // that is now.
        let demoted = error.is_read_only() && !self.reads_only.load(Ordering::Relaxed);
        // tokio-postgres asks about types by statements that it prepares once, and cannot again.
        if demoted || error.is_lost_statement() {
            self.spent.store(true, Ordering::Relaxed);
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
        self.read(rows, |row| sink(&RawRow::new(&row, None))).await.affected
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

/// A number from 0 to 1, at random: each state has keys of its own.
fn chance() -> f64 {
    f64::from(RandomState::new().hash_one(()) as u32) / f64::from(u32::MAX)
}
