//! Which of two bounds is the greater, where that does not hang on a setting or a collation.

use std::cmp::Ordering;

use crate::catalog::Catalog;
use crate::literal::decimal::{Numeric, numeric};
use crate::literal::strtod::Leading;
use crate::literal::trimmed;
use crate::types::TypeId;

/// How two values of a type are ordered; [`None`] where that is not known.
pub(super) fn of(catalog: &Catalog, ty: TypeId, a: &str, b: &str) -> Option<Ordering> {
    let major = catalog.major;
    match catalog.base_type(ty).id {
        TypeId::INT4 | TypeId::INT8 | TypeId::NUMERIC => Number::read(a, numeric(a, major).ok()?)?
            .partial_cmp(&Number::read(b, numeric(b, major).ok()?)?),
        TypeId::FLOAT4 => Some(float_order(float(a)?.single().into(), float(b)?.single().into())),
        TypeId::FLOAT8 => Some(float_order(float(a)?.double(), float(b)?.double())),
        // What is written year first, with all digits, is ordered as its text is.
        TypeId::DATE | TypeId::TIMESTAMP if is_iso(a) && is_iso(b) => Some(a.cmp(b)),
        _ => None,
    }
}

/// What `float8in` reads of a text.
fn float(text: &str) -> Option<Leading<'_>> {
    Leading::read(trimmed(text))
}

/// `float8_cmp_internal`: `NaN` is the greatest, and equal to itself.
fn float_order(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// `2024-01-31` or `2024-01-31 10:20:30.5`.
fn is_iso(text: &str) -> bool {
    let mut shape = "dddd-dd-dd dd:dd:dd.dddddd".bytes();
    let fits = text.bytes().zip(shape.by_ref()).all(|(byte, wanted)| match wanted {
        b'd' => byte.is_ascii_digit(),
        wanted => byte == wanted,
    });
    // A whole part at the end, or any number of digits behind the point.
    fits && (matches!(text.len(), 10 | 16 | 19) || (21..=26).contains(&text.len()))
}

/// A number such that it can be compared: `NaN` is the greatest.
#[derive(PartialEq, PartialOrd)]
enum Number {
    Least,
    Negative(std::cmp::Reverse<Magnitude>),
    Zero,
    Positive(Magnitude),
    Endless,
    None,
}

/// The exponent of the first digit, and the digits without zeros around.
type Magnitude = (i64, String);

impl Number {
    fn read(text: &str, number: Numeric) -> Option<Number> {
        let negative = trimmed(text).starts_with('-');
        Some(match number {
            Numeric::Large => return None,
            Numeric::None => Number::None,
            Numeric::Endless if negative => Number::Least,
            Numeric::Endless => Number::Endless,
            Numeric::Digits(digits, before) => {
                let significant = digits.trim_start_matches('0');
                let zeros = i64::try_from(digits.len() - significant.len()).unwrap_or(0);
                let digits = significant.trim_end_matches('0').to_owned();
                match (digits.is_empty(), negative) {
                    (true, _) => Number::Zero,
                    (false, true) => Number::Negative(std::cmp::Reverse((before - zeros, digits))),
                    (false, false) => Number::Positive((before - zeros, digits)),
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_ordered() {
        let order = |ty, a, b| of(&Catalog::default(), ty, a, b);
        for (a, b) in [("1.5", "1.50"), ("-0", "0"), ("1e1", "10"), ("nan", "NaN")] {
            assert_eq!(order(TypeId::NUMERIC, a, b), Some(Ordering::Equal), "{a} {b}");
        }
        let ascending = ["-inf", "-20", "-3", "-0.5", "0", "0.05", "0.5", "3", "20", "inf", "nan"];
        for (index, a) in ascending.iter().enumerate() {
            for b in ascending.iter().skip(index + 1) {
                assert_eq!(order(TypeId::NUMERIC, a, b), Some(Ordering::Less), "{a} {b}");
            }
        }
        let dates = order(TypeId::DATE, "2024-02-01", "2024-01-31");
        assert_eq!(dates, Some(Ordering::Greater));
        assert_eq!(order(TypeId::DATE, "1.2.2024", "2024-01-31"), None);
        let moments = order(TypeId::TIMESTAMP, "2024-01-31", "2024-01-31 00:00:00.5");
        assert_eq!(moments, Some(Ordering::Less));
    }
}
