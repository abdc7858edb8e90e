//! An older version of the workspace, taken out of git.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::Failure;
use crate::failure::refused;
use crate::git;
use crate::workspace::{Query, Workspace};

/// An older version, in a directory of its own that is removed at the end.
pub(super) struct Revision {
    /// As the command line names it.
    pub(super) reference: String,
    copy: Copy,
    pub(super) workspace: Workspace,
    pub(super) queries: Vec<Query>,
}

/// A directory that is removed at the end, whatever happens.
struct Copy(PathBuf);

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Revision {
    /// Takes the version `reference` of the workspace at `root` out of git; nothing there is touched.
    ///
    /// # Errors
    ///
    /// There is no such version, or it is no workspace.
    pub(super) fn take(root: &Path, reference: &str) -> Result<Revision, Failure> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        git::refuse_option(reference)?;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let directory = format!("sqldb-check-{}-{number}", std::process::id());
        let directory = std::env::temp_dir().join(directory);
        std::fs::create_dir_all(&directory)?;
        let copy = Copy(std::fs::canonicalize(&directory)?);
        unpack(root, reference, &copy.0)?;
        let workspace = Workspace::find(&copy.0)?;
        let queries = workspace.queries()?;
        Ok(Revision { reference: reference.to_owned(), copy, workspace, queries })
    }

    /// The path of a file as it was in the workspace.
    pub(super) fn original(&self, file: &Path) -> PathBuf {
        file.strip_prefix(&self.copy.0).unwrap_or(file).to_owned()
    }
}

/// `git archive`, in the workspace's directory, has the paths below it.
fn unpack(root: &Path, reference: &str, into: &Path) -> Result<(), Failure> {
    let failed =
        |what: &str, error: std::io::Error| refused(format!("`{what}` cannot run: {error}"));
    let mut git = Command::new("git")
        .args(["archive", "--format=tar", reference])
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed("git", error))?;
    let archive = git.stdout.take().map_or_else(Stdio::null, Stdio::from);
    let tar = Command::new("tar")
        .args(["-x", "-f", "-"])
        .current_dir(into)
        .stdin(archive)
        .stderr(Stdio::null())
        .status()
        .map_err(|error| failed("tar", error))?;
    let output = git.wait_with_output()?;
    if !output.status.success() || !tar.success() {
        return Err(git::refusal(reference, &output.stderr));
    }
    Ok(())
}
