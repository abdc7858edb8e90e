//! Histories of other tools, as they leave them in the database, are taken over and gone on with.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot reach its database must fail"
)]
#![allow(dead_code, reason = "each test binary uses a part of `server`")]

mod server;

use std::path::PathBuf;
use std::{env, fs, process};

use expect_test::{Expect, expect};
use server::{Database, rows};
use sqldb_migrate::runner::{Options, Target, down, migrate, plan_down, status, take_over};
use sqldb_migrate::source::Source;
use sqldb_migrate::{Directory, EmbeddedMigration, Migration, Settings};
use tokio_postgres::Client;

/// A directory of a test.
struct Files(PathBuf);

impl Files {
    fn new(name: &str, files: &[(&str, &str)]) -> Files {
        let path = env::temp_dir().join(format!("sqldb-takeover-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&path);
        for (file, sql) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, sql).unwrap();
        }
        Files(path)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const ONE: &str = "CREATE TABLE a (id int8);";
const TWO: &str = "CREATE TABLE b (id int8);";
const THREE: &str = "CREATE TABLE c (id int8);";

async fn taken(
    client: &mut Client,
    source: Source,
    migrations: &[EmbeddedMigration<'_>],
) -> String {
    match take_over(client, source, migrations, &Options::default()).await {
        Ok(files) => files.join(", "),
        Err(error) => error.to_string(),
    }
}

/// The tool has applied two of three: they are taken over, the third is applied.
async fn check(source: Source, files: &[(&str, &str)], tool: &str, expected: Expect) {
    let files = Files::new(source.name(), files);
    let settings = Settings { source: Some(source), ..Settings::default() };
    let directory = Directory::open(&files.0, settings).unwrap();
    let migrations: Vec<EmbeddedMigration<'_>> =
        directory.migrations.iter().map(Migration::embedded).collect();
    assert_eq!(migrations.len(), 3);
    let database = Database::new();
    let mut client = database.connect().await;
    let without = taken(&mut client, source, &migrations).await;
    assert!(without.contains("has no history of"), "{without}");
    client.batch_execute(&format!("{ONE}{TWO}{};{tool}", source.bookkeeping())).await.unwrap();
    let mut found = taken(&mut client, source, &migrations).await;
    let report = migrate(&mut client, &migrations, &Options::default()).await.unwrap();
    found +=
        &format!("\napplied {:?}", report.applied.iter().map(|one| &one.name).collect::<Vec<_>>());
    let status = status(&client, &migrations).await.unwrap();
    for entry in status.entries {
        found += &format!("\n{} {} {}", entry.version, entry.name, entry.state.word());
    }
    expected.assert_eq(&found);
    assert_eq!(rows(&client, "SELECT count(*) FROM c").await, "0");
    if directory.migrations.iter().all(|migration| migration.down.is_some()) {
        let descent = plan_down(&client, &directory.migrations, Target::All).await.unwrap();
        down(&mut client, &descent, &Options::default()).await.unwrap();
        assert_eq!(rows(&client, "SELECT to_regclass('a')").await, "null");
    }
}

#[tokio::test]
async fn sqlx() {
    check(
        Source::Sqlx,
        &[
            ("20240101000000_one.sql", ONE),
            ("20240102000000_two.sql", TWO),
            ("20240103000000_three.sql", THREE),
        ],
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES
            (20240101000000, 'one', TRUE, sha384('a'), 1200), (20240102000000, 'two', TRUE, sha384('b'), -1)",
        expect![[r#"
            20240101000000_one.sql, 20240102000000_two.sql
            applied ["three"]
            20240101000000 one applied elsewhere
            20240102000000 two applied elsewhere
            20240103000000 three applied"#]],
    )
    .await;
}

#[tokio::test]
async fn diesel() {
    check(
        Source::Diesel,
        &[
            ("00000000000000_diesel_initial_setup/up.sql", ONE),
            ("00000000000000_diesel_initial_setup/down.sql", "DROP TABLE a"),
            ("2024-01-02-000000_two/up.sql", TWO),
            ("2024-01-02-000000_two/down.sql", "DROP TABLE b"),
            ("2024-01-03-000000_three/up.sql", THREE),
            ("2024-01-03-000000_three/down.sql", "DROP TABLE c"),
        ],
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('00000000000000'), ('20240102000000')",
        expect![[r#"
            00000000000000_diesel_initial_setup/up.sql, 2024-01-02-000000_two/up.sql
            applied ["three"]
            0 diesel_initial_setup applied elsewhere
            20240102000000 two applied elsewhere
            20240103000000 three applied"#]],
    )
    .await;
}

#[tokio::test]
async fn refinery() {
    check(
        Source::Refinery,
        &[("V1__one.sql", ONE), ("V2__two.sql", TWO), ("V3__three.sql", THREE)],
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES
            (1, 'one', '2024-01-01T09:30:00.123Z', '1234567890'),
            (2, 'two', '2024-01-02T09:30:00.123Z', '987654321')",
        expect![[r#"
            V1__one.sql, V2__two.sql
            applied ["three"]
            1 one applied elsewhere
            2 two applied elsewhere
            3 three applied"#]],
    )
    .await;
}

#[tokio::test]
async fn goose() {
    let file = |up: &str, table: &str| {
        format!("-- +goose Up\n{up}\n-- +goose Down\nDROP TABLE {table};\n")
    };
    check(
        Source::Goose,
        &[
            ("00001_one.sql", &file(ONE, "a")),
            ("00002_two.sql", &file(TWO, "b")),
            ("00003_three.sql", &file(THREE, "c")),
        ],
        // Number 3 was applied and taken back.
        "INSERT INTO goose_db_version (version_id, is_applied) VALUES
            (0, true), (1, true), (2, true), (3, true), (3, false)",
        expect![[r#"
            00001_one.sql, 00002_two.sql
            applied ["three"]
            1 one applied elsewhere
            2 two applied elsewhere
            3 three applied"#]],
    )
    .await;
}

#[tokio::test]
async fn dbmate() {
    let file = |up: &str, table: &str| {
        format!("-- migrate:up\n{up}\n\n-- migrate:down\nDROP TABLE {table};\n")
    };
    check(
        Source::Dbmate,
        &[
            ("20240101000000_one.sql", &file(ONE, "a")),
            ("20240102000000_two.sql", &file(TWO, "b")),
            ("20240103000000_three.sql", &file(THREE, "c")),
        ],
        "INSERT INTO schema_migrations (version) VALUES ('20240101000000'), ('20240102000000')",
        expect![[r#"
            20240101000000_one.sql, 20240102000000_two.sql
            applied ["three"]
            20240101000000 one applied elsewhere
            20240102000000 two applied elsewhere
            20240103000000 three applied"#]],
    )
    .await;
}

#[tokio::test]
async fn prisma() {
    check(
        Source::Prisma,
        &[
            ("20240101000000_one/migration.sql", ONE),
            ("20240102000000_two/migration.sql", TWO),
            ("20240103000000_three/migration.sql", THREE),
            ("migration_lock.toml", "provider = \"postgresql\""),
        ],
        // The second failed, was marked as rolled back, and was applied then.
        "INSERT INTO _prisma_migrations
            (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count)
         VALUES
            (gen_random_uuid(), repeat('a', 64), now(), '20240101000000_one', NULL, NULL, now(), 1),
            (gen_random_uuid(), repeat('b', 64), NULL, '20240102000000_two', 'ERROR', now(), now(), 0),
            (gen_random_uuid(), repeat('b', 64), now(), '20240102000000_two', NULL, NULL, now(), 1)",
        expect![[r#"
            20240101000000_one/migration.sql, 20240102000000_two/migration.sql
            applied ["three"]
            20240101000000 one applied elsewhere
            20240102000000 two applied elsewhere
            20240103000000 three applied"#]],
    )
    .await;
}

#[tokio::test]
async fn drizzle() {
    check(
        Source::Drizzle,
        &[
            ("0000_one.sql", ONE),
            ("0001_two.sql", TWO),
            ("0002_three.sql", THREE),
            ("meta/_journal.json", "{}"),
        ],
        "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES
            (repeat('a', 64), 1704067200000), (repeat('b', 64), 1704153600000)",
        expect![[r#"
            0000_one.sql, 0001_two.sql
            applied ["three"]
            1 one applied elsewhere
            2 two applied elsewhere
            3 three applied"#]],
    )
    .await;
}

#[tokio::test]
async fn what_cannot_be_taken_over() {
    let database = Database::new();
    let mut client = database.connect().await;
    let migration = |version, file| EmbeddedMigration { version, name: "", file, sql: "SELECT 1" };
    let migrations = [migration(1, "1_a.sql"), migration(2, "2_b.sql"), migration(3, "3_c.sql")];
    client.batch_execute(Source::Sqlx.bookkeeping()).await.unwrap();
    let mut told = Vec::new();
    for (version, success) in [(3, true), (4, true), (1, false)] {
        let insert =
            format!("INSERT INTO _sqlx_migrations VALUES ({version}, '', now(), {success}, '', 0)");
        client.batch_execute(&format!("TRUNCATE _sqlx_migrations; {insert}")).await.unwrap();
        told.push(taken(&mut client, Source::Sqlx, &migrations).await);
    }
    client.batch_execute("TRUNCATE _sqlx_migrations").await.unwrap();
    told.push(format!("[{}]", taken(&mut client, Source::Sqlx, &migrations).await));
    told.push(taken(&mut client, Source::Sqldb, &migrations).await);
    // Another tool's table of the name of ours.
    client.batch_execute(Source::Dbmate.bookkeeping()).await.unwrap();
    let error = migrate(&mut client, &migrations, &Options::default()).await.unwrap_err();
    told.push(error.to_string());
    expect![[r#"
        sqlx did not apply `1_a.sql`, but later ones
          = help: apply it with sqlx first, or remove the file
        sqlx applied migration 4, for which there is no file
          = help: restore the file, so that the history is whole
        sqlx left migration 1 half-way
          = help: repair it with sqlx first
        []
        golang-migrate's table is ours: there is nothing to take over
          = help: `sqldb migrate up` goes on where it is
        `public.schema_migrations` is another tool's: it has no column `dirty`
          = help: if it is dbmate's, `sqldb migrate baseline --from dbmate` takes it over; else rename it"#]].assert_eq(&told.join("\n"));
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
