//! golang-migrate works on the same history, before, in turn with, and at the same time as the runner.
//!
//! The tests send what it sends. It was also built and run in turn with the runner, last in November
//! 2026 from its main branch (`18966c7`): both went on where the other was, and waited for its lock.

use std::sync::Mutex;
use std::time::Duration;

use expect_test::expect;
use sqldb_migrate::EmbeddedMigration;
use sqldb_migrate::runner::{Options, Progress, baseline, migrate};
use tokio_postgres::Client;

use crate::server::{Database, rows};
use crate::{COLUMN, INDEX, TABLE, check, run, try_run, versions};

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
             INSERT INTO schema_migrations VALUES (0, false), (1, false), (2, false);",
        )
        .await
        .unwrap();
    // drizzle's numbers begin with 0.
    let files = [(0, "SELECT 1"), TABLE, COLUMN, (3, "CREATE TABLE u ()"), (4, "VACUUM u")];
    check(&run(&mut client, &files).await, &expect!["applied [3, 4], now at Some(4)"]);
    check(&versions(&client).await, &expect!["0 f, 1 f, 2 f, 3 f, 4 f"]);
}

/// Encore keeps a row for each migration of a Prisma directory, and applies again what has none: also
/// where it, or nobody, has applied one so far, and where this wrote one row in all before.
#[tokio::test]
async fn one_row_for_each_migration_of_prisma() {
    let file = |version, file, sql| EmbeddedMigration { version, name: "", file, sql };
    let files = [
        file(10, "10_a/migration.sql", "CREATE TABLE a ()"),
        file(20, "20_b/migration.sql", "CREATE TABLE b ()"),
        file(30, "30_c/migration.sql", "CREATE TABLE c ()"),
    ];
    let options = Options::default();
    for first in [
        "",
        "CREATE TABLE a ();
         CREATE TABLE schema_migrations (version bigint not null primary key, dirty boolean not null);
         INSERT INTO schema_migrations VALUES (10, false)",
    ] {
        let database = Database::new();
        let mut client = database.connect().await;
        client.batch_execute(first).await.unwrap();
        migrate(&mut client, &files[..2], &options).await.unwrap();
        check(&versions(&client).await, &expect!["10 f, 20 f"]);
        let narrow = "DELETE FROM schema_migrations WHERE version < 20";
        client.batch_execute(narrow).await.unwrap();
        migrate(&mut client, &files[..2], &options).await.unwrap();
        check(&versions(&client).await, &expect!["10 f, 20 f"]);
        migrate(&mut client, &files, &options).await.unwrap();
        check(&versions(&client).await, &expect!["10 f, 20 f, 30 f"]);
    }
    let database = Database::new();
    let mut client = database.connect().await;
    baseline(&mut client, &files, 20, &options).await.unwrap();
    check(&versions(&client).await, &expect!["10 f, 20 f"]);
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
        let key = golang_migrate_key(&name);
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

/// `GenerateAdvisoryLockId(database, "public", "schema_migrations")`, with a table instead of
/// the runner's loop.
fn golang_migrate_key(database: &str) -> u32 {
    let table: Vec<u32> = (0..256_u32)
        .map(|byte| {
            (0..8).fold(byte, |sum, _| if sum % 2 == 1 { (sum / 2) ^ 0xedb8_8320 } else { sum / 2 })
        })
        .collect();
    let text = format!("public\0schema_migrations\0{database}");
    let sum = text.bytes().fold(!0_u32, |sum, byte| {
        let at = usize::from(sum.to_le_bytes()[0] ^ byte);
        (sum >> 8) ^ table[at]
    });
    (!sum).wrapping_mul(1_486_364_155)
}
