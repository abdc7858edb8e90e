//! `json`, which is text, and `jsonb`, which is text after a version byte (`jsonb_send`).

use bytes::{BufMut, BytesMut};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio_postgres::types::Type;

use super::{Decode, DecodeFrom, Encode, EncodeAs, EncodeEither, ValueError, permit};
use crate::pg;

permit! { Value => json, jsonb; }

/// A value of a type of yours in a `json` or `jsonb`, by serde.
///
/// ```
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Settings {
///     dark: bool,
/// }
///
/// let settings = sqldb::Json(Settings { dark: true });
/// assert!(settings.dark);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Json<T>(pub T);

impl<T> std::ops::Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> std::ops::DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + Sync> EncodeAs<pg::json> for Json<T> {}
#[diagnostic::do_not_recommend]
impl<T: Serialize + Sync> EncodeAs<pg::jsonb> for Json<T> {}
#[diagnostic::do_not_recommend]
impl<T: Serialize + Sync> EncodeEither<pg::json> for Json<T> {}
#[diagnostic::do_not_recommend]
impl<T: Serialize + Sync> EncodeEither<pg::jsonb> for Json<T> {}
#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> DecodeFrom<pg::json> for Json<T> {}
#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> DecodeFrom<pg::jsonb> for Json<T> {}

impl<T: Serialize + Sync> Encode for Json<T> {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        encode(&self.0, ty, out)
    }
}

impl<T: DeserializeOwned> Decode for Json<T> {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        let text = text(ty, bytes)?;
        // What serde says may quote the value; the place says enough.
        serde_json::from_slice(text).map(Json).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let rust = std::any::type_name::<T>();
            ValueError::new(format!("the JSON is no `{rust}` (line {line} column {column})"))
        })
    }

    fn accepts(ty: &Type) -> bool {
        Value::accepts(ty)
    }
}

impl Encode for Value {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        encode(self, ty, out)
    }
}

fn encode(value: &impl Serialize, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
    if *pg::base(ty) == Type::JSONB {
        out.put_u8(1);
    }
    // serde_json's message would quote the value.
    serde_json::to_writer(out.writer(), value)
        .map_err(|_| ValueError::new("the value cannot be written as JSON"))
}

/// The text, which is behind a version byte in `jsonb`.
fn text<'a>(ty: &Type, bytes: &'a [u8]) -> Result<&'a [u8], ValueError> {
    match (*pg::base(ty) == Type::JSONB, bytes) {
        (false, text) | (true, [1, text @ ..]) => Ok(text),
        (true, _) => Err(ValueError::new("expected version 1 of jsonb's format")),
    }
}

impl Decode for Value {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        serde_json::from_slice(text(ty, bytes)?)
            .map_err(|error| ValueError::new(format!("the server sent no JSON: {error}")))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*pg::base(ty), Type::JSON | Type::JSONB)
    }
}
