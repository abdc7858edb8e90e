//! A local database is made ready for its program: created, with extensions, migrated.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;
use sqldb_local::{Cluster, Creation, Role};
use sqldb_migrate::runner::{self, Progress};
use sqldb_migrate::{Directory, DirectoryError, EmbeddedMigration, prepared};

use crate::Failure;
use crate::counted::counted;
use crate::target;
use crate::workspace::Database;

/// What was done.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Whether the database was created.
    pub(crate) creation: Creation,
    /// The files that were applied, and how long each took.
    pub(crate) applied: Vec<(String, Duration)>,
    /// How long all took.
    pub(crate) duration: Duration,
}

impl Prepared {
    /// "2 migrations in 31 ms".
    pub(crate) fn summary(&self) -> String {
        if self.applied.is_empty() {
            return "nothing to migrate".to_owned();
        }
        let count = counted(self.applied.len(), "migration", "migrations");
        let spent = self.applied.iter().map(|(_, duration)| *duration).sum::<Duration>();
        format!("{count} in {}", shown(spent))
    }

    /// The same for programs.
    pub(crate) fn json(&self, database: &str) -> serde_json::Value {
        let Prepared { creation, applied, duration } = self;
        let applied: Vec<serde_json::Value> = applied
            .iter()
            .map(|(file, duration)| json!({ "file": file, "milliseconds": duration.as_millis() }))
            .collect();
        json!({
            "database": database,
            "created": *creation == Creation::Created,
            "applied": applied,
            "milliseconds": duration.as_millis(),
        })
    }
}

/// "31 ms", "1.2 s".
pub(crate) fn shown(duration: Duration) -> String {
    match duration.as_millis() {
        millis @ ..1000 => format!("{millis} ms"),
        _ => format!("{:.1} s", duration.as_secs_f64()),
    }
}

/// Makes a database of the local PostgreSQL ready.
///
/// # Errors
///
/// The directory of its migrations is not in order, or one of them fails.
pub(crate) fn prepare(cluster: &Cluster, database: &Database) -> Result<Prepared, Failure> {
    let started = Instant::now();
    let directory = read(database)?;
    let migrations: Vec<EmbeddedMigration<'_>> =
        directory.migrations.iter().map(|migration| migration.embedded()).collect();
    let creation = cluster.ensure_database(&database.name)?;
    let names = prepared::extensions(&migrations);
    let extensions = cluster.prepare_extensions(&database.name, &names)?;
    let url = cluster.url(&database.name, Role::Migrator.name());
    let server = target::server(&url, "the local PostgreSQL")?;
    let shown_directory = crate::workspace::shown(&database.directory);
    let seen = Mutex::new(Seen::default());
    let progress = |progress: Progress<'_>| {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Progress::Waiting(holder) => {
                let holder = holder.map(|holder| format!(": {holder}")).unwrap_or_default();
                eprintln!(
                    "sqldb: {}: waiting for another session that migrates{holder}",
                    database.name
                );
            }
            Progress::Applying(migration) => seen.applying = Some(migration.file.to_owned()),
            Progress::Applied(migration, duration) => {
                seen.applying = None;
                seen.applied.push((migration.file.to_owned(), duration));
            }
            _ => {}
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let migrating = std::pin::pin!(async {
            let mut client = target::connect(&server).await?;
            let options = runner::Options {
                prepared: &extensions,
                progress: &progress,
                ..runner::Options::default()
            };
            let migrated = runner::migrate(&mut client, &migrations, &options).await;
            migrated.map_err(|error| error.shown_in(shown_directory))?;
            Ok::<_, Failure>(())
        });
        announce(migrating, &seen, &database.name).await
    })?;
    let applied = seen.into_inner().unwrap_or_else(PoisonError::into_inner).applied;
    Ok(Prepared { creation, applied, duration: started.elapsed() })
}

/// What the runner has told so far.
#[derive(Default)]
struct Seen {
    applying: Option<String>,
    applied: Vec<(String, Duration)>,
}

/// How long nobody wonders.
const PATIENCE: Duration = Duration::from_secs(1);

/// Says which file it is that takes long.
async fn announce(
    mut migrating: Pin<&mut impl Future<Output = Result<(), Failure>>>,
    seen: &Mutex<Seen>,
    database: &str,
) -> Result<(), Failure> {
    let mut last = None;
    loop {
        tokio::select! {
            done = &mut migrating => return done,
            () = tokio::time::sleep(PATIENCE) => {
                let applying = seen.lock().unwrap_or_else(PoisonError::into_inner).applying.clone();
                if let Some(file) = applying.as_ref().filter(|_| applying != last) {
                    eprintln!("sqldb: {database}: applying {file} …");
                }
                last = applying;
            }
        }
    }
}

/// The migrations of a database, as its attribute has them read.
///
/// # Errors
///
/// All that is wrong with names, numbers and contents of the files.
pub(crate) fn read(database: &Database) -> Result<Directory, Failure> {
    let shown = crate::workspace::shown(&database.directory);
    Directory::open(&database.directory, database.settings).map_err(|errors| {
        let told = |error: DirectoryError| error.shown_as(&database.directory, shown).to_string();
        let errors: Vec<String> = errors.into_iter().map(told).collect();
        errors.join("\n\nerror: ").into()
    })
}
