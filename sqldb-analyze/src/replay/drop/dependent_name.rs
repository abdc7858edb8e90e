//! What depends on others, as messages name it.

use crate::catalog::{By, ConstraintKind, Default, Dependent, UserOperator};
use crate::replay::Replay;
use crate::span::Origin;

impl Replay<'_> {
    /// What a dependent is called in messages, and where it was made; [`None`] if it is gone.
    pub(in crate::replay) fn dependent(&self, dependent: &Dependent) -> Option<(String, Origin)> {
        match dependent {
            Dependent::View(id) => {
                let view = self.catalog.relation(*id)?;
                Some((format!("view `{}`", view.name.name), view.origin.clone()))
            }
            Dependent::Table(id) => {
                let table = self.catalog.relation(*id)?;
                let word = crate::replay::drop::kind_word(table.kind);
                Some((format!("{word} `{}`", table.name.name), table.origin.clone()))
            }
            Dependent::Column(id, name) => {
                let table = self.catalog.relation(*id)?;
                let (_, column) = table.column(name)?;
                let shown = format!("column `{name}` of table `{}`", table.name.name);
                Some((shown, column.origin.clone()))
            }
            Dependent::Field(id, name) => {
                let found = self.catalog.user_type(*id)?;
                let shown = format!("column `{name}` of composite type `{}`", found.name.name);
                Some((shown, found.origin.clone()))
            }
            Dependent::Other(id) => {
                let found = self.catalog.other(*id)?;
                let shown = format!("{} `{}`", found.kind.word(), found.name.name);
                Some((shown, found.origin.clone()))
            }
            Dependent::Published(publication, id) => {
                let table = &self.catalog.relation(*id)?.name.name;
                let found = self.catalog.other(*publication)?;
                let name = &found.name.name;
                let shown = format!("publication of table `{table}` in publication `{name}`");
                Some((shown, found.origin.clone()))
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
                let mut all = self.catalog.constraints.by(By::Relation(*id));
                let found = all.find(|found| {
                    found.relation == *id
                        && found.name == *name
                        && !matches!(found.kind, ConstraintKind::ForeignKey { .. })
                })?;
                Some((format!("constraint `{name}` on table `{table}`"), found.origin.clone()))
            }
            Dependent::Trigger(id, name) => {
                let table = &self.catalog.relation(*id)?.name.name;
                let mut all = self.catalog.triggers.by(By::Relation(*id));
                let found = all.find(|found| found.relation == *id && found.name == *name)?;
                Some((format!("trigger `{name}` on table `{table}`"), found.origin.clone()))
            }
            Dependent::Rule(id, name) => {
                let relation = self.catalog.relation(*id)?;
                let mut all = self.catalog.rules.by(By::Relation(*id));
                let found = all.find(|found| found.relation == *id && found.name == *name)?;
                let (word, on) =
                    (crate::replay::drop::kind_word(relation.kind), &relation.name.name);
                Some((format!("rule `{name}` on {word} `{on}`"), found.origin.clone()))
            }
            Dependent::Policy(id, name, _) => {
                let table = &self.catalog.relation(*id)?.name.name;
                let mut all = self.catalog.policies.by(By::Relation(*id));
                let found = all.find(|found| found.relation == *id && found.name == *name)?;
                Some((format!("policy `{name}` on table `{table}`"), found.origin.clone()))
            }
            Dependent::EventTrigger(name) => {
                let found = self.catalog.event_triggers.iter().find(|found| found.name == *name)?;
                Some((format!("event trigger `{name}`"), found.origin.clone()))
            }
            Dependent::Index(name) => {
                let found = self.index(name)?;
                Some((format!("index `{}`", name.name), found.origin.clone()))
            }
            Dependent::Function(id) => {
                let found = self.function_of(id)?;
                Some((format!("function `{}`", found.name.name), found.origin.clone()))
            }
            Dependent::Operator(name, left, right) => {
                let mut all = self.catalog.operators.by(By::Name(name));
                let is = |found: &&UserOperator| {
                    found.name.name == *name && found.left == *left && found.right == *right
                };
                Some((format!("operator `{name}`"), all.find(is)?.origin.clone()))
            }
            Dependent::Cast(source, target) => {
                let mut all = self.catalog.casts.iter();
                let found = all.find(|cast| (cast.source, cast.target) == (*source, *target))?;
                let (from, to) =
                    (self.catalog.format_type(*source), self.catalog.format_type(*target));
                Some((format!("cast from {from} to {to}"), found.origin.clone()))
            }
            Dependent::Type(id) => {
                let found = self.catalog.user_type(*id)?;
                Some((format!("type `{}`", found.name.name), found.origin.clone()))
            }
            Dependent::DomainConstraint(id, name) => {
                let found = self.catalog.user_type(*id)?;
                let shown = format!("constraint `{name}` of domain `{}`", found.name.name);
                Some((shown, found.origin.clone()))
            }
        }
    }
}
