//! What the forms with a grammar of their own have in common: SQL/XML and SQL/JSON.

use super::Analyzer;
use super::node::{Builtin, CallForm, CallNode, Node, NodeKind, ReturnsSet, Strict};
use super::query::Output;
use crate::catalog::{CallNulls, Major};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Clause, Item, ItemColumn, ItemKind, LateralUse};
use crate::span::Span;
use crate::statement::Rows;
use crate::tree::Expr;
use crate::types::{TypeId, Typed};

/// When a form yields NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormNulls {
    /// Exactly where an operand is NULL, or a mistake is an error.
    Strict,
    /// Never.
    Never,
    /// It may.
    Maybe,
}

/// The node of a form: a call of PostgreSQL's own by the form's name.
pub(super) fn form(
    name: &str,
    operands: Vec<Node>,
    nulls: FormNulls,
    ty: Typed,
    span: Span,
) -> Node {
    let call = CallNode {
        name: name.to_owned(),
        builtin: Builtin::Yes,
        form: CallForm::Function,
        arguments: operands,
        strict: if nulls == FormNulls::Strict { Strict::Yes } else { Strict::No },
        nulls: match nulls {
            FormNulls::Strict => CallNulls::Total,
            FormNulls::Never => CallNulls::Never,
            FormNulls::Maybe => CallNulls::Maybe,
        },
        returns_set: ReturnsSet::No,
        columns: Vec::new(),
    };
    Node { kind: NodeKind::Call(call), ty, span }
}

impl Analyzer<'_> {
    /// Refuses a form that came with a later major than the database's.
    pub(super) fn since(&self, major: Major, form: &str, span: Span) -> Result<(), Diagnostic> {
        if self.catalog.major >= major {
            return Ok(());
        }
        let message = format!("{form} needs PostgreSQL {major}, not {}", self.catalog.major);
        Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message)
            .help(format!("say `postgres = {major}` in `#[sqldb::database(…)]`")))
    }

    /// An expression of a construct in FROM, which sees the items to its left, as `target`.
    pub(super) fn lateral_operand(
        &mut self,
        expr: &Expr,
        target: TypeId,
        construct: &str,
    ) -> Result<Node, Diagnostic> {
        let node = self.lateral_expr(expr)?;
        self.specific(node, target, construct)
    }

    /// An expression of a construct in FROM, which sees the items to its left.
    pub(super) fn lateral_expr(&mut self, expr: &Expr) -> Result<Node, Diagnostic> {
        self.laterally(|analyzer| analyzer.expr(expr))
    }

    /// What is analysed as a function in FROM is: with the items to its left in sight.
    pub(super) fn laterally<T>(
        &mut self,
        analyse: impl FnOnce(&mut Self) -> Result<T, Diagnostic>,
    ) -> Result<T, Diagnostic> {
        let scope = self.scopes.top();
        let outside = (scope.lateral, scope.clause);
        scope.lateral = LateralUse::Visible;
        scope.clause = Clause::FromFunction;
        let result = analyse(self);
        let scope = self.scopes.top();
        (scope.lateral, scope.clause) = outside;
        result
    }
}

/// The item of a construct in FROM; every name must be of one column.
pub(super) fn made_item(
    name: &str,
    columns: Vec<ItemColumn>,
    span: Span,
) -> Result<Item, Diagnostic> {
    for (at, column) in columns.iter().enumerate() {
        if columns.iter().take(at).any(|known| known.name == column.name) {
            let message = format!("column name `{}` is not unique", column.name);
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
        }
    }
    Ok(Item::rows(ItemKind::RowFunction, name.to_owned(), columns, Rows::Many))
}

/// The only column of a query that has to have one.
pub(super) fn single(columns: Vec<Output>, span: Span) -> Result<Output, Diagnostic> {
    let mut columns = columns.into_iter();
    match (columns.next(), columns.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Diagnostic::new(
            SqlState::SYNTAX_ERROR,
            span,
            "subquery must return only one column",
        )),
    }
}
