//! What this crate asks of `sqldb-analyze`, in one place.

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::lex;
use sqldb_analyze::replay::{self, Migration};
use sqldb_analyze::statement::Verb;
use sqldb_analyze::{Analysis, Diagnostic, SqlState};

/// Applies migrations, given as (shown file name, SQL), to an empty database. A diagnostic comes with
/// the number of its migration.
pub(crate) fn replay(
    empty: Catalog,
    migrations: &[(String, &str)],
) -> (Catalog, Vec<(usize, Diagnostic)>) {
    let texts: Vec<Migration<'_>> =
        migrations.iter().map(|(file, sql)| Migration { file, sql }).collect();
    let (catalog, mistakes) = replay::replay_onto(empty, &texts);
    let numbered = mistakes.into_iter().filter_map(|mistake| {
        let number = migrations.iter().position(|(file, _)| **file == *mistake.file)?;
        Some((number, mistake.diagnostic))
    });
    (catalog, numbered.collect())
}

/// Checks a query, and types it. What only a connection may do is no query.
pub(crate) fn analyze(catalog: &Catalog, text: &str) -> Result<Analysis, Vec<Diagnostic>> {
    let analysis = sqldb_analyze::analyze_all(catalog, text)?;
    let (message, help) = match analysis.statement.verb {
        Verb::Transaction => (
            "a query cannot begin or end a transaction: the next one may run on another connection",
            "write `let tx = DB.begin().await?`, then `tx.commit()`, `tx.rollback()`",
        ),
        Verb::Copy => (
            "a query cannot copy from or to the client",
            "write `COPY todo_item (title) FROM STDIN` for `copy_in`, `COPY (SELECT …) TO STDOUT` for \
             `copy_out`",
        ),
        Verb::Select | Verb::Insert | Verb::Update | Verb::Delete | Verb::Merge | Verb::Utility => {
            return Ok(analysis);
        }
    };
    let first = lex::tokenize(text).ok().and_then(|tokens| Some(tokens.first()?.span));
    let code = SqlState::FEATURE_NOT_SUPPORTED;
    Err(vec![Diagnostic::new(code, first.unwrap_or_default(), message).help(help)])
}
