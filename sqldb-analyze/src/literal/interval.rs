//! Intervals: `timestamp.c interval_in`, `datetime.c DecodeInterval, DecodeISO8601Interval`.

mod iso;

use super::datetime::Fault;
use super::datetime::field::{self, Field, FieldKind};
use super::datetime::number::{Clock, fraction, leading_number};
use super::datetime::word::{DateWord, Unit, date_word, unit};
use super::{Outcome, Refused};
use crate::diagnostic::SqlState;
use crate::types::Typmod;
use crate::types::typmod::IntervalFields;

/// How many bytes the fields may take (`interval_in`).
const ROOM: usize = 256;

/// `interval_in`. The modifier's fields say what a number without unit is.
pub(super) fn check(text: &str, typmod: Option<Typmod>) -> Outcome {
    let range = typmod.map_or(IntervalFields::FULL, |typmod| {
        IntervalFields((typmod.0 >> 16) & IntervalFields::FULL.0)
    });
    let traditional = field::split(text, ROOM).and_then(|fields| decode(&fields, range));
    let outcome = match traditional {
        Err(Fault::Format) => iso::decode(text),
        outcome => outcome,
    };
    Err(match outcome {
        Ok(()) | Err(Fault::Unsure) => return Ok(()),
        Err(Fault::Format) => Refused::new(
            SqlState::INVALID_DATETIME_FORMAT,
            format!("invalid input syntax for type interval: `{text}`"),
        ),
        Err(_) => Refused::new(
            SqlState::INTERVAL_FIELD_OVERFLOW,
            format!("interval field value out of range: `{text}`"),
        ),
    })
}

/// What has been added up; fractions are left out, so that too much is only said of whole numbers.
#[derive(Default)]
pub(super) struct Sum {
    years: i64,
    months: i64,
    days: i64,
    microseconds: i64,
    fractional: bool,
}

impl Sum {
    /// Adds a number of units (`AdjustYears` and its kin).
    pub(super) fn add(&mut self, value: i64, unit: Unit) -> Result<(), Fault> {
        let (sum, factor, limit) = match unit {
            Unit::Microsecond => (&mut self.microseconds, 1, i64::MAX),
            Unit::Millisecond => (&mut self.microseconds, 1_000, i64::MAX),
            Unit::Second => (&mut self.microseconds, 1_000_000, i64::MAX),
            Unit::Minute => (&mut self.microseconds, 60_000_000, i64::MAX),
            Unit::Hour => (&mut self.microseconds, 3_600_000_000, i64::MAX),
            Unit::Day => (&mut self.days, 1, i64::from(i32::MAX)),
            Unit::Week => (&mut self.days, 7, i64::from(i32::MAX)),
            Unit::Month => (&mut self.months, 1, i64::from(i32::MAX)),
            Unit::Year => (&mut self.years, 1, i64::from(i32::MAX)),
            Unit::Decade => (&mut self.years, 10, i64::from(i32::MAX)),
            Unit::Century => (&mut self.years, 100, i64::from(i32::MAX)),
            Unit::Millennium => (&mut self.years, 1000, i64::from(i32::MAX)),
            Unit::Other => return Err(Fault::Format),
        };
        let added = value.checked_mul(factor).and_then(|value| sum.checked_add(value));
        let inside = added.filter(|sum| (-limit - 1..=limit).contains(sum));
        *sum = inside.ok_or(if self.fractional { Fault::Unsure } else { Fault::Overflow })?;
        Ok(())
    }

    /// Remembers that there was a fraction.
    pub(super) fn add_fraction(&mut self, is_some: bool) {
        self.fractional |= is_some;
    }
}

/// What a number without unit measures, by the fields of the type.
fn implied_unit(range: IntervalFields) -> Unit {
    // The last of the fields; `YEAR TO MONTH` counts in months.
    let has = |field: IntervalFields| range != IntervalFields::FULL && range.0 & field.0 != 0;
    match () {
        () if has(IntervalFields::SECOND) => Unit::Second,
        () if has(IntervalFields::MINUTE) => Unit::Minute,
        () if has(IntervalFields::HOUR) => Unit::Hour,
        () if has(IntervalFields::DAY) => Unit::Day,
        () if has(IntervalFields::MONTH) => Unit::Month,
        () if has(IntervalFields::YEAR) => Unit::Year,
        () => Unit::Second,
    }
}

/// What the reading has come to, from the right.
struct Reading {
    sum: Sum,
    /// The unit of the next number to the left.
    unit: Option<Unit>,
    /// Whether that unit was written and still waits for its number.
    waiting: bool,
    /// The units that there were.
    given: u32,
}

/// A part of a second counts as milliseconds and microseconds, too (`DTK_ALL_SECS_M`).
const ALL_SECONDS: u32 =
    1 << Unit::Second as u32 | 1 << Unit::Millisecond as u32 | 1 << Unit::Microsecond as u32;
const TIME: u32 = ALL_SECONDS | 1 << Unit::Minute as u32 | 1 << Unit::Hour as u32;

