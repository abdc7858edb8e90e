//! Rows into a table: an encoder that the macro writes, and a sink of large pieces.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Poll, ready};

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_sink::Sink as _;
use tokio_postgres::CopyInSink;
use tokio_postgres::types::Type;

use super::{CopyPlan, Copying, HEADER, describe};
use crate::error::{Error, Result};
use crate::observe::Observed;
use crate::value::{Encode, put_sized};

/// How much is sent at once.
const PIECE: usize = 64 * 1024;

/// `COPY … FROM STDIN`, typed: what `sql!` returns for it. `R` is the type of a row.
///
/// ```text
/// let rows = [("milk", false), ("bread", true)];
/// DB.copy_in(sql!("COPY todo_item (title, done) FROM STDIN"), rows).await?;
/// DB.copy_in(sql!(Item, "COPY todo_item (title, done) FROM STDIN"), &items).await?;
/// ```
///
/// Rows are tuples of the columns' values in their order or, where a type is named, structs or
/// references to them, which have a field for each column.
#[must_use = "a copy does nothing until `copy_in` runs it"]
pub struct CopyIn<R> {
    plan: &'static CopyPlan,
    encode: fn(&R, &mut CopyRow<'_>) -> Result<()>,
}

/// What the macro makes of a `COPY … FROM STDIN`.
pub fn copy_in<R>(
    plan: &'static CopyPlan,
    encode: fn(&R, &mut CopyRow<'_>) -> Result<()>,
) -> CopyIn<R> {
    CopyIn { plan, encode }
}

impl<R> CopyIn<R> {
    pub(crate) fn blame(&self, error: Error) -> Error {
        error.at(self.plan.source)
    }
}

impl<R> Clone for CopyIn<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for CopyIn<R> {}

impl<R> std::fmt::Debug for CopyIn<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CopyIn({:?})", self.plan.text)
    }
}

/// One row on its way out; the macro puts its values one after another.
#[derive(Debug)]
pub struct CopyRow<'a> {
    buffer: &'a mut BytesMut,
    types: &'a [Type],
    plan: &'static CopyPlan,
    column: usize,
}

impl CopyRow<'_> {
    /// Appends the value of the next column.
    ///
    /// # Errors
    /// The value has no representation in the column's type.
    pub fn put<T: Encode + ?Sized>(&mut self, value: &T) -> Result<()> {
        let column = self.column;
        self.column += 1;
        // INVARIANT: the encoder has as many values as the plan has columns.
        let Some(ty) = self.types.get(column) else {
            return Err(Error::parameters(self.types.len(), self.column));
        };
        put_sized(&value, ty, self.buffer).map_err(|error| {
            let name = self.plan.columns.get(column).map_or("", |column| column.name);
            Error::encode_column(name, &error)
        })
    }
}

/// A `COPY` into a table that takes rows one by one, for rows that come in time.
///
/// Dropping it before [`finish`](CopyInWriter::finish) undoes the copy: nothing of it is stored. A
/// transaction that it was in is failed then, as after any error.
///
/// ```no_run
/// # async fn f(db: &sqldb::Database, copy: sqldb::CopyIn<(i64, String)>) -> sqldb::Result<()> {
/// let mut writer = db.begin_copy_in(copy).await?;
/// for n in 0..1_000_000 {
///     writer.write(&(n, format!("item {n}"))).await?;
/// }
/// let rows: u64 = writer.finish().await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "what is written is undone unless it is finished"]
pub struct CopyInWriter<'a, R> {
    sink: Pin<Box<CopyInSink<Bytes>>>,
    copying: Copying<'a>,
    plan: &'static CopyPlan,
    encode: fn(&R, &mut CopyRow<'_>) -> Result<()>,
    types: Vec<Type>,
    buffer: BytesMut,
    observed: Observed,
    rows: PhantomData<fn(R)>,
}

