//! A diagnostic as a reader sees it: the sentence, the query's lines with carets, notes, help.

use crate::diagnostic::{Diagnostic, Note};
use crate::span::{LineColumn, Span};

/// Draws `diagnostic` over `text`; `place` names the exact place, such as `src/main.rs:12:30`.
///
/// ```
/// use sqldb_analyze::{Diagnostic, Span, SqlState, render::render};
/// let text = "SELECT titel FROM todo_item";
/// let diagnostic =
///     Diagnostic::new(SqlState::UNDEFINED_COLUMN, Span::new(7, 12), "column `titel` does not exist")
///         .help("did you mean `title`?");
/// assert_eq!(render(&diagnostic, text, Some("src/main.rs:4:22")), "\
/// column `titel` does not exist
///  --> src/main.rs:4:22
///   |
/// 1 | SELECT titel FROM todo_item
///   |        ^^^^^
///   = help: did you mean `title`?");
/// ```
pub fn render(diagnostic: &Diagnostic, text: &str, place: Option<&str>) -> String {
    render_part(diagnostic, text, 1, place)
}

/// [`render`] over a part of a text, in which its first line has the number `first_line`.
pub fn render_part(
    diagnostic: &Diagnostic,
    text: &str,
    first_line: u32,
    place: Option<&str>,
) -> String {
    let Diagnostic { code: _, refusal: _, message, span, label, notes, help } = diagnostic;
    let lines = Excerpt::of(text, first_line, *span);
    let width = lines.last_number().to_string().len();
    let margin = " ".repeat(width);
    let mut drawn = message.clone();
    if let Some(place) = place {
        drawn.push_str(&format!("\n{margin}--> {place}"));
    }
    drawn.push_str(&format!("\n{margin} |"));
    for line in &lines.list {
        drawn.push_str(format!("\n{:>width$} | {}", line.number, line.text).trim_end());
        if let Some((blank, carets)) = line.carets {
            drawn.push_str(&format!("\n{margin} | {}{}", " ".repeat(blank), "^".repeat(carets)));
            if let Some(label) = label.as_ref().filter(|_| line.last) {
                drawn.push_str(&format!(" {label}"));
            }
        }
    }
    for Note { message, origin } in notes {
        drawn.push_str(&format!("\n{margin} = note: {message}"));
        if let Some(origin) = origin {
            drawn.push_str(&format!(" ({origin})"));
        }
    }
    if let Some(help) = help {
        drawn.push_str(&format!("\n{margin} = help: {help}"));
    }
    drawn
}

/// The lines that a span touches.
struct Excerpt {
    list: Vec<Line>,
}

struct Line {
    number: u32,
    text: String,
    /// How many columns before the carets, and how many carets; widths in columns of a terminal.
    carets: Option<(usize, usize)>,
    /// Whether the span ends in this line.
    last: bool,
}

/// How many lines of a long span are drawn; the rest would hide the message.
const MOST_LINES: usize = 6;

impl Excerpt {
    fn of(text: &str, first_line: u32, span: Span) -> Excerpt {
        let number = |offset| LineColumn::at(text, offset).line + first_line.saturating_sub(1);
        let first = number(span.start);
        let last = number(span.end.max(span.start + 1) - 1);
        let mut start = 0;
        let mut list = Vec::new();
        for (number, line) in (first_line..).zip(text.split('\n')) {
            let end = start + line.len();
            if (first..=last).contains(&number) && list.len() < MOST_LINES {
                list.push(Line::of(number, line, start, span, number == last));
            }
            start = end + 1;
        }
        Excerpt { list }
    }

    fn last_number(&self) -> u32 {
        self.list.last().map_or(1, |line| line.number)
    }
}

impl Line {
    fn of(number: u32, text: &str, start: usize, span: Span, last: bool) -> Line {
        let text = text.trim_end_matches('\r');
        let inside = |offset: u32| (offset as usize).saturating_sub(start).min(text.len());
        let mut from = inside(span.start);
        // Carets under a line's indentation say nothing.
        if (span.start as usize) < start {
            from = text.len() - text.trim_start().len();
        }
        let to = inside(span.end).max(from);
        let blank = columns(text.get(..from).unwrap_or_default());
        let carets = columns(text.get(from..to).unwrap_or_default()).max(1);
        Line { number, text: expanded(text), carets: Some((blank, carets)), last }
    }
}

/// Tabs would shift the carets: they are drawn as four blanks.
fn expanded(text: &str) -> String {
    text.replace('\t', "    ")
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if c == '\t' { 4 } else { width(c) }).sum()
}

/// How many columns a terminal gives a character: two for East Asian wide ones.
fn width(character: char) -> usize {
    match u32::from(character) {
        0x300..=0x36f | 0x200b..=0x200f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}
