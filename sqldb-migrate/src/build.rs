//! What a build script calls.
//!
//! ```no_run
//! // In `fn main` of build.rs:
//! sqldb_migrate::build::validate("./migrations");
//! ```
//!
//! With it, a migration that is added, changed or removed rebuilds the crate, and what is wrong
//! with the migrations is said before anything else is compiled.

use std::path::{Path, PathBuf};
use std::{env, process};

use crate::directory::{Directory, Gaps};
use crate::error::DirectoryError;
use crate::fingerprint;

/// Checks the migrations directory `path`, relative to the directory of `Cargo.toml`.
///
/// Ends the build script with all mistakes as messages of Cargo if there are any.
pub fn validate(path: impl AsRef<Path>) {
    validate_with(path, Gaps::Refused);
}

/// [`validate`] for a directory whose numbers may leave some out.
pub fn validate_with(path: impl AsRef<Path>, gaps: Gaps) {
    let path = path.as_ref();
    match run(path, gaps) {
        Ok(lines) => lines.iter().for_each(|line| println!("{line}")),
        Err(lines) => {
            lines.iter().for_each(|line| println!("{line}"));
            process::exit(1);
        }
    }
}

/// The environment variable by which the build script tells the compiler, and with it the
/// attribute `#[sqldb::database]`, that it watches the directory `path`; both write the path as
/// they were given it. Its value is a fingerprint of all that the directory holds.
pub fn variable(path: &str) -> String {
    let mut name = String::from("SQLDB_MIGRATIONS");
    for part in path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
        name.push('_');
        name.extend(part.chars().map(|character| match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => character.to_ascii_uppercase(),
            _ => '_',
        }));
    }
    name
}

/// The lines for Cargo; refused, if the build must end.
fn run(path: &Path, gaps: Gaps) -> Result<Vec<String>, Vec<String>> {
    // Cargo runs a build script in the directory of `Cargo.toml`, and reads paths relative to
    // it; the variable matters where the script is run by something else.
    let absolute = match env::var_os("CARGO_MANIFEST_DIR") {
        Some(manifest) => PathBuf::from(manifest).join(path),
        None => path.to_owned(),
    };
    // A directory is watched with all files in it. One that is not there yet is watched too.
    let watch = format!("cargo::rerun-if-changed={}", path.display());
    match check(&absolute, path, gaps) {
        Ok(directory) => {
            let variable = variable(&path.to_string_lossy());
            let fingerprint = fingerprint(&directory);
            Ok(vec![watch, format!("cargo::rustc-env={variable}={fingerprint:016x}")])
        }
        Err(messages) => {
            let errors = messages.iter().flat_map(|message| message.lines());
            Err(std::iter::once(watch)
                .chain(errors.map(|line| format!("cargo::error={line}")))
                .collect())
        }
    }
}

/// The directory, or a rendered message for each mistake, which names it as the user did.
fn check(absolute: &Path, shown: &Path, gaps: Gaps) -> Result<Directory, Vec<String>> {
    Directory::read(absolute, gaps).map_err(|errors| {
        let shown = |error: DirectoryError| {
            let path = match error.path.strip_prefix(absolute) {
                Ok(file) if file.as_os_str().is_empty() => shown.to_owned(),
                Ok(file) => shown.join(file),
                Err(_) => error.path.clone(),
            };
            DirectoryError { path, ..error }.to_string()
        };
        errors.into_iter().map(shown).collect()
    })
}

/// It only has to differ when the directory does.
fn fingerprint(directory: &Directory) -> u64 {
    fingerprint::fingerprint(directory.migrations.iter().flat_map(|migration| {
        let down = migration.down.as_ref();
        [
            migration.file.as_str(),
            migration.sql.as_str(),
            down.map_or("", |down| &down.file),
            down.map_or("", |down| &down.sql),
        ]
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_does_not_depend_on_how_the_path_is_written() {
        assert_eq!(variable("./migrations"), "SQLDB_MIGRATIONS_MIGRATIONS");
        assert_eq!(variable("migrations/"), "SQLDB_MIGRATIONS_MIGRATIONS");
        assert_eq!(variable("src/db\\todo-items"), "SQLDB_MIGRATIONS_SRC_DB_TODO_ITEMS");
    }
}
