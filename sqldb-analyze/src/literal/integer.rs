//! Integers: `numutils.c`, `oid.c`.

use super::digits::{digits_length, prefixed};
use super::{Outcome, Refused, trimmed};
use crate::catalog::Major;
use crate::diagnostic::SqlState;
use crate::lex::is_blank;

/// An integer type.
pub(super) struct Integer {
    name: &'static str,
    least: i128,
    most: i128,
}

/// `int2`.
pub(super) const SMALLINT: Integer =
    Integer { name: "smallint", least: i16::MIN as i128, most: i16::MAX as i128 };
/// `int4`.
pub(super) const INTEGER: Integer =
    Integer { name: "integer", least: i32::MIN as i128, most: i32::MAX as i128 };
/// `int8`.
pub(super) const BIGINT: Integer =
    Integer { name: "bigint", least: i64::MIN as i128, most: i64::MAX as i128 };

/// `pg_strtoint32_safe` and its kin; hexadecimal, octal and binary digits and underscores since 16.
pub(super) fn check(text: &str, integer: &Integer, major: Major) -> Outcome {
    let Some(digits) = Digits::read(trimmed(text), major) else {
        return Err(Refused::syntax(integer.name, text));
    };
    // A number that has become too large is refused before what follows is read.
    let Some(magnitude) = digits.magnitude(integer, major) else {
        return Err(out_of_range(text, integer.name));
    };
    if !digits.are_all {
        return Err(Refused::syntax(integer.name, text));
    }
    let value = if text.contains('-') { -magnitude } else { magnitude };
    match (integer.least..=integer.most).contains(&value) {
        true => Ok(()),
        false => Err(out_of_range(text, integer.name)),
    }
}

fn out_of_range(text: &str, name: &str) -> Refused {
    Refused::new(
        SqlState::NUMERIC_VALUE_OUT_OF_RANGE,
        format!("value `{text}` is out of range for type {name}"),
    )
}

/// The digits at the beginning of a number, in their base.
struct Digits {
    radix: u32,
    digits: Vec<u32>,
    /// Whether nothing follows.
    are_all: bool,
}

impl Digits {
    /// [`None`] where there is no digit.
    fn read(text: &str, major: Major) -> Option<Digits> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let prefixed = if major >= Major::V16 { prefixed(unsigned) } else { None };
        let (digits, radix) = match prefixed {
            // An underscore may stand behind a prefix, too.
            Some((digits, radix)) => (digits.strip_prefix('_').unwrap_or(digits), radix),
            None => (unsigned, 10),
        };
        let (digits, rest) = digits.split_at_checked(digits_length(digits, radix, major))?;
        let digits: Vec<u32> = digits.chars().filter_map(|digit| digit.to_digit(radix)).collect();
        (!digits.is_empty()).then_some(Digits { radix, digits, are_all: rest.is_empty() })
    }

    /// [`None`] for what is too large at a digit: 15 looks behind each, 16 before.
    fn magnitude(&self, integer: &Integer, major: Major) -> Option<i128> {
        let radix = i128::from(self.radix);
        self.digits.iter().try_fold(0, |magnitude: i128, digit| {
            if major >= Major::V16 && magnitude > -integer.least / radix {
                return None;
            }
            let magnitude = magnitude * radix + i128::from(*digit);
            (major >= Major::V16 || magnitude <= -integer.least).then_some(magnitude)
        })
    }
}

/// `uint32in_subr`: `strtoul()`, which tells the base by a prefix since 16. Numbers of `int4` that
/// are negative stand for large ones.
pub(super) struct Unsigned<'t> {
    /// Whether it has 32 bits.
    pub(super) fits: bool,
    /// What follows.
    pub(super) rest: &'t str,
}

/// The number at the beginning of a text.
///
/// # Errors
///
/// If there is none, or one of more than 64 bits.
pub(super) fn unsigned<'t>(
    text: &'t str,
    name: &str,
    major: Major,
) -> Result<Unsigned<'t>, Refused> {
    let number = text.trim_start_matches(is_blank);
    let bare = number.strip_prefix(['-', '+']).unwrap_or(number);
    let hexadecimal = bare.strip_prefix("0x").or(bare.strip_prefix("0X"));
    let hexadecimal = hexadecimal
        .filter(|digits| digits.starts_with(|c: char| c.is_ascii_hexdigit()))
        .filter(|_| major >= Major::V16);
    let (digits, radix) = match hexadecimal {
        Some(digits) => (digits, 16),
        None if major >= Major::V16 && bare.starts_with('0') => (bare, 8),
        None => (bare, 10),
    };
    let count = digits.chars().take_while(|digit| digit.is_digit(radix)).count();
    let (digits, rest) = digits.split_at_checked(count).unwrap_or((digits, ""));
    if digits.is_empty() {
        return Err(Refused::syntax(name, text));
    }
    let mut magnitude: u128 = 0;
    for digit in digits.chars().filter_map(|digit| digit.to_digit(radix)) {
        magnitude = (magnitude * u128::from(radix) + u128::from(digit)).min(1 << 100);
    }
    let value = match u64::try_from(magnitude) {
        Ok(magnitude) if number.starts_with('-') => magnitude.wrapping_neg(),
        Ok(magnitude) => magnitude,
        Err(_) => return Err(out_of_range(text, name)),
    };
    let extended = i64::from(i32::MIN) as u64..=u64::MAX;
    Ok(Unsigned { fits: u32::try_from(value).is_ok() || extended.contains(&value), rest })
}

