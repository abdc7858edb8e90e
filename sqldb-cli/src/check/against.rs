//! Whether an older version of the program works with the new schema, while both run, and whether
//! the new one works with the old schema.
//!
//! The text that the older version sends is the one that was compiled into it: with the columns of
//! `*` written out, and its parameters cast. What it takes out of the answer was compiled, too.

use sqldb_analyze::catalog::{Catalog, UserTypeKind};
use sqldb_analyze::statement::{Accepts, Nulls, OutputColumn, Rows, Statement};
use sqldb_analyze::{Diagnostic, Refusal, Span, SqlState, analyze, analyze_all};
use sqldb_migrate::Directory;

use super::database::{Known, State, add, place_in};
use super::finding::{Findings, Found, Level, Rule};
use super::revision::Revision;
use crate::Failure;
use crate::workspace::Query;

/// Compares a database with its older version, and says which migrations that had; [`None`] if it
/// cannot be compared.
///
/// # Errors
///
/// If the older version cannot be read.
pub(super) fn compare(
    new: &State<'_>,
    revision: &Revision,
    findings: &mut Findings,
) -> Result<Option<Known>, Failure> {
    let name = &new.database.name;
    let Ok(new_files) = &new.directory else { return Ok(None) };
    let databases = &revision.workspace.databases;
    let Some(database) = databases.iter().find(|database| database.name == *name) else {
        // Nobody waits for a database that is not there yet.
        return Ok(Some(known(new_files)));
    };
    let called = revision.original(&database.directory);
    let old = State::of(database, &revision.queries, &called)?;
    let old_files = match &old.directory {
        Ok(old_files) => old_files,
        Err(mistakes) => {
            let reference = &revision.reference;
            let first = mistakes.first().and_then(|mistake| mistake.lines().next());
            let first = first.unwrap_or_default();
            findings.mistake(
                name,
                format!("the migrations of {reference} have mistakes, so that it was not compared: {first}"),
            );
            return Ok(None);
        }
    };
    for query in &old.queries {
        if let Some(diagnostic) = broken(&old.catalog, &new.catalog, query) {
            let mut place = place_in(query, diagnostic.span.start);
            place.file = revision.original(&place.file);
            let of = Some(revision.reference.as_str());
            let found = Found { diagnostic: &diagnostic, text: &query.text, place, of };
            findings.add(Rule::OldOnNew, Level::Error, name, found);
        }
    }
    for query in &new.queries {
        // What is wrong with it anyway is said elsewhere.
        if let Some(diagnostic) = broken(&new.catalog, &old.catalog, query) {
            let diagnostic = diagnostic.help(format!(
                "migrate before this version of the program runs: with the schema of {} it does not",
                revision.reference
            ));
            add(query, Rule::NewOnOld, Level::Warning, name, &diagnostic, findings);
        }
    }
    Ok(Some(known(old_files)))
}

fn known(directory: &Directory) -> Known {
    let files = directory.migrations.iter();
    let files = files.map(|migration| (migration.file.clone(), migration.sql.clone()));
    Known { files: files.collect() }
}

/// What is wrong with a query of a program that was compiled with one schema and runs with another.
fn broken(compiled: &Catalog, running: &Catalog, query: &Query) -> Option<Diagnostic> {
    let analysis = analyze_all(compiled, &query.text).ok()?;
    // With optional parts, each combination is a text of its own.
    let whole = [analysis.statement];
    let sent: Vec<&Statement> = match analysis.sent.as_slice() {
        [] => whole.iter().collect(),
        sent => sent.iter().map(|sent| &sent.statement).collect(),
    };
    sent.into_iter().find_map(|before| match analyze(running, &before.sql) {
        Ok((after, _)) => {
            let (message, span) = differs(compiled, running, before, &after)?;
            let span = span.unwrap_or_else(|| first_line(&query.text));
            Some(Diagnostic::new(SqlState::WARNING, span, message))
        }
        Err(mistakes) => {
            let mistake = refused(mistakes)?;
            // The same mistake is easier to see in the text as it is written, if it is there.
            let written = analyze(running, &query.text).err().and_then(refused);
            Some(written.unwrap_or(Diagnostic { span: first_line(&query.text), ..mistake }))
        }
    })
}

/// What only the engine cannot read may work.
fn refused(mistakes: Vec<Diagnostic>) -> Option<Diagnostic> {
    mistakes.into_iter().find(|mistake| mistake.refusal == Refusal::Postgres)
}

fn first_line(text: &str) -> Span {
    let blank = text.len() - text.trim_start().len();
    let line = text.trim_start().lines().next().unwrap_or_default().trim_end();
    Span::new(blank, blank + line.len())
}

/// What the program takes otherwise than the answer is.
fn differs(
    compiled: &Catalog,
    running: &Catalog,
    before: &Statement,
    after: &Statement,
) -> Option<(String, Option<Span>)> {
    for (old, new) in before.parameters.iter().zip(&after.parameters) {
        let span = old.spans.first().copied();
        let (from, to) = (compiled.stored_type_name(old.ty), running.stored_type_name(new.ty));
        if from != to {
            return Some((
                format!("this is sent as `{from}`, and is `{to}` with that schema"),
                span,
            ));
        }
        if old.accepts == Accepts::Either && new.accepts == Accepts::Value {
            return Some(("NULL may be sent, which that schema does not take".to_owned(), span));
        }
    }
    for (old, new) in before.columns.iter().zip(&after.columns) {
        let span = Some(old.span).filter(|span| span.end > span.start);
        let (from, to) = (compiled.stored_type_name(old.ty), running.stored_type_name(new.ty));
        let name = &old.name;
        if from != to {
            let message = format!("`{name}` is read as `{from}`, and is `{to}` with that schema");
            return Some((message, span));
        }
        let read = old.annotation.nulls.unwrap_or(old.nulls);
        if (read, old.nulls, new.nulls) == (Nulls::Never, Nulls::Never, Nulls::Maybe) {
            let message =
                format!("`{name}` is read as never NULL, and may be NULL with that schema");
            return Some((message, span));
        }
        if let Some(label) = new_label(compiled, running, old, new) {
            let message =
                format!("`{name}` may be '{label}' with that schema, which is not known here");
            return Some((message, span));
        }
    }
    let one = |rows: Rows| matches!(rows, Rows::ExactlyOne | Rows::AtMostOne);
    if one(before.rows) && !one(after.rows) {
        let message = "at most one row is read, and with that schema there may be more";
        return Some((message.to_owned(), None));
    }
    None
}

/// A value of an enum that the compiled program does not know.
fn new_label(
    compiled: &Catalog,
    running: &Catalog,
    old: &OutputColumn,
    new: &OutputColumn,
) -> Option<String> {
    let labels =
        |catalog: &Catalog, column: &OutputColumn| match &catalog.user_type(column.ty)?.kind {
            UserTypeKind::Enum(labels) => Some(labels.clone()),
            _ => None,
        };
    let known = labels(compiled, old)?;
    labels(running, new)?.into_iter().find(|label| !known.contains(label))
}
