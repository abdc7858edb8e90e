//! Places in a text, as byte offsets, and their lines and columns.

use std::ops::Range;

/// A half-open range of bytes of the text under analysis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; offsets above 4 GiB are cut off.
    pub fn new(start: usize, end: usize) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text of the span, or nothing where it lies outside `text`.
    pub fn text(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }
}

/// A line and a column, both counted from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl LineColumn {
    /// The place of byte `offset` of `text`.
    pub fn at(text: &str, offset: u32) -> LineColumn {
        // An offset inside of a character is that of the next one.
        let mut end = text.len().min(offset as usize);
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let before = text.get(..end).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..).unwrap_or_default().chars().count() + 1;
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        LineColumn { line: number(line), column: number(column) }
    }
}

/// A place in a migration: what a message points at when it says who made a thing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The migration's file name, as the reader of migrations gives it.
    pub file: std::sync::Arc<str>,
    /// Where in it.
    pub place: LineColumn,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.place.line, self.place.column)
    }
}
