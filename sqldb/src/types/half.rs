//! Numbers of two bytes (IEEE 754 binary16), as pgvector's `halfvec` holds them.

/// The number that the bits are.
pub(super) fn to_f32(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let (exponent, fraction) = (u32::from(bits >> 10) & 0x1F, u32::from(bits & 0x3FF));
    match (exponent, fraction) {
        (0, 0) => f32::from_bits(sign),
        // Below the normal numbers: the fraction counts in steps of 2^-24.
        (0, fraction) => {
            let magnitude = f64::from(fraction) / f64::from(1_u32 << 24);
            f32::from_bits((magnitude as f32).to_bits() | sign)
        }
        (0x1F, fraction) => f32::from_bits(sign | 0x7F80_0000 | fraction << 13),
        (exponent, fraction) => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// The nearest number's bits, to the even one of two, as `Float4ToHalf` of pgvector rounds.
pub(super) fn from_f32(number: f32) -> u16 {
    let bits = number.to_bits();
    let sign = u16::try_from(bits >> 16 & 0x8000).unwrap_or_default();
    let magnitude = f64::from(f32::from_bits(bits & 0x7FFF_FFFF));
    if magnitude.is_nan() {
        return sign | 0x7E00;
    }
    // The step between two numbers around this one.
    let exponent = (i32::try_from(bits >> 23 & 0xFF).unwrap_or_default() - 127).clamp(-14, 16);
    let steps = (magnitude * f64::from(10 - exponent).exp2()).round_ties_even();
    if exponent > 15 || steps >= 2048.0 && exponent == 15 {
        return sign | 0x7C00;
    }
    // A fraction that is full goes over into the exponent, which is just what the bits do.
    let below = if exponent == -14 { 0 } else { (exponent + 14) * 1024 };
    sign | u16::try_from(below + steps as i32).unwrap_or(0x7C00)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_goes_there_and_back() {
        for bits in 0..=u16::MAX {
            let number = to_f32(bits);
            match number.is_nan() {
                true => assert!(to_f32(from_f32(number)).is_nan()),
                false => assert_eq!(from_f32(number), bits, "{number}"),
            }
        }
        assert_eq!((to_f32(0x3C00), to_f32(0xC000), to_f32(0x0001)), (1.0, -2.0, 2_f32.powi(-24)));
        assert_eq!((to_f32(0x7BFF), to_f32(0x7C00)), (65504.0, f32::INFINITY));
    }

    #[test]
    fn what_lies_between_goes_to_the_nearer_and_the_even() {
        for bits in 0..0x7BFF_u16 {
            let (below, above) = (f64::from(to_f32(bits)), f64::from(to_f32(bits + 1)));
            let middle = ((below + above) / 2.0) as f32;
            let even = if bits.is_multiple_of(2) { bits } else { bits + 1 };
            assert_eq!(from_f32(middle), even, "{middle}");
            let nearer = (below * 0.75 + above * 0.25) as f32;
            assert_eq!(from_f32(-nearer), bits | 0x8000, "{nearer}");
        }
        assert_eq!((from_f32(65520.0), from_f32(1e9)), (0x7C00, 0x7C00));
        assert_eq!((from_f32(65519.0), from_f32(1e-30)), (0x7BFF, 0));
    }
}
