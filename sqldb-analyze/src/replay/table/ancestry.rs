//! What a new table has of those that it inherits from: columns, defaults, constraints, keys
//! (`tablecmds.c MergeAttributes`).

use crate::catalog::{
    By, Column, Constraint, ConstraintKind, Default, Dependent, GoneThing, KeyKind, Major, NotNull,
    QualifiedName, RelationId, RelationKind, Validity,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::span;
use crate::replay::table::Draft;
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::ddl::CreateTable;

/// How a table comes by the constraints of another one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::replay) enum Taken {
    /// `INHERITS`.
    Inherited,
    /// `PARTITION OF`.
    ByPartition,
    /// `LIKE … INCLUDING CONSTRAINTS`.
    Copied,
}

impl Replay<'_> {
    pub(in crate::replay) fn parents(&self, create: &CreateTable) -> Done<Vec<RelationId>> {
        let mut parents = Vec::new();
        for name in create.inherits.iter().chain(&create.partition_of) {
            let id = self.relation(name)?;
            let relation = self.get(id)?;
            let partition = create.partition_of.is_some();
            if partition && relation.kind != RelationKind::PartitionedTable {
                return Err(Diagnostic::new(
                    SqlState::INVALID_OBJECT_DEFINITION,
                    span(name),
                    format!("`{}` is not partitioned", relation.name.name),
                )
                .into());
            }
            if let Some(bound) = &create.bound {
                self.bound_fits(id, bound)?;
            }
            if !partition && relation.kind == RelationKind::PartitionedTable {
                return Err(Diagnostic::new(
                    SqlState::WRONG_OBJECT_TYPE,
                    span(name),
                    format!("cannot inherit from partitioned table `{}`", relation.name.name),
                )
                .into());
            }
            if !matches!(
                relation.kind,
                RelationKind::Table | RelationKind::ForeignTable | RelationKind::PartitionedTable
            ) {
                return Err(Diagnostic::new(
                    SqlState::WRONG_OBJECT_TYPE,
                    span(name),
                    format!(
                        "inherited relation `{}` is not a table or foreign table",
                        relation.name.name
                    ),
                )
                .into());
            }
            if parents.contains(&id) {
                return Err(Diagnostic::new(
                    SqlState::DUPLICATE_TABLE,
                    span(name),
                    format!(
                        "relation `{}` would be inherited from more than once",
                        relation.name.name
                    ),
                )
                .into());
            }
            parents.push(id);
        }
        Ok(parents)
    }

    pub(in crate::replay) fn inherit_columns(
        &mut self,
        parent: RelationId,
        draft: &mut Draft,
        at: Span,
    ) -> Done {
        for column in self.get(parent)?.columns.clone() {
            // Columns of two parents are merged; NOT NULL of either holds (`MergeAttributes`).
            if let Some(found) = draft.columns.iter_mut().find(|found| found.name == column.name) {
                let generated = |default| match default {
                    Default::Generated(place) => Some(place),
                    _ => None,
                };
                if generated(found.default) != generated(column.default) {
                    let message =
                        format!("inherited column `{}` has a generation conflict", column.name);
                    return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, at, message).into());
                }
                if column.not_null == NotNull::Enforced {
                    found.not_null = NotNull::Enforced;
                }
                continue;
            }
            // Only a partition inherits identity, and only since 17.
            let keeps = self.get(parent)?.kind == RelationKind::PartitionedTable
                && self.catalog.major >= Major::V17;
            let default = match column.default {
                Default::Identity(_) if !keeps => Default::None,
                other => other,
            };
            draft.columns.push(Column { default, ..column });
        }
        let is = |thing: &&GoneThing| matches!(thing, GoneThing::Column(id, _) if *id == parent);
        for thing in self.catalog.unread.iter().filter(is) {
            if let GoneThing::Column(_, column) = thing {
                draft.unread.push(column.clone());
            }
        }
        Ok(())
    }

    /// What the defaults use that come from other tables, but for those that the table says itself.
    pub(in crate::replay) fn inherit_defaults(
        &mut self,
        table: RelationId,
        sources: &[RelationId],
        own: &[String],
    ) {
        let Ok(relation) = self.get(table) else { return };
        let has = |column: &&Column| {
            matches!(column.default, Default::Expression | Default::Generated(_))
                && !own.contains(&column.name)
        };
        let columns: Vec<String> =
            relation.columns.iter().filter(has).map(|column| column.name.clone()).collect();
        for column in columns {
            let says = |source: &&RelationId| {
                let found = self.catalog.relation(**source).and_then(|found| found.column(&column));
                found.is_some_and(|(_, found)| found.default != Default::None)
            };
            if let Some(source) = sources.iter().find(says).copied() {
                self.copy_default(source, table, &column);
            }
        }
    }

    /// A table takes over its parents' checks, a partition its references too.
    pub(in crate::replay) fn take_constraints(
        &mut self,
        source: RelationId,
        table: RelationId,
        how: Taken,
    ) {
        let mut taken: Vec<_> = self
            .catalog
            .constraints
            .by(By::Relation(source))
            .filter(|found| match found.kind {
                ConstraintKind::Check { inherits, .. } => inherits || how == Taken::Copied,
                ConstraintKind::ForeignKey { .. } => how == Taken::ByPartition,
                ConstraintKind::Exclude { .. } | ConstraintKind::NotNull { .. } => false,
            })
            .cloned()
            .collect();
        for constraint in &mut taken {
            if let ConstraintKind::ForeignKey { .. } = constraint.kind {
                self.give_reference(table, constraint);
                continue;
            }
            let of_name =
                |found: &Constraint| found.relation == table && found.name == constraint.name;
            let by = By::Relation(table);
            if let Some(mut known) = self.catalog.constraints.change(by, of_name) {
                // Of two parents, or of one that is copied, too: the stricter one holds.
                known.local |= how == Taken::Copied;
                if known.validity == Validity::NotEnforced
                    && constraint.validity != Validity::NotEnforced
                {
                    known.validity = Validity::Valid;
                }
                continue;
            }
            let from = Dependent::Constraint(source, constraint.name.clone());
            self.copy_needs(&from, Dependent::Constraint(table, constraint.name.clone()));
            constraint.relation = table;
            constraint.local = how == Taken::Copied;
            // A new table has no rows that do not satisfy a check.
            if let (ConstraintKind::Check { .. }, Validity::NotValid) =
                (&constraint.kind, constraint.validity)
            {
                constraint.validity = Validity::Valid;
            }
            self.catalog.constraints.push(constraint.clone());
        }
    }

    /// A partition gets keys like its parent's, under names of its own.
    pub(in crate::replay) fn inherit_keys(
        &mut self,
        parent: RelationId,
        child: RelationId,
        at: Span,
    ) {
        self.inherit_indexes(parent, child);
        let Some(relation) = self.catalog.relation(parent) else { return };
        let schema = relation.name.schema.clone();
        // Unique indexes are indexes, and there already.
        let keys = relation.keys.iter().filter(|key| key.kind != KeyKind::UniqueIndex);
        let keys: Vec<String> = keys.map(|key| key.name.clone()).collect();
        for key in keys {
            let done = self.take_key(&QualifiedName::new(&schema, key), child, at);
            self.keep(done);
        }
    }
}

/// A column is generated if and only if the inherited one is that it is one with
/// (`tablecmds.c MergeChildAttribute`).
pub(in crate::replay) fn generated_fits(
    inherited: &Column,
    written: &Column,
    major: Major,
    at: Span,
) -> Result<(), Diagnostic> {
    let name = &written.name;
    let message = match (inherited.default, written.default) {
        (Default::Generated(_), Default::Expression) => {
            format!("column `{name}` inherits from generated column but specifies default")
        }
        (Default::Generated(_), Default::Identity(_)) => {
            format!("column `{name}` inherits from generated column but specifies identity")
        }
        (Default::Generated(_), Default::Generated(_)) if major < Major::V16 => {
            format!("child column `{name}` specifies generation expression")
        }
        (Default::Generated(one), Default::Generated(other)) if one != other => {
            format!("column `{name}` inherits from generated column of different kind")
        }
        (Default::Generated(_), _) => return Ok(()),
        (_, Default::Generated(_)) if major >= Major::V16 => {
            format!("child column `{name}` specifies generation expression")
        }
        _ => return Ok(()),
    };
    Err(Diagnostic::new(SqlState::INVALID_COLUMN_DEFINITION, at, message))
}
