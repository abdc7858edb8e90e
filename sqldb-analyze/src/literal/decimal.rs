//! Numbers with fractions: `numeric.c`, `float.c`.

use super::integer::{prefixed, ungrouped};
use super::{Outcome, Refused, trimmed};
use crate::diagnostic::SqlState;

/// A type that the machine computes with.
#[derive(Clone, Copy)]
pub(super) enum Float {
    /// `float4`.
    Real,
    /// `float8`.
    Double,
}

/// `numeric_in`; other bases and underscores since 16.
pub(super) fn check_numeric(text: &str) -> Outcome {
    match is_numeric(trimmed(text)) {
        true => Ok(()),
        false => Err(Refused::syntax("numeric", text)),
    }
}

fn is_numeric(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned.to_ascii_lowercase().as_str() {
        "nan" => return unsigned.len() == text.len(),
        "infinity" | "inf" => return true,
        _ => {}
    }
    if let Some((digits, radix)) = prefixed(unsigned) {
        return ungrouped(digits, radix).is_some();
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        ungrouped(digits, 10).is_some()
    });
    exponent_fits && is_mantissa(mantissa, &|digits| ungrouped(digits, 10).is_some())
}

/// `1`, `1.`, `.5`, `1.5`.
fn is_mantissa(text: &str, are_digits: &dyn Fn(&str) -> bool) -> bool {
    match text.split_once('.') {
        None => are_digits(text),
        Some(("", fraction)) => are_digits(fraction),
        Some((whole, "")) => are_digits(whole),
        Some((whole, fraction)) => are_digits(whole) && are_digits(fraction),
    }
}

/// `float4in_internal`, `float8in_internal`: what `strtod()` reads, if it fits.
pub(super) fn check_float(text: &str, float: Float) -> Outcome {
    let name = match float {
        Float::Real => "real",
        Float::Double => "double precision",
    };
    let number = trimmed(text);
    if !is_float(number) {
        return Err(Refused::syntax(name, text));
    }
    let parsed = match float {
        Float::Real => number.parse::<f32>().map(f64::from),
        Float::Double => number.parse::<f64>(),
    };
    // Hexadecimal ones, which `parse` does not read, are not computed.
    let Ok(value) = parsed else { return Ok(()) };
    let digits = number.split(['e', 'E']).next().unwrap_or_default();
    let written_zero = !digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    let overflows = value.is_infinite() && number.bytes().any(|digit| digit.is_ascii_digit());
    match overflows || value == 0.0 && !written_zero {
        false => Ok(()),
        true => Err(Refused::new(
            SqlState::NUMERIC_VALUE_OUT_OF_RANGE,
            format!("`{number}` is out of range for type {name}"),
        )),
    }
}

/// What `strtod()` reads to its end.
pub(super) fn is_float(number: &str) -> bool {
    let unsigned = number.strip_prefix(['-', '+']).unwrap_or(number).to_ascii_lowercase();
    if matches!(unsigned.as_str(), "inf" | "infinity" | "nan") || unsigned.starts_with("nan(") {
        return true;
    }
    let (digits, is_digit, mark): (&str, fn(u8) -> bool, char) = match unsigned.strip_prefix("0x") {
        Some(digits) => (digits, |byte| byte.is_ascii_hexdigit(), 'p'),
        None => (&unsigned, |byte| byte.is_ascii_digit(), 'e'),
    };
    let (mantissa, exponent) = match digits.split_once(mark) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    let are = |text: &str, is_digit: fn(u8) -> bool| !text.is_empty() && text.bytes().all(is_digit);
    let exponent_fits = exponent.is_none_or(|exponent| {
        are(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), |byte| byte.is_ascii_digit())
    });
    exponent_fits && is_mantissa(mantissa, &|text| are(text, is_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerics_are_read_as_by_the_newest_major() {
        for text in ["-1.5e3", "NaN", " -inf", "1.", ".5", "1_000.5_0", "0x1F", "1e1_0"] {
            assert!(check_numeric(text).is_ok(), "{text}");
        }
        for text in ["x", ".", "", "1e", "-NaN", "1_", "1._5", "1.2.3", "e5", "1,5"] {
            assert!(check_numeric(text).is_err(), "{text}");
        }
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
