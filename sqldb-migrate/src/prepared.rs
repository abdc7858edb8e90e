//! Extensions that a superuser has created before the migrations ask for them.
//!
//! Some extensions only a superuser may create, and the migrations do not run as one. So they are
//! created beforehand: [`extensions`] says which ones migrations ask for, and `hide` takes the
//! statements out that would find them there already.

use std::borrow::Cow;
use std::collections::BTreeSet;

use sqldb_analyze::Span;
use sqldb_analyze::lex::{Token, TokenKind, tokenize};
use sqldb_analyze::split::split;

use crate::embedded::EmbeddedMigration;
use crate::statements;

/// The extensions that migrations create and do not drop again, sorted.
///
/// ```
/// use sqldb_migrate::EmbeddedMigration;
/// use sqldb_migrate::prepared::extensions;
///
/// let sql = "CREATE EXTENSION vector; CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"";
/// let migration = EmbeddedMigration { version: 1, name: "a", file: "1_a.up.sql", sql };
/// assert_eq!(extensions(&[migration]), ["uuid-ossp", "vector"]);
/// ```
pub fn extensions(migrations: &[EmbeddedMigration<'_>]) -> Vec<String> {
    let mut names = BTreeSet::new();
    for migration in migrations {
        // Few migrations mention any, and to scan text for the word costs next to nothing.
        if !mentions_extensions(migration.sql) {
            continue;
        }
        for (_, act) in acts(migration.sql) {
            match act {
                Act::Create(name) => {
                    names.insert(name);
                }
                Act::Drop(name) => {
                    names.remove(&name);
                }
                Act::Comment(_) => {}
            }
        }
    }
    names.into_iter().collect()
}

/// The text without the statements that create or comment on extensions which were created before.
/// All other text keeps its place: in theirs stands a `SELECT` that does nothing.
pub(crate) fn hide<'s>(sql: &'s str, prepared: &[String]) -> Cow<'s, str> {
    if prepared.is_empty() || !mentions_extensions(sql) {
        return Cow::Borrowed(sql);
    }
    let mut text = Cow::Borrowed(sql);
    for (span, act) in acts(sql) {
        let (Act::Create(name) | Act::Comment(name)) = act else { continue };
        // Places are counted in characters by the server, and in bytes by us.
        if prepared.contains(&name) && span.text(sql).is_ascii() {
            let nothing = format!("{:<width$}", "SELECT", width = span.range().len());
            text.to_mut().replace_range(span.range(), &nothing);
        }
    }
    text
}

/// What a statement does to an extension.
enum Act {
    Create(String),
    Comment(String),
    Drop(String),
}

fn mentions_extensions(sql: &str) -> bool {
    let word = b"extension";
    sql.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
}

fn acts(sql: &str) -> Vec<(Span, Act)> {
    let Ok(tokens) = tokenize(sql) else { return Vec::new() };
    let acts = split(sql).into_iter().filter_map(|span| {
        let tokens = statements::within(&tokens, span);
        let name = |at: usize| tokens.get(at).and_then(name);
        let act = match statements::words(tokens).as_slice() {
            ["create", "extension", "if", "not", "exists", ..] => Act::Create(name(5)?),
            ["create", "extension", ..] => Act::Create(name(2)?),
            ["comment", "on", "extension", ..] => Act::Comment(name(3)?),
            ["drop", "extension", "if", "exists", ..] => Act::Drop(name(4)?),
            ["drop", "extension", ..] => Act::Drop(name(2)?),
            _ => return None,
        };
        Some((span, act))
    });
    acts.collect()
}

fn name(token: &Token) -> Option<String> {
    match &token.kind {
        TokenKind::Word(name) | TokenKind::QuotedWord(name) => Some(name.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_created_before_is_hidden_in_its_place() {
        let prepared = ["vector".to_owned()];
        let sql = "-- é\nCREATE EXTENSION IF NOT EXISTS vector SCHEMA public;\n\
                   CREATE EXTENSION citext; COMMENT ON EXTENSION vector IS 'x';\nSELECT 1";
        let hidden = hide(sql, &prepared);
        assert_eq!(hidden.len(), sql.len());
        assert_eq!(hidden.find("SELECT 1"), sql.find("SELECT 1"));
        let blanks: Vec<&str> = hidden.split_whitespace().collect();
        let expected = ["--", "é", "SELECT", ";", "CREATE", "EXTENSION", "citext;", "SELECT", ";"];
        assert_eq!(blanks[..9], expected);
        assert!(matches!(hide("SELECT 1", &prepared), Cow::Borrowed(_)));
        let text = "SELECT 'CREATE EXTENSION vector;'";
        assert_eq!(hide(text, &prepared), text);
    }
}
