//! Integers: `numutils.c`, `oid.c`.

use super::{Outcome, Refused, trimmed};
use crate::diagnostic::SqlState;

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
pub(super) fn check(text: &str, integer: &Integer) -> Outcome {
    match value(trimmed(text)) {
        None => Err(Refused::syntax(integer.name, text)),
        Some(value) if (integer.least..=integer.most).contains(&value) => Ok(()),
        Some(_) => Err(out_of_range(text, integer.name)),
    }
}

/// `uint32in_subr`: `strtoul()`, whose base is told by a prefix since 16. Numbers of `int4` that
/// are negative stand for large ones.
pub(super) fn check_oid(text: &str) -> Outcome {
    let trimmed = trimmed(text);
    let unsigned = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
    let (digits, radix) = match unsigned.strip_prefix("0x").or(unsigned.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (unsigned, 10),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| char::from(digit).is_digit(radix)) {
        return Err(Refused::syntax("oid", text));
    }
    let magnitude = i128::from_str_radix(digits, radix).unwrap_or(i128::MAX);
    let value = if trimmed.starts_with('-') { -magnitude } else { magnitude };
    match (i128::from(i32::MIN)..=i128::from(u32::MAX)).contains(&value) {
        true => Ok(()),
        // `strtoul()` wraps large negative numbers around.
        false if value < 0 => Ok(()),
        false => Err(out_of_range(text, "oid")),
    }
}

fn out_of_range(text: &str, name: &str) -> Refused {
    Refused::new(
        SqlState::NUMERIC_VALUE_OUT_OF_RANGE,
        format!("value `{text}` is out of range for type {name}"),
    )
}

/// The number that is written, clamped far outside of every type's range.
fn value(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let magnitude = magnitude(unsigned)?;
    Some(if text.starts_with('-') { -magnitude } else { magnitude })
}

fn magnitude(unsigned: &str) -> Option<i128> {
    let (digits, radix) = prefixed(unsigned).unwrap_or((unsigned, 10));
    let mut magnitude: i128 = 0;
    for digit in ungrouped(digits, radix)?.chars() {
        let digit = i128::from(digit.to_digit(radix)?);
        magnitude = magnitude.saturating_mul(i128::from(radix)).saturating_add(digit);
        magnitude = magnitude.min(i128::MAX / 1024);
    }
    Some(magnitude)
}

/// The digits behind `0x`, `0o` or `0b`, and their base.
pub(super) fn prefixed(unsigned: &str) -> Option<(&str, u32)> {
    let (prefix, digits) = unsigned.split_at_checked(2)?;
    match prefix {
        "0x" | "0X" => Some((digits.strip_prefix('_').unwrap_or(digits), 16)),
        "0o" | "0O" => Some((digits.strip_prefix('_').unwrap_or(digits), 8)),
        "0b" | "0B" => Some((digits.strip_prefix('_').unwrap_or(digits), 2)),
        _ => None,
    }
}

/// The digits without single underscores between them; [`None`] if these are not digits.
pub(super) fn ungrouped(digits: &str, radix: u32) -> Option<String> {
    let mut bare = String::new();
    let mut behind_digit = false;
    for character in digits.chars() {
        match character {
            '_' if behind_digit => behind_digit = false,
            _ if character.is_digit(radix) => {
                bare.push(character);
                behind_digit = true;
            }
            _ => return None,
        }
    }
    behind_digit.then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_majors_are_read() {
        for text in [" 12 ", "-32768", "+7", "1_000", "0x7F", "-0X8000", "0o17", "0b1_0", "0x_1"] {
            assert!(check(text, &SMALLINT).is_ok(), "{text}");
        }
        for text in ["", "-", "1.0", "1e3", "1__0", "_1", "1_", "0x", "1 2", "- 1", "--1", "0b2"] {
            let refused = check(text, &SMALLINT).unwrap_err();
            assert_eq!(refused.code, SqlState::INVALID_TEXT_REPRESENTATION, "{text}");
        }
        for text in ["32768", "-32769", "0xFFFFFFFF", &"9".repeat(90)] {
            let refused = check(text, &SMALLINT).unwrap_err();
            assert_eq!(refused.code, SqlState::NUMERIC_VALUE_OUT_OF_RANGE, "{text}");
        }
    }
}
