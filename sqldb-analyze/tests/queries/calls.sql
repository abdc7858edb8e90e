CREATE FUNCTION pick(a anyelement, b anyelement DEFAULT NULL, first bool DEFAULT true) RETURNS anyelement LANGUAGE sql AS 'SELECT CASE WHEN $3 THEN $1 ELSE $2 END';
CREATE FUNCTION greet(a anyelement DEFAULT 'World'::text) RETURNS text LANGUAGE sql AS 'SELECT ''Hello, '' || $1::text';
CREATE TABLE word (id int PRIMARY KEY, short varchar(3), long text);
INSERT INTO word VALUES (1, 'a', 'aa'), (2, NULL, NULL);
---
SELECT pick(1) AS a, pick('x'::text, first => false) AS b, pick(b => 2.5, a => 1.5) AS c
-- rows exactly one
-- a: integer null
-- b: text null
-- c: numeric null

SELECT pick(1, 'a'::text)
-- error 42883 at `pick`: function `pick(integer, text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT string_agg(DISTINCT short, ',' ORDER BY short) AS s FROM word
-- rows exactly one
-- s: text null

SELECT string_agg(DISTINCT short::text, ',' ORDER BY short) AS s FROM word
-- error 42P10 at `short`: in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list

SELECT string_agg(DISTINCT short, ',' ORDER BY short::text) AS s FROM word
-- error 42P10 at `short::text`: in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list

SELECT ROW(short, long) ~<=~ ROW('a', 'b') AS a, ROW(id, long) ~>~ ROW(1, 'a') AS b FROM word
-- error 42883 at `~>~`: operator does not exist: `integer ~>~ integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT ROW('a', long) ~<=~ ROW(long, 'b') AS a FROM word
-- rows many
-- a: boolean null

SELECT greet() AS a, greet(1) AS b
-- rows exactly one
-- a: text null
-- b: text null

WITH q AS (SELECT id, short FROM word) SELECT id(q) AS a, short(q) AS b, q.id AS c FROM q
-- rows many
-- a: integer null
-- b: character varying null
-- c: integer not null

SELECT id(q) AS a, count(f2(ROW(1, q.long))) AS n FROM (SELECT id, long FROM word) AS q GROUP BY id(q)
-- rows many
-- a: integer null
-- n: bigint not null

SELECT missing(q) FROM (SELECT id FROM word) AS q
-- error 42883 at `missing`: function `missing(record)` does not exist; help: there is no function of this name; one of an extension is known after `CREATE EXTENSION` in a migration
