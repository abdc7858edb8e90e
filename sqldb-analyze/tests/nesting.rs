//! Whatever is nested ten thousand deep ends in an answer or in "nested too deeply", on the stack
//! that a thread has by default.

use expect_test::expect_file;
use sqldb_analyze::analyze;
use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::replay::{Migration, replay};

const DEPTH: usize = 10_000;
const STACK: usize = 2 << 20;

/// What is repeated before, what stands in the middle, what is repeated behind; in a query between
/// a beginning and an end.
const FORMS: [(&str, [&str; 5]); 43] = [
    ("parentheses", ["SELECT ", "(", "1", ")", ""]),
    ("CASE", ["SELECT ", "CASE WHEN true THEN ", "1", " END", ""]),
    ("CASE in a condition", ["SELECT ", "CASE WHEN ", "true", " THEN true END", ""]),
    ("sub-selects", ["SELECT ", "(SELECT ", "1", ")", ""]),
    ("EXISTS", ["SELECT ", "EXISTS (SELECT ", "1", ")", ""]),
    ("sub-selects in FROM", ["SELECT * FROM ", "(SELECT * FROM ", "(SELECT 1) x", ") x", ""]),
    ("NOT", ["SELECT ", "NOT ", "true", "", ""]),
    ("minus", ["SELECT ", "- ", "1", "", ""]),
    ("other prefix operators", ["SELECT ", "@ ", "1", "", ""]),
    ("ARRAY", ["SELECT ", "ARRAY[", "1", "]", ""]),
    ("ARRAY of queries", ["SELECT ", "ARRAY(SELECT ", "1", ")", ""]),
    ("bare brackets in ARRAY", ["SELECT ARRAY[", "[", "1", "]", "]"]),
    ("ROW", ["SELECT ", "ROW(", "1", ")", ""]),
    ("calls", ["SELECT ", "abs(", "1", ")", ""]),
    ("COALESCE", ["SELECT ", "COALESCE(", "1", ")", ""]),
    ("CAST", ["SELECT ", "CAST(", "1", " AS int)", ""]),
    ("casts in a row", ["SELECT 1", "::int", "", "", ""]),
    ("subscripts in a row", ["SELECT '{}'::int[]", "[1]", "", "", ""]),
    ("subscripts in each other", ["SELECT ", "('{1}'::int[])[", "1", "]", ""]),
    ("qualified names", ["SELECT a", ".a", "", "", ""]),
    ("fields", ["SELECT (a)", ".a", "", "", ""]),
    ("AND", ["SELECT true", " AND true", "", "", ""]),
    ("plus", ["SELECT 1", " + 1", "", "", ""]),
    ("power, which groups to the left", ["SELECT 1", " ^ 1", "", "", ""]),
    ("IS NULL in a row", ["SELECT 1", " IS NULL", "", "", ""]),
    ("BETWEEN", ["SELECT ", "1 BETWEEN ", "1", " AND 2", ""]),
    ("IN", ["SELECT ", "1 IN (", "1", ")", ""]),
    ("COLLATE", ["SELECT 'a'", " COLLATE \"C\"", "", "", ""]),
    ("COLLATE among operators", ["SELECT 'a'", " || 'a' COLLATE \"C\"", "", "", ""]),
    ("COLLATE in CASE", ["SELECT ", "CASE WHEN true THEN ", "'a' COLLATE \"C\"", " END", ""]),
    ("AT TIME ZONE", ["SELECT now()", " AT TIME ZONE 'UTC'", "", "", ""]),
    ("joins", ["SELECT 1 FROM (SELECT 1) a", " CROSS JOIN (SELECT 1) b", "", "", ""]),
    (
        "joins in parentheses",
        ["SELECT 1 FROM ", "((SELECT 1) a CROSS JOIN ", "(SELECT 1) b", ")", ""],
    ),
    (
        "joins whose ON comes late",
        ["SELECT 1 FROM (SELECT 1) a", " JOIN (SELECT 1) b", "", " ON true", ""],
    ),
    ("set operations", ["SELECT 1", " UNION SELECT 1", "", "", ""]),
    ("set operations in parentheses", ["", "(SELECT 1 UNION ", "SELECT 1", ")", ""]),
    ("WITH", ["", "WITH a AS (", "SELECT 1", ") SELECT 1", ""]),
    (
        "recursive queries",
        [
            "SELECT ",
            "(WITH RECURSIVE r(a) AS (SELECT 1 UNION ALL SELECT a + ",
            "1",
            " FROM r WHERE a < 2) SELECT max(a) FROM r)",
            "",
        ],
    ),
    ("grouping sets", ["SELECT 1 GROUP BY ", "GROUPING SETS (", "()", ")", ""]),
    ("comments", ["SELECT 1 ", "/* ", "", " */", ""]),
    ("arrays in a literal", ["SELECT '", "{", "1", "}", "'::int[]"]),
    ("JSON", ["SELECT '", "[", "1", "]", "'::jsonb"]),
    ("types in types", ["SELECT 1::int", "[]", "", "", ""]),
];

