//! `sqldb check`: what it finds in migrations and queries, alone and against an older version.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod project;

use expect_test::{Expect, expect};
use project::{Project, text};

/// A program with queries on one database.
fn program(queries: &str) -> Project {
    let project = Project::empty();
    project.write("Cargo.toml", "[package]\nname = \"program\"\nedition = \"2024\"\n");
    write(&project, queries);
    project.write(
        "migrations/1_create_item.up.sql",
        "CREATE TYPE state AS ENUM ('open', 'done');
         CREATE TABLE item (
             id int4 PRIMARY KEY, title text NOT NULL, state state NOT NULL DEFAULT 'open', price int4
         );",
    );
    project
}

fn write(project: &Project, queries: &str) {
    let declared = "#[sqldb::database(name = \"shop\", migrations = \"./migrations\")]\nmod shop {}\nuse shop::sql;\n\n";
    project.write("src/main.rs", &format!("{declared}fn main() {{\n{queries}\n}}\n"));
}

/// All that the command prints, and its exit code.
fn output(project: &Project, words: &[&str]) -> String {
    let words: Vec<&str> = ["check"].iter().chain(words).copied().collect();
    let output = project.run(&words);
    let all = text(&output.stdout) + &text(&output.stderr);
    let code = output.status.code().unwrap();
    format!("{all}exit code {code}")
}

#[track_caller]
fn check(project: &Project, words: &[&str], expected: Expect) {
    expected.assert_eq(&output(project, words));
}

