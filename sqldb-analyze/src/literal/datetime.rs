//! Dates and times: `datetime.c`, `date.c`, `timestamp.c`.
//!
//! A text is split into fields ([`field`]), which are then read with the little that PostgreSQL
//! demands of their order ([`decode`], [`time_only`]). What depends on `DateStyle` is tried for all
//! of its orders; whether a word names a time zone is not asked.

mod calendar;
mod decode;
pub(super) mod field;
pub(super) mod number;
mod parts;
mod time_only;
pub(super) mod word;

use super::{Outcome, Refused};
use crate::catalog::Major;
use crate::diagnostic::SqlState;
use decode::Decoded;

/// The longest text that is split (`MAXDATELEN`).
const MAX_LENGTH: usize = 128;
/// The most fields (`MAXDATEFIELDS`).
const MAX_FIELDS: usize = 25;

/// Why a text is refused (`DTERR_…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has not the form.
    Format,
    /// A field is out of its range.
    Overflow,
    /// A month or a day is; another order might help.
    MonthDayOverflow,
    /// The offset of a time zone is.
    ZoneOverflow,
    /// The whole is no moment that the type can hold.
    OutOfRange,
    /// Settings or time zone data decide.
    Unsure,
}

impl Fault {
    /// Of what 15 takes in ways that are not followed here, and 16 no longer.
    pub(super) fn since_16(major: Major) -> Fault {
        if major < Major::V16 { Fault::Unsure } else { Fault::Format }
    }
}

/// `DateOrder`, which is a part of `DateStyle`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DateOrder {
    /// The default: month, day, year.
    Mdy,
    /// Day, month, year.
    Dmy,
    /// Year, month, day.
    Ymd,
}

/// `date_in`.
pub(super) fn check_date(text: &str, major: Major) -> Outcome {
    in_any_order(text, major, "date", MAX_LENGTH + 1, |decoded| calendar::check_date(&decoded))
}

/// `timestamp_in`.
pub(super) fn check_timestamp(text: &str, major: Major) -> Outcome {
    in_any_order(text, major, "timestamp", MAX_LENGTH + MAX_FIELDS, |decoded| {
        calendar::check_timestamp(&decoded, calendar::Offset::None)
    })
}

/// `timestamptz_in`.
pub(super) fn check_timestamptz(text: &str, major: Major) -> Outcome {
    in_any_order(text, major, "timestamp with time zone", MAX_LENGTH + MAX_FIELDS, |decoded| {
        calendar::check_timestamp(&decoded, calendar::Offset::Any)
    })
}

/// `time_in`, `timetz_in`.
pub(super) fn check_time(text: &str, name: &str, major: Major) -> Outcome {
    let fields = match field::split(text, MAX_LENGTH + 1) {
        Ok(fields) => fields,
        Err(fault) => return refuse(fault, name, text),
    };
    judge(name, text, |order| time_only::decode(&fields, order, major))
}

fn in_any_order(
    text: &str,
    major: Major,
    name: &str,
    room: usize,
    check: impl Fn(Decoded) -> Result<(), Fault>,
) -> Outcome {
    let fields = match field::split(text, room) {
        Ok(fields) => fields,
        Err(fault) => return refuse(fault, name, text),
    };
    judge(name, text, |order| decode::decode(&fields, order, major).and_then(&check))
}

/// The text is accepted if any order accepts it, and otherwise refused in the words of the default.
fn judge(name: &str, text: &str, decode: impl Fn(DateOrder) -> Result<(), Fault>) -> Outcome {
    let Err(fault) = decode(DateOrder::Mdy) else { return Ok(()) };
    for other in [decode(DateOrder::Dmy), decode(DateOrder::Ymd)] {
        if matches!(other, Ok(()) | Err(Fault::Unsure)) {
            return Ok(());
        }
    }
    refuse(fault, name, text)
}

