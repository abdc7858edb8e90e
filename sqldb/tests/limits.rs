//! A server that takes fewer connections than the pool would make.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqldb::{Config, Database};
use support::number::ask;
use support::proxy::Proxy;
use tokio::time::{sleep, timeout};

fn role(what: &str) -> String {
    format!("sqldb_few_{what}_{}", std::process::id())
}

/// A role that may have two connections, as which the server is reached by the proxy.
async fn few(what: &str, parameters: &str) -> (Arc<Database>, Proxy) {
    /// Two at once change the same row of `pg_database`, which the server refuses.
    static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let turn = TURN.lock().await;
    let admin = support::database("pool_max=1");
    let name = format!("sqldb_{}", std::process::id());
    let role = role(what);
    for command in [
        format!("CREATE ROLE {role} LOGIN CONNECTION LIMIT 2"),
        format!("GRANT CONNECT ON DATABASE {name} TO {role}"),
    ] {
        admin.raw_exec(&command, &[]).await.unwrap();
    }
    drop(turn);
    let proxy = Proxy::start(support::socket()).await;
    let db = Database::new(&support::DEFINITION);
    let port = proxy.port();
    let url = format!("postgresql://{role}@127.0.0.1:{port}/{name}?sslmode=disable&{parameters}");
    db.configure(Config::url(url).wait_timeout(Duration::from_secs(3))).unwrap();
    (Arc::new(db), proxy)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn server_that_takes_no_more_is_a_pool_that_is_full() {
    let (db, proxy) = few("reads", "pool_max=8").await;
    let end = Instant::now() + Duration::from_millis(1500);
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move {
                while Instant::now() < end {
                    assert_eq!(ask(&db, n).await.unwrap(), n);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    // Once for each that there is, at the beginning for others, and then once a second.
    assert!(proxy.accepted() < 16, "{} connections were tried", proxy.accepted());

    // What was shared is there for those that need one alone, two at once.
    db.raw_exec("SELECT 1", &[]).await.unwrap();
    let sleep = "SELECT pg_sleep(0.1)";
    let all =
        tokio::join!(db.raw_exec(sleep, &[]), db.raw_exec(sleep, &[]), db.raw_exec(sleep, &[]));
    assert!(all.0.is_ok() && all.1.is_ok() && all.2.is_ok(), "{all:?}");
    assert_eq!(ask(&db, 7).await.unwrap(), 7);

    let both = [db.begin().await.unwrap(), db.begin().await.unwrap()];
    let error = timeout(Duration::from_secs(10), db.begin()).await.unwrap().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let text = error.to_string();
    assert!(text.contains("all 2 are in use") && text.contains("too many connections"), "{text}");
    drop(both);
    ask(&db, 8).await.unwrap();
}

/// Who needs a connection alone gets one that is shared and idle, sooner than one could be made.
#[tokio::test]
async fn idle_shared_connection_is_used_before_another_is_made() {
    let (db, proxy) = few("idle", "pool_max=8").await;
    for n in 0..20 {
        assert_eq!(ask(&db, n).await.unwrap(), n);
        db.raw_exec("SELECT 1", &[]).await.unwrap();
        let tx = db.begin().await.unwrap();
        tx.raw_exec("SELECT 1", &[]).await.unwrap();
        tx.commit().await.unwrap();
    }
    // One for migrations, which there are none of.
    assert!(proxy.accepted() <= 2, "{} connections were made", proxy.accepted());
}

/// When the limit is raised, it is noticed.
#[tokio::test]
async fn more_are_made_when_the_server_takes_more() {
    let (db, _proxy) = few("more", "pool_max=4").await;
    let both = [db.acquire().await.unwrap(), db.acquire().await.unwrap()];
    let third = {
        let db = db.clone();
        tokio::spawn(async move { db.acquire().await })
    };
    sleep(Duration::from_millis(200)).await;
    assert!(!third.is_finished());
    let admin = support::database("pool_max=1");
    let raise = format!("ALTER ROLE {} CONNECTION LIMIT 3", role("more"));
    admin.raw_exec(&raise, &[]).await.unwrap();
    third.await.unwrap().unwrap();
    drop(both);
}
