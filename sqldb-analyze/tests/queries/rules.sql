CREATE DOMAIN filled AS int NOT NULL;
CREATE TYPE pair AS (x int, y int);
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int, f filled, p pair NOT NULL, l int[] NOT NULL, j jsonb NOT NULL);
CREATE TABLE u (id int PRIMARY KEY, t_id int REFERENCES t, x int NOT NULL, y int);
CREATE TABLE none (a int NOT NULL);
CREATE TABLE parent (a int NOT NULL, b int NOT NULL);
CREATE TABLE child () INHERITS (parent);
ALTER TABLE child ALTER a DROP NOT NULL;
CREATE TABLE by_trigger (id int PRIMARY KEY, v int);
CREATE FUNCTION empties() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.v := NULL; RETURN NEW; END';
CREATE TRIGGER empties BEFORE UPDATE ON by_trigger FOR EACH ROW EXECUTE FUNCTION empties();
CREATE VIEW filled_only AS SELECT id, v FROM by_trigger WHERE v IS NOT NULL;
CREATE FUNCTION own(int) RETURNS int LANGUAGE sql STRICT AS 'SELECT NULL::int';
CREATE FUNCTION listed(VARIADIC int[]) RETURNS int LANGUAGE sql STRICT AS 'SELECT 1';
CREATE FUNCTION same(int, int) RETURNS boolean LANGUAGE sql STRICT AS 'SELECT true';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = same);
CREATE VIEW of_strict AS SELECT b FROM t WHERE same(b, 1);
CREATE OR REPLACE FUNCTION same(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION to_nothing(uuid) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea';
CREATE CAST (uuid AS bytea) WITH FUNCTION to_nothing(uuid) AS IMPLICIT;
CREATE TABLE of_uuid (k uuid NOT NULL);
CREATE TABLE of_bytea (k bytea NOT NULL);
INSERT INTO of_uuid VALUES ('00000000-0000-0000-0000-000000000000');
INSERT INTO of_bytea VALUES ('x');
INSERT INTO t SELECT 1, 1, NULL, x, ROW(NULL, 2)::pair, '{1,NULL}'::int[], '{"k": null}'::jsonb FROM (SELECT (SELECT f FROM t WHERE false) AS x) s;
INSERT INTO t VALUES (2, 2, 5, 1, ROW(1, 2), '{}', '[1]'), (3, 3, NULL, 2, ROW(1, 2), '{3}', '3');
INSERT INTO u VALUES (1, 1, 1, NULL), (2, NULL, 2, 7);
INSERT INTO child VALUES (NULL, 1);
INSERT INTO by_trigger VALUES (1, 1), (2, NULL);
---
-- Rule 1: columns.

SELECT a, b, id, ctid FROM t
-- rows many
-- a: integer not null
-- b: integer null
-- id: integer not null
-- ctid: tid not null

SELECT f FROM t
-- rows many
-- f: integer null

SELECT a, b FROM parent
-- rows many
-- a: integer null
-- b: integer not null
-- whole parent

SELECT (p).x, l[1], p, l FROM t
-- rows many
-- x: integer null
-- l: integer null
-- p: pair not null
-- l: integer[] not null

-- Rule 2: literals.

SELECT 1 AS n, 'x' AS s, true AS b, NULL AS nothing, ARRAY[NULL::int] AS list, ROW(NULL) AS r
-- rows exactly one
-- n: integer not null
-- s: text not null
-- b: boolean not null
-- nothing: text null
-- list: integer[] not null
-- r: record not null

-- Rule 3: placeholders.

SELECT <x>::int AS x, <y?>::int AS y
-- rows exactly one
-- sent SELECT $1::int4::int AS x, $2::int4::int AS y
-- $1 integer
-- $2 integer optional
-- x: integer not null
-- y: integer null

UPDATE t SET b = <b> WHERE id = <id> RETURNING b
-- rows at most one
-- sent UPDATE t SET b = $1::int4 WHERE id = $2::int4 RETURNING b
-- $1 integer either
-- $2 integer
-- b: integer null

-- Rule 4: calls.

SELECT upper('x') AS strict, abs(b) AS of_null, concat(b) AS always, concat_ws(NULL, 'x') AS by_first, own(1) AS of_user FROM t
-- rows many
-- strict: text not null
-- of_null: integer null
-- always: text not null
-- by_first: text null
-- of_user: integer null

SELECT to_char(now(), '') AS empty, array_length('{}'::int[], 1) AS length, substring('a' FROM 'b') AS part, j -> 'k' AS field FROM t
-- rows many
-- empty: text null
-- length: integer null
-- part: text null
-- field: jsonb null

-- Rule 5: casts.

SELECT a::text AS kept, b::text AS of_null, 5::filled AS domain, (j ->> 'k')::int AS from_json FROM t
-- rows many
-- kept: text not null
-- of_null: text null
-- domain: integer not null
-- from_json: integer null

-- Rule 6: boolean operators.

SELECT a = 1 AND a > 0 AS certain, a = 1 AND b = 1 AS doubtful, NOT a = 1 AS negated, b IS NULL AS test, b IS DISTINCT FROM 1 AS compared, EXISTS (SELECT 1 FROM none) AS there FROM t
-- rows many
-- certain: boolean not null
-- doubtful: boolean null
-- negated: boolean not null
-- test: boolean not null
-- compared: boolean not null
-- there: boolean not null

SELECT 1 = ANY (l) AS any_of, 1 = ALL (ARRAY[1, 2]) AS all_of, a IN (1, 2) AS listed, a IN (1, NULL) AS with_null, a NOT IN (SELECT y FROM u) AS not_in, a IN (SELECT x FROM u) AS in_rows, ROW(1, b) = ROW(1, 2) AS rows FROM t
-- rows many
-- any_of: boolean null
-- all_of: boolean not null
-- listed: boolean not null
-- with_null: boolean null
-- not_in: boolean null
-- in_rows: boolean not null
-- rows: boolean null

-- Rule 7: conditionals.

SELECT CASE WHEN b > 1 THEN 1 ELSE 2 END AS both, CASE WHEN b > 1 THEN 1 END AS one, coalesce(b, a) AS second, coalesce(b, NULL) AS neither, greatest(b, a) AS most, least(b, NULL::int) AS least, nullif(a, 1) AS nullif FROM t
-- rows many
-- both: integer not null
-- one: integer null
-- second: integer not null
-- neither: integer null
-- most: integer not null
-- least: integer null
-- nullif: integer null

-- Rule 8: aggregates.

SELECT count(*) AS n, sum(a) AS total, max(a) FILTER (WHERE false) AS filtered FROM none
-- rows exactly one
-- n: bigint not null
-- total: bigint null
-- filtered: integer null

SELECT a, count(*) AS n, sum(a) AS total, sum(b) AS of_nulls, max(a) FILTER (WHERE false) AS filtered, stddev_samp(a) AS spread, array_agg(b) AS list FROM t GROUP BY a
-- rows many
-- a: integer not null
-- n: bigint not null
-- total: bigint not null
-- of_nulls: bigint null
-- filtered: integer null
-- spread: numeric null
-- list: integer[] not null

SELECT a, id, sum(id) AS total FROM t GROUP BY GROUPING SETS ((a), (id))
-- rows many
-- a: integer null
-- id: integer null
-- total: bigint not null

SELECT sum(a) AS total FROM none GROUP BY ROLLUP (a)
-- rows many
-- total: bigint null

-- Rule 9: windows.

SELECT row_number() OVER () AS number, sum(a) OVER (ORDER BY a) AS running, first_value(a) OVER (ORDER BY a) AS first, lag(a) OVER (ORDER BY a) AS before, lag(a, 1, 0) OVER (ORDER BY a) AS or_zero, nth_value(a, 2) OVER (ORDER BY a) AS second FROM t
-- rows many
-- number: bigint not null
-- running: bigint not null
-- first: integer not null
-- before: integer null
-- or_zero: integer not null
-- second: integer null

SELECT sum(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS earlier, last_value(a) OVER (ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS others FROM t
-- rows many
-- earlier: bigint null
-- others: integer null

-- Rule 10: sub-selects in expressions.

SELECT (SELECT count(*) FROM none) AS n, (SELECT 1) AS one, (SELECT a FROM none) AS row, (SELECT sum(a) FROM none) AS total, (SELECT count(*) FROM none LIMIT 0) AS limited, (SELECT count(*) FROM none HAVING false) AS having, ARRAY(SELECT a FROM none) AS list
-- rows exactly one
-- n: bigint not null
-- one: integer not null
-- row: integer null
-- total: bigint null
-- limited: bigint null
-- having: bigint null
-- list: integer[] not null, elements not null

-- Rule 11: sets.

SELECT generate_series(1, 2) AS n
-- rows many
-- n: integer not null

SELECT generate_series(1, 3) AS n, generate_series(1, 2) AS m
-- rows many
-- n: integer null
-- m: integer null

SELECT e, o, k, v FROM t, unnest(l) WITH ORDINALITY AS s(e, o), jsonb_each('{"k": null}') AS d(k, v)
-- rows many
-- e: integer null
-- o: bigint not null
-- k: text not null
-- v: jsonb not null

SELECT x, y FROM ROWS FROM (generate_series(1, 2), generate_series(1, 3)) AS s(x, y)
-- rows many
-- x: integer null
-- y: integer null

SELECT unnest(ARRAY[1, 2]) AS certain
-- rows many
-- certain: integer not null

-- Rule 12: set operations.

SELECT a AS v FROM t UNION SELECT x FROM u
-- rows many
-- v: integer not null

SELECT a AS v FROM t UNION ALL SELECT y FROM u
-- rows many
-- v: integer null

SELECT b AS v FROM t INTERSECT SELECT a FROM t
-- rows many
-- v: integer not null

SELECT a AS v FROM t EXCEPT SELECT y FROM u
-- rows many
-- v: integer not null

WITH RECURSIVE r AS (SELECT 1 AS n, a AS m FROM t UNION ALL SELECT n + 1, NULL FROM r WHERE n < 3) SELECT n, m FROM r
-- rows many
-- n: integer not null
-- m: integer null

-- Rule 13: outer joins.

SELECT t.a, u.x FROM t LEFT JOIN u ON u.t_id = t.id
-- rows many
-- a: integer not null
-- x: integer null

SELECT t.a, u.x FROM t RIGHT JOIN u ON u.t_id = t.id
-- rows many
-- a: integer null
-- x: integer not null

SELECT t.a, u.x FROM t FULL JOIN u ON u.t_id = t.id
-- rows many
-- a: integer null
-- x: integer null

SELECT id, t.id AS l, u.id AS r FROM t LEFT JOIN u USING (id)
-- rows many
-- id: integer not null
-- l: integer not null
-- r: integer null

SELECT id, t.id AS l, u.id AS r FROM t FULL JOIN u USING (id)
-- rows many
-- id: integer not null
-- l: integer null
-- r: integer null

-- Rule 14: facts.

SELECT b FROM t WHERE b IS NOT NULL
-- rows many
-- b: integer not null

SELECT b FROM t WHERE b > 1 AND a = 1
-- rows many
-- b: integer not null

SELECT b FROM t WHERE b > 1 OR a = 1
-- rows many
-- b: integer null

SELECT b FROM t WHERE NOT (b = 1)
-- rows many
-- b: integer not null

SELECT u.x, u.y FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.y IS NOT NULL
-- rows many
-- x: integer not null
-- y: integer not null

SELECT CASE WHEN b IS NOT NULL THEN b ELSE 0 END AS known FROM t
-- rows many
-- known: integer not null

-- Rule 15: facts and writing.

UPDATE by_trigger SET v = 1 WHERE v IS NOT NULL RETURNING v, id
-- rows many
-- v: integer null
-- id: integer not null

DELETE FROM by_trigger WHERE v IS NOT NULL RETURNING v
-- rows many
-- v: integer not null

UPDATE filled_only SET v = 2 RETURNING v
-- rows many
-- v: integer null

-- Facts hold for their own row, for strict arguments, and for what is compared as one value.

SELECT CASE WHEN b IS NOT NULL THEN first_value(b) OVER (ORDER BY id) ELSE 0 END AS first, CASE WHEN b IS NOT NULL THEN lag(b, 1, 0) OVER (ORDER BY id) ELSE 0 END AS before FROM t
-- rows many
-- first: integer null
-- before: integer null

SELECT b FROM t WHERE listed(b, id) = 1
-- rows many
-- b: integer null

SELECT b FROM t WHERE b === 1
-- rows many
-- b: integer null

SELECT b FROM of_strict
-- rows many
-- b: integer null
-- whole of_strict

SELECT x, y FROM u WHERE u IS DISTINCT FROM NULL
-- rows many
-- x: integer not null
-- y: integer null

SELECT y FROM u WHERE ROW(y) IS DISTINCT FROM NULL
-- rows many
-- y: integer null

SELECT y FROM u WHERE y IS DISTINCT FROM NULL
-- rows many
-- y: integer not null

SELECT CASE WHEN b IS NOT DISTINCT FROM a THEN b ELSE 0 END AS x FROM t GROUP BY b, ROLLUP (a)
-- rows many
-- x: integer null

SELECT (SELECT 1) AS x, a FROM t GROUP BY GROUPING SETS (((SELECT 1)), (a))
-- rows many
-- x: integer null
-- a: integer null

SELECT a::bigint AS x, b FROM t GROUP BY GROUPING SETS ((int8(a)), (b), (a, b))
-- rows many
-- x: bigint null
-- b: integer null

SELECT k FROM of_uuid UNION ALL SELECT k FROM of_bytea
-- rows many
-- k: bytea null

SELECT k FROM of_uuid LEFT JOIN of_bytea USING (k)
-- rows many
-- k: bytea null

WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 3) CYCLE i SET m TO true DEFAULT NULL USING p SELECT m, p FROM r
-- rows many
-- m: boolean null
-- p: record[] not null

WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 3) CYCLE i SET m USING p SELECT m FROM r
-- rows many
-- m: boolean not null

SELECT concat_ws(',', VARIADIC NULL::text[]) AS joined
-- rows exactly one
-- joined: text null
