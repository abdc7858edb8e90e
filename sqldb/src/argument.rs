//! The arguments of a query, erased to one small type so that running a query is not generic.

use std::error::Error;
use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type};

use crate::value::row_list::RowList;
use crate::value::{Encode, EncodeAs, EncodeEither, EncodeOptional, EncodePart};

/// A reference to the Rust value for one parameter.
#[derive(Clone, Copy)]
pub struct Argument<'a>(Erased<'a>);

#[derive(Clone, Copy)]
enum Erased<'a> {
    Value(&'a dyn Encode),
    /// A column of rows, as an array.
    Column(&'a dyn RowList, usize),
    ToSql(&'a (dyn ToSql + Sync)),
}

/// An argument whose type the compiler has checked against the parameter's, `P`.
pub fn argument<P: ?Sized, T: EncodeAs<P>>(value: &T) -> Argument<'_> {
    Argument(Erased::Value(value))
}

/// `<x?>`: a value or NULL.
pub fn optional_argument<P: ?Sized, T: EncodeOptional<P>>(value: &T) -> Argument<'_> {
    Argument(Erased::Value(value))
}

/// `<x>` in an optional part: [`None`] leaves it out.
pub fn part_argument<P: ?Sized, T: EncodePart<P>>(value: &T) -> Argument<'_> {
    Argument(Erased::Value(value))
}

/// A value, or an `Option` of one.
pub fn either_argument<P: ?Sized, T: EncodeEither<P>>(value: &T) -> Argument<'_> {
    Argument(Erased::Value(value))
}

/// An argument of `sql_unchecked!`, checked only when it is sent.
pub fn unchecked_argument<T: ToSql + Sync>(value: &T) -> Argument<'_> {
    Argument(Erased::ToSql(value))
}

impl<'a> Argument<'a> {
    /// NULL, of any type.
    pub(crate) const NULL: Argument<'static> = Argument(Erased::Value(&None::<bool>));

    /// Whether it is NULL.
    pub(crate) fn is_null(&self) -> bool {
        match self.0 {
            Erased::Value(value) => value.is_null(),
            Erased::Column(..) | Erased::ToSql(_) => false,
        }
    }

    /// The column at `column` of the rows of `VALUES <rows..>`.
    pub(crate) fn column(rows: &'a dyn RowList, column: usize) -> Argument<'a> {
        Argument(Erased::Column(rows, column))
    }

    pub(crate) fn dynamic(value: &'a (dyn ToSql + Sync)) -> Argument<'a> {
        Argument(Erased::ToSql(value))
    }
}

impl fmt::Debug for Argument<'_> {
    /// Never the value: tokio-postgres logs this at level debug.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

impl ToSql for Argument<'_> {
    #[inline]
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Erased::Value(value) if value.is_null() => Ok(IsNull::Yes),
            Erased::Value(value) => {
                value.encode(ty, out)?;
                Ok(IsNull::No)
            }
            Erased::Column(rows, column) => {
                rows.encode_column(column, ty, out)?;
                Ok(IsNull::No)
            }
            Erased::ToSql(value) => value.to_sql_checked(ty, out),
        }
    }

    // The compiler has checked the pair, and preparing has checked that the server agrees.
    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.to_sql(ty, out)
    }
}
