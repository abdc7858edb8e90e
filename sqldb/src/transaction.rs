//! Transactions, which end by `commit`, by `rollback`, or by being dropped.

use std::marker::PhantomData;

use crate::batch::Batch;
use crate::begun::{Begun, begun_methods};
use crate::error::Result;
use crate::last::Last;
use crate::methods::{exclusive_methods, query_methods};

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
    /// it failed before, whether anybody has read its error or not: then PostgreSQL has undone all of
    /// it. When the connection fails meanwhile, or this is dropped, nobody knows.
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

    query_methods!();
    exclusive_methods!();

    begun_methods!();
}
