//! A primary with two streaming standbys: reads on replicas, reads of what was just written, and a
//! primary that is killed under load.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use sqldb::__private::{ColumnTy, Source, Statement, Ty, query};
use sqldb::rows::ExactlyOne;
use sqldb::{Config, Database};
use support::server::Server;
use tokio::time::{sleep, timeout};

#[sqldb::database(name = "replicated", migrations = "./tests/copies")]
mod replicated {}

use replicated::{DB, sql};

fn url(servers: &[&Server], parameters: &str) -> String {
    let hosts: Vec<String> =
        servers.iter().map(|server| format!("127.0.0.1:{}", server.port())).collect();
    format!("postgresql://postgres@{}/postgres?sslmode=disable&{parameters}", hosts.join(","))
}

async fn count() -> i64 {
    DB.query_one(sql!("SELECT count(*) AS n FROM reading")).await.unwrap().n
}

async fn insert(at: i32) -> sqldb::Result<u64> {
    DB.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 0)")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_and_failover() {
    // What is committed is on the first standby, too.
    let primary = Server::start(
        "primary",
        "-c \"synchronous_standby_names=FIRST 1 (standby_1)\" -c synchronous_commit=local",
    );
    let (first, second) = (primary.standby("standby_1"), primary.standby("standby_2"));
    let config = Config::url(url(&[&primary, &first], "target_session_attrs=primary&pool_max=4"))
        .replica(url(&[&second, &first], "target_session_attrs=standby&pool_max=2"));
    DB.configure(config).unwrap();
    read_on_replicas(&second).await;
    let balanced = Database::new(&support::DEFINITION);
    let (_haproxy, port) = primary.balancer(&first);
    let url = format!("postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable");
    balanced.configure(Config::url(url).max_connections(2)).unwrap();
    written_through(&balanced).await;
    fail_over(&primary, &first).await;
    read_what_was_promoted(&first).await;
    written_through(&balanced).await;
}

static ONE: Statement<i64, ExactlyOne> = Statement::new_with(
    |row| row.column(0),
    "SELECT 1::int8 AS n",
    &[],
    &[ColumnTy { name: "n", ty: Ty { schema: "pg_catalog", name: "int8" } }],
    Source { file: file!(), line: line!(), column: 1 },
)
.only_reads();

