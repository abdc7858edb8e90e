//! How one value travels: PostgreSQL's binary format of a Rust type.
//!
//! Start at [`Encode`] and [`Decode`], which do the work and know the type only at run time;
//! [`EncodeAs`] and [`DecodeFrom`] are the permissions the compiler checks. They are apart so that
//! generated code needs one virtual table per Rust type and no code per pair of types.

use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::Type;

pub(crate) mod array;
pub(crate) mod borrowed;
pub(crate) mod composite;
pub(crate) mod enumeration;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "serde_json")]
pub(crate) mod json;
pub(crate) mod named;
#[cfg(feature = "rust_decimal")]
mod numeric;
mod other_crates;
mod pointer;
pub(crate) mod row_list;
mod scalar;
mod text;
#[cfg(feature = "uuid")]
mod uuid;

/// A value that can be written in PostgreSQL's binary format.
///
/// Which PostgreSQL types it may be sent as is said by [`EncodeAs`].
///
/// ```
/// use sqldb::{Encode, EncodeAs, ValueError, pg};
/// use sqldb::types::Type;
///
/// /// Cents on the Rust side, `int8` on PostgreSQL's.
/// struct Cents(i64);
///
/// impl Encode for Cents {
///     fn encode(&self, ty: &Type, out: &mut sqldb::types::BytesMut) -> Result<(), ValueError> {
///         self.0.encode(ty, out)
///     }
/// }
/// impl EncodeAs<pg::int8> for Cents {}
/// ```
pub trait Encode: Sync {
    /// Appends the value to `out`, as `ty` wants it. The length is added by the caller.
    ///
    /// # Errors
    /// The value has no representation in `ty`.
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError>;

    /// Whether the value is NULL; then [`encode`](Encode::encode) is not asked.
    fn is_null(&self) -> bool {
        false
    }
}

/// The permission to send `Self` as the PostgreSQL type `P`, of [`pg`](crate::pg).
///
/// Implementations are marked `do_not_recommend`, here and in the traits below: else a message
/// lists eight types that have nothing to do with the mistake.
///
/// ```compile_fail
/// fn takes<T: sqldb::EncodeAs<sqldb::pg::int8>>(_: T) {}
/// takes("7"); // `&str` cannot be sent as PostgreSQL `int8`
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as PostgreSQL `{P}`",
    label = "this argument is a `{Self}`, the query wants `{P}`",
    note = "for a list write `= ANY(<ids>)`; for an `Option` write `<x?>` to pass NULL"
)]
pub trait EncodeAs<P: ?Sized>: Encode {}

/// The permission to send `Self`, a value or an `Option` of one, as the nullable type `P`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as PostgreSQL `{P}` or NULL",
    label = "this argument is a `{Self}`, the query wants `{P}` or an `Option`"
)]
pub trait EncodeEither<P: ?Sized>: Encode {}

/// The permission to send `Self`, an `Option`, as the nullable type `P`: what `<x?>` takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Option` of what can be sent as PostgreSQL `{P}`",
    label = "`<x?>` takes an `Option`, and this argument is a `{Self}`",
    note = "write `<x>` for a value that is never NULL, or give `x = Some(…)` behind the text"
)]
pub trait EncodeOptional<P: ?Sized>: Encode {}

#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: EncodeAs<P>> EncodeOptional<P> for Option<T> {}
#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: EncodeOptional<P> + ?Sized> EncodeOptional<P> for &T {}

/// The permission to send `Self`, an `Option`, as `P` with an optional part of a query: what `<x>`
/// takes in `{AND a = <x>}`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Option` of what can be sent as PostgreSQL `{P}`",
    label = "`<x>` in an optional part `{{…}}` takes an `Option`, and this argument is a `{Self}`",
    note = "the part is sent only if it is `Some`; leave the braces out to send it always"
)]
pub trait EncodePart<P: ?Sized>: Encode {}

#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: EncodeAs<P>> EncodePart<P> for Option<T> {}
#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: EncodePart<P> + ?Sized> EncodePart<P> for &T {}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        match self {
            Some(value) => value.encode(ty, out),
            None => Ok(()),
        }
    }

    fn is_null(&self) -> bool {
        self.as_ref().is_none_or(Encode::is_null)
    }
}

#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: EncodeAs<P>> EncodeEither<P> for Option<T> {}

/// A value that can be read from PostgreSQL's binary format.
///
/// ```
/// use sqldb::{Decode, ValueError};
/// use sqldb::types::Type;
///
/// struct Cents(i64);
///
/// impl Decode for Cents {
///     fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
///         Ok(Cents(i64::decode(ty, bytes)?))
///     }
///     fn accepts(ty: &Type) -> bool {
///         i64::accepts(ty)
///     }
/// }
/// impl sqldb::DecodeFrom<sqldb::pg::int8> for Cents {}
/// ```
#[diagnostic::on_unimplemented(
    message = "no column can be read as `{Self}`",
    note = "implement `sqldb::Decode` for it, or name one of the types in `sqldb::types`"
)]
pub trait Decode: Sized {
    /// Reads a value of the type `ty`.
    ///
    /// # Errors
    /// The bytes are no such value, or the value has no representation in `Self`.
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError>;

    /// What a NULL is; `None` when `Self` has no place for it.
    fn null() -> Option<Self> {
        None
    }

    /// Whether values of `ty` can be read: asked once for text that is known only at run time.
    fn accepts(ty: &Type) -> bool;
}

