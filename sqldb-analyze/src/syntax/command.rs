//! Commands without types: `LISTEN`, `SET`, `SAVEPOINT` … are read by the grammar that migrations have
//! for them, `DECLARE`, `DO`, `REINDEX` … are known by their first word.
//!
//! Nothing of them concerns the analysis.

use crate::ddl;
use crate::diagnostic::Diagnostic;

use super::source::Source;

/// How a command that begins with a word is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// By its grammar.
    Grammar,
    /// By its first word alone.
    Word,
    /// Not at all: it changes the schema, which migrations do.
    Migration,
    /// PostgreSQL has no such command.
    Unknown,
}

/// How the command is read that begins with `word`.
pub(super) fn reading(word: &str) -> Reading {
    match word {
        "abort" | "begin" | "checkpoint" | "close" | "commit" | "deallocate" | "discard"
        | "end" | "fetch" | "listen" | "load" | "move" | "notify" | "prepare" | "release"
        | "reset" | "rollback" | "savepoint" | "set" | "start" | "unlisten" => Reading::Grammar,
        "cluster" | "declare" | "do" | "execute" | "reindex" => Reading::Word,
        "alter" | "comment" | "create" | "drop" | "grant" | "import" | "reassign" | "revoke"
        | "security" => Reading::Migration,
        _ => Reading::Unknown,
    }
}

/// Checks the command from token `start` on, which begins with `word`.
///
/// # Errors
///
/// PostgreSQL's syntax error.
pub(super) fn check(source: &Source<'_>, start: usize, word: &str) -> Result<(), Diagnostic> {
    let tokens = source.tokens();
    let command = tokens.get(start..).unwrap_or_default();
    let Err(mistake) = ddl::check_session(command, word) else { return Ok(()) };
    let place = tokens.iter().position(|token| token.span == mistake.span);
    Err(source.unexpected(place.unwrap_or(tokens.len())))
}
