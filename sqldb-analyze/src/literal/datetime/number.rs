//! Numbers in dates and times: `datetime.c DecodeNumber, DecodeNumberField, DecodeDate, DecodeTime,
//! DecodeTimezone`.

use super::parts::{Parts, mask};
use super::{DateOrder, Fault, MAX_FIELDS};
use crate::catalog::Major;
use crate::literal::datetime::word::{DateWord, date_word};
use crate::literal::strtod::Leading;

/// `strtoint()`: the number at the beginning, and what follows.
pub(in crate::literal) fn leading_number(text: &str) -> Result<(i64, &str), Fault> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let end = unsigned.find(|c: char| !c.is_ascii_digit()).unwrap_or(unsigned.len());
    if end == 0 {
        return Ok((0, text));
    }
    // With its sign, as `strtoi64` reads it: the least number has no positive counterpart.
    let end = text.len() - unsigned.len() + end;
    let (signed, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    Ok((signed.parse::<i64>().map_err(|_| Fault::Overflow)?, rest))
}

/// [`leading_number`] as an `int`.
pub(super) fn leading_int(text: &str) -> Result<(i32, &str), Fault> {
    let (number, rest) = leading_number(text)?;
    Ok((i32::try_from(number).map_err(|_| Fault::Overflow)?, rest))
}

/// `ParseFraction`, of the text from the point on.
pub(in crate::literal) fn fraction(text: &str, major: Major) -> Result<f64, Fault> {
    let digits = text.strip_prefix('.').unwrap_or(text);
    match digits.bytes().all(|byte| byte.is_ascii_digit()) {
        true if digits.is_empty() => Ok(0.0),
        true => text.parse().map_err(|_| Fault::Format),
        // 15 reads exponents here.
        false if major < Major::V16 && Leading::read(text).is_some_and(|it| it.rest.is_empty()) => {
            Err(Fault::Unsure)
        }
        false => Err(Fault::Format),
    }
}

/// `ParseFractionalSecond`.
pub(super) fn microseconds(text: &str, major: Major) -> Result<i64, Fault> {
    Ok((fraction(text, major)? * 1_000_000.0).round_ties_even() as i64)
}

/// `DecodeTimeCommon`, as the clock of a day.
pub(super) fn time(text: &str, parts: &mut Parts) -> Result<u32, Fault> {
    let clock = Clock::read(text, false, parts.major)?;
    (parts.hour, parts.minute, parts.second) = (clock.hour, clock.minute, clock.second);
    parts.fraction = clock.microsecond != 0;
    if clock.hour > i64::from(i32::MAX) {
        return Err(Fault::Overflow);
    }
    Ok(mask::TIME)
}

/// Hours, minutes and seconds with colons between.
pub(in crate::literal) struct Clock {
    /// Hours, as many as are written.
    pub(in crate::literal) hour: i64,
    /// Minutes, 0 to 59.
    pub(in crate::literal) minute: i64,
    /// Seconds, 0 to 60.
    pub(in crate::literal) second: i64,
    /// Millionths of a second.
    pub(in crate::literal) microsecond: i64,
}

impl Clock {
    /// `DecodeTimeCommon`: `mm:ss.sss` is minutes and seconds, and `mm:ss`, too, of an interval that
    /// has no other fields (`minutes`).
    pub(in crate::literal) fn read(
        text: &str,
        minutes: bool,
        major: Major,
    ) -> Result<Clock, Fault> {
        let (hour, rest) = leading_number(text)?;
        let Some(rest) = rest.strip_prefix(':') else { return Err(Fault::Format) };
        let (minute, rest) = leading_int(rest)?;
        let mut clock = Clock { hour, minute: minute.into(), second: 0, microsecond: 0 };
        match rest.chars().next() {
            None if !minutes => {}
            None => clock.shift()?,
            Some('.') => {
                clock.microsecond = microseconds(rest, major)?;
                clock.shift()?;
            }
            Some(':') => {
                let (second, rest) = leading_int(rest.get(1..).unwrap_or_default())?;
                clock.second = second.into();
                match rest.chars().next() {
                    None => {}
                    Some('.') => clock.microsecond = microseconds(rest, major)?,
                    Some(_) => return Err(Fault::Format),
                }
            }
            Some(_) => return Err(Fault::Format),
        }
        let inside =
            clock.hour >= 0 && (0..60).contains(&clock.minute) && (0..=60).contains(&clock.second);
        if inside { Ok(clock) } else { Err(Fault::Overflow) }
    }

