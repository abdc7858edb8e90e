//! `time with time zone`, in PostgreSQL's own terms.

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit};

/// `time with time zone`: a time of day and its distance from UTC.
///
/// The PostgreSQL manual advises against the type; it is here so that columns of it can be read.
///
/// ```
/// let noon_in_rome = sqldb::types::Timetz { microseconds: 43_200_000_000, seconds_east: 3600 };
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timetz {
    /// Microseconds since midnight, up to and including 24:00.
    pub microseconds: i64,
    /// Seconds east of UTC.
    pub seconds_east: i32,
}

permit! { Timetz => timetz; }

impl Encode for Timetz {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        out.extend_from_slice(&self.microseconds.to_be_bytes());
        // The wire counts west of UTC, as POSIX does (`timetz_send`).
        out.extend_from_slice(&self.seconds_east.wrapping_neg().to_be_bytes());
        Ok(())
    }
}

impl Decode for Timetz {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let parts = bytes.split_first_chunk::<8>();
        let Some((microseconds, Ok(west))) = parts.map(|(time, zone)| (time, zone.try_into()))
        else {
            return Err(ValueError::length(ty, bytes.len()));
        };
        Ok(Timetz {
            microseconds: i64::from_be_bytes(*microseconds),
            seconds_east: i32::from_be_bytes(west).wrapping_neg(),
        })
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::TIMETZ
    }
}