impl<'a, R> CopyInWriter<'a, R> {
    pub(crate) async fn begin(
        copying: Copying<'a>,
        copy: CopyIn<R>,
    ) -> Result<CopyInWriter<'a, R>> {
        let CopyIn { plan, encode } = copy;
        let observed = plan.observed(&copying);
        let (types, sink) = match start(&copying, plan).await {
            Ok(started) => started,
            Err(error) => {
                observed.end(Some(&error));
                return Err(error.at(plan.source));
            }
        };
        let mut buffer = BytesMut::with_capacity(PIECE + PIECE / 4);
        buffer.put_slice(HEADER);
        let rows = PhantomData;
        Ok(CopyInWriter { sink, copying, plan, encode, types, buffer, observed, rows })
    }

    /// Writes one row; it is sent with others, when there are enough.
    ///
    /// What it waits for is room for the row: one that is dropped meanwhile has not written it, and all
    /// that were written before are still there.
    ///
    /// # Errors
    /// A value has no representation in its column's type, the server refused a row before, or the
    /// connection fails.
    pub async fn write(&mut self, row: &R) -> Result<()> {
        self.make_room().await?;
        self.put(row)
    }

    /// Ends the copy, and returns the number of rows that have been stored.
    ///
    /// # Errors
    /// The server refuses a row, or the connection fails: nothing is stored.
    pub async fn finish(self) -> Result<u64> {
        let source = self.plan.source;
        self.end().await.map_err(|error| error.at(source))
    }

    /// Waits until there is room for a row.
    async fn make_room(&mut self) -> Result<()> {
        match self.buffer.len() < PIECE {
            true => Ok(()),
            false => self.flush().await.map_err(|error| error.at(self.plan.source)),
        }
    }

    fn put(&mut self, row: &R) -> Result<()> {
        self.encode(row).map_err(|error| error.at(self.plan.source))
    }

    fn encode(&mut self, row: &R) -> Result<()> {
        let start = self.buffer.len();
        // INVARIANT: a table has 1600 columns at most.
        self.buffer.put_i16(i16::try_from(self.types.len()).unwrap_or(i16::MAX));
        let CopyInWriter { buffer, types, plan, encode, .. } = self;
        let result = encode(row, &mut CopyRow { buffer, types, plan, column: 0 });
        if result.is_err() {
            // The rows before can still be stored.
            self.buffer.truncate(start);
        }
        result
    }

    /// Sends the piece. Until the sink is ready it stays in the buffer, where a future that is dropped
    /// leaves it.
    async fn flush(&mut self) -> Result<()> {
        let CopyInWriter { copying, sink, buffer, .. } = self;
        let session = copying.session()?;
        let sent = poll_fn(|cx| {
            ready!(sink.as_mut().poll_ready(cx))?;
            Poll::Ready(sink.as_mut().start_send(buffer.split().freeze()))
        });
        sent.await.map_err(|error| session.refused(error))?;
        self.buffer.reserve(PIECE + PIECE / 4);
        Ok(())
    }

    async fn end(mut self) -> Result<u64> {
        let stored = self.send_end().await;
        let CopyInWriter { copying, mut observed, .. } = self;
        let stored = match stored {
            Ok(rows) => copying.commit().await.map(|()| rows),
            Err(error) => Err(error),
        };
        observed.affected(stored.as_ref().ok().copied().unwrap_or_default());
        observed.end(stored.as_ref().err());
        stored
    }

    async fn send_end(&mut self) -> Result<u64> {
        self.buffer.put_i16(-1);
        self.flush().await?;
        let session = self.copying.session()?;
        let rows = self.sink.as_mut().finish().await;
        session.finish();
        rows.map_err(|error| session.refused(error))
    }
}

/// Writes all rows, and ends.
pub(crate) async fn write_all<R>(
    mut writer: CopyInWriter<'_, R>,
    rows: impl IntoIterator<Item = R>,
) -> Result<u64> {
    let mut rows = rows.into_iter();
    loop {
        // Nothing that is waited for has a row, so that it need not be `Sync`.
        writer.make_room().await?;
        let Some(row) = rows.next() else { break };
        writer.put(&row)?;
    }
    writer.finish().await
}

async fn start(
    copying: &Copying<'_>,
    plan: &'static CopyPlan,
) -> Result<(Vec<Type>, Pin<Box<CopyInSink<Bytes>>>)> {
    let types = describe(copying, plan, |statement| statement.params().to_vec()).await?;
    let sink = copying.session()?.copy_in(plan.text).await?;
    Ok((types, Box::pin(sink)))
}

impl<R> std::fmt::Debug for CopyInWriter<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CopyInWriter({:?})", self.plan.text)
    }
}
