//! Bytes and bits: `varlena.c`, `encode.c`, `varbit.c`, `pg_lsn.c`.

use super::{Outcome, Refused};
use crate::diagnostic::SqlState;

/// `byteain`: hexadecimal behind `\x`, else text with `\\` and `\ooo`.
pub(super) fn check_bytea(text: &str) -> Outcome {
    match text.strip_prefix("\\x") {
        Some(digits) => check_hex(digits),
        None => check_escaped(text),
    }
}

/// `hex_decode_safe`: blanks may stand between bytes, not inside of one.
fn check_hex(digits: &str) -> Outcome {
    let refused = |message: String| Err(Refused::new(SqlState::INVALID_PARAMETER_VALUE, message));
    let mut inside_byte = false;
    for character in digits.chars() {
        let blank = matches!(character, ' ' | '\n' | '\t' | '\r');
        match () {
            () if blank && !inside_byte => {}
            () if character.is_ascii_hexdigit() => inside_byte = !inside_byte,
            () => return refused(format!("invalid hexadecimal digit: `{character}`")),
        }
    }
    match inside_byte {
        false => Ok(()),
        true => refused("invalid hexadecimal data: odd number of digits".to_owned()),
    }
}

fn check_escaped(text: &str) -> Outcome {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('\\') {
        let octal = |at: usize, most: u8| {
            after.as_bytes().get(at).is_some_and(|digit| (b'0'..=most).contains(digit))
        };
        let escape = match () {
            () if after.starts_with('\\') => 1,
            () if octal(0, b'3') && octal(1, b'7') && octal(2, b'7') => 3,
            () => {
                return Err(Refused::new(
                    SqlState::INVALID_TEXT_REPRESENTATION,
                    "invalid input syntax for type bytea",
                ));
            }
        };
        rest = after.get(escape..).unwrap_or_default();
    }
    Ok(())
}

/// `bit_in`, `varbit_in`; the length is looked at when the statement runs.
pub(super) fn check_bits(text: &str) -> Outcome {
    let (digits, radix, name) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, "hexadecimal"),
        None => (text.strip_prefix(['b', 'B']).unwrap_or(text), 2, "binary"),
    };
    match digits.chars().find(|digit| !digit.is_digit(radix)) {
        None => Ok(()),
        Some(digit) => Err(Refused::new(
            SqlState::INVALID_TEXT_REPRESENTATION,
            format!("`{digit}` is not a valid {name} digit"),
        )),
    }
}

/// `pg_lsn_in_internal`: two hexadecimal numbers of one to eight digits.
pub(super) fn check_lsn(text: &str) -> Outcome {
    let is_half =
        |half: &str| (1..=8).contains(&half.len()) && half.bytes().all(|b| b.is_ascii_hexdigit());
    match text.split_once('/') {
        Some((high, low)) if is_half(high) && is_half(low) => Ok(()),
        _ => Err(Refused::syntax("pg_lsn", text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_hexadecimal_or_escaped() {
        for text in ["", "abc", "\\xDEADBEEF", "\\xde ad", "\\\\", "a\\000b", "\\x"] {
            assert!(check_bytea(text).is_ok(), "{text}");
        }
        for text in ["\\xabc", "\\xd ead", "\\xgg", "\\9", "\\400", "\\"] {
            assert!(check_bytea(text).is_err(), "{text}");
        }
    }

    #[test]
    fn bits_have_digits_of_their_base() {
        assert!(["", "0101", "b01", "xAf"].iter().all(|text| check_bits(text).is_ok()));
        assert!(["2", "b2", "xg", " 1"].iter().all(|text| check_bits(text).is_err()));
    }
}
