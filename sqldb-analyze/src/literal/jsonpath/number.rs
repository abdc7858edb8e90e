//! How far a number of a path goes: `jsonpath_scan.l` from `decdigit` on.

use crate::catalog::Major;
use crate::literal::integer;

/// Whether it is written in another base than ten, where junk is part of a word.
pub(super) fn is_based(number: &str) -> bool {
    number.starts_with('0') && number.contains(['x', 'X', 'o', 'O', 'b', 'B'])
}

/// How long the number is that a text begins with, and whether it is an integer.
pub(super) fn number_length(text: &str, major: Major) -> (usize, bool) {
    if major >= Major::V16
        && let Some((digits, radix)) = integer::prefixed(text)
    {
        let length = digits_length(digits, radix, major);
        if length > 0 {
            return (2 + length, true);
        }
    }
    let whole = match text.starts_with('0') {
        true => 1,
        false => digits_length(text, 10, major),
    };
    let after = |length: usize| text.get(length..).unwrap_or_default();
    let mut length = whole;
    if let Some(fraction) = after(whole).strip_prefix('.') {
        length += 1 + digits_length(fraction, 10, major);
    }
    let is_integer = length == whole;
    if let Some(exponent) = after(length).strip_prefix(['e', 'E']) {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        let count = digits_length(digits, 10, major);
        if count > 0 {
            return (length + 1 + (exponent.len() - digits.len()) + count, false);
        }
    }
    (length, is_integer)
}

/// Digits, with single underscores between since 16.
fn digits_length(text: &str, radix: u32, major: Major) -> usize {
    let mut length = 0;
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let grouped = match rest.strip_prefix('_') {
            Some(after) if length > 0 && major >= Major::V16 => after,
            _ => rest,
        };
        if !grouped.starts_with(|digit: char| digit.is_digit(radix)) {
            return length;
        }
        length += 1 + rest.len() - grouped.len();
    }
}
