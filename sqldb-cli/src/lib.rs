//! `sqldb`: PostgreSQL databases of Rust programs, from the command line.
//!
//! Start with [`main`]. `command_line` has the words of all commands, each of which is a module;
//! `workspace` finds what the sources declare, `target` where a database is.

// Its macros are those of all modules below.
#[macro_use]
mod printed;

mod access;
mod catalog;
mod check;
mod command_line;
mod conn_uri;
mod counted;
mod describe;
mod doctor;
mod environment;
mod failure;
mod git;
mod grants;
mod json;
mod manual;
mod migrate;
mod namespace;
mod new;
mod prepare;
mod proxy;
mod rename;
mod reset;
mod run;
mod schema;
mod shell;
mod target;
mod verify;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use command_line::{Command, CommandLine};
use failure::Failure;
use json::Json;

/// Runs the command that `words` say, the first of which is the program's name.
pub fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let words: Vec<OsString> = words.into_iter().collect();
    let CommandLine { command, json } = match CommandLine::try_parse_from(&words) {
        Ok(parsed) => parsed,
        Err(refusal) => return command_line::refuse(&refusal, &words),
    };
    let json = if json { Json::Yes } else { Json::No };
    match outcome(&command, json) {
        Ok(code) => code,
        Err(failure) => {
            failure::print(&failure, json);
            failure::code(&failure)
        }
    }
}

fn outcome(command: &Command, json: Json) -> Result<ExitCode, Failure> {
    match command {
        Command::Describe(options) => return describe::describe(options, json),
        Command::Run(options) => return run::run(options, json),
        Command::Doctor(options) => return doctor::examine(options, json),
        Command::Shell(options) => return shell::shell(options, json),
        Command::Verify(options) => return verify::verify(options, json),
        Command::Catalog(command) => catalog::run(command, json)?,
        Command::Check(options) => return check::check(options, json),
        Command::ConnUri(options) => conn_uri::print(options, json)?,
        Command::Migrate(command) => migrate::migrate(command, json)?,
        Command::Proxy(options) => proxy::proxy(options, json)?,
        Command::Rename(options) => rename::rename(options, json)?,
        Command::Reset(options) => reset::reset(options, json)?,
        Command::New(options) => new::new(options, json)?,
        Command::Schema(options) => schema::print(options, json)?,
        Command::Grants(options) => grants::print(options, json)?,
        Command::Namespace(command) => namespace::run(command, json)?,
        Command::Completions { shell } => manual::completions(*shell)?,
        Command::Man(options) => manual::man(options)?,
    }
    Ok(ExitCode::SUCCESS)
}
