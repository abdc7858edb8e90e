//! Values that borrow from the row that they are read from.
//!
//! Start at [`BorrowedRow`], which `sql!(Item<'_>, "…")` implements for a struct with a lifetime.

use tokio_postgres::types::Type;

use super::{Decode, DecodeFrom, DecodeNullable, ValueError};
use crate::error::Result;
use crate::pg;
use crate::row::RawRow;

/// Rows that borrow from what was received, for [`for_each`](crate::Database::for_each).
///
/// `sql!(Item<'_>, "…")` makes a type for it; nobody writes one by hand.
pub trait BorrowedRow: 'static {
    /// The struct, for as long as its row is there.
    type Row<'r>;

    /// Reads the columns by their positions.
    ///
    /// # Errors
    /// A column is NULL or out of range where the struct has no place for it.
    fn read<'r>(row: &RawRow<'r>) -> Result<Self::Row<'r>>;
}

/// A value that can be read from the bytes of a row and keep them: whatever is
/// [`Decode`], and `&str` and `&[u8]`.
#[diagnostic::on_unimplemented(
    message = "no column can be read as `{Self}`",
    note = "what borrows from a row is a `&str` or a `&[u8]`, or an `Option` of one"
)]
pub trait DecodeBorrowed<'r>: Sized {
    /// Reads a value of the type `ty`.
    ///
    /// # Errors
    /// The bytes are no such value, or the value has no representation in `Self`.
    fn decode_borrowed(ty: &Type, bytes: &'r [u8]) -> Result<Self, ValueError>;

    /// What a NULL is; `None` when `Self` has no place for it.
    fn borrowed_null() -> Option<Self> {
        None
    }
}

/// The permission to read the PostgreSQL type `P` as `Self`, borrowed or not.
#[diagnostic::on_unimplemented(
    message = "PostgreSQL `{P}` cannot be read as `{Self}`",
    label = "the column is `{P}`"
)]
pub trait BorrowFrom<'r, P: ?Sized>: DecodeBorrowed<'r> {}

/// The permission to read the PostgreSQL type `P`, or NULL, as `Self`, borrowed or not.
#[diagnostic::on_unimplemented(
    message = "PostgreSQL `{P}` that may be NULL cannot be read as `{Self}`",
    label = "the column may be NULL, and its field is a `{Self}`",
    note = "make the field an `Option`; if NULL never comes, name the column `AS \"…!\"`"
)]
pub trait BorrowNullable<'r, P: ?Sized>: DecodeBorrowed<'r> {}

impl<T: Decode> DecodeBorrowed<'_> for T {
    fn decode_borrowed(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        T::decode(ty, bytes)
    }

    fn borrowed_null() -> Option<Self> {
        T::null()
    }
}

#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: DecodeFrom<P>> BorrowFrom<'_, P> for T {}
#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: DecodeNullable<P>> BorrowNullable<'_, P> for T {}

impl<'r> DecodeBorrowed<'r> for &'r str {
    fn decode_borrowed(_: &Type, bytes: &'r [u8]) -> Result<Self, ValueError> {
        std::str::from_utf8(bytes).map_err(|_| ValueError::new("the text is not UTF-8"))
    }
}

impl<'r> DecodeBorrowed<'r> for &'r [u8] {
    fn decode_borrowed(_: &Type, bytes: &'r [u8]) -> Result<Self, ValueError> {
        Ok(bytes)
    }
}

macro_rules! borrow {
    ($($rust:ty => $($marker:ident),+;)*) => {$(
        impl<'r> DecodeBorrowed<'r> for Option<&'r $rust> {
            fn decode_borrowed(ty: &Type, bytes: &'r [u8]) -> Result<Self, ValueError> {
                <&'r $rust>::decode_borrowed(ty, bytes).map(Some)
            }

            fn borrowed_null() -> Option<Self> {
                Some(None)
            }
        }
        $(
            #[diagnostic::do_not_recommend]
            impl<'r> BorrowFrom<'r, pg::$marker> for &'r $rust {}
            #[diagnostic::do_not_recommend]
            impl<'r> BorrowNullable<'r, pg::$marker> for Option<&'r $rust> {}
        )+
    )*};
}

borrow! {
    str => text, varchar, bpchar, name, unknown, xml;
    [u8] => bytea;
}
