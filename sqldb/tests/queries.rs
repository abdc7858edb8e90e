//! The ways to run a query, with statements as `sql!` expands to them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use support::statement;

use futures_util::TryStreamExt;
use sqldb::__private::{argument, optional_argument, query};
use sqldb::{RawRow, Result, pg};

#[derive(Debug, PartialEq)]
struct Item {
    id: i64,
    title: Option<String>,
}

fn item(row: &RawRow<'_>) -> Result<Item> {
    Ok(Item { id: row.column(0)?, title: row.column(1)? })
}

fn nothing(_: &RawRow<'_>) -> Result<()> {
    Ok(())
}

#[tokio::test]
async fn all_row_one_stream_exec() {
    let db = support::database("pool_max=1");
    db.raw_exec("DROP TABLE IF EXISTS item", &[]).await.unwrap();
    db.raw_exec("CREATE TABLE item (id int8 NOT NULL, title text)", &[]).await.unwrap();

    let insert = statement!(
        nothing,
        (),
        None,
        "INSERT INTO item (id, title) VALUES ($1::int8, $2::text)",
        ["int8", "text"],
        []
    );
    let title = Some("milk");
    for id in [1, 2, 3] {
        let arguments = [argument::<pg::int8, _>(&id), optional_argument::<pg::text, _>(&title)];
        assert_eq!(db.exec(query(insert, arguments)).await.unwrap(), 1);
    }
    let none: Option<String> = None;
    let arguments = [argument::<pg::int8, _>(&4), optional_argument::<pg::text, _>(&none)];
    assert_eq!(db.exec(query(insert, arguments)).await.unwrap(), 1);

    let by_id = statement!(
        item, Item, AtMostOne,
        "SELECT id, title FROM item WHERE id = $1::int8", ["int8"], ["id" => "int8", "title" => "text"]
    );
    let one = db.query_row(query(by_id, [argument::<pg::int8, _>(&4)])).await.unwrap();
    assert_eq!(one, Some(Item { id: 4, title: None }));
    let none = db.query_row(query(by_id, [argument::<pg::int8, _>(&9)])).await.unwrap();
    assert_eq!(none, None);

    let all = statement!(
        item, Item, Many,
        "SELECT id, title FROM item WHERE id = ANY($1::int8[]) ORDER BY id", ["_int8"],
        ["id" => "int8", "title" => "text"]
    );
    let ids = vec![2i64, 4];
    let items = db.query_all(query(all, [argument::<pg::array<pg::int8>, _>(&ids)])).await.unwrap();
    assert_eq!(items, [Item { id: 2, title: Some("milk".into()) }, Item { id: 4, title: None }]);

    // A query can be kept, and a stream needs no trait in scope.
    let kept = query(all, [argument::<pg::array<pg::int8>, _>(&ids)]);
    let mut rows = db.query(kept).await.unwrap();
    let mut seen = Vec::new();
    while let Some(item) = rows.try_next().await.unwrap() {
        seen.push(item.id);
    }
    assert_eq!(seen, [2, 4]);
    let streamed: Vec<Item> = db.query(kept).await.unwrap().try_collect().await.unwrap();
    assert_eq!(streamed.len(), 2);

    fn count(row: &RawRow<'_>) -> Result<i64> {
        row.column(0)
    }
    let count =
        statement!(count, i64, ExactlyOne, "SELECT count(*) FROM item", [], ["count" => "int8"]);
    assert_eq!(db.query_one(query(count, [])).await.unwrap(), 4);
}

#[tokio::test]
async fn futures_can_be_spawned() {
    fn count(row: &RawRow<'_>) -> Result<i64> {
        row.column(0)
    }
    static DB: std::sync::LazyLock<sqldb::Database> =
        std::sync::LazyLock::new(|| support::database(""));
    let tasks: Vec<tokio::task::JoinHandle<Result<i64>>> = (0..50i64)
        .map(|number| {
            tokio::spawn(async move {
                let same = statement!(count, i64, ExactlyOne, "SELECT $1::int8", ["int8"], ["int8" => "int8"]);
                let tx = DB.begin().await?;
                let one = tx.query_one(query(same, [argument::<pg::int8, _>(&number)])).await?;
                tx.commit().await?;
                let mut rows = DB.query(query(same, [argument::<pg::int8, _>(&number)])).await?;
                let two = rows.try_next().await?;
                Ok(one + two.unwrap())
            })
        })
        .collect();
    for (number, task) in (0..).zip(tasks) {
        assert_eq!(task.await.unwrap().unwrap(), 2 * number);
    }
}

