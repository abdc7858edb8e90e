//! Texts that are nearly statements: whatever comes, an answer comes, and soon.
//!
//! The committed queries and migrations are changed at random, always in the same ways. `fuzz/`
//! has the same three entry points for a fuzzer that looks for new paths.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "positions are drawn below the length of what they point into"
)]

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::replay::{Migration, replay, replay_onto};
use sqldb_analyze::{analyze, lex, syntax};

const QUERIES: [&str; 4] = [
    include_str!("queries/forms.sql"),
    include_str!("queries/modify.sql"),
    include_str!("queries/nulls.sql"),
    include_str!("queries/select.sql"),
];

const MIGRATIONS: [&str; 5] = [
    include_str!("replay/alter.sql"),
    include_str!("replay/routines.sql"),
    include_str!("replay/tables.sql"),
    include_str!("replay/types.sql"),
    include_str!("replay/views.sql"),
];

/// How long an answer may take, unoptimised and on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// Steele, Lea and Flood's SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// Words, runs of blanks, and single characters of all else.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_alphanumeric() || c == '_', c.is_whitespace());
        let end = match kind(first) {
            (false, false) => first.len_utf8(),
            of_first => rest.find(|c| kind(c) != of_first).unwrap_or(rest.len()),
        };
        pieces.push(&rest[..end]);
        rest = &rest[end..];
    }
    pieces
}

/// What breaks lexers and parsers, between what is in the texts anyway.
const ODD: [&str; 28] = [
    "'",
    "\"",
    "$$",
    "$a$",
    "/*",
    "*/",
    "--",
    "E'\\",
    "U&'\\",
    "<",
    ">",
    "<x>",
    "<x?>",
    "${",
    "}",
    "(",
    ")",
    "[",
    "]",
    "::",
    "\0",
    "\u{e9}",
    "\u{1f600}",
    "99999999999999999999",
    ";",
    "$0",
    "$1",
    "..",
];

fn change(random: &mut Random, text: &str, other: &str) -> String {
    let mut parts = pieces(text);
    let others = pieces(other);
    for _ in 0..=random.below(3) {
        let at = random.below(parts.len());
        match random.below(8) {
            0 if !parts.is_empty() => drop(parts.remove(at)),
            1 => parts.insert(at, ODD[random.below(ODD.len())]),
            2 if !others.is_empty() => parts.insert(at, others[random.below(others.len())]),
            3 if !parts.is_empty() => parts[at] = ODD[random.below(ODD.len())],
            4 if !parts.is_empty() => {
                let to = random.below(parts.len());
                parts.swap(at, to);
            }
            5 => parts.truncate(at),
            6 if !others.is_empty() => {
                let from = random.below(others.len());
                let length = random.below(others.len() - from) + 1;
                parts.splice(at..at, others[from..from + length].iter().copied());
            }
            _ if !parts.is_empty() => {
                let end = (at + random.below(12)).min(parts.len());
                let again: Vec<&str> = parts[at..end].to_vec();
                parts.splice(at..at, again);
            }
            _ => {}
        }
    }
    parts.concat()
}

/// Asks, and says with which text there was no answer.
fn answered(text: &str, ask: impl FnOnce() + std::panic::UnwindSafe) {
    let start = Instant::now();
    assert!(catch_unwind(ask).is_ok(), "a panic:\n{text}");
    let took = start.elapsed();
    assert!(took < PATIENCE, "{took:?}:\n{text}");
}

#[test]
fn changed_queries_are_answered() {
    let files = QUERIES.map(|file| file.split_once("\n---\n").unwrap());
    let catalogs =
        files.map(|(schema, _)| replay(&[Migration { file: "schema.sql", sql: schema }]).0);
    let mut random = Random(1);
    for _ in 0..3000 {
        let file = random.below(files.len());
        let (_, queries) = files[file];
        let queries: Vec<&str> = queries.split("\n\n").collect();
        let query = queries[random.below(queries.len())];
        let other = queries[random.below(queries.len())];
        let text = change(&mut random, query, other);
        let catalog = &catalogs[file];
        answered(
            &text,
            std::panic::AssertUnwindSafe(|| {
                let _ = lex::scan(&text);
                if let Ok(tokens) = lex::tokenize(&text) {
                    let _ = syntax::statement(&tokens);
                }
                let _ = analyze(catalog, &text);
            }),
        );
    }
}

#[test]
fn changed_migrations_are_answered() {
    let mut random = Random(2);
    for _ in 0..1500 {
        let file = MIGRATIONS[random.below(MIGRATIONS.len())];
        let statements: Vec<&str> = file.split_inclusive(";\n").collect();
        // Some statements of a file, of which one is changed.
        let from = random.below(statements.len());
        let until = (from + 4).min(statements.len());
        let mut sql: String = statements[..from].iter().rev().take(8).rev().copied().collect();
        let other = statements[random.below(statements.len())];
        sql.push_str(&change(&mut random, &statements[from..until].concat(), other));
        answered(
            &sql,
            std::panic::AssertUnwindSafe(|| {
                let migration = Migration { file: "changed.sql", sql: &sql };
                let _ = replay_onto(Catalog::default(), &[migration]);
            }),
        );
    }
}
