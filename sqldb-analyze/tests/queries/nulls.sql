CREATE DOMAIN filled AS int NOT NULL;
CREATE DOMAIN document AS jsonb;
CREATE TABLE g (a int NOT NULL, b int NOT NULL, c int);
CREATE TABLE d (x filled, y int);
CREATE TABLE parent (a int NOT NULL, b int NOT NULL);
CREATE TABLE child () INHERITS (parent);
ALTER TABLE child ALTER a DROP NOT NULL;
CREATE TABLE account (id bigint PRIMARY KEY, email text UNIQUE, name text NOT NULL);
CREATE VIEW named AS SELECT id, name, email, upper(email) AS loud FROM account;
CREATE VIEW counted AS SELECT a, count(*) AS n, sum(c) AS s FROM g GROUP BY a;
CREATE UNIQUE INDEX account_lower ON account (lower(email));
CREATE UNIQUE INDEX account_named ON account (name) WHERE email IS NULL;
CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql STRICT AS 'SELECT NULL::int';
CREATE FUNCTION listed(n int) RETURNS TABLE (i int, t text) LANGUAGE sql AS 'SELECT NULL::int, NULL::text';
INSERT INTO g VALUES (1, 2, NULL), (1, 3, 4);
INSERT INTO d (x, y) VALUES ((SELECT x FROM d WHERE false), 1);
INSERT INTO child VALUES (NULL, 1);
INSERT INTO parent VALUES (1, 1);
INSERT INTO account VALUES (1, 'a@x', 'ann'), (2, NULL, 'bob');
---
SELECT x FROM d
-- rows many
-- x: integer null

SELECT a, b FROM parent
-- rows many
-- a: integer null
-- b: integer not null
-- whole parent

SELECT a, b FROM child
-- rows many
-- a: integer null
-- b: integer not null
-- whole child

SELECT count(*), max(s.x) FROM (SELECT 1 AS x WHERE false) s GROUP BY ROLLUP (x)
-- rows many
-- count: bigint not null
-- max: integer null

SELECT a, b FROM g GROUP BY GROUPING SETS ((a), (b))
-- rows many
-- a: integer null
-- b: integer null

SELECT a, grouping(a), count(*) FROM g GROUP BY CUBE (a)
-- rows many
-- a: integer null
-- grouping: integer not null
-- count: bigint not null

SELECT sum(a) FROM g WHERE false
-- rows exactly one
-- sum: bigint null

SELECT sum(a) FILTER (WHERE false) FROM g GROUP BY b
-- rows many
-- sum: bigint null

