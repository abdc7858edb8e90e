//! Giving a node another type.
//!
//! `parse_coerce.c coerce_type, coerce_to_target_type, coerce_to_boolean, coerce_to_common_type`.
//! Whether a type can become another is decided in `types`; here nodes change.

use super::node::{CastKind, Node, NodeKind};
use super::{Analyzer, rules};
use crate::catalog::CallNulls;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::Literal;
use crate::types::{TypeId, Typed, can_coerce_type, coercion_pathway, select_common_type};

pub(crate) use crate::types::CoercionContext as Context;

impl Analyzer<'_> {
    /// `node` as `target`; the caller knows that there is a way (`coerce_type`).
    pub(crate) fn coerce(
        &mut self,
        node: Node,
        target: TypeId,
        context: Context,
    ) -> Result<Node, Diagnostic> {
        self.coerce_typed(node, target.into(), context)
    }

    /// [`Analyzer::coerce`] where the target's modifier is known. It is not given to the node, but
    /// a string that becomes an interval is read by it (`coerce_type`: `inputTypeMod`).
    fn coerce_typed(
        &mut self,
        node: Node,
        typed: Typed,
        context: Context,
    ) -> Result<Node, Diagnostic> {
        let target = typed.id;
        if node.ty.id == target || target == TypeId::ANY {
            return Ok(node);
        }
        self.becomes(target);
        // A composite is a record as it is, and keeps its type.
        let from = node.ty.id;
        let element = self.catalog.element_of(from);
        if target == TypeId::RECORD && self.catalog.is_composite(from)
            || target == TypeId::RECORD_ARRAY
                && element.is_some_and(|element| self.catalog.is_composite(element))
        {
            return Ok(node);
        }
        let span = node.span;
        match node.kind {
            NodeKind::Literal(literal) if node.ty.id == TypeId::UNKNOWN => {
                if let Literal::String(text) = &literal {
                    crate::literal::check(self.catalog, text, typed, span)?;
                    self.needs_registered(target, text, span)?;
                }
                Ok(Node { kind: NodeKind::Literal(literal), ty: target.into(), span })
            }
            NodeKind::Parameter(parameter) if node.ty.id == TypeId::UNKNOWN => {
                self.parameters.coerce(self.catalog, parameter, target)
            }
            // What is coerced is below (`coerce_type`); a type without collations has none.
            NodeKind::Cast(operand, how @ CastKind::Collate(_)) => {
                let coerced = self.coerce_typed(*operand, typed, context)?;
                let ty = coerced.ty;
                Ok(match rules::is_collatable(self.catalog, ty.id) {
                    true => Node { span, ..cast(coerced, ty, how) },
                    false => coerced,
                })
            }
            NodeKind::Row(fields) if rules::composite(self.catalog, target).is_some() => {
                self.coerce_row(fields, target, context, span)
            }
            // What was written `x::unknown` has no way back but an explicit cast to a string.
            NodeKind::Cast(..)
                if from == TypeId::UNKNOWN
                    && coercion_pathway(self.catalog, from, target, context).is_none() =>
            {
                let target = self.catalog.format_type(target);
                let message =
                    format!("failed to find conversion function from unknown to {target}");
                Err(Diagnostic::new(SqlState::INTERNAL_ERROR, span, message))
            }
            kind => {
                let node = Node { kind, ..node };
                match rules::pathway(self.catalog, node.ty.id, target, context) {
                    Some(how) => {
                        self.needs_cast(node.ty.id, target);
                        Ok(cast(node, target.into(), how))
                    }
                    None => Err(cannot_cast(self, node.ty.id, target, span)),
                }
            }
        }
    }

    /// `coerce_record_to_composite`.
    fn coerce_row(
        &mut self,
        fields: Vec<Node>,
        target: TypeId,
        context: Context,
        span: Span,
    ) -> Result<Node, Diagnostic> {
        let columns = rules::composite(self.catalog, target).unwrap_or_default();
        if columns.len() != fields.len() {
            let error = cannot_cast(self, TypeId::RECORD, target, span);
            let few = if fields.len() < columns.len() { "few" } else { "many" };
            return Err(error.label(format!("input has too {few} columns")));
        }
        let mut coerced = Vec::new();
        for (field, (name, ty)) in fields.into_iter().zip(columns) {
            let from = field.ty.id;
            match self.coerce_to(field, ty, context)? {
                Some(node) => coerced.push(node),
                None => {
                    let from = self.catalog.format_type(from);
                    let to = self.catalog.format_type(ty);
                    return Err(cannot_cast(self, TypeId::RECORD, target, span)
                        .label(format!("cannot cast type {from} to {to} in column `{name}`")));
                }
            }
        }
        let row = Node { kind: NodeKind::Row(coerced), ty: TypeId::RECORD.into(), span };
        Ok(cast(row, target.into(), CastKind::Row))
    }

    /// `node` as `target` with its modifier; [`None`] where there is no way in this context
    /// (`coerce_to_target_type`).
    pub(crate) fn coerce_to(
        &mut self,
        node: Node,
        target: Typed,
        context: Context,
    ) -> Result<Option<Node>, Diagnostic> {
        let castable = match &node.kind {
            // Whether each field can be coerced is seen in `coerce_row`.
            NodeKind::Row(_) => rules::composite(self.catalog, target.id).is_some(),
            _ => false,
        };
        if !castable && !can_coerce_type(self.catalog, node.ty.id, target.id, context) {
            return Ok(None);
        }
        let node = self.coerce_typed(node, target, context)?;
        Ok(Some(with_typmod(node, target)))
    }

    /// A condition as `bool` (`coerce_to_boolean`); `construct` is `WHERE`, `AND`, ….
    pub(crate) fn boolean(&mut self, node: Node, construct: &str) -> Result<Node, Diagnostic> {
        let (from, span) = (node.ty.id, node.span);
        if let Some(node) = self.coerce_to(node, TypeId::BOOL.into(), Context::Assignment)? {
            return no_set(node, construct);
        }
        let found = self.catalog.format_type(from);
        Err(Diagnostic::new(
            SqlState::DATATYPE_MISMATCH,
            span,
            format!("argument of {construct} must be type boolean, not type {found}"),
        ))
    }

    /// A count as `int8` or `int4` (`coerce_to_specific_type`).
    pub(crate) fn specific(
        &mut self,
        node: Node,
        target: TypeId,
        construct: &str,
    ) -> Result<Node, Diagnostic> {
        let (from, span) = (node.ty.id, node.span);
        if let Some(node) = self.coerce_to(node, target.into(), Context::Assignment)? {
            return no_set(node, construct);
        }
        let found = self.catalog.format_type(from);
        let wanted = self.catalog.format_type(target);
        Err(Diagnostic::new(
            SqlState::DATATYPE_MISMATCH,
            span,
            format!("argument of {construct} must be type {wanted}, not type {found}"),
        ))
    }

    /// The nodes as their common type (`select_common_type`, `coerce_to_common_type`).
    pub(crate) fn common(
        &mut self,
        nodes: Vec<Node>,
        construct: &str,
    ) -> Result<(Vec<Node>, Typed), Diagnostic> {
        let ty = self.common_type(&nodes, construct)?;
        let typmod = common_typmod(&nodes, ty);
        let mut coerced = Vec::new();
        for node in nodes {
            coerced.push(self.as_common(node, ty, construct)?);
        }
        Ok((coerced, Typed { id: ty, typmod }))
    }

    /// The common type of some nodes (`select_common_type`).
    pub(crate) fn common_type(
        &self,
        nodes: &[Node],
        construct: &str,
    ) -> Result<TypeId, Diagnostic> {
        let types: Vec<TypeId> = nodes.iter().map(|node| node.ty.id).collect();
        select_common_type(self.catalog, &types).map_err(|error| {
            let span = nodes.get(error.index);
            let from = self.catalog.format_type(error.left);
            let to = self.catalog.format_type(error.right);
            Diagnostic::new(
                SqlState::DATATYPE_MISMATCH,
                span.map_or(Span::default(), |node| node.span),
                format!("{construct} types {from} and {to} cannot be matched"),
            )
        })
    }

    /// `coerce_to_common_type`.
    pub(crate) fn as_common(
        &mut self,
        node: Node,
        ty: TypeId,
        construct: &str,
    ) -> Result<Node, Diagnostic> {
        if node.ty.id == ty {
            return Ok(node);
        }
        if can_coerce_type(self.catalog, node.ty.id, ty, Context::Implicit) {
            return self.coerce(node, ty, Context::Implicit);
        }
        let from = self.catalog.format_type(node.ty.id);
        let to = self.catalog.format_type(ty);
        Err(Diagnostic::new(
            SqlState::CANNOT_COERCE,
            node.span,
            format!("{construct} could not convert type {from} to {to}"),
        ))
    }

    /// What is still unknown at the end of a select list is text (`resolveTargetListUnknowns`).
    pub(crate) fn resolve_unknown(&mut self, node: Node) -> Result<Node, Diagnostic> {
        match node.is_unknown() {
            true => self.coerce(node, TypeId::TEXT, Context::Implicit),
            false => Ok(node),
        }
    }
}

