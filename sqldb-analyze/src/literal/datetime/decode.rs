//! The fields of a date or a timestamp: `datetime.c DecodeDateTime`.

use super::field::{Field, FieldKind};
use super::number::{self, leading_int};
use super::parts::{Parts, mask};
use super::word::{DateWord, Era, Label, Meridiem, date_word};
use super::{DateOrder, Fault, calendar};
use crate::catalog::Major;

/// A moment.
pub(super) enum Decoded {
    /// One whose range has to be looked at.
    Moment(Parts),
    /// `now`, `infinity`, a Julian day.
    InRange,
}

/// What a label before a field says of it (`ptype`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefix {
    None,
    Julian,
    Time,
}

/// What the words say besides parts of the date.
#[derive(Default)]
struct Words {
    meridiem: Option<Meridiem>,
    before_christ: bool,
    /// `epoch`, `infinity`.
    fixed: bool,
    /// `now`, `today`.
    current: bool,
}

/// `DecodeDateTime` in one order of dates.
pub(super) fn decode(fields: &[Field], order: DateOrder, major: Major) -> Result<Decoded, Fault> {
    let is_fixed = |field: &Field| {
        matches!(date_word(&field.text), Some(DateWord::Fixed | DateWord::Infinity))
    };
    match decode_fields(fields, Parts::new(order, major)) {
        // 15 takes more beside `epoch` and `infinity`.
        Err(_) if major < Major::V16 && fields.len() > 1 && fields.iter().any(is_fixed) => {
            Err(Fault::Unsure)
        }
        outcome => outcome,
    }
}

fn decode_fields(fields: &[Field], mut parts: Parts) -> Result<Decoded, Fault> {
    let mut words = Words::default();
    let mut prefix = Prefix::None;
    let mut given = 0;
    for Field { kind, text } in fields {
        let found = match kind {
            FieldKind::Date => date_field(text, given, &mut prefix, &mut parts)?,
            FieldKind::Time => {
                if prefix == Prefix::Julian {
                    return Err(Fault::Format);
                }
                prefix = Prefix::None;
                let found = number::time(text, &mut parts)?;
                parts.check_time()?;
                found
            }
            FieldKind::Zone => {
                number::zone(text)?;
                mask::ZONE
            }
            FieldKind::Number if prefix != Prefix::None => {
                let found = labelled(text, prefix, given, &mut parts)?;
                prefix = Prefix::None;
                found
            }
            FieldKind::Number => plain_number(text, given, &mut parts)?,
            FieldKind::Word | FieldKind::Special => {
                match word(text, given, &mut prefix, &mut parts, &mut words)? {
                    Some(found) => found,
                    None => continue,
                }
            }
        };
        if given & found != 0 {
            return Err(Fault::Format);
        }
        given |= found;
    }
    if prefix != Prefix::None {
        return Err(Fault::since_16(parts.major));
    }
    if words.fixed {
        return Ok(Decoded::InRange);
    }
    finish(given, parts, &words)
}

fn finish(given: u32, mut parts: Parts, words: &Words) -> Result<Decoded, Fault> {
    if !words.current {
        calendar::validate(given, words.before_christ, &mut parts)?;
    }
    if words.meridiem.is_some() && parts.hour > 12 {
        return Err(Fault::Overflow);
    }
    if !mask::all(given, mask::DATE) {
        return Err(Fault::Format);
    }
    // `dst` needs the zone that it changes.
    if given & mask::ZONE == 0 && given & mask::DAYLIGHT_WORD != 0 {
        return Err(Fault::Format);
    }
    match words.current || parts.derived {
        true => Ok(Decoded::InRange),
        false => Ok(Decoded::Moment(parts)),
    }
}

fn date_field(
    text: &str,
    given: u32,
    prefix: &mut Prefix,
    parts: &mut Parts,
) -> Result<u32, Fault> {
    if *prefix == Prefix::Julian {
        let (day, rest) = leading_int(text)?;
        if day < 0 {
            return Err(Fault::Overflow);
        }
        number::zone(rest)?;
        parts.derived = true;
        *prefix = Prefix::None;
        return Ok(mask::DATE | mask::TIME | mask::ZONE);
    }
    if *prefix == Prefix::None && !mask::all(given, mask::MONTH | mask::DAY) {
        return number::date(text, given, parts);
    }
    if *prefix == Prefix::None && !text.starts_with(|c: char| c.is_ascii_digit()) {
        // `America/New_York`.
        return Ok(mask::ZONE);
    }
    *prefix = Prefix::None;
    number::time_with_zone(text, given, parts)
}

