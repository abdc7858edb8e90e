//! How many rows a query returns, and [`Rows`], the stream of them.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio_postgres::RowStream;

use crate::argument::Argument;
use crate::error::{Error, Result};
use crate::observe::Observed;
use crate::pool::Lease;
use crate::row::RawRow;
use crate::schema;
use crate::session::{Command, Emptiness, Rest, Session, Within};
use crate::statement::{Plan, Source};
use crate::wire::Delivery;
use crate::wire::run::Run;

/// No rows: an `INSERT`, `UPDATE` or `DELETE` without `RETURNING`, or a definition.
#[derive(Debug)]
pub enum None {}

/// One row, always: an aggregate without `GROUP BY`, `INSERT … VALUES … RETURNING`.
#[derive(Debug)]
pub enum ExactlyOne {}

/// One row or none: `LIMIT 1`, or all columns of a key are compared with values.
#[derive(Debug)]
pub enum AtMostOne {}

/// Any number of rows.
#[derive(Debug)]
pub enum Many {}

/// Nobody knows: `sql_unchecked!`. What a method expects is checked at run time.
#[derive(Debug)]
pub enum Unchecked {}

/// Queries that return rows.
#[diagnostic::on_unimplemented(
    message = "this query returns no rows",
    label = "it has no result",
    note = "run it with `exec`, or add `RETURNING`"
)]
pub trait Returns: sealed::Sealed {
    /// `F`, see [`IfReturns`].
    #[doc(hidden)]
    type Future<F: Future + Send>: Future<Output = F::Output> + Send;

    #[doc(hidden)]
    fn future<F: Future + Send>(future: F) -> Self::Future<F>;
}

/// Queries that return one row at most.
#[diagnostic::on_unimplemented(
    message = "this query may return more than one row, or none at all",
    label = "`query_row` takes a query that returns at most one row",
    note = "add `LIMIT 1`, compare with all columns of a key, or use `query_all`"
)]
pub trait AtMostOneRow: Returns {
    /// `F`, see [`IfAtMostOneRow`].
    #[doc(hidden)]
    type Future<F: Future + Send>: Future<Output = F::Output> + Send;

    #[doc(hidden)]
    fn future<F: Future + Send>(future: F) -> <Self as AtMostOneRow>::Future<F>;
}

/// Queries that return one row, always.
#[diagnostic::on_unimplemented(
    message = "this query does not always return exactly one row",
    label = "`query_one` takes a query that returns exactly one row",
    note = "use `query_row`, which returns an `Option`; for queries of many rows add `LIMIT 1`, \
            compare with all columns of a key, or use `query_all`"
)]
pub trait One: AtMostOneRow {
    /// `F`, see [`IfOne`].
    #[doc(hidden)]
    type Future<F: Future + Send>: Future<Output = F::Output> + Send;

    #[doc(hidden)]
    fn future<F: Future + Send>(future: F) -> <Self as One>::Future<F>;
}

/// The future `F` of a method that takes queries which return rows.
///
/// The compiler tells of the bound of an `async fn` wherever its future is looked at: at the argument, at
/// the call and at `.await`. Of this type it can tell nothing where the bound does not hold, and so it
/// tells of the argument alone.
pub type IfReturns<C, F> = <C as Returns>::Future<F>;

/// The future `F` of a method that takes queries which return one row at most; see [`IfReturns`].
pub type IfAtMostOneRow<C, F> = <C as AtMostOneRow>::Future<F>;

/// The future `F` of a method that takes queries which return one row, always; see [`IfReturns`].
pub type IfOne<C, F> = <C as One>::Future<F>;

macro_rules! holds {
    ($bound:ident: $($marker:ident),+) => {$(
        #[diagnostic::do_not_recommend]
        impl $bound for $marker {
            type Future<F: Future + Send> = F;

            #[inline]
            fn future<F: Future + Send>(future: F) -> F {
                future
            }
        }
    )+};
}

holds!(Returns: ExactlyOne, AtMostOne, Many, Unchecked);
holds!(AtMostOneRow: ExactlyOne, AtMostOne, Unchecked);
holds!(One: ExactlyOne, Unchecked);

