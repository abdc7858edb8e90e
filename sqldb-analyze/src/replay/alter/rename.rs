//! Renames, and moves to other schemas: what refers to the thing follows.

use crate::catalog::{
    By, Constraint, ConstraintKind, Dependent, Gone, GoneThing, Needed, QualifiedName, RelationId,
    RelationKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::lookup::{span, spelled};
use crate::replay::name::{constraint_taken, relation_taken};
use crate::replay::{Done, Replay};
use crate::tree::ddl::{AlterAction, AlterRelation, Reach};
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    pub(in crate::replay) fn rename_column(
        &mut self,
        id: RelationId,
        from: &Ident,
        to: &Ident,
    ) -> Done {
        if from.name == to.name || self.get(id)?.column(&to.name).is_some() {
            self.column(id, from)?;
            let message = format!(
                "column `{}` of relation `{}` already exists",
                to.name,
                self.get(id)?.name.name
            );
            return Err(Diagnostic::new(SqlState::DUPLICATE_COLUMN, to.span, message).into());
        }
        // PostgreSQL says this without the relation.
        if self.get(id)?.column(&from.name).is_none() {
            let message = format!("column `{}` does not exist", from.name);
            return Err(self.missing_column(id, from, message));
        }
        if self.is_inherited(id, &from.name) {
            let message = format!("cannot rename inherited column `{}`", from.name);
            let code = SqlState::INVALID_TABLE_DEFINITION;
            return Err(Diagnostic::new(code, from.span, message).into());
        }
        let origin = self.origin(from.span);
        for table in self.with_descendants(id) {
            self.rename_in(table, &from.name, &to.name);
            self.catalog.history.push(Gone {
                what: GoneThing::Column(table, from.name.clone()),
                renamed_to: Some(to.name.clone()),
                origin: origin.clone(),
            });
        }
        Ok(())
    }

    /// Everywhere that a table's column is named. Columns of views keep their names.
    fn rename_in(&mut self, id: RelationId, from: &str, to: &str) {
        let rename = |name: &mut String| {
            if name == from {
                to.clone_into(name);
            }
        };
        self.forget_bodies_on(id);
        if let Ok(mut relation) = self.get_mut(id) {
            relation.columns.iter_mut().for_each(|column| rename(&mut column.name));
            relation.keys.iter_mut().flat_map(|key| &mut key.columns).for_each(rename);
        }
        let (this, to_this) = (By::Relation(id), By::Target(id));
        self.catalog.partition_keys.change_by(this, |key| {
            key.columns.iter_mut().flatten().for_each(rename);
        });
        self.catalog.indexes.change_by(this, |index| {
            index.columns.iter_mut().flatten().for_each(rename);
            index.uses.iter_mut().for_each(rename);
        });
        self.catalog.constraints.change_by(this, |constraint| {
            constraint.columns_mut().iter_mut().for_each(rename);
        });
        self.catalog.constraints.change_by(to_this, |constraint| {
            if let ConstraintKind::ForeignKey { target_columns, .. } = &mut constraint.kind {
                target_columns.iter_mut().for_each(rename);
            }
        });
        self.catalog.uses.change_by(to_this, |found| found.columns.iter_mut().for_each(rename));
        let before = Dependent::Default(id, from.to_owned());
        self.rename_dependent(&before, &Dependent::Default(id, to.to_owned()));
        let before = Dependent::Column(id, from.to_owned());
        self.rename_dependent(&before, &Dependent::Column(id, to.to_owned()));
        self.catalog.others.change_by(this, |other| {
            let columns = other.about.iter_mut().flat_map(|(_, columns)| columns);
            columns.for_each(rename);
        });
        self.catalog.owned_sequences.change_by(this, |owned| rename(&mut owned.column));
        for named in [&mut self.catalog.local_columns, &mut self.catalog.own_defaults] {
            named.change_by(this, |(_, column)| rename(column));
        }
        for thing in &mut self.catalog.unread {
            if let GoneThing::Column(table, column) = thing
                && *table == id
            {
                rename(column);
            }
        }
    }

    pub(in crate::replay) fn rename_constraint(
        &mut self,
        id: RelationId,
        from: &Ident,
        to: &Ident,
        reach: Reach,
    ) -> Done {
        if !constraint_taken(self.catalog, id, &from.name) {
            let relation = self.get(id)?.name.name.clone();
            let message =
                format!("constraint `{}` for table `{relation}` does not exist", from.name);
            return Err(Diagnostic::new(SqlState::UNDEFINED_OBJECT, from.span, message).into());
        }
        let schema = self.get(id)?.name.schema.clone();
        let is_key = self.get(id)?.keys.iter().any(|key| key.name == from.name);
        if constraint_taken(self.catalog, id, &to.name) {
            let relation = &self.get(id)?.name.name;
            let message =
                format!("constraint `{}` for relation `{relation}` already exists", to.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, to.span, message).into());
        }
        if is_key && relation_taken(self.catalog, &schema, &to.name) {
            let message = format!("relation `{}` already exists", to.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_TABLE, to.span, message).into());
        }
        let named = |found: &&Constraint| found.name == from.name && found.inherits();
        let found = self.catalog.constraints.find_by(By::Relation(id), named);
        let Some(found) = found.cloned() else {
            // Partitions keep the names of theirs.
            self.rename_with_index(id, &from.name, &to.name);
            return Ok(());
        };
        self.may_rename(&found, from, reach)?;
        for table in self.with_descendants(id) {
            self.rename_with_index(table, &from.name, &to.name);
        }
        Ok(())
    }

    /// A check or a NOT NULL is renamed in all tables that inherit it, where it must have the same
    /// name, and be inherited from nobody else (`tablecmds.c rename_constraint_internal`).
    fn may_rename(&self, found: &Constraint, from: &Ident, reach: Reach) -> Done {
        let tables = self.with_descendants(found.relation);
        let refused = |message: String| {
            Err(Diagnostic::new(SqlState::INVALID_TABLE_DEFINITION, from.span, message).into())
        };
        if reach == Reach::Only && tables.len() > 1 {
            return refused(format!(
                "inherited constraint `{}` must be renamed in child tables too",
                from.name
            ));
        }
        for table in &tables {
            let named = |own: &&Constraint| own.name == from.name && own.inherits();
            let own = self.catalog.constraints.find_by(By::Relation(*table), named);
            let Some(own) = own else {
                let shown = &self.get(*table)?.name.name;
                let message =
                    format!("constraint `{}` for table `{shown}` does not exist", from.name);
                return Err(Diagnostic::new(SqlState::UNDEFINED_OBJECT, from.span, message).into());
            };
            let parents = &self.get(*table)?.parents;
            let renamed = parents.iter().filter(|parent| tables.contains(parent)).count();
            if self.times_inherited(own) > renamed {
                return refused(format!("cannot rename inherited constraint `{}`", from.name));
            }
        }
        Ok(())
    }

    /// Changes the name of an index, wherever it is named.
    pub(in crate::replay) fn name_index(&mut self, before: &QualifiedName, after: QualifiedName) {
        self.catalog.indexes.change_by(By::Name(&before.name), |index| {
            if index.name == *before {
                index.name.clone_from(&after);
            }
        });
        self.catalog.indexes.change_by(By::Attached(&before.name), |index| {
            if index.attached_to.as_ref() == Some(before) {
                index.attached_to = Some(after.clone());
            }
        });
        self.rename_dependent(&Dependent::Index(before.clone()), &Dependent::Index(after));
    }

    /// Renames a constraint, and the index that is behind it.
    fn rename_with_index(&mut self, table: RelationId, from: &str, to: &str) {
        if let Some(index) = self.index_behind(table, from).map(|index| index.name.clone()) {
            self.rename_index(table, &index, to);
        }
        let constraint = |name: &str| Dependent::Constraint(table, name.to_owned());
        self.rename_dependent(&constraint(from), &constraint(to));
        self.catalog.constraints.change_by(By::Relation(table), |constraint| {
            if constraint.name == from {
                to.clone_into(&mut constraint.name);
            }
        });
    }

    /// Renames an index, and the key that it makes.
    fn rename_index(&mut self, table: RelationId, index: &QualifiedName, to: &str) {
        let from = index.name.as_str();
        self.name_index(index, QualifiedName::new(&index.schema, to));
        if let Ok(mut relation) = self.get_mut(table) {
            for key in relation.keys.iter_mut().filter(|key| key.name == from) {
                to.clone_into(&mut key.name);
            }
        }
        let key = |name: &str| Needed::Key(table, name.to_owned());
        self.rename_needed(&key(from), &key(to));
        self.catalog.constraints.change_by(By::Target(table), |constraint| {
            if let ConstraintKind::ForeignKey { key, .. } = &mut constraint.kind
                && key == from
            {
                to.clone_into(key);
            }
        });
    }

    pub(in crate::replay) fn rename_relation(&mut self, id: RelationId, to: &Ident) -> Done {
        let old = self.get(id)?.name.clone();
        let new = QualifiedName::new(&old.schema, &to.name);
        self.relation_is_free(&new, to.span)?;
        if self.get(id)?.kind != RelationKind::Sequence {
            self.type_is_new(&new, to.span)?;
        }
        self.give_name(id, new, to);
        let origin = self.origin(to.span);
        self.catalog.history.push(Gone {
            what: GoneThing::Relation(old),
            renamed_to: Some(to.name.clone()),
            origin,
        });
        Ok(())
    }

    fn give_name(&mut self, id: RelationId, new: QualifiedName, _at: &Ident) {
        self.forget_bodies_on(id);
        let Ok(mut relation) = self.get_mut(id) else { return };
        relation.name = new.clone();
        let row_type = relation.row_type;
        drop(relation);
        self.rename_type(row_type, new);
    }

    pub(in crate::replay) fn move_relation(&mut self, id: RelationId, schema: &Ident) -> Done {
        self.schema_exists(schema)?;
        let old = self.get(id)?.name.clone();
        if old.schema == schema.name {
            return Ok(());
        }
        let new = QualifiedName::new(&schema.name, &old.name);
        if relation_taken(self.catalog, &new.schema, &new.name) {
            let message =
                format!("relation `{}` already exists in schema `{}`", new.name, new.schema);
            return Err(Diagnostic::new(SqlState::DUPLICATE_TABLE, schema.span, message).into());
        }
        self.give_name(id, new, schema);
        // Its indexes and sequences go along.
        let own = self.catalog.indexes.by(By::Relation(id));
        let own: Vec<QualifiedName> = own.map(|index| index.name.clone()).collect();
        for index in own {
            self.name_index(&index, QualifiedName::new(&schema.name, &index.name));
        }
        let owned = self.catalog.owned_sequences.by(By::Relation(id));
        let sequences: Vec<_> = owned.map(|owned| owned.sequence).collect();
        for sequence in sequences {
            self.get_mut(sequence)?.name.schema.clone_from(&schema.name);
        }
        let origin = self.origin(schema.span);
        self.catalog.history.push(Gone {
            renamed_to: Some(format!("{}.{}", schema.name, old.name)),
            what: GoneThing::Relation(old),
            origin,
        });
        Ok(())
    }

    pub(in crate::replay) fn find_index(&self, name: &QualifiedIdent) -> Option<QualifiedName> {
        let in_schema = |schema: &str| {
            let mut indexes = self.catalog.indexes.by(By::Name(&name.name.name));
            indexes.find(|index| index.name.is(schema, &name.name.name))
        };
        let found = match &name.schema {
            Some(schema) => in_schema(&schema.name),
            None => self.catalog.search_path.iter().find_map(|schema| in_schema(schema)),
        };
        found.map(|index| index.name.clone())
    }

    pub(in crate::replay) fn alter_index(&mut self, alter: &AlterRelation) -> Done {
        let Some(index) = self.find_index(&alter.name) else {
            // `ALTER INDEX` takes the name of a table, too.
            if let (Some(id), [AlterAction::Rename(to)]) =
                (self.find_relation(&alter.name), alter.actions.as_slice())
            {
                return self.rename_relation(id, to);
            }
            if alter.if_exists {
                return Ok(());
            }
            if self.is_unread(&alter.name) {
                return Err(crate::replay::Stop::Known);
            }
            let message = format!("relation `{}` does not exist", spelled(&alter.name));
            return Err(
                Diagnostic::new(SqlState::UNDEFINED_TABLE, span(&alter.name), message).into()
            );
        };
        for action in &alter.actions {
            if let AlterAction::Rename(to) = action {
                let new = QualifiedName::new(&index.schema, &to.name);
                self.relation_is_free(&new, to.span)?;
                let Some(found) = self.index(&index) else { continue };
                let table = found.relation;
                match self.is_behind_constraint(found) {
                    true => self.rename_with_index(table, &index.name, &to.name),
                    false => self.rename_index(table, &index, &to.name),
                }
            }
            if let AlterAction::AttachIndex(partition) = action {
                self.attach_partition_index(&index, partition)?;
            }
        }
        Ok(())
    }

    pub(in crate::replay) fn rename_schema(&mut self, name: &Ident, to: &Ident) -> Done {
        self.schema_exists(name)?;
        if self.catalog.schemas.contains(&to.name) {
            let message = format!("schema `{}` already exists", to.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_SCHEMA, to.span, message).into());
        }
        let rename = |schema: &mut String| schema.clone_from(&to.name);
        self.forget_bodies();
        let schemas = self.catalog.schemas.iter_mut();
        schemas.filter(|schema| **schema == name.name).for_each(rename);
        let by = By::Schema(&name.name);
        self.catalog.relations.change_by(by, |found| rename(&mut found.name.schema));
        self.catalog.types.change_by(by, |found| rename(&mut found.name.schema));
        self.catalog.functions.change_by(by, |found| rename(&mut found.name.schema));
        self.catalog.operators.change_by(by, |found| rename(&mut found.name.schema));
        self.catalog.others.change_by(by, |found| rename(&mut found.name.schema));
        let indexes = self.catalog.indexes.by(by).map(|index| index.name.clone());
        for index in indexes.collect::<Vec<_>>() {
            self.name_index(&index, QualifiedName::new(&to.name, &index.name));
        }
        Ok(())
    }
}
