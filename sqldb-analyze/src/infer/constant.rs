//! Constants and their types: `parse_node.c make_const`.
//!
//! Whether a string is a value of the type it becomes is looked at in `literal`.

use super::node::{Node, NodeKind};
use crate::span::Span;
use crate::tree::{Expr, ExprKind, Literal, OperatorName};
use crate::types::TypeId;

/// The node of a constant (`make_const`).
pub(crate) fn constant(literal: &Literal, span: Span) -> Node {
    let ty = match literal {
        Literal::Null | Literal::String(_) => TypeId::UNKNOWN,
        Literal::Boolean(_) => TypeId::BOOL,
        Literal::Integer(value) if i32::try_from(*value).is_ok() => TypeId::INT4,
        Literal::Integer(value) if i64::try_from(*value).is_ok() => TypeId::INT8,
        Literal::Integer(_) | Literal::Numeric(_) => TypeId::NUMERIC,
        Literal::Bit(_) => TypeId::BIT,
    };
    Node { kind: NodeKind::Literal(literal.clone()), ty: ty.into(), span }
}

/// The type of `-` before a whole number, which is one constant with it (`gram.y doNegate`):
/// `-2147483648` is an `int4`, though `2147483648` is none.
pub(crate) fn negated(operand: &Expr) -> Option<TypeId> {
    let value = whole_number(operand)?.checked_neg()?;
    Some(if i32::try_from(value).is_ok() {
        TypeId::INT4
    } else if i64::try_from(value).is_ok() {
        TypeId::INT8
    } else {
        TypeId::NUMERIC
    })
}

fn whole_number(expr: &Expr) -> Option<i128> {
    match &expr.kind {
        ExprKind::Literal(Literal::Integer(value)) => Some(i128::from(*value)),
        ExprKind::Literal(Literal::Numeric(digits)) => digits.parse().ok(),
        ExprKind::Prefix { operator: OperatorName { schema: None, symbol, .. }, operand }
            if symbol == "-" =>
        {
            whole_number(operand)?.checked_neg()
        }
        _ => None,
    }
}
