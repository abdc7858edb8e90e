//! What only some majors have, and commands that are no queries: an input and its answer a line.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use expect_test::{Expect, expect};
use sqldb_analyze::analyze;
use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::replay::{Migration, replay_onto};

const SCHEMA: &str = "
CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL, data jsonb, note text);
CREATE TABLE kept (id int PRIMARY KEY);
CREATE RULE keep AS ON DELETE TO kept DO INSTEAD UPDATE kept SET id = -id WHERE id = OLD.id RETURNING id;
CREATE RULE put AS ON INSERT TO kept DO INSTEAD INSERT INTO item VALUES (NEW.id, 'x') RETURNING NULL::int;
CREATE VIEW shown AS SELECT id FROM kept;
CREATE TABLE freed (id int PRIMARY KEY);
CREATE RULE stay AS ON DELETE TO freed DO INSTEAD NOTHING;
DROP RULE stay ON freed;
CREATE VIEW named AS SELECT id, name FROM item;
CREATE PROCEDURE touch(id int) LANGUAGE sql AS $$ $$;
CREATE PROCEDURE halve(INOUT amount int) LANGUAGE plpgsql AS $$ BEGIN amount := amount / 2; END $$;
CREATE PROCEDURE split(whole int, OUT low int, OUT high int) LANGUAGE plpgsql AS $$ BEGIN END $$;
";

#[track_caller]
fn check(major: u32, query: &str, expected: Expect) {
    check_over(major, SCHEMA, query, expected);
}

/// The answer over a schema, or the first mistake in that.
#[track_caller]
fn check_over(major: u32, schema: &str, query: &str, expected: Expect) {
    let empty = Catalog { major: Major::of(major).unwrap(), ..Catalog::default() };
    let (catalog, mistakes) = replay_onto(empty, &[Migration { file: "schema.sql", sql: schema }]);
    if let Some(mistake) = mistakes.first() {
        let mistake = &mistake.diagnostic;
        expected.assert_eq(&format!("{} {}", mistake.code.code(), mistake.message));
        return;
    }
    let answer = match analyze(&catalog, query) {
        Ok((statement, _)) => {
            let columns = statement.columns.iter().map(|column| {
                format!("{}: {} {:?}", column.name, catalog.format_type(column.ty), column.nulls)
            });
            format!("{:?} ({})", statement.rows, columns.collect::<Vec<_>>().join(", "))
        }
        Err(errors) => {
            let error = errors.first().unwrap();
            format!("{} {}", error.code.code(), error.message)
        }
    };
    expected.assert_eq(&answer);
}

#[test]
fn json_constructors_are_of_16() {
    let query = "SELECT JSON_OBJECT('id': id, 'name' VALUE name), JSON_ARRAY(name, data), \
                 JSON_ARRAY(SELECT note FROM item), name IS JSON OBJECT FROM item";
    check(15, query, expect!["42601 `JSON_OBJECT(…)` needs PostgreSQL 16, not 15"]);
    check(
        16,
        query,
        expect![
            "Many (json_object: json Never, json_array: jsonb Never, json_array: json Maybe, ?column?: boolean Never)"
        ],
    );
    check(
        17,
        "SELECT JSON_OBJECTAGG(name: note), JSON_ARRAYAGG(note ORDER BY id RETURNING jsonb) FROM item",
        expect!["ExactlyOne (json_objectagg: json Maybe, json_arrayagg: jsonb Maybe)"],
    );
    check(
        15,
        "SELECT json_object(ARRAY['a', 'b'])",
        expect!["ExactlyOne (json_object: json Never)"],
    );
}