SELECT lag(a) OVER () AS a, first_value(a) OVER (ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS b, sum(a) OVER (ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS c, sum(a) OVER (ORDER BY b) AS d, nth_value(a, 5) OVER () AS e, sum(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS f, ntile(2) OVER () AS g FROM g
-- rows many
-- a: integer null
-- b: integer null
-- c: bigint null
-- d: bigint not null
-- e: integer null
-- f: bigint null
-- g: integer not null

SELECT array_agg(c) AS a, jsonb_agg(c) AS b, max(c) AS c, count(c) AS d FROM g GROUP BY a
-- rows many
-- a: integer[] not null
-- b: jsonb not null
-- c: integer null
-- d: bigint not null

SELECT twice(a) FROM g
-- rows many
-- twice: integer null

SELECT l.i, l.t FROM listed(1) l
-- rows many
-- i: integer null
-- t: text null

SELECT upper(int4range(1, NULL)) AS a, lower('empty'::int4range) AS b, array_length('{}'::int[], 1) AS c, array_position(ARRAY[1], 2) AS d, regexp_match('a', 'b') AS e, scale('NaN') AS f
-- rows exactly one
-- a: integer null
-- b: integer null
-- c: integer null
-- d: integer null
-- e: text[] null
-- f: integer null

SELECT string_to_array('a,b', ',', 'b') AS a, current_setting('nope.x', true) AS b, concat(NULL) AS c, concat_ws(NULL, 'a') AS d, format(NULL) AS e, num_nulls(NULL, 1) AS f
-- rows exactly one
-- a: text[] not null
-- b: text null
-- c: text not null
-- d: text null
-- e: text null
-- f: integer not null

SELECT (interval '1 day' * 2) AS a, 'a' || 'b' AS b, 1 + 1 AS c, date '2020-01-01' + 1 AS d, timestamp 'infinity' AS e
-- rows exactly one
-- a: interval not null
-- b: text not null
-- c: integer not null
-- d: date not null
-- e: timestamp without time zone not null

SELECT s.x FROM (SELECT 1 AS x) a FULL JOIN (SELECT 2 AS x) b USING (x) JOIN LATERAL (SELECT a.x) s ON true
-- rows many
-- x: integer null

SELECT x FROM (SELECT 1 AS x) a FULL JOIN (SELECT 2 AS x) b USING (x)
-- rows many
-- x: integer not null

SELECT a.x AS p, b.x AS q FROM (SELECT 1 AS x) a LEFT JOIN (SELECT 2 AS x) b ON a.x = b.x
-- rows at most one
-- p: integer not null
-- q: integer null

SELECT p.a, q.a, r.a FROM g p LEFT JOIN (g q JOIN g r ON q.c = r.c) ON p.a = q.b
-- rows many
-- a: integer not null
-- a: integer null
-- a: integer null

SELECT p.a, q.a, r.a FROM g p LEFT JOIN g q ON p.c = q.c LEFT JOIN g r ON q.a = r.b WHERE r.c > 0
-- rows many
-- a: integer not null
-- a: integer null
-- a: integer not null

SELECT q.a, q.c FROM g p LEFT JOIN g q ON p.c = q.c WHERE q.c IS NULL
-- rows many
-- a: integer null
-- c: integer null

SELECT CASE WHEN c > 1 THEN c ELSE a END AS a, CASE WHEN c IS NULL THEN a ELSE c END AS b FROM g
-- rows many
-- a: integer not null
-- b: integer null

SELECT c FROM g WHERE c = ANY(ARRAY[1, 4])
-- rows many
-- c: integer not null

SELECT c FROM g WHERE c IN (SELECT a + 3 FROM g)
-- rows many
-- c: integer not null

SELECT c FROM g WHERE c NOT IN (SELECT a FROM g WHERE false)
-- rows many
-- c: integer null

SELECT c FROM g WHERE c = ALL('{}'::int[])
-- rows many
-- c: integer null

SELECT c FROM g WHERE (c > 1) IS TRUE
-- rows many
-- c: integer not null

SELECT c FROM g WHERE (c > 1) IS NOT TRUE
-- rows many
-- c: integer null

SELECT c FROM g WHERE coalesce(c, 1) = 1
-- rows many
-- c: integer null

SELECT c FROM g WHERE c IS NOT DISTINCT FROM 4
-- rows many
-- c: integer not null

SELECT c FROM g WHERE c IS DISTINCT FROM 4
-- rows many
-- c: integer null

SELECT c FROM g WHERE NOT (c IS NULL)
-- rows many
-- c: integer not null

SELECT c FROM g WHERE c BETWEEN 1 AND 5
-- rows many
-- c: integer not null

SELECT c FROM g WHERE NOT (c IS NULL AND a = 1)
-- rows many
-- c: integer null

SELECT g.c, (SELECT g.c) AS d, (SELECT max(a) FROM g) AS m, (SELECT a FROM g LIMIT 1) AS n, (SELECT 1) AS o FROM g WHERE c IS NOT NULL
-- rows many
-- c: integer not null
-- d: integer null
-- m: integer null
-- n: integer null
-- o: integer not null

SELECT * FROM named
-- rows many
-- sent SELECT named.id, named.name, named.email, named.loud FROM named
-- id: bigint not null
-- name: text not null
-- email: text null
-- loud: text null
-- whole named

SELECT a, n, s FROM counted
-- rows many
-- a: integer not null
-- n: bigint not null
-- s: bigint null
-- whole counted

SELECT id FROM account WHERE email = 'a@x'
-- rows at most one
-- id: bigint not null

SELECT id FROM account WHERE lower(email) = 'a@x'
-- rows many
-- id: bigint not null

SELECT id FROM account WHERE name = 'ann'
-- rows many
-- id: bigint not null

INSERT INTO account VALUES (3, <email>, 'x') ON CONFLICT (lower(email)) DO NOTHING RETURNING id
-- rows at most one
-- sent INSERT INTO account VALUES (3, $1::text, 'x') ON CONFLICT (lower(email)) DO NOTHING RETURNING id
-- $1 text either
-- id: bigint not null

INSERT INTO account VALUES (3, NULL, 'x') ON CONFLICT (name) WHERE email IS NULL DO NOTHING RETURNING id
-- rows at most one
-- id: bigint not null

UPDATE account SET email = NULL WHERE email IS NOT NULL RETURNING email, name
-- rows many
-- email: text null
-- name: text not null

UPDATE named SET name = 'x' RETURNING name, id
-- rows many
-- name: text null
-- id: bigint null

SELECT a.id, b.id AS other FROM account a JOIN account b ON b.email = a.email WHERE a.id = 1
-- rows at most one
-- id: bigint not null
-- other: bigint not null

SELECT a.id FROM account a, account b WHERE a.id = 1
-- rows many
-- id: bigint not null

SELECT a FROM g WHERE a = (SELECT max(a) FROM g)
-- rows many
-- a: integer not null

SELECT id FROM account WHERE id = (SELECT max(a) FROM g)
-- rows at most one
-- id: bigint not null

SELECT id FROM account WHERE id = floor(random() * 10)::int8
-- rows many
-- id: bigint not null

SELECT t.n FROM (SELECT count(*) AS n FROM g) t
-- rows exactly one
-- n: bigint not null

SELECT (SELECT count(*) FROM g HAVING count(*) > 100) AS n
-- rows exactly one
-- n: bigint null

SELECT (SELECT count(*) FROM g LIMIT 0) AS n, (SELECT count(*) FROM g OFFSET 1) AS m, (SELECT count(*) FROM g GROUP BY a LIMIT 1) AS o
-- rows exactly one
-- n: bigint null
-- m: bigint null
-- o: bigint null

SELECT json_array_elements_text('["a",null]') AS a
-- rows many
-- a: text null

SELECT e.value FROM jsonb_each_text('{"a":null}') AS e
-- rows many
-- value: text null

SELECT jsonb_array_elements('[null]') AS a
-- rows many
-- a: jsonb not null

SELECT regexp_split_to_table('a,b', ',') AS a, generate_series(1, 1) AS b
-- rows many
-- a: text null
-- b: integer null

SELECT x, count(*) FROM (SELECT 1 AS x) s GROUP BY ROLLUP (x)
-- rows many
-- x: integer null
-- count: bigint not null

SELECT n FROM (SELECT 1 AS n UNION SELECT 2) s
-- rows many
-- n: integer not null

SELECT 1 AS a FROM (SELECT 1 AS x) p LEFT JOIN (SELECT 2 AS x) q ON false
-- rows at most one
-- a: integer not null

SELECT count(*) OVER () AS n, p.name FROM account p ORDER BY p.id
-- rows many
-- n: bigint not null
-- name: text not null

SELECT a AS b, b AS a FROM g ORDER BY a, b
-- rows many
-- b: integer not null
-- a: integer not null

SELECT p.id, count(q.id) FROM account p LEFT JOIN account q ON q.id = p.id + 1 GROUP BY p.id, p.name HAVING count(q.id) >= 0
-- rows many
-- id: bigint not null
-- count: bigint not null

SELECT p.name, q.name AS other FROM account p LEFT JOIN account q USING (id) ORDER BY id
-- rows many
-- name: text not null
-- other: text null

SELECT id, p.name, q.name AS other FROM account p RIGHT JOIN account q USING (id)
-- rows many
-- id: bigint not null
-- name: text null
-- other: text not null

SELECT ARRAY(SELECT c FROM g) AS a, ARRAY(SELECT a FROM g) AS b, (1, 'x') AS r
-- rows exactly one
-- a: integer[] not null
-- b: integer[] not null, elements not null
-- r: record not null

SELECT j.id, j.name FROM (account p JOIN g ON g.a = p.id) AS j
-- rows many
-- id: bigint not null
-- name: text not null

SELECT EXISTS (SELECT 1 FROM g WHERE g.a = account.id) AS e, account.id IN (SELECT a FROM g) AS i, account.id = ANY (SELECT c FROM g) AS n FROM account
-- rows many
-- e: boolean not null
-- i: boolean not null
-- n: boolean null

SELECT (a + c) IS NULL AS n, a + c AS s, NOT (c > 1) AS b, c > 1 AND false AS f, a > 1 OR c > 1 AS o FROM g
-- rows many
-- n: boolean not null
-- s: integer null
-- b: boolean null
-- f: boolean null
-- o: boolean null

SELECT ARRAY[ARRAY[1, NULL]] AS a, ARRAY[ARRAY[1], ARRAY[2]] AS b, ARRAY(SELECT ARRAY[c] FROM g) AS c
-- rows exactly one
-- a: integer[] not null
-- b: integer[] not null, elements not null
-- c: integer[] not null

SELECT array_agg(x) AS a, array_agg(y) AS b FROM (SELECT ARRAY[c] AS x, ARRAY[a] AS y FROM g) s GROUP BY 1 = 1
-- rows many
-- a: integer[] not null
-- b: integer[] not null, elements not null

SELECT ctid FROM named
-- error 42703 at `ctid`: column `ctid` does not exist

SELECT tableoid::regclass AS t, ctid FROM account
-- rows many
-- t: regclass not null
-- ctid: tid not null

SELECT (SELECT a) AS a, (SELECT a + 0 FROM (SELECT 1) s) AS b, ARRAY(SELECT a) AS c, a IN (SELECT 1) AS d, EXISTS (SELECT a) AS e FROM g GROUP BY ROLLUP (a)
-- rows many
-- a: integer null
-- b: integer null
-- c: integer[] not null
-- d: boolean null
-- e: boolean not null

SELECT (SELECT a) AS a, ARRAY(SELECT a) AS b, (SELECT CASE WHEN true THEN a ELSE 1 END) AS c FROM g GROUP BY a
-- rows many
-- a: integer not null
-- b: integer[] not null, elements not null
-- c: integer not null

SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS a, max(a) OVER (ORDER BY b GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) AS b, last_value(a) OVER (ORDER BY b RANGE BETWEEN 1 PRECEDING AND 2 FOLLOWING) AS c, sum(a) OVER (ORDER BY b ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS d, array_agg(c) OVER () AS e, sum(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE GROUP) AS f FROM g
-- rows many
-- a: bigint not null
-- b: integer not null
-- c: integer not null
-- d: bigint null
-- e: integer[] not null
-- f: bigint null

SELECT ('1'::document)::int AS a, '1'::jsonb::numeric AS b, '1'::jsonb::text AS c, '{}'::json::jsonb AS d
-- rows exactly one
-- a: integer null
-- b: numeric null
-- c: text not null
-- d: jsonb not null

SELECT q.a, q.c FROM g p LEFT JOIN g q ON p.c = q.c WHERE q IS NOT NULL
-- rows many
-- a: integer not null
-- c: integer not null

SELECT q.a, q.c FROM g p LEFT JOIN g q ON p.c = q.c WHERE NOT (q IS NULL)
-- rows many
-- a: integer null
-- c: integer null

SELECT string_to_array('a,b', ',') AS a, ARRAY[1] || 2 AS b, array_append(ARRAY[1], NULL) AS c, ARRAY[1] || c AS d, array_remove(ARRAY[a, b], 1) AS e, ARRAY[a] || array_agg(b) AS f, 1 || '{2,NULL}'::int[] AS g FROM g GROUP BY a, b, c
-- rows many
-- a: text[] not null, elements not null
-- b: integer[] not null, elements not null
-- c: integer[] not null
-- d: integer[] not null
-- e: integer[] not null, elements not null
-- f: integer[] not null, elements not null
-- g: integer[] not null

SELECT JSON_EXISTS(jsonb '{}', '$.a') AS a, JSON_EXISTS(NULL::jsonb, '$.a') AS b, JSON_EXISTS(jsonb '{}', 'strict $.a' UNKNOWN ON ERROR) AS c, JSON_VALUE(jsonb '{}', '$.a') AS d
-- rows exactly one
-- a: boolean not null
-- b: boolean null
-- c: boolean null
-- d: text null
