//! The runner against a real PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot reach its database must fail"
)]

mod server;

use std::sync::Mutex;
use std::time::Duration;

use expect_test::{Expect, expect};
use server::{Database, rows};
use sqldb_migrate::EmbeddedMigration;
use sqldb_migrate::runner::{Error, Mode, Options, Progress, Report, migrate};
use tokio_postgres::Client;

const TABLE: (i64, &str) =
    (1, "CREATE TABLE todo_item (id int8 PRIMARY KEY, title text NOT NULL);");
const COLUMN: (i64, &str) =
    (2, "ALTER TABLE todo_item ADD COLUMN done bool NOT NULL DEFAULT false;");
const INDEX: (i64, &str) = (3, "CREATE INDEX todo_item_title ON todo_item (title);");

type Files<'a> = &'a [(i64, &'a str)];

async fn try_run(
    client: &mut Client,
    files: Files<'_>,
    options: &Options<'_>,
) -> Result<Report, Error> {
    let names: Vec<_> = files
        .iter()
        .map(|(version, _)| (format!("step_{version}"), format!("{version}_step_{version}.up.sql")))
        .collect();
    let migrations: Vec<_> = files
        .iter()
        .zip(&names)
        .map(|((version, sql), (name, file))| EmbeddedMigration {
            version: *version,
            name,
            file,
            sql,
        })
        .collect();
    migrate(client, &migrations, options).await
}

async fn run(client: &mut Client, files: Files<'_>) -> String {
    match try_run(client, files, &Options::default()).await {
        Ok(report) => {
            let versions: Vec<_> = report.applied.iter().map(|applied| applied.version).collect();
            format!("applied {versions:?}, now at {:?}", report.version)
        }
        Err(error) => error.to_string(),
    }
}

async fn versions(client: &Client) -> String {
    rows(client, "SELECT version, dirty FROM public.schema_migrations ORDER BY 1").await
}

#[track_caller]
fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

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
              = help: restore the file and write a new migration; or, for a database of your own, `sqldb migrate redo 3` takes back and runs again; or, if the change makes no difference, `sqldb migrate repair` records it"#]],
    );
}

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
async fn take_over_from_golang_migrate() {
    let database = Database::new();
    let mut client = database.connect().await;
    client
        .batch_execute(
            "CREATE TABLE todo_item (id int8 PRIMARY KEY, title text NOT NULL);
             CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null);
             INSERT INTO schema_migrations VALUES (1, false);",
        )
        .await
        .unwrap();
    check(&run(&mut client, &[TABLE, COLUMN]).await, &expect!["applied [2], now at Some(2)"]);
    check(&versions(&client).await, &expect!["2 f"]);
    let records = "SELECT version, applied_at IS NULL FROM _sqldb_migrations ORDER BY 1";
    check(&rows(&client, records).await, &expect!["1 t, 2 f"]);
}

/// What golang-migrate's library sends to apply a file (`database/postgres/postgres.go`
/// `ensureVersionTable`, `SetVersion`, `runStatement`; `migrate.go runMigrations`, version 4.19).
async fn golang_migrate(client: &Client, before: i64, version: i64, sql: &str) {
    let table = r#""public"."schema_migrations""#;
    let create = format!(
        "CREATE TABLE IF NOT EXISTS {table} (version bigint not null primary key, dirty boolean not null)"
    );
    client.batch_execute(&create).await.unwrap();
    let found = rows(client, &format!("SELECT version, dirty FROM {table} LIMIT 1")).await;
    assert_eq!(found, if before < 0 { String::new() } else { format!("{before} f") });
    let set = |dirty: bool| {
        format!(
            "BEGIN; TRUNCATE {table}; INSERT INTO {table} (version, dirty) VALUES ({version}, {dirty}); COMMIT"
        )
    };
    client.batch_execute(&set(true)).await.unwrap();
    client.batch_execute(sql).await.unwrap();
    client.batch_execute(&set(false)).await.unwrap();
}

#[tokio::test]
async fn golang_migrate_and_this_in_turn() {
    let database = Database::new();
    let mut client = database.connect().await;
    let files = [TABLE, COLUMN, INDEX, (4, "CREATE TABLE u ()")];
    golang_migrate(&client, -1, 1, TABLE.1).await;
    check(&run(&mut client, &files[..2]).await, &expect!["applied [2], now at Some(2)"]);
    golang_migrate(&client, 2, 3, INDEX.1).await;
    check(&run(&mut client, &files).await, &expect!["applied [4], now at Some(4)"]);
    let records = "SELECT version, applied_at IS NULL FROM _sqldb_migrations ORDER BY 1";
    check(&rows(&client, records).await, &expect!["1 t, 2 f, 3 t, 4 f"]);
    // It goes down (`Steps(-1)` sets the version of the file before), and this goes up again.
    golang_migrate(&client, 4, 3, "DROP TABLE u").await;
    check(&run(&mut client, &files).await, &expect!["applied [4], now at Some(4)"]);
    // A failure of it is told as what it is.
    client.batch_execute("UPDATE schema_migrations SET version = 5, dirty = true").await.unwrap();
    let error = try_run(&mut client, &files, &Options::default()).await.unwrap_err();
    assert!(error.is_dirty(), "{error}");
}

