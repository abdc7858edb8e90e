//! Indexes that are like those of other tables: of partitions, which belong to their table's
//! (`indexcmds.c DefineIndex`, `tablecmds.c AttachPartitionEnsureIndexes`), and by `LIKE`.

use crate::catalog::{
    By, Constraint, ConstraintKind, Dependent, Identifies, Index, Key, KeyKind, Major,
    QualifiedName, RelationId, RelationKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::span;
use crate::replay::name::{columns_part, key_name, relation_name};
use crate::replay::{Done, Replay};
use crate::tree::ddl::Reach;
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    /// A partition gets indexes like those of its table that are behind no key.
    pub(in crate::replay) fn inherit_indexes(&mut self, parent: RelationId, child: RelationId) {
        for index in self.indexes_behind_no_key(parent) {
            self.index_partition(&index, child);
        }
    }

    /// `LIKE … INCLUDING INDEXES`: those that are behind no key, under names of their own.
    pub(in crate::replay) fn copy_indexes(&mut self, source: RelationId, table: RelationId) {
        for index in self.indexes_behind_no_key(source) {
            if let Some(found) = self.index(&index).cloned() {
                self.copy_index(&found, table, None);
            }
        }
    }

    fn indexes_behind_no_key(&self, table: RelationId) -> Vec<QualifiedName> {
        let own = self.catalog.indexes.by(By::Relation(table));
        let own = own.filter(|index| self.key_kind(index).is_none());
        own.map(|index| index.name.clone()).collect()
    }

    /// Gives a partition an index for one of its table: one of its own that is the same, or a new one.
    pub(in crate::replay) fn index_partition(
        &mut self,
        of_table: &QualifiedName,
        partition: RelationId,
    ) {
        let foreign = RelationKind::ForeignTable;
        if self.get(partition).map_or(true, |relation| relation.kind == foreign) {
            return;
        }
        let Some(index) = self.index(of_table).cloned() else { return };
        if self.attach_own_index(&index, partition) {
            return;
        }
        let Some(own) = self.copy_index(&index, partition, Some(of_table)) else { return };
        for child in self.partitions(partition) {
            self.index_partition(&own, child);
        }
    }

    /// Makes an index of a partition that is the same, and belongs to none yet, its table's, if there is
    /// one (`CompareIndexInfo`).
    pub(in crate::replay) fn attach_own_index(
        &mut self,
        index: &Index,
        partition: RelationId,
    ) -> bool {
        let kind = self.key_kind(index);
        let exclusion = self.exclusion(index);
        let nulls = |table: RelationId, name: &str| {
            let relation = self.catalog.relation(table);
            let keys = relation.map_or(&[][..], |relation| relation.keys.as_slice());
            keys.iter().find(|key| key.name == name).is_some_and(|key| key.nulls_not_distinct)
        };
        let same = |own: &&Index| {
            own.relation == partition
                && own.attached_to.is_none()
                && own.columns == index.columns
                && columns_of(own) == columns_of(index)
                && (own.unique, own.partial) == (index.unique, index.partial)
                // Of those that a server described nobody knows how they are written.
                && (own.definition == index.definition
                    || own.definition.is_empty()
                    || index.definition.is_empty())
                && nulls(partition, &own.name.name) == nulls(index.relation, &index.name.name)
                && match (kind, self.key_kind(own)) {
                    (None, _) => true,
                    (Some(_), Some(_)) if self.catalog.major < Major::V17 => true,
                    (theirs, own) => theirs == own,
                }
                && match (exclusion, self.exclusion(own)) {
                    (Some(theirs), Some(own)) => own.is_same_exclusion(theirs),
                    (theirs, own) => theirs.is_none() && own.is_none(),
                }
        };
        let own = self.catalog.indexes.find_by(By::Relation(partition), same);
        let Some(own) = own.map(|own| own.name.clone()) else { return false };
        self.attach_index(&own, &index.name.clone());
        true
    }

    /// An index of a partition belongs to one of its table, and so does the constraint that it is
    /// behind.
    fn attach_index(&mut self, own: &QualifiedName, to: &QualifiedName) {
        let is = |index: &Index| index.name == *own;
        let Some(mut index) = self.catalog.indexes.change(By::Name(&own.name), is) else { return };
        index.attached_to = Some(to.clone());
        let table = index.relation;
        drop(index);
        self.catalog.constraints.change_by(By::Relation(table), |constraint| {
            if constraint.name == own.name
                && matches!(constraint.kind, ConstraintKind::Exclude { .. })
            {
                constraint.local = false;
            }
        });
    }

    /// An index like one of another table, with the constraint or the unique key that it is behind.
    fn copy_index(
        &mut self,
        index: &Index,
        table: RelationId,
        attached_to: Option<&QualifiedName>,
    ) -> Option<QualifiedName> {
        let relation = self.catalog.relation(table)?;
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        let exclusion = self.exclusion(index).cloned();
        let part = columns_part(&index.labels);
        let name = match exclusion {
            Some(_) => key_name(self.catalog, &schema, &bare, Some(&part), "excl"),
            None => relation_name(self.catalog, &schema, &bare, Some(&part), "idx"),
        };
        let theirs = self.catalog.relation(index.relation);
        let key = theirs.and_then(|theirs| theirs.keys.iter().find(|k| k.name == index.name.name));
        let key = key.map(|key| Key {
            name: name.clone(),
            // One that was made `ON ONLY` its table says of the partition what it says.
            identifies: match key.identifies {
                Identifies::RowOfPartition => identifies(relation.kind, Reach::Descendants),
                other => other,
            },
            ..key.clone()
        });
        let own = QualifiedName::new(schema, &name);
        self.copy_reads(&Dependent::Index(index.name.clone()), &Dependent::Index(own.clone()));
        if let Some(exclusion) = exclusion {
            let of = |table, name: &str| Dependent::Constraint(table, name.to_owned());
            self.copy_reads(&of(exclusion.relation, &exclusion.name), &of(table, &name));
            let local = attached_to.is_none();
            let copy = Constraint { name, relation: table, local, ..exclusion };
            self.catalog.constraints.push(copy);
        }
        self.catalog.indexes.push(Index {
            name: own.clone(),
            relation: table,
            attached_to: attached_to.cloned(),
            ..index.clone()
        });
        if let (Some(key), Ok(mut relation)) = (key, self.get_mut(table)) {
            relation.keys.push(key);
        }
        Some(own)
    }

    /// `ALTER INDEX … ATTACH PARTITION` (`tablecmds.c ATExecAttachPartitionIdx`).
    pub(in crate::replay) fn attach_partition_index(
        &mut self,
        index: &QualifiedName,
        partition: &QualifiedIdent,
    ) -> Done {
        let Some(theirs) = self.index(index).cloned() else { return Ok(()) };
        let at = span(partition);
        if self.get(theirs.relation)?.kind != RelationKind::PartitionedTable {
            let message = format!(
                "ALTER action ATTACH PARTITION cannot be performed on relation `{}`",
                index.name
            );
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, at, message).into());
        }
        let Some(name) = self.find_index(partition) else {
            if self.find_relation(partition).is_some() {
                let message = format!("`{}` is not an index", partition.name.name);
                return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, at, message).into());
            }
            return Err(self.missing_relation(partition));
        };
        let Some(own) = self.index(&name).cloned() else { return Ok(()) };
        if own.attached_to.as_ref() == Some(index) {
            return Ok(());
        }
        let refused = |code: SqlState, detail: String| {
            let message = format!(
                "cannot attach index `{}` as a partition of index `{}`",
                name.name, index.name
            );
            Err(Diagnostic::new(code, at, message).note(detail, None).into())
        };
        let state = SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE;
        if own.attached_to.is_some() {
            let detail = format!("index `{}` is already attached to another index", name.name);
            return refused(state, detail);
        }
        let table = &self.get(theirs.relation)?.name.name;
        if !self.partitions(theirs.relation).contains(&own.relation) {
            let detail = format!(
                "index `{}` is not an index on any partition of table `{table}`",
                name.name
            );
            return refused(state, detail);
        }
        let taken = |other: &Index| {
            other.relation == own.relation && other.attached_to.as_ref() == Some(index)
        };
        if self.catalog.indexes.by(By::Relation(own.relation)).any(taken) {
            let partition = &self.get(own.relation)?.name.name;
            let detail = format!("another index is already attached for partition `{partition}`");
            return refused(state, detail);
        }
        if own.columns != theirs.columns
            || (own.unique, own.partial) != (theirs.unique, theirs.partial)
        {
            let detail = "the index definitions do not match".to_owned();
            return refused(SqlState::INVALID_OBJECT_DEFINITION, detail);
        }
        if self.key_kind(&theirs).is_some() && self.key_kind(&own).is_none() {
            let detail = format!(
                "the index `{}` belongs to a constraint in table `{table}` but no constraint exists \
                 for index `{}`",
                index.name, name.name
            );
            return refused(SqlState::INVALID_OBJECT_DEFINITION, detail);
        }
        self.attach_index(&name, index);
        Ok(())
    }

    /// The indexes of a partition belong to it alone again.
    pub(in crate::replay) fn detach_indexes(&mut self, child: RelationId) {
        self.catalog.indexes.change_by(By::Relation(child), |index| index.attached_to = None);
    }

    /// Takes an index out, with the key or the exclusion constraint that it is behind, and those of
    /// partitions that belong to it.
    pub(in crate::replay) fn remove_index(&mut self, name: &QualifiedName) {
        let Some(table) = self.index(name).map(|index| index.relation) else { return };
        self.catalog.indexes.retain_by(By::Name(&name.name), |index| index.name != *name);
        self.forget(&Dependent::Index(name.clone()));
        if let Ok(mut relation) = self.get_mut(table) {
            relation.keys.retain(|key| key.name != name.name);
        }
        let is = |found: &Constraint| {
            found.relation == table
                && found.name == name.name
                && matches!(found.kind, ConstraintKind::Exclude { .. })
        };
        if !self.catalog.constraints.take_by(By::Relation(table), is).is_empty() {
            self.forget(&Dependent::Constraint(table, name.name.clone()));
        }
        let attached = self.catalog.indexes.by(By::Attached(&name.name));
        let attached = attached.filter(|index| index.attached_to.as_ref() == Some(name));
        let attached: Vec<QualifiedName> = attached.map(|index| index.name.clone()).collect();
        attached.iter().for_each(|index| self.remove_index(index));
    }

    /// The indexes of partitions that belong to one, of every level.
    pub(in crate::replay) fn attached_indexes(&self, name: &QualifiedName) -> Vec<&Index> {
        let to = |index: &&Index| index.attached_to.as_ref() == Some(name);
        let direct = self.catalog.indexes.by(By::Attached(&name.name)).filter(to);
        direct
            .flat_map(|index| std::iter::once(index).chain(self.attached_indexes(&index.name)))
            .collect()
    }

    /// Refuses to drop an index that another one needs.
    pub(in crate::replay) fn index_stays(
        &self,
        name: &QualifiedName,
        at: &Ident,
        together: &[QualifiedName],
    ) -> Done {
        let Some(index) = self.index(name) else { return Ok(()) };
        let Some(to) = index.attached_to.as_ref().filter(|to| !together.contains(to)) else {
            return Ok(());
        };
        let (name, to) = (&name.name, &to.name);
        let message = format!("cannot drop index `{name}` because index `{to}` requires it");
        let help = format!("drop index `{to}` instead");
        Err(self.depends(message, at.span, None).help(help).into())
    }

    /// The index of a name.
    pub(in crate::replay) fn index(&self, name: &QualifiedName) -> Option<&Index> {
        self.catalog.indexes.find_by(By::Name(&name.name), |index| index.name == *name)
    }

    /// The index behind a constraint of a table.
    pub(in crate::replay) fn index_behind(&self, table: RelationId, name: &str) -> Option<&Index> {
        let mut indexes = self.catalog.indexes.by(By::Relation(table));
        indexes.find(|index| {
            index.relation == table && index.name.name == name && self.is_behind_constraint(index)
        })
    }

    /// Whether a constraint needs an index. A check or a reference may have its name, and does not.
    pub(in crate::replay) fn is_behind_constraint(&self, index: &Index) -> bool {
        self.key_kind(index).is_some() || self.exclusion(index).is_some()
    }

    /// Which key an index is behind; [`None`] where it is no constraint's, or an exclusion's.
    fn key_kind(&self, index: &Index) -> Option<KeyKind> {
        let keys = &self.catalog.relation(index.relation)?.keys;
        let key = keys.iter().find(|key| key.name == index.name.name)?;
        (key.kind != KeyKind::UniqueIndex).then_some(key.kind)
    }

    /// The exclusion constraint that an index is behind.
    fn exclusion(&self, index: &Index) -> Option<&Constraint> {
        self.catalog.constraints.find_by(By::Relation(index.relation), |found| {
            found.relation == index.relation
                && found.name == index.name.name
                && matches!(found.kind, ConstraintKind::Exclude { .. })
        })
    }
}

/// The columns that an index needs, in the order of their names: a partition may have them in another one.
fn columns_of(index: &Index) -> Vec<&str> {
    let mut columns: Vec<&str> = index.uses.iter().map(String::as_str).collect();
    columns.sort_unstable();
    columns
}

/// What a key says of the rows, by the equality of its columns' types.
pub(in crate::replay) fn identifies(kind: RelationKind, reach: Reach) -> Identifies {
    match reach {
        Reach::Only if kind == RelationKind::PartitionedTable => Identifies::RowOfPartition,
        Reach::Only | Reach::Descendants => Identifies::Row,
    }
}
