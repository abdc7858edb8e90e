//! Rows by `COPY`: typed from the migrations, all or nothing, and never a wrong value.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::time::Duration;

use sqldb::{Executor, Result, TransactionOptions};
use tokio::time::timeout;

#[sqldb::database(name = "shop", migrations = "./tests/end_to_end")]
mod shop {}

#[sqldb::database(name = "copied", migrations = "./tests/copies")]
mod copied {}

use shop::{Address, DB, Status, sql};

/// A handle on the migrated database; each test has customers of its own.
async fn connect() {
    static CREATED: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    CREATED
        .get_or_init(|| async {
            let name = format!("sqldb_copies_{}", std::process::id());
            support::CLUSTER.ensure_database(&name).unwrap();
            DB.configure(support::config(&name, "pool_max=4")).unwrap();
        })
        .await;
}

async fn count(like: &str) -> i64 {
    let row = DB.query_one(sql!("SELECT count(*) AS n FROM customer WHERE mail LIKE <like>"));
    row.await.unwrap().n
}

struct NewCustomer<'a> {
    name: &'a str,
    mail: String,
    home: Option<Address>,
    tags: Vec<&'a str>,
}

#[tokio::test]
async fn tuples_and_structs_go_there_and_back() {
    connect().await;
    let rows = (0..1000).map(|n| (format!("name {n}"), format!("{n}@tuple.example")));
    let copy = sql!("COPY customer (name, mail) FROM STDIN");
    assert_eq!(DB.copy_in(copy, rows).await.unwrap(), 1000);

    let home = Address { street: Some("Main St".to_owned()), zip: None };
    let customers = [
        NewCustomer {
            name: "a",
            mail: "a@struct.example".to_owned(),
            home: Some(home.clone()),
            tags: vec!["x", "y"],
        },
        NewCustomer { name: "b", mail: "b@struct.example".to_owned(), home: None, tags: vec![] },
    ];
    let copy = sql!(NewCustomer<'_>, "COPY customer (name, mail, home, tags) FROM STDIN");
    assert_eq!(DB.copy_in(copy, &customers).await.unwrap(), 2);

    let copy = sql!(
        "COPY (SELECT name, mail, home, tags FROM customer WHERE mail LIKE '%@struct.example' ORDER BY mail) TO STDOUT"
    );
    let mut rows = DB.copy_out(copy).await.unwrap();
    let a = rows.try_next().await.unwrap().unwrap();
    assert_eq!(
        (a.name.as_str(), a.home, a.tags),
        ("a", Some(home), vec!["x".to_owned(), "y".to_owned()])
    );
    let b = rows.try_next().await.unwrap().unwrap();
    assert_eq!((b.name.as_str(), b.home, b.tags.len()), ("b", None, 0));
    assert!(rows.try_next().await.unwrap().is_none());
    assert!(rows.try_next().await.unwrap().is_none());

    let copy = sql!("COPY (SELECT * FROM customer WHERE mail LIKE '%@tuple.example') TO STDOUT;");
    let mut rows = DB.copy_out(copy).await.unwrap();
    let mut seen = 0;
    while let Some(customer) = rows.try_next().await.unwrap() {
        let customer: shop::Customer = customer;
        assert_eq!(
            customer.name.strip_prefix("name "),
            customer.mail.strip_suffix("@tuple.example")
        );
        seen += 1;
    }
    assert_eq!(seen, 1000);
}

#[tokio::test]
async fn identity_enums_arrays_and_decimals() {
    connect().await;
    let customer = (900_000_000_001i64, "o", "orders@copy.example");
    DB.copy_in(sql!("COPY customer (id, name, mail) FROM STDIN"), [customer]).await.unwrap();
    let price: sqldb::types::Numeric = "12.50".parse().unwrap();
    let rows = [(900_000_000_001i64, Status::InProgress, vec![Status::Open], Some(3i32), price)];
    let copy = sql!("COPY \"order\" (customer, status, history, pieces, price) FROM STDIN");
    assert_eq!(DB.copy_in(copy, rows).await.unwrap(), 1);
    let order =
        DB.query_all(sql!("SELECT * FROM \"order\" WHERE customer = 900000000001")).await.unwrap();
    let [order] = order.as_slice() else { panic!("{order:?}") };
    assert_eq!((order.status, order.pieces, order.price), (Status::InProgress, Some(3), price));
    assert_eq!(order.history, [Status::Open]);
}

#[tokio::test]
async fn refused_rows_undo_all_and_leave_the_connection_usable() {
    connect().await;
    let copy = sql!("COPY customer (name, mail) FROM STDIN");
    let rows = [("x", "x@refused.example"), ("y", "no mail address")];
    let error = DB.copy_in(copy, rows).await.unwrap_err();
    assert!(error.is_check_violation() && error.source_place().is_some(), "{error}");
    assert!(!format!("{error} {error:?}").contains("no mail address"), "{error}");
    // What is not finished is not stored.
    let mut writer = DB.begin_copy_in(copy).await.unwrap();
    writer.write(&("z", "z@refused.example")).await.unwrap();
    drop(writer);
    assert_eq!(count("%@refused.example").await, 0);

    let mut tx = DB.begin().await.unwrap();
    let error = tx.copy_in(copy, [("y", "no mail address")]).await.unwrap_err();
    assert!(error.is_check_violation());
    tx.rollback().await.unwrap();
    assert_eq!(count("%@refused.example").await, 0);
}

/// The server refuses to copy only when it is to begin, when tokio-postgres sends the end of the copy, too.
#[tokio::test]
async fn copies_that_are_refused_as_they_begin_are_answered_once() {
    connect().await;
    let copy = sql!("COPY customer (name, mail) FROM STDIN");
    let rows = [("x", "x@read-only.example")];
    for n in 0..24 {
        let mut tx = DB.begin_with(TransactionOptions::new().read_only()).await.unwrap();
        if n % 2 == 0 {
            let error = tx.copy_in(copy, rows).await.unwrap_err();
            assert!(error.is_read_only(), "{error}");
        } else {
            // It is given up somewhere on its way.
            let copied = tx.copy_in(copy, rows);
            let _ = timeout(Duration::from_micros(200 * n), copied).await;
        }
        match n % 3 {
            0 => drop(tx),
            1 => drop(tx.rollback().await),
            _ => drop(tx.raw_exec("SELECT 1", &[]).await),
        }
        for asked in 0..6i64 {
            let row = DB.query_one(sql!("SELECT <asked>::int8 AS \"n!\"")).await.unwrap();
            assert_eq!(row.n, asked);
        }
    }
}

#[tokio::test]
async fn commit_behind_a_copy_that_was_refused_is_right() {
    connect().await;
    DB.raw_script(
        "CREATE TABLE bill (id int8 PRIMARY KEY);
         CREATE TABLE item (bill int8 REFERENCES bill DEFERRABLE INITIALLY DEFERRED)",
    )
    .await
    .unwrap();
    let copy = sql!("COPY customer (name, mail) FROM STDIN");
    for bill in 0..10i64 {
        let mut tx = DB.begin().await.unwrap();
        tx.raw_exec("INSERT INTO item VALUES ($1)", &[&bill]).await.unwrap();
        let mut savepoint = tx.begin().await.unwrap();
        savepoint.raw_exec("SET LOCAL transaction_read_only = on", &[]).await.unwrap();
        savepoint.copy_in(copy, [("x", "x@read-only.example")]).await.unwrap_err();
        drop(savepoint);
        let error = tx.commit().await.unwrap_err();
        assert!(error.is_foreign_key_violation() || error.is_closed(), "{error}");
    }
    let row = DB.raw_query_row("SELECT count(*) FROM item", &[]).await.unwrap().unwrap();
    assert_eq!(row.get::<i64>(0).unwrap(), 0);
}

#[tokio::test]
async fn dropped_copies_store_nothing() {
    connect().await;
    let copy = sql!("COPY customer (name, mail) FROM STDIN");
    for _ in 0..5 {
        let mut writer = DB.begin_copy_in(copy).await.unwrap();
        for n in 0..3000 {
            writer.write(&("given up", format!("{n}@dropped.example"))).await.unwrap();
        }
        drop(writer);
    }
    let endless = std::iter::repeat_with(|| {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let n = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        ("endless".to_owned(), format!("{n}@dropped.example"))
    });
    let copied = DB.copy_in(sql!("COPY customer (name, mail) FROM STDIN"), endless);
    timeout(Duration::from_millis(100), copied).await.unwrap_err();
    let mut out = DB
        .copy_out(sql!(
            "COPY (SELECT n AS \"n!\" FROM generate_series(1, 10000000) AS n) TO STDOUT"
        ))
        .await
        .unwrap();
    assert_eq!(out.try_next().await.unwrap().unwrap().n, 1);
    drop(out);
    let counted = timeout(Duration::from_secs(10), count("%@dropped.example"));
    assert_eq!(counted.await.unwrap(), 0);
}

async fn copy_some(db: &mut impl Executor, suffix: &str) -> Result<u64> {
    let rows = (0..3).map(|n| ("any".to_owned(), format!("{n}{suffix}")));
    db.copy_in(sql!("COPY customer (name, mail) FROM STDIN"), rows).await
}

#[tokio::test]
async fn all_executors_copy() {
    connect().await;
    assert_eq!(copy_some(&mut &DB, "@handle.example").await.unwrap(), 3);
    let mut connection = DB.acquire().await.unwrap();
    assert_eq!(copy_some(&mut connection, "@connection.example").await.unwrap(), 3);
    let mut erased: Box<dyn sqldb::DynExecutor> = Box::new(connection);
    let erased: &mut dyn sqldb::DynExecutor = &mut *erased;
    assert_eq!(copy_some(&mut { erased }, "@dyn.example").await.unwrap(), 3);
    let mut tx = DB.begin().await.unwrap();
    assert_eq!(copy_some(&mut tx, "@undone.example").await.unwrap(), 3);
    tx.rollback().await.unwrap();
    let spawned = tokio::spawn(async {
        DB.transaction(async |mut tx| copy_some(&mut tx, "@body.example").await).await
    });
    assert_eq!(spawned.await.unwrap().unwrap(), 3);
    for (like, expected) in [
        ("%@handle.example", 3),
        ("%@connection.example", 3),
        ("%@dyn.example", 3),
        ("%@undone.example", 0),
        ("%@body.example", 3),
    ] {
        assert_eq!(count(like).await, expected, "{like}");
    }
}

/// A copy on a held connection is in the transaction that the program has begun there by a text.
#[tokio::test]
async fn copies_are_in_the_transaction_of_their_connection() {
    connect().await;
    let mut connection = DB.acquire().await.unwrap();
    connection.raw_exec("BEGIN", &[]).await.unwrap();
    assert_eq!(copy_some(&mut connection, "@by-hand.example").await.unwrap(), 3);
    connection.raw_exec("ROLLBACK", &[]).await.unwrap();
    assert_eq!(count("%@by-hand.example").await, 0);
    assert_eq!(copy_some(&mut connection, "@by-hand.example").await.unwrap(), 3);
    assert_eq!(count("%@by-hand.example").await, 3);
}

#[tokio::test]
async fn changed_type_is_an_error_and_no_other_value() {
    use copied::{DB, sql};

    let name = format!("sqldb_copied_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    DB.configure(support::config(&name, "")).unwrap();
    let copy = sql!("COPY reading (at, value) FROM STDIN");
    DB.copy_in(copy, [(1i32, 1.5f32)]).await.unwrap();
    // The bytes of a `float4` are those of some `int4`.
    DB.raw_exec("ALTER TABLE reading ALTER COLUMN value TYPE int4 USING 0", &[]).await.unwrap();
    let error = DB.copy_in(copy, [(2i32, 2.5f32)]).await.unwrap_err();
    assert!(error.is_schema_mismatch(), "{error}");
    assert!(
        error.to_string().starts_with(
            "the database's schema differs from the migrations: column `value` is `int4` there, \
             `float4` was compiled"
        ),
        "{error}"
    );
    let out = sql!("COPY (SELECT at, value FROM reading) TO STDOUT");
    assert!(DB.copy_out(out).await.unwrap_err().is_schema_mismatch());
}

/// What a query writes that is copied out is stored when all of it has been read, as by `query`.
#[tokio::test]
async fn what_a_copied_query_writes_is_kept() {
    connect().await;
    let store = || {
        sql!(
            "COPY (WITH stored AS (INSERT INTO customer (name, mail) \
             SELECT 'w', gen_random_uuid() || '@written.example' FROM generate_series(1, 3) RETURNING id) \
             SELECT id FROM stored) TO STDOUT"
        )
    };
    let mut rows = DB.copy_out(store()).await.unwrap();
    let mut read = 0;
    while rows.try_next().await.unwrap().is_some() {
        read += 1;
    }
    assert!(rows.try_next().await.unwrap().is_none());
    assert_eq!((read, count("%@written.example").await), (3, 3));
    // Given up, it is undone.
    let mut rows = DB.copy_out(store()).await.unwrap();
    rows.try_next().await.unwrap();
    drop(rows);
    assert_eq!(count("%@written.example").await, 3);
    // In a transaction, it is part of that.
    let mut tx = DB.begin().await.unwrap();
    let mut rows = tx.copy_out(store()).await.unwrap();
    while rows.try_next().await.unwrap().is_some() {}
    drop(rows);
    tx.rollback().await.unwrap();
    assert_eq!(count("%@written.example").await, 3);
    let mut connection = DB.acquire().await.unwrap();
    let mut rows = connection.copy_out(store()).await.unwrap();
    while rows.try_next().await.unwrap().is_some() {}
    drop(rows);
    drop(connection);
    assert_eq!(count("%@written.example").await, 6);
}
