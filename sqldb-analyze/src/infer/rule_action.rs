//! The condition and the actions of a rule, over the rows `OLD` and `NEW` (`parse_utilcmd.c
//! transformRuleStmt`).

use super::parameters::Parameters;
use super::{Analyzer, Reads};
use crate::catalog::{Catalog, Relation, RuleEvent};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Clause, Entry, Item, Visibility};
use crate::span::Span;
use crate::tree::visit::{Visitor, walk_expr};
use crate::tree::{Expr, ExprKind, Statement};

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
        RuleEvent::Insert => analyzer.add_row(relation, "new", Visibility::Full),
        RuleEvent::Delete => analyzer.add_row(relation, "old", Visibility::Full),
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
    analyzer.add_row(relation, "old", Visibility::Name);
    analyzer.add_row(relation, "new", Visibility::Name);
    analyzer.scopes.push();
    analyzer.modifying(tree)?;
    analyzer.no_parameters(span)?;
    let missing = match event {
        RuleEvent::Insert => "old",
        RuleEvent::Delete => "new",
        RuleEvent::Update => return Ok(analyzer.reads),
    };
    let mut rows = Rows { named: missing, found: None };
    rows.statement(tree);
    match rows.found {
        // The row before or behind what an action itself does has the same name since 18.
        Some(at) if !returns_rows(tree) => {
            let (event, row) = (event.word(), missing.to_uppercase());
            let message = format!("ON {event} rule cannot use {row}");
            Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, at, message))
        }
        _ => Ok(analyzer.reads),
    }
}

impl Analyzer<'_> {
    /// The row before or behind the statement, under its name.
    fn add_row(&mut self, relation: &Relation, name: &str, visibility: Visibility) {
        let item = Item::relation(self.catalog, relation, name.to_owned());
        self.reads_relation(relation.id);
        let scope = self.scopes.top();
        let at = scope.items.len();
        let entry = Entry::of_item(scope.id, at, &item, visibility);
        scope.items.push(item);
        scope.entries.push(entry);
    }
}

fn returns_rows(tree: &Statement) -> bool {
    match tree {
        Statement::Insert(insert) => insert.returning.is_some(),
        Statement::Update(update) => update.returning.is_some(),
        Statement::Delete(delete) => delete.returning.is_some(),
        Statement::Query(_) | Statement::Merge(_) | Statement::Utility(_) => false,
    }
}

/// Looks for a row by its name.
struct Rows {
    named: &'static str,
    found: Option<Span>,
}

impl Visitor for Rows {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Column(parts) => {
                if let [row, _, ..] = parts.as_slice()
                    && row.name == self.named
                {
                    self.found.get_or_insert(row.span);
                }
            }
            ExprKind::RelationStar(row) if row.schema.is_none() && row.name.name == self.named => {
                self.found.get_or_insert(row.name.span);
            }
            _ => walk_expr(self, expr),
        }
    }
}
