//! The lints of migrations and queries: for each, what is said, and what is not said.

use expect_test::{Expect, expect};
use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::lint::{Lint, Rule, migration, query};
use sqldb_analyze::render::render;
use sqldb_analyze::replay::{Migration, apply};

const BEFORE: &str = "
    CREATE TYPE state AS ENUM ('open');
    CREATE TABLE customer (id int8 PRIMARY KEY, name varchar(20), mail text);
    CREATE TABLE item (
        id int4 PRIMARY KEY,
        title text NOT NULL DEFAULT '',
        price numeric(8, 2),
        customer int8,
        state state,
        checked int4 CHECK (checked IS NOT NULL)
    );
    CREATE INDEX item_title ON item (title);
    CREATE MATERIALIZED VIEW summary AS SELECT count(*) FROM item;
    CREATE TABLE part (id int8, at date) PARTITION BY RANGE (at);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE VIEW titles AS SELECT id FROM item;
    CREATE FUNCTION own() RETURNS int4 LANGUAGE sql AS 'SELECT 1';
";

fn before() -> Catalog {
    before_with(BEFORE)
}

fn before_with(sql: &str) -> Catalog {
    let mut catalog = Catalog::default();
    assert_eq!(apply(&mut catalog, &Migration { file: "1.up.sql", sql }), []);
    catalog
}

