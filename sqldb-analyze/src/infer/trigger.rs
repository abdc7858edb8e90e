//! `WHEN` of a trigger: a condition over the rows `OLD` and `NEW` (`trigger.c
//! CreateTriggerFiringOn`).

use super::parameters::Parameters;
use super::{Analyzer, Reads};
use crate::catalog::{Catalog, Default, Relation, TriggerStatement};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Clause, Item};
use crate::span::Span;
use crate::tree::ddl::{TriggerLevel, WrittenTime};
use crate::tree::visit::{Visitor, walk_expr};
use crate::tree::{Expr, ExprKind, Ident};

/// The trigger that a condition belongs to.
#[derive(Clone, Debug)]
pub struct TriggerWhen<'r> {
    /// Its relation.
    pub relation: &'r Relation,
    /// When it fires.
    pub time: WrittenTime,
    /// What it is called for.
    pub level: TriggerLevel,
    /// What fires it.
    pub events: Vec<TriggerStatement>,
}

/// What the condition of a trigger reads.
///
/// # Errors
///
/// As [`super::statement()`]; 42P17 where it reads a row that the trigger does not have.
pub fn trigger_when(
    catalog: &Catalog,
    trigger: &TriggerWhen<'_>,
    expr: &Expr,
) -> Result<Reads, Diagnostic> {
    let mut analyzer = Analyzer::new(catalog, Parameters::default());
    analyzer.depth = 1;
    analyzer.scopes.push();
    for name in ["old", "new"] {
        let item = Item::relation(catalog, trigger.relation, name.to_owned());
        let mut part = analyzer.add_item(item, None, None, expr.span)?;
        analyzer.scopes.top().entries.append(&mut part.entries);
    }
    analyzer.scopes.top().clause = Clause::TriggerWhen;
    analyzer.condition(expr, "WHEN")?;
    analyzer.no_parameters(expr.span)?;
    let mut rows = Rows { relation: trigger.relation, found: Vec::new() };
    rows.expr(expr);
    for row in rows.found {
        check(trigger, &row)?;
    }
    Ok(analyzer.reads)
}

/// A place that reads `OLD` or `NEW`.
struct Row {
    name: &'static str,
    /// The column; the whole row where there is none.
    column: Option<Ident>,
    span: Span,
}

fn check(trigger: &TriggerWhen<'_>, row: &Row) -> Result<(), Diagnostic> {
    let refused = |message: String| {
        Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, row.span, message))
    };
    if trigger.level == TriggerLevel::Statement {
        let message = "statement trigger's WHEN condition cannot reference column values";
        return refused(message.to_owned())
            .map_err(|diagnostic| diagnostic.help("write `FOR EACH ROW`"));
    }
    let (event, word, other) = match row.name {
        "old" => (TriggerStatement::Insert, "INSERT", "OLD"),
        _ => (TriggerStatement::Delete, "DELETE", "NEW"),
    };
    if trigger.events.contains(&event) {
        return refused(format!("{word} trigger's WHEN condition cannot reference {other} values"))
            .map_err(|diagnostic| {
                diagnostic.help(format!("write a trigger of its own for `{word}`"))
            });
    }
    if row.name == "old" || trigger.time != WrittenTime::Before {
        return Ok(());
    }
    let generated =
        |column: &crate::catalog::Column| matches!(column.default, Default::Generated(_));
    let reads_generated = match &row.column {
        Some(name) => {
            trigger.relation.column(&name.name).is_some_and(|(_, found)| generated(found))
        }
        None => trigger.relation.columns.iter().any(generated),
    };
    match reads_generated {
        true => refused(
            "BEFORE trigger's WHEN condition cannot reference NEW generated columns".to_owned(),
        ),
        false => Ok(()),
    }
}

struct Rows<'r> {
    relation: &'r Relation,
    found: Vec<Row>,
}

impl Rows<'_> {
    fn note(&mut self, name: &str, column: Option<Ident>, span: Span) {
        let name = match name {
            "old" => "old",
            "new" => "new",
            _ => return,
        };
        self.found.push(Row { name, column, span });
    }
}

impl Visitor for Rows<'_> {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Column(parts) => match parts.as_slice() {
                [row] if self.relation.column(&row.name).is_none() => {
                    self.note(&row.name, None, expr.span);
                }
                [row, column, ..] => self.note(&row.name, Some(column.clone()), expr.span),
                _ => {}
            },
            ExprKind::RelationStar(row) if row.schema.is_none() => {
                self.note(&row.name.name, None, expr.span);
            }
            _ => walk_expr(self, expr),
        }
    }
}
