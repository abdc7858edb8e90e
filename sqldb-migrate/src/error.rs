//! What is wrong with a migrations directory, in the one wording that the build script, the
//! attribute macro and the command share.

use std::fmt;
use std::path::{Path, PathBuf};

use sqldb_analyze::LineColumn;

/// One mistake in a migrations directory.
///
/// Displayed, it is a sentence followed by the lines `--> file` and `= help: …`, without an
/// `error:` in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryError {
    /// The file, or the directory, as the caller named it.
    pub path: PathBuf,
    /// Where in the file, if it is about its text.
    pub place: Option<LineColumn>,
    /// A lowercase sentence without a period.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl DirectoryError {
    pub(crate) fn new(
        path: impl Into<PathBuf>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> DirectoryError {
        DirectoryError {
            path: path.into(),
            place: None,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The same, with `shown` instead of the path `directory` that was read: what the user wrote,
    /// where that was made absolute.
    #[must_use]
    pub fn shown_as(self, directory: &Path, shown: &Path) -> DirectoryError {
        let path = match self.path.strip_prefix(directory) {
            Ok(file) if file.as_os_str().is_empty() => shown.to_owned(),
            Ok(file) => shown.join(file),
            Err(_) => self.path,
        };
        DirectoryError { path, ..self }
    }

    pub(crate) fn at(self, place: LineColumn) -> DirectoryError {
        DirectoryError { place: Some(place), ..self }
    }
}

impl fmt::Display for DirectoryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n  --> {}", self.message, self.path.display())?;
        if let Some(place) = self.place {
            write!(formatter, ":{}:{}", place.line, place.column)?;
        }
        write!(formatter, "\n  = help: {}", self.help)
    }
}

impl std::error::Error for DirectoryError {}