#[test]
fn json_queries_are_of_17() {
    let query = "SELECT JSON_VALUE(data, '$.a' RETURNING int), JSON_QUERY(data, '$.b'), \
                 JSON_EXISTS(data, '$.c'), JSON(name), JSON_SCALAR(id), JSON_SERIALIZE(data) FROM item";
    check(16, query, expect!["42601 `JSON_VALUE(…)` needs PostgreSQL 17, not 16"]);
    check(
        17,
        query,
        expect![
            "Many (json_value: integer Maybe, json_query: jsonb Maybe, json_exists: boolean Maybe, json: json Never, json_scalar: json Never, json_serialize: text Maybe)"
        ],
    );
    check(
        17,
        "SELECT t.* FROM item, JSON_TABLE(data, '$[*]' COLUMNS (n FOR ORDINALITY, a int PATH '$.a', \
         NESTED PATH '$.b' COLUMNS (b text PATH '$'))) AS t",
        expect!["Many (n: integer Never, a: integer Maybe, b: text Maybe)"],
    );
}

#[test]
fn merge_returns_from_17_on() {
    let query = "MERGE INTO item USING (VALUES (1)) v(id) ON item.id = v.id WHEN MATCHED THEN DELETE \
                 RETURNING merge_action(), item.name, v.id";
    check(16, query, expect!["42601 `RETURNING` of `MERGE` needs PostgreSQL 17, not 16"]);
    check(
        17,
        query,
        expect!["Many (merge_action: text Never, name: text Never, id: integer Never)"],
    );
    check(
        17,
        "MERGE INTO item USING (VALUES (1)) v(id) ON item.id = v.id \
         WHEN NOT MATCHED BY SOURCE THEN DELETE RETURNING v.id, item.id",
        expect!["Many (id: integer Maybe, id: integer Never)"],
    );
}

#[test]
fn views_are_merged_into_from_17_on() {
    let query = "MERGE INTO named USING (VALUES (1)) v(i) ON id = v.i WHEN MATCHED THEN DELETE";
    check(16, query, expect!["0A000 cannot execute MERGE on relation `named`"]);
    check(17, query, expect!["None ()"]);
}

#[test]
fn merged_columns_have_a_common_type_before_they_are_compared_in_15() {
    let query = "SELECT * FROM item NATURAL JOIN (SELECT 'x' AS id) s";
    check(15, query, expect!["42804 JOIN/USING types integer and text cannot be matched"]);
    check(16, query, expect!["42883 operator does not exist: `integer = text`"]);
}

#[test]
fn cursors_are_at_no_row_of_a_view_since_18() {
    let query = "DELETE FROM shown WHERE CURRENT OF c";
    check(17, query, expect!["0A000 WHERE CURRENT OF on a view is not implemented"]);
    check(18, query, expect!["0A000 WHERE CURRENT OF on a view is not implemented"]);
    // The trigger takes the row.
    let schema = format!(
        "{SCHEMA} CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
         CREATE TRIGGER takes INSTEAD OF DELETE ON named FOR EACH ROW EXECUTE FUNCTION trg();"
    );
    let query = "DELETE FROM named WHERE CURRENT OF c";
    check_over(17, &schema, query, expect!["None ()"]);
    check_over(18, &schema, query, expect!["0A000 WHERE CURRENT OF on a view is not implemented"]);
}

#[test]
fn returning_knows_old_and_new_from_18_on() {
    check(
        18,
        "UPDATE item SET name = 'x' RETURNING old.name, new.name, name",
        expect!["Many (name: text Never, name: text Never, name: text Never)"],
    );
    check(
        18,
        "INSERT INTO item (id, name) VALUES (1, 'a') RETURNING old.id, new.*",
        expect![
            "ExactlyOne (id: integer Maybe, id: integer Never, name: text Never, data: jsonb Maybe, note: text Maybe)"
        ],
    );
    check(
        18,
        "DELETE FROM item RETURNING WITH (OLD AS o) o.id, new.id",
        expect!["Many (id: integer Never, id: integer Maybe)"],
    );
    check(
        17,
        "UPDATE item SET name = 'x' RETURNING old.name",
        expect!["42P01 missing FROM-clause entry for table `old`"],
    );
    check(
        17,
        "DELETE FROM item RETURNING WITH (OLD AS o) o.id",
        expect!["42601 `RETURNING WITH (…)` needs PostgreSQL 18, not 17"],
    );
}

