//! Modifiers: values of the columns of a record must not only have the form of their types, but also
//! fit (`varchar.c`, `varbit.c`, `numeric.c apply_typmod`). Other strings become values without a
//! modifier first, and are fitted when the statement runs.

use super::decimal::{Numeric, numeric};
use super::{Outcome, Refused};
use crate::catalog::Major;
use crate::diagnostic::SqlState;
use crate::types::{TypeId, Typed};

/// What a header costs in the modifiers of lengths and precisions (`VARHDRSZ`).
const HEADER: i32 = 4;

/// Refuses what does not fit into its modifier.
pub(super) fn check(text: &str, ty: Typed, major: Major) -> Outcome {
    let Some(typmod) = ty.typmod.map(|typmod| typmod.0).filter(|typmod| *typmod >= 0) else {
        return Ok(());
    };
    let most = |header: i32| usize::try_from(typmod - header).unwrap_or(usize::MAX);
    match ty.id {
        TypeId::VARCHAR | TypeId::BPCHAR => {
            let name = if ty.id == TypeId::VARCHAR { "character varying" } else { "character" };
            let most = most(HEADER);
            match text.chars().skip(most).all(|character| character == ' ') {
                true => Ok(()),
                false => Err(Refused::new(
                    SqlState::STRING_DATA_RIGHT_TRUNCATION,
                    format!("value too long for type {name}({most})"),
                )),
            }
        }
        TypeId::BIT if bits(text) != most(0) => Err(Refused::new(
            SqlState::STRING_DATA_LENGTH_MISMATCH,
            format!("bit string length {} does not match type bit({typmod})", bits(text)),
        )),
        TypeId::VARBIT if bits(text) > most(0) => Err(Refused::new(
            SqlState::STRING_DATA_RIGHT_TRUNCATION,
            format!("bit string too long for type bit varying({typmod})"),
        )),
        TypeId::NUMERIC => check_numeric(text, typmod - HEADER, major),
        _ => Ok(()),
    }
}

/// How many bits are written.
fn bits(text: &str) -> usize {
    match text.strip_prefix(['x', 'X']) {
        Some(digits) => digits.len() * 4,
        None => text.strip_prefix(['b', 'B']).unwrap_or(text).len(),
    }
}

fn check_numeric(text: &str, typmod: i32, major: Major) -> Outcome {
    let precision = i64::from((typmod >> 16) & 0xFFFF);
    // Scales are signed, and have eleven bits.
    let scale = i64::from(((typmod & 0x7FF) ^ 1024) - 1024);
    let fits = match numeric(text, major)? {
        Numeric::None | Numeric::Large => true,
        Numeric::Endless => false,
        Numeric::Digits(digits, before) => {
            let zeros = digits.bytes().take_while(|digit| *digit == b'0').count();
            let significant = digits.get(zeros..).unwrap_or_default();
            let before = before - i64::try_from(zeros).unwrap_or(0);
            // Rounding may make one digit more, if all that are kept are nines.
            let kept = before + scale;
            let rounds_up = usize::try_from(kept).is_ok_and(|kept| {
                let nines = significant.bytes().take(kept).all(|digit| digit == b'9');
                nines && significant.as_bytes().get(kept).is_some_and(|next| *next >= b'5')
            });
            let length = before + i64::from(rounds_up);
            let becomes_zero = significant.is_empty() || kept < 0 || kept == 0 && !rounds_up;
            becomes_zero || length <= precision - scale
        }
    };
    match fits {
        true => Ok(()),
        false => {
            let whole = precision - scale;
            Err(Refused::new(SqlState::NUMERIC_VALUE_OUT_OF_RANGE, "numeric field overflow")
                .detail(format!(
                    "a field with precision {precision}, scale {scale} must round to an absolute \
                     value less than 10^{whole}"
                )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::typmod::typmod_in;

    #[track_caller]
    fn refusal(id: TypeId, name: &str, numbers: &[i32], text: &str) -> Option<&'static str> {
        let typmod = Some(typmod_in(id, name, numbers).unwrap());
        let ty = Typed { typmod, ..id.into() };
        check(text, ty, Major::V17).err().map(|refused| refused.code.code())
    }

    #[test]
    fn values_fit_into_their_modifiers() {
        let numeric = |text| refusal(TypeId::NUMERIC, "numeric", &[3, 1], text);
        for text in ["99.94", "-99.9", "0.04", "0", "NaN", "1e1", "0e9", "00012"] {
            assert_eq!(numeric(text), None, "{text}");
        }
        for text in ["99.95", "100", "1e2", "inf"] {
            assert_eq!(numeric(text), Some("22003"), "{text}");
        }
        let small = |text| refusal(TypeId::NUMERIC, "numeric", &[2, 4], text);
        assert_eq!(small("0.0099"), None);
        assert_eq!(small("0.00996"), Some("22003"));
        let varchar = |text| refusal(TypeId::VARCHAR, "varchar", &[3], text);
        assert_eq!((varchar("abc  "), varchar("abcd")), (None, Some("22001")));
        let bit = |text| refusal(TypeId::BIT, "bit", &[4], text);
        assert_eq!((bit("xA"), bit("b1010"), bit("101")), (None, None, Some("22026")));
        let varbit = |text| refusal(TypeId::VARBIT, "varbit", &[4], text);
        assert_eq!((varbit("101"), varbit("xAA")), (None, Some("22001")));
    }
}
