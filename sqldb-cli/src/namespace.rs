//! `namespace`: a workspace's local data several times, such as once for each git branch.

use sqldb_local::{Namespaces, Options};

use crate::Failure;
use crate::failure::refused;
use crate::json::Json;
use crate::workspace::Workspace;

/// What the command line says.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the namespaces; the one in use has a mark
    #[command(after_help = "Example: sqldb namespace list")]
    List,
    /// Create one, whose databases are made when they are first used
    #[command(after_help = "Example: sqldb namespace create experiment --switch")]
    Create {
        /// Its name
        name: String,
        /// Use it from now on
        #[arg(long)]
        switch: bool,
    },
    /// Use another one from now on
    #[command(
        after_help = "Example: sqldb namespace switch experiment\nExample: sqldb namespace switch --per-branch"
    )]
    Switch {
        /// Its name
        #[arg(required_unless_present = "per_branch", conflicts_with = "per_branch")]
        name: Option<String>,
        /// Let the git branch decide; `main` and `master` have the default one
        #[arg(long)]
        per_branch: bool,
    },
    /// Remove one with its data
    #[command(after_help = "Example: sqldb namespace delete experiment")]
    Delete {
        /// Its name
        name: String,
    },
}

/// Runs it.
///
/// # Errors
///
/// There is no such namespace, or it is in use.
pub(crate) fn run(command: &Command, json: Json) -> Result<(), Failure> {
    let workspace = Workspace::here()?;
    let namespaces = Namespaces::of(&workspace.root, &Options::from_environment())?;
    let told = |error: sqldb_local::Error| refused(error.to_string());
    match command {
        Command::List => {
            let active = namespaces.active().map_err(told)?;
            for name in namespaces.list() {
                match json {
                    Json::Yes => {
                        let line = serde_json::json!({ "name": name, "active": name == active });
                        println!("{line}");
                    }
                    Json::No if name == active => println!("* {name}"),
                    Json::No => println!("  {name}"),
                }
            }
        }
        Command::Create { name, switch } => {
            namespaces.create(name).map_err(told)?;
            done(json, &format!("made `{name}`"));
            if *switch {
                namespaces.switch(name).map_err(told)?;
                done(json, &format!("`{name}` is used from now on"));
            }
        }
        Command::Switch { name: Some(name), .. } => {
            namespaces.switch(name).map_err(told)?;
            done(json, &format!("`{name}` is used from now on"));
        }
        Command::Switch { name: None, .. } => {
            namespaces.switch_to_branches().map_err(told)?;
            done(json, "the git branch decides from now on");
        }
        Command::Delete { name } => {
            namespaces.delete(name).map_err(told)?;
            done(json, &format!("removed `{name}`, with its data"));
        }
    }
    Ok(())
}

/// Programs see it by the exit code.
fn done(json: Json, what: &str) {
    if json == Json::No {
        println!("{what}");
    }
}
