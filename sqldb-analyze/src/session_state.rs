//! What a statement leaves with its connection that neither its own end nor that of its transaction
//! undoes: a setting, a lock, a temporary table.
//!
//! [`of_command`] looks at the first words, and is for texts that are known only at run time;
//! [`of_statement`] also looks at what the statement calls.

use crate::lex::{self, Token, TokenKind};

/// What a statement leaves with its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// Nothing.
    Nothing,
    /// What the next statement on the connection would find.
    State,
    /// Nothing at all, not even what was prepared: `DISCARD ALL`, `DEALLOCATE ALL`.
    Emptiness,
}

/// What the command leaves that `text` begins with; a function that it calls may leave more.
pub fn of_command(text: &str) -> Leaves {
    let mut words = Words { rest: text };
    let mut next = || words.next().unwrap_or_default();
    let one_of =
        |word: &str, others: &[&str]| others.iter().any(|other| word.eq_ignore_ascii_case(other));
    let leaves = match next() {
        word if one_of(word, &["discard", "deallocate"]) => {
            let mut object = next();
            if one_of(object, &["prepare"]) {
                object = next();
            }
            return if one_of(object, &["all"]) { Leaves::Emptiness } else { Leaves::State };
        }
        word if one_of(word, STAYING) => true,
        word if one_of(word, &["set"]) => !one_of(next(), &["local", "constraints", "transaction"]),
        word if one_of(word, &["create"]) => loop {
            match next() {
                word if one_of(word, &["temp", "temporary"]) => break !is_dropped_on_commit(text),
                word if one_of(word, &["or", "replace", "local", "global", "recursive"]) => {}
                _ => break false,
            }
        },
        _ => false,
    };
    if leaves { Leaves::State } else { Leaves::Nothing }
}

/// What `sql` leaves, a statement that PostgreSQL takes.
pub fn of_statement(sql: &str) -> Leaves {
    match of_command(sql) {
        Leaves::Nothing => {}
        leaves => return leaves,
    }
    let tokens = lex::tokenize(sql).unwrap_or_default();
    let calls = (0..tokens.len()).any(|at| is_call(tokens.get(at..).unwrap_or_default()));
    match calls || is_into_temporary(&tokens) {
        true => Leaves::State,
        false => Leaves::Nothing,
    }
}

/// Commands of which each leaves something.
const STAYING: &[&str] = &["begin", "start", "reset", "listen", "unlisten", "prepare", "load"];

/// Whether the end of the transaction takes the table with it.
fn is_dropped_on_commit(text: &str) -> bool {
    let words: Vec<&str> = Words { rest: text }.collect();
    words.windows(3).any(|words| match words {
        [on, commit, drop] => {
            on.eq_ignore_ascii_case("on")
                && commit.eq_ignore_ascii_case("commit")
                && drop.eq_ignore_ascii_case("drop")
        }
        _ => false,
    })
}

/// `SELECT … INTO TEMP t`.
fn is_into_temporary(tokens: &[Token]) -> bool {
    let selects = tokens.first().is_some_and(|token| token.is_word("select"));
    selects
        && tokens.windows(2).any(|pair| match pair {
            [into, word] => {
                let temporary = ["temp", "temporary", "local", "global"];
                into.is_word("into") && temporary.iter().any(|kind| word.is_word(kind))
            }
            _ => false,
        })
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

/// The words of a text in their order, without what stands between them; comments are read over.
struct Words<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        loop {
            let start =
                self.rest.find(|c: char| c.is_ascii_alphabetic() || c == '-' || c == '/')?;
            let (_, rest) = self.rest.split_at_checked(start)?;
            let behind = if rest.starts_with("--") {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                lex::comment_length(rest)
            } else if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                1
            } else {
                let part_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
                let end = rest.find(|c: char| !part_of_word(c)).unwrap_or(rest.len());
                let (word, rest) = rest.split_at_checked(end)?;
                self.rest = rest;
                return Some(word);
            };
            self.rest = rest.get(behind..)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_say_what_stays() {
        for text in [
            "SET search_path = pg_catalog",
            " set session characteristics as transaction read only",
            "SET SESSION AUTHORIZATION x",
            "/* who /* asks */ */ SET a.b = 1",
            "-- set local\nRESET ALL",
            "LISTEN todo",
            "BEGIN",
            "start transaction",
            "PREPARE p AS SELECT 1",
            "DISCARD TEMP",
            "DEALLOCATE p",
            "CREATE TEMP TABLE t (id int)",
            "create or replace local temporary view v as select 1",
        ] {
            assert_eq!(of_command(text), Leaves::State, "{text}");
            assert_eq!(of_statement(text), Leaves::State, "{text}");
        }
        for text in ["DISCARD ALL;", "deallocate prepare all", "/**/ DEALLOCATE\nALL"] {
            assert_eq!(of_command(text), Leaves::Emptiness, "{text}");
        }
        for text in [
            "SELECT 1",
            "SET LOCAL work_mem = '1MB'",
            "SET CONSTRAINTS ALL DEFERRED",
            "CREATE TABLE temp (id int)",
            "CREATE TEMP TABLE t ON COMMIT DROP AS SELECT 1 AS a",
            "CREATE TEMP TABLE t ON /* at the end */ COMMIT\nDROP AS SELECT 1 AS a",
            "UPDATE t SET a = 1",
            "-- reset",
            "/* reset",
            "",
        ] {
            assert_eq!(of_command(text), Leaves::Nothing, "{text}");
            assert_eq!(of_statement(text), Leaves::Nothing, "{text}");
        }
    }

    #[test]
    fn what_a_statement_calls_stays() {
        for sql in [
            "SELECT 1 AS a INTO TEMP t",
            "SELECT 1 AS a INTO LOCAL TEMPORARY t",
            "SELECT set_config('search_path', 'x', false)",
            "SELECT pg_catalog.set_config('search_path', (1)::text, $1)",
            "SELECT pg_advisory_lock(1)",
            "SELECT pg_try_advisory_lock_shared(1)",
        ] {
            assert_eq!(of_statement(sql), Leaves::State, "{sql}");
        }
        for sql in [
            "SELECT set_config('search_path', $1, true)",
            "SELECT pg_advisory_xact_lock(1), pg_try_advisory_xact_lock(2)",
            "SELECT temp FROM weather",
            "SELECT 1 AS a INTO t",
        ] {
            assert_eq!(of_statement(sql), Leaves::Nothing, "{sql}");
        }
    }
}
