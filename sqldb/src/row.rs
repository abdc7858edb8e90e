//! One row of a result, before it is a struct.

use std::error::Error as StdError;

use tokio_postgres::types::{FromSql, Type};

use crate::error::{Error, Result};
use crate::statement::{ColumnTy, Source};
use crate::value::borrowed::DecodeBorrowed;
use crate::value::{Decode, ValueError};
use crate::wire::run::RunRow;

/// A struct that can be read from a row; `sql!` and `#[sqldb::database]` write it.
///
/// ```
/// use sqldb::{FromRow, RawRow};
///
/// struct Title(String);
///
/// impl FromRow for Title {
///     fn from_row(row: &RawRow<'_>) -> sqldb::Result<Self> {
///         Ok(Title(row.column(0)?))
///     }
/// }
/// ```
pub trait FromRow: Sized {
    /// Reads the columns by their positions.
    ///
    /// # Errors
    /// A column is NULL or out of range where the struct has no place for it.
    fn from_row(row: &RawRow<'_>) -> Result<Self>;
}

/// The row of a query without a result.
impl FromRow for () {
    fn from_row(_: &RawRow<'_>) -> Result<Self> {
        Ok(())
    }
}

/// One row as the server sent it.
pub struct RawRow<'a> {
    cells: Cells<'a>,
    source: Option<Source>,
}

#[derive(Clone)]
enum Cells<'a> {
    /// Of a query.
    Row(&'a tokio_postgres::Row),
    /// Of a query whose rows come in runs.
    InRun(RunRow<'a>),
    /// Of a copy.
    Fields(Fields<'a>),
}

/// A row of a copy: the columns as they were compiled, their types, and their values.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    pub(crate) columns: &'static [ColumnTy],
    pub(crate) types: &'a [Type],
    pub(crate) values: &'a [Option<&'a [u8]>],
}

impl<'a> RawRow<'a> {
    pub(crate) fn new(row: &'a tokio_postgres::Row, source: Option<Source>) -> RawRow<'a> {
        RawRow { cells: Cells::Row(row), source }
    }

    pub(crate) fn in_run(row: RunRow<'a>, source: Option<Source>) -> RawRow<'a> {
        RawRow { cells: Cells::InRun(row), source }
    }

    pub(crate) fn of_fields(fields: Fields<'a>, source: Source) -> RawRow<'a> {
        RawRow { cells: Cells::Fields(fields), source: Some(source) }
    }

    /// The value of the column at `index`, from 0.
    ///
    /// ```
    /// # fn f(row: &sqldb::RawRow<'_>) -> sqldb::Result<()> {
    /// let title: String = row.column(0)?;
    /// let note: Option<String> = row.column(1)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// There is no such column, it is NULL and `T` is no `Option`, or `T` cannot hold the value.
    #[inline]
    pub fn column<T: Decode>(&self, index: usize) -> Result<T> {
        if let Cells::Row(row) = self.cells {
            return match row.try_get::<usize, Decoded<T>>(index) {
                Ok(Decoded(value)) => Ok(value),
                Err(error) => Err(self.undecoded(index, error)),
            };
        }
        match self.bytes(index) {
            Ok((ty, Some(bytes))) => {
                T::decode(ty, bytes).map_err(|error| self.unreadable(index, &error))
            }
            Ok((_, None)) => T::null().ok_or_else(|| self.unexpected_null(index)),
            Err(error) => Err(error),
        }
    }

    /// The value of the column at `index`, which may borrow from the row.
    ///
    /// ```
    /// # fn f(row: &sqldb::RawRow<'_>) -> sqldb::Result<()> {
    /// let title: &str = row.borrowed(0)?;
    /// let note: Option<&str> = row.borrowed(1)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`column`](RawRow::column).
    #[inline]
    pub fn borrowed<T: DecodeBorrowed<'a>>(&self, index: usize) -> Result<T> {
        match self.bytes(index) {
            Ok((ty, Some(bytes))) => {
                T::decode_borrowed(ty, bytes).map_err(|error| self.unreadable(index, &error))
            }
            Ok((_, None)) => T::borrowed_null().ok_or_else(|| self.unexpected_null(index)),
            Err(error) => Err(error),
        }
    }

    /// The same row, of a query at `source`.
    pub(crate) fn at(&self, source: Option<Source>) -> RawRow<'a> {
        RawRow { cells: self.cells.clone(), source }
    }

    /// The row itself, for those that keep it; tokio-postgres counts references.
    pub(crate) fn to_owned_row(&self) -> Option<tokio_postgres::Row> {
        match self.cells {
            Cells::Row(row) => Some(row.clone()),
            Cells::InRun(_) | Cells::Fields(_) => None,
        }
    }

    #[inline]
    pub(crate) fn bytes(&self, index: usize) -> Result<(&'a Type, Option<&'a [u8]>)> {
        let cell = match &self.cells {
            Cells::Row(row) => {
                let Some(column) = row.columns().get(index) else {
                    return Err(self.no_such_column(index));
                };
                return match row.try_get::<usize, Option<Bytes<'a>>>(index) {
                    Ok(value) => Ok((column.type_(), value.map(|Bytes(bytes)| bytes))),
                    Err(_) => Err(self.no_such_column(index)),
                };
            }
            Cells::InRun(row) => row.get(index),
            Cells::Fields(fields) => fields.types.get(index).zip(fields.values.get(index).copied()),
        };
        cell.ok_or_else(|| self.no_such_column(index))
    }