/// `select_common_typmod`: the modifier that all nodes share.
pub(crate) fn common_typmod(nodes: &[Node], ty: TypeId) -> Option<crate::types::Typmod> {
    let (first, rest) = nodes.split_first()?;
    let typmod = first.ty.typmod.filter(|_| first.ty.id == ty)?;
    rest.iter().all(|node| node.ty.id == ty && node.ty.typmod == Some(typmod)).then_some(typmod)
}

/// `node` as `ty`.
pub(crate) fn cast(node: Node, ty: Typed, how: CastKind) -> Node {
    let span = node.span;
    Node { kind: NodeKind::Cast(Box::new(node), how), ty, span }
}

/// `coerce_type_typmod`.
fn with_typmod(node: Node, target: Typed) -> Node {
    match target.typmod {
        // The type without a modifier takes the expression's own away.
        None if node.ty.id == target.id && node.ty.typmod.is_some() => {
            cast(node, target, CastKind::Relabel)
        }
        None => node,
        Some(_) if node.ty == target => node,
        Some(_) => cast(node, target, CastKind::Convert(CallNulls::Total)),
    }
}

fn no_set(node: Node, construct: &str) -> Result<Node, Diagnostic> {
    match node.returns_set() {
        false => Ok(node),
        true => Err(Diagnostic::new(
            SqlState::DATATYPE_MISMATCH,
            node.span,
            format!("argument of {construct} must not return a set"),
        )),
    }
}

/// 42846.
pub(crate) fn cannot_cast(
    analyzer: &Analyzer<'_>,
    from: TypeId,
    to: TypeId,
    span: Span,
) -> Diagnostic {
    let from = analyzer.catalog.format_type(from);
    let to = analyzer.catalog.format_type(to);
    Diagnostic::new(SqlState::CANNOT_COERCE, span, format!("cannot cast type {from} to {to}"))
}
