//! Text and its kin.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::BytesMut;
use tokio_postgres::types::{Kind, Type};

use super::{Decode, DecodeFrom, Encode, EncodeAs, EncodeEither, ValueError};
use crate::pg;

/// The types whose binary format is their text.
macro_rules! kin {
    ($($marker:ident),*) => {$(
        #[diagnostic::do_not_recommend]
        impl EncodeAs<pg::$marker> for str {}
        #[diagnostic::do_not_recommend]
        impl EncodeAs<pg::$marker> for String {}
        #[diagnostic::do_not_recommend]
        impl EncodeEither<pg::$marker> for str {}
        #[diagnostic::do_not_recommend]
        impl EncodeEither<pg::$marker> for String {}
        #[diagnostic::do_not_recommend]
        impl DecodeFrom<pg::$marker> for String {}
        #[diagnostic::do_not_recommend]
        impl DecodeFrom<pg::$marker> for Box<str> {}
        #[diagnostic::do_not_recommend]
        impl DecodeFrom<pg::$marker> for Arc<str> {}
        #[diagnostic::do_not_recommend]
        impl DecodeFrom<pg::$marker> for Cow<'static, str> {}
    )*};
}

kin!(text, varchar, bpchar, name, char, unknown, xml);

impl Encode for str {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        if *pg::base(ty) == Type::CHAR {
            return encode_char(self, out);
        }
        // PostgreSQL's own message would not say which argument it is.
        if self.as_bytes().contains(&0) {
            return Err(ValueError::new("PostgreSQL's text cannot hold the character U+0000"));
        }
        out.extend_from_slice(self.as_bytes());
        Ok(())
    }
}

impl Encode for String {
    fn encode(&self, ty: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        self.as_str().encode(ty, out)
    }
}

/// `"char"` is one byte; the empty string is the byte 0 (`char.c charin`).
fn encode_char(text: &str, out: &mut BytesMut) -> Result<(), ValueError> {
    let byte = match text.as_bytes() {
        [] => 0,
        [byte] if byte.is_ascii() => *byte,
        _ => return Err(ValueError::new("expected at most one ASCII character for `\"char\"`")),
    };
    out.extend_from_slice(&[byte]);
    Ok(())
}

impl Decode for String {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        if *ty == Type::CHAR && bytes == [0] {
            return Ok(String::new());
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(ValueError::new("the text is not UTF-8")),
        }
    }

    fn accepts(ty: &Type) -> bool {
        let ty = pg::base(ty);
        matches!(
            *ty,
            Type::TEXT
                | Type::VARCHAR
                | Type::BPCHAR
                | Type::NAME
                | Type::CHAR
                | Type::UNKNOWN
                | Type::XML
        ) || matches!(ty.kind(), Kind::Enum(_))
            || ty.name() == "citext"
    }
}

macro_rules! from_string {
    ($($rust:ty),*) => {$(
        impl Decode for $rust {
            fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
                String::decode(ty, bytes).map(<$rust>::from)
            }

            fn accepts(ty: &Type) -> bool {
                String::accepts(ty)
            }
        }
    )*};
}

from_string!(Box<str>, Arc<str>, Cow<'static, str>);
