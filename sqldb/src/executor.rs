//! What a database, a held connection and a transaction have in common, for functions that run
//! queries wherever their caller does.
//!
//! The methods themselves are inherent ones, by [`query_methods`](crate::methods::query_methods), so
//! that nobody has to import anything; the trait hands on to them (`handing_on`).

mod handing_on;

use std::future::Future;
use std::pin::Pin;

use crate::argument::Argument;
use crate::attempt::Attempt;
use crate::copy::{CopyIn, CopyInWriter, CopyOut, CopyOutRows, Copying};
use crate::dynamic::{DynamicRow, RawRows};
use crate::error::{Error, Result};
use crate::methods::{exclusive_methods, query_methods};
use crate::options::TransactionOptions;
use crate::rows::{AtMostOneRow, IfAtMostOneRow, IfOne, IfReturns, Incoming, One, Returns, Rows};
use crate::session::{Command, Sink};
use crate::statement::Query;
use crate::transaction::Transaction;
use crate::types::ToSql;

/// What runs queries: a [`Database`](crate::Database), a [`Connection`](crate::Connection), a
/// [`Transaction`], an [`Attempt`] of one, and references to them.
///
/// A function that takes `impl Executor` runs in a transaction or outside of one, as its caller
/// wants. It is called with `&DB`, `&mut tx` or `&mut connection`; all futures are `Send`.
///
/// ```no_run
/// use sqldb::Executor;
///
/// async fn tidy_up(mut db: impl Executor) -> sqldb::Result<u64> {
///     let tx = db.begin().await?; // a savepoint, when `db` is in a transaction already
///     let deleted = tx.raw_exec("DELETE FROM todo_item WHERE done", &[]).await?;
///     tx.raw_exec("INSERT INTO log (deleted) VALUES ($1)", &[&i64::try_from(deleted).unwrap()]).await?;
///     tx.commit().await?;
///     Ok(deleted)
/// }
///
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// tidy_up(db).await?;
/// let mut tx = db.begin().await?;
/// tidy_up(&mut tx).await?;
/// tx.commit().await?;
/// # Ok(())
/// # }
/// ```
///
/// What has no type parameter for it, a field or a list perhaps, takes [`DynExecutor`].
///
/// # Streams
///
/// [`query`](Executor::query), [`begin`](Executor::begin) and [`transaction`](Executor::transaction)
/// borrow exclusively, because a connection can do nothing else meanwhile. A `Database` takes another
/// connection for each, which is why its own methods of these names take `&self`, and why `&DB` is an
/// executor, too.
///
/// # Cancellation
///
/// All futures may be dropped at any time: no other query gets an answer that is not its own, and
/// what was not begun is not done. Whether a statement that was on its way has been executed is then not
/// known, as PostgreSQL has no way to tell. Within a transaction that is decided by its end: dropped or
/// rolled back, nothing stays; [`commit`](crate::Transaction::commit) keeps what was executed, and is an
/// error if the server has refused it.
///
/// The server is asked to cancel what still runs, unless others have sent statements on the same
/// connection: queries that only read may share one. [`Query::alone`] is for those that are to be
/// canceled in any case.
pub trait Executor: sealed::Sealed + Send + Sync {
    /// Runs a query and returns all of its rows.
    ///
    /// # Errors
    /// The server refuses, a row cannot be read, or the connection fails.
    fn query_all<R: Send, C: Returns, const N: usize>(
        &self,
        query: Query<'_, R, C, N>,
    ) -> IfReturns<C, impl Future<Output = Result<Vec<R>>> + Send>;

    /// Runs a query that returns one row at most, and returns that.
    ///
    /// # Errors
    /// The server refuses, the row cannot be read, or the connection fails.
    fn query_row<R: Send, C: AtMostOneRow, const N: usize>(
        &self,
        query: Query<'_, R, C, N>,
    ) -> IfAtMostOneRow<C, impl Future<Output = Result<Option<R>>> + Send>;

