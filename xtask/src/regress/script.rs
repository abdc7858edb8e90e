//! Reads a script as `psql` does: statements, its own commands, its variables.
//!
//! Only what moves the text along is understood: where statements end (`psqlscan.l`), the variables
//! in them, and lines of data. What commands print is nobody's concern here. Start with
//! [`Script::next`].

use std::collections::HashMap;

use sqldb_analyze::lex::comment_length;

/// A script that is being read.
#[derive(Debug)]
pub(crate) struct Script<'t> {
    text: &'t str,
    at: usize,
    /// The variables of `\set`, `\getenv` and `\gset`.
    pub(crate) variables: HashMap<String, String>,
    /// What a backslash in `'…'` means: nothing, unless `standard_conforming_strings` is off.
    pub(crate) backslashes: Backslashes,
}

/// Whether a backslash in a plain string is an escape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backslashes {
    /// It is a character.
    Plain,
    /// It is an escape.
    Escape,
}

/// The next thing in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// A statement, with variables filled in.
    Statement {
        /// The line of its first token.
        line: usize,
        /// Its text, without the semicolon.
        text: String,
        /// The command that sends it, where that is no semicolon: `\gset prefix`.
        sent_by: Option<Command>,
    },
    /// A command that does not send anything.
    Command(Command),
}

/// A backslash command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    /// Its name, without the backslash.
    pub(crate) name: String,
    /// Its arguments, with variables filled in.
    pub(crate) arguments: Vec<String>,
}

/// Commands that send what has been written so far.
const SENDING: [&str; 11] = [
    "g",
    "gx",
    "gset",
    "gexec",
    "gdesc",
    "crosstabview",
    "watch",
    "bind",
    "bind_named",
    "parse",
    "close",
];

/// How far a statement is open.
#[derive(Debug, Default)]
struct Open {
    parentheses: usize,
    /// Words so far, the last one at the end.
    words: Vec<String>,
    /// `BEGIN`s and `CASE`s of a body without an `END`.
    bodies: usize,
}

impl<'t> Script<'t> {
    pub(crate) fn new(text: &'t str) -> Script<'t> {
        Script { text, at: 0, variables: HashMap::new(), backslashes: Backslashes::Plain }
    }

    /// The next statement or command; [`None`] at the end.
    pub(crate) fn next(&mut self) -> Option<Item> {
        let mut statement = String::new();
        let mut start = None;
        let mut open = Open::default();
        loop {
            let Some(first) = self.rest().chars().next() else {
                return self.statement(statement, start, None);
            };
            if first.is_whitespace() {
                self.at += first.len_utf8();
                if start.is_some() {
                    statement.push(first);
                }
                continue;
            }
            if first == '\\' {
                let command = self.command();
                match command.name.as_str() {
                    ";" => statement.push(';'),
                    name if SENDING.contains(&name) && start.is_some() => {
                        return self.statement(statement, start, Some(command));
                    }
                    "r" | "reset" => (statement, start) = (String::new(), None),
                    _ if start.is_none() => return Some(Item::Command(command)),
                    // `\p` and its kin show what is written so far; it goes on.
                    _ => {}
                }
                continue;
            }
            let length = self.token();
            let token = self.rest().get(..length).unwrap_or_default();
            self.at += length;
            if token.starts_with("--") || token.starts_with("/*") {
                if start.is_some() {
                    statement.push(' ');
                }
                continue;
            }
            if token == ";" && open.parentheses == 0 && open.bodies == 0 {
                if start.is_none() {
                    continue;
                }
                return self.statement(statement, start, None);
            }
            start.get_or_insert(self.at - length);
            open.token(token);
            match token.starts_with(':').then(|| self.variable(token)).flatten() {
                Some(value) => statement.push_str(&value),
                None => statement.push_str(token),
            }
        }
    }

    /// Takes lines up to `\.`, which stand behind `COPY … FROM STDIN`.
    pub(crate) fn data(&mut self) -> &'t str {
        let line_end = self.rest().find('\n').map_or(self.rest().len(), |at| at + 1);
        let start = self.at + line_end;
        let rest = self.text.get(start..).unwrap_or_default();
        let end = match rest.starts_with("\\.\n") {
            true => 0,
            false => rest.find("\n\\.\n").map_or(rest.len(), |at| at + 1),
        };
        self.at = (start + end + 3).min(self.text.len());
        rest.get(..end).unwrap_or_default()
    }

