//! Points and what is made of them: `geo_ops.c`.

use super::decimal::is_float;
use super::{Outcome, Refused, trimmed};

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

/// `path_decode` of lines, boxes, paths and polygons: an even count of numbers. How they are
/// bracketed is left to the server.
pub(super) fn check_points(text: &str, name: &str) -> Outcome {
    let Some(count) = numbers(text, &['(', ')', '[', ']']) else {
        return Err(Refused::syntax(name, text));
    };
    let fits = match name {
        "lseg" | "box" => count == 4,
        _ => count > 0 && count % 2 == 0,
    };
    match fits {
        true => Ok(()),
        false => Err(Refused::syntax(name, text)),
    }
}

/// `circle_in`: a point and a radius.
pub(super) fn check_circle(text: &str) -> Outcome {
    match numbers(text, &['(', ')', '<', '>']) {
        Some(3) => Ok(()),
        _ => Err(Refused::syntax("circle", text)),
    }
}

/// How many numbers there are between commas, brackets ignored; [`None`] for anything else.
fn numbers(text: &str, brackets: &[char]) -> Option<usize> {
    let mut count = 0;
    for part in text.split(',') {
        let bare: String = part.chars().filter(|character| !brackets.contains(character)).collect();
        if !is_float(trimmed(&bare)) {
            return None;
        }
        count += 1;
    }
    Some(count)
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
        assert!(check_points("((1,2),(3,4))", "box").is_ok());
        assert!(check_points("((1,2),(3))", "box").is_err());
        assert!(check_circle("<(1,2),3>").is_ok() && check_circle("<(1,2)>").is_err());
    }
}
