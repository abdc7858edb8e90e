//! Points and what is made of them: `geo_ops.c`.
//!
//! Numbers are counted; how they are bracketed is left to the server, apart from points.

use super::decimal::is_float;
use super::{Outcome, Refused, is_space, trimmed};

/// `point_in`: two numbers, in parentheses or not.
pub(super) fn check_point(text: &str) -> Outcome {
    let body = text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let pair = match body.strip_prefix('(') {
        Some(inner) => match trimmed(inner).strip_suffix(')') {
            Some(pair) => pair,
            None => return Err(Refused::syntax("point", text)),
        },
        None => body,
    };
    let are_two =
        pair.split_once(',').is_some_and(|(x, y)| is_float(trimmed(x)) && is_float(trimmed(y)));
    match are_two {
        true => Ok(()),
        false => Err(Refused::syntax("point", text)),
    }
}

/// `lseg_in`, `box_in`: two points.
pub(super) fn check_two_points(text: &str, name: &str) -> Outcome {
    judge(numbers(text, brackets(name)).is_some_and(|count| count == 4), text, name)
}

/// `path_in`, `poly_in`: points, as many as the commas say.
pub(super) fn check_points(text: &str, name: &str) -> Outcome {
    let commas = text.matches(',').count();
    let count = numbers(text, brackets(name));
    judge(commas % 2 == 1 && count.is_some_and(|count| count == commas + 1), text, name)
}

/// Only what may be open has square ones.
fn brackets(name: &str) -> &'static str {
    match name {
        "lseg" | "path" => "()[]",
        _ => "()",
    }
}

/// `line_in`: the three numbers of an equation, or two points.
pub(super) fn check_line(text: &str) -> Outcome {
    let wanted = if trimmed(text).starts_with('{') { 3 } else { 4 };
    judge(numbers(text, "()[]{}").is_some_and(|count| count == wanted), text, "line")
}

/// `circle_in`: a point and a radius.
pub(super) fn check_circle(text: &str) -> Outcome {
    judge(numbers(text, "()<>").is_some_and(|count| count == 3), text, "circle")
}

fn judge(valid: bool, text: &str, name: &str) -> Outcome {
    match valid {
        true => Ok(()),
        false => Err(Refused::syntax(name, text)),
    }
}

/// How many numbers there are; [`None`] if there is anything but them, commas, blanks and brackets.
/// A comma between two points may be left out (`path_decode`).
fn numbers(text: &str, brackets: &str) -> Option<usize> {
    let mut count = 0;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let blank = u8::try_from(first).is_ok_and(is_space);
        if blank || first == ',' || brackets.contains(first) {
            rest = rest.get(first.len_utf8()..)?;
            continue;
        }
        let length = float_length(rest)?;
        rest = rest.get(length..)?;
        count += 1;
    }
    Some(count)
}

/// How much of the text `strtod()` reads.
fn float_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let sign = usize::from(text.starts_with(['-', '+']));
    let digits = |from: usize| {
        bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count() + from
    };
    let word = bytes.get(sign..bytes.len().min(sign + 8)).unwrap_or_default().to_ascii_lowercase();
    if word.starts_with(b"0x") || word.starts_with(b"nan(") {
        // These are rare enough to be read to the next delimiter.
        return Some(text.find([',', ' ', ')', ']', '}', '>']).unwrap_or(text.len()));
    }
    for (name, length) in [(&b"infinity"[..], 8), (b"inf", 3), (b"nan", 3)] {
        if word.starts_with(name) {
            return Some(sign + length);
        }
    }
    let whole = digits(sign);
    let mantissa = match bytes.get(whole) {
        Some(b'.') => digits(whole + 1),
        _ => whole,
    };
    let point = usize::from(mantissa > whole);
    if mantissa - sign - point == 0 {
        return None;
    }
    if !matches!(bytes.get(mantissa), Some(b'e' | b'E')) {
        return Some(mantissa);
    }
    let exponent = match bytes.get(mantissa + 1) {
        Some(b'-' | b'+') => mantissa + 2,
        _ => mantissa + 1,
    };
    let end = digits(exponent);
    Some(if end > exponent { end } else { mantissa })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_have_their_count_of_numbers() {
        assert!(
            ["(1,2)", "1,2", " ( 1 , 2 ) ", "(1e3,-inf)"].iter().all(|t| check_point(t).is_ok())
        );
        assert!(["", "(1,2", "1", "(a,b)", "(1,2,3)"].iter().all(|t| check_point(t).is_err()));
        assert!(check_two_points("((1,2),(3,4))", "box").is_ok());
        assert!(check_two_points("1,2-3,4", "lseg").is_ok());
        assert!(check_two_points("((1,2),(3))", "box").is_err());
        assert!(check_circle("<(1,2),3>").is_ok() && check_circle("<(1,2)>").is_err());
        assert!(check_line("{1,2,3}").is_ok() && check_line("{1,2}").is_err());
        assert!(check_points("((1,2),(3,4),(5,6))", "polygon").is_ok());
    }
}
