//! The files of a database and a connection that may change its schema.

use std::time::Duration;

use sqldb_local::Role;
use sqldb_migrate::runner::{self, Options, Progress, Timeouts};
use sqldb_migrate::{Directory, EmbeddedMigration, Migration, prepared};
use tokio::runtime::Runtime;
use tokio_postgres::Client;

use crate::Failure;
use crate::access::Access;
use crate::failure::refused;
use crate::target::{self, Place};
use crate::workspace::{Database, Workspace};

/// Which database, where, and for how long one waits there.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Where {
    /// The name in `#[sqldb::database(name = …)]`; else the one of the current directory
    #[arg(short = 'd', long = "database", value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) place: Place,
    /// Seconds for which others who migrate are waited for
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "60")]
    wait: Duration,
    /// PostgreSQL's `lock_timeout` for each statement, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    lock_timeout: Option<Duration>,
    /// PostgreSQL's `statement_timeout` for each statement, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    statement_timeout: Option<Duration>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| *seconds > 0.0);
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.ok_or_else(|| "a number of seconds above 0 is expected, such as `2.5`".to_owned())
}

/// A database that can be migrated.
pub(crate) struct Session {
    pub(crate) database: Database,
    pub(crate) runtime: Runtime,
    /// Extensions that were created as the superuser; of a local PostgreSQL only.
    prepared: Vec<String>,
    _target: target::Target,
}

impl Where {
    /// The database that is meant.
    ///
    /// # Errors
    ///
    /// It is not declared, or it cannot be told which one is meant.
    pub(crate) fn database(&self) -> Result<(Workspace, Database), Failure> {
        let workspace = Workspace::here()?;
        let database = workspace.database(self.name.as_deref())?.clone();
        Ok((workspace, database))
    }

    /// Connects as who may change the schema, and starts the local PostgreSQL if need be.
    ///
    /// # Errors
    ///
    /// There is no such database, or it cannot be reached.
    pub(crate) fn connect(&self) -> Result<(Session, Client), Failure> {
        let (workspace, database) = self.database()?;
        let place = self.place.resolved();
        let target = target::target(&workspace.root, &database, &place, Access::Admin)?;
        let (url, prepared) = match target.cluster() {
            Some(cluster) => {
                // A directory that is not in order is the command's to complain about.
                let files = crate::prepare::read(&database);
                let migrations = files.as_ref().map(embedded).unwrap_or_default();
                let names = prepared::extensions(&migrations);
                let prepared = cluster.prepare_extensions(&database.name, &names)?;
                (cluster.url(&database.name, Role::Migrator.name()), prepared)
            }
            None => (target.url.clone(), Vec::new()),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let server = target::server(&url, &target.origin)?;
        let client = runtime.block_on(target::connect(&server))?;
        Ok((Session { database, runtime, prepared, _target: target }, client))
    }
}

impl Session {
    /// The migrations, as the attribute has them read.
    ///
    /// # Errors
    ///
    /// The directory is not in order.
    pub(crate) fn files(&self) -> Result<Directory, Failure> {
        crate::prepare::read(&self.database)
    }

    /// What the runner has to say, with the paths of files.
    pub(super) fn told(&self, error: runner::Error) -> Failure {
        error.shown_in(crate::workspace::shown(&self.database.directory)).into()
    }

    /// How to migrate.
    pub(crate) fn options<'o>(
        &'o self,
        place: &Where,
        progress: &'o (dyn Fn(Progress<'_>) + Send + Sync),
    ) -> Options<'o> {
        Options {
            patience: place.wait,
            timeouts: Timeouts { lock: place.lock_timeout, statement: place.statement_timeout },
            prepared: &self.prepared,
            progress,
            ..Options::default()
        }
    }
}

/// Where the migration of that number stands among the files.
///
/// # Errors
///
/// There is none.
pub(super) fn known(files: &Directory, version: i64) -> Result<usize, Failure> {
    let position = files.migrations.iter().position(|file| file.version == version);
    position.ok_or_else(|| {
        refused(match files.migrations.last() {
            Some(last) => {
                format!("there is no migration {version}; the last file is `{}`", last.file)
            }
            None => format!("there is no migration {version}; the directory has none"),
        })
    })
}

/// The migrations as the runner takes them.
pub(crate) fn embedded(directory: &Directory) -> Vec<EmbeddedMigration<'_>> {
    directory.migrations.iter().map(Migration::embedded).collect()
}
