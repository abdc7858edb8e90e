//! Where the suite comes from: a directory, or Debian's source package.

use std::path::{Path, PathBuf};
use std::process::Command;

use sqldb_analyze::catalog::Major;

/// The suite's directory, held while it is used; one that was fetched is removed at the end.
#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) path: PathBuf,
    fetched: Option<PathBuf>,
}

impl Suite {
    /// The suite in a directory, `src/test/regress` of PostgreSQL's source.
    pub(crate) fn at(path: &Path) -> Suite {
        Suite { path: path.to_owned(), fetched: None }
    }

    /// Fetches the source of Debian's package of a major version.
    ///
    /// # Errors
    ///
    /// What `apt-get` or `tar` says: for example, that no source is configured.
    pub(crate) fn fetch(major: Major) -> Result<Suite, String> {
        let number = major.number();
        let name = format!("sqldb-regress-{number}-{}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
        let mut suite = Suite { path: PathBuf::new(), fetched: Some(directory.clone()) };
        let package = format!("postgresql-{number}");
        run(Command::new("apt-get")
            .args(["source", "--download-only", "-qq", &package])
            .current_dir(&directory))?;
        let archive = find(&directory, |name| name.contains(".orig.tar"))
            .ok_or_else(|| format!("`apt-get source {package}` brought no archive"))?;
        run(Command::new("tar")
            .arg("-xf")
            .arg(&archive)
            .args(["--wildcards", "*/src/test/regress/*"])
            .current_dir(&directory))?;
        let source = find(&directory, |name| directory.join(name).is_dir());
        let source = source.ok_or("the archive holds no directory")?;
        suite.path = source.join("src/test/regress");
        Ok(suite)
    }
}

impl Drop for Suite {
    fn drop(&mut self) {
        if let Some(directory) = &self.fetched {
            let _ = std::fs::remove_dir_all(directory);
        }
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("cannot run {command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

fn find(directory: &Path, wanted: impl Fn(&str) -> bool) -> Option<PathBuf> {
    let entries = std::fs::read_dir(directory).ok()?;
    let mut paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.find(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(&wanted))
}
