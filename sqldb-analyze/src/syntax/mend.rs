//! Our tokens for sqlparser.
//!
//! Each carries its index as its place: line 1, column index + 1. Only the words of PostgreSQL's
//! statements are keywords, so that no other dialect's clause is ever seen. What sqlparser cannot
//! read is left out, a stand-in (an empty name) in its place, and `lower` reads it from our tokens.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Location, Span, Token as Theirs, TokenWithSpan, Word};

use crate::lex::{Token, TokenKind};

use super::source::Source;

/// The keywords of the statements that are read.
const KEYWORDS: &[&str] = &[
    "all",
    "as",
    "asc",
    "by",
    "conflict",
    "constraint",
    "cross",
    "default",
    "delete",
    "desc",
    "distinct",
    "do",
    "except",
    "fetch",
    "first",
    "for",
    "from",
    "full",
    "group",
    "having",
    "inner",
    "insert",
    "intersect",
    "into",
    "join",
    "last",
    "lateral",
    "left",
    "limit",
    "materialized",
    "natural",
    "next",
    "not",
    "nothing",
    "nulls",
    "of",
    "offset",
    "on",
    "only",
    "order",
    "ordinality",
    "outer",
    "overriding",
    "recursive",
    "returning",
    "right",
    "row",
    "rows",
    "select",
    "set",
    "system",
    "table",
    "ties",
    "union",
    "update",
    "user",
    "using",
    "value",
    "values",
    "where",
    "window",
    "with",
];

/// The tokens from `start` to before `end`, as sqlparser can read them.
pub(super) fn tokens(source: &Source, start: usize, end: usize) -> Vec<TokenWithSpan> {
    let mut mend = Mend { source, at: start, end, depth: 0, updates: Vec::new(), out: Vec::new() };
    while mend.at < end {
        mend.step();
    }
    mend.out
}

/// The index of the token that has sqlparser's `span`; none at the end of the text.
pub(super) fn index(span: Span) -> Option<usize> {
    usize::try_from(span.start.column).ok()?.checked_sub(1)
}

/// The index of the token that sqlparser's message ends with.
pub(super) fn index_in_message(message: &str) -> Option<usize> {
    let (_, column) = message.rsplit_once(" at Line: 1, Column: ")?;
    column.trim().parse::<usize>().ok()?.checked_sub(1)
}

struct Mend<'s> {
    source: &'s Source,
    at: usize,
    end: usize,
    depth: usize,
    /// `UPDATE`s whose parentheses are open, by depth.
    updates: Vec<(usize, Update)>,
    out: Vec<TokenWithSpan>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Update {
    /// Before `SET`.
    Table,
    /// Behind it.
    Assignments,
}

