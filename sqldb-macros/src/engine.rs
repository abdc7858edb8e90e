//! What this crate asks of `sqldb-analyze`, in one place.

use sqldb_analyze::Diagnostic;
use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::lex::Placeholders;
use sqldb_analyze::replay::{self, Migration};
use sqldb_analyze::statement::Statement;

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

/// Checks a query, and types it.
pub(crate) fn analyze(
    catalog: &Catalog,
    text: &str,
) -> Result<(Statement, Placeholders), Vec<Diagnostic>> {
    sqldb_analyze::analyze(catalog, text)
}
