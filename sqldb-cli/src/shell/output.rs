//! Results, as people or programs read them, and where they go.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::process::{Child, Command, Stdio};

use unicode_width::UnicodeWidthStr;

use crate::Failure;
use crate::counted::counted;

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Columns side by side.
    Table,
    /// A line for each value.
    Expanded,
    /// Side by side if the terminal is wide enough, else a line for each value.
    Fitting,
    /// A line of JSON for each row.
    Json,
}

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
    pub(super) style: Style,
    /// What stands for NULL.
    pub(super) null: String,
    pub(super) paging: Paging,
}

#[derive(Debug)]
enum Sink {
    Standard,
    File(File),
    /// A program, which reads it.
    Program(Child),
}

/// Whether long results on a terminal go through a pager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paging {
    On,
    Off,
}

impl Output {
    pub(super) fn new(style: Style) -> Output {
        Output { sink: Sink::Standard, style, null: String::new(), paging: Paging::On }
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
                let mut shell = Command::new("sh");
                let started = shell.args(["-c", program]).stdin(Stdio::piped()).spawn();
                Sink::Program(started.map_err(|error| format!("sh: {error}"))?)
            }
            None => Sink::File(File::create(to).map_err(|error| format!("{to}: {error}"))?),
        };
        if let Sink::Program(mut program) = std::mem::replace(&mut self.sink, sink) {
            // It ends when it has read all.
            drop(program.stdin.take());
            program.wait()?;
        }
        Ok(())
    }

    /// Prints a result; a long one on a terminal goes through a pager.
    pub(super) fn print(&mut self, table: &Table) -> Result<(), Failure> {
        const LONG: usize = 60;
        let text = self.drawn(table);
        let paged = self.paging == Paging::On && matches!(self.sink, Sink::Standard);
        if paged && text.lines().count() > LONG && std::io::stdout().is_terminal() && page(&text) {
            return Ok(());
        }
        self.write(&text)
    }

    /// Says that a statement without a result is done.
    pub(super) fn done(&mut self, tag: &str, rows: u64) -> Result<(), Failure> {
        let counts = ["INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "SELECT", "FETCH", "MOVE"];
        self.write(&match self.style {
            Style::Json => format!("{}\n", serde_json::json!({ "done": tag, "rows": rows })),
            _ if counts.contains(&tag) => format!("{tag} {rows}\n"),
            _ => format!("{tag}\n"),
        })
    }

    pub(super) fn write(&mut self, text: &str) -> Result<(), Failure> {
        let written = match &mut self.sink {
            Sink::Standard => std::io::stdout().lock().write_all(text.as_bytes()),
            Sink::File(file) => file.write_all(text.as_bytes()),
            Sink::Program(program) => match &mut program.stdin {
                Some(input) => input.write_all(text.as_bytes()),
                None => Ok(()),
            },
        };
        match written {
            // The program has read enough, such as `head`.
            Err(error)
                if error.kind() == std::io::ErrorKind::BrokenPipe
                    && matches!(self.sink, Sink::Program(_)) =>
            {
                Ok(())
            }
            written => Ok(written?),
        }
    }

    fn drawn(&self, table: &Table) -> String {
        match self.style {
            Style::Table => side_by_side(table, &self.null),
            Style::Expanded => expanded(table, &self.null),
            Style::Fitting => {
                let drawn = side_by_side(table, &self.null);
                let width = drawn.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
                match terminal_width().is_some_and(|columns| width > columns) {
                    true => expanded(table, &self.null),
                    false => drawn,
                }
            }
            Style::Json => objects(table),
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
    let mut child = Command::new("sh");
    let Ok(mut child) = child.args(["-c", &pager]).stdin(Stdio::piped()).spawn() else {
        return false;
    };
    if let Some(mut input) = child.stdin.take() {
        // Its user may have seen enough.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait().is_ok_and(|status| status.success())
}

fn objects(table: &Table) -> String {
    let rows = table.rows.iter().map(|row| {
        let cells = table.columns.iter().cloned().zip(row.iter().map(|cell| match cell {
            Some(text) => serde_json::Value::from(text.as_str()),
            None => serde_json::Value::Null,
        }));
        format!("{}\n", serde_json::Value::Object(cells.collect()))
    });
    rows.collect()
}

fn side_by_side(table: &Table, null: &str) -> String {
    let mut widths: Vec<usize> = table.columns.iter().map(|name| name.width()).collect();
    let mut numbers = vec![true; widths.len()];
    for row in &table.rows {
        for ((cell, width), number) in row.iter().zip(&mut widths).zip(&mut numbers) {
            let text = cell.as_deref().unwrap_or(null);
            *width = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0).max(*width);
            *number &= cell.is_none() || text.parse::<f64>().is_ok();
        }
    }
    let mut drawn = String::new();
    let names: Vec<String> = table
        .columns
        .iter()
        .zip(&widths)
        .map(|(name, width)| {
            let blanks = width - name.width();
            let before = blanks / 2;
            format!(" {}{name}{} ", " ".repeat(before), " ".repeat(blanks - before))
        })
        .collect();
    push_line(&mut drawn, &names.join("|"));
    let rules: Vec<String> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
    push_line(&mut drawn, &rules.join("+"));
    for row in &table.rows {
        let cells: Vec<Vec<&str>> =
            row.iter().map(|cell| cell.as_deref().unwrap_or(null).lines().collect()).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for at in 0..height {
            let parts: Vec<String> = cells
                .iter()
                .zip(&widths)
                .zip(&numbers)
                .map(|((lines, width), number)| {
                    let text = lines.get(at).copied().unwrap_or_default();
                    let blanks = " ".repeat(width.saturating_sub(text.width()));
                    // As psql marks a value that goes on in the next line.
                    let end = if at + 1 < lines.len() { "+" } else { " " };
                    match number {
                        true => format!(" {blanks}{text}{end}"),
                        false => format!(" {text}{blanks}{end}"),
                    }
                })
                .collect();
            push_line(&mut drawn, &parts.join("|"));
        }
    }
    let _ = writeln!(drawn, "({})\n", counted(table.rows.len(), "row", "rows"));
    drawn
}

fn expanded(table: &Table, null: &str) -> String {
    let width = table.columns.iter().map(|name| name.width()).max().unwrap_or(0);
    let mut drawn = String::new();
    for (number, row) in table.rows.iter().enumerate() {
        push_line(&mut drawn, &format!("-[ {} ]{}", number + 1, "-".repeat(width + 8)));
        for (name, cell) in table.columns.iter().zip(row) {
            let blanks = " ".repeat(width - name.width());
            let mut lines = cell.as_deref().unwrap_or(null).lines();
            push_line(
                &mut drawn,
                &format!("{name}{blanks} | {}", lines.next().unwrap_or_default()),
            );
            for line in lines {
                push_line(&mut drawn, &format!("{} | {line}", " ".repeat(width)));
            }
        }
    }
    match table.rows.is_empty() {
        true => "(0 rows)\n\n".to_owned(),
        false => drawn + "\n",
    }
}

fn push_line(drawn: &mut String, line: &str) {
    drawn.push_str(line.trim_end());
    drawn.push('\n');
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn table() -> Table {
        let cell = |text: &str| (text != "NULL").then(|| text.to_owned());
        let rows = [["1", "Milch, süß", "NULL"], ["20", "two\nlines", "日本"]];
        Table {
            columns: ["id", "title", "note"].map(str::to_owned).to_vec(),
            rows: rows.iter().map(|row| row.map(cell).to_vec()).collect(),
        }
    }

    #[test]
    fn columns_are_aligned() {
        expect![[r"
             id |   title    | note
            ----+------------+------
              1 | Milch, süß |
             20 | two       +| 日本
                | lines      |
            (2 rows)

        "]]
        .assert_eq(&side_by_side(&table(), ""));
    }

    #[test]
    fn values_are_below_each_other() {
        expect![[r"
            -[ 1 ]-------------
            id    | 1
            title | Milch, süß
            note  |
            -[ 2 ]-------------
            id    | 20
            title | two
                  | lines
            note  | 日本

        "]]
        .assert_eq(&expanded(&table(), ""));
    }

    #[test]
    fn rows_are_objects() {
        expect![[r#"
            {"id":"1","note":null,"title":"Milch, süß"}
            {"id":"20","note":"日本","title":"two\nlines"}
        "#]]
        .assert_eq(&objects(&table()));
    }
}
