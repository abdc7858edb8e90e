//! `rename`: the data of a local database whose name in the sources has changed.

use serde_json::json;
use sqldb_local::{Cluster, Purpose};

use crate::Failure;
use crate::failure::refused;
use crate::json::Json;
use crate::target::{from_variable, local};
use crate::workspace::{Database, Workspace};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The name that the database had
    old: String,
    /// The name that the sources declare now
    new: String,
    /// Drop what was made under the new name meanwhile
    #[arg(long)]
    replace: bool,
}

/// Renames it.
///
/// # Errors
///
/// The new name is not declared, or the old one is still; there is no such database, or one of the new
/// name.
pub(crate) fn rename(options: &Options, json: Json) -> Result<(), Failure> {
    let Options { old, new, replace } = options;
    let workspace = Workspace::here()?;
    let database = workspace.database(Some(new))?;
    if workspace.databases.iter().any(|database| database.name == *old) {
        return Err(refused(format!(
            "the sources declare `{old}` still: change its name there first"
        )));
    }
    if let Some((variable, _)) = from_variable(database) {
        return Err(refused(format!(
            "`{new}` is not local: `{variable}` names its server and the database there, which may be \
             called what it was"
        )));
    }
    let cluster = local(&workspace.root, database, Purpose::Run)?;
    let there = cluster.databases()?;
    if !there.contains(old) {
        let others = undeclared(&cluster, &workspace.databases);
        let others = match others.is_empty() {
            true => "all that are there are declared".to_owned(),
            false => format!("not declared are `{}`", others.join("`, `")),
        };
        return Err(refused(format!("there is no local database `{old}`; {others}")));
    }
    if there.contains(new) {
        if !*replace {
            return Err(refused(format!(
                "there is a local database `{new}` already; `--replace` drops it, with all that is in it"
            )));
        }
        cluster.drop_database(new)?;
    }
    cluster.rename_database(old, new)?;
    match json {
        Json::Yes => println!("{}", json!({ "database": new, "was": old })),
        Json::No => println!("{new}: was `{old}`"),
    }
    Ok(())
}

/// The databases of a local PostgreSQL that nobody declares any more.
pub(crate) fn undeclared(cluster: &Cluster, declared: &[Database]) -> Vec<String> {
    // It is only said by the way.
    let there = cluster.databases().unwrap_or_default();
    let is_known = |name: &String| declared.iter().any(|database| database.name == *name);
    there.into_iter().filter(|name| !is_known(name)).collect()
}