/// Writes by way of what is before the servers, as soon as that has found one that takes it.
async fn written_through(balanced: &Database) {
    let write = "INSERT INTO reading (at, value) VALUES (-1, -1)";
    timeout(Duration::from_secs(20), async {
        // It must have asked a server how it is; and connections to one that is gone fail once.
        while balanced.raw_exec(write, &[]).await.is_err() {
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .unwrap();
}

async fn read_on_replicas(second: &Server) {
    let on_replica = async || {
        let row = DB.replica().query_one(sql!("SELECT count(*) AS n FROM reading")).await;
        row.unwrap().n
    };
    insert(1).await.unwrap();
    let mark = DB.mark().await.unwrap();
    let read = async |mark| {
        let query = sql!("SELECT at FROM reading ORDER BY at");
        let rows = DB.replica().after(mark).query_all(query).await.unwrap();
        rows.len()
    };
    assert_eq!(read(mark).await, 1);
    assert_eq!(read(mark.to_string().parse().unwrap()).await, 1);
    let mut rows = DB.replica().query(sql!("SELECT at FROM reading")).await.unwrap();
    assert_eq!(rows.try_next().await.unwrap().unwrap().at, 1);
    drop(rows);

    // What writes is refused before it is sent, and so is what may.
    let write = sql!("INSERT INTO reading (at, value) VALUES (9, 9) RETURNING at");
    let error = DB.replica().query_one(write).await.unwrap_err();
    assert!(error.to_string().starts_with("the statement writes, or may"), "{error}");
    assert!(error.source_place().unwrap().contains("standbys.rs"));
    let lock = sql!("SELECT at FROM reading FOR UPDATE");
    assert!(DB.replica().query_all(lock).await.is_err());

    // A replica that is behind answers what has no mark; what has one goes to the primary.
    let direct = Database::new(&support::DEFINITION);
    direct.configure(Config::url(url(&[second], "")).migrate(sqldb::Migrate::Off)).unwrap();
    direct.raw_exec("SELECT pg_wal_replay_pause()", &[]).await.unwrap();
    while !direct
        .raw_query_row("SELECT pg_get_wal_replay_pause_state() = 'paused'", &[])
        .await
        .unwrap()
        .unwrap()
        .get::<bool>(0)
        .unwrap()
    {
        sleep(Duration::from_millis(10)).await;
    }
    insert(2).await.unwrap();
    let mark = DB.mark().await.unwrap();
    assert_eq!(on_replica().await, 1, "it is read from the replica");
    assert_eq!(read(mark).await, 2);
    direct.raw_exec("SELECT pg_wal_replay_resume()", &[]).await.unwrap();

    // Replicas that are away are no reason to fail.
    second.kill();
    for _ in 0..5 {
        let n = timeout(Duration::from_secs(20), on_replica()).await.unwrap();
        assert!((1..=2).contains(&n));
    }
}

/// A server that was promoted has everything, though it replays nothing any more.
async fn read_what_was_promoted(first: &Server) {
    let promoted = Database::new(&support::DEFINITION);
    let config = Config::url(url(&[first], "pool_max=4")).replica(url(&[first], "pool_max=4"));
    promoted.configure(config.migrate(sqldb::Migrate::Off)).unwrap();
    static READ: Statement<i64, ExactlyOne> = Statement::new_with(
        |row| row.column(0),
        "SELECT count(*) AS n FROM reading",
        &[],
        &[ColumnTy { name: "n", ty: Ty { schema: "pg_catalog", name: "int8" } }],
        Source { file: file!(), line: line!(), column: 1 },
    )
    .only_reads();
    promoted.raw_exec("INSERT INTO reading (at, value) VALUES (-2, -2)", &[]).await.unwrap();
    let mark = promoted.mark().await.unwrap();
    let start = Instant::now();
    for _ in 0..4 {
        promoted.replica().after(mark).query_one(query(&READ, [])).await.unwrap();
    }
    // Each would wait for half a second, and then ask the primary.
    assert!(start.elapsed() < Duration::from_millis(1500), "{:?}", start.elapsed());
}

/// No replica is there: whoever reads is answered by the primary, at once.
#[tokio::test]
async fn replicas_that_refuse_keep_nobody_waiting() {
    let name = support::database("").connection_string().await.map(drop);
    assert!(name.is_ok());
    let free = || {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let gone = format!(
        "postgresql://postgres@127.0.0.1:{},127.0.0.1:{}/x?sslmode=disable&target_session_attrs=standby",
        free(),
        free()
    );
    let db = Database::new(&support::DEFINITION);
    let own = support::config(&format!("sqldb_{}", std::process::id()), "pool_max=2");
    db.configure(own.replica(gone)).unwrap();
    let start = Instant::now();
    for _ in 0..10 {
        assert_eq!(db.replica().query_one(query(&ONE, [])).await.unwrap(), 1);
    }
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());

    // In the body of a transaction it is as wrong as the handle itself.
    let error: sqldb::Error = db
        .transaction(async |_tx| db.replica().query_one(query(&ONE, [])).await)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("in the body of its own `transaction`"), "{error}");
}

/// Those that wait for a replica to catch up have no connection meanwhile, and wait no longer than they say.
#[tokio::test]
async fn many_may_wait_for_a_replica_that_lags() {
    let own = format!("sqldb_{}", std::process::id());
    let _ = support::database("").connection_string().await.unwrap();
    let db = Arc::new(Database::new(&support::DEFINITION));
    // What has replayed nothing is not in recovery, or has all: so a standby it must be.
    let primary = Server::start("lagging", "");
    let standby = primary.standby("lagging_standby");
    let config = support::config(&own, "pool_max=4").replica(url(&[&standby], "pool_max=2"));
    db.configure(config).unwrap();
    assert_eq!(db.replica().query_one(query(&ONE, [])).await.unwrap(), 1);
    let never = "FFFFFFFF/0".parse().unwrap();
    let start = Instant::now();
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move { db.replica().after(never).query_one(query(&ONE, [])).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 1);
    }
    assert!(start.elapsed() < Duration::from_millis(1800), "{:?}", start.elapsed());
}

async fn fail_over(primary: &Server, first: &Server) {
    DB.raw_exec("ALTER DATABASE postgres SET synchronous_commit = remote_apply", &[])
        .await
        .unwrap();
    // So that all connections have it.
    sleep(Duration::from_millis(50)).await;
    let before = count().await;
    let stop = Arc::new(AtomicBool::new(false));
    let tasks: Vec<_> = (1..=4)
        .map(|task| {
            let stop = stop.clone();
            tokio::spawn(async move {
                let mut done = Vec::new();
                for n in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let at = task * 1_000_000 + n;
                    let stored: sqldb::Result<u64> = DB
                        .transaction(async |tx| {
                            tx.raw_exec("SET LOCAL synchronous_commit = remote_apply", &[]).await?;
                            tx.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 1)")).await
                        })
                        .await;
                    match stored {
                        Ok(_) => done.push(at),
                        Err(error) => {
                            let known =
                                error.is_closed() || error.is_timeout() || error.is_read_only();
                            assert!(known || error.to_string().contains("connect"), "{error}");
                        }
                    }
                }
                done
            })
        })
        .collect();
    sleep(Duration::from_millis(500)).await;
    primary.kill();
    first.promote();
    timeout(Duration::from_secs(30), async {
        while insert(0).await.is_err() {
            sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .unwrap();
    sleep(Duration::from_millis(300)).await;
    stop.store(true, Ordering::Relaxed);
    let mut done = Vec::new();
    for task in tasks {
        done.extend(timeout(Duration::from_secs(60), task).await.unwrap().unwrap());
    }
    let stored = DB.query_all(sql!("SELECT at FROM reading WHERE value = 1")).await.unwrap();
    let stored: std::collections::HashSet<i32> = stored.iter().map(|row| row.at).collect();
    let lost: Vec<_> = done.iter().filter(|at| !stored.contains(at)).collect();
    assert!(lost.is_empty(), "reported as done, and lost: {lost:?}");
    assert!(done.len() > 50 && count().await > before, "{} were stored", done.len());
}
