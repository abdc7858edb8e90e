//! Cursors: rows in portions, between which the transaction can do something else.

use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::Statement;

use crate::begun::Begun;
use crate::error::Result;
use crate::methods;
use crate::observe::{self, Subject};
use crate::row::RawRow;
use crate::rows::Returns;
use crate::schema;
use crate::session::{Command, Within};
use crate::statement::Query;

/// The rows of a query within a transaction, in portions that are asked for.
///
/// A stream, [`query`](crate::Transaction::query), has its connection for itself until its end; a
/// cursor leaves it free between two portions, so that the rows read can be worked on in the same
/// transaction.
///
/// ```no_run
/// # struct Row { id: i64 }
/// # async fn f(db: &sqldb::Database, items: sqldb::Query<'_, Row, sqldb::rows::Many, 0>) -> sqldb::Result<()> {
/// let tx = db.begin().await?;
/// // let items = sql!("SELECT id FROM todo_item WHERE done");
/// let mut cursor = tx.cursor(items).await?;
/// loop {
///     let portion = cursor.fetch(1000).await?;
///     if portion.is_empty() {
///         break;
///     }
///     for item in portion {
///         tx.raw_exec("INSERT INTO archive (id) VALUES ($1)", &[&item.id]).await?;
///     }
/// }
/// drop(cursor);
/// tx.commit().await?;
/// # Ok(())
/// # }
/// ```
pub struct Cursor<'a, R> {
    begun: &'a Begun,
    name: String,
    command: Command<'static>,
    /// As what `FETCH` is told.
    subject: Subject,
    decode: fn(&RawRow<'_>) -> Result<R>,
    /// `FETCH`, and how many rows of it.
    fetch: Option<(u32, Statement)>,
}

impl<'a, R: Send> Cursor<'a, R> {
    pub(crate) async fn declare<C: Returns, const N: usize>(
        begun: &'a Begun,
        query: Query<'_, R, C, N>,
    ) -> Result<Cursor<'a, R>> {
        static DECLARED: AtomicU32 = AtomicU32::new(1);
        let (command, decode) = methods::parts(&query);
        let plan = query.plan;
        let subject = Subject { summary: "FETCH", text: plan.text, source: Some(plan.source) };
        let name = format!("sqldb_cursor_{}", DECLARED.fetch_add(1, Ordering::Relaxed));
        let declare = async {
            let session = begun.session()?;
            // The tables keep their types from now on until the end of the transaction.
            let described = session.describe(plan.text, Within::Transaction).await?;
            schema::compare(plan, &described)?;
            let text = format!("DECLARE {name} NO SCROLL CURSOR FOR {}", plan.text);
            let subject = Subject { summary: "DECLARE", ..subject };
            let command = Command::Text(&text);
            let mut no_rows = |_: &RawRow<'_>| Ok(());
            let declared = begun.drive(command, query.arguments(), &mut no_rows);
            observe::run_as(subject, pin!(declared)).await
        };
        declare.await.map_err(|error| command.blame(error))?;
        Ok(Cursor { begun, name, command, subject, decode, fetch: None })
    }

    /// The next rows, `rows` at most; none when there are no more. If this is dropped before its end,
    /// the rows it would have given are gone.
    ///
    /// # Errors
    /// The server refuses, a row cannot be read, or the connection fails.
    pub async fn fetch(&mut self, rows: u32) -> Result<Vec<R>> {
        self.portion(rows).await.map_err(|error| self.command.blame(error))
    }

    async fn portion(&mut self, rows: u32) -> Result<Vec<R>> {
        let session = self.begun.going_on()?;
        if rows == 0 {
            // `FETCH 0` is the row before once more, which a cursor without `SCROLL` refuses.
            return Ok(Vec::new());
        }
        // More is no number for `FETCH`.
        let rows = rows.min(i32::MAX.cast_unsigned());
        let statement = match &self.fetch {
            Some((prepared, statement)) if *prepared == rows => statement,
            _ => {
                let text = format!("FETCH {rows} FROM {}", self.name);
                &self.fetch.insert((rows, session.describe(&text, Within::Transaction).await?)).1
            }
        };
        let (decode, source) = (self.decode, self.command.source());
        let mut portion = Vec::new();
        let mut sink = |row: &RawRow<'_>| {
            portion.push(decode(&row.at(source))?);
            Ok(())
        };
        let fetched = session.drive_prepared(statement, self.command, &mut sink);
        observe::run_as(self.subject, pin!(fetched)).await?;
        Ok(portion)
    }
}

impl<R> Drop for Cursor<'_, R> {
    fn drop(&mut self) {
        if let Ok(session) = self.begun.session() {
            session.control_unread(&format!("CLOSE {}", self.name));
        }
    }
}

impl<R> std::fmt::Debug for Cursor<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cursor({})", self.name)
    }
}
