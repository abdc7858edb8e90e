//! `ALTER TABLE` and its kin: what is named, and in which order the actions are done.

pub(super) mod column;
pub(super) mod column_list;
pub(super) mod constraint;
pub(super) mod not_null;
pub(super) mod rename;

use super::constraint::pending::Pending;
use super::lookup::{span, spelled};
use super::{Done, Replay};
use crate::catalog::{By, NotNull, OwnedSequence, RelationId, RelationKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ddl::{
    AlterAction, AlterColumn, AlterRelation, ColumnConstraintKind, Object, Reach,
    TableConstraintKind,
};
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    pub(super) fn alter_relation(&mut self, alter: &AlterRelation) -> Done {
        if alter.object == Object::Index || self.is_index_rename(alter) {
            return self.alter_index(alter);
        }
        let Some(id) = self.find_relation(&alter.name) else {
            if alter.if_exists || self.is_system(&alter.name) {
                return Ok(());
            }
            let missing = self.missing_relation(&alter.name);
            // What has its new name then is nobody else's mistake.
            for action in &alter.actions {
                if let AlterAction::Rename(to) = action {
                    let schema = alter.name.schema.clone();
                    self.unread_name(&QualifiedIdent { schema, name: to.clone() });
                }
            }
            return Err(missing);
        };
        self.is_object(id, alter.object, &alter.name)?;
        let mut actions: Vec<&AlterAction> = Vec::new();
        for action in &alter.actions {
            self.computes_rows(action);
            // USING is about the columns as they were before.
            let done = match action {
                AlterAction::AlterColumn(name, AlterColumn::Type { type_name, using, .. })
                    if self.get(id)?.column(&name.name).is_some() =>
                {
                    self.converts(id, name, type_name, using.as_ref())
                }
                _ => Ok(()),
            };
            if self.keep(done).is_some() {
                actions.push(action);
            }
        }
        actions.sort_by_key(|action| pass(action));
        let (first, last): (Vec<&AlterAction>, Vec<&AlterAction>) =
            actions.into_iter().partition(|action| pass(action) < PASS_OF_KEYS);
        let (keys, last): (Vec<&AlterAction>, Vec<&AlterAction>) =
            last.into_iter().partition(|action| pass(action) == PASS_OF_KEYS);
        // What new columns say comes in front of the table's own (`ATParseTransformCmd`).
        let mut of_columns = Vec::new();
        self.alter_actions(id, alter, &first, &mut of_columns);
        let (of_keys, others) = of_columns.into_iter().partition(Pending::has_index);
        self.add_constraints(id, of_keys);
        self.alter_actions(id, alter, &keys, &mut Vec::new());
        self.add_constraints(id, others);
        self.alter_actions(id, alter, &last, &mut Vec::new());
        Ok(())
    }

    fn alter_actions(
        &mut self,
        id: RelationId,
        alter: &AlterRelation,
        actions: &[&AlterAction],
        of_columns: &mut Vec<Pending>,
    ) {
        for action in actions {
            let done = self.alter_action(id, alter, action, of_columns);
            if self.keep(done).is_none() {
                self.unread_action(id, action);
            }
        }
    }

    /// Refuses an action that computes values for the rows by something that changes the schema.
    fn computes_rows(&mut self, action: &AlterAction) {
        match action {
            AlterAction::AddColumn { column, .. } => {
                for constraint in &column.constraints {
                    if let ColumnConstraintKind::Default(expression) = &constraint.kind {
                        self.changes_nothing_by_calls(expression);
                    }
                }
            }
            AlterAction::AlterColumn(_, AlterColumn::Type { using: Some(using), .. }) => {
                self.changes_nothing_by_calls(using);
            }
            _ => {}
        }
    }

    /// `ALTER TABLE` takes the name of an index, too.
    fn is_index_rename(&self, alter: &AlterRelation) -> bool {
        alter.object == Object::Table
            && matches!(alter.actions.as_slice(), [AlterAction::Rename(_)])
            && self.find_relation(&alter.name).is_none()
            && self.find_index(&alter.name).is_some()
    }

    /// What an action with a mistake would have made.
    fn unread_action(&mut self, id: RelationId, action: &AlterAction) {
        if let AlterAction::AddColumn { column, .. } = action
            && self.get(id).is_ok_and(|relation| relation.column(&column.name.name).is_none())
        {
            let thing = crate::catalog::GoneThing::Column(id, column.name.name.clone());
            self.catalog.unread.push(thing);
        }
    }

    /// Refuses `ALTER VIEW` on a table and the like. `ALTER TABLE` is allowed on all of them as far
    /// as the action makes sense.
    fn is_object(&self, id: RelationId, object: Object, name: &QualifiedIdent) -> Done {
        let kind = self.get(id)?.kind;
        let (fits, what) = match object {
            Object::View => (kind == RelationKind::View, "a view"),
            Object::MaterializedView => {
                (kind == RelationKind::MaterializedView, "a materialized view")
            }
            Object::Sequence => (kind == RelationKind::Sequence, "a sequence"),
            Object::ForeignTable => (kind == RelationKind::ForeignTable, "a foreign table"),
            _ => (true, ""),
        };
        if fits {
            return Ok(());
        }
        Err(Diagnostic::new(
            SqlState::WRONG_OBJECT_TYPE,
            span(name),
            format!("`{}` is not {what}", spelled(name)),
        )
        .into())
    }

    fn alter_action(
        &mut self,
        id: RelationId,
        alter: &AlterRelation,
        action: &AlterAction,
        of_columns: &mut Vec<Pending>,
    ) -> Done {
        let at = span(&alter.name);
        match action {
            // An index is altered on a way of its own.
            AlterAction::AttachIndex(_) | AlterAction::Nothing => Ok(()),
            AlterAction::SetAccessMethod(name) => self.set_access_method(id, name.as_ref()),
            AlterAction::SetParameters(list) => self.storage_parameters(id, list),
            AlterAction::ClusterOn(index) => self.index_of(id, index),
            AlterAction::ReplicaIdentity(index) => self.replica_identity(id, index),
            AlterAction::SwitchTrigger(name) => self.trigger_exists(id, name),
            AlterAction::SwitchRule(name, fires) => self.switch_rule(id, name, *fires),
            AlterAction::AddColumn { column, if_not_exists } => {
                self.is_table(id, at)?;
                self.follows_no_type(id, "add column to", column.name.span)?;
                let constraints = self.add_column(id, column, *if_not_exists, alter.reach)?;
                of_columns.extend(constraints);
                Ok(())
            }
            AlterAction::DropColumn { name, if_exists, behavior } => {
                self.is_table(id, at)?;
                self.follows_no_type(id, "drop column from", name.span)?;
                self.drop_column(id, name, *if_exists, *behavior, alter.reach)
            }
            AlterAction::AlterColumn(column, change) => {
                if let AlterColumn::Type { .. } = change {
                    self.follows_no_type(id, "alter column type of", column.span)?;
                }
                self.alter_column(id, column, change, alter.reach)
            }
            AlterAction::AddConstraint(constraint) => {
                self.is_table(id, at)?;
                self.add_constraint(id, &Pending::new(constraint, alter.reach))
            }
            AlterAction::DropConstraint { name, if_exists, behavior } => {
                self.drop_constraint(id, name, *if_exists, *behavior, alter.reach)
            }
            AlterAction::ValidateConstraint(name) => {
                self.validate_constraint(id, name, alter.reach)
            }
            AlterAction::AlterConstraint(name, change) => {
                self.alter_constraint(id, name, *change, alter.reach)
            }
            AlterAction::RenameColumn(from, to) => {
                self.follows_no_type(id, "rename column of", from.span)?;
                self.rename_column(id, from, to)
            }
            AlterAction::RenameConstraint(from, to) => {
                self.rename_constraint(id, from, to, alter.reach)
            }
            AlterAction::Rename(to) => self.rename_relation(id, to),
            AlterAction::SetSchema(schema) => self.move_relation(id, schema),
            AlterAction::Inherit(parent) => {
                let parent_id = self.relation(parent)?;
                self.inherit(id, parent_id, span(parent))
            }
            AlterAction::NoInherit(parent) => {
                let parent_id = self.relation(parent)?;
                self.disinherit(id, parent_id, span(parent))
            }
            AlterAction::OfType(ty) => self.set_table_type(id, ty),
            AlterAction::NotOfType => {
                self.catalog.typed_tables.retain(|(table, _)| *table != id);
                Ok(())
            }
            AlterAction::AttachPartition(child, bound) => {
                self.bound_fits(id, bound)?;
                let child_id = self.relation(child)?;
                self.is_partitioned(id, at)?;
                self.inherit(child_id, id, span(child))
            }
            AlterAction::DetachPartition(child) => {
                let child_id = self.relation(child)?;
                self.is_partitioned(id, at)?;
                self.disinherit(child_id, id, span(child))
            }
            AlterAction::OwnedBy(owner) => self.set_owner(id, owner.as_ref()),
        }
    }

    fn is_partitioned(&self, id: RelationId, at: Span) -> Done {
        let relation = self.get(id)?;
        if relation.kind == RelationKind::PartitionedTable {
            return Ok(());
        }
        let message = format!("table `{}` is not partitioned", relation.name.name);
        Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message).into())
    }

    fn is_table(&self, id: RelationId, at: Span) -> Done {
        let relation = self.get(id)?;
        if matches!(
            relation.kind,
            RelationKind::Table | RelationKind::PartitionedTable | RelationKind::ForeignTable
        ) {
            return Ok(());
        }
        let message = format!("`{}` is not a table", relation.name.name);
        Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, at, message).into())
    }

    fn set_owner(&mut self, id: RelationId, owner: Option<&(QualifiedIdent, Ident)>) -> Done {
        let owner = match owner {
            None => None,
            Some((table, column)) => {
                let table = self.relation(table)?;
                self.column(table, column)?;
                Some((table, column.name.clone()))
            }
        };
        self.catalog.owned_sequences.remove_by(By::Target(id));
        if let Some((table, column)) = owner {
            let owned = OwnedSequence { sequence: id, table, column, identity: false };
            self.catalog.owned_sequences.push(owned);
        }
        Ok(())
    }

    pub(super) fn missing_constraint(&self, id: RelationId, name: &Ident) -> super::Stop {
        let Ok(relation) = self.get(id) else { return super::Stop::Known };
        let thing = crate::catalog::GoneThing::Constraint(id, name.name.clone());
        if self.catalog.unread.contains(&thing) {
            return super::Stop::Known;
        }
        let message = format!(
            "constraint `{}` of relation `{}` does not exist",
            name.name, relation.name.name
        );
        let constraints = self.catalog.constraints.by(By::Relation(id));
        let names = constraints
            .map(|found| found.name.as_str())
            .chain(relation.keys.iter().map(|key| key.name.as_str()));
        let diagnostic = Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message);
        super::lookup::with_suggestion(diagnostic, &name.name, names).into()
    }

    /// `SET NOT NULL`, and what a primary key brings.
    pub(super) fn set_not_null(&mut self, id: RelationId, name: &Ident, reach: Reach) -> Done {
        let nullable = |partition: &RelationId| {
            let column = self.get(*partition).ok().and_then(|found| found.column(&name.name));
            column.is_some_and(|(_, column)| column.not_null == NotNull::No)
        };
        if reach == Reach::Only && self.partitions(id).iter().any(nullable) {
            let message = format!("column `{}` must be NOT NULL in the partitions too", name.name);
            return Err(Diagnostic::new(SqlState::INVALID_TABLE_DEFINITION, name.span, message)
                .help("leave out `ONLY`")
                .into());
        }
        self.mark(id, &name.name, NotNull::Enforced, reach);
        Ok(())
    }

    pub(super) fn mark(&mut self, id: RelationId, name: &str, not_null: NotNull, reach: Reach) {
        let tables = self.reached(id, reach);
        for table in tables.iter().copied() {
            let foreign =
                self.get(table).is_ok_and(|found| found.kind == RelationKind::ForeignTable);
            let not_null = if foreign { NotNull::No } else { not_null };
            let done = self.change_column(table, name, |column| column.not_null = not_null);
            self.keep(done);
        }
        tables.into_iter().for_each(|table| self.nulls_changed(table));
    }
}

