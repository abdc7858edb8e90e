//! A schema that changes under a running program: the statement is prepared again or the error says
//! what changed, and there is never another value.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use sqldb::__private::{argument, query};
use sqldb::{Database, Error, RawRow, Result, pg};
use support::statement;

fn number(row: &RawRow<'_>) -> Result<i64> {
    row.column(0)
}

/// Runs the queries of a program before and after `change`, on a connection that has them prepared.
async fn around(
    table: &str,
    change: &str,
    program: impl AsyncFn(&Database) -> Result<Vec<i64>>,
) -> Result<Vec<i64>> {
    let db = support::database("pool_max=1");
    for text in [
        &format!("DROP TABLE IF EXISTS {table}"),
        &format!("CREATE TABLE {table} (id int8 NOT NULL, n int8)"),
        &format!("INSERT INTO {table} VALUES (1, 10), (2, 20)"),
    ] {
        db.raw_exec(text, &[]).await.unwrap();
    }
    for _ in 0..2 {
        assert_eq!(program(&db).await.unwrap(), [10, 20]);
    }
    db.raw_exec(change, &[]).await.unwrap();
    let result = program(&db).await;
    // The connection is of use whatever happened.
    db.raw_exec("SELECT 1", &[]).await.unwrap();
    result
}

fn says(result: Result<Vec<i64>>, words: &str) -> Error {
    let error = result.unwrap_err();
    assert!(error.to_string().contains(words), "{error}");
    error
}

#[tokio::test]
async fn new_column_changes_nothing() {
    let select = statement!(number, i64, Many, "SELECT n FROM more_columns ORDER BY id", [], ["n" => "int8"]);
    let change = "ALTER TABLE more_columns ADD COLUMN later text NOT NULL DEFAULT 'x'";
    let result = around("more_columns", change, async |db| db.query_all(query(select, [])).await);
    assert_eq!(result.await.unwrap(), [10, 20]);
}

#[tokio::test]
async fn new_column_of_a_star_is_an_error() {
    // What `sql!` sends has no `*`; a text that has one gets more than was compiled.
    let select = statement!(number, i64, Many, "SELECT n, id FROM (SELECT n, t.* FROM stars t) s (n, id, n2) ORDER BY id", [], ["n" => "int8", "id" => "int8"].only_reads);
    let star = statement!(|row| row.column(1), i64, Many, "SELECT * FROM stars ORDER BY id", [], ["id" => "int8", "n" => "int8"].only_reads);
    let change = "ALTER TABLE stars ADD COLUMN later text";
    let result = around("stars", change, async |db| {
        db.query_all(query(select, [])).await?;
        db.query_all(query(star, [])).await
    });
    says(result.await, "the result has 3 columns there, 2 were compiled");
}

#[tokio::test]
async fn dropped_and_renamed_columns_are_named() {
    let select = statement!(number, i64, Many, "SELECT n FROM dropped_column ORDER BY id", [], ["n" => "int8"]);
    for change in
        ["ALTER TABLE dropped_column DROP COLUMN n", "ALTER TABLE dropped_column RENAME n TO m"]
    {
        let result =
            around("dropped_column", change, async |db| db.query_all(query(select, [])).await);
        let error = says(
            result.await,
            "column \"n\" does not exist (42703); the database's schema differs",
        );
        assert!(error.source_place().is_some());
    }
}

#[tokio::test]
async fn changed_types_are_errors_and_never_other_values() {
    let select = statement!(number, i64, Many, "SELECT n FROM changed_type ORDER BY id", [], ["n" => "int8"].only_reads);
    for (ty, name) in [
        ("int4", "int4"),
        ("float8", "float8"),
        ("text", "text"),
        ("timestamp USING now()", "timestamp"),
    ] {
        let change = format!("ALTER TABLE changed_type ALTER COLUMN n TYPE {ty}");
        let program = async |db: &Database| db.query_all(query(select, [])).await;
        let error = says(
            around("changed_type", &change, program).await,
            &format!("column `n` is `{name}` there, `int8` was compiled"),
        );
        assert!(error.is_schema_mismatch());
    }
}

#[tokio::test]
async fn parameters_of_changed_types_are_not_sent() {
    let select = statement!(
        number, i64, Many, "SELECT n FROM changed_key WHERE id >= $1::int8 ORDER BY id", ["int8"], ["n" => "int8"]
    );
    // The text says the type, and PostgreSQL compares by it.
    let change = "ALTER TABLE changed_key ALTER COLUMN id TYPE int4";
    let result = around("changed_key", change, async |db| {
        db.query_all(query(select, [argument::<pg::int8, _>(&1i64)])).await
    });
    assert_eq!(result.await.unwrap(), [10, 20]);
}

#[tokio::test]
async fn dropped_table_and_one_of_the_same_name() {
    let select =
        statement!(number, i64, Many, "SELECT n FROM replaced ORDER BY id", [], ["n" => "int8"]);
    let program = async |db: &Database| db.query_all(query(select, [])).await;
    says(
        around("replaced", "DROP TABLE replaced", program).await,
        "relation \"replaced\" does not exist (42P01)",
    );
    let change = "DO $$ BEGIN DROP TABLE replaced; CREATE TABLE replaced AS SELECT 1::int8 AS id, 30::int8 AS n; END $$";
    assert_eq!(around("replaced", change, program).await.unwrap(), [30]);
}

