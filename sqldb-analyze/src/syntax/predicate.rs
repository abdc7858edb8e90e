//! Predicates behind an operand: IS, IN, LIKE, SIMILAR TO, ANY and ALL.

use super::expression::{Built, Grammar, Level};
use super::reader::Reader;
use crate::diagnostic::Diagnostic;
use crate::lex::TokenKind;
use crate::tree::{Expr, ExprKind, Negation, OperatorName, QuantifiedOperand, Quantifier, Truth};

impl Reader<'_> {
    /// `ANY`, `SOME`, `ALL`, not yet taken.
    pub(super) fn quantifier(&self) -> Option<Quantifier> {
        match self.word()? {
            "any" | "some" => Some(Quantifier::Any),
            "all" => Some(Quantifier::All),
            _ => None,
        }
    }

    pub(super) fn quantified(
        &mut self,
        left: Expr,
        operator: OperatorName,
        quantifier: Quantifier,
    ) -> Result<Built, Diagnostic> {
        let start = left.span;
        self.skip();
        let right = if self.opens_query(self.at()) {
            QuantifiedOperand::Subquery(Box::new(self.parenthesised_query()?))
        } else {
            self.expect(&TokenKind::LeftParenthesis)?;
            let array = self.expression()?;
            self.expect(&TokenKind::RightParenthesis)?;
            QuantifiedOperand::Array(Box::new(array))
        };
        let kind = ExprKind::Quantified { left: Box::new(left), operator, quantifier, right };
        Ok(Built::Closed(self.built_from(start, kind)))
    }

    /// What may follow `IS`.
    pub(super) fn is_predicate(
        &mut self,
        left: Expr,
        grammar: Grammar,
    ) -> Result<Built, Diagnostic> {
        let start = left.span;
        self.expect_word("is")?;
        let negation = if self.take_word("not") { Negation::Not } else { Negation::Plain };
        let operand = Box::new(left);
        let word = self.word().unwrap_or_default();
        let truth = match word {
            "true" => Some(Truth::True),
            "false" => Some(Truth::False),
            "unknown" => Some(Truth::Unknown),
            _ => None,
        };
        let kind = match (word, truth) {
            (_, Some(truth)) => {
                self.skip();
                ExprKind::IsTruth { operand, truth, negation }
            }
            ("null", _) => {
                self.skip();
                ExprKind::IsNull { operand, negation }
            }
            ("distinct", _) => {
                self.skip();
                self.expect_word("from")?;
                let right = Box::new(self.operators(Level::Is, grammar)?);
                let kind = ExprKind::IsDistinctFrom { left: operand, right, negation };
                return Ok(Built::Open(self.built_from(start, kind)));
            }
            ("normalized" | "nfc" | "nfd" | "nfkc" | "nfkd", _) => {
                return self.is_normalized(*operand, negation);
            }
            ("document", _) => {
                self.skip();
                ExprKind::IsDocument { operand, negation }
            }
            ("json", _) => {
                self.skip();
                let _ = ["value", "array", "object", "scalar"].iter().any(|w| self.take_word(w));
                self.json_uniqueness();
                ExprKind::IsJson { operand, negation }
            }
            _ => return Err(self.unexpected()),
        };
        Ok(Built::Closed(self.built_from(start, kind)))
    }

    /// `IS NFC NORMALIZED`: `pg_catalog.is_normalized(x, 'NFC')`.
    fn is_normalized(&mut self, operand: Expr, negation: Negation) -> Result<Built, Diagnostic> {
        let start = operand.span;
        let mut arguments = vec![operand];
        if !self.is_word("normalized") {
            arguments.push(self.word_as_string()?);
        }
        let at = self.source.span(self.at(), self.at());
        self.expect_word("normalized")?;
        let span = start.to(at);
        let call = self.system_call("is_normalized", at, arguments, span);
        Ok(Built::Closed(match negation {
            Negation::Plain => call,
            Negation::Not => Expr { kind: ExprKind::Not(Box::new(call)), span },
        }))
    }

    pub(super) fn in_list(
        &mut self,
        operand: Box<Expr>,
        negation: Negation,
    ) -> Result<ExprKind, Diagnostic> {
        if self.opens_query(self.at()) {
            let query = Box::new(self.parenthesised_query()?);
            return Ok(ExprKind::InSubquery { operand, query, negation });
        }
        self.expect(&TokenKind::LeftParenthesis)?;
        let list = self.comma_separated(Reader::expression)?;
        self.expect(&TokenKind::RightParenthesis)?;
        Ok(ExprKind::InList { operand, list, negation })
    }

    pub(super) fn like(
        &mut self,
        left: Expr,
        negation: Negation,
        symbol: &str,
    ) -> Result<Built, Diagnostic> {
        let start = left.span;
        let from = self.at();
        self.skip_negated(negation);
        let operator = self.invented_operator(symbol, from);
        if let Some(quantifier) = self.quantifier() {
            return self.quantified(left, operator, quantifier);
        }
        let mut pattern = self.operators(Level::Like, Grammar::Full)?;
        if let Some(escape) = self.escape()? {
            let span = pattern.span.to(escape.span);
            pattern = self.system_call("like_escape", operator.span, vec![pattern, escape], span);
        }
        let kind = ExprKind::Like { operator, left: Box::new(left), pattern: Box::new(pattern) };
        Ok(Built::Open(self.built_from(start, kind)))
    }

    pub(super) fn similar(&mut self, left: Expr, negation: Negation) -> Result<Built, Diagnostic> {
        let start = left.span;
        let from = self.at();
        self.skip_negated(negation);
        self.expect_word("to")?;
        let symbol = if negation == Negation::Not { "!~" } else { "~" };
        let operator = self.invented_operator(symbol, from);
        let pattern = self.operators(Level::Like, Grammar::Full)?;
        let mut span = pattern.span;
        let mut arguments = vec![pattern];
        if let Some(escape) = self.escape()? {
            span = span.to(escape.span);
            arguments.push(escape);
        }
        let pattern = self.system_call("similar_to_escape", operator.span, arguments, span);
        let kind = ExprKind::Like { operator, left: Box::new(left), pattern: Box::new(pattern) };
        Ok(Built::Open(self.built_from(start, kind)))
    }

    /// `ESCAPE x`.
    fn escape(&mut self) -> Result<Option<Expr>, Diagnostic> {
        if !self.take_word("escape") {
            return Ok(None);
        }
        Ok(Some(self.operators(Level::Escape, Grammar::Full)?))
    }
}
