//! A transaction that has begun, for whoever has it: a [`Transaction`](crate::Transaction) or an
//! [`Attempt`](crate::Attempt).

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::argument::Argument;
use crate::batch::Batch;
use crate::batch::sealed::On;
use crate::copy::Copying;
use crate::error::{Error, Result};
use crate::inside::DatabaseId;
use crate::observe::Subject;
use crate::options::TransactionOptions;
use crate::pool::Lease;
use crate::rows::{Held, Incoming};
use crate::session::{Command, Session, Sink, Within};
use crate::wire::COMMIT;

/// A transaction or a savepoint, which rolls back when it is dropped before its end.
pub(crate) struct Begun {
    lease: Arc<Lease>,
    level: Level,
    /// Set when it is over, by whoever ended it.
    ended: AtomicBool,
    /// The database, where its own `transaction` began this.
    database: Option<DatabaseId>,
}

/// Whether a transaction is one for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Transaction,
    /// A savepoint, by a number that no other has: what is sent for one cannot meet another.
    Savepoint(u64),
}

impl Level {
    fn commit(self) -> Cow<'static, str> {
        match self {
            Level::Transaction => COMMIT.into(),
            Level::Savepoint(number) => format!("RELEASE SAVEPOINT sqldb_{number}").into(),
        }
    }

    fn rollback(self) -> Cow<'static, str> {
        match self {
            Level::Transaction => "ROLLBACK".into(),
            // The savepoint is there after going back to it.
            Level::Savepoint(number) => {
                format!("ROLLBACK TO SAVEPOINT sqldb_{number}; RELEASE SAVEPOINT sqldb_{number}")
                    .into()
            }
        }
    }
}

/// `in_failed_sql_transaction`.
const FAILED: &str = "25P02";

const ROLLBACK: Subject = Subject::of_command("ROLLBACK");

impl Begun {
    /// Begins a transaction; `BEGIN` travels with the first statement.
    pub(crate) fn start(lease: Arc<Lease>, options: &TransactionOptions) -> Result<Begun> {
        let begun = Begun::unbegun(lease, Level::Transaction);
        begun.lease.session()?.begin_later(options);
        Ok(begun)
    }

    /// The transaction is that of the database's own `transaction`.
    pub(crate) fn of(mut self, database: DatabaseId) -> Begun {
        self.database = Some(database);
        self
    }

    /// Rows on their way; the caller knows that nobody uses the connection meanwhile.
    pub(crate) async fn incoming(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
    ) -> Result<Incoming<'_>> {
        let held = Held::Borrowed(self.going_on()?);
        Incoming::start(held, command, arguments, Within::Transaction).await
    }

    pub(crate) async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        self.going_on()?.drive(command, arguments, Within::Transaction, sink).await
    }

    pub(crate) fn copying(&self) -> Result<Copying<'_>> {
        Ok(Copying::Within(self.going_on()?, Within::Transaction))
    }

    pub(crate) async fn batch<B: Batch>(&self, batch: B) -> Result<B::Output> {
        batch.run(On { session: self.going_on()?, within: Within::Transaction }).await
    }

    /// Runs the last statement and commits.
    pub(crate) async fn drive_last(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        let session = self.going_on()?;
        let commit = self.level.commit();
        let affected = match command {
            // Its statements are sent in another form than one that is the last.
            Command::Script(_) => {
                let within = Within::Transaction;
                session.drive(command, arguments, within, sink).await?;
                session.complete(&commit).await.map(|()| 0)
            }
            _ => session.drive_last(command, arguments, &commit, sink).await,
        };
        if affected.is_ok() {
            session.settle();
            self.ended.store(true, Ordering::Release);
        }
        // After an error `ROLLBACK` is sent for good measure, when this is dropped.
        affected
    }

    /// Sets a savepoint; the caller knows that nobody uses the transaction until its end.
    pub(crate) async fn savepoint(&self, options: TransactionOptions) -> Result<Begun> {
        if !options.fit_savepoint() {
            return Err(Error::misuse(
                "a savepoint has the isolation level, the modes and the time-outs of its \
                 transaction; give them where that begins",
            ));
        }
        let session = self.going_on()?;
        static SET: AtomicU64 = AtomicU64::new(1);
        let number = SET.fetch_add(1, Ordering::Relaxed);
        let savepoint = Begun::unbegun(self.lease.clone(), Level::Savepoint(number));
        let text = format!("SAVEPOINT sqldb_{number}");
        let set = session.complete_as(Subject::of_command("SAVEPOINT"), &text).await;
        if set.is_err() {
            // There is nothing to go back to.
            savepoint.ended.store(true, Ordering::Release);
        }
        set.map(|()| savepoint)
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        let session = self.going_on()?;
        if self.level == Level::Transaction && session.unbegin() {
            // Nothing was done in it.
            *self.ended.get_mut() = true;
            return Ok(());
        }
        let subject = match self.level {
            Level::Transaction => Subject::of_command("COMMIT"),
            Level::Savepoint(_) => Subject::of_command("RELEASE"),
        };
        let is_unread = session.is_busy();
        self.end(&self.level.commit(), subject).await.map_err(|error| {
            // What the server has refused to keep is still to be undone.
            self.ended.store(false, Ordering::Release);
            if is_unread && error.sqlstate() == Some(FAILED) {
                session.failed_unread();
            }
            explain_commit(error)
        })
    }

    pub(crate) async fn rollback(&mut self) -> Result<()> {
        let session = self.session()?;
        if self.level == Level::Transaction && session.unbegin() {
            *self.ended.get_mut() = true;
            return Ok(());
        }
        self.goes_back(session);
        self.end(&self.level.rollback(), ROLLBACK).await
    }

    /// Sends what ends it, and waits for the answer.
    ///
    /// Whoever drops this meanwhile drops the `Begun`, too. Another `ROLLBACK` does no harm then, and is
    /// needed where `COMMIT` is refused. What ends a savepoint is sent once: the second time there would
    /// be none, and that error would undo the whole transaction.
    async fn end(&self, text: &str, subject: Subject) -> Result<()> {
        let session = self.session()?;
        self.ended.store(self.level != Level::Transaction, Ordering::Release);
        session.complete_as(subject, text).await?;
        session.settle();
        self.ended.store(true, Ordering::Release);
        Ok(())
    }

    /// Begins once more on the same connection, after it has ended.
    pub(crate) fn begin_again(&mut self, options: &TransactionOptions) -> Result<()> {
        let session = self.lease.session()?;
        *self.ended.get_mut() = false;
        session.begin_later(options);
        Ok(())
    }

    /// Whether the server has ended the transaction so that it be tried again.
    pub(crate) fn wants_retry(&self) -> bool {
        let session = self.lease.session();
        self.level == Level::Transaction && session.is_ok_and(Session::wants_retry)
    }

    /// Rolls back while others may still have it: what they do with it from now on is an error.
    pub(crate) fn abandon(&self) {
        if !self.ended.swap(true, Ordering::AcqRel)
            && let Ok(session) = self.lease.session()
            && !(self.level == Level::Transaction && session.unbegin())
        {
            self.goes_back(session);
            session.control_unread(&self.level.rollback());
        }
    }

    fn goes_back(&self, session: &Session) {
        match self.level {
            Level::Transaction => {}
            Level::Savepoint(_) => session.goes_back(),
        }
    }

    pub(crate) fn database(&self) -> Option<DatabaseId> {
        self.database
    }

    fn unbegun(lease: Arc<Lease>, level: Level) -> Begun {
        Begun { lease, level, ended: AtomicBool::new(false), database: None }
    }

    /// The connection, for what the program does next in the transaction.
    #[inline]
    pub(crate) fn going_on(&self) -> Result<&Session> {
        self.session().inspect(|session| session.goes_on())
    }

    pub(crate) fn session(&self) -> Result<&Session> {
        if self.ended.load(Ordering::Acquire) {
            return Err(Error::misuse("the transaction has ended"));
        }
        let session = self.lease.session()?;
        match session.has_ended() {
            true => Err(Error::disconnected()),
            false => Ok(session),
        }
    }
}

