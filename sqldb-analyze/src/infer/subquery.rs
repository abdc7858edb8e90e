//! Queries inside expressions.
//!
//! `parse_expr.c transformSubLink`.

use super::node::{Node, NodeKind, SublinkKind, SublinkNode};
use super::query::Unknowns;
use super::{Analyzer, Output};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::statement::Nulls;
use crate::tree::{Expr, Negation, OperatorName, Query};
use crate::types::{TypeId, Typed};

impl Analyzer<'_> {
    /// `EXISTS (…)`.
    pub(crate) fn exists(&mut self, query: &Query, span: Span) -> Result<Node, Diagnostic> {
        let (_, sublink) = self.sublink(query, SublinkKind::Exists)?;
        Ok(Node { kind: NodeKind::Sublink(sublink), ty: TypeId::BOOL.into(), span })
    }

    /// `(SELECT …)`.
    pub(crate) fn scalar_subquery(
        &mut self,
        query: &Query,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let (output, sublink) = self.sublink(query, SublinkKind::Scalar)?;
        let ty = only_column(&output, span)?;
        Ok(Node { kind: NodeKind::Sublink(sublink), ty, span })
    }

    /// `ARRAY(SELECT …)`.
    pub(crate) fn array_subquery(&mut self, query: &Query, span: Span) -> Result<Node, Diagnostic> {
        let (output, mut sublink) = self.sublink(query, SublinkKind::Array)?;
        let column = only_column(&output, span)?;
        // The array of an array is the array itself, one dimension higher; but there is one over
        // `int2vector` (`lsyscache.c get_promoted_array_type`).
        let is_array = self.catalog.element_of(column.id).is_some();
        let array = match self.catalog.array_of(column.id) {
            Some(array) => array,
            None if is_array => {
                sublink.nulls = Nulls::Maybe;
                column.id
            }
            None => return Err(self.no_array(column.id, span)),
        };
        let ty = Typed { id: array, typmod: column.typmod };
        Ok(Node { kind: NodeKind::Sublink(sublink), ty, span })
    }

    /// `x [NOT] IN (SELECT …)`: `= ANY`, or its negation.
    pub(crate) fn in_subquery(
        &mut self,
        operand: &Expr,
        query: &Query,
        negation: Negation,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let operator = super::operator::equals(span);
        let node = self.row_sublink(operand, &operator, query, SublinkKind::Any, span)?;
        Ok(match negation {
            Negation::Plain => node,
            Negation::Not => {
                Node { kind: NodeKind::Not(Box::new(node)), ty: TypeId::BOOL.into(), span }
            }
        })
    }

    /// `x op ANY (SELECT …)`, `(a, b) op (SELECT …)`: the query first, then the left side.
    pub(crate) fn row_sublink(
        &mut self,
        left: &Expr,
        operator: &OperatorName,
        query: &Query,
        kind: SublinkKind,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let (output, mut sublink) = self.sublink(query, kind)?;
        let left = self.expr(left)?;
        let operands = match left.kind {
            NodeKind::Row(fields) => fields,
            kind => vec![Node { kind, ..left }],
        };
        let count = |message: &str| Diagnostic::new(SqlState::SYNTAX_ERROR, query.span, message);
        if operands.len() < output.len() {
            return Err(count("subquery has too many columns"));
        }
        if operands.len() > output.len() {
            return Err(count("subquery has too few columns"));
        }
        let values = output.into_iter().map(|column| {
            let (ty, nulls) = (column.node.ty, column.nulls);
            Node { kind: NodeKind::Value(nulls), ty, span: query.span }
        });
        let test = self.row_comparison(operator, operands, values.collect(), span)?;
        sublink.tests.push(test);
        Ok(Node { kind: NodeKind::Sublink(sublink), ty: TypeId::BOOL.into(), span })
    }

    /// Analyses a query below this level, and notes which columns of this and outer levels it uses.
    pub(crate) fn sublink(
        &mut self,
        query: &Query,
        kind: SublinkKind,
    ) -> Result<(Vec<Output>, SublinkNode), Diagnostic> {
        self.subquery_allowed(query.span)?;
        let before = self.references.len();
        let beginning = self.begin_query();
        let result = self.subquery(query, Unknowns::Resolve)?;
        let outer = self
            .references
            .get(before..)
            .unwrap_or_default()
            .iter()
            .filter(|(column, _)| self.scopes.depth(column.scope).is_some())
            .copied()
            .collect();
        let never = result.columns.iter().all(|column| column.nulls == Nulls::Never);
        let nulls = if never { Nulls::Never } else { Nulls::Maybe };
        let sublink = SublinkNode {
            kind,
            nulls,
            rows: result.rows,
            tests: Vec::new(),
            outer,
            meaning: self.meaning(&query.wording, &beginning),
        };
        Ok((result.columns, sublink))
    }
}

fn only_column(output: &[Output], span: Span) -> Result<Typed, Diagnostic> {
    match output {
        [column] => Ok(column.node.ty),
        _ => Err(Diagnostic::new(
            SqlState::SYNTAX_ERROR,
            span,
            "subquery must return only one column",
        )),
    }
}
