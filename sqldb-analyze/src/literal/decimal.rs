//! Numbers with fractions: `numeric.c`, `float.c`.

use super::digits::{digits_length, prefixed, ungrouped};
use super::strtod::Leading;
use super::{Outcome, Refused, trimmed};
use crate::catalog::Major;
use crate::diagnostic::SqlState;

/// A type that the machine computes with.
#[derive(Clone, Copy)]
pub(super) enum Float {
    /// `float4`.
    Real,
    /// `float8`.
    Double,
}

/// The most digits behind the point (`NUMERIC_DSCALE_MASK`).
const MOST_SCALE: i64 = 0x3FFF;
/// The decimal exponents that a first digit may have (`NUMERIC_WEIGHT_MAX` groups of four).
const EXPONENTS: std::ops::Range<i64> = -4 * 32_768..4 * 32_768;

/// `numeric_in`; other bases and underscores since 16.
pub(super) fn check_numeric(text: &str, major: Major) -> Outcome {
    numeric(text, major).map(|_| ())
}

/// A number, as far as its size goes.
pub(super) enum Numeric {
    /// `NaN`.
    None,
    /// `Infinity`.
    Endless,
    /// One of another base that no integer of ours holds, which is not computed.
    Large,
    /// Digits, and how many of them are before the point.
    Digits(String, i64),
}

/// The number that a text is.
///
/// # Errors
///
/// What `numeric_in` says.
pub(super) fn numeric(text: &str, major: Major) -> Result<Numeric, Refused> {
    let syntax = || Refused::syntax("numeric", text);
    let signed = trimmed(text);
    let number = signed.strip_prefix(['-', '+']).unwrap_or(signed);
    match number.to_ascii_lowercase().as_str() {
        "nan" if number.len() == signed.len() => return Ok(Numeric::None),
        "infinity" | "inf" => return Ok(Numeric::Endless),
        _ => {}
    }
    if let Some((digits, radix)) = prefixed(number).filter(|_| major >= Major::V16) {
        let bare = ungrouped(digits.strip_prefix('_').unwrap_or(digits), radix, major);
        let value = bare.ok_or_else(syntax)?;
        return Ok(match i128::from_str_radix(&value, radix) {
            Ok(value) => {
                let digits = value.to_string();
                let whole = i64::try_from(digits.len()).unwrap_or(0);
                Numeric::Digits(digits, whole)
            }
            Err(_) => Numeric::Large,
        });
    }
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (number, None),
    };
    let bare = |digits: &str| ungrouped(digits, 10, major);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some(("", fraction)) => (Some(String::new()), bare(fraction)),
        Some((whole, "")) => (bare(whole), Some(String::new())),
        Some((whole, fraction)) => (bare(whole), bare(fraction)),
        None => (bare(mantissa), Some(String::new())),
    };
    let (Some(whole), Some(fraction)) = (whole, fraction) else { return Err(syntax()) };
    if whole.is_empty() && fraction.is_empty() {
        return Err(syntax());
    }
    let overflow =
        || Refused::new(SqlState::NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
    let exponent = match exponent {
        Some(exponent) => match read_exponent(exponent, major) {
            // What is too large is refused before what follows is read.
            Some((value, _)) if value.abs() > i64::from(i32::MAX / 2) => return Err(overflow()),
            Some((value, "")) => value,
            _ => return Err(syntax()),
        },
        None => 0,
    };
    let length = |digits: &str| i64::try_from(digits.len()).unwrap_or(i64::MAX / 2);
    let before = length(&whole) + exponent;
    let digits = whole + &fraction;
    let zeros = digits.bytes().take_while(|digit| *digit == b'0').count();
    let is_zero = zeros == digits.len();
    // The exponent of the first digit that is not zero.
    let first = before - 1 - i64::try_from(zeros).unwrap_or(0);
    let scale = length(&fraction) - exponent;
    match scale > MOST_SCALE || !is_zero && !EXPONENTS.contains(&first) {
        true => Err(overflow()),
        false => Ok(Numeric::Digits(digits, before)),
    }
}

/// The exponent, clamped, and what follows; [`None`] where it is no number. 15 reads it with
/// `strtol()`, which skips blanks.
fn read_exponent(text: &str, major: Major) -> Option<(i64, &str)> {
    let text = if major >= Major::V16 { text } else { trimmed(text) };
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (digits, rest) = unsigned.split_at_checked(digits_length(unsigned, 10, major))?;
    if digits.is_empty() {
        return None;
    }
    let digits = digits.chars().filter_map(|digit| digit.to_digit(10));
    let magnitude =
        digits.fold(0, |magnitude, digit| (magnitude * 10 + i64::from(digit)).min(i64::MAX / 1000));
    Some((if text.starts_with('-') { -magnitude } else { magnitude }, rest))
}

/// `float4in_internal`, `float8in_internal`: what `strtod()` reads, if it fits.
pub(super) fn check_float(text: &str, float: Float) -> Outcome {
    let name = match float {
        Float::Real => "real",
        Float::Double => "double precision",
    };
    let Some(number) = Leading::read(trimmed(text)) else {
        return Err(Refused::syntax(name, text));
    };
    let value = match float {
        Float::Real => f64::from(number.single()),
        Float::Double => number.double(),
    };
    // The size is looked at before what follows.
    match number.is_out_of_range(value) {
        false if number.rest.is_empty() => Ok(()),
        false => Err(Refused::syntax(name, text)),
        true => Err(Refused::new(
            SqlState::NUMERIC_VALUE_OUT_OF_RANGE,
            format!("`{}` is out of range for type {name}", number.text),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refusal(text: &str, major: Major) -> Option<&'static str> {
        check_numeric(text, major).err().map(|refused| refused.code.code())
    }

    #[test]
    fn numerics_are_read() {
        for major in Major::ALL {
            for text in ["-1.5e3", "NaN", " -inf", "1.", ".5", "0e-16383", "1e131071"] {
                assert_eq!(refusal(text, major), None, "{text}");
            }
            for text in ["x", ".", "", "1e", "-NaN", "1_", "1._5", "1.2.3", "e5", "1,5", "1 e5"] {
                assert_eq!(refusal(text, major), Some("22P02"), "{text}");
            }
            for text in ["1e131072", "0e-16384", "1e99999999999999999999"] {
                assert_eq!(refusal(text, major), Some("22003"), "{text}");
            }
        }
        for text in ["1_000.5_0", "0x1F", "1e1_0", "0b_1"] {
            assert_eq!(refusal(text, Major::V16), None, "{text}");
            assert_eq!(refusal(text, Major::V15), Some("22P02"), "{text}");
        }
        assert_eq!(refusal("1e 5", Major::V15), None);
        assert_eq!(refusal("1e 5", Major::V16), Some("22P02"));
    }

    #[test]
    fn floats_are_what_strtod_reads() {
        for text in ["1", "-1.5e-3", "inf", "+Infinity", "nan", "0x1p3", "1.e5", " 1 ", "0e999"] {
            assert!(check_float(text, Float::Real).is_ok(), "{text}");
        }
        for text in ["", "1_000", "1e", "1 e5", ".", "infi", "e5"] {
            let refused = check_float(text, Float::Double).unwrap_err();
            assert_eq!(refused.code, SqlState::INVALID_TEXT_REPRESENTATION, "{text}");
        }
        for text in ["1e39", "1e-60"] {
            assert!(check_float(text, Float::Double).is_ok());
            let refused = check_float(text, Float::Real).unwrap_err();
            assert_eq!(refused.code, SqlState::NUMERIC_VALUE_OUT_OF_RANGE, "{text}");
        }
    }
}
