//! Expressions of a block: their trees, and their values as far as the catalog tells them.

use super::run::{DecidedBy, Run};
use crate::lex::{Token, TokenKind};
use crate::replay::Replay;
use crate::replay::known::{Knowledge, Known, Shape, Value, text_shape};
use crate::tree::ddl::{Choice, Fragment};
use crate::tree::{Expr, Query};

impl Replay<'_> {
    pub(super) fn choice(&mut self, run: &mut Run, choice: &Choice) -> Option<bool> {
        match choice {
            Choice::If(condition) => self.condition(run, condition),
            Choice::Equal(operand, list) => {
                // `CASE x WHEN a, b` asks `x IN (a, b)`.
                let mut tokens: Vec<Token> = operand.tokens.clone();
                let word = |kind| Token { kind, span: list.span };
                tokens.push(word(TokenKind::Word("in".to_owned())));
                tokens.push(word(TokenKind::LeftParenthesis));
                tokens.extend(list.tokens.iter().cloned());
                tokens.push(word(TokenKind::RightParenthesis));
                self.condition(run, &Fragment { tokens, span: list.span })
            }
        }
    }

    pub(super) fn condition(&mut self, run: &mut Run, condition: &Fragment) -> Option<bool> {
        let expr = self.expression(condition);
        let holds = expr.and_then(|expr| Knowledge::new(self.catalog, &run.variables).holds(&expr));
        if holds.is_none() {
            may_fail(run, condition);
        }
        holds
    }

    pub(super) fn number(&mut self, run: &mut Run, bound: &Fragment) -> Option<i64> {
        let expr = self.expression(bound)?;
        match self.value(run, &expr) {
            Some(Known::Integer(number)) => Some(number),
            _ => None,
        }
    }

    pub(super) fn shape(&self, run: &Run, expr: &Expr) -> Option<Shape> {
        text_shape(&mut Knowledge::new(self.catalog, &run.variables), expr)
    }

    pub(super) fn value(&mut self, run: &Run, expr: &Expr) -> Value {
        Knowledge::new(self.catalog, &run.variables).value(expr)
    }

    /// The tree of an expression, if all of it can be read.
    pub(super) fn expression(&mut self, fragment: &Fragment) -> Option<Expr> {
        self.changes_nothing_by_calls(fragment);
        let (expr, taken) = crate::syntax::expression(&fragment.tokens).ok()?;
        (taken == fragment.tokens.len()).then_some(expr)
    }

    pub(super) fn query(&mut self, fragment: &Fragment) -> Option<Query> {
        self.changes_nothing_by_calls(fragment);
        self.query_tree(fragment)
    }

    /// The tree of a query that has been run.
    pub(super) fn query_tree(&self, fragment: &Fragment) -> Option<Query> {
        let (query, taken) = crate::syntax::query(&fragment.tokens).ok()?;
        (taken == fragment.tokens.len()).then_some(query)
    }
}

/// A cast to `regclass` and its kin fails where there is nothing of the name, and a function as it
/// likes: which error that is only a database knows.
pub(super) fn may_fail(run: &mut Run, written: &Fragment) {
    let fails = |pair: &[Token]| match pair {
        [first, second] => {
            first.kind == TokenKind::DoubleColon
                || first.is_word("cast")
                || matches!(&first.kind, TokenKind::Operator(symbol) if ARITHMETIC.contains(&symbol.as_str()))
                || second.kind == TokenKind::LeftParenthesis
                    && first.word().is_some_and(|word| !HARMLESS.contains(&word))
        }
        _ => false,
    };
    let of_names =
        written.tokens.iter().any(|token| token.word().is_some_and(|word| word.starts_with("reg")));
    if of_names {
        run.outcome = DecidedBy::Server;
    } else if written.tokens.windows(2).any(fails) {
        run.outcome = run.outcome.max(DecidedBy::Rows);
    }
}

/// Operators whose result may be out of range.
const ARITHMETIC: [&str; 5] = ["+", "-", "*", "/", "%"];

/// What stands in front of a parenthesis and does not fail.
const HARMLESS: [&str; 26] = [
    "exists",
    "in",
    "and",
    "or",
    "not",
    "select",
    "any",
    "all",
    "values",
    "count",
    "from",
    "where",
    "on",
    "as",
    "if",
    "when",
    "then",
    "else",
    "coalesce",
    "format",
    "concat",
    "array",
    "lower",
    "quote_ident",
    "current_schema",
    "to_regclass",
];
