//! Which relations a statement reads and writes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use expect_test::{Expect, expect};
use sqldb_analyze::analyze;
use sqldb_analyze::catalog::QualifiedName;

const SCHEMA: &str = "
CREATE SCHEMA app;
CREATE TABLE item (id int8 PRIMARY KEY, title text);
CREATE TABLE app.event (item_id int8 REFERENCES item, at timestamptz);
CREATE VIEW recent AS SELECT * FROM item;
";

#[track_caller]
fn check(query: &str, expected: Expect) {
    let (statement, _) = analyze(&support::catalog(SCHEMA), query).unwrap();
    let shown = |names: &[QualifiedName]| {
        let names: Vec<String> =
            names.iter().map(|name| format!("{}.{}", name.schema, name.name)).collect();
        names.join(" ")
    };
    let (read, written) = (shown(&statement.tables.read), shown(&statement.tables.written));
    expected.assert_eq(&format!("read {read} / written {written}"));
}

#[test]
fn sub_selects_count_and_each_table_once() {
    check(
        "SELECT (SELECT max(at) FROM app.event WHERE item_id = i.id) FROM item i JOIN item j USING (id)",
        expect!["read app.event public.item / written "],
    );
}

#[test]
fn a_view_is_itself_and_a_common_table_expression_is_none() {
    check(
        "WITH item AS (SELECT * FROM recent) SELECT * FROM item",
        expect!["read public.recent / written "],
    );
}

#[test]
fn a_target_is_written_and_read_only_where_from_names_it() {
    check("UPDATE item SET title = 'a' WHERE id = 1", expect!["read  / written public.item"]);
    check(
        "WITH gone AS (DELETE FROM app.event RETURNING item_id)
         INSERT INTO item (id) SELECT item_id FROM gone, item",
        expect!["read public.item / written app.event public.item"],
    );
}
