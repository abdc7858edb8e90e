//! Intervals as ISO 8601 writes them: `datetime.c DecodeISO8601Interval`.

use super::Sum;
use crate::literal::datetime::Fault;
use crate::literal::datetime::word::Unit;
use crate::literal::strtod::Leading;

/// The largest number that is read (`ParseISO8601Number`).
const MOST: f64 = 1.0e15;

/// `P1Y2M3DT4H5M6S`, `P0001-02-03T04:05:06`, `P00010203T040506`.
pub(super) fn decode(text: &str) -> Result<Sum, Fault> {
    let Some(mut rest) = text.strip_prefix('P').filter(|rest| !rest.is_empty()) else {
        return Err(Fault::Format);
    };
    let mut sum = Sum::default();
    let mut in_time = false;
    let mut several = false;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            (in_time, several, rest) = (true, false, after);
            continue;
        }
        let number = Number::read(rest)?;
        let width = rest.trim_start_matches('-').bytes().take_while(u8::is_ascii_digit).count();
        let suffix = number.rest.chars().next();
        rest = number.rest.get(suffix.map_or(0, char::len_utf8)..).unwrap_or_default();
        let unit = match (in_time, suffix) {
            (false, Some('Y')) => Unit::Year,
            (false, Some('M')) => Unit::Month,
            (false, Some('W')) => Unit::Week,
            (false, Some('D')) => Unit::Day,
            (true, Some('H')) => Unit::Hour,
            (true, Some('M')) => Unit::Minute,
            (true, Some('S')) => Unit::Second,
            (false, None | Some('T' | '-')) | (true, None | Some(':')) => {
                let basic = if in_time { 6 } else { 8 };
                let delimited = matches!(suffix, Some('-' | ':'));
                if several {
                    return Err(Fault::Format);
                }
                if !delimited && width == basic {
                    number.run_together(in_time, &mut sum)?;
                } else {
                    let unit = if in_time { Unit::Hour } else { Unit::Year };
                    sum.add(number.whole, number.part, unit)?;
                    if delimited {
                        rest = delimited_parts(rest, in_time, &mut sum)?;
                        match rest.strip_prefix('T') {
                            None if rest.is_empty() => return Ok(sum),
                            Some(after) if !in_time => rest = after,
                            _ => return Err(Fault::Format),
                        }
                    }
                }
                if suffix.is_none() {
                    return Ok(sum);
                }
                (in_time, several) = (true, false);
                continue;
            }
            _ => return Err(Fault::Format),
        };
        sum.add(number.whole, number.part, unit)?;
        several = true;
    }
    Ok(sum)
}

/// `-02-03` behind the year, `:05:06` behind the hour; what follows.
fn delimited_parts<'t>(text: &'t str, in_time: bool, sum: &mut Sum) -> Result<&'t str, Fault> {
    let (units, delimiter) = match in_time {
        true => ([Unit::Minute, Unit::Second], ':'),
        false => ([Unit::Month, Unit::Day], '-'),
    };
    let mut rest = text;
    for (index, unit) in units.into_iter().enumerate() {
        let number = Number::read(rest)?;
        sum.add(number.whole, number.part, unit)?;
        rest = match number.rest.strip_prefix(delimiter) {
            Some(after) if index == 0 => after,
            _ => return Ok(number.rest),
        };
    }
    Ok(rest)
}

/// What `ParseISO8601Number` reads.
struct Number<'t> {
    whole: i64,
    part: f64,
    rest: &'t str,
}

impl Number<'_> {
    fn read(text: &str) -> Result<Number<'_>, Fault> {
        if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.')) {
            return Err(Fault::Format);
        }
        let Some(leading) = Leading::read(text) else { return Err(Fault::Format) };
        let value = leading.double();
        // `strtod()` complains of what has not its full precision, too.
        if leading.is_out_of_range(value) || value.is_subnormal() {
            return Err(Fault::Format);
        }
        if value.is_nan() || value.abs() > MOST {
            return Err(Fault::Overflow);
        }
        let whole = value.trunc();
        Ok(Number { whole: whole as i64, part: value - whole, rest: leading.rest })
    }

    fn run_together(&self, in_time: bool, sum: &mut Sum) -> Result<(), Fault> {
        let (units, part) = match in_time {
            true => ([Unit::Hour, Unit::Minute, Unit::Second], 1),
            false => ([Unit::Year, Unit::Month, Unit::Day], 86_400_000_000),
        };
        let numbers = [self.whole / 10_000, self.whole / 100 % 100, self.whole % 100];
        for (unit, number) in units.into_iter().zip(numbers) {
            sum.add(number, 0.0, unit)?;
        }
        sum.add_part_of_time(self.part, part)
    }
}