/// The pass in which keys and exclusion constraints are made.
const PASS_OF_KEYS: u8 = 5;

/// In which pass PostgreSQL does an action (`tablecmds.c AlterTablePass`): what is dropped makes
/// room for what is added, whatever the order in the text.
fn pass(action: &AlterAction) -> u8 {
    match action {
        AlterAction::DropColumn { .. } | AlterAction::DropConstraint { .. } => 0,
        AlterAction::AlterColumn(_, change) => match change {
            AlterColumn::DropDefault
            | AlterColumn::DropNotNull
            | AlterColumn::DropIdentity { .. }
            | AlterColumn::DropExpression { .. } => 0,
            AlterColumn::Type { .. } => 1,
            AlterColumn::SetExpression(_) => 3,
            AlterColumn::SetNotNull => 4,
            AlterColumn::SetDefault(_) | AlterColumn::AddIdentity(..) => 6,
            AlterColumn::SetIdentity(_) | AlterColumn::Nothing => 7,
        },
        AlterAction::AddColumn { .. } => 2,
        AlterAction::AddConstraint(constraint) => match constraint.kind {
            TableConstraintKind::NotNull(_) => 3,
            TableConstraintKind::Primary(_)
            | TableConstraintKind::Unique { .. }
            | TableConstraintKind::UsingIndex { .. }
            | TableConstraintKind::Exclude(_) => PASS_OF_KEYS,
            TableConstraintKind::Check(_) | TableConstraintKind::ForeignKey { .. } => 6,
        },
        _ => 7,
    }
}
