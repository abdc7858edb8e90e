//! Enums that the migrations create: [`enum_type!`](crate::__private::enum_type) implements them.

/// Implements a generated enum: labels on the wire, `Display` and `FromStr` of labels.
///
/// The enum itself is written by the expansion, so that its documentation and derives are there.
#[doc(hidden)]
#[macro_export]
macro_rules! __sqldb_enum_type {
    ($name:ident: $pg:literal { $($variant:ident = $label:literal),* $(,)? }) => {
        impl $name {
            /// The label that PostgreSQL knows it by.
            pub const fn label(&self) -> &'static ::core::primitive::str {
                match *self { $($name::$variant => $label),* }
            }
        }

        impl $crate::__private::Named for $name {
            const NAMES: &'static [&'static ::core::primitive::str] = &[$($label),*];
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.label())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::ValueError;

            fn from_str(label: &::core::primitive::str) -> ::core::result::Result<Self, $crate::ValueError> {
                match label {
                    $($label => ::core::result::Result::Ok($name::$variant),)*
                    _ => ::core::result::Result::Err($crate::__private::unknown_label($pg)),
                }
            }
        }

        impl $crate::Encode for $name {
            fn encode(
                &self,
                _: &$crate::types::Type,
                out: &mut $crate::types::BytesMut,
            ) -> ::core::result::Result<(), $crate::ValueError> {
                out.extend_from_slice(self.label().as_bytes());
                ::core::result::Result::Ok(())
            }
        }

        impl $crate::Decode for $name {
            fn decode(
                ty: &$crate::types::Type,
                bytes: &[::core::primitive::u8],
            ) -> ::core::result::Result<Self, $crate::ValueError> {
                let label = $crate::__private::label(ty, bytes)?;
                match <Self as ::core::str::FromStr>::from_str(label) {
                    ::core::result::Result::Ok(value) => ::core::result::Result::Ok(value),
                    ::core::result::Result::Err(_) => ::core::result::Result::Err(
                        $crate::__private::label_read(ty, $pg, label),
                    ),
                }
            }

            fn accepts(ty: &$crate::types::Type) -> ::core::primitive::bool {
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

use tokio_postgres::types::{Kind, Type};

use super::ValueError;

/// The label in `bytes`.
pub fn label<'a>(_: &Type, bytes: &'a [u8]) -> Result<&'a str, ValueError> {
    std::str::from_utf8(bytes).map_err(|_| ValueError::new("the label is not UTF-8"))
}

/// A label that the program was compiled without. It is not said which: it may be anybody's text.
pub fn unknown_label(name: &str) -> ValueError {
    ValueError::new(format!(
        "the value is no label of the enum `{name}` that the program was compiled with"
    ))
}

/// The server knows a label that the program was compiled without, which of an enum is a part of the
/// schema; of a type that is text it is a value.
pub fn label_read(ty: &Type, name: &str, label: &str) -> ValueError {
    match crate::pg::base(ty).kind() {
        Kind::Enum(_) => ValueError::new(format!(
            "`{label}` is no label of the enum `{name}` that the program was compiled with"
        )),
        _ => unknown_label(name),
    }
}

/// Whether `ty`, or what it is a domain of, is called `name`.
pub fn is_named(ty: &Type, name: &str) -> bool {
    ty.name() == name || crate::pg::base(ty).name() == name
}
