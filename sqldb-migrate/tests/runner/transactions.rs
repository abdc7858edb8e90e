//! Files that are not simply one transaction, and what a session keeps of them.

use expect_test::expect;
use sqldb_migrate::EmbeddedMigration;
use sqldb_migrate::runner::{Mode, Options, migrate};

use crate::server::{Database, rows};
use crate::{TABLE, check, run, try_run, versions};

#[tokio::test]
async fn outside_a_transaction() {
    let database = Database::new();
    let mut client = database.connect().await;
    let index = (
        2,
        "SET statement_timeout = 0;\nCREATE INDEX CONCURRENTLY i ON todo_item (title);\nVACUUM todo_item;",
    );
    check(&run(&mut client, &[TABLE, index]).await, &expect!["applied [1, 2], now at Some(2)"]);
    check(&rows(&client, "SHOW statement_timeout").await, &expect![["0"]]);

    // The invalid index that PostgreSQL leaves is removed again.
    client.batch_execute("INSERT INTO todo_item VALUES (1, 'a'), (2, 'a')").await.unwrap();
    let unique = (3, "CREATE UNIQUE INDEX CONCURRENTLY ON todo_item (title);");
    check(
        &run(&mut client, &[TABLE, index, unique]).await,
        &expect![[r#"
        migration `3_step_3.up.sql` failed: could not create unique index "todo_item_title_idx" (SQLSTATE 23505)
         --> 3_step_3.up.sql:1:1
          |
        1 | CREATE UNIQUE INDEX CONCURRENTLY ON todo_item (title);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = note: Key (title)=(a) is duplicated.
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    check(&versions(&client).await, &expect!["2 f"]);
    check(
        &rows(&client, "SELECT count(*) FROM pg_index WHERE NOT indisvalid").await,
        &expect!["0"],
    );

    // What stands before it stays, and the next run goes on with what failed.
    let half = (
        3,
        "SET lock_timeout = '5s';\nCREATE INDEX CONCURRENTLY a ON todo_item (id);\nCREATE UNIQUE INDEX CONCURRENTLY u ON todo_item (title);",
    );
    check(
        &run(&mut client, &[TABLE, index, half]).await,
        &expect![[r#"
        migration `3_step_3.up.sql` failed: could not create unique index "u" (SQLSTATE 23505)
         --> 3_step_3.up.sql:3:1
          |
        3 | CREATE UNIQUE INDEX CONCURRENTLY u ON todo_item (title);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = note: Key (title)=(a) is duplicated.
          = note: what stands before it is applied: the file cannot run in a transaction
          = help: correct the file from here on and start again: the next run goes on here"#]],
    );
    check(&versions(&client).await, &expect!["3 t"]);
    let only_looking = Options { mode: Mode::CheckOnly, ..Options::default() };
    let error = try_run(&mut client, &[TABLE, index, half], &only_looking).await.unwrap_err();
    assert!(error.is_behind(), "{error}");
    let other = (3, "CREATE INDEX CONCURRENTLY b ON todo_item (id);");
    check(
        &run(&mut client, &[TABLE, index, other]).await,
        &expect![[r#"
            migration `3_step_3.up.sql` was left half-way (`dirty`)
              = help: look at what of it is there
              = help: if all of it is, or once you have completed it: `sqldb migrate repair --completed` (`UPDATE schema_migrations SET dirty = false`)
              = help: if none of it is, or once you have undone it: `sqldb migrate repair --undone` (`UPDATE schema_migrations SET version = 2, dirty = false`)"#]],
    );
    client.batch_execute("DELETE FROM todo_item WHERE id = 2").await.unwrap();
    check(&run(&mut client, &[TABLE, index, half]).await, &expect!["applied [3], now at Some(3)"]);
    let unique = half;

    // What leaves nothing when it fails is not dirty.
    let nothing = (4, "VACUUM nothing");
    check(
        &run(&mut client, &[TABLE, index, unique, nothing]).await,
        &expect![[r#"
        migration `4_step_4.up.sql` failed: relation "nothing" does not exist (SQLSTATE 42P01)
         --> 4_step_4.up.sql:1:1
          |
        1 | VACUUM nothing
          | ^^^^^^^^^^^^^^
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    check(&versions(&client).await, &expect![["3 f"]]);
}

#[tokio::test]
async fn a_wrapped_file_is_its_own_transaction() {
    let database = Database::new();
    let mut client = database.connect().await;
    let wrapped = (
        2,
        "-- é\nBEGIN ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE a (id int4);\nSELECT 1/0;\nCOMMIT;\n",
    );
    check(
        &run(&mut client, &[TABLE, wrapped]).await,
        &expect![[r#"
        migration `2_step_2.up.sql` failed: division by zero (SQLSTATE 22012)
         --> 2_step_2.up.sql:4:1
          |
        4 | SELECT 1/0;
          | ^^^^^^^^^^
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    check(&rows(&client, "SELECT to_regclass('a')").await, &expect![["null"]]);
    check(&versions(&client).await, &expect![["1 f"]]);
    let wrapped = (
        2,
        "BEGIN ISOLATION LEVEL SERIALIZABLE;\nCREATE TABLE a AS SELECT current_setting('transaction_isolation') AS level;\nCOMMIT;\n",
    );
    check(&run(&mut client, &[TABLE, wrapped]).await, &expect!["applied [2], now at Some(2)"]);
    check(&rows(&client, "SELECT * FROM a").await, &expect![["serializable"]]);
    check(&versions(&client).await, &expect![["2 f"]]);
}

#[tokio::test]
async fn settings_end_with_their_file() {
    let database = Database::new();
    let mut client = database.connect().await;
    let dump = (
        1,
        "SELECT pg_catalog.set_config('search_path', '', false); CREATE ROLE sqldb_weak; SET ROLE sqldb_weak; RESET ROLE; CREATE TABLE public.t (); SET SESSION AUTHORIZATION sqldb_weak;",
    );
    let next = (2, "ALTER TABLE t ADD COLUMN a int4; DROP ROLE sqldb_weak");
    check(&run(&mut client, &[dump, next]).await, &expect!["applied [1, 2], now at Some(2)"]);
}

/// sqlx's `-- no-transaction`, diesel's `run_in_transaction = false`, and transactions in files.
#[tokio::test]
async fn files_that_are_no_one_transaction() {
    let database = Database::new();
    let mut client = database.connect().await;
    let file = |sql| [EmbeddedMigration { version: 1, name: "a", file: "1_a.sql", sql }];
    let wrong = "CREATE TABLE t (id int4);
CREATE INDEX CONCURRENTLY i ON t (id);
BEGIN;
INSERT INTO t VALUES (1);
SELECT 1/0;
COMMIT;
CREATE TABLE u ();";
    let error = migrate(&mut client, &file(wrong), &Options::default()).await.unwrap_err();
    expect![[r#"
        migration `1_a.sql` failed: division by zero (SQLSTATE 22012)
         --> 1_a.sql:5:1
          |
        5 | SELECT 1/0;
          | ^^^^^^^^^^
          = note: what stands before it is applied: the file cannot run in a transaction
          = help: correct the file from here on and start again: the next run goes on here"#]]
    .assert_eq(&error.to_string());
    let state = "SELECT version, dirty, (SELECT count(*) FROM t) FROM schema_migrations";
    assert_eq!(rows(&client, state).await, "1 t 0");
    // The next run goes on where the transaction begins.
    let right = wrong.replace("SELECT 1/0", "INSERT INTO t VALUES (2)");
    let report = migrate(&mut client, &file(&right), &Options::default()).await.unwrap();
    assert_eq!(report.version, Some(1));
    assert_eq!(rows(&client, state).await, "1 f 2");
    assert_eq!(rows(&client, "SELECT to_regclass('u')").await, "u");
    let own = [EmbeddedMigration { version: 1, name: "a", file: "1_a.up.sql", sql: &right }];
    let other = Database::new();
    let mut client = other.connect().await;
    let error = migrate(&mut client, &own, &Options::default()).await.unwrap_err();
    assert!(error.to_string().starts_with("`BEGIN` cannot stand here"), "{error}");
}
