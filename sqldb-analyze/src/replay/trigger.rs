//! Triggers: their names, rows that they may keep from being written, and what they need.
//!
//! What one may be is in `kind`, its function in `function`; `event` has event triggers.

pub(super) mod event;
pub(super) mod function;
pub(super) mod kind;

use super::lookup::with_suggestion;
use super::{Done, Replay, Stop};
use crate::catalog::{
    By, Dependent, Gone, GoneThing, Need, QualifiedName, RelationId, Trigger, TriggerForm,
    TriggerTime, Use,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Reads;
use crate::tree::ddl::{CreateTrigger, WrittenTime};
use crate::tree::{Ident, QualifiedIdent};

/// A trigger, and what it uses.
pub(super) struct TakenTrigger {
    triggers: Vec<Trigger>,
    needs: Vec<Need>,
    uses: Vec<Use>,
}

impl Replay<'_> {
    /// `CREATE TRIGGER` (`trigger.c CreateTriggerFiringOn`).
    pub(super) fn create_trigger(&mut self, create: &CreateTrigger) -> Done {
        let id = self.relation(&create.relation)?;
        let done = self.checked_trigger(id, create);
        if done.is_err() {
            self.unread_trigger(id, &create.name.name);
        }
        let reads = done?;
        let name = create.name.name.clone();
        // `CREATE OR REPLACE`.
        self.remove_trigger(id, &name);
        let origin = self.origin(create.name.span);
        self.set_reads(&Dependent::Trigger(id, name.clone()), [reads]);
        let time = match create.time {
            WrittenTime::Before | WrittenTime::InsteadOf => TriggerTime::BeforeOrInstead,
            WrittenTime::After => TriggerTime::After,
        };
        // A partition that has one of this name from its table keeps that one.
        if !self.get(id)?.parents.is_empty() {
            self.unread_trigger(id, &name);
        }
        let form = create.form;
        let events = create.events.iter().map(|event| event.statement).collect();
        self.catalog.triggers.push(Trigger { name, relation: id, form, time, events, origin });
        Ok(())
    }

    /// What a trigger uses: the columns of `UPDATE OF` and of `WHEN`, and its function.
    fn checked_trigger(&self, id: RelationId, create: &CreateTrigger) -> Done<Reads> {
        self.trigger_kind(id, create)?;
        self.trigger_columns(id, create)?;
        let mut reads = self.trigger_condition(id, create)?;
        for column in create.events.iter().flat_map(|event| &event.columns) {
            reads.add_column(id, &column.name);
        }
        if let Some(function) = self.trigger_function(&create.function, "trigger")? {
            reads.add_needed(function);
        }
        self.no_such_trigger(id, create)?;
        Ok(reads)
    }

    fn no_such_trigger(&self, id: RelationId, create: &CreateTrigger) -> Done {
        let name = &create.name;
        let known = self.catalog.triggers.by(By::Relation(id));
        let mut known = known.filter(|found| found.name == name.name);
        let Some(known) = known.next() else { return Ok(()) };
        let unread = GoneThing::Trigger(id, name.name.clone());
        if self.catalog.unread.contains(&unread) {
            return Ok(());
        }
        let table = &self.get(id)?.name.name;
        if create.or_replace {
            return match known.form {
                TriggerForm::Plain => Ok(()),
                TriggerForm::Constraint => {
                    let shown = &name.name;
                    let message =
                        format!("trigger `{shown}` for relation `{table}` is a constraint trigger");
                    Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, name.span, message)
                        .note(format!("`{shown}` is created here"), Some(known.origin.clone()))
                        .help("`DROP TRIGGER` first")
                        .into())
                }
            };
        }
        let message = format!("trigger `{}` for relation `{table}` already exists", name.name);
        Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, name.span, message)
            .note(format!("`{}` is created here", name.name), Some(known.origin.clone()))
            .help("write `CREATE OR REPLACE TRIGGER`, or `DROP TRIGGER` first")
            .into())
    }

    /// Remembers a trigger of which nobody knows whether it is there.
    pub(super) fn unread_trigger(&mut self, id: RelationId, name: &str) {
        self.catalog.unread.push(GoneThing::Trigger(id, name.to_owned()));
    }

    /// A trigger that must exist (`trigger.c get_trigger_oid`).
    pub(super) fn trigger_exists(&self, id: RelationId, name: &Ident) -> Done {
        let relation = self.get(id)?;
        let mut own = self.catalog.triggers.by(By::Relation(id));
        let system = name.name.contains("ConstraintTrigger_");
        // A partition has the triggers of its table.
        let may_inherit = !relation.parents.is_empty();
        if own.any(|found| found.name == name.name)
            || system
            || may_inherit
            || !self.knows_all()
            || self.catalog.unread.contains(&GoneThing::Trigger(id, name.name.clone()))
        {
            return Ok(());
        }
        let table = &relation.name.name;
        let message = format!("trigger `{}` for table `{table}` does not exist", name.name);
        let diagnostic = Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message);
        let is = |thing: &GoneThing| {
            matches!(thing, GoneThing::Trigger(relation, trigger)
            if *relation == id && *trigger == name.name)
        };
        if let Some(gone) = self.gone(is) {
            return Err(super::lookup::with_gone(diagnostic, &name.name, gone).into());
        }
        let names = self.catalog.triggers.by(By::Relation(id));
        let names = names.map(|found| found.name.as_str());
        Err(with_suggestion(diagnostic, &name.name, names).into())
    }

    pub(super) fn rename_trigger(
        &mut self,
        name: &Ident,
        relation: &QualifiedIdent,
        to: &Ident,
    ) -> Done {
        let id = self.relation(relation)?;
        self.trigger_exists(id, name)?;
        let taken = |found: &&Trigger| found.name == to.name;
        if self.catalog.triggers.find_by(By::Relation(id), taken).is_some()
            && !self.catalog.unread.contains(&GoneThing::Trigger(id, to.name.clone()))
        {
            let table = &self.get(id)?.name.name;
            let message = format!("trigger `{}` for relation `{table}` already exists", to.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, to.span, message).into());
        }
        self.catalog.triggers.change_by(By::Relation(id), |found| {
            if found.name == name.name {
                found.name.clone_from(&to.name);
            }
        });
        let before = Dependent::Trigger(id, name.name.clone());
        self.rename_dependent(&before, &Dependent::Trigger(id, to.name.clone()));
        self.trigger_gone(id, name, Some(to.name.clone()));
        Ok(())
    }

    pub(super) fn drop_trigger(
        &mut self,
        name: &Ident,
        relation: &QualifiedIdent,
        if_exists: bool,
    ) -> Done {
        let Some(id) = self.find_relation(relation) else {
            return if if_exists { Ok(()) } else { Err(self.missing_relation(relation)) };
        };
        if !if_exists {
            self.trigger_exists(id, name)?;
        }
        self.remove_trigger(id, &name.name);
        self.trigger_gone(id, name, None);
        let unread = GoneThing::Trigger(id, name.name.clone());
        self.catalog.unread.retain(|thing| *thing != unread);
        Ok(())
    }

    fn trigger_gone(&mut self, id: RelationId, name: &Ident, renamed_to: Option<String>) {
        let what = GoneThing::Trigger(id, name.name.clone());
        let origin = self.origin(name.span);
        self.catalog.history.push(Gone { what, renamed_to, origin });
    }

    pub(super) fn remove_trigger(&mut self, id: RelationId, name: &str) {
        self.take_trigger(id, name);
    }

    /// Takes a trigger out, and says what it was: more than one where others may have its name.
    pub(super) fn take_trigger(&mut self, id: RelationId, name: &str) -> TakenTrigger {
        let dependent = Dependent::Trigger(id, name.to_owned());
        let by = By::Dependent(&dependent);
        TakenTrigger {
            triggers: self.catalog.triggers.take_by(By::Relation(id), |found| found.name == name),
            needs: self.catalog.needs.remove_by(by),
            uses: self.catalog.uses.remove_by(by),
        }
    }

    /// Puts a trigger beside another one of its name: which of them is there, nobody knows.
    pub(super) fn put_trigger_back(&mut self, taken: TakenTrigger) {
        let TakenTrigger { triggers, needs, uses } = taken;
        self.catalog.triggers.extend(triggers);
        self.catalog.needs.extend(needs);
        self.catalog.uses.extend(uses);
    }

    /// Remembers a function of which nobody knows whether it is there.
    pub(super) fn unread_function(&mut self, name: &QualifiedIdent) {
        let schema = match &name.schema {
            Some(schema) => schema.name.clone(),
            None => self.creation_schema_name().unwrap_or_else(|| "public".to_owned()),
        };
        let name = QualifiedName::new(schema, &name.name.name);
        self.catalog.unread.push(GoneThing::Function(name));
    }

    /// [`Catalog::knows_all`].
    pub(super) fn knows_all(&self) -> bool {
        self.catalog.knows_all()
    }
}

/// What stands in the way of a trigger.
pub(super) fn refused(
    code: SqlState,
    at: crate::span::Span,
    message: impl Into<String>,
    help: &'static str,
) -> Stop {
    Diagnostic::new(code, at, message).help(help).into()
}
