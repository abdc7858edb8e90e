//! Texts that `EXECUTE` runs and of which parts are unknown: what they change, whatever these are.

use crate::catalog::{Identifies, Index, Key, Relation, RelationKind, UnknownRelation};
use crate::replay::Replay;
use crate::replay::known::{beginning, is_unknown};
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{
    AlterAction, AlterColumn, AlterFunctionAction, AlterRelation, CreateTable, Ddl, DropBehavior,
    Object, TableElement,
};

impl Replay<'_> {
    /// Applies a text with unknown names in it, if it changes nothing that a claim rests on, whatever
    /// they are; says whether that is so. The tables that it makes are remembered.
    pub(super) fn applies_unknown(&mut self, text: &str) -> bool {
        let Ok(reads) = crate::ddl::parse(text) else { return false };
        let statements: Result<Vec<Ddl>, _> =
            reads.into_iter().map(|read| read.statement.map(|statement| statement.kind)).collect();
        let Ok(statements) = statements else { return false };
        if !statements.iter().all(|statement| self.changes_nothing_known(statement)) {
            return false;
        }
        for statement in statements {
            match statement {
                Ddl::CreateTable(create) => self.make_unknown(&create.name),
                Ddl::CreatePolicy(_)
                | Ddl::DropPolicy { .. }
                | Ddl::CreateOther(_)
                | Ddl::CreateCollation { .. }
                | Ddl::AlterOther(_)
                | Ddl::DropOther(_) => self.catalog.unlisted = true,
                _ => {}
            }
        }
        true
    }

    fn changes_nothing_known(&self, statement: &Ddl) -> bool {
        match statement {
            Ddl::Unlisted
            | Ddl::Setting(_)
            | Ddl::Skipped
            | Ddl::Mention(_)
            | Ddl::Refresh { .. }
            | Ddl::CreatePolicy(_)
            | Ddl::DropPolicy { .. }
            | Ddl::Data { .. }
            | Ddl::CreateOther(_)
            | Ddl::CreateCollation { .. }
            | Ddl::AlterOther(_)
            | Ddl::CreateIndex(_) => true,
            // What uses it may go along.
            Ddl::DropOther(drop) => drop.behavior == DropBehavior::Restrict,
            // `OWNER TO`, and settings that those who call it do not see.
            Ddl::AlterFunction {
                function: _,
                action: AlterFunctionAction::Attributes { strict: None, volatility: None },
            } => true,
            Ddl::CreateTable(create) => {
                let parent = create.partition_of.as_ref();
                makes_only_unknown(create)
                    && parent.is_none_or(|parent| self.is_keyed_whole(parent))
            }
            Ddl::Drop(drop) => match drop.object {
                Object::Table | Object::View | Object::MaterializedView | Object::Sequence => {
                    let none = |name| self.meant(name, |_| true).next().is_none();
                    drop.names.iter().all(|name| has_unknown(&name.name) && none(&name.name))
                }
                Object::Index => drop.names.iter().all(|name| self.is_unknown_index(&name.name)),
                _ => false,
            },
            Ddl::AlterRelation(AlterRelation { object: Object::Index, name, actions, .. })
                if matches!(actions.as_slice(), [AlterAction::Rename(_)]) =>
            {
                self.is_unknown_index(name)
            }
            Ddl::AlterRelation(alter) => {
                alter.actions.iter().all(|action| self.alters_nothing_known(alter, action))
            }
            _ => false,
        }
    }

    fn make_unknown(&mut self, name: &QualifiedIdent) {
        let schema = match &name.schema {
            Some(schema) => Some(schema.name.clone()).filter(|name| !is_unknown(name)),
            None => self.creation_schema_name(),
        };
        let unknown = UnknownRelation { schema, beginning: beginning(&name.name.name) };
        if !self.catalog.unknown_relations.contains(&unknown) {
            self.catalog.unknown_relations.push(unknown);
        }
    }

    fn alters_nothing_known(&self, alter: &AlterRelation, action: &AlterAction) -> bool {
        match action {
            AlterAction::AddConstraint(_)
            | AlterAction::ValidateConstraint(_)
            | AlterAction::AlterConstraint(..)
            | AlterAction::Nothing
            | AlterAction::SetParameters(_)
            | AlterAction::SetAccessMethod(_)
            | AlterAction::SwitchTrigger(_)
            | AlterAction::SwitchRule(..)
            | AlterAction::ClusterOn(_)
            | AlterAction::ReplicaIdentity(_)
            | AlterAction::AlterColumn(_, AlterColumn::SetNotNull | AlterColumn::Nothing) => true,
            AlterAction::AttachPartition(child, _) => {
                let parents =
                    self.meant(&alter.name, |found| found.kind == RelationKind::PartitionedTable);
                let children: Vec<&Relation> =
                    self.meant(child, |found| found.parents.is_empty()).collect();
                // A partition has the columns of its parent (`MergeAttributesIntoExisting`).
                let separate = parents.into_iter().all(|parent| {
                    let fits = |child: &&Relation| child.id != parent.id && alike(parent, child);
                    !children.iter().any(fits)
                });
                separate && self.is_keyed_whole(&alter.name)
            }
            AlterAction::DetachPartition(child) => {
                let children = self.meant(child, |found| !found.parents.is_empty());
                let parents: Vec<_> =
                    self.meant(&alter.name, |_| true).map(|found| found.id).collect();
                children.into_iter().all(|child| !child.parents.iter().any(|p| parents.contains(p)))
            }
            _ => false,
        }
    }

    /// Whether no key of a table depends on what keys its partitions have.
    fn is_keyed_whole(&self, name: &QualifiedIdent) -> bool {
        let depends = |key: &Key| key.identifies == Identifies::RowOfPartition;
        self.meant(name, |_| true).all(|found| !found.keys.iter().any(depends))
    }

    /// Whether a name means an index, but none that is known.
    fn is_unknown_index(&self, name: &QualifiedIdent) -> bool {
        let beginning = beginning(&name.name.name);
        let may_be = |index: &Index| beginning.fits(&index.name.name);
        has_unknown(name) && !self.catalog.indexes.iter().any(may_be)
    }

    /// The known relations that a name may mean.
    fn meant<'a>(
        &'a self,
        name: &'a QualifiedIdent,
        fits: impl Fn(&Relation) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Relation> {
        let known = match has_unknown(name) {
            true => None,
            false => Some(self.find_relation(name)),
        };
        let beginning = beginning(&name.name.name);
        self.catalog.relations.iter().filter(move |found| {
            let is = match known {
                Some(id) => id == Some(found.id),
                None => beginning.fits(&found.name.name),
            };
            is && fits(found)
        })
    }
}

