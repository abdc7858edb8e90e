//! What a query or an expression needs of the catalog: relations, and columns of them.
//!
//! PostgreSQL notes the same for views, defaults and checks (`dependency.c
//! find_expr_references_walker`): a column that is named, `*` expanded, and every relation of FROM.

use super::Analyzer;
use crate::catalog::RelationId;
use crate::scope::{Attribute, ColumnRef, ItemKind};

/// The relations that are read, each once, with the columns that are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads(Vec<(RelationId, Vec<String>)>);

impl Reads {
    fn of(&mut self, relation: RelationId) -> Option<&mut Vec<String>> {
        if !self.0.iter().any(|(known, _)| *known == relation) {
            self.0.push((relation, Vec::new()));
        }
        self.0.iter_mut().find(|(known, _)| *known == relation).map(|(_, columns)| columns)
    }

    /// The relations with their columns, in order of first use.
    pub fn into_relations(self) -> Vec<(RelationId, Vec<String>)> {
        self.0
    }

    /// The relations, in order of first use.
    pub fn relations(&self) -> impl Iterator<Item = RelationId> {
        self.0.iter().map(|(relation, _)| *relation)
    }

    /// The columns of one relation, in order of first use.
    pub fn columns(self, relation: RelationId) -> Vec<String> {
        let found = self.0.into_iter().find(|(known, _)| *known == relation);
        found.map(|(_, columns)| columns).unwrap_or_default()
    }
}

impl Analyzer<'_> {
    /// A relation of FROM.
    pub(crate) fn reads_relation(&mut self, relation: RelationId) {
        self.reads.of(relation);
    }

    /// A column that an expression names, if it is a relation's.
    pub(crate) fn reads_column(&mut self, reference: ColumnRef) {
        let Some(item) = self.scopes.item(reference) else { return };
        let ItemKind::Relation(relation) = item.kind else { return };
        // An alias renames columns, so the number counts.
        let known = self.catalog.relation(relation);
        let name = match reference.attribute {
            Attribute::Column(number) => known.and_then(|known| known.columns.get(number)),
            Attribute::System(_) | Attribute::Whole => None,
        };
        let name = name.map(|column| column.name.clone());
        if let (Some(columns), Some(name)) = (self.reads.of(relation), name)
            && !columns.contains(&name)
        {
            columns.push(name);
        }
    }
}