#[tokio::test]
async fn within_a_transaction_the_error_says_what_changed() {
    if support::pooler::skips("the server's connection is another one each time") {
        return;
    }
    let db = support::database("pool_max=2");
    for text in [
        "DROP TABLE IF EXISTS within",
        "CREATE TABLE within (n int8)",
        "INSERT INTO within VALUES (1)",
    ] {
        db.raw_exec(text, &[]).await.unwrap();
    }
    let select = statement!(number, i64, Many, "SELECT n FROM within", [], ["n" => "int8"]);
    let mut connection = db.acquire().await.unwrap();
    let tx = connection.begin().await.unwrap();
    assert_eq!(tx.query_all(query(select, [])).await.unwrap(), [1]);
    tx.commit().await.unwrap();
    db.raw_exec("ALTER TABLE within ALTER COLUMN n TYPE text", &[]).await.unwrap();
    let tx = connection.begin().await.unwrap();
    let error = tx.query_all(query(select, [])).await.unwrap_err();
    assert!(error.to_string().contains("cached plan must not change result type"), "{error}");
    drop(tx);
    let tx = connection.begin().await.unwrap();
    assert!(tx.query_all(query(select, [])).await.unwrap_err().is_schema_mismatch());
}

#[tokio::test]
async fn values_out_of_range_are_errors_that_name_the_column() {
    let db = support::database("");
    for (text, words) in [
        ("SELECT 'infinity'::timestamptz AS at", "column `at` cannot be read"),
        ("SELECT 'NaN'::numeric AS price", "column `price` cannot be read"),
        ("SELECT '290000-01-01'::date AS day", "column `day` cannot be read"),
        ("SELECT array[1, NULL]::int4[] AS list", "column `list` cannot be read"),
        ("SELECT 1e300::numeric AS big", "column `big` cannot be read"),
    ] {
        let row = db.raw_query_row(text, &[]).await.unwrap().unwrap();
        let error = match text.split("::").nth(1).unwrap().split(' ').next().unwrap() {
            "timestamptz" => row.get::<sqldb::types::Timestamptz>(0).err(),
            "numeric" => row.get::<sqldb::types::Numeric>(0).err(),
            "date" => row.get::<sqldb::types::Date>(0).err(),
            _ => row.get::<Vec<i32>>(0).err(),
        };
        let error = error.unwrap();
        assert!(error.is_decode() && error.to_string().starts_with(words), "{text}: {error}");
    }
}

/// What has no name is described with its rows only, so what it writes is written before the difference is seen;
/// the error says so.
#[tokio::test]
async fn a_write_that_was_executed_before_its_columns_were_compared_says_so() {
    let parameters = match support::pooler::naming() {
        None => "pool_max=1&statements=unnamed",
        Some("unnamed") => "pool_max=1",
        Some(_) => return,
    };
    let (db, other) = (support::database(parameters), support::database("pool_max=1"));
    other.raw_script("CREATE TABLE executed (n int8)").await.unwrap();
    let insert = statement!(
        |row| row.column(0), i64, Many, "INSERT INTO executed VALUES (1) RETURNING n", [], ["n" => "int8"]
    );
    let select = statement!(
        |row| row.column(0), i64, Many, "SELECT n FROM executed", [], ["n" => "int8"].only_reads
    );
    assert_eq!(db.query_all(query(insert, [])).await.unwrap(), [1]);
    other.raw_exec("ALTER TABLE executed ALTER n TYPE text", &[]).await.unwrap();
    let differs = "column `n` is `text` there, `int8` was compiled";
    let collected = db.query_all(query(insert, [])).await.unwrap_err();
    let streamed = db.query(query(insert, [])).await.unwrap().try_next().await.unwrap_err();
    for error in [collected, streamed] {
        assert!(error.is_schema_mismatch(), "{error}");
        let words = format!("{differs}; the statement was executed");
        assert!(error.to_string().contains(&words), "{error}");
    }
    let error = db.query_all(query(select, [])).await.unwrap_err().to_string();
    assert!(error.contains(differs) && !error.contains("executed"), "{error}");
    let count = other.raw_query_row("SELECT count(*) FROM executed", &[]).await.unwrap().unwrap();
    assert_eq!(count.get::<i64>(0).unwrap(), 3);
}

/// A pool before the server has prepared the statement on a connection that others have now, and does so
/// once more on another one.
#[tokio::test]
async fn changed_type_of_the_same_length_is_seen_on_another_connection_of_the_server() {
    let (db, other) = (support::database("pool_max=1"), support::database("pool_max=4"));
    db.raw_script("CREATE TABLE same_length AS SELECT 1::int4 AS n").await.unwrap();
    let select = statement!(
        |row| row.column(0), i32, Many, "SELECT n FROM same_length", [], ["n" => "int4"].only_reads
    );
    let insert = statement!(
        |row| row.column(0), i32, Many, "INSERT INTO same_length VALUES (2) RETURNING n", [], ["n" => "int4"]
    );
    for _ in 0..3 {
        db.query_all(query(insert, [])).await.unwrap();
    }
    for _ in 0..3 {
        assert_eq!(db.query_all(query(select, [])).await.unwrap(), [1, 2, 2, 2]);
    }
    other.raw_script("ALTER TABLE same_length ALTER n TYPE float4").await.unwrap();
    let mut held = Vec::new();
    for _ in 0..4 {
        let tx = other.begin().await.unwrap();
        tx.raw_exec("SELECT 1", &[]).await.unwrap();
        held.push(tx);
    }
    let error = db.query_all(query(select, [])).await.unwrap_err();
    assert!(error.is_schema_mismatch(), "{error}");
    // It is not executed again, though nobody knows what it has returned.
    let error = db.query_all(query(insert, [])).await.unwrap_err();
    assert!(error.is_schema_mismatch() || error.to_string().contains("it was executed"), "{error}");
    let error = db.query_all(query(insert, [])).await.unwrap_err();
    assert!(error.is_schema_mismatch(), "{error}");
}
