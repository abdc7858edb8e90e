//! Dates and times: days and microseconds since 2000-01-01 (`timestamp.h`, `date.h`).

use std::cmp::Ordering;

use ::jiff::civil::{Date, DateTime, Time, date};
use ::jiff::{SignedDuration, Timestamp, ZonedDateTime};
use bytes::BytesMut;
use tokio_postgres::types::Type;

use super::{Decode, Encode, EncodeAs, EncodeEither, ValueError, permit};
use crate::pg;

permit! {
    Date => date;
    Time => time;
    DateTime => timestamp;
    Timestamp => timestamptz;
}

#[diagnostic::do_not_recommend]
impl EncodeAs<pg::timestamptz> for ZonedDateTime {}
#[diagnostic::do_not_recommend]
impl EncodeEither<pg::timestamptz> for ZonedDateTime {}

const EPOCH: Date = date(2000, 1, 1);
/// 2000-01-01 in seconds since 1970-01-01.
const EPOCH_SECONDS: i64 = 946_684_800;
const DAY_MICROSECONDS: i64 = 86_400_000_000;

impl Encode for Date {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let days = (*self - EPOCH).get_days();
        days.encode(ty, out)
    }
}

impl Decode for Date {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let days = i32::decode(ty, bytes)?;
        infinity(ty, i64::from(days), i64::from(i32::MIN), i64::from(i32::MAX))?;
        let span = ::jiff::Span::new().try_days(days);
        span.and_then(|span| EPOCH.checked_add(span)).map_err(|_| out_of_range(ty))
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::DATE
    }
}

impl Encode for Time {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        time_microseconds(*self).encode(ty, out)
    }
}

impl Decode for Time {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        match i64::decode(ty, bytes)? {
            // PostgreSQL's time goes up to and including the end of the day.
            DAY_MICROSECONDS => Err(ValueError::new(
                "the time is `24:00:00`, which `jiff::civil::Time` cannot hold",
            )),
            microseconds => Time::MIN
                .checked_add(SignedDuration::from_micros(microseconds))
                .map_err(|_| out_of_range(ty)),
        }
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::TIME
    }
}

/// Microseconds since midnight.
fn time_microseconds(time: Time) -> i64 {
    let seconds =
        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    seconds * 1_000_000 + round(i64::from(time.subsec_nanosecond()))
}

/// Nanoseconds as microseconds, rounded half to even as PostgreSQL does (`rint` in
/// `ParseFractionalSecond`).
fn round(nanoseconds: i64) -> i64 {
    let (below, rest) = (nanoseconds.div_euclid(1000), nanoseconds.rem_euclid(1000));
    match rest.cmp(&500) {
        Ordering::Less => below,
        Ordering::Equal => below + below.rem_euclid(2),
        Ordering::Greater => below + 1,
    }
}

impl Encode for DateTime {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let days = i64::from((self.date() - EPOCH).get_days());
        (days * DAY_MICROSECONDS + time_microseconds(self.time())).encode(ty, out)
    }
}

impl Decode for DateTime {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let microseconds = i64::decode(ty, bytes)?;
        infinity(ty, microseconds, i64::MIN, i64::MAX)?;
        EPOCH
            .to_datetime(Time::MIN)
            .checked_add(SignedDuration::from_micros(microseconds))
            .map_err(|_| out_of_range(ty))
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::TIMESTAMP
    }
}

impl Encode for Timestamp {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let seconds = self.as_second() - EPOCH_SECONDS;
        let microseconds = seconds * 1_000_000 + round(i64::from(self.subsec_nanosecond()));
        microseconds.encode(ty, out)
    }
}

impl Decode for Timestamp {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let microseconds = i64::decode(ty, bytes)?;
        infinity(ty, microseconds, i64::MIN, i64::MAX)?;
        microseconds
            .checked_add(EPOCH_SECONDS * 1_000_000)
            .and_then(|microseconds| Timestamp::from_microsecond(microseconds).ok())
            .ok_or_else(|| out_of_range(ty))
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::TIMESTAMPTZ
    }
}

/// The instant; PostgreSQL keeps no time zone.
impl Encode for ZonedDateTime {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        self.timestamp().encode(ty, out)
    }
}

/// `infinity` is the largest value on the wire, `-infinity` the smallest.
fn infinity(ty: &Type, value: i64, least: i64, greatest: i64) -> Result<(), ValueError> {
    let name = match value {
        _ if value == least => "-infinity",
        _ if value == greatest => "infinity",
        _ => return Ok(()),
    };
    Err(ValueError::new(format!("the {} is `{name}`, which jiff cannot hold", ty.name())))
}

fn out_of_range(ty: &Type) -> ValueError {
    ValueError::new(format!("the {} is outside of jiff's years -9999 to 9999", ty.name()))
}
