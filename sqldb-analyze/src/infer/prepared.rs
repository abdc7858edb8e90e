//! `PREPARE` and `EXECUTE` (`prepare.c PrepareQuery, EvaluateParams`).

use super::parameters::Parameters;
use super::{Analyzer, ViewColumn, view_columns};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::Clause;
use crate::tree::{Expr, Statement};
use crate::types::TypeId;

/// A statement that was prepared.
#[derive(Clone, Debug, PartialEq)]
pub struct PreparedStatement {
    /// The types of its parameters, `$1` first.
    pub parameters: Vec<TypeId>,
    /// Its columns; [`None`] where it is no query.
    pub columns: Option<Vec<ViewColumn>>,
}

/// What a statement is whose first parameters have these types; `unknown` leaves one open.
///
/// # Errors
///
/// As [`super::statement()`].
pub fn prepared(
    catalog: &Catalog,
    types: &[TypeId],
    tree: &Statement,
) -> Result<PreparedStatement, Vec<Diagnostic>> {
    let mut analyzer = Analyzer::new(catalog, Parameters::of_types(types.iter().copied()));
    analyzer.scopes.push();
    let output = analyzer.modifying(tree).map_err(|error| vec![error])?;
    let (parameters, diagnostics) = analyzer.parameters.finish(catalog);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let parameters = parameters.into_iter().map(|found| found.domain.unwrap_or(found.ty));
    let query = matches!(tree, Statement::Query(_));
    Ok(PreparedStatement {
        parameters: parameters.collect(),
        columns: query.then(|| view_columns(output)),
    })
}

/// Refuses a value that is none of the `number`th parameter's type.
///
/// # Errors
///
/// As [`super::statement()`]; 42804 where it does not become that type.
pub fn executed_argument(
    catalog: &Catalog,
    expr: &Expr,
    number: usize,
    target: TypeId,
) -> Result<(), Diagnostic> {
    let mut analyzer = Analyzer::new(catalog, Parameters::default());
    analyzer.depth = 1;
    analyzer.scopes.push();
    analyzer.scopes.top().clause = Clause::ExecuteParameter;
    let node = analyzer.expr(expr)?;
    analyzer.no_parameters(expr.span)?;
    let from = node.ty.id;
    if analyzer.try_assign(node, target.into())?.is_some() {
        return Ok(());
    }
    let (from, to) = (catalog.format_type(from), catalog.format_type(target));
    let message =
        format!("parameter `${number}` of type {from} cannot be coerced to the expected type {to}");
    Err(Diagnostic::new(SqlState::DATATYPE_MISMATCH, expr.span, message)
        .help("rewrite or cast the expression"))
}
