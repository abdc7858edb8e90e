//! Statements with parameters in the place of their literals.
//!
//! The suite has hardly any parameter. What PostgreSQL infers for one depends on all that stands
//! around it, of which the suite has every kind, so each literal is asked about as a parameter, too.

use sqldb_analyze::lex::{Token, TokenKind, tokenize};

/// Which literals become parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Literals {
    /// `'…'`, but for those that a type's name stands before.
    Strings,
    /// Numbers, but for those in a type's modifier.
    Numbers,
}

/// The statement with `$1`, `$2` … for literals; [`None`] where it has none.
pub(crate) fn parameterised(text: &str, literals: Literals) -> Option<String> {
    let tokens = tokenize(text).ok()?;
    // A statement that has parameters is asked about as it is.
    if tokens.iter().any(|token| matches!(token.kind, TokenKind::Parameter(_))) {
        return None;
    }
    let mut changed = String::new();
    let (mut count, mut done) = (0, 0);
    for (at, token) in tokens.iter().enumerate() {
        let before = tokens.get(..at).unwrap_or_default();
        let wanted = match (&token.kind, literals) {
            (TokenKind::String(_), Literals::Strings) => !is_typed(before),
            (TokenKind::Integer(_) | TokenKind::Numeric(_), Literals::Numbers) => {
                !is_modifier(before)
            }
            _ => false,
        };
        if wanted {
            count += 1;
            changed.push_str(text.get(done..token.span.range().start)?);
            changed.push_str(&format!(" ${count} "));
            done = token.span.range().end;
        }
    }
    changed.push_str(text.get(done..)?);
    (count > 0).then_some(changed)
}

/// `date '…'`, `interval(3) '…'`, `double precision '…'`: any word that is no operator of the grammar.
fn is_typed(before: &[Token]) -> bool {
    const CLAUSES: [&str; 30] = [
        "select",
        "values",
        "where",
        "and",
        "or",
        "not",
        "like",
        "ilike",
        "to",
        "between",
        "in",
        "then",
        "when",
        "else",
        "case",
        "on",
        "having",
        "by",
        "limit",
        "offset",
        "from",
        "for",
        "all",
        "any",
        "some",
        "distinct",
        "returning",
        "escape",
        "as",
        "symmetric",
    ];
    match before.last().map(|token| &token.kind) {
        Some(TokenKind::Word(word)) => !CLAUSES.contains(&word.as_str()),
        Some(TokenKind::QuotedWord(_) | TokenKind::RightParenthesis) => true,
        _ => false,
    }
}

/// `numeric(10, 2)`, `varchar(3)`, `bit(8)`, `interval(0)`.
fn is_modifier(before: &[Token]) -> bool {
    const TYPES: [&str; 14] = [
        "numeric",
        "decimal",
        "varchar",
        "char",
        "character",
        "varying",
        "bpchar",
        "bit",
        "time",
        "timestamp",
        "timestamptz",
        "timetz",
        "interval",
        "float",
    ];
    let open = before.iter().rposition(|token| token.kind == TokenKind::LeftParenthesis);
    let Some(open) = open else { return false };
    let inside = before.get(open + 1..).unwrap_or_default();
    let flat =
        inside.iter().all(|token| matches!(token.kind, TokenKind::Integer(_) | TokenKind::Comma));
    let word = open.checked_sub(1).and_then(|at| before.get(at)).and_then(Token::word);
    flat && word.is_some_and(|word| TYPES.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_become_parameters_but_those_of_types() {
        let text = "SELECT 'a', date 'b', c::numeric(1, 2) FROM t WHERE d LIKE 'e' LIMIT 3";
        assert_eq!(
            parameterised(text, Literals::Strings).as_deref(),
            Some("SELECT  $1 , date 'b', c::numeric(1, 2) FROM t WHERE d LIKE  $2  LIMIT 3")
        );
        assert_eq!(
            parameterised(text, Literals::Numbers).as_deref(),
            Some("SELECT 'a', date 'b', c::numeric(1, 2) FROM t WHERE d LIKE 'e' LIMIT  $1 ")
        );
        assert_eq!(parameterised("SELECT a", Literals::Strings), None);
    }
}