impl Mend<'_> {
    fn step(&mut self) {
        match self.source.token(self.at).map(|token| &token.kind) {
            Some(TokenKind::LeftParenthesis | TokenKind::LeftBracket) => self.depth += 1,
            Some(TokenKind::RightParenthesis | TokenKind::RightBracket) => {
                self.depth = self.depth.saturating_sub(1);
                let depth = self.depth;
                self.updates.retain(|(at, _)| *at <= depth);
            }
            Some(TokenKind::Comma) if self.update() == Some(Update::Assignments) => {
                self.copy(1);
                return self.assignment_target();
            }
            Some(TokenKind::Word(word)) => return self.word(word),
            Some(TokenKind::QuotedWord(_)) if self.is_definition_list(self.at) => {
                self.copy(1);
                return self.parenthesised_stand_in();
            }
            _ => {}
        }
        self.copy(1);
    }

    fn word(&mut self, word: &str) {
        let next = |ahead: usize, word: &str| self.source.is_word(self.at + ahead, word);
        let parenthesis =
            |ahead: usize| self.source.is(self.at + ahead, &TokenKind::LeftParenthesis);
        match word {
            "for" if next(1, "update") || next(1, "share") => self.locking(2),
            "for" if next(1, "key") && next(2, "share") => self.locking(3),
            "for" if next(1, "no") && next(2, "key") && next(3, "update") => self.locking(4),
            "on" if next(1, "conflict") && parenthesis(2) => {
                self.copy(2);
                self.parenthesised_stand_in();
            }
            "do" if next(1, "update") && next(2, "set") => {
                self.updates.push((self.depth, Update::Assignments));
                self.copy(3);
                self.assignment_target();
            }
            "update" if self.begins_statement() => {
                self.updates.push((self.depth, Update::Table));
                self.copy(1);
            }
            "set" if self.update() == Some(Update::Table) && !self.previous_is_word("update") => {
                self.updates.pop();
                self.updates.push((self.depth, Update::Assignments));
                self.copy(1);
                self.assignment_target();
            }
            "from" if self.update().is_some() && !self.previous_is_word("distinct") => {
                self.updates.pop();
                self.copy(1);
            }
            "where" | "returning" if self.update().is_some() => {
                self.updates.pop();
                self.copy(1);
            }
            "insert" if next(1, "into") => self.insert(),
            "rows" if next(1, "from") && parenthesis(2) => {
                self.name(self.at);
                self.at += 2;
                self.parenthesised_nothing();
            }
            "window" => self.windows(),
            "using" if self.is_operator(self.at + 1) => {
                let call = self.source.is_word(self.at + 1, "operator");
                let close = self.source.partner(self.at + 2).unwrap_or(self.at + 1);
                self.at = if call { close + 1 } else { self.at + 2 };
            }
            "group" if next(1, "by") && (next(2, "distinct") || next(2, "all")) => {
                self.copy(2);
                self.at += 1;
            }
            "as" if parenthesis(1)
                && self.at > 0
                && self.source.is(self.at - 1, &TokenKind::RightParenthesis)
                && !self.opens_query(self.at + 1) =>
            {
                self.copy(1);
                self.stand_in(self.at);
                self.parenthesised_stand_in();
            }
            _ if self.is_definition_list(self.at) => {
                self.copy(1);
                self.parenthesised_stand_in();
            }
            _ => self.copy(1),
        }
    }

    /// Hands on `count` tokens as they are.
    fn copy(&mut self, count: usize) {
        for at in self.at..self.end.min(self.at + count) {
            if let Some(token) = self.source.token(at) {
                self.push(theirs(token), at);
            }
        }
        self.at += count;
    }

    fn push(&mut self, token: Theirs, at: usize) {
        let place = Location::new(1, at as u64 + 1);
        self.out.push(TokenWithSpan::new(token, Span::new(place, place)));
    }

    fn stand_in(&mut self, at: usize) {
        self.push(name(String::new(), Some('"')), at);
    }

    /// The word at `at`, but as a name.
    fn name(&mut self, at: usize) {
        let word = self.source.token(at).and_then(Token::word).unwrap_or_default();
        self.push(name(word.to_owned(), None), at);
    }

    /// `(…)` as `(stand-in)`.
    fn parenthesised_stand_in(&mut self) {
        let open = self.at;
        self.copy(1);
        self.stand_in(open + 1);
        self.close(open);
    }

    /// `(…)` as `()`.
    fn parenthesised_nothing(&mut self) {
        let open = self.at;
        self.copy(1);
        self.close(open);
    }

    fn close(&mut self, open: usize) {
        self.at = self.source.partner(open).unwrap_or(self.end).min(self.end);
        self.copy(1);
    }

    /// `FOR NO KEY UPDATE OF a, b NOWAIT` as `FOR UPDATE OF stand-in`.
    fn locking(&mut self, words: usize) {
        let start = self.at;
        for (word, keyword) in
            [("for", Keyword::FOR), ("update", Keyword::UPDATE), ("of", Keyword::OF)]
        {
            let word = Word { value: word.to_owned(), quote_style: None, keyword };
            self.push(Theirs::Word(word), start);
        }
        self.stand_in(start);
        self.at += words;
        let mut reader = self.source.reader(self.at);
        // A mistake in here is left to sqlparser, or found again by `lower`.
        if reader.take_word("of") && reader.comma_separated(|r| r.qualified_name()).is_err() {
            self.at += 1;
            return;
        }
        let _ = reader.take_word("nowait") || reader.take_words(&["skip", "locked"]);
        self.at = reader.at();
    }

    /// `a[1].b`, `(a, b)` before `=`, as a stand-in.
    fn assignment_target(&mut self) {
        let start = self.at;
        let mut at = start;
        while at < self.end {
            match self.source.token(at).map(|token| &token.kind) {
                Some(TokenKind::Operator(symbol)) if symbol == "=" => {
                    if at > start {
                        self.stand_in(start);
                        self.at = at;
                    }
                    return;
                }
                Some(TokenKind::LeftParenthesis | TokenKind::LeftBracket) => {
                    at = self.source.partner(at).unwrap_or(self.end);
                }
                Some(TokenKind::Word(_) | TokenKind::QuotedWord(_) | TokenKind::Dot) => {}
                // No target: sqlparser will say so.
                _ => return,
            }
            at += 1;
        }
    }

    /// `INSERT INTO t AS x (a, b[1])` with a stand-in for the columns.
    fn insert(&mut self) {
        self.copy(2);
        let mut reader = self.source.reader(self.at);
        if reader.qualified_name().is_err() {
            return;
        }
        if reader.take_word("as") {
            reader.skip();
        }
        let open = reader.at();
        self.copy(open.saturating_sub(self.at));
        if self.source.is(open, &TokenKind::LeftParenthesis) && !self.opens_query(open) {
            self.parenthesised_stand_in();
        }
    }

    /// `WINDOW w AS (…), v AS (…)` with stand-ins for the definitions.
    fn windows(&mut self) {
        self.copy(1);
        while self.source.is_word(self.at + 1, "as")
            && self.source.is(self.at + 2, &TokenKind::LeftParenthesis)
        {
            self.copy(2);
            self.parenthesised_stand_in();
            if !self.source.is(self.at, &TokenKind::Comma) || self.at >= self.end {
                return;
            }
            self.copy(1);
        }
    }

    /// The innermost `UPDATE`, if its clauses stand at this depth.
    fn update(&self) -> Option<Update> {
        self.updates.last().filter(|(depth, _)| *depth == self.depth).map(|(_, update)| *update)
    }

    fn begins_statement(&self) -> bool {
        let Some(before) = self.at.checked_sub(1) else { return true };
        match self.source.token(before).map(|token| &token.kind) {
            Some(TokenKind::LeftParenthesis | TokenKind::RightParenthesis) => true,
            _ => self.at == 0,
        }
    }

    fn previous_is_word(&self, word: &str) -> bool {
        self.at > 0 && self.source.is_word(self.at - 1, word)
    }

    fn is_operator(&self, at: usize) -> bool {
        match self.source.token(at).map(|token| &token.kind) {
            Some(TokenKind::Operator(_)) => true,
            Some(TokenKind::Word(word)) => {
                word == "operator" && self.source.is(at + 1, &TokenKind::LeftParenthesis)
            }
            _ => false,
        }
    }

    /// Whether the parenthesis at `open` encloses a query or another parenthesis.
    fn opens_query(&self, open: usize) -> bool {
        let words = ["select", "with", "values", "table", "insert", "update", "delete", "merge"];
        self.source.is(open + 1, &TokenKind::LeftParenthesis)
            || words.iter().any(|word| self.source.is_word(open + 1, word))
    }

    /// Whether the word at `at` is the alias before `(a int, b text)`.
    fn is_definition_list(&self, at: usize) -> bool {
        let is_name = |at: usize| {
            let token = self.source.token(at).map(|token| &token.kind);
            matches!(token, Some(TokenKind::Word(_) | TokenKind::QuotedWord(_)))
        };
        let behind = at > 0
            && (self.source.is_word(at - 1, "as")
                || self.source.is(at - 1, &TokenKind::RightParenthesis));
        let other = ["filter", "over", "within", "materialized", "as", "values", "using", "on"];
        behind
            && self.source.is(at + 1, &TokenKind::LeftParenthesis)
            && !other.iter().any(|word| self.source.is_word(at, word))
            && !self.opens_query(at + 1)
            && is_name(at + 2)
            && is_name(at + 3)
    }
}

