//! Runs that succeed, have nothing to do, or may not begin.

use expect_test::expect;
use sqldb_migrate::runner::{Mode, Options};

use crate::server::{Database, rows};
use crate::{COLUMN, INDEX, TABLE, check, run, try_run, versions};

#[tokio::test]
async fn first_and_second_run() {
    let database = Database::new();
    let mut client = database.connect().await;
    check(&run(&mut client, &[]).await, &expect!["applied [], now at None"]);
    check(&run(&mut client, &[TABLE, COLUMN]).await, &expect!["applied [1, 2], now at Some(2)"]);
    check(&run(&mut client, &[TABLE, COLUMN]).await, &expect!["applied [], now at Some(2)"]);
    check(
        &run(&mut client, &[TABLE, COLUMN, INDEX]).await,
        &expect!["applied [3], now at Some(3)"],
    );
    check(&versions(&client).await, &expect!["3 f"]);
    let records = "SELECT version, name, checksum, applied_at IS NOT NULL, duration > '0' FROM _sqldb_migrations";
    check(
        &rows(&client, records).await,
        &expect![
            "1 step_1 1:15a5204d4dd148d4 t t, 2 step_2 1:72cb25cc06c873b5 t t, 3 step_3 1:e40fb682ade262d8 t t"
        ],
    );
    let columns = "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = 'schema_migrations'";
    check(&rows(&client, columns).await, &expect!["version bigint NO, dirty boolean NO"]);
    check(
        // Other tests lock their own databases on the same server.
        &rows(
            &client,
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
        )
        .await,
        &expect!["0"],
    );
    let edited =
        (1, "-- says more\nCREATE TABLE todo_item (id int8 PRIMARY KEY, title text NOT NULL)\n;");
    check(
        &run(&mut client, &[edited, COLUMN, INDEX]).await,
        &expect!["applied [], now at Some(3)"],
    );
    check(
        &run(&mut client, &[edited, COLUMN, (3, "SELECT 3")]).await,
        &expect![[r#"
            `3_step_3.up.sql` is not what was applied under its number
              = help: restore the file, and write a new migration
              = help: if the change makes no difference: `sqldb migrate repair` records it
              = help: in a database of your own: `sqldb migrate redo 3` takes it back and runs it again, `sqldb reset` begins anew"#]],
    );
}

#[tokio::test]
async fn twenty_at_once_migrate_once() {
    let database = Database::new();
    let files = [TABLE, COLUMN, INDEX, (4, "INSERT INTO todo_item VALUES (1, 'once')")];
    let mut runs = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let mut client = database.connect().await;
        runs.spawn(async move { try_run(&mut client, &files, &Options::default()).await });
    }
    let reports: Vec<_> = runs.join_all().await.into_iter().map(Result::unwrap).collect();
    assert_eq!(reports.iter().map(|report| report.applied.len()).sum::<usize>(), 4);
    assert_eq!(reports.iter().filter(|report| !report.applied.is_empty()).count(), 1);
    assert!(reports.iter().all(|report| report.version == Some(4)));
}

#[tokio::test]
async fn only_checking() {
    let database = Database::new();
    let mut client = database.connect().await;
    let options = Options { mode: Mode::CheckOnly, ..Options::default() };
    let error = try_run(&mut client, &[TABLE, COLUMN], &options).await.unwrap_err();
    assert!(error.is_behind());
    check(
        &error.to_string(),
        &expect![[r#"
            the database is behind: `1_step_1.up.sql` and `2_step_2.up.sql` are not applied
              = help: run `sqldb migrate up`, or a program of the crate that declares the database without `SQLDB_MIGRATE=off`, or call `DB.migrate()`: as a role that may change the schema"#]],
    );
    check(&rows(&client, "SELECT to_regclass('schema_migrations')").await, &expect![["null"]]);
    assert!(run(&mut client, &[TABLE, COLUMN]).await.starts_with("applied"));
    assert_eq!(try_run(&mut client, &[TABLE, COLUMN], &options).await.unwrap().version, Some(2));
}

#[tokio::test]
async fn the_last_one_again() {
    let database = Database::new();
    let mut client = database.connect().await;
    assert!(run(&mut client, &[TABLE, COLUMN]).await.starts_with("applied"));
    client.batch_execute("ALTER TABLE todo_item DROP COLUMN done; UPDATE schema_migrations SET version = version - 1").await.unwrap();
    check(&run(&mut client, &[TABLE, COLUMN]).await, &expect!["applied [2], now at Some(2)"]);
    client
        .batch_execute("DROP TABLE todo_item; UPDATE schema_migrations SET version = 0")
        .await
        .unwrap();
    check(&run(&mut client, &[TABLE, COLUMN]).await, &expect!["applied [1, 2], now at Some(2)"]);
}

#[tokio::test]
async fn no_schema_to_keep_the_history_in() {
    let database = Database::new();
    let mut client = database.connect().await;
    client.batch_execute("SET search_path = nowhere").await.unwrap();
    check(
        &run(&mut client, &[TABLE]).await,
        &expect![[r#"
        no schema of the search path exists, so there is no place for `schema_migrations`
          = help: create one, such as `CREATE SCHEMA public`, or correct `search_path`"#]],
    );
}
