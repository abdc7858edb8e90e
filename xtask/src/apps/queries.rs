//! The queries, answered by the engine and by the server, and what sqlx recorded of NULL.

use std::path::Path;

use serde_json::Value;
use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::split::split;
use sqldb_analyze::statement::{Nulls, Statement};
use sqldb_analyze::types::TypeId;

use crate::introspect::{self, SystemTypes};
use crate::question::{self, analyse, reason};
use crate::session::{Description, Refused, Session};

/// A query as it is found.
pub(crate) struct Query {
    /// The file, and the line where it has several.
    place: String,
    text: String,
    /// What sqlx recorded of each column: whether it may be NULL, if it could tell.
    nullable: Vec<Option<bool>>,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    queries: usize,
    answered: usize,
    columns: usize,
    /// Answers with other types or names than the server's.
    pub(crate) wrong: Vec<String>,
    /// Queries without an answer.
    refused: Vec<String>,
    /// Queries that the server refuses as the engine does, but only when it plans them.
    alike: Vec<String>,
    /// Queries that the server refuses, with what the engine says.
    invalid: Vec<String>,
    /// Columns that are called "never NULL", and nullable by sqlx: for a person to judge.
    doubtful: Vec<String>,
    /// Columns that sqlx knows not to be NULL, and the engine does not.
    imprecise: Vec<String>,
}

/// The queries of a directory.
pub(crate) fn read(directory: &Path) -> Result<Vec<Query>, String> {
    let mut queries = Vec::new();
    for file in files(&directory.join(".sqlx"), "json") {
        let text = std::fs::read_to_string(&file).map_err(|error| error.to_string())?;
        let json: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let nullable = json.pointer("/describe/nullable").and_then(Value::as_array);
        queries.push(Query {
            place: name(&file),
            text: json.get("query").and_then(Value::as_str).unwrap_or_default().to_owned(),
            nullable: nullable.map_or(Vec::new(), |all| all.iter().map(Value::as_bool).collect()),
        });
    }
    for file in files(&directory.join("queries"), "sql") {
        let text = std::fs::read_to_string(&file).map_err(|error| error.to_string())?;
        for span in split(&text) {
            let line = text.get(..span.range().start).unwrap_or_default().matches('\n').count() + 1;
            let (place, text) = (format!("{}:{line}", name(&file)), span.text(&text).to_owned());
            queries.push(Query { place, text, nullable: Vec::new() });
        }
    }
    Ok(queries)
}

fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn files(directory: &Path, extension: &str) -> Vec<std::path::PathBuf> {
    // A directory that is not there holds no queries.
    let Ok(entries) = std::fs::read_dir(directory) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    paths.sort();
    paths
}

/// Compares all queries.
pub(crate) fn measure(
    session: &mut Session,
    catalog: &Catalog,
    queries: &[Query],
) -> Result<Report, String> {
    let system = SystemTypes::of(session, catalog.major)?;
    let server = introspect::catalog(session, catalog.major, &system)?;
    let mut report = Report { queries: queries.len(), ..Report::default() };
    for query in queries {
        let described = session.describe(&query.text);
        let analysed = analyse(catalog, &query.text);
        let place = format!("{}\n    {}", query.place, squeezed(&query.text));
        match (described, analysed) {
            (Ok(described), Ok(statement)) => {
                let differences =
                    differences(catalog, &statement, &server, &translated(&system, described));
                match differences.is_empty() {
                    true => report.answered += 1,
                    false => report.wrong.push(format!("{}; {place}", differences.join("; "))),
                }
                judge(query, &statement, &place, &mut report);
            }
            (Ok(described), Err(diagnostic))
                if question::refused_alike(
                    &diagnostic,
                    &planned(session, &query.text, described.parameters.len()),
                ) =>
            {
                report.alike.push(format!("{}; {place}", reason(&diagnostic)));
            }
            (Ok(_), Err(diagnostic)) => {
                report.refused.push(format!("{}; {place}", reason(&diagnostic)));
            }
            (Err(refused), analysed) => {
                let ours = analysed.map_or_else(|error| reason(&error), |_| "accepted".to_owned());
                let (code, message) = (refused.code, refused.message);
                report.invalid.push(format!("{code}: {message}; engine: {ours}; {place}"));
            }
        }
    }
    Ok(report)
}

