//! The whole way of a query's text, for those who do not need the stages.

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::{self, Placeholders};
use crate::statement::Statement;
use crate::{infer, stack, syntax};

/// Analyses one query as `sql!` takes it, with placeholders or `$n`.
///
/// ```
/// use sqldb_analyze::{analyze, catalog::Catalog};
///
/// let (statement, placeholders) = analyze(&Catalog::default(), "SELECT <n>::int8 + 1 AS next")?;
/// assert_eq!(statement.sql, "SELECT $1::int8::int8 + 1 AS next");
/// assert_eq!(statement.columns[0].name, "next");
/// assert_eq!(placeholders.list.len(), 1);
/// # Ok::<(), Vec<sqldb_analyze::Diagnostic>>(())
/// ```
///
/// # Errors
///
/// All mistakes that could be found at once; never an empty list.
pub fn analyze(
    catalog: &Catalog,
    text: &str,
) -> Result<(Statement, Placeholders), Vec<Diagnostic>> {
    let result = on_this_stack(catalog, text);
    let deep = |errors: &Vec<Diagnostic>| {
        errors.iter().any(|error| error.code == SqlState::STATEMENT_TOO_COMPLEX)
    };
    match &result {
        Err(errors) if deep(errors) => {
            stack::spacious(|| on_this_stack(catalog, text)).unwrap_or(result)
        }
        _ => result,
    }
}

fn on_this_stack(
    catalog: &Catalog,
    text: &str,
) -> Result<(Statement, Placeholders), Vec<Diagnostic>> {
    let (tokens, placeholders) = lex::scan(text).map_err(|error| vec![error])?;
    let mut diagnostics = lex::check_places(text, &tokens);
    diagnostics.extend(lex::check_quoted(text, &tokens));
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let tree = syntax::statement(&tokens).map_err(|mut error| {
        // A placeholder read as operators explains the error better than the grammar can.
        if let Some(help) = lex::misread(text, &tokens) {
            error.help = Some(help.into());
        }
        vec![error]
    })?;
    let statement = infer::statement(catalog, text, &tree, &placeholders)?;
    Ok((statement, placeholders))
}
