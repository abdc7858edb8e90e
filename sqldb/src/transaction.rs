//! Transactions, which end by `commit`, by `rollback`, or by being dropped.

use std::marker::PhantomData;

use crate::argument::Argument;
use crate::batch::Batch;
use crate::begun::Begun;
use crate::copy::Copying;
use crate::cursor::Cursor;
use crate::error::Result;
use crate::last::Last;
use crate::methods::{exclusive_methods, query_methods};
use crate::options::TransactionOptions;
use crate::rows::{Incoming, Returns};
use crate::session::{Command, Sink};
use crate::statement::Query;

/// A transaction: on a connection of its own, on a held one, or a savepoint in another one. Dropping
/// it rolls back.
///
/// `ROLLBACK` is on its way to the server before the pool gets the connection, so the next user
/// cannot be inside of the transaction. When it is dropped while a statement runs (its future was
/// canceled, by a time-out perhaps), that is waited for a moment, then canceled and the connection
/// closed: else the next user would wait for that statement, and its locks would be kept until then.
///
/// ```no_run
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// let tx = db.begin().await?;
/// tx.raw_exec("UPDATE account SET balance = balance - 1 WHERE id = 1", &[]).await?;
/// tx.raw_exec("UPDATE account SET balance = balance + 1 WHERE id = 2", &[]).await?;
/// tx.commit().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a transaction that is dropped is rolled back"]
#[derive(Debug)]
pub struct Transaction<'a> {
    begun: Begun,
    /// What it is within, which waits for its end.
    within: PhantomData<&'a mut ()>,
}

impl<'a> Transaction<'a> {
    pub(crate) fn new(begun: Begun) -> Self {
        Transaction { begun, within: PhantomData }
    }

    pub(crate) fn into_begun(self) -> Begun {
        self.begun
    }

    /// Makes everything that was done in the transaction permanent and visible; of a savepoint, a
    /// part of the transaction it is in.
    ///
    /// # Errors
    /// A deferred constraint is violated, the transaction cannot be serialized, or a statement in
    /// it failed before: then PostgreSQL has undone all of it. When the connection fails meanwhile,
    /// nobody knows.
    pub async fn commit(mut self) -> Result<()> {
        self.begun.commit().await
    }

    /// Runs statements that do not depend on each other, a tuple of two to five queries, in one flight
    /// on one connection, within the
    /// transaction.
    ///
    /// ```no_run
    /// # struct Row; use sqldb::{Query, rows};
    /// # async fn f(tx: &sqldb::Transaction<'_>, count: Query<'_, i64, rows::ExactlyOne, 0>, items: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
    /// let (count, items) = tx.batch((count, items)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The first of them that is refused.
    pub async fn batch<B: Batch>(&self, batch: B) -> Result<B::Output> {
        self.begun.batch(batch).await
    }

    /// The next statement is the last: it is sent together with `COMMIT`, and its answer comes when
    /// both are done. See [`Last`].
    ///
    /// ```no_run
    /// # async fn f(tx: sqldb::Transaction<'_>) -> sqldb::Result<()> {
    /// tx.last().raw_exec("DELETE FROM todo_item WHERE done", &[]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn last(self) -> Last<'a> {
        Last::new(self.begun)
    }

    /// Undoes everything that was done in the transaction, or since the savepoint.
    ///
    /// # Errors
    /// The connection fails; then the server rolls back as well.
    pub async fn rollback(mut self) -> Result<()> {
        self.begun.rollback().await
    }

    /// Declares a cursor for a query: its rows in portions, between which the transaction can be used.
    ///
    /// # Errors
    /// The server refuses, which it does for what is no query, such as `INSERT … RETURNING`.
    pub async fn cursor<R: Send, C: Returns, const N: usize>(
        &self,
        query: Query<'_, R, C, N>,
    ) -> Result<Cursor<'_, R>> {
        Cursor::declare(&self.begun, query).await
    }

    query_methods!();
    exclusive_methods!();

    pub(crate) async fn incoming(
        &mut self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
    ) -> Result<Incoming<'_>> {
        self.begun.incoming(command, arguments).await
    }

    pub(crate) async fn copying(&mut self) -> Result<Copying<'_>> {
        Ok(Copying::Within(self.begun.session()?))
    }

    pub(crate) async fn open(&mut self, options: TransactionOptions) -> Result<Transaction<'_>> {
        Ok(Transaction::new(self.begun.savepoint(options).await?))
    }

    pub(crate) async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        self.begun.drive(command, arguments, sink).await
    }
}
