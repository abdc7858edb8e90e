//! Migrations and the catalogs they make; and statements that are refused, with their messages.

use expect_test::{expect, expect_file};
use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::render::render;
use sqldb_analyze::replay::{Migration, replay, replay_onto};
use sqldb_analyze::{LineColumn, Refusal};

#[path = "replay/listing.rs"]
#[expect(clippy::unwrap_used, reason = "the listing of a broken catalog may fail the test")]
mod listing;

#[test]
fn migrations_make_the_catalog_that_postgresql_makes() {
    for name in [
        "tables",
        "alter",
        "types",
        "inherit",
        "routines",
        "views",
        "dependents",
        "others",
        "own_schema",
        "transactions",
        "blocks",
        "triggers",
        "named",
        "bodies",
        "options",
        "session",
        "fifteen",
        "eighteen",
    ] {
        let path = format!("{}/tests/replay/{name}.sql", env!("CARGO_MANIFEST_DIR"));
        let sql = std::fs::read_to_string(path).unwrap();
        let major = match name {
            "fifteen" => Major::V15,
            "eighteen" => Major::V18,
            _ => Major::default(),
        };
        let empty = Catalog { major, ..Catalog::default() };
        let (catalog, mistakes) = replay_onto(empty, &[Migration { file: name, sql: &sql }]);
        let mistakes: Vec<_> =
            mistakes.iter().map(|found| render(&found.diagnostic, &sql, Some(name))).collect();
        assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
        let expected = format!("{}/tests/replay/{name}.expected", env!("CARGO_MANIFEST_DIR"));
        expect_file![expected].assert_eq(&listing::listing(&catalog));
    }
}

#[test]
fn mistakes_are_told_once_with_their_place() {
    let files = [
        ("refused", include_str!("replay/refused.sql")),
        ("refused_dependents", include_str!("replay/refused_dependents.sql")),
        ("refused_others", include_str!("replay/refused_others.sql")),
        ("refused_bodies", include_str!("replay/refused_bodies.sql")),
        ("refused_idioms", include_str!("replay/refused_idioms.sql")),
        ("refused_names", include_str!("replay/refused_names.sql")),
        ("refused_options", include_str!("replay/refused_options.sql")),
        ("refused_session", include_str!("replay/refused_session.sql")),
        ("refused_triggers", include_str!("replay/refused_triggers.sql")),
    ];
    for (name, cases) in files {
        mistakes_are_told_once(name, cases, Major::default());
    }
    let cases = include_str!("replay/refused_fifteen.sql");
    mistakes_are_told_once("refused_fifteen", cases, Major::V15);
    let cases = include_str!("replay/refused_eighteen.sql");
    mistakes_are_told_once("refused_eighteen", cases, Major::V18);
}

#[track_caller]
fn mistakes_are_told_once(name: &str, cases: &str, major: Major) {
    let mut told = String::new();
    for case in cases.split("---\n") {
        let sql = case.trim_end();
        let empty = Catalog { major, ..Catalog::default() };
        let (_, mistakes) = replay_onto(empty, &[Migration { file: "1.sql", sql }]);
        assert_eq!(mistakes.len(), 1, "{sql}\n{mistakes:#?}");
        for found in mistakes {
            let found = found.diagnostic;
            assert_eq!(found.refusal, Refusal::Postgres, "{sql}");
            let place = LineColumn::at(sql, found.span.start);
            let place = format!("1.sql:{}:{}", place.line, place.column);
            told.push_str(&format!(
                "{}: {}\n\n",
                found.code.code(),
                render(&found, sql, Some(&place))
            ));
        }
    }
    let expected = format!("{}/tests/replay/{name}.expected", env!("CARGO_MANIFEST_DIR"));
    expect_file![expected].assert_eq(&told);
}

#[test]
fn what_rows_decide_is_no_claim() {
    let mut told = String::new();
    for case in include_str!("replay/doubtful.sql").split("---\n") {
        let sql = case.trim_end();
        let (catalog, mistakes) = replay(&[Migration { file: "1.sql", sql }]);
        for found in mistakes {
            let place = LineColumn::at(sql, found.diagnostic.span.start);
            assert_eq!(found.diagnostic.refusal, Refusal::Unsupported, "{sql}");
            told.push_str(&format!(
                "{}:{} {}\n",
                place.line, place.column, found.diagnostic.message
            ));
        }
        told.push_str(&format!("{}\n", listing::listing(&catalog)));
    }
    expect_file!["replay/doubtful.expected"].assert_eq(&told);
}

#[test]
fn a_subquery_in_from_needs_an_alias_before_16() {
    let sql = "CREATE VIEW v AS SELECT a FROM (SELECT 1 AS a)";
    for (major, expected) in [(Major::V15, 1), (Major::V16, 0)] {
        let empty = Catalog { major, ..Catalog::default() };
        let (_, mistakes) = replay_onto(empty, &[Migration { file: "1.sql", sql }]);
        assert_eq!(mistakes.len(), expected, "{mistakes:?}");
    }
}

#[test]
fn not_null_without_a_default_is_told_where_a_migration_has_put_rows() {
    let sql = "CREATE TABLE t (a int); CREATE TABLE u (a int); INSERT INTO t VALUES (1);
ALTER TABLE t ADD COLUMN b int NOT NULL; ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 0;
ALTER TABLE u ADD COLUMN b int NOT NULL; DELETE FROM t; ALTER TABLE t ADD COLUMN d int NOT NULL;";
    let (catalog, mistakes) = replay(&[Migration { file: "1.sql", sql }]);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    let lints: Vec<String> =
        catalog.lints.iter().map(|(file, lint)| render(lint, sql, Some(file))).collect();
    expect![[r#"
        column `b` of relation `t` contains null values
         --> 1.sql
          |
        2 | ALTER TABLE t ADD COLUMN b int NOT NULL; ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 0;
          |                          ^^^^^^^^^^^^^^
          = note: `t` has rows by then (1.sql:1:49)
          = help: add a `DEFAULT`, or fill the column before `ALTER COLUMN … SET NOT NULL`"#]].assert_eq(&lints.join("\n"));
}

#[test]
fn nobody_knows_of_rows_where_a_statement_may_have_deleted_them() {
    for case in include_str!("replay/filled.sql").split("---\n") {
        let (catalog, mistakes) = replay(&[Migration { file: "1.sql", sql: case }]);
        assert!(mistakes.is_empty(), "{case}\n{mistakes:?}");
        let told: Vec<_> = catalog.lints.iter().map(|(_, lint)| lint.code.code()).collect();
        let expected: Vec<_> = case.lines().filter_map(|line| line.strip_prefix("-- ")).collect();
        assert_eq!(told, expected, "{case}");
    }
}
