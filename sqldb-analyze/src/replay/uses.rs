//! Which columns an expression or a view's query reads, as far as their tokens tell.

use super::Replay;
use crate::catalog::RelationId;
use crate::ddl::words;
use crate::lex::TokenKind;
use crate::tree::ddl::Fragment;

impl Replay<'_> {
    /// The columns of a table that an expression over it names, in order of first use.
    pub(super) fn columns_of(&self, table: RelationId, expression: &Fragment) -> Vec<String> {
        let Some(relation) = self.catalog.relation(table) else { return Vec::new() };
        let mut found: Vec<String> = Vec::new();
        let mut cast = false;
        for (name, span, next) in words(expression) {
            let before = expression.tokens.iter().rev().find(|token| token.span.end <= span.start);
            cast = matches!(before.map(|token| &token.kind), Some(TokenKind::DoubleColon));
            let called = next.is_some_and(|token| {
                matches!(token.kind, TokenKind::LeftParenthesis | TokenKind::Dot)
            });
            let is_column = !cast && !called && relation.column(name).is_some();
            if is_column && !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        }
        let _ = cast;
        found
    }
}
