//! Intervals: `timestamp.c interval_in`, `datetime.c DecodeInterval, DecodeISO8601Interval`.

mod iso;
mod sum;

use super::datetime::Fault;
use super::datetime::field::{self, Field, FieldKind};
use super::datetime::number::{Clock, fraction, leading_number};
use super::datetime::word::{DateWord, Unit, date_word, unit};
use super::{Outcome, Refused};
use crate::catalog::Major;
use crate::diagnostic::SqlState;
use crate::types::Typmod;
use crate::types::typmod::IntervalFields;
use sum::Sum;

/// How many bytes the fields may take (`interval_in`).
const ROOM: usize = 256;

/// `interval_in`. The modifier's fields say what a number without unit is.
pub(super) fn check(text: &str, typmod: Option<Typmod>, major: Major) -> Outcome {
    let refused = |fault| refuse(fault, text);
    let range = typmod.map_or(IntervalFields::FULL, |typmod| {
        IntervalFields((typmod.0 >> 16) & IntervalFields::FULL.0)
    });
    let fields = field::split(text, ROOM);
    // Under `IntervalStyle = sql_standard` a sign at the beginning is that of all fields.
    let mut outcome = Ok(());
    for signs in [Signs::Own, Signs::OfFirst] {
        let traditional = match &fields {
            Ok(fields) => decode(fields, range, signs, major),
            Err(fault) => Err(*fault),
        };
        let found = match traditional {
            Err(Fault::Format) => iso::decode(text).map(Some),
            outcome => outcome,
        };
        let found = found.and_then(|sum| sum.map_or(Ok(()), |sum| sum.finish(typmod, major)));
        match found {
            Ok(()) | Err(Fault::Unsure) => return Ok(()),
            Err(_) if outcome.is_err() => {}
            Err(fault) => outcome = refused(fault),
        }
    }
    outcome
}

fn refuse(fault: Fault, text: &str) -> Outcome {
    let (code, message) = match fault {
        Fault::Format => (
            SqlState::INVALID_DATETIME_FORMAT,
            format!("invalid input syntax for type interval: `{text}`"),
        ),
        Fault::OutOfRange => {
            (SqlState::DATETIME_FIELD_OVERFLOW, "interval out of range".to_owned())
        }
        _ => (
            SqlState::INTERVAL_FIELD_OVERFLOW,
            format!("interval field value out of range: `{text}`"),
        ),
    };
    Err(Refused::new(code, message))
}

/// Whether a sign at the beginning holds for all that follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signs {
    /// Each number has its own.
    Own,
    /// That of the first is everybody's, if nobody else has one.
    OfFirst,
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

/// What the next number to the left measures.
#[derive(Clone, Copy)]
enum Next {
    /// What the type says.
    Implied,
    /// What was written or follows.
    Is(Unit),
    /// Nothing: behind it stands `ago`, or a label that measures nothing.
    Nothing,
}

/// What the reading has come to, from the right.
struct Reading {
    major: Major,
    sum: Sum,
    next: Next,
    /// Whether that unit was written and still waits for its number.
    waiting: bool,
    /// The units that there were.
    given: u32,
    negative: bool,
}

/// A part of a second counts as milliseconds and microseconds, too (`DTK_ALL_SECS_M`).
const ALL_SECONDS: u32 =
    1 << Unit::Second as u32 | 1 << Unit::Millisecond as u32 | 1 << Unit::Microsecond as u32;
const TIME: u32 = ALL_SECONDS | 1 << Unit::Minute as u32 | 1 << Unit::Hour as u32;
/// `DTK_DATE_M`.
const DATE: u32 = 1 << Unit::Year as u32 | 1 << Unit::Month as u32 | 1 << Unit::Day as u32;

