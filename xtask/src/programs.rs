//! The queries of the examples, of the benches and of the tests that run `sql!`, compared with a server's answers.
//!
//! What the compiler was told of each is asked of PostgreSQL: types of parameters and columns, and,
//! for queries without parameters, that "not null" and the number of rows hold.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::replay::{Migration, replay};
use sqldb_analyze::statement::{Accepts, Nulls, Rows, Statement, Verb};
use sqldb_migrate::{Directory, Gaps};

use crate::describe::{Case, compare_cases};
use crate::server::Server;

/// Sources, and the migrations that their `sql!` is checked against.
const PROGRAMS: [(&[&str], &str); 6] = [
    (
        &[
            "examples/todo/src/lib.rs",
            "examples/todo/tests/encore.rs",
            "examples/todo/tests/sharing.rs",
        ],
        "examples/todo/migrations",
    ),
    (&["examples/uptime/src/site.rs"], "examples/uptime/migrations/site"),
    (
        &["examples/uptime/src/monitor.rs", "examples/uptime/src/outbox.rs"],
        "examples/uptime/migrations/monitor",
    ),
    (&["examples/url-shortener/src/lib.rs"], "examples/url-shortener/migrations"),
    (&["benches/peers/src/peers/sqldb.rs"], "benches/peers/migrations"),
    (&["sqldb/tests/end_to_end.rs"], "sqldb/tests/end_to_end"),
];

/// Compares all programs.
///
/// # Errors
///
/// All differences, or a source without queries.
pub(crate) fn compare(server: &Server) -> Result<(), String> {
    let mut wrong = Vec::new();
    for (number, (sources, migrations)) in PROGRAMS.iter().enumerate() {
        let directory = Directory::read(&crate::workspace().join(migrations), Gaps::Refused)
            .map_err(|errors| format!("{migrations}: {errors:?}"))?;
        let texts: Vec<Migration<'_>> = directory
            .migrations
            .iter()
            .map(|migration| Migration { file: &migration.file, sql: &migration.sql })
            .collect();
        let (catalog, mistakes) = replay(&texts);
        if !mistakes.is_empty() {
            return Err(format!("{migrations}: {mistakes:?}"));
        }
        let mut cases = Vec::new();
        for source in *sources {
            let found = cases_of(&crate::workspace().join(source), &catalog)?;
            if found.is_empty() {
                return Err(format!("{source} has no `sql!`"));
            }
            cases.extend(found);
        }
        let schema = texts.iter().map(|text| text.sql).collect::<Vec<_>>().join("\n");
        wrong.extend(compare_cases(server, &format!("program{number}"), &schema, &cases)?);
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(wrong.join("\n\n")),
    }
}

fn cases_of(source: &Path, catalog: &Catalog) -> Result<Vec<Case>, String> {
    let text = std::fs::read_to_string(source).map_err(|error| error.to_string())?;
    let tokens: TokenStream =
        text.parse().map_err(|error| format!("{}: {error}", source.display()))?;
    let mut queries = Vec::new();
    collect(tokens, &mut queries);
    let case = |query: String| match sqldb_analyze::analyze(catalog, &query) {
        // Nothing can be asked about commands: `PREPARE` does not take them.
        Ok((Statement { verb: Verb::Copy | Verb::Utility | Verb::Transaction, .. }, _)) => None,
        Ok((statement, _)) => Some(Ok(Case { expected: claims(catalog, &statement), query })),
        Err(mistakes) => Some(Err(format!("{query}: {mistakes:?}"))),
    };
    queries.into_iter().filter_map(case).collect()
}

/// The texts of `sql!(…)`, wherever they stand.
fn collect(tokens: TokenStream, queries: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, tree) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = tree else { continue };
        match at.checked_sub(2).and_then(|at| tokens.get(at)) {
            Some(TokenTree::Ident(name)) if name == "sql" => {
                queries.extend(text_of(group.stream()))
            }
            _ => collect(group.stream(), queries),
        }
    }
}

/// The first string literal: the text, behind the row's type where there is one.
fn text_of(arguments: TokenStream) -> Option<String> {
    arguments.into_iter().find_map(|tree| {
        let literal = syn::parse_str::<syn::LitStr>(&tree.to_string()).ok()?;
        Some(literal.value())
    })
}

/// What the compiler is told, in the lines that the query files have.
fn claims(catalog: &Catalog, statement: &Statement) -> Vec<String> {
    let rows = match statement.rows {
        Rows::None => "none",
        Rows::ExactlyOne => "exactly one",
        Rows::AtMostOne => "at most one",
        Rows::Many => "many",
    };
    let mut lines = vec![format!("rows {rows}"), format!("sent {}", statement.sql)];
    lines.extend(statement.parameters.iter().map(|parameter| {
        let ty = catalog.format_type(parameter.domain.unwrap_or(parameter.ty));
        let accepts = match parameter.accepts {
            Accepts::Value => "",
            Accepts::Optional => " optional",
            Accepts::Either => " either",
        };
        format!("${} {ty}{accepts}", parameter.index.number())
    }));
    lines.extend(statement.columns.iter().map(|column| {
        let nulls = match column.nulls {
            Nulls::Never => "not null",
            Nulls::Maybe => "null",
        };
        format!("{}: {} {nulls}", column.name, catalog.format_type(column.ty))
    }));
    lines
}

#[cfg(test)]
mod tests {
    use crate::server::Server;

    #[test]
    fn the_queries_of_programs_are_described_as_postgresql_does() {
        let Some(server) = Server::start_for_test(sqldb_analyze::catalog::Major::default()) else {
            return;
        };
        if let Err(differences) = super::compare(&server) {
            panic!("{differences}");
        }
    }
}
