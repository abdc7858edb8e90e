//! What errors say and do not say, and the predicates on them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use sqldb::__private::{Definition, argument, query};
use sqldb::{Config, Database, Error, RawRow, Result, pg};
use support::statement;

static DEFINITION: Definition =
    Definition { name: "todo", url_env: None, workspace: "", postgres: None, migrations: &[] };

fn check(error: &Error, expected: Expect) {
    expected.assert_eq(&error.to_string());
}

fn nothing(_: &RawRow<'_>) -> Result<()> {
    Ok(())
}

fn number(row: &RawRow<'_>) -> Result<i64> {
    row.column(0)
}

#[tokio::test]
async fn constraints() {
    let db = support::database("pool_max=1");
    for text in [
        "DROP TABLE IF EXISTS child, parent",
        "CREATE TABLE parent (id int8 PRIMARY KEY, name text NOT NULL CHECK (name <> ''))",
        "CREATE TABLE child (parent int8 REFERENCES parent)",
        "INSERT INTO parent VALUES (1, 'a')",
    ] {
        db.raw_exec(text, &[]).await.unwrap();
    }
    let error = db.raw_exec("INSERT INTO parent VALUES ($1, 'a')", &[&1i64]).await.unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!(error.sqlstate(), Some("23505"));
    assert_eq!(error.constraint(), Some("parent_pkey"));
    assert_eq!(error.table(), Some("parent"));
    // Values are only in the detail, which is asked for.
    assert_eq!(error.detail(), Some("Key (id)=(1) already exists."));
    check(
        &error,
        expect![[r#"duplicate key value violates unique constraint "parent_pkey" (23505)"#]],
    );
    assert!(!format!("{error:?}").contains("(1)"));
    assert!(std::error::Error::source(&error).is_none());

    let error = db.raw_exec("INSERT INTO child VALUES (7)", &[]).await.unwrap_err();
    assert!(error.is_foreign_key_violation());
    let error = db.raw_exec("INSERT INTO parent VALUES (2, NULL)", &[]).await.unwrap_err();
    assert!(error.is_not_null_violation());
    assert_eq!(error.column(), Some("name"));
    let error = db.raw_exec("INSERT INTO parent VALUES (2, '')", &[]).await.unwrap_err();
    assert!(error.is_check_violation());
    assert_eq!(error.constraint(), Some("parent_name_check"));
}

#[tokio::test]
async fn serialization_failures_can_be_retried() {
    let db = support::database("");
    db.raw_exec("DROP TABLE IF EXISTS counter", &[]).await.unwrap();
    db.raw_exec("CREATE TABLE counter (n int8)", &[]).await.unwrap();
    db.raw_exec("INSERT INTO counter VALUES (0)", &[]).await.unwrap();
    let (a, b) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    for tx in [&a, &b] {
        tx.raw_exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", &[]).await.unwrap();
        tx.raw_query_all("SELECT n FROM counter", &[]).await.unwrap();
    }
    a.raw_exec("UPDATE counter SET n = n + 1", &[]).await.unwrap();
    a.commit().await.unwrap();
    let error = b.raw_exec("UPDATE counter SET n = n + 1", &[]).await.unwrap_err();
    assert!(error.is_serialization_failure() && error.is_retryable(), "{error}");
}

#[tokio::test]
async fn another_schema_is_an_error_that_says_so() {
    let db = support::database("pool_max=1");
    db.raw_exec("DROP TABLE IF EXISTS another", &[]).await.unwrap();
    db.raw_exec("CREATE TABLE another (id int4, title text)", &[]).await.unwrap();
    db.raw_exec("INSERT INTO another VALUES (1, 'milk')", &[]).await.unwrap();

    let narrow =
        statement!(number, i64, Many, "SELECT id FROM another", [], ["id" => "int8"].only_reads);
    let error = db.query_all(query(narrow, [])).await.unwrap_err();
    assert!(error.is_schema_mismatch());
    let place = error.source_place().unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "the database's schema differs from the migrations: column `id` is `int4` there, `int8` was compiled [query at {place}]"
        )
    );
    let fewer = statement!(number, i64, Many, "SELECT * FROM another", [], ["id" => "int4"]);
    let error = db.query_all(query(fewer, [])).await.unwrap_err().to_string();
    assert!(error.starts_with("the database's schema differs from the migrations: the result has 2 columns there, 1 were compiled"), "{error}");
    let renamed = statement!(number, i64, Many, "SELECT * FROM another", [], ["id" => "int4", "name" => "text"]);
    let error = db.query_all(query(renamed, [])).await.unwrap_err().to_string();
    assert!(error.starts_with("the database's schema differs from the migrations: a column is called `title` there, `name` was compiled"), "{error}");
    let parameter =
        statement!(nothing, (), None, "DELETE FROM another WHERE id = $1", ["int8"], []);
    db.exec(query(parameter, [argument::<pg::int8, _>(&1)])).await.unwrap();
    let unknown = statement!(number, i64, Many, "SELECT gone FROM another", [], ["gone" => "int8"]);
    let error = db.query_all(query(unknown, [])).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("42703"));
    assert!(error.to_string().contains("column \"gone\" does not exist (42703); the database's schema differs from the migrations that the program was compiled with"), "{error}");
}

