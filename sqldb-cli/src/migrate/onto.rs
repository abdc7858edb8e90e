//! The migrations of a branch, as far as new numbers need them.

use std::path::Path;
use std::process::{Command, Stdio};

use sqldb_migrate::Recorded;

use crate::failure::refused;
use crate::{Failure, git};

/// The files of a directory in the version `reference` in git, as if they had been applied.
///
/// # Errors
///
/// There is no such version, or git cannot be started.
pub(super) fn recorded(directory: &Path, reference: &str) -> Result<Recorded, Failure> {
    git::refuse_option(reference)?;
    // In a directory, git lists what that version has below it.
    let output = Command::new("git")
        .args(["ls-tree", "-z", "--name-only", reference])
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| refused(format!("`git` cannot run: {error}")))?;
    if !output.status.success() {
        return Err(git::refusal(reference, &output.stderr));
    }
    let listed = String::from_utf8_lossy(&output.stdout);
    Ok(Recorded::of_files(listed.split('\0')))
}
