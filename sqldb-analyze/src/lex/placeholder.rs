//! `<id>`, `<todo.title>`, `<x?>`, `<rows..>` and `${expr}`: their shape, position, numbers.
//!
//! The rule: `<name>` is a placeholder where SQL expects a value; after a value, `<` is an
//! operator. `<name>` without blanks is never an expression of PostgreSQL's, because comparison
//! operators do not associate; the one exception, `a <b>> 2`, has a value in front.

use super::cursor::Cursor;
use super::number::is_identifier_part;
use super::part::Parts;
use super::token::{Keyword, Token, TokenKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ParameterIndex;

/// The placeholders of a text: which parameter each is, and which argument it takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placeholders {
    /// One entry per parameter, `$1` first; its places are the tokens that carry its number.
    pub list: Vec<Placeholder>,
    /// `<rows..>`: each is as many parameters as its INSERT has columns.
    pub rows: Vec<Placeholder>,
    /// `{…}`: what is sent only if its placeholders are given.
    pub parts: Parts,
    /// What of the text is not sent: in a variant of a text with parts, the braces, and those parts
    /// that are missing.
    pub left_out: Vec<Span>,
}

/// What a parameter takes its value from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// A path or an expression.
    pub kind: PlaceholderKind,
    /// Whether `<x?>` says that the value may be NULL.
    pub optional: bool,
    /// Whether it stands only in optional parts: it takes an `Option`, and [`None`] leaves them out.
    pub decides: bool,
    /// The first place, from `<` to `>` or from `$` to `}`.
    pub span: Span,
}

/// The source of a parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceholderKind {
    /// `<todo.title>`: the text between the brackets, without `?`. The same path twice is the same
    /// parameter.
    Path(String),
    /// `${expr}`: Rust text. Each occurrence is a parameter of its own.
    Expression(String),
    /// `$1`, in texts that are not `sql!`'s.
    Number,
}

impl Placeholders {
    /// The parameter of a path; a new one where it is the first of its name, and none is `known`.
    pub(super) fn path(
        &mut self,
        shape: &Shape<'_>,
        known: Option<ParameterIndex>,
        span: Span,
    ) -> Result<ParameterIndex, Diagnostic> {
        let kind = PlaceholderKind::Path(shape.path.to_owned());
        let optional = shape.mark == Mark::Optional;
        if let Some(index) = known {
            let first = self.list.get(usize::from(index.0));
            if first.is_some_and(|first| first.optional != optional) {
                return Err(Diagnostic::new(
                    SqlState::SYNTAX_ERROR,
                    span,
                    format!("`<{0}>` and `<{0}?>` are the same argument", shape.path),
                )
                .help(format!("write `<{}?>` in both places", shape.path)));
            }
            return Ok(index);
        }
        self.add(Placeholder { kind, optional, decides: false, span })
    }

    /// `<rows..>`: the number of its entry.
    pub(super) fn row_list(&mut self, shape: &Shape<'_>, span: Span) -> usize {
        let kind = PlaceholderKind::Path(shape.path.to_owned());
        self.rows.push(Placeholder { kind, optional: false, decides: false, span });
        self.rows.len() - 1
    }

    /// The parameter of an expression: always a new one.
    pub(super) fn expression(
        &mut self,
        text: &str,
        span: Span,
    ) -> Result<ParameterIndex, Diagnostic> {
        let kind = PlaceholderKind::Expression(text.to_owned());
        self.add(Placeholder { kind, optional: false, decides: false, span })
    }

    /// The parameter `$number`; those below it that have not been seen are made.
    pub(super) fn number(&mut self, number: u32, span: Span) -> Result<ParameterIndex, Diagnostic> {
        let index = index_of((number as usize).wrapping_sub(1), span)?;
        while self.list.len() <= usize::from(index.0) {
            self.add(Placeholder {
                kind: PlaceholderKind::Number,
                optional: false,
                decides: false,
                span,
            })?;
        }
        Ok(index)
    }

    fn add(&mut self, placeholder: Placeholder) -> Result<ParameterIndex, Diagnostic> {
        let index = index_of(self.list.len(), placeholder.span)?;
        self.list.push(placeholder);
        Ok(index)
    }
}

/// A parameter's index; the protocol counts parameters in 16 bits.
fn index_of(index: usize, span: Span) -> Result<ParameterIndex, Diagnostic> {
    match u16::try_from(index) {
        Ok(index) if index < u16::MAX => Ok(ParameterIndex(index)),
        _ => Err(Diagnostic::new(
            SqlState::UNDEFINED_PARAMETER,
            span,
            "there is no such parameter: a statement takes 65535 at most, counted from `$1`",
        )),
    }
}

/// `<path>`, `<path?>` or `<path..>` at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape<'t> {
    /// The path between the brackets, without its mark.
    pub(super) path: &'t str,
    /// What stands behind it.
    pub(super) mark: Mark,
    /// From `<` to behind `>`, in bytes.
    pub(super) length: usize,
}

