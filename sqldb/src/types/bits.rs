//! `bit` and `bit varying` (`varbit_send`): a length in bits, and the bits from the left.

use std::fmt;
use std::str::FromStr;

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit, take_i32};

/// `bit(n)` or `bit varying`: a string of bits.
///
/// ```
/// use sqldb::types::Bits;
///
/// let bits: Bits = "101".parse()?;
/// assert_eq!((bits.len(), bits.get(1)), (3, Some(false)));
/// assert_eq!(bits.to_string(), "101");
/// # Ok::<(), sqldb::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Bits {
    length: usize,
    bytes: Vec<u8>,
}

impl Bits {
    /// The number of bits.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The bit at `index`, 0 being the leftmost.
    pub fn get(&self, index: usize) -> Option<bool> {
        let byte = self.bytes.get(index / 8).filter(|_| index < self.length)?;
        Some(byte & (0x80 >> (index % 8)) != 0)
    }

    /// The bits from the left.
    pub fn iter(&self) -> impl Iterator<Item = bool> {
        (0..self.length).filter_map(|index| self.get(index))
    }
}

impl FromIterator<bool> for Bits {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Bits {
        let mut all = Bits::default();
        for bit in bits {
            if all.length.is_multiple_of(8) {
                all.bytes.push(0);
            }
            if let Some(last) = all.bytes.last_mut() {
                *last |= u8::from(bit) << (7 - all.length % 8);
            }
            all.length += 1;
        }
        all
    }
}

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|bit| f.write_str(if bit { "1" } else { "0" }))
    }
}

impl FromStr for Bits {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Bits, ValueError> {
        let bits = text.chars().map(|character| match character {
            '0' => Ok(false),
            '1' => Ok(true),
            _ => Err(ValueError::new("a string of bits has only `0` and `1`")),
        });
        bits.collect()
    }
}

permit! { Bits => bit, varbit; }

impl Encode for Bits {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let length = i32::try_from(self.length)
            .map_err(|_| ValueError::new("the string of bits is too long"))?;
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&self.bytes);
        Ok(())
    }
}

impl Decode for Bits {
    fn decode(ty: &Type, mut bytes: &[u8]) -> Result<Self, ValueError> {
        let found = bytes.len();
        let length = usize::try_from(take_i32(&mut bytes)?);
        match length {
            Ok(length) if length.div_ceil(8) == bytes.len() => {
                Ok(Bits { length, bytes: bytes.to_vec() })
            }
            _ => Err(ValueError::length(ty, found)),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*pg::base(ty), Type::BIT | Type::VARBIT)
    }
}
