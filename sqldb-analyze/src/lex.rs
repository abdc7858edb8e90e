//! PostgreSQL's lexical rules (`scan.l`), and the placeholders of `sql!`.
//!
//! [`tokenize`] reads SQL as PostgreSQL does, with `$1` for parameters: migrations, views.
//! [`scan`] reads the text of `sql!`, in which `<id>` and `${expr}` are parameters too, and `{…}` is
//! a part that may be left out.

mod blank;
mod cursor;
mod identifiers;
mod number;
mod operator;
mod part;
mod place;
mod placeholder;
mod rust;
mod scanner;
mod string;
mod token;
mod unicode;

pub(crate) use blank::is_blank;
pub(crate) use identifiers::identifiers;
pub(crate) use number::newer_number;
pub use part::{Group, Mask, Parts, Variant};
pub use place::{check_places, check_quoted, misread};
pub use placeholder::{Placeholder, PlaceholderKind, Placeholders};
pub use scanner::{scan, tokenize};
pub use token::{Keyword, Token, TokenKind};

pub use crate::catalog::builtin::{keyword, keyword_of};

/// The length in bytes of the block comment that `text` begins with; they nest. One that does not end
/// is all of the text.
pub fn comment_length(text: &str) -> usize {
    let mut cursor = cursor::Cursor::new(text);
    let ends = cursor.take("/*") && cursor.block_comment().is_some();
    if ends { cursor.at() } else { text.len() }
}
