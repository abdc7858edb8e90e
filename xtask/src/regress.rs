//! PostgreSQL's regression suite against the engine.
//!
//! The suite's files are run on a server, one after the other as its schedule has them, statement by
//! statement. Each SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES that the server describes at its
//! place is given to the engine, with the server's catalog at that place: so the engine is measured,
//! and not the replay of DDL. Start with [`run`].

mod body;
mod parameterise;
mod player;
mod refusals;
mod report;
pub(crate) mod script;
mod suite;

use std::path::{Path, PathBuf};

use sqldb_analyze::catalog::Major;
use tokio_postgres::Config;

use crate::server::Server;
use crate::session::Session;
use player::Player;
use report::Report;
use suite::Suite;

/// Runs the suite in a directory (`src/test/regress` of PostgreSQL's source; without one, Debian's
/// source package is fetched), or some files of it behind `test_setup`, and prints what was found.
///
/// # Errors
///
/// If the suite cannot be read or the server is lost; where an answer is wrong; where something is
/// refused that is not in the committed list.
pub(crate) fn run(major: Major, suite: Option<&Path>, only: &[&str]) -> Result<(), String> {
    let suite = match suite {
        Some(path) => Suite::at(path),
        None => Suite::fetch(major)?,
    };
    let server = Server::start(major)?;
    let mut config: Config =
        server.connection().parse().map_err(|error| format!("the server's address: {error}"))?;
    let version = prepare(&mut config)?;
    let mut report = Report::default();
    for name in schedule(&suite.path)? {
        if !only.is_empty() && name != "test_setup" && !only.contains(&name.as_str()) {
            continue;
        }
        let file = suite.path.join("sql").join(format!("{name}.sql"));
        let Ok(bytes) = std::fs::read(&file) else {
            report.missing.push(name);
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        Player::new(&config, major, &suite.path, &name)?.play(&text, &mut report);
    }
    print!("{}", report.text());
    let refusals = match only {
        [] => refusals::check(major, &version, &report),
        _ => Ok(()),
    };
    match report.wrong() {
        0 => refusals,
        wrong => Err(format!("{wrong} wrong answers")),
    }
}

/// Makes the database, and says the server's version.
pub(crate) fn prepare(config: &mut Config) -> Result<String, String> {
    let mut session = Session::connect(config)?;
    session.rows("CREATE DATABASE regression TEMPLATE template0")?;
    config.dbname("regression");
    // As `pg_regress.c create_database` has it.
    session.rows(
        "ALTER DATABASE regression SET lc_messages TO 'C';
         ALTER DATABASE regression SET lc_monetary TO 'C';
         ALTER DATABASE regression SET timezone_abbreviations TO 'Default';
         ALTER DATABASE regression SET datestyle TO 'Postgres, MDY';
         ALTER DATABASE regression SET timezone TO 'PST8PDT';",
    )?;
    let rows = session.rows("SHOW server_version")?;
    let version = rows.first().map(|row| row.text(0)).unwrap_or_default();
    Ok(version.split(' ').next().unwrap_or_default().to_owned())
}

/// The tests in the order of `parallel_schedule`.
pub(crate) fn schedule(suite: &Path) -> Result<Vec<String>, String> {
    let path: PathBuf = suite.join("parallel_schedule");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = text.lines().filter_map(|line| line.strip_prefix("test:"));
    Ok(lines.flat_map(str::split_whitespace).map(str::to_owned).collect())
}