#[test]
fn what_a_rule_returns_is_up_to_it() {
    check(17, "DELETE FROM kept WHERE id = 1 RETURNING id", expect!["None ()"]);
    check(17, "DELETE FROM shown WHERE id = 1 RETURNING id", expect!["None ()"]);
    check(17, "DELETE FROM kept WHERE id = 1", expect!["None ()"]);
    check(17, "INSERT INTO kept VALUES (1) RETURNING id", expect!["Many (id: integer Maybe)"]);
    check(17, "INSERT INTO shown VALUES (1) RETURNING id", expect!["Many (id: integer Maybe)"]);
    check(17, "UPDATE kept SET id = 2 RETURNING id", expect!["Many (id: integer Never)"]);
    check(
        17,
        "DELETE FROM freed WHERE id = 1 RETURNING id",
        expect!["AtMostOne (id: integer Never)"],
    );
}

#[test]
fn commands_are_read() {
    check(17, "CALL touch(1)", expect!["None ()"]);
    check(17, "CALL halve(4)", expect!["ExactlyOne (amount: integer Maybe)"]);
    check(
        17,
        "CALL split(5, NULL, NULL)",
        expect!["ExactlyOne (low: integer Maybe, high: integer Maybe)"],
    );
    check(17, "CALL lower('a')", expect!["42809 `lower(unknown)` is not a procedure"]);
    check(17, "SELECT touch(1)", expect!["42809 `touch(integer)` is a procedure"]);
    check(
        17,
        "EXPLAIN (ANALYZE, FORMAT json) SELECT * FROM item WHERE id = $1",
        expect!["Many (QUERY PLAN: json Never)"],
    );
    check(17, "SHOW TimeZone", expect!["ExactlyOne (TimeZone: text Maybe)"]);
    check(17, "COPY item (id, name) FROM STDIN", expect!["None ()"]);
    check(
        17,
        "COPY item (id, nam) FROM STDIN",
        expect!["42703 column `nam` of relation `item` does not exist"],
    );
    check(17, "COPY (SELECT id FROM item) TO STDOUT (FORMAT binary)", expect!["None ()"]);
    check(17, "TRUNCATE item, itm CASCADE", expect!["42P01 relation `itm` does not exist"]);
    check(17, "SET LOCAL statement_timeout = '5s'", expect!["None ()"]);
    check(17, "LISTEN changes", expect!["None ()"]);
    check(17, "NOTIFY changes, 'x'", expect!["None ()"]);
    check(17, "LISTEN 5", expect!["42601 syntax error at or near `5`"]);
    check(17, "LOAD DATA INFILE 'x'", expect!["42601 syntax error at or near `data`"]);
    check(17, "SET foreign_key_checks OFF", expect!["42601 syntax error at or near `off`"]);
    check(17, "START", expect!["42601 syntax error at end of input"]);
    for taken in [
        "SHOW TIME ZONE",
        "FETCH c",
        "FETCH next",
        "FETCH NEXT FROM next",
        "FETCH IN c",
        "FETCH -1 FROM c",
        "FETCH FORWARD ALL FROM c",
        "FETCH FORWARD c",
        "FETCH BACKWARD 2 IN c",
        "ROLLBACK WORK TO SAVEPOINT savepoint",
        "ROLLBACK PREPARED 'x'",
        "ABORT AND CHAIN",
        "BEGIN READ ONLY ISOLATION LEVEL SERIALIZABLE, DEFERRABLE",
    ] {
        assert!(analyze(&Catalog::default(), taken).is_ok(), "{taken}");
    }
    check(
        17,
        "REFRESH MATERIALIZED VIEW CONCURRENTLY item",
        expect!["42809 `item` is not a materialized view"],
    );
    check(17, "CREATE TABLE x ()", expect!["0A000 `CREATE` changes the schema"]);
    check(17, "SELECT id INTO copy FROM item", expect!["None ()"]);
}

