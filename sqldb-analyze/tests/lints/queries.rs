//! Queries, and comparisons with NULL wherever they stand.

use expect_test::{Expect, expect};
use sqldb_analyze::lint::{Rule, query};

use super::{before, check, rules, shown};

#[track_caller]
fn check_query(text: &str, expected: Expect) {
    expected.assert_eq(&shown(&query(&before(), text), text));
}

#[test]
fn queries() {
    check_query(
        "SELECT id FROM item WHERE price = NULL OR NULL <> price",
        expect![[r#"
        null-comparison: `= NULL` is never true, whatever it is compared with
          |
        1 | SELECT id FROM item WHERE price = NULL OR NULL <> price
          |                                   ^^^^
          = help: write `IS NULL`
        null-comparison: `<> NULL` is never true, whatever it is compared with
          |
        1 | SELECT id FROM item WHERE price = NULL OR NULL <> price
          |                                           ^^^^
          = help: write `IS NOT NULL`"#]],
    );
    check_query(
        "UPDATE item SET price = NULL",
        expect![[r#"
        no-where: without `WHERE` this updates all rows of `item`
          |
        1 | UPDATE item SET price = NULL
          |        ^^^^
          = help: write `WHERE true` if that is meant"#]],
    );
    check_query(
        "DELETE FROM item",
        expect![[r#"
        no-where: without `WHERE` this deletes all rows of `item`
          |
        1 | DELETE FROM item
          |             ^^^^
          = help: write `WHERE true` if that is meant"#]],
    );
    check_query("UPDATE item SET price = NULL WHERE true", expect![[""]]);
    check_query(
        "SELECT 1 FROM customer WHERE id NOT IN (SELECT customer FROM item)",
        expect![[r#"
            not-in-nullable: once one of these values is NULL, `NOT IN` is true for no row
              |
            1 | SELECT 1 FROM customer WHERE id NOT IN (SELECT customer FROM item)
              |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              = help: write `NOT EXISTS (SELECT … WHERE …)`, or leave NULLs out with `WHERE … IS NOT NULL`"#]],
    );
    check_query(
        "SELECT 1 FROM customer WHERE id <> ALL (SELECT customer FROM item)",
        expect![[r#"
            not-in-nullable: once one of these values is NULL, `NOT IN` is true for no row
              |
            1 | SELECT 1 FROM customer WHERE id <> ALL (SELECT customer FROM item)
              |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              = help: write `NOT EXISTS (SELECT … WHERE …)`, or leave NULLs out with `WHERE … IS NOT NULL`"#]],
    );
    check_query("SELECT 1 FROM item WHERE id NOT IN (SELECT id FROM item)", expect![[""]]);
    check_query(
        "SELECT 1 FROM customer WHERE id NOT IN (SELECT customer FROM item WHERE customer IS NOT NULL)",
        expect![[""]],
    );
    check_query("SELECT 1 FROM customer WHERE id IN (SELECT customer FROM item)", expect![[""]]);
    // A query with a mistake has no lints.
    check_query("DELETE FROM nothing", expect![[""]]);
}

/// Also of what the migration itself makes: that never was what anybody meant.
#[test]
fn comparisons_with_null_in_definitions() {
    check(
        "CREATE INDEX CONCURRENTLY open ON item (id) WHERE price = NULL",
        expect![[r#"
            null-comparison: `= NULL` is never true, whatever it is compared with
              |
            1 | CREATE INDEX CONCURRENTLY open ON item (id) WHERE price = NULL
              |                                                           ^^^^
              = help: write `IS NULL`"#]],
    );
    for sql in [
        "CREATE TABLE own (a int4 CHECK (a <> NULL))",
        "CREATE TABLE own (a int4, CHECK (a = 1 OR a = NULL))",
        "CREATE VIEW own AS SELECT id FROM item WHERE NULL = price",
        "ALTER TABLE customer ADD CONSTRAINT c CHECK (mail = NULL) NOT VALID",
        "DELETE FROM item WHERE price = NULL",
    ] {
        rules(sql, &[Rule::NullComparison]);
    }
    rules("UPDATE item SET price = NULL WHERE id = 1", &[]);
    rules("CREATE INDEX CONCURRENTLY ON item (id) WHERE price IS NULL", &[]);
}