/// Whether a part of a name is unknown.
fn has_unknown(name: &QualifiedIdent) -> bool {
    [&name.name].into_iter().chain(&name.schema).any(|part| is_unknown(&part.name))
}

/// A table whose name is unknown, and that no known one changes with.
fn makes_only_unknown(create: &CreateTable) -> bool {
    let CreateTable {
        name,
        if_not_exists: _,
        temporary,
        foreign,
        elements,
        inherits,
        partition_of: _,
        bound: _,
        of_type,
        partition_by: _,
        drops_on_commit: _,
        storage: _,
        method: _,
        server: _,
    } = create;
    // It may have any name that begins so: with nothing, any at all. What inherits from a known table
    // lets it be dropped only with it, a default may call what changes the schema, and a foreign
    // partition enforces no NOT NULL.
    is_unknown(&name.name.name)
        && !beginning(&name.name.name).text.is_empty()
        && !temporary
        && !foreign
        && inherits.is_empty()
        && of_type.is_none()
        && elements.iter().all(|element| {
            !matches!(element, TableElement::Column(column) if !column.constraints.is_empty())
        })
}

/// Whether two tables have the same columns.
fn alike(one: &Relation, other: &Relation) -> bool {
    one.columns.len() == other.columns.len()
        && one.columns.iter().all(|column| other.column(&column.name).is_some())
}