/// Whether the server plans a query, for arguments that are NULL.
fn planned(session: &mut Session, text: &str, parameters: usize) -> Result<(), Refused> {
    let arguments = vec!["NULL"; parameters].join(", ");
    let arguments = if parameters == 0 { arguments } else { format!("({arguments})") };
    let explained = session
        .run(&format!("PREPARE question AS {text}"))
        .and_then(|_| session.run(&format!("EXPLAIN EXECUTE question{arguments}")));
    let _ = session.run("DEALLOCATE question");
    explained.map(|_| ())
}

fn translated(system: &SystemTypes, described: Description) -> Description {
    let ids = |oids: Vec<u32>| oids.into_iter().map(|oid| system.id(oid).0).collect();
    let columns = described.columns.into_iter();
    Description {
        parameters: ids(described.parameters),
        columns: columns.map(|(name, oid)| (name, system.id(oid).0)).collect(),
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Types by name: the two catalogs have other ids.
fn differences(
    catalog: &Catalog,
    statement: &Statement,
    server: &Catalog,
    described: &Description,
) -> Vec<String> {
    let mut differences = Vec::new();
    let theirs = described.parameters.iter().map(|oid| server.stored_type_name(TypeId(*oid)));
    let theirs = theirs.collect::<Vec<_>>().join(", ");
    let ours = statement.parameters.iter();
    let ours = ours.map(|one| catalog.stored_type_name(one.domain.unwrap_or(one.ty)));
    let ours = ours.collect::<Vec<_>>().join(", ");
    if ours != theirs {
        differences.push(format!("parameters ({ours}), PostgreSQL says ({theirs})"));
    }
    let ours = statement
        .columns
        .iter()
        .map(|column| format!("{} {}", column.name, catalog.stored_type_name(column.ty)));
    let theirs = described.columns.iter().enumerate().map(|(at, (name, oid))| {
        // The engine takes marks off where they are written, and not from what `*` stands for.
        let whole = statement.columns.get(at).is_some_and(|column| column.name == *name);
        let name = if whole { name.as_str() } else { without_marks(name) };
        format!("{name} {}", server.stored_type_name(TypeId(*oid)))
    });
    let (ours, theirs): (Vec<String>, Vec<String>) = (ours.collect(), theirs.collect());
    if ours != theirs {
        let only: Vec<_> = ours.iter().zip(&theirs).filter(|(a, b)| a != b).collect();
        differences.push(format!("columns {only:?} (engine, PostgreSQL)"));
    }
    differences
}

/// sqlx marks names as the engine does, and the engine takes the marks off.
fn without_marks(name: &str) -> &str {
    let name = name.split_once(": ").map_or(name, |(name, _)| name);
    match name.strip_suffix(['!', '?']) {
        Some(bare) if name != "?column?" => bare,
        _ => name,
    }
}

/// Compares what is said of NULL.
fn judge(query: &Query, statement: &Statement, place: &str, report: &mut Report) {
    for (column, recorded) in statement.columns.iter().zip(&query.nullable) {
        report.columns += 1;
        match (column.nulls, recorded) {
            (Nulls::Never, Some(true)) => report.doubtful.push(format!("{}; {place}", column.name)),
            (Nulls::Maybe, Some(false)) => {
                report.imprecise.push(format!("{}; {place}", column.name));
            }
            _ => {}
        }
    }
}

impl Report {
    pub(crate) fn text(&self) -> String {
        let valid = self.queries - self.invalid.len() - self.alike.len();
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let share = if valid == 0 { 100.0 } else { 100.0 * number(self.answered) / number(valid) };
        let mut text = format!(
            "queries: {}, of them {} refused by the server; answered {} ({share:.2} %), wrong {}, \
             refused {}\ncolumns with a record of sqlx: {}; never NULL but nullable by sqlx {}, \
             maybe NULL but not by sqlx {}\n",
            self.queries,
            self.invalid.len(),
            self.answered,
            self.wrong.len(),
            self.refused.len(),
            self.columns,
            self.doubtful.len(),
            self.imprecise.len(),
        );
        let lists = [
            ("WRONG", &self.wrong),
            ("REFUSED", &self.refused),
            ("REFUSED BY BOTH WHEN PLANNED", &self.alike),
            ("INVALID", &self.invalid),
            ("DOUBTFUL", &self.doubtful),
            ("IMPRECISE", &self.imprecise),
        ];
        for (title, list) in lists {
            for line in list {
                text.push_str(&format!("\n{title} {line}\n"));
            }
        }
        text
    }
}
