//! From a text to tokens.

use std::collections::HashMap;

use super::cursor::Cursor;
use super::operator::{is_operator_character, operator_length, run_length};
use super::part;
use super::placeholder::{self, Mark, Placeholders, Shape};
use super::string::{self, Escapes};
use super::token::{Token, TokenKind};
use super::{is_blank, number, rust};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ParameterIndex;

/// The tokens of `text`, by PostgreSQL's rules alone.
///
/// # Errors
///
/// What PostgreSQL's scanner refuses: an unterminated string or comment, a character it does not
/// know, an invalid escape.
pub fn tokenize(text: &str) -> Result<Vec<Token>, Diagnostic> {
    Scanner::new(text, Reading::Sql).run().map(|(tokens, _)| tokens)
}

/// The tokens of the text of `sql!`, with `<id>` and `${expr}` as parameters.
///
/// # Errors
///
/// As [`tokenize`], and what the rule for placeholders refuses: `a<<b>`, `<a>2`, `<type>`.
pub fn scan(text: &str) -> Result<(Vec<Token>, Placeholders), Diagnostic> {
    Scanner::new(text, Reading::Placeholders).run()
}

/// What `<name>` and `${` mean.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Operators, as PostgreSQL has it.
    Sql,
    /// Placeholders, where a value is expected.
    Placeholders,
}

