//! What is wrong with a migrations directory, in the one wording that the build script, the
//! attribute macro and the command share.

use std::fmt;
use std::path::PathBuf;

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
