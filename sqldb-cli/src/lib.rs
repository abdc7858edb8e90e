//! `sqldb`: checks migrations, describes statements, opens shells, prints connection strings, resets
//! local databases.
//!
//! Exit codes, which are stable: 0 when done, 1 when it failed or found mistakes, 2 when the command
//! line or the workspace is wrong, 3 when there is no server; `describe` and `verify` also exit with 2
//! when the migrations do not replay.

mod catalog;
mod check;
mod database;
mod describe;
mod failure;
mod shell;
mod verify;
mod workspace;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use failure::Failure;
use shell::Access;

/// Checks migrations, describes statements, opens shells, resets local databases.
#[derive(Debug, Parser)]
#[command(name = "sqldb", version, after_help = EXAMPLES)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  sqldb check                 check the migrations in ./migrations
  sqldb describe --migrations migrations queries.sql
  sqldb shell todo            open psql on the database `todo`
  psql \"$(sqldb conn-uri todo)\"";

#[derive(Debug, Subcommand)]
enum Command {
    /// Check names, order and SQL of a directory of migrations, without a database
    Check {
        /// The directory
        #[arg(default_value = "migrations")]
        directory: PathBuf,
    },
    /// Say the types of parameters and columns of statements, without a database
    Describe(describe::Options),
    /// Compare what `describe` says with a server, which describes the statements without running them
    Verify(verify::Options),
    /// Write what an extension makes that is not known
    #[command(subcommand)]
    Catalog(catalog::Command),
    /// Open psql on a database, for reading unless `--write` is there
    Shell {
        /// The name in `#[sqldb::database(name = …)]`; else the one of the current directory
        name: Option<String>,
        /// Let transactions write
        #[arg(long)]
        write: bool,
        /// Words that psql gets as they are
        #[arg(last = true)]
        psql: Vec<String>,
    },
    /// Print the connection string of a database
    ConnUri {
        /// The name in `#[sqldb::database(name = …)]`; else the one of the current directory
        name: Option<String>,
    },
    /// Drop a local database; the next run of the program creates and migrates it
    Reset {
        /// The names in `#[sqldb::database(name = …)]`
        #[arg(required = true)]
        names: Vec<String>,
    },
}

/// Runs the command that `words` say, the first of which is the program's name.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let CommandLine { command } = CommandLine::parse_from(words);
    let outcome = match command {
        Command::Describe(options) => return exit(describe::describe(&options)),
        Command::Verify(options) => return exit(verify::verify(&options)),
        Command::Catalog(command) => catalog::run(&command),
        Command::Check { directory } => check::check(&directory),
        Command::Shell { name, write, psql } => {
            let access = if write { Access::Write } else { Access::Read };
            shell::shell(name.as_deref(), access, &psql)
        }
        Command::ConnUri { name } => {
            database::connection_string(name.as_deref()).map(|uri| println!("{uri}"))
        }
        Command::Reset { names } => database::reset(&names),
    };
    exit(outcome.map(|()| ExitCode::SUCCESS))
}

fn exit(outcome: Result<ExitCode, Failure>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            let style = anstyle::AnsiColor::Red.on_default().bold();
            anstream::eprintln!("{style}error:{style:#} {failure}");
            failure::code(&failure)
        }
    }
}
