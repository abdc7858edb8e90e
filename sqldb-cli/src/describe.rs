//! `describe`: what is known of each statement of some files, from migrations alone.
//!
//! [`answer`] asks the engine, [`input`] cuts files into statements; [`json`] and [`table`] write
//! the answers for programs and for people.

pub(crate) mod answer;
pub(crate) mod input;
mod json;
pub(crate) mod schema;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::Failure;
use crate::json::Json;
use input::Source;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) schema: schema::Schema,
    /// Files of statements, ended by `;`, with parameters as `$1` or `<name>`; `-` is the input
    #[arg(default_value = "-")]
    files: Vec<PathBuf>,
}

/// Prints an answer for each statement, in order.
///
/// The exit code is 0 when all statements were analysed, 1 when one has an error, 2 when the
/// migrations do not replay.
///
/// # Errors
///
/// If a file cannot be read.
pub(crate) fn describe(options: &Options, json: Json) -> Result<ExitCode, Failure> {
    let Some(catalog) = schema::load(&options.schema)? else { return Ok(ExitCode::from(2)) };
    let mut code = ExitCode::SUCCESS;
    for file in &options.files {
        let source = Source::read(file)?;
        for statement in source.statements() {
            let answer = answer::of(&catalog, statement);
            if answer.outcome.is_err() {
                code = ExitCode::FAILURE;
            }
            match json {
                Json::Yes => println!("{}", json::line(&answer)),
                Json::No => println!("{}\n", table::block(&answer)),
            }
        }
    }
    Ok(code)
}
