//! `verify`: what `describe` says, compared with a server.
//!
//! The server only parses and describes; nothing is run. [`Server`] holds the connection.

mod server;

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;
use sqldb_analyze::Refusal;
use sqldb_analyze::catalog::Catalog;

use crate::Failure;
use crate::describe::answer::{self, Answer, Description};
use crate::describe::input::{Source, Statement};
use crate::describe::schema;
use crate::json::Json;
use server::{Described, Refused, Server};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The connection string of a database that has the migrations
    #[arg(long, value_name = "URL")]
    database: String,
    #[command(flatten)]
    schema: schema::Schema,
    /// Files of statements, ended by `;`, with parameters as `$1` or `<name>`; `-` is the input
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// Prints the differences between the engine's answers and the server's.
///
/// The exit code is 0 when there is none, 1 when there is one, 2 when the migrations do not replay.
///
/// # Errors
///
/// If a file cannot be read or the server is not reached.
pub(crate) fn verify(options: &Options, json: Json) -> Result<ExitCode, Failure> {
    let Some(catalog) = schema::load(&options.schema)? else { return Ok(ExitCode::from(2)) };
    let mut server = Server::connect(&options.database, &catalog.search_path)?;
    let (mut statements, mut different) = (0_usize, 0_usize);
    for file in &options.files {
        let source = Source::read(file)?;
        for statement in source.statements() {
            statements += 1;
            let found = differences(&catalog, statement, &mut server)?;
            different += usize::from(!found.is_empty());
            for difference in found {
                match json {
                    Json::Yes => println!(
                        "{}",
                        json!({ "file": source.name, "line": statement.line(), "difference": difference })
                    ),
                    Json::No => println!("{}: {difference}", statement.place()),
                }
            }
        }
    }
    match (json, different) {
        (Json::Yes, _) => {
            println!("{}", json!({ "statements": statements, "different": different }));
        }
        (Json::No, 0) => println!("{statements} statements, no differences"),
        (Json::No, _) => println!("{statements} statements, {different} with differences"),
    }
    Ok(if different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn differences(
    catalog: &Catalog,
    statement: Statement<'_>,
    server: &mut Server,
) -> Result<Vec<String>, Failure> {
    let Answer { outcome, bare, .. } = answer::of(catalog, statement);
    // Types of parameters are those of the text without the casts that the engine adds.
    let theirs = server.describe(&bare)?;
    Ok(match (outcome, theirs) {
        (Ok(ours), Ok(theirs)) => {
            let mut found = parameter_differences(&ours, &theirs);
            found.extend(match server.describe(&ours.sql)? {
                Ok(sent) => column_differences(&ours, &sent),
                Err(refused) => vec![format!("what is sent is refused: {}", shown(&refused))],
            });
            found
        }
        (Ok(_), Err(refused)) => vec![format!("accepted, PostgreSQL says {}", shown(&refused))],
        (Err(mistakes), theirs) => {
            let Some(first) = mistakes.first() else { return Ok(Vec::new()) };
            let code = first.code.code();
            match theirs {
                Err(refused) if refused.code == code => Vec::new(),
                Err(refused) if first.refusal == Refusal::Postgres => {
                    vec![format!("{code}: {}; PostgreSQL says {}", first.message, shown(&refused))]
                }
                // Of what is only run the server describes nothing before it runs.
                Ok(_) if answer::is_definition(statement.text()) => Vec::new(),
                // Both refuse, the engine because it cannot read what is wrong.
                Err(_) => Vec::new(),
                Ok(_) => vec![format!("{code}: {}; PostgreSQL accepts it", first.message)],
            }
        }
    })
}

fn shown(refused: &Refused) -> String {
    format!("{}: {}", refused.code, refused.message)
}

fn parameter_differences(ours: &Description, theirs: &Described) -> Vec<String> {
    let mut found = Vec::new();
    if ours.parameters.len() != theirs.parameters.len() {
        let (ours, theirs) = (ours.parameters.len(), theirs.parameters.len());
        found.push(format!("{ours} parameters, PostgreSQL says {theirs}"));
    }
    for (ours, theirs) in ours.parameters.iter().zip(&theirs.parameters) {
        if ours.ty != *theirs {
            found.push(format!("parameter {} is {}, PostgreSQL says {theirs}", ours.name, ours.ty));
        }
    }
    found
}

fn column_differences(ours: &Description, theirs: &Described) -> Vec<String> {
    let mut found = Vec::new();
    if ours.columns.len() != theirs.columns.len() {
        let (ours, theirs) = (ours.columns.len(), theirs.columns.len());
        found.push(format!("{ours} columns, PostgreSQL says {theirs}"));
    }
    for (ours, (name, ty)) in ours.columns.iter().zip(&theirs.columns) {
        if ours.name != *name || ours.ty != *ty {
            found.push(format!(
                "column {} is {}, PostgreSQL says {name} is {ty}",
                ours.name, ours.ty
            ));
        }
    }
    found
}
