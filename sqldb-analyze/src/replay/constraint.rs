//! Adds constraints to a table, in PostgreSQL's order and with its names.

pub(super) mod check;
pub(super) mod exclusion;
pub(super) mod foreign_key;
pub(super) mod key;
pub(super) mod not_null;
pub(super) mod pending;

use super::constraint::pending::{KeyOrigin, NewKey, Pending, PendingKind, merge_same_keys};
use super::name::{constraint_taken, relation_taken};
use super::{Done, Replay};
use crate::catalog::{KeyKind, Major, RelationId, RelationKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::tree::Ident;

impl Replay<'_> {
    /// Adds constraints in PostgreSQL's order, which decides their names: checks, the primary key,
    /// other indexes, references.
    pub(super) fn add_constraints(&mut self, table: RelationId, mut list: Vec<Pending>) {
        list.sort_by_key(|pending| match &pending.kind {
            PendingKind::NotNull(_) => 0,
            PendingKind::Check(_) => 1,
            PendingKind::Key(key) if key.kind == KeyKind::Primary => 2,
            PendingKind::UsingIndex { .. } | PendingKind::Key(_) => 3,
            PendingKind::Exclude(_) => 3,
            PendingKind::ForeignKey { .. } => 4,
        });
        merge_same_keys(&mut list);
        for pending in list {
            let done = self.add_constraint(table, &pending);
            self.keep(done);
        }
    }

    pub(super) fn add_constraint(&mut self, table: RelationId, pending: &Pending) -> Done {
        if pending.attributes.enforced.is_some() && self.catalog.major < Major::V18 {
            return Err(self.since(Major::V18, "`ENFORCED`", pending.span).into());
        }
        self.may_have(table, pending)?;
        match &pending.kind {
            PendingKind::Key(key) => self.add_key(table, pending, key),
            PendingKind::UsingIndex { kind, index } => self.use_index(table, pending, *kind, index),
            PendingKind::Check(expression) => self.add_check(table, pending, expression),
            PendingKind::ForeignKey { columns, period, references } => {
                self.add_foreign_key(table, pending, (columns, *period), references)
            }
            PendingKind::Exclude(exclusion) => self.add_exclusion(table, pending, exclusion),
            PendingKind::NotNull(_) if !self.names_not_null() => {
                Err(self.since(Major::V18, "`NOT NULL` of a table", pending.span).into())
            }
            PendingKind::NotNull(column) => {
                self.add_not_null(table, &pending.as_not_null(column), pending.reach)
            }
        }
    }

    /// Nobody looks at the rows of a foreign table, of which a key or a reference would say something.
    fn may_have(&self, table: RelationId, pending: &Pending) -> Done {
        let what = match &pending.kind {
            PendingKind::Key(key) if key.origin != KeyOrigin::Written => return Ok(()),
            PendingKind::Key(NewKey { kind: KeyKind::Primary, .. }) => "primary key",
            PendingKind::Key(_) => "unique",
            PendingKind::Exclude(_) => "exclusion",
            PendingKind::ForeignKey { .. } => "foreign key",
            _ => return Ok(()),
        };
        if self.get(table)?.kind != RelationKind::ForeignTable {
            return Ok(());
        }
        let message = format!("{what} constraints are not supported on foreign tables");
        Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, pending.span, message).into())
    }

    /// A written name of a constraint that has an index: it must be free as both.
    pub(super) fn index_constraint_name(&self, table: RelationId, name: &Ident) -> Done<String> {
        let relation = self.get(table)?;
        if relation_taken(self.catalog, &relation.name.schema, &name.name) {
            return Err(Diagnostic::new(
                SqlState::DUPLICATE_TABLE,
                name.span,
                format!("relation `{}` already exists", name.name),
            )
            .into());
        }
        self.plain_constraint_name(table, name)
    }

    pub(super) fn plain_constraint_name(&self, table: RelationId, name: &Ident) -> Done<String> {
        if constraint_taken(self.catalog, table, &name.name) {
            let relation = &self.get(table)?.name.name;
            return Err(Diagnostic::new(
                SqlState::DUPLICATE_OBJECT,
                name.span,
                format!("constraint `{}` for relation `{relation}` already exists", name.name),
            )
            .into());
        }
        Ok(name.name.clone())
    }
}
