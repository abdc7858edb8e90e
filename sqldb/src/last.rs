//! The last statement of a transaction, and `COMMIT`, in one flight.

use std::marker::PhantomData;

use crate::argument::Argument;
use crate::begun::Begun;
use crate::error::Result;
use crate::methods::query_methods;
use crate::session::{Command, Sink};

/// Runs one statement and commits: [`Transaction::last`](crate::Transaction::last).
///
/// `COMMIT` is sent behind the statement, without waiting for its answer, which spares a round trip.
/// If the server refuses the statement, it refuses to commit as well, and all is undone. What is found
/// out when the answer is there (a row that cannot be read, or none for `query_one`) is found out too
/// late: the transaction is committed, and the error says only that.
///
/// ```no_run
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// let tx = db.begin().await?;
/// tx.raw_exec("UPDATE account SET balance = balance - 1 WHERE id = 1", &[]).await?;
/// tx.last().raw_exec("UPDATE account SET balance = balance + 1 WHERE id = 2", &[]).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a transaction is committed by its last statement, and rolled back without one"]
#[derive(Debug)]
pub struct Last<'a> {
    begun: Begun,
    within: PhantomData<&'a mut ()>,
}

impl Last<'_> {
    pub(crate) fn new(begun: Begun) -> Self {
        Last { begun, within: PhantomData }
    }

    query_methods!();

    async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        self.begun.drive_last(command, arguments, sink).await
    }
}
