//! The local PostgreSQL of debug builds.

use crate::definition::Definition;
use crate::error::Result;

/// What a local PostgreSQL has for a database.
pub(crate) struct Provided {
    /// The URL of the program, which may not change the schema.
    pub(crate) url: String,
    /// The URL of the migrations.
    pub(crate) migrator: String,
    /// The extensions that only a superuser can create, and that are there now.
    pub(crate) extensions: Vec<String>,
}

/// Makes sure that a local PostgreSQL has the database.
///
/// The server goes on as long as this process, so that `cargo run` and `cargo test` find it running.
///
/// # Errors
/// There is none, and none can be made.
#[cfg(feature = "local")]
pub(crate) async fn provide(definition: &'static Definition) -> Result<Provided> {
    use crate::error::Error;

    let provided = tokio::task::spawn_blocking(|| start(definition)).await;
    match provided {
        Ok(Ok(provided)) => Ok(provided),
        Ok(Err(error)) => {
            let asked = definition.postgres.map_or(String::new(), |major| {
                format!(", whose attribute has `postgres = {major}`")
            });
            let name = definition.name;
            let sentence = format!("the local PostgreSQL for the database `{name}`{asked}");
            Err(Error::provision(sentence, error))
        }
        Err(stopped) => Err(Error::provision("the runtime was shut down", stopped)),
    }
}

#[cfg(feature = "local")]
fn start(definition: &Definition) -> Result<Provided, sqldb_local::Error> {
    use std::sync::{Mutex, PoisonError};

    use sqldb_local::{Cluster, Progress, Purpose, Request, Role, Step};

    /// The clusters in use: the server is stopped when the last process lets go of it.
    static HELD: Mutex<Vec<Cluster>> = Mutex::new(Vec::new());

    let mut request = Request::new(definition.workspace, Purpose::Run);
    request.major = definition.postgres;
    request.extensions = sqldb_migrate::prepared::extensions(definition.migrations);
    request.progress = Progress::new(|step| {
        // A start takes 50 milliseconds and is nobody's concern.
        if !matches!(step, Step::Starting { .. }) {
            eprintln!("sqldb: {step} …");
        }
    });
    let cluster = Cluster::ensure(&request)?;
    cluster.ensure_database(definition.name)?;
    let provided = Provided {
        url: cluster.url(definition.name, Role::Service.name()),
        migrator: cluster.url(definition.name, Role::Migrator.name()),
        extensions: cluster.prepare_extensions(definition.name, &request.extensions)?,
    };
    HELD.lock().unwrap_or_else(PoisonError::into_inner).push(cluster);
    Ok(provided)
}

#[cfg(not(feature = "local"))]
pub(crate) async fn provide(definition: &'static Definition) -> Result<Provided> {
    Err(crate::error::Error::configuration(format!(
        "sqldb was built without its feature `local`; set `{}`",
        crate::config::url_variable(definition.name)
    )))
}
