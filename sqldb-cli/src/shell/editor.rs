//! `\e`: a text in the editor of the user.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;

/// Lets the user edit a text; [`None`] if it is left as it was.
///
/// # Errors
///
/// The editor cannot be started, or fails.
pub(super) fn edit(text: &str) -> Result<Option<String>, Failure> {
    let file = Draft(std::env::temp_dir().join(format!("sqldb-{}.sql", std::process::id())));
    let _ = std::fs::remove_file(&file.0);
    // What is asked of a database may be nobody else's business.
    let mut draft = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file.0)?;
    draft.write_all(text.as_bytes())?;
    drop(draft);
    open(&file.0)?;
    let edited = std::fs::read_to_string(&file.0)?;
    Ok(Some(edited).filter(|edited| edited.trim() != text.trim()))
}

/// Opens a file in the editor, and waits for its end.
///
/// # Errors
///
/// The editor cannot be started, or fails.
pub(super) fn open(file: &Path) -> Result<(), Failure> {
    let variables = ["PSQL_EDITOR", "EDITOR", "VISUAL"].into_iter();
    let editor =
        variables.filter_map(|name| std::env::var(name).ok()).find(|name| !name.is_empty());
    let editor = editor.unwrap_or_else(|| "vi".to_owned());
    // A variable may have words behind the program: `code --wait`.
    let status =
        Command::new("sh").args(["-c", &format!("{editor} \"$1\""), "sh"]).arg(file).status()?;
    match status.success() {
        true => Ok(()),
        false => {
            Err(format!("the editor `{editor}` has failed; set `EDITOR` to another one").into())
        }
    }
}

/// A file that is removed at the end.
struct Draft(PathBuf);

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
