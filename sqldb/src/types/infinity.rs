//! `infinity` and `-infinity`, which dates and timestamps of PostgreSQL can be (`datetime.h`).

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, DecodeFrom, Encode, EncodeAs, EncodeEither, ValueError};

/// A date or a timestamp, or later or earlier than all of them.
///
/// ```
/// use sqldb::types::OrInfinity;
///
/// let end: OrInfinity<i64> = OrInfinity::Infinity;
/// assert!(OrInfinity::Value(7) < end);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrInfinity<T> {
    /// `-infinity`.
    NegativeInfinity,
    /// A value of its own.
    Value(T),
    /// `infinity`.
    Infinity,
}

/// Whether a type is sent in four bytes, as `date` is, or in eight.
fn is_date(ty: &Type) -> bool {
    *pg::base(ty) == Type::DATE
}

impl<T: Encode> Encode for OrInfinity<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        match (self, is_date(ty)) {
            (OrInfinity::Value(value), _) => value.encode(ty, out),
            (OrInfinity::Infinity, true) => i32::MAX.encode(ty, out),
            (OrInfinity::Infinity, false) => i64::MAX.encode(ty, out),
            (OrInfinity::NegativeInfinity, true) => i32::MIN.encode(ty, out),
            (OrInfinity::NegativeInfinity, false) => i64::MIN.encode(ty, out),
        }
    }
}

impl<T: Decode> Decode for OrInfinity<T> {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let (least, greatest) = match is_date(ty) {
            true => {
                let days = i32::decode(ty, bytes)?;
                (days == i32::MIN, days == i32::MAX)
            }
            false => {
                let microseconds = i64::decode(ty, bytes)?;
                (microseconds == i64::MIN, microseconds == i64::MAX)
            }
        };
        match (least, greatest) {
            (true, _) => Ok(OrInfinity::NegativeInfinity),
            (_, true) => Ok(OrInfinity::Infinity),
            _ => T::decode(ty, bytes).map(OrInfinity::Value),
        }
    }

    fn accepts(ty: &Type) -> bool {
        let base = pg::base(ty);
        matches!(*base, Type::DATE | Type::TIMESTAMP | Type::TIMESTAMPTZ) && T::accepts(base)
    }
}

macro_rules! may_be_infinite {
    ($($marker:ident),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: EncodeAs<pg::$marker>> EncodeAs<pg::$marker> for OrInfinity<T> {}
        #[diagnostic::do_not_recommend]
        impl<T: EncodeAs<pg::$marker>> EncodeEither<pg::$marker> for OrInfinity<T> {}
        #[diagnostic::do_not_recommend]
        impl<T: DecodeFrom<pg::$marker>> DecodeFrom<pg::$marker> for OrInfinity<T> {}
    )*};
}

may_be_infinite!(date, timestamp, timestamptz);
