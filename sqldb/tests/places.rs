//! Errors name the place in the source that the server means, and never a value.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use sqldb::Error;

#[sqldb::database(name = "places", migrations = "./tests/copies")]
mod places {}

use places::{DB, sql};

/// The text of this file from the place of the error on.
fn pointed_at(error: &Error) -> String {
    let (line, column) = error.line_and_column().unwrap();
    assert!(error.to_string().ends_with(&format!("places.rs:{line}:{column}]")), "{error}");
    let text = include_str!("places.rs").lines().nth(line as usize - 1).unwrap();
    text.chars().skip(column as usize - 1).collect()
}

#[tokio::test]
async fn server_errors_point_into_the_source() {
    let name = format!("sqldb_places_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    DB.configure(support::config(&name, "pool_max=1")).unwrap();
    DB.raw_exec("ALTER TABLE reading RENAME COLUMN value TO temperature", &[]).await.unwrap();
    let at = 5;
    let error =
        DB.query_all(sql!("SELECT at, value FROM reading WHERE at = <at>")).await.unwrap_err();
    assert_eq!((error.sqlstate(), &pointed_at(&error)[..10]), (Some("42703"), "value FROM"));
    let query = sql!(
        "SELECT 'ä' AS \"letter!\",
                *
         FROM reading -- after the `*`
         WHERE at = <at>
           AND value > 0 AND at <> <at>"
    );
    // The column that `*` stands for is at the `*`.
    let error = DB.query_all(query).await.unwrap_err();
    assert_eq!(pointed_at(&error), "*");
    let query = sql!(
        "UPDATE reading SET at = <at>
         WHERE at = <at>
           AND value > 0 AND at <> <at>"
    );
    let error = DB.exec(query).await.unwrap_err();
    assert_eq!(pointed_at(&error), "value > 0 AND at <> <at>\"");
    let error = DB.raw_exec("SELECT 1\n WHERE gone", &[]).await.unwrap_err();
    assert_eq!(error.line_and_column(), Some((2, 8)));
    assert!(error.to_string().ends_with("does not exist (42703) [at 2:8 of the text]"), "{error}");
}

#[tokio::test]
async fn messages_of_the_server_are_printed_without_values() {
    let db = support::database("pool_max=1");
    for (text, secret) in [
        ("SELECT $1::text::int4", "secret"),
        ("SELECT $1::text::int4", "secret \"quoted\" twice"),
        ("SELECT $1::text::int4", "99999999999999"),
        ("SELECT $1::text::date", "2024-13-45"),
        ("SELECT $1::text::uuid", "not-a-uuid"),
        ("SELECT $1::text::jsonb", "{broken"),
        ("SELECT $1::text::int4[]", "{1,2"),
        ("SELECT now() AT TIME ZONE $1::text", "Nowhere/Here"),
    ] {
        let error = db.raw_query_all(text, &[&secret]).await.unwrap_err();
        assert!(error.is_data_exception(), "{error}");
        let printed = format!("{error} {error:?} {error:#?}");
        for word in secret.split(' ') {
            assert!(!printed.contains(word), "{printed}");
        }
        assert!(error.server_message().is_some());
    }
}

#[tokio::test]
async fn predicates() {
    let db = support::database("pool_max=2");
    let error =
        db.raw_exec("SET default_transaction_read_only = on; SELECT 1", &[]).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("42601"), "one statement at a time");
    let tx = db.begin_with(sqldb::TransactionOptions::new().read_only()).await.unwrap();
    let error = tx.raw_exec("CREATE TABLE never (n int4)", &[]).await.unwrap_err();
    assert!(error.is_read_only() && !error.is_retryable(), "{error}");
    drop(tx);
    db.raw_exec("DROP TABLE IF EXISTS held", &[]).await.unwrap();
    db.raw_exec("CREATE TABLE held (n int4)", &[]).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.raw_exec("LOCK TABLE held", &[]).await.unwrap();
    let error = db.raw_exec("LOCK TABLE held NOWAIT", &[]).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("25P01"), "{error}");
    let other = db.begin().await.unwrap();
    let error = other.raw_exec("LOCK TABLE held NOWAIT", &[]).await.unwrap_err();
    assert!(error.is_lock_timeout() && error.is_timeout(), "{error}");
    drop((tx, other));
    let error = db.raw_exec("SELECT pg_cancel_backend(pg_backend_pid())", &[]).await.unwrap_err();
    assert!(error.is_canceled(), "{error}");
    let row = db.raw_query_row("SELECT NULL::int4", &[]).await.unwrap().unwrap();
    assert!(row.get::<i32>(0).unwrap_err().is_decode());
}
