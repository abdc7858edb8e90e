//! Ranges and multiranges (`range_send` and `multirange_send` of rangetypes.c, multirangetypes.c).

use std::ops::Bound;

use bytes::BytesMut;
use tokio_postgres::types::{Kind, Type};

use crate::pg;
use crate::value::{Decode, DecodeFrom, Encode, EncodeAs, EncodeEither, ValueError};
use crate::value::{end, put_sized, take_count, take_sized};

/// A range of `int4range`, `tstzrange` and their kin: nothing, or what is between two bounds.
///
/// PostgreSQL writes ranges of whole numbers and days with a lower bound that is included and an
/// upper one that is not: `(0,2]` comes back as `[1,3)`.
///
/// ```
/// use sqldb::types::Range;
///
/// let range = Range::from(1..3);
/// assert_eq!(range.lower(), Some(&1));
/// assert_eq!(Range::<i32>::from(..), Range::UNBOUNDED);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Range<T> {
    /// No value at all: `empty`.
    Empty,
    /// From the first bound to the second.
    Between(Bound<T>, Bound<T>),
}

impl<T> Range<T> {
    /// All values.
    pub const UNBOUNDED: Range<T> = Range::Between(Bound::Unbounded, Bound::Unbounded);

    /// The value of the lower bound, if there is one.
    pub fn lower(&self) -> Option<&T> {
        match self {
            Range::Between(Bound::Included(value) | Bound::Excluded(value), _) => Some(value),
            Range::Empty | Range::Between(Bound::Unbounded, _) => None,
        }
    }

    /// The value of the upper bound, if there is one.
    pub fn upper(&self) -> Option<&T> {
        match self {
            Range::Between(_, Bound::Included(value) | Bound::Excluded(value)) => Some(value),
            Range::Empty | Range::Between(_, Bound::Unbounded) => None,
        }
    }
}

macro_rules! from_ranges {
    ($($range:ty: $parameter:pat => $lower:expr, $upper:expr;)*) => {$(
        impl<T> From<$range> for Range<T> {
            fn from($parameter: $range) -> Range<T> {
                Range::Between($lower, $upper)
            }
        }
    )*};
}

from_ranges! {
    std::ops::Range<T>: range => Bound::Included(range.start), Bound::Excluded(range.end);
    std::ops::RangeFrom<T>: range => Bound::Included(range.start), Bound::Unbounded;
    std::ops::RangeTo<T>: range => Bound::Unbounded, Bound::Excluded(range.end);
    std::ops::RangeToInclusive<T>: range => Bound::Unbounded, Bound::Included(range.end);
    std::ops::RangeFull: _ => Bound::Unbounded, Bound::Unbounded;
    (Bound<T>, Bound<T>): (lower, upper) => lower, upper;
}

impl<T> From<std::ops::RangeInclusive<T>> for Range<T> {
    fn from(range: std::ops::RangeInclusive<T>) -> Range<T> {
        let (start, end) = range.into_inner();
        Range::Between(Bound::Included(start), Bound::Included(end))
    }
}

// The flags of rangetypes.h.
const EMPTY: u8 = 0x01;
const LOWER_INCLUDED: u8 = 0x02;
const UPPER_INCLUDED: u8 = 0x04;
const LOWER_UNBOUNDED: u8 = 0x08;
const UPPER_UNBOUNDED: u8 = 0x10;

impl<T: Encode> Encode for Range<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        OverSubtype(self).encode(subtype(ty)?, out)
    }
}

/// A range where only its subtype is known, as in a multirange.
struct OverSubtype<'a, T>(&'a Range<T>);

impl<T: Encode> Encode for OverSubtype<'_, T> {
    fn encode(&self, subtype: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let Range::Between(lower, upper) = self.0 else {
            out.extend_from_slice(&[EMPTY]);
            return Ok(());
        };
        let flags = match lower {
            Bound::Included(_) => LOWER_INCLUDED,
            Bound::Excluded(_) => 0,
            Bound::Unbounded => LOWER_UNBOUNDED,
        } | match upper {
            Bound::Included(_) => UPPER_INCLUDED,
            Bound::Excluded(_) => 0,
            Bound::Unbounded => UPPER_UNBOUNDED,
        };
        out.extend_from_slice(&[flags]);
        for bound in [lower, upper] {
            if let Bound::Included(value) | Bound::Excluded(value) = bound {
                put_sized(value, subtype, out)?;
            }
        }
        Ok(())
    }
}