    #[cold]
    fn undecoded(&self, index: usize, error: tokio_postgres::Error) -> Error {
        let cause = error.into_source();
        match cause.as_deref().and_then(|cause| cause.downcast_ref::<Undecoded>()) {
            Some(Undecoded::Null) => self.unexpected_null(index),
            Some(Undecoded::Unreadable(error)) => self.unreadable(index, error),
            None => self.no_such_column(index),
        }
    }

    #[cold]
    fn no_such_column(&self, index: usize) -> Error {
        self.failed(index, "the row has no such column".to_owned())
    }

    #[cold]
    fn unreadable(&self, index: usize, error: &ValueError) -> Error {
        self.failed(index, error.to_string())
    }

    #[cold]
    fn unexpected_null(&self, index: usize) -> Error {
        let name = self.name(index);
        self.failed(
            index,
            format!("it is NULL, which was not expected; write `AS \"{name}?\"` to take NULLs"),
        )
    }

    fn failed(&self, index: usize, message: String) -> Error {
        let error = Error::decode(self.name(index), message);
        match self.source {
            Some(source) => error.at(source),
            None => error,
        }
    }

    fn name(&self, index: usize) -> String {
        let name = match &self.cells {
            Cells::Row(row) => row.columns().get(index).map(|column| column.name()),
            Cells::InRun(row) => row.columns.get(index).map(|column| column.name()),
            Cells::Fields(fields) => fields.columns.get(index).map(|column| column.name),
        };
        name.map_or_else(|| (index + 1).to_string(), |name| plain_name(name).to_owned())
    }
}

impl std::fmt::Debug for RawRow<'_> {
    /// The names of the columns; never the values.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = match &self.cells {
            Cells::Row(row) => row.len(),
            Cells::InRun(row) => row.columns.len(),
            Cells::Fields(fields) => fields.columns.len(),
        };
        f.write_str("RawRow")?;
        f.debug_list().entries((0..count).map(|index| self.name(index))).finish()
    }
}

/// The name of a column without the overrides `!`, `?` and `: Type`.
pub(crate) fn plain_name(name: &str) -> &str {
    let name = name.split_once(": ").map_or(name, |(name, _)| name);
    name.strip_suffix(['!', '?']).unwrap_or(name)
}

/// A value that is decoded where tokio-postgres looks its bytes up.
struct Decoded<T>(T);

/// Why there is none.
#[derive(Debug)]
enum Undecoded {
    Null,
    Unreadable(ValueError),
}

impl<T: Decode> FromSql<'_> for Decoded<T> {
    #[inline]
    fn from_sql(ty: &Type, raw: &[u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        match T::decode(ty, raw) {
            Ok(value) => Ok(Decoded(value)),
            Err(error) => Err(Undecoded::Unreadable(error).into()),
        }
    }

    #[inline]
    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        T::null().map(Decoded).ok_or_else(|| Undecoded::Null.into())
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl std::fmt::Display for Undecoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Undecoded::Null => f.write_str("it is NULL"),
            Undecoded::Unreadable(error) => error.fmt(f),
        }
    }
}

impl StdError for Undecoded {}

/// Hands out the bytes of a column without looking at them.
struct Bytes<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Bytes<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Bytes(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
