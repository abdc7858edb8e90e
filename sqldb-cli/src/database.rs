//! Where a database is: in the environment, or on this workspace's local PostgreSQL.

use std::path::PathBuf;

use sqldb_local::{Cluster, Options, Progress, Purpose, Request};

use crate::Failure;

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
pub(crate) fn connection_string(name: &str) -> Result<String, Failure> {
    match environment_url(name) {
        Some(url) => Ok(url),
        None => {
            let cluster = local()?;
            cluster.ensure_database(name)?;
            Ok(cluster.url(name, Cluster::SUPERUSER))
        }
    }
}

/// `reset`: drops local databases.
pub(crate) fn reset(names: &[String]) -> Result<(), Failure> {
    if let Some(name) = names.iter().find(|name| environment_url(name).is_some()) {
        return Err(format!(
            "`{name}` is not local: `{}` names its server, and only a local database is dropped",
            variable(name)
        )
        .into());
    }
    let cluster = local()?;
    for name in names {
        cluster.drop_database(name)?;
        println!("dropped {name}; the next run of the program creates and migrates it");
    }
    Ok(())
}

/// The local PostgreSQL of the package that the current directory belongs to.
pub(crate) fn local() -> Result<Cluster, Failure> {
    let mut request = Request::new(package()?, Purpose::Run);
    request.options = Options::from_environment();
    request.progress = Progress::stderr();
    Ok(Cluster::ensure(&request)?)
}

/// The nearest directory upwards that holds a `Cargo.toml`.
fn package() -> Result<PathBuf, Failure> {
    let here = std::env::current_dir()?;
    let found = here.ancestors().find(|directory| directory.join("Cargo.toml").is_file());
    let sentence =
        "there is no Cargo.toml here or above: go to the package that declares the database";
    found.map(PathBuf::from).ok_or_else(|| sentence.into())
}
