//! A server that is killed and started again, and copies that are cut.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::time::Duration;

use sqldb::{Config, Database, Event};
use support::proxy::{Fault, Proxy};
use support::server::Server;
use tokio::time::timeout;

#[sqldb::database(name = "restarted", migrations = "./tests/copies")]
mod restarted {}

use restarted::{DB, sql};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_server_is_found_again() {
    let server = Server::start("killed", "");
    let url = format!(
        "postgresql://postgres@127.0.0.1:{}/postgres?sslmode=disable&pool_max=3",
        server.port()
    );
    let db = Database::new(&support::DEFINITION);
    db.configure(Config::url(url)).unwrap();
    db.raw_exec("CREATE TABLE kept (n int8)", &[]).await.unwrap();
    let mut listener = db.listen(&["after"]).await.unwrap();
    for round in 1..=3i64 {
        db.raw_exec("INSERT INTO kept VALUES ($1)", &[&round]).await.unwrap();
        // In the middle of a query, of a transaction and of a stream.
        let tx = db.begin().await.unwrap();
        tx.raw_exec("INSERT INTO kept VALUES (0)", &[]).await.unwrap();
        let mut stream = db.raw_query("SELECT generate_series(1, 100000000)", &[]).await.unwrap();
        stream.try_next().await.unwrap();
        let slow = async { db.raw_exec("SELECT pg_sleep(60)", &[]).await };
        let killed = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            server.kill();
            while stream.try_next().await.is_ok_and(|row| row.is_some()) {}
        };
        let (failed, ()) =
            timeout(Duration::from_secs(20), async { tokio::join!(slow, killed) }).await.unwrap();
        assert!(failed.unwrap_err().is_closed());
        assert!(tx.commit().await.unwrap_err().is_closed(), "nobody reports what is not done");
        drop(stream);
        let error = db.raw_exec("SELECT 1", &[]).await.unwrap_err();
        assert!(error.is_closed(), "{error}");
        server.start_again("");
        // What waited in the pool is dead, and found to be without a failure.
        let text = "SELECT count(*), min(n) FROM kept";
        let row = timeout(Duration::from_secs(20), db.raw_query_row(text, &[])).await.unwrap();
        let row = row.unwrap().unwrap();
        assert_eq!((row.get::<i64>(0).unwrap(), row.get::<i64>(1).unwrap()), (round, 1));
        let event = timeout(Duration::from_secs(20), listener.next()).await.unwrap().unwrap();
        assert_eq!(event, Event::Reconnected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copies_that_are_cut_store_all_or_nothing_and_read_no_row_twice() {
    let proxy = Proxy::start(support::socket()).await;
    let name = format!("sqldb_restarts_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    let role = support::url(&name, "");
    let role = role.split_once("://").unwrap().1.split_once('@').unwrap().0.to_owned();
    let url =
        format!("postgresql://{role}@127.0.0.1:{}/{name}?sslmode=disable&pool_max=1", proxy.port());
    DB.configure(Config::url(url)).unwrap();
    let copy_in = async || {
        let rows = (0..2000).map(|at| (at, 0.5f32));
        timeout(
            Duration::from_secs(20),
            DB.copy_in(sql!("COPY reading (at, value) FROM STDIN"), rows),
        )
        .await
        .unwrap()
    };
    let copy_out = async || -> sqldb::Result<i32> {
        let copy = sql!("COPY (SELECT n AS \"n!\" FROM generate_series(0, 1999) AS n) TO STDOUT");
        let mut rows = DB.copy_out(copy).await?;
        let mut next = 0;
        while let Some(row) = rows.try_next().await? {
            assert_eq!(row.n, next);
            next += 1;
        }
        Ok(next)
    };
    let count = async || {
        for _ in 0..3 {
            if let Ok(row) = DB.query_one(sql!("SELECT count(*) AS n FROM reading")).await {
                return row.n;
            }
        }
        panic!("no connection works")
    };
    assert_eq!(copy_in().await.unwrap(), 2000);
    let mut stored = count().await;
    assert_eq!(stored, 2000);
    proxy.set(Fault::None);
    for at in (0..36_000).step_by(2500).chain([50, 150, 250, 350]) {
        proxy.set(Fault::CutQuestion(at));
        let result = copy_in().await;
        proxy.set(Fault::None);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let now = count().await;
        match result {
            Ok(rows) => assert_eq!((rows, now), (2000, stored + 2000)),
            Err(error) => {
                assert!(error.is_closed(), "{at}: {error}");
                assert!(now == stored || now == stored + 2000, "{at}: {stored} became {now}");
            }
        }
        stored = now;
        proxy.set(Fault::CutAnswer(at));
        match timeout(Duration::from_secs(20), copy_out()).await.unwrap() {
            Ok(rows) => assert_eq!(rows, 2000),
            Err(error) => assert!(error.is_closed(), "{at}: {error}"),
        }
        proxy.set(Fault::None);
        count().await;
    }
}