/// Definitions of a migration.
const DEFINITIONS: [(&str, [&str; 5]); 8] = [
    ("a default", ["CREATE TABLE t (a int DEFAULT ", "(", "1", ")", ")"]),
    ("a check", ["CREATE TABLE t (a int CHECK (", "NOT ", "true", "", "))"]),
    ("a view", ["CREATE VIEW v AS SELECT ", "(SELECT ", "1", ")", ""]),
    ("a view of unions", ["CREATE VIEW v AS SELECT 1 AS a", " UNION SELECT 1", "", "", ""]),
    ("a type", ["CREATE TABLE t (a int", "[]", "", "", ")"]),
    ("an index", ["CREATE TABLE t (a int); CREATE INDEX ON t ((", "(", "a", ")", "))"]),
    ("blocks", ["DO $$ ", "BEGIN ", "", " END; ", "$$"]),
    ("branches", ["DO $$ BEGIN ", "IF true THEN ", "", " END IF; ", "END $$"]),
];

fn nested([begin, open, middle, close, end]: [&str; 5], depth: usize) -> String {
    format!("{begin}{}{middle}{}{end}", open.repeat(depth), close.repeat(depth))
}

/// Runs a test on a stack of a known size: its end is the end of the process.
#[track_caller]
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(test);
    assert!(thread.is_ok_and(|thread| thread.join().is_ok()));
}

/// The codes of the first mistakes, or `ok`, from one level to ten thousand; in between, below the
/// limits of each form.
fn answers(form: [&str; 5], answer: impl Fn(&str) -> Option<String>) -> String {
    let depths = [1, 10, 30, 100, 200, 300, 600, 1000, DEPTH];
    let answers = depths.map(|depth| answer(&nested(form, depth)).unwrap_or_else(|| "ok".into()));
    answers.join(" ")
}

#[test]
fn queries_end_in_an_answer() {
    on_a_small_stack(|| {
        let mut found = String::new();
        for (name, form) in FORMS {
            let catalog = Catalog::default();
            let line = answers(form, |query| {
                let mistakes = analyze(&catalog, query).err()?;
                mistakes.first().map(|mistake| mistake.code.code().to_owned())
            });
            found.push_str(&format!("{name}: {line}\n"));
        }
        expect_file!["data/nesting_queries.txt"].assert_eq(&found);
    });
}

#[test]
fn migrations_end_in_a_catalog() {
    on_a_small_stack(|| {
        let mut found = String::new();
        for (name, form) in DEFINITIONS {
            let line = answers(form, |sql| {
                let (_, mistakes) = replay(&[Migration { file: "deep.sql", sql }]);
                mistakes.first().map(|mistake| mistake.diagnostic.code.code().to_owned())
            });
            found.push_str(&format!("{name}: {line}\n"));
        }
        expect_file!["data/nesting_migrations.txt"].assert_eq(&found);
    });
}
