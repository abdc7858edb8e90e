//! The condition and the actions of a rule, over the rows `OLD` and `NEW` (`parse_utilcmd.c
//! transformRuleStmt`).

use super::parameters::Parameters;
use super::query::Unknowns;
use super::row_version::RowVersion;
use super::{Analyzer, Reads};
use crate::catalog::{Catalog, Relation, RuleEvent};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Clause, Visibility};
use crate::span::Span;
use crate::tree::{Expr, Query, Statement};

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
    let node = analyzer.condition(expr, "WHERE")?;
    analyzer.check_collations(&node)?;
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
    let (old, new) = analyzer.add_rows(relation);
    analyzer.modifying(tree)?;
    analyzer.no_parameters(span)?;
    match event {
        RuleEvent::Insert => analyzer.without_row(event.word(), "OLD", old)?,
        RuleEvent::Delete => analyzer.without_row(event.word(), "NEW", new)?,
        RuleEvent::Update => {}
    }
    Ok(analyzer.reads)
}

/// Refuses the query of a view's rule that reads a row: an ON SELECT rule has none.
///
/// # Errors
///
/// As [`super::statement()`]; 42P17 where it does.
pub fn select_rule_action(
    catalog: &Catalog,
    relation: &Relation,
    query: &Query,
) -> Result<(), Diagnostic> {
    let mut analyzer = Analyzer::new(catalog, Parameters::default());
    let (old, new) = analyzer.add_rows(relation);
    analyzer.query(query, Unknowns::Resolve)?;
    analyzer.without_row("SELECT", "OLD", old)?;
    analyzer.without_row("SELECT", "NEW", new)
}

impl Analyzer<'_> {
    /// The rows of a rule, around the level of its action.
    fn add_rows(&mut self, relation: &Relation) -> (RowVersion, RowVersion) {
        self.scopes.push();
        let old = self.add_row(relation, "old", Visibility::Name);
        let new = self.add_row(relation, "new", Visibility::Name);
        self.scopes.push();
        (old, new)
    }

    fn without_row(&self, event: &str, shown: &str, row: RowVersion) -> Result<(), Diagnostic> {
        match self.uses_of(row).next() {
            Some((_, at)) => {
                let message = format!("ON {event} rule cannot use {shown}");
                Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message))
            }
            None => Ok(()),
        }
    }
}
