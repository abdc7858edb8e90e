//! Transactions, which end by `commit`, by `rollback`, or by being dropped.

use crate::argument::Argument;
use crate::dynamic::RawRows;
use crate::error::{Error, Result};
use crate::methods::{self, query_methods};
use crate::pool::Lease;
use crate::rows::{Held, Incoming, Returns, Rows};
use crate::session::{Command, Sink, Within};
use crate::statement::Query;

/// A transaction on a connection of its own. Dropping it rolls back.
///
/// `ROLLBACK` is on its way to the server before the pool gets the connection, so the next user
/// cannot be inside of the transaction. When it is dropped while a statement runs (its future was
/// canceled, by a time-out perhaps), the statement is canceled and the connection closed instead:
/// else the next user would wait for that statement, and its locks would be kept until then.
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
pub struct Transaction {
    lease: Lease,
    state: State,
}

#[derive(PartialEq, Eq)]
enum State {
    Open,
    Ended,
}

impl Transaction {
    pub(crate) async fn begin(lease: Lease) -> Result<Transaction> {
        // It is there before `BEGIN` is sent, so that being canceled now rolls back, too.
        let transaction = Transaction { lease, state: State::Open };
        let session = transaction.lease.session()?;
        session.reset_failed();
        session.control("BEGIN").await?;
        Ok(transaction)
    }

    /// Makes everything that was done in the transaction permanent and visible.
    ///
    /// # Errors
    /// A deferred constraint is violated, the transaction cannot be serialized, or a statement in
    /// it failed before: then PostgreSQL has undone all of it. When the connection fails meanwhile,
    /// nobody knows.
    pub async fn commit(mut self) -> Result<()> {
        let session = self.lease.session()?;
        // PostgreSQL answers COMMIT of a failed transaction by rolling back, without an error. A
        // statement before COMMIT makes it say so (25P02), unless a savepoint was gone back to.
        let text = if session.has_failed() { "SELECT; COMMIT" } else { "COMMIT" };
        session.control(text).await.map_err(explain_commit)?;
        session.settle();
        self.state = State::Ended;
        Ok(())
    }

    /// Undoes everything that was done in the transaction.
    ///
    /// # Errors
    /// The connection fails; then the server rolls back as well.
    pub async fn rollback(mut self) -> Result<()> {
        let session = self.lease.session()?;
        session.control("ROLLBACK").await?;
        session.settle();
        self.state = State::Ended;
        Ok(())
    }

    query_methods!();

    /// Runs a query and returns a stream of its rows, during which the transaction is borrowed.
    ///
    /// ```no_run
    /// # struct Row; use sqldb::{Query, rows};
    /// # async fn f(tx: &mut sqldb::Transaction, items: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
    /// let mut items = tx.query(items).await?;
    /// while let Some(item) = items.try_next().await? {}
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    pub async fn query<R, C: Returns, const N: usize>(
        &mut self,
        query: Query<'_, R, C, N>,
    ) -> Result<Rows<'_, R>> {
        let (command, decode) = methods::parts(&query);
        Ok(Rows::new(self.incoming(command, &query.arguments).await?, decode))
    }

    /// Runs text that is known only at run time, and returns a stream of its rows.
    ///
    /// ```no_run
    /// # async fn f(tx: &mut sqldb::Transaction) -> sqldb::Result<()> {
    /// let mut rows = tx.raw_query("SELECT generate_series(1, 1000000)", &[]).await?;
    /// while let Some(row) = rows.try_next().await? {}
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, an argument is of another type, or the connection fails.
    pub async fn raw_query(
        &mut self,
        text: &str,
        arguments: &[&(dyn crate::types::ToSql + Sync)],
    ) -> Result<RawRows<'_>> {
        let arguments = methods::dynamic(arguments);
        Ok(RawRows::new(self.incoming(Command::Text(text), &arguments).await?))
    }

    async fn incoming(
        &mut self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
    ) -> Result<Incoming<'_>> {
        let session = self.lease.session()?;
        let rows = session.start(command, arguments, Within::Transaction).await?;
        Ok(Incoming::new(rows, command, Held::Borrowed(session)))
    }

    async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        self.lease.session()?.drive(command, arguments, Within::Transaction, sink).await
    }
}

fn explain_commit(error: Error) -> Error {
    match error.sqlstate() {
        Some("25P02") => error.with_help(
            "the transaction was rolled back, because a statement in it had failed before `commit`",
        ),
        _ => error,
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if self.state == State::Ended {
            return;
        }
        if let Ok(session) = self.lease.session()
            && !session.is_busy()
        {
            session.control_unread("ROLLBACK");
        }
    }
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Transaction")
    }
}
