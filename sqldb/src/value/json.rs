//! `json`, which is text, and `jsonb`, which is text after a version byte (`jsonb_send`).

use bytes::{BufMut, BytesMut};
use serde_json::Value;
use tokio_postgres::types::Type;

use super::{Decode, Encode, ValueError, permit};
use crate::pg;

permit! { Value => json, jsonb; }

impl Encode for Value {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        if *pg::base(ty) == Type::JSONB {
            out.put_u8(1);
        }
        // serde_json's message would quote the value.
        serde_json::to_writer(out.writer(), self)
            .map_err(|_| ValueError::new("the value cannot be written as JSON"))
    }
}

impl Decode for Value {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let text = match (*pg::base(ty) == Type::JSONB, bytes) {
            (false, text) | (true, [1, text @ ..]) => text,
            (true, _) => return Err(ValueError::new("expected version 1 of jsonb's format")),
        };
        serde_json::from_slice(text)
            .map_err(|error| ValueError::new(format!("the server sent no JSON: {error}")))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*pg::base(ty), Type::JSON | Type::JSONB)
    }
}
