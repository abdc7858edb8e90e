//! Policies: their table, their names, and what they test (`policy.c`).

use super::lookup::{span, with_gone, with_suggestion};
use super::{Done, Replay};
use crate::catalog::{
    By, Dependent, Gone, GoneThing, Policy, PolicyCommand, PolicyPart, RelationId, RelationKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::{Definition, Reads};
use crate::span::Span;
use crate::statement::Effect;
use crate::tree::ddl::{CreatePolicy, PolicyForm};
use crate::tree::{Ident, QualifiedIdent};

/// What the expressions of a policy do and read, of those that are written and can be read.
struct Read {
    effect: Effect,
    using: Option<Reads>,
    check: Option<Reads>,
}

impl Replay<'_> {
    /// `CREATE POLICY`, `ALTER POLICY`.
    pub(super) fn create_policy(&mut self, create: &CreatePolicy) -> Done {
        let Some(id) = self.policy_table(&create.relation)? else { return Ok(()) };
        let done = self.checked_policy(id, create);
        if done.is_err() {
            self.unread_policy(id, &create.name.name);
        }
        let Read { effect, using, check } = done?;
        for (part, reads) in [(PolicyPart::Using, using), (PolicyPart::Check, check)] {
            // What is not written stays as it was.
            if let Some(reads) = reads {
                let dependent = Dependent::Policy(id, create.name.name.clone(), part);
                self.set_reads(&dependent, [reads]);
            }
        }
        match &create.form {
            PolicyForm::Create(command) => {
                let origin = self.origin(create.name.span);
                let name = create.name.name.clone();
                self.catalog.policies.push(Policy {
                    name,
                    relation: id,
                    command: *command,
                    effect,
                    origin,
                });
            }
            PolicyForm::Alter => {
                let name = &create.name.name;
                let own = |found: &Policy| found.name == *name;
                let policy = self.catalog.policies.change(By::Relation(id), own);
                // A condition that is not written stays as it was.
                if let Some(mut policy) = policy.filter(|_| effect == Effect::Possible) {
                    policy.effect = effect;
                }
            }
            PolicyForm::Rename(to) => {
                self.catalog.policies.change_by(By::Relation(id), |policy| {
                    if policy.name == create.name.name {
                        policy.name.clone_from(&to.name);
                    }
                });
                for part in [PolicyPart::Using, PolicyPart::Check] {
                    let of = |name: &Ident| Dependent::Policy(id, name.name.clone(), part);
                    self.rename_dependent(&of(&create.name), &of(to));
                }
                self.policy_gone(id, &create.name, Some(to.name.clone()));
            }
        }
        Ok(())
    }

    fn checked_policy(&self, id: RelationId, create: &CreatePolicy) -> Done<Read> {
        match &create.form {
            PolicyForm::Create(command) => {
                expressions_of(*command, create)?;
                self.policy_is_new(id, &create.name)?;
            }
            PolicyForm::Alter => self.policy_exists(id, &create.name)?,
            PolicyForm::Rename(to) => {
                self.policy_exists(id, &create.name)?;
                self.policy_is_new(id, to)?;
            }
        }
        let mut read = Read { effect: Effect::None, using: None, check: None };
        let parts = [(&create.using, &mut read.using), (&create.check, &mut read.check)];
        for (expression, reads) in parts {
            let Some(expression) = expression else { continue };
            let found = self.defines(Some(id), expression, Definition::Policy)?;
            let found = found.map(|(_, reads)| reads);
            if found.as_ref().is_none_or(|reads| reads.effect() == Effect::Possible) {
                read.effect = Effect::Possible;
            }
            *reads = found;
        }
        Ok(read)
    }

    /// `RangeVarCallbackForPolicy`; [`None`] for what is none of the migrations' own.
    fn policy_table(&self, name: &QualifiedIdent) -> Done<Option<RelationId>> {
        let Some(id) = self.any_relation(name)? else { return Ok(None) };
        let relation = self.get(id)?;
        if matches!(relation.kind, RelationKind::Table | RelationKind::PartitionedTable) {
            return Ok(Some(id));
        }
        let message = format!("`{}` is not a table", relation.name.name);
        Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message)
            .note(
                format!("`{}` is created here", relation.name.name),
                Some(relation.origin.clone()),
            )
            .into())
    }

    fn policy_is_new(&self, id: RelationId, name: &Ident) -> Done {
        let mut own = self.catalog.policies.by(By::Relation(id));
        let Some(known) = own.find(|found| found.name == name.name) else { return Ok(()) };
        if self.catalog.unread.contains(&GoneThing::Policy(id, name.name.clone())) {
            return Ok(());
        }
        let table = &self.get(id)?.name.name;
        let message = format!("policy `{}` for table `{table}` already exists", name.name);
        Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, name.span, message)
            .note(format!("`{}` is created here", name.name), Some(known.origin.clone()))
            .help("drop it first, or write `ALTER POLICY`")
            .into())
    }

    /// A policy that must exist.
    pub(super) fn policy_exists(&self, id: RelationId, name: &Ident) -> Done {
        let mut own = self.catalog.policies.by(By::Relation(id));
        let thing = GoneThing::Policy(id, name.name.clone());
        if own.any(|found| found.name == name.name)
            || self.catalog.unread.contains(&thing)
            || !self.knows_all()
        {
            return Ok(());
        }
        let table = &self.get(id)?.name.name;
        let message = format!("policy `{}` for table `{table}` does not exist", name.name);
        let diagnostic = Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message);
        if let Some(gone) = self.gone(|gone| *gone == thing) {
            return Err(with_gone(diagnostic, &name.name, gone).into());
        }
        let own = self.catalog.policies.by(By::Relation(id));
        let names = own.map(|found| found.name.as_str());
        Err(with_suggestion(diagnostic, &name.name, names).into())
    }

    pub(super) fn drop_policy(
        &mut self,
        name: &Ident,
        relation: &QualifiedIdent,
        if_exists: bool,
    ) -> Done {
        let id = match self.find_relation(relation) {
            Some(id) => id,
            None if if_exists => return Ok(()),
            None => match self.any_relation(relation)? {
                Some(id) => id,
                None => return Ok(()),
            },
        };
        if !if_exists {
            self.policy_exists(id, name)?;
        }
        self.remove_policy(id, &name.name);
        let unread = GoneThing::Policy(id, name.name.clone());
        self.catalog.unread.retain(|thing| *thing != unread);
        self.policy_gone(id, name, None);
        Ok(())
    }

    /// Remembers a policy of which nobody knows whether it is there.
    pub(super) fn unread_policy(&mut self, id: RelationId, name: &str) {
        self.catalog.unread.push(GoneThing::Policy(id, name.to_owned()));
    }

    /// Takes a policy out.
    pub(super) fn remove_policy(&mut self, id: RelationId, name: &str) {
        self.catalog.policies.retain_by(By::Relation(id), |found| found.name != name);
        for part in [PolicyPart::Using, PolicyPart::Check] {
            self.forget(&Dependent::Policy(id, name.to_owned(), part));
        }
    }

    fn policy_gone(&mut self, id: RelationId, name: &Ident, renamed_to: Option<String>) {
        let what = GoneThing::Policy(id, name.name.clone());
        let origin = self.origin(name.span);
        self.catalog.history.push(Gone { what, renamed_to, origin });
    }
}

/// Which of its expressions a policy's command has (`policy.c CreatePolicy`).
fn expressions_of(command: PolicyCommand, create: &CreatePolicy) -> Done {
    let refused = |at: Span, message: &str, help: &'static str| -> Done {
        Err(Diagnostic::new(SqlState::SYNTAX_ERROR, at, message).help(help).into())
    };
    match (command, &create.using, &create.check) {
        (PolicyCommand::Select | PolicyCommand::Delete, _, Some(check)) => refused(
            check.span,
            "WITH CHECK cannot be applied to SELECT or DELETE",
            "write `USING (…)`: the rows that are seen",
        ),
        (PolicyCommand::Insert, Some(using), _) => refused(
            using.span,
            "only WITH CHECK expression allowed for INSERT",
            "write `WITH CHECK (…)`: the rows that may be written",
        ),
        _ => Ok(()),
    }
}
