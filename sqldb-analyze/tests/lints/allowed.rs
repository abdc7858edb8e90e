//! Where the rules look and where they do not: comments that allow, and blocks.

use expect_test::expect;
use sqldb_analyze::lint::{Rule, migration};
use sqldb_analyze::replay::Migration;

use super::{before, check, rules};

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