/// `DateTimeParseError`.
fn refuse(fault: Fault, name: &str, text: &str) -> Outcome {
    let overflow = || {
        Refused::new(
            SqlState::DATETIME_FIELD_OVERFLOW,
            format!("date/time field value out of range: `{text}`"),
        )
    };
    Err(match fault {
        Fault::Unsure => return Ok(()),
        Fault::Format => Refused::new(
            SqlState::INVALID_DATETIME_FORMAT,
            format!("invalid input syntax for type {name}: `{text}`"),
        ),
        Fault::Overflow | Fault::MonthDayOverflow => overflow(),
        Fault::ZoneOverflow => Refused::new(
            SqlState::INVALID_TIME_ZONE_DISPLACEMENT_VALUE,
            format!("time zone displacement out of range: `{text}`"),
        ),
        Fault::OutOfRange => {
            let kind = if name == "date" { "date" } else { "timestamp" };
            Refused::new(
                SqlState::DATETIME_FIELD_OVERFLOW,
                format!("{kind} out of range: `{text}`"),
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(check: impl Fn(&str, Major) -> Outcome, valid: &[&str], invalid: &[(&str, &str)]) {
        for major in Major::ALL {
            for text in valid {
                assert_eq!(check(text, major), Ok(()), "{text}");
            }
            for (code, text) in invalid {
                match check(text, major) {
                    Ok(()) => panic!("{text} is accepted"),
                    Err(refused) => assert_eq!(refused.code.code(), *code, "{text}"),
                }
            }
        }
    }

    #[test]
    fn dates() {
        let valid = [
            "2024-02-29",
            "20240229",
            "29 Feb 2024",
            "Feb 29, 2024",
            "29/02/2024",
            "02/29/2024",
            "24-02-29",
            "2024.366",
            "J2451187",
            "epoch",
            "infinity",
            "-infinity",
            "today",
            "January 8, 99 BC",
            "5874897-12-31",
            "4713-11-24 BC",
            "2024-01-01 10:00 Mars/Phobos",
            "2024-01-01T10:00Z",
            "01-Feb-2024",
        ];
        let invalid = [
            ("22008", "2024-13-01"),
            ("22008", "2024-02-30"),
            ("22008", "2023-02-29"),
            ("22008", "0000-01-01"),
            ("22008", "32/32/2024"),
            ("22008", "2024-00-10"),
            ("22008", "5874898-06-01"),
            ("22007", ""),
            ("22007", "hello"),
            ("22007", "2024-01"),
            ("22007", "10:00"),
            ("22007", "2024-01-01 2024-01-01"),
            ("22008", "2024-01-01 25:00"),
        ];
        check(check_date, &valid, &invalid);
    }

    #[test]
    fn timestamps() {
        let valid = [
            "2024-01-01 10:00:60",
            "2024-01-01 24:00:00",
            "2024-01-01T10:00:00.123456+05:30",
            "2024-01-01 10:00 PM",
            "20240101T101112",
            "now",
            "2024-01-01 EST",
            "294276-12-31",
            "2024-01-01 10:00 America/New_York",
            "2024-01-01 10:00:00-08",
            "Mon Feb 10 17:32:01 1997",
        ];
        let invalid = [
            ("22008", "2024-01-01 24:00:01"),
            ("22008", "2024-01-01 10:61"),
            ("22009", "2024-01-01 10:00+16"),
            ("22007", "2024-01-01 10:00:00:00"),
            ("22008", "2024-01-01 13:00 PM"),
            ("22008", "294280-01-01"),
            ("22007", "10"),
            ("22007", "2024-01-01 EST PST"),
            ("22007", "2024-01-01 10:00 11:00"),
        ];
        check(check_timestamp, &valid, &invalid);
        check(check_timestamptz, &valid, &invalid);
    }

    #[test]
    fn times() {
        let valid = [
            "10:00",
            "10:00:59.5",
            "040506",
            "04:05 AM",
            "24:00",
            "allballs",
            "now",
            "10:00 PST",
            "10:00+02",
            "2003-04-12 04:05:06 America/New_York",
            "T04:05:06",
            "0405",
        ];
        let invalid = [
            ("22008", "25:00"),
            ("22008", "10:60"),
            ("22007", "10"),
            ("22007", ""),
            ("22007", "10:00 xx zz"),
            ("22008", "24:00:01"),
            ("22007", "2024-01-01"),
        ];
        check(|text, major| check_time(text, "time", major), &valid, &invalid);
    }

    #[test]
    fn fifteen_takes_labels() {
        for text in ["y2001m02d04", "2001-02-04 s3", "infinity epoch"] {
            assert_eq!(check_timestamp(text, Major::V15), Ok(()), "{text}");
            let refused = check_timestamp(text, Major::V16).unwrap_err();
            assert_eq!(refused.code, SqlState::INVALID_DATETIME_FORMAT, "{text}");
        }
    }
}
