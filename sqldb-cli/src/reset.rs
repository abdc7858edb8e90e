//! `reset`: local databases dropped, made anew and migrated.

use serde_json::json;
use sqldb_local::Purpose;
use sqldb_migrate::build;

use crate::Failure;
use crate::failure::refused;
use crate::json::Json;
use crate::target::{Place, Where, from_variable, local};
use crate::workspace::{Database, Workspace, shown};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The names in `#[sqldb::database(name = …)]`
    #[arg(conflicts_with = "all")]
    names: Vec<String>,
    /// All databases of the workspace
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    place: Place,
}

/// Resets them.
///
/// # Errors
///
/// One of them is not declared or not local, or its migrations have mistakes: then nothing is done.
/// Or a migration fails.
pub(crate) fn reset(options: &Options, json: Json) -> Result<(), Failure> {
    let workspace = Workspace::here()?;
    if workspace.databases.is_empty() {
        return Err(refused(workspace.without_databases()));
    }
    let databases: Vec<&Database> = match options.all {
        true => workspace.databases.iter().collect(),
        false if options.names.is_empty() => {
            return Err(refused(format!(
                "all in a database is lost when it is reset: name it, or say `--all`; there is {}",
                workspace.names()
            )));
        }
        false => {
            let found = options.names.iter().map(|name| workspace.database(Some(name)));
            found.collect::<Result<_, _>>()?
        }
    };
    let purpose = match options.place.resolved() {
        Where::Local(purpose) => purpose,
        Where::Environment(environment) => {
            return Err(refused(format!(
                "`{environment}` is not this machine, and only local databases are reset"
            )));
        }
    };
    for database in &databases {
        if purpose == Purpose::Run
            && let Some((variable, _)) = from_variable(database)
        {
            return Err(refused(format!(
                "`{}` is not local: `{variable}` names its server, and only local databases are reset",
                database.name
            )));
        }
    }
    // What cannot be made anew is not dropped.
    for database in &databases {
        build::check(shown(&database.directory), database.settings)
            .map_err(|mistakes| mistakes.join("\n\n"))?;
    }
    for database in databases {
        let cluster = local(&workspace.root, database, purpose)?;
        cluster.drop_database(&database.name)?;
        // Throw-away clusters are filled by those who use them.
        if purpose == Purpose::Run {
            let prepared = crate::prepare::prepare(&cluster, database)?;
            match json {
                Json::Yes => println!("{}", prepared.json(&database.name)),
                Json::No => {
                    println!("{}: dropped, made anew, {}", database.name, prepared.summary());
                }
            }
        } else {
            match json {
                Json::Yes => println!("{}", json!({ "database": database.name, "created": false })),
                Json::No => println!("{}: dropped", database.name),
            }
        }
    }
    Ok(())
}
