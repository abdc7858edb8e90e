//! PostgreSQL's regression suite against the engine.
//!
//! The suite's files are run on a server, one after the other as its schedule has them, statement by
//! statement. Each SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES that the server describes at its
//! place is given to the engine, with the server's catalog at that place: so the engine is measured,
//! and not the replay of DDL. Start with [`run`].

mod player;
mod report;
mod script;

use std::path::{Path, PathBuf};

use sqldb_analyze::catalog::Major;
use tokio_postgres::Config;

use crate::server::Server;
use crate::session::Session;
use player::Player;
use report::Report;

/// Runs the suite in a directory (`src/test/regress` of PostgreSQL's source), or some files of it
/// behind `test_setup`, and prints what was found.
///
/// # Errors
///
/// If the suite cannot be read or the server is lost; and where an answer is wrong.
pub(crate) fn run(major: Major, suite: &Path, only: &[&str]) -> Result<(), String> {
    let report = measure(major, suite, only)?;
    print!("{}", report.text());
    match report.wrong() {
        0 => Ok(()),
        wrong => Err(format!("{wrong} wrong answers")),
    }
}

fn measure(major: Major, suite: &Path, only: &[&str]) -> Result<Report, String> {
    let server = Server::start(major)?;
    let mut config: Config = server.connection().parse().map_err(|e| format!("{e}"))?;
    Session::connect(&config)?.rows("CREATE DATABASE regression TEMPLATE template0")?;
    config.dbname("regression");
    // As `pg_regress.c create_database` has it.
    Session::connect(&config)?.rows(
        "ALTER DATABASE regression SET lc_messages TO 'C';
         ALTER DATABASE regression SET lc_monetary TO 'C';
         ALTER DATABASE regression SET timezone_abbreviations TO 'Default';
         ALTER DATABASE regression SET datestyle TO 'Postgres, MDY';
         ALTER DATABASE regression SET timezone TO 'PST8PDT';",
    )?;
    let mut report = Report::default();
    for name in schedule(suite)? {
        if !only.is_empty() && name != "test_setup" && !only.contains(&name.as_str()) {
            continue;
        }
        let file = suite.join("sql").join(format!("{name}.sql"));
        let Ok(bytes) = std::fs::read(&file) else {
            report.missing.push(name);
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        Player::new(&config, major, suite, &name)?.play(&text, &mut report);
    }
    Ok(report)
}

/// The tests in the order of `parallel_schedule`.
fn schedule(suite: &Path) -> Result<Vec<String>, String> {
    let path: PathBuf = suite.join("parallel_schedule");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = text.lines().filter_map(|line| line.strip_prefix("test:"));
    Ok(lines.flat_map(str::split_whitespace).map(str::to_owned).collect())
}