#[tokio::test]
async fn overrides_in_names_are_no_difference() {
    let db = support::database("");
    for (index, statement) in [
        statement!(number, i64, Many, "SELECT 1::int8 AS \"n!\"", [], ["n" => "int8"]),
        statement!(number, i64, Many, "SELECT 1::int8 AS \"n?\"", [], ["n" => "int8"]),
        statement!(number, i64, Many, "SELECT 1::int8 AS \"n: Cents\"", [], ["n" => "int8"]),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(db.query_all(query(statement, [])).await.unwrap(), [1], "{index}");
    }
}

#[tokio::test]
async fn unchecked_queries_are_checked_when_they_are_prepared() {
    let db = support::database("");
    let minimum = 4i32;
    let rows = db
        .query_all(sqldb::sql_unchecked!(
            "SELECT n FROM generate_series(<minimum>::int4, 5) AS n" => { n: Option<i32> }
        ))
        .await
        .unwrap();
    assert_eq!(rows.iter().map(|row| row.n).collect::<Vec<_>>(), [Some(4), Some(5)]);
    let error =
        db.query_row(sqldb::sql_unchecked!("SELECT 1::int8 AS n" => { n: i32 })).await.unwrap_err();
    assert!(
        error.to_string().starts_with("column `n` is `int8`, which cannot be read as `i32`"),
        "{error}"
    );
    let error = db
        .query_row(sqldb::sql_unchecked!("SELECT generate_series(1, 2) AS n" => { n: i32 }))
        .await
        .unwrap_err();
    assert!(error.to_string().starts_with("the query returned more than one row"), "{error}");
    let error = db
        .query_one(sqldb::sql_unchecked!("SELECT 1 AS n WHERE false" => { n: i32 }))
        .await
        .unwrap_err();
    assert!(error.is_not_found());
}

#[tokio::test]
async fn full_pool_says_so_in_time() {
    let db = Database::new(&DEFINITION);
    db.configure(
        support::config("postgres", "pool_max=2").wait_timeout(Duration::from_millis(100)),
    )
    .unwrap();
    let held = (db.begin().await.unwrap(), db.acquire().await.unwrap());
    let begun = Instant::now();
    let error = db.raw_exec("SELECT 1", &[]).await.unwrap_err();
    assert!(error.is_timeout() && begun.elapsed() < Duration::from_secs(5));
    check(
        &error,
        expect![
            "no connection became free within 100ms: all 2 are in use; end transactions and streams sooner, or raise `pool_max`"
        ],
    );
    drop(held);
    db.raw_exec("SELECT 1", &[]).await.unwrap();
    assert!(db.configure(Config::url("")).unwrap_err().is_configuration());
}

#[tokio::test]
async fn connections_that_died_are_not_handed_out() {
    if support::pooler::skips("the pool has the connection that died") {
        return;
    }
    let db = support::database("pool_max=1");
    let row = db.raw_query_row("SELECT pg_backend_pid()", &[]).await.unwrap().unwrap();
    let killer = support::database("pool_max=1");
    killer
        .raw_exec("SELECT pg_terminate_backend($1)", &[&row.get::<i32>(0).unwrap()])
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    db.raw_exec("SELECT 1", &[]).await.unwrap();
}

#[tokio::test]
async fn closed_database_says_so() {
    let db = support::database("");
    db.raw_exec("SELECT 1", &[]).await.unwrap();
    db.close().await;
    let error = db.raw_exec("SELECT 1", &[]).await.unwrap_err();
    assert!(error.is_closed());
    check(&error, expect!["the database was closed by `close`"]);
}

#[tokio::test]
async fn database_that_is_not_there_is_named() {
    let db = Database::new(&DEFINITION);
    db.configure(Config::url(support::url("not_there", ""))).unwrap();
    let error = db.raw_exec("SELECT 1", &[]).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("3D000"));
    let error = error.to_string();
    assert!(
        error.starts_with("database \"not_there\" does not exist (3D000); said by "),
        "{error}"
    );
    assert!(error.contains("; create it there, "), "{error}");
}

#[tokio::test]
async fn first_connect_fails_for_all_that_wait_and_is_tried_again() {
    static DB: Database = Database::new(&DEFINITION);
    // Nobody listens at the reserved port 1.
    DB.configure(Config::url("postgres://u:secret@127.0.0.1:1/todo")).unwrap();
    static FAILED: AtomicUsize = AtomicUsize::new(0);
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            tokio::spawn(async {
                let error = DB.raw_exec("SELECT 1", &[]).await.unwrap_err();
                assert!(error.is_closed(), "{error}");
                assert!(error.to_string().starts_with("cannot connect to 127.0.0.1:1 (`Database::configure`): error connecting to server: "), "{error}");
                assert!(!format!("{error:?}").contains("secret"));
                FAILED.fetch_add(1, Ordering::Relaxed);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(FAILED.load(Ordering::Relaxed), 10);
}