fn explain_commit(error: Error) -> Error {
    match error.sqlstate() {
        Some(FAILED) => error.with_help(
            "the transaction was rolled back, because a statement in it had failed before `commit`",
        ),
        Some("25P01") => error.with_help(
            "there was no transaction any more: a statement in it had ended it before `commit`",
        ),
        _ => error,
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        // If the answer to a statement is still to come, this is executed after it.
        self.abandon();
        if self.level == Level::Transaction
            && let Ok(session) = self.lease.session()
        {
            session.leave();
        }
    }
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.level)
    }
}

/// What all that have a `begun` do with it: the public `cursor`, and what the query methods and the
/// exclusive ones are made of.
macro_rules! begun_methods {
    () => {
        /// Declares a cursor for a query: its rows in portions, between which the transaction can be
        /// used.
        ///
        /// # Errors
        /// The server refuses, which it does for what is no query, such as `INSERT … RETURNING`.
        pub fn cursor<'s, R: Send, C: $crate::rows::Returns, const N: usize>(
            &'s self,
            query: $crate::Query<'_, R, C, N>,
        ) -> $crate::rows::IfReturns<
            C,
            impl Future<Output = $crate::Result<$crate::Cursor<'s, R>>> + Send,
        > {
            let declared = $crate::Cursor::declare(&self.begun, query);
            <C as $crate::rows::Returns>::future(declared)
        }

        pub(crate) async fn drive(
            &self,
            command: $crate::session::Command<'_>,
            arguments: &[$crate::argument::Argument<'_>],
            sink: $crate::session::Sink<'_>,
        ) -> $crate::Result<u64> {
            self.begun.drive(command, arguments, sink).await
        }

        pub(crate) async fn incoming(
            &mut self,
            command: $crate::session::Command<'_>,
            arguments: &[$crate::argument::Argument<'_>],
        ) -> $crate::Result<$crate::rows::Incoming<'_>> {
            self.begun.incoming(command, arguments).await
        }

        pub(crate) async fn copying(&mut self) -> $crate::Result<$crate::copy::Copying<'_>> {
            self.begun.copying()
        }

        pub(crate) async fn open(
            &mut self,
            options: $crate::TransactionOptions,
        ) -> $crate::Result<$crate::Transaction<'_>> {
            Ok($crate::Transaction::new(self.begun.savepoint(options).await?))
        }
    };
}
pub(crate) use begun_methods;
