//! Operators: which one a symbol means between two operands.
//!
//! `parse_oper.c make_op`; `parse_expr.c transformAExprOp`. What else is written with operators is in
//! `comparison`.

use super::coerce::Context;
use super::node::{Builtin, CallForm, CallNode, Node, NodeKind, ReturnsSet, Strict, SublinkKind};
use super::{Analyzer, rules};
use crate::catalog::Needed;
use crate::diagnostic::Diagnostic;
use crate::idiom;
use crate::overload::{OperatorCall, OverloadErrorKind, resolve_operator};
use crate::span::Span;
use crate::tree::{Expr, ExprKind, OperatorName};
use crate::types::TypeId;

impl Analyzer<'_> {
    /// `x op y` (`transformAExprOp`).
    pub(crate) fn binary(
        &mut self,
        operator: &OperatorName,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        match (&left.kind, &right.kind) {
            (ExprKind::Row(_), ExprKind::Subquery(query)) => {
                // `(a, b) = (SELECT c, d)`: EXPR_SUBLINK becomes ROWCOMPARE_SUBLINK.
                self.row_sublink(left, operator, query, SublinkKind::Scalar, span)
            }
            (ExprKind::Row(left), ExprKind::Row(right)) => {
                let left = self.fields(left)?;
                let right = self.fields(right)?;
                self.row_comparison(operator, left, right, span)
            }
            _ => {
                let left = self.expr(left)?;
                let right = self.expr(right)?;
                self.operator(operator, Some(left), right, span)
            }
        }
    }

    /// The call of an operator; no left operand for a prefix one (`make_op`).
    pub(crate) fn operator(
        &mut self,
        operator: &OperatorName,
        left: Option<Node>,
        right: Node,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let found = self.find_operator(operator, left.as_ref(), &right)?;
        self.needs_operator(operator, found);
        let mut arguments = Vec::new();
        if let (Some(left), Some(declared)) = (left, found.left) {
            arguments.push(self.coerce(left, declared, Context::Implicit)?);
        }
        arguments.push(self.coerce(right, found.right, Context::Implicit)?);
        let call = CallNode {
            name: operator.symbol.clone(),
            builtin: builtin(found),
            form: CallForm::Operator,
            arguments,
            strict: strictness(found),
            nulls: found.nulls,
            returns_set: ReturnsSet::No,
            columns: Vec::new(),
        };
        Ok(Node { kind: NodeKind::Call(call), ty: found.result.into(), span })
    }

    pub(super) fn needs_operator(&mut self, operator: &OperatorName, found: OperatorCall) {
        if !found.builtin {
            let symbol = operator.symbol.clone();
            self.needs(Needed::Operator(symbol, found.left, found.right));
        }
    }

    /// The operator for two operands, or why there is none and who decided the types of parameters.
    pub(super) fn find_operator(
        &self,
        operator: &OperatorName,
        left: Option<&Node>,
        right: &Node,
    ) -> Result<OperatorCall, Diagnostic> {
        let schema = operator.schema.as_ref().map(|schema| schema.name.as_str());
        let (left_type, right_type) = (left.map(|left| left.ty.id), right.ty.id);
        resolve_operator(self.catalog, schema, &operator.symbol, left_type, right_type).map_err(
            |error| {
                if let Some(error) = rules::missing_schema(self.catalog, operator.schema.as_ref()) {
                    return error;
                }
                let inputs: Vec<TypeId> = left_type.into_iter().chain([right_type]).collect();
                let error = match idiom::operator(&operator.symbol, &inputs) {
                    Some(help) if error.kind == OverloadErrorKind::NotFound => {
                        rules::overload_error(error, operator.span).help(help)
                    }
                    _ => rules::overload_error(error, operator.span),
                };
                let operands = left.into_iter().chain(std::iter::once(right));
                operands.fold(error, |error, node| self.explain_parameter(error, node))
            },
        )
    }

    /// Says which earlier use gave a parameter its type.
    pub(crate) fn explain_parameter(&self, error: Diagnostic, node: &Node) -> Diagnostic {
        let NodeKind::Parameter(parameter) = &node.uncollated().kind else { return error };
        match self.parameters.fixed(parameter.index) {
            Some((ty, first)) if first != node.span && first != Span::default() => {
                let ty = self.catalog.format_type(ty);
                let number = parameter.index.number();
                let note = format!(
                    "`${number}` is {ty} because of its first use, at byte {}",
                    first.start
                );
                error.note(note, None)
            }
            _ => error,
        }
    }
}

pub(super) fn builtin(found: OperatorCall) -> Builtin {
    if found.builtin { Builtin::Yes } else { Builtin::No }
}

pub(super) fn strictness(found: OperatorCall) -> Strict {
    if found.strict { Strict::Yes } else { Strict::No }
}

/// The operator `=` at a place.
pub(crate) fn equals(span: Span) -> OperatorName {
    OperatorName { schema: None, symbol: "=".to_owned(), span }
}

impl CallNode {
    /// Whether this is PostgreSQL's own operator of this symbol.
    pub(crate) fn is_operator(&self, symbol: &str) -> bool {
        self.form == CallForm::Operator && self.builtin == Builtin::Yes && self.name == symbol
    }
}