#[tokio::test]
async fn null_names_the_column_and_the_place() {
    fn title(row: &RawRow<'_>) -> Result<String> {
        row.column(0)
    }
    let db = support::database("");
    let null = statement!(title, String, ExactlyOne, "SELECT NULL::text AS title", [], ["title" => "text"]);
    let error = db.query_one(query(null, [])).await.unwrap_err();
    let place = error.source_place().unwrap();
    assert!(place.starts_with("sqldb/tests/queries.rs:"), "{place}");
    assert_eq!(
        error.to_string(),
        format!(
            "column `title` cannot be read: it is NULL, which was not expected; \
             write `AS \"title?\"` to take NULLs [query at {place}]"
        )
    );
}

#[tokio::test]
async fn raw_queries() {
    let db = support::database("");
    let row =
        db.raw_query_row("SELECT $1::int8 AS id, 'x'::text, NULL::text", &[&7i64]).await.unwrap();
    let row = row.unwrap();
    assert_eq!(row.get::<i64>("id").unwrap(), 7);
    assert_eq!(row.get::<String>(1).unwrap(), "x");
    assert_eq!(row.get::<Option<String>>(2).unwrap(), None);
    assert_eq!(
        row.get::<i32>("id").unwrap_err().to_string(),
        "column `id` cannot be read: it is `int8`, which is not read as `i32`"
    );
    assert_eq!(
        row.get::<i32>("ID").unwrap_err().to_string(),
        "column `ID` cannot be read: the row has no such column"
    );
    let error = db.raw_query_row("SELECT generate_series(1, 2)", &[]).await.unwrap_err();
    assert_eq!(error.to_string(), "the query returned more than one row, at most one was expected");
    let error = db.raw_exec("SELECT $1::int8", &[]).await.unwrap_err();
    assert_eq!(error.to_string(), "the statement has 1 parameters, 0 arguments were given");
    let error = db.raw_exec("SELECT $1::int8", &[&"7"]).await.unwrap_err();
    assert!(error.to_string().starts_with("the argument of `$1` cannot be sent:"), "{error}");
}

#[tokio::test]
async fn statements_are_prepared_once_per_connection() {
    if support::pooler::skips("statements of a session") {
        return;
    }
    fn count(row: &RawRow<'_>) -> Result<i64> {
        row.column(0)
    }
    let db = support::database("pool_max=1");
    let prepared = statement!(
        count, i64, ExactlyOne,
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%prepared_once%' -- prepared_once",
        [], ["count" => "int8"]
    );
    let insert = statement!(nothing, (), None, "INSERT INTO prepared_once VALUES (1)", [], []);
    db.raw_exec("DROP TABLE IF EXISTS prepared_once", &[]).await.unwrap();
    db.raw_exec("CREATE TABLE prepared_once (id int)", &[]).await.unwrap();
    for _ in 0..3 {
        db.exec(query(insert, [])).await.unwrap();
        assert_eq!(db.query_one(query(prepared, [])).await.unwrap(), 2);
    }
    // In a transaction, too.
    let tx = db.begin().await.unwrap();
    tx.exec(query(insert, [])).await.unwrap();
    assert_eq!(tx.query_one(query(prepared, [])).await.unwrap(), 2);
}

#[tokio::test]
async fn statement_is_prepared_again_when_the_schema_changed() {
    let db = support::database("pool_max=1");
    db.raw_exec("DROP TABLE IF EXISTS changing", &[]).await.unwrap();
    db.raw_exec("CREATE TABLE changing (id int8 NOT NULL, title text)", &[]).await.unwrap();
    db.raw_exec("INSERT INTO changing VALUES (1, NULL)", &[]).await.unwrap();
    let all = statement!(item, Item, Many, "SELECT * FROM changing", [], ["id" => "int8", "title" => "text"]);
    db.query_all(query(all, [])).await.unwrap();

    // Another type with the same decoder is a mismatch; back again is none.
    db.raw_exec("ALTER TABLE changing ALTER id TYPE int4", &[]).await.unwrap();
    let error = db.query_all(query(all, [])).await.unwrap_err();
    assert!(error.is_schema_mismatch(), "{error}");
    db.raw_exec("ALTER TABLE changing ALTER id TYPE int8", &[]).await.unwrap();
    assert_eq!(db.query_all(query(all, [])).await.unwrap().len(), 1);
}

/// What a query holds while it waits is part of each future around it, and those are on the stack of a
/// program that is not optimised, again and again.
#[tokio::test]
async fn futures_are_small() {
    let db = support::database("pool_max=1");
    let one = statement!(nothing, (), ExactlyOne, "SELECT 1 AS one", [], ["one" => "int4"]);
    let tx = db.begin().await.unwrap();
    let sizes = [
        size_of_val(&db.query_one(query(one, []))),
        size_of_val(&tx.query_one(query(one, []))),
        size_of_val(&db.raw_query_row("SELECT 1", &[])),
        size_of_val(&db.query(query(one, []))),
    ];
    assert!(sizes.iter().all(|size| *size < 6 * 1024), "{sizes:?}");
}
