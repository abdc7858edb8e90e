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
            pub const fn label(&self) -> &'static str {
                match *self { $($name::$variant => $label),* }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.label())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::ValueError;

            fn from_str(label: &str) -> ::core::result::Result<Self, $crate::ValueError> {
                match label {
                    $($label => Ok($name::$variant),)*
                    _ => Err($crate::__private::unknown_label($pg, label)),
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
                Ok(())
            }
        }

        impl $crate::Decode for $name {
            fn decode(
                ty: &$crate::types::Type,
                bytes: &[u8],
            ) -> ::core::result::Result<Self, $crate::ValueError> {
                $crate::__private::label(ty, bytes)?.parse()
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

use tokio_postgres::types::Type;

use super::ValueError;

/// The label in `bytes`.
pub fn label<'a>(_: &Type, bytes: &'a [u8]) -> Result<&'a str, ValueError> {
    std::str::from_utf8(bytes).map_err(|_| ValueError::new("the label is not UTF-8"))
}

/// The server knows a label that the program was compiled without.
pub fn unknown_label(ty: &str, label: &str) -> ValueError {
    ValueError::new(format!(
        "`{label}` is no label of the enum `{ty}` that the program was compiled with"
    ))
}

/// Whether `ty`, or what it is a domain of, is called `name`.
pub fn is_named(ty: &Type, name: &str) -> bool {
    ty.name() == name || crate::pg::base(ty).name() == name
}
