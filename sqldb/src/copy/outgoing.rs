//! Rows out of a query, as a stream.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use futures_core::Stream;
use tokio_postgres::CopyOutStream;
use tokio_postgres::types::Type;

use super::{CopyPlan, Copying, HEADER, describe};
use crate::error::{Error, Result};
use crate::later::Later;
use crate::observe::Observed;
use crate::row::{Fields, RawRow};
use crate::value::take_sized;

/// What ends it, instead of the number of a row's columns.
const TRAILER: [u8; 2] = (-1i16).to_be_bytes();

/// `COPY (SELECT …) TO STDOUT`, typed: what `sql!` returns for it. `R` is the type of a row, as that of
/// the query alone.
///
/// ```text
/// let mut rows = DB.copy_out(sql!("COPY (SELECT id, title FROM todo_item) TO STDOUT")).await?;
/// while let Some(row) = rows.try_next().await? {
///     println!("{} {}", row.id, row.title);
/// }
/// ```
#[must_use = "a copy does nothing until `copy_out` runs it"]
pub struct CopyOut<R> {
    plan: &'static CopyPlan,
    decode: fn(&RawRow<'_>) -> Result<R>,
}

/// What the macro makes of a `COPY … TO STDOUT`.
pub fn copy_out<R>(plan: &'static CopyPlan, decode: fn(&RawRow<'_>) -> Result<R>) -> CopyOut<R> {
    CopyOut { plan, decode }
}

impl<R> CopyOut<R> {
    pub(crate) fn blame(&self, error: Error) -> Error {
        error.at(self.plan.source)
    }
}

impl<R> Clone for CopyOut<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for CopyOut<R> {}

impl<R> std::fmt::Debug for CopyOut<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CopyOut({:?})", self.plan.text)
    }
}

/// The rows of a `COPY … TO STDOUT` as they arrive.
///
/// What the query writes (`WITH … INSERT`, a function of yours) is stored when the end has been read, and undone
/// when this is dropped before, or when a row could not be read.
#[must_use = "rows arrive only when they are asked for"]
pub struct CopyOutRows<'a, R> {
    stream: Pin<Box<CopyOutStream>>,
    /// Gone when all rows have been read.
    copying: Option<Copying<'a>>,
    /// What then ends the transaction of the copy.
    commit: Option<Later<'a, ()>>,
    plan: &'static CopyPlan,
    decode: fn(&RawRow<'_>) -> Result<R>,
    types: Vec<Type>,
    /// What has arrived and is not read yet.
    message: Bytes,
    state: State,
    outcome: Outcome,
    observed: Option<Observed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Header,
    Rows,
    Trailer,
    /// What has come is no copy: what follows is skipped.
    Broken,
}

/// Whether all rows so far could be read; what they were written for is stored only then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Read,
    Unread,
}

impl<'a, R> CopyOutRows<'a, R> {
    pub(crate) async fn begin(
        copying: Copying<'a>,
        copy: CopyOut<R>,
    ) -> Result<CopyOutRows<'a, R>> {
        let CopyOut { plan, decode } = copy;
        let observed = plan.observed(&copying);
        let (types, stream) = match start(&copying, plan).await {
            Ok(started) => started,
            Err(error) => {
                observed.end(Some(&error));
                return Err(error.at(plan.source));
            }
        };
        Ok(CopyOutRows {
            stream,
            copying: Some(copying),
            commit: None,
            plan,
            decode,
            types,
            message: Bytes::new(),
            state: State::Header,
            outcome: Outcome::Read,
            observed: Some(observed),
        })
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
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The row of what has arrived; `None` when there is none, or none any more.
    ///
    /// A message has one row (PostgreSQL, "COPY Operations"): where they do not end together, a length is
    /// wrong, and nobody knows which.
    fn take_row(&mut self) -> Result<Option<R>> {
        if self.state == State::Header && !self.message.is_empty() {
            if !self.message.starts_with(HEADER) {
                return Err(self.malformed("it does not begin as a binary copy does"));
            }
            self.message.advance(HEADER.len());
            self.state = State::Rows;
        }
        if self.state != State::Rows || self.message.is_empty() {
            return Ok(None);
        }
        let message = std::mem::take(&mut self.message);
        if *message == TRAILER {
            self.state = State::Trailer;
            return Ok(None);
        }
        let Some(values) = fields(&message, self.types.len()) else {
            return Err(self.malformed("a row has other columns, or another length"));
        };
        let fields = Fields { columns: self.plan.columns, types: &self.types, values: &values };
        (self.decode)(&RawRow::of_fields(fields, self.plan.source)).map(Some)
    }

