//! Collations: whether what COLLATE says agrees (`parse_collate.c`).
//!
//! What is written with COLLATE is the collation of all that it is an argument of, and two that differ are a
//! mistake wherever they meet. What columns and types say gives way to it, and is not looked at here:
//! whether that is in conflict, which only sorts, groups and set operations refuse, the server sees to.

use super::coerce::cast;
use super::node::{CaseForm, CastKind, Node, NodeKind};
use super::{Analyzer, Collates, needed_other, rules};
use crate::catalog::{Needed, OtherId, OtherKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::emit::Edit;
use crate::span::Span;
use crate::statement::Parameter;
use crate::tree::{Expr, Ident, QualifiedIdent};
use crate::types::{TypeId, Typed};

/// A collation that a statement names, by its place among those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CollationId(usize);

/// A collation that a statement names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Collation {
    name: String,
    /// That of a migration; PostgreSQL's own, and those of extensions, are known by their names.
    own: Option<OtherId>,
}

/// A collation that was derived explicitly (`COLLATE_EXPLICIT`), and where.
#[derive(Clone, Copy, Debug)]
struct Explicit {
    collation: CollationId,
    span: Span,
}

impl Analyzer<'_> {
    /// `x COLLATE c` (`transformCollateClause`). The type stays; an unknown operand stays unknown.
    pub(super) fn collate(
        &mut self,
        operand: &Expr,
        collation: &QualifiedIdent,
        clause: Span,
    ) -> Result<Node, Diagnostic> {
        let node = self.expr(operand)?;
        self.collates = Collates::Written;
        let needed = needed_other(self.catalog, &OtherKind::Collation, collation)?;
        let Ident { name, span } = &collation.name;
        if !node.is_unknown() && !rules::is_collatable(self.catalog, node.ty.id) {
            let ty = self.catalog.format_type(node.ty.id);
            let message = format!("collations are not supported by type {ty}");
            return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, *span, message));
        }
        if let (TypeId::UNKNOWN, NodeKind::Parameter(parameter)) =
            (node.ty.id, &node.uncollated().kind)
            && !self.collated.contains(&(parameter.index, clause))
        {
            self.collated.push((parameter.index, clause));
        }
        let own = match needed {
            Some(Needed::Other(own)) => Some(own),
            _ => None,
        };
        needed.into_iter().for_each(|needed| self.needs(needed));
        let collation = Collation { name: name.clone(), own };
        let known = self.collations.iter().position(|known| *known == collation);
        let id = known.unwrap_or_else(|| {
            self.collations.push(collation);
            self.collations.len() - 1
        });
        let ty = node.ty;
        Ok(cast(node, ty, CastKind::Collate(CollationId(id))))
    }

    /// Leaves out what is behind parameters of types that have no collations: PostgreSQL forgets it
    /// where it gives them their types, but they are sent with these.
    pub(super) fn forgotten_collations(&self, parameters: &[Parameter]) -> Vec<Edit> {
        let is_forgotten = |index| {
            let mut known = parameters.iter().filter(|parameter| parameter.index == index);
            known.any(|parameter| !rules::is_collatable(self.catalog, parameter.ty))
        };
        let forgotten = self.collated.iter().filter(|(index, _)| is_forgotten(*index));
        forgotten.map(|(_, clause)| Edit { span: *clause, text: String::new() }).collect()
    }

    /// Refuses collations that do not agree within an expression (`assign_expr_collations`).
    ///
    /// # Errors
    ///
    /// 42P21.
    pub(super) fn check_collations(&self, node: &Node) -> Result<(), Diagnostic> {
        match self.collates {
            Collates::Implicitly => Ok(()),
            Collates::Written => self.explicit(node).map(|_| ()),
        }
    }

    /// Refuses collations that do not agree among expressions that become one column
    /// (`select_common_collation`).
    ///
    /// # Errors
    ///
    /// 42P21.
    pub(super) fn check_common_collation<'n>(
        &self,
        nodes: impl IntoIterator<Item = &'n Node>,
    ) -> Result<(), Diagnostic> {
        match self.collates {
            Collates::Implicitly => Ok(()),
            Collates::Written => self.common_explicit(nodes).map(|_| ()),
        }
    }

    /// Refuses a DEFAULT of SQL/JSON whose collation is not that of the type it is for
    /// (`parse_expr.c transformJsonBehavior`), which sees only a COLLATE around it. Those that domains
    /// have are not kept.
    ///
    /// # Errors
    ///
    /// 42P21.
    pub(super) fn check_default_collation(&self, node: &Node, ty: Typed) -> Result<(), Diagnostic> {
        let NodeKind::Cast(_, CastKind::Collate(CollationId(at))) = node.kind else {
            return Ok(());
        };
        let of_type = match ty.id {
            _ if !rules::is_collatable(self.catalog, ty.id) => return Ok(()),
            _ if self.catalog.base_type(ty).id != ty.id => return Ok(()),
            TypeId::NAME => "C",
            _ => "default",
        };
        match self.collations.get(at) {
            Some(Collation { name, own }) if own.is_some() || name != of_type => {
                let message = "collation of DEFAULT expression conflicts with RETURNING clause";
                Err(Diagnostic::new(SqlState::COLLATION_MISMATCH, node.span, message)
                    .label(format!("`{name}` versus `{of_type}`")))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// `assign_collations_walker`.
    fn explicit(&self, node: &Node) -> Result<Option<Explicit>, Diagnostic> {
        let found = match &node.kind {
            NodeKind::Cast(operand, CastKind::Collate(collation)) => {
                self.explicit(operand)?;
                return Ok(Some(Explicit { collation: *collation, span: node.span }));
            }
            // A domain may have a collation of its own, which then is implicit (`CoerceToDomain`).
            NodeKind::Cast(operand, _) if self.catalog.base_type(node.ty).id != node.ty.id => {
                self.explicit(operand)?;
                None
            }
            // The fields are independent, and so is a field of what it is a field of.
            NodeKind::Row(nodes) => {
                nodes.iter().try_for_each(|node| self.explicit(node).map(|_| ()))?;
                None
            }
            NodeKind::Field(operand, _) => {
                self.explicit(operand)?;
                None
            }
            NodeKind::Case(case) => {
                for (condition, _) in &case.branches {
                    self.check_condition(condition, case.form)?;
                }
                let results = case.branches.iter().map(|(_, result)| result);
                self.common_explicit(results.chain(case.otherwise.as_deref()))?
            }
            // What only sorts is independent (`assign_aggregate_collations`,
            // `assign_ordered_set_collations`).
            NodeKind::Aggregate(aggregate) => {
                let arguments = &aggregate.call.arguments;
                let further = aggregate.order_by.iter().chain(aggregate.filter.as_deref());
                further.into_iter().try_for_each(|node| self.explicit(node).map(|_| ()))?;
                match arguments.split_at_checked(aggregate.direct) {
                    Some((direct, sorted)) if aggregate.direct > 0 && sorted.len() > 1 => {
                        sorted.iter().try_for_each(|node| self.explicit(node).map(|_| ()))?;
                        direct.iter().try_for_each(|node| self.explicit(node).map(|_| ()))?;
                        None
                    }
                    _ => self.common_explicit(arguments)?,
                }
            }
            _ => self.common_explicit(node.children())?,
        };
        Ok(found.filter(|_| rules::is_collatable(self.catalog, node.ty.id)))
    }

    /// A condition of CASE. What is compared with each has its collation implicitly (`CaseTestExpr`).
    fn check_condition(&self, condition: &Node, form: CaseForm) -> Result<(), Diagnostic> {
        match (&condition.kind, form) {
            (NodeKind::Call(call), CaseForm::Simple) => {
                call.arguments.iter().try_for_each(|node| self.explicit(node).map(|_| ()))
            }
            (_, CaseForm::Searched | CaseForm::Simple) => self.explicit(condition).map(|_| ()),
        }
    }

    fn common_explicit<'n>(
        &self,
        nodes: impl IntoIterator<Item = &'n Node>,
    ) -> Result<Option<Explicit>, Diagnostic> {
        let mut common: Option<Explicit> = None;
        for node in nodes {
            match (common, self.explicit(node)?) {
                (Some(known), Some(found)) if known.collation != found.collation => {
                    return Err(self.mismatch(known, found));
                }
                (None, found) => common = found,
                (Some(_), _) => {}
            }
        }
        Ok(common)
    }

    fn mismatch(&self, known: Explicit, found: Explicit) -> Diagnostic {
        let name = |collation: CollationId| {
            self.collations.get(collation.0).map_or("", |collation| &collation.name)
        };
        let message = format!(
            "collation mismatch between explicit collations `{}` and `{}`",
            name(known.collation),
            name(found.collation)
        );
        Diagnostic::new(SqlState::COLLATION_MISMATCH, found.span, message)
    }
}