#[tokio::test]
async fn take_over_of_one_row_for_each_migration() {
    let database = Database::new();
    let mut client = database.connect().await;
    client
        .batch_execute(
            "CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null);
             INSERT INTO schema_migrations VALUES (1, false), (2, false);",
        )
        .await
        .unwrap();
    let files = [TABLE, COLUMN, (3, "CREATE TABLE u ()"), (4, "VACUUM u")];
    check(&run(&mut client, &files).await, &expect!["applied [3, 4], now at Some(4)"]);
    check(&versions(&client).await, &expect!["1 f, 2 f, 3 f, 4 f"]);
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
          = help: run the version of the program that has its file, or restore the file"#]],
    );
    client.batch_execute("UPDATE schema_migrations SET dirty = true").await.unwrap();
    let error = try_run(&mut client, &[TABLE, INDEX], &Options::default()).await.unwrap_err();
    assert!(error.is_dirty());
    check(
        &error.to_string(),
        &expect![[r#"
            migration `3_step_3.up.sql` was left half-way (`dirty`)
              = help: look at what of it is there; if all of it is, or once you have completed it: `sqldb migrate repair --completed` (`UPDATE schema_migrations SET dirty = false`); if none of it is, or once you have undone it: `sqldb migrate repair --undone` (`UPDATE schema_migrations SET version = 1, dirty = false`)"#]],
    );
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
          = help: run `sqldb migrate up`, or start without `SQLDB_MIGRATE=off`"#]],
    );
    check(&rows(&client, "SELECT to_regclass('schema_migrations')").await, &expect![["null"]]);
    assert!(run(&mut client, &[TABLE, COLUMN]).await.starts_with("applied"));
    assert_eq!(try_run(&mut client, &[TABLE, COLUMN], &options).await.unwrap().version, Some(2));
}

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
          = help: look at what of it is there; if all of it is, or once you have completed it: `sqldb migrate repair --completed` (`UPDATE schema_migrations SET dirty = false`); if none of it is, or once you have undone it: `sqldb migrate repair --undone` (`UPDATE schema_migrations SET version = 2, dirty = false`)"#]],
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

#[tokio::test]
async fn another_session_holds_the_lock() {
    let database = Database::new();
    let mut client = database.connect().await;
    let other = database.connect().await;
    other.batch_execute("SET application_name = 'deploy'").await.unwrap();
    let pid = rows(&other, "SELECT pg_backend_pid()").await;
    // What golang-migrate's library takes, and what its command takes.
    let mut texts = Vec::new();
    for name in [database.name().to_owned(), format!("/{}", database.name())] {
        let key = server::golang_migrate_key(&name);
        other.batch_execute(&format!("SELECT pg_advisory_lock({key})")).await.unwrap();
        let told = Mutex::new(Vec::new());
        let progress = |progress: Progress<'_>| {
            if let Progress::Waiting(holder) = progress {
                told.lock().unwrap().push(holder.map(|holder| holder.pid.to_string()));
            }
        };
        let options = Options {
            patience: Duration::from_millis(50),
            progress: &progress,
            ..Options::default()
        };
        let error = try_run(&mut client, &[TABLE], &options).await.unwrap_err();
        assert!(error.is_locked());
        let text = error.to_string().replace(&pid, "<pid>");
        let (_, text) = text.split_once(" s: ").unwrap();
        texts.push(text.to_owned());
        assert_eq!(*told.lock().unwrap(), [Some(pid.clone())]);
        other.batch_execute("SELECT pg_advisory_unlock_all()").await.unwrap();
    }
    check(
        &texts.join("\n"),
        &expect![[r#"
        process <pid>, `deploy`, role `postgres`
          = help: wait for it, or end it with `SELECT pg_terminate_backend(<pid>)`
        process <pid>, `deploy`, role `postgres`
          = help: wait for it, or end it with `SELECT pg_terminate_backend(<pid>)`"#]],
    );
    check(&run(&mut client, &[TABLE]).await, &expect!["applied [1], now at Some(1)"]);
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
