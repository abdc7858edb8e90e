//! A migration that the server refused, and the place in its file.

use std::fmt;

use sqldb_analyze::lex::tokenize;
use sqldb_analyze::render::render;
use sqldb_analyze::{Diagnostic, LineColumn, Span, SqlState};
use tokio_postgres::error::{DbError, ErrorPosition};

use super::apply::Way;
use crate::embedded::EmbeddedMigration;
use crate::sentence;

/// A migration that failed.
///
/// Displayed, it is the server's sentence, the place in the file with carets, what the server
/// adds, and in which state the database is now.
#[derive(Debug)]
pub struct Failure {
    /// The number of the migration.
    pub version: i64,
    /// Its file.
    pub file: String,
    /// Where in the file, if that is known.
    pub place: Option<LineColumn>,
    /// The server's code, such as `42P07`; `None` if the connection was lost.
    pub code: Option<String>,
    drawn: String,
    discreet: String,
    cause: tokio_postgres::Error,
}

/// What became of the migration that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// None of it is there.
    RolledBack,
    /// The statements before the one that failed are there.
    HalfWay(Way),
    /// So are they, and nobody knows about the one that failed.
    Unknown(Way),
}

/// Which part of the file failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    /// Where what was sent begins in the file.
    pub(super) offset: u32,
    /// The statement that failed, if the server said no place: from the count of those that it
    /// completed.
    pub(super) statement: Option<Span>,
}

/// What a way down needs that failed half-way.
const BY_HAND: &str =
    "take back the rest by hand, then say so with `sqldb migrate repair --undone`";

impl Failure {
    pub(super) fn new(
        migration: &EmbeddedMigration<'_>,
        sent: Sent,
        outcome: Outcome,
        cause: tokio_postgres::Error,
    ) -> Failure {
        let answer = cause.as_db_error();
        let span = answer
            .and_then(|error| position(migration.sql, sent, error))
            .or_else(|| sent.statement.map(|span| first_line(migration.sql, span)));
        let code = answer.map(|error| error.code().code().to_owned());
        let place = span.map(|span| LineColumn::at(migration.sql, span.start));
        let draw = |values| {
            let diagnostic = diagnostic(migration, span, outcome, &cause, values);
            match place {
                Some(LineColumn { line, column }) => {
                    let place = format!("{}:{line}:{column}", migration.file);
                    render(&diagnostic, migration.sql, Some(&place))
                }
                None => without_excerpt(&diagnostic),
            }
        };
        let (drawn, discreet) = (draw(Values::Shown), draw(Values::Hidden));
        let (version, file) = (migration.version, migration.file.to_owned());
        Failure { version, file, place, code, drawn, discreet, cause }
    }

    /// What is displayed, but for what may be values of rows: the server's `DETAIL` and `CONTEXT`, and
    /// what it quotes of data. For the log of a program.
    pub fn without_values(&self) -> &str {
        &self.discreet
    }

    /// Changes what is displayed.
    pub(super) fn redraw(&mut self, change: impl Fn(&str) -> String) {
        self.drawn = change(&self.drawn);
        self.discreet = change(&self.discreet);
    }

    pub(super) fn cause(&self) -> &tokio_postgres::Error {
        &self.cause
    }
}

/// Whether values of rows may be in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Values {
    Shown,
    Hidden,
}

