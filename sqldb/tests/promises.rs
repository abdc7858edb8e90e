//! Nothing is reported as done that was not: also when futures are dropped and errors are never read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use sqldb::__private::query;
use sqldb::rows::Many;
use sqldb::{Config, Database, Error, RawRow, Result, Transaction, TransactionOptions};
use support::proxy::{Fault, Proxy};
use support::statement;
use tokio::time::{Instant, timeout};

#[sqldb::database(name = "promises", migrations = "./tests/end_to_end")]
mod shop {}

use shop::{DB, sql};

/// A handle on the migrated database; each test has customers of its own.
async fn connect() -> String {
    static CREATED: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    let name = format!("sqldb_promises_{}", std::process::id());
    let create = async || {
        support::CLUSTER.ensure_database(&name).unwrap();
        DB.configure(support::config(&name, "pool_max=4")).unwrap();
        DB.raw_exec("SELECT 1", &[]).await.unwrap();
    };
    CREATED.get_or_init(create).await;
    name
}

/// Sends what a future sends first, and drops it.
fn send_and_drop(future: impl Future) {
    let _ = pin!(future).poll(&mut Context::from_waker(Waker::noop()));
}

/// Gives a statement up when the server executes it, which has it sleep.
async fn give_up(transaction: &Transaction<'_>, text: &str) {
    const ASLEEP: &str =
        "SELECT count(*) FROM pg_stat_activity WHERE query = $1 AND wait_event = 'PgSleep'";
    let asleep = async || {
        let row = DB.raw_query_row(ASLEEP, &[&text]).await.unwrap();
        row.unwrap().get::<i64>(0).unwrap() > 0
    };
    let watch = async { while !asleep().await {} };
    tokio::select! {
        _ = transaction.raw_exec(text, &[]) => unreachable!("it sleeps for a second"),
        () = watch => {}
    }
}

/// A transaction in which a customer was stored.
async fn begun(mail: &str) -> Transaction<'static> {
    connect().await;
    let tx = DB.begin().await.unwrap();
    tx.exec(sql!("INSERT INTO customer (name, mail) VALUES ('first', <mail>)")).await.unwrap();
    tx
}

async fn stored(mail: &str) -> i64 {
    let row = DB.query_one(sql!("SELECT count(*) AS n FROM customer WHERE mail = <mail>"));
    row.await.unwrap().n
}

/// The transaction is rolled back, and its end says so.
fn told(result: Result<()>) {
    let error = result.unwrap_err();
    assert_eq!(error.sqlstate(), Some("25P02"), "{error}");
    assert!(error.to_string().contains("had failed before `commit`"), "{error}");
}

#[tokio::test]
async fn commit_is_an_error_after_a_statement_whose_error_nobody_read() {
    let tx = begun("dropped@x").await;
    give_up(&tx, "SELECT 1 / (1 - count(*)) FROM pg_sleep(1)").await;
    told(tx.commit().await);
    assert_eq!(stored("dropped@x").await, 0);

    // What was dropped and succeeded is a part of the transaction.
    let tx = begun("kept@x").await;
    let slow = "UPDATE customer SET mail = 'slow@x' FROM pg_sleep(1) WHERE mail = 'kept@x'";
    give_up(&tx, slow).await;
    tx.commit().await.unwrap();
    assert_eq!((stored("kept@x").await, stored("slow@x").await), (0, 1));
}

#[tokio::test]
async fn commit_is_an_error_after_a_stream_that_failed_behind_what_was_read() {
    let mut tx = begun("stream@x").await;
    let text = "SELECT 1 / (100000 - n) FROM generate_series(1, 200000) n";
    let mut rows = tx.raw_query(text, &[]).await.unwrap();
    rows.try_next().await.unwrap().unwrap();
    drop(rows);
    told(tx.commit().await);
    assert_eq!(stored("stream@x").await, 0);

    // The same where a row cannot be read.
    let tx = begun("row@x").await;
    let unread = statement!(unreadable, i64, Many, "SELECT 1::int8 / (100000 - n) AS n FROM generate_series(1::int8, 200000) n", [], ["n" => "int8"]);
    tx.query_all(query(unread, [])).await.unwrap_err();
    told(tx.commit().await);
    assert_eq!(stored("row@x").await, 0);
}

