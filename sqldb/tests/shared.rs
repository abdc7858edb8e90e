//! Statements of many tasks on few connections: everybody gets his own answer, whoever gives up, and
//! nobody waits for what he does not need.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqldb::__private::{Source, Statement, argument, query};
use sqldb::rows::{ExactlyOne, Many};
use sqldb::{Database, Result, pg};
use support::number::{self, INT8, N, NUMBER, number};
use tokio::time::timeout;

const PLACE: Source = Source { file: file!(), line: line!(), column: 1 };

/// The numbers from one on, some batches of them.
static NUMBERS: Statement<i64, Many> = Statement::new_with(
    number,
    "SELECT n + $1::int8 AS n FROM generate_series(0, 2999) AS n",
    &[INT8],
    N,
    PLACE,
)
.only_reads();

/// A read of its own that takes some milliseconds.
macro_rules! slow {
    () => {{
        static SLOW: Statement<i64, ExactlyOne> = Statement::new_with(
            number,
            "SELECT $1::int8 AS n FROM pg_sleep($1::int8 / 1000.0)",
            &[INT8],
            N,
            PLACE,
        )
        .only_reads();
        &SLOW
    }};
}

async fn ask(db: &Database, n: i64) -> i64 {
    number::ask(db, n).await.unwrap()
}

