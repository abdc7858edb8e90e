//! Random queries, answered by the engine and run by a server.
//!
//! A claim of the engine that a row contradicts, a type or a name that Describe contradicts, or a
//! query that one takes and the other refuses, is a failure. Start with [`run`]; `expression`,
//! `query`, `modify` and `smith` make the texts, `check` judges.

mod check;
mod expression;
mod modify;
mod query;
mod smith;
mod vocabulary;

use sqldb_analyze::catalog::Major;
use tokio_postgres::Config;

use crate::introspect::{self, SystemTypes};
use crate::random::Random;
use crate::server::Server;
use crate::session::Session;
use check::Report;
use query::Generator;
use vocabulary::Vocabulary;

/// What runs away is no question of NULLs. The questions about the server's own catalog have no limit,
/// which a machine with other work would exceed.
const LIMIT: &str = "SET statement_timeout = '2s'";

/// Relations and types.
const SCHEMA: &str = include_str!("soundness/schema.sql");

/// Makes `count` queries from a seed, and prints what was found.
///
/// # Errors
///
/// The failures, or why the server cannot be asked.
pub(crate) fn run(major: Major, seed: u64, count: usize) -> Result<(), String> {
    let report = measure(major, seed, count)?;
    print!("{}", report.text());
    match report.failures() {
        0 => Ok(()),
        failures => Err(format!("{failures} failures")),
    }
}

fn measure(major: Major, seed: u64, count: usize) -> Result<Report, String> {
    let server = Server::start(major)?;
    let mut session = prepare(&server)?;
    let system = SystemTypes::of(&mut session, major)?;
    let catalog = introspect::catalog(&mut session, major, &system)?;
    let vocabulary = Vocabulary::read(&mut session, &catalog)?;
    session.rows(LIMIT)?;
    let mut random = Random::new(seed);
    let mut report = Report::default();
    for number in 0..count {
        let question = Generator::new(&mut random, &vocabulary).question();
        check::check(&mut session, (&catalog, &system), number, &question, &mut report);
    }
    Ok(report)
}

/// As [`run`], with queries of sqlsmith.
///
/// # Errors
///
/// As [`run`], and where sqlsmith is not installed.
pub(crate) fn run_sqlsmith(major: Major, seed: u64, count: usize) -> Result<(), String> {
    let report = measure_sqlsmith(major, seed, count)?.ok_or("there is no `sqlsmith`")?;
    print!("{}", report.text());
    match report.failures() {
        0 => Ok(()),
        failures => Err(format!("{failures} failures")),
    }
}

fn measure_sqlsmith(major: Major, seed: u64, count: usize) -> Result<Option<Report>, String> {
    let server = Server::start(major)?;
    let mut session = prepare(&server)?;
    let system = SystemTypes::of(&mut session, major)?;
    let catalog = introspect::catalog(&mut session, major, &system)?;
    let Some(questions) = smith::questions(&server, seed, count) else { return Ok(None) };
    session.rows(LIMIT)?;
    let mut report = Report::default();
    for (number, question) in questions.iter().enumerate() {
        check::check(&mut session, (&catalog, &system), number, question, &mut report);
    }
    Ok(Some(report))
}

/// A session on a server that has the schema and its rows.
fn prepare(server: &Server) -> Result<Session, String> {
    let config: Config = server.connection().parse().map_err(|error| format!("{error}"))?;
    let mut session = Session::connect(&config)?;
    session.rows(SCHEMA)?;
    session.rows(&vocabulary::wide_table())?;
    session.rows("SET client_min_messages = error")?;
    Ok(session)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use sqldb_analyze::catalog::Major;

    #[test]
    fn queries_of_sqlsmith_do_not_contradict_the_engine() {
        if crate::server::Server::start_for_test(Major::V15).is_none() {
            return;
        }
        let Some(report) = super::measure_sqlsmith(Major::V15, 1, 300).unwrap() else {
            // Our own queries have to do; past what the test harness keeps.
            writeln!(std::io::stderr(), "not tested: queries of sqlsmith, which is not installed")
                .unwrap();
            return;
        };
        assert_eq!(report.failures(), 0, "{}", report.text());
    }

    #[test]
    fn random_queries_do_not_contradict_the_engine() {
        for major in [Major::V15, Major::V18] {
            if crate::server::Server::start_for_test(major).is_none() {
                continue;
            }
            let report = super::measure(major, 1, 1500).unwrap();
            assert_eq!(report.failures(), 0, "{}", report.text());
        }
    }
}
