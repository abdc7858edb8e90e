//! The bounds that may be written before an array: `ReadArrayDimensions`.

use super::{MAX_DIMENSIONS, malformed, too_deep};
use crate::catalog::Major;
use crate::diagnostic::SqlState;
use crate::lex::is_blank;
use crate::literal::Refused;

/// What is written before the braces.
pub(super) struct Dimensions<'t> {
    /// How many elements each dimension has.
    pub(super) sizes: Vec<usize>,
    /// Whether an upper bound has no successor (`ArrayCheckBounds`).
    pub(super) too_large: bool,
    /// What follows, from the first brace on.
    pub(super) rest: &'t str,
}

/// `[1:2][3]=`.
///
/// # Errors
///
/// If that is not its form, or no brace follows.
pub(super) fn read(text: &str, major: Major) -> Result<Dimensions<'_>, Refused> {
    let braces = "elements stand in braces: `'{a,b}'`";
    let mut sizes = Vec::new();
    let mut too_large = false;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(is_blank);
        let Some(inside) = rest.strip_prefix('[') else { break };
        if sizes.len() >= MAX_DIMENSIONS {
            return Err(too_deep());
        }
        let Some((first, mut behind)) = bound(inside, major)? else {
            let detail = "`[` must introduce explicitly-specified array dimensions";
            return Err(malformed(text, detail)
                .help("elements stand in braces: `'{a,b}'`, and `'{}'` is the empty array"));
        };
        let (mut lower, mut upper) = (1, first);
        if let Some(after) = behind.strip_prefix(':') {
            let Some((second, after)) = bound(after, major)? else {
                return Err(malformed(text, "missing array dimension value"));
            };
            (lower, upper, behind) = (first, second, after);
        }
        let Some(after) = behind.strip_prefix(']') else {
            return Err(malformed(text, "missing `]` after array dimensions").help(braces));
        };
        rest = after;
        if upper < lower {
            return Err(Refused::new(
                SqlState::ARRAY_SUBSCRIPT_ERROR,
                "upper bound cannot be less than lower bound",
            ));
        }
        let size = i64::from(upper) - i64::from(lower) + 1;
        too_large |= upper == i32::MAX;
        if major >= Major::V17 && (too_large || size > i64::from(i32::MAX)) {
            return Err(beyond());
        }
        sizes.push(usize::try_from(size).unwrap_or(usize::MAX));
    }
    if sizes.is_empty() {
        return match rest.starts_with('{') {
            true => Ok(Dimensions { sizes, too_large, rest }),
            false => {
                let detail = "array value must start with `{` or dimension information";
                Err(malformed(text, detail))
            }
        };
    }
    let Some(rest) = rest.strip_prefix('=') else {
        return Err(malformed(text, "missing `=` after array dimensions").help(braces));
    };
    let rest = rest.trim_start_matches(is_blank);
    match rest.starts_with('{') {
        true => Ok(Dimensions { sizes, too_large, rest }),
        false => Err(malformed(text, "array contents must start with `{`")),
    }
}

/// A bound that no `int` follows.
pub(super) fn beyond() -> Refused {
    limit("array upper bound is too large")
}

fn limit(message: &str) -> Refused {
    Refused::new(SqlState::PROGRAM_LIMIT_EXCEEDED, message)
}

/// `ReadDimensionInt`; [`None`] where there is none.
fn bound(text: &str, major: Major) -> Result<Option<(i32, &str)>, Refused> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-');
    if !text.starts_with(is_part) {
        return Ok(None);
    }
    let sign = usize::from(text.starts_with(['+', '-']));
    let digits = text.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
    let written = text.get(..sign + digits).unwrap_or_default();
    let huge = if text.starts_with('-') { i64::MIN } else { i64::MAX };
    let value = if digits == 0 { 0 } else { written.parse::<i64>().unwrap_or(huge) };
    if major >= Major::V17 {
        let Ok(value) = i32::try_from(value) else {
            return Err(limit("array bound is out of integer range"));
        };
        // A sign without digits is no number, and nothing is taken.
        let taken = if digits == 0 { 0 } else { sign + digits };
        return Ok((taken > 0).then(|| (value, text.get(taken..).unwrap_or_default())));
    }
    // `atoi()` of all digits and signs, of which the beginning counts.
    let rest = text.trim_start_matches(is_part);
    Ok(Some((value as i32, rest)))
}