#[test]
fn settings_are_of_their_version() {
    let sql = "SET transaction_timeout = 0";
    check_over(
        16,
        sql,
        "SELECT 1 AS a",
        expect!["42704 unrecognized configuration parameter `transaction_timeout`"],
    );
    check_over(17, sql, "SELECT 1 AS a", expect!["ExactlyOne (a: integer Never)"]);
    // What nobody shows, old names, capitals, and names with a dot.
    let taken = "SET default_with_oids = false; SET sort_mem = 1024; SET \"TimeZone\" = 'UTC'; \
                 SET my.own = 1; SET transaction_isolation = 'serializable'; SET role = postgres";
    check_over(17, taken, "SELECT 1 AS a", expect!["ExactlyOne (a: integer Never)"]);
}

#[test]
fn not_null_has_a_name_since_18() {
    let dropped =
        "CREATE TABLE t (a int NOT NULL); ALTER TABLE t DROP CONSTRAINT IF EXISTS t_a_not_null";
    check_over(17, dropped, "SELECT a FROM t", expect!["Many (a: integer Never)"]);
    check_over(18, dropped, "SELECT a FROM t", expect!["Many (a: integer Maybe)"]);
    let named = "CREATE TABLE t (a int CONSTRAINT n NOT NULL); ALTER TABLE t DROP CONSTRAINT n";
    check_over(
        17,
        named,
        "SELECT a FROM t",
        expect!["42704 constraint `n` of relation `t` does not exist"],
    );
    check_over(18, named, "SELECT a FROM t", expect!["Many (a: integer Maybe)"]);
    let looped = "CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int UNIQUE);
        DO $$ DECLARE found record; BEGIN
          FOR found IN SELECT conname FROM pg_constraint WHERE conrelid = 't'::regclass AND conname <> 't_id_not_null' LOOP
            EXECUTE format('ALTER TABLE t DROP CONSTRAINT %I', found.conname);
          END LOOP;
        END $$";
    check_over(17, looped, "SELECT a FROM t WHERE b = 1", expect!["Many (a: integer Never)"]);
    check_over(18, looped, "SELECT a FROM t WHERE b = 1", expect!["Many (a: integer Maybe)"]);
}

#[test]
fn not_null_of_a_table_is_of_18() {
    let added = "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID";
    check_over(
        17,
        added,
        "SELECT a FROM t",
        expect!["42601 `NOT NULL` of a table needs PostgreSQL 18, not 17"],
    );
    check_over(18, added, "SELECT a FROM t", expect!["Many (a: integer Maybe)"]);
    let validated = format!("{added}; ALTER TABLE t VALIDATE CONSTRAINT n");
    check_over(18, &validated, "SELECT a FROM t", expect!["Many (a: integer Never)"]);
    let seen = "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; \
                ALTER TABLE t ADD CONSTRAINT n NOT NULL a; CREATE TABLE c (LIKE t)";
    check_over(
        18,
        seen,
        "SELECT v.a, c.a FROM v, c",
        expect!["Many (a: integer Never, a: integer Never)"],
    );
    let unseen = format!("{seen}; ALTER TABLE t DROP CONSTRAINT n");
    check_over(
        18,
        &unseen,
        "SELECT v.a, c.a FROM v, c",
        expect!["Many (a: integer Maybe, a: integer Never)"],
    );
}

#[test]
fn not_null_without_children_says_nothing_of_these() {
    let alone = "CREATE TABLE t (a int NOT NULL NO INHERIT); CREATE TABLE c () INHERITS (t)";
    check_over(
        17,
        alone,
        "SELECT a FROM t",
        expect!["42601 `NOT NULL NO INHERIT` needs PostgreSQL 18, not 17"],
    );
    check_over(18, alone, "SELECT a FROM t", expect!["Many (a: integer Maybe)"]);
    check_over(18, alone, "SELECT a FROM ONLY t", expect!["Many (a: integer Maybe)"]);
    check_over(18, alone, "SELECT a FROM c", expect!["Many (a: integer Maybe)"]);
    // What is set for all is not looked at in a child that has it already, not valid.
    let set = "CREATE TABLE t (a int); CREATE TABLE c () INHERITS (t); \
               ALTER TABLE c ADD CONSTRAINT own NOT NULL a NOT VALID; ALTER TABLE t ALTER a SET NOT NULL";
    check_over(18, set, "SELECT a FROM t", expect!["Many (a: integer Maybe)"]);
    check_over(18, set, "SELECT a FROM ONLY t", expect!["Many (a: integer Maybe)"]);
}

