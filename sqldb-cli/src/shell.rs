//! `shell`: psql on a database.

use std::io::ErrorKind;
use std::process::{Command, ExitStatus};

use tokio::signal::unix::{SignalKind, signal};

use crate::Failure;
use crate::target::{Target, Wanted};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    wanted: Wanted,
    /// Words that psql gets as they are
    #[arg(last = true)]
    psql: Vec<String>,
}

/// Runs a shell until its user leaves it, and keeps the local server alive as long.
///
/// # Errors
///
/// The database is not found, or the shell ends with an error.
pub(crate) fn shell(options: &Options) -> Result<(), Failure> {
    let target = options.wanted.target()?;
    match psql(&target, &options.psql) {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("psql ended with {status}").into()),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(format!(
            "psql cannot be started ({error}): install PostgreSQL's client, such as \
             `apt-get install postgresql-client`"
        )
        .into()),
        Err(error) => Err(format!("psql cannot be started: {error}").into()),
    }
}

fn psql(target: &Target, words: &[String]) -> std::io::Result<ExitStatus> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Ctrl-C is for psql, which cancels its statement; it must not end us and the server with us.
    let _entered = runtime.enter();
    let _interrupts = signal(SignalKind::interrupt())?;
    let mut psql = Command::new("psql");
    // Everybody can read the words of a program; its environment, only its user.
    match target.without_password() {
        Some((url, password)) => psql.env("PGPASSWORD", password).arg(url),
        None => psql.arg(&target.url),
    };
    psql.args(words).status()
}