    /// Nothing more of it can be read.
    fn malformed(&mut self, what: &str) -> Error {
        self.message.clear();
        self.state = State::Broken;
        malformed(what)
    }

    fn refused(&self, error: tokio_postgres::Error) -> Error {
        match self.copying.as_ref().map(Copying::session) {
            Some(Ok(session)) => session.refused(error),
            _ => Error::postgres(error),
        }
    }

    /// The copy has ended, by itself or by whoever read it.
    fn tell(&mut self, error: Option<&Error>) {
        if let Some(observed) = self.observed.take() {
            observed.end(error);
        }
    }

    /// All has been read.
    fn finish(&mut self) -> Option<Copying<'a>> {
        let copying = self.copying.take()?;
        if let Ok(session) = copying.session() {
            session.finish();
        }
        Some(copying)
    }

    /// The copy has ended so; with an error, its transaction is rolled back.
    fn end<T>(&mut self, error: Option<Error>) -> Poll<Option<Result<T>>> {
        let source = self.plan.source;
        self.tell(error.as_ref());
        Poll::Ready(error.map(|error| Err(error.at(source))))
    }
}

impl<R> Stream for CopyOutRows<'_, R> {
    type Item = Result<R>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        let this = &mut *self;
        let source = this.plan.source;
        loop {
            if let Some(commit) = &mut this.commit {
                let committed = ready!(commit.as_mut().poll(cx));
                this.commit = None;
                return this.end(committed.err());
            }
            if this.copying.is_none() {
                return Poll::Ready(None);
            }
            let message: Option<Result<Bytes, _>> = match this.take_row() {
                Ok(Some(row)) => {
                    if let Some(observed) = &mut this.observed {
                        observed.row();
                    }
                    return Poll::Ready(Some(Ok(row)));
                }
                Ok(None) => ready!(this.stream.as_mut().poll_next(cx)),
                Err(error) => {
                    this.outcome = Outcome::Unread;
                    this.tell(Some(&error));
                    return Poll::Ready(Some(Err(error.at(source))));
                }
            };
            let error = match message {
                Some(Ok(message)) => {
                    this.message = message;
                    continue;
                }
                None if matches!(this.state, State::Trailer | State::Broken) => {
                    let Some(copying) = this.finish() else { continue };
                    // What could not be read was told when it came; its own transaction is rolled back.
                    if this.outcome == Outcome::Read {
                        this.commit = Some(Box::pin(copying.commit()));
                    }
                    continue;
                }
                Some(Err(error)) => this.refused(error),
                None => malformed("it ends too early"),
            };
            drop(this.finish());
            return this.end(Some(error));
        }
    }
}

async fn start(
    copying: &Copying<'_>,
    plan: &'static CopyPlan,
) -> Result<(Vec<Type>, Pin<Box<CopyOutStream>>)> {
    let types = |statement: &tokio_postgres::Statement| {
        statement.columns().iter().map(|column| column.type_().clone()).collect()
    };
    let types = describe(copying, plan, types).await?;
    let stream = copying.session()?.copy_out(plan.text).await?;
    Ok((types, Box::pin(stream)))
}

/// The values of a row, if it is one of so many columns, and nothing besides.
fn fields(row: &[u8], columns: usize) -> Option<Vec<Option<&[u8]>>> {
    let (count, mut rest) = row.split_first_chunk::<2>()?;
    if usize::try_from(i16::from_be_bytes(*count)) != Ok(columns) {
        return None;
    }
    let mut values = Vec::with_capacity(columns);
    for _ in 0..columns {
        values.push(take_sized(&mut rest).ok()?);
    }
    rest.is_empty().then_some(values)
}

fn malformed(what: &str) -> Error {
    Error::malformed(format!("the server sent a copy that is malformed: {what}"))
}

impl<R> std::fmt::Debug for CopyOutRows<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CopyOutRows({:?})", self.plan.text)
    }
}
