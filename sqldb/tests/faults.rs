//! A connection that is cut at every byte, delayed or silent; a server that is killed and started again:
//! what was reported as done is done, nothing is done twice, nobody waits for ever, and the next use finds
//! a working connection.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::time::Duration;

use sqldb::__private::{argument, query};
use sqldb::{Config, Database, RawRow, Result, pg};
use support::proxy::{Fault, Proxy};
use support::random::random;
use support::statement;
use tokio::time::timeout;

/// As long as nothing here may take.
const BOUND: Duration = Duration::from_secs(20);

/// A handle that goes through a proxy.
async fn behind(proxy: &Proxy, parameters: &str) -> Database {
    let db = Database::new(&support::DEFINITION);
    db.configure(Config::url(through(proxy, parameters).await.0)).unwrap();
    db
}

/// The URL of the tests' database through a proxy, and its name.
async fn through(proxy: &Proxy, parameters: &str) -> (String, String) {
    let name = name().await;
    let url = support::url(&name, "");
    let role = url.split_once("://").unwrap().1.split_once('@').unwrap().0;
    let port = proxy.port();
    let url = format!("postgresql://{role}@127.0.0.1:{port}/{name}?sslmode=disable&{parameters}");
    (url, name)
}

/// The name of the tests' database, which is there then.
async fn name() -> String {
    let direct = support::database("");
    let name = direct.raw_query_row("SELECT current_database()", &[]).await.unwrap().unwrap();
    name.get(0).unwrap()
}

fn number(row: &RawRow<'_>) -> Result<i64> {
    row.column(0)
}

/// What is asked for may be anything but another's answer.
async fn echo(db: &Database, n: i64) -> Result<i64> {
    timeout(BOUND, echo_at_last(db, n)).await.unwrap()
}

async fn echo_at_last(db: &Database, n: i64) -> Result<i64> {
    let echo =
        statement!(number, i64, ExactlyOne, "SELECT $1::int8 AS n", ["int8"], ["n" => "int8"]);
    db.query_one(query(echo, [argument::<pg::int8, _>(&n)])).await
}

/// After a fault a query may fail once for each connection that the pool had; then all is well.
async fn recovers(db: &Database, connections: usize) {
    let mut errors = Vec::new();
    for n in 0..=connections as i64 {
        match echo(db, n).await {
            Ok(answer) => return assert_eq!(answer, n),
            Err(error) => errors.push(error),
        }
    }
    panic!("no connection works: {errors:?}");
}

async fn count(db: &Database, table: &str) -> i64 {
    let text = format!("SELECT count(*) FROM {table}");
    db.raw_query_row(&text, &[]).await.unwrap().unwrap().get(0).unwrap()
}

