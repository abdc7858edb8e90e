//! `schema`: what the migrations of a database come to, for people, diagrams and other programs.
//!
//! The migrations are applied to a throw-away database, and the server is asked: it knows expressions,
//! definitions and types as no replay could. Start with [`print`]; `model` is what the server says.

mod html;
mod markdown;
mod model;
mod sql;

use std::io::Write;
use std::path::PathBuf;

use sqldb_local::{Cluster, Purpose, Role};

use crate::Failure;
use crate::json::Json;
use crate::printed::Standard;
use crate::workspace::{Database, Workspace};
use crate::{prepare, target};
use model::Model;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The name in `#[sqldb::database(name = …)]`; else the one of the current directory
    name: Option<String>,
    /// The form; without it the one that the name of the file tells, or SQL
    #[arg(short, long, value_enum)]
    format: Option<Format>,
    /// The file; without it, the output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How a schema is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The statements that make it
    Sql,
    /// A page with tables and a diagram
    Markdown,
    /// The diagram alone
    Mermaid,
    /// A page with a diagram to search and to click
    Html,
}

impl Options {
    fn format(&self) -> Format {
        let ending = self.output.as_ref().and_then(|file| file.extension()?.to_str());
        self.format.unwrap_or(match ending {
            Some("md") => Format::Markdown,
            Some("mmd") => Format::Mermaid,
            Some("html") => Format::Html,
            _ => Format::Sql,
        })
    }
}

/// Writes it.
///
/// # Errors
///
/// A migration fails, or the file cannot be written.
pub(crate) fn print(options: &Options, json: Json) -> Result<(), Failure> {
    let workspace = Workspace::here()?;
    let database = workspace.database(options.name.as_deref())?;
    let model = model(&workspace, database)?;
    let text = match json {
        Json::Yes => format!("{}\n", serde_json::to_string(&model)?),
        Json::No => match options.format() {
            Format::Sql => sql::write(&model),
            Format::Markdown => markdown::write(&model),
            Format::Mermaid => markdown::diagram(&model),
            Format::Html => html::write(&model)?,
        },
    };
    match &options.output {
        Some(file) => {
            std::fs::write(file, text)
                .map_err(|error| format!("`{}` cannot be written: {error}", file.display()))?;
            if json == Json::No {
                println!("wrote {}", file.display());
            }
        }
        None => Standard.write_all(text.as_bytes())?,
    }
    Ok(())
}

/// Applies the migrations to a database of the shadow cluster, and asks about it.
fn model(workspace: &Workspace, database: &Database) -> Result<Model, Failure> {
    let cluster = target::local(&workspace.root, database, Purpose::Shadow)?;
    let temporary = Database {
        name: format!("schema_{}_{}", std::process::id(), database.name),
        ..database.clone()
    };
    let model = ask(&cluster, &temporary);
    cluster.drop_database(&temporary.name)?;
    model.map(|model| Model { database: database.name.clone(), ..model })
}

fn ask(cluster: &Cluster, database: &Database) -> Result<Model, Failure> {
    prepare::prepare(cluster, database)?;
    let url = cluster.url(&database.name, Role::Superuser.name());
    let server = target::server(&url, "the local PostgreSQL")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async { Model::read(&target::connect(&server).await?).await })
}