/// `DecodeInterval`: from right to left, a unit before its number; [`None`] is one without end.
fn decode(
    fields: &[Field],
    range: IntervalFields,
    signs: Signs,
    major: Major,
) -> Result<Option<Sum>, Fault> {
    let mut reading = Reading {
        major,
        sum: Sum::default(),
        next: Next::Implied,
        waiting: false,
        given: 0,
        negative: signs == Signs::OfFirst && only_first_is_signed(fields),
    };
    let (mut ago, mut endless) = (false, false);
    for (index, Field { kind, text }) in fields.iter().enumerate().rev() {
        let last = index + 1 == fields.len();
        let found = match kind {
            FieldKind::Time => reading.clock(text, range, false)?,
            FieldKind::Zone if text.contains(':') => {
                match reading.clock(text.get(1..).unwrap_or_default(), range, text.starts_with('-'))
                {
                    Ok(found) => found,
                    Err(Fault::Unsure) => return Err(Fault::Unsure),
                    // Then it is read as a number, and is none.
                    Err(_) => reading.number(text, range)?,
                }
            }
            FieldKind::Zone | FieldKind::Date | FieldKind::Number => reading.number(text, range)?,
            // Since 17 a unit needs a number, and `ago` is at the end.
            FieldKind::Word | FieldKind::Special if major >= Major::V17 && reading.waiting => {
                return Err(Fault::Format);
            }
            FieldKind::Word | FieldKind::Special => match unit(text) {
                Some(unit) => {
                    (reading.next, reading.waiting) = (Next::Is(unit), true);
                    0
                }
                None if text == "ago" => {
                    if major >= Major::V17 && !last {
                        return Err(Fault::Format);
                    }
                    (ago, reading.next) = (true, Next::Nothing);
                    0
                }
                None if major < Major::V17 => return Err(Fault::Format),
                None => match date_word(text) {
                    Some(DateWord::Ignored) => {
                        reading.next = Next::Implied;
                        continue;
                    }
                    Some(DateWord::Infinity) if last => {
                        (endless, reading.next) = (true, Next::Nothing);
                        DATE | TIME
                    }
                    Some(DateWord::Unit(_)) => {
                        // Of these, `mm` measures something here, too.
                        let minutes = text == "mm";
                        reading.next = if minutes { Next::Is(Unit::Minute) } else { Next::Nothing };
                        reading.waiting = true;
                        0
                    }
                    _ => return Err(Fault::Format),
                },
            },
        };
        if reading.given & found != 0 {
            return Err(Fault::Format);
        }
        reading.given |= found;
    }
    if reading.given == 0 || major >= Major::V17 && reading.waiting {
        return Err(Fault::Format);
    }
    if endless {
        return Ok(None);
    }
    if ago { reading.sum.negated().map(Some) } else { Ok(Some(reading.sum)) }
}

fn only_first_is_signed(fields: &[Field]) -> bool {
    let [first, others @ ..] = fields else { return false };
    first.text.starts_with('-') && !others.iter().any(|field| field.text.starts_with(['-', '+']))
}

impl Reading {
    /// `DecodeTimeForInterval`: the time replaces what has been added up of it.
    fn clock(&mut self, text: &str, range: IntervalFields, negative: bool) -> Result<u32, Fault> {
        let minutes = range.0 == IntervalFields::MINUTE.0 | IntervalFields::SECOND.0;
        let Clock { hour, minute, second, microsecond } = Clock::read(text, minutes, self.major)?;
        self.sum.microseconds = microsecond;
        self.sum.add(hour, 0.0, Unit::Hour)?;
        self.sum.add(minute, 0.0, Unit::Minute)?;
        self.sum.add(second, 0.0, Unit::Second)?;
        if negative || self.negative && self.sum.microseconds > 0 {
            self.sum.microseconds = -self.sum.microseconds;
        }
        self.next = Next::Is(Unit::Day);
        self.waiting = false;
        Ok(TIME)
    }

