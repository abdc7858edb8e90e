//! Through a pool, PgBouncer where it is installed, that gives each transaction another connection of the
//! server and knows nothing of prepared statements.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use sqldb::{Config, Isolation, Migrate, Result, TransactionOptions};
use support::server::Server;

#[sqldb::database(name = "bounced", migrations = "./tests/copies")]
mod bounced {}

use bounced::{DB, sql};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_without_names_need_no_connection_of_their_own() {
    let server = Server::start("bounced", "");
    let (_bouncer, port) = server.bouncer();
    let direct = sqldb::Database::new(&support::DEFINITION);
    let url = format!("postgresql://postgres@127.0.0.1:{}/postgres?sslmode=disable", server.port());
    direct.configure(Config::url(url)).unwrap();
    direct
        .raw_exec("CREATE TABLE reading (at integer NOT NULL, value real NOT NULL)", &[])
        .await
        .unwrap();
    let url = format!(
        "postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable&pool_max=8&statements=unnamed"
    );
    // Migrations need a session of their own, and go past a PgBouncer.
    DB.configure(Config::url(url).migrate(Migrate::Off)).unwrap();
    DB.raw_exec("SELECT 1", &[]).await.unwrap_err();
    direct
        .raw_exec(
            "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
            &[],
        )
        .await
        .unwrap();
    direct.raw_exec("INSERT INTO schema_migrations VALUES (1, false)", &[]).await.unwrap();

    let tasks: Vec<_> = (0..8)
        .map(|task| {
            tokio::spawn(async move {
                for n in 0..40 {
                    let at = task * 1000 + n;
                    one_of_each(at).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let stored = DB.query_one(sql!("SELECT count(*) AS n FROM reading")).await.unwrap();
    assert_eq!(stored.n, 8 * 40 * 2);

    let mut copied = DB.copy_out(sql!("COPY (SELECT at FROM reading) TO STDOUT")).await.unwrap();
    let mut rows = 0;
    while copied.try_next().await.unwrap().is_some() {
        rows += 1;
    }
    assert_eq!(rows, stored.n);
    let more = (0..500).map(|at| (at, 9.0f32));
    DB.copy_in(sql!("COPY reading (at, value) FROM STDIN"), more).await.unwrap();
    let tx = DB.begin().await.unwrap();
    let mut cursor =
        tx.cursor(sql!("SELECT at FROM reading WHERE value = 9 ORDER BY at")).await.unwrap();
    assert_eq!(cursor.fetch(300).await.unwrap().len(), 300);
    assert_eq!(cursor.fetch(300).await.unwrap().len(), 200);
    drop(cursor);
    tx.commit().await.unwrap();

    // The schema is compared all the same.
    direct.raw_exec("ALTER TABLE reading ALTER COLUMN value TYPE int4 USING 0", &[]).await.unwrap();
    let values = sql!("SELECT value FROM reading LIMIT 1");
    assert!(DB.query_all(values).await.unwrap_err().is_schema_mismatch());
    let mut stream = DB.query(values).await.unwrap();
    assert!(stream.try_next().await.unwrap_err().is_schema_mismatch());
    drop(stream);

    types_of_the_database_are_found_out().await;
}

/// What is asked about types is prepared under names that another process has used as well.
async fn types_of_the_database_are_found_out() {
    let names = "DO $$BEGIN FOR n IN 0..999 LOOP \
                 EXECUTE format('PREPARE s%s AS SELECT 1', n); END LOOP; END$$";
    let mut held = Vec::new();
    for _ in 0..3 {
        let tx = DB.begin().await.unwrap();
        tx.raw_exec("DO $$BEGIN EXECUTE 'DEALLOCATE ALL'; END$$", &[]).await.unwrap();
        tx.raw_exec(names, &[]).await.unwrap();
        held.push(tx);
    }
    for tx in held {
        tx.commit().await.unwrap();
    }
    DB.raw_exec("CREATE TYPE mood AS ENUM ('sad', 'happy')", &[]).await.unwrap();
    DB.raw_exec("CREATE TYPE pair AS (mood mood, n int4)", &[]).await.unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|n: i32| {
            tokio::spawn(async move {
                for _ in 0..5 {
                    let text =
                        "SELECT ROW('happy', $1)::pair AS pair, ARRAY['sad']::mood[] AS moods";
                    let row = DB.raw_query_row(text, &[&n]).await?.unwrap();
                    assert_eq!(row.get::<Pair>("pair")?, Pair { mood: "happy".to_owned(), n });
                    assert_eq!(row.get::<Vec<String>>("moods")?, ["sad"]);
                }
                Ok::<(), sqldb::Error>(())
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let connection = DB.acquire().await.unwrap();
    connection.raw_exec("BEGIN", &[]).await.unwrap();
    connection.raw_exec("CREATE TYPE late AS ENUM ('now')", &[]).await.unwrap();
    let late = connection.raw_query_row("SELECT 'now'::late AS late", &[]).await.unwrap();
    assert_eq!(late.unwrap().get::<String>("late").unwrap(), "now");
    connection.raw_exec("COMMIT", &[]).await.unwrap();
    let late = connection.raw_query_row("SELECT 'now'::late AS again", &[]).await.unwrap();
    assert_eq!(late.unwrap().get::<String>("again").unwrap(), "now");
    let error = connection.raw_exec("SELECT 'now'::gone", &[]).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("42704"));
}

#[derive(Debug, PartialEq, sqldb::Type)]
struct Pair {
    mood: String,
    n: i32,
}

async fn one_of_each(at: i32) -> Result<()> {
    DB.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 0)")).await?;
    let row = DB.query_row(sql!("SELECT value FROM reading WHERE at = <at> LIMIT 1")).await?;
    assert_eq!(row.unwrap().value, 0.0);
    let options = TransactionOptions::new().isolation(Isolation::RepeatableRead);
    DB.transaction_with(options, async |mut tx| {
        tx.exec(sql!("UPDATE reading SET value = 1 WHERE at = <at>")).await?;
        let savepoint = tx.begin().await?;
        savepoint.exec(sql!("DELETE FROM reading WHERE at = <at>")).await?;
        savepoint.rollback().await?;
        let rows = tx.query_all(sql!("SELECT at FROM reading WHERE at = <at>")).await?;
        assert_eq!(rows.len(), 1);
        tx.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 2)")).await
    })
    .await?;
    let mut rows =
        DB.query(sql!("SELECT value FROM reading WHERE at = <at> ORDER BY value")).await?;
    assert_eq!(rows.try_next().await?.unwrap().value, 1.0);
    assert_eq!(rows.try_next().await?.unwrap().value, 2.0);
    assert!(rows.try_next().await?.is_none());
    Ok(())
}
