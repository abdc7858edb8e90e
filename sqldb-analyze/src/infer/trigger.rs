//! `WHEN` of a trigger: a condition over the rows `OLD` and `NEW` (`trigger.c
//! CreateTriggerFiringOn`).

use super::parameters::Parameters;
use super::{Analyzer, Reads};
use crate::catalog::{Catalog, Default, Relation, TriggerStatement};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Attribute, Clause, Visibility};
use crate::span::Span;
use crate::tree::Expr;
use crate::tree::ddl::{TriggerLevel, WrittenTime};

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
    let rows = [RowName::Old, RowName::New].map(|name| {
        let row = analyzer.add_row(trigger.relation, name.word(), Visibility::Full);
        (name, row)
    });
    analyzer.scopes.top().clause = Clause::TriggerWhen;
    let node = analyzer.condition(expr, "WHEN")?;
    analyzer.check_collations(&node)?;
    analyzer.no_parameters(expr.span)?;
    for (name, row) in rows {
        for (attribute, span) in analyzer.uses_of(row) {
            check(trigger, name, attribute, span)?;
        }
    }
    Ok(analyzer.reads)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RowName {
    Old,
    New,
}

impl RowName {
    fn word(self) -> &'static str {
        match self {
            RowName::Old => "old",
            RowName::New => "new",
        }
    }
}

fn check(
    trigger: &TriggerWhen<'_>,
    row: RowName,
    attribute: Attribute,
    span: Span,
) -> Result<(), Diagnostic> {
    let refused =
        |message: String| Err(Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, span, message));
    if trigger.level == TriggerLevel::Statement {
        let message = "statement trigger's WHEN condition cannot reference column values";
        return refused(message.to_owned())
            .map_err(|diagnostic| diagnostic.help("write `FOR EACH ROW`"));
    }
    let (event, word, other) = match row {
        RowName::Old => (TriggerStatement::Insert, "INSERT", "OLD"),
        RowName::New => (TriggerStatement::Delete, "DELETE", "NEW"),
    };
    if trigger.events.contains(&event) {
        return refused(format!("{word} trigger's WHEN condition cannot reference {other} values"))
            .map_err(|diagnostic| {
                diagnostic.help(format!("write a trigger of its own for `{word}`"))
            });
    }
    if row == RowName::Old || trigger.time != WrittenTime::Before {
        return Ok(());
    }
    let generated =
        |column: &crate::catalog::Column| matches!(column.default, Default::Generated(_));
    let columns = &trigger.relation.columns;
    let reads_generated = match attribute {
        Attribute::Column(number) => columns.get(number).is_some_and(generated),
        Attribute::Whole => columns.iter().any(generated),
        Attribute::System(_) => false,
    };
    match reads_generated {
        true => refused(
            "BEFORE trigger's WHEN condition cannot reference NEW generated columns".to_owned(),
        ),
        false => Ok(()),
    }
}
