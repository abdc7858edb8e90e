//! Rows out of a query, as a stream.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes, BytesMut};
use futures_core::Stream;
use tokio_postgres::CopyOutStream;
use tokio_postgres::types::Type;

use super::{CopyPlan, Copying, HEADER, describe};
use crate::error::{Error, Result};
use crate::observe::Observed;
use crate::row::{Fields, RawRow};

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
#[must_use = "rows arrive only when they are asked for"]
pub struct CopyOutRows<'a, R> {
    stream: Pin<Box<CopyOutStream>>,
    /// Gone when all rows have been read.
    copying: Option<Copying<'a>>,
    plan: &'static CopyPlan,
    decode: fn(&RawRow<'_>) -> Result<R>,
    types: Vec<Type>,
    /// What has arrived and is not read yet.
    buffer: BytesMut,
    state: State,
    observed: Option<Observed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Header,
    Rows,
    /// The trailer has come, or nothing that can be read: what follows is skipped.
    Trailer,
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
            plan,
            decode,
            types,
            buffer: BytesMut::new(),
            state: State::Header,
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

    /// A row of what has arrived; `None` when it is not there as a whole.
    fn take_row(&mut self) -> Result<Option<R>> {
        if self.state == State::Header {
            let Some(header) = self.buffer.first_chunk::<19>() else { return Ok(None) };
            if header != HEADER {
                self.state = State::Trailer;
                return Err(malformed("it does not begin as a binary copy does"));
            }
            self.buffer.advance(HEADER.len());
            self.state = State::Rows;
        }
        if self.state == State::Trailer {
            return Ok(None);
        }
        let Some((count, mut rest)) = self.buffer.split_first_chunk::<2>() else {
            return Ok(None);
        };
        match i16::from_be_bytes(*count) {
            -1 => {
                self.state = State::Trailer;
                return Ok(None);
            }
            count if usize::try_from(count) == Ok(self.types.len()) => {}
            _ => {
                self.state = State::Trailer;
                return Err(malformed("a row has another number of columns"));
            }
        }
        let mut values = Vec::with_capacity(self.types.len());
        for _ in &self.types {
            let Some((length, tail)) = rest.split_first_chunk::<4>() else { return Ok(None) };
            rest = tail;
            values.push(match usize::try_from(i32::from_be_bytes(*length)) {
                Err(_) => None,
                Ok(length) => {
                    let Some((value, tail)) = rest.split_at_checked(length) else {
                        return Ok(None);
                    };
                    rest = tail;
                    Some(value)
                }
            });
        }
        let length = self.buffer.len() - rest.len();
        let fields = Fields { columns: self.plan.columns, types: &self.types, values: &values };
        let row = (self.decode)(&RawRow::of_fields(fields, self.plan.source));
        self.buffer.advance(length);
        row.map(Some)
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

    /// All has been read: the connection is free.
    fn finish(&mut self) {
        if let Some(copying) = self.copying.take()
            && let Ok(session) = copying.session()
        {
            session.finish();
        }
    }
}

impl<R> Stream for CopyOutRows<'_, R> {
    type Item = Result<R>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<R>>> {
        let this = &mut *self;
        let source = this.plan.source;
        loop {
            if this.copying.is_none() {
                return Poll::Ready(None);
            }
            let piece: Option<Result<Bytes, _>> = match this.take_row() {
                Ok(Some(row)) => {
                    if let Some(observed) = &mut this.observed {
                        observed.row();
                    }
                    return Poll::Ready(Some(Ok(row)));
                }
                Ok(None) => ready!(this.stream.as_mut().poll_next(cx)),
                Err(error) => return Poll::Ready(Some(Err(error.at(source)))),
            };
            let error = match piece {
                Some(Ok(piece)) => {
                    this.buffer.extend_from_slice(&piece);
                    continue;
                }
                Some(Err(error)) => Some(this.refused(error)),
                None if this.state == State::Trailer => None,
                None => Some(malformed("it ends too early")),
            };
            this.finish();
            this.tell(error.as_ref());
            return Poll::Ready(error.map(|error| Err(error.at(source))));
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

fn malformed(what: &str) -> Error {
    Error::malformed(format!("the server sent a copy that is malformed: {what}"))
}

impl<R> std::fmt::Debug for CopyOutRows<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CopyOutRows({:?})", self.plan.text)
    }
}
