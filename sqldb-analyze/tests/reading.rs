//! Which statements only read, so that executing one twice does no harm.

mod support;

use sqldb_analyze::analyze;
use sqldb_analyze::reading::only_reads;

const SCHEMA: &str = "
CREATE TABLE item (id int8 PRIMARY KEY, title text);
CREATE SEQUENCE numbers;
CREATE VIEW recent AS SELECT id, nextval('numbers') FROM item;
CREATE FUNCTION log_it(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION upper(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION bump(item) RETURNS int8 LANGUAGE sql AS 'SELECT nextval(''numbers'')';
CREATE DOMAIN checked AS text CHECK (log_it(VALUE) IS NOT NULL);
CREATE TYPE state AS ENUM ('open', 'done');
CREATE TABLE secret (id int8, owner text);
CREATE POLICY logs ON secret USING (log_it(owner) = 'x');
CREATE TABLE guarded (id int8, owner text);
CREATE POLICY own ON guarded USING (owner = current_setting('app.user'));
";

#[test]
fn reads_of_tables_by_functions_of_postgresql_only_read() {
    let catalog = support::catalog(SCHEMA);
    let reading = [
        "SELECT * FROM item WHERE id = <id>",
        "SELECT count(*) AS n FROM item i (a, b) WHERE lower(b) IN ('a', 'b')",
        "WITH t (a) AS (SELECT id FROM item) SELECT substring(a::text FROM 1 FOR 2) AS s FROM t",
        "SELECT now() AS now, (SELECT max(id) FROM item) AS most",
        "VALUES (1), (2)",
        "SELECT relname FROM pg_class",
        "SELECT id FROM guarded",
        "SELECT 'open'::state AS s, random() AS r, <states>::state[] AS states",
    ];
    let others = [
        "INSERT INTO item (id) VALUES (1)",
        "UPDATE item SET title = 'x' WHERE id = 1",
        "WITH gone AS (DELETE FROM item WHERE id = 1 RETURNING id) SELECT id FROM gone",
        "SELECT nextval('numbers') AS n",
        "SELECT pg_advisory_lock(1)::text AS locked",
        "SELECT set_config('a.b', 'c', false) AS set",
        "SELECT id FROM item WHERE id = 1 FOR UPDATE",
        "SELECT id FROM item WHERE id = 1 FOR NO KEY UPDATE SKIP LOCKED",
        "SELECT id FROM recent",
        "SELECT log_it(title) AS logged FROM item",
        "SELECT \"log_it\"(title) AS logged FROM item",
        "SELECT public.upper(title) AS upper FROM item",
        "SELECT item.bump AS n FROM item",
        "SELECT (item).bump AS n FROM item",
        "SELECT id INTO other FROM item",
        "SELECT id FROM secret",
        "SELECT title::checked AS t FROM item",
        "SELECT <title>::checked[] AS t",
        "SELECT ts_rewrite('a'::tsquery, 'SELECT 1, 2') AS q",
        "SELECT table_to_xml('recent', true, true, '') AS x",
        "SELECT lowrite(1, '') AS n",
        "SET LOCAL work_mem = '1MB'",
    ];
    for (queries, expected) in [(reading.as_slice(), true), (others.as_slice(), false)] {
        for query in queries {
            let (statement, _) = analyze(&catalog, query).unwrap();
            assert_eq!(only_reads(&statement, &catalog), expected, "{query}");
        }
    }
}

#[test]
fn operators_and_types_of_the_migrations_may_do_anything() {
    let operator = "CREATE OPERATOR ### (LEFTARG = text, RIGHTARG = text, FUNCTION = textcat);";
    let table = "CREATE TABLE item (id int8 PRIMARY KEY, title text);";
    let query = "SELECT title FROM item WHERE title LIKE 'a%'";
    for (schema, expected) in [(table.to_owned(), true), (format!("{table}{operator}"), false)] {
        let catalog = support::catalog(&schema);
        let (statement, _) = analyze(&catalog, query).unwrap();
        assert_eq!(only_reads(&statement, &catalog), expected, "{schema}");
    }
}

#[test]
fn operators_and_casts_of_known_extensions_only_compute() {
    let schema = "CREATE EXTENSION citext; CREATE EXTENSION hstore; \
                  CREATE TABLE item (id int8 PRIMARY KEY, name citext, tags hstore);";
    let own = format!("{schema} CREATE CAST (hstore AS bytea) WITHOUT FUNCTION;");
    let query = "SELECT name::text, tags -> 'a' AS a FROM item WHERE id = <id> AND name = <name>";
    for (schema, expected) in [(schema, true), (&own, false)] {
        let catalog = support::catalog(schema);
        let (statement, _) = analyze(&catalog, query).unwrap();
        assert_eq!(only_reads(&statement, &catalog), expected, "{schema}");
    }
    let catalog = support::catalog(schema);
    let (statement, _) = analyze(&catalog, "SELECT delete(tags, 'a') AS less FROM item").unwrap();
    assert!(!only_reads(&statement, &catalog), "nobody has looked at functions");
}