#[test]
fn keys_of_times_are_of_18() {
    let schema =
        "CREATE TABLE t (id int4range, at daterange, a int, PRIMARY KEY (id, at WITHOUT OVERLAPS))";
    check_over(
        17,
        schema,
        "SELECT a FROM t",
        expect!["42601 `WITHOUT OVERLAPS` needs PostgreSQL 18, not 17"],
    );
    check_over(
        18,
        schema,
        "SELECT id, a FROM t WHERE id = $1",
        expect!["Many (id: int4range Never, a: integer Maybe)"],
    );
    check_over(
        18,
        schema,
        "SELECT at FROM t WHERE id = $1 AND at @> $2::date",
        expect!["Many (at: daterange Never)"],
    );
    check_over(
        18,
        schema,
        "SELECT a FROM t WHERE id = $1 AND at = $2",
        expect!["AtMostOne (a: integer Maybe)"],
    );
    let insert = "INSERT INTO t VALUES ($1, $2, $3) ON CONFLICT";
    check_over(
        18,
        schema,
        &format!("{insert} (id, at) DO NOTHING"),
        expect![
            "42P10 there is no unique or exclusion constraint matching the ON CONFLICT specification"
        ],
    );
    check_over(
        18,
        schema,
        &format!("{insert} ON CONSTRAINT t_pkey DO NOTHING"),
        expect!["None ()"],
    );
    check_over(
        18,
        schema,
        &format!("{insert} ON CONSTRAINT t_pkey DO UPDATE SET a = 1"),
        expect!["42809 ON CONFLICT DO UPDATE not supported with exclusion constraints"],
    );
}

#[test]
fn columns_are_computed_when_they_are_read_since_18() {
    let schema = "CREATE TABLE t (a int NOT NULL, b int GENERATED ALWAYS AS (a + 1), c int GENERATED ALWAYS AS (a + 2) VIRTUAL NOT NULL)";
    check_over(
        17,
        schema,
        "SELECT b FROM t",
        expect!["42601 a generated column that is not `STORED` needs PostgreSQL 18, not 17"],
    );
    check_over(
        18,
        schema,
        "SELECT b, c FROM t",
        expect!["Many (b: integer Maybe, c: integer Never)"],
    );
    check_over(
        18,
        schema,
        "UPDATE t SET b = 1",
        expect!["428C9 column `b` can only be updated to DEFAULT"],
    );
    check_over(
        18,
        schema,
        "INSERT INTO t (a, c) VALUES (1, 2)",
        expect!["428C9 cannot insert a non-DEFAULT value into column `c`"],
    );
    let expression = "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED); ALTER TABLE t ALTER b SET EXPRESSION AS (a)";
    check_over(
        16,
        expression,
        "SELECT b FROM t",
        expect!["42601 `SET EXPRESSION` needs PostgreSQL 17, not 16"],
    );
    check_over(17, expression, "SELECT b FROM t", expect!["Many (b: integer Maybe)"]);
}

#[test]
fn constraints_that_nobody_enforces_are_of_18() {
    let schema = "CREATE TABLE t (a int CHECK (a IS NOT NULL) NOT ENFORCED, b int)";
    check_over(
        17,
        schema,
        "SELECT a FROM t",
        expect!["42601 `ENFORCED` needs PostgreSQL 18, not 17"],
    );
    check_over(18, schema, "SELECT a FROM t", expect!["Many (a: integer Maybe)"]);
    let exclusion =
        "CREATE TABLE t (a int4range, EXCLUDE USING gist (a WITH =)) PARTITION BY LIST (a)";
    check_over(
        16,
        exclusion,
        "SELECT a FROM t",
        expect!["0A000 exclusion constraints are not supported on partitioned tables"],
    );
    check_over(17, exclusion, "SELECT a FROM t", expect!["Many (a: int4range Maybe)"]);
}
