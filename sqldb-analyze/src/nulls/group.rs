//! The grouping of a SELECT, as far as NULL-ness and the check of columns need it.

use crate::infer::node::{Node, NodeKind};
use crate::scope::ColumnRef;

/// GROUP BY.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    nodes: Vec<Node>,
    sets: GroupingSets,
}

/// An expression that is grouped by, by its place in [`Groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GroupedBy(usize);

/// What is known of some grouping sets without listing them (`parse_agg.c expand_grouping_sets`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GroupingSets {
    /// How many they are.
    count: usize,
    /// The expressions that all of them have (`gset_common`).
    common: Vec<GroupedBy>,
    /// Whether one of them is `()`, which yields a group even of nothing.
    empty: EmptySet,
}

/// Whether there is an empty grouping set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EmptySet {
    No,
    Yes,
}

/// No GROUP BY: one group of all rows.
impl Default for GroupingSets {
    fn default() -> GroupingSets {
        GroupingSets::of(Vec::new())
    }
}

impl GroupingSets {
    /// One set of these expressions.
    pub(crate) fn of(common: Vec<GroupedBy>) -> GroupingSets {
        let empty = if common.is_empty() { EmptySet::Yes } else { EmptySet::No };
        GroupingSets { count: 1, common, empty }
    }

    /// `ROLLUP` or `CUBE`, which yield this many sets, one of them empty.
    pub(crate) fn with_empty(count: usize) -> GroupingSets {
        GroupingSets { count, common: Vec::new(), empty: EmptySet::Yes }
    }

    /// `GROUPING SETS (self, other)`.
    pub(crate) fn or(self, other: GroupingSets) -> GroupingSets {
        GroupingSets {
            count: self.count.saturating_add(other.count),
            common: self.common.into_iter().filter(|by| other.common.contains(by)).collect(),
            empty: if self.empty == EmptySet::Yes { EmptySet::Yes } else { other.empty },
        }
    }

    /// `GROUP BY self, other`: every set of the one with every set of the other.
    pub(crate) fn and(mut self, other: GroupingSets) -> GroupingSets {
        self.common.extend(other.common);
        GroupingSets {
            count: self.count.saturating_mul(other.count),
            common: self.common,
            empty: if self.empty == EmptySet::No { EmptySet::No } else { other.empty },
        }
    }

    /// How many sets they are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }
}

impl Groups {
    /// Adds an expression that is grouped by.
    pub(crate) fn add(&mut self, node: Node) -> GroupedBy {
        let known = self.nodes.iter().position(|known| *known == node);
        GroupedBy(known.unwrap_or_else(|| {
            self.nodes.push(node);
            self.nodes.len() - 1
        }))
    }

    /// Says which sets of its expressions there are.
    pub(crate) fn set(&mut self, sets: GroupingSets) {
        self.sets = sets;
    }

    /// What is grouped by.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    /// Whether this expression is grouped by.
    pub(crate) fn contains(&self, node: &Node) -> bool {
        self.nodes.contains(node)
    }

    /// Whether this expression may be grouped by. PostgreSQL takes a query for equal to its copy,
    /// and `int8(x)` to `x::int8`, which [`PartialEq`] of nodes does not.
    pub(crate) fn may_contain(&self, node: &Node) -> bool {
        let vague = |node: &Node| {
            node.any(&|node| {
                matches!(node.kind, NodeKind::Sublink(_) | NodeKind::Cast(..) | NodeKind::Call(_))
            })
        };
        let resembles = |known: &Node| known.ty == node.ty && vague(known) && vague(node);
        self.contains(node) || self.nodes.iter().any(resembles)
    }

    /// Whether every set groups by this expression.
    pub(crate) fn always_contains(&self, node: &Node) -> bool {
        self.common().any(|known| known == node)
    }

    /// Whether nothing is grouped by.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether there is one set, so that every expression groups every row.
    pub(crate) fn is_plain(&self) -> bool {
        self.sets.count == 1
    }

    /// Whether every group is certain to have a row in it.
    pub(crate) fn has_rows(&self) -> bool {
        self.sets.empty == EmptySet::No
    }

    /// The columns that every set groups by as they stand.
    pub(crate) fn columns(&self) -> impl Iterator<Item = ColumnRef> {
        self.common().filter_map(|node| match node.kind {
            NodeKind::Column(column) => Some(column),
            _ => None,
        })
    }

    fn common(&self) -> impl Iterator<Item = &Node> {
        self.sets.common.iter().filter_map(|by| self.nodes.get(by.0))
    }
}
