//! Rows of text that is known only at run time: `raw_query` and its kin.

use tokio_postgres::Row;

use crate::error::{Error, Result};
use crate::row::RawRow;
use crate::rows::Incoming;
use crate::value::Decode;

/// A row of a `raw_` query; its columns are found by name or by position.
#[derive(Debug)]
pub struct DynamicRow(Row);

/// A column's position, from 0, or its name.
pub trait ColumnIndex: sealed::Sealed {
    #[doc(hidden)]
    fn position(&self, row: &DynamicRow) -> Option<usize>;
    #[doc(hidden)]
    fn name(&self) -> String;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for usize {}
    impl Sealed for &str {}
}

impl ColumnIndex for usize {
    fn position(&self, row: &DynamicRow) -> Option<usize> {
        Some(*self).filter(|index| *index < row.0.len())
    }

    fn name(&self) -> String {
        self.to_string()
    }
}

impl ColumnIndex for &str {
    fn position(&self, row: &DynamicRow) -> Option<usize> {
        row.0.columns().iter().position(|column| column.name() == *self)
    }

    fn name(&self) -> String {
        (*self).to_owned()
    }
}

impl DynamicRow {
    pub(crate) fn new(row: Row) -> DynamicRow {
        DynamicRow(row)
    }

    /// The row of a text, which comes alone.
    fn of(row: &RawRow<'_>) -> Result<DynamicRow> {
        let row = row.to_owned_row().map(DynamicRow);
        row.ok_or_else(|| Error::malformed("the row of a text has come with others"))
    }

    /// The value of a column.
    ///
    /// ```no_run
    /// # fn f(row: &sqldb::DynamicRow) -> sqldb::Result<()> {
    /// let id: i64 = row.get("id")?;
    /// let title: Option<String> = row.get(1)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// There is no such column, `T` does not read its type, or it is NULL and `T` is no `Option`.
    pub fn get<T: Decode>(&self, column: impl ColumnIndex) -> Result<T> {
        let Some(index) = column.position(self) else {
            let message = "the row has no such column".to_owned();
            return Err(Error::decode(column.name(), message));
        };
        let row = RawRow::new(&self.0, None);
        let (ty, _) = row.bytes(index)?;
        if !T::accepts(ty) {
            let rust = std::any::type_name::<T>();
            let message = format!("it is `{}`, which is not read as `{rust}`", ty.name());
            return Err(Error::decode(column.name(), message));
        }
        row.column(index)
    }

    /// The names of the columns.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.columns().iter().map(|column| column.name())
    }

    /// The number of columns.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no columns.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The rows of [`raw_query`](crate::Database::raw_query) as they arrive.
#[must_use = "rows arrive only when they are asked for"]
pub struct RawRows<'a>(Incoming<'a>);

impl<'a> RawRows<'a> {
    pub(crate) fn new(rows: Incoming<'a>) -> RawRows<'a> {
        RawRows(rows)
    }

    /// The next row; `None` after the last.
    ///
    /// # Errors
    /// The server or the connection failed.
    pub async fn try_next(&mut self) -> Result<Option<DynamicRow>> {
        self.next().await.transpose()
    }

    /// The next row or error; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<DynamicRow>> {
        std::future::poll_fn(|cx| self.0.poll_next(cx, DynamicRow::of)).await
    }
}

impl futures_core::Stream for RawRows<'_> {
    type Item = Result<DynamicRow>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.get_mut().0.poll_next(cx, DynamicRow::of)
    }
}

impl std::fmt::Debug for RawRows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RawRows")
    }
}
