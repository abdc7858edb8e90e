//! Expressions of definitions: DEFAULT, GENERATED, CHECK, of indexes, USING of a new type.
//!
//! `heap.c cookDefault, cookConstraint`, `parse_utilcmd.c transformIndexStmt`, `tablecmds.c
//! ATPrepAlterColumnType`.

use super::parameters::Parameters;
use super::{Analyzer, Reads, assign};
use crate::catalog::{Catalog, Relation};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Clause, Item};
use crate::tree::Expr;
use crate::types::{TypeId, Typed};

/// What an expression of a definition is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Definition<'d> {
    /// `DEFAULT`, of a column or a domain.
    Default(Column<'d>),
    /// `DEFAULT` of a function's parameter, which has no name here.
    Parameter(Column<'d>),
    /// `GENERATED ALWAYS AS (…)`.
    Generated(Column<'d>),
    /// `CHECK`.
    Check,
    /// An element of an index.
    IndexElement,
    /// `WHERE` of an index.
    IndexPredicate,
    /// An expression of `CREATE STATISTICS`.
    Statistics,
    /// An element of `PARTITION BY`.
    Partition,
    /// `USING` of `ALTER COLUMN … TYPE`.
    Using(Column<'d>),
    /// `USING` and `WITH CHECK` of a policy.
    Policy,
}

/// The column that gets an expression's value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column<'d> {
    /// Its name.
    pub name: &'d str,
    /// Its type.
    pub ty: Typed,
}

/// The type of an expression of a definition before it becomes what it is for, and what it reads;
/// `relation` is what its names mean.
///
/// # Errors
///
/// As [`super::statement()`]; 42804 where the value does not become what it is for.
pub fn defining_expression(
    catalog: &Catalog,
    relation: Option<&Relation>,
    expr: &Expr,
    definition: Definition<'_>,
) -> Result<(Typed, Reads), Diagnostic> {
    let mut analyzer = Analyzer::new(catalog, Parameters::default());
    analyzer.depth = 1;
    analyzer.scopes.push();
    if let Some(relation) = relation {
        let item = Item::relation(catalog, relation, relation.name.name.clone());
        let part = analyzer.add_item(item, None, Some(relation.name.schema.clone()), expr.span)?;
        analyzer.scopes.top().entries = part.entries;
    }
    analyzer.scopes.top().clause = match definition {
        Definition::Default(_) => Clause::ColumnDefault,
        Definition::Parameter(_) => Clause::FunctionDefault,
        Definition::Generated(_) => Clause::Generated,
        Definition::Check => Clause::Check,
        Definition::IndexElement => Clause::IndexElement,
        Definition::IndexPredicate => Clause::IndexPredicate,
        Definition::Partition => Clause::Partition,
        Definition::Statistics => Clause::Statistics,
        Definition::Using(_) => Clause::Transform,
        Definition::Policy => Clause::Policy,
    };
    let node = match definition {
        Definition::Check => analyzer.condition(expr, "CHECK")?,
        Definition::Policy => analyzer.condition(expr, "POLICY")?,
        Definition::IndexPredicate => analyzer.condition(expr, "WHERE")?,
        _ => analyzer.expr(expr)?,
    };
    analyzer.check_collations(&node)?;
    analyzer.no_parameters(expr.span)?;
    analyzer.immutable(&node, definition)?;
    let column = match definition {
        Definition::Check | Definition::IndexPredicate | Definition::Policy => {
            return Ok((TypeId::BOOL.into(), analyzer.reads));
        }
        Definition::IndexElement | Definition::Partition | Definition::Statistics => {
            let ty = analyzer.resolve_unknown(node)?.ty;
            return Ok((ty, analyzer.reads));
        }
        Definition::Default(column)
        | Definition::Parameter(column)
        | Definition::Generated(column)
        | Definition::Using(column) => column,
    };
    let Column { name, ty } = column;
    let from = node.ty.id;
    let own = if node.is_unknown() { ty } else { node.ty };
    if analyzer.try_assign(node, ty)?.is_some() {
        return Ok((own, analyzer.reads));
    }
    let (found, wanted) = (catalog.format_type(from), catalog.format_type(ty));
    let message = match definition {
        Definition::Using(_) => format!(
            "result of USING clause for column `{name}` cannot be cast automatically to type \
             {wanted}"
        ),
        Definition::Parameter(_) => {
            format!("argument of DEFAULT must be type {wanted}, not type {found}")
        }
        _ => {
            format!("column `{name}` is of type {wanted} but default expression is of type {found}")
        }
    };
    let mut error = Diagnostic::new(SqlState::DATATYPE_MISMATCH, expr.span, message)
        .label(format!("this is {found}"));
    error.help = assign::cast_help(catalog, from, ty);
    Err(error)
}

impl Analyzer<'_> {
    /// Definitions hold no queries (`parse_expr.c transformSubLink`).
    pub(super) fn subquery_allowed(&mut self, span: crate::span::Span) -> Result<(), Diagnostic> {
        let what = match self.scopes.top().clause {
            Clause::Check => "check constraint",
            Clause::ColumnDefault | Clause::FunctionDefault => "DEFAULT expression",
            Clause::Generated => "column generation expression",
            Clause::IndexElement => "index expression",
            Clause::IndexPredicate => "index predicate",
            Clause::Partition => "partition key expression",
            Clause::Statistics => "statistics expression",
            Clause::Transform => "transform expression",
            Clause::TriggerWhen => "trigger WHEN condition",
            Clause::ExecuteParameter => "EXECUTE parameter",
            _ => return Ok(()),
        };
        let message = format!("cannot use subquery in {what}");
        Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message))
    }
}