    fn number(&mut self, text: &str, range: IntervalFields) -> Result<u32, Fault> {
        if let Next::Implied = self.next {
            self.next = Next::Is(implied_unit(range));
        }
        let (mut value, rest) = leading_number(text)?;
        let mut part = 0.0;
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
                self.next = Next::Is(Unit::Month);
                let years = value.checked_mul(12).ok_or(Fault::Overflow)?;
                let months = if text.starts_with('-') { -months } else { months };
                value = years.checked_add(months).ok_or(Fault::Overflow)?;
            }
            Some('.') => {
                part = fraction(rest, self.major)?;
                if text.starts_with('-') {
                    part = -part;
                }
            }
            None => {}
            Some(_) => return Err(Fault::Format),
        }
        if self.negative {
            // The least number has no positive counterpart.
            (value, part) = (if value > 0 { -value } else { value }, -part.abs());
        }
        let Next::Is(unit) = self.next else { return Err(Fault::Format) };
        self.sum.add(value, part, unit)?;
        self.waiting = false;
        // Before hours there are days, whatever is written.
        self.next = Next::Is(if unit == Unit::Hour { Unit::Day } else { unit });
        Ok(match unit {
            Unit::Second if part != 0.0 => ALL_SECONDS,
            unit => 1 << unit as u32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::typmod::interval_typmod;

    #[track_caller]
    fn refusal(text: &str, major: Major) -> Option<&'static str> {
        check(text, None, major).err().map(|refused| refused.code.code())
    }

    #[test]
    fn intervals_are_read_from_right_to_left() {
        let valid = [
            "1 day",
            "1 year 2 mons -3 days",
            "-9223372036854775808 microseconds",
            "-2147483648 months -2147483648 days",
            "1-2",
            "1-",
            "1 2:03:04",
            "-1 +2:03",
            "@ 1 minute ago",
            "P1Y2M3DT4H5M6S",
            "P0001-02-03T04:05:06",
            "P1",
            "1.5 hours",
            "1",
            "1:30",
            "1h30m",
            "2 weeks",
            "1d 2h",
            "P1W",
            "PT1.5S",
            "P1e1D",
            "3 4:05:06",
            "178000000 years",
        ];
        let invalid = [
            ("22007", ""),
            ("22007", "x"),
            ("22007", "1 dayz"),
            ("22007", "1 day 2 days"),
            ("22007", "1 2"),
            ("22007", "P1X"),
            ("22007", "1 quarter"),
            ("22015", "1:60"),
            ("22015", "99999999999 years"),
            ("22008", "178956971 years"),
            ("22015", "0.5 days 9223372036854775807 us"),
            ("22015", "1-13"),
            ("22007", "day"),
            ("22007", "ago"),
            ("22007", "1 ago"),
            ("22007", "2024-01-01"),
            ("22007", "Pinf"),
            ("22015", "P1e16D"),
        ];
        for major in Major::ALL {
            for text in valid {
                assert_eq!(refusal(text, major), None, "{text}");
            }
            for (code, text) in invalid {
                assert_eq!(refusal(text, major), Some(code), "{text}");
            }
        }
        let hours = interval_typmod(IntervalFields::HOUR, None);
        assert_eq!(check("1 2", Some(hours), Major::V17), Ok(()));
    }

    #[test]
    fn seventeen_takes_infinity_and_no_stray_unit() {
        for text in ["infinity", "-infinity", "1 on -1 days", "1 at 2 days", "1 mm"] {
            assert_eq!(refusal(text, Major::V17), None, "{text}");
            assert_eq!(refusal(text, Major::V16), Some("22007"), "{text}");
        }
        for text in ["1 day day", "1 day ago 2 hours", "day 1 hour", "ago 1 day"] {
            assert_eq!(refusal(text, Major::V17), Some("22007"), "{text}");
            assert_eq!(refusal(text, Major::V16), None, "{text}");
        }
        for text in ["1 day infinity", "infinity ago"] {
            assert_eq!(refusal(text, Major::V17), Some("22007"), "{text}");
        }
    }
}
