//! `interval`: months, days and microseconds, which PostgreSQL keeps apart.

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit};

/// `interval`: a month has no fixed number of days, a day no fixed number of hours.
///
/// Two intervals are equal here when all three parts are; PostgreSQL's `=` takes a month for 30 days.
///
/// ```
/// use sqldb::types::Interval;
///
/// let fortnight = Interval { days: 14, ..Interval::ZERO };
/// assert_eq!(fortnight, Interval::new(0, 14, 0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Interval {
    /// Months, twelve to a year.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// Microseconds.
    pub microseconds: i64,
}

impl Interval {
    /// No time at all.
    pub const ZERO: Interval = Interval::new(0, 0, 0);

    /// An interval of its three parts.
    pub const fn new(months: i32, days: i32, microseconds: i64) -> Interval {
        Interval { months, days, microseconds }
    }
}

/// An interval of microseconds only, cut off below one; more than 292 000 years is an error.
impl TryFrom<std::time::Duration> for Interval {
    type Error = ValueError;

    fn try_from(duration: std::time::Duration) -> Result<Interval, ValueError> {
        i64::try_from(duration.as_micros())
            .map(|microseconds| Interval::new(0, 0, microseconds))
            .map_err(|_| ValueError::new("the duration is longer than an interval can be"))
    }
}

permit! { Interval => interval; }

impl Encode for Interval {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        out.extend_from_slice(&self.microseconds.to_be_bytes());
        out.extend_from_slice(&self.days.to_be_bytes());
        out.extend_from_slice(&self.months.to_be_bytes());
        Ok(())
    }
}

impl Decode for Interval {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let wrong = || ValueError::length(ty, bytes.len());
        let (microseconds, rest) = bytes.split_first_chunk::<8>().ok_or_else(wrong)?;
        let (days, rest) = rest.split_first_chunk::<4>().ok_or_else(wrong)?;
        let months: [u8; 4] = rest.try_into().map_err(|_| wrong())?;
        Ok(Interval {
            months: i32::from_be_bytes(months),
            days: i32::from_be_bytes(*days),
            microseconds: i64::from_be_bytes(*microseconds),
        })
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::INTERVAL
    }
}
