//! What rules make of a statement's `RETURNING` (`rewriteHandler.c RewriteQuery`).
//!
//! Where a rule's statement of the same kind takes its place, the columns are those that are
//! written (`rewriteDefine.c checkRuleResultList`), with values that are up to the rule. Where
//! another kind does, no columns come at all (`QueryRewrite`: no statement may set the tag).

use super::Analyzer;
use super::query::QueryOutput;
use super::updatable::{Base, base};
use crate::catalog::{Catalog, Relation, Rule, RuleAction, RuleEvent};
use crate::diagnostic::Diagnostic;
use crate::statement::{Nulls, Rows};
use crate::tree::Returning;

/// What comes of a statement.
enum Rewritten {
    /// It is done, on the relation or through a view.
    AsWritten,
    /// One of the same kind is done instead.
    Same,
    /// Nothing that is known.
    Otherwise,
}

/// How many views and rules may be read through each other.
const DEEPEST: u32 = 32;

impl Analyzer<'_> {
    /// Takes back what rules make untrue of an output.
    pub(super) fn rewritten(
        &self,
        relation: &Relation,
        event: RuleEvent,
        returning: Option<&Returning>,
        mut output: QueryOutput,
    ) -> Result<QueryOutput, Diagnostic> {
        let Some(target) = returning.and_then(|returning| returning.targets.first()) else {
            return Ok(output);
        };
        match rewritten(self.catalog, relation, event, DEEPEST) {
            Rewritten::AsWritten => {}
            Rewritten::Same => {
                output.rows = Rows::Many;
                for column in &mut output.columns {
                    column.nulls = Nulls::Maybe;
                    column.elements = Nulls::Maybe;
                    column.source = None;
                }
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

fn rewritten(catalog: &Catalog, relation: &Relation, event: RuleEvent, depth: u32) -> Rewritten {
    let Some(depth) = depth.checked_sub(1) else { return Rewritten::Otherwise };
    let mut rules =
        catalog.rules.iter().filter(|rule| rule.relation == relation.id && rule.event == event);
    match (rules.next(), rules.next()) {
        (None, _) => match base(catalog, relation) {
            Base::None => Rewritten::AsWritten,
            Base::Known(base) => rewritten(catalog, base, event, depth),
            Base::Unknown if catalog.rules.is_empty() => Rewritten::AsWritten,
            Base::Unknown => Rewritten::Otherwise,
        },
        (Some(Rule { name: _, relation: _, event: _, action: RuleAction::Same(target) }), None) => {
            match catalog.relation(*target).map(|to| rewritten(catalog, to, event, depth)) {
                Some(Rewritten::AsWritten | Rewritten::Same) => Rewritten::Same,
                Some(Rewritten::Otherwise) | None => Rewritten::Otherwise,
            }
        }
        (Some(_), _) => Rewritten::Otherwise,
    }
}
