//! Commands without types: `LISTEN`, `NOTIFY`, `SAVEPOINT` … are read by sqlparser, `SET LOCAL`,
//! `FETCH`, `PREPARE` … are known by their first word, because sqlparser knows less of them than
//! PostgreSQL.
//!
//! Nothing of them concerns the analysis.

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};

use crate::diagnostic::Diagnostic;

use super::failure;
use super::source::Source;

/// How a command that begins with a word is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// By sqlparser.
    Sqlparser,
    /// By its words alone: sqlparser knows less of it than PostgreSQL.
    Words,
    /// Not at all: it changes the schema, which migrations do.
    Migration,
    /// PostgreSQL has no such command.
    Unknown,
}

/// How the command is read that begins with `word`.
pub(super) fn reading(word: &str) -> Reading {
    match word {
        "begin" | "commit" | "rollback" | "savepoint" | "listen" | "unlisten" | "notify"
        | "discard" | "deallocate" => Reading::Sqlparser,
        "abort" | "checkpoint" | "close" | "cluster" | "declare" | "do" | "end" | "execute"
        | "fetch" | "load" | "move" | "prepare" | "reindex" | "release" | "reset" | "set"
        | "start" => Reading::Words,
        "alter" | "comment" | "create" | "drop" | "grant" | "import" | "reassign" | "revoke"
        | "security" => Reading::Migration,
        _ => Reading::Unknown,
    }
}

/// Checks the command from token `start` on.
///
/// # Errors
///
/// PostgreSQL's syntax error at the token that sqlparser stops at.
pub(super) fn check(source: &Source<'_>, start: usize) -> Result<(), Diagnostic> {
    let mut text = String::new();
    let mut ends = Vec::new();
    for token in source.tokens().iter().skip(start) {
        text.push_str(&failure::spelling(token));
        text.push(' ');
        ends.push(text.chars().count());
    }
    let Err(error) = Parser::parse_sql(&PostgreSqlDialect {}, &text) else { return Ok(()) };
    let at = match &error {
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
            let column = message.rsplit_once(" at Line: 1, Column: ");
            let column = column.and_then(|(_, column)| column.trim().parse::<usize>().ok());
            column.and_then(|column| ends.iter().position(|end| column <= *end))
        }
        ParserError::RecursionLimitExceeded => Some(0),
    };
    Err(source.unexpected(start + at.unwrap_or(ends.len())))
}
