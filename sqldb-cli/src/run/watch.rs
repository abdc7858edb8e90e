//! What changes while the program runs: migrations, and what the sources declare.
//!
//! Files are looked at again and again. It costs less than a millisecond for a usual workspace, works on
//! every file system, and misses nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::Failure;
use crate::workspace::Workspace;

/// The state of some files: when they were written, and their lengths.
type Stamps = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// A workspace that is looked at.
pub(super) struct Watch {
    workspace: Workspace,
    sources: Stamps,
    migrations: Stamps,
}

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changes {
    None,
    /// The files of a database's migrations.
    Migrations,
    /// Which databases there are, or what is said of them.
    Databases,
}

impl Watch {
    pub(super) fn new(workspace: Workspace) -> Watch {
        let (sources, migrations) = (sources(&workspace), migrations(&workspace));
        Watch { workspace, sources, migrations }
    }

    pub(super) fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// What has changed since the last time.
    ///
    /// # Errors
    ///
    /// The sources declare something wrong now.
    pub(super) fn changes(&mut self) -> Result<Changes, Failure> {
        let sources = sources(&self.workspace);
        let mut changes = Changes::None;
        if sources != self.sources {
            self.sources = sources;
            let workspace = Workspace::find(&self.workspace.root)?;
            // Somebody is writing: what a source declares that cannot be parsed just now stays.
            if workspace.unread.is_empty() || workspace.unread == self.workspace.unread {
                if workspace.databases != self.workspace.databases {
                    changes = Changes::Databases;
                }
                self.workspace = workspace;
            }
        }
        let migrations = migrations(&self.workspace);
        if migrations != self.migrations {
            self.migrations = migrations;
            changes = if changes == Changes::None { Changes::Migrations } else { changes };
        }
        Ok(changes)
    }
}

fn sources(workspace: &Workspace) -> Stamps {
    let mut stamps = Stamps::new();
    for package in &workspace.packages {
        stamp(&package.join("Cargo.toml"), &mut stamps);
        for part in ["src", "tests", "examples", "benches"] {
            walk(&package.join(part), "rs", &mut stamps);
        }
    }
    stamps
}

fn migrations(workspace: &Workspace) -> Stamps {
    let mut stamps = Stamps::new();
    for database in &workspace.databases {
        walk(&database.directory, "sql", &mut stamps);
    }
    stamps
}

fn walk(directory: &Path, extension: &str, stamps: &mut Stamps) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&path, extension, stamps),
            _ if path.extension().is_some_and(|found| found == extension) => stamp(&path, stamps),
            _ => {}
        }
    }
}

fn stamp(path: &Path, stamps: &mut Stamps) {
    if let Ok(metadata) = std::fs::metadata(path) {
        stamps.insert(path.to_owned(), (metadata.modified().ok(), metadata.len()));
    }
}