/// `oidin`, `xidin`, `cidin`.
pub(super) fn check_unsigned(text: &str, name: &str, major: Major) -> Outcome {
    let Unsigned { fits, rest } = unsigned(text, name, major)?;
    match rest.trim_start_matches(is_blank).is_empty() {
        true if fits => Ok(()),
        true => Err(out_of_range(text, name)),
        false => Err(Refused::syntax(name, text)),
    }
}

/// `int2vectorin`: numbers with blanks between.
pub(super) fn check_int2vector(text: &str) -> Outcome {
    let mut rest = text.trim_start_matches(is_blank);
    while !rest.is_empty() {
        let sign = usize::from(rest.starts_with(['-', '+']));
        let digits = rest.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at_checked(sign + digits).unwrap_or((rest, ""));
        if digits == 0 {
            return Err(Refused::syntax("smallint", rest));
        }
        if number.parse::<i16>().is_err() {
            return Err(out_of_range(rest, "smallint"));
        }
        if !after.is_empty() && !after.starts_with(' ') {
            return Err(Refused::syntax("smallint", rest));
        }
        rest = after.trim_start_matches(is_blank);
    }
    Ok(())
}

/// `oidvectorin`.
pub(super) fn check_oidvector(text: &str, major: Major) -> Outcome {
    let mut rest = text.trim_start_matches(is_blank);
    while !rest.is_empty() {
        let number = unsigned(rest, "oid", major)?;
        if !number.fits {
            return Err(out_of_range(rest, "oid"));
        }
        rest = number.rest.trim_start_matches(is_blank);
    }
    Ok(())
}

/// `tidin`: the numbers of a block and of a line in it.
pub(super) fn check_tid(text: &str) -> Outcome {
    let number = |text: &str| {
        // `strtoul()` reads nothing as zero.
        if text.is_empty() {
            return Some(0);
        }
        let text = text.trim_start_matches(is_blank);
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let magnitude = match digits.bytes().all(|digit| digit.is_ascii_digit()) {
            true => digits.parse::<u64>().ok()?,
            false => return None,
        };
        Some(if text.starts_with('-') { magnitude.wrapping_neg() } else { magnitude })
    };
    let read = || {
        // A comma begins the first number as well as a parenthesis.
        let (before, inside) = text.split_once(['(', ','])?;
        if before.contains(')') {
            return None;
        }
        let (block, inside) = inside.split_once(',')?;
        let (line, _) = inside.split_once(')')?;
        let (block, line) = (number(block)?, number(line)?);
        let extended = i64::from(i32::MIN) as u64..=u64::MAX;
        let fits = u32::try_from(block).is_ok() || extended.contains(&block);
        (fits && line <= u64::from(u16::MAX)).then_some(())
    };
    read().ok_or_else(|| Refused::syntax("tid", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refusal(text: &str, major: Major) -> Option<&'static str> {
        check(text, &SMALLINT, major).err().map(|refused| refused.code.code())
    }

    #[test]
    fn numbers_are_read() {
        for major in Major::ALL {
            for text in [" 12 ", "-32768", "+7"] {
                assert_eq!(refusal(text, major), None, "{text}");
            }
            for text in
                ["", "-", "1.0", "1e3", "1__0", "_1", "1_", "0x", "1 2", "- 1", "--1", "0b2"]
            {
                assert_eq!(refusal(text, major), Some("22P02"), "{text}");
            }
            for text in ["32768", "-32769", "99999x", &"9".repeat(90)] {
                assert_eq!(refusal(text, major), Some("22003"), "{text}");
            }
        }
    }

    #[test]
    fn sixteen_reads_other_bases_and_underscores() {
        for text in ["1_000", "0x7F", "-0X8000", "0o17", "0b1_0", "0x_1"] {
            assert_eq!(refusal(text, Major::V16), None, "{text}");
            assert_eq!(refusal(text, Major::V15), Some("22P02"), "{text}");
        }
        assert_eq!(refusal("0xFFFFFFFF", Major::V16), Some("22003"));
    }

    #[test]
    fn unsigned_numbers_are_of_32_bits() {
        let check = |text| check_unsigned(text, "oid", Major::V17).err().map(|it| it.code.code());
        for text in ["0", " 4294967295 ", "-1", "-2147483648", "0x1F", "017"] {
            assert_eq!(check(text), None, "{text}");
        }
        for text in ["", "x", "1x", "0x", "08", "1_0"] {
            assert_eq!(check(text), Some("22P02"), "{text}");
        }
        for text in ["4294967296", "-2147483649", "99999999999999999999x"] {
            assert_eq!(check(text), Some("22003"), "{text}");
        }
        assert!(check_unsigned("08", "oid", Major::V15).is_ok());
    }
}
