//! The directory of migrations that an attribute names: found, read, checked.

use std::path::{Component, Path, PathBuf};

use sqldb_migrate::{Directory, DirectoryError, Migration, Settings};

/// Where migrations are, and what messages call the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// The directory, absolute.
    pub(crate) directory: PathBuf,
    /// As messages show it: relative to where the compiler runs, so that a terminal can open it.
    pub(crate) shown: String,
    /// How it is read.
    pub(crate) settings: Settings,
}

impl Location {
    /// The directory `migrations`, relative to the crate's.
    ///
    /// # Errors
    ///
    /// An absolute path, one that leaves the crate, none at all, or a file.
    pub(crate) fn find(
        crate_directory: &str,
        migrations: &str,
        settings: Settings,
    ) -> Result<Location, String> {
        let relative = Path::new(migrations);
        if relative.is_absolute() || migrations.starts_with(['/', '\\']) {
            return Err(format!(
                "`{migrations}` is an absolute path, which no other machine has\n  = help: write the \
                 path relative to the crate's directory, such as `./migrations`"
            ));
        }
        if relative.components().any(|part| part == Component::ParentDir) {
            return Err(format!(
                "`{migrations}` leaves the crate's directory, so that `cargo package` would lose \
                 the migrations\n  = help: move them into the crate, such as to `./migrations`"
            ));
        }
        let clean: PathBuf =
            relative.components().filter(|part| *part != Component::CurDir).collect();
        let directory = Path::new(crate_directory).join(&clean);
        let location = Location { shown: shown(&directory, &clean), directory, settings };
        match std::fs::metadata(&location.directory) {
            Ok(metadata) if metadata.is_dir() => Ok(location),
            Ok(_) => Err(format!(
                "`{migrations}` is a file; `migrations` names the directory that holds the migrations"
            )),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(format!(
                "there is no directory `{migrations}` in the crate's directory\n  = help: create \
                 `{}/1_create_table.up.sql`",
                location.shown
            )),
            Err(error) => Err(format!("`{migrations}` cannot be read: {error}")),
        }
    }

    /// What messages call a file in the directory.
    pub(crate) fn shown_file(&self, file: &str) -> String {
        format!("{}/{file}", self.shown)
    }
}

/// `directory` as seen from where the compiler runs, which is how rustc names files too; else as
/// seen from the crate.
fn shown(directory: &Path, relative: &Path) -> String {
    let current = std::env::current_dir().ok();
    let shown = current.as_deref().and_then(|current| directory.strip_prefix(current).ok());
    shown.unwrap_or(relative).to_string_lossy().replace('\\', "/")
}

/// The migrations of a directory, in their order.
///
/// # Errors
///
/// All that is wrong with names, numbers and contents of the files, one text each: the same that
/// a build script says.
pub(crate) fn read(location: &Location) -> Result<Vec<Migration>, Vec<String>> {
    let read = Directory::open(&location.directory, location.settings);
    read.map(|directory| directory.migrations).map_err(|errors| {
        let shown = |error: DirectoryError| {
            let path = match error.path.strip_prefix(&location.directory) {
                Ok(file) => Path::new(&location.shown).join(file),
                Err(_) => error.path.clone(),
            };
            DirectoryError { path, ..error }.to_string()
        };
        errors.into_iter().map(shown).collect()
    })
}

/// What a crate without a build script is told beside its mistakes: cargo would not notice a
/// migration that is added.
///
/// A warning of its own would be better, but stable Rust has none for macros; a deprecated item
/// as a warning would fail the builds of all who deny warnings.
pub(crate) fn build_script_help(migrations: &str) -> Option<String> {
    // Set by `sqldb_migrate::build::validate`.
    if std::env::var_os(sqldb_migrate::build::variable(migrations)).is_some() {
        return None;
    }
    Some(format!(
        "\n  = help: new files are noticed only with a build script; in build.rs, \
         `fn main() {{ sqldb_migrate::build::validate(\"{migrations}\") }}`"
    ))
}
