//! Composites that the migrations create: `record_send` and `record_recv` of rowtypes.c.

use bytes::BytesMut;
use tokio_postgres::types::{Kind, Type};

use super::{Decode, Encode, ValueError, put_sized, take_i32, take_sized};
use crate::pg;

/// Implements a generated composite: its fields in the order of the type's attributes.
#[doc(hidden)]
#[macro_export]
macro_rules! __sqldb_composite_type {
    ($name:ident: $pg:literal { $($field:ident = $attribute:literal),* $(,)? }) => {
        impl $crate::Encode for $name {
            fn encode(
                &self,
                ty: &$crate::types::Type,
                out: &mut $crate::types::BytesMut,
            ) -> ::core::result::Result<(), $crate::ValueError> {
                $crate::__private::encode_composite(&[$(($attribute, &self.$field)),*], ty, out)
            }
        }

        impl $crate::Decode for $name {
            fn decode(
                ty: &$crate::types::Type,
                bytes: &[u8],
            ) -> ::core::result::Result<Self, $crate::ValueError> {
                let mut attributes = $crate::__private::Attributes::new(ty, bytes)?;
                let value = $name { $($field: attributes.take($attribute)?),* };
                attributes.end()?;
                Ok(value)
            }

            fn accepts(ty: &$crate::types::Type) -> bool {
                $crate::__private::is_named(ty, $pg)
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::EncodeAs<$name> for $name {}
        #[diagnostic::do_not_recommend]
        impl $crate::EncodeEither<$name> for $name {}
        #[diagnostic::do_not_recommend]
        impl $crate::DecodeFrom<$name> for $name {}
    };
}

/// Writes a composite whose attributes must be those the server knows, in its order.
pub fn encode_composite(
    values: &[(&str, &dyn Encode)],
    ty: &Type,
    out: &mut BytesMut,
) -> Result<(), ValueError> {
    let Kind::Composite(fields) = pg::base(ty).kind() else {
        return Err(ValueError::new(format!("`{}` is no composite", ty.name())));
    };
    let names = fields.iter().map(|field| field.name());
    if !names.eq(values.iter().map(|(name, _)| *name)) {
        return Err(differs(ty));
    }
    let count = i32::try_from(values.len()).map_err(|_| differs(ty))?;
    out.extend_from_slice(&count.to_be_bytes());
    for ((_, value), field) in values.iter().zip(fields) {
        out.extend_from_slice(&field.type_().oid().to_be_bytes());
        put_sized(*value, field.type_(), out)?;
    }
    Ok(())
}

/// The attributes of a composite that are still to be read.
#[derive(Debug)]
pub struct Attributes<'a> {
    ty: &'a Type,
    fields: std::slice::Iter<'a, tokio_postgres::types::Field>,
    bytes: &'a [u8],
}

impl<'a> Attributes<'a> {
    /// The attributes in `bytes`, a value of `ty`.
    pub fn new(ty: &'a Type, mut bytes: &'a [u8]) -> Result<Attributes<'a>, ValueError> {
        let Kind::Composite(fields) = pg::base(ty).kind() else {
            return Err(ValueError::new(format!("`{}` is no composite", ty.name())));
        };
        let count = take_i32(&mut bytes)?;
        if usize::try_from(count) != Ok(fields.len()) {
            return Err(differs(ty));
        }
        Ok(Attributes { ty, fields: fields.iter(), bytes })
    }

    /// The next attribute, which must be called `name`.
    pub fn take<T: Decode>(&mut self, name: &str) -> Result<T, ValueError> {
        let field = self.fields.next().filter(|field| field.name() == name);
        let field = field.ok_or_else(|| differs(self.ty))?;
        let _oid = take_i32(&mut self.bytes)?;
        match take_sized(&mut self.bytes)? {
            Some(value) => T::decode(field.type_(), value),
            None => T::null().ok_or_else(|| {
                ValueError::new(format!("attribute `{name}` of `{}` is NULL", self.ty.name()))
            }),
        }
    }

    /// All attributes have been taken.
    pub fn end(mut self) -> Result<(), ValueError> {
        match self.fields.next() {
            None => Ok(()),
            Some(_) => Err(differs(self.ty)),
        }
    }
}

fn differs(ty: &Type) -> ValueError {
    ValueError::new(format!(
        "the database's schema differs from the migrations: the attributes of `{}` are others there",
        ty.name()
    ))
}
