//! What the program that is deployed now may use, or takes for never NULL.

use expect_test::expect;
use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::lint::{Rule, migration};
use sqldb_analyze::replay::{Migration, apply};

use super::{BEFORE, check, rules, shown};

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