#[test]
fn mistakes_and_lints() {
    let project = program(
        "    sql!(\"SELECT id, titel FROM item WHERE price = NULL\");
    sql!(
        r#\"DELETE
             FROM item\"#
    );
    sql!(\"SELECT id FROM \\\"item\\\" WHERE price <> NULL\");
    shop::sql!(\"SELECT id FROM item WHERE id = <id>\", id = 1);",
    );
    project.write("migrations/2_index.up.sql", "CREATE INDEX i ON item (title);");
    check(
        &project,
        &[],
        expect![[r#"
            warning[index-blocks-writes]: writes to `item` wait until the index is built
             --> migrations/2_index.up.sql:1:1
              |
            1 | CREATE INDEX i ON item (title);
              | ^^^^^^^^^^^^
              = help: write `CREATE INDEX CONCURRENTLY i ON item …` in a migration of its own, which is run outside a transaction

            error: column `titel` does not exist
             --> src/main.rs:6:22
              |
            1 | SELECT id, titel FROM item WHERE price = NULL
              |            ^^^^^
              = note: `item` has the columns `id`, `title`, `state`, `price` (migrations/1_create_item.up.sql:2:23)
              = help: did you mean `title`?

            warning[no-where]: without `WHERE` this deletes all rows of `item`
             --> src/main.rs:9:19
              |
            2 |              FROM item
              |                   ^^^^
              = help: write `WHERE true` if that is meant

            warning[null-comparison]: `<> NULL` is never true, whatever it is compared with
             --> src/main.rs:11:10
              |
            1 | SELECT id FROM "item" WHERE price <> NULL
              |                                      ^^^^
              = help: write `IS NOT NULL`

            shop: 2 migrations, 4 queries
            1 mistake, 3 warnings
            exit code 1"#]],
    );
    // What the options name is left out, and an error; nothing else is different.
    let all = output(&project, &[]);
    let no_where = all.split_inclusive("\n\n").find(|part| part.contains("[no-where]")).unwrap();
    let expected = all
        .replace(no_where, "")
        .replace("warning[index-blocks-writes]", "error[index-blocks-writes]")
        .replace("1 mistake, 3 warnings", "2 mistakes, 1 warning");
    let found = output(&project, &["--allow", "no-where", "--deny", "index-blocks-writes"]);
    assert_eq!(found, expected);
    let lines = project.run(&["check", "--json"]);
    let lines: Vec<serde_json::Value> =
        text(&lines.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let index = lines.first().unwrap();
    assert_eq!(index["rule"], "index-blocks-writes");
    assert_eq!(index["file"], "migrations/2_index.up.sql");
    assert_eq!((&index["line"], &index["column"]), (&1.into(), &1.into()));
    assert_eq!(lines.last().unwrap()["errors"], 1);
    check(
        &project,
        &["--deny", "everything"],
        expect![[r#"
            error: invalid value 'everything' for '--deny <RULE>': the rules are all, old-on-new, new-on-old, index-blocks-writes, index-drop-blocks, reindex-blocks, rewrite-blocks, refresh-blocks, not-null-scans, check-scans, foreign-key-scans, constraint-builds-index, validate-holds-lock, default-rewrites, type-rewrites, detach-blocks, updates-all-rows, required-column, enum-value-used, truncates, attach-scans, no-lock-timeout, numbers-run-out, drop-database, drop-table, drop-column, rename-table, rename-column, type-changes, drop-not-null, drop-default, rename-enum-value, null-comparison, no-where, not-in-nullable, unknown-rule, unused-allow

            For more information, try '--help'.
            exit code 2"#]],
    );
    check(
        &project,
        &["nothing"],
        expect![[r#"
            error: no database `nothing` is declared in this workspace; there is `shop`
            exit code 2"#]],
    );
}

#[test]
fn what_cannot_be_parsed_is_named() {
    let project = program("    sql!(\"SELECT 1\");");
    let main = std::fs::read_to_string(project.directory.join("src/main.rs")).unwrap();
    project.write("src/main.rs", &format!("mod half;\n{main}"));
    project.write("src/half.rs", "fn half() -> {}");
    check(
        &project,
        &[],
        expect![[r#"
        shop: 1 migration, 1 query
        src/half.rs:1:14 cannot be parsed: expected one of: `for`, parentheses, `unsafe`, `fn`, `extern`, identifier, `::`, `<`, `dyn`, square brackets, `*`, `&`, `!`, `impl`, `_`, lifetime; its queries were not checked
        all in order
        exit code 0"#]],
    );
}

#[test]
fn migrations_with_mistakes() {
    let project = program("    sql!(\"SELECT 1\");");
    project.write("migrations/3_gap.up.sql", "SELECT 1;");
    check(
        &project,
        &[],
        expect![[r#"
        error: `3_gap.up.sql` follows `1_create_item.up.sql`: number 2 is missing
          --> migrations/3_gap.up.sql
          = help: add what is missing, rename this file to `2_gap.up.sql`, or allow it with `allow_gaps`

        shop: no query was checked, for its migrations have mistakes
        1 mistake, 0 warnings
        exit code 1"#]],
    );
    check(
        &project,
        &["--migrations", "migrations"],
        expect![[r#"
        error: `3_gap.up.sql` follows `1_create_item.up.sql`: number 2 is missing
          --> migrations/3_gap.up.sql
          = help: add what is missing, rename this file to `2_gap.up.sql`, or allow it with `allow_gaps`

        migrations
        1 mistake, 0 warnings
        exit code 1"#]],
    );
}

#[test]
fn directories_of_other_tools() {
    let project = Project::empty();
    project.write("m/2024-01-01-000000_a/up.sql", "CREATE TABLE a (id int8);");
    project.write("m/2024-01-02-000000_b/up.sql", "CREATE INDEX i ON a (id);");
    check(
        &project,
        &["--migrations", "m"],
        expect![[r#"
        warning[index-blocks-writes]: writes to `a` wait until the index is built
         --> m/2024-01-02-000000_b/up.sql:1:1
          |
        1 | CREATE INDEX i ON a (id);
          | ^^^^^^^^^^^^
          = help: write `CREATE INDEX CONCURRENTLY i ON a …` in a migration of its own, which is run outside a transaction

        m: 2 migrations
        0 mistakes, 1 warning
        exit code 0"#]],
    );
}

#[test]
fn what_breaks_the_deployed_version() {
    let project = program(
        "    sql!(\"SELECT * FROM item WHERE title = <title>\");
    sql!(\"SELECT price FROM item\");
    sql!(\"INSERT INTO item (id, title) VALUES (1, 'a')\");
    sql!(\"SELECT title FROM item WHERE id = 1\");
    sql!(\"SELECT id FROM item\");",
    );
    project.commit("v1");
    // A column more is no matter, not even for `*`; a column less is.
    project.write("migrations/2_more.up.sql", "ALTER TABLE item ADD note text;");
    check(
        &project,
        &["--against", "v1", "--deny", "all"],
        expect![[r#"
            error[new-on-old]: column `item.note` does not exist
             --> src/main.rs:6:11
              |
            1 | SELECT * FROM item WHERE title = <title>
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              = note: `item` has the columns `id`, `title`, `state`, `price` (migrations/1_create_item.up.sql:2:23)
              = help: migrate before this version of the program runs: with the schema of v1 it does not

            shop: 2 migrations, 5 queries
            1 mistake, 0 warnings
            exit code 1"#]],
    );

    project.write(
        "migrations/3_breaks.up.sql",
        "ALTER TABLE item DROP price;
         ALTER TABLE item ADD code text NOT NULL;
         ALTER TABLE item ALTER title DROP NOT NULL;
         ALTER TABLE item DROP CONSTRAINT item_pkey;
         ALTER TABLE item ALTER id TYPE int8;",
    );
    write(&project, "    sql!(\"SELECT note FROM item\");");
    check(
        &project,
        &["--against", "v1"],
        expect![[r#"
            error[old-on-new]: column `item.price` does not exist
             --> src/main.rs:6:11 (of v1)
              |
            1 | SELECT * FROM item WHERE title = <title>
              | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              = note: `price` was dropped (migrations/3_breaks.up.sql:1:23)

            error[old-on-new]: column `price` does not exist
             --> src/main.rs:7:18 (of v1)
              |
            1 | SELECT price FROM item
              |        ^^^^^
              = note: `price` was dropped (migrations/3_breaks.up.sql:1:23)

            error[old-on-new]: null value in column `code` of relation `item` violates not-null constraint
             --> src/main.rs:8:23 (of v1)
              |
            1 | INSERT INTO item (id, title) VALUES (1, 'a')
              |             ^^^^ `code` is left out
              = note: `code` is NOT NULL and has no default (migrations/3_breaks.up.sql:2:31)
              = help: add `code` to the columns, with its value

            error[old-on-new]: `title` is read as never NULL, and may be NULL with that schema
             --> src/main.rs:9:18 (of v1)
              |
            1 | SELECT title FROM item WHERE id = 1
              |        ^^^^^

            error[old-on-new]: `id` is read as `int4`, and is `int8` with that schema
             --> src/main.rs:10:18 (of v1)
              |
            1 | SELECT id FROM item
              |        ^^

            warning[new-on-old]: column `note` does not exist
             --> src/main.rs:6:18
              |
            1 | SELECT note FROM item
              |        ^^^^
              = note: `item` has the columns `id`, `title`, `state`, `price` (migrations/1_create_item.up.sql:2:23)
              = help: migrate before this version of the program runs: with the schema of v1 it does not

            warning[required-column]: `item` has no value of `code` for the rows that are there, and the program that is deployed now inserts none
             --> migrations/3_breaks.up.sql:2:31
              |
            2 |          ALTER TABLE item ADD code text NOT NULL;
              |                               ^^^^^^^^^^^^^^^^^^
              = help: add a `DEFAULT`, or add the column without `NOT NULL`, and set that in a later migration

            warning[type-rewrites]: this writes all of `item` anew, and reads and writes wait until then
             --> migrations/3_breaks.up.sql:5:33
              |
            5 |          ALTER TABLE item ALTER id TYPE int8;
              |                                 ^^
              = help: add a column of the new type, write both, copy the rows in steps, then drop `id`

            shop: 3 migrations, 1 query
            5 mistakes, 3 warnings
            exit code 1"#]],
    );
    check(
        &project,
        &["--against", "v2"],
        expect![[r#"
        error: `v2` cannot be taken out of git: not a valid object name: v2
        exit code 2"#]],
    );
}

#[test]
fn drops_that_no_query_of_the_deployed_version_sees() {
    let project = program("    sql!(\"SELECT id, state FROM item\");");
    project.write("migrations/2_index.up.sql", "CREATE INDEX i ON item (title);");
    project.commit("v1");
    project.write("migrations/3_drop.up.sql", "ALTER TABLE item DROP price;");
    // What was deployed is not warned of again, and what no query sees not at all.
    check(
        &project,
        &["--against", "HEAD"],
        expect![[r#"
            shop: 3 migrations, 1 query
            all in order
            exit code 0"#]],
    );
    check(
        &project,
        &[],
        expect![[r#"
            warning[index-blocks-writes]: writes to `item` wait until the index is built
             --> migrations/2_index.up.sql:1:1
              |
            1 | CREATE INDEX i ON item (title);
              | ^^^^^^^^^^^^
              = help: write `CREATE INDEX CONCURRENTLY i ON item …` in a migration of its own, which is run outside a transaction

            warning[drop-column]: queries of the program that is deployed now may name `item.price`
             --> migrations/3_drop.up.sql:1:23
              |
            1 | ALTER TABLE item DROP price;
              |                       ^^^^^
              = help: first deploy a program without such queries, then drop it

            shop: 3 migrations, 1 query
            0 mistakes, 2 warnings
            exit code 0"#]],
    );
    project.write("migrations/4_state.up.sql", "ALTER TYPE state ADD VALUE 'late';");
    check(
        &project,
        &["--against", "HEAD"],
        expect![[r#"
            error[old-on-new]: `state` may be 'late' with that schema, which is not known here
             --> src/main.rs:6:22 (of HEAD)
              |
            1 | SELECT id, state FROM item
              |            ^^^^^

            shop: 4 migrations, 1 query
            1 mistake, 0 warnings
            exit code 1"#]],
    );
}

/// Every other migration waits for a lock, so that it is told only on request.
#[test]
fn a_lock_that_is_waited_for_without_an_end() {
    let project = program("    sql!(\"SELECT id FROM item\");");
    project.write("migrations/2_note.up.sql", "ALTER TABLE item ADD note text;");
    let found = output(&project, &["--deny", "all"]);
    assert_eq!(found, "shop: 2 migrations, 1 query\nall in order\nexit code 0");
    check(
        &project,
        &["--deny", "no-lock-timeout"],
        expect![[r#"
        error[no-lock-timeout]: while this waits for a transaction that uses `item`, all new reads and writes of it wait, too
         --> migrations/2_note.up.sql:1:1
          |
        1 | ALTER TABLE item ADD note text;
          | ^^^^^
          = help: write `SET lock_timeout = '3s';` above it, or migrate with `SQLDB_MIGRATE_LOCK_TIMEOUT=3`: then it gives up, and may be tried again

        shop: 2 migrations, 1 query
        1 mistake, 0 warnings
        exit code 1"#]],
    );
    let mut limited = project.command(&["check", "--deny", "no-lock-timeout"]);
    limited.env("SQLDB_MIGRATE_LOCK_TIMEOUT", "3");
    assert!(limited.output().unwrap().status.success());
}

#[test]
fn a_database_that_is_new_or_whose_older_migrations_have_mistakes() {
    let project = program("    sql!(\"SELECT id FROM item\");");
    project.write("migrations/2_index.up.sql", "CREATE INDEX i ON item (title);");
    let declared = std::fs::read_to_string(project.directory.join("src/main.rs")).unwrap();
    project.write("src/main.rs", "fn main() {}");
    project.commit("v1");
    project.write("src/main.rs", &declared);
    check(
        &project,
        &["--against", "v1"],
        expect![[r#"
        shop: 2 migrations, 1 query
        all in order
        exit code 0"#]],
    );
    project.write("migrations/2_index.up.sql", "CREATE INDEX i ON item (titel);");
    project.git(&["commit", "--quiet", "-am", "broken"]);
    project.write("migrations/2_index.up.sql", "SELECT 1;");
    check(
        &project,
        &["--against", "HEAD"],
        expect![[r#"
            error: the migrations of HEAD have mistakes, so that it was not compared: column `titel` does not exist

            shop: 2 migrations, 1 query
            1 mistake, 0 warnings
            exit code 1"#]],
    );
}
