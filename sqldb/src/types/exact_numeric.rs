//! `numeric` as it is: every digit, `NaN` and the infinities (`numeric_send` of numeric.c).

use std::fmt;
use std::str::FromStr;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit};

/// Any value of `numeric`, for those that the crate of your choice cannot hold: up to 131072 digits
/// before the point and 16383 behind it.
///
/// It does not compute; it is read from text and printed as PostgreSQL prints it. Two are equal that
/// print the same: `1.0` is not `1.00`.
///
/// ```
/// use sqldb::types::ExactNumeric;
///
/// let number: ExactNumeric = "-12345678901234567890123456789012345678901.50".parse()?;
/// assert_eq!(number.to_string(), "-12345678901234567890123456789012345678901.50");
/// assert!("1e5".parse::<ExactNumeric>().is_err());
/// # Ok::<(), sqldb::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ExactNumeric {
    /// A number.
    Finite(Digits),
    /// `NaN`.
    NaN,
    /// `Infinity`.
    Infinity,
    /// `-Infinity`.
    NegativeInfinity,
}

/// The digits of a number, as numeric.c has them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Digits {
    pub(crate) negative: bool,
    /// Groups of four decimal digits, the most significant first, without zeros at either end.
    pub(crate) groups: Vec<u16>,
    /// The position of the first group, 0 the one before the point.
    pub(crate) weight: i16,
    /// Decimal digits behind the point.
    pub(crate) scale: u16,
}

// `dscale` and the signs of numeric.c.
pub(crate) const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;
/// `NUMERIC_DSCALE_MAX`.
const MOST_BEHIND_THE_POINT: usize = 0x3FFF;

impl FromStr for ExactNumeric {
    type Err = ValueError;

    /// Digits with a point, as PostgreSQL prints them; `NaN`, `Infinity`, `-Infinity`.
    fn from_str(text: &str) -> Result<ExactNumeric, ValueError> {
        match text {
            "NaN" => return Ok(ExactNumeric::NaN),
            "Infinity" => return Ok(ExactNumeric::Infinity),
            "-Infinity" => return Ok(ExactNumeric::NegativeInfinity),
            _ => {}
        }
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, text),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
            return Err(ValueError::new("expected decimal digits, with a point at most"));
        }
        let scale = u16::try_from(fraction.len())
            .ok()
            .filter(|_| fraction.len() <= MOST_BEHIND_THE_POINT)
            .ok_or_else(|| {
                ValueError::new("a numeric has at most 16383 digits behind its point")
            })?;
        let padded = format!(
            "{}{whole}{fraction}{}",
            "0".repeat((4 - whole.len() % 4) % 4),
            "0".repeat((4 - fraction.len() % 4) % 4)
        );
        let (chunks, _) = padded.as_bytes().as_chunks::<4>();
        let group = |chunk: &[u8; 4]| {
            chunk.iter().fold(0_u16, |group, digit| group * 10 + u16::from(digit - b'0'))
        };
        let groups: Vec<u16> = chunks.iter().map(group).collect();
        let first = i64::try_from(whole.len().div_ceil(4)).unwrap_or(i64::MAX) - 1;
        let leading = groups.iter().take_while(|group| **group == 0).count();
        let weight = i16::try_from(first - i64::try_from(leading).unwrap_or(i64::MAX))
            .map_err(|_| ValueError::new("a numeric has at most 131072 digits before its point"))?;
        let trailing = groups.iter().rev().take_while(|group| **group == 0).count();
        let groups: Vec<u16> = match leading == groups.len() {
            true => Vec::new(),
            false => groups.get(leading..groups.len() - trailing).unwrap_or_default().to_vec(),
        };
        let zero = groups.is_empty();
        Ok(ExactNumeric::Finite(Digits {
            negative: negative && !zero,
            weight: if zero { 0 } else { weight },
            groups,
            scale,
        }))
    }
}

impl fmt::Display for ExactNumeric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Digits { negative, groups, weight, scale } = match self {
            ExactNumeric::Finite(digits) => digits,
            ExactNumeric::NaN => return f.pad("NaN"),
            ExactNumeric::Infinity => return f.pad("Infinity"),
            ExactNumeric::NegativeInfinity => return f.pad("-Infinity"),
        };
        let group = |position: i32| {
            let at = usize::try_from(i32::from(*weight) - position).ok();
            at.and_then(|at| groups.get(at)).copied().unwrap_or(0)
        };
        let mut text = String::new();
        for position in (0..=i32::from(*weight)).rev() {
            match text.is_empty() {
                true => text.push_str(&group(position).to_string()),
                false => text.push_str(&format!("{:04}", group(position))),
            }
        }
        if text.is_empty() {
            text.push('0');
        }
        if *scale > 0 {
            let count = i32::from(scale.div_ceil(4));
            let mut fraction = String::new();
            (1..=count).for_each(|position| fraction.push_str(&format!("{:04}", group(-position))));
            fraction.truncate(usize::from(*scale));
            text.push('.');
            text.push_str(&fraction);
        }
        f.pad_integral(!negative, "", &text)
    }
}

permit! { ExactNumeric => numeric; }

impl Encode for ExactNumeric {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let special = |sign: u16, out: &mut BytesMut| {
            [0, 0, sign, 0].into_iter().for_each(|word| out.put_u16(word));
            Ok(())
        };
        let Digits { negative, groups, weight, scale } = match self {
            ExactNumeric::Finite(digits) => digits,
            ExactNumeric::NaN => return special(NAN, out),
            ExactNumeric::Infinity => return special(INFINITY, out),
            ExactNumeric::NegativeInfinity => return special(NEGATIVE_INFINITY, out),
        };
        let count = u16::try_from(groups.len())
            .map_err(|_| ValueError::new("the numeric has too many digits"))?;
        out.put_u16(count);
        out.put_i16(*weight);
        out.put_u16(if *negative { NEGATIVE } else { 0 });
        out.put_u16(*scale);
        groups.iter().for_each(|group| out.put_u16(*group));
        Ok(())
    }
}

impl Decode for ExactNumeric {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let wrong = || ValueError::length(ty, bytes.len());
        let (words, []) = bytes.as_chunks::<2>() else { return Err(wrong()) };
        let mut words = words.iter().map(|word| u16::from_be_bytes(*word));
        let (Some(count), Some(weight), Some(sign), Some(scale)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(wrong());
        };
        let groups: Vec<u16> = words.collect();
        if groups.len() != usize::from(count) {
            return Err(wrong());
        }
        if groups.iter().any(|group| *group > 9999) {
            return Err(ValueError::new("the numeric has a digit that is none"));
        }
        let negative = match sign {
            0 => false,
            NEGATIVE => true,
            NAN => return Ok(ExactNumeric::NaN),
            INFINITY => return Ok(ExactNumeric::Infinity),
            NEGATIVE_INFINITY => return Ok(ExactNumeric::NegativeInfinity),
            _ => return Err(ValueError::new("the sign of the numeric is unknown")),
        };
        let weight = weight.cast_signed();
        Ok(ExactNumeric::Finite(Digits { negative, groups, weight, scale }))
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::NUMERIC
    }
}
