//! Rule 14: what is not NULL where a condition holds.
//!
//! `clauses.c find_nonnullable_vars`: a strict function that is not NULL has seen no NULL. A fact
//! about a column of a padded item proves that the item's row is there.

use super::reader::Reader;
use crate::catalog::CallNulls;
use crate::infer::node::{
    CallNode, CastKind, Node, NodeKind, ReturnsSet, Slicing, Strict, SublinkKind,
};
use crate::scope::{Attribute, ColumnRef, ItemKind, Scopes};
use crate::statement::Nulls;
use crate::tree::{Negation, Quantifier, Truth};
use crate::types::TypeId;

/// Columns that are not NULL.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Facts {
    columns: Vec<ColumnRef>,
}

impl Facts {
    /// What holds where `condition` is true.
    pub(crate) fn proven(scopes: &Scopes, condition: &Node) -> Facts {
        Prover { reader: Reader::new(scopes) }.if_true(condition)
    }

    /// The same, where more is known of what may be NULL.
    pub(super) fn proven_to(reader: &Reader<'_>, condition: &Node) -> Facts {
        Prover { reader: reader.clone() }.if_true(condition)
    }

    /// Whether this column is not NULL.
    pub(crate) fn holds(&self, column: ColumnRef) -> bool {
        self.columns.contains(&column)
    }

    /// Whether the row of this column's item is there.
    pub(crate) fn present(&self, column: ColumnRef) -> bool {
        self.columns.iter().any(|known| (known.scope, known.item) == (column.scope, column.item))
    }

    /// The columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = ColumnRef> {
        self.columns.iter().copied()
    }

    /// The facts about other items than this one.
    pub(crate) fn without_item(mut self, item: usize) -> Facts {
        self.columns.retain(|column| column.item != item);
        self
    }

    /// Both hold.
    #[must_use]
    pub(crate) fn and(mut self, other: Facts) -> Facts {
        for column in other.columns {
            if !self.columns.contains(&column) {
                self.columns.push(column);
            }
        }
        self
    }

    /// One of the two holds.
    fn or(mut self, other: &Facts) -> Facts {
        self.columns.retain(|column| other.columns.contains(column));
        self
    }
}

struct Prover<'s> {
    reader: Reader<'s>,
}

