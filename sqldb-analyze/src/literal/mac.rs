//! Addresses of hardware: `mac.c`, `mac8.c`.

use super::{Outcome, Refused, is_space};
use crate::diagnostic::SqlState;
use crate::lex::is_blank;

/// The patterns of `sscanf()` in `macaddr_in`: how many digits a number may have, and what stands
/// behind the first five numbers.
const PATTERNS: [(usize, [&str; 5]); 7] = [
    (usize::MAX, [":"; 5]),
    (usize::MAX, ["-"; 5]),
    (2, ["", "", ":", "", ""]),
    (2, ["", "", "-", "", ""]),
    (2, ["", ".", "", ".", ""]),
    (2, ["", "-", "", "-", ""]),
    (2, [""; 5]),
];

/// `macaddr_in`: six numbers.
pub(super) fn check_macaddr(text: &str) -> Outcome {
    let found = PATTERNS.into_iter().find_map(|(width, behind)| numbers(text, width, behind));
    match found {
        Some(numbers) if numbers.iter().all(|number| *number <= 255) => Ok(()),
        Some(_) => Err(Refused::new(
            SqlState::NUMERIC_VALUE_OUT_OF_RANGE,
            format!("invalid octet value in `macaddr` value: `{text}`"),
        )),
        // What `0x` is in two characters, the system's library decides.
        None if text.contains(['x', 'X']) => Ok(()),
        None => Err(Refused::syntax("macaddr", text)),
    }
}

fn numbers(text: &str, width: usize, behind: [&str; 5]) -> Option<Vec<u64>> {
    let mut rest = text;
    let mut numbers = Vec::new();
    for delimiter in behind.into_iter().chain([""]) {
        let (number, after) = hexadecimal(rest, width)?;
        numbers.push(number);
        rest = after.strip_prefix(delimiter)?;
    }
    rest.bytes().all(is_space).then_some(numbers)
}

/// `%x`: blanks, a sign, `0x` and digits, which together have the width.
fn hexadecimal(text: &str, width: usize) -> Option<(u64, &str)> {
    let number = text.trim_start_matches(is_blank);
    let sign = usize::from(number.starts_with(['-', '+']));
    let unsigned = number.get(sign..)?;
    let is_prefixed = width > 2 && (unsigned.starts_with("0x") || unsigned.starts_with("0X"));
    let prefix = if is_prefixed { 2 } else { 0 };
    let digits = unsigned.get(prefix..)?;
    let most = width - sign;
    let count = digits.bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
    if count == 0 {
        return None;
    }
    let (digits, rest) = digits.split_at_checked(count)?;
    let value = u64::from_str_radix(digits, 16).unwrap_or(u64::MAX);
    // A negative number is none of a byte.
    Some((if number.starts_with('-') && value > 0 { u64::MAX } else { value }, rest))
}

/// `macaddr8_in`: six or eight bytes of two digits each, with the same spacers between, or none.
pub(super) fn check_macaddr8(text: &str) -> Outcome {
    match is_macaddr8(text) {
        true => Ok(()),
        false => Err(Refused::syntax("macaddr8", text)),
    }
}

fn is_macaddr8(text: &str) -> bool {
    let mut rest = text.trim_start_matches(is_blank).as_bytes();
    let mut count = 0;
    let mut spacer = None;
    // One character at the end is not looked at.
    while let [first, second, after @ ..] = rest {
        count += 1;
        if count > 8 || !first.is_ascii_hexdigit() || !second.is_ascii_hexdigit() {
            return false;
        }
        rest = after;
        if let [found @ (b':' | b'-' | b'.'), after @ ..] = rest {
            if *spacer.get_or_insert(*found) != *found {
                return false;
            }
            rest = after;
        }
        if matches!(count, 6 | 8) && rest.first().is_some_and(|byte| is_space(*byte)) {
            return rest.iter().all(|byte| is_space(*byte));
        }
    }
    matches!(count, 6 | 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hardware_addresses_have_six_bytes() {
        let valid = [
            "08:00:2b:01:02:03",
            "8-0-2b-1-2-3",
            "08002b:010203",
            "0800.2b01.0203",
            "0800-2b01-0203",
            "08002b010203",
            " 0x8: 0:2b:1:2:3 ",
        ];
        assert!(valid.iter().all(|text| check_macaddr(text).is_ok()));
        let invalid =
            ["08:00:2b:01:02", "not", "", "08:00:2b:01:02:0g", "08002b0102", "08:00:2b:01:02:03 y"];
        for text in invalid {
            assert_eq!(check_macaddr(text).unwrap_err().code.code(), "22P02", "{text}");
        }
        assert_eq!(check_macaddr("08:00:2b:01:02:100").unwrap_err().code.code(), "22003");
        assert_eq!(check_macaddr("08:00:2b:01:02:-1").unwrap_err().code.code(), "22003");
    }

    #[test]
    fn longer_ones_have_six_or_eight() {
        for text in ["08:00:2b:01:02:03:04:05", "08002b0102030405", "08-00-2b-01-02-03 "] {
            assert!(check_macaddr8(text).is_ok(), "{text}");
        }
        for text in ["08:00:2b:01:02", "08:00-2b:01:02:03", "08:00:2b:01:02:03:04", "0g", ""] {
            assert!(check_macaddr8(text).is_err(), "{text}");
        }
    }
}