    /// Goes to the end: `\q`.
    pub(crate) fn quit(&mut self) {
        self.at = self.text.len();
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn statement(
        &self,
        text: String,
        start: Option<usize>,
        sent_by: Option<Command>,
    ) -> Option<Item> {
        let before = self.text.get(..start?).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        Some(Item::Statement { line, text: text.trim_end().to_owned(), sent_by })
    }

    /// The length of the token here: one that may hold a semicolon or a backslash, a word, or a
    /// character.
    fn token(&self) -> usize {
        let rest = self.rest();
        let until = |end: Option<usize>| end.unwrap_or(rest.len());
        let mut characters = rest.chars();
        let first = characters.next().unwrap_or_default();
        let second = characters.next().unwrap_or_default();
        match (first, second) {
            ('-', '-') => until(rest.find('\n')),
            ('/', '*') => comment_length(rest),
            ('\'', _) => string_length(rest, self.backslashes),
            ('e' | 'E', '\'') => {
                1 + string_length(rest.get(1..).unwrap_or_default(), Backslashes::Escape)
            }
            ('"', _) => until(rest.get(1..).and_then(|inside| inside.find('"')).map(|at| at + 2)),
            ('$', _) => dollar_length(rest),
            (':', ':') => 2,
            (':', '\'' | '"') => {
                let inside = rest.get(2..).unwrap_or_default();
                let name = inside.len() - inside.trim_start_matches(is_variable).len();
                match inside.get(name..).is_some_and(|behind| behind.starts_with(second)) {
                    true if name > 0 => name + 3,
                    _ => 1,
                }
            }
            (':', next) if is_variable(next) => {
                let inside = rest.get(1..).unwrap_or_default();
                1 + inside.len() - inside.trim_start_matches(is_variable).len()
            }
            (first, _) if first.is_alphabetic() || first == '_' => {
                let word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
                rest.len() - rest.trim_start_matches(word).len()
            }
            (first, _) => first.len_utf8().max(1),
        }
    }

    /// What `:name`, `:'name'` or `:"name"` stands for.
    fn variable(&self, token: &str) -> Option<String> {
        let name = token.get(1..)?;
        let bare = name.trim_matches(['\'', '"']);
        let value = self.variables.get(bare)?;
        Some(match name.chars().next()? {
            '\'' => format!("'{}'", value.replace('\'', "''")),
            '"' => format!("\"{}\"", value.replace('"', "\"\"")),
            _ => value.clone(),
        })
    }

    /// Reads a command: its name, and its arguments up to the end of the line or the next backslash.
    fn command(&mut self) -> Command {
        self.at += 1;
        let rest = self.rest();
        let name_length = match rest.chars().next() {
            Some(first) if !first.is_alphanumeric() => first.len_utf8(),
            _ => rest.find(|c: char| c.is_whitespace() || c == '\\').unwrap_or(rest.len()),
        };
        let name = rest.get(..name_length).unwrap_or_default().to_owned();
        self.at += name_length;
        let mut arguments = Vec::new();
        // `\;` and `\\` take none.
        if matches!(name.as_str(), ";" | "\\") {
            return Command { name, arguments };
        }
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
            self.at += blank;
            match self.rest().chars().next() {
                None | Some('\n') => break,
                Some('\\') => {
                    // `\\` separates; another command begins at its own backslash.
                    if self.rest().starts_with("\\\\") {
                        self.at += 2;
                    }
                    break;
                }
                Some(_) => arguments.push(self.argument()),
            }
        }
        Command { name, arguments }
    }

    /// One argument: quoted and bare parts up to a blank.
    fn argument(&mut self) -> String {
        let mut value = String::new();
        while let Some(first) = self.rest().chars().next() {
            if first.is_whitespace() || first == '\\' {
                break;
            }
            let rest = self.rest();
            let length = match first {
                '\'' => string_length(rest, Backslashes::Escape),
                ':' => self.token(),
                '"' => self.token(),
                first => first.len_utf8(),
            };
            let part = rest.get(..length).unwrap_or_default();
            self.at += length.max(1);
            match first {
                '\'' => {
                    value.push_str(&unquoted(part));
                    // `''` within a string is a quote.
                    if self.rest().starts_with('\'') {
                        value.push('\'');
                    }
                }
                ':' => value.push_str(&self.variable(part).unwrap_or_else(|| part.to_owned())),
                _ => value.push_str(part),
            }
        }
        value
    }
}

