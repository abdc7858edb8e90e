//! The tokens of one text, and what has been read of them.
//!
//! sqlparser may ask for the same expression twice, because it tries alternatives: each is read
//! once and remembered by its first token.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use sqlparser::ast;
use sqlparser::parser::{Parser, ParserError};

use crate::diagnostic::{Diagnostic, Refusal};
use crate::lex::{Token, TokenKind};
use crate::span::Span;
use crate::tree::{self, Expr};

use super::dialect::PostgresDialect;
use super::reader::Reader;
use super::{failure, lower, mend};

/// How deep a text may nest, in steps of about 12 KiB of stack in an unoptimised build: all of it
/// must fit into the 2 MiB of a Rust thread. PostgreSQL's own limit is its stack, too.
const MAXIMAL_DEPTH: u32 = 128;
/// An expression in another.
const EXPRESSION_DEPTH: u32 = 2;
/// A query in an expression, with sqlparser's frames around it.
const QUERY_DEPTH: u32 = 10;
/// One level of sqlparser's own recursion: half a query in `FROM`.
const PARSER_DEPTH: u32 = 7;

/// How many `JOIN`s may stand side by side before the first `ON`.
const WAITING_JOINS: u32 = 8;

/// A text under reading. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Source(Rc<State>);

#[derive(Debug)]
struct State {
    tokens: Vec<Token>,
    /// For each parenthesis or bracket the index of its partner.
    partners: Vec<Option<usize>>,
    items: RefCell<HashMap<usize, (Item, usize)>>,
    /// The furthest mistake in an expression, which sqlparser cannot carry.
    failure: RefCell<Option<Diagnostic>>,
    depth: Cell<u32>,
}

/// What stands where sqlparser sees an expression.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// An expression.
    Expr(Expr),
    /// `DEFAULT`.
    Default(Span),
    /// Something of `GROUP BY` or of a function's arguments, which is read again in its place;
    /// anywhere else it is a mistake at this token.
    Elsewhere(usize),
}

/// Gives its share of the depth back when it is dropped.
pub(super) struct Descent<'s>(&'s Source, u32);

impl Drop for Descent<'_> {
    fn drop(&mut self) {
        self.0.0.depth.set(self.0.0.depth.get() - self.1);
    }
}

impl Source {
    pub(super) fn new(tokens: &[Token]) -> Source {
        Source(Rc::new(State {
            tokens: tokens.to_vec(),
            partners: partners(tokens),
            items: RefCell::default(),
            failure: RefCell::default(),
            depth: Cell::new(0),
        }))
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.0.tokens.get(at)
    }

    pub(super) fn tokens(&self) -> &[Token] {
        &self.0.tokens
    }

    /// The partner of the parenthesis or bracket at `at`.
    pub(super) fn partner(&self, at: usize) -> Option<usize> {
        self.0.partners.get(at).copied().flatten()
    }

    pub(super) fn is_word(&self, at: usize, word: &str) -> bool {
        self.token(at).is_some_and(|token| token.is_word(word))
    }

    pub(super) fn is(&self, at: usize, kind: &TokenKind) -> bool {
        self.token(at).is_some_and(|token| token.kind == *kind)
    }

    /// From the first token `start` to the last, `last`.
    pub(super) fn span(&self, start: usize, last: usize) -> Span {
        match (self.token(start), self.token(last)) {
            (Some(start), Some(last)) => start.span.to(last.span),
            (Some(only), None) | (None, Some(only)) => only.span,
            (None, None) => Span::default(),
        }
    }

    /// PostgreSQL's syntax error at token `at`.
    pub(super) fn unexpected(&self, at: usize) -> Diagnostic {
        let error = failure::unexpected(self.token(at), self.0.tokens.last());
        let previous = at.checked_sub(1).and_then(|at| self.token(at));
        match self.token(at).and_then(|token| failure::help(previous, token)) {
            Some(help) if error.refusal == Refusal::Postgres => error.help(help),
            _ => error,
        }
    }

