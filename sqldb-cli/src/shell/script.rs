//! What was typed or read, cut into what the shell does one after the other.

use std::collections::VecDeque;

use sqldb_analyze::Span;
use sqldb_analyze::lex::tokenize;
use sqldb_analyze::split::split;

/// What stands next in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A statement, without the semicolon behind it.
    Statement(&'t str),
    /// A line that begins with a backslash.
    Command(&'t str),
    /// A statement that a command ends instead of a semicolon: `SELECT 1 \gx`.
    Ended(&'t str, &'t str),
}

/// A script that is run from its beginning to its end.
pub(super) struct Script<'t> {
    /// What is not run yet.
    rest: &'t str,
    /// Its statements, as far as they have been looked for; places count from `cut_at`.
    statements: Option<VecDeque<Span>>,
    cut_at: &'t str,
}

impl<'t> Script<'t> {
    pub(super) fn new(text: &'t str) -> Script<'t> {
        Script { rest: text, statements: None, cut_at: text }
    }

    /// What is to be done next.
    pub(super) fn piece(&mut self) -> Option<Piece<'t>> {
        self.rest = without_blanks(self.rest);
        if self.rest.starts_with('\\') {
            let command = self.take_command();
            return Some(Piece::Command(command.trim_end()));
        }
        if self.statements.is_none() {
            self.cut_at = self.rest;
            self.statements = Some(split(self.rest).into());
        }
        let span = self.statements.as_mut()?.pop_front()?;
        let range = span.range();
        let text = span.text(self.cut_at);
        if let Some(length) = backslash(text) {
            self.rest = self.cut_at.get(range.start + length..).unwrap_or_default();
            let command = self.take_command();
            let statement = text.get(..length).unwrap_or_default().trim_end();
            return Some(Piece::Ended(statement, command.trim_end()));
        }
        self.rest = self.cut_at.get(range.end..).unwrap_or_default();
        let behind = self.rest.trim_start();
        self.rest = behind.strip_prefix(';').unwrap_or(self.rest);
        Some(Piece::Statement(span.text(self.cut_at)))
    }

    /// The lines behind `COPY … FROM STDIN;` or a command, up to the one that is `\.`; [`None`] if
    /// none stand there, so that they come from elsewhere.
    pub(super) fn data(&mut self) -> Option<&'t str> {
        // A command took its whole line.
        if self.statements.is_some() {
            if !self.rest.lines().next().unwrap_or_default().trim().is_empty() {
                return None;
            }
            self.take_line();
        }
        let (all, mut end) = (self.rest, 0);
        if all.is_empty() {
            return None;
        }
        while !self.rest.is_empty() {
            let line = self.take_line();
            if line.trim_end_matches(['\r', '\n']) == END {
                break;
            }
            end += line.len();
        }
        all.get(..end)
    }

    /// A command with its words, which end where the next one begins: `\if :n \echo many \endif`.
    fn take_command(&mut self) -> &'t str {
        let line = self.rest.lines().next().unwrap_or_default();
        let (command, words) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        // A command of the system, and a file's name behind `\copy`, may hold anything.
        let takes_all = ["\\!", "\\copy"].contains(&command) || words.trim_start().starts_with('|');
        let end = if takes_all { None } else { next_command(line) };
        match end {
            None => self.take_line(),
            Some(end) => {
                self.statements = None;
                let (command, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
                self.rest = rest;
                command
            }
        }
    }

    /// The rest of the line, with its end. What the statements behind it are has to be seen anew.
    fn take_line(&mut self) -> &'t str {
        self.statements = None;
        let end = self.rest.find('\n').map_or(self.rest.len(), |at| at + 1);
        let (line, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        line
    }
}

/// Where a backslash stands that is in no string and in no comment, which SQL has none of.
pub(super) fn backslash(text: &str) -> Option<usize> {
    let at = tokenize(text).err()?.span.range().start;
    text.get(at..)?.starts_with('\\').then_some(at)
}

/// Where in the line of a command another one begins: at a backslash behind a blank, in no quotes.
fn next_command(line: &str) -> Option<usize> {
    let mut quoted = false;
    let mut after_blank = false;
    for (at, character) in line.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            '\\' if after_blank && !quoted => return Some(at),
            _ => {}
        }
        after_blank = character.is_whitespace();
    }
    None
}

/// The line that ends data.
pub(super) const END: &str = "\\.";

/// Blanks, semicolons and comments of a line, behind which a backslash begins a command.
fn without_blanks(text: &str) -> &str {
    let mut text = text;
    loop {
        text = text.trim_start_matches(|c: char| c.is_whitespace() || c == ';');
        if !text.starts_with("--") {
            return text;
        }
        text = text.find('\n').and_then(|at| text.get(at..)).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_commands_and_data() {
        let text = "-- it's\nSELECT 1; SELECT ';' \n;\n\\d item's\nCOPY t FROM STDIN;\nit's\t1\n\\.\n\
                    INSERT INTO t VALUES ('a\n\\x');\n\\copy v\n2\n\\.\nCOPY u FROM STDIN; SELECT 2\n\
                    \\gx\nSELECT '\\' \\g x; y\n\\if t \\echo 'a \\b' c\\d \\endif\n\\! ls \\x\nSELECT 3;";
        let mut script = Script::new(text);
        let mut found = Vec::new();
        while let Some(piece) = script.piece() {
            found.push(format!("{piece:?}"));
            let (Piece::Statement(text) | Piece::Command(text) | Piece::Ended(text, _)) = piece;
            if text.to_ascii_lowercase().contains("copy") {
                found.push(format!("{:?}", script.data()));
            }
        }
        expect_test::expect![[r#"
            Statement("SELECT 1")
            Statement("SELECT ';'")
            Command("\\d item's")
            Statement("COPY t FROM STDIN")
            Some("it's\t1\n")
            Statement("INSERT INTO t VALUES ('a\n\\x')")
            Command("\\copy v")
            Some("2\n")
            Statement("COPY u FROM STDIN")
            None
            Ended("SELECT 2", "\\gx")
            Ended("SELECT '\\'", "\\g x; y")
            Command("\\if t")
            Command("\\echo 'a \\b' c\\d")
            Command("\\endif")
            Command("\\! ls \\x")
            Statement("SELECT 3")"#]]
        .assert_eq(&found.join("\n"));
    }
}
