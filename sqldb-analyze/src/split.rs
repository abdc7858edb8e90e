//! Cuts a text of several statements, such as a file of queries, at the semicolons that end one.

use crate::ddl;
use crate::lex::tokenize;
use crate::span::Span;

/// The statements of a text, each from its first token to its last, without the semicolon; between
/// two semicolons there may be none. A statement in which the scanner finds a mistake ends at the
/// next semicolon, or with the text where a string or a comment has no end.
///
/// ```
/// use sqldb_analyze::split::split;
/// let text = "SELECT ';'; -- a; b\nSELECT $$;$$;";
/// let statements: Vec<&str> = split(text).iter().map(|span| span.text(text)).collect();
/// assert_eq!(statements, ["SELECT ';'", "SELECT $$;$$"]);
/// ```
pub fn split(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let Err(mistake) = tokenize(rest).map(|tokens| found.extend(spans(&tokens, start))) else {
            break;
        };
        let at = mistake.span.range().start.min(rest.len());
        let before = rest.get(..at).unwrap_or_default();
        let tokens = tokenize(before).unwrap_or_default();
        let end = match mistake.message.starts_with("unterminated") {
            true => rest.len(),
            false => rest.get(at..).and_then(|rest| rest.find(';')).map_or(rest.len(), |i| at + i),
        };
        // The last statement before the mistake is the one that has it, unless a semicolon ended it.
        let mut complete = spans(&tokens, start);
        let ended =
            tokens.last().is_none_or(|token| token.kind == crate::lex::TokenKind::Semicolon);
        let open = if ended { None } else { complete.pop() };
        found.extend(complete);
        let first = open.map_or(start + at, |open| open.range().start);
        let last = start + rest.get(..end).map_or(end, |taken| taken.trim_end().len());
        found.push(Span::new(first, last.max(first)));
        start += end + 1;
    }
    found
}

fn spans(tokens: &[crate::lex::Token], offset: usize) -> Vec<Span> {
    let spans = ddl::statements(tokens).into_iter().filter_map(|tokens| {
        let span = tokens.first()?.span.to(tokens.last()?.span).range();
        Some(Span::new(span.start + offset, span.end + offset))
    });
    spans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = split(text).iter().map(|span| span.text(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_mistake_of_the_scanner_ends_with_its_statement() {
        check("SELECT 1; SELECT 1a, 2; SELECT 3", &["SELECT 1", "SELECT 1a, 2", "SELECT 3"]);
        check("SELECT 1;\\d; SELECT 3", &["SELECT 1", "\\d", "SELECT 3"]);
        check("SELECT 1; SELECT 'a; SELECT 3", &["SELECT 1", "SELECT 'a; SELECT 3"]);
        check(";; /* nothing */ ;", &[]);
        check("/* é */ SELECT 'é';é", &["SELECT 'é'", "é"]);
        check("SELECT 1; /* a", &["SELECT 1", "/* a"]);
    }

    #[test]
    fn bodies_in_sql_are_one_statement() {
        let function = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END";
        check(&format!("{function}; SELECT 3"), &[function, "SELECT 3"]);
    }
}
