//! The condition and the actions of a rule, over the rows `OLD` and `NEW` (`parse_utilcmd.c
//! transformRuleStmt`).

use super::parameters::Parameters;
use super::{Analyzer, Reads};
use crate::catalog::{Catalog, Relation, RuleEvent};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Clause, Visibility};
use crate::span::Span;
use crate::tree::{Expr, Statement};

/// What the condition of a rule reads.
///
/// # Errors
///
/// As [`super::statement()`].
pub fn rule_condition(
    catalog: &Catalog,
    relation: &Relation,
    event: RuleEvent,
    expr: &Expr,
) -> Result<Reads, Diagnostic> {
    let mut analyzer = Analyzer::new(catalog, Parameters::default());
    analyzer.depth = 1;
    analyzer.scopes.push();
    // Here, and not in the actions, a column needs no `OLD` or `NEW` in front.
    match event {
        RuleEvent::Insert => drop(analyzer.add_row(relation, "new", Visibility::Full)),
        RuleEvent::Delete => drop(analyzer.add_row(relation, "old", Visibility::Full)),
        RuleEvent::Update => {
            analyzer.add_row(relation, "old", Visibility::Full);
            analyzer.add_row(relation, "new", Visibility::Full);
        }
    }
    analyzer.scopes.top().clause = Clause::Where;
    analyzer.condition(expr, "WHERE")?;
    analyzer.no_parameters(expr.span)?;
    Ok(analyzer.reads)
}

/// What an action of a rule reads and writes.
///
/// # Errors
///
/// As [`super::statement()`]; 42P17 where it reads a row that the rule does not have.
pub fn rule_action(
    catalog: &Catalog,
    relation: &Relation,
    event: RuleEvent,
    tree: &Statement,
    span: Span,
) -> Result<Reads, Diagnostic> {
    let mut analyzer = Analyzer::new(catalog, Parameters::default());
    analyzer.scopes.push();
    let old = analyzer.add_row(relation, "old", Visibility::Name);
    let new = analyzer.add_row(relation, "new", Visibility::Name);
    analyzer.scopes.push();
    analyzer.modifying(tree)?;
    analyzer.no_parameters(span)?;
    let (missing, row) = match event {
        RuleEvent::Insert => ("OLD", old),
        RuleEvent::Delete => ("NEW", new),
        RuleEvent::Update => return Ok(analyzer.reads),
    };
    let used = analyzer.uses_of(row).next();
    match used {
        Some((_, at)) => {
            let message = format!("ON {} rule cannot use {missing}", event.word());
            Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message))
        }
        None => Ok(analyzer.reads),
    }
}