    pub(super) fn reader(&self, at: usize) -> Reader<'_> {
        Reader::new(self, at)
    }

    /// Goes one expression deeper, or refuses to.
    pub(super) fn descend(&self, at: usize) -> Result<Descent<'_>, Diagnostic> {
        self.descend_by(EXPRESSION_DEPTH, at)
    }

    fn descend_by(&self, steps: u32, at: usize) -> Result<Descent<'_>, Diagnostic> {
        let depth = self.0.depth.get() + steps;
        if depth > MAXIMAL_DEPTH {
            return Err(failure::too_complex(self.span(at, at)));
        }
        self.0.depth.set(depth);
        Ok(Descent(self, steps))
    }

    /// What sqlparser sees as one expression at token `at`, with the token behind it.
    pub(super) fn item(&self, at: usize) -> Result<(Item, usize), Diagnostic> {
        if let Some(known) = self.0.items.borrow().get(&at) {
            return Ok(known.clone());
        }
        let mut reader = self.reader(at);
        let item = reader.item()?;
        let read = (item, reader.at());
        self.0.items.borrow_mut().insert(at, read.clone());
        Ok(read)
    }

    /// Reads an expression for sqlparser, which gets a mark with its place.
    pub(super) fn expression_for(
        &self,
        parser: &mut Parser<'_>,
        end: usize,
    ) -> Result<ast::Expr, ParserError> {
        let span = parser.peek_token_ref().span;
        let at = mend::index(span).unwrap_or(end);
        match self.item(at) {
            Ok((_, end)) => {
                while mend::index(parser.peek_token_ref().span).is_some_and(|next| next < end) {
                    parser.advance_token();
                }
                Ok(ast::Expr::Value(ast::Value::Null.with_span(span)))
            }
            Err(diagnostic) => {
                self.remember(diagnostic);
                Err(ParserError::ParserError(String::new()))
            }
        }
    }

    fn remember(&self, diagnostic: Diagnostic) {
        let mut furthest = self.0.failure.borrow_mut();
        if furthest.as_ref().is_none_or(|known| known.span.start <= diagnostic.span.start) {
            *furthest = Some(diagnostic);
        }
    }

    /// Reads all tokens as one statement.
    pub(super) fn statement(&self) -> Result<tree::Statement, Diagnostic> {
        let end = self.0.tokens.len();
        let (statement, next) = self.statement_in(0, end)?;
        if next < end { Err(self.unexpected(next)) } else { Ok(statement) }
    }

    /// Reads the query at the first token.
    pub(super) fn leading_query(&self) -> Result<(tree::Query, usize), Diagnostic> {
        match self.statement_in(0, self.0.tokens.len())? {
            (tree::Statement::Query(query), next) => Ok((query, next)),
            _ => Err(self.unexpected(0)),
        }
    }

    /// Reads all tokens of a range, which parentheses enclose, as a query.
    pub(super) fn query_in(&self, start: usize, end: usize) -> Result<tree::Query, Diagnostic> {
        let (statement, next) = self.statement_in(start, end)?;
        if next < end {
            return Err(self.unexpected(next));
        }
        match statement {
            tree::Statement::Query(query) => Ok(query),
            tree::Statement::Insert(_)
            | tree::Statement::Update(_)
            | tree::Statement::Delete(_) => Err(self.unexpected(start)),
        }
    }

    fn statement_in(
        &self,
        start: usize,
        end: usize,
    ) -> Result<(tree::Statement, usize), Diagnostic> {
        let _descent = self.descend_by(QUERY_DEPTH, start)?;
        if let Some(at) = self.join_too_deep(start, end) {
            return Err(failure::too_complex(self.span(at, at)));
        }
        let dialect = PostgresDialect::new(self.clone(), end);
        let levels = (MAXIMAL_DEPTH - self.0.depth.get()) / PARSER_DEPTH;
        let mut parser = Parser::new(&dialect)
            .with_recursion_limit(levels as usize)
            .with_tokens_with_locations(mend::tokens(self, start, end));
        let query = match parser.parse_query() {
            Ok(query) => query,
            Err(error) => return Err(self.explain(&error, start, end)),
        };
        let next = mend::index(parser.peek_token_ref().span).unwrap_or(end);
        Ok((lower::statement(self, *query, start)?, next))
    }

    /// Where too many `JOIN`s wait for their `ON`: sqlparser goes down one level for each, and
    /// does not count these.
    fn join_too_deep(&self, start: usize, end: usize) -> Option<usize> {
        let mut waiting = 0_u32;
        (start..end).find(|at| {
            match self.token(*at).and_then(Token::word) {
                Some("join") => waiting += 1,
                Some("on" | "using" | "natural" | "cross") => waiting = waiting.saturating_sub(1),
                _ => {}
            }
            waiting > WAITING_JOINS
        })
    }

    /// The place of sqlparser's mistake, or a mistake of an expression further on.
    fn explain(&self, error: &ParserError, start: usize, end: usize) -> Diagnostic {
        let at = match error {
            ParserError::RecursionLimitExceeded => {
                return failure::too_complex(self.span(start, end.saturating_sub(1)));
            }
            ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
                mend::index_in_message(message)
            }
        };
        let remembered = self.0.failure.borrow_mut().take();
        if at.is_none()
            && let Some(remembered) = remembered
        {
            return remembered;
        }
        let at = at.unwrap_or(end);
        // sqlparser reads `FROM (SELECT …)` again as a join where the query has a mistake, and
        // then complains of the `SELECT`.
        let open = (start..end).rev().find(|open| {
            *open < at
                && self.is(*open, &TokenKind::LeftParenthesis)
                && self.partner(*open).unwrap_or(end) >= at
                && self.begins_query(open + 1)
        });
        if let Some(open) = open
            && let Err(inner) = self.query_in(open + 1, self.partner(open).unwrap_or(end))
        {
            return inner;
        }
        let place = self.token(at).map_or(u32::MAX, |token| token.span.start);
        match remembered {
            Some(remembered) if remembered.span.start >= place => remembered,
            _ => self.unexpected(at),
        }
    }

    /// Whether a query begins at `at` with its own word.
    pub(super) fn begins_query(&self, at: usize) -> bool {
        let word = self.token(at).and_then(Token::word).unwrap_or_default();
        match word {
            "select" | "with" | "table" => true,
            "values" => self.is(at + 1, &TokenKind::LeftParenthesis),
            _ => false,
        }
    }
}

/// Pairs parentheses and brackets.
fn partners(tokens: &[Token]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let closes = match token.kind {
            TokenKind::LeftParenthesis | TokenKind::LeftBracket => {
                open.push((at, &token.kind));
                continue;
            }
            TokenKind::RightParenthesis => TokenKind::LeftParenthesis,
            TokenKind::RightBracket => TokenKind::LeftBracket,
            _ => continue,
        };
        let Some((start, kind)) = open.pop() else { break };
        if *kind != closes {
            break;
        }
        for (this, other) in [(start, at), (at, start)] {
            if let Some(partner) = partners.get_mut(this) {
                *partner = Some(other);
            }
        }
    }
    partners
}