#[tokio::test]
async fn commit_is_an_error_after_a_copy_that_was_not_finished() {
    let mut tx = begun("copy@x").await;
    let copy = sql!("COPY customer (name, mail) FROM STDIN");
    let mut writer = tx.begin_copy_in(copy).await.unwrap();
    writer.write(&("copied", "copied@x")).await.unwrap();
    drop(writer);
    told(tx.commit().await);

    let mut tx = begun("copy@x").await;
    let copy = sql!("COPY customer (name, mail) FROM STDIN");
    tx.copy_in(copy, [("copied\0", "copied@x")]).await.unwrap_err();
    told(tx.commit().await);

    let result = DB.transaction(async |mut tx| {
        let mail = "copy@x";
        tx.exec(sql!("INSERT INTO customer (name, mail) VALUES ('first', <mail>)")).await?;
        let copy = sql!("COPY customer (name, mail) FROM STDIN");
        tx.copy_in(copy, [("copied\0", "copied@x")]).await.unwrap_err();
        Ok::<(), Error>(())
    });
    told(result.await);
    assert_eq!(stored("copy@x").await, 0);
}

#[tokio::test]
async fn commit_is_an_error_when_a_statement_has_ended_the_transaction() {
    let tx = begun("ended@x").await;
    tx.raw_exec("ROLLBACK", &[]).await.unwrap();
    let error = tx.commit().await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("25P01"), "{error}");
    assert!(error.to_string().contains("a statement in it had ended it"), "{error}");

    // The same of the last statement.
    let tx = begun("ended@x").await;
    tx.last().raw_exec("ROLLBACK", &[]).await.unwrap_err();
    assert_eq!(stored("ended@x").await, 0);
}

#[tokio::test]
async fn the_end_of_a_savepoint_is_sent_once() {
    for keep in [true, false] {
        let mail = format!("savepoint {keep}@x");
        let mut tx = begun(&mail).await;
        let savepoint = tx.begin().await.unwrap();
        let change = sql!("UPDATE customer SET name = 'second' WHERE mail = <mail>");
        savepoint.exec(change).await.unwrap();
        match keep {
            true => send_and_drop(savepoint.commit()),
            false => send_and_drop(savepoint.rollback()),
        }
        // Another one is not taken for it.
        tx.begin().await.unwrap().commit().await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(stored(&mail).await, 1);
        let text = "SELECT name FROM customer WHERE mail = $1";
        let row = DB.raw_query_row(text, &[&mail]).await.unwrap().unwrap();
        assert_eq!(row.get::<String>(0).unwrap(), if keep { "second" } else { "first" });
    }

    // A savepoint that failed is gone back to; one whose failure nobody has read fails the rest.
    let mut tx = begun("failed savepoint@x").await;
    let savepoint = tx.begin().await.unwrap();
    give_up(&savepoint, "SELECT 1 / (1 - count(*)) FROM pg_sleep(1.5)").await;
    savepoint.commit().await.unwrap_err();
    let savepoint = tx.begin().await.unwrap();
    savepoint.raw_exec("SELECT 1 / 0", &[]).await.unwrap_err();
    send_and_drop(savepoint.commit());
    told(tx.commit().await);
}

#[tokio::test]
async fn a_row_that_was_written_is_copied_though_others_were_given_up() {
    let name = connect().await;
    let proxy = Proxy::start(support::socket()).await;
    let db = Database::new(&support::DEFINITION);
    let port = proxy.port();
    let url = format!("postgresql://postgres@127.0.0.1:{port}/{name}?sslmode=disable&pool_max=1");
    db.configure(Config::url(url)).unwrap();
    let mut writer = db.begin_copy_in(sql!("COPY customer (name, mail) FROM STDIN")).await.unwrap();
    proxy.set(Fault::Delay(Duration::from_millis(30)));
    let filler = "f".repeat(10_000);
    let mut written = Vec::new();
    let mut given_up = 0;
    for n in 0..600 {
        let row = (filler.clone(), format!("{n}@given-up"));
        match timeout(Duration::from_millis(1), writer.write(&row)).await {
            Ok(result) => {
                result.unwrap();
                written.push(row.1);
            }
            Err(_) => given_up += 1,
        }
    }
    proxy.set(Fault::None);
    let copied = writer.finish().await.unwrap();
    assert!(given_up > 0, "the network was too fast");
    assert_eq!(copied, written.len() as u64);
    let text = "SELECT mail::text FROM customer WHERE mail LIKE '%@given-up' ORDER BY id";
    let rows = DB.raw_query_all(text, &[]).await.unwrap();
    assert!(rows.iter().map(|row| row.get::<String>(0).unwrap()).eq(written));
}

