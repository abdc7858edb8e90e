//! Arrays of one dimension: `array_send` and `array_recv` of arrayfuncs.c.

use std::collections::{BTreeSet, HashSet};

use bytes::BytesMut;
use tokio_postgres::types::Type;

use super::{Decode, DecodeFrom, Encode, EncodeAs, EncodeEither, ValueError};
use super::{end, put_sized, take_count, take_i32, take_sized};
use crate::pg;

macro_rules! lists {
    ($([$($generics:tt)*] $rust:ty;)*) => {$(
        impl<T: Encode, $($generics)*> Encode for $rust {
            fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                encode_elements(self.len(), &mut self.iter().map(|it| it as &dyn Encode), ty, out)
            }
        }

        // An element may be NULL, whatever the column may be.
        #[diagnostic::do_not_recommend]
        impl<P, T: EncodeEither<P>, $($generics)*> EncodeAs<pg::array<P>> for $rust {}
        #[diagnostic::do_not_recommend]
        impl<P, T: EncodeEither<P>, $($generics)*> EncodeEither<pg::array<P>> for $rust {}
    )*};
}

lists! {
    [] Vec<T>;
    [] [T];
    [const N: usize] [T; N];
    [] BTreeSet<T>;
    [S: Sync] HashSet<T, S>;
}

/// Writes an array; not generic, so that a list of another Rust type costs nothing more.
fn encode_elements(
    count: usize,
    elements: &mut dyn Iterator<Item = &dyn Encode>,
    ty: &Type,
    out: &mut BytesMut,
) -> Result<(), ValueError> {
    let Some(element) = pg::element(ty) else {
        return Err(ValueError::new(format!("a list cannot be sent as `{}`", ty.name())));
    };
    put_header(count, element, out)?;
    for value in elements {
        put_sized(value, element, out)?;
    }
    Ok(())
}

/// Writes what stands before the elements of an array of one dimension.
pub(crate) fn put_header(
    count: usize,
    element: &Type,
    out: &mut BytesMut,
) -> Result<(), ValueError> {
    let count = i32::try_from(count).map_err(|_| ValueError::new("the list is too long"))?;
    // An array without elements has no dimension (`construct_empty_array`).
    let dimensions = i32::from(count > 0);
    out.extend_from_slice(&dimensions.to_be_bytes());
    // "Has NULLs" is only a hint; array_recv looks at the elements itself.
    out.extend_from_slice(&0i32.to_be_bytes());
    out.extend_from_slice(&element.oid().to_be_bytes());
    if count > 0 {
        out.extend_from_slice(&count.to_be_bytes());
        out.extend_from_slice(&1i32.to_be_bytes());
    }
    Ok(())
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(ty: &Type, mut bytes: &[u8]) -> Result<Self, ValueError> {
        let (element, count) = decode_header(ty, &mut bytes)?;
        // The server's count is trusted only as far as the bytes go: 4 per element at least.
        let mut list = Vec::with_capacity(count.min(bytes.len() / 4 + 1));
        for index in 0..count {
            list.push(match take_sized(&mut bytes)? {
                Some(value) => T::decode(element, value)?,
                None => T::null().ok_or_else(|| null_element(index))?,
            });
        }
        end(bytes).map(|()| list)
    }

    fn accepts(ty: &Type) -> bool {
        pg::element(ty).is_some_and(T::accepts)
    }
}

#[diagnostic::do_not_recommend]
impl<P, T: DecodeFrom<P>> DecodeFrom<pg::array<P>> for Vec<T> {}

/// Reads up to the first element; gives the type and the number of the elements.
fn decode_header<'a>(ty: &'a Type, bytes: &mut &[u8]) -> Result<(&'a Type, usize), ValueError> {
    let Some(element) = pg::element(ty) else {
        return Err(ValueError::new(format!("`{}` is no array", ty.name())));
    };
    let dimensions = take_i32(bytes)?;
    let _has_null = take_i32(bytes)?;
    let _element_oid = take_i32(bytes)?;
    match dimensions {
        0 => Ok((element, 0)),
        1 => {
            let count = take_count(bytes)?;
            // The lower bound: `'[5:6]={1,2}'` is a list of two all the same.
            let _lower_bound = take_i32(bytes)?;
            Ok((element, count))
        }
        _ => Err(ValueError::new(format!(
            "the array has {dimensions} dimensions, a `Vec` takes one"
        ))),
    }
}

fn null_element(index: usize) -> ValueError {
    ValueError::new(format!(
        "element {} of the array is NULL; write `AS \"name: Vec<Option<_>>\"` to take it",
        index + 1
    ))
}