/// What stands behind the path of a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing: a value.
    Value,
    /// `?`: a value or NULL.
    Optional,
    /// `..`: the rows of an INSERT.
    Rows,
}

impl<'t> Shape<'t> {
    /// The shape at the start of `text`, if it has one: a path of Rust identifiers or tuple
    /// indices joined by dots, no blanks.
    pub(super) fn at(text: &'t str) -> Option<Shape<'t>> {
        let inside = text.strip_prefix('<')?;
        let (inside, _) = inside.split_once('>')?;
        let (path, mark) = match (inside.strip_suffix('?'), inside.strip_suffix("..")) {
            (Some(path), _) => (path, Mark::Optional),
            (None, Some(path)) => (path, Mark::Rows),
            (None, None) => (inside, Mark::Value),
        };
        let mut segments = path.split('.');
        let wanted = segments.next().is_some_and(is_identifier)
            && segments.all(|s| is_identifier(s) || is_index(s));
        wanted.then_some(Shape { path, mark, length: inside.len() + 2 })
    }

    /// Refuses what cannot be an argument, such as `<type>`.
    pub(super) fn check(&self, span: Span) -> Result<(), Diagnostic> {
        let keyword = |segment: &&str| RUST_KEYWORDS.contains(segment);
        match self.path.split('.').find(keyword) {
            None => Ok(()),
            Some(keyword) => Err(Diagnostic::new(
                SqlState::SYNTAX_ERROR,
                span,
                format!("`{keyword}` is a Rust keyword"),
            )
            .help(format!(
                "write `<r#{keyword}>`, or name it: `sql!(…, value = …)` with `<value>`"
            ))),
        }
    }
}

fn is_identifier(segment: &str) -> bool {
    let segment = segment.strip_prefix("r#").unwrap_or(segment);
    segment.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && segment.chars().all(|c| c.is_alphanumeric() || c == '_')
        && segment != "_"
}

fn is_index(segment: &str) -> bool {
    !segment.is_empty() && segment.chars().all(|c| c.is_ascii_digit())
}

/// Keywords of the 2024 edition that cannot name a variable; `self` can.
const RUST_KEYWORDS: [&str; 40] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut",
    "pub", "ref", "return", "Self", "static", "struct", "super", "trait", "true", "try", "type",
    "unsafe", "use", "where", "while", "yield",
];

/// Whether SQL expects a value behind `before`; `after` is the text behind the placeholder.
pub(super) fn value_expected(before: &[Token], after: &str) -> bool {
    let Some((last, earlier)) = before.split_last() else { return true };
    match &last.kind {
        TokenKind::Word(word) => value_expected_after_word(word, earlier, after),
        TokenKind::QuotedWord(_)
        | TokenKind::String(_)
        | TokenKind::BitString(_)
        | TokenKind::Integer(_)
        | TokenKind::Numeric(_)
        | TokenKind::Parameter(_)
        | TokenKind::Rows(_)
        | TokenKind::RightParenthesis
        | TokenKind::RightBracket => false,
        TokenKind::Operator(_)
        | TokenKind::LeftParenthesis
        | TokenKind::LeftBracket
        | TokenKind::Comma
        | TokenKind::Semicolon
        | TokenKind::Dot
        | TokenKind::DotDot
        | TokenKind::Colon
        | TokenKind::DoubleColon
        | TokenKind::ColonEquals => true,
        // What stands before a brace stands before what is behind it.
        TokenKind::LeftBrace | TokenKind::RightBrace => value_expected(earlier, after),
    }
}

fn value_expected_after_word(word: &str, earlier: &[Token], after: &str) -> bool {
    let before = |words: &[&str]| {
        earlier.last().and_then(Token::word).is_some_and(|word| words.contains(&word))
    };
    match word {
        // Reserved, but a value of its own.
        "null" | "true" | "false" | "default" | "end" | "current_catalog" | "current_date"
        | "current_role" | "current_time" | "current_timestamp" | "current_user" | "localtime"
        | "localtimestamp" | "session_user" | "system_user" | "user" => false,
        // Not reserved, but a value follows.
        "by" => before(&["order", "group", "partition"]),
        "zone" => before(&["time"]),
        "first" | "next" => before(&["fetch"]),
        "rows" | "range" | "groups" => {
            let next = after.trim_start().to_ascii_lowercase();
            next.starts_with("preceding") || next.starts_with("following")
        }
        "between" | "escape" | "like" | "ilike" => true,
        _ => super::keyword(word) == Keyword::Reserved,
    }
}

/// Refuses a letter, a digit or a quote that touches a placeholder from behind: `<a>2` must not
/// become `$12`.
pub(super) fn check_behind(cursor: &Cursor<'_>, start: usize) -> Result<(), Diagnostic> {
    let touches = |c: char| is_identifier_part(c) || c == '\'' || c == '"';
    match cursor.peek().is_some_and(touches) {
        false => Ok(()),
        true => Err(Diagnostic::new(
            SqlState::SYNTAX_ERROR,
            cursor.span(start),
            format!("a blank or an operator is missing after `{}`", cursor.since(start)),
        )),
    }
}
