//! Rules (`rewriteDefine.c`).

pub(super) mod select;

use super::data::refused_before_running;
use super::rule::select::SELECT_RULE;
use super::{Done, Replay};
use crate::catalog::{
    By, Dependent, GoneThing, Mentions, RelationId, RelationKind, Rule, RuleDoes, RuleEvent,
    RuleStatement,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::{Reads, rule_action, rule_condition};
use crate::tree::ddl::{CreateRule, Fragment, WrittenStatement};
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    pub(super) fn create_rule(&mut self, create: &CreateRule) -> Done {
        let id = self.relation(&create.relation)?;
        self.takes_rules(id, &create.relation)?;
        if create.name.name == SELECT_RULE {
            let shown = &self.get(id)?.name.name;
            let message = format!("non-view rule for `{shown}` must not be named `{SELECT_RULE}`");
            let code = SqlState::INVALID_OBJECT_DEFINITION;
            return Err(Diagnostic::new(code, create.name.span, message).into());
        }
        self.changes_nothing_by_calls(&create.body);
        let done = self.make_rule(id, create);
        if done.is_err() {
            self.unread_rule(id, &create.name.name);
        }
        done
    }

    fn make_rule(&mut self, id: RelationId, create: &CreateRule) -> Done {
        let CreateRule { name, event, relation: _, or_replace, does, condition, statements, body } =
            create;
        let written = statements.iter().map(|statement| self.rule_statement(*does, statement));
        let rewritten = written.collect::<Done<Vec<RuleStatement>>>()?;
        let known = |found: &&Rule| found.name == name.name;
        if let Some(found) = self.catalog.rules.find_by(By::Relation(id), known)
            && !or_replace
            && !self.is_unread_rule(id, &name.name)
        {
            let shown = &self.get(id)?.name.name;
            let message = format!("rule `{}` for relation `{shown}` already exists", name.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, name.span, message)
                .note(format!("`{}` is created here", name.name), Some(found.origin.clone()))
                .into());
        }
        let reads = self.rule_reads(id, *event, condition.as_ref(), statements)?;
        self.remove_rule(id, &name.name);
        self.set_reads(&Dependent::Rule(id, name.name.clone()), reads);
        let origin = self.origin(name.span);
        self.catalog.rules.push(Rule {
            name: name.name.clone(),
            relation: id,
            event: *event,
            does: *does,
            statements: rewritten,
            mentions: Mentions::of(&body.tokens),
            fires: true,
            origin,
        });
        Ok(())
    }

    /// What the condition and the statements of a rule read and write.
    fn rule_reads(
        &self,
        id: RelationId,
        event: RuleEvent,
        condition: Option<&Fragment>,
        statements: &[WrittenStatement],
    ) -> Done<Vec<Reads>> {
        let relation = self.get(id)?;
        let mut list = Vec::new();
        if let Some(condition) = condition {
            let read = self.whole_expression(condition);
            let read = read.and_then(|expr| rule_condition(self.catalog, relation, event, &expr));
            match read {
                Ok(reads) => list.push(reads),
                Err(diagnostic) => self.rule_refuses(diagnostic, condition)?,
            }
        }
        for statement in statements {
            if statement.is_notify() {
                continue;
            }
            let (text, span) = (&statement.text, statement.text.span);
            let read = crate::syntax::statement(&text.tokens);
            let read =
                read.and_then(|tree| rule_action(self.catalog, relation, event, &tree, span));
            match read {
                Ok(reads) => list.push(reads),
                Err(diagnostic) => {
                    self.rule_refuses(diagnostic, text)?;
                    // Of a statement that cannot be read, this much is known.
                    if let Some(target) = statement.target.as_ref()
                        && let Some(target) = self.find_relation(target)
                    {
                        let mut reads = Reads::default();
                        reads.add_relation(target);
                        list.push(reads);
                    }
                }
            }
        }
        Ok(list)
    }

    /// Lets through what is not certainly a mistake of a statement that is not run.
    fn rule_refuses(&self, diagnostic: Diagnostic, written: &Fragment) -> Done {
        match refused_before_running(&diagnostic) {
            true => self.refuses(diagnostic, None, written).map(|_| ()),
            false => Ok(()),
        }
    }

    /// Remembers a rule of which nobody knows whether it is there.
    pub(super) fn unread_rule(&mut self, id: RelationId, name: &str) {
        self.catalog.unread.push(GoneThing::Rule(id, name.to_owned()));
    }

    fn is_unread_rule(&self, id: RelationId, name: &str) -> bool {
        self.catalog.unread.contains(&GoneThing::Rule(id, name.to_owned()))
    }

    /// Whether a rule takes the place of one of its name.
    pub(super) fn replaces_rule(&self, create: &CreateRule) -> bool {
        let same = |found: &&Rule| found.name == create.name.name;
        let id = self.find_relation(&create.relation).filter(|_| create.or_replace);
        id.is_some_and(|id| self.catalog.rules.find_by(By::Relation(id), same).is_some())
    }

    /// Takes a rule out.
    pub(super) fn remove_rule(&mut self, id: RelationId, name: &str) {
        self.catalog.rules.retain_by(By::Relation(id), |found| found.name != name);
        let unread = GoneThing::Rule(id, name.to_owned());
        self.catalog.unread.retain(|thing| *thing != unread);
        self.forget(&Dependent::Rule(id, name.to_owned()));
    }

    fn rule_statement(&self, does: RuleDoes, written: &WrittenStatement) -> Done<RuleStatement> {
        let target = match &written.target {
            // Another one's `WITH` may have the name.
            Some(target) => match self.relation(target) {
                Ok(id) => Some(id),
                Err(super::Stop::Known) => None,
                Err(stop) => return Err(stop),
            },
            None => None,
        };
        let what = match does {
            RuleDoes::Instead => None,
            RuleDoes::InsteadOfSome => Some("conditional rules"),
            RuleDoes::Also => Some("non-INSTEAD rules"),
        };
        if let (Some(what), Some(at)) = (what, written.returns.filter(|_| written.event.is_some()))
        {
            let message = format!("RETURNING lists are not supported in {what}");
            return Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message).into());
        }
        Ok(RuleStatement { event: written.event, target, returns: written.returns.is_some() })
    }

    pub(super) fn rename_rule(
        &mut self,
        name: &Ident,
        relation: &QualifiedIdent,
        to: &Ident,
    ) -> Done {
        let id = self.relation(relation)?;
        if self.is_query_rule(id, name) {
            let message = "renaming an ON SELECT rule is not allowed";
            let code = SqlState::INVALID_OBJECT_DEFINITION;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        let Some(at) = self.rule_at(id, name)? else {
            if self.is_unread_rule(id, &name.name) {
                self.unread_rule(id, &to.name);
            }
            return Ok(());
        };
        let taken = |found: &Rule| found.name == to.name;
        if self.catalog.rules.by(By::Relation(id)).any(taken) && !self.is_unread_rule(id, &to.name)
        {
            let shown = &self.get(id)?.name.name;
            let message = format!("rule `{}` for relation `{shown}` already exists", to.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_OBJECT, to.span, message).into());
        }
        if let Some(mut rule) = self.catalog.rules.change_at(at) {
            rule.name.clone_from(&to.name);
        }
        let of = |name: &Ident| Dependent::Rule(id, name.name.clone());
        self.rename_dependent(&of(name), &of(to));
        Ok(())
    }

    pub(super) fn drop_rule(
        &mut self,
        name: &Ident,
        relation: &QualifiedIdent,
        if_exists: bool,
    ) -> Done {
        if let Some(id) = self.find_relation(relation)
            && self.is_query_rule(id, name)
        {
            let view = &self.get(id)?.name.name;
            let message = format!(
                "cannot drop rule `{SELECT_RULE}` on view `{view}` because view `{view}` requires it"
            );
            let help = format!("write `DROP VIEW {view}`");
            return Err(self.depends(message, name.span, None).help(help).into());
        }
        let found = self.relation(relation).and_then(|id| Ok((id, self.rule_at(id, name)?)));
        match found {
            Ok((id, _)) => {
                self.remove_rule(id, &name.name);
                Ok(())
            }
            Err(_) if if_exists => Ok(()),
            Err(stop) => Err(stop),
        }
    }

    /// `ENABLE RULE`, `DISABLE RULE`.
    pub(super) fn switch_rule(&mut self, id: RelationId, name: &Ident, fires: bool) -> Done {
        let relation = self.get(id)?;
        if !matches!(relation.kind, RelationKind::Table | RelationKind::PartitionedTable) {
            let word = if fires { "ENABLE" } else { "DISABLE" };
            let message = format!(
                "ALTER action {word} RULE cannot be performed on relation `{}`",
                relation.name.name
            );
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, name.span, message).into());
        }
        if let Some(at) = self.rule_at(id, name)?
            && let Some(mut rule) = self.catalog.rules.change_at(at)
        {
            rule.fires = fires;
        }
        Ok(())
    }

    /// The place of a rule that must exist; [`None`] where there may be more than are known.
    fn rule_at(&self, id: RelationId, name: &Ident) -> Done<Option<usize>> {
        let is = |found: &Rule| found.name == name.name;
        if let Some(at) = self.catalog.rules.position_by(By::Relation(id), is) {
            return Ok(Some(at));
        }
        if !self.knows_all() || self.is_unread_rule(id, &name.name) {
            return Ok(None);
        }
        let relation = self.get(id)?;
        let message =
            format!("rule `{}` for relation `{}` does not exist", name.name, relation.name.name);
        let own = self.catalog.rules.by(By::Relation(id));
        let names = own.map(|found| found.name.as_str());
        let diagnostic = Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message);
        Err(super::lookup::with_suggestion(diagnostic, &name.name, names).into())
    }
}