impl<T: Decode> Decode for Range<T> {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        decode(subtype(ty)?, bytes)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(pg::base(ty).kind(), Kind::Range(subtype) if T::accepts(subtype))
    }
}

fn decode<T: Decode>(subtype: &Type, bytes: &[u8]) -> Result<Range<T>, ValueError> {
    let (flags, mut rest) = bytes.split_first().ok_or_else(ValueError::truncated)?;
    if flags & EMPTY != 0 {
        return end(rest).map(|()| Range::Empty);
    }
    let mut bound = |unbounded: u8, included: u8| -> Result<Bound<T>, ValueError> {
        if flags & unbounded != 0 {
            return Ok(Bound::Unbounded);
        }
        let value = take_sized(&mut rest)?.ok_or_else(ValueError::truncated)?;
        let value = T::decode(subtype, value)?;
        Ok(if flags & included != 0 { Bound::Included(value) } else { Bound::Excluded(value) })
    };
    let lower = bound(LOWER_UNBOUNDED, LOWER_INCLUDED)?;
    let upper = bound(UPPER_UNBOUNDED, UPPER_INCLUDED)?;
    end(rest).map(|()| Range::Between(lower, upper))
}

fn subtype(ty: &Type) -> Result<&Type, ValueError> {
    match pg::base(ty).kind() {
        Kind::Range(subtype) => Ok(subtype),
        _ => Err(ValueError::new(format!("`{}` is no range", ty.name()))),
    }
}

#[diagnostic::do_not_recommend]
impl<P, T: EncodeAs<P>> EncodeAs<pg::range<P>> for Range<T> {}
#[diagnostic::do_not_recommend]
impl<P, T: EncodeAs<P>> EncodeEither<pg::range<P>> for Range<T> {}
#[diagnostic::do_not_recommend]
impl<P, T: DecodeFrom<P>> DecodeFrom<pg::range<P>> for Range<T> {}

/// A multirange: ranges in order that do not touch each other, as PostgreSQL returns them.
///
/// ```
/// use sqldb::types::{Multirange, Range};
///
/// let ranges = Multirange(vec![Range::from(1..3), Range::from(5..)]);
/// assert_eq!(ranges.0.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Multirange<T>(pub Vec<Range<T>>);

impl<T: Encode> Encode for Multirange<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let subtype = subtype_of_multirange(ty)?;
        let count = i32::try_from(self.0.len())
            .map_err(|_| ValueError::new("the multirange has too many ranges"))?;
        out.extend_from_slice(&count.to_be_bytes());
        self.0.iter().try_for_each(|range| put_sized(&OverSubtype(range), subtype, out))
    }
}

impl<T: Decode> Decode for Multirange<T> {
    fn decode(ty: &Type, mut bytes: &[u8]) -> Result<Self, ValueError> {
        let subtype = subtype_of_multirange(ty)?;
        let count = take_count(&mut bytes)?;
        let ranges = (0..count).map(|_| {
            let value = take_sized(&mut bytes)?.ok_or_else(ValueError::truncated)?;
            decode(subtype, value)
        });
        let ranges = ranges.collect::<Result<_, _>>()?;
        end(bytes).map(|()| Multirange(ranges))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(pg::base(ty).kind(), Kind::Multirange(subtype) if T::accepts(subtype))
    }
}

fn subtype_of_multirange(ty: &Type) -> Result<&Type, ValueError> {
    match pg::base(ty).kind() {
        Kind::Multirange(subtype) => Ok(subtype),
        // What the server says of other multiranges does not reach us (tokio-postgres 0.7).
        _ => {
            Err(ValueError::new(format!("`{}` is none of PostgreSQL's own multiranges", ty.name())))
        }
    }
}

#[diagnostic::do_not_recommend]
impl<P, T: EncodeAs<P>> EncodeAs<pg::multirange<P>> for Multirange<T> {}
#[diagnostic::do_not_recommend]
impl<P, T: EncodeAs<P>> EncodeEither<pg::multirange<P>> for Multirange<T> {}
#[diagnostic::do_not_recommend]
impl<P, T: DecodeFrom<P>> DecodeFrom<pg::multirange<P>> for Multirange<T> {}
