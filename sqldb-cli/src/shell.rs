//! `shell`: psql on a database, or a shell of our own where there is no psql.
//!
//! Start with [`shell`]. Ours is `builtin`; `script` cuts what was typed, `session` runs statements, `meta`
//! what begins with a backslash. `listing` has the questions of `\d`, `variables` those of `\set`, `editor`
//! is for `\e`; `completion` knows how words go on. `format` is how results look, `drawing` their text, and
//! `output` where they go, a `program` perhaps; `crosstab` turns one, and `conditional` tells what is run at all.

mod builtin;
mod completion;
mod conditional;
mod crosstab;
mod drawing;
mod editor;
mod format;
mod listing;
mod meta;
mod output;
mod program;
mod script;
mod session;
mod variables;

use std::io::{ErrorKind, IsTerminal};
use std::process::{Command, ExitCode, ExitStatus};

use tokio::signal::unix::{SignalKind, signal};

use crate::Failure;
use crate::json::Json;
use crate::target::{Target, Wanted};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    wanted: Wanted,
    /// Run these statements and end
    #[arg(short, long, value_name = "SQL")]
    command: Option<String>,
    /// Use the shell of sqldb though psql is there
    #[arg(long, conflicts_with = "psql")]
    builtin: bool,
    /// Words that psql gets as they are
    #[arg(last = true)]
    psql: Vec<String>,
}

/// Runs a shell until its user leaves it, and keeps the local server alive as long.
///
/// # Errors
///
/// The database is not found, or the shell cannot be started.
pub(crate) fn shell(options: &Options, json: Json) -> Result<ExitCode, Failure> {
    let target = options.wanted.target()?;
    if options.builtin || json == Json::Yes {
        return builtin::run(&target, options.command.as_deref(), json);
    }
    match psql(&target, options) {
        Ok(status) if status.success() => Ok(ExitCode::SUCCESS),
        Ok(_) => Ok(ExitCode::FAILURE),
        Err(error) if error.kind() == ErrorKind::NotFound && options.psql.is_empty() => {
            builtin::run(&target, options.command.as_deref(), json)
        }
        Err(error) => Err(format!(
            "psql cannot be started ({error}): leave its words out to use the shell of sqldb, or install \
             PostgreSQL's client, such as by `apt-get install postgresql-client`"
        )
        .into()),
    }
}

fn psql(target: &Target, options: &Options) -> std::io::Result<ExitStatus> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Ctrl-C is for psql, which cancels its statement; it must not end us and the server with us.
    let _entered = runtime.enter();
    let _interrupts = signal(SignalKind::interrupt())?;
    if options.command.is_none() && options.psql.is_empty() && std::io::stdin().is_terminal() {
        anstream::eprintln!("sqldb: `{}`, {}", target.name, options.wanted.meaning());
    }
    let mut psql = Command::new("psql");
    // Everybody can read the words of a program; its environment, only its user.
    match target.without_password() {
        Some((url, password)) => psql.env("PGPASSWORD", password).arg(url),
        None => psql.arg(&target.url),
    };
    if let Some(statements) = &options.command {
        psql.args(["-c", statements]);
    }
    psql.args(&options.psql).status()
}
