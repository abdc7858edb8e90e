//! Migrations that fail or are refused: what is said, and what is in the database then.

use std::time::Duration;

use expect_test::expect;
use sqldb_migrate::runner::Options;

use crate::server::{Database, rows};
use crate::{COLUMN, INDEX, TABLE, check, run, try_run, versions};

#[tokio::test]
async fn failure_in_the_middle() {
    let database = Database::new();
    let mut client = database.connect().await;
    let wrong = (
        2,
        "-- größer\nCREATE TABLE other (id int4);\nALTER TABLE todo_item\n  ADD COLUMN done nonsense;\n",
    );
    check(
        &run(&mut client, &[TABLE, wrong, INDEX]).await,
        &expect![[r#"
        migration `2_step_2.up.sql` failed: type "nonsense" does not exist (SQLSTATE 42704)
         --> 2_step_2.up.sql:4:19
          |
        4 |   ADD COLUMN done nonsense;
          |                   ^^^^^^^^
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    check(&versions(&client).await, &expect!["1 f"]);
    check(&rows(&client, "SELECT to_regclass('other')").await, &expect!["null"]);
    let error = try_run(&mut client, &[TABLE, wrong], &Options::default()).await.unwrap_err();
    let failure = error.failure().unwrap();
    let place = failure.place.unwrap();
    assert_eq!((failure.code.as_deref(), place.line, place.column), (Some("42704"), 4, 19));
    check(
        &run(&mut client, &[TABLE, COLUMN, INDEX]).await,
        &expect!["applied [2, 3], now at Some(3)"],
    );
}

#[tokio::test]
async fn failures_and_their_places() {
    let database = Database::new();
    let mut client = database.connect().await;
    assert!(run(&mut client, &[TABLE]).await.starts_with("applied"));
    // The server gives no position for these: the count of completed statements tells.
    let exists = (2, "SELECT 1; SELECT 2;;\nCREATE TABLE todo_item\n  (id int4);\nSELECT 3;");
    check(
        &run(&mut client, &[TABLE, exists]).await,
        &expect![[r#"
        migration `2_step_2.up.sql` failed: relation "todo_item" already exists (SQLSTATE 42P07)
         --> 2_step_2.up.sql:2:1
          |
        2 | CREATE TABLE todo_item
          | ^^^^^^^^^^^^^^^^^^^^^^
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    let unique =
        (2, "INSERT INTO todo_item VALUES (1, 'a');\n  INSERT INTO todo_item VALUES (1, 'b')");
    check(
        &run(&mut client, &[TABLE, unique]).await,
        &expect![[r#"
        migration `2_step_2.up.sql` failed: duplicate key value violates unique constraint "todo_item_pkey" (SQLSTATE 23505)
         --> 2_step_2.up.sql:2:3
          |
        2 |   INSERT INTO todo_item VALUES (1, 'b')
          |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = note: Key (id)=(1) already exists.
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    let extension = run(&mut client, &[TABLE, (2, "CREATE EXTENSION nothing;")]).await;
    assert!(
        extension.contains("= help: install the extension where PostgreSQL runs"),
        "{extension}"
    );
    let inner = (2, "DO $$ BEGIN PERFORM nothing(); END $$;");
    check(
        &run(&mut client, &[TABLE, inner]).await,
        &expect![[r#"
        migration `2_step_2.up.sql` failed: function nothing() does not exist (SQLSTATE 42883)
         --> 2_step_2.up.sql:1:1
          |
        1 | DO $$ BEGIN PERFORM nothing(); END $$;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = note: PL/pgSQL function inline_code_block line 1 at PERFORM
          = note: hint of the server: No function matches the given name and argument types. You might need to add explicit type casts.
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    let open = (2, "SELECT 1;\nSELECT 'é' || 'open");
    check(
        &run(&mut client, &[TABLE, open]).await,
        &expect![[r#"
        migration `2_step_2.up.sql` failed: unterminated quoted string at or near "'open" (SQLSTATE 42601)
         --> 2_step_2.up.sql:2:15
          |
        2 | SELECT 'é' || 'open
          |               ^
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    let end = (2, "SELECT (");
    check(
        &run(&mut client, &[TABLE, end]).await,
        &expect![[r#"
        migration `2_step_2.up.sql` failed: syntax error at end of input (SQLSTATE 42601)
         --> 2_step_2.up.sql:1:9
          |
        1 | SELECT (
          |         ^
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    let deferred = (
        2,
        "CREATE TABLE child (id int8 REFERENCES todo_item DEFERRABLE INITIALLY DEFERRED); INSERT INTO child VALUES (9);",
    );
    check(
        &run(&mut client, &[TABLE, deferred]).await,
        &expect![[r#"
        migration `2_step_2.up.sql` failed: insert or update on table "child" violates foreign key constraint "child_id_fkey" (SQLSTATE 23503)
          = note: Key (id)=(9) is not present in table "todo_item".
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    check(&versions(&client).await, &expect!["1 f"]);
}

#[tokio::test]
async fn refused_before_anything_is_applied() {
    let database = Database::new();
    let mut client = database.connect().await;
    let mixed = (
        2,
        "ALTER TABLE todo_item ADD COLUMN a int4;\nCREATE INDEX CONCURRENTLY ON todo_item (a);",
    );
    check(
        &run(&mut client, &[TABLE, mixed]).await,
        &expect![[r#"
        `CREATE INDEX CONCURRENTLY` cannot run in a transaction, the other statements of the file do
         --> 2_step_2.up.sql:2:1
          |
        2 | CREATE INDEX CONCURRENTLY ON todo_item (a);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ move this to a migration of its own
          = help: a migration of only such statements is run outside a transaction"#]],
    );
    let middle = (2, "SELECT 1;\nCOMMIT;\nSELECT 2;");
    check(
        &run(&mut client, &[TABLE, middle]).await,
        &expect![[r#"
        `COMMIT` cannot stand here: a migration is one transaction
         --> 2_step_2.up.sql:2:1
          |
        2 | COMMIT;
          | ^^^^^^ what is done before would stay when what follows fails
          = help: remove it, or split the file into one migration for each transaction"#]],
    );
    check(&rows(&client, "SELECT to_regclass('todo_item')").await, &expect![["null"]]);
}

#[tokio::test]
async fn a_killed_connection_leaves_nothing() {
    let database = Database::new();
    let mut client = database.connect().await;
    let other = database.connect().await;
    let pid = rows(&client, "SELECT pg_backend_pid()").await;
    let slow = (2, "CREATE TABLE half ();\nSELECT pg_sleep(60);");
    let killed = async {
        while rows(
            &other,
            &format!("SELECT 1 FROM pg_stat_activity WHERE pid = {pid} AND wait_event = 'PgSleep'"),
        )
        .await
        .is_empty()
        {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        rows(&other, &format!("SELECT pg_terminate_backend({pid})")).await
    };
    let files = [TABLE, slow];
    let (found, _) = tokio::join!(run(&mut client, &files), killed);
    check(
        &found,
        &expect![[r#"
            migration `2_step_2.up.sql` failed: terminating connection due to administrator command (SQLSTATE 57P01)
             --> 2_step_2.up.sql:2:1
              |
            2 | SELECT pg_sleep(60);
              | ^^^^^^^^^^^^^^^^^^^
              = note: nothing of the file is applied
              = help: start again"#]],
    );
    let mut client = database.connect().await;
    check(&versions(&client).await, &expect![["1 f"]]);
    check(
        &run(&mut client, &[TABLE, (2, "CREATE TABLE half ();")]).await,
        &expect!["applied [2], now at Some(2)"],
    );
}

#[tokio::test]
async fn dirty_newer_and_late() {
    let database = Database::new();
    let mut client = database.connect().await;
    assert!(run(&mut client, &[TABLE, INDEX]).await.starts_with("applied"));
    check(
        &run(&mut client, &[TABLE, COLUMN, INDEX]).await,
        &expect![[r#"
            `2_step_2.up.sql` is not applied, but the database is at migration 3 already
              = help: `sqldb migrate rebase` gives it a number above all others, so that it is applied last"#]],
    );
    check(
        &run(&mut client, &[TABLE]).await,
        &expect![[r#"
            the database is at migration 3, but the last file is `1_step_1.up.sql` (number 1)
              = help: run the version of the program that has its file, or restore the file
              = help: in a database of your own: `sqldb reset` begins anew"#]],
    );
    client.batch_execute("UPDATE schema_migrations SET dirty = true").await.unwrap();
    let error = try_run(&mut client, &[TABLE, INDEX], &Options::default()).await.unwrap_err();
    assert!(error.is_dirty());
    check(
        &error.to_string(),
        &expect![[r#"
            migration `3_step_3.up.sql` was left half-way (`dirty`)
              = help: look at what of it is there
              = help: if all of it is, or once you have completed it: `sqldb migrate repair --completed` (`UPDATE schema_migrations SET dirty = false`)
              = help: if none of it is, or once you have undone it: `sqldb migrate repair --undone` (`UPDATE schema_migrations SET version = 1, dirty = false`)"#]],
    );
}
