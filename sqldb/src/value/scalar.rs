//! Truth values, numbers, bytes, network addresses, intervals, and the absence of a value.

use bytes::BytesMut;
use tokio_postgres::types::Type;

use super::{Decode, Encode, EncodeAs, EncodeEither, ValueError, permit};
use crate::pg;

permit! {
    bool => bool;
    i16 => int2;
    i32 => int4;
    i64 => int8;
    f32 => float4;
    f64 => float8;
    u32 => oid;
    Vec<u8> => bytea;
}

/// Numbers travel in network byte order.
macro_rules! number {
    ($($rust:ty: $($ty:ident)|+;)*) => {$(
        impl Encode for $rust {
            fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                out.extend_from_slice(&self.to_be_bytes());
                Ok(())
            }
        }

        impl Decode for $rust {
            fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
                let bytes = bytes.try_into().map_err(|_| ValueError::length(ty, bytes.len()))?;
                Ok(<$rust>::from_be_bytes(bytes))
            }

            fn accepts(ty: &Type) -> bool {
                matches!(*pg::base(ty), $(Type::$ty)|+)
            }
        }
    )*};
}

number! {
    i16: INT2;
    i32: INT4;
    i64: INT8;
    f32: FLOAT4;
    f64: FLOAT8;
    u32: OID | REGCLASS | REGTYPE | REGPROC | XID | CID;
}

impl Encode for bool {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        out.extend_from_slice(&[u8::from(*self)]);
        Ok(())
    }
}

impl Decode for bool {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        match bytes {
            [byte] => Ok(*byte != 0),
            _ => Err(ValueError::length(ty, bytes.len())),
        }
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::BOOL
    }
}

/// Bytes are sent as they are.
macro_rules! bytea {
    ($([$($generics:tt)*] $rust:ty;)*) => {$(
        impl<$($generics)*> Encode for $rust {
            fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                out.extend_from_slice(self);
                Ok(())
            }
        }
    )*};
}

bytea! {
    [] Vec<u8>;
    [] [u8];
    [const N: usize] [u8; N];
}

#[diagnostic::do_not_recommend]
impl EncodeAs<pg::bytea> for [u8] {}
#[diagnostic::do_not_recommend]
impl<const N: usize> EncodeAs<pg::bytea> for [u8; N] {}
#[diagnostic::do_not_recommend]
impl<const N: usize> EncodeEither<pg::bytea> for [u8; N] {}

impl Decode for Vec<u8> {
    fn decode(_: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        Ok(bytes.to_vec())
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::BYTEA
    }
}

impl Decode for () {
    fn decode(_: &Type, _: &[u8]) -> Result<Self, ValueError> {
        Ok(())
    }

    fn null() -> Option<Self> {
        Some(())
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::VOID
    }
}

#[diagnostic::do_not_recommend]
impl super::DecodeFrom<pg::void> for () {}
