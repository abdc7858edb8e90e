//! Files of statements.

use std::io::Read;
use std::path::Path;

use sqldb_analyze::split::split;
use sqldb_analyze::{LineColumn, Span};

use crate::Failure;

/// A file, or the standard input.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its name in answers.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
}

/// One of its statements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Statement<'s> {
    /// Where it stands.
    pub(crate) source: &'s Source,
    /// From its first token to its last.
    pub(crate) span: Span,
}

impl Source {
    /// Reads a file; `-` is the standard input. Bytes that are no UTF-8 are replaced, so that the
    /// statements without them are answered.
    pub(crate) fn read(path: &Path) -> Result<Source, Failure> {
        let (name, bytes) = if path == Path::new("-") {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes)?;
            ("<stdin>".to_owned(), bytes)
        } else {
            let bytes = std::fs::read(path);
            let bytes = bytes.map_err(|error| format!("{}: {error}", path.display()))?;
            (path.display().to_string(), bytes)
        };
        Ok(Source { name, text: String::from_utf8_lossy(&bytes).into_owned() })
    }

    /// Its statements, in order.
    pub(crate) fn statements(&self) -> impl Iterator<Item = Statement<'_>> {
        split(&self.text).into_iter().map(|span| Statement { source: self, span })
    }
}

impl<'s> Statement<'s> {
    /// Its text.
    pub(crate) fn text(self) -> &'s str {
        self.span.text(&self.source.text)
    }

    /// The file and the line of its first token.
    pub(crate) fn place(self) -> String {
        let LineColumn { line, column: _ } = LineColumn::at(&self.source.text, self.span.start);
        format!("{}:{line}", self.source.name)
    }
}
