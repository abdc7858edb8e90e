//! The grouping of a SELECT, as far as NULL-ness and the check of columns need it.

use crate::infer::node::{Node, NodeKind};
use crate::scope::ColumnRef;

/// GROUP BY.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    nodes: Vec<Node>,
    sets: Sets,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sets {
    /// All expressions group every row.
    #[default]
    One,
    /// ROLLUP, CUBE, GROUPING SETS: an expression may be left out, which shows as NULL.
    Several,
}

impl Groups {
    /// Adds an expression that is grouped by.
    pub(crate) fn add(&mut self, node: Node) {
        self.nodes.push(node);
    }

    /// Notes that not every set groups by every expression.
    pub(crate) fn several_sets(&mut self) {
        self.sets = Sets::Several;
    }

    /// Whether this expression is grouped by.
    pub(crate) fn contains(&self, node: &Node) -> bool {
        self.nodes.contains(node)
    }

    /// Whether nothing is grouped by.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether every expression groups every row.
    pub(crate) fn is_plain(&self) -> bool {
        self.sets == Sets::One
    }

    /// Whether every group is certain to have a row in it: an empty grouping set yields a group
    /// even of nothing. Several sets are taken to hold an empty one.
    pub(crate) fn has_rows(&self) -> bool {
        self.sets == Sets::One && !self.nodes.is_empty()
    }

    /// The columns that are grouped by as they stand.
    pub(crate) fn columns(&self) -> impl Iterator<Item = ColumnRef> {
        self.nodes.iter().filter_map(|node| match node.kind {
            NodeKind::Column(column) => Some(column),
            _ => None,
        })
    }
}
