//! How far a number of a path goes: `jsonpath_scan.l` from `decdigit` on.

use crate::catalog::Major;
use crate::literal::digits::{digits_length, prefixed};

/// Whether it is written in another base than ten, where junk is part of a word.
pub(super) fn is_based(number: &str) -> bool {
    number.starts_with('0') && number.contains(['x', 'X', 'o', 'O', 'b', 'B'])
}

/// How long the number is that a text begins with, and whether it is an integer.
pub(super) fn number_length(text: &str, major: Major) -> (usize, bool) {
    if major >= Major::V16
        && let Some((digits, radix)) = prefixed(text)
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
