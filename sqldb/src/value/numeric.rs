//! `numeric`: groups of four decimal digits, `numeric_send` and `numeric_recv` of numeric.c.

use bytes::{BufMut, BytesMut};
use rust_decimal::Decimal;
use tokio_postgres::types::Type;

use super::{Decode, Encode, ValueError, permit};
use crate::pg;
use crate::types::{Digits, ExactNumeric, NEGATIVE};

permit! { Decimal => numeric; }

/// Each digit of numeric.c is a number below this (`NBASE`).
const BASE: u128 = 10_000;
/// Decimal digits in one digit of numeric.c (`DEC_DIGITS`).
const GROUP: u32 = 4;

impl Encode for Decimal {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let scale = self.scale();
        // The digits are grouped from the decimal point, so the last group is filled up with zeroes.
        let padding = (GROUP - scale % GROUP) % GROUP;
        // INVARIANT: a mantissa has 96 bits, and 10^3 has 10, so the product fits in 128.
        let mut rest = self.mantissa().unsigned_abs() * 10u128.pow(padding);
        let groups_after_point = (scale + padding) / GROUP;

        // Least significant group first; 96 bits and the padding are at most nine groups.
        let mut digits = Vec::with_capacity(9);
        while rest > 0 {
            digits.push(i16::try_from(rest % BASE).unwrap_or_default());
            rest /= BASE;
        }
        let count = i16::try_from(digits.len()).unwrap_or_default();
        let weight = count - i16::try_from(groups_after_point).unwrap_or_default() - 1;
        let sign = if self.is_sign_negative() && count > 0 { NEGATIVE } else { 0 };

        out.put_i16(count);
        out.put_i16(if count == 0 { 0 } else { weight });
        out.put_u16(sign);
        out.put_u16(u16::try_from(scale).unwrap_or_default());
        for digit in digits.iter().rev() {
            out.put_i16(*digit);
        }
        Ok(())
    }
}

impl Decode for Decimal {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let Digits { negative, groups, weight, scale } = match ExactNumeric::decode(ty, bytes)? {
            ExactNumeric::Finite(digits) => digits,
            special => return Err(unholdable(&special)),
        };
        let scale = u32::from(scale);
        let mantissa = mantissa(&groups, i32::from(weight), scale);
        let decimal = mantissa
            .map(|mantissa| without_excess_zeros(mantissa, scale))
            .and_then(|(mantissa, scale)| Some((i128::try_from(mantissa).ok()?, scale)))
            .and_then(|(mantissa, scale)| Decimal::try_from_i128_with_scale(mantissa, scale).ok());
        match decimal {
            Some(mut decimal) => {
                decimal.set_sign_negative(negative);
                Ok(decimal)
            }
            None => Err(ValueError::new(
                "the numeric has more digits than `rust_decimal::Decimal` holds (28); \
                 round it, or select it as `text`",
            )),
        }
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::NUMERIC
    }
}

/// The number without its point: `digits` times 10^`scale`; `None` when 128 bits do not hold it.
///
/// `weight` is the position of the first digit, 0 the one before the point (numeric.c, "NumericVar").
fn mantissa(digits: &[u16], weight: i32, scale: u32) -> Option<u128> {
    let mut value: u128 = 0;
    for digit in digits {
        value = value.checked_mul(BASE)?.checked_add(u128::from(*digit))?;
    }
    if value == 0 {
        return Some(0);
    }
    // How many decimal digits of `value` are after the point.
    let group = i32::try_from(GROUP).ok()?;
    let after_point = (i32::try_from(digits.len()).ok()? - 1 - weight).checked_mul(group)?;
    let shift = i32::try_from(scale).ok()? - after_point;
    let power = 10u128.checked_pow(shift.unsigned_abs())?;
    if shift >= 0 { value.checked_mul(power) } else { Some(value / power) }
}

/// Gives up zeroes at the end as far as `Decimal` needs it: the value stays the same.
fn without_excess_zeros(mut mantissa: u128, mut scale: u32) -> (u128, u32) {
    while (scale > Decimal::MAX_SCALE || mantissa >> 96 != 0)
        && scale > 0
        && mantissa.is_multiple_of(10)
    {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

fn unholdable(special: &ExactNumeric) -> ValueError {
    ValueError::new(format!(
        "the numeric is `{special}`, which `rust_decimal::Decimal` cannot hold"
    ))
}
