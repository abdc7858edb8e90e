//! The rows before and behind a statement, `OLD` and `NEW`, of triggers and rules.

use super::Analyzer;
use crate::catalog::Relation;
use crate::scope::{Attribute, ColumnRef, Item, ScopeId, Visibility};
use crate::span::Span;

/// One of the rows, by its place among what names see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowVersion {
    scope: ScopeId,
    item: usize,
}

/// The rows, and where what of them is used.
#[derive(Debug, Default)]
pub(super) struct RowVersions {
    rows: Vec<RowVersion>,
    uses: Vec<(ColumnRef, Span)>,
}

impl Analyzer<'_> {
    /// The row before or behind the statement, under its name.
    pub(super) fn add_row(
        &mut self,
        relation: &Relation,
        name: &str,
        visibility: Visibility,
    ) -> RowVersion {
        let item = Item::relation(self.catalog, relation, name.to_owned());
        self.reads_relation(relation.id);
        let scope = self.scopes.top();
        let row = RowVersion { scope: scope.id, item: scope.add(item, visibility) };
        self.row_versions.rows.push(row);
        row
    }

    /// Notes a reference, if it is to one of the rows.
    pub(super) fn uses_row(&mut self, reference: ColumnRef, span: Span) {
        let row = RowVersion { scope: reference.scope, item: reference.item };
        if self.row_versions.rows.contains(&row) {
            self.row_versions.uses.push((reference, span));
        }
    }

    /// What of a row was used, and where.
    pub(super) fn uses_of(&self, row: RowVersion) -> impl Iterator<Item = (Attribute, Span)> {
        let of_row = self.row_versions.uses.iter().filter(move |(reference, _)| {
            reference.scope == row.scope && reference.item == row.item
        });
        of_row.map(|(reference, span)| (reference.attribute, *span))
    }
}
