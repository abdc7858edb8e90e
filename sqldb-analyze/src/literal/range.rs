//! Ranges and multiranges: `rangetypes.c`, `multirangetypes.c`.

use std::cmp::Ordering;

use super::record::Field;
use super::{Outcome, Refused, check_within, trimmed};
use crate::catalog::Catalog;
use crate::diagnostic::SqlState;
use crate::lex::is_blank;
use crate::types::TypeId;

mod order;

const ENDS: [char; 3] = [',', ')', ']'];

/// `range_in`: two bounds that the subtype reads, or `empty`.
pub(super) fn check_range(catalog: &Catalog, text: &str, subtype: TypeId, depth: usize) -> Outcome {
    let malformed = |detail: &str| Err(Refused::malformed("range", text, detail));
    let body = trimmed(text);
    if let Some(after) = behind_empty(body) {
        return match after.is_empty() {
            true => Ok(()),
            false => malformed("junk after `empty` key word"),
        };
    }
    let Some(rest) = body.strip_prefix(['[', '(']) else {
        return malformed("missing left parenthesis or bracket");
    };
    let Some(lower) = Field::read(rest, &ENDS) else { return malformed("unexpected end of input") };
    let Some(rest) = lower.rest.strip_prefix(',') else {
        return malformed("missing comma after lower bound");
    };
    let Some(upper) = Field::read(rest, &ENDS) else { return malformed("unexpected end of input") };
    match upper.rest.strip_prefix([']', ')']) {
        Some("") => {}
        Some(_) => return malformed("junk after right parenthesis or bracket"),
        None => return malformed("too many commas"),
    }
    for bound in [&lower.value, &upper.value].into_iter().flatten() {
        check_within(catalog, bound, subtype.into(), depth)?;
    }
    let (lower, upper) = (lower.value, upper.value);
    let order = lower.as_deref().zip(upper.as_deref());
    let order = order.and_then(|(lower, upper)| order::of(catalog, subtype, lower, upper));
    let has = |bracket: char| body.starts_with(bracket) || body.ends_with(bracket);
    let beyond = is_last(catalog, subtype, lower.as_deref()) && has('(')
        || is_last(catalog, subtype, upper.as_deref()) && has(']');
    let empty = order == Some(Ordering::Equal) && !(has('[') && has(']'));
    match order == Some(Ordering::Greater) {
        false if beyond && !empty => Err(Refused::new(
            SqlState::NUMERIC_VALUE_OUT_OF_RANGE,
            format!("{} out of range", catalog.format_type(subtype)),
        )),
        false => Ok(()),
        true => Err(Refused::new(
            SqlState::DATA_EXCEPTION,
            "range lower bound must be less than or equal to range upper bound",
        )),
    }
}

/// Whether a bound has no successor, which `int4range_canonical` and `int8range_canonical` write
/// instead of it.
fn is_last(catalog: &Catalog, subtype: TypeId, bound: Option<&str>) -> bool {
    let last = match subtype {
        TypeId::INT4 => i64::from(i32::MAX).to_string(),
        TypeId::INT8 => i64::MAX.to_string(),
        _ => return false,
    };
    bound.is_some_and(|bound| order::of(catalog, subtype, bound, &last) == Some(Ordering::Equal))
}

/// `multirange_in`: braces, ranges between.
pub(super) fn check_multirange(
    catalog: &Catalog,
    text: &str,
    range: TypeId,
    depth: usize,
) -> Outcome {
    let malformed = |detail: &str| Err(Refused::malformed("multirange", text, detail));
    let Some(subtype) = catalog.range_subtype(range) else { return Ok(()) };
    let Some(mut rest) = trimmed(text).strip_prefix('{') else {
        return malformed("missing left brace");
    };
    let mut first = true;
    loop {
        rest = rest.trim_start_matches(is_blank);
        match rest.chars().next() {
            None => return malformed("unexpected end of input"),
            Some('}') if first => {
                rest = rest.get(1..).unwrap_or_default();
                break;
            }
            Some('[' | '(') => {
                let Some(length) = range_length(rest) else {
                    return malformed("unexpected end of input");
                };
                let (member, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
                check_range(catalog, member, subtype, depth)?;
                rest = after;
            }
            Some(_) => match behind_empty(rest) {
                Some(after) => rest = after,
                None => return malformed("expected range start"),
            },
        }
        first = false;
        rest = rest.trim_start_matches(is_blank);
        match rest.chars().next() {
            None => return malformed("unexpected end of input"),
            Some(',') => rest = rest.get(1..).unwrap_or_default(),
            Some('}') => {
                rest = rest.get(1..).unwrap_or_default();
                break;
            }
            Some(_) => return malformed("expected comma or end of multirange"),
        }
    }
    match rest.is_empty() {
        true => Ok(()),
        false => malformed("junk after closing right brace"),
    }
}

/// The text behind `empty`, which is written in any case.
fn behind_empty(text: &str) -> Option<&str> {
    let (word, after) = text.split_at_checked(5)?;
    word.eq_ignore_ascii_case("empty").then_some(after)
}

/// How long the range at the beginning is, up to its closing bracket outside of quotes.
fn range_length(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            // A doubled quote closes and opens again.
            '"' => quoted = !quoted,
            ']' | ')' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_have_two_bounds() {
        let check = |text: &str| check_range(&Catalog::default(), text, TypeId::INT4, 4);
        for text in ["empty", "[1,2)", "(,5]", "[,]", " [ 1 , 2 ] ", "[\"1\",2)", "EMPTY "] {
            assert!(check(text).is_ok(), "{text}");
        }
        for text in ["", "1,2", "[1,2", "[1)", "[1,2,3)", "[1,2)x", "[a,2)", "[3,1]", "emptyx"] {
            assert!(check(text).is_err(), "{text}");
        }
    }

    #[test]
    fn multiranges_have_braces() {
        let range = TypeId(3904);
        let check = |text: &str| check_multirange(&Catalog::default(), text, range, 4);
        for text in ["{}", "{[1,2)}", " { [1,2) , empty } ", "{[\"1\",2),(5,]}"] {
            assert!(check(text).is_ok(), "{text}");
        }
        for text in ["", "[1,2)", "{[1,2)", "{[1,2),}", "{1}", "{}x", "{[1,2)[3,4)}", "{[a,2)}"] {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