pub(crate) mod sealed {
    use crate::batch;
    use crate::error::Result;

    pub trait Sealed {}
    impl<C: Cardinality> Sealed for C {}

    /// What the markers mean.
    pub trait Cardinality {
        /// Proven at compile time.
        const AT_MOST_ONE: bool;

        /// What `batch` gives for rows `R`.
        type Collected<R: Send>: Send;

        /// Makes it of the rows and their number.
        fn collected<R: Send>(rows: Vec<R>, affected: u64) -> Result<Self::Collected<R>>;
    }

    impl Cardinality for super::None {
        const AT_MOST_ONE: bool = true;
        type Collected<R: Send> = u64;

        fn collected<R: Send>(_: Vec<R>, affected: u64) -> Result<u64> {
            Ok(affected)
        }
    }

    impl Cardinality for super::ExactlyOne {
        const AT_MOST_ONE: bool = true;
        type Collected<R: Send> = R;

        fn collected<R: Send>(rows: Vec<R>, _: u64) -> Result<R> {
            batch::only(rows)
        }
    }

    impl Cardinality for super::AtMostOne {
        const AT_MOST_ONE: bool = true;
        type Collected<R: Send> = Option<R>;

        fn collected<R: Send>(rows: Vec<R>, _: u64) -> Result<Option<R>> {
            batch::at_most_one(rows)
        }
    }

    impl Cardinality for super::Many {
        const AT_MOST_ONE: bool = false;
        type Collected<R: Send> = Vec<R>;

        fn collected<R: Send>(rows: Vec<R>, _: u64) -> Result<Vec<R>> {
            Ok(rows)
        }
    }

    impl Cardinality for super::Unchecked {
        const AT_MOST_ONE: bool = false;
        type Collected<R: Send> = Vec<R>;

        fn collected<R: Send>(rows: Vec<R>, _: u64) -> Result<Vec<R>> {
            Ok(rows)
        }
    }
}

/// The rows of a query as they arrive, in bounded memory.
///
/// It has a connection of its own when [`Database::query`](crate::Database::query) made it; from a
/// [`Connection`](crate::Connection) or a [`Transaction`](crate::Transaction) it borrows theirs.
/// Dropping it before its end is allowed: what the server still sends is not waited for.
///
/// ```no_run
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// let mut rows = db.raw_query("SELECT title FROM todo_item", &[]).await?;
/// while let Some(row) = rows.try_next().await? {
///     println!("{}", row.get::<String>("title")?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "rows arrive only when they are asked for"]
pub struct Rows<'a, R> {
    rows: Incoming<'a>,
    decode: fn(&RawRow<'_>) -> Result<R>,
}

impl<'a, R> Rows<'a, R> {
    pub(crate) fn new(rows: Incoming<'a>, decode: fn(&RawRow<'_>) -> Result<R>) -> Rows<'a, R> {
        Rows { rows, decode }
    }

    /// The next row; `None` after the last.
    ///
    /// # Errors
    /// The server or the connection failed, or the row cannot be read.
    pub async fn try_next(&mut self) -> Result<Option<R>> {
        self.next().await.transpose()
    }

    /// The next row or error; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<R>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<R> Stream for Rows<'_, R> {
    type Item = Result<R>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        let Rows { rows, decode } = self.get_mut();
        rows.poll_next(cx, *decode)
    }
}

impl<R> std::fmt::Debug for Rows<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rows")
    }
}

/// Rows on their way, whatever they will be read as.
pub(crate) struct Incoming<'a> {
    stream: Pin<Box<RowStream>>,
    delivery: Delivery,
    /// What has come and is not handed out yet.
    run: Option<Run>,
    source: Option<Source>,
    emptiness: Emptiness,
    observed: Option<Observed>,
    /// What the first row is compared with, where nothing was before.
    undescribed: Option<&'static Plan>,
    /// Gone when all rows have been read.
    connection: Option<Held<'a>>,
}

/// The connection the rows come from.
pub(crate) enum Held<'a> {
    Owned(Lease),
    Borrowed(&'a Session),
}

impl Held<'_> {
    fn session(&self) -> Result<&Session> {
        match self {
            Held::Owned(lease) => lease.session(),
            Held::Borrowed(session) => Ok(session),
        }
    }
}

