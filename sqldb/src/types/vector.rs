//! pgvector's `vector`, `halfvec` and `sparsevec` (`vector_send`, `halfvec_send`, `sparsevec_send`).

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::Type;

use super::half;
use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit, take_i32};

/// `vector`: numbers of four bytes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vector(pub Vec<f32>);

/// `halfvec`: numbers of two bytes, rounded to the nearest one when they are sent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HalfVector(pub Vec<f32>);

/// `sparsevec`: the numbers that are not 0, with their places.
///
/// ```
/// let vector = sqldb::types::SparseVector::new(5, [(0, 1.0), (3, 2.5)])?;
/// assert_eq!(vector.dimensions(), 5);
/// # Ok::<(), sqldb::ValueError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SparseVector {
    dimensions: u32,
    elements: Vec<(u32, f32)>,
}

impl SparseVector {
    /// A vector with `elements`, whose places count from 0.
    ///
    /// # Errors
    /// A place is there twice, or is not below `dimensions`.
    pub fn new(
        dimensions: u32,
        elements: impl IntoIterator<Item = (u32, f32)>,
    ) -> Result<SparseVector, ValueError> {
        let mut elements: Vec<(u32, f32)> = elements.into_iter().collect();
        elements.sort_by_key(|(place, _)| *place);
        let twice = elements.windows(2).any(|pair| match pair {
            [(one, _), (other, _)] => one == other,
            _ => false,
        });
        let beyond = elements.last().is_some_and(|(place, _)| *place >= dimensions);
        match twice || beyond {
            true => Err(ValueError::new("a place of a sparse vector is there twice or beyond it")),
            false => Ok(SparseVector { dimensions, elements }),
        }
    }

    /// How many numbers it stands for.
    pub fn dimensions(&self) -> u32 {
        self.dimensions
    }

    /// The numbers with their places, from 0.
    pub fn elements(&self) -> &[(u32, f32)] {
        &self.elements
    }
}

permit! {
    Vector => vector;
    HalfVector => halfvec;
    SparseVector => sparsevec;
}

fn put_dimensions(count: usize, out: &mut BytesMut) -> Result<(), ValueError> {
    let count =
        u16::try_from(count).map_err(|_| ValueError::new("the vector has too many dimensions"))?;
    out.put_u16(count);
    // Kept for later use by pgvector.
    out.put_u16(0);
    Ok(())
}

/// The bytes behind the dimensions, in pieces of `N`.
fn take_elements<'a, const N: usize>(
    ty: &Type,
    bytes: &'a [u8],
) -> Result<&'a [[u8; N]], ValueError> {
    let wrong = || ValueError::length(ty, bytes.len());
    let (head, rest) = bytes.split_first_chunk::<4>().ok_or_else(wrong)?;
    let [high, low, _, _] = *head;
    match rest.as_chunks::<N>() {
        (elements, []) if elements.len() == usize::from(u16::from_be_bytes([high, low])) => {
            Ok(elements)
        }
        _ => Err(wrong()),
    }
}

impl Encode for Vector {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        put_dimensions(self.0.len(), out)?;
        self.0.iter().for_each(|element| out.put_f32(*element));
        Ok(())
    }
}

impl Decode for Vector {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let elements = take_elements::<4>(ty, bytes)?;
        Ok(Vector(elements.iter().map(|element| f32::from_be_bytes(*element)).collect()))
    }

    fn accepts(ty: &Type) -> bool {
        pg::base(ty).name() == "vector"
    }
}

impl Encode for HalfVector {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        put_dimensions(self.0.len(), out)?;
        self.0.iter().for_each(|element| out.put_u16(half::from_f32(*element)));
        Ok(())
    }
}

impl Decode for HalfVector {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let elements = take_elements::<2>(ty, bytes)?;
        Ok(HalfVector(
            elements.iter().map(|element| half::to_f32(u16::from_be_bytes(*element))).collect(),
        ))
    }

    fn accepts(ty: &Type) -> bool {
        pg::base(ty).name() == "halfvec"
    }
}

impl Encode for SparseVector {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let count = u32::try_from(self.elements.len())
            .map_err(|_| ValueError::new("the vector has too many elements"))?;
        [self.dimensions, count, 0].into_iter().for_each(|word| out.put_u32(word));
        self.elements.iter().for_each(|(place, _)| out.put_u32(*place));
        self.elements.iter().for_each(|(_, element)| out.put_f32(*element));
        Ok(())
    }
}

impl Decode for SparseVector {
    fn decode(ty: &Type, mut bytes: &[u8]) -> Result<Self, ValueError> {
        let found = bytes.len();
        let dimensions = take_i32(&mut bytes)?.cast_unsigned();
        let count = usize::try_from(take_i32(&mut bytes)?);
        let _unused = take_i32(&mut bytes)?;
        let (words, []) = bytes.as_chunks::<4>() else {
            return Err(ValueError::length(ty, found));
        };
        let halves = words.split_at_checked(words.len() / 2);
        let Some((places, elements)) = halves.filter(|_| count == Ok(words.len() / 2)) else {
            return Err(ValueError::length(ty, found));
        };
        let places = places.iter().map(|place| u32::from_be_bytes(*place));
        let elements = elements.iter().map(|element| f32::from_be_bytes(*element));
        Ok(SparseVector { dimensions, elements: places.zip(elements).collect() })
    }

    fn accepts(ty: &Type) -> bool {
        pg::base(ty).name() == "sparsevec"
    }
}
