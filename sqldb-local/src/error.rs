//! The one error of this crate: opaque, with predicates.
//!
//! The kinds are private so that a new one is no breaking change; `Display` is the interface.

use std::path::{Path, PathBuf};
use std::{fmt, io};

/// Why there is no local PostgreSQL, or why it did not do what was asked.
pub struct Error(Box<Kind>);

#[derive(Debug)]
pub(crate) enum Kind {
    /// No provider had a server.
    NotFound { wanted: String, tried: Vec<String>, help: String },
    /// A request that cannot be fulfilled as it is written.
    Refused(String),
    /// A file operation: what was done, on which path.
    File { action: &'static str, path: PathBuf, source: io::Error },
    /// A program could not be run, or it failed.
    Program { program: String, detail: String },
    /// A download did not arrive.
    Download { url: String, detail: String },
    /// A download is not what was pinned.
    Integrity { url: String, expected: String, found: String },
    /// The server ended while it was starting.
    Start { log: PathBuf, tail: String },
    /// Something did not happen in time.
    Deadline { what: String, seconds: u64 },
    /// The server's answer to a statement.
    Server { statement: String, code: String, message: String },
    /// The connection to the server.
    Connection(String),
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Error {
        Error(Box::new(kind))
    }

    pub(crate) fn refused(sentence: impl Into<String>) -> Error {
        Error::new(Kind::Refused(sentence.into()))
    }

    pub(crate) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        move |source| Error::new(Kind::File { action, path: path.to_owned(), source })
    }

    /// One more way out, where nothing was found.
    #[cfg(unix)]
    pub(crate) fn or_help(mut self, more: &str) -> Error {
        if let Kind::NotFound { help, .. } = &mut *self.0 {
            help.push('\n');
            help.push_str(more);
        }
        self
    }

    #[cfg(unix)]
    pub(crate) fn kind(&self) -> &Kind {
        &self.0
    }

    /// No PostgreSQL is installed and none could be downloaded; the message lists what was tried.
    pub fn is_not_found(&self) -> bool {
        matches!(*self.0, Kind::NotFound { .. })
    }

    /// A download did not have the pinned hash. It was deleted, nothing of it was used.
    pub fn is_integrity(&self) -> bool {
        matches!(*self.0, Kind::Integrity { .. })
    }

    /// The SQLSTATE, when the server refused a statement.
    pub fn code(&self) -> Option<&str> {
        match &*self.0 {
            Kind::Server { code, .. } => Some(code),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::NotFound { wanted, tried, help } => {
                write!(f, "no {wanted} could be found; tried:")?;
                for line in tried {
                    write!(f, "\n  {line}")?;
                }
                write!(f, "\n{help}")
            }
            Kind::Refused(sentence) => f.write_str(sentence),
            Kind::File { action, path, source } => {
                let room = room(&source.to_string());
                write!(f, "cannot {action} `{}`: {source}{room}", path.display())
            }
            Kind::Program { program, detail } => {
                write!(f, "`{program}` failed: {}{}", detail.trim_end(), room(detail))
            }
            Kind::Download { url, detail } => write!(f, "cannot download `{url}`: {detail}"),
            Kind::Integrity { url, expected, found } => write!(
                f,
                "`{url}` is not the file that was pinned: expected `{expected}`, found `{found}`; \
                 it was deleted"
            ),
            Kind::Start { log, tail } => {
                write!(f, "PostgreSQL ended while it was starting; end of `{}`:", log.display())?;
                tail.lines().try_for_each(|line| write!(f, "\n  {line}"))?;
                f.write_str(room(tail))
            }
            Kind::Deadline { what, seconds } => {
                write!(f, "{what} did not end in {seconds} seconds")
            }
            Kind::Server { statement, code, message } => {
                // Scripts of ours are long, and their first lines say which one it is.
                let short = statement.char_indices().nth(200).map(|(end, _)| statement.get(..end));
                let (shown, rest) = match short.flatten() {
                    Some(short) => (short, " …"),
                    None => (statement.as_str(), ""),
                };
                write!(f, "{message} (SQLSTATE {code}) in `{shown}{rest}`")
            }
            Kind::Connection(detail) => write!(f, "cannot talk to the local PostgreSQL: {detail}"),
        }
    }
}

/// What to do where a disk is full.
fn room(said: &str) -> &'static str {
    match said.contains("No space left on device") {
        true => {
            "\n  = help: make some room, or set `SQLDB_LOCAL_DIR` to a directory that has 100 MB"
        }
        false => "",
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What `main` and `unwrap` print must be as readable as `Display`.
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::File { source, .. } => Some(source),
            _ => None,
        }
    }
}
