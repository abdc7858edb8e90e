//! Composites that the migrations create: `record_send` and `record_recv` of rowtypes.c.

use bytes::BytesMut;
use tokio_postgres::types::{Kind, Type};

use super::{Decode, Encode, ValueError, end, put_sized, take_i32, take_sized};
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
                $crate::__private::encode_composite(
                    &[$($crate::__private::Attribute::new($attribute, &self.$field)),*],
                    ty,
                    out,
                )
            }
        }

        $crate::__sqldb_row_type!($name: $pg { $($field = $attribute),* });

        #[diagnostic::do_not_recommend]
        impl $crate::EncodeAs<$name> for $name {}
        #[diagnostic::do_not_recommend]
        impl $crate::EncodeEither<$name> for $name {}
    };
}

/// Implements the reading of a composite: of a table's row, which is one, too.
#[doc(hidden)]
#[macro_export]
macro_rules! __sqldb_row_type {
    ($name:ident: $pg:literal { $($field:ident = $attribute:literal),* $(,)? }) => {
        impl $crate::__private::Named for $name {
            const NAMES: &'static [&'static ::core::primitive::str] = &[$($attribute),*];
        }

        impl $crate::Decode for $name {
            fn decode(
                ty: &$crate::types::Type,
                bytes: &[::core::primitive::u8],
            ) -> ::core::result::Result<Self, $crate::ValueError> {
                let mut attributes = $crate::__private::Attributes::new(ty, bytes)?;
                let value = $name { $($field: attributes.take($attribute)?),* };
                attributes.end()?;
                ::core::result::Result::Ok(value)
            }

            fn accepts(ty: &$crate::types::Type) -> ::core::primitive::bool {
                $crate::__private::is_named(ty, $pg)
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::DecodeFrom<$name> for $name {}
    };
}

/// An attribute that is written, and what it may be written as: what it can be read from.
#[derive(Clone, Copy)]
pub struct Attribute<'a> {
    name: &'a str,
    value: &'a dyn Encode,
    accepts: fn(&Type) -> bool,
    rust: fn() -> &'static str,
}

impl<'a> Attribute<'a> {
    /// The attribute `name`.
    pub fn new<T: Encode + Decode>(name: &'a str, value: &'a T) -> Attribute<'a> {
        Attribute { name, value, accepts: T::accepts, rust: std::any::type_name::<T> }
    }
}

impl std::fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Writes a composite whose attributes must be those the server knows, in its order and of its types.
///
/// What the server was asked about may have changed since: it compares the numbers of the types that
/// are written here with its own (`record_recv`).
pub fn encode_composite(
    values: &[Attribute<'_>],
    ty: &Type,
    out: &mut BytesMut,
) -> Result<(), ValueError> {
    let Kind::Composite(fields) = pg::base(ty).kind() else {
        return Err(ValueError::new(format!("`{}` is no composite", ty.name())));
    };
    let names = fields.iter().map(|field| field.name());
    if !names.eq(values.iter().map(|attribute| attribute.name)) {
        return Err(differs(ty));
    }
    let count = i32::try_from(values.len()).map_err(|_| differs(ty))?;
    out.extend_from_slice(&count.to_be_bytes());
    for (attribute, field) in values.iter().zip(fields) {
        // The server takes four bytes of an `int4` for a `float4` without a word.
        if !(attribute.accepts)(field.type_()) {
            let found = Some(field.type_());
            return Err(of_another_type(ty, attribute.name, found, (attribute.rust)()));
        }
        out.extend_from_slice(&field.type_().oid().to_be_bytes());
        put_sized(attribute.value, field.type_(), out)?;
    }
    Ok(())
}

/// The attributes of a composite that are still to be read.
#[derive(Debug)]
pub struct Attributes<'a> {
    ty: &'a Type,
    fields: Fields<'a>,
    bytes: &'a [u8],
}

/// What is known of the attributes.
#[derive(Debug)]
enum Fields<'a> {
    /// Their names and types.
    Named(std::slice::Iter<'a, tokio_postgres::types::Field>),
    /// Only how many are left: `ROW(a, b)` is of no type that has names.
    Counted(usize),
}

