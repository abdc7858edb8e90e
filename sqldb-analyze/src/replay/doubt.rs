//! Statements that may have run or not: what weakens claims is applied, what adds to them is not.

use super::{Done, Replay, unreadable};
use crate::catalog::{GoneThing, QualifiedName, RelationKind, Validity};
use crate::diagnostic::Diagnostic;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{
    AlterAction, AlterColumn, AlterDomainAction, AlterOtherAction, AlterRelation, Ddl,
    DdlStatement, DropBehavior, IndexElement, Object, OtherName, PolicyForm,
};

impl Replay<'_> {
    /// Applies a statement of which nobody knows whether it runs, as far as that makes no claim.
    pub(super) fn apply_doubtful(&mut self, statement: &DdlStatement) -> Done {
        let done = self.apply_as_doubtful(statement);
        self.ask_again();
        done
    }

    fn apply_as_doubtful(&mut self, statement: &DdlStatement) -> Done {
        match &statement.kind {
            Ddl::Setting(_) | Ddl::Begin | Ddl::Skipped | Ddl::Mention(_) | Ddl::Refresh { .. } => {
                Ok(())
            }
            Ddl::Data { tables, statement } => {
                match statement {
                    Some(statement) => self.may_delete(statement),
                    None => {
                        let tables = tables.iter().filter_map(|table| self.find_relation(table));
                        let tables = tables.collect();
                        self.may_empty(tables);
                    }
                }
                Ok(())
            }
            Ddl::CreatePolicy(policy) => {
                if let Some(id) = self.find_relation(&policy.relation) {
                    self.unread_policy(id, &policy.name.name);
                    if let PolicyForm::Rename(to) = &policy.form {
                        self.unread_policy(id, &to.name);
                    }
                }
                self.quietly(statement)
            }
            Ddl::DropPolicy { name, relation, if_exists: _ } => {
                if let Some(id) = self.find_relation(relation) {
                    self.unread_policy(id, &name.name);
                }
                Ok(())
            }
            // It may call its function with every statement, or not.
            Ddl::DropEventTrigger { names, if_exists: _ } => {
                names.iter().for_each(|name| self.unread_event_trigger(name));
                Ok(())
            }
            Ddl::AlterEventTrigger { name, to } => {
                for name in std::iter::once(name).chain(to) {
                    self.unread_event_trigger(name);
                }
                Ok(())
            }
            Ddl::Unlisted | Ddl::CheckFunctionBodies(_) => {
                self.apply_kind(&statement.kind, statement.span)
            }
            Ddl::DropTrigger { name, relation, if_exists: _ }
            | Ddl::RenameTrigger { name, relation, to: _ } => {
                if let Some(id) = self.find_relation(relation) {
                    self.unread_trigger(id, &name.name);
                    if let Ddl::RenameTrigger { to, .. } = &statement.kind {
                        self.unread_trigger(id, &to.name);
                    }
                }
                Ok(())
            }
            Ddl::CreateTrigger(create) => {
                let Some(id) = self.find_relation(&create.relation) else { return Ok(()) };
                let name = &create.name.name;
                self.unread_trigger(id, name);
                // The one whose place it takes may fire still.
                let before = self.take_trigger(id, name);
                let done = self.quietly(statement);
                self.put_trigger_back(before);
                done
            }
            // What the rule did before it may do still.
            Ddl::CreateRule(create) if self.replaces_rule(create) => {
                Err(self.undecided(statement).into())
            }
            // A row may not be written: weaker than that it is.
            Ddl::CreateRule(create) => {
                let done = self.quietly(statement);
                if let Some(id) = self.find_relation(&create.relation) {
                    self.unread_rule(id, &create.name.name);
                }
                done
            }
            // A rule or a trigger that is still there is weaker than none.
            Ddl::DropRule { name, relation, if_exists: _ }
            | Ddl::RenameRule { name, relation, to: _ } => {
                if let Some(id) = self.find_relation(relation) {
                    self.unread_rule(id, &name.name);
                    if let Ddl::RenameRule { to, .. } = &statement.kind {
                        self.unread_rule(id, &to.name);
                    }
                }
                Ok(())
            }
            Ddl::CreateCollation { create, .. } | Ddl::CreateOther(create) => {
                self.unread_other(&create.object);
                self.quietly(statement)
            }
            // What uses it may go along.
            Ddl::DropOther(drop) if drop.behavior == DropBehavior::Restrict => {
                drop.objects.iter().for_each(|object| self.unread_other(object));
                self.quietly(statement)
            }
            Ddl::AlterOther(alter) => {
                self.unread_other(&alter.object);
                if let AlterOtherAction::Rename(to) = &alter.action {
                    self.catalog.unread.push(GoneThing::Other(to.name.clone()));
                }
                Ok(())
            }
            // A key more or less is no claim if it is not believed.
            Ddl::CreateIndex(index) => {
                if let Some(name) = &index.name
                    && let Some(table) = self.find_relation(&index.table)
                {
                    let schema = self.get(table)?.name.schema.clone();
                    let name = QualifiedName::new(schema, &name.name);
                    self.catalog.unread.push(GoneThing::Relation(name));
                }
                Ok(())
            }
            Ddl::Drop(drop) if drop.object == Object::Index => {
                for name in &drop.names {
                    self.unread_relation(&name.name);
                }
                self.quietly(statement)
            }
            Ddl::AlterRelation(alter) if alter.actions.iter().all(is_constraint) => {
                self.doubtful_constraints(alter)
            }
            // A trigger function cannot be called.
            Ddl::CreateFunction(function)
                if function.returns.as_ref().is_some_and(|returns| {
                    matches!(returns.name.name.name.as_str(), "trigger" | "event_trigger")
                }) =>
            {
                self.unread_function(&function.name);
                Ok(())
            }
            _ => Err(self.undecided(statement).into()),
        }
    }

    fn undecided(&self, statement: &DdlStatement) -> Diagnostic {
        unreadable(statement.span, "this statement runs only if a database says so, and")
    }

    /// Applies a statement, and keeps its mistakes back: it may not run.
    fn quietly(&mut self, statement: &DdlStatement) -> Done {
        let count = self.diagnostics.len();
        let _ = self.apply_kind(&statement.kind, statement.span);
        self.diagnostics.truncate(count);
        Ok(())
    }

    fn unread_other(&mut self, object: &OtherName) {
        self.catalog.unread.push(GoneThing::Other(object.name.name.name.clone()));
    }

    fn unread_relation(&mut self, name: &QualifiedIdent) {
        let schema = match &name.schema {
            Some(schema) => schema.name.clone(),
            None => self.creation_schema_name().unwrap_or_else(|| "public".to_owned()),
        };
        let name = QualifiedName::new(schema, &name.name.name);
        self.catalog.unread.push(GoneThing::Relation(name));
    }

    fn doubtful_constraints(&mut self, alter: &AlterRelation) -> Done {
        let Some(id) = self.find_relation(&alter.name) else { return Ok(()) };
        for action in &alter.actions {
            match action {
                AlterAction::AddConstraint(constraint) => {
                    let name = constraint.name.as_ref().map(|name| name.name.clone());
                    self.catalog.unread.extend(name.map(|name| GoneThing::Constraint(id, name)));
                }
                AlterAction::DropConstraint { name, .. } => {
                    let thing = GoneThing::Constraint(id, name.name.clone());
                    let done =
                        self.drop_constraint(id, name, true, DropBehavior::Cascade, alter.reach);
                    if done.is_ok() {
                        self.catalog.unread.push(thing);
                    }
                }
                AlterAction::AlterColumn(
                    name,
                    change @ (AlterColumn::DropNotNull | AlterColumn::SetDefault(_)),
                ) => {
                    let _ = self.alter_column(id, name, change, alter.reach);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether rows decide, too, whether a statement succeeds.
pub(super) fn depends_on_rows(kind: &Ddl) -> bool {
    match kind {
        Ddl::Data { tables: _, statement } => statement.is_some(),
        Ddl::CreateView(view) => view.kind != RelationKind::View,
        Ddl::CreateIndex(index) => {
            let expression =
                |element: &IndexElement| matches!(element, IndexElement::Expression(_));
            index.unique || index.filter.is_some() || index.elements.iter().any(expression)
        }
        Ddl::AlterRelation(alter) => alter.actions.iter().any(|action| match action {
            AlterAction::AddColumn { column, if_not_exists: _ } => !column.constraints.is_empty(),
            AlterAction::AlterColumn(_, change) => {
                matches!(change, AlterColumn::Type { .. } | AlterColumn::SetNotNull)
            }
            AlterAction::AddConstraint(constraint) => {
                constraint.attributes.validity() == Validity::Valid
            }
            AlterAction::ValidateConstraint(_)
            | AlterAction::AlterConstraint(..)
            | AlterAction::AttachPartition(..) => true,
            _ => false,
        }),
        Ddl::AlterDomain { name: _, action } => {
            matches!(
                action,
                AlterDomainAction::SetNotNull
                    | AlterDomainAction::AddConstraint(_)
                    | AlterDomainAction::ValidateConstraint(_)
            )
        }
        _ => false,
    }
}

/// Whether an action changes no type and no name that a query can see.
fn is_constraint(action: &AlterAction) -> bool {
    match action {
        AlterAction::AddConstraint(_)
        | AlterAction::DropConstraint { .. }
        | AlterAction::ValidateConstraint(_)
        | AlterAction::AlterConstraint(..)
        | AlterAction::OwnedBy(_)
        | AlterAction::SwitchTrigger(_)
        | AlterAction::SwitchRule(..)
        | AlterAction::SetParameters(_)
        | AlterAction::SetAccessMethod(_)
        | AlterAction::ClusterOn(_)
        | AlterAction::ReplicaIdentity(_)
        | AlterAction::Nothing => true,
        AlterAction::AlterColumn(_, change) => matches!(
            change,
            AlterColumn::SetDefault(_)
                | AlterColumn::DropDefault
                | AlterColumn::SetNotNull
                | AlterColumn::DropNotNull
                | AlterColumn::Nothing
        ),
        _ => false,
    }
}
