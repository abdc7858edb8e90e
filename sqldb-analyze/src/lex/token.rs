//! Tokens.

use crate::span::Span;
use crate::tree::ParameterIndex;

/// A token with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is.
    pub span: Span,
}

/// The kinds of tokens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word without quotes, folded to lower case and cut to 63 bytes; keywords too.
    Word(String),
    /// `"Word"`, decoded and cut to 63 bytes; also `U&"…"`.
    QuotedWord(String),
    /// Any string constant, decoded: `'…'`, `E'…'`, `U&'…'`, `$$…$$`, `N'…'`; strings on
    /// following lines are joined as PostgreSQL joins them.
    String(String),
    /// `B'101'` or `X'1F'`, with the letter in front in lower case.
    BitString(String),
    /// Digits only, also `0x1F`: the value, where it fits `u64`.
    Integer(u64),
    /// Any other number, without underscores.
    Numeric(String),
    /// `$1`, or a placeholder.
    Parameter(ParameterIndex),
    /// `<rows..>`, the entry of `Placeholders::rows` with this number.
    Rows(usize),
    /// A run of operator characters as `scan.l` cuts it; `!=` arrives as `<>`.
    Operator(String),
    /// `(`.
    LeftParenthesis,
    /// `)`.
    RightParenthesis,
    /// `[`.
    LeftBracket,
    /// `]`.
    RightBracket,
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// `.`.
    Dot,
    /// `..`, which `scan.l` knows for PL/pgSQL.
    DotDot,
    /// `:`.
    Colon,
    /// `::`.
    DoubleColon,
    /// `:=`.
    ColonEquals,
    /// `{`, before an optional part of `sql!`.
    LeftBrace,
    /// `}`, behind it.
    RightBrace,
}

impl Token {
    /// The folded word, if this is one without quotes.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            TokenKind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Whether this is the unquoted word `word`, given in lower case.
    pub fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }
}

/// How PostgreSQL's grammar treats a word (`kwlist.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keyword {
    /// No keyword.
    None,
    /// May be any name.
    Unreserved,
    /// May be a column or a table, not a function or a type.
    ColumnName,
    /// May be a function or a type, not a column or a table.
    TypeOrFunctionName,
    /// May be no name.
    Reserved,
}