impl<'a> Incoming<'a> {
    /// Sends a command, whose rows are on their way then.
    pub(crate) async fn start(
        connection: Held<'a>,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        within: Within,
    ) -> Result<Incoming<'a>> {
        let session = connection.session()?;
        let observed = Observed::begin(command.subject(), session.endpoint());
        let undescribed = session.undescribed(command);
        let delivery = session.delivery(command);
        match session.start(command, arguments, within).await {
            Ok(stream) => Ok(Incoming {
                stream: Box::pin(stream),
                delivery,
                run: None,
                source: command.source(),
                emptiness: command.emptiness(),
                observed: Some(observed),
                undescribed,
                connection: Some(connection),
            }),
            Err(error) => {
                observed.end(Some(&error));
                Err(error)
            }
        }
    }

    /// The next row, read by `read`.
    pub(crate) fn poll_next<R>(
        &mut self,
        cx: &mut Context<'_>,
        read: impl FnOnce(&RawRow<'_>) -> Result<R>,
    ) -> Poll<Option<Result<R>>> {
        loop {
            if let Some(run) = &mut self.run {
                if let Some(row) = run.next(self.source) {
                    if let Some(observed) = &mut self.observed {
                        observed.row();
                    }
                    return Poll::Ready(Some(row.and_then(|row| read(&row))));
                }
                self.run = None;
            }
            let row = match ready!(self.poll_received(cx)) {
                Some(Ok(row)) => row,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            if self.delivery == Delivery::RowByRow {
                if let Some(observed) = &mut self.observed {
                    observed.row();
                }
                return Poll::Ready(Some(read(&RawRow::new(&row, self.source))));
            }
            self.run = Some(Run::new(row));
        }
    }

    /// What was received next: a row, or a run of rows.
    fn poll_received(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<tokio_postgres::Row>>> {
        if self.connection.is_none() {
            return Poll::Ready(None);
        }
        match self.stream.as_mut().poll_next(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Some(Ok(row))) => {
                if let Some(plan) = self.undescribed.take()
                    && let Err(error) = schema::compare_answer(plan, row.columns())
                {
                    self.undescribed = Some(plan);
                    return Poll::Ready(Some(Err(error.at(plan.source))));
                }
                Poll::Ready(Some(Ok(row)))
            }
            Poll::Ready(None) => {
                let told = self.stream.rows_affected();
                let ended = self.connection.as_ref().map(Held::session);
                let complete = match ended {
                    Some(Ok(session)) => session.affected(told, self.emptiness).map(drop),
                    _ => Ok(()),
                };
                self.end(complete.err())
            }
            Poll::Ready(Some(Err(error))) => {
                let error = match self.connection.as_ref().map(Held::session) {
                    Some(Ok(session)) => session.refused(error),
                    _ => Error::postgres(error),
                };
                self.end(Some(error))
            }
        }
    }

    /// The stream has ended by itself.
    fn end<T>(&mut self, error: Option<Error>) -> Poll<Option<Result<T>>> {
        self.finish();
        self.tell(error.as_ref());
        Poll::Ready(error.map(|error| {
            Err(match self.source {
                Some(source) => error.at(source),
                None => error,
            })
        }))
    }

    /// The stream has ended, by itself or by whoever read it.
    fn tell(&mut self, error: Option<&Error>) {
        if let Some(observed) = self.observed.take() {
            observed.end(error);
        }
    }

    /// All has been read: the connection is free, and goes back to its pool if it is ours.
    fn finish(&mut self) {
        if let Some(held) = self.connection.take()
            && let Ok(session) = held.session()
        {
            session.finish();
        }
    }
}

impl Drop for Incoming<'_> {
    /// A short result has arrived as a whole by now, and its connection can be used again. Else it
    /// counts as busy, and its lease closes it.
    fn drop(&mut self) {
        self.tell(None);
        if let Some(Ok(session)) = self.connection.as_ref().map(Held::session)
            && session.read_what_is_there(self.stream.as_mut()) == Rest::Nothing
        {
            self.finish();
        }
    }
}
