//! A connection that is held: for session state, advisory locks, `LISTEN`.

use std::sync::Arc;

use crate::argument::Argument;
use crate::begun::Begun;
use crate::copy::Copying;
use crate::error::Result;
use crate::methods::{exclusive_methods, query_methods};
use crate::options::TransactionOptions;
use crate::pool::Lease;
use crate::rows::{Held, Incoming};
use crate::session::{Command, Sink, Within};
use crate::transaction::Transaction;

/// One connection of the pool, held until it is dropped: what is set on it stays set.
///
/// When it is dropped, an open transaction is rolled back and settings, temporary tables, advisory
/// locks and `LISTEN`s are undone before anybody else gets the connection. `DISCARD ALL` is not needed
/// for that: it takes away what is prepared, too, so that the connection is closed instead.
///
/// ```no_run
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// let connection = db.acquire().await?;
/// connection.raw_exec("SET statement_timeout = '1min'", &[]).await?;
/// connection.raw_exec("REFRESH MATERIALIZED VIEW totals", &[]).await?;
/// # Ok(())
/// # }
/// ```
pub struct Connection(Arc<Lease>);

impl Connection {
    pub(crate) fn new(lease: Lease) -> Connection {
        Connection(Arc::new(lease))
    }

    query_methods!();
    exclusive_methods!();

    pub(crate) async fn incoming(
        &mut self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
    ) -> Result<Incoming<'_>> {
        let held = Held::Borrowed(self.0.session()?);
        Incoming::start(held, command, arguments, Within::Held).await
    }

    /// A copy is in a transaction, which keeps the table as it was described: in that of the program,
    /// if it has begun one on this connection, else in its own.
    pub(crate) async fn copying(&mut self) -> Result<Copying<'_>> {
        let session = self.0.session()?;
        match session.is_in_transaction().await? {
            true => Ok(Copying::Within(session, Within::Held)),
            false => {
                let begun = Begun::start(self.0.clone(), &TransactionOptions::new())?;
                Ok(Copying::Alone(begun))
            }
        }
    }

    pub(crate) async fn open(&mut self, options: TransactionOptions) -> Result<Transaction<'_>> {
        let begun = Begun::start(self.0.clone(), &options)?;
        Ok(Transaction::new(begun))
    }

    pub(crate) async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        self.0.session()?.drive(command, arguments, Within::Held, sink).await
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Ok(session) = self.0.session() {
            session.is_left();
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connection")
    }
}
