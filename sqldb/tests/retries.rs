//! `transaction(|tx| …)`: what is tried again, how often, and what the body cannot do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sqldb::{Database, Error, Isolation, Result, TransactionOptions};
use tokio::time::timeout;

const SERIALIZABLE: TransactionOptions =
    TransactionOptions::new().isolation(Isolation::Serializable);

async fn accounts(db: &Database, table: &str, balances: &[i64]) {
    db.raw_exec(&format!("DROP TABLE IF EXISTS {table}"), &[]).await.unwrap();
    db.raw_exec(&format!("CREATE TABLE {table} (id int4 PRIMARY KEY, balance int8)"), &[])
        .await
        .unwrap();
    for (id, balance) in (0i32..).zip(balances) {
        db.raw_exec(&format!("INSERT INTO {table} VALUES ($1, $2)"), &[&id, balance])
            .await
            .unwrap();
    }
}

async fn balance(db: &Database, table: &str) -> i64 {
    let text = format!("SELECT sum(balance)::int8 FROM {table}");
    db.raw_query_row(&text, &[]).await.unwrap().unwrap().get(0).unwrap()
}

async fn setting(db: &impl sqldb::Executor, name: &str) -> String {
    let row = db.raw_query_row("SELECT current_setting($1)", &[&name]).await.unwrap();
    row.unwrap().get(0).unwrap()
}

#[tokio::test]
async fn options_are_those_of_the_transaction_only() {
    let db = support::database("pool_max=1");
    let options = SERIALIZABLE
        .read_only()
        .deferrable()
        .statement_timeout(Duration::from_secs(2))
        .lock_timeout(Duration::from_millis(1500));
    let tx = db.begin_with(options).await.unwrap();
    let expected = [
        ("transaction_isolation", "serializable", "read committed"),
        ("transaction_read_only", "on", "off"),
        ("transaction_deferrable", "on", "off"),
        ("statement_timeout", "2s", "0"),
        ("lock_timeout", "1500ms", "0"),
    ];
    for (name, inside, _) in expected {
        assert_eq!(setting(&tx, name).await, inside, "{name}");
    }
    tx.commit().await.unwrap();
    for (name, _, outside) in expected {
        assert_eq!(setting(&&db, name).await, outside, "{name}");
    }
}

#[tokio::test]
async fn time_outs_of_statements_and_locks() {
    let db = support::database("pool_max=2");
    accounts(&db, "locked", &[1]).await;
    let options = TransactionOptions::new().statement_timeout(Duration::from_millis(50));
    let tx = db.begin_with(options).await.unwrap();
    let error = tx.raw_exec("SELECT pg_sleep(60)", &[]).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_retryable(), "{error}");
    drop(tx);
    let holder = db.begin().await.unwrap();
    holder.raw_exec("UPDATE locked SET balance = 2", &[]).await.unwrap();
    let options = TransactionOptions::new().lock_timeout(Duration::from_millis(50));
    let error = db
        .transaction_with(options, async |tx| {
            tx.raw_exec("UPDATE locked SET balance = 3", &[]).await
        })
        .await
        .unwrap_err();
    assert_eq!((error.sqlstate(), error.is_timeout()), (Some("55P03"), true));
    holder.rollback().await.unwrap();
}

