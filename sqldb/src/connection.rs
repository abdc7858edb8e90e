//! A connection that is held: for session state, advisory locks, `LISTEN`.

use crate::argument::Argument;
use crate::dynamic::RawRows;
use crate::error::Result;
use crate::methods::{self, query_methods};
use crate::pool::Lease;
use crate::rows::{Held, Incoming, Returns, Rows};
use crate::session::{Command, Sink, Within};
use crate::statement::Query;

/// What is undone when a held connection goes back: deadpool's "clean", without `DEALLOCATE ALL`,
/// because the prepared statements are to stay.
const CLEAN: &str = "ROLLBACK; CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *; \
                     SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

/// One connection of the pool, held until it is dropped: what is set on it stays set.
///
/// When it is dropped, an open transaction is rolled back and settings, temporary tables, advisory
/// locks and `LISTEN`s are undone before anybody else gets the connection.
///
/// ```no_run
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// let connection = db.acquire().await?;
/// connection.raw_exec("SET statement_timeout = '1min'", &[]).await?;
/// connection.raw_exec("REFRESH MATERIALIZED VIEW totals", &[]).await?;
/// # Ok(())
/// # }
/// ```
pub struct Connection(Lease);

impl Connection {
    pub(crate) fn new(lease: Lease) -> Connection {
        Connection(lease)
    }

    query_methods!();

    /// Runs a query and returns a stream of its rows, during which the connection is borrowed.
    ///
    /// ```no_run
    /// # struct Row; use sqldb::{Query, rows};
    /// # async fn f(connection: &mut sqldb::Connection, items: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
    /// let mut items = connection.query(items).await?;
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
    /// # async fn f(connection: &mut sqldb::Connection) -> sqldb::Result<()> {
    /// let mut rows = connection.raw_query("SELECT generate_series(1, 1000000)", &[]).await?;
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
        let session = self.0.session()?;
        let rows = session.start(command, arguments, Within::Transaction).await?;
        Ok(Incoming::new(rows, command, Held::Borrowed(session)))
    }

    async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        // The program may have begun a transaction by `raw_exec`.
        self.0.session()?.drive(command, arguments, Within::Transaction, sink).await
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Ok(session) = self.0.session()
            && !session.is_busy()
        {
            session.control_unread(CLEAN);
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connection")
    }
}
