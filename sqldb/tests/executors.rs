//! Functions over `impl Executor` and `dyn DynExecutor`, run by everything that runs queries.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use sqldb::__private::{argument, query};
use sqldb::{DynExecutor, Executor, RawRow, Result, TransactionOptions, pg};
use support::statement;

fn number(row: &RawRow<'_>) -> Result<i64> {
    row.column(0)
}

/// Everything an executor can do; returns how many rows of it stay.
async fn everything(mut db: impl Executor, table: &str) -> Result<i64> {
    let one =
        statement!(number, i64, ExactlyOne, "SELECT $1::int8 AS n", ["int8"], ["n" => "int8"]);
    let series = statement!(
        number, i64, Many, "SELECT n::int8 AS n FROM generate_series(1, 3) AS n", [], ["n" => "int8"]
    );
    assert_eq!(db.query_one(query(one, [argument::<pg::int8, _>(&7i64)])).await?, 7);
    assert_eq!(db.query_row(query(one, [argument::<pg::int8, _>(&8i64)])).await?, Some(8));
    assert_eq!(db.query_all(query(series, [])).await?, [1, 2, 3]);
    assert_eq!(db.exec(query(series, [])).await?, 3);
    let mut rows = db.query(query(series, [])).await?;
    let mut sum = 0;
    while let Some(n) = rows.try_next().await? {
        sum += n;
    }
    assert_eq!(sum, 6);
    drop(rows);
    let mut rows = db.raw_query("SELECT 5", &[]).await?;
    assert_eq!(rows.try_next().await?.unwrap().get::<i32>(0)?, 5);
    drop(rows);
    assert_eq!(db.raw_query_all("SELECT generate_series(1, $1)", &[&4i32]).await?.len(), 4);

    let insert = format!("INSERT INTO {table} VALUES ($1)");
    db.raw_exec(&insert, &[&1i64]).await?;
    let tx = db.begin().await?;
    tx.raw_exec(&insert, &[&2i64]).await?;
    tx.rollback().await?;
    let mut tx = db.begin().await?;
    tx.raw_exec(&insert, &[&3i64]).await?;
    let inner = tx.begin().await?;
    inner.raw_exec(&insert, &[&4i64]).await?;
    drop(inner);
    tx.commit().await?;
    let kept: Result<u64> = db.transaction(async |tx| tx.raw_exec(&insert, &[&5i64]).await).await;
    assert_eq!(kept?, 1);
    let undone: Result<()> = db
        .transaction(async |mut tx| {
            tx.raw_exec(&insert, &[&6i64]).await?;
            let inner: Result<()> = tx
                .transaction(async |tx| {
                    tx.raw_exec(&insert, &[&1i64]).await?;
                    unreachable!("1 is there already")
                })
                .await;
            assert!(inner.unwrap_err().is_unique_violation());
            // The savepoint has been gone back to, and the transaction goes on until this.
            tx.raw_query_row("SELECT 1", &[]).await?;
            Err(tx.raw_exec("SELECT 1/0", &[]).await.unwrap_err())
        })
        .await;
    assert_eq!(undone.unwrap_err().sqlstate(), Some("22012"));
    let row = db.raw_query_row(&format!("SELECT sum(n)::int8 FROM {table}"), &[]).await?;
    row.unwrap().get(0)
}

/// Futures of functions that take any executor can be spawned.
fn assert_send<F: Future + Send>(future: F) -> F {
    future
}

#[tokio::test]
async fn all_executors_do_everything() {
    let db = support::database("pool_max=2");
    for table in ["by_handle", "by_connection", "by_transaction", "by_attempt", "by_dyn"] {
        db.raw_exec(&format!("DROP TABLE IF EXISTS {table}"), &[]).await.unwrap();
        db.raw_exec(&format!("CREATE TABLE {table} (n int8 PRIMARY KEY)"), &[]).await.unwrap();
    }
    assert_eq!(assert_send(everything(&db, "by_handle")).await.unwrap(), 9);
    let mut connection = db.acquire().await.unwrap();
    assert_eq!(assert_send(everything(&mut connection, "by_connection")).await.unwrap(), 9);
    let mut tx = db.begin().await.unwrap();
    assert_eq!(assert_send(everything(&mut tx, "by_transaction")).await.unwrap(), 9);
    tx.commit().await.unwrap();
    let sum: Result<i64> =
        assert_send(db.transaction(async |mut tx| everything(&mut tx, "by_attempt").await)).await;
    assert_eq!(sum.unwrap(), 9);
    let erased: &mut dyn DynExecutor = &mut connection;
    assert_eq!(assert_send(everything(erased, "by_dyn")).await.unwrap(), 9);
    for table in ["by_transaction", "by_attempt"] {
        let row = db.raw_query_row(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap();
        assert_eq!(row.unwrap().get::<i64>(0).unwrap(), 3, "the savepoints were committed");
    }
}

#[tokio::test]
async fn shared_reference_without_type_is_an_executor() {
    let db = support::database("pool_max=1");
    let erased: &dyn DynExecutor = &db;
    assert_eq!(erased.raw_exec("SELECT generate_series(1, 3)", &[]).await.unwrap(), 3);
}

#[tokio::test]
async fn savepoint_has_no_modes_of_its_own() {
    let db = support::database("pool_max=1");
    let mut tx = db.begin().await.unwrap();
    let error = tx.begin_with(TransactionOptions::new().read_only()).await.unwrap_err();
    assert!(error.to_string().starts_with("a savepoint has the isolation level"), "{error}");
    tx.rollback().await.unwrap();
}