/// A number behind `j` or `t`.
pub(super) fn labelled(
    text: &str,
    prefix: Prefix,
    given: u32,
    parts: &mut Parts,
) -> Result<u32, Fault> {
    let (value, rest) = leading_int(text)?;
    if !rest.is_empty() && !rest.starts_with('.') {
        return Err(Fault::Format);
    }
    if prefix == Prefix::Time {
        return match number::run_together(text, given | mask::DATE, parts)? {
            mask::TIME => Ok(mask::TIME),
            _ => Err(Fault::Format),
        };
    }
    if value < 0 {
        return Err(Fault::Overflow);
    }
    parts.derived = true;
    match rest.is_empty() {
        true => Ok(mask::DATE),
        false => {
            number::microseconds(rest, parts.major)?;
            Ok(mask::DATE | mask::TIME)
        }
    }
}

fn plain_number(text: &str, given: u32, parts: &mut Parts) -> Result<u32, Fault> {
    let whole = text.find('.');
    match whole {
        Some(_) if given & mask::DATE == 0 => number::date(text, given, parts),
        Some(whole) if whole > 2 => number::run_together(text, given, parts),
        // Six digits and more are a date or a time, unless both have been given.
        None if text.len() >= 6 && (given & mask::DATE == 0 || given & mask::TIME == 0) => {
            number::run_together(text, given, parts)
        }
        _ => number::number(text, parts.text_month, given, parts),
    }
}

/// What a word adds; [`None`] for one that is passed over.
fn word(
    text: &str,
    given: u32,
    prefix: &mut Prefix,
    parts: &mut Parts,
    words: &mut Words,
) -> Result<Option<u32>, Fault> {
    // An abbreviation of a time zone goes first; which there are is a setting.
    if text == "sat" {
        return Err(Fault::Unsure);
    }
    let Some(word) = date_word(text) else {
        return match text.starts_with(['+', '-']) {
            true => Err(Fault::Format),
            false => Ok(Some(mask::ZONE)),
        };
    };
    Ok(Some(match word {
        DateWord::Ignored => return Ok(None),
        DateWord::Fixed | DateWord::Infinity => {
            words.fixed = true;
            mask::DATE | mask::TIME | mask::ZONE
        }
        DateWord::Now => {
            words.current = true;
            mask::DATE | mask::TIME | mask::ZONE
        }
        DateWord::Day => {
            words.current = true;
            mask::DATE
        }
        DateWord::Midnight => mask::TIME | mask::ZONE,
        DateWord::Month(month) => {
            let mut found = mask::MONTH;
            let number_before = given & mask::MONTH != 0 && !parts.text_month;
            if number_before && given & mask::DAY == 0 && (1..=31).contains(&parts.month) {
                // What was taken for the month is the day.
                parts.day = parts.month;
                found = mask::DAY;
            }
            parts.text_month = true;
            parts.month = month;
            found
        }
        DateWord::Weekday => mask::WEEKDAY,
        DateWord::Era(era) => {
            words.before_christ = era == Era::Bc;
            mask::ERA
        }
        DateWord::Meridiem(meridiem) => {
            words.meridiem = Some(meridiem);
            mask::MERIDIEM
        }
        DateWord::DaylightSaving => mask::DAYLIGHT | mask::DAYLIGHT_WORD,
        DateWord::Unit(Label::Field) => return Err(Fault::since_16(parts.major)),
        DateWord::Unit(Label::Julian) => {
            if *prefix != Prefix::None {
                return Err(Fault::since_16(parts.major));
            }
            *prefix = Prefix::Julian;
            0
        }
        DateWord::IsoTime => {
            if !mask::all(given, mask::DATE) {
                return Err(Fault::Format);
            }
            if *prefix != Prefix::None {
                return Err(Fault::since_16(parts.major));
            }
            *prefix = Prefix::Time;
            0
        }
    }))
}
