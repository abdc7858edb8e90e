//! What the migrations of a database come to.

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::replay::{Migration, replay_onto};
use sqldb_migrate::{build, extension_scripts};

use super::{Database, shown};
use crate::Failure;

/// The catalog that the migrations make.
///
/// # Errors
///
/// All mistakes in them, each with its place, as the build script tells them.
pub(crate) fn catalog(database: &Database) -> Result<Catalog, Failure> {
    let directory = build::check(shown(&database.directory), database.settings)
        .map_err(|mistakes| mistakes.join("\n\n"))?;
    let extension_scripts =
        extension_scripts(&database.directory, &shown(&database.directory).to_string_lossy())?;
    let texts: Vec<Migration<'_>> = directory
        .migrations
        .iter()
        .map(|migration| Migration { file: &migration.file, sql: &migration.sql })
        .collect();
    let major = database.settings.postgres;
    let empty = Catalog { major, extension_scripts, ..Catalog::default() };
    // Mistakes were refused above.
    let (catalog, _) = replay_onto(empty, &texts);
    Ok(catalog)
}
