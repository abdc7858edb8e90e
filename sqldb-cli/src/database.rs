//! Where a database is: in the environment, or on this workspace's local PostgreSQL.

use sqldb_local::{Cluster, Options, Progress, Purpose, Request};

use crate::Failure;
use crate::failure::{refused, unreachable};
use crate::workspace::{Database, Workspace};

/// The environment's URL of a database, as the program itself looks for it.
pub(crate) fn environment_url(name: &str) -> Option<String> {
    std::env::var(variable(name)).ok().filter(|url| !url.is_empty())
}

fn variable(name: &str) -> String {
    format!("SQLDB_{}_URL", name.to_ascii_uppercase())
}

/// The URL of a database, its local PostgreSQL started if need be.
///
/// The server runs some seconds longer than this process, and as long as somebody uses it.
pub(crate) fn connection_string(name: Option<&str>) -> Result<String, Failure> {
    let workspace = Workspace::here()?;
    let database = workspace.database(name)?;
    match environment_url(&database.name) {
        Some(url) => Ok(url),
        None => {
            let cluster = local(&workspace, database)?;
            cluster.ensure_database(&database.name)?;
            Ok(cluster.url(&database.name, Cluster::SUPERUSER))
        }
    }
}

/// `reset`: drops local databases.
pub(crate) fn reset(names: &[String]) -> Result<(), Failure> {
    let workspace = Workspace::here()?;
    for name in names {
        let database = workspace.database(Some(name))?;
        if environment_url(name).is_some() {
            return Err(refused(format!(
                "`{name}` is not local: `{}` names its server, and only a local database is dropped",
                variable(name)
            )));
        }
        local(&workspace, database)?.drop_database(name)?;
        println!("dropped {name}; the next run of the program creates and migrates it");
    }
    Ok(())
}

/// The local PostgreSQL that the program itself uses for a database.
pub(crate) fn local(workspace: &Workspace, database: &Database) -> Result<Cluster, Failure> {
    let mut request = Request::new(&workspace.root, Purpose::Run);
    request.major = database.postgres.map(|major| major.number());
    request.options = Options::from_environment();
    request.progress = Progress::stderr();
    Cluster::ensure(&request).map_err(|error| unreachable(error.to_string()))
}
