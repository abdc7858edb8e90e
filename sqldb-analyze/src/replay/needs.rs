//! What definitions use besides relations: it cannot be dropped without them.

pub(super) mod uses;

use super::{Done, Replay};
use crate::catalog::{
    By, Default, Dependent, FunctionId, Need, Needed, OtherKind, RelationId, Use, UserFunction,
    UserOperator,
};
use crate::infer::Reads;
use crate::tree::ddl::DropBehavior;
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    /// Notes what a definition uses, in place of what it used before.
    pub(super) fn set_needs(&mut self, dependent: &Dependent, needed: Vec<Needed>) {
        let by = By::Dependent(dependent);
        self.catalog.needs.remove_by(by);
        self.add_needs(dependent, needed);
    }

    /// Notes which objects of a kind a definition uses, in place of those that it used before.
    pub(super) fn set_needs_of_kind(
        &mut self,
        dependent: &Dependent,
        kind: &OtherKind,
        needed: Vec<Needed>,
    ) {
        let used = self.catalog.needs.by(By::Dependent(dependent));
        let before = used.filter(|need| self.catalog.is_other(&need.on, kind));
        let before: Vec<Need> = before.cloned().collect();
        self.catalog.needs.take_by(By::Dependent(dependent), |need| before.contains(need));
        self.add_needs(dependent, needed);
    }

    /// Notes what a definition uses besides what is noted.
    pub(super) fn add_needs(&mut self, dependent: &Dependent, needed: Vec<Needed>) {
        let needs = needed.into_iter().map(|on| Need { dependent: dependent.clone(), on });
        self.catalog.needs.extend(needs);
    }

    /// Notes all that a definition reads and uses, in place of what it did before.
    pub(super) fn set_reads(
        &mut self,
        dependent: &Dependent,
        reads: impl IntoIterator<Item = Reads>,
    ) {
        self.forget(dependent);
        for reads in reads {
            self.add_needs(dependent, reads.needed().to_vec());
            let uses = reads.into_relations().into_iter();
            let uses = uses.map(|(relation, columns)| Use {
                dependent: dependent.clone(),
                relation,
                columns,
            });
            self.catalog.uses.extend(uses);
        }
    }

    /// A definition goes, or becomes another one.
    pub(super) fn forget(&mut self, dependent: &Dependent) {
        let by = By::Dependent(dependent);
        self.catalog.needs.remove_by(by);
        self.catalog.uses.remove_by(by);
    }

    /// What uses others goes by another name.
    pub(super) fn rename_dependent(&mut self, before: &Dependent, after: &Dependent) {
        let by = By::Dependent(before);
        self.catalog.needs.change_by(by, |need| need.dependent.clone_from(after));
        self.catalog.uses.change_by(by, |found| found.dependent.clone_from(after));
    }

    /// What others use goes by another name.
    pub(super) fn rename_needed(&mut self, before: &Needed, after: &Needed) {
        self.catalog.needs.change_by(By::Needed(before), |need| need.on.clone_from(after));
    }

    /// What is copied for another table reads of that what its original reads of its own, and uses the
    /// same.
    pub(super) fn copy_reads(&mut self, from: &Dependent, to: &Dependent) {
        self.copy_needs(from, to.clone());
        let (Some(source), Some(table)) = (from.relation(), to.relation()) else { return };
        let uses = self.catalog.uses.by(By::Dependent(from));
        let copied: Vec<Use> = uses
            .map(|found| Use {
                dependent: to.clone(),
                relation: if found.relation == source { table } else { found.relation },
                columns: found.columns.clone(),
            })
            .collect();
        self.catalog.uses.extend(copied);
    }

    /// What is copied uses what its original uses.
    pub(super) fn copy_needs(&mut self, from: &Dependent, to: Dependent) {
        let needs = self.catalog.needs.by(By::Dependent(from));
        let needed = needs.map(|need| need.on.clone()).collect();
        self.set_needs(&to, needed);
    }

    /// A column has the default of another table's column of its name.
    pub(super) fn copy_default(&mut self, source: RelationId, table: RelationId, column: &str) {
        let from = Dependent::Default(source, column.to_owned());
        self.copy_needs(&from, Dependent::Default(table, column.to_owned()));
        let is = |known: &&(RelationId, String)| known.0 == source && known.1 == column;
        if self.catalog.own_defaults.find_by(By::Relation(source), is).is_some() {
            self.catalog.own_defaults.push((table, column.to_owned()));
        }
    }

    /// Refuses, or drops, what uses a thing (`dependency.c findDependentObjects`).
    pub(super) fn needed_dependents(
        &mut self,
        needed: &Needed,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        let needs = self.catalog.needs.by(By::Needed(needed));
        let dependents: Vec<_> = needs.map(|need| need.dependent.clone()).collect();
        for dependent in dependents {
            self.goes_along(&dependent, word, ident, behavior)?;
        }
        self.catalog.needs.remove_by(By::Needed(needed));
        Ok(())
    }

    /// Refuses, or drops, one thing that uses what is dropped.
    pub(super) fn goes_along(
        &mut self,
        dependent: &Dependent,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        let Some((shown, origin)) = self.dependent(dependent) else { return Ok(()) };
        if behavior == DropBehavior::Restrict {
            return Err(self.depends_on(word, ident, &shown, Some(origin)).into());
        }
        self.drop_dependent(dependent, word, ident)
    }

    /// Takes functions out, with what uses them.
    pub(super) fn drop_functions(
        &mut self,
        functions: Vec<UserFunction>,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        self.drop_functions_with(functions, &[], word, ident, behavior)
    }

    /// Takes functions out that do not stand in each other's way, nor in that of some that go, too.
    pub(super) fn drop_functions_with(
        &mut self,
        functions: Vec<UserFunction>,
        together: &[FunctionId],
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        let ids: Vec<FunctionId> = functions.iter().map(UserFunction::id).collect();
        let mut own = Vec::new();
        for function in ids.iter().chain(together) {
            let dependent = Dependent::Function(function.clone());
            own.extend(self.catalog.needs.remove_by(By::Dependent(&dependent)));
        }
        let done = ids.iter().try_for_each(|function| {
            self.needed_dependents(&Needed::Function(function.clone()), word, ident, behavior)
        });
        self.catalog.needs.extend(own);
        done?;
        for (function, id) in functions.into_iter().zip(ids) {
            let stays = |found: &UserFunction| !found.is(&id) || found.name != function.name;
            self.catalog.functions.retain_by(By::Made(&id.made), stays);
            self.forget(&Dependent::Function(id));
        }
        Ok(())
    }

    /// Takes operators out, with what uses them.
    pub(super) fn drop_operators(
        &mut self,
        operators: Vec<Needed>,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        for operator in &operators {
            self.needed_dependents(operator, word, ident, behavior)?;
        }
        for operator in operators {
            if let Needed::Operator(symbol, ..) = &operator {
                let stays = |found: &UserOperator| found.as_needed() != operator;
                self.catalog.operators.retain_by(By::Name(symbol), stays);
            }
        }
        Ok(())
    }

    fn drop_dependent(
        &mut self,
        dependent: &Dependent,
        word: &str,
        ident: &QualifiedIdent,
    ) -> Done {
        match dependent {
            Dependent::View(id) => self.drop_view(*id, word, ident, DropBehavior::Cascade, &[]),
            Dependent::Table(id) => {
                self.relation_dependents(*id, ident.name.span, DropBehavior::Cascade, &[])?;
                self.remove_relation(*id, ident.name.span);
                Ok(())
            }
            Dependent::Column(id, name) => self.drop_column_along(*id, name, ident),
            Dependent::Field(id, name) => {
                self.field_dependents(*id, name, word, ident, DropBehavior::Cascade)?;
                self.remove_field(*id, name);
                Ok(())
            }
            Dependent::Other(id) => self.drop_other_object(*id, word, ident, DropBehavior::Cascade),
            Dependent::Published(..) => {
                self.forget(dependent);
                Ok(())
            }
            Dependent::Default(id, name) => {
                let found = self.get(*id)?.column(name).map(|(_, column)| column.default);
                if let Some(Default::Generated(_)) = found {
                    return self.drop_column_along(*id, name, ident);
                }
                self.change_column(*id, name, |column| column.default = Default::None)
            }
            Dependent::Constraint(id, name) => {
                if let Some(index) = self.index_behind(*id, name).map(|index| index.name.clone()) {
                    self.remove_index(&index);
                }
                self.catalog.constraints.retain_by(By::Relation(*id), |found| found.name != *name);
                self.forget(dependent);
                Ok(())
            }
            Dependent::Trigger(id, name) => {
                self.remove_trigger(*id, name);
                Ok(())
            }
            Dependent::Rule(id, name) => {
                self.remove_rule(*id, name);
                Ok(())
            }
            Dependent::Policy(id, name, _) => {
                self.remove_policy(*id, name);
                Ok(())
            }
            Dependent::EventTrigger(name) => {
                self.remove_event_trigger(name);
                Ok(())
            }
            Dependent::Index(name) => {
                if let Some(table) = self.index(name).map(|index| index.relation) {
                    self.key_dependents(table, &name.name, word, ident, DropBehavior::Cascade)?;
                }
                self.remove_index(name);
                Ok(())
            }
            Dependent::Function(id) => {
                let functions = self.catalog.functions.by(By::Made(&id.made));
                let functions = functions.filter(|found| found.is(id)).cloned().collect();
                self.drop_functions(functions, word, ident, DropBehavior::Cascade)
            }
            Dependent::Operator(name, left, right) => {
                let operator = Needed::Operator(name.clone(), *left, *right);
                self.drop_operators(vec![operator], word, ident, DropBehavior::Cascade)
            }
            Dependent::Cast(source, target) => {
                self.remove_cast(*source, *target);
                Ok(())
            }
            Dependent::Type(id) => {
                self.type_dependents(*id, word, ident, DropBehavior::Cascade, &[])?;
                self.remove_type(*id);
                Ok(())
            }
            Dependent::DomainConstraint(id, name) => {
                self.remove_domain_constraint(*id, name);
                Ok(())
            }
        }
    }

    fn drop_column_along(&mut self, id: RelationId, name: &str, ident: &QualifiedIdent) -> Done {
        let column = Ident { name: name.to_owned(), span: ident.name.span };
        self.column_dependents(id, &column, DropBehavior::Cascade)?;
        self.remove_column(id, name, column.span);
        Ok(())
    }
}
