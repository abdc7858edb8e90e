//! The statements of a migration, and in which transaction they can run.
//!
//! Start with [`plan_of`]. The text is cut by [`split`], as the replay cuts what it checks.

use sqldb_analyze::lex::{Token, tokenize};
use sqldb_analyze::split::split;
use sqldb_analyze::{Diagnostic, Span, SqlState};

use crate::file_name::{Classification, classify};

/// How a migration is to be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    /// In a transaction that is put around it.
    Transaction,
    /// In the transaction that the file itself begins; the text up to here is sent, and the
    /// `COMMIT` that follows only after the history is written.
    OwnTransaction { commit: u32 },
    /// One by one, outside any transaction.
    OneByOne,
}

/// A migration's statements, in order, and the plan for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) plan: Plan,
    pub(crate) statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// From its first token to its last, without the semicolon.
    pub(crate) span: Span,
    pub(crate) traces: Traces,
    pub(crate) boundary: Boundary,
}

/// Whether a statement begins or ends a transaction, in a file that is run one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Boundary {
    None,
    Begins,
    Ends,
}

/// Who wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Author {
    /// It is named as we name files.
    Us,
    /// It is named as another tool names its files. What that ran, is run.
    OtherTool,
}

/// What a statement leaves behind that is run outside a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Traces {
    /// Nothing that outlives the session.
    None,
    /// What it is for, if it succeeds.
    OfSuccess,
    /// Something also if it fails: `CREATE INDEX CONCURRENTLY` leaves an invalid index.
    OfFailure,
}

/// What a statement does to the transaction around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    /// Runs in a transaction, or also in one.
    Inside,
    /// Settings: run anywhere.
    Anywhere,
    /// Runs only outside a transaction; says what it is.
    Outside(&'static str),
    Begin,
    Commit,
    /// Ends a transaction in a way that no migration can want.
    Ends(&'static str),
    /// `COPY … FROM STDIN`: the data follow in the protocol, which a file cannot do.
    CopyFromStdin,
}

/// Decides how the text `sql` of the file `file` is run.
///
/// Other tools send files with transactions of their own, and files without any, as they are. Where
/// such a file is no one transaction, its statements are run one by one.
///
/// # Errors
///
/// Statements that no one transaction can hold, with what to do instead.
pub(crate) fn plan_of(file: &str, sql: &str) -> Result<Planned, Diagnostic> {
    let author = match classify(file) {
        Classification::Migration(_) => Author::Us,
        Classification::Other | Classification::Malformed(_) => Author::OtherTool,
    };
    plan(sql, author)
}

fn plan(sql: &str, author: Author) -> Result<Planned, Diagnostic> {
    // What the scanner refuses, the server refuses too, with its own message.
    let Ok(tokens) = tokenize(sql) else {
        return Ok(Planned { plan: Plan::Transaction, statements: Vec::new() });
    };
    let statements = split(sql);
    let effects: Vec<(Effect, Span)> =
        statements.iter().map(|span| (effect(within(&tokens, *span)), *span)).collect();
    let plan = choose(&effects, author)?;
    let statement = |(effect, span): &(Effect, Span)| Statement {
        span: *span,
        traces: match effect {
            Effect::Anywhere => Traces::None,
            Effect::Outside(what) if what.ends_with("CONCURRENTLY") => Traces::OfFailure,
            _ => Traces::OfSuccess,
        },
        boundary: match effect {
            Effect::Begin => Boundary::Begins,
            Effect::Commit | Effect::Ends(_) => Boundary::Ends,
            _ => Boundary::None,
        },
    };
    Ok(Planned { plan, statements: effects.iter().map(statement).collect() })
}

fn choose(effects: &[(Effect, Span)], author: Author) -> Result<Plan, Diagnostic> {
    if let Some((_, span)) = effects.iter().find(|(effect, _)| *effect == Effect::CopyFromStdin) {
        return Err(refuse(*span, "`COPY … FROM STDIN` has no data to read in a migration")
            .help("write `INSERT` statements; `pg_dump --inserts` does"));
    }
    match (as_one(effects), author) {
        (Err(_), Author::OtherTool) => Ok(Plan::OneByOne),
        (plan, _) => plan,
    }
}

/// The plan for a file that is one transaction, or none.
fn as_one(effects: &[(Effect, Span)]) -> Result<Plan, Diagnostic> {
    let (inner, own) = match effects {
        [(Effect::Begin, _), inner @ .., (Effect::Commit, commit)] => {
            (inner, Some(Plan::OwnTransaction { commit: commit.start }))
        }
        all => (all, None),
    };
    if let [(Effect::Begin, begin), rest @ ..] = effects
        && !rest.iter().any(|(effect, _)| matches!(effect, Effect::Commit | Effect::Ends(_)))
    {
        return Err(refuse(*begin, "`BEGIN` has no `COMMIT`").help(
            "remove it, for a migration is one transaction anyway, or end the file with `COMMIT;`",
        ));
    }
    for (effect, span) in inner {
        let word = match effect {
            Effect::Begin => "BEGIN",
            Effect::Commit => "COMMIT",
            Effect::Ends(word) => word,
            _ => continue,
        };
        return Err(refuse(
            *span,
            format!("`{word}` cannot stand here: a migration is one transaction"),
        )
        .label("what is done before would stay when what follows fails")
        .help("remove it, or split the file into one migration for each transaction"));
    }
    let outside = inner.iter().find_map(|(effect, span)| match effect {
        Effect::Outside(what) => Some((*what, *span)),
        _ => None,
    });
    let Some((what, span)) = outside else { return Ok(own.unwrap_or(Plan::Transaction)) };
    if own.is_some() || inner.iter().any(|(effect, _)| *effect == Effect::Inside) {
        return Err(refuse(
            span,
            format!("`{what}` cannot run in a transaction, the other statements of the file do"),
        )
        .label("move this to a migration of its own")
        .help("a migration of only such statements is run outside a transaction"));
    }
    Ok(Plan::OneByOne)
}

fn refuse(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message)
}