    /// Two numbers are minutes and seconds.
    fn shift(&mut self) -> Result<(), Fault> {
        i32::try_from(self.hour).map_err(|_| Fault::Overflow)?;
        (self.hour, self.minute, self.second) = (0, self.hour, self.minute);
        Ok(())
    }
}

/// `DecodeTimezone`.
pub(super) fn zone(text: &str) -> Result<(), Fault> {
    let Some(digits) = text.strip_prefix(['+', '-']) else { return Err(Fault::Format) };
    let number = |text| leading_int(text).map_err(|_| Fault::ZoneOverflow);
    let (mut hour, mut rest) = number(digits)?;
    let (mut minute, mut second) = (0, 0);
    if let Some(after) = rest.strip_prefix(':') {
        (minute, rest) = number(after)?;
        if let Some(after) = rest.strip_prefix(':') {
            (second, rest) = number(after)?;
        }
    } else if rest.is_empty() && text.len() > 3 {
        (hour, minute) = (hour / 100, hour % 100);
    }
    let inside = (0..=15).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    match (inside, rest) {
        (false, _) => Err(Fault::ZoneOverflow),
        (true, "") => Ok(()),
        (true, _) => Err(Fault::Format),
    }
}

/// `DecodeNumberField`: a whole date or a whole time in one number.
pub(super) fn run_together(text: &str, given: u32, parts: &mut Parts) -> Result<u32, Fault> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        // 15 reads on.
        return Err(Fault::since_16(parts.major));
    }
    let digits = match text.split_once('.') {
        Some((digits, _)) => {
            let part = text.get(digits.len()..).unwrap_or_default();
            parts.fraction = microseconds(part, parts.major)? != 0;
            digits
        }
        None if !mask::all(given, mask::DATE) && text.len() >= 6 => return whole_date(text, parts),
        None => text,
    };
    let two = |at: usize| digits.get(at..at + 2).and_then(|two| two.parse().ok()).unwrap_or(0);
    if given & mask::TIME == 0 && matches!(digits.len(), 4 | 6) {
        (parts.hour, parts.minute) = (two(0), two(2));
        parts.second = if digits.len() == 6 { two(4) } else { 0 };
        return Ok(mask::TIME);
    }
    Err(Fault::Format)
}

/// The last two digits are the day, two before them the month.
fn whole_date(text: &str, parts: &mut Parts) -> Result<u32, Fault> {
    let (rest, day) = text.split_at_checked(text.len() - 2).unwrap_or_default();
    let (year, month) = rest.split_at_checked(rest.len().saturating_sub(2)).unwrap_or_default();
    parts.day = day.parse().unwrap_or(0);
    parts.month = month.parse().unwrap_or(0);
    // `atoi()` of a larger number is anything.
    parts.year = year.parse().map_err(|_| Fault::Unsure)?;
    parts.two_digits |= year.len() == 2;
    Ok(mask::DATE)
}

/// `hhmmss-zz`.
pub(super) fn time_with_zone(text: &str, given: u32, parts: &mut Parts) -> Result<u32, Fault> {
    if given & mask::TIME != 0 {
        return Err(Fault::Format);
    }
    let Some(minus) = text.find('-') else { return Err(Fault::Format) };
    let (time, behind) = text.split_at_checked(minus).unwrap_or((text, ""));
    zone(behind)?;
    Ok(run_together(time, given, parts)? | mask::ZONE)
}

