//! What has a connection of the database for itself: streams, copies, transactions.

use std::sync::Arc;

use super::Database;
use crate::attempt::{self, Attempt, Between};
use crate::begun::Begun;
use crate::copy::{CopyIn, CopyInWriter, CopyOut, CopyOutRows};
use crate::dynamic::RawRows;
use crate::error::{Error, Result};
use crate::methods;
use crate::options::TransactionOptions;
use crate::rows::{IfReturns, Returns, Rows};
use crate::session::Command;
use crate::statement::Query;
use crate::transaction::Transaction;

impl Database {
    /// Runs a query and returns a stream of its rows, as they arrive, on a connection of its own.
    ///
    /// ```no_run
    /// # struct Row; use sqldb::{Query, rows};
    /// # async fn f(db: &sqldb::Database, items: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
    /// let mut items = db.query(items).await?;
    /// while let Some(item) = items.try_next().await? {}
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    pub fn query<R, C: Returns, const N: usize>(
        &self,
        query: Query<'_, R, C, N>,
    ) -> IfReturns<C, impl Future<Output = Result<Rows<'static, R>>> + Send> {
        <C as Returns>::future(async move {
            let (command, decode) = methods::parts(&query);
            Ok(Rows::new(self.incoming(command, query.arguments()).await?, decode))
        })
    }

    /// Runs text that is known only at run time, and returns a stream of its rows.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let mut rows = db.raw_query("SELECT generate_series(1, 1000000)", &[]).await?;
    /// while let Some(row) = rows.try_next().await? {}
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, an argument is of another type, or the connection fails.
    pub async fn raw_query(
        &self,
        text: &str,
        arguments: &[&(dyn crate::types::ToSql + Sync)],
    ) -> Result<RawRows<'static>> {
        let arguments = methods::dynamic(arguments);
        Ok(RawRows::new(self.incoming(Command::Text(text), &arguments).await?))
    }

    /// Copies rows into a table in `COPY`'s binary form, and returns how many.
    ///
    /// All of them are stored, or none. They are sent in large pieces, so that memory is bounded
    /// whatever the iterator makes; [`begin_copy_in`](Database::begin_copy_in) takes rows that have
    /// to be waited for.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database, copy: sqldb::CopyIn<(&str, bool)>) -> sqldb::Result<()> {
    /// // let copy = sql!("COPY todo_item (title, done) FROM STDIN");
    /// let stored = db.copy_in(copy, [("milk", false), ("bread", true)]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A value has no representation in its column's type, the server refuses a row, or the
    /// connection fails.
    pub async fn copy_in<R, I: IntoIterator<Item = R>>(
        &self,
        copy: CopyIn<R>,
        rows: I,
    ) -> Result<u64> {
        crate::copy::write_all(self.begin_copy_in(copy).await?, rows).await
    }

    /// Begins to copy rows into a table, which are written one by one.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database, copy: sqldb::CopyIn<(String, bool)>) -> sqldb::Result<()> {
    /// let mut writer = db.begin_copy_in(copy).await?;
    /// writer.write(&("milk".to_owned(), false)).await?;
    /// writer.finish().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    pub async fn begin_copy_in<R>(&self, copy: CopyIn<R>) -> Result<CopyInWriter<'static, R>> {
        let copying = self.copying().await.map_err(|error| copy.blame(error))?;
        CopyInWriter::begin(copying, copy).await
    }

    /// Copies the rows of a query out in `COPY`'s binary form: a stream of them.
    ///
    /// ```no_run
    /// # struct Row;
    /// # async fn f(db: &sqldb::Database, copy: sqldb::CopyOut<Row>) -> sqldb::Result<()> {
    /// // let copy = sql!("COPY (SELECT id, title FROM todo_item) TO STDOUT");
    /// let mut rows = db.copy_out(copy).await?;
    /// while let Some(row) = rows.try_next().await? {}
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    pub async fn copy_out<R>(&self, copy: CopyOut<R>) -> Result<CopyOutRows<'static, R>> {
        let copying = self.copying().await.map_err(|error| copy.blame(error))?;
        CopyOutRows::begin(copying, copy).await
    }

    /// Begins a transaction, on a connection of its own.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let tx = db.begin().await?;
    /// tx.raw_exec("DELETE FROM todo_item WHERE done", &[]).await?;
    /// tx.commit().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// No connection is free in time, or it fails.
    pub async fn begin(&self) -> Result<Transaction<'static>> {
        self.begin_with(TransactionOptions::new()).await
    }

    /// [`begin`](Database::begin) with an isolation level, time-outs and so on.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// use sqldb::{Isolation, TransactionOptions};
    ///
    /// let options = TransactionOptions::new().isolation(Isolation::RepeatableRead).read_only();
    /// let tx = db.begin_with(options).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// No connection is free in time, or it fails.
    pub async fn begin_with(&self, options: TransactionOptions) -> Result<Transaction<'static>> {
        let lease = Arc::new(self.lease().await?);
        Ok(Transaction::new(Begun::start(lease, &options)?))
    }

    /// Runs `body` in a transaction: commits when it returns `Ok`, rolls back when it returns `Err`.
    ///
    /// When PostgreSQL ends the transaction because it could not be serialized with others (40001)
    /// or to end a deadlock (40P01), `body` runs again, after a random pause that grows, 10 times at
    /// most or as [`TransactionOptions::attempts`] says. So it must do nothing that cannot be undone.
    /// What ended a savepoint of it so is no reason when `body` has gone on after that.
    /// It gets the transaction by value; its error can be any that an [`Error`] converts to.
    ///
    /// The handle itself must not be used in `body`: that would be outside of the transaction. It is
    /// an error that says so; [`acquire`](Database::acquire) is allowed, for what is meant to be
    /// outside. (A static can be named anywhere, so the compiler cannot refuse it. It does refuse a
    /// [`Connection`](crate::Connection) or a [`Transaction`] within its own `transaction`.)
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let (from, to) = (1i64, 2i64);
    /// db.transaction(async |tx| {
    ///     tx.raw_exec("UPDATE account SET balance = balance - 1 WHERE id = $1", &[&from]).await?;
    ///     tx.raw_exec("UPDATE account SET balance = balance + 1 WHERE id = $1", &[&to]).await
    /// })
    /// .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of `body`; no connection is free in time, or it fails; `COMMIT` fails.
    pub async fn transaction<T, E, F, Fut>(&self, body: F) -> Result<T, E>
    where
        F: FnMut(Attempt) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        self.transaction_with(TransactionOptions::new(), body).await
    }

    /// [`transaction`](Database::transaction) with an isolation level, time-outs and so on.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// use sqldb::{Isolation, TransactionOptions};
    ///
    /// let options = TransactionOptions::new().isolation(Isolation::Serializable).attempts(20);
    /// db.transaction_with(options, async |tx| tx.raw_exec("DELETE FROM todo_item", &[]).await).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`transaction`](Database::transaction).
    pub async fn transaction_with<T, E, F, Fut>(
        &self,
        options: TransactionOptions,
        body: F,
    ) -> Result<T, E>
    where
        F: FnMut(Attempt) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        let pool = self.outside().await?;
        let lease = Arc::new(pool.lease().await?);
        let begun = Begun::start(lease, &options)?.of(self.id());
        attempt::run(begun, Between::Returned(pool, self.id()), options, body).await
    }
}
