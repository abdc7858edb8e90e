//! `ltree`, `lquery` and `ltxtquery` (`ltree_send` of ltree_io.c): a version, and the text.

use std::fmt;
use std::ops::Deref;

use bytes::BytesMut;
use tokio_postgres::types::Type;

use crate::pg;
use crate::value::{Decode, Encode, ValueError, permit};

/// A path of `ltree`, or a pattern, `lquery` or `ltxtquery`, in their text.
///
/// ```
/// let path = sqldb::types::Ltree::from("Top.Science");
/// assert_eq!(path.split('.').count(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Ltree(pub String);

impl<T: Into<String>> From<T> for Ltree {
    fn from(text: T) -> Ltree {
        Ltree(text.into())
    }
}

impl Deref for Ltree {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ltree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

permit! { Ltree => ltree, lquery, ltxtquery; }

/// `LTREE_SEND_VERSION`, and of the others.
const VERSION: u8 = 1;

impl Encode for Ltree {
    fn encode(&self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        out.extend_from_slice(&[VERSION]);
        self.0.encode(&Type::TEXT, out)
    }
}

impl Decode for Ltree {
    fn decode(ty: &Type, bytes: &[u8]) -> Result<Self, ValueError> {
        match bytes {
            [VERSION, text @ ..] => String::decode(&Type::TEXT, text).map(Ltree),
            _ => {
                Err(ValueError::new(format!("expected version 1 of the format of `{}`", ty.name())))
            }
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(pg::base(ty).name(), "ltree" | "lquery" | "ltxtquery")
    }
}
