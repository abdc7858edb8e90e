//! Queries inside of other statements: of a view, a cursor, EXPLAIN, PREPARE, CREATE TABLE AS.

use sqldb_analyze::lex::{Token, TokenKind, tokenize};

/// The query inside of a statement; [`None`] where it is none of those that hold one.
pub(crate) fn body(text: &str) -> Option<&str> {
    let tokens = tokenize(text).ok()?;
    let start = match tokens.first()?.word()? {
        "explain" => explained(&tokens)?,
        "declare" => behind(&tokens, "for", Some("cursor"))?,
        "prepare" => behind(&tokens, "as", None)?,
        "create" => behind(&tokens, "as", None)?,
        _ => return None,
    };
    let rest = tokens.get(start..)?;
    // `WITH NO DATA` belongs to CREATE TABLE AS, `WITH CHECK OPTION` to the view.
    let end = rest.iter().enumerate().rposition(|(at, token)| {
        let next = rest.get(at + 1).and_then(Token::word);
        token.is_word("with")
            && matches!(next, Some("no" | "data" | "check" | "local" | "cascaded"))
    });
    let last = match end {
        Some(at) => rest.get(at.checked_sub(1)?)?,
        None => rest.last()?,
    };
    text.get(rest.first()?.span.range().start..last.span.range().end)
}

/// Behind the options.
fn explained(tokens: &[Token]) -> Option<usize> {
    let mut at = 1;
    if tokens.get(at)?.kind == TokenKind::LeftParenthesis
        && !tokens.get(at + 1)?.word().is_some_and(is_query)
    {
        let close = tokens.iter().position(|token| token.kind == TokenKind::RightParenthesis)?;
        at = close + 1;
    }
    while matches!(tokens.get(at)?.word(), Some("analyze" | "verbose")) {
        at += 1;
    }
    begins_query(tokens, at).then_some(at)
}

/// Behind the first `word` outside of parentheses, and behind `after`, that a query follows.
fn behind(tokens: &[Token], word: &str, after: Option<&str>) -> Option<usize> {
    let mut depth = 0_usize;
    let mut passed = after.is_none();
    for (at, token) in tokens.iter().enumerate() {
        match &token.kind {
            TokenKind::LeftParenthesis => depth += 1,
            TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
            TokenKind::Word(found) if after == Some(found) => passed = true,
            TokenKind::Word(found)
                if passed && depth == 0 && found == word && begins_query(tokens, at + 1) =>
            {
                return Some(at + 1);
            }
            // A function's body is none.
            TokenKind::Word(found)
                if matches!(found.as_str(), "function" | "procedure" | "rule") =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

fn begins_query(tokens: &[Token], at: usize) -> bool {
    let mut rest = tokens.get(at..).unwrap_or_default().iter();
    let first = rest.find(|token| token.kind != TokenKind::LeftParenthesis);
    first.and_then(Token::word).is_some_and(is_query)
}

fn is_query(word: &str) -> bool {
    matches!(
        word,
        "select" | "values" | "with" | "table" | "insert" | "update" | "delete" | "merge"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_stands_behind_its_word() {
        for (text, expected) in [
            ("EXPLAIN (COSTS off) SELECT 1", "SELECT 1"),
            ("explain analyze verbose (select 1)", "(select 1)"),
            ("DECLARE c SCROLL CURSOR WITH HOLD FOR SELECT a FOR UPDATE", "SELECT a FOR UPDATE"),
            ("PREPARE q (int, text) AS SELECT $1", "SELECT $1"),
            ("CREATE VIEW v (a) AS SELECT b AS c WITH LOCAL CHECK OPTION", "SELECT b AS c"),
            ("CREATE TABLE t AS TABLE s WITH NO DATA", "TABLE s"),
        ] {
            assert_eq!(body(text), Some(expected));
        }
        for text in [
            "SELECT 1",
            "CREATE TABLE t (a int)",
            "EXPLAIN EXECUTE q",
            "CREATE FUNCTION f() RETURNS int AS 'SELECT 1'",
        ] {
            assert_eq!(body(text), None);
        }
    }
}