/// `DecodeNumber`: what a number is, by what has been given.
pub(super) fn number(
    text: &str,
    text_month: bool,
    given: u32,
    parts: &mut Parts,
) -> Result<u32, Fault> {
    let (value, rest) = leading_int(text)?;
    if rest.len() == text.len() {
        return Err(Fault::Format);
    }
    if rest.starts_with('.') {
        if text.len() - rest.len() > 2 {
            return run_together(text, given | mask::DATE, parts);
        }
        parts.fraction = microseconds(rest, parts.major)? != 0;
    } else if !rest.is_empty() {
        return Err(Fault::Format);
    }
    let dates = given & mask::DATE;
    if text.len() == 3 && dates == mask::YEAR && (1..=366).contains(&value) {
        parts.derived = true;
        return Ok(mask::DAY_OF_YEAR | mask::MONTH | mask::DAY);
    }
    let long = text.len() >= 3;
    let year_first = long || parts.order == DateOrder::Ymd;
    const YEAR_MONTH: u32 = mask::YEAR | mask::MONTH;
    const MONTH_DAY: u32 = mask::MONTH | mask::DAY;
    let found = match dates {
        0 if year_first => mask::YEAR,
        0 if parts.order == DateOrder::Dmy => mask::DAY,
        0 => mask::MONTH,
        mask::YEAR | mask::DAY => mask::MONTH,
        mask::MONTH if text_month && year_first => mask::YEAR,
        mask::MONTH => mask::DAY,
        YEAR_MONTH if text_month && long && parts.two_digits => {
            // What was taken for the year is the day: `24-Feb-2024` in the order of years first.
            parts.day = parts.year;
            parts.year = value;
            parts.two_digits = false;
            return Ok(mask::DAY);
        }
        YEAR_MONTH => mask::DAY,
        MONTH_DAY => mask::YEAR,
        mask::DATE => return run_together(text, given, parts),
        _ => return Err(Fault::Format),
    };
    match found {
        mask::YEAR => {
            parts.year = value;
            parts.two_digits = text.len() <= 2;
        }
        mask::MONTH => parts.month = value,
        _ => parts.day = value,
    }
    Ok(found)
}

/// `DecodeDate`: numbers and a month with delimiters between.
pub(super) fn date(text: &str, given: u32, parts: &mut Parts) -> Result<u32, Fault> {
    let mut pieces = pieces(text)?;
    let mut given = given;
    let mut found = 0;
    let mut text_month = false;
    for piece in &mut pieces {
        if !piece.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        match date_word(piece) {
            Some(DateWord::Ignored) => continue,
            Some(DateWord::Month(month)) => parts.month = month,
            _ => return Err(Fault::Format),
        }
        if given & mask::MONTH != 0 {
            return Err(Fault::Format);
        }
        text_month = true;
        given |= mask::MONTH;
        found |= mask::MONTH;
        *piece = "";
    }
    for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
        let more = number(piece, text_month, given, parts)?;
        if given & more != 0 {
            return Err(Fault::Format);
        }
        given |= more;
        found |= more;
    }
    match given & !(mask::DAY_OF_YEAR | mask::ZONE) == mask::DATE {
        true => Ok(found),
        false => Err(Fault::Format),
    }
}

/// Runs of digits and runs of letters, with what is between taken out.
fn pieces(text: &str) -> Result<Vec<&str>, Fault> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() && pieces.len() < MAX_FIELDS {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let Some(first) = rest.chars().next() else { return Err(Fault::Format) };
        let same = |c: char| match first.is_ascii_digit() {
            true => c.is_ascii_digit(),
            false => c.is_ascii_alphabetic(),
        };
        let end = rest.find(|c: char| !same(c)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        pieces.push(piece);
        // PostgreSQL takes the next character away, whatever it is.
        rest = after.get(1..).unwrap_or_default();
    }
    Ok(pieces)
}
