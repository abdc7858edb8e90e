//! `uuid`: sixteen bytes.

use bytes::BytesMut;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::{Decode, Encode, ValueError, permit};
use crate::pg;

permit! { Uuid => uuid; }

impl Encode for Uuid {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        out.extend_from_slice(self.as_bytes());
        Ok(())
    }
}

impl Decode for Uuid {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        Uuid::from_slice(bytes).map_err(|_| ValueError::length(ty, bytes.len()))
    }

    fn accepts(ty: &Type) -> bool {
        *pg::base(ty) == Type::UUID
    }
}
