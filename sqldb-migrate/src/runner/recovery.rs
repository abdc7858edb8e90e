//! What a statement outside of transactions leaves behind when it fails or is interrupted.
//!
//! [`Progress`] says where a later run goes on, [`recover`] clears the way for it; [`clean_up`] is
//! for a statement that failed while we looked on.

use sqldb_analyze::Span;
use sqldb_analyze::lex::{Token, TokenKind, tokenize};
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use crate::checksum::checksum;
use crate::statements::Statement;

/// How far an earlier run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// The statement to go on with, counted from 0.
    pub(super) statement: usize,
    /// Whether it was begun, and nobody knows how it ended.
    pub(super) interrupted: bool,
}

impl Progress {
    /// Where to go on: an earlier run noted that it came to `statement`, and a checksum.
    ///
    /// What it ran must be what the file begins with; what follows may have been corrected.
    pub(super) fn find(
        sql: &str,
        statements: &[Statement],
        noted: &str,
        statement: usize,
    ) -> Option<Progress> {
        if statement < statements.len() && up_to(sql, statements, statement + 1) == noted {
            return Some(Progress { statement, interrupted: true });
        }
        let same = statement <= statements.len() && up_to(sql, statements, statement) == noted;
        same.then_some(Progress { statement, interrupted: false })
    }
}

/// The checksum of the first `count` statements.
pub(super) fn up_to(sql: &str, statements: &[Statement], count: usize) -> String {
    let last = count.checked_sub(1).and_then(|last| statements.get(last));
    let end = last.map_or(0, |last| last.span.range().end);
    checksum(sql.get(..end).unwrap_or_default())
}

/// What a statement may leave behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Debris {
    /// Nothing that running it again would mind.
    None,
    /// `CREATE INDEX CONCURRENTLY`: an index that is not valid.
    Index { name: Option<String>, table: String },
    /// `DROP INDEX CONCURRENTLY`: an index that is not valid, or no index.
    DroppedIndex { index: String },
    /// `DETACH PARTITION … CONCURRENTLY`: a partition that is detached half-way, or wholly.
    Partition { table: String, partition: String },
    /// Nobody knows.
    Unknown,
}

impl Debris {
    /// By the leading words of the statement at `span`.
    pub(super) fn of(sql: &str, span: Span) -> Debris {
        let text = span.text(sql);
        let tokens = tokenize(text).unwrap_or_default();
        let words: Vec<&str> = tokens.iter().map_while(Token::word).collect();
        let behind = |word: &str| {
            let at = tokens.iter().position(|token| token.is_word(word));
            at.and_then(|at| tokens.get(at + 1..)).unwrap_or_default()
        };
        match words.as_slice() {
            ["create", "index", "concurrently", ..]
            | ["create", "unique", "index", "concurrently", ..] => {
                let rest = without(behind("concurrently"), &["if", "not", "exists"]);
                let name = match rest.first().map(|token| &token.kind) {
                    Some(TokenKind::Word(name)) if name != "on" => Some(name.clone()),
                    Some(TokenKind::QuotedWord(name)) => Some(name.clone()),
                    _ => None,
                };
                let table = name_of(text, without(behind("on"), &["only"]));
                Debris::Index { name, table }
            }
            ["drop", "index", "concurrently", ..] => {
                let rest = without(behind("concurrently"), &["if", "exists"]);
                Debris::DroppedIndex { index: name_of(text, rest) }
            }
            ["alter", "table", ..] => {
                let table = without(behind("table"), &["if", "exists"]);
                let table = name_of(text, without(table, &["only"]));
                Debris::Partition { table, partition: name_of(text, behind("partition")) }
            }
            // A `COMMIT` without its transaction is a warning.
            ["begin" | "start" | "commit" | "end" | "rollback" | "abort", ..]
            | ["vacuum" | "reindex" | "cluster" | "discard" | "set" | "reset", ..]
            | ["alter", "system", ..] => Debris::None,
            _ => Debris::Unknown,
        }
    }
}

/// The tokens behind `words`, if they begin with them.
fn without<'t>(tokens: &'t [Token], words: &[&str]) -> &'t [Token] {
    let begins = words.len() <= tokens.len()
        && tokens.iter().zip(words).all(|(token, word)| token.is_word(word));
    if begins { tokens.get(words.len()..).unwrap_or_default() } else { tokens }
}

/// The name that `tokens` begin with, as it is written.
fn name_of(text: &str, tokens: &[Token]) -> String {
    let mut length = 1;
    while tokens.get(length).is_some_and(|token| token.kind == TokenKind::Dot) {
        length += 2;
    }
    match (tokens.first(), tokens.get(length - 1)) {
        (Some(first), Some(last)) => first.span.to(last.span).text(text).to_owned(),
        _ => String::new(),
    }
}

/// What is to be done about a statement that was interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Recovered {
    /// It was completed.
    Done,
    /// Nothing of it is there any more: it can be run.
    Again,
    /// That is for somebody to decide.
    Unknown,
}

const NAMED_INDEX: &str = "\
SELECT i.indexrelid::pg_catalog.regclass::text, i.indisvalid AND i.indisready
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = pg_catalog.to_regclass($1) AND c.relname = $2";