impl Prover<'_> {
    fn all(&self, nodes: &[Node], what: impl Fn(&Node) -> Facts) -> Facts {
        nodes.iter().fold(Facts::default(), |facts, node| facts.and(what(node)))
    }

    fn some(&self, nodes: &[Node], what: impl Fn(&Node) -> Facts) -> Facts {
        let mut each = nodes.iter().map(what);
        let first = each.next().unwrap_or_default();
        each.fold(first, |facts, other| facts.or(&other))
    }

    fn if_true(&self, node: &Node) -> Facts {
        match &node.kind {
            NodeKind::And(nodes) => self.all(nodes, |node| self.if_true(node)),
            NodeKind::Or(nodes) => self.some(nodes, |node| self.if_true(node)),
            NodeKind::Not(operand) => self.if_false(operand),
            NodeKind::NullTest(operand, Negation::Not) => self.not_null_test(operand),
            NodeKind::TruthTest(operand, truth, negation) => match (truth, negation) {
                (Truth::True, Negation::Plain) => self.if_true(operand),
                (Truth::False, Negation::Plain) => self.if_false(operand),
                (Truth::Unknown, Negation::Not) => self.if_not_null(operand),
                _ => Facts::default(),
            },
            NodeKind::Distinct(left, right, Negation::Not) => self.same(left, right),
            NodeKind::Quantified(Quantifier::Any, call) => self.arguments(call),
            NodeKind::Sublink(sublink) => match sublink.kind {
                SublinkKind::Any | SublinkKind::Scalar => {
                    self.all(&sublink.tests, |test| self.if_true(test))
                }
                SublinkKind::All | SublinkKind::Exists | SublinkKind::Array => Facts::default(),
            },
            NodeKind::NullTest(..) | NodeKind::Distinct(..) | NodeKind::Quantified(..) => {
                Facts::default()
            }
            // The first pair of a row comparison that is true is not NULL.
            NodeKind::RowCompare(pairs) => {
                pairs.first().map(|pair| self.if_not_null(pair)).unwrap_or_default()
            }
            _ => self.if_not_null(node),
        }
    }

    fn if_false(&self, node: &Node) -> Facts {
        match &node.kind {
            NodeKind::And(nodes) => self.some(nodes, |node| self.if_false(node)),
            NodeKind::Or(nodes) => self.all(nodes, |node| self.if_false(node)),
            NodeKind::Not(operand) => self.if_true(operand),
            NodeKind::NullTest(operand, Negation::Plain) => match operand.kind {
                // `NOT (row IS NULL)` only says that some field is not.
                NodeKind::Row(_) => Facts::default(),
                _ => self.if_not_null(operand),
            },
            NodeKind::Distinct(left, right, Negation::Plain) => self.same(left, right),
            NodeKind::Quantified(Quantifier::All, call) => self.arguments(call),
            NodeKind::RowCompare(pairs) => {
                pairs.first().map(|pair| self.if_not_null(pair)).unwrap_or_default()
            }
            NodeKind::Quantified(..)
            | NodeKind::Sublink(_)
            | NodeKind::NullTest(..)
            | NodeKind::TruthTest(..)
            | NodeKind::Distinct(..) => Facts::default(),
            _ => self.if_not_null(node),
        }
    }

    /// `x IS NOT DISTINCT FROM y` with a `y` that is not NULL.
    fn same(&self, left: &Node, right: &Node) -> Facts {
        let mut facts = Facts::default();
        if self.reader.nulls(right) == Nulls::Never {
            facts = facts.and(self.if_not_null(left));
        }
        if self.reader.nulls(left) == Nulls::Never {
            facts = facts.and(self.if_not_null(right));
        }
        facts
    }

    /// `x IS NOT NULL`: of a row, every field.
    fn not_null_test(&self, operand: &Node) -> Facts {
        match &operand.kind {
            NodeKind::Row(fields) => self.all(fields, |field| self.if_not_null(field)),
            NodeKind::Column(column) if column.attribute == Attribute::Whole => {
                self.every_column(*column)
            }
            _ => self.if_not_null(operand),
        }
    }

    /// The columns of a row of a table, a view or a sub-select.
    fn every_column(&self, row: ColumnRef) -> Facts {
        let Some(item) = self.reader.scopes().item(row) else { return Facts::default() };
        if item.kind == ItemKind::RowFunction {
            return Facts::default();
        }
        let attributes = (0..item.columns.len()).map(Attribute::Column);
        Facts { columns: attributes.map(|attribute| ColumnRef { attribute, ..row }).collect() }
    }

    fn if_not_null(&self, node: &Node) -> Facts {
        match &node.kind {
            NodeKind::Column(column) => match column.attribute {
                Attribute::Column(_) | Attribute::System(_) => Facts { columns: vec![*column] },
                // A row of NULLs is not NULL itself.
                Attribute::Whole => Facts::default(),
            },
            // A user's function behind a cast may make something of NULL; PostgreSQL's are strict.
            NodeKind::Cast(operand, CastKind::Convert(CallNulls::Maybe))
                if operand.ty.id != TypeId::JSONB =>
            {
                Facts::default()
            }
            NodeKind::Cast(
                operand,
                CastKind::Relabel | CastKind::Convert(_) | CastKind::Collate(_),
            ) => self.if_not_null(operand),
            NodeKind::Not(operand) | NodeKind::Field(operand, _) => self.if_not_null(operand),
            NodeKind::Call(call) => self.arguments(call),
            NodeKind::Subscript(operand, indices, Slicing::Element) => {
                self.if_not_null(operand).and(self.all(indices, |index| self.if_not_null(index)))
            }
            NodeKind::NullIf(left, _) => self.if_not_null(left),
            _ => Facts::default(),
        }
    }

    fn arguments(&self, call: &CallNode) -> Facts {
        match call.strict == Strict::Yes && call.returns_set == ReturnsSet::No {
            true => self.all(&call.arguments, |argument| self.if_not_null(argument)),
            false => Facts::default(),
        }
    }
}
