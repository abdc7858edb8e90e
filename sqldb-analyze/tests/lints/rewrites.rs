//! What writes a table anew, and what columns and types that are added do not.

use expect_test::expect;
use sqldb_analyze::lint::Rule;

use super::{check, rules};

#[test]
fn what_writes_the_table_anew() {
    check(
        "CLUSTER item USING item_title",
        expect![[r#"
        rewrite-blocks: `CLUSTER` writes the whole table anew, and reads and writes wait until then
          |
        1 | CLUSTER item USING item_title
          |         ^^^^
          = help: do it when nobody uses the table, or copy the rows to a new table in steps"#]],
    );
    rules("VACUUM FULL item", &[Rule::RewriteBlocks]);
    rules("VACUUM (FULL, ANALYZE) item", &[Rule::RewriteBlocks]);
    rules("VACUUM item", &[]);
    rules("ALTER TABLE item SET UNLOGGED", &[Rule::RewriteBlocks]);
    rules("ALTER TABLE item SET (fillfactor = 70)", &[]);
    check(
        "REFRESH MATERIALIZED VIEW summary",
        expect![[r#"
        refresh-blocks: reads of `summary` wait until its query is done
          |
        1 | REFRESH MATERIALIZED VIEW summary
          |                           ^^^^^^^
          = help: write `REFRESH MATERIALIZED VIEW CONCURRENTLY summary`, which needs a unique index"#]],
    );
    rules("REFRESH MATERIALIZED VIEW CONCURRENTLY summary", &[]);
}

#[test]
fn new_columns() {
    check(
        "ALTER TABLE item ADD code text NOT NULL",
        expect![[r#"
        required-column: `item` has no value of `code` for the rows that are there, and the program that is deployed now inserts none
          |
        1 | ALTER TABLE item ADD code text NOT NULL
          |                      ^^^^^^^^^^^^^^^^^^
          = help: add a `DEFAULT`, or add the column without `NOT NULL`, and set that in a later migration"#]],
    );
    check(
        "ALTER TABLE item ADD code uuid NOT NULL DEFAULT gen_random_uuid()",
        expect![[r#"
        default-rewrites: this writes all of `item` anew, and reads and writes wait until then
          |
        1 | ALTER TABLE item ADD code uuid NOT NULL DEFAULT gen_random_uuid()
          |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = note: the default may have another value for each row
          = help: add `code` without it, then `ALTER COLUMN code SET DEFAULT …`, and fill the rows in steps"#]],
    );
    rules("ALTER TABLE item ADD at timestamptz NOT NULL DEFAULT now()", &[]);
    rules("ALTER TABLE item ADD n int4, ADD done bool NOT NULL DEFAULT false", &[]);
    rules("ALTER TABLE item ADD n bigserial", &[Rule::DefaultRewrites]);
    rules("ALTER TABLE item ADD n int8 GENERATED ALWAYS AS IDENTITY", &[Rule::DefaultRewrites]);
    rules(
        "ALTER TABLE item ADD n int4 GENERATED ALWAYS AS (id + 1) STORED",
        &[Rule::DefaultRewrites],
    );
    rules("ALTER TABLE item ADD n int4 DEFAULT own()", &[Rule::DefaultRewrites]);
    rules("ALTER TABLE item ADD n int4 UNIQUE", &[Rule::ConstraintBuildsIndex]);
    rules("ALTER TABLE item ADD n int8 REFERENCES customer", &[Rule::ForeignKeyScans]);
    rules("ALTER TABLE item ADD n int8 CHECK (n > 0)", &[Rule::CheckScans]);
}

#[test]
fn new_types() {
    check(
        "ALTER TABLE item ALTER customer TYPE int4",
        expect![[r#"
        type-rewrites: this writes all of `item` anew, and reads and writes wait until then
          |
        1 | ALTER TABLE item ALTER customer TYPE int4
          |                        ^^^^^^^^
          = help: add a column of the new type, write both, copy the rows in steps, then drop `customer`
        type-changes: the program that is deployed now reads and writes `item.customer` as `bigint`, and fails with `integer`
          |
        1 | ALTER TABLE item ALTER customer TYPE int4
          |                        ^^^^^^^^
          = help: add a column of the new type beside it until no program uses the old one"#]],
    );
    let both = [Rule::TypeRewrites, Rule::TypeChanges];
    rules("ALTER TABLE customer ALTER name TYPE varchar(40)", &[]);
    rules("ALTER TABLE customer ALTER name TYPE varchar(10)", &[Rule::TypeRewrites]);
    rules("ALTER TABLE customer ALTER name TYPE varchar", &[]);
    rules("ALTER TABLE customer ALTER name TYPE text", &[Rule::TypeChanges]);
    rules("ALTER TABLE customer ALTER mail TYPE varchar", &[Rule::TypeChanges]);
    rules("ALTER TABLE customer ALTER mail TYPE varchar(80)", &both);
    rules("ALTER TABLE item ALTER price TYPE numeric(10, 2)", &[]);
    rules("ALTER TABLE item ALTER price TYPE numeric", &[]);
    rules("ALTER TABLE item ALTER price TYPE numeric(10, 3)", &[Rule::TypeRewrites]);
    rules("ALTER TABLE item ALTER price TYPE text USING price::text", &both);
}
