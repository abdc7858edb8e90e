//! Results, as people or programs read them, and where they go.

use std::fs::File;
use std::io::{IsTerminal, Write};

use unicode_width::UnicodeWidthStr;

use super::drawing::drawn;
use super::format::{Format, Style};
use super::program::Program;
use crate::Failure;
use crate::printed::Standard;

/// A result.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    /// The text of each value; none is NULL.
    pub(super) rows: Vec<Vec<Option<String>>>,
}

/// Where results go, and how they are written there.
#[derive(Debug)]
pub(super) struct Output {
    sink: Sink,
    pub(super) format: Format,
}

#[derive(Debug)]
enum Sink {
    Standard,
    File(File),
    Program(Program),
}

impl Output {
    pub(super) fn new(format: Format) -> Output {
        Output { sink: Sink::Standard, format }
    }

    /// Sends results to a file, to a program (`|sort`), or to where they went at first.
    ///
    /// # Errors
    ///
    /// The file cannot be written, or the program started.
    pub(super) fn redirect(&mut self, to: &str) -> Result<(), Failure> {
        let sink = match to.strip_prefix('|') {
            _ if to.is_empty() => Sink::Standard,
            Some(program) => {
                Sink::Program(Program::start(program).map_err(|error| format!("sh: {error}"))?)
            }
            None => Sink::File(File::create(to).map_err(|error| format!("{to}: {error}"))?),
        };
        if let Sink::Program(mut program) = std::mem::replace(&mut self.sink, sink) {
            // It ends when it has read all.
            program.end()?;
        }
        Ok(())
    }

    /// Prints a result; a long one on a terminal goes through a pager.
    pub(super) fn print(&mut self, table: &Table) -> Result<(), Failure> {
        const LONG: usize = 60;
        let text = self.drawn(table);
        let paged = self.format.is_paged() && matches!(self.sink, Sink::Standard);
        if paged && text.lines().count() > LONG && std::io::stdout().is_terminal() && page(&text) {
            return Ok(());
        }
        self.write(&text)
    }

    /// Says that a statement without a result is done.
    pub(super) fn done(&mut self, tag: &str, rows: u64) -> Result<(), Failure> {
        let counts = ["INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "SELECT", "FETCH", "MOVE"];
        self.write(&match self.format.style {
            Style::Json => format!("{}\n", serde_json::json!({ "done": tag, "rows": rows })),
            _ if counts.contains(&tag) => format!("{tag} {rows}\n"),
            _ => format!("{tag}\n"),
        })
    }

    pub(super) fn write(&mut self, text: &str) -> Result<(), Failure> {
        match &mut self.sink {
            Sink::Standard => Standard.write_all(text.as_bytes())?,
            Sink::File(file) => file.write_all(text.as_bytes())?,
            Sink::Program(program) => program.write_all(text.as_bytes())?,
        }
        Ok(())
    }

    fn drawn(&self, table: &Table) -> String {
        let fitting = self.format.style == Style::Fitting;
        let Some(columns) = terminal_width().filter(|_| fitting) else {
            return drawn(table, &self.format);
        };
        let text = drawn(table, &self.format);
        let width = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
        match width > columns {
            true => drawn(table, &Format { style: Style::Expanded, ..self.format.clone() }),
            false => text,
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        let _ = self.redirect("");
    }
}

/// The columns of the terminal, where results are shown on one.
fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// Shows a text in the pager; whether there is one.
fn page(text: &str) -> bool {
    let pager = std::env::var("PAGER").unwrap_or_else(|_| "less -FSRX".to_owned());
    let Ok(mut pager) = Program::start(&pager) else { return false };
    pager.write_all(text.as_bytes()).is_ok() && pager.end().is_ok_and(|status| status.success())
}
