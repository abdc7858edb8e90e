//! Files of statements.

use std::io::Read;
use std::ops::Range;
use std::path::Path;

use sqldb_analyze::split::split;
use sqldb_analyze::{LineColumn, Span};

use crate::Failure;
use crate::failure::refused;

/// A file, or the standard input.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its name in answers.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
    /// Where its lines begin.
    lines: Vec<usize>,
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
            let bytes = bytes.map_err(|error| refused(format!("{}: {error}", path.display())))?;
            (path.display().to_string(), bytes)
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Ok(Source { name, text, lines })
    }

    /// The line of a byte, from 0.
    fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset).saturating_sub(1)
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
        format!("{}:{}", self.source.name, self.line())
    }

    /// The line of its first token.
    pub(crate) fn line(self) -> u32 {
        self.first_place().line
    }

    /// Where a place in the statement stands in the file.
    pub(crate) fn place_of(self, span: Span) -> LineColumn {
        let first = self.first_place();
        match LineColumn::at(self.text(), span.start) {
            LineColumn { line: 1, column } => {
                LineColumn { line: first.line, column: first.column + column - 1 }
            }
            LineColumn { line, column } => LineColumn { line: first.line + line - 1, column },
        }
    }

    /// The lines of the file that it stands in, and where in them a place of the statement is.
    pub(crate) fn excerpt(self, span: Span) -> (&'s str, Span) {
        let Range { start, end } = self.span.range();
        let text = &self.source.text;
        let line = self.source.line_of(start);
        let from = self.source.lines.get(line).copied().unwrap_or_default();
        let to = text.get(end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| end + at);
        let within = span.range();
        let offset = start - from;
        let moved = Span::new(within.start + offset, within.end + offset);
        (text.get(from..to).unwrap_or_default(), moved)
    }

    fn first_place(self) -> LineColumn {
        let start = self.span.range().start;
        let line = self.source.line_of(start);
        let from = self.source.lines.get(line).copied().unwrap_or_default();
        let before = self.source.text.get(from..start).unwrap_or_default();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        LineColumn { line: count(line + 1), column: count(before.chars().count() + 1) }
    }
}
