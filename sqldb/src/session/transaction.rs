//! Transactions on a connection: `BEGIN` travels with the first statement, and the end with the last.

use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};
use std::task::Poll;

use futures_core::Stream;
use futures_util::future::join;
use tokio_postgres::{RowStream, SimpleQueryStream};

use super::control::count_complete;
use super::{Answer, Collected, Command, Described, Naming, Session, Sink, Within};
use crate::argument::Argument;
use crate::error::Result;
use crate::observe::{Observed, Subject};
use crate::options::TransactionOptions;

/// `no_active_sql_transaction`.
const NO_TRANSACTION: &str = "25P01";

/// `BEGIN`, sent and not answered.
struct Beginning {
    answer: SimpleQueryStream,
    observed: Observed,
}

impl Session {
    /// Runs a command and, without waiting for its answer, `end` behind it.
    pub(crate) async fn drive_last(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        end: &str,
        sink: Sink<'_>,
    ) -> Result<u64> {
        if self.naming == Naming::Unnamed {
            let affected = self.drive(command, arguments, Within::Transaction, sink).await?;
            self.complete(end).await?;
            return Ok(affected);
        }
        self.endpoint.tell();
        self.note_state(command, Within::Transaction)?;
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let sent = pin!(self.send_with_end(command, arguments, end));
        let sent = self.behind_begin(Within::Transaction, sent).await.map_err(|error| {
            self.finish();
            command.blame(error)
        });
        let (rows, answer) = sent?;
        let delivery = self.delivery(command);
        let rows = Answer { rows, delivery, described: Described::Compared };
        let Collected { affected, .. } = self.collect(rows, command, sink).await;
        let ended = self.check_end(end, answer).await.map_err(|error| command.blame(error));
        // If the statement was refused, that is the reason.
        affected.and_then(|rows| ended.map(|()| rows))
    }

    /// Reads the answer to what ends a transaction.
    async fn check_end(&self, end: &str, answer: SimpleQueryStream) -> Result<()> {
        let complete = count_complete(answer).await.map_err(|error| self.refused(error))?;
        self.check_complete(end, complete)
    }

    async fn send_with_end(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        end: &str,
    ) -> Result<(RowStream, SimpleQueryStream)> {
        let statement = self.statement(command, arguments).await?;
        let mut rows = pin!(self.client.query_raw(&statement, arguments.iter().copied()));
        // It is sent when it is polled first; then `end` is, which waits for nothing.
        let polled = poll_fn(|cx| Poll::Ready(rows.as_mut().poll(cx))).await;
        if let Poll::Ready(Err(error)) = polled {
            // An argument cannot be sent, and nothing was.
            return Err(self.refused(error));
        }
        let end = self.client.simple_query_raw(end).await.map_err(|error| self.refused(error))?;
        let rows = match polled {
            Poll::Ready(rows) => rows,
            Poll::Pending => rows.await,
        };
        Ok((rows.map_err(|error| self.refused(error))?, end))
    }

    /// Begins a transaction with what is sent next.
    pub(crate) fn begin_later(&self, options: &TransactionOptions) {
        self.wants_retry.store(false, Ordering::Relaxed);
        self.went_back.store(false, Ordering::Relaxed);
        self.reads_only.store(options.asks_read_only(), Ordering::Relaxed);
        *self.pending_begin() = Some(options.begin());
        self.questions_are_gone();
    }

