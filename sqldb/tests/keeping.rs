//! What becomes of a pool's connections while nobody looks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqldb::{Config, Database};
use support::number::ask;
use support::proxy::{Fault, Proxy};
use tokio::time::{sleep, timeout};

/// A database behind a proxy.
async fn proxied(with: impl FnOnce(Config) -> Config) -> (Arc<Database>, Proxy) {
    let _ = support::database("");
    let name = format!("sqldb_{}", std::process::id());
    let proxy = Proxy::start(support::socket()).await;
    let url = format!("postgresql://postgres@127.0.0.1:{}/{name}?sslmode=disable", proxy.port());
    let db = Database::new(&support::DEFINITION);
    db.configure(with(Config::url(url).max_connections(4))).unwrap();
    (Arc::new(db), proxy)
}

/// Waits until there are so many connections.
async fn settled(proxy: &Proxy, connections: usize) {
    for _ in 0..500 {
        if proxy.connections() == connections {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("{} connections are open, not {connections}", proxy.connections());
}

/// Four reads at once open four connections, which are shared; of those that need one alone two more.
async fn open_four(db: &Arc<Database>) {
    let all = tokio::join!(db.acquire(), db.acquire(), db.acquire(), db.acquire());
    assert!(all.0.is_ok() && all.1.is_ok() && all.2.is_ok() && all.3.is_ok());
    drop(all);
    ask(db, 1).await.unwrap();
}

/// Reads at once, which share several connections.
async fn share_several(db: &Arc<Database>) {
    let asked: Vec<_> = (0..64)
        .map(|n| {
            let db = db.clone();
            tokio::spawn(async move { ask(&db, n).await })
        })
        .collect();
    for asked in asked {
        asked.await.unwrap().unwrap();
    }
}

/// What stands between here and the server has forgotten the connections: nothing that is sent there is
/// answered, and nobody says so.
#[tokio::test]
async fn connection_that_is_forgotten_is_not_waited_for() {
    const UNUSED: Duration = Duration::from_millis(200);
    let (db, proxy) = proxied(|config| config.check_idle_after(UNUSED)).await;
    for shared in [true, false] {
        open_four(&db).await;
        let before = proxy.accepted();
        // A used one is not asked.
        for n in 0..10 {
            ask(&db, n).await.unwrap();
            sleep(UNUSED / 8).await;
        }
        proxy.forget();
        sleep(UNUSED * 3).await;
        let start = Instant::now();
        let answered = timeout(Duration::from_secs(5), async {
            match shared {
                true => ask(&db, 7).await.map(drop),
                false => {
                    let tx = db.begin().await?;
                    tx.raw_exec("SELECT 1", &[]).await?;
                    tx.commit().await
                }
            }
        });
        answered.await.unwrap().unwrap();
        // One of them is asked, for half a second, and all others are known to be gone as well.
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
        assert_eq!(proxy.accepted(), before + 1);
    }
    proxy.set(Fault::None);
}

#[tokio::test]
async fn connections_that_are_wanted_are_opened_again() {
    let (db, proxy) = proxied(|config| config.min_connections(3)).await;
    ask(&db, 1).await.unwrap();
    settled(&proxy, 3).await;
    proxy.cut_all();
    // Nobody has used one meanwhile.
    for _ in 0..300 {
        if proxy.accepted() >= 6 {
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
    settled(&proxy, 3).await;
    // The server has them before they are handed to the pool.
    let mut status = db.pool_status().unwrap();
    for _ in 0..500 {
        if status.waiting == 0 {
            break;
        }
        sleep(Duration::from_millis(10)).await;
        status = db.pool_status().unwrap();
    }
    assert_eq!((status.connections, status.idle, status.waiting), (3, 3, 0), "{status:?}");
    ask(&db, 2).await.unwrap();
}

#[tokio::test]
async fn connections_that_nobody_needs_are_closed() {
    let idle = Duration::from_millis(200);
    let (db, proxy) = proxied(|config| config.idle_timeout(idle).min_connections(1)).await;
    open_four(&db).await;
    assert_eq!(proxy.connections(), 4);
    // Those that are shared, too.
    share_several(&db).await;
    // One is used all the time, one is kept.
    for n in 0..40 {
        ask(&db, n).await.unwrap();
        sleep(idle / 10).await;
    }
    settled(&proxy, 1).await;
    sleep(idle * 4).await;
    settled(&proxy, 1).await;
    ask(&db, 3).await.unwrap();
}

#[tokio::test]
async fn connections_that_are_old_are_replaced() {
    let (db, proxy) = proxied(|config| config.max_lifetime(Duration::from_millis(300))).await;
    let end = Instant::now() + Duration::from_secs(2);
    let mut n = 0;
    while Instant::now() < end {
        n += 1;
        assert_eq!(ask(&db, n).await.unwrap(), n);
        if n % 7 == 0 {
            db.raw_exec("SELECT 1", &[]).await.unwrap();
        }
        sleep(Duration::from_millis(1)).await;
    }
    assert!((4..40).contains(&proxy.accepted()), "{} were made", proxy.accepted());
}
