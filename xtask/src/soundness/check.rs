//! A random query, answered by both, and run.

use std::collections::BTreeMap;

use sqldb_analyze::Refusal;
use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::statement::{Nulls, Rows, Statement};

use super::query::Question;
use crate::question::{self, Verdict, analyse, reason};
use crate::session::{Row, Session};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Report {
    asked: usize,
    /// Both refuse.
    invalid: usize,
    answered: usize,
    /// Of the answered, those that ran.
    ran: usize,
    /// Of these, those that returned rows.
    with_rows: usize,
    /// How many columns were never NULL by the engine, of how many.
    never: usize,
    columns: usize,
    /// Columns that the engine does not call "never NULL" and that were not, by what they begin with.
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
            "random queries: {}, of them {} refused by both; answered {}, ran {}, with rows {}; \
             columns {}, never NULL {}; unsupported {}; failures {}\n",
            self.asked,
            self.invalid,
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
    catalog: &Catalog,
    number: usize,
    question: &Question,
    report: &mut Report,
) {
    report.asked += 1;
    let described = match session.describe(&question.text) {
        Ok(described) => described,
        Err(refused) => {
            match analyse(catalog, &question.text) {
                Ok(_) => {
                    let why = format!("ACCEPTED {}: {}", refused.code, refused.message);
                    report.fail(number, question, &why);
                }
                Err(error)
                    if error.refusal == Refusal::Postgres && error.code.code() != refused.code =>
                {
                    let why = format!(
                        "CODE {}: {}; PostgreSQL says {}: {}",
                        error.code.code(),
                        error.message,
                        refused.code,
                        refused.message
                    );
                    report.fail(number, question, &why);
                }
                Err(_) => report.invalid += 1,
            }
            return;
        }
    };
    match question::compare(catalog, &question.text, &described) {
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
    if session.run("BEGIN").is_err() {
        return;
    }
    let outcome = session.run(&substituted(question));
    let _ = session.run("ROLLBACK");
    let Ok(rows) = outcome else { return };
    report.ran += 1;
    report.with_rows += usize::from(!rows.is_empty());
    for why in contradictions(&statement, &rows) {
        report.fail(number, question, &why);
    }
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