/// The connections that the database has open.
async fn connections(db: &Database, name: &str) -> i64 {
    let text = "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1";
    let row = db.raw_query_row(text, &[&name]).await.unwrap().unwrap();
    row.get(0).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_tasks_get_their_own_answers() {
    let name = format!("sqldb-many-{}", std::process::id());
    let db = Arc::new(support::database(&format!("pool_max=4&application_name={name}")));
    crowd(&db, 10_000).await;
    // Those of a pool before the server are as many as it likes.
    if support::pooler::naming().is_none() {
        assert!(connections(&db, &name).await <= 4);
    }
}

/// What is not known to read only shares nothing, and is not slower than with a pool.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_writes_take_turns() {
    static WRITE: Statement<i64, ExactlyOne> =
        Statement::new_with(number, "SELECT $1::int8 AS n", &[INT8], N, PLACE);
    let db = Arc::new(support::database("pool_max=4"));
    let tasks: Vec<_> = (0..3000)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                if n % 3 == 0 {
                    assert_eq!(ask(&db, n).await, n);
                }
                let write = query(&WRITE, [argument::<pg::int8, _>(&n)]);
                assert_eq!(db.query_one(write).await.unwrap(), n);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_up_disturbs_nobody() {
    let name = format!("sqldb-given-up-{}", std::process::id());
    let db = Arc::new(support::database(&format!("pool_max=4&application_name={name}")));
    let (answered, given_up) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let tasks: Vec<_> = (0..32u64)
        .map(|task| {
            let (db, answered, given_up) = (db.clone(), answered.clone(), given_up.clone());
            tokio::spawn(async move {
                let mut random = task * 2_654_435_761 + 1;
                for step in 0..150 {
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let n = i64::try_from(random >> 40).unwrap();
                    let patience = match (random >> 33) % 4 {
                        0 => Duration::ZERO,
                        1 => Duration::from_micros((random >> 35) % 2000),
                        _ => Duration::from_secs(60),
                    };
                    let asked = async {
                        match (random >> 30) % 32 {
                            0 => {
                                let all = query(&NUMBERS, [argument::<pg::int8, _>(&n)]);
                                let all = db.query_all(all).await.unwrap();
                                assert!(all.iter().copied().eq(n..n + 3000));
                            }
                            1 => {
                                let tx = db.begin().await.unwrap();
                                let q = query(&NUMBER, [argument::<pg::int8, _>(&n)]);
                                assert_eq!(tx.query_one(q).await.unwrap(), n);
                                tx.commit().await.unwrap();
                            }
                            2 if step % 8 == 0 => {
                                let q = query(slow!(), [argument::<pg::int8, _>(&7i64)]);
                                assert_eq!(db.query_one(q).await.unwrap(), 7);
                            }
                            _ => assert_eq!(ask(&db, n).await, n),
                        }
                    };
                    match timeout(patience, asked).await {
                        Ok(()) => answered.fetch_add(1, Ordering::Relaxed),
                        Err(_) => given_up.fetch_add(1, Ordering::Relaxed),
                    };
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert!(answered.load(Ordering::Relaxed) > 2000, "{answered:?}");
    assert!(given_up.load(Ordering::Relaxed) > 500, "{given_up:?}");
    // All places are free again, and no connection is left over.
    for n in 0..100 {
        assert_eq!(timeout(Duration::from_secs(10), ask(&db, n)).await.unwrap(), n);
    }
    let leases = [db.acquire().await, db.acquire().await, db.acquire().await, db.acquire().await];
    assert!(leases.iter().all(Result::is_ok));
    drop(leases);
    let mut open = 0;
    for _ in 0..100 {
        open = connections(&db, &name).await;
        if open <= 4 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{open} connections are open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_statement_stalls_nobody_without_limit() {
    let db = Arc::new(support::database("pool_max=2"));
    ask(&db, 0).await;
    let slow = |db: Arc<Database>| {
        tokio::spawn(async move {
            let q = query(slow!(), [argument::<pg::int8, _>(&1500i64)]);
            db.query_one(q).await.unwrap()
        })
    };
    // Nobody knows yet that it is slow.
    let first = slow(db.clone());
    tokio::time::sleep(Duration::from_millis(20)).await;
    let start = Instant::now();
    crowd(&db, 24).await;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(first.await.unwrap(), 1500);

    // Now it is known: none of many waits for it.
    let second = slow(db.clone());
    tokio::time::sleep(Duration::from_millis(20)).await;
    let start = Instant::now();
    for n in 0..100 {
        assert_eq!(ask(&db, n).await, n);
    }
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(second.await.unwrap(), 1500);
}

/// What waits behind a statement that nobody knew to be slow is sent again on the other connection, long
/// before anybody would look for one of his own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_behind_a_slow_one_is_soon_answered_elsewhere() {
    let db = Arc::new(support::database("pool_max=2"));
    let mut before = false;
    // The machine may be busy with something else now and then.
    for slow in [slow!(), slow!(), slow!()] {
        // Of so many some may be sent again.
        for _ in 0..16 {
            crowd(&db, 24).await;
        }
        let unknown = {
            let db = db.clone();
            let q = query(slow, [argument::<pg::int8, _>(&45i64)]);
            tokio::spawn(async move { db.query_one(q).await.unwrap() })
        };
        tokio::time::sleep(Duration::from_millis(5)).await;
        crowd(&db, 24).await;
        before |= !unknown.is_finished();
        assert_eq!(unknown.await.unwrap(), 45);
    }
    assert!(before, "all have waited for the slow one");
}

/// So many quick reads at once, each of which gets its own answer.
async fn crowd(db: &Arc<Database>, reads: i64) {
    let tasks: Vec<_> = (0..reads)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move { assert_eq!(ask(&db, n).await, n) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// As many slow statements as there are connections leave one to the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_statements_leave_a_connection_to_the_others() {
    let db = Arc::new(support::database("pool_max=4"));
    let statement = slow!();
    let slow = |milliseconds: &'static i64| {
        let (db, q) = (db.clone(), query(statement, [argument::<pg::int8, _>(milliseconds)]));
        tokio::spawn(async move { db.query_one(q).await.unwrap() })
    };
    for _ in 0..12 {
        slow(&30).await.unwrap();
    }
    let running: Vec<_> = (0..6).map(|_| slow(&600)).collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    for n in 0..20 {
        assert_eq!(ask(&db, n).await, n);
    }
    // A pool before the server has connections of its own, which tests share.
    if support::pooler::naming().is_none() {
        assert!(
            running.iter().all(|slow| !slow.is_finished()),
            "a quick one waited for a slow one"
        );
    }
    for slow in running {
        assert_eq!(slow.await.unwrap(), 600);
    }
}

/// Who waits for a place is before those that come, however soon these come again.
#[tokio::test]
async fn those_that_wait_for_a_place_get_it_in_order() {
    let db = Arc::new(support::database("pool_max=1"));
    ask(&db, 0).await;
    let end = Instant::now() + Duration::from_secs(1);
    let tasks: Vec<_> = (0..48)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut answered = 0;
                while Instant::now() < end {
                    assert_eq!(ask(&db, n).await, n);
                    answered += 1;
                }
                answered
            })
        })
        .collect();
    let mut answered = Vec::new();
    for task in tasks {
        answered.push(task.await.unwrap());
    }
    let (least, most) = (answered.iter().min().unwrap(), answered.iter().max().unwrap());
    assert!(*least * 2 > *most, "{answered:?}");
}

/// Those that need a connection alone keep taking one from those that share, which look for others. All
/// threads of a runtime that does nothing but look would never run who was given one.
#[test]
fn those_that_share_and_those_that_do_not_take_turns() {
    const TASKS: i64 = 64;
    let (done, end) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            static WAIT: Statement<(), sqldb::rows::None> =
                Statement::new("SELECT FROM pg_sleep(0.005)", &[], &[], PLACE);
            let db = Arc::new(support::database("pool_max=8"));
            let tasks: Vec<_> = (0..TASKS)
                .map(|task| {
                    let db = db.clone();
                    tokio::spawn(async move {
                        for n in 0..200 {
                            match (task + n * 7) % 50 {
                                0 => drop(db.exec(query(&WAIT, [])).await.unwrap()),
                                _ => assert_eq!(ask(&db, n).await, n),
                            }
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
        done.send(()).unwrap();
    });
    // A time-out of the runtime would not come while its threads are busy.
    end.recv_timeout(Duration::from_secs(60)).unwrap();
}

#[tokio::test]
async fn read_beside_a_lock_does_not_wait_for_it() {
    let db = Arc::new(support::database("pool_max=3"));
    db.raw_exec("DROP TABLE IF EXISTS held", &[]).await.unwrap();
    db.raw_exec("CREATE TABLE held (n int8)", &[]).await.unwrap();
    db.raw_exec("INSERT INTO held VALUES (1)", &[]).await.unwrap();
    static UPDATE: Statement<(), sqldb::rows::None> =
        Statement::new("UPDATE held SET n = n + 1", &[], &[], PLACE);
    let holder = db.begin().await.unwrap();
    holder.exec(query(&UPDATE, [])).await.unwrap();
    let waiting = {
        let db = db.clone();
        tokio::spawn(async move { db.exec(query(&UPDATE, [])).await.unwrap() })
    };
    tokio::time::sleep(Duration::from_millis(20)).await;
    // The holder reads by the handle; if that waited for the update, both would wait for ever.
    for n in 0..20 {
        assert_eq!(timeout(Duration::from_secs(10), ask(&db, n)).await.unwrap(), n);
    }
    holder.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap(), 1);
}

#[tokio::test]
async fn exhausted_pool_is_an_error_in_time_and_heals() {
    let db = support::database("pool_max=2");
    ask(&db, 1).await;
    let one = db.begin().await.unwrap();
    let other = db.begin().await.unwrap();
    let waiting = timeout(Duration::from_millis(100), ask(&db, 2)).await;
    assert!(waiting.is_err(), "all connections are taken");
    one.commit().await.unwrap();
    assert_eq!(timeout(Duration::from_secs(10), ask(&db, 3)).await.unwrap(), 3);
    other.commit().await.unwrap();
    let both = [db.begin().await.unwrap(), db.begin().await.unwrap()];
    for tx in both {
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn refused_statement_leaves_the_connection_shared() {
    let db = support::database("pool_max=1");
    static DIVIDE: Statement<i64, ExactlyOne> =
        Statement::new_with(number, "SELECT 1 / $1::int8 AS n", &[INT8], N, PLACE).only_reads();
    for n in 0..20i64 {
        let q = query(&DIVIDE, [argument::<pg::int8, _>(&0i64)]);
        assert_eq!(db.query_one(q).await.unwrap_err().sqlstate(), Some("22012"));
        assert_eq!(ask(&db, n).await, n);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn query_that_asks_for_it_is_alone() {
    let db = Arc::new(support::database("pool_max=2"));
    ask(&db, 0).await;
    let slow = {
        let db = db.clone();
        tokio::spawn(async move {
            let q = query(slow!(), [argument::<pg::int8, _>(&700i64)]).alone();
            db.query_one(q).await.unwrap()
        })
    };
    tokio::time::sleep(Duration::from_millis(20)).await;
    let start = Instant::now();
    for n in 0..50 {
        assert_eq!(ask(&db, n).await, n);
    }
    assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    assert_eq!(slow.await.unwrap(), 700);
}

#[tokio::test]
async fn batch_gives_what_each_query_gives() {
    let db = support::database("pool_max=1");
    static MAYBE: Statement<i64, sqldb::rows::AtMostOne> = Statement::new_with(
        number,
        "SELECT n FROM (SELECT $1::int8 AS n) t WHERE n > 5",
        &[INT8],
        N,
        PLACE,
    );
    for _ in 0..3 {
        let n = |n: &'static i64| [argument::<pg::int8, _>(n)];
        let batch = (
            query(&NUMBER, n(&7)),
            query(&MAYBE, n(&6)),
            query(&MAYBE, n(&5)),
            query(&NUMBERS, n(&1)),
        );
        let (one, six, none, many) = db.batch(batch).await.unwrap();
        assert_eq!((one, six, none, many.len()), (7, Some(6), None, 3000));
    }
    let tx = db.begin().await.unwrap();
    static DIVIDE: Statement<i64, ExactlyOne> =
        Statement::new_with(number, "SELECT 1 / $1::int8 AS n", &[INT8], N, PLACE);
    let (zero, one) = (0i64, 1i64);
    let arguments = |n| [argument::<pg::int8, _>(n)];
    let batch = (
        query(&DIVIDE, arguments(&one)),
        query(&DIVIDE, arguments(&zero)),
        query(&NUMBER, arguments(&one)),
    );
    assert_eq!(tx.batch(batch).await.unwrap_err().sqlstate(), Some("22012"));
    tx.rollback().await.unwrap();
    assert_eq!(ask(&db, 1).await, 1);
}
