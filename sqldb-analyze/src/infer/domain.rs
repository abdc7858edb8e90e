//! Checks of domains: `VALUE` is what is checked (`typecmds.c domainAddConstraint`).

use super::parameters::Parameters;
use super::routine::ParameterNames;
use super::{Analyzer, Reads};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::Clause;
use crate::tree::Expr;
use crate::types::Typed;

/// Refuses a check of a domain over `base` that PostgreSQL refuses, and says what it uses.
///
/// # Errors
///
/// As [`super::statement()`]; 42804 where it is no condition.
pub fn domain_check(catalog: &Catalog, base: Typed, expr: &Expr) -> Result<Reads, Diagnostic> {
    let mut analyzer = Analyzer::new(catalog, Parameters::of_types([base.id]));
    analyzer.names = ParameterNames::of_domain();
    analyzer.depth = 1;
    analyzer.scopes.push();
    analyzer.scopes.top().clause = Clause::Check;
    let node = analyzer.condition(expr, "CHECK");
    match node.and_then(|node| analyzer.check_collations(&node)) {
        Ok(()) => Ok(analyzer.reads),
        Err(error) if error.code == SqlState::UNDEFINED_COLUMN && error.help.is_none() => {
            Err(error.help("`VALUE` is what a domain checks"))
        }
        Err(error) => Err(error),
    }
}
