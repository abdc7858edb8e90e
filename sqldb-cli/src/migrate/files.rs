//! `migrate new` and `rebase`: the files themselves.

use serde_json::json;
use sqldb_migrate::draft::{self, Ways};
use sqldb_migrate::{Directory, Rebase as Plan, runner};

use super::onto;
use super::session::Where;
use crate::Failure;
use crate::failure::refused;
use crate::json::Json;
use crate::workspace::{Database, shown};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// What it changes, in a few words
    description: String,
    /// Write a file that takes it back, too
    #[arg(long)]
    down: bool,
    /// The name in `#[sqldb::database(name = …)]`; else the one of the current directory
    #[arg(short = 'd', long = "database", value_name = "NAME")]
    name: Option<String>,
}

/// Writes the files of a new migration.
///
/// # Errors
///
/// The directory is not in order, or is another tool's.
pub(super) fn new(options: &New, json: Json) -> Result<(), Failure> {
    let workspace = crate::workspace::Workspace::here()?;
    let database = workspace.database(options.name.as_deref())?;
    refuse_other_tools(database)?;
    let files = match database.directory.exists() {
        true => crate::prepare::read(database)?,
        false => Directory { path: database.directory.clone(), migrations: Vec::new() },
    };
    let ways = if options.down { Ways::UpAndDown } else { Ways::Up };
    let written = draft::create(&files, &options.description, ways)?;
    match json {
        Json::Yes => println!("{}", json!({ "written": written })),
        Json::No => written.iter().for_each(|path| println!("wrote {}", shown(path).display())),
    }
    Ok(())
}

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Rebase {
    /// Only say what would be renamed
    #[arg(long)]
    dry_run: bool,
    /// Keep the numbers that files have in this version in git, instead of those that the database
    /// has as applied, which then is not asked
    #[arg(long, value_name = "GIT_REF")]
    onto: Option<String>,
    #[command(flatten)]
    place: Where,
}

/// Renames what came late. The database says what was applied, or a branch what will be before.
///
/// # Errors
///
/// Neither can be read, or a file cannot be renamed.
pub(super) fn rebase(options: &Rebase, json: Json) -> Result<(), Failure> {
    let (_, database) = options.place.database()?;
    refuse_other_tools(&database)?;
    let directory = &database.directory;
    let recorded = match &options.onto {
        Some(reference) => onto::recorded(directory, reference)?,
        None => {
            let (session, client) = options.place.connect()?;
            session.runtime.block_on(runner::recorded(&client))?
        }
    };
    let plan = Plan::plan(directory, &recorded)?;
    if !options.dry_run {
        plan.run(directory)?;
    }
    if json == Json::Yes {
        let renamed: Vec<_> = plan
            .renamed
            .iter()
            .map(|renamed| json!({ "from": renamed.from, "to": renamed.to }))
            .collect();
        println!("{}", json!({ "renamed": renamed }));
        return Ok(());
    }
    let done = if options.dry_run { "would rename" } else { "renamed" };
    for renamed in &plan.renamed {
        println!("{done} {} to {}", renamed.from, renamed.to);
    }
    if plan.renamed.is_empty() {
        println!("nothing to rename: no file came late");
    }
    Ok(())
}

fn refuse_other_tools(database: &Database) -> Result<(), Failure> {
    match database.settings.source {
        None => Ok(()),
        Some(source) => Err(refused(format!(
            "the directory of `{}` is laid out by {}, which names its files: use its own command",
            database.name,
            source.name()
        ))),
    }
}
