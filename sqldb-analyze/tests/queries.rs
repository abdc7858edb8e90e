//! Queries with what is known of them, in `queries/*.sql`: a schema, a line `---`, then blocks of a
//! query and its expectation in comments. `UPDATE_EXPECT=1` rewrites the comments.
//!
//! `cargo test -p xtask` asks a server the same questions, and runs the queries.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::statement::{Accepts, Nulls, Rows};
use sqldb_analyze::{Analysis, analyze_all};

#[test]
fn queries() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/queries");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let found = answered(&text);
        if found == text {
            continue;
        }
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, found).unwrap();
            continue;
        }
        let differing = text.split("\n\n").zip(found.split("\n\n")).filter(|(a, b)| a != b);
        for (expected, found) in differing {
            wrong.push(format!("{}\nexpected\n{expected}\nfound\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The file with the comments that hold now.
fn answered(text: &str) -> String {
    let (schema, queries) = text.split_once("\n---\n").unwrap();
    let catalog = support::catalog(schema);
    let blocks = queries.trim().split("\n\n").map(|block| {
        let query: Vec<&str> = block.lines().filter(|line| !line.starts_with("-- ")).collect();
        let query = query.join("\n");
        // A line that only structures the file.
        if query.is_empty() {
            return block.to_owned();
        }
        format!("{query}\n{}", answer(&catalog, &query))
    });
    format!("{schema}\n---\n{}\n", blocks.collect::<Vec<_>>().join("\n\n"))
}

fn answer(catalog: &Catalog, query: &str) -> String {
    let lines = match analyze_all(catalog, query) {
        Ok(analysis) => describe(catalog, query, &analysis),
        Err(errors) => {
            let line = |error: &sqldb_analyze::Diagnostic| {
                let place = error.span.text(query);
                let help =
                    error.help.as_ref().map_or(String::new(), |help| format!("; help: {help}"));
                let notes: Vec<String> = error
                    .notes
                    .iter()
                    .filter(|note| note.origin.is_none())
                    .map(|note| format!("; note: {}", note.message))
                    .collect();
                let notes = notes.concat();
                format!("error {} at `{place}`: {}{notes}{help}", error.code.code(), error.message)
            };
            errors.iter().map(line).collect()
        }
    };
    lines
        .iter()
        .map(|line| format!("-- {}", line.replace('\n', " ")))
        .collect::<Vec<_>>()
        .join("\n")
}

fn describe(catalog: &Catalog, query: &str, analysis: &Analysis) -> Vec<String> {
    let Analysis { statement, placeholders: _, sent } = analysis;
    let rows = match statement.rows {
        Rows::None => "none",
        Rows::ExactlyOne => "exactly one",
        Rows::AtMostOne => "at most one",
        Rows::Many => "many",
    };
    let mut lines = vec![format!("rows {rows}")];
    if statement.sql != query {
        lines.push(format!("sent {}", statement.sql));
    }
    for other in sent.iter().skip(1) {
        let positions: Vec<String> =
            other.positions.iter().map(|position| format!("${}", position + 1)).collect();
        let takes = if positions.is_empty() { "nothing".to_owned() } else { positions.join(", ") };
        lines.push(format!("or sent with {takes}: {}", other.statement.sql));
    }
    for parameter in &statement.parameters {
        let ty = catalog.format_type(parameter.domain.unwrap_or(parameter.ty));
        let accepts = match parameter.accepts {
            Accepts::Value => "",
            Accepts::Optional => " optional",
            Accepts::Either => " either",
        };
        lines.push(format!("${} {ty}{accepts}", parameter.index.number()));
    }
    for column in &statement.columns {
        let nulls = match column.nulls {
            Nulls::Never => "not null",
            Nulls::Maybe => "null",
        };
        let elements = match column.elements {
            Nulls::Never => ", elements not null",
            Nulls::Maybe => "",
        };
        lines.push(format!(
            "{}: {} {nulls}{elements}",
            column.name,
            catalog.format_type(column.ty)
        ));
    }
    if let Some(relation) = statement.whole_relation.and_then(|id| catalog.relation(id)) {
        lines.push(format!("whole {}", relation.name.name));
    }
    lines
}
