//! Futures of every kind that are dropped at random points, for some seconds: each answer is the
//! question's own, what was reported as done is done once, what never came to its commit is not, and
//! neither connections nor memory grow. `SQLDB_TEST_STORM_SECONDS=60` makes it a minute.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sqldb::Result;
use support::random::random;
use tokio::time::timeout;

#[sqldb::database(name = "storm", migrations = "./tests/copies")]
mod storm {}

use storm::{DB, sql};

const TASKS: u64 = 24;
const CONNECTIONS: usize = 6;

/// What becomes of the rows of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Given up or refused before its commit: there is nothing.
    Undone,
    /// Given up or cut within the commit: all or nothing.
    Unknown,
    Done,
}

#[derive(Default)]
struct Tally {
    answered: AtomicU64,
    dropped: AtomicU64,
    next: AtomicI64,
    fates: Mutex<Vec<(i64, Fate)>>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_dropped_at_random_and_nothing_is_wrong() {
    let seconds = std::env::var("SQLDB_TEST_STORM_SECONDS").ok();
    let length = Duration::from_secs(seconds.map_or(4, |seconds| seconds.parse().unwrap()));
    let name = format!("sqldb_storm_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    let parameters = format!("pool_max={CONNECTIONS}&application_name=sqldb-storm");
    DB.configure(support::config(&name, &parameters)).unwrap();
    DB.raw_exec("SELECT 1", &[]).await.unwrap();

    let tally = Arc::new(Tally::default());
    let until = Instant::now() + length;
    let tasks: Vec<_> =
        (0..TASKS).map(|seed| tokio::spawn(act(seed, until, tally.clone()))).collect();
    // The caches fill in the beginning.
    tokio::time::sleep(length / 4).await;
    let early = resident();
    let watcher = support::database("pool_max=1");
    let mut most = 0;
    while Instant::now() < until {
        most = most.max(connections(&watcher, "state = 'active' OR true").await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    let late = resident();

    // The server may still be at what was given up.
    let quiet = async {
        while connections(&watcher, "state <> 'idle'").await > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(20), quiet).await.unwrap();
    let (done, unknown) = check(&tally).await;
    let left = connections(&watcher, "true").await;
    println!(
        "{length:?}: {} answered, {} dropped; {done} transactions done, {unknown} of unknown fate; \
         {most} connections at most, {left} at the end; {early} kB resident after a quarter, {late} kB \
         at the end",
        tally.answered.load(Ordering::Relaxed),
        tally.dropped.load(Ordering::Relaxed),
    );
    assert!(tally.answered.load(Ordering::Relaxed) > 100 && done > 10);
    assert!(tally.dropped.load(Ordering::Relaxed) > 100);
    // A connection that is given up is there until its statement has been canceled.
    assert!(most <= 4 * CONNECTIONS as i64, "{most} connections");
    assert!(left <= CONNECTIONS as i64, "{left} connections");
    assert!(late < early + 16 * 1024, "{early} kB became {late} kB");
}

/// Does one thing after the other, and gives most up after a random time.
async fn act(task: u64, until: Instant, tally: Arc<Tally>) {
    let mut seed = task;
    while Instant::now() < until {
        let kind = random(&mut seed) % 8;
        let patience = match random(&mut seed) % 4 {
            0 => Duration::from_secs(20),
            _ => Duration::from_micros(random(&mut seed) % 4000),
        };
        let n = tally.next.fetch_add(1, Ordering::Relaxed);
        let fate = Arc::new(Mutex::new(Fate::Undone));
        let ended = timeout(patience, one(kind, n, fate.clone())).await;
        match ended {
            Ok(result) => {
                result.unwrap();
                tally.answered.fetch_add(1, Ordering::Relaxed);
            }
            Err(_) => {
                assert!(patience < Duration::from_secs(20), "kind {kind} took {patience:?}");
                tally.dropped.fetch_add(1, Ordering::Relaxed);
            }
        }
        if kind >= 5 {
            let fate = *fate.lock().unwrap();
            tally.fates.lock().unwrap().push((n, fate));
        }
    }
}

/// A query, a batch, a stream, rows that are lent, a copy out; or rows `(n, 1)` and `(n, 2)`.
async fn one(kind: u64, n: i64, fate: Arc<Mutex<Fate>>) -> Result<()> {
    let at = i32::try_from(n).unwrap();
    let now = |becomes: Fate| *fate.lock().unwrap() = becomes;
    match kind {
        0 | 1 => {
            let answer = DB.query_one(sql!("SELECT <at>::int4 AS \"n!\"")).await?;
            assert_eq!(answer.n, at);
        }
        2 => {
            let other = at.wrapping_add(1);
            let (one, two) = DB
                .batch((
                    sql!("SELECT <at>::int4 AS \"n!\""),
                    sql!("SELECT <other>::int4 AS \"n!\""),
                ))
                .await?;
            assert_eq!((one.n, two.n), (at, other));
        }
        3 => {
            let last = at.wrapping_add(200);
            let mut rows = DB
                .query(sql!("SELECT n AS \"n!\" FROM generate_series(<at>::int4, <last>) AS n"))
                .await?;
            let mut expected = at;
            while let Some(row) = rows.try_next().await? {
                assert_eq!(row.n, expected);
                expected += 1;
            }
            assert_eq!(expected, last + 1);
        }
        4 => {
            let mut rows = DB
                .copy_out(sql!(
                    "COPY (SELECT n AS \"n!\" FROM generate_series(1, 300) AS n) TO STDOUT"
                ))
                .await?;
            let mut expected = 1;
            while let Some(row) = rows.try_next().await? {
                assert_eq!(row.n, expected);
                expected += 1;
            }
            assert_eq!(expected, 301);
        }
        5 => {
            let mut tx = DB.begin().await?;
            tx.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 1)")).await?;
            let savepoint = tx.begin().await?;
            savepoint.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 3)")).await?;
            savepoint.rollback().await?;
            tx.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 2)")).await?;
            now(Fate::Unknown);
            tx.commit().await?;
            now(Fate::Done);
        }
        6 => {
            let mut writer = DB.begin_copy_in(sql!("COPY reading (at, value) FROM STDIN")).await?;
            writer.write(&(at, 1.0f32)).await?;
            writer.write(&(at, 2.0f32)).await?;
            now(Fate::Unknown);
            writer.finish().await?;
            now(Fate::Done);
        }
        _ => {
            let rows = [(at, 1.0f32), (at, 2.0f32)];
            now(Fate::Unknown);
            DB.exec(sql!("INSERT INTO reading (at, value) VALUES <rows..>")).await?;
            now(Fate::Done);
        }
    }
    Ok(())
}

/// Compares what is stored with what was reported; returns how many were done and of unknown fate.
async fn check(tally: &Tally) -> (usize, usize) {
    let stored = sql!(
        "SELECT at, array_agg(value::int4 ORDER BY value) AS \"values!\" FROM reading GROUP BY at"
    );
    let stored: std::collections::HashMap<i64, Vec<i32>> = DB
        .query_all(stored)
        .await
        .unwrap()
        .into_iter()
        .map(|row| (i64::from(row.at), row.values))
        .collect();
    let fates = tally.fates.lock().unwrap();
    for (n, fate) in fates.iter() {
        let rows = stored.get(n);
        match fate {
            Fate::Done => assert_eq!(rows, Some(&vec![1, 2]), "{n} was reported as done"),
            Fate::Undone => assert_eq!(rows, None, "{n} never came to its commit"),
            Fate::Unknown => assert!(rows.is_none_or(|rows| *rows == [1, 2]), "{n}: {rows:?}"),
        }
    }
    let of = |wanted| fates.iter().filter(|(_, fate)| *fate == wanted).count();
    (of(Fate::Done), of(Fate::Unknown))
}

async fn connections(watcher: &sqldb::Database, condition: &str) -> i64 {
    let text = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sqldb-storm' AND ({condition})"
    );
    watcher.raw_query_row(&text, &[]).await.unwrap().unwrap().get(0).unwrap()
}

/// Memory of this process, in kB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or_default()
}
