//! A server that is found, or started, and the database on it.
//!
//! Tests have copies of a template, which is migrated once for each version of the migrations: who finds
//! none migrates a database of its own and gives it the template's name, unless another was quicker.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

use sqldb_local::{Cluster, Error as LocalError, Progress, Purpose, Request, Role, Step};

use super::Provided;
use crate::definition::Definition;
use crate::error::{Error, Result};

/// Makes sure that the local PostgreSQL has the database.
///
/// # Errors
/// There is no PostgreSQL, and none can be made.
pub(crate) async fn provide(definition: &'static Definition) -> Result<Provided> {
    blocking(definition, |definition| {
        with_cluster(definition, Purpose::Run, |cluster, extensions| {
            cluster.ensure_database(definition.name)?;
            provided(cluster, definition.name, extensions)
        })
    })
    .await
}

/// A database that is going to be the template of those for tests, if there is none yet; it has to be
/// migrated, and then [kept](keep_template).
///
/// # Errors
/// As [`provide`].
pub(crate) async fn template(definition: &'static Definition) -> Result<Option<Provided>> {
    blocking(definition, |definition| {
        with_cluster(definition, Purpose::Test, |cluster, extensions| {
            if cluster.databases()?.contains(&template_name(definition)) {
                return Ok(None);
            }
            let own = own_template_name(definition);
            // What an attempt before has left.
            cluster.drop_database(&own)?;
            cluster.ensure_database(&own)?;
            provided(cluster, &own, extensions).map(Some)
        })
    })
    .await
}

/// Lets the database that was migrated be the template.
///
/// # Errors
/// As [`provide`].
pub(crate) async fn keep_template(definition: &'static Definition) -> Result<()> {
    blocking(definition, |definition| {
        with_cluster(definition, Purpose::Test, |cluster, _| {
            let own = own_template_name(definition);
            match cluster.rename_database(&own, &template_name(definition)) {
                // Another process was quicker, with the same migrations.
                Err(error) if error.code() == Some("42P04") => cluster.drop_database(&own),
                kept => kept,
            }
        })
    })
    .await
}

/// A database of this process alone, which is a copy of the template.
///
/// # Errors
/// As [`provide`].
pub(crate) async fn copy(definition: &'static Definition) -> Result<Provided> {
    blocking(definition, |definition| {
        with_cluster(definition, Purpose::Test, |cluster, extensions| {
            let name = short_name(definition);
            let template = template_name(definition);
            let own = cluster.create_database_for_this_process(&name, &template)?;
            provided(cluster, &own, extensions)
        })
    })
    .await
}

async fn blocking<T: Send + 'static>(
    definition: &'static Definition,
    work: impl FnOnce(&'static Definition) -> Result<T, LocalError> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(move || work(definition)).await {
        Ok(Ok(done)) => Ok(done),
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

/// Joins or starts the server, and keeps it as long as this process.
fn with_cluster<T>(
    definition: &Definition,
    purpose: Purpose,
    work: impl FnOnce(&Cluster, &[String]) -> Result<T, LocalError>,
) -> Result<T, LocalError> {
    /// The clusters in use: the server is stopped when the last process lets go of it.
    static HELD: Mutex<Vec<Cluster>> = Mutex::new(Vec::new());

    let mut request = Request::new(definition.workspace, purpose);
    request.major = definition.postgres;
    request.extensions = sqldb_migrate::prepared::extensions(definition.migrations);
    request.progress = Progress::new(|step| {
        // A start takes 50 milliseconds and is nobody's concern.
        if !matches!(step, Step::Starting { .. }) {
            eprintln!("sqldb: {step} …");
        }
    });
    let cluster = Cluster::ensure(&request)?;
    let done = work(&cluster, &request.extensions)?;
    HELD.lock().unwrap_or_else(PoisonError::into_inner).push(cluster);
    Ok(done)
}

fn provided(
    cluster: &Cluster,
    database: &str,
    extensions: &[String],
) -> Result<Provided, LocalError> {
    Ok(Provided {
        url: cluster.url(database, Role::Service.name()),
        migrator: cluster.url(database, Role::Migrator.name()),
        extensions: cluster.prepare_extensions(database, extensions)?,
    })
}

/// The name that the names of copies begin with, which have 63 bytes at most.
fn short_name(definition: &Definition) -> String {
    definition.name.chars().filter(char::is_ascii).take(32).collect()
}

/// The template of these migrations. Its name need only be the same in the tests of one build: another
/// one is made anew.
fn template_name(definition: &Definition) -> String {
    let mut hasher = DefaultHasher::new();
    definition.name.hash(&mut hasher);
    for migration in definition.migrations {
        (migration.version, migration.sql).hash(&mut hasher);
    }
    format!("template_{:016x}", hasher.finish())
}

/// The one that this process makes.
fn own_template_name(definition: &Definition) -> String {
    format!("{}_of_{}", template_name(definition), std::process::id())
}
