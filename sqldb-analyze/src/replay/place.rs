//! From offsets in a migration's text to [`Origin`]s, without walking the text each time.

use std::sync::Arc;

use crate::span::{LineColumn, Origin, Span};

pub(super) struct Places<'a> {
    file: Arc<str>,
    text: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// The one place of a text that stands inside another, such as that of `EXECUTE`.
    only: Option<Origin>,
}

impl<'a> Places<'a> {
    pub(super) fn new(file: &str, text: &'a str) -> Places<'a> {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Places {
            file: file.into(),
            text,
            lines: std::iter::once(0).chain(breaks).collect(),
            only: None,
        }
    }

    /// A text that a statement makes: everything in it is at that statement.
    pub(super) fn inside(origin: Origin, text: &'a str) -> Places<'a> {
        Places { file: origin.file.clone(), text, lines: Vec::new(), only: Some(origin) }
    }

    pub(super) fn file(&self) -> Arc<str> {
        self.file.clone()
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn origin(&self, span: Span) -> Origin {
        if let Some(only) = &self.only {
            return only.clone();
        }
        let offset = span.start as usize;
        let line = self.lines.partition_point(|start| *start <= offset);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let place =
            LineColumn { line: number(line.max(1)), column: number(before.chars().count() + 1) };
        Origin { file: self.file.clone(), place }
    }
}
