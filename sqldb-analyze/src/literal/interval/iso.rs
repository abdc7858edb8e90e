//! Intervals as ISO 8601 writes them: `datetime.c DecodeISO8601Interval`.

use super::Sum;
use crate::literal::datetime::Fault;
use crate::literal::datetime::word::Unit;

/// `P1Y2M3DT4H5M6S`, `P0001-02-03T04:05:06`, `P00010203T040506`.
pub(super) fn decode(text: &str) -> Result<(), Fault> {
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
        let (value, after) = number(rest, &mut sum)?;
        let width = rest.trim_start_matches('-').bytes().take_while(u8::is_ascii_digit).count();
        let unit = after.chars().next();
        rest = after.get(1..).unwrap_or_default();
        let known = match (in_time, unit) {
            (false, Some('Y')) => Some(Unit::Year),
            (false, Some('M')) => Some(Unit::Month),
            (false, Some('W')) => Some(Unit::Week),
            (false, Some('D')) => Some(Unit::Day),
            (true, Some('H')) => Some(Unit::Hour),
            (true, Some('M')) => Some(Unit::Minute),
            (true, Some('S')) => Some(Unit::Second),
            _ => None,
        };
        let alternative = match (in_time, unit) {
            _ if known.is_some() => false,
            (false, None | Some('T' | '-')) | (true, None | Some(':')) => true,
            _ => return Err(Fault::Format),
        };
        if alternative {
            if several {
                return Err(Fault::Format);
            }
            let basic = if in_time { 6 } else { 8 };
            let delimited = matches!(unit, Some('-' | ':'));
            if !delimited && width == basic {
                run_together(value, in_time, &mut sum)?;
            } else {
                sum.add(value, if in_time { Unit::Hour } else { Unit::Year })?;
                if delimited {
                    rest = delimited_parts(rest, in_time, &mut sum)?;
                    match rest.strip_prefix('T') {
                        None if rest.is_empty() => return Ok(()),
                        Some(after) if !in_time => rest = after,
                        _ => return Err(Fault::Format),
                    }
                }
            }
            if unit.is_none() {
                return Ok(());
            }
            (in_time, several) = (true, false);
            continue;
        }
        if let Some(unit) = known {
            sum.add(value, unit)?;
        }
        several = true;
    }
    Ok(())
}

/// `-02-03` behind the year, `:05:06` behind the hour; what follows.
fn delimited_parts<'t>(text: &'t str, in_time: bool, sum: &mut Sum) -> Result<&'t str, Fault> {
    let (units, delimiter) = match in_time {
        true => ([Unit::Minute, Unit::Second], ':'),
        false => ([Unit::Month, Unit::Day], '-'),
    };
    let mut rest = text;
    for (index, unit) in units.into_iter().enumerate() {
        let (value, after) = number(rest, sum)?;
        sum.add(value, unit)?;
        rest = match after.strip_prefix(delimiter) {
            Some(after) if index == 0 => after,
            _ => return Ok(after),
        };
    }
    Ok(rest)
}

fn run_together(value: i64, in_time: bool, sum: &mut Sum) -> Result<(), Fault> {
    let units = match in_time {
        true => [Unit::Hour, Unit::Minute, Unit::Second],
        false => [Unit::Year, Unit::Month, Unit::Day],
    };
    let numbers = [value / 10_000, value / 100 % 100, value % 100];
    for (unit, number) in units.into_iter().zip(numbers) {
        sum.add(number, unit)?;
    }
    Ok(())
}

/// `ParseISO8601Number`: what `strtod()` reads, up to 10¹⁵.
fn number<'t>(text: &'t str, sum: &mut Sum) -> Result<(i64, &'t str), Fault> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(unsigned);
    let mut end = whole;
    let after = unsigned.get(end..).unwrap_or_default();
    let parts = after.strip_prefix('.').map(digits);
    if whole == 0 && parts.unwrap_or(0) == 0 {
        // `inf`, `nan` are numbers, too, and too large.
        return Err(Fault::Format);
    }
    end += parts.map_or(0, |parts| parts + 1);
    let rest = unsigned.get(end..).unwrap_or_default();
    // Exponents and hexadecimal digits are left to the server.
    let exponent = rest.strip_prefix(['e', 'E', 'x', 'X']);
    if exponent.is_some_and(|rest| rest.starts_with(|c: char| !c.is_ascii_uppercase())) {
        return Err(Fault::Unsure);
    }
    sum.add_fraction(parts.is_some_and(|parts| parts > 0));
    let value = match unsigned.get(..whole).unwrap_or_default() {
        "" => 0,
        digits => digits.parse::<i64>().map_err(|_| Fault::Overflow)?,
    };
    if value > 1_000_000_000_000_000 {
        return Err(Fault::Overflow);
    }
    Ok((if text.starts_with('-') { -value } else { value }, rest))
}