impl<'a> Attributes<'a> {
    /// The attributes in `bytes`, a value of `ty`.
    pub fn new(ty: &'a Type, mut bytes: &'a [u8]) -> Result<Attributes<'a>, ValueError> {
        let count = usize::try_from(take_i32(&mut bytes)?).map_err(|_| differs(ty))?;
        let fields = match pg::base(ty).kind() {
            Kind::Composite(fields) if fields.len() == count => Fields::Named(fields.iter()),
            Kind::Composite(_) => return Err(differs(ty)),
            _ if *ty == Type::RECORD => Fields::Counted(count),
            _ => return Err(ValueError::new(format!("`{}` is no composite", ty.name()))),
        };
        Ok(Attributes { ty, fields, bytes })
    }

    /// The next attribute, which must be called `name` where attributes have names.
    ///
    /// The value says of which type it is. That need not be what the server was asked about when the
    /// statement was prepared: nothing is prepared anew when the type of an attribute changes.
    pub fn take<T: Decode>(&mut self, name: &str) -> Result<T, ValueError> {
        let known = match &mut self.fields {
            Fields::Named(fields) => match fields.next().filter(|field| field.name() == name) {
                Some(field) => Some(field.type_()),
                None => return Err(differs(self.ty)),
            },
            Fields::Counted(0) => {
                return Err(ValueError::new(format!("the record has no value for `{name}`")));
            }
            Fields::Counted(left) => {
                *left -= 1;
                None
            }
        };
        let oid = take_i32(&mut self.bytes)?.cast_unsigned();
        let value = take_sized(&mut self.bytes)?;
        let value = match (value, known) {
            (Some(value), Some(ty)) if ty.oid() == oid && T::accepts(ty) => {
                Some(T::decode(ty, value)?)
            }
            (Some(value), Some(_)) => Some(self.changed(oid, name, value)?),
            (Some(value), None) => Some(decode_field(oid, name, value)?),
            (None, _) => T::null(),
        };
        value.ok_or_else(|| {
            ValueError::new(format!("attribute `{name}` of `{}` is NULL", self.ty.name()))
        })
    }

    /// A value of a type that is not the one which was known, or is not for `T`.
    #[cold]
    fn changed<T: Decode>(&self, oid: u32, name: &str, value: &[u8]) -> Result<T, ValueError> {
        match Type::from_oid(oid) {
            Some(ty) if T::accepts(&ty) => T::decode(&ty, value),
            found => {
                Err(of_another_type(self.ty, name, found.as_ref(), std::any::type_name::<T>()))
            }
        }
    }

    /// All attributes have been taken.
    pub fn end(self) -> Result<(), ValueError> {
        match self.fields {
            Fields::Named(fields) if fields.len() > 0 => Err(differs(self.ty)),
            Fields::Counted(left) if left > 0 => Err(ValueError::new(format!(
                "the record has {left} more values than the struct has fields"
            ))),
            Fields::Named(_) | Fields::Counted(_) => end(self.bytes),
        }
    }
}

/// Reads a value of `ROW(…)`, of whose type only the number comes.
fn decode_field<T: Decode>(oid: u32, name: &str, value: &[u8]) -> Result<T, ValueError> {
    match Type::from_oid(oid) {
        Some(ty) if T::accepts(&ty) => T::decode(&ty, value),
        Some(ty) => Err(ValueError::new(format!(
            "the record's value for `{name}` is `{}`, which is not read as `{}`",
            ty.name(),
            std::any::type_name::<T>()
        ))),
        None => Err(ValueError::new(format!(
            "the record's value for `{name}` is of a type of the migrations, such as a domain, which \
             an anonymous record does not name; cast the value, or the record, `ROW(…)::name`"
        ))),
    }
}

/// Whether `ty` is a composite with attributes of these names, or a row of any.
pub fn is_composite(ty: &Type, names: &[&str]) -> bool {
    match pg::base(ty).kind() {
        Kind::Composite(fields) => {
            fields.iter().map(|field| field.name()).eq(names.iter().copied())
        }
        _ => *ty == Type::RECORD,
    }
}

/// An attribute of `ty` that cannot be read or written as `rust`.
#[cold]
fn of_another_type(ty: &Type, name: &str, found: Option<&Type>, rust: &str) -> ValueError {
    let found = found.map_or("another type", Type::name);
    ValueError::new(format!(
        "the database's schema differs from the migrations: the attributes of `{}` are others there: \
         `{name}` is `{found}`, which is not for `{rust}`",
        ty.name()
    ))
}

fn differs(ty: &Type) -> ValueError {
    ValueError::new(format!(
        "the database's schema differs from the migrations: the attributes of `{}` are others there",
        ty.name()
    ))
}