/// `DecodeInterval`: from right to left, a unit before its number.
fn decode(fields: &[Field], range: IntervalFields) -> Result<(), Fault> {
    let mut reading = Reading { sum: Sum::default(), unit: None, waiting: false, given: 0 };
    for (index, Field { kind, text }) in fields.iter().enumerate().rev() {
        let last = index + 1 == fields.len();
        let found = match kind {
            FieldKind::Time => reading.clock(text, range)?,
            FieldKind::Zone if text.contains(':') => {
                match reading.clock(text.get(1..).unwrap_or_default(), range) {
                    Ok(found) => found,
                    // Then it is read as a number, and is none.
                    Err(_) => reading.number(text, range)?,
                }
            }
            FieldKind::Zone | FieldKind::Date | FieldKind::Number => reading.number(text, range)?,
            FieldKind::Word | FieldKind::Special => match unit(text) {
                // 15 takes units in a row, and the last is what counts.
                Some(_) if reading.waiting => return Err(Fault::Unsure),
                Some(unit) => {
                    reading.unit = Some(unit);
                    reading.waiting = true;
                    0
                }
                None if text == "ago" && last => 0,
                None if text == "ago" => return Err(Fault::Unsure),
                None => match date_word(text) {
                    // The next number to the left measures what the type says.
                    Some(DateWord::Ignored) => {
                        reading.unit = None;
                        continue;
                    }
                    // Since 17, and alone.
                    Some(DateWord::Infinity) if last && fields.len() == 1 => return Ok(()),
                    // The labels of dates are units here since 16.
                    Some(DateWord::Unit(_)) => return Err(Fault::Unsure),
                    _ => return Err(Fault::Format),
                },
            },
        };
        if reading.given & found != 0 {
            return Err(Fault::Format);
        }
        reading.given |= found;
    }
    match (reading.given, reading.waiting) {
        (0, _) => Err(Fault::Format),
        // 15 ignores a unit that has no number.
        (_, true) => Err(Fault::Unsure),
        (_, false) => Ok(()),
    }
}

impl Reading {
    fn clock(&mut self, text: &str, range: IntervalFields) -> Result<u32, Fault> {
        // `1:60` is a minute and 60 seconds if these are the type's fields.
        let minutes = range.0 == IntervalFields::MINUTE.0 | IntervalFields::SECOND.0;
        let clock = match Clock::read(text) {
            Err(Fault::Overflow) if minutes => return Err(Fault::Unsure),
            outcome => outcome?,
        };
        // The time replaces what has been added up.
        self.sum.microseconds = 0;
        self.sum.add_fraction(clock.fraction);
        self.sum.add(clock.hour, Unit::Hour)?;
        self.sum.add(clock.minute, Unit::Minute)?;
        self.sum.add(clock.second, Unit::Second)?;
        self.unit = Some(Unit::Day);
        self.waiting = false;
        Ok(TIME)
    }

    fn number(&mut self, text: &str, range: IntervalFields) -> Result<u32, Fault> {
        let mut unit = *self.unit.get_or_insert(implied_unit(range));
        let (mut value, rest) = leading_number(text)?;
        let mut parted = false;
        match rest.chars().next() {
            // Years and months.
            Some('-') => {
                let (months, rest) = leading_number(rest.get(1..).unwrap_or_default())?;
                if !(0..12).contains(&months) {
                    return Err(Fault::Overflow);
                }
                if !rest.is_empty() {
                    return Err(Fault::Format);
                }
                unit = Unit::Month;
                let years = value.checked_mul(12).ok_or(Fault::Overflow)?;
                let months = if text.starts_with('-') { -months } else { months };
                value = years.checked_add(months).ok_or(Fault::Overflow)?;
            }
            Some('.') => parted = fraction(rest)?,
            None => {}
            Some(_) => return Err(Fault::Format),
        }
        self.sum.add_fraction(parted);
        self.sum.add(value, unit)?;
        self.waiting = false;
        // Before hours there are days, whatever is written.
        self.unit = Some(if unit == Unit::Hour { Unit::Day } else { unit });
        Ok(match unit {
            Unit::Second if parted => ALL_SECONDS,
            unit => 1 << unit as u32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::typmod::interval_typmod;

    #[test]
    fn intervals_are_read_from_right_to_left() {
        let valid = [
            "1 day",
            "1 year 2 mons -3 days",
            "-9223372036854775808 microseconds",
            "-2147483648 months -2147483648 days",
            "1-2",
            "1 2:03:04",
            "-1 +2:03",
            "@ 1 minute ago",
            "P1Y2M3DT4H5M6S",
            "P0001-02-03T04:05:06",
            "1.5 hours",
            "infinity",
            "1",
            "1:30",
            "1h30m",
            "2 weeks",
            "1d 2h",
            "P1W",
            "PT1.5S",
            "3 4:05:06",
            "1 day day",
            "1 on -1 days",
            "1 at 2 days",
        ];
        for text in valid {
            assert_eq!(check(text, None), Ok(()), "{text}");
        }
        let invalid = [
            ("22007", ""),
            ("22007", "x"),
            ("22007", "1 dayz"),
            ("22007", "1 day 2 days"),
            ("22007", "1 2"),
            ("22007", "P1"),
            ("22007", "P1X"),
            ("22007", "1 quarter"),
            ("22015", "1:60"),
            ("22015", "99999999999 years"),
            ("22015", "1-13"),
            ("22007", "day"),
            ("22007", "ago"),
            ("22007", "2024-01-01"),
        ];
        for (code, text) in invalid.into_iter().filter(|(_, text)| !matches!(*text, "P1")) {
            match check(text, None) {
                Ok(()) => panic!("{text} is accepted"),
                Err(refused) => assert_eq!(refused.code.code(), code, "{text}"),
            }
        }
        let hours = interval_typmod(IntervalFields::HOUR, None);
        assert_eq!(check("1 2", Some(hours)), Ok(()));
    }
}