fn diagnostic(
    migration: &EmbeddedMigration<'_>,
    span: Option<Span>,
    outcome: Outcome,
    cause: &tokio_postgres::Error,
    values: Values,
) -> Diagnostic {
    let answer = cause.as_db_error();
    let message = match answer {
        Some(error) => format!(
            "migration `{}` failed: {} (SQLSTATE {})",
            migration.file,
            match values {
                Values::Shown => error.message().to_owned(),
                Values::Hidden => {
                    sentence::of(error, "shown by `sqldb migrate up`").into_owned()
                }
            },
            error.code().code()
        ),
        None => format!("migration `{}` failed: {cause}", migration.file),
    };
    // The renderer does not show the code; the server's own one is in the sentence.
    let mut diagnostic = Diagnostic::new(SqlState::SYNTAX_ERROR, span.unwrap_or_default(), message);
    if let Some(error) = answer {
        if values == Values::Shown {
            for note in [error.detail(), error.where_()].into_iter().flatten() {
                diagnostic = diagnostic.note(note, None);
            }
        }
        let hint = error.hint().filter(|_| values == Values::Shown || !sentence::is_raised(error));
        if let Some(hint) = hint {
            diagnostic = diagnostic.note(format!("hint of the server: {hint}"), None);
        }
    }
    match outcome {
        Outcome::RolledBack => {
            let help = match answer {
                error if is_no_fault_of_the_file(error.map(|error| error.code().code())) => {
                    "start again"
                }
                Some(error) if is_about_an_extension(error) => {
                    "install the extension where PostgreSQL runs; of a local PostgreSQL, `postgres = 18` in \
                     the attribute means a version with data of its own, for which one is fetched that has \
                     `vector`"
                }
                _ => "correct the file and start again",
            };
            diagnostic.note("nothing of the file is applied", None).help(help)
        }
        Outcome::HalfWay(way) => diagnostic
            .note("what stands before it is applied: the file cannot run in a transaction", None)
            .help(match way {
                Way::Up => {
                    "correct the file from here on and start again: the next run goes on here"
                }
                Way::Down { .. } => BY_HAND,
            }),
        Outcome::Unknown(way) => diagnostic
            .note("this may be applied, too: the file cannot run in a transaction", None)
            .help(match way {
                Way::Up => "start again: the next run looks what is there, and goes on",
                Way::Down { .. } => BY_HAND,
            }),
    }
}

/// Whether the server has no such extension (`extension.c parse_extension_control_file`, by its version
/// with two codes).
fn is_about_an_extension(error: &DbError) -> bool {
    let code = error.code().code();
    matches!(code, "0A000" | "58P01") && error.message().contains("extension")
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.drawn)
    }
}

/// Whether the session was lost or the server hindered: classes 08, 40, 53, 55, 57 and 58 of
/// PostgreSQL's appendix A.
fn is_no_fault_of_the_file(code: Option<&str>) -> bool {
    let class = code.and_then(|code| code.get(..2));
    class.is_none_or(|class| ["08", "40", "53", "55", "57", "58"].contains(&class))
}

/// The server counts characters from 1 in what was sent; a position inside of a function's body
/// is none in the file.
fn position(sql: &str, sent: Sent, error: &DbError) -> Option<Span> {
    let ErrorPosition::Original(position) = error.position()? else { return None };
    let offset = sent.offset as usize;
    let characters = usize::try_from(position.checked_sub(1)?).ok()?;
    let text = sql.get(offset..)?;
    let end = || (characters == text.chars().count()).then_some(text.len());
    let inside = text.char_indices().nth(characters).map(|(inside, _)| inside).or_else(end)?;
    let start = offset + inside;
    let tokens = tokenize(sql).unwrap_or_default();
    let token = tokens.iter().find(|token| token.span.start as usize == start);
    let width = text.get(inside..)?.chars().next().map_or(0, char::len_utf8);
    Some(token.map_or(Span::new(start, start + width), |token| first_line(sql, token.span)))
}

/// A long statement is not underlined as a whole.
fn first_line(sql: &str, span: Span) -> Span {
    let line = span.text(sql).lines().next().unwrap_or_default().trim_end();
    Span::new(span.start as usize, span.start as usize + line.len())
}

fn without_excerpt(diagnostic: &Diagnostic) -> String {
    let mut drawn = diagnostic.message.clone();
    for note in &diagnostic.notes {
        drawn += &format!("\n  = note: {}", note.message);
    }
    if let Some(help) = &diagnostic.help {
        drawn += &format!("\n  = help: {help}");
    }
    drawn
}