/// The tokens of a statement.
pub(crate) fn within(tokens: &[Token], span: Span) -> &[Token] {
    let first = tokens.partition_point(|token| token.span.start < span.start);
    let last = tokens.partition_point(|token| token.span.end <= span.end);
    tokens.get(first..last).unwrap_or_default()
}

/// The unquoted words that a statement begins with.
pub(crate) fn words(tokens: &[Token]) -> Vec<&str> {
    tokens.iter().map_while(Token::word).collect()
}

/// By the leading words, as `PreventInTransactionBlock` is called in `utility.c` (version 18).
fn effect(tokens: &[Token]) -> Effect {
    let any = |word: &str| tokens.iter().any(|token| token.is_word(word));
    match words(tokens).as_slice() {
        ["begin", ..] | ["start", "transaction", ..] => Effect::Begin,
        ["commit" | "end"] | ["commit" | "end", "work" | "transaction"] => Effect::Commit,
        ["commit", "prepared"] => Effect::Outside("COMMIT PREPARED"),
        ["rollback", "prepared"] => Effect::Outside("ROLLBACK PREPARED"),
        ["commit" | "end", ..] => Effect::Ends("COMMIT"),
        ["rollback", "to", ..] | ["rollback", "work" | "transaction", "to", ..] => Effect::Inside,
        ["rollback" | "abort", ..] => Effect::Ends("ROLLBACK"),
        ["prepare", "transaction", ..] => Effect::Ends("PREPARE TRANSACTION"),
        ["set" | "reset", ..] => Effect::Anywhere,
        ["copy", ..] if any("stdin") && any("from") => Effect::CopyFromStdin,
        ["create", "index", "concurrently", ..]
        | ["create", "unique", "index", "concurrently", ..] => {
            Effect::Outside("CREATE INDEX CONCURRENTLY")
        }
        ["drop", "index", "concurrently", ..] => Effect::Outside("DROP INDEX CONCURRENTLY"),
        ["reindex", "schema" | "database" | "system", ..] => Effect::Outside("REINDEX"),
        ["reindex", ..] if any("concurrently") => Effect::Outside("REINDEX CONCURRENTLY"),
        ["vacuum", ..] => Effect::Outside("VACUUM"),
        ["cluster"] if tokens.len() == 1 => Effect::Outside("CLUSTER"),
        ["alter", "system", ..] => Effect::Outside("ALTER SYSTEM"),
        ["create", "database", ..] => Effect::Outside("CREATE DATABASE"),
        ["drop", "database", ..] => Effect::Outside("DROP DATABASE"),
        ["alter", "database", ..] if any("tablespace") => {
            Effect::Outside("ALTER DATABASE … SET TABLESPACE")
        }
        ["create", "tablespace", ..] => Effect::Outside("CREATE TABLESPACE"),
        ["drop", "tablespace", ..] => Effect::Outside("DROP TABLESPACE"),
        ["create", "subscription", ..] => Effect::Outside("CREATE SUBSCRIPTION"),
        ["drop", "subscription", ..] => Effect::Outside("DROP SUBSCRIPTION"),
        ["discard", "all"] => Effect::Outside("DISCARD ALL"),
        ["alter", "table", ..] if any("detach") && any("concurrently") => {
            Effect::Outside("ALTER TABLE … DETACH PARTITION CONCURRENTLY")
        }
        _ => Effect::Inside,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, expected: &str) {
        let found = match plan(sql, Author::Us) {
            Ok(planned) => {
                let texts: Vec<_> =
                    planned.statements.iter().map(|one| one.span.text(sql)).collect();
                format!("{:?}: {}", planned.plan, texts.join(" | "))
            }
            Err(diagnostic) => {
                format!("{} at {}", diagnostic.message, diagnostic.span.text(sql))
            }
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn in_a_transaction() {
        check("SELECT 1; ; select ';' -- ;\n;", "Transaction: SELECT 1 | select ';'");
        check(
            "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3",
            "Transaction: CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2) | SELECT 3",
        );
        check(
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3",
            "Transaction: CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END | SELECT 3",
        );
        check("DO $$ BEGIN COMMIT; END $$", "Transaction: DO $$ BEGIN COMMIT; END $$");
        check("SELECT 'open", "Transaction: ");
        check("SAVEPOINT a; ROLLBACK TO a", "Transaction: SAVEPOINT a | ROLLBACK TO a");
    }

    #[test]
    fn files_of_other_tools_are_run_as_they_are() {
        let mixed = "ALTER TABLE t ADD a int4; CREATE INDEX CONCURRENTLY i ON t (a)";
        for file in ["20240101000000_a.sql", "V1__a.sql", "2024-01-01-000000_a/up.sql"] {
            assert_eq!(plan_of(file, mixed).map(|found| found.plan), Ok(Plan::OneByOne), "{file}");
        }
        assert!(plan_of("1_a.up.sql", mixed).is_err());
        assert!(plan_of("1_a.sql", "COPY t FROM STDIN").is_err());
        let one = "ALTER TABLE t ADD a int4";
        assert_eq!(plan_of("1_a.sql", one).map(|found| found.plan), Ok(Plan::Transaction));
    }

    #[test]
    fn wrapped() {
        check(
            "BEGIN; SELECT 1; COMMIT;",
            "OwnTransaction { commit: 17 }: BEGIN | SELECT 1 | COMMIT",
        );
        check(
            "START TRANSACTION; SELECT 1; END TRANSACTION",
            "OwnTransaction { commit: 29 }: START TRANSACTION | SELECT 1 | END TRANSACTION",
        );
        let wrong = "cannot stand here: a migration is one transaction at";
        check("SELECT 1; COMMIT; SELECT 2", &format!("`COMMIT` {wrong} COMMIT"));
        check("BEGIN; SELECT 1", "`BEGIN` has no `COMMIT` at BEGIN");
        check("BEGIN; SELECT 1; ROLLBACK", &format!("`BEGIN` {wrong} BEGIN"));
        check("BEGIN; SELECT 1; COMMIT; SELECT 2", &format!("`BEGIN` {wrong} BEGIN"));
        check("BEGIN; COMMIT; BEGIN; COMMIT", &format!("`COMMIT` {wrong} COMMIT"));
        check("SELECT 1; COMMIT AND CHAIN", &format!("`COMMIT` {wrong} COMMIT AND CHAIN"));
    }

    #[test]
    fn outside_a_transaction() {
        check(
            "SET lock_timeout = 0; CREATE UNIQUE INDEX CONCURRENTLY ON t (a); VACUUM (FULL) t",
            "OneByOne: SET lock_timeout = 0 | CREATE UNIQUE INDEX CONCURRENTLY ON t (a) | VACUUM (FULL) t",
        );
        check(
            "ALTER TABLE t DETACH PARTITION u CONCURRENTLY",
            "OneByOne: ALTER TABLE t DETACH PARTITION u CONCURRENTLY",
        );
        check("SET a = 1", "Transaction: SET a = 1");
        let mixed = "cannot run in a transaction, the other statements of the file do at";
        check(
            "SELECT 1; DROP INDEX CONCURRENTLY i",
            &format!("`DROP INDEX CONCURRENTLY` {mixed} DROP INDEX CONCURRENTLY i"),
        );
        check("BEGIN; VACUUM; COMMIT", &format!("`VACUUM` {mixed} VACUUM"));
        check(
            "COPY t FROM STDIN; ",
            "`COPY … FROM STDIN` has no data to read in a migration at COPY t FROM STDIN",
        );
    }
}