/// The permission to read the PostgreSQL type `P` as `Self`; fields of a struct of yours need it.
#[diagnostic::on_unimplemented(
    message = "PostgreSQL `{P}` cannot be read as `{Self}`",
    label = "the column is `{P}`"
)]
pub trait DecodeFrom<P: ?Sized>: Decode {}

/// The permission to read the PostgreSQL type `P`, or NULL, as `Self`.
#[diagnostic::on_unimplemented(
    message = "PostgreSQL `{P}` that may be NULL cannot be read as `{Self}`",
    label = "the column may be NULL, and its field is a `{Self}`",
    note = "make the field an `Option`; if NULL never comes, name the column `AS \"…!\"`"
)]
pub trait DecodeNullable<P: ?Sized>: Decode {}

#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: DecodeFrom<P>> DecodeNullable<P> for Option<T> {}

impl<T: Decode> Decode for Option<T> {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        T::decode(ty, bytes).map(Some)
    }

    fn null() -> Option<Self> {
        Some(None)
    }

    fn accepts(ty: &Type) -> bool {
        T::accepts(ty)
    }
}

#[diagnostic::do_not_recommend]
impl<P: ?Sized, T: DecodeFrom<P>> DecodeFrom<P> for Option<T> {}

/// Why one value could not be written or read; the caller adds which.
///
/// ```
/// let error = sqldb::ValueError::new("expected a positive number");
/// assert_eq!(error.to_string(), "expected a positive number");
/// ```
#[derive(Debug, Clone)]
pub struct ValueError(Box<str>);

impl ValueError {
    /// An error that says `message`: a lowercase sentence, without the value.
    pub fn new(message: impl Into<String>) -> ValueError {
        ValueError(message.into().into_boxed_str())
    }

    /// The server sent `found` bytes where a value of `ty` has another length.
    pub(crate) fn length(ty: &Type, found: usize) -> ValueError {
        ValueError::new(format!("a value of type `{}` cannot have {found} bytes", ty.name()))
    }

    /// The buffer ended within a value.
    pub(crate) fn truncated() -> ValueError {
        ValueError::new("the value ends too early")
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ValueError {}

/// Takes a big-endian `i32` from the front of `bytes`.
pub(crate) fn take_i32(bytes: &mut &[u8]) -> Result<i32, ValueError> {
    let (head, tail) = bytes.split_first_chunk::<4>().ok_or_else(ValueError::truncated)?;
    *bytes = tail;
    Ok(i32::from_be_bytes(*head))
}

/// Takes the number of what follows, such as elements, from the front of `bytes`.
pub(crate) fn take_count(bytes: &mut &[u8]) -> Result<usize, ValueError> {
    let count = take_i32(bytes)?;
    usize::try_from(count).map_err(|_| ValueError::new("the value has less than no elements"))
}

/// Nothing is left of a value that was read: else a number or a length in it is wrong, and nobody knows which.
pub(crate) fn end(rest: &[u8]) -> Result<(), ValueError> {
    match rest.is_empty() {
        true => Ok(()),
        false => Err(ValueError::new("the value goes on where it should end")),
    }
}

/// The length of a value that is NULL.
pub(crate) const NULL: i32 = -1;

/// Takes a value with its length before it, as columns, elements and attributes have one; `None` is
/// NULL.
pub(crate) fn take_sized<'a>(bytes: &mut &'a [u8]) -> Result<Option<&'a [u8]>, ValueError> {
    let length = match take_i32(bytes)? {
        NULL => return Ok(None),
        length => usize::try_from(length).map_err(|_| ValueError::truncated())?,
    };
    let (head, tail) = bytes.split_at_checked(length).ok_or_else(ValueError::truncated)?;
    *bytes = tail;
    Ok(Some(head))
}

/// Appends a value with its length before it, -1 for NULL.
#[inline]
pub(crate) fn put_sized<T: Encode + ?Sized>(
    value: &T,
    ty: &Type,
    out: &mut BytesMut,
) -> Result<(), ValueError> {
    if value.is_null() {
        out.extend_from_slice(&NULL.to_be_bytes());
        return Ok(());
    }
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    value.encode(ty, out)?;
    let length = i32::try_from(out.len() - start - 4)
        .map_err(|_| ValueError::new("the value is larger than 2 GiB"))?;
    if let Some(place) = out.get_mut(start..start + 4) {
        place.copy_from_slice(&length.to_be_bytes());
    }
    Ok(())
}

/// The permissions of types that are written and read as one PostgreSQL type or more.
macro_rules! permit {
    ($($rust:ty => $($marker:ident),+;)*) => {$($(
        #[diagnostic::do_not_recommend]
        impl crate::value::EncodeAs<crate::pg::$marker> for $rust {}
        #[diagnostic::do_not_recommend]
        impl crate::value::EncodeEither<crate::pg::$marker> for $rust {}
        #[diagnostic::do_not_recommend]
        impl crate::value::DecodeFrom<crate::pg::$marker> for $rust {}
    )+)*};
}
pub(crate) use permit;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        let found = match take_sized(&mut &*bytes) {
            Ok(value) => format!("{value:?}"),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn only_one_length_is_that_of_null() {
        check(b"\xff\xff\xff\xff", "None");
        check(b"\0\0\0\0rest", "Some([])");
        check(b"\0\0\0\x02ab", "Some([97, 98])");
        let early = "the value ends too early";
        check(b"\xff\xff\xff\xfe", early);
        check(b"\x80\0\0\0", early);
        check(b"\0\0\0\x03ab", early);
        check(b"\0\0", early);
    }
}
