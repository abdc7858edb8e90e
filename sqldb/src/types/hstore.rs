//! `hstore` (`hstore_send` of hstore_io.c): keys with values that may be NULL.

use std::collections::{BTreeMap, HashMap};

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, DecodeFrom, Encode, EncodeAs, EncodeEither, ValueError};
use crate::value::{end, put_sized, take_count, take_sized};

macro_rules! maps {
    ($($map:ident),*) => {$(
        impl Encode for $map<String, Option<String>> {
            fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                let count = i32::try_from(self.len())
                    .map_err(|_| ValueError::new("there are too many keys"))?;
                out.extend_from_slice(&count.to_be_bytes());
                for (key, value) in self {
                    put_sized(key.as_str(), &Type::TEXT, out)?;
                    put_sized(value, &Type::TEXT, out)?;
                }
                Ok(())
            }
        }

        impl Decode for $map<String, Option<String>> {
            fn decode(_: &Type, mut bytes: &[u8]) -> Result<Self, ValueError> {
                let count = take_count(&mut bytes)?;
                let pairs = (0..count).map(|_| {
                    let key = take_sized(&mut bytes)?.ok_or_else(ValueError::truncated)?;
                    let value = take_sized(&mut bytes)?;
                    let text = |bytes| String::decode(&Type::TEXT, bytes);
                    Ok((text(key)?, value.map(text).transpose()?))
                });
                let pairs = pairs.collect::<Result<_, _>>()?;
                end(bytes).map(|()| pairs)
            }

            fn accepts(ty: &Type) -> bool {
                pg::base(ty).name() == "hstore"
            }
        }

        #[diagnostic::do_not_recommend]
        impl EncodeAs<pg::hstore> for $map<String, Option<String>> {}
        #[diagnostic::do_not_recommend]
        impl EncodeEither<pg::hstore> for $map<String, Option<String>> {}
        #[diagnostic::do_not_recommend]
        impl DecodeFrom<pg::hstore> for $map<String, Option<String>> {}
    )*};
}

maps!(BTreeMap, HashMap);
