//! What others wait for: indexes, constraints, partitions, locks without an end.

use expect_test::expect;
use sqldb_analyze::lint::{Rule, migration};
use sqldb_analyze::replay::Migration;

use super::{before, before_with, check, rules, shown};

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
        "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
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
