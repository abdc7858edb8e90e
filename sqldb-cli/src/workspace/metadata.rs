//! What `cargo metadata` says: the workspace's packages and the roots of their targets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::Failure;
use crate::failure::refused;

/// A workspace.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    #[serde(rename = "workspace_root")]
    pub(crate) root: PathBuf,
    pub(crate) packages: Vec<Package>,
}

/// One of its packages.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// Its `Cargo.toml`.
    pub(crate) manifest_path: PathBuf,
    pub(crate) targets: Vec<Target>,
    /// What each of its features turns on.
    #[serde(default)]
    features: BTreeMap<String, Vec<String>>,
}

impl Package {
    /// The directory of its `Cargo.toml`.
    pub(crate) fn directory(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new(""))
    }

    /// The features of its own that it has when nobody chooses.
    pub(crate) fn default_features(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut waiting = vec!["default".to_owned()];
        while let Some(feature) = waiting.pop() {
            if let Some(others) = self.features.get(&feature)
                && found.insert(feature)
            {
                waiting.extend(others.iter().cloned());
            }
        }
        found
    }
}

/// A library, program, test or the like.
#[derive(Debug, Deserialize)]
pub(crate) struct Target {
    /// The file at its root.
    #[serde(rename = "src_path")]
    pub(crate) root: PathBuf,
}

/// Asks cargo about the workspace of a directory. No dependency is looked at, so that this needs
/// neither a network nor a lock file.
pub(crate) fn read(from: &Path) -> Result<Metadata, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--quiet", "--format-version", "1"])
        .current_dir(from)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| refused(format!("`cargo` cannot be started: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.trim().trim_start_matches("error: ");
        return Err(refused(format!(
            "{said}; go to the package that declares the database, or make one by `sqldb new todo`"
        )));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
