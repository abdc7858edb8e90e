//! Who inherits from whom, and `INHERIT`, `ATTACH PARTITION` and their opposites.

use crate::catalog::{
    By, ConstraintKind, Default, Major, NotNull, RelationId, RelationKind, Validity,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::table::ancestry::Taken;
use crate::replay::{Done, Replay};
use crate::span::Span;
use crate::tree::ddl::Reach;

impl Replay<'_> {
    /// The tables that inherit from a table directly.
    pub(in crate::replay) fn children(&self, id: RelationId) -> Vec<RelationId> {
        self.catalog.children(id).map(|found| found.id).collect()
    }

    /// A table and all that inherit from it.
    pub(in crate::replay) fn with_descendants(&self, id: RelationId) -> Vec<RelationId> {
        let mut list = vec![id];
        let mut at = 0;
        while let Some(next) = list.get(at).copied() {
            for child in self.children(next) {
                if !list.contains(&child) {
                    list.push(child);
                }
            }
            at += 1;
        }
        list
    }

    /// The tables that a definition is about.
    pub(in crate::replay) fn reached(&self, id: RelationId, reach: Reach) -> Vec<RelationId> {
        match reach {
            Reach::Descendants => self.with_descendants(id),
            Reach::Only => vec![id],
        }
    }

    /// The partitions of a partitioned table; no inheriting tables of the other kind.
    pub(in crate::replay) fn partitions(&self, id: RelationId) -> Vec<RelationId> {
        let partitioned = self
            .catalog
            .relation(id)
            .is_some_and(|relation| relation.kind == RelationKind::PartitionedTable);
        if partitioned { self.children(id) } else { Vec::new() }
    }

    /// A table and its partitions of every level.
    pub(in crate::replay) fn with_partitions(&self, id: RelationId) -> Vec<RelationId> {
        std::iter::once(id).chain(self.all_partitions(id)).collect()
    }

    /// The partitions of every level.
    pub(in crate::replay) fn all_partitions(&self, id: RelationId) -> Vec<RelationId> {
        if self.partitions(id).is_empty() {
            return Vec::new();
        }
        self.with_descendants(id).into_iter().skip(1).collect()
    }

    /// Whether a column comes from a parent (`attinhcount > 0`).
    pub(in crate::replay) fn is_inherited(&self, id: RelationId, column: &str) -> bool {
        let Some(relation) = self.catalog.relation(id) else { return false };
        relation.parents.iter().any(|parent| {
            self.catalog.relation(*parent).is_some_and(|found| found.column(column).is_some())
        })
    }

    /// Whether a table declares the column itself (`attislocal`).
    pub(in crate::replay) fn is_local(&self, id: RelationId, column: &str) -> bool {
        let mut local = self.catalog.local_columns.by(By::Relation(id));
        !self.is_inherited(id, column) || local.any(|(table, name)| *table == id && name == column)
    }

    /// `INHERIT parent` and `ATTACH PARTITION`: the child must have the parent's columns.
    pub(in crate::replay) fn inherit(
        &mut self,
        child: RelationId,
        parent: RelationId,
        at: Span,
    ) -> Done {
        let child_name = self.get(child)?.name.name.clone();
        let parent_relation = self.get(parent)?;
        let parent_name = parent_relation.name.name.clone();
        let partition = parent_relation.kind == RelationKind::PartitionedTable;
        if self.get(child)?.parents.contains(&parent) {
            let (code, message) = if partition {
                (SqlState::WRONG_OBJECT_TYPE, format!("`{child_name}` is already a partition"))
            } else {
                (
                    SqlState::DUPLICATE_TABLE,
                    format!("relation `{parent_name}` would be inherited from more than once"),
                )
            };
            return Err(Diagnostic::new(code, at, message).into());
        }
        let foreign = self.get(child)?.kind == RelationKind::ForeignTable;
        let named = self.names_not_null();
        for column in &self.get(parent)?.columns {
            let Some((_, own)) = self.get(child)?.column(&column.name) else {
                return Err(Diagnostic::new(
                    SqlState::DATATYPE_MISMATCH,
                    at,
                    format!("child table is missing column `{}`", column.name),
                )
                .into());
            };
            if own.ty != column.ty {
                return Err(Diagnostic::new(
                    SqlState::DATATYPE_MISMATCH,
                    at,
                    format!(
                        "child table `{child_name}` has different type for column `{}`",
                        column.name
                    ),
                )
                .into());
            }
            let generated = |default| match default {
                Default::Generated(place) => Some(place),
                _ => None,
            };
            let conflict = match (generated(column.default), generated(own.default)) {
                (Some(_), None) => Some("in child table must be a generated column"),
                // Up to 15 a child could compute what its parent does not.
                (None, Some(_)) if self.catalog.major >= Major::V16 => {
                    Some("in child table must not be a generated column")
                }
                (Some(one), Some(other)) if one != other => {
                    Some("inherits from generated column of different kind")
                }
                _ => None,
            };
            if let Some(what) = conflict {
                let message = format!("column `{}` {what}", column.name);
                return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, at, message).into());
            }
            if let Default::Identity(_) = own.default
                && partition
                && self.catalog.major >= Major::V17
            {
                let message = format!(
                    "table `{child_name}` being attached contains an identity column `{}`",
                    column.name
                );
                let code = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
                return Err(Diagnostic::new(code, at, message)
                    .help("the new partition may not contain an identity column")
                    .into());
            }
            // What a foreign table declares is kept only since 18.
            let declared = own.not_null == NotNull::Enforced || foreign;
            if !named && column.not_null == NotNull::Enforced && !declared {
                return Err(Diagnostic::new(
                    SqlState::DATATYPE_MISMATCH,
                    at,
                    format!("column `{}` in child table must be marked NOT NULL", column.name),
                )
                .into());
            }
        }
        self.merge_constraints(child, parent, at)?;
        let names: Vec<_> =
            self.get(parent)?.columns.iter().map(|column| column.name.clone()).collect();
        self.get_mut(child)?.parents.push(parent);
        if partition {
            self.take_constraints(parent, child, Taken::ByPartition);
            self.inherit_keys(parent, child, at);
            self.inherit_identity(parent, child)?;
        } else {
            self.catalog.local_columns.extend(names.into_iter().map(|name| (child, name)));
        }
        if foreign || named {
            // It enforces no NOT NULL; any other child has its parent's, but one `NO INHERIT`.
            self.nulls_changed(child);
        }
        Ok(())
    }

    /// A child must have the checks and NOT NULLs of its parent, which are one with these from here
    /// on (`tablecmds.c MergeConstraintsIntoExisting`).
    fn merge_constraints(&mut self, child: RelationId, parent: RelationId, at: Span) -> Done {
        let partition = self.get(parent)?.kind == RelationKind::PartitionedTable;
        let shown = self.get(child)?.name.name.clone();
        let of_parent: Vec<_> = self
            .catalog
            .constraints
            .by(By::Relation(parent))
            .filter(|found| found.inherits())
            .cloned()
            .collect();
        for theirs in of_parent {
            let own = self.catalog.constraints.change(By::Relation(child), |found| {
                found.relation == child && found.is_one_with(&theirs)
            });
            let Some(mut own) = own else {
                let message = match &theirs.kind {
                    ConstraintKind::NotNull { column, .. } => {
                        format!(
                            "column `{column}` in child table `{shown}` must be marked NOT NULL"
                        )
                    }
                    _ => format!("child table is missing constraint `{}`", theirs.name),
                };
                return Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, at, message).into());
            };
            let conflict = match (own.inherits(), own.validity, theirs.validity) {
                (false, _, _) => Some("non-inherited"),
                (true, Validity::NotValid, Validity::Valid) => Some("NOT VALID"),
                (true, Validity::NotEnforced, Validity::Valid | Validity::NotValid) => {
                    Some("NOT ENFORCED")
                }
                _ => None,
            };
            if let Some(what) = conflict {
                let message = format!(
                    "constraint `{}` conflicts with {what} constraint on child table `{shown}`",
                    own.name
                );
                let code = SqlState::INVALID_OBJECT_DEFINITION;
                return Err(Diagnostic::new(code, at, message).into());
            }
            if partition {
                own.local = false;
            }
        }
        Ok(())
    }

    /// What is inherited from nobody any longer is a table's own.
    fn own_constraints(&mut self, table: RelationId) {
        let own = self.catalog.constraints.by(By::Relation(table));
        let own = own.filter(|found| !found.local && self.times_inherited(found) == 0);
        let own: Vec<String> = own.map(|found| found.name.clone()).collect();
        self.catalog.constraints.change_by(By::Relation(table), |found| {
            found.local |= own.contains(&found.name);
        });
    }

    /// `NO INHERIT parent` and `DETACH PARTITION`.
    pub(in crate::replay) fn disinherit(
        &mut self,
        child: RelationId,
        parent: RelationId,
        at: Span,
    ) -> Done {
        let parent_relation = self.get(parent)?;
        let parent_name = parent_relation.name.name.clone();
        let what = match parent_relation.kind {
            RelationKind::PartitionedTable => "partition",
            _ => "parent",
        };
        let mut relation = self.get_mut(child)?;
        if !relation.parents.contains(&parent) {
            let child_name = &relation.name.name;
            let message = if what == "partition" {
                format!("relation `{child_name}` is not a partition of relation `{parent_name}`")
            } else {
                format!("relation `{parent_name}` is not a parent of relation `{child_name}`")
            };
            return Err(Diagnostic::new(SqlState::UNDEFINED_TABLE, at, message).into());
        }
        relation.parents.retain(|found| *found != parent);
        drop(relation);
        self.own_constraints(child);
        if what == "partition" {
            self.detach_indexes(child);
            self.lose_identity(child)?;
        }
        self.nulls_changed(parent);
        Ok(())
    }

    /// Since 17 partitions have the identity of their table, which is changed there
    /// (`tablecmds.c ATExecAddIdentity, ATExecSetIdentity, ATExecDropIdentity`).
    pub(in crate::replay) fn changes_identity(
        &self,
        id: RelationId,
        reach: Reach,
        what: &str,
        at: Span,
    ) -> Done {
        if self.catalog.major < Major::V17 {
            return Ok(());
        }
        let partitioned = self.get(id)?.kind == RelationKind::PartitionedTable;
        let message = if self.is_partition(id) {
            format!("cannot {what} a partition")
        } else if partitioned && reach == Reach::Only {
            format!("cannot {what} only the partitioned table")
        } else {
            return Ok(());
        };
        Err(Diagnostic::new(SqlState::INVALID_TABLE_DEFINITION, at, message).into())
    }

    /// The tables whose column is of one identity: since 17 partitions share their table's
    /// (`tablecmds.c ATExecAddIdentity`).
    pub(in crate::replay) fn identity_family(&self, id: RelationId) -> Vec<RelationId> {
        let mut family = vec![id];
        if self.catalog.major >= Major::V17 {
            family.extend(self.all_partitions(id));
        }
        family
    }

    fn inherit_identity(&mut self, parent: RelationId, child: RelationId) -> Done {
        if self.catalog.major < Major::V17 {
            return Ok(());
        }
        for column in self.get(parent)?.columns.clone() {
            if let Default::Identity(_) = column.default {
                for table in self.identity_family(child) {
                    self.change_column(table, &column.name, |found| {
                        found.default = column.default
                    })?;
                }
            }
        }
        Ok(())
    }

    /// A detached partition keeps no identity (`DetachPartitionFinalize`).
    fn lose_identity(&mut self, child: RelationId) -> Done {
        if self.catalog.major < Major::V17 {
            return Ok(());
        }
        for table in self.identity_family(child) {
            for column in &mut self.get_mut(table)?.columns {
                if let Default::Identity(_) = column.default {
                    column.default = Default::None;
                }
            }
        }
        Ok(())
    }
}
