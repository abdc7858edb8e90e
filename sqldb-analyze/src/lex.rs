//! PostgreSQL's lexical rules (`scan.l`), and the placeholders of `sql!`.
//!
//! [`tokenize`] turns a text into tokens that carry byte offsets; [`placeholder`] finds `<id>`.

mod token;

pub use token::{Keyword, Token, TokenKind};