    /// Runs a query that always returns exactly one row, and returns that.
    ///
    /// # Errors
    /// The server refuses, the row cannot be read, or the connection fails.
    fn query_one<R: Send, C: One, const N: usize>(
        &self,
        query: Query<'_, R, C, N>,
    ) -> IfOne<C, impl Future<Output = Result<R>> + Send>;

    /// Runs a query and returns the number of rows it inserted, updated, deleted or selected.
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    fn exec<R, C, const N: usize>(
        &self,
        query: Query<'_, R, C, N>,
    ) -> impl Future<Output = Result<u64>> + Send;

    /// Runs a query and returns a stream of its rows, as they arrive.
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    fn query<'s, R: Send, C: Returns, const N: usize>(
        &'s mut self,
        query: Query<'_, R, C, N>,
    ) -> IfReturns<C, impl Future<Output = Result<Rows<'s, R>>> + Send>;

    /// Sends a notification to those who listen on `channel`; within a transaction, when it commits.
    ///
    /// # Errors
    /// The channel is no name, the payload has 8000 bytes or more, or the connection fails.
    fn notify(&self, channel: &str, payload: &str) -> impl Future<Output = Result<()>> + Send;

    /// Runs text that is known only at run time, and returns all of its rows.
    ///
    /// # Errors
    /// The server refuses, an argument is of another type, or the connection fails.
    fn raw_query_all(
        &self,
        text: &str,
        arguments: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Vec<DynamicRow>>> + Send;

    /// Runs text that is known only at run time, and returns its row, if there is one.
    ///
    /// # Errors
    /// There is more than one row, the server refuses, an argument is of another type, or the
    /// connection fails.
    fn raw_query_row(
        &self,
        text: &str,
        arguments: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<Option<DynamicRow>>> + Send;

    /// Runs text that is known only at run time, and returns the number of rows affected.
    ///
    /// # Errors
    /// The server refuses, an argument is of another type, or the connection fails.
    fn raw_exec(
        &self,
        text: &str,
        arguments: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<u64>> + Send;

    /// Runs several statements in one text, for fixtures. See
    /// [`Database::raw_script`](crate::Database::raw_script).
    ///
    /// # Errors
    /// The server refuses one of them, or the connection fails.
    fn raw_script(&self, text: &str) -> impl Future<Output = Result<()>> + Send;

    /// Runs text that is known only at run time, and returns a stream of its rows.
    ///
    /// # Errors
    /// The server refuses, an argument is of another type, or the connection fails.
    fn raw_query(
        &mut self,
        text: &str,
        arguments: &[&(dyn ToSql + Sync)],
    ) -> impl Future<Output = Result<RawRows<'_>>> + Send;

    /// Copies rows into a table in `COPY`'s binary form, and returns how many: all, or none.
    ///
    /// # Errors
    /// A value has no representation in its column's type, the server refuses a row, or the
    /// connection fails.
    fn copy_in<'a, R, I>(&'a mut self, copy: CopyIn<R>, rows: I) -> Boxed<'a, u64>
    where
        R: Send + 'a,
        I: IntoIterator<Item = R, IntoIter: Send> + Send + 'a;

    /// Begins to copy rows into a table, which are written one by one.
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    fn begin_copy_in<R: Send>(
        &mut self,
        copy: CopyIn<R>,
    ) -> impl Future<Output = Result<CopyInWriter<'_, R>>> + Send;

    /// Copies the rows of a query out in `COPY`'s binary form: a stream of them.
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    fn copy_out<R: Send>(
        &mut self,
        copy: CopyOut<R>,
    ) -> impl Future<Output = Result<CopyOutRows<'_, R>>> + Send;

    /// Begins a transaction; within one, sets a savepoint.
    ///
    /// # Errors
    /// No connection is free in time, or it fails.
    fn begin(&mut self) -> impl Future<Output = Result<Transaction<'_>>> + Send {
        self.begin_with(TransactionOptions::new())
    }

    /// Begins a transaction with an isolation level, time-outs and so on.
    ///
    /// # Errors
    /// No connection is free in time, or it fails; or there is a transaction already, whose
    /// isolation level and modes a savepoint cannot change.
    fn begin_with(
        &mut self,
        options: TransactionOptions,
    ) -> impl Future<Output = Result<Transaction<'_>>> + Send;

    /// Runs `body` in a transaction: commits when it returns `Ok`, rolls back when it returns `Err`.
    ///
    /// See [`Database::transaction`](crate::Database::transaction). Within a transaction `body` runs in a savepoint, and is not run
    /// again: what PostgreSQL wants retried is all that was done since `BEGIN`.
    ///
    /// # Errors
    /// Those of `body`, of `BEGIN` and of `COMMIT`.
    // A box, because rustc does not see that the future of a function that calls this is `Send` when
    // this returns `impl Future`, bounded by a closure (rust-lang/rust#100013).
    fn transaction<'a, T, E, F, Fut>(&'a mut self, body: F) -> Boxed<'a, T, E>
    where
        F: FnMut(Attempt) -> Fut + Send + 'a,
        Fut: Future<Output = Result<T, E>> + Send + 'a,
        T: Send + 'a,
        E: From<Error> + Send + 'a,
    {
        self.transaction_with(TransactionOptions::new(), body)
    }

    /// [`transaction`](Executor::transaction) with an isolation level, time-outs and so on.
    ///
    /// # Errors
    /// Those of `body`, of `BEGIN` and of `COMMIT`.
    fn transaction_with<'a, T, E, F, Fut>(
        &'a mut self,
        options: TransactionOptions,
        body: F,
    ) -> Boxed<'a, T, E>
    where
        F: FnMut(Attempt) -> Fut + Send + 'a,
        Fut: Future<Output = Result<T, E>> + Send + 'a,
        T: Send + 'a,
        E: From<Error> + Send + 'a;
}