const INVALID_INDEXES: &str = "\
SELECT i.indexrelid, i.indexrelid::pg_catalog.regclass::text FROM pg_catalog.pg_index i
WHERE i.indrelid = pg_catalog.to_regclass($1) AND NOT i.indisvalid";

const PARTITION: &str = "\
SELECT inhdetachpending FROM pg_catalog.pg_inherits
WHERE inhparent = pg_catalog.to_regclass($1) AND inhrelid = pg_catalog.to_regclass($2)";

/// Looks at what is there of an interrupted statement, and removes what is in the way.
pub(super) async fn recover(
    client: &Client,
    debris: &Debris,
) -> Result<Recovered, tokio_postgres::Error> {
    match debris {
        Debris::None => Ok(Recovered::Again),
        Debris::Unknown | Debris::Index { name: None, .. } => Ok(Recovered::Unknown),
        Debris::Index { name: Some(name), table } => {
            let parameters = [(table as _, Type::TEXT), (name as _, Type::TEXT)];
            let Some(row) = client.query_typed_opt(NAMED_INDEX, &parameters).await? else {
                return Ok(Recovered::Again);
            };
            if row.try_get(1)? {
                return Ok(Recovered::Done);
            }
            drop_index(client, row.try_get(0)?).await?;
            Ok(Recovered::Again)
        }
        Debris::DroppedIndex { index } => {
            let query = "SELECT pg_catalog.to_regclass($1) IS NULL";
            let row = client.query_typed_one(query, &[(index as _, Type::TEXT)]).await?;
            Ok(if row.try_get(0)? { Recovered::Done } else { Recovered::Again })
        }
        Debris::Partition { table, partition } => {
            let parameters = [(table as _, Type::TEXT), (partition as _, Type::TEXT)];
            match client.query_typed_opt(PARTITION, &parameters).await? {
                None => Ok(Recovered::Done),
                Some(row) if row.try_get(0)? => {
                    let finalize =
                        format!("ALTER TABLE {table} DETACH PARTITION {partition} FINALIZE");
                    client.batch_execute(&finalize).await?;
                    Ok(Recovered::Done)
                }
                Some(_) => Ok(Recovered::Again),
            }
        }
    }
}

/// The indexes of the table in question that are not valid, before the statement runs.
pub(super) async fn invalid_indexes(client: &Client, debris: &Debris) -> Vec<u32> {
    let Debris::Index { table, .. } = debris else { return Vec::new() };
    // If it cannot be asked, the statement will fail for the same reason.
    let rows = client.query_typed(INVALID_INDEXES, &[(table as _, Type::TEXT)]).await;
    rows.unwrap_or_default().iter().filter_map(|row| row.try_get(0).ok()).collect()
}

/// Whether something is left of a statement that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    Something,
}

/// Removes what a statement left that failed; `before` are the indexes that were not valid before.
///
/// Two sessions cannot build an index of one table concurrently, so that what is new is ours.
pub(super) async fn clean_up(
    client: &Client,
    debris: &Debris,
    before: &[u32],
) -> Result<Left, tokio_postgres::Error> {
    match debris {
        Debris::Index { table, .. } => {
            let rows = client.query_typed(INVALID_INDEXES, &[(table as _, Type::TEXT)]).await?;
            for row in rows {
                if !before.contains(&row.try_get(0)?) {
                    drop_index(client, row.try_get(1)?).await?;
                }
            }
            Ok(Left::Nothing)
        }
        Debris::Partition { table, partition } => {
            let parameters = [(table as _, Type::TEXT), (partition as _, Type::TEXT)];
            match client.query_typed_opt(PARTITION, &parameters).await? {
                Some(row) if row.try_get(0)? => Ok(Left::Something),
                _ => Ok(Left::Nothing),
            }
        }
        // It cannot be seen, but the connection that is asked must be there.
        Debris::None | Debris::DroppedIndex { .. } | Debris::Unknown => {
            client.batch_execute("").await.map(|()| Left::Nothing)
        }
    }
}

async fn drop_index(client: &Client, index: &str) -> Result<(), tokio_postgres::Error> {
    client.batch_execute(&format!("DROP INDEX CONCURRENTLY {index}")).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: &str) {
        let found = Debris::of(sql, Span::new(0, sql.len()));
        assert_eq!(format!("{found:?}"), expected);
    }

    #[test]
    fn what_may_be_left() {
        check(
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I\" ON ONLY s.\"T\" (a)",
            r#"Index { name: Some("I"), table: "s.\"T\"" }"#,
        );
        check("CREATE INDEX CONCURRENTLY ON t (a)", r#"Index { name: None, table: "t" }"#);
        check("drop index concurrently if exists s.i", r#"DroppedIndex { index: "s.i" }"#);
        check(
            "ALTER TABLE IF EXISTS ONLY s.t DETACH PARTITION p CONCURRENTLY",
            r#"Partition { table: "s.t", partition: "p" }"#,
        );
        check("VACUUM t", "None");
        check("CREATE DATABASE d", "Unknown");
        check("CREATE INDEX CONCURRENTLY", r#"Index { name: None, table: "" }"#);
    }
}
