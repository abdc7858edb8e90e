//! What rules make of a statement (`rewriteHandler.c RewriteQuery`).
//!
//! Where a rule's statement of the same kind takes its place, the columns of `RETURNING` are those that
//! are written (`rewriteDefine.c checkRuleResultList`), with values that are up to the rule. Where
//! another kind does, no columns come at all (`QueryRewrite`: no statement may set the tag).

use super::Analyzer;
use super::query::QueryOutput;
use super::rewrite_target::Written;
use super::updatable::{Through, through};
use crate::catalog::{
    By, Catalog, Relation, RelationId, RelationKind, Rule, RuleDoes, RuleEvent, RuleStatement,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::statement::{Nulls, Rows};
use crate::tree::Returning;

/// What comes of a statement with `RETURNING`.
enum Rewritten {
    /// It is done, on the relation or through a view.
    AsWritten,
    /// One of the same kind is done instead, and returns the columns.
    Same,
    /// Others are done instead, and no columns come.
    Nothing,
    /// PostgreSQL refuses it.
    Refused(String),
    /// Nobody knows.
    Otherwise,
}

/// How many views and rules may be read through each other.
pub(super) const DEEPEST: u32 = 32;

impl Analyzer<'_> {
    /// Takes back what rules make untrue of an output.
    pub(super) fn rewritten(
        &self,
        written: &Written<'_>,
        event: RuleEvent,
        returning: Option<&Returning>,
        mut output: QueryOutput,
    ) -> Result<QueryOutput, Diagnostic> {
        let Written { relation, at, .. } = *written;
        self.check_rewrite(written)?;
        if self.catalog.rules.is_empty() {
            return Ok(output);
        }
        if let Some(again) = recursive(self.catalog, relation.id, event, &mut Vec::new()) {
            let name = self.catalog.relation(again).map_or("", |found| &found.name.name);
            let message = format!("infinite recursion detected in rules for relation `{name}`");
            return Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message));
        }
        let Some(target) = returning.and_then(|returning| returning.targets.first()) else {
            return Ok(output);
        };
        match rewritten(self.catalog, relation, event, DEEPEST) {
            Rewritten::AsWritten => {}
            Rewritten::Nothing if self.depth == 0 => {
                return Ok(QueryOutput { columns: Vec::new(), rows: Rows::None });
            }
            // In WITH whatever is done instead returns the rows.
            Rewritten::Same | Rewritten::Nothing => {
                output.rows = Rows::Many;
                for column in &mut output.columns {
                    column.nulls = Nulls::Maybe;
                    column.elements = Nulls::Maybe;
                    column.source = None;
                }
            }
            Rewritten::Refused(message) => {
                let code = SqlState::FEATURE_NOT_SUPPORTED;
                return Err(Diagnostic::new(code, target.span(), message)
                    .help("an `INSTEAD` rule without a condition must have `RETURNING` itself"));
            }
            Rewritten::Otherwise => {
                let name = &relation.name.name;
                let what =
                    format!("`RETURNING` where a rule of `{name}` takes the statement's place");
                return Err(Diagnostic::unsupported(target.span(), &what));
            }
        }
        Ok(output)
    }
}

/// The rules that fire, in the order in which they do.
pub(super) fn firing(catalog: &Catalog, relation: RelationId, event: RuleEvent) -> Vec<&Rule> {
    let rules = catalog.rules.by(By::Relation(relation));
    let mut rules: Vec<&Rule> = rules.filter(|rule| rule.event == event && rule.fires).collect();
    rules.sort_by(|one, other| one.name.cmp(&other.name));
    rules
}

/// The relation whose rules lead back to it.
fn recursive(
    catalog: &Catalog,
    relation: RelationId,
    event: RuleEvent,
    open: &mut Vec<(RelationId, RuleEvent)>,
) -> Option<RelationId> {
    let rules = firing(catalog, relation, event);
    if rules.is_empty() {
        return None;
    }
    if open.contains(&(relation, event)) {
        return Some(relation);
    }
    open.push((relation, event));
    let mut statements = rules.iter().flat_map(|rule| &rule.statements);
    let found = statements
        .find_map(|statement| recursive(catalog, statement.target?, statement.event?, open));
    open.pop();
    found
}

fn rewritten(catalog: &Catalog, relation: &Relation, event: RuleEvent, depth: u32) -> Rewritten {
    let Some(depth) = depth.checked_sub(1) else { return Rewritten::Otherwise };
    let rules = firing(catalog, relation.id, event);
    let instead: Vec<&RuleStatement> = rules
        .iter()
        .filter(|rule| rule.does != RuleDoes::Also)
        .flat_map(|rule| &rule.statements)
        .collect();
    if rules.iter().all(|rule| rule.does == RuleDoes::Also) {
        if relation.kind != RelationKind::View {
            return Rewritten::AsWritten;
        }
        return match through(catalog, relation) {
            // Only its triggers write.
            Through::Not(_) => Rewritten::AsWritten,
            Through::To(base, _) => rewritten(catalog, base, event, depth),
            Through::Unknown => Rewritten::Otherwise,
        };
    }
    let mut returning = instead.iter().filter(|statement| statement.returns);
    match (returning.next(), returning.next()) {
        (None, _) => {
            let (word, name) = (event.word(), &relation.name.name);
            return Rewritten::Refused(format!(
                "cannot perform {word} RETURNING on relation `{name}`"
            ));
        }
        (Some(_), Some(_)) => {
            return Rewritten::Refused("cannot have RETURNING lists in multiple rules".to_owned());
        }
        (Some(_), None) => {}
    }
    // The last one of the same kind is what the client hears of.
    let last = instead.iter().rev().find(|statement| statement.event == Some(event));
    match last {
        Some(RuleStatement { target: Some(target), returns: true, .. }) => {
            match catalog.relation(*target).map(|to| rewritten(catalog, to, event, depth)) {
                Some(Rewritten::AsWritten | Rewritten::Same) => Rewritten::Same,
                Some(rewritten @ (Rewritten::Nothing | Rewritten::Refused(_))) => rewritten,
                Some(Rewritten::Otherwise) | None => Rewritten::Otherwise,
            }
        }
        Some(RuleStatement { target: None, returns: true, .. }) => Rewritten::Otherwise,
        Some(_) | None => Rewritten::Nothing,
    }
}
