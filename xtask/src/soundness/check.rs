//! A random query, answered by both, and run.

use std::collections::BTreeMap;

use sqldb_analyze::Refusal;
use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::statement::{Nulls, Rows, Statement};

use super::query::Question;
use crate::introspect::SystemTypes;
use crate::question::{self, Verdict, analyse, reason};
use crate::session::{Refused, Row, Session};

/// What the server refuses and the engine accepts: code, words of the message, reason.
const KNOWN: [(&str, &str, &str); 2] = [
    ("42P21", "recursive query", "collations are not followed through expressions"),
    // `parse_agg.c check_ungrouped_columns_walker` looks for expressions on its own level only.
    ("42803", "subquery uses ungrouped column", "a merged column of a full join is an expression"),
];

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Report {
    asked: usize,
    /// What the server refuses, with how often.
    invalid: BTreeMap<String, usize>,
    /// Of these, those that the engine refuses with another code.
    other_codes: usize,
    /// Of these, those that the engine accepts for a known reason.
    known: usize,
    answered: usize,
    /// Of the answered, those that ran.
    ran: usize,
    /// Of these, those that returned rows.
    with_rows: usize,
    /// How many columns were never NULL by the engine, of how many.
    never: usize,
    columns: usize,
    failures: Vec<String>,
    /// What the engine cannot read, with how often.
    unsupported: BTreeMap<String, usize>,
}

impl Report {
    pub(super) fn failures(&self) -> usize {
        self.failures.len()
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "random queries: {}, of them {} refused by the server ({} with another code, {} known); \
             answered {}, ran {}, with rows {}; \
             columns {}, never NULL {}; unsupported {}; failures {}\n",
            self.asked,
            self.invalid.values().sum::<usize>(),
            self.other_codes,
            self.known,
            self.answered,
            self.ran,
            self.with_rows,
            self.columns,
            self.never,
            self.unsupported.values().sum::<usize>(),
            self.failures.len(),
        );
        for (reason, count) in &self.unsupported {
            text.push_str(&format!("UNSUPPORTED {count} {reason}\n"));
        }
        if std::env::var_os("LIST").is_some() {
            for (reason, count) in &self.invalid {
                text.push_str(&format!("INVALID {count} {reason}\n"));
            }
        }
        for failure in &self.failures {
            text.push_str(&format!("FAILURE {failure}\n"));
        }
        text
    }

    fn fail(&mut self, number: usize, question: &Question, why: &str) {
        self.failures.push(format!("{number} {why}\n    {}", question.text));
    }
}

/// Asks both, and runs the query in a transaction that is rolled back.
pub(super) fn check(
    session: &mut Session,
    (catalog, system): (&Catalog, &SystemTypes),
    number: usize,
    question: &Question,
    report: &mut Report,
) {
    report.asked += 1;
    let described = match session.describe(&question.text) {
        Ok(described) => described,
        Err(refused) => {
            let ours = analyse(catalog, &question.text);
            let known = KNOWN
                .iter()
                .any(|(code, words, _)| *code == refused.code && refused.message.contains(words));
            *report
                .invalid
                .entry(format!("{} {}", refused.code, plain(&refused.message)))
                .or_default() += 1;
            match ours {
                // Literals are refused only where all majors and settings do.
                Ok(_) if known || refused.code.starts_with("22") => report.known += 1,
                Ok(_) => {
                    let why = format!("ACCEPTED {}: {}", refused.code, refused.message);
                    report.fail(number, question, &why);
                }
                // Of several mistakes, each may be the first that is seen.
                Err(error) if error.refusal == Refusal::Postgres => {
                    report.other_codes += usize::from(error.code.code() != refused.code);
                }
                Err(_) => {}
            }
            return;
        }
    };
    match question::compare(session, (catalog, system), &question.text, &described) {
        Verdict::Right => {}
        Verdict::Wrong(differences) => {
            report.fail(number, question, &format!("WRONG {}", differences.join("; ")));
            return;
        }
        Verdict::Refused(error) if error.refusal == Refusal::Unsupported => {
            *report.unsupported.entry(reason(&error)).or_default() += 1;
            return;
        }
        Verdict::Refused(error) => {
            // What fails for every argument when it is run may be refused before.
            let outcome = in_transaction(session, &substituted(question));
            // As may what fails as soon as there is a row.
            let writes_none = outcome.as_ref().map_or(true, Vec::is_empty);
            let never_runs = error.code.code() == "23502" && writes_none;
            // The planner refuses what does not depend on rows, such as a constraint without index.
            let never_plans = matches!(&outcome, Err(refused) if refused.code.starts_with("42"));
            if never_runs || never_plans || question::refused_alike(&error, &outcome.map(|_| ())) {
                return;
            }
            let why = format!("REFUSED {}: {}", error.code.code(), error.message);
            report.fail(number, question, &why);
            return;
        }
    }
    let Ok(statement) = analyse(catalog, &question.text) else { return };
    report.answered += 1;
    report.columns += statement.columns.len();
    let never = statement.columns.iter().filter(|column| column.nulls == Nulls::Never);
    report.never += never.count();
    let Ok(rows) = in_transaction(session, &substituted(question)) else { return };
    report.ran += 1;
    report.with_rows += usize::from(!rows.is_empty());
    for why in contradictions(&statement, &rows) {
        report.fail(number, question, &why);
    }
}

/// Runs a query, and takes back what it does.
fn in_transaction(session: &mut Session, sql: &str) -> Result<Vec<Row>, Refused> {
    session.run("BEGIN")?;
    let outcome = session.run(sql);
    // A cancellation that comes late may hit this one.
    if session.run("ROLLBACK").is_err() {
        let _ = session.run("ROLLBACK");
    }
    outcome
}

/// A message without what differs from query to query.
fn plain(message: &str) -> String {
    let words: Vec<&str> = message
        .split_whitespace()
        .map(|word| if word.contains(['"', '$', '.', '[', '(']) { "…" } else { word })
        .collect();
    words.join(" ")
}

/// The query with values for its parameters.
fn substituted(question: &Question) -> String {
    let mut text = question.text.clone();
    for (index, value) in question.values.iter().enumerate().rev() {
        text = text.replace(&format!("${}::", index + 1), &format!("({value})::"));
    }
    text
}

fn contradictions(statement: &Statement, rows: &[Row]) -> Vec<String> {
    let mut found = Vec::new();
    if !statement.columns.is_empty() {
        match (statement.rows, rows.len()) {
            (Rows::ExactlyOne, 1) | (Rows::AtMostOne, 0 | 1) | (Rows::Many, _) => {}
            (claim, count) => found.push(format!("ROWS {claim:?}, {count} came")),
        }
    }
    for row in rows {
        for (column, value) in statement.columns.iter().zip(row.texts()) {
            let claim = match value {
                None if column.nulls == Nulls::Never => "never NULL",
                Some(text) if column.elements == Nulls::Never && has_null_element(text) => {
                    "elements never NULL"
                }
                _ => continue,
            };
            let why = format!("NULL in `{}` at {:?}, {claim}", column.name, column.span);
            if !found.contains(&why) {
                found.push(why);
            }
        }
    }
    found
}

/// Whether the text of an array has an unquoted NULL.
fn has_null_element(text: &str) -> bool {
    text.starts_with(['{', '[']) && text.split(['{', '}', ',']).any(|element| element == "NULL")
}
