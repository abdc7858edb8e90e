//! What a statement leaves with its connection: a setting, a lock, a temporary table.

use sqldb_analyze::lex::{self, Token, TokenKind};

/// Whether `sql`, a statement that PostgreSQL takes, leaves something behind that neither its end nor
/// that of its transaction undoes.
pub(crate) fn leaves_state(sql: &str) -> bool {
    let tokens = lex::tokenize(sql).unwrap_or_default();
    let word = |at: usize| tokens.get(at).and_then(Token::word).unwrap_or_default();
    match word(0) {
        "reset" | "listen" | "unlisten" | "prepare" | "deallocate" | "discard" | "load" => true,
        "set" => !matches!(word(1), "local" | "constraints" | "transaction"),
        "create" | "select" if is_temporary(&tokens) => true,
        _ => (0..tokens.len()).any(|at| is_call(tokens.get(at..).unwrap_or_default())),
    }
}

/// `CREATE TEMP TABLE` and `SELECT … INTO TEMP`, unless the transaction takes it with it.
fn is_temporary(tokens: &[Token]) -> bool {
    let made = tokens.windows(2).any(|pair| match pair {
        [before, word] => {
            let makes = ["create", "into", "replace", "local", "global"];
            let temporary = word.is_word("temp") || word.is_word("temporary");
            temporary && makes.iter().any(|word| before.is_word(word))
        }
        _ => false,
    });
    let dropped = tokens.windows(3).any(|words| match words {
        [on, commit, drop] => on.is_word("on") && commit.is_word("commit") && drop.is_word("drop"),
        _ => false,
    });
    made && !dropped
}

/// A call of a function that changes the session, where `tokens` begin.
fn is_call(tokens: &[Token]) -> bool {
    let [name, open, arguments @ ..] = tokens else { return false };
    let Some(name) = name.word().filter(|_| open.kind == TokenKind::LeftParenthesis) else {
        return false;
    };
    match name {
        // Locks of a transaction are called so.
        name if name.contains("advisory_xact") => false,
        name if name.starts_with("pg_advisory_") || name.starts_with("pg_try_advisory_") => true,
        "set_config" => !ends_in_true(arguments),
        _ => false,
    }
}

/// Whether the last of the arguments is the word `true`.
fn ends_in_true(arguments: &[Token]) -> bool {
    let mut depth = 1_usize;
    let mut last = None;
    for token in arguments {
        match token.kind {
            TokenKind::LeftParenthesis => depth += 1,
            TokenKind::RightParenthesis => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        last = Some(token);
    }
    last.is_some_and(|token| token.is_word("true"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays() {
        for sql in [
            "SET search_path = pg_catalog",
            "SET SESSION AUTHORIZATION x",
            "RESET ALL",
            "LISTEN todo",
            "CREATE TEMP TABLE t (id int)",
            "CREATE OR REPLACE TEMPORARY VIEW v AS SELECT 1",
            "SELECT 1 AS a INTO TEMP t",
            "SELECT set_config('search_path', 'x', false)",
            "SELECT pg_catalog.set_config('search_path', (1)::text, $1)",
            "SELECT pg_advisory_lock(1)",
            "SELECT pg_try_advisory_lock_shared(1)",
        ] {
            assert!(leaves_state(sql), "{sql}");
        }
        for sql in [
            "SET LOCAL work_mem = '1MB'",
            "SET CONSTRAINTS ALL DEFERRED",
            "CREATE TEMP TABLE t ON COMMIT DROP AS SELECT 1 AS a",
            "CREATE TABLE temp (id int)",
            "SELECT set_config('search_path', $1, true)",
            "SELECT pg_advisory_xact_lock(1), pg_try_advisory_xact_lock(2)",
            "SELECT temp FROM weather",
            "UPDATE t SET a = 1",
        ] {
            assert!(!leaves_state(sql), "{sql}");
        }
    }
}
