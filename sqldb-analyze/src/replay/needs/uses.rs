//! Expressions of definitions: their types are checked, and what they read is noted.

use crate::catalog::{GoneThing, Needed, RelationId};
use crate::ddl::words;
use crate::diagnostic::{Diagnostic, Refusal, SqlState};
use crate::infer::{Definition, Reads, defining_expression};
use crate::lex::TokenKind;
use crate::replay::{Done, Replay, Stop};
use crate::tree::Expr;
use crate::tree::ddl::Fragment;
use crate::types::Typed;

impl Replay<'_> {
    /// The columns of a table that an expression over it reads, in order of first use, and what else
    /// it uses.
    ///
    /// PostgreSQL's refusals are mistakes; where only we cannot read it, its tokens must do.
    pub(in crate::replay) fn columns_read(
        &self,
        table: RelationId,
        expression: &Fragment,
        definition: Definition<'_>,
    ) -> Done<(Vec<String>, Vec<Needed>)> {
        match self.defines(Some(table), expression, definition)? {
            Some((_, reads)) => {
                let needed = reads.needed().to_vec();
                Ok((reads.columns(table), needed))
            }
            None => Ok((self.columns_of(table, expression), Vec::new())),
        }
    }

    /// Checks an expression, and says its own type and what it reads; [`None`] where we cannot read
    /// it.
    pub(in crate::replay) fn defines(
        &self,
        table: Option<RelationId>,
        expression: &Fragment,
        definition: Definition<'_>,
    ) -> Done<Option<(Typed, Reads)>> {
        let expr = match self.whole_expression(expression) {
            Ok(expr) => expr,
            Err(diagnostic) => return self.refuses(diagnostic, table, expression),
        };
        let relation = match table {
            Some(table) => Some(self.get(table)?),
            None => None,
        };
        match defining_expression(self.catalog, relation, &expr, definition) {
            Ok(found) => Ok(Some(found)),
            Err(diagnostic) => self.refuses(diagnostic, table, expression),
        }
    }

    /// The tree of an expression that nothing may follow.
    pub(in crate::replay) fn whole_expression(
        &self,
        written: &Fragment,
    ) -> Result<Expr, Diagnostic> {
        let (expr, taken) = crate::syntax::expression(&written.tokens)?;
        let Some(token) = written.tokens.get(taken) else { return Ok(expr) };
        let shown = token.span.text(self.places.text());
        let message = format!("syntax error at or near `{shown}`");
        Err(Diagnostic::new(SqlState::SYNTAX_ERROR, token.span, message))
    }

    pub(in crate::replay) fn refuses(
        &self,
        diagnostic: Diagnostic,
        table: Option<RelationId>,
        expression: &Fragment,
    ) -> Done<Option<(Typed, Reads)>> {
        if diagnostic.refusal != Refusal::Postgres {
            return Ok(None);
        }
        if self.names_unread(table, expression) {
            return Err(Stop::Known);
        }
        Err(diagnostic.into())
    }

    /// Whether an expression or a statement names something whose own statement is not applied.
    pub(in crate::replay) fn names_unread(
        &self,
        table: Option<RelationId>,
        written: &Fragment,
    ) -> bool {
        words(written).any(|(word, ..)| {
            let unknown = &self.catalog.unknown_relations;
            if unknown.iter().any(|found| found.may_be(None, word)) {
                return true;
            }
            self.catalog.unread.iter().any(|thing| match thing {
                GoneThing::Relation(name) | GoneThing::Type(name) | GoneThing::Function(name) => {
                    name.name == word
                }
                GoneThing::Other(name) => name == word,
                GoneThing::Column(relation, name) => {
                    name == word && table.is_none_or(|table| table == *relation)
                }
                GoneThing::Constraint(..)
                | GoneThing::Trigger(..)
                | GoneThing::Rule(..)
                | GoneThing::Policy(..)
                | GoneThing::EventTrigger(_) => false,
            })
        })
    }

    /// The columns of a table that an expression over it names, as far as its tokens tell.
    pub(in crate::replay) fn columns_of(
        &self,
        table: RelationId,
        expression: &Fragment,
    ) -> Vec<String> {
        let Some(relation) = self.catalog.relation(table) else { return Vec::new() };
        let mut found: Vec<String> = Vec::new();
        for (name, span, next) in words(expression) {
            let before = expression.tokens.iter().rev().find(|token| token.span.end <= span.start);
            let cast = matches!(before.map(|token| &token.kind), Some(TokenKind::DoubleColon));
            let called = next.is_some_and(|token| {
                matches!(token.kind, TokenKind::LeftParenthesis | TokenKind::Dot)
            });
            let is_column = !cast && !called && relation.column(name).is_some();
            if is_column && !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        }
        found
    }
}
