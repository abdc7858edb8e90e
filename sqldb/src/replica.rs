//! Reading from a replica: only what the analysis knows to read, and what was written before if the
//! caller says so.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_postgres::types::PgLsn;

use crate::argument::Argument;
use crate::database::Database;
use crate::error::{Error, Result};
use crate::methods;
use crate::observe;
use crate::pool::Lease;
use crate::rows::{
    AtMostOneRow, Held, IfAtMostOneRow, IfOne, IfReturns, Incoming, One, Returns, Rows,
};
use crate::session::{Command, Session, Sink, Within};
use crate::statement::{Query, Repetition};

/// How long a replica has to catch up with a mark, before the primary is asked instead.
const PATIENCE: Duration = Duration::from_millis(500);

/// A place in the write-ahead log of the primary: what was committed before it was taken is before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark(PgLsn);

impl std::fmt::Display for Mark {
    /// As PostgreSQL writes it, `0/16B3748`: it can be handed on, in a cookie perhaps.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Mark {
    type Err = Error;

    fn from_str(text: &str) -> Result<Mark> {
        let mark = text.parse().map(Mark);
        mark.map_err(|_| Error::misuse("expected a place in the write-ahead log, as `0/16B3748`"))
    }
}

/// The replicas of a database, [`Database::replica`].
///
/// Statements that write, or of which that is not known, are refused before anything is sent. What a
/// replica does not answer because it cannot be reached, the primary is asked: nothing is lost by
/// reading twice. Without replicas in the configuration all of it is the primary's.
///
/// ```no_run
/// # struct Row; use sqldb::{Query, rows};
/// # async fn f(db: &sqldb::Database, items: Query<'_, Row, rows::Many, 0>, add: Query<'_, (), rows::None, 0>) -> sqldb::Result<()> {
/// // let items = sql!("SELECT * FROM todo_item");
/// let read: Vec<Row> = db.replica().query_all(items).await?;
///
/// // A replica is behind the primary; what was written here is read by what follows.
/// db.exec(add).await?;
/// let mark = db.mark().await?;
/// let read: Vec<Row> = db.replica().after(mark).query_all(items).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Replica<'d> {
    database: &'d Database,
    after: Option<Mark>,
}

impl<'d> Replica<'d> {
    pub(crate) fn new(database: &'d Database) -> Replica<'d> {
        Replica { database, after: None }
    }

    /// Reads what was written before `mark`: waits for a replica that has it, for half a second at
    /// most, and then asks the primary.
    #[must_use]
    pub fn after(self, mark: Mark) -> Replica<'d> {
        Replica { after: Some(mark), ..self }
    }

    /// Runs a query and returns all of its rows.
    ///
    /// # Errors
    /// The query may write, the server refuses, a row cannot be read, or no server can be reached.
    pub fn query_all<R: Send, C: Returns, const N: usize>(
        self,
        query: Query<'_, R, C, N>,
    ) -> IfReturns<C, impl Future<Output = Result<Vec<R>>> + Send> {
        <C as Returns>::future(async move {
            let (command, decode) = methods::parts(&query);
            let mut rows = Vec::new();
            self.drive(command, query.arguments(), &mut |row| {
                rows.push(decode(row)?);
                Ok(())
            })
            .await?;
            Ok(rows)
        })
    }

    /// Runs a query that returns one row at most, and returns that.
    ///
    /// # Errors
    /// Those of [`query_all`](Replica::query_all).
    pub fn query_row<R: Send, C: AtMostOneRow, const N: usize>(
        self,
        query: Query<'_, R, C, N>,
    ) -> IfAtMostOneRow<C, impl Future<Output = Result<Option<R>>> + Send> {
        <C as AtMostOneRow>::future(async move {
            let (command, decode) = methods::parts(&query);
            let mut only = None;
            self.drive(command, query.arguments(), &mut |row| methods::put(&mut only, row, decode))
                .await?;
            Ok(only)
        })
    }

    /// Runs a query that always returns exactly one row, and returns that.
    ///
    /// # Errors
    /// Those of [`query_all`](Replica::query_all).
    pub fn query_one<R: Send, C: One, const N: usize>(
        self,
        query: Query<'_, R, C, N>,
    ) -> IfOne<C, impl Future<Output = Result<R>> + Send> {
        <C as One>::future(async move {
            let source = query.plan.source;
            let row = self.query_row(query).await?;
            row.ok_or_else(|| Error::not_found().at(source))
        })
    }

