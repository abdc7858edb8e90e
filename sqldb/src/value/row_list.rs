//! The rows of `INSERT … VALUES <rows..>`: one array for each column, written from the slice itself.

use bytes::BytesMut;
use tokio_postgres::types::Type;

use super::{Encode, ValueError, put_sized};
use crate::pg;

/// Writes a column of rows as an array.
pub(crate) type ColumnWriter<T> = fn(&[T], &Type, &mut BytesMut) -> Result<(), ValueError>;

/// Rows whose type is forgotten.
pub trait RowList: Sync {
    /// Appends the array of the values of the column at `column`, as the array type `ty` wants it.
    ///
    /// # Errors
    /// A value has no representation in the type.
    fn encode_column(&self, column: usize, ty: &Type, out: &mut BytesMut)
    -> Result<(), ValueError>;
}

/// A slice of tuples or structs, with a function for each column.
#[derive(Debug)]
pub struct Slice<'a, T, const COLUMNS: usize> {
    rows: &'a [T],
    columns: [ColumnWriter<T>; COLUMNS],
}

/// The rows of a slice, and how the columns are written.
pub const fn row_list<'a, T, const COLUMNS: usize>(
    rows: &'a [T],
    columns: [ColumnWriter<T>; COLUMNS],
) -> Slice<'a, T, COLUMNS> {
    Slice { rows, columns }
}

impl<T: Sync, const COLUMNS: usize> RowList for Slice<'_, T, COLUMNS> {
    fn encode_column(
        &self,
        column: usize,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<(), ValueError> {
        match self.columns.get(column) {
            Some(write) => write(self.rows, ty, out),
            None => Err(ValueError::new("the rows have no such column")),
        }
    }
}

/// Writes an array of one element for each row, in one loop that the compiler sees as a whole.
///
/// # Errors
/// There are too many rows, or a value has no representation in the type; the error says of which
/// row.
pub fn encode_column<T>(
    rows: &[T],
    ty: &Type,
    out: &mut BytesMut,
    write: impl Fn(&T, &Type, &mut BytesMut) -> Result<(), ValueError>,
) -> Result<(), ValueError> {
    let Some(element) = pg::element(ty) else {
        return Err(ValueError::new(format!("`{}` is no array", ty.name())));
    };
    super::array::put_header(rows.len(), element, out)?;
    for (number, row) in rows.iter().enumerate() {
        write(row, element, out).map_err(|error| in_row(number, &error))?;
    }
    Ok(())
}

#[cold]
fn in_row(number: usize, error: &ValueError) -> ValueError {
    ValueError::new(format!("row {}: {error}", number + 1))
}

/// Writes one value of a column with its length before it.
///
/// # Errors
/// It has no representation in the type.
#[inline]
pub fn encode_element<T: Encode>(
    value: &T,
    ty: &Type,
    out: &mut BytesMut,
) -> Result<(), ValueError> {
    put_sized(value, ty, out)
}
