//! The catalog of a directory of migrations, built once per process and again when a file changes.
//!
//! rustc runs one process per crate, so that a crate's queries share one replay of the migrations.
//! rust-analyzer's server lives for days, serves many crates, and expands on several threads: what
//! is kept is keyed by the directory, and a call compares names, sizes and times of the files, unless
//! that was done [a moment](MOMENT) ago: with 350 migrations it would be a third of each expansion.

use std::fs::{DirEntry, Metadata};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use sqldb_analyze::catalog::Catalog;
use sqldb_migrate::source;
use sqldb_migrate::{EXTENSIONS, Migration, extension_scripts};

use crate::migrations::Location;
use crate::type_names::TypeNames;
use crate::{engine, message, migrations};

/// A database as its migrations leave it.
pub(crate) struct Database {
    /// The migrations in their order.
    pub(crate) migrations: Vec<Migration>,
    /// The schema after the last of them.
    pub(crate) catalog: Catalog,
    /// The Rust names of its tables and types.
    pub(crate) names: TypeNames,
    /// What is wrong with the migrations; each text is one message.
    pub(crate) mistakes: Vec<String>,
}

/// What tells whether a directory is as it was.
type Stamp = Vec<(std::ffi::OsString, u64, Option<SystemTime>)>;

/// A database that has been read, and when that holds.
struct Known {
    location: Location,
    stamp: Stamp,
    /// When the stamp was last taken.
    compared: Instant,
    database: Arc<Database>,
}

/// How long the files are taken to be as they were: shorter than anybody needs to save a migration and to
/// write in a query, longer than many queries take.
const MOMENT: Duration = Duration::from_millis(100);

/// A crate has few databases: a list is searched as fast as a map.
static DATABASES: Mutex<Vec<Known>> = Mutex::new(Vec::new());

/// The database of the migrations at `location`.
pub(crate) fn database(location: &Location) -> Arc<Database> {
    // Held to the end, so that threads do not replay the same migrations side by side.
    let mut databases = DATABASES.lock().unwrap_or_else(PoisonError::into_inner);
    let mut known = databases.iter_mut().find(|known| known.location == *location);
    if let Some(known) = &known
        && known.compared.elapsed() < MOMENT
    {
        return Arc::clone(&known.database);
    }
    // Taken before the files are read: what changes meanwhile is noticed next time.
    let (stamp, compared) = (stamp(&location.directory), Instant::now());
    if let Some(known) = &mut known
        && known.stamp == stamp
    {
        known.compared = compared;
        return Arc::clone(&known.database);
    }
    let database = Arc::new(replay(location));
    databases.retain(|known| known.location != *location);
    databases.push(Known {
        location: location.clone(),
        stamp,
        compared,
        database: Arc::clone(&database),
    });
    database
}

/// The files of a directory, and of those in it: some tools have a directory for each migration.
fn stamp(directory: &Path) -> Stamp {
    let mut stamp = Stamp::new();
    let entries = |directory: &Path| {
        std::fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok)
    };
    let mut note = |entry: &DirEntry| {
        let metadata = entry.metadata().ok();
        let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
        let length = metadata.as_ref().map_or(0, Metadata::len);
        stamp.push((entry.path().into_os_string(), length, modified));
        metadata.is_some_and(|metadata| metadata.is_dir())
    };
    for entry in entries(directory) {
        if note(&entry) {
            for entry in entries(&entry.path()) {
                note(&entry);
            }
        }
    }
    stamp.sort();
    stamp
}

fn replay(location: &Location) -> Database {
    let (migrations, mut mistakes) = match migrations::read(location) {
        Ok(migrations) => (migrations, Vec::new()),
        Err(mistakes) => (Vec::new(), mistakes),
    };
    let texts: Vec<(String, &str)> = migrations
        .iter()
        .map(|migration| (location.shown_file(&migration.file), migration.sql.as_str()))
        .collect();
    for (file, sql, refusal) in migrations.iter().flat_map(Migration::refusals) {
        mistakes.push(message::in_migration(&refusal, &location.shown_file(file), sql));
    }
    let extension_scripts = match extension_scripts(&location.directory, &location.shown) {
        Ok(scripts) => scripts,
        Err(error) => {
            mistakes.push(format!("`{}/{EXTENSIONS}` cannot be read: {error}", location.shown));
            Vec::new()
        }
    };
    let major = location.settings.postgres;
    let empty = source::initial(major, extension_scripts, texts.iter().map(|(_, sql)| *sql));
    let (catalog, diagnostics) = engine::replay(empty, &texts);
    for (number, diagnostic) in diagnostics {
        if let Some((file, sql)) = texts.get(number) {
            mistakes.push(message::in_migration(&diagnostic, file, sql));
        }
    }
    let names = TypeNames::new(&catalog);
    Database { migrations, catalog, names, mistakes }
}
