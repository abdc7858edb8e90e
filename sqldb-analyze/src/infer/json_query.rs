//! `JSON_QUERY`, `JSON_VALUE`, `JSON_EXISTS` (17).
//!
//! `parse_expr.c` (18) `transformJsonFuncExpr, transformJsonBehavior`.

use super::Analyzer;
use super::coerce::Context;
use super::construct::{FormNulls, form};
use super::json::{JsonUse, OtherTypes};
use super::node::{CastKind, Node, NodeKind};
use crate::catalog::Major;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::{Expr, Ident, JsonBehavior, JsonQuery, JsonQueryKind, JsonValue};
use crate::types::{Category, TypeId, Typed, category};

impl Analyzer<'_> {
    pub(super) fn json_query(&mut self, query: &JsonQuery, span: Span) -> Result<Node, Diagnostic> {
        let JsonQuery { kind, context, path, passing, output, on_empty, on_error } = query;
        let name = match kind {
            JsonQueryKind::Query => "JSON_QUERY",
            JsonQueryKind::Value => "JSON_VALUE",
            JsonQueryKind::Exists => "JSON_EXISTS",
        };
        self.since(Major::V17, &format!("`{name}(…)`"), span)?;
        let mut operands = self.json_context(context, path, passing)?;
        let ty = match (output, kind) {
            (Some(output), JsonQueryKind::Query) => {
                self.json_returning(output, OtherTypes::Refused)?
            }
            (Some(output), _) => {
                if let Some(format) = output.format {
                    let message =
                        format!("cannot specify FORMAT JSON in RETURNING clause of {name}()");
                    return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, format.span, message));
                }
                self.json_returning(output, OtherTypes::Refused)?
            }
            (None, JsonQueryKind::Query) => TypeId::JSONB.into(),
            (None, JsonQueryKind::Value) => TypeId::TEXT.into(),
            (None, JsonQueryKind::Exists) => TypeId::BOOL.into(),
        };
        for (clause, behavior) in [("ON EMPTY", on_empty), ("ON ERROR", on_error)] {
            let Some(behavior) = behavior else { continue };
            check_behavior(*kind, behavior, clause, span)?;
            operands.extend(self.json_behavior(behavior, ty)?);
        }
        // A mistake is `FALSE` unless said otherwise (`execExprInterp.c ExecEvalJsonExprPath`). What
        // is passed may be NULL, and says nothing.
        let certain = *kind == JsonQueryKind::Exists
            && passing.is_empty()
            && output.is_none()
            && matches!(on_error, None | Some(JsonBehavior::Error | JsonBehavior::Truth));
        let nulls = if certain { FormNulls::Strict } else { FormNulls::Maybe };
        Ok(form(&name.to_ascii_lowercase(), operands, nulls, ty, span))
    }

    /// What is searched, the path, and the values that it may use.
    pub(super) fn json_context(
        &mut self,
        context: &JsonValue,
        path: &Expr,
        passing: &[(JsonValue, Ident)],
    ) -> Result<Vec<Node>, Diagnostic> {
        let used = JsonUse::Document(Some(TypeId::JSONB));
        let mut nodes = vec![self.json_value(context, used)?];
        let path_node = self.expr(path)?;
        let from = path_node.ty.id;
        match self.coerce_to(path_node, TypeId::JSONPATH.into(), Context::Explicit)? {
            Some(node) => nodes.push(node),
            None => {
                let shown = self.catalog.format_type(from);
                let message =
                    format!("JSON path expression must be of type jsonpath, not of type {shown}");
                return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, path.span, message));
            }
        }
        for (value, _) in passing {
            nodes.push(self.json_value(value, JsonUse::Passing)?);
        }
        Ok(nodes)
    }

    /// `DEFAULT expr ON …`; the other behaviors have no expression.
    pub(super) fn json_behavior(
        &mut self,
        behavior: &JsonBehavior,
        ty: Typed,
    ) -> Result<Option<Node>, Diagnostic> {
        let JsonBehavior::Default(expr) = behavior else { return Ok(None) };
        let node = self.expr(expr)?;
        let refuse =
            |message: &str| Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, expr.span, message));
        if !may_be_default(&node) {
            return refuse(
                "can only specify a constant, non-aggregate function, or operator expression for \
                 DEFAULT",
            );
        }
        if node.any(&|node| matches!(node.kind, NodeKind::Column(_))) {
            return refuse("DEFAULT expression must not contain column references");
        }
        if node.returns_set() {
            return refuse("DEFAULT expression must not return a set");
        }
        self.check_default_collation(&node, ty)?;
        let from = node.ty.id;
        if from == TypeId::JSONB {
            return Ok(Some(node));
        }
        let context = match category(self.catalog, ty.id) {
            Category::String | Category::BitString => Context::Assignment,
            _ => Context::Explicit,
        };
        match self.coerce_to(node, ty, context)? {
            Some(node) => Ok(Some(node)),
            None => {
                let (found, wanted) =
                    (self.catalog.format_type(from), self.catalog.format_type(ty.id));
                let message =
                    format!("cannot cast behavior expression of type {found} to {wanted}");
                Err(Diagnostic::new(SqlState::CANNOT_COERCE, expr.span, message)
                    .help(format!("cast the expression to {wanted}")))
            }
        }
    }
}

/// What a function may do where there is nothing, or a mistake (`transformJsonFuncExpr`).
pub(super) fn check_behavior(
    kind: JsonQueryKind,
    behavior: &JsonBehavior,
    clause: &str,
    span: Span,
) -> Result<(), Diagnostic> {
    use JsonBehavior::{Default, Empty, Error, Null, Truth, Unknown};
    let (fits, others) = match kind {
        JsonQueryKind::Exists => {
            (matches!(behavior, Error | Truth | Unknown), "ERROR, TRUE, FALSE, or UNKNOWN")
        }
        JsonQueryKind::Query => (
            matches!(behavior, Error | Null | Empty | Default(_)),
            "ERROR, NULL, EMPTY ARRAY, EMPTY OBJECT, or DEFAULT expression",
        ),
        JsonQueryKind::Value => {
            (matches!(behavior, Error | Null | Default(_)), "ERROR, NULL, or DEFAULT expression")
        }
    };
    match fits {
        true => Ok(()),
        false => {
            Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, format!("invalid {clause} behavior"))
                .label(format!("only {others} is allowed here")))
        }
    }
}

/// `parse_expr.c ValidJsonBehaviorDefaultExpr`. A cast by a function is a function, too, and of the
/// others by text only the operand would tell.
fn may_be_default(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Literal(_) | NodeKind::Call(_) | NodeKind::Cast(_, CastKind::Convert(_)) => true,
        NodeKind::Cast(operand, CastKind::Relabel | CastKind::Row | CastKind::Collate(_)) => {
            may_be_default(operand)
        }
        _ => false,
    }
}
