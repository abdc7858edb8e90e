//! The fields of a time: `datetime.c DecodeTimeOnly`.

use super::decode::{Prefix, labelled};
use super::field::{Field, FieldKind};
use super::number;
use super::parts::{Parts, mask};
use super::word::{DateWord, Era, Label, date_word};
use super::{DateOrder, Fault, calendar};
use crate::catalog::Major;

/// `DecodeTimeOnly` in one order of dates. A date may be written, too, for the time zone's sake.
pub(super) fn decode(fields: &[Field], order: DateOrder, major: Major) -> Result<(), Fault> {
    let mut parts = Parts::new(order, major);
    let mut prefix = Prefix::None;
    let mut given = 0;
    let mut meridiem = false;
    let mut before_christ = false;
    let last_is_date = fields.last().is_some_and(|field| field.kind == FieldKind::Date);
    let second_is_time = fields.get(1).is_some_and(|field| field.kind == FieldKind::Time);
    for (index, Field { kind, text }) in fields.iter().enumerate() {
        let first_of_several = index == 0 && fields.len() >= 2;
        let found = match kind {
            FieldKind::Date if prefix != Prefix::None && major < Major::V16 => {
                return Err(Fault::Unsure);
            }
            FieldKind::Date if first_of_several && (last_is_date || second_is_time) => {
                number::date(text, given, &mut parts)?
            }
            FieldKind::Date => time_with_zone(text, given, &mut parts)?,
            FieldKind::Time => {
                // 15 lets a label stand here.
                if prefix == Prefix::Julian {
                    return Err(Fault::since_16(major));
                }
                prefix = Prefix::None;
                number::time(text, &mut parts)?
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
            FieldKind::Number => match text.find('.') {
                Some(_) if first_of_several && last_is_date => {
                    number::date(text, given, &mut parts)?
                }
                Some(whole) if whole > 2 => {
                    number::run_together(text, given | mask::DATE, &mut parts)?
                }
                Some(_) => return Err(Fault::Format),
                None if text.len() > 4 => {
                    number::run_together(text, given | mask::DATE, &mut parts)?
                }
                None => number::number(text, false, given | mask::DATE, &mut parts)?,
            },
            FieldKind::Word | FieldKind::Special => match date_word(text) {
                _ if text == "sat" => return Err(Fault::Unsure),
                None if text.starts_with(['+', '-']) => return Err(Fault::Format),
                None => mask::ZONE,
                Some(DateWord::Ignored) => continue,
                Some(DateWord::Now) => mask::TIME,
                Some(DateWord::Midnight) => mask::TIME | mask::ZONE,
                Some(DateWord::DaylightSaving) => mask::DAYLIGHT | mask::DAYLIGHT_WORD,
                Some(DateWord::Meridiem(_)) => {
                    meridiem = true;
                    mask::MERIDIEM
                }
                Some(DateWord::Era(era)) => {
                    before_christ = era == Era::Bc;
                    mask::ERA
                }
                Some(DateWord::Unit(Label::Field)) => return Err(Fault::since_16(major)),
                Some(DateWord::Unit(Label::Julian) | DateWord::IsoTime)
                    if prefix != Prefix::None =>
                {
                    return Err(Fault::since_16(major));
                }
                Some(DateWord::Unit(Label::Julian)) => {
                    prefix = Prefix::Julian;
                    0
                }
                Some(DateWord::IsoTime) => {
                    prefix = Prefix::Time;
                    0
                }
                Some(
                    DateWord::Fixed
                    | DateWord::Infinity
                    | DateWord::Day
                    | DateWord::Month(_)
                    | DateWord::Weekday,
                ) => return Err(Fault::Format),
            },
        };
        if given & found != 0 {
            return Err(Fault::Format);
        }
        given |= found;
    }
    if prefix != Prefix::None {
        return Err(Fault::since_16(major));
    }
    calendar::validate(given, before_christ, &mut parts)?;
    if meridiem && parts.hour > 12 {
        return Err(Fault::Overflow);
    }
    parts.check_time()?;
    let half_a_date = given & mask::DATE != 0 && !mask::all(given, mask::DATE);
    let zone = given & mask::ZONE != 0;
    let lone_daylight = given & mask::DAYLIGHT_WORD != 0 && !zone;
    match given & mask::TIME == 0 || !zone && half_a_date || lone_daylight {
        false => Ok(()),
        true => Err(Fault::Format),
    }
}

/// `hhmmss-zz`, or the name of a time zone.
fn time_with_zone(text: &str, given: u32, parts: &mut Parts) -> Result<u32, Fault> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(mask::ZONE);
    }
    number::time_with_zone(text, given | mask::DATE, parts)
}
