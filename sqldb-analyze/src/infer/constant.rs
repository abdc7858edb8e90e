//! Constants and their types: `parse_node.c make_const`.
//!
//! Whether a string is a value of the type it becomes is looked at in `literal`.

use super::node::{Node, NodeKind};
use crate::span::Span;
use crate::tree::Literal;
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
