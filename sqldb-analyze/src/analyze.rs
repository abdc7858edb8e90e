//! The whole way of a query's text, for those who do not need the stages.

use crate::catalog::{Catalog, Major};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::{self, Mask, Placeholders, Token};
use crate::statement::Statement;
use crate::{infer, stack, syntax, variants};

/// A query, and the texts that are sent for it.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// What is known of the query: its text with all optional parts, and of the rest what holds with
    /// any of them.
    pub statement: Statement,
    /// Its placeholders.
    pub placeholders: Placeholders,
    /// What is sent with which parts, the text with all parts first; empty for a query without
    /// optional parts.
    pub sent: Vec<Sent>,
}

/// One of the texts that are sent for a query with optional parts.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The groups of [`Placeholders::parts`] that are in it.
    pub mask: Mask,
    /// What is known of it; its parameters are numbered from `$1`.
    pub statement: Statement,
    /// For each parameter, its position among the whole query's.
    pub positions: Vec<usize>,
}

/// Analyses one query as `sql!` takes it, with placeholders or `$n`; of a query with optional parts
/// this is the text with all of them.
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
    let Analysis { statement, placeholders, sent: _ } = analyze_all(catalog, text)?;
    Ok((statement, placeholders))
}

/// Analyses one query with all texts that are sent for it.
///
/// ```
/// use sqldb_analyze::{analyze_all, catalog::Catalog};
///
/// let text = "SELECT relname FROM pg_class WHERE true {AND relname = <name>}";
/// let analysis = analyze_all(&Catalog::default(), text)?;
/// let texts: Vec<&str> = analysis.sent.iter().map(|sent| sent.statement.sql.as_str()).collect();
/// assert_eq!(texts, [
///     "SELECT relname FROM pg_class WHERE true AND relname = $1::name",
///     "SELECT relname FROM pg_class WHERE true ",
/// ]);
/// # Ok::<(), Vec<sqldb_analyze::Diagnostic>>(())
/// ```
///
/// # Errors
///
/// All mistakes that could be found at once; never an empty list. A mistake of a text that lacks a
/// part says so.
pub fn analyze_all(catalog: &Catalog, text: &str) -> Result<Analysis, Vec<Diagnostic>> {
    let (tokens, placeholders) = lex::scan(text).map_err(|error| vec![error])?;
    if catalog.major < Major::V16
        && let Some(span) = lex::newer_number(text, &tokens)
    {
        let message =
            format!("trailing junk after numeric literal at or near `{}`", span.text(text));
        return Err(vec![
            Diagnostic::new(SqlState::SYNTAX_ERROR, span, message)
                .help("other bases and underscores are PostgreSQL 16's"),
        ]);
    }
    if placeholders.parts.groups.is_empty() {
        let statement = one(catalog, text, &tokens, &placeholders)?;
        return Ok(Analysis { statement, placeholders, sent: Vec::new() });
    }
    let mut sent: Vec<Sent> = Vec::new();
    for variant in placeholders.parts.variants(&tokens, &placeholders) {
        let statement = one(catalog, text, &variant.tokens, &variant.placeholders);
        let statement = match statement {
            Ok(statement) => statement,
            Err(errors) => {
                return Err(variants::explain(errors, variant.mask, &placeholders.parts, text));
            }
        };
        let values = placeholders.list.len();
        let lists =
            statement.parameters.len() - variant.numbers.len().min(statement.parameters.len());
        let positions = variant.numbers.into_iter().chain(values..values + lists).collect();
        sent.push(Sent { mask: variant.mask, statement, positions });
    }
    let statement = variants::merge(catalog, &sent, &placeholders, text)?;
    Ok(Analysis { statement, placeholders, sent })
}

fn one(
    catalog: &Catalog,
    text: &str,
    tokens: &[Token],
    placeholders: &Placeholders,
) -> Result<Statement, Vec<Diagnostic>> {
    let result = on_this_stack(catalog, text, tokens, placeholders);
    let deep = |errors: &Vec<Diagnostic>| {
        errors.iter().any(|error| error.code == SqlState::STATEMENT_TOO_COMPLEX)
    };
    match &result {
        Err(errors) if deep(errors) => {
            stack::spacious(|| on_this_stack(catalog, text, tokens, placeholders)).unwrap_or(result)
        }
        _ => result,
    }
}

fn on_this_stack(
    catalog: &Catalog,
    text: &str,
    tokens: &[Token],
    placeholders: &Placeholders,
) -> Result<Statement, Vec<Diagnostic>> {
    let mut diagnostics = lex::check_places(text, tokens);
    diagnostics.extend(lex::check_quoted(text, tokens));
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let tree = syntax::statement(tokens).map_err(|mut error| {
        // A placeholder read as operators explains the error better than the grammar can.
        if let Some(help) = lex::misread(text, tokens) {
            error.help = Some(help.into());
        }
        vec![syntax::elsewhere::explain(error, tokens)]
    })?;
    infer::statement(catalog, text, &tree, placeholders)
}
