//! Transactions, held connections and streams: what is left behind when they end, however they do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::time::Duration;

use sqldb::Database;
use tokio::time::timeout;

/// A table of its own with the numbers that a test inserts.
async fn table(db: &Database, name: &str) {
    db.raw_exec(&format!("DROP TABLE IF EXISTS {name}"), &[]).await.unwrap();
    db.raw_exec(&format!("CREATE TABLE {name} (n int8 PRIMARY KEY DEFERRABLE)"), &[])
        .await
        .unwrap();
}

async fn numbers(db: &Database, name: &str) -> Vec<i64> {
    let rows = db.raw_query_all(&format!("SELECT n FROM {name} ORDER BY n"), &[]).await.unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

async fn pid(db: &Database) -> i32 {
    let row = db.raw_query_row("SELECT pg_backend_pid()", &[]).await.unwrap();
    row.unwrap().get(0).unwrap()
}

#[tokio::test]
async fn commit_keeps_and_rollback_undoes() {
    let db = support::database("pool_max=1");
    table(&db, "ends").await;
    let tx = db.begin().await.unwrap();
    tx.raw_exec("INSERT INTO ends VALUES (1)", &[]).await.unwrap();
    tx.commit().await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.raw_exec("INSERT INTO ends VALUES (2)", &[]).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(numbers(&db, "ends").await, [1]);
}

#[tokio::test]
async fn dropping_rolls_back_before_the_next_user() {
    let db = support::database("pool_max=1");
    table(&db, "dropped").await;
    let before = pid(&db).await;
    for n in 0..20i64 {
        let tx = db.begin().await.unwrap();
        tx.raw_exec("INSERT INTO dropped VALUES ($1)", &[&n]).await.unwrap();
        drop(tx);
        assert_eq!(numbers(&db, "dropped").await, [0i64; 0]);
    }
    if support::pooler::naming().is_none() {
        assert_eq!(pid(&db).await, before, "the connection is kept");
    }
}

#[tokio::test]
async fn dropping_within_a_statement_cancels_it_and_closes_the_connection() {
    if support::pooler::skips("it looks at the server's connection") {
        return;
    }
    let db = support::database("pool_max=1");
    table(&db, "canceled").await;
    let before = pid(&db).await;
    let tx = db.begin().await.unwrap();
    tx.raw_exec("INSERT INTO canceled VALUES (1)", &[]).await.unwrap();
    let slow = timeout(Duration::from_millis(50), tx.raw_exec("SELECT pg_sleep(60)", &[]));
    slow.await.unwrap_err();
    drop(tx);
    // The next user does not wait for the minute, and the lock on the table is gone soon.
    let next = timeout(Duration::from_secs(10), async {
        assert_eq!(numbers(&db, "canceled").await, [0i64; 0]);
        db.raw_exec("TRUNCATE canceled", &[]).await.unwrap();
    });
    next.await.unwrap();
    assert_ne!(pid(&db).await, before);
}

#[tokio::test]
async fn begin_that_is_canceled_leaves_no_transaction() {
    let db = support::database("pool_max=1");
    pid(&db).await;
    for _ in 0..20 {
        // One poll: `BEGIN` is on its way, its answer is not.
        let _ = timeout(Duration::ZERO, db.begin()).await;
        // `now()` is the time at which the transaction began.
        let text = "SELECT now()::text, pg_sleep(0.001)";
        let row = db.raw_query_row(text, &[]).await.unwrap().unwrap();
        let later = db.raw_query_row(text, &[]).await.unwrap().unwrap();
        assert_ne!(row.get::<String>(0).unwrap(), later.get::<String>(0).unwrap());
    }
}

#[tokio::test]
async fn query_that_is_canceled_does_not_hold_up_the_next() {
    let db = support::database("pool_max=1");
    pid(&db).await;
    timeout(Duration::from_millis(50), db.raw_exec("SELECT pg_sleep(60)", &[])).await.unwrap_err();
    timeout(Duration::from_secs(10), pid(&db)).await.unwrap();
}

#[tokio::test]
async fn commit_of_a_failed_transaction_is_an_error() {
    let db = support::database("pool_max=1");
    table(&db, "failed").await;
    let tx = db.begin().await.unwrap();
    tx.raw_exec("INSERT INTO failed VALUES (1)", &[]).await.unwrap();
    tx.raw_exec("SELECT 1/0", &[]).await.unwrap_err();
    let error = tx.commit().await.unwrap_err().to_string();
    assert!(
        error.ends_with(
            "the transaction was rolled back, because a statement in it had failed before `commit`"
        ),
        "{error}"
    );
    assert_eq!(numbers(&db, "failed").await, [0i64; 0]);

    // A savepoint that was gone back to repairs it.
    let tx = db.begin().await.unwrap();
    tx.raw_exec("INSERT INTO failed VALUES (2)", &[]).await.unwrap();
    tx.raw_exec("SAVEPOINT s", &[]).await.unwrap();
    tx.raw_exec("SELECT 1/0", &[]).await.unwrap_err();
    tx.raw_exec("ROLLBACK TO SAVEPOINT s", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(numbers(&db, "failed").await, [2]);
}

#[tokio::test]
async fn commit_reports_deferred_constraints() {
    let db = support::database("pool_max=1");
    table(&db, "deferred").await;
    db.raw_exec("INSERT INTO deferred VALUES (1)", &[]).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.raw_exec("SET CONSTRAINTS ALL DEFERRED", &[]).await.unwrap();
    tx.raw_exec("INSERT INTO deferred VALUES (1)", &[]).await.unwrap();
    let error = tx.commit().await.unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(numbers(&db, "deferred").await, [1]);
}

#[tokio::test]
async fn stream_that_is_dropped_midway_leaves_the_pool_usable() {
    let db = support::database("pool_max=1");
    for rows in [10, 3_000_000] {
        let text = format!("SELECT generate_series(1, {rows})");
        let mut stream = db.raw_query(&text, &[]).await.unwrap();
        let first = stream.try_next().await.unwrap().unwrap();
        assert_eq!(first.get::<i32>(0).unwrap(), 1);
        drop(stream);
        timeout(Duration::from_secs(10), pid(&db)).await.unwrap();
    }
}

#[tokio::test]
async fn short_stream_that_is_dropped_keeps_its_connection() {
    if support::pooler::skips("it looks at the server's connection") {
        return;
    }
    let db = support::database("pool_max=1");
    let before = pid(&db).await;
    let mut stream = db.raw_query("SELECT generate_series(1, 5)", &[]).await.unwrap();
    stream.try_next().await.unwrap();
    drop(stream);
    assert_eq!(pid(&db).await, before);
}

#[tokio::test]
async fn stream_within_a_transaction() {
    let db = support::database("pool_max=1");
    let mut tx = db.begin().await.unwrap();
    let mut stream = tx.raw_query("SELECT generate_series(1, 3)", &[]).await.unwrap();
    let mut sum = 0;
    while let Some(row) = stream.try_next().await.unwrap() {
        sum += row.get::<i32>(0).unwrap();
    }
    assert_eq!(sum, 6);
    drop(stream);
    let mut stream = tx.raw_query("SELECT generate_series(1, 300000)", &[]).await.unwrap();
    stream.try_next().await.unwrap();
    drop(stream);
    // The transaction goes on after a stream that was not read.
    tx.raw_exec("SELECT 1", &[]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn held_connection_is_cleaned_when_it_goes_back() {
    if support::pooler::skips("there is no session to be held") {
        return;
    }
    let db = support::database("pool_max=1");
    let before = pid(&db).await;
    let connection = db.acquire().await.unwrap();
    for text in [
        "SET statement_timeout = '1h'",
        "CREATE TEMP TABLE left_behind (n int)",
        "SELECT pg_advisory_lock(4711)",
        "LISTEN something",
        "BEGIN",
    ] {
        connection.raw_exec(text, &[]).await.unwrap();
    }
    drop(connection);
    let row = db
        .raw_query_row(
            "SELECT current_setting('statement_timeout'), to_regclass('left_behind')::text,
                    (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711),
                    (SELECT count(*) FROM pg_listening_channels())",
            &[],
        )
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.get::<String>(0).unwrap(), "0");
    assert_eq!(row.get::<Option<String>>(1).unwrap(), None);
    assert_eq!(row.get::<i64>(2).unwrap(), 0);
    assert_eq!(row.get::<i64>(3).unwrap(), 0);
    assert_eq!(pid(&db).await, before, "the connection is kept");
}

/// `BEGIN` is sent with the first statement, and nothing at all where there is none.
#[tokio::test]
async fn transaction_begins_with_its_first_statement() {
    if support::pooler::skips("it looks at the server's connection") {
        return;
    }
    let db = support::database("pool_max=2&application_name=sqldb-begins");
    let watcher = db.acquire().await.unwrap();
    let state = async || {
        let text = "SELECT state FROM pg_stat_activity \
                    WHERE application_name = 'sqldb-begins' AND pid <> pg_backend_pid()";
        let row = watcher.raw_query_row(text, &[]).await.unwrap().unwrap();
        row.get::<String>(0).unwrap()
    };
    pid(&db).await;
    for _ in 0..3 {
        db.begin().await.unwrap().commit().await.unwrap();
        drop(db.begin().await.unwrap());
    }
    let tx = db.begin().await.unwrap();
    assert_eq!(state().await, "idle");
    tx.raw_exec("SELECT 1", &[]).await.unwrap();
    assert_eq!(state().await, "idle in transaction");
    tx.rollback().await.unwrap();
    assert_eq!(state().await, "idle");
}

#[tokio::test]
async fn last_statement_commits_or_undoes_all() {
    let db = support::database("pool_max=1");
    table(&db, "lasts").await;
    let insert = "INSERT INTO lasts VALUES ($1)";
    for n in [1i64, 2] {
        let tx = db.begin().await.unwrap();
        tx.raw_exec(insert, &[&n]).await.unwrap();
        assert_eq!(tx.last().raw_exec(insert, &[&(n + 10)]).await.unwrap(), 1);
    }
    // Alone, with `BEGIN` before it.
    assert_eq!(db.begin().await.unwrap().last().raw_exec(insert, &[&3i64]).await.unwrap(), 1);
    assert_eq!(numbers(&db, "lasts").await, [1, 2, 3, 11, 12]);

    // Refused: nothing stays.
    let tx = db.begin().await.unwrap();
    tx.raw_exec(insert, &[&4i64]).await.unwrap();
    let error = tx.last().raw_exec(insert, &[&1i64]).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    // One that cannot be sent.
    let tx = db.begin().await.unwrap();
    tx.raw_exec(insert, &[&5i64]).await.unwrap();
    tx.last().raw_exec(insert, &[&"five"]).await.unwrap_err();
    // A statement before it was refused, and that was not noticed.
    let tx = db.begin().await.unwrap();
    tx.raw_exec(insert, &[&1i64]).await.unwrap_err();
    let error = tx.last().raw_exec(insert, &[&6i64]).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("25P02"));
    // Refused at the end only.
    let tx = db.begin().await.unwrap();
    tx.raw_exec("SET CONSTRAINTS ALL DEFERRED", &[]).await.unwrap();
    let error = tx.last().raw_exec(insert, &[&1i64]).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    // Without one.
    let tx = db.begin().await.unwrap();
    tx.raw_exec(insert, &[&7i64]).await.unwrap();
    drop(tx.last());
    assert_eq!(numbers(&db, "lasts").await, [1, 2, 3, 11, 12]);
}

#[tokio::test]
async fn connection_that_ends_in_the_last_statement_is_an_error() {
    let db = support::database("pool_max=1");
    table(&db, "ended").await;
    let terminate = "SELECT pg_terminate_backend(pg_backend_pid())";
    for inserts in 0..2 {
        let tx = db.begin().await.unwrap();
        for _ in 0..inserts {
            tx.raw_exec("INSERT INTO ended VALUES (1)", &[]).await.unwrap();
        }
        let last = tx.last();
        let ended = timeout(Duration::from_secs(20), last.raw_exec(terminate, &[]));
        let error = ended.await.unwrap().unwrap_err();
        assert!(error.is_closed(), "{error}");
    }
    assert!(numbers(&db, "ended").await.is_empty());
}
