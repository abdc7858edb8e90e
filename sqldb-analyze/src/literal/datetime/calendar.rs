//! Which days there are, and which of them a type can hold: `datetime.c ValidateDate, date2j`,
//! `timestamp.h`.

use super::Fault;
use super::decode::Decoded;
use super::parts::{Parts, mask};

/// `ValidateDate`; makes the year what was meant.
pub(super) fn validate(given: u32, before_christ: bool, parts: &mut Parts) -> Result<(), Fault> {
    if parts.derived {
        return Ok(());
    }
    if given & mask::YEAR != 0 {
        parts.year = match parts.year {
            year if before_christ && year > 0 => 1 - year,
            year if before_christ || year < 0 => {
                return Err(if year <= 0 { Fault::Overflow } else { Fault::Format });
            }
            year if parts.two_digits && year < 70 => year + 2000,
            year if parts.two_digits && year < 100 => year + 1900,
            0 => return Err(Fault::Overflow),
            year => year,
        };
    }
    if given & mask::MONTH != 0 && !(1..=12).contains(&parts.month) {
        return Err(Fault::MonthDayOverflow);
    }
    if given & mask::DAY != 0 && !(1..=31).contains(&parts.day) {
        return Err(Fault::MonthDayOverflow);
    }
    match mask::all(given, mask::DATE) && parts.day > days(parts.year, parts.month) {
        true => Err(Fault::Overflow),
        false => Ok(()),
    }
}

fn days(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `IS_VALID_JULIAN`, `IS_VALID_DATE`.
pub(super) fn check_date(decoded: &Decoded) -> Result<(), Fault> {
    let Decoded::Moment(parts) = decoded else { return Ok(()) };
    // From 4714-11-24 BC until 5874898-06-03; the last days are left to the server.
    match (0..=2_147_483_494).contains(&julian_day(parts)) {
        true => Ok(()),
        false => Err(Fault::OutOfRange),
    }
}

/// What the local time is away from UTC.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Offset {
    /// Nothing.
    None,
    /// What the text, `TimeZone` and time zone data say: less than a day.
    Any,
}

/// `tm2timestamp`, `IS_VALID_TIMESTAMP`: until the end of 294276.
pub(super) fn check_timestamp(decoded: &Decoded, offset: Offset) -> Result<(), Fault> {
    let Decoded::Moment(parts) = decoded else { return Ok(()) };
    let slack = match offset {
        Offset::None => 0,
        Offset::Any => 1,
    };
    let day = julian_day(parts);
    // The Julian day of 294277-01-01. Times are at most a day long.
    let end = 109_203_528;
    match (-slack..=end + slack).contains(&day) {
        true => Ok(()),
        false => Err(Fault::OutOfRange),
    }
}

/// `date2j`.
fn julian_day(parts: &Parts) -> i64 {
    let (mut year, mut month) = (i64::from(parts.year), i64::from(parts.month));
    if month > 2 {
        month += 1;
        year += 4800;
    } else {
        month += 13;
        year += 4799;
    }
    let century = year.div_euclid(100);
    year * 365 - 32_167 + year.div_euclid(4) - century
        + century.div_euclid(4)
        + 7834 * month / 256
        + i64::from(parts.day)
}

#[cfg(test)]
mod tests {
    use super::super::DateOrder;
    use super::*;
    use crate::catalog::Major;

    #[test]
    fn julian_days_are_those_of_postgresql() {
        let day = |year, month, day| {
            julian_day(&Parts { year, month, day, ..Parts::new(DateOrder::Mdy, Major::V17) })
        };
        assert_eq!(day(2000, 1, 1), 2_451_545);
        assert_eq!(day(-4713, 11, 24), 0);
        assert_eq!(day(294_277, 1, 1), 109_203_528);
    }
}
