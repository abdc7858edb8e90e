//! The rules of queries.

use super::{Lint, Rule};
use crate::catalog::Catalog;
use crate::infer;
use crate::lex::{self, Placeholders};
use crate::span::Span;
use crate::statement::Nulls;
use crate::syntax;
use crate::tree::visit::{Visitor, walk_expr, walk_statement};
use crate::tree::{
    Expr, ExprKind, Literal, Negation, QuantifiedOperand, Quantifier, Query, Statement,
};

/// What in a query is legal, and most often not what was meant. A query with mistakes has none of it.
///
/// ```
/// use sqldb_analyze::catalog::Catalog;
/// use sqldb_analyze::lint::{Rule, query};
///
/// let lints = query(&Catalog::default(), "SELECT 1 WHERE current_user = NULL");
/// assert_eq!(lints[0].rule, Rule::NullComparison);
/// assert_eq!(lints[0].diagnostic.help.as_deref(), Some("write `IS NULL`"));
/// ```
pub fn query(catalog: &Catalog, text: &str) -> Vec<Lint> {
    let Ok((tokens, placeholders)) = lex::scan(text) else { return Vec::new() };
    let Ok(statement) = syntax::statement(&tokens) else { return Vec::new() };
    if infer::statement(catalog, text, &statement, &placeholders).is_err() {
        return Vec::new();
    }
    let mut search = Search { catalog, text, placeholders: &placeholders, lints: Vec::new() };
    search.statement(&statement);
    search.lints.sort_by_key(|lint| lint.diagnostic.span);
    search.lints
}

struct Search<'q> {
    catalog: &'q Catalog,
    text: &'q str,
    placeholders: &'q Placeholders,
    lints: Vec<Lint>,
}

impl Visitor for Search<'_> {
    fn statement(&mut self, statement: &Statement) {
        let (table, verb) = match statement {
            Statement::Update(update) if update.filter.is_none() => (&update.table, "updates"),
            Statement::Delete(delete) if delete.filter.is_none() => (&delete.table, "deletes"),
            _ => return walk_statement(self, statement),
        };
        self.lints.push(Lint::new(
            Rule::NoWhere,
            table.name.span,
            format!("without `WHERE` this {verb} all rows of `{}`", table.name.name),
            "write `WHERE true` if that is meant",
        ));
        walk_statement(self, statement);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Binary { .. } => self.lints.extend(null_comparison(expr)),
            ExprKind::InSubquery { operand: _, query, negation: Negation::Not } => {
                self.not_in(query, expr.span);
            }
            ExprKind::Quantified {
                operator,
                quantifier: Quantifier::All,
                right: QuantifiedOperand::Subquery(query),
                ..
            } if operator.symbol == "<>" => self.not_in(query, expr.span),
            _ => {}
        }
        walk_expr(self, expr);
    }
}

impl Search<'_> {
    /// What depends on the query around it cannot be asked alone, and is left out.
    fn not_in(&mut self, query: &Query, span: Span) {
        let alone = Statement::Query(query.clone());
        let found = infer::statement(self.catalog, self.text, &alone, self.placeholders);
        let nulls = found.is_ok_and(|found| {
            found.columns.first().is_some_and(|column| column.nulls == Nulls::Maybe)
        });
        if nulls {
            let first = self.text.get(span.range()).unwrap_or_default().lines().next();
            let width = first.unwrap_or_default().len();
            let start = span.range().start;
            self.lints.push(Lint::new(
                Rule::NotInNullable,
                Span::new(start, start + width),
                "once one of these values is NULL, `NOT IN` is true for no row",
                "write `NOT EXISTS (SELECT … WHERE …)`, or leave NULLs out with `WHERE … IS NOT NULL`",
            ));
        }
    }
}

/// What is wrong with an expression that compares with NULL.
pub(super) fn null_comparison(expr: &Expr) -> Option<Lint> {
    let ExprKind::Binary { operator, left, right } = &expr.kind else { return None };
    let null = [left, right].into_iter().find(|side| is_null(side))?;
    let symbol = operator.symbol.as_str();
    let instead = match symbol {
        "=" => "IS NULL",
        "<>" => "IS NOT NULL",
        _ => return None,
    };
    Some(Lint::new(
        Rule::NullComparison,
        null.span,
        format!("`{symbol} NULL` is never true, whatever it is compared with"),
        format!("write `{instead}`"),
    ))
}

fn is_null(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(Literal::Null))
}