struct Scanner<'t> {
    cursor: Cursor<'t>,
    reading: Reading,
    tokens: Vec<Token>,
    placeholders: Placeholders,
    /// The parameters of paths.
    paths: HashMap<&'t str, ParameterIndex>,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str, reading: Reading) -> Scanner<'t> {
        Scanner {
            cursor: Cursor::new(text),
            reading,
            tokens: Vec::new(),
            placeholders: Placeholders::default(),
            paths: HashMap::new(),
        }
    }

    fn run(mut self) -> Result<(Vec<Token>, Placeholders), Diagnostic> {
        loop {
            self.blank()?;
            let start = self.cursor.at();
            let Some(first) = self.cursor.peek() else { break };
            let kind = self.token(first, start)?;
            self.tokens.push(Token { kind, span: self.cursor.span(start) });
        }
        if self.reading == Reading::Placeholders {
            part::find(self.cursor.text(), &self.tokens, &mut self.placeholders)?;
        }
        Ok((self.tokens, self.placeholders))
    }

    /// Goes behind white space and comments.
    fn blank(&mut self) -> Result<(), Diagnostic> {
        loop {
            self.cursor.take_while(is_blank);
            let start = self.cursor.at();
            if self.cursor.take("--") {
                self.cursor.take_while(|c| c != '\n' && c != '\r');
            } else if self.cursor.take("/*") {
                self.cursor.block_comment().ok_or_else(|| {
                    Diagnostic::new(
                        SqlState::SYNTAX_ERROR,
                        Span::new(start, start + 2),
                        "unterminated /* comment",
                    )
                })?;
            } else {
                return Ok(());
            }
        }
    }

    fn token(&mut self, first: char, start: usize) -> Result<TokenKind, Diagnostic> {
        let second = self.cursor.peek_second();
        match first {
            '\'' => self.string(start, 0, Escapes::None).map(TokenKind::String),
            'e' | 'E' if second == Some('\'') => {
                self.string(start, 1, Escapes::C).map(TokenKind::String)
            }
            // As `NCHAR '…'` (`scan.l xnstart`).
            'n' | 'N' if second == Some('\'') => {
                self.cursor.next();
                Ok(TokenKind::Word("nchar".to_owned()))
            }
            'b' | 'B' | 'x' | 'X' if second == Some('\'') => {
                let digits = self.string(start, 1, Escapes::None)?;
                Ok(TokenKind::BitString(format!("{}{digits}", first.to_ascii_lowercase())))
            }
            'u' | 'U' if self.starts_with_either("&'") => {
                self.string(start, 2, Escapes::Unicode).map(TokenKind::String)
            }
            'u' | 'U' if self.starts_with_either("&\"") => {
                self.cursor.advance(2);
                string::quoted_word(&mut self.cursor, start, Escapes::Unicode)
                    .map(TokenKind::QuotedWord)
            }
            '"' => string::quoted_word(&mut self.cursor, start, Escapes::None)
                .map(TokenKind::QuotedWord),
            '$' => self.dollar(second, start),
            '{' | '}' if self.reading == Reading::Placeholders => {
                self.cursor.next();
                Ok(if first == '{' { TokenKind::LeftBrace } else { TokenKind::RightBrace })
            }
            '0'..='9' => number::number(&mut self.cursor),
            '.' if second.is_some_and(|c| c.is_ascii_digit()) => number::number(&mut self.cursor),
            _ if number::is_identifier_start(first) => Ok(self.word()),
            _ if is_operator_character(first) => self.operator(start),
            _ => self.punctuation(first, start),
        }
    }

    fn starts_with_either(&self, behind: &str) -> bool {
        self.cursor.rest().get(1..).is_some_and(|rest| rest.starts_with(behind))
    }

    fn string(
        &mut self,
        start: usize,
        prefix: usize,
        escapes: Escapes,
    ) -> Result<String, Diagnostic> {
        self.cursor.advance(prefix);
        string::quoted(&mut self.cursor, start, escapes)
    }

    /// `downcase_identifier`: only ASCII letters fold in UTF-8.
    fn word(&mut self) -> TokenKind {
        let word = self.cursor.take_while(number::is_identifier_part);
        TokenKind::Word(string::truncated(word.to_ascii_lowercase()))
    }

    fn dollar(&mut self, second: Option<char>, start: usize) -> Result<TokenKind, Diagnostic> {
        if self.reading == Reading::Placeholders && self.cursor.take("${") {
            return self.expression(start);
        }
        if second.is_some_and(|c| c.is_ascii_digit()) {
            return self.parameter_number(start);
        }
        match string::dollar_quoted(&mut self.cursor) {
            Some(body) => body.map(TokenKind::String),
            None => self.punctuation('$', start),
        }
    }

    fn parameter_number(&mut self, start: usize) -> Result<TokenKind, Diagnostic> {
        self.cursor.next();
        let digits = self.cursor.take_while(|c| c.is_ascii_digit());
        let number = digits.parse().unwrap_or(0);
        // `$1"name"` is a parameter with an alias (`scan.l` `param_junk`).
        if self.cursor.peek() != Some('"') {
            placeholder::check_behind(&self.cursor, start)?;
        }
        self.placeholders.number(number, self.cursor.span(start)).map(TokenKind::Parameter)
    }

    fn expression(&mut self, start: usize) -> Result<TokenKind, Diagnostic> {
        let inside = self.cursor.at();
        if rust::closing_brace(&mut self.cursor).is_none() {
            return Err(Diagnostic::new(
                SqlState::SYNTAX_ERROR,
                Span::new(start, inside),
                "the `}` that closes `${` is missing",
            ));
        }
        let text = self.cursor.since(inside);
        let text = text.strip_suffix('}').unwrap_or(text);
        placeholder::check_behind(&self.cursor, start)?;
        self.placeholders.expression(text, self.cursor.span(start)).map(TokenKind::Parameter)
    }

    /// An operator, or the placeholder that starts here.
    fn operator(&mut self, start: usize) -> Result<TokenKind, Diagnostic> {
        let rest = self.cursor.rest();
        let run = run_length(rest);
        let mut end = run;
        if let Some((before, shape)) = self.placeholder_of_run(rest, run) {
            if before == 0 {
                return self.placeholder(&shape, start);
            }
            end = before;
            // `a<<b>` is `a < <b>` or `(a << b) > …`; only the author knows.
            if rest.get(..before) == Some("<") {
                let span = Span::new(start, start + 1 + shape.length);
                let text = rest.get(..1 + shape.length).unwrap_or_default();
                return Err(Diagnostic::new(
                    SqlState::SYNTAX_ERROR,
                    span,
                    format!(
                        "`{text}` is ambiguous: write `< <{}>` to compare with the placeholder, \
                         or `<< ` for the shift operator",
                        shape.path
                    ),
                ));
            }
        }
        self.cursor.advance(operator_length(rest, end));
        Ok(TokenKind::Operator(match self.cursor.since(start) {
            "!=" => "<>".to_owned(),
            operator => operator.to_owned(),
        }))
    }

    /// The placeholder that the run of operator characters ends with, and how many characters of
    /// the run stand before it.
    fn placeholder_of_run(&self, rest: &'t str, run: usize) -> Option<(usize, Shape<'t>)> {
        if self.reading == Reading::Sql {
            return None;
        }
        let before = run.checked_sub(1)?;
        let shape = Shape::at(rest.get(before..)?)?;
        // A comment inside the run comes before the placeholder: `x--<b>`.
        let operator = rest.get(..before)?;
        if operator.contains("--") || operator.contains("/*") {
            return None;
        }
        let behind = rest.get(before + shape.length..).unwrap_or_default();
        // No operator of PostgreSQL's could make sense of `<rows..>`.
        let expected = before > 0
            || shape.mark == Mark::Rows
            || placeholder::value_expected(&self.tokens, behind);
        expected.then_some((before, shape))
    }

    fn placeholder(&mut self, shape: &Shape<'t>, start: usize) -> Result<TokenKind, Diagnostic> {
        self.cursor.advance(shape.length);
        let span = self.cursor.span(start);
        shape.check(span)?;
        placeholder::check_behind(&self.cursor, start)?;
        match shape.mark {
            Mark::Rows => Ok(TokenKind::Rows(self.placeholders.row_list(shape, span))),
            Mark::Value | Mark::Optional => {
                let known = self.paths.get(shape.path).copied();
                let index = self.placeholders.path(shape, known, span)?;
                self.paths.insert(shape.path, index);
                Ok(TokenKind::Parameter(index))
            }
        }
    }

    fn punctuation(&mut self, first: char, start: usize) -> Result<TokenKind, Diagnostic> {
        for (text, kind) in [
            ("::", TokenKind::DoubleColon),
            (":=", TokenKind::ColonEquals),
            ("..", TokenKind::DotDot),
            ("(", TokenKind::LeftParenthesis),
            (")", TokenKind::RightParenthesis),
            ("[", TokenKind::LeftBracket),
            ("]", TokenKind::RightBracket),
            (",", TokenKind::Comma),
            (";", TokenKind::Semicolon),
            (".", TokenKind::Dot),
            (":", TokenKind::Colon),
        ] {
            if self.cursor.take(text) {
                return Ok(kind);
            }
        }
        self.cursor.next();
        Err(Diagnostic::new(
            SqlState::SYNTAX_ERROR,
            self.cursor.span(start),
            format!("syntax error at or near `{first}`"),
        ))
    }
}