/// [`Executor`] without type parameters, at the price of an allocation per query: `dyn DynExecutor`
/// has all of its methods, and is an [`Executor`] itself.
///
/// ```no_run
/// use sqldb::DynExecutor;
///
/// struct Repository<'a> {
///     db: &'a dyn DynExecutor,
/// }
///
/// impl Repository<'_> {
///     async fn count(&self) -> sqldb::Result<i64> {
///         let row = self.db.raw_query_row("SELECT count(*) FROM todo_item", &[]).await?;
///         row.map_or(Ok(0), |row| row.get(0))
///     }
/// }
/// ```
pub trait DynExecutor: sealed::Drive + Send + Sync {}

impl<T: sealed::Drive + Send + Sync> DynExecutor for T {}

impl dyn DynExecutor + '_ {
    query_methods!();
    exclusive_methods!();

    async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        self.drive_boxed(command, arguments, sink).await
    }

    async fn incoming(
        &mut self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
    ) -> Result<Incoming<'_>> {
        self.incoming_boxed(command, arguments).await
    }

    async fn open(&mut self, options: TransactionOptions) -> Result<Transaction<'_>> {
        self.open_boxed(options).await
    }

    async fn copying(&mut self) -> Result<Copying<'_>> {
        self.copying_boxed().await
    }
}

/// A future whose type says nothing of what it is made of.
type Boxed<'a, T, E = Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// Only this crate knows how to run a query.
pub(crate) mod sealed {
    use super::{
        Argument, Boxed, Command, Copying, Incoming, Sink, Transaction, TransactionOptions,
    };

    pub trait Sealed {}

    #[allow(private_interfaces, reason = "the trait cannot be named outside of this crate")]
    pub trait Drive {
        fn drive_boxed<'a>(
            &'a self,
            command: Command<'a>,
            arguments: &'a [Argument<'a>],
            sink: Sink<'a>,
        ) -> Boxed<'a, u64>;

        fn incoming_boxed<'s: 'a, 'a>(
            &'s mut self,
            command: Command<'a>,
            arguments: &'a [Argument<'a>],
        ) -> Boxed<'a, Incoming<'s>>;

        fn open_boxed(&mut self, options: TransactionOptions) -> Boxed<'_, Transaction<'_>>;

        fn copying_boxed(&mut self) -> Boxed<'_, Copying<'_>>;
    }
}