impl Open {
    fn token(&mut self, token: &str) {
        match token {
            "(" => self.parentheses += 1,
            ")" => self.parentheses = self.parentheses.saturating_sub(1),
            _ if token.starts_with(char::is_alphabetic) => self.word(&token.to_ascii_lowercase()),
            _ => {}
        }
    }

    /// `BEGIN` opens a body only in CREATE FUNCTION and CREATE PROCEDURE.
    fn word(&mut self, word: &str) {
        let routine = self.words.first().is_some_and(|first| first == "create")
            && self.words.iter().take(4).any(|known| known == "function" || known == "procedure");
        match word {
            "begin" if routine => self.bodies += 1,
            "case" if self.bodies > 0 => self.bodies += 1,
            "end" => self.bodies = self.bodies.saturating_sub(1),
            _ => {}
        }
        self.words.push(word.to_owned());
    }
}

fn is_variable(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The length of the string that `text` begins with.
fn string_length(text: &str, backslashes: Backslashes) -> usize {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' if backslashes == Backslashes::Escape => {
                characters.next();
            }
            // `''` ends one string and begins another, which is the same here.
            '\'' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of `$tag$…$tag$`, or of the `$` alone.
fn dollar_length(text: &str) -> usize {
    let inside = text.get(1..).unwrap_or_default();
    let tag = inside.len() - inside.trim_start_matches(is_variable).len();
    let numbered = inside.starts_with(|c: char| c.is_ascii_digit());
    if numbered || !inside.get(tag..).is_some_and(|behind| behind.starts_with('$')) {
        return 1;
    }
    let delimiter = text.get(..tag + 2).unwrap_or_default();
    let body = text.get(tag + 2..).unwrap_or_default();
    body.find(delimiter).map_or(text.len(), |at| at + 2 * delimiter.len())
}

/// The value of a quoted argument.
fn unquoted(text: &str) -> String {
    let inside = text.strip_prefix('\'').unwrap_or(text);
    let inside = inside.strip_suffix('\'').unwrap_or(inside);
    inside.replace("\\n", "\n").replace("\\t", "\t").replace("\\'", "'").replace("''", "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let mut script = Script::new(text);
        let mut found = Vec::new();
        while let Some(item) = script.next() {
            match item {
                Item::Statement { line, text, sent_by } => {
                    let by = sent_by.map_or(String::new(), |by| format!(" by {}", by.name));
                    found.push(format!("{line}: {text}{by}"));
                }
                Item::Command(Command { name, arguments }) => {
                    if let ("set", [name, values @ ..]) = (name.as_str(), arguments.as_slice()) {
                        script.variables.insert(name.clone(), values.concat());
                    }
                    found.push(format!("\\{name} {}", arguments.join(" ")).trim().to_owned());
                }
            }
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn statements_end_at_semicolons_and_sending_commands() {
        check(
            "-- a;\nSELECT ';' /* ; */ , $$;$$;\n\nSELECT\n1 AS x \\gset p_\nSELECT (1; 2);",
            &["2: SELECT ';'   , $$;$$", "4: SELECT\n1 AS x by gset", "6: SELECT (1; 2)"],
        );
        check(
            "\\d t\n\\pset null 'x y' \\\\ SELECT E'\\';';",
            &["\\d t", "\\pset null x y", "2: SELECT E'\\';'"],
        );
    }

    #[test]
    fn bodies_keep_their_semicolons() {
        check(
            "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; BEGIN;",
            &[
                "1: CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END",
                "1: BEGIN",
            ],
        );
    }

    #[test]
    fn variables_are_filled_in_where_they_are_set() {
        check(
            "\\set a 'x''y' :a\n\\set b :a z\nSELECT :a, :'a', :\"b\", c[1:2], :d, 1::int;",
            &[
                "\\set a x'y :a",
                "\\set b x'y:a z",
                "3: SELECT x'y:a, 'x''y:a', \"x'y:az\", c[1:2], :d, 1::int",
            ],
        );
    }
}
