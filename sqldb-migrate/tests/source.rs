//! Directories of other tools: what is read of them, in which order.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use expect_test::{Expect, expect};
use sqldb_migrate::source::{History, Source};

/// Writes the files, reads the directory, and shows each migration on a line.
#[track_caller]
fn check(files: &[(&str, &str)], expected: Expect) {
    expected.assert_eq(&read(files, None));
}

/// The same by the rules of one tool, if one is named.
fn read(files: &[(&str, &str)], source: Option<Source>) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = env::temp_dir().join(format!("sqldb-migrate-source-{}-{number}", process::id()));
    for (file, sql) in files {
        let file = path.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, sql).unwrap();
    }
    let history = match source {
        Some(source) => History::read_as(&path, source),
        None => History::read(&path),
    };
    let shown = match history {
        Ok(history) => {
            let steps = history
                .steps
                .iter()
                .map(|step| format!("\n{} {} {:?}", step.version, step.file, step.sql));
            format!("{:?}{}", history.source, steps.collect::<String>())
        }
        Err(errors) => {
            let errors = errors.iter().map(|error| format!("{}; {}\n", error.message, error.help));
            errors.collect()
        }
    };
    let _ = fs::remove_dir_all(&path);
    shown
}

#[test]
fn numbers_with_ways() {
    check(
        &[("10_b.up.sql", "B"), ("10_b.down.sql", "b"), ("2_a.up.sql", "A"), ("README.md", "")],
        expect![[r#"
            Sqldb
            2 2_a.up.sql "A"
            10 10_b.up.sql "B""#]],
    );
}

#[test]
fn sqlx() {
    check(
        &[
            ("20240101000000_a.sql", "A"),
            ("20240102000000_b.up.sql", "B"),
            ("20240102000000_b.down.sql", "b"),
        ],
        expect![[r#"
            Sqlx
            20240101000000 20240101000000_a.sql "A"
            20240102000000 20240102000000_b.up.sql "B""#]],
    );
}

#[test]
fn diesel() {
    check(
        &[
            ("2024-01-02-000000_b/up.sql", "B"),
            ("2024-01-02-000000_b/down.sql", "b"),
            ("00000000000000_diesel_initial_setup/up.sql", "A"),
        ],
        expect![[r#"
            Diesel
            00000000000000 00000000000000_diesel_initial_setup/up.sql "A"
            20240102000000 2024-01-02-000000_b/up.sql "B""#]],
    );
}

#[test]
fn refinery() {
    check(
        &[("V10__c.sql", "C"), ("V2__a.sql", "A"), ("U3__b.sql", "B"), ("mod.rs", "")],
        expect![[r#"
            Refinery
            2 V2__a.sql "A"
            3 U3__b.sql "B"
            10 V10__c.sql "C""#]],
    );
    check(
        &[("V1__a.sql", "A"), ("V2__b.rs", "fn migration()")],
        expect![[r#"
        `V2__b.rs` is a migration in Rust, whose SQL cannot be read; write what it changes as SQL in a file of the same name
    "#]],
    );
}

#[test]
fn goose_and_dbmate_keep_the_lines_of_the_way_up() {
    check(
        &[("1_a.sql", "-- a\n-- +goose Up\nA;\n-- +goose Down\nB;\n")],
        expect![[r#"
        Goose
        1 1_a.sql "\n-- +goose Up\nA;\n\n\n""#]],
    );
    check(
        &[("1_a.sql", "-- migrate:up transaction:false\nA;\n\n-- migrate:down\nB;\n")],
        expect![[r#"
            Dbmate
            1 1_a.sql "-- migrate:up transaction:false\nA;\n\n\n\n""#]],
    );
    check(
        &[("1_a.sql", "-- migrate:up\nA;"), ("2_b.sql", "B;")],
        expect![[r#"
        the file has no line `-- migrate:up`; write it in front of the statements of the way up
    "#]],
    );
}

#[test]
fn prisma() {
    check(
        &[
            ("20240102000000_b/migration.sql", "B"),
            ("20240101000000_a/migration.sql", "A"),
            ("migration_lock.toml", ""),
        ],
        expect![[r#"
            Prisma
            20240101000000 20240101000000_a/migration.sql "A"
            20240102000000 20240102000000_b/migration.sql "B""#]],
    );
}

/// Prisma goes by the whole name.
#[test]
fn prisma_of_one_number() {
    let files = [("20240101000000_b/migration.sql", "B"), ("20240101000000_a/migration.sql", "A")];
    check(
        &files,
        expect![[r#"
        Prisma
        20240101000000 20240101000000_a/migration.sql "A"
        20240101000000 20240101000000_b/migration.sql "B""#]],
    );
}

#[test]
fn drizzle() {
    check(
        &[
            ("0000_a.sql", "A;--> statement-breakpoint\nB;"),
            ("0001_b.sql", "C"),
            ("meta/_journal.json", "{}"),
            ("meta/0000_snapshot.json", "{}"),
        ],
        expect![[r#"
            Drizzle
            0000 0000_a.sql "A;--> statement-breakpoint\nB;"
            0001 0001_b.sql "C""#]],
    );
}

/// What the journal does not name, drizzle does not apply.
#[test]
fn drizzle_by_its_journal() {
    let journal = r#"{ "entries": [
        { "idx": 0, "tag": "0000_b", "breakpoints": true }, { "idx": 1, "tag": "0000_a" }
    ] }"#;
    let files = [("0000_a.sql", "A"), ("0000_b.sql", "B"), ("0000_left_over.sql", "C")];
    check(
        &[&files[..], &[("meta/_journal.json", journal)]].concat(),
        expect![[r#"
        Drizzle
        0000 0000_b.sql "B"
        0000 0000_a.sql "A""#]],
    );
    check(
        &[("0001_a.sql", "A"), ("meta/_journal.json", journal)],
        expect![[r#"
        `0000_b.sql` is not there, which the journal names; restore it, or take its entry out of the journal
        `0000_a.sql` is not there, which the journal names; restore it, or take its entry out of the journal
    "#]],
    );
}

/// Since version 1.
#[test]
fn drizzle_in_directories() {
    check(
        &[
            ("20240102000000_b/migration.sql", "B"),
            ("20240102000000_b/snapshot.json", "{}"),
            ("20240101000000_a/migration.sql", "A"),
            ("20240101000000_a/snapshot.json", "{}"),
        ],
        expect![[r#"
            Drizzle
            20240101000000 20240101000000_a/migration.sql "A"
            20240102000000 20240102000000_b/migration.sql "B""#]],
    );
}

/// Nothing is left out in silence because another tool was named.
#[test]
fn directories_of_another_tool() {
    expect![[r#"
        nothing here is named as sqlx names its migrations; the names are as those of diesel: `source = "diesel"`
    "#]].assert_eq(&read(&[("1_a/up.sql", "A")], Some(Source::Sqlx)));
    expect![[r#"
        nothing here is named as refinery names its migrations; name the files as refinery does
    "#]]
    .assert_eq(&read(&[("schema.sql", "A")], Some(Source::Refinery)));
    assert_eq!(read(&[("README.md", "")], Some(Source::Refinery)), "Refinery");
}

#[test]
fn what_is_no_history() {
    check(&[("README.md", "")], expect!["Sqldb"]);
    check(
        &[("schema.sql", "A")],
        expect![[r#"
            `schema.sql` is named as no known tool names its migrations; name it `1_<name>.up.sql`, or as sqlx (`1_<name>.sql`), refinery (`V1__<name>.sql`), diesel (`1_<name>/up.sql`) or prisma (`1_<name>/migration.sql`) do
        "#]],
    );
    check(
        &[("1_a.sql", "A"), ("1_b.sql", "B")],
        expect![[r#"
        `1_b.sql` has the number of `1_a.sql`; give one of them another number
    "#]],
    );
}