fn unreadable(row: &RawRow<'_>) -> Result<i64> {
    Err(row.column::<String>(9).unwrap_err())
}

fn number(row: &RawRow<'_>) -> Result<i64> {
    row.column(0)
}

#[tokio::test]
async fn an_answer_that_nobody_wants_is_waited_for_by_nobody() {
    let db = support::database("pool_max=1");
    let unread = statement!(unreadable, i64, Many, "SELECT generate_series(1::int8, 30000000) AS n", [], ["n" => "int8"]);
    let quick = statement!(number, i64, Many, "SELECT 1::int8 AS n", [], ["n" => "int8"]);
    // Known, so that it is on a connection that others share.
    static UNREAD: sqldb::__private::Statement<i64, Many> = sqldb::__private::Statement::new_with(
        unreadable,
        "SELECT generate_series(2::int8, 30000000) AS n",
        &[],
        &[sqldb::__private::ColumnTy {
            name: "n",
            ty: sqldb::__private::Ty { schema: "pg_catalog", name: "int8" },
        }],
        sqldb::__private::Source { file: file!(), line: line!(), column: 1 },
    )
    .only_reads();
    assert_eq!(db.query_all(query(quick, [])).await.unwrap(), [1]);
    for unread in [unread, &UNREAD] {
        db.query_all(query(unread, [])).await.unwrap_err();
        let begun = Instant::now();
        assert_eq!(db.query_all(query(quick, [])).await.unwrap(), [1]);
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }
    // What has arrived as a whole leaves the connection as it was.
    let pid = async || db.raw_query_row("SELECT pg_backend_pid()", &[]).await.unwrap().unwrap();
    let before = pid().await.get::<i32>(0).unwrap();
    let short = statement!(unreadable, i64, Many, "SELECT 2::int8 AS n", [], ["n" => "int8"]);
    db.query_all(query(short, [])).await.unwrap_err();
    assert_eq!(pid().await.get::<i32>(0).unwrap(), before);
}

#[tokio::test]
async fn what_is_prepared_may_be_discarded() {
    if support::pooler::skips("a pool does not discard what is prepared") {
        return;
    }
    let name = connect().await;
    for (text, at_once) in [
        ("DISCARD ALL", true),
        ("deallocate all;", true),
        ("DO $$BEGIN EXECUTE 'DEALLOCATE ALL'; END$$", false),
    ] {
        let db = Database::new(&support::DEFINITION);
        db.configure(support::config(&name, "pool_max=1")).unwrap();
        // Its types are those of the migrations, about which tokio-postgres asks.
        let homes = async || {
            db.query_all(sql!("SELECT home, status FROM customer CROSS JOIN \"order\"")).await
        };
        let pid = async || db.raw_query_row("SELECT pg_backend_pid()", &[]).await.unwrap().unwrap();
        let before = pid().await.get::<i32>(0).unwrap();
        homes().await.unwrap();
        let held = db.acquire().await.unwrap();
        held.raw_exec(text, &[]).await.unwrap();
        // On the same connection what is known is prepared again.
        held.query_all(sql!("SELECT name FROM customer WHERE mail = 'none'")).await.unwrap();
        drop(held);
        if !at_once {
            // Only the server knows; it says so once at most.
            let _ = db.raw_query_all("SELECT NULL::status", &[]).await;
        }
        for _ in 0..3 {
            homes().await.unwrap();
            db.raw_query_all("SELECT NULL::status[], NULL::address", &[]).await.unwrap();
        }
        assert_ne!(pid().await.get::<i32>(0).unwrap(), before, "{text}");
    }
}