    /// Whether the program has begun a transaction by a text of its own.
    pub(crate) async fn is_in_transaction(&self) -> Result<bool> {
        match self.control("SAVEPOINT sqldb_asked; RELEASE SAVEPOINT sqldb_asked").await {
            Ok(()) => Ok(true),
            Err(error) if error.sqlstate() == Some(NO_TRANSACTION) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The transaction's user is gone: what follows is not of those that the program wants read only.
    pub(crate) fn leave(&self) {
        self.reads_only.store(false, Ordering::Relaxed);
    }

    /// Takes back a begin; says whether it was not sent yet.
    pub(crate) fn unbegin(&self) -> bool {
        self.pending_begin().take().is_some()
    }

    /// Sends what begins the transaction, if that is still to be done, and `command` behind it.
    ///
    /// The answers to both are read at once: while nobody reads what has come for one, tokio-postgres reads
    /// nothing more from the connection. The command stays where it is, because each future that holds it is as
    /// large as it is.
    ///
    /// # Errors
    /// The transaction was not begun; else that of `command`.
    pub(super) async fn behind_begin<T>(
        &self,
        within: Within,
        command: Pin<&mut impl Future<Output = Result<T>>>,
    ) -> Result<T> {
        let begin = match within {
            Within::Autocommit => None,
            Within::Transaction | Within::Held => self.pending_begin().take(),
        };
        let Some(text) = begin else { return command.await };
        let begun = self.send_begin(&text).await?;
        let (begun, done) = join(self.check_begin(begun), command).await;
        begun.and(done)
    }

    /// Whether a transaction is still to begin, with the next command.
    #[inline]
    pub(super) fn is_to_begin(&self, within: Within) -> bool {
        match within {
            Within::Autocommit => false,
            Within::Transaction | Within::Held => self.pending_begin().is_some(),
        }
    }

    async fn send_begin(&self, text: &str) -> Result<Beginning> {
        const BEGIN: Subject = Subject::of_command("BEGIN");
        let observed = Observed::begin(Some(BEGIN), &self.endpoint);
        // It is sent when it is polled first, and waits for nothing.
        match self.client.simple_query_raw(text).await {
            Ok(answer) => Ok(Beginning { answer, observed }),
            Err(error) => {
                let error = self.refused(error);
                observed.end(Some(&error));
                Err(error)
            }
        }
    }

    /// Reads the answer to `BEGIN`. If it was refused, what was sent behind it was not in the
    /// transaction: nothing more is to happen on this connection.
    async fn check_begin(&self, begun: Beginning) -> Result<()> {
        let Beginning { answer, observed } = begun;
        let mut answer = pin!(answer);
        let mut checked = Ok(());
        while let Some(message) = poll_fn(|cx| answer.as_mut().poll_next(cx)).await {
            if let Err(error) = message {
                self.ended.store(true, Ordering::Relaxed);
                checked = Err(self.refused(error).with_help(
                    "the transaction was not begun; its first statement may have been executed",
                ));
                break;
            }
        }
        observed.end(checked.as_ref().err());
        checked
    }

    /// A text of ours behind what is still to begin: the server executes it only in the transaction.
    pub(super) fn begun<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.pending_begin().take() {
            Some(begin) => Cow::Owned(format!("{begin}; {text}")),
            None => Cow::Borrowed(text),
        }
    }

    /// Begins the transaction now, if that is still to be done.
    pub(super) async fn begin_now(&self) -> Result<()> {
        match self.is_to_begin(Within::Transaction) {
            true => self.control("").await,
            false => Ok(()),
        }
    }

    fn pending_begin(&self) -> MutexGuard<'_, Option<Cow<'static, str>>> {
        self.begin.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn wants_retry(&self) -> bool {
        self.wants_retry.load(Ordering::Relaxed)
    }

    /// A savepoint of the transaction is gone back to.
    pub(crate) fn goes_back(&self) {
        self.went_back.store(true, Ordering::Relaxed);
    }

    /// The program asks for more in the transaction: what failed before it went back to a savepoint it has
    /// caught, and that is no reason any more to try again.
    #[inline]
    pub(crate) fn goes_on(&self) {
        if self.went_back.load(Ordering::Relaxed) {
            self.went_back.store(false, Ordering::Relaxed);
            self.wants_retry.store(false, Ordering::Relaxed);
        }
    }

    /// The transaction is over and answered: so is all that was sent before, in the wire's order.
    pub(crate) fn settle(&self) {
        self.unfinished.store(0, Ordering::Relaxed);
    }
}
