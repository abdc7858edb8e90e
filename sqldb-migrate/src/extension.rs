//! The scripts of extensions that the engine has no table of.

use std::ffi::OsStr;
use std::path::Path;
use std::{fs, io};

use sqldb_analyze::catalog::ExtensionScript;

/// The directory of the scripts in a directory of migrations, whose own reading leaves directories
/// out.
pub const EXTENSIONS: &str = "extensions";

/// Reads the scripts of a directory of migrations, `extensions/<name>.sql`, sorted by name; there are
/// none where it has no such directory. `CREATE EXTENSION <name>` in a migration replays one.
/// Messages name the files as they name the directory: `shown`.
///
/// # Errors
///
/// If a file cannot be read, or is no UTF-8.
pub fn extension_scripts(directory: &Path, shown: &str) -> io::Result<Vec<ExtensionScript>> {
    let entries = match fs::read_dir(directory.join(EXTENSIONS)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut scripts = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(OsStr::to_str);
        let Some(name) = name.filter(|_| path.extension() == Some(OsStr::new("sql"))) else {
            continue;
        };
        scripts.push(ExtensionScript {
            name: name.to_owned(),
            file: format!("{shown}/{EXTENSIONS}/{name}.sql").into(),
            sql: fs::read_to_string(&path)?.into(),
        });
    }
    scripts.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(scripts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_named_for_their_extension() {
        let scratch = std::env::temp_dir().join(format!("sqldb-extensions-{}", std::process::id()));
        fs::create_dir_all(scratch.join(EXTENSIONS)).unwrap();
        fs::write(scratch.join("extensions/timescaledb.sql"), "SELECT 1").unwrap();
        fs::write(scratch.join("extensions/README.md"), "").unwrap();
        let scripts = extension_scripts(&scratch, "./migrations").unwrap();
        let none = extension_scripts(&scratch.join(EXTENSIONS), "").unwrap();
        fs::remove_dir_all(&scratch).unwrap();
        let [script] = scripts.as_slice() else { panic!("{scripts:?}") };
        assert_eq!(script.name, "timescaledb");
        assert_eq!(&*script.file, "./migrations/extensions/timescaledb.sql");
        assert!(none.is_empty());
    }
}