    /// Runs a query and returns a stream of its rows, on a connection of its own. When a replica
    /// fails after the first row, so does the stream.
    ///
    /// # Errors
    /// Those of [`query_all`](Replica::query_all).
    pub fn query<R, C: Returns, const N: usize>(
        self,
        query: Query<'_, R, C, N>,
    ) -> IfReturns<C, impl Future<Output = Result<Rows<'static, R>>> + Send> {
        <C as Returns>::future(async move {
            let (command, decode) = methods::parts(&query);
            let incoming = self.incoming(command, query.arguments());
            Ok(Rows::new(incoming.await.map_err(|error| command.blame(error))?, decode))
        })
    }

    async fn drive(
        self,
        command: Command<'static>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        observe::run(command, pin!(self.drive_unobserved(command, arguments, sink))).await
    }

    async fn drive_unobserved(
        self,
        command: Command<'static>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        self.checked(command)?;
        let mut seen = 0u64;
        let mut counted = |row: &crate::RawRow<'_>| {
            seen += 1;
            sink(row)
        };
        let replied = match self.ask(command, arguments, &mut counted).await {
            Ok(replied) => replied.map(Ok),
            Err(error) => Some(Err(error)),
        };
        match replied {
            // A row that was handed on cannot be taken back.
            Some(Err(error)) if seen == 0 && is_away(&error) => self.note(&error).await,
            Some(replied) => return replied.map_err(|error| command.blame(error)),
            None => {}
        }
        self.database.drive(command, arguments, sink).await
    }

    /// Asks a replica, if there is one that is far enough.
    async fn ask(
        self,
        command: Command<'static>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<Option<u64>> {
        if let (None, Command::Plan(plan) | Command::Alone(plan)) = (self.after, command) {
            let Some(pool) = self.database.replicas().await? else { return Ok(None) };
            return pool.drive(plan, arguments, sink).await.map(Some);
        }
        let Some(lease) = self.lease().await? else { return Ok(None) };
        let session = lease.session()?;
        session.drive(command, arguments, Within::Autocommit, sink).await.map(Some)
    }

    async fn incoming(
        self,
        command: Command<'static>,
        arguments: &[Argument<'_>],
    ) -> Result<Incoming<'static>> {
        self.checked(command)?;
        let started = async {
            let Some(lease) = self.lease().await? else { return Ok(None) };
            let held = Held::Owned(lease);
            Incoming::start(held, command, arguments, Within::Autocommit).await.map(Some)
        };
        match started.await {
            Ok(Some(incoming)) => return Ok(incoming),
            Ok(None) => {}
            Err(error) if is_away(&error) => self.note(&error).await,
            Err(error) => return Err(error),
        }
        self.database.incoming(command, arguments).await
    }

    /// Refuses what is not known to read only, and all in the body of a transaction of the database.
    fn checked(self, command: Command<'static>) -> Result<()> {
        self.database.refuse_inside().map_err(|error| command.blame(error))?;
        match command {
            Command::Plan(plan) | Command::Alone(plan)
                if plan.repetition == Repetition::Harmless =>
            {
                Ok(())
            }
            _ => Err(command.blame(Error::misuse(
                "the statement writes, or may: run it on the database itself, not on its replica",
            ))),
        }
    }

    /// Notes that no replica is there, if that is what the error means: until one is there again, nobody
    /// waits for them.
    async fn note(self, error: &Error) {
        if !error.is_serialization_failure()
            && let Ok(Some(pool)) = self.database.replicas().await
        {
            pool.went_away();
        }
    }

    /// A connection to a replica that is far enough, if there is one.
    async fn lease(self) -> Result<Option<Lease>> {
        let Some(pool) = self.database.replicas().await? else { return Ok(None) };
        let Some(mark) = self.after else { return pool.lease().await.map(Some) };
        // Whoever waits has no connection meanwhile: others may be content with what is there.
        let reached = timeout(PATIENCE, async {
            loop {
                let lease = pool.lease().await?;
                if has_replayed(lease.session()?, mark).await? {
                    return Ok(lease);
                }
                drop(lease);
                sleep(Duration::from_millis(5)).await;
            }
        });
        reached.await.ok().transpose()
    }
}

async fn has_replayed(session: &Session, mark: Mark) -> Result<bool> {
    // A server that is no replica has everything; what it replayed when it was one says nothing.
    const TEXT: &str = "SELECT NOT pg_catalog.pg_is_in_recovery() \
                        OR pg_catalog.pg_last_wal_replay_lsn() >= $1::pg_catalog.pg_lsn";
    let mut replayed = false;
    let arguments = [Argument::dynamic(&mark.0)];
    session
        .drive(Command::Text(TEXT), &arguments, Within::Autocommit, &mut |row| {
            replayed = row.column(0)?;
            Ok(())
        })
        .await?;
    Ok(replayed)
}

/// The mark of all that has been committed on the server of `session`.
pub(crate) async fn mark(session: &Session) -> Result<Mark> {
    const TEXT: &str = "SELECT pg_catalog.pg_current_wal_insert_lsn()::text";
    let mut text = String::new();
    session
        .drive(Command::Text(TEXT), &[], Within::Autocommit, &mut |row| {
            text = row.column(0)?;
            Ok(())
        })
        .await?;
    text.parse()
}

/// The replica cannot be reached, or ended the query because it had to go on replaying (40001).
fn is_away(error: &Error) -> bool {
    error.is_closed() || error.is_serialization_failure() || error.is_connecting()
}