#[tokio::test]
async fn a_write_that_is_refused_leaves_the_transaction_to_its_owner() {
    let db = support::database("pool_max=1");
    db.raw_exec("CREATE TABLE refused (id int)", &[]).await.unwrap();
    let pid = async || db.raw_query_row("SELECT pg_backend_pid()", &[]).await.unwrap().unwrap();
    let before = pid().await.get::<i32>(0).unwrap();
    let mut tx = db.begin_with(TransactionOptions::new().read_only()).await.unwrap();
    let savepoint = tx.begin().await.unwrap();
    let error = savepoint.raw_exec("INSERT INTO refused VALUES (1)", &[]).await.unwrap_err();
    assert!(error.is_read_only(), "{error}");
    savepoint.rollback().await.unwrap();
    assert_eq!(tx.raw_query_all("SELECT 1", &[]).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    assert_eq!(pid().await.get::<i32>(0).unwrap(), before);

    // A server that takes no writes though nobody asked for that may not be the primary any more.
    let mut tx = db.begin().await.unwrap();
    tx.raw_exec("SET TRANSACTION READ ONLY", &[]).await.unwrap();
    let savepoint = tx.begin().await.unwrap();
    savepoint.raw_exec("INSERT INTO refused VALUES (1)", &[]).await.unwrap_err();
    savepoint.rollback().await.unwrap();
    tx.rollback().await.unwrap();
    // Which connection of the server comes next a pool before it decides.
    if support::pooler::naming().is_none() {
        assert_ne!(pid().await.get::<i32>(0).unwrap(), before);
    }
}

/// A database whose schema is not quite that of the migrations.
async fn altered(name: &str, from: &str, to: &str) -> Database {
    let name = format!("sqldb_{name}_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    let db = Database::new(&support::DEFINITION);
    db.configure(support::config(&name, "pool_max=1")).unwrap();
    let text = include_str!("end_to_end/1_create_shop.up.sql").replace(from, to);
    for statement in text.split_terminator(";\n") {
        db.raw_exec(statement, &[]).await.unwrap();
    }
    db
}

#[tokio::test]
async fn attributes_of_other_types_are_neither_read_nor_written() {
    let differs = |error: Error| {
        assert!(error.to_string().contains("attributes of `"), "{error}");
    };
    for other in ["real", "date", "text"] {
        let db = altered(&format!("zip_{other}"), "zip integer", &format!("zip {other}")).await;
        let home = shop::Address { street: None, zip: Some(3) };
        let insert = sql!("INSERT INTO customer (name, mail, home) VALUES ('a', 'a@x', <home>)");
        differs(db.exec(insert).await.unwrap_err());
        let text =
            "INSERT INTO customer (name, mail, home) VALUES ('a', 'a@x', $$(s,2020-01-01)$$)";
        db.raw_exec(
            &text.replace("2020-01-01", if other == "date" { "2020-01-01" } else { "3" }),
            &[],
        )
        .await
        .unwrap();
        differs(db.query_all(sql!("SELECT home FROM customer")).await.unwrap_err());
        differs(db.query_all(sql!("SELECT c FROM customer c")).await.unwrap_err());
    }

    // The same where it changes under a connection that knows it.
    let db = altered("zip_later", "", "").await;
    let home = shop::Address { street: None, zip: Some(3) };
    db.exec(sql!("INSERT INTO customer (name, mail, home) VALUES ('a', 'a@x', <home>)"))
        .await
        .unwrap();
    let prices = async || db.query_all(sql!("SELECT array_agg(o) AS o FROM \"order\" o")).await;
    db.raw_exec("INSERT INTO \"order\" (customer, pieces, price) VALUES (1, 3, 1)", &[])
        .await
        .unwrap();
    assert_eq!(prices().await.unwrap().len(), 1);
    db.raw_exec("DROP VIEW open_order", &[]).await.unwrap();
    let text = "ALTER TABLE \"order\" ALTER COLUMN pieces TYPE real USING pieces::real";
    db.raw_exec(text, &[]).await.unwrap();
    differs(prices().await.unwrap_err());
}
