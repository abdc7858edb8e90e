//! One static handle, many tokio runtimes: at once, one after another, ending while others run.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::LazyLock;
use std::time::Duration;

use sqldb::Database;

static DB: LazyLock<Database> = LazyLock::new(|| support::database("pool_max=4"));

async fn one() -> i32 {
    let row = DB.raw_query_row("SELECT 1", &[]).await.unwrap();
    row.unwrap().get(0).unwrap()
}

async fn open_connections() -> i64 {
    let row = DB
        .raw_query_row(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1",
            &[&"sqldb-runtimes"],
        )
        .await
        .unwrap();
    row.unwrap().get(0).unwrap()
}

/// Tests of one process, each with a runtime of its own.
macro_rules! tests {
    ($($name:ident)*) => {$(
        #[tokio::test]
        async fn $name() {
            for _ in 0..20 {
                assert_eq!(one().await, 1);
            }
        }
    )*};
}
tests!(t01 t02 t03 t04 t05 t06 t07 t08 t09 t10 t11 t12 t13 t14 t15 t16 t17 t18 t19 t20);

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

#[test]
fn runtimes_one_after_another() {
    for _ in 0..10 {
        let runtime = runtime();
        assert_eq!(runtime.block_on(one()), 1);
        assert_eq!(runtime.block_on(one()), 1);
    }
}

#[test]
fn runtimes_in_parallel_and_one_dropped_while_others_run() {
    let kept = runtime();
    let busy = kept.spawn(async {
        for _ in 0..200 {
            assert_eq!(one().await, 1);
        }
    });
    for _ in 0..10 {
        let dropped = runtime();
        dropped.block_on(one());
        // In the middle of work.
        dropped.spawn(async {
            loop {
                one().await;
            }
        });
        dropped.spawn(async { DB.raw_exec("SELECT pg_sleep(60)", &[]).await });
        std::thread::sleep(Duration::from_millis(5));
        dropped.shutdown_background();
    }
    kept.block_on(busy).unwrap();
    assert_eq!(kept.block_on(one()), 1);
}

#[test]
fn connections_of_a_dropped_runtime_are_closed() {
    static DB: LazyLock<Database> =
        LazyLock::new(|| support::database("application_name=sqldb-dropped"));
    let first = runtime();
    first.block_on(async { DB.raw_exec("SELECT 1", &[]).await }).unwrap();
    drop(first);
    let second = runtime();
    let left = second.block_on(async {
        for _ in 0..100 {
            let row = DB
                .raw_query_row(
                    "SELECT count(*) FROM pg_stat_activity
                     WHERE application_name = 'sqldb-dropped' AND pid <> pg_backend_pid()",
                    &[],
                )
                .await
                .unwrap()
                .unwrap();
            match row.get::<i64>(0).unwrap() {
                0 => return 0,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        open_connections().await
    });
    assert_eq!(left, 0);
}

#[test]
fn outside_of_a_runtime_is_an_error() {
    let mut query = Box::pin(DB.raw_exec("SELECT 1", &[]));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = query.as_mut().poll(&mut context) else {
        panic!("it is answered at once");
    };
    assert_eq!(error.to_string(), "a database is used within a tokio runtime, and there is none");
}

#[tokio::test]
async fn rows_may_end_on_another_runtime() {
    let mut rows = DB.raw_query("SELECT generate_series(1, 100000)", &[]).await.unwrap();
    rows.try_next().await.unwrap();
    std::thread::spawn(move || runtime().block_on(async move { drop(rows) })).join().unwrap();
    assert_eq!(one().await, 1);
}
