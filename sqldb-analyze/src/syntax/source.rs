//! The tokens of one text, and how deep its reading has gone.

use std::cell::{Cell, OnceCell};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Refusal};
use crate::lex::{Token, TokenKind};
use crate::span::Span;
use crate::tree::TokenDigest;

use crate::stack;

use super::failure;
use super::reader::Reader;

/// How deep a text may nest, in steps of about 12 KiB of stack in an unoptimised build: all of it
/// must fit into the usual 2 MiB (`stack`). PostgreSQL's own limit is its stack, too.
const MAXIMAL_DEPTH: u32 = 128;
/// An expression in another.
const EXPRESSION_DEPTH: u32 = 2;
/// A query in parentheses, with what it costs to analyse one.
const QUERY_DEPTH: u32 = 5;

/// A text under reading.
#[derive(Debug)]
pub(super) struct Source<'t> {
    tokens: &'t [Token],
    /// For each parenthesis or bracket the index of its partner.
    partners: Vec<Option<usize>>,
    depth: Cell<u32>,
    /// What tells tokens apart, once somebody has asked.
    words: OnceCell<Arc<[TokenDigest]>>,
}

/// Gives its share of the depth back when it is dropped.
pub(super) struct Descent<'s> {
    depth: &'s Cell<u32>,
    steps: u32,
}

impl Drop for Descent<'_> {
    fn drop(&mut self) {
        self.depth.set(self.depth.get() - self.steps);
    }
}

impl<'t> Source<'t> {
    pub(super) fn new(tokens: &'t [Token]) -> Source<'t> {
        let words = OnceCell::new();
        Source { tokens, partners: partners(tokens), depth: Cell::new(0), words }
    }

    pub(super) fn token(&self, at: usize) -> Option<&'t Token> {
        self.tokens.get(at)
    }

    pub(super) fn tokens(&self) -> &'t [Token] {
        self.tokens
    }

    /// What tells the tokens apart.
    pub(super) fn words(&self) -> Arc<[TokenDigest]> {
        let word = |token: &Token| TokenDigest {
            digest: crate::syntax::digest(&token.kind),
            start: token.span.start,
        };
        self.words.get_or_init(|| self.tokens.iter().map(word).collect()).clone()
    }

    /// The partner of the parenthesis or bracket at `at`.
    pub(super) fn partner(&self, at: usize) -> Option<usize> {
        self.partners.get(at).copied().flatten()
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
        let error = failure::unexpected(self.token(at), self.tokens.last());
        let previous = at.checked_sub(1).and_then(|at| self.token(at));
        match failure::help(previous, self.token(at)) {
            Some(help) if error.refusal == Refusal::Postgres => error.help(help),
            _ => error,
        }
    }

    pub(super) fn reader(&'t self, at: usize) -> Reader<'t> {
        Reader::new(self, at)
    }

    /// Goes one expression deeper, or refuses to.
    pub(super) fn descend(&self, at: usize) -> Result<Descent<'_>, Diagnostic> {
        self.descend_by(EXPRESSION_DEPTH, at)
    }

    /// Goes one query deeper, or refuses to.
    pub(super) fn descend_into_query(&self, at: usize) -> Result<Descent<'_>, Diagnostic> {
        self.descend_by(QUERY_DEPTH, at)
    }

    fn descend_by(&self, steps: u32, at: usize) -> Result<Descent<'_>, Diagnostic> {
        let depth = self.depth.get() + steps;
        if depth > MAXIMAL_DEPTH * stack::room() {
            return Err(failure::too_complex(self.span(at, at)));
        }
        self.depth.set(depth);
        Ok(Descent { depth: &self.depth, steps })
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