fn shown(lints: &[Lint], sql: &str) -> String {
    let one =
        |lint: &Lint| format!("{}: {}", lint.rule.name(), render(&lint.diagnostic, sql, None));
    lints.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(sql: &str, expected: Expect) {
    let mut lints = migration(&mut before(), &Migration { file: "2.up.sql", sql });
    lints.retain(|lint| !lint.rule.is_on_request());
    expected.assert_eq(&shown(&lints, sql));
}

/// The rules, in order.
#[track_caller]
fn rules(sql: &str, expected: &[Rule]) {
    let lints = migration(&mut before(), &Migration { file: "2.up.sql", sql });
    let found = lints.iter().map(|lint| lint.rule).filter(|rule| !rule.is_on_request());
    let found: Vec<Rule> = found.collect();
    assert_eq!(found, expected, "{sql}");
}

#[test]
fn indexes() {
    check(
        "CREATE UNIQUE INDEX i ON item (price)",
        expect![[r#"
        index-blocks-writes: writes to `item` wait until the index is built
          |
        1 | CREATE UNIQUE INDEX i ON item (price)
          | ^^^^^^^^^^^^^^^^^^^
          = help: write `CREATE UNIQUE INDEX CONCURRENTLY i ON item …` in a migration of its own, which is run outside a transaction"#]],
    );
    check(
        "CREATE INDEX ON part (id)",
        expect![[r#"
        index-blocks-writes: writes to `part` wait until the index is built
          |
        1 | CREATE INDEX ON part (id)
          | ^^^^^^^^^^^^
          = help: write `CREATE INDEX ON ONLY part …`, then `CREATE INDEX CONCURRENTLY` on each partition and `ALTER INDEX ATTACH PARTITION …`"#]],
    );
    check(
        "DROP INDEX item_title",
        expect![[r#"
        index-drop-blocks: reads and writes of `item` wait for this, and this for them
          |
        1 | DROP INDEX item_title
          |            ^^^^^^^^^^
          = help: write `DROP INDEX CONCURRENTLY item_title` in a migration of its own"#]],
    );
    check(
        "REINDEX TABLE item; REINDEX INDEX item_title",
        expect![[r#"
        reindex-blocks: writes wait until the index is built, and so do reads that would use it
          |
        1 | REINDEX TABLE item; REINDEX INDEX item_title
          | ^^^^^^^^^^^^^^^^^^
          = help: write `REINDEX TABLE CONCURRENTLY item` in a migration of its own
        reindex-blocks: writes wait until the index is built, and so do reads that would use it
          |
        1 | REINDEX TABLE item; REINDEX INDEX item_title
          |                     ^^^^^^^^^^^^^^^^^^^^^^^^
          = help: write `REINDEX INDEX CONCURRENTLY item_title` in a migration of its own"#]],
    );
    rules("CREATE INDEX CONCURRENTLY i ON item (price)", &[]);
    rules("DROP INDEX CONCURRENTLY item_title; REINDEX TABLE CONCURRENTLY item", &[]);
    rules("CREATE TABLE new (a int4); CREATE INDEX n ON new (a); DROP INDEX n", &[]);
}

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
fn constraints() {
    check(
        "ALTER TABLE item ALTER price SET NOT NULL",
        expect![[r#"
        not-null-scans: reads and writes of `item` wait until all its rows are looked at
          |
        1 | ALTER TABLE item ALTER price SET NOT NULL
          |                        ^^^^^
          = help: write `ALTER TABLE item ADD CONSTRAINT price_not_null CHECK (price IS NOT NULL) NOT VALID`; in the next migration `VALIDATE CONSTRAINT price_not_null`; then this, which takes the check for a proof"#]],
    );
    // A check says so already, and the column is NOT NULL already.
    rules("ALTER TABLE item ALTER checked SET NOT NULL, ALTER title SET NOT NULL", &[]);
    check(
        "ALTER TABLE item ADD CONSTRAINT c CHECK (price > 0)",
        expect![[r#"
        check-scans: reads and writes of `item` wait until all its rows are looked at
          |
        1 | ALTER TABLE item ADD CONSTRAINT c CHECK (price > 0)
          |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: write `ALTER TABLE item ADD CONSTRAINT … CHECK (…) NOT VALID`, and in the next migration `VALIDATE CONSTRAINT …`"#]],
    );
    check(
        "ALTER TABLE item ADD FOREIGN KEY (customer) REFERENCES customer",
        expect![[r#"
        foreign-key-scans: writes to `item` and `customer` wait until all rows of `item` are looked up
          |
        1 | ALTER TABLE item ADD FOREIGN KEY (customer) REFERENCES customer
          |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: write `ALTER TABLE item ADD CONSTRAINT … FOREIGN KEY (…) REFERENCES … NOT VALID`, and in the next migration `VALIDATE CONSTRAINT …`"#]],
    );
    check(
        "ALTER TABLE item ADD CONSTRAINT u UNIQUE (title)",
        expect![[r#"
        constraint-builds-index: reads and writes of `item` wait until its index is built
          |
        1 | ALTER TABLE item ADD CONSTRAINT u UNIQUE (title)
          |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: write `CREATE UNIQUE INDEX CONCURRENTLY i ON item (…)` in a migration of its own, and then `ALTER TABLE item ADD CONSTRAINT … UNIQUE USING INDEX i`"#]],
    );
    rules("ALTER TABLE item ADD CONSTRAINT c CHECK (price > 0) NOT VALID", &[]);
    rules("ALTER TABLE item ADD FOREIGN KEY (customer) REFERENCES customer NOT VALID", &[]);
    rules(
        "ALTER TABLE item ADD EXCLUDE USING btree (title WITH =)",
        &[Rule::ConstraintBuildsIndex],
    );
    check(
        "ALTER TABLE item ADD CONSTRAINT c CHECK (price > 0) NOT VALID;\nALTER TABLE item VALIDATE CONSTRAINT c",
        expect![[r#"
            validate-holds-lock: the lock of the statement that added the constraint is held until all rows of `item` are looked at
              |
            2 | ALTER TABLE item VALIDATE CONSTRAINT c
              |                                      ^
              = help: write `VALIDATE CONSTRAINT` in the next migration"#]],
    );
    rules("CREATE TABLE n (item int4 REFERENCES item, CHECK (item > 0), UNIQUE (item))", &[]);
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

#[test]
fn what_the_deployed_program_may_use() {
    check(
        "DROP TABLE customer",
        expect![[r#"
        drop-table: queries of the program that is deployed now may name `customer`
          |
        1 | DROP TABLE customer
          |            ^^^^^^^^
          = help: first deploy a program without such queries, then drop it"#]],
    );
    check(
        "ALTER TABLE item DROP price, DROP COLUMN IF EXISTS nothing",
        expect![[r#"
        drop-column: queries of the program that is deployed now may name `item.price`
          |
        1 | ALTER TABLE item DROP price, DROP COLUMN IF EXISTS nothing
          |                       ^^^^^
          = help: first deploy a program without such queries, then drop it"#]],
    );
    check(
        "ALTER TABLE item RENAME TO thing; ALTER TABLE thing RENAME title TO name",
        expect![[r#"
            rename-table: queries of the program that is deployed now name `item`, which is not there then
              |
            1 | ALTER TABLE item RENAME TO thing; ALTER TABLE thing RENAME title TO name
              |                            ^^^^^
              = help: make a view of the old name (`CREATE VIEW item AS SELECT * FROM …`) until no program uses it
            rename-column: queries of the program that is deployed now may name `thing.title`
              |
            1 | ALTER TABLE item RENAME TO thing; ALTER TABLE thing RENAME title TO name
              |                                                            ^^^^^
              = help: add a column of the new name, write both, copy the rows, then drop the old one"#]],
    );
    check(
        "ALTER TABLE item ALTER title DROP NOT NULL, ALTER title DROP DEFAULT",
        expect![[r#"
        drop-not-null: the program that is deployed now takes `item.title` for never NULL, and fails at the first one
          |
        1 | ALTER TABLE item ALTER title DROP NOT NULL, ALTER title DROP DEFAULT
          |                        ^^^^^
          = help: first deploy a program that reads it as an `Option` (`AS "name?"`)
        drop-default: the program that is deployed now may leave `title` out when it inserts into `item`
          |
        1 | ALTER TABLE item ALTER title DROP NOT NULL, ALTER title DROP DEFAULT
          |                                                   ^^^^^
          = help: first deploy a program that gives it a value"#]],
    );
    check(
        "ALTER TYPE state RENAME VALUE 'open' TO 'new'",
        expect![[r#"
        rename-enum-value: the program that is deployed now knows the value as `open`
          |
        1 | ALTER TYPE state RENAME VALUE 'open' TO 'new'
          |                               ^^^^^^
          = help: add the new value, deploy a program that takes both, then change the rows"#]],
    );
    rules("DROP VIEW titles", &[Rule::DropTable]);
    check(
        "DROP SCHEMA public CASCADE",
        expect![[r#"
        drop-table: queries of the program that is deployed now may name `customer` and 5 more
          |
        1 | DROP SCHEMA public CASCADE
          |             ^^^^^^
          = help: first deploy a program without such queries, then drop it"#]],
    );
    rules("CREATE SCHEMA n; CREATE TABLE n.a (); DROP SCHEMA n CASCADE", &[]);
    check(
        "DROP DATABASE IF EXISTS shop",
        expect![[r#"
        drop-database: all of the database is gone then, and nothing brings it back
          |
        1 | DROP DATABASE IF EXISTS shop
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: drop it by hand, when no program uses it"#]],
    );
    rules("ALTER TABLE item SET SCHEMA other", &[Rule::RenameTable]);
    rules("CREATE TABLE n (a int4); ALTER TABLE n RENAME a TO b; DROP TABLE n", &[]);
    rules("DROP TABLE IF EXISTS nothing", &[]);
}

#[test]
fn rows_and_labels() {
    check(
        "UPDATE item SET price = 1",
        expect![[r#"
        updates-all-rows: this updates all rows of `item`, and writes to them wait until the migration ends
          |
        1 | UPDATE item SET price = 1
          |        ^^^^
          = help: do it in steps of some thousand rows from the program, with `WHERE` on the key"#]],
    );
    rules("DELETE FROM item", &[Rule::UpdatesAllRows]);
    rules("UPDATE item SET price = 1 WHERE id = 1", &[]);
    check(
        "TRUNCATE item, customer",
        expect![[r#"
        truncates: all rows of `item` are gone then, also those of the deployed program
          |
        1 | TRUNCATE item, customer
          |          ^^^^
          = help: delete by a condition, or do it by hand
        truncates: all rows of `customer` are gone then, also those of the deployed program
          |
        1 | TRUNCATE item, customer
          |                ^^^^^^^^
          = help: delete by a condition, or do it by hand"#]],
    );
    check(
        "ALTER TYPE state ADD VALUE 'done';\nUPDATE item SET state = 'done' WHERE id = 1",
        expect![[r#"
            enum-value-used: the value `done` cannot be used in the transaction that adds it
              |
            2 | UPDATE item SET state = 'done' WHERE id = 1
              |                         ^^^^^^
              = note: PostgreSQL refuses it: unsafe use of new value (SQLSTATE 55P04)
              = help: use it in the next migration"#]],
    );
    rules("CREATE TYPE t AS ENUM ('a'); ALTER TYPE t ADD VALUE 'b'; SELECT 'b'::t", &[]);
}

#[test]
fn partitions() {
    check(
        "ALTER TABLE part DETACH PARTITION part_1",
        expect![[r#"
        detach-blocks: reads and writes of all of `part` wait for this
          |
        1 | ALTER TABLE part DETACH PARTITION part_1
          |                                   ^^^^^^
          = help: write `ALTER TABLE part DETACH PARTITION part_1 CONCURRENTLY` in a migration of its own"#]],
    );
    rules("ALTER TABLE part DETACH PARTITION part_1 CONCURRENTLY", &[]);
    let before = "CREATE TABLE part (at date) PARTITION BY RANGE (at); CREATE TABLE old (at date);
        CREATE TABLE checked (at date CHECK (at < '2024-01-01'));";
    let attach = |table: &str| {
        let sql = format!(
            "ALTER TABLE part ATTACH PARTITION {table} FOR VALUES FROM (MINVALUE) TO ('2024-01-01')"
        );
        let migration_of = Migration { file: "2.up.sql", sql: &sql };
        let mut lints = migration(&mut before_with(before), &migration_of);
        lints.retain(|lint| !lint.rule.is_on_request());
        shown(&lints, &sql)
    };
    expect![[r#"
        attach-scans: reads and writes of `old` wait until all its rows are looked at
          |
        1 | ALTER TABLE part ATTACH PARTITION old FOR VALUES FROM (MINVALUE) TO ('2024-01-01')
          |                                   ^^^
          = help: write `ALTER TABLE old ADD CONSTRAINT … CHECK (…) NOT VALID` with what the bound of `part` says; in the next migration `VALIDATE CONSTRAINT …`; then this, which takes the check for a proof"#]].assert_eq(&attach("old"));
    assert_eq!(attach("checked"), "");
}

/// Said to those who ask, and once: one setting is for all statements behind it.
#[test]
fn waiting_without_an_end() {
    let of = |sql: &str| {
        let mut lints = migration(&mut before(), &Migration { file: "2.up.sql", sql });
        lints.retain(|lint| lint.rule == Rule::NoLockTimeout);
        shown(&lints, sql)
    };
    expect![[r#"
        no-lock-timeout: while this waits for a transaction that uses `item`, all new reads and writes of it wait, too
          |
        1 | ALTER TABLE item ADD note text; DROP TABLE customer
          | ^^^^^
          = help: write `SET lock_timeout = '3s';` above it, or migrate with `SQLDB_MIGRATE_LOCK_TIMEOUT=3`: then it gives up, and may be tried again"#]].assert_eq(&of("ALTER TABLE item ADD note text; DROP TABLE customer"));
    expect![[r#"
        no-lock-timeout: while this waits for a transaction that uses `item`, all new writes of it wait, too
          |
        1 | CREATE TABLE n (item int4 REFERENCES item)
          | ^^^^^^
          = help: write `SET lock_timeout = '3s';` above it, or migrate with `SQLDB_MIGRATE_LOCK_TIMEOUT=3`: then it gives up, and may be tried again"#]].assert_eq(&of("CREATE TABLE n (item int4 REFERENCES item)"));
    for waits in [
        "DROP INDEX item_title",
        "TRUNCATE item",
        "CREATE INDEX ON item (price)",
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS ''; \
         CREATE TRIGGER t BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION f()",
        "CREATE POLICY p ON item",
        "CREATE TABLE n (item int4, FOREIGN KEY (item) REFERENCES item)",
        "DO $$ BEGIN ALTER TABLE item ADD note text; END $$",
    ] {
        assert_ne!(of(waits), "", "{waits}");
    }
    for harmless in [
        "SET lock_timeout = '3s'; ALTER TABLE item ADD note text",
        "SELECT set_config('lock_timeout', '3s', true); DROP TABLE customer",
        "CREATE INDEX CONCURRENTLY ON item (price)",
        "ALTER TABLE item SET (fillfactor = 70), ALTER price SET STATISTICS 500",
        "CREATE TABLE n (a int4); ALTER TABLE n ADD b int4; DROP TABLE n",
        "UPDATE item SET price = 1",
        "COMMENT ON TABLE item IS 'things'",
    ] {
        assert_eq!(of(harmless), "", "{harmless}");
    }
    assert_eq!(of("-- sqldb-allow: no-lock-timeout\nTRUNCATE item"), "");
}

#[test]
fn numbers_that_run_out() {
    check(
        "CREATE TABLE n (id serial PRIMARY KEY, at int4)",
        expect![[r#"
        numbers-run-out: after number 2147483647, every insert fails
          |
        1 | CREATE TABLE n (id serial PRIMARY KEY, at int4)
          |                    ^^^^^^
          = help: write `bigserial`: to change it later writes the whole table anew"#]],
    );
    rules("CREATE TABLE n (id int2 GENERATED ALWAYS AS IDENTITY)", &[Rule::NumbersRunOut]);
    rules("ALTER TABLE item ADD n serial", &[Rule::NumbersRunOut, Rule::DefaultRewrites]);
    rules("CREATE TABLE n (id bigserial, m int8 GENERATED BY DEFAULT AS IDENTITY, p int4)", &[]);
    rules("CREATE TEMP TABLE n (id serial)", &[]);
}

#[test]
fn a_comment_allows() {
    rules("-- sqldb-allow: drop-table\nDROP TABLE customer", &[]);
    rules(
        "-- Nobody reads it.\n-- sqldb-allow: type-rewrites, type-changes\nALTER TABLE item ALTER customer TYPE int4",
        &[],
    );
    // Each comment is for its own statement.
    rules(
        "-- sqldb-allow: drop-view\nDROP VIEW titles; DROP TABLE customer",
        &[Rule::UnknownRule, Rule::DropTable, Rule::DropTable],
    );
    rules("ALTER TABLE item ADD a text; -- sqldb-allow: drop-table\nDROP TABLE customer", &[]);
    check(
        "-- sqldb-allow: drop-table, drop-column\nDROP TABLE customer; SELECT 1",
        expect![[r#"
            unused-allow: `drop-column` has nothing to say of this statement
              |
            1 | -- sqldb-allow: drop-table, drop-column
              |                             ^^^^^^^^^^^
              = help: remove the comment"#]],
    );
    let sql = "-- sqldb-allow: drop-everything\nSELECT 1";
    let lints = migration(&mut before(), &Migration { file: "2.up.sql", sql });
    assert_eq!(lints.first().unwrap().diagnostic.span.text(sql), "drop-everything");
}

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

/// Their statements are those of the migration, whichever way the block goes.
#[test]
fn blocks() {
    check(
        "DO $$\nBEGIN\n  IF now() > '2030-01-01' THEN\n    CREATE INDEX i ON item (price);\n  END IF;\n\
         \x20 FOR n IN 1..3 LOOP\n    UPDATE item SET price = NULL;\n  END LOOP;\n\
         EXCEPTION WHEN others THEN\n  EXECUTE 'ALTER TABLE item ALTER title TYPE int8 USING 1';\nEND $$;",
        expect![[r#"
            index-blocks-writes: writes to `item` wait until the index is built
              |
            4 |     CREATE INDEX i ON item (price);
              |     ^^^^^^^^^^^^
              = help: write `CREATE INDEX CONCURRENTLY i ON item …` in a migration of its own, which is run outside a transaction
            updates-all-rows: this updates all rows of `item`, and writes to them wait until the migration ends
              |
            7 |     UPDATE item SET price = NULL;
              |            ^^^^
              = help: do it in steps of some thousand rows from the program, with `WHERE` on the key
            type-rewrites: this writes all of `item` anew, and reads and writes wait until then
               |
            10 |   EXECUTE 'ALTER TABLE item ALTER title TYPE int8 USING 1';
               |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
               = help: add a column of the new type, write both, copy the rows in steps, then drop `title`"#]],
    );
    rules(
        "DO $$ BEGIN CREATE TABLE own (a int4); CREATE INDEX ON own (a); EXECUTE format('DROP TABLE %I', 'a'); END $$",
        &[],
    );
    rules("-- sqldb-allow: truncates\nDO $$ BEGIN TRUNCATE item; END $$", &[]);
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

#[test]
fn domains() {
    let before =
        "CREATE DOMAIN email AS text; CREATE DOMAIN other AS text; CREATE TABLE u (mail email);";
    let of = |sql: &str| {
        let mut catalog = before_with(before);
        migration(&mut catalog, &Migration { file: "2.up.sql", sql })
    };
    let sql = "ALTER DOMAIN email ADD CHECK (VALUE LIKE '%@%')";
    expect![[r#"
        check-scans: writes to `u` wait until all its rows are looked at, and those to every other table that uses the domain
          |
        1 | ALTER DOMAIN email ADD CHECK (VALUE LIKE '%@%')
          |              ^^^^^
          = help: write it at the tables, `ALTER TABLE u ADD CONSTRAINT … CHECK (…) NOT VALID`, and in the next migration `VALIDATE CONSTRAINT …`, for which nobody waits"#]].assert_eq(&shown(&of(sql), sql));
    let rules = |sql: &str| of(sql).iter().map(|lint| lint.rule).collect::<Vec<_>>();
    assert_eq!(rules("ALTER DOMAIN email SET NOT NULL"), [Rule::NotNullScans]);
    assert_eq!(rules("ALTER DOMAIN other SET NOT NULL"), []);
    assert_eq!(rules("ALTER DOMAIN email ADD CONSTRAINT c CHECK (VALUE <> '') NOT VALID"), []);
    assert_eq!(rules("ALTER DOMAIN email DROP CONSTRAINT c"), []);
}

#[test]
fn not_null_is_dropped_by_its_name_since_18() {
    let lint = |sql: &str| {
        let mut catalog = Catalog { major: Major::V18, ..Catalog::default() };
        assert_eq!(apply(&mut catalog, &Migration { file: "1.up.sql", sql: BEFORE }), []);
        let lints = migration(&mut catalog, &Migration { file: "2.up.sql", sql });
        shown(&lints, sql)
    };
    expect![[r#"
        drop-not-null: the program that is deployed now takes `item.title` for never NULL, and fails at the first one
          |
        1 | ALTER TABLE item DROP CONSTRAINT item_title_not_null
          |                                  ^^^^^^^^^^^^^^^^^^^
          = help: first deploy a program that reads it as an `Option` (`AS "name?"`)
        no-lock-timeout: while this waits for a transaction that uses `item`, all new reads and writes of it wait, too
          |
        1 | ALTER TABLE item DROP CONSTRAINT item_title_not_null
          | ^^^^^
          = help: write `SET lock_timeout = '3s';` above it, or migrate with `SQLDB_MIGRATE_LOCK_TIMEOUT=3`: then it gives up, and may be tried again"#]].assert_eq(&lint("ALTER TABLE item DROP CONSTRAINT item_title_not_null"));
    expect![[r#"
        not-null-scans: reads and writes of `customer` wait until all its rows are looked at
          |
        1 | ALTER TABLE customer ALTER mail SET NOT NULL
          |                            ^^^^
          = help: write `ALTER TABLE customer ADD CONSTRAINT mail_not_null NOT NULL mail NOT VALID`, and in the next migration `VALIDATE CONSTRAINT mail_not_null`
        no-lock-timeout: while this waits for a transaction that uses `customer`, all new reads and writes of it wait, too
          |
        1 | ALTER TABLE customer ALTER mail SET NOT NULL
          | ^^^^^
          = help: write `SET lock_timeout = '3s';` above it, or migrate with `SQLDB_MIGRATE_LOCK_TIMEOUT=3`: then it gives up, and may be tried again"#]].assert_eq(&lint("ALTER TABLE customer ALTER mail SET NOT NULL"));
}
