//! Errors name the place in the source that the server means, and never a value.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use sqldb::Error;

#[sqldb::database(name = "places", migrations = "./tests/copies")]
mod places {}

use places::{DB, sql};

/// The text of this file from the place of the error on.
fn pointed_at(error: &Error) -> String {
    let (line, column) = error.line_and_column().unwrap();
    assert!(error.to_string().ends_with(&format!("places.rs:{line}:{column}]")), "{error}");
    let text = include_str!("places.rs").lines().nth(line as usize - 1).unwrap();
    text.chars().skip(column as usize - 1).collect()
}

#[tokio::test]
async fn server_errors_point_into_the_source() {
    let name = format!("sqldb_places_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    DB.configure(support::config(&name, "pool_max=1")).unwrap();
    DB.raw_exec("ALTER TABLE reading RENAME COLUMN value TO temperature", &[]).await.unwrap();
    let at = 5;
    let error =
        DB.query_all(sql!("SELECT at, value FROM reading WHERE at = <at>")).await.unwrap_err();
    assert_eq!((error.sqlstate(), &pointed_at(&error)[..10]), (Some("42703"), "value FROM"));
    let query = sql!(
        "SELECT 'ä' AS \"letter!\",
                *
         FROM reading -- after the `*`
         WHERE at = <at>
           AND value > 0 AND at <> <at>"
    );
    // The column that `*` stands for is at the `*`.
    let error = DB.query_all(query).await.unwrap_err();
    assert_eq!(pointed_at(&error), "*");
    let query = sql!(
        "UPDATE reading SET at = <at>
         WHERE at = <at>
           AND value > 0 AND at <> <at>"
    );
    let error = DB.exec(query).await.unwrap_err();
    assert_eq!(pointed_at(&error), "value > 0 AND at <> <at>\"");
    let error = DB.raw_exec("SELECT 1\n WHERE gone", &[]).await.unwrap_err();
    assert_eq!(error.line_and_column(), Some((2, 8)));
    assert!(error.to_string().ends_with("does not exist (42703) [at 2:8 of the text]"), "{error}");
}

#[tokio::test]
async fn messages_of_the_server_are_printed_without_values() {
    let db = support::database("pool_max=1");
    for text in [
        "CREATE FUNCTION complain(t text) RETURNS text LANGUAGE plpgsql AS $$BEGIN
           RAISE EXCEPTION 'nobody is called %', t; END$$",
        "CREATE FUNCTION complain_of_a_key(t text) RETURNS text LANGUAGE plpgsql AS $$BEGIN
           RAISE EXCEPTION 'there is a %', t USING ERRCODE = 'unique_violation'; END$$",
        "CREATE SEQUENCE few MAXVALUE 10",
    ] {
        db.raw_exec(text, &[]).await.unwrap();
    }
    for (text, secret) in [
        ("SELECT $1::text::int4::text", "secret"),
        ("SELECT $1::text::int4::text", "secret \"quoted\" twice"),
        ("SELECT $1::text::int4::text", "99999999999999"),
        ("SELECT $1::text::date::text", "2024-13-45"),
        ("SELECT $1::text::uuid::text", "not-a-uuid"),
        ("SELECT $1::text::jsonb::text", "{broken"),
        ("SELECT ($1::text::int4[])::text", "{1,2"),
        ("SELECT (now() AT TIME ZONE $1::text)::text", "Nowhere/Here"),
        ("SELECT to_tsquery($1::text)::text", "my secret &"),
        ("SELECT $1::text::regclass::text", "secret_word"),
        ("SELECT $1::text::regproc::text", "secret_word"),
        ("SELECT $1::text::regrole::text", "secret_word"),
        ("SELECT $1::text::jsonpath::text", "secret word"),
        ("SELECT $1::text::xml::text", "<secret"),
        ("SELECT $1::text::varbit::text", "secret"),
        ("SELECT current_setting($1::text)", "secret_word"),
        ("SELECT nextval($1::text)::text", "secret_word"),
        ("SELECT setval('few', $1::text::int8)::text", "4711"),
        ("SELECT has_table_privilege($1::text, 'select')::text", "secret_word"),
        ("SELECT convert_from(decode($1::text, 'hex'), 'UTF8')", "e473"),
        ("SELECT chr($1::text::int4)", "1114112"),
        ("SELECT make_date($1::text::int4, 77, 12)::text", "4711"),
        ("SELECT date_part($1::text, now())::text", "secret"),
        ("SELECT format($1::text)", "%secret"),
        ("SELECT encode('a', $1::text)", "secret"),
        ("SELECT complain($1::text)", "Alice"),
        ("SELECT complain_of_a_key($1::text)", "Alice"),
        ("SELECT set_config('role', $1::text, false)", "secret_word"),
    ] {
        let error = db.raw_query_all(text, &[&secret]).await.unwrap_err();
        assert!(error.sqlstate().is_some(), "{error}");
        let printed = format!("{error} {error:?} {error:#?}");
        for word in secret.split(' ').filter(|word| word.len() > 1) {
            assert!(!printed.contains(word), "{printed}");
        }
        assert!(!printed.contains("0xe4"), "{printed}");
        assert!(error.server_message().is_some());
    }
}

#[tokio::test]
async fn messages_of_the_server_name_what_is_in_the_schema() {
    let db = support::database("pool_max=1");
    for text in [
        "CREATE TABLE named (id int4 PRIMARY KEY, name varchar(3) NOT NULL CHECK (name <> ''))",
        "CREATE FUNCTION refuse(n int8) RETURNS text LANGUAGE plpgsql AS $$BEGIN
           RAISE EXCEPTION 'never %', n; END$$",
        "CREATE ROLE nobody_at_all",
        "INSERT INTO named VALUES (1, 'a')",
    ] {
        db.raw_exec(text, &[]).await.unwrap();
    }
    for (text, printed) in [
        (
            "INSERT INTO named VALUES (1, 'a')",
            "duplicate key value violates unique constraint \"named_pkey\" (23505)",
        ),
        (
            "INSERT INTO named VALUES (2, NULL)",
            "null value in column \"name\" of relation \"named\" violates not-null constraint (23502)",
        ),
        (
            "INSERT INTO named VALUES (2, '')",
            "new row for relation \"named\" violates check constraint \"named_name_check\" (23514)",
        ),
        (
            "INSERT INTO named VALUES (2, 'abcd')",
            "value too long for type character varying(3) (22001)",
        ),
        ("CREATE TABLE named (id int4)", "relation \"named\" already exists (42P07)"),
        (
            "SELECT 1 FROM missing",
            "relation \"missing\" does not exist (42P01) [at 1:15 of the text]",
        ),
        (
            "SELECT refuse(7)",
            "an exception, whose text is `Error::server_message`, of PL/pgSQL function refuse(bigint) \
             line 2 at RAISE (P0001)",
        ),
    ] {
        let error = db.raw_exec(text, &[]).await.unwrap_err();
        assert_eq!(error.to_string(), printed);
    }
    let tx = db.begin().await.unwrap();
    tx.raw_exec("SET LOCAL ROLE nobody_at_all", &[]).await.unwrap();
    let error = tx.raw_exec("TABLE named", &[]).await.unwrap_err();
    assert_eq!(error.to_string(), "permission denied for table named (42501)");
    tx.rollback().await.unwrap();
    db.raw_exec("DROP ROLE nobody_at_all", &[]).await.unwrap();
}

#[tokio::test]
async fn predicates() {
    let db = support::database("pool_max=2");
    let error = db.raw_exec("ANALYZE; SELECT 1", &[]).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("42601"), "one statement at a time");
    let tx = db.begin_with(sqldb::TransactionOptions::new().read_only()).await.unwrap();
    let error = tx.raw_exec("CREATE TABLE never (n int4)", &[]).await.unwrap_err();
    assert!(error.is_read_only() && !error.is_retryable(), "{error}");
    drop(tx);
    db.raw_exec("DROP TABLE IF EXISTS held", &[]).await.unwrap();
    db.raw_exec("CREATE TABLE held (n int4)", &[]).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.raw_exec("LOCK TABLE held", &[]).await.unwrap();
    let error = db.raw_exec("LOCK TABLE held NOWAIT", &[]).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("25P01"), "{error}");
    let other = db.begin().await.unwrap();
    let error = other.raw_exec("LOCK TABLE held NOWAIT", &[]).await.unwrap_err();
    assert!(error.is_lock_timeout() && error.is_timeout(), "{error}");
    drop((tx, other));
    let error = db.raw_exec("SELECT pg_cancel_backend(pg_backend_pid())", &[]).await.unwrap_err();
    assert!(error.is_canceled(), "{error}");
    let row = db.raw_query_row("SELECT NULL::int4", &[]).await.unwrap().unwrap();
    assert!(row.get::<i32>(0).unwrap_err().is_decode());
}
