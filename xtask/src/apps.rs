//! Applications against the engine: their migrations are replayed, their queries analysed.
//!
//! A directory holds `migrations`, in the layout of any tool that `sqldb_migrate::source` reads, and
//! queries: `.sqlx/*.json` as sqlx records them, or `queries/*.sql`. The migrations run on a server,
//! too: after each one its catalog and the replayed one must be the same, and what the engine says of
//! a query must be what the server describes. Start with [`run`].

mod history;
pub(crate) mod listing;
mod queries;

use std::path::Path;

use sqldb_analyze::catalog::Major;
use tokio_postgres::Config;

use crate::server::Server;
use crate::session::Session;

/// Measures an application, and prints what was found.
///
/// `before` is SQL of what is in the database before its migrations: what other programs make.
///
/// # Errors
///
/// If the directory cannot be read or the server is lost; and where an answer is wrong.
pub(crate) fn run(major: Major, directory: &Path, before: Option<&Path>) -> Result<(), String> {
    let server = Server::start(major)?;
    let mut config: Config = server.connection().parse().map_err(|e| format!("{e}"))?;
    let name = directory.file_name().and_then(|name| name.to_str()).unwrap_or("app");
    let database = format!("app {name}");
    Session::connect(&config)?.rows(&format!("CREATE DATABASE \"{database}\""))?;
    config.dbname(&database);
    let mut session = Session::connect(&config)?;
    println!("{}", directory.display());
    let history = history::replay(&mut session, major, directory, before)?;
    print!("{}", history.text());
    let queries = queries::read(directory)?;
    let report = queries::measure(&mut session, &history.catalog, &queries)?;
    print!("{}", report.text());
    match report.wrong.len() {
        0 => Ok(()),
        wrong => Err(format!("{wrong} wrong answers")),
    }
}
