//! The rules of a migrations directory: files in, messages out.

#![expect(clippy::unwrap_used, reason = "a test that cannot write its files must fail")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use expect_test::{Expect, expect};
use sqldb_migrate::{Directory, Gaps};

struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("sqldb-migrate-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn read(path: &Path, root: &Path, gaps: Gaps) -> String {
    let text = match Directory::read(path, gaps) {
        Ok(directory) => directory
            .migrations
            .iter()
            .map(|migration| {
                let down = migration.down.as_ref().map_or("-", |down| &down.file);
                format!("{} {} {} {down}\n", migration.version, migration.name, migration.file)
            })
            .collect(),
        Err(errors) => errors.iter().map(|error| format!("{error}\n")).collect::<String>(),
    };
    text.replace(&format!("{}/", root.display()), "")
}

#[track_caller]
fn check_texts(files: &[(&str, &[u8])], gaps: Gaps, expected: Expect) {
    let scratch = Scratch::new();
    let path = scratch.0.join("migrations");
    fs::create_dir(&path).unwrap();
    for (file, text) in files {
        let file = path.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    expected.assert_eq(&read(&path, &scratch.0, gaps));
}

#[track_caller]
fn check(files: &[&str], expected: Expect) {
    let files: Vec<_> = files.iter().map(|file| (*file, &b"SELECT 1;"[..])).collect();
    check_texts(&files, Gaps::Refused, expected);
}

#[test]
fn in_order() {
    check(&[], expect![[""]]);
    check(&["README.md", ".gitkeep", ".1_x.up.sql.swp", "meta/journal.json"], expect![[""]]);
    check(
        &["2_b.up.sql", "10_c.up.sql", "1_a.down.sql", "1_a.up.sql", "9_z.up.sql"],
        expect![[r#"
            `9_z.up.sql` follows `2_b.up.sql`: the numbers 3 to 8 are missing
              --> migrations/9_z.up.sql
              = help: add what is missing, rename this file to `3_z.up.sql`, or allow it with `allow_gaps`
        "#]],
    );
    check(
        &["001_a.up.sql", "002_b.up.sql", "02_b.down.sql"],
        expect![[r#"
        1 a 001_a.up.sql -
        2 b 002_b.up.sql 02_b.down.sql
    "#]],
    );
    check(
        &["7_squashed.up.sql", "8_b.up.sql"],
        expect![[r#"
        7 squashed 7_squashed.up.sql -
        8 b 8_b.up.sql -
    "#]],
    );
    check(
        &["1_a.up.sql", "2_b.up.sql", "20240101_c.up.sql", "20240131120000_d.up.sql"],
        expect![[r#"
            1 a 1_a.up.sql -
            2 b 2_b.up.sql -
            20240101 c 20240101_c.up.sql -
            20240131120000 d 20240131120000_d.up.sql -
        "#]],
    );
}

#[test]
fn names() {
    check(
        &[
            "1_a.up.sql",
            "02_b.up.sql",
            "add_done.up.sql",
            "3.up.sql",
            "4_c.sql",
            "5_d.up.SQL",
            "6-e.up.sql",
            "0_zero.up.sql",
            "7_f.up.sql.bak",
            "99999999999999999999_g.up.sql",
            "9_h",
        ],
        expect![[r#"
            `0_zero.up.sql` is no name of a migration: numbers begin with 1
              --> migrations/0_zero.up.sql
              = help: rename it to `03_zero.up.sql`
            `3.up.sql` is no name of a migration: a description is missing behind the number
              --> migrations/3.up.sql
              = help: say what it does, such as `3_create_todo_item.up.sql`
            `4_c.sql` is no name of a migration: it ends neither in `.up.sql` nor in `.down.sql`
              --> migrations/4_c.sql
              = help: rename it to `4_c.up.sql`
            `5_d.up.SQL` is no name of a migration: `.up.sql` is written in lower case
              --> migrations/5_d.up.SQL
              = help: rename it to `5_d.up.sql`
            `6-e.up.sql` is no name of a migration: the number is followed by `_`
              --> migrations/6-e.up.sql
              = help: rename it to `6_e.up.sql`
            `7_f.up.sql.bak` is no name of a migration: it would not be applied: it ends neither in `.up.sql` nor in `.down.sql`
              --> migrations/7_f.up.sql.bak
              = help: move it out of the directory, or give it its name back
            `99999999999999999999_g.up.sql` is no name of a migration: `99999999999999999999` is out of range: the greatest number is 9223372036854775807
              --> migrations/99999999999999999999_g.up.sql
              = help: rename it to `04_g.up.sql`
            `9_h` is no name of a migration: it ends neither in `.up.sql` nor in `.down.sql`
              --> migrations/9_h
              = help: rename it to `9_h.up.sql`
            `add_done.up.sql` is no name of a migration: it begins with no number
              --> migrations/add_done.up.sql
              = help: rename it to `05_add_done.up.sql`
        "#]],
    );
}

#[test]
fn duplicate_numbers() {
    check(
        &["1_a.up.sql", "2_b.up.sql", "2_c.up.sql", "002_d.up.sql"],
        expect![[r#"
        `2_b.up.sql` has the number of `002_d.up.sql`: each migration has its own
          --> migrations/2_b.up.sql
          = help: rename it to `3_b.up.sql`
        `2_c.up.sql` has the number of `002_d.up.sql`: each migration has its own
          --> migrations/2_c.up.sql
          = help: rename it to `4_c.up.sql`
    "#]],
    );
    check(
        &["1_a.up.sql", "1_a.down.sql", "01_a.down.sql"],
        expect![[r#"
            `1_a.down.sql` has the number of `01_a.down.sql`: each migration has its own
              --> migrations/1_a.down.sql
              = help: remove one of the two
        "#]],
    );
}

#[test]
fn gaps() {
    let files =
        ["1_a.up.sql", "3_b.up.sql", "007_c.up.sql", "20240101_d.up.sql", "20240103_e.up.sql"];
    check(
        &files,
        expect![[r#"
        `007_c.up.sql` follows `3_b.up.sql`: the numbers 4 to 6 are missing
          --> migrations/007_c.up.sql
          = help: add what is missing, rename this file to `004_c.up.sql`, or allow it with `allow_gaps`
        `3_b.up.sql` follows `1_a.up.sql`: number 2 is missing
          --> migrations/3_b.up.sql
          = help: add what is missing, rename this file to `2_b.up.sql`, or allow it with `allow_gaps`
    "#]],
    );
    let files = files.map(|file| (file, &b"SELECT 1"[..]));
    check_texts(
        &files,
        Gaps::Allowed,
        expect![[r#"
        1 a 1_a.up.sql -
        3 b 3_b.up.sql -
        7 c 007_c.up.sql -
        20240101 d 20240101_d.up.sql -
        20240103 e 20240103_e.up.sql -
    "#]],
    );
}

#[test]
fn down_without_its_up() {
    check(
        &["1_a.up.sql", "2_b.down.sql"],
        expect![[r#"
        `2_b.down.sql` takes back a migration that does not exist
          --> migrations/2_b.down.sql
          = help: add `2_b.up.sql`, or remove this file
    "#]],
    );
    check(
        &["1_a.up.sql", "1_b.down.sql"],
        expect![[r#"
        `1_b.down.sql` takes back `1_a.up.sql`, but has another description
          --> migrations/1_b.down.sql
          = help: rename it to `1_a.down.sql`
    "#]],
    );
}

#[test]
fn sub_directories() {
    check(
        &["1_a.up.sql", "old/2_b.up.sql", "20240101_init/migration.sql", ".git/x.sql"],
        expect![[r#"
            migrations in a sub-directory would not be applied
              --> migrations/20240101_init/migration.sql
              = help: move the file into the migrations directory itself, or out of it
            migrations in a sub-directory would not be applied
              --> migrations/old/2_b.up.sql
              = help: move the file into the migrations directory itself, or out of it
        "#]],
    );
}

#[test]
fn texts() {
    check_texts(
        &[
            ("1_empty.up.sql", b""),
            ("2_comment.up.sql", b"-- nothing\n/* /* yet */ */\n"),
            ("3_mark.up.sql", b"\xef\xbb\xbfSELECT 1"),
            ("4_latin.up.sql", b"SELECT 1;\n-- \xc3\xa9 Gr\xf6\xdfe\n"),
            ("5_wide.up.sql", b"\xff\xfeS\0"),
            ("6_zero.up.sql", b"SELECT\n '\0'"),
            ("7_fine.up.sql", b"SELECT 1"),
            ("7_fine.down.sql", b"-- nothing"),
        ],
        Gaps::Refused,
        expect![[r#"
            the file holds no statement
              --> migrations/1_empty.up.sql
              = help: write what it changes, remove it, or write `SELECT 1;` to keep its number
            the file holds no statement
              --> migrations/2_comment.up.sql
              = help: write what it changes, remove it, or write `SELECT 1;` to keep its number
            the file begins with a byte order mark, which PostgreSQL refuses
              --> migrations/3_mark.up.sql
              = help: save it as UTF-8 without a byte order mark
            byte 18 of the file, 0xf6, is not UTF-8
              --> migrations/4_latin.up.sql:2:8
              = help: save the file as UTF-8
            the file is UTF-16, PostgreSQL takes UTF-8
              --> migrations/5_wide.up.sql
              = help: save it as UTF-8 without a byte order mark
            byte 9 of the file is 0, which no text in PostgreSQL can hold
              --> migrations/6_zero.up.sql:2:3
              = help: remove the byte
            the file holds no statement
              --> migrations/7_fine.down.sql
              = help: write what it changes, remove it, or write `SELECT 1;` to keep its number
        "#]],
    );
}

#[test]
fn no_directory() {
    let scratch = Scratch::new();
    let missing = scratch.0.join("migrations");
    expect![[r#"
        the migrations directory does not exist
          --> migrations
          = help: create it, or correct the path, which is relative to the directory of `Cargo.toml`
    "#]]
    .assert_eq(&read(&missing, &scratch.0, Gaps::Refused));
    fs::write(&missing, "").unwrap();
    expect![[r#"
        the path of the migrations is a file, not a directory
          --> migrations
          = help: name the directory that holds the `.up.sql` files
    "#]]
    .assert_eq(&read(&missing, &scratch.0, Gaps::Refused));
}

#[cfg(unix)]
#[test]
fn links() {
    let scratch = Scratch::new();
    let path = scratch.0.join("migrations");
    fs::create_dir(&path).unwrap();
    fs::write(scratch.0.join("common.sql"), "SELECT 1").unwrap();
    std::os::unix::fs::symlink("../common.sql", path.join("1_a.up.sql")).unwrap();
    expect![[r#"
        1 a 1_a.up.sql -
    "#]]
    .assert_eq(&read(&path, &scratch.0, Gaps::Refused));
    std::os::unix::fs::symlink("../gone.sql", path.join("2_b.up.sql")).unwrap();
    expect![[r#"
        the file cannot be read: No such file or directory (os error 2)
          --> migrations/2_b.up.sql
          = help: make it readable for the user who compiles, or remove it
    "#]]
    .assert_eq(&read(&path, &scratch.0, Gaps::Refused));
}