#[tokio::test]
async fn nothing_is_lost_when_serializable_transactions_meet() {
    let db = Arc::new(support::database("pool_max=8"));
    accounts(&db, "contended", &[0]).await;
    static ATTEMPTS: AtomicU32 = AtomicU32::new(0);
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                for _ in 0..5 {
                    let result: Result<()> = db
                        .transaction_with(SERIALIZABLE.attempts(1000), async |tx| {
                            ATTEMPTS.fetch_add(1, Ordering::Relaxed);
                            let row =
                                tx.raw_query_row("SELECT balance FROM contended", &[]).await?;
                            let next = row.unwrap().get::<i64>(0)? + 1;
                            tokio::task::yield_now().await;
                            tx.raw_exec("UPDATE contended SET balance = $1", &[&next]).await?;
                            Ok(())
                        })
                        .await;
                    result.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(balance(&db, "contended").await, 40);
    assert!(ATTEMPTS.load(Ordering::Relaxed) > 40, "they did meet");
}

#[tokio::test]
async fn deadlocks_are_retried() {
    let db = support::database("pool_max=2&options=-c%20deadlock_timeout%3D20ms");
    accounts(&db, "crossed", &[100, 100]).await;
    let transfer = async |from: i32, to: i32| -> Result<u32> {
        db.transaction(async |tx| {
            let text = "UPDATE crossed SET balance = balance + $1 WHERE id = $2";
            tx.raw_exec(text, &[&-1i64, &from]).await?;
            if tx.number() == 1 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            tx.raw_exec(text, &[&1i64, &to]).await?;
            Ok(tx.number())
        })
        .await
    };
    let (a, b) = tokio::join!(transfer(0, 1), transfer(1, 0));
    let mut attempts = [a.unwrap(), b.unwrap()];
    attempts.sort_unstable();
    // It may come back before the other has the lock that it waited for, and be ended once more.
    let [one, other] = attempts;
    assert!(
        one == 1 && other > 1,
        "one of them was ended by the server, and ran again: {attempts:?}"
    );
    assert_eq!(balance(&db, "crossed").await, 200);
}

/// Fails as a transaction that cannot be serialized does.
const FAIL: &str = "DO $$ BEGIN RAISE SQLSTATE '40001' USING MESSAGE = 'could not'; END $$";

#[tokio::test]
async fn attempts_are_bounded_and_the_error_is_the_last_ones() {
    let db = support::database("pool_max=1");
    let attempts = AtomicU32::new(0);
    let error = db
        .transaction_with(TransactionOptions::new().attempts(3), async |tx| {
            assert_eq!(attempts.fetch_add(1, Ordering::Relaxed) + 1, tx.number());
            tx.raw_exec(FAIL, &[]).await
        })
        .await
        .unwrap_err();
    assert!(error.is_serialization_failure(), "{error}");
    assert_eq!(attempts.load(Ordering::Relaxed), 3);
    // What the body made of the error does not matter: the server's word does.
    #[derive(Debug, PartialEq)]
    struct Own;
    impl From<Error> for Own {
        fn from(_: Error) -> Own {
            Own
        }
    }
    let result = db
        .transaction(async |tx| match tx.number() {
            1 => tx.raw_exec(FAIL, &[]).await.map_err(|_| Own),
            // Even an error that it kept to itself.
            2 => Ok(tx.raw_exec(FAIL, &[]).await.unwrap_or(0)),
            number => Ok(u64::from(number)),
        })
        .await;
    assert_eq!(result, Ok(3));
}

#[tokio::test]
async fn other_errors_and_panics_roll_back_at_once() {
    let db = Arc::new(support::database("pool_max=1"));
    accounts(&db, "once_only", &[5]).await;
    let error = db
        .transaction(async |tx| {
            assert_eq!(tx.number(), 1);
            tx.raw_exec("UPDATE once_only SET balance = 0", &[]).await?;
            tx.raw_exec("SELECT 1/0", &[]).await
        })
        .await
        .unwrap_err();
    assert_eq!(error.sqlstate(), Some("22012"));
    assert_eq!(balance(&db, "once_only").await, 5);
    let same = db.clone();
    let panicked = tokio::spawn(async move {
        same.transaction(async |tx| -> Result<()> {
            tx.raw_exec("UPDATE once_only SET balance = 0", &[]).await?;
            panic!("the body's own mistake")
        })
        .await
    });
    assert!(panicked.await.unwrap_err().is_panic());
    assert_eq!(balance(&db, "once_only").await, 5);
    // Nothing is left of the body on this thread.
    db.raw_exec("SELECT 1", &[]).await.unwrap();
}

#[tokio::test]
async fn handle_in_its_own_body_is_an_error() {
    let (db, other) = (support::database("pool_max=2"), support::database("pool_max=1"));
    let errors: Result<Vec<String>> = db
        .transaction(async |tx| {
            let mut errors = vec![db.raw_exec("SELECT 1", &[]).await.unwrap_err()];
            errors.push(db.raw_query("SELECT 1", &[]).await.unwrap_err());
            errors.push(db.begin().await.unwrap_err());
            // What is meant is allowed, and so is another database.
            db.acquire().await?.raw_exec("SELECT 1", &[]).await?;
            other.raw_exec("SELECT 1", &[]).await?;
            tx.raw_exec("SELECT 1", &[]).await?;
            Ok(errors.iter().map(ToString::to_string).collect())
        })
        .await;
    for error in errors.unwrap() {
        assert!(
            error.starts_with(
                "the database `todo` was used in the body of its own `transaction`, where it would \
                 be outside of the transaction; use the body's argument"
            ),
            "{error}"
        );
    }
    db.raw_exec("SELECT 1", &[]).await.unwrap();
}

#[tokio::test]
async fn transaction_that_left_its_body_is_rolled_back() {
    let db = support::database("pool_max=1");
    accounts(&db, "escaped", &[1]).await;
    let out = Mutex::new(None);
    let error = db
        .transaction(async |tx| {
            tx.raw_exec("UPDATE escaped SET balance = 2", &[]).await?;
            *out.lock().unwrap() = Some(tx);
            Ok::<_, Error>(())
        })
        .await
        .unwrap_err();
    assert!(error.to_string().starts_with("the transaction was rolled back, because"), "{error}");
    let escaped = out.lock().unwrap().take().unwrap();
    let error = escaped.raw_exec("UPDATE escaped SET balance = 3", &[]).await.unwrap_err();
    assert_eq!(error.to_string(), "the transaction has ended");
    drop(escaped);
    assert_eq!(balance(&db, "escaped").await, 1);
}

#[tokio::test]
async fn being_canceled_within_the_body_rolls_back() {
    let db = support::database("pool_max=1");
    accounts(&db, "given_up", &[1]).await;
    for wait in ["SELECT pg_sleep(60)", "SELECT 1"] {
        let body = db.transaction(async |tx| -> Result<()> {
            tx.raw_exec("UPDATE given_up SET balance = 2", &[]).await?;
            tx.raw_exec(wait, &[]).await?;
            std::future::pending().await
        });
        timeout(Duration::from_millis(100), body).await.unwrap_err();
        let after = timeout(Duration::from_secs(10), balance(&db, "given_up"));
        assert_eq!(after.await.unwrap(), 1);
    }
}

/// Who has read no answer does not know why the transaction failed: it may have been for a reason to try
/// again.
#[tokio::test]
async fn failure_that_nobody_has_read_is_tried_again() {
    let db = support::database("pool_max=1");
    let fail = "DO $$ BEGIN PERFORM pg_sleep(0.1); RAISE SQLSTATE '40001'; END $$";
    let number = db
        .transaction(async |tx| {
            if tx.number() == 1 {
                let unread = timeout(Duration::from_millis(30), tx.raw_exec(fail, &[]));
                assert!(unread.await.is_err());
            }
            Ok::<_, sqldb::Error>(tx.number())
        })
        .await;
    assert_eq!(number.unwrap(), 2);
}

/// A failure that was caught within a savepoint is no reason for another one; it is for its own, however the
/// savepoint ended.
#[tokio::test]
async fn what_was_caught_is_no_reason_to_try_again() {
    const FAIL: &str = "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$";
    async fn fail(tx: &mut impl sqldb::Executor, ending: Ending) -> Result<()> {
        let mut outer = tx.begin().await?;
        let inner = outer.begin().await?;
        let failed = inner.raw_exec(FAIL, &[]).await.map(drop);
        match ending {
            Ending::Dropped => {}
            Ending::RolledBack => {
                inner.rollback().await?;
                outer.rollback().await?;
            }
        }
        failed
    }
    #[derive(Clone, Copy, Debug)]
    enum Ending {
        Dropped,
        RolledBack,
    }
    let db = support::database("pool_max=1");
    for ending in [Ending::Dropped, Ending::RolledBack] {
        // The body goes on, and fails for another reason.
        let attempts = AtomicU32::new(0);
        let failed: Result<()> = db
            .transaction(async |mut tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                fail(&mut tx, ending).await.unwrap_err();
                tx.raw_exec("SELECT 1", &[]).await?;
                tx.raw_exec("SELECT 1 / 0", &[]).await.map(drop)
            })
            .await;
        assert_eq!(failed.unwrap_err().sqlstate(), Some("22012"), "{ending:?}");
        assert_eq!(attempts.into_inner(), 1, "{ending:?}");

        // It goes on, and its transaction cannot be committed.
        let attempts = AtomicU32::new(0);
        let failed: Result<()> = db
            .transaction(async |mut tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                fail(&mut tx, ending).await.unwrap_err();
                let nested = tx.begin().await?;
                nested.raw_exec("SELECT 1 / 0", &[]).await.unwrap_err();
                nested.commit().await
            })
            .await;
        assert_eq!(failed.unwrap_err().sqlstate(), Some("25P02"), "{ending:?}");
        assert_eq!(attempts.into_inner(), 1, "{ending:?}");

        // It returns what it has caught.
        let attempts = AtomicU32::new(0);
        let failed: Result<()> = db
            .transaction_with(TransactionOptions::new().attempts(3), async |mut tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                fail(&mut tx, ending).await
            })
            .await;
        assert_eq!(failed.unwrap_err().sqlstate(), Some("40001"), "{ending:?}");
        assert_eq!(attempts.into_inner(), 3, "{ending:?}");

        // What fails outside of the savepoint behind it is a reason again.
        let attempts = AtomicU32::new(0);
        let failed: Result<()> = db
            .transaction_with(TransactionOptions::new().attempts(3), async |mut tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                fail(&mut tx, ending).await.unwrap_err();
                tx.raw_exec(FAIL, &[]).await.unwrap_err();
                tx.raw_exec("SELECT 1", &[]).await.map(drop)
            })
            .await;
        assert_eq!(failed.unwrap_err().sqlstate(), Some("25P02"), "{ending:?}");
        assert_eq!(attempts.into_inner(), 3, "{ending:?}");
    }
}

/// Between two attempts others may have the connection, though the pool has but one.
#[tokio::test]
async fn connection_is_not_kept_between_attempts() {
    let db = Arc::new(support::database("pool_max=1"));
    let fail = "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$";
    let retrying = {
        let db = db.clone();
        tokio::spawn(async move {
            let options = TransactionOptions::new().attempts(200);
            let failed: Result<()> = db
                .transaction_with(options, async |tx| tx.raw_exec(fail, &[]).await.map(drop))
                .await;
            failed
        })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    // The pauses are longer now than what this takes.
    for _ in 0..10 {
        timeout(Duration::from_secs(5), db.raw_exec("SELECT 1", &[])).await.unwrap().unwrap();
    }
    assert!(!retrying.is_finished());
    retrying.abort();
}
