//! Rules, as far as they take a statement's place.

use super::{Done, Replay};
use crate::catalog::{Mentions, Rule, RuleAction};
use crate::tree::ddl::{CreateRule, WrittenAction};
use crate::tree::{Ident, QualifiedIdent};

impl Replay<'_> {
    pub(super) fn create_rule(&mut self, create: &CreateRule) -> Done {
        let CreateRule { name, event, relation, action, body } = create;
        let id = self.relation(relation)?;
        self.catalog.may_drop_rows.push(id);
        self.changes_nothing_by_calls(body);
        self.catalog.rule_mentions.push((id, Mentions::of(&body.tokens)));
        // `CREATE OR REPLACE`.
        self.drop_rule(name, relation);
        let action = match action {
            WrittenAction::Also => return Ok(()),
            WrittenAction::InsteadSame(target) => match self.find_relation(target) {
                Some(target) => RuleAction::Same(target),
                None => RuleAction::Other,
            },
            WrittenAction::InsteadOther => RuleAction::Other,
        };
        let name = name.name.clone();
        self.catalog.rules.push(Rule { name, relation: id, event: *event, action });
        Ok(())
    }

    pub(super) fn rename_rule(&mut self, name: &Ident, relation: &QualifiedIdent, to: &Ident) {
        let Some(id) = self.find_relation(relation) else { return };
        for rule in &mut self.catalog.rules {
            if rule.relation == id && rule.name == name.name {
                rule.name.clone_from(&to.name);
            }
        }
    }

    /// A rule that is not there may be one that is done besides: those are not kept.
    pub(super) fn drop_rule(&mut self, name: &Ident, relation: &QualifiedIdent) {
        if let Some(id) = self.find_relation(relation) {
            self.catalog.rules.retain(|rule| rule.relation != id || rule.name != name.name);
        }
    }
}
