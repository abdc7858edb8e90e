//! Operators and conditions, over values that may be unknown.

use super::cast::fits_integer;
use super::{Knowledge, Known, Value, text};
use crate::tree::{Negation, OperatorName};

impl Knowledge<'_> {
    pub(super) fn binary(&self, operator: &OperatorName, left: Value, right: Value) -> Value {
        let symbol = operator.symbol.as_str();
        if left == Some(Known::Null) || right == Some(Known::Null) {
            // NULL beside an array is an array of one.
            return (symbol != "||").then_some(Known::Null);
        }
        let (left, right) = (left?, right?);
        match symbol {
            "~" | "!~" => {
                let Known::Text(pattern) = &right else { return None };
                let found = text::matches_regex(&left, pattern);
                if symbol == "~" { found } else { not(found) }
            }
            "=" => equal(&left, &right),
            "<>" => not(equal(&left, &right)),
            "||" => match (left, right) {
                (Known::Text(left), Known::Text(right)) => Some(Known::Text(left + &right)),
                (Known::Text(left), Known::Integer(right)) => {
                    Some(Known::Text(format!("{left}{right}")))
                }
                (Known::Integer(left), Known::Text(right)) => {
                    Some(Known::Text(format!("{left}{right}")))
                }
                _ => None,
            },
            "<" => less(&left, &right),
            ">" => less(&right, &left),
            "<=" => not(less(&right, &left)),
            ">=" => not(less(&left, &right)),
            "/" => {
                let ((least, most), Known::Integer(by @ 1..)) = (bounds(&left)?, &right) else {
                    return None;
                };
                // What is left is cut off (`int.c int4div`), as it is here.
                let (least, most) = (least / by, most / by);
                Some(if least == most {
                    Known::Integer(least)
                } else {
                    Known::Between(least, most)
                })
            }
            "+" | "-" | "*" => {
                let (Known::Integer(left), Known::Integer(right)) = (left, right) else {
                    return None;
                };
                let sum = match symbol {
                    "+" => left.checked_add(right),
                    "*" => left.checked_mul(right),
                    _ => left.checked_sub(right),
                };
                // Of two `int4` it may be out of range.
                let small = |number: i64| fits_integer("int4", number);
                let sum = sum.filter(|sum| small(*sum) || !small(left) || !small(right));
                sum.map(Known::Integer)
            }
            _ => None,
        }
    }
}

/// `array[index]` of an array of one dimension; behind its end there is NULL
/// (`arrayfuncs.c array_get_element`).
pub(super) fn element(array: Known, index: &Known) -> Value {
    let (Known::Array(elements), Known::Integer(index)) = (array, index) else { return None };
    if elements.iter().any(|element| matches!(element, None | Some(Known::Array(_)))) {
        return None;
    }
    let at = usize::try_from(*index).ok().and_then(|index| index.checked_sub(1));
    at.and_then(|at| elements.into_iter().nth(at)).unwrap_or(Some(Known::Null))
}

/// The numbers between which a number is.
fn bounds(value: &Known) -> Option<(i64, i64)> {
    match value {
        Known::Integer(number) => Some((*number, *number)),
        Known::Between(least, most) => Some((*least, *most)),
        _ => None,
    }
}

/// Whether a number is less than another, if it is wherever both may be.
fn less(left: &Known, right: &Known) -> Value {
    let ((least, most), (from, to)) = (bounds(left)?, bounds(right)?);
    match (most < from, least < to) {
        (true, _) => Some(Known::Boolean(true)),
        (_, false) => Some(Known::Boolean(false)),
        (false, true) => None,
    }
}

/// A boolean, also as it may be written in a string.
pub(super) fn truth(value: Value) -> Value {
    match value? {
        value @ (Known::Boolean(_) | Known::Null) => Some(value),
        Known::Text(text) => crate::literal::boolean::value(&text).map(Known::Boolean),
        _ => None,
    }
}

/// What is unknown does not matter beside FALSE.
pub(super) fn and(left: Value, right: Value) -> Value {
    match (left, right) {
        (Some(Known::Boolean(false)), _) | (_, Some(Known::Boolean(false))) => {
            Some(Known::Boolean(false))
        }
        (Some(Known::Boolean(true)), other) | (other, Some(Known::Boolean(true))) => other,
        (Some(Known::Null), Some(Known::Null)) => Some(Known::Null),
        _ => None,
    }
}

pub(super) fn not(value: Value) -> Value {
    match value? {
        Known::Boolean(value) => Some(Known::Boolean(!value)),
        Known::Null => Some(Known::Null),
        _ => None,
    }
}

pub(super) fn negated(value: Value, negation: Negation) -> Value {
    if negation == Negation::Not { not(value) } else { value }
}

/// Whether two values are equal, neither of them NULL.
pub(super) fn equal(left: &Known, right: &Known) -> Value {
    match (left, right) {
        (Known::Null, _) | (_, Known::Null) => Some(Known::Null),
        (Known::Boolean(_), Known::Boolean(_))
        | (Known::Integer(_), Known::Integer(_))
        | (Known::Text(_), Known::Text(_))
        | (Known::Object(_), Known::Object(_))
        | (Known::Database, Known::Database) => Some(Known::Boolean(left == right)),
        (Known::Integer(number), Known::Text(text))
        | (Known::Text(text), Known::Integer(number)) => {
            text.trim().parse::<i64>().ok().map(|parsed| Known::Boolean(parsed == *number))
        }
        (Known::Names(names), Known::Text(name)) | (Known::Text(name), Known::Names(names)) => {
            (!names.fits(name)).then_some(Known::Boolean(false))
        }
        (Known::Relations(names), Known::Object(object))
        | (Known::Object(object), Known::Relations(names)) => {
            (!names.fits(&object.name)).then_some(Known::Boolean(false))
        }
        (Known::Boolean(_), Known::Text(_)) => equal(left, &truth(Some(right.clone()))?),
        (Known::Text(_), Known::Boolean(_)) => equal(&truth(Some(left.clone()))?, right),
        _ => None,
    }
}

/// `value IN (list)`.
pub(super) fn among(value: Value, list: &[Value]) -> Value {
    let mut found = Some(Known::Boolean(false));
    for item in list {
        let same = match (&value, item) {
            (Some(value), Some(item)) => equal(value, item),
            _ => None,
        };
        found = not(and(not(found), not(same)));
    }
    found
}
