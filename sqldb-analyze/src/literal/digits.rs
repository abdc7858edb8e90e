//! Digits of a base, between which single underscores may stand since 16 (`numutils.c`,
//! `numeric.c`, `jsonpath_scan.l`).

use crate::catalog::Major;

/// The digits behind `0x`, `0o` or `0b`, and their base.
pub(super) fn prefixed(unsigned: &str) -> Option<(&str, u32)> {
    let (prefix, digits) = unsigned.split_at_checked(2)?;
    match prefix {
        "0x" | "0X" => Some((digits, 16)),
        "0o" | "0O" => Some((digits, 8)),
        "0b" | "0B" => Some((digits, 2)),
        _ => None,
    }
}

/// How long the digits are that a text begins with, with the underscores between them.
pub(super) fn digits_length(text: &str, radix: u32, major: Major) -> usize {
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

/// The digits of a text without underscores; [`None`] where it has none, or something else.
pub(super) fn ungrouped(text: &str, radix: u32, major: Major) -> Option<String> {
    let are_all = !text.is_empty() && digits_length(text, radix, major) == text.len();
    are_all.then(|| text.replace('_', ""))
}