async fn table(db: &Database, name: &str) {
    db.raw_exec(&format!("DROP TABLE IF EXISTS {name}"), &[]).await.unwrap();
    db.raw_exec(&format!("CREATE TABLE {name} (n int8)"), &[]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn query_that_is_cut_at_every_byte_fails_or_is_right() {
    let proxy = Proxy::start(support::socket()).await;
    let db = behind(&proxy, "pool_max=1").await;
    echo(&db, 0).await.unwrap();
    proxy.set(Fault::None);
    echo(&db, 1).await.unwrap();
    let answer = proxy.answered();
    assert!((20..200).contains(&answer), "{answer}");
    for at in 0..answer {
        for fault in [Fault::CutAnswer(at), Fault::CutQuestion(at)] {
            proxy.set(fault);
            match echo(&db, at as i64).await {
                Ok(n) => assert_eq!(n, at as i64),
                Err(error) => assert!(error.is_closed() && proxy.is_spent(), "{fault:?}: {error}"),
            }
            proxy.set(Fault::None);
            recovers(&db, 1).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn transaction_that_is_cut_is_done_as_a_whole_or_not_at_all() {
    let proxy = Proxy::start(support::socket()).await;
    let (db, direct) = (behind(&proxy, "pool_max=1").await, support::database("pool_max=1"));
    table(&direct, "cut").await;
    let insert_twice = async || -> Result<()> {
        let tx = db.begin().await?;
        tx.raw_exec("INSERT INTO cut VALUES (1)", &[]).await?;
        tx.raw_exec("INSERT INTO cut VALUES (2)", &[]).await?;
        tx.commit().await
    };
    proxy.set(Fault::None);
    insert_twice().await.unwrap();
    let answer = proxy.answered();
    let mut rows = count(&direct, "cut").await;
    for at in (0..answer).step_by(3) {
        for fault in [Fault::CutAnswer(at), Fault::CutQuestion(at)] {
            proxy.set(fault);
            let result = timeout(BOUND, insert_twice()).await.unwrap();
            proxy.set(Fault::None);
            recovers(&db, 1).await;
            // The server may still be at it, when the answer was lost.
            direct.raw_exec("LOCK TABLE cut", &[]).await.unwrap_err();
            let tx = direct.begin().await.unwrap();
            tx.raw_exec("LOCK TABLE cut", &[]).await.unwrap();
            tx.rollback().await.unwrap();
            let now = count(&direct, "cut").await;
            match result {
                Ok(()) => assert_eq!(now, rows + 2, "{fault:?}: reported as done"),
                Err(error) => {
                    assert!(error.is_closed(), "{fault:?}: {error}");
                    assert!(now == rows || now == rows + 2, "{fault:?}: {rows} became {now}");
                }
            }
            rows = now;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stream_that_is_cut_ends_with_an_error_and_never_early() {
    let proxy = Proxy::start(support::socket()).await;
    let db = behind(&proxy, "pool_max=1").await;
    let read = async || -> Result<i64> {
        let mut stream = db.raw_query("SELECT generate_series(1, 3000)", &[]).await?;
        let mut next = 1;
        while let Some(row) = stream.try_next().await? {
            assert_eq!(row.get::<i32>(0)?, next);
            next += 1;
        }
        Ok(i64::from(next) - 1)
    };
    proxy.set(Fault::None);
    assert_eq!(read().await.unwrap(), 3000);
    let answer = proxy.answered();
    for at in (1..40).map(|part| answer * part / 40) {
        proxy.set(Fault::CutAnswer(at));
        match timeout(BOUND, read()).await.unwrap() {
            Ok(rows) => assert_eq!(rows, 3000),
            Err(error) => assert!(error.is_closed(), "{error}"),
        }
        proxy.set(Fault::None);
        recovers(&db, 1).await;
    }
}

#[sqldb::database(name = "cut_copy", migrations = "./tests/copies")]
mod cut_copy {}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_are_cut_store_all_or_nothing_and_never_end_early() {
    use cut_copy::{DB, sql};

    let proxy = Proxy::start(support::socket()).await;
    let direct = support::database("pool_max=1");
    let (url, name) = through(&proxy, "pool_max=1").await;
    DB.configure(Config::url(url).migrate_url(support::url(&name, ""))).unwrap();
    let write = async |n: i32| -> Result<u64> {
        let rows = (0..2000).map(|value| (n, value as f32));
        DB.copy_in(sql!("COPY reading (at, value) FROM STDIN"), rows).await
    };
    let read = async || -> Result<i32> {
        let copy = sql!("COPY (SELECT n AS \"n!\" FROM generate_series(1, 2000) AS n) TO STDOUT");
        let mut rows = DB.copy_out(copy).await?;
        let mut last = 0;
        while let Some(row) = rows.try_next().await? {
            assert_eq!(row.n, last + 1);
            last = row.n;
        }
        Ok(last)
    };
    for _ in 0..2 {
        write(-1).await.unwrap();
        proxy.set(Fault::None);
    }
    write(-1).await.unwrap();
    let (asked, answered) = (proxy.asked(), proxy.answered());
    // Each byte of the answers, and points that are spread over the rows.
    let points = (0..answered).map(Fault::CutAnswer);
    let points = points.chain((0..60).map(|part| Fault::CutQuestion(asked * part / 60)));
    for (n, fault) in points.enumerate() {
        let n = n as i32;
        proxy.set(fault);
        let result = timeout(BOUND, write(n)).await.unwrap();
        proxy.set(Fault::None);
        recovers(&DB, 1).await;
        let tx = direct.begin().await.unwrap();
        // The server may still be at it, when the answer was lost.
        tx.raw_exec("LOCK TABLE reading", &[]).await.unwrap();
        tx.rollback().await.unwrap();
        let text = "SELECT count(*) FROM reading WHERE at = $1";
        let row = direct.raw_query_row(text, &[&n]).await.unwrap().unwrap();
        match (result, row.get::<i64>(0).unwrap()) {
            (Ok(2000), 2000) => {}
            (Err(error), 0 | 2000) => assert!(error.is_closed(), "{fault:?}: {error}"),
            (result, stored) => panic!("{fault:?}: {result:?}, and {stored} rows are stored"),
        }
    }
    proxy.set(Fault::None);
    assert_eq!(read().await.unwrap(), 2000);
    let answered = proxy.answered();
    for at in (0..60).map(|part| answered * part / 60) {
        proxy.set(Fault::CutAnswer(at));
        match timeout(BOUND, read()).await.unwrap() {
            Ok(rows) => assert_eq!(rows, 2000),
            Err(error) => assert!(error.is_closed(), "{error}"),
        }
        proxy.set(Fault::None);
        recovers(&DB, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_and_silent_networks_delay_and_end_by_time_outs() {
    let proxy = Proxy::start(support::socket()).await;
    let db = behind(&proxy, "pool_max=2&connect_timeout=1").await;
    proxy.set(Fault::Delay(Duration::from_millis(15)));
    for n in 0..3 {
        assert_eq!(echo(&db, n).await.unwrap(), n);
    }
    proxy.set(Fault::Silence);
    for _ in 0..2 {
        timeout(Duration::from_millis(100), echo(&db, 1)).await.unwrap_err();
    }
    // Both connections were given up; to make a new one takes no longer than it may.
    let error = echo(&db, 1).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    proxy.set(Fault::None);
    proxy.cut_all();
    recovers(&db, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_tasks_get_their_own_answers() {
    // The last wait for all others, however slow the machine is.
    let (db, long) = (Database::new(&support::DEFINITION), 10 * BOUND);
    db.configure(support::config(&name().await, "pool_max=4").wait_timeout(long)).unwrap();
    let db = std::sync::Arc::new(db);
    let tasks: Vec<_> = (0..10_000i64)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move { (n, timeout(long, echo_at_last(&db, n)).await.unwrap()) })
        })
        .collect();
    for task in tasks {
        let (n, answer) = task.await.unwrap();
        assert_eq!(answer.unwrap(), n);
    }
    let text = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'faults-%'
                AND datname = current_database() AND backend_type = 'client backend'";
    let row = db.raw_query_row(text, &[]).await.unwrap().unwrap();
    assert!(row.get::<i64>(0).unwrap() < 40, "no connection leaks");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_that_are_dropped_at_random_leave_others_their_answers() {
    let db = std::sync::Arc::new(support::database("pool_max=3"));
    let tasks: Vec<_> = (0..16u64)
        .map(|task| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut seed = task;
                for n in 0..60i64 {
                    let n = n + 1000 * task as i64;
                    let wait = Duration::from_micros(random(&mut seed) % 3000);
                    if let Ok(answer) = timeout(wait, echo(&db, n)).await {
                        assert_eq!(answer.unwrap(), n);
                    }
                    if n % 7 == 0 {
                        let tx = timeout(wait, async {
                            let mut tx = db.begin().await?;
                            let mut rows =
                                tx.raw_query("SELECT generate_series(1, 500)", &[]).await?;
                            while rows.try_next().await?.is_some() {}
                            drop(rows);
                            tx.commit().await
                        });
                        if let Ok(result) = tx.await {
                            result.unwrap();
                        }
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(echo(&db, 42).await.unwrap(), 42);
}

#[tokio::test]
async fn query_of_its_own_connection_is_canceled_when_its_future_is_dropped() {
    let db = support::database("pool_max=1");
    let sleep = statement!(
        |_| Ok(()), (), ExactlyOne, "SELECT pg_sleep(4711)", [], ["pg_sleep" => "void"]
    );
    let sleeping = db.query_one(query(sleep, []).alone());
    timeout(Duration::from_millis(100), sleeping).await.unwrap_err();
    let other = support::database("pool_max=1");
    let text = "SELECT count(*) FROM pg_stat_activity
                WHERE query LIKE '%pg_sleep(4711)%' AND state = 'active' AND pid <> pg_backend_pid()";
    timeout(BOUND, async {
        loop {
            let row = other.raw_query_row(text, &[]).await.unwrap().unwrap();
            if row.get::<i64>(0).unwrap() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
    assert_eq!(echo(&db, 5).await.unwrap(), 5);
}