fn name(value: String, quote_style: Option<char>) -> Theirs {
    Theirs::Word(Word { value, quote_style, keyword: Keyword::NoKeyword })
}

/// A token in sqlparser's terms. What only occurs in expressions, which sqlparser never reads, is
/// one and the same token to it.
fn theirs(token: &Token) -> Theirs {
    match &token.kind {
        TokenKind::Word(word) if KEYWORDS.contains(&word.as_str()) => Theirs::make_word(word, None),
        TokenKind::Word(word) => name(word.clone(), None),
        TokenKind::QuotedWord(word) => name(word.clone(), Some('"')),
        TokenKind::Integer(value) => Theirs::Number(value.to_string(), false),
        TokenKind::Parameter(index) => Theirs::Placeholder(format!("${}", index.number())),
        TokenKind::LeftParenthesis => Theirs::LParen,
        TokenKind::RightParenthesis => Theirs::RParen,
        TokenKind::Comma => Theirs::Comma,
        TokenKind::Semicolon => Theirs::SemiColon,
        TokenKind::Dot => Theirs::Period,
        TokenKind::Operator(symbol) if symbol == "=" => Theirs::Eq,
        TokenKind::Operator(symbol) if symbol == "*" => Theirs::Mul,
        TokenKind::Operator(_)
        | TokenKind::String(_)
        | TokenKind::BitString(_)
        | TokenKind::Numeric(_)
        | TokenKind::LeftBracket
        | TokenKind::RightBracket
        | TokenKind::DotDot
        | TokenKind::Colon
        | TokenKind::DoubleColon
        | TokenKind::ColonEquals => Theirs::Tilde,
    }
}
