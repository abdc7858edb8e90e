//! What definitions use besides relations: it cannot be dropped without them.

use super::{Done, Replay};
use crate::catalog::{
    ConstraintKind, Default, Dependent, Need, Needed, RelationId, UserFunction, UserOperator,
};
use crate::span::Origin;
use crate::tree::ddl::DropBehavior;
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    /// Notes what a definition uses, in place of what it used before.
    pub(super) fn set_needs(&mut self, dependent: &Dependent, needed: Vec<Needed>) {
        self.catalog.needs.retain(|need| need.dependent != *dependent);
        let needs = needed.into_iter().map(|on| Need { dependent: dependent.clone(), on });
        self.catalog.needs.extend(needs);
    }

    /// Refuses, or drops, what uses a thing (`dependency.c findDependentObjects`).
    pub(super) fn needed_dependents(
        &mut self,
        needed: &Needed,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        let needs = self.catalog.needs.iter().filter(|need| need.on == *needed);
        let dependents: Vec<_> = needs.map(|need| need.dependent.clone()).collect();
        for dependent in dependents {
            let Some((shown, origin)) = self.dependent(&dependent) else { continue };
            if behavior == DropBehavior::Restrict {
                return Err(self.depends_on(word, ident, &shown, Some(origin)).into());
            }
            self.drop_dependent(&dependent, word, ident)?;
        }
        self.catalog.needs.retain(|need| need.on != *needed);
        Ok(())
    }

    /// Takes functions out, with what uses them.
    pub(super) fn drop_functions(
        &mut self,
        gone: impl Fn(&UserFunction) -> bool,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        let functions = self.catalog.functions.iter().filter(|found| gone(found));
        let needed: Vec<_> = functions.map(UserFunction::as_needed).collect();
        for needed in needed {
            self.needed_dependents(&needed, word, ident, behavior)?;
        }
        self.catalog.functions.retain(|found| !gone(found));
        Ok(())
    }

    /// Takes operators out, with what uses them.
    pub(super) fn drop_operators(
        &mut self,
        gone: impl Fn(&UserOperator) -> bool,
        word: &str,
        ident: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        let operators = self.catalog.operators.iter().filter(|found| gone(found));
        let needed: Vec<_> = operators.map(UserOperator::as_needed).collect();
        for needed in needed {
            self.needed_dependents(&needed, word, ident, behavior)?;
        }
        self.catalog.operators.retain(|found| !gone(found));
        Ok(())
    }

    /// What a dependent is called in messages, and where it was made; [`None`] if it is gone.
    fn dependent(&self, dependent: &Dependent) -> Option<(String, Origin)> {
        match dependent {
            Dependent::View(id) => {
                let view = self.catalog.relation(*id)?;
                Some((format!("view `{}`", view.name.name), view.origin.clone()))
            }
            Dependent::Default(id, name) => {
                let table = self.catalog.relation(*id)?;
                let (_, column) = table.column(name)?;
                let what = match column.default {
                    Default::None => return None,
                    Default::Generated(_) => "column",
                    Default::Expression | Default::Identity(_) => "default value for column",
                };
                let shown = format!("{what} `{name}` of table `{}`", table.name.name);
                Some((shown, column.origin.clone()))
            }
            Dependent::Constraint(id, name) => {
                let table = &self.catalog.relation(*id)?.name.name;
                let mut all = self.catalog.constraints.iter();
                let found = all.find(|found| {
                    found.relation == *id
                        && found.name == *name
                        && !matches!(found.kind, ConstraintKind::ForeignKey { .. })
                })?;
                Some((format!("constraint `{name}` on table `{table}`"), found.origin.clone()))
            }
            Dependent::Trigger(id, name) => {
                let table = &self.catalog.relation(*id)?.name.name;
                let mut all = self.catalog.triggers.iter();
                let found = all.find(|found| found.relation == *id && found.name == *name)?;
                Some((format!("trigger `{name}` on table `{table}`"), found.origin.clone()))
            }
            Dependent::Index(name) => {
                let found = self.catalog.indexes.iter().find(|found| found.name == *name)?;
                Some((format!("index `{}`", name.name), found.origin.clone()))
            }
        }
    }

    fn drop_dependent(
        &mut self,
        dependent: &Dependent,
        word: &str,
        ident: &QualifiedIdent,
    ) -> Done {
        match dependent {
            Dependent::View(id) => self.drop_view(*id, word, ident, DropBehavior::Cascade, &[]),
            Dependent::Default(id, name) => {
                let column = self.column_mut(*id, name)?;
                if let Default::Generated(_) = column.default {
                    return self.drop_generated(*id, name, ident);
                }
                column.default = Default::None;
                Ok(())
            }
            Dependent::Constraint(id, name) => {
                let gone = |relation: RelationId, found: &str| relation == *id && found == name;
                self.catalog.constraints.retain(|found| !gone(found.relation, &found.name));
                self.catalog.indexes.retain(|index| !gone(index.relation, &index.name.name));
                Ok(())
            }
            Dependent::Trigger(id, name) => {
                self.remove_trigger(*id, name);
                Ok(())
            }
            Dependent::Index(name) => {
                let found = self.catalog.indexes.iter().find(|found| found.name == *name);
                if let Some(table) = found.map(|found| found.relation) {
                    self.remove_key(table, &name.name);
                }
                Ok(())
            }
        }
    }

    fn drop_generated(&mut self, id: RelationId, name: &str, ident: &QualifiedIdent) -> Done {
        let column = Ident { name: name.to_owned(), span: ident.name.span };
        self.column_dependents(id, &column, DropBehavior::Cascade)?;
        self.remove_column(id, name, column.span);
        Ok(())
    }
}
