CREATE SCHEMA s2;
CREATE TABLE t (id int PRIMARY KEY, "Na me" text, "select" int, u text);
CREATE TABLE s2.t (a int, b text);
CREATE TABLE spans (i interval, ts timestamptz, d date, x xml, arr int[], arrs int[][]);
CREATE TYPE pt AS (x int, y text);
CREATE TABLE c (p pt, ps pt[]);
CREATE FUNCTION two(a int, b text DEFAULT 'x') RETURNS text LANGUAGE sql AS 'SELECT $2';
CREATE PROCEDURE proc(a int, b text) LANGUAGE sql AS '';
INSERT INTO t VALUES (1, 'a', 2, 'u'), (2, NULL, NULL, NULL);
---
-- The `*` written out, where it touches words or stands in parentheses, and `TABLE`.

TABLE t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

TABLE t ORDER BY id LIMIT 1
-- rows at most one
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t ORDER BY id LIMIT 1
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

(TABLE t)
-- rows many
-- sent (SELECT t.id, t."Na me", t."select", t.u FROM t)
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

TABLE ONLY t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM ONLY t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

TABLE t *
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t *
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

TABLE s2.t
-- rows many
-- sent SELECT t.a, t.b FROM s2.t
-- a: integer null
-- b: text null
-- whole t

TABLE only(t) LIMIT <n>
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM only(t) LIMIT $1::int8
-- $1 bigint
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

WITH w AS (TABLE t) TABLE w
-- rows many
-- sent WITH w AS (TABLE t) SELECT w.id, w."Na me", w."select", w.u FROM w
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

TABLE t UNION TABLE t
-- rows many
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null

INSERT INTO t TABLE t RETURNING*
-- rows many
-- sent INSERT INTO t TABLE t RETURNING t.id, t."Na me", t."select", t.u
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT *FROM t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT*FROM t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT*,1 FROM t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u,1 FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- ?column?: integer not null

SELECT/**/*/**/FROM t
-- rows many
-- sent SELECT/**/t.id, t."Na me", t."select", t.u/**/FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT DISTINCT*FROM t
-- rows many
-- sent SELECT DISTINCT t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT 1,*FROM t
-- rows many
-- sent SELECT 1,t.id, t."Na me", t."select", t.u FROM t
-- ?column?: integer not null
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null

SELECT (t.*) FROM t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT ((t.*)) FROM t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT ( ( t . * ) )FROM t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT(t.*)FROM t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT (public.t.*) FROM t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT (t.*),t.*,*FROM t
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u,t.id, t."Na me", t."select", t.u,t.id, t."Na me", t."select", t.u FROM t
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null

SELECT ROW(t.*), ROW((t.*)) FROM t
-- rows many
-- sent SELECT ROW(t.id, t."Na me", t."select", t.u), ROW(t.id, t."Na me", t."select", t.u) FROM t
-- row: record not null
-- row: record not null

SELECT (t.*, 1) FROM t
-- rows many
-- sent SELECT (t.id, t."Na me", t."select", t.u, 1) FROM t
-- row: record not null

SELECT (c.p).*, ((c.p).*) FROM c
-- rows many
-- x: integer null
-- y: text null
-- x: integer null
-- y: text null

SELECT ((p).x) FROM c
-- rows many
-- x: integer null

DELETE FROM t RETURNING*
-- rows many
-- sent DELETE FROM t RETURNING t.id, t."Na me", t."select", t.u
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

UPDATE t SET u = 'x' RETURNING (t.*)
-- rows many
-- sent UPDATE t SET u = 'x' RETURNING t.id, t."Na me", t."select", t.u
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

INSERT INTO t (id) VALUES (3) RETURNING(t.*)
-- rows exactly one
-- sent INSERT INTO t (id) VALUES (3) RETURNING t.id, t."Na me", t."select", t.u
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT * FROM t"select"
-- rows many
-- sent SELECT "select".id, "select"."Na me", "select"."select", "select".u FROM t"select"
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- whole t

SELECT * FROM t AS "T" JOIN s2.t AS "T2" ON true
-- rows many
-- sent SELECT "T".id, "T"."Na me", "T"."select", "T".u, "T2".a, "T2".b FROM t AS "T" JOIN s2.t AS "T2" ON true
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- a: integer null
-- b: text null

SELECT * FROM two(1)
-- rows exactly one
-- sent SELECT two.two FROM two(1)
-- two: text null

SELECT * FROM t JOIN t AS t2 USING (id)
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u, t2."Na me", t2."select", t2.u FROM t JOIN t AS t2 USING (id)
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- Na me: text null
-- select: integer null
-- u: text null

SELECT * FROM t LEFT JOIN t AS t2 USING (id)
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u, t2."Na me", t2."select", t2.u FROM t LEFT JOIN t AS t2 USING (id)
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- Na me: text null
-- select: integer null
-- u: text null

SELECT * FROM t RIGHT JOIN t AS t2 USING (id)
-- rows many
-- sent SELECT t2.id, t."Na me", t."select", t.u, t2."Na me", t2."select", t2.u FROM t RIGHT JOIN t AS t2 USING (id)
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- Na me: text null
-- select: integer null
-- u: text null

SELECT * FROM t FULL JOIN t AS t2 USING (id)
-- rows many
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- Na me: text null
-- select: integer null
-- u: text null

SELECT * FROM t, s2.t
-- rows many
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- a: integer null
-- b: text null

SELECT * FROM (SELECT 1 AS a, 2 AS a) s
-- rows exactly one
-- a: integer not null
-- a: integer not null

UPDATE t SET u = NULL RETURNING (old.*)
-- error 42P01 at `old`: missing FROM-clause entry for table `old`; help: FROM has `t`

UPDATE t SET u = NULL RETURNING WITH (OLD AS o) (o.*), new.*
-- error 42601 at `o`: `RETURNING WITH (…)` needs PostgreSQL 18, not 17; help: say `postgres = 18` in `#[sqldb::database(…)]`

MERGE INTO t USING s2.t AS s ON t.id = s.a WHEN MATCHED THEN DELETE RETURNING*
-- rows many
-- sent MERGE INTO t USING s2.t AS s ON t.id = s.a WHEN MATCHED THEN DELETE RETURNING s.a, s.b, t.id, t."Na me", t."select", t.u
-- a: integer null
-- b: text null
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null

EXPLAIN SELECT * FROM t
-- rows many
-- QUERY PLAN: text not null

COPY (TABLE t) TO STDOUT
-- rows none
-- sent COPY (SELECT t.id, t."Na me", t."select", t.u FROM t) TO STDOUT

COPY (SELECT*FROM t) TO STDOUT
-- rows none
-- sent COPY (SELECT t.id, t."Na me", t."select", t.u FROM t) TO STDOUT

-- Marks of aliases.

SELECT id"id!" FROM t
-- rows many
-- sent SELECT id id FROM t
-- id: integer not null

SELECT id "year!", id"day?", id "select!", id AS "month!", id AS "Na me?" FROM t
-- rows many
-- sent SELECT id "year", id "day", id "select", id AS "month", id AS "Na me" FROM t
-- year: integer not null
-- day: integer not null
-- select: integer not null
-- month: integer not null
-- Na me: integer not null

SELECT id AS"id!"FROM t
-- rows many
-- sent SELECT id AS id FROM t
-- id: integer not null

SELECT id AS "a!" FROM t UNION SELECT 1 AS "b!"
-- rows many
-- sent SELECT id AS a FROM t UNION SELECT 1 AS "b!"
-- a: integer not null

SELECT id AS "x!" FROM t ORDER BY x
-- rows many
-- sent SELECT id AS x FROM t ORDER BY x
-- x: integer not null

-- Where the grammar takes a `c_expr`, a cast has parentheses.

SELECT id FROM t OFFSET <n> ROWS
-- rows many
-- sent SELECT id FROM t OFFSET ($1::int8) ROWS
-- $1 bigint
-- id: integer not null

SELECT id FROM t OFFSET <n> ROW FETCH FIRST <m> ROWS ONLY
-- rows many
-- sent SELECT id FROM t OFFSET ($1::int8) ROW FETCH FIRST ($2::int8) ROWS ONLY
-- $1 bigint
-- $2 bigint
-- id: integer not null

SELECT id FROM t OFFSET(<n>)ROWS FETCH NEXT <m> ROW ONLY
-- rows many
-- sent SELECT id FROM t OFFSET(($1::int8))ROWS FETCH NEXT ($2::int8) ROW ONLY
-- $1 bigint
-- $2 bigint
-- id: integer not null

SELECT id FROM t ORDER BY id FETCH FIRST <m> ROWS WITH TIES OFFSET <n>
-- rows many
-- sent SELECT id FROM t ORDER BY id FETCH FIRST ($1::int8) ROWS WITH TIES OFFSET $2::int8
-- $1 bigint
-- $2 bigint
-- id: integer not null

SELECT id FROM t OFFSET <n> LIMIT <m>
-- rows many
-- sent SELECT id FROM t OFFSET $1::int8 LIMIT $2::int8
-- $1 bigint
-- $2 bigint
-- id: integer not null

SELECT id FROM t LIMIT $1 OFFSET $2/**/ROWS
-- rows many
-- sent SELECT id FROM t LIMIT $1::int8 OFFSET ($2::int8)/**/ROWS
-- $1 bigint
-- $2 bigint
-- id: integer not null

SELECT id FROM t OFFSET 1 + <n> ROWS
-- error 42601 at `ROWS`: syntax error at or near `rows`

SELECT id FROM t OFFSET -1 ROWS
-- rows many
-- id: integer not null

SELECT id FROM t FETCH FIRST -<n> ROWS ONLY
-- error 42601 at `<n>`: syntax error at or near `$1`

SELECT id FROM t FETCH FIRST <n> + 1 ROWS ONLY
-- error 42601 at `+`: syntax error at or near `+`

SELECT id FROM t OFFSET (SELECT <n>::int8) ROWS
-- rows many
-- sent SELECT id FROM t OFFSET (SELECT $1::int8::int8) ROWS
-- $1 bigint
-- id: integer not null

SELECT id FROM t OFFSET CAST(<n> AS int8) ROWS
-- rows many
-- sent SELECT id FROM t OFFSET CAST($1::int8 AS int8) ROWS
-- $1 bigint
-- id: integer not null

SELECT id FROM t OFFSET <n>::int8 ROWS
-- error 42601 at `ROWS`: syntax error at or near `rows`

SELECT xmlexists($1 PASSING $2)
-- rows exactly one
-- sent SELECT xmlexists(($1::text) PASSING ($2::xml))
-- $1 text
-- $2 xml
-- xmlexists: boolean not null

SELECT xmlexists($1 PASSING BY REF $2), xmlexists($1 PASSING $2 BY REF), xmlexists($1 PASSING BY VALUE $2 BY REF)
-- rows exactly one
-- sent SELECT xmlexists(($1::text) PASSING BY REF ($2::xml)), xmlexists(($1::text) PASSING ($2::xml) BY REF), xmlexists(($1::text) PASSING BY VALUE ($2::xml) BY REF)
-- $1 text
-- $2 xml
-- xmlexists: boolean not null
-- xmlexists: boolean not null
-- xmlexists: boolean not null

SELECT xmlexists('a' PASSING x) FROM spans
-- rows many
-- xmlexists: boolean null

SELECT xmlexists($1::text PASSING $2)
-- error 42601 at `::`: syntax error at or near `::`

SELECT * FROM XMLTABLE($1 PASSING $2 COLUMNS a int PATH $3 DEFAULT $4, b text PATH 'b' NOT NULL, n FOR ORDINALITY)
-- rows many
-- sent SELECT "xmltable".a, "xmltable".b, "xmltable".n FROM XMLTABLE(($1::text) PASSING ($2::xml) COLUMNS a int PATH $3::text DEFAULT $4::int4, b text PATH 'b' NOT NULL, n FOR ORDINALITY)
-- $1 text
-- $2 xml
-- $3 text
-- $4 integer
-- a: integer null
-- b: text not null
-- n: integer not null

SELECT * FROM XMLTABLE(XMLNAMESPACES($1 AS x, DEFAULT $2), $3 PASSING BY REF $4 COLUMNS a int)
-- rows many
-- sent SELECT "xmltable".a FROM XMLTABLE(XMLNAMESPACES($1::text AS x, DEFAULT $2::text), ($3::text) PASSING BY REF ($4::xml) COLUMNS a int)
-- $1 text
-- $2 text
-- $3 text
-- $4 xml
-- a: integer null

SELECT xmlelement(NAME a, xmlattributes($1::text AS b), $2::text), xmlforest($3::int AS f), xmlpi(NAME a, $4), xmlconcat($5, x), xmlroot($6, VERSION $7), xmlparse(CONTENT $8), xmlserialize(CONTENT $9 AS text) FROM spans
-- rows many
-- sent SELECT xmlelement(NAME a, xmlattributes($1::text::text AS b), $2::text::text), xmlforest($3::int4::int AS f), xmlpi(NAME a, $4::text), xmlconcat($5::xml, x), xmlroot($6::xml, VERSION $7::text), xmlparse(CONTENT $8::text), xmlserialize(CONTENT $9::xml AS text) FROM spans
-- $1 text
-- $2 text
-- $3 integer
-- $4 text
-- $5 xml
-- $6 xml
-- $7 text
-- $8 text
-- $9 xml
-- xmlelement: xml not null
-- xmlforest: xml null
-- xmlpi: xml not null
-- xmlconcat: xml null
-- xmlroot: xml null
-- xmlparse: xml not null
-- xmlserialize: text not null

SELECT json_object($1::text VALUE 1)
-- error 42601 at `VALUE`: syntax error at or near `value`

SELECT json_object(<k>::text: <v>::int)
-- rows exactly one
-- sent SELECT json_object($1::text::text: $2::int4::int)
-- $1 text
-- $2 integer
-- json_object: json not null

SELECT json_object(u || <k> VALUE id) FROM t
-- error 42601 at `VALUE`: syntax error at or near `value`

SELECT json_object(u || <k>: id) FROM t
-- rows many
-- sent SELECT json_object(u || $1::text: id) FROM t
-- $1 text
-- json_object: json not null

SELECT json_object((u || <k>) VALUE id, u: id) FROM t
-- rows many
-- sent SELECT json_object((u || $1::text) VALUE id, u: id) FROM t
-- $1 text
-- json_object: json not null

SELECT json_objectagg(id + 1 VALUE u) FROM t
-- error 42601 at `VALUE`: syntax error at or near `value`

SELECT json_objectagg((id + 1) VALUE u), json_objectagg(id + <n> : u), json_arrayagg(<v>::int ORDER BY <o>::text) FROM t
-- rows exactly one
-- sent SELECT json_objectagg((id + 1) VALUE u), json_objectagg(id + $1::int4 : u), json_arrayagg($2::int4::int ORDER BY $3::text::text) FROM t
-- $1 integer
-- $2 integer
-- $3 text
-- json_objectagg: json null
-- json_objectagg: json null
-- json_arrayagg: json null

SELECT json_object($1 VALUE $2::int), json_object($1: $2::int), $1 = 'a'
-- error 42P08 at `$1`: could not determine data type of parameter `$1`; help: write `::text` behind it here

SELECT json_array(<a>::int, <b>::text FORMAT JSON), json_array(SELECT <c>::int)
-- rows exactly one
-- sent SELECT json_array($1::int4::int, $2::text::text FORMAT JSON), json_array(SELECT $3::int4::int)
-- $1 integer
-- $2 text
-- $3 integer
-- json_array: json not null
-- json_array: json null

SELECT json(<a>), json_scalar(<b>::int), json_serialize(<c>)
-- rows exactly one
-- sent SELECT json($1::text), json_scalar($2::int4::int), json_serialize($3::text)
-- $1 text
-- $2 integer
-- $3 text
-- json: json not null
-- json_scalar: json not null
-- json_serialize: text not null

SELECT json_value($1, '$.a' RETURNING int DEFAULT 1 ON EMPTY), json_query($1, $2), json_exists($1, '$' PASSING $3::int AS v)
-- rows exactly one
-- sent SELECT json_value($1::text, '$.a' RETURNING int DEFAULT 1 ON EMPTY), json_query($1::text, $2::jsonpath), json_exists($1::text, '$' PASSING $3::int4::int AS v)
-- $1 text
-- $2 jsonpath
-- $3 integer
-- json_value: integer null
-- json_query: jsonb null
-- json_exists: boolean null

SELECT json_value($1, '$.a' RETURNING int DEFAULT $2 ON EMPTY)
-- error 42804 at `$2`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT json_value($1, '$.a' RETURNING int DEFAULT $2::int ON EMPTY)
-- error 42804 at `$2::int`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT json_value($1, '$.a' RETURNING int DEFAULT $2 + 1 ON ERROR)
-- rows exactly one
-- sent SELECT json_value($1::text, '$.a' RETURNING int DEFAULT $2::int4 + 1 ON ERROR)
-- $1 text
-- $2 integer
-- json_value: integer null

SELECT json_value(<j>, '$.a' RETURNING int DEFAULT abs(<d>::int) ON ERROR)
-- rows exactly one
-- sent SELECT json_value($1::text, '$.a' RETURNING int DEFAULT abs($2::int4::int) ON ERROR)
-- $1 text
-- $2 integer
-- json_value: integer null

SELECT json_value(<j>, '$.a' RETURNING text DEFAULT u ON ERROR) FROM t
-- error 42804 at `u`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT json_value(<j>, '$.a' RETURNING text DEFAULT lower(u) ON ERROR) FROM t
-- error 42804 at `lower(u)`: DEFAULT expression must not contain column references

SELECT json_value(<j>, '$.a' RETURNING text DEFAULT CASE WHEN true THEN 'a' END ON ERROR)
-- error 42804 at `CASE WHEN true THEN 'a' END`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT json_value(<j>, '$.a' RETURNING text DEFAULT 'a'::varchar ON ERROR), json_value(<j>, '$.a' RETURNING varchar(3) DEFAULT 'abcd' ON ERROR)
-- rows exactly one
-- sent SELECT json_value($1::text, '$.a' RETURNING text DEFAULT 'a'::varchar ON ERROR), json_value($1::text, '$.a' RETURNING varchar(3) DEFAULT 'abcd' ON ERROR)
-- $1 text
-- json_value: text null
-- json_value: character varying null

SELECT json_value(<j>, '$.a' RETURNING int DEFAULT generate_series(1, 2) ON ERROR)
-- error 42804 at `generate_series(1, 2)`: DEFAULT expression must not return a set

SELECT json_value(<j>, '$.a' RETURNING int DEFAULT NULL ON ERROR)
-- rows exactly one
-- sent SELECT json_value($1::text, '$.a' RETURNING int DEFAULT NULL ON ERROR)
-- $1 text
-- json_value: integer null

SELECT * FROM json_table($1, '$[*]' PASSING $2::int AS v COLUMNS (a int PATH '$.a' DEFAULT 1 ON EMPTY))
-- rows many
-- sent SELECT "json_table".a FROM json_table($1::text, '$[*]' PASSING $2::int4::int AS v COLUMNS (a int PATH '$.a' DEFAULT 1 ON EMPTY))
-- $1 text
-- $2 integer
-- a: integer null

SELECT * FROM json_table($1, '$[*]' COLUMNS (a int PATH '$.a' DEFAULT $2 ON EMPTY))
-- error 42804 at `$2`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

-- Subscripts and fields.

SELECT <a>::int[], arr[<i>], arr[<i>:<j>], arr[:<j>], arr[<i>:], arrs[<i>][<j>] FROM spans
-- rows many
-- sent SELECT $1::int4[]::int[], arr[$2::int4], arr[$2::int4:$3::int4], arr[:$3::int4], arr[$2::int4:], arrs[$2::int4][$3::int4] FROM spans
-- $1 integer[]
-- $2 integer
-- $3 integer
-- int4: integer[] not null
-- arr: integer null
-- arr: integer[] null
-- arr: integer[] null
-- arr: integer[] null
-- arrs: integer null

SELECT $1::int[] IS NULL, $1[1], ($1)[1], $1[1:2], $1[1:2] FROM t
-- rows many
-- sent SELECT $1::int4[]::int[] IS NULL, ($1::int4[])[1] AS "?column?", ($1::int4[])[1] AS "?column?", ($1::int4[])[1:2] AS "?column?", ($1::int4[])[1:2] AS "?column?" FROM t
-- $1 integer[]
-- ?column?: boolean not null
-- ?column?: integer null
-- ?column?: integer null
-- ?column?: integer[] null
-- ?column?: integer[] null

SELECT $1::int[] IS NULL, $1[1], ($1)[1], $1[1:2], ($1)[1][2] FROM t
-- rows many
-- sent SELECT $1::int4[]::int[] IS NULL, ($1::int4[])[1] AS "?column?", ($1::int4[])[1] AS "?column?", ($1::int4[])[1:2] AS "?column?", ($1::int4[])[1][2] AS "?column?" FROM t
-- $1 integer[]
-- ?column?: boolean not null
-- ?column?: integer null
-- ?column?: integer null
-- ?column?: integer[] null
-- ?column?: integer null

SELECT id FROM t WHERE id = ANY($1) AND $1[1] = 3 AND ($1)[1:2] = $1 AND $1[:$2] = $1
-- rows many
-- sent SELECT id FROM t WHERE id = ANY($1::int4[]) AND ($1::int4[])[1] = 3 AND ($1::int4[])[1:2] = $1::int4[] AND ($1::int4[])[:$2::int4] = $1::int4[]
-- $1 integer[]
-- $2 integer
-- id: integer not null

SELECT $1::pt IS NULL, $1.x, ($1).y, $1.*, ($1).* FROM t
-- rows many
-- sent SELECT $1::public.pt::pt IS NULL, ($1::public.pt).x, ($1::public.pt).y, ($1::public.pt).*, ($1::public.pt).* FROM t
-- $1 pt
-- ?column?: boolean not null
-- x: integer null
-- y: text null
-- x: integer null
-- y: text null
-- x: integer null
-- y: text null

SELECT p FROM c WHERE ps = $1 AND $1[1].x = 1
-- rows many
-- sent SELECT p FROM c WHERE ps = $1::public.pt[] AND ($1::public.pt[])[1].x = 1
-- $1 pt[]
-- p: pt null

UPDATE c SET p.x = <x>, ps[<i>] = <p>, ps[<i>:<j>] = <ps> RETURNING *
-- rows many
-- sent UPDATE c SET p.x = $1::int4, ps[$2::int4] = $3::public.pt, ps[$2::int4:$4::int4] = $5::public.pt[] RETURNING c.p, c.ps
-- $1 integer
-- $2 integer
-- $3 pt
-- $4 integer
-- $5 pt[]
-- p: pt null
-- ps: pt[] null
-- whole c

UPDATE spans SET arr[<i>] = <v>, i = <iv> RETURNING*
-- rows many
-- sent UPDATE spans SET arr[$1::int4] = $2::int4, i = $3::interval RETURNING spans.i, spans.ts, spans.d, spans.x, spans.arr, spans.arrs
-- $1 integer
-- $2 integer
-- $3 interval either
-- i: interval null
-- ts: timestamp with time zone null
-- d: date null
-- x: xml null
-- arr: integer[] null
-- arrs: integer[] null
-- whole spans

-- The names of parameters in all select lists.

SELECT <a>
-- rows exactly one
-- sent SELECT $1::text AS "?column?"
-- $1 text
-- ?column?: text not null

SELECT (<a>)
-- rows exactly one
-- sent SELECT ($1::text) AS "?column?"
-- $1 text
-- ?column?: text not null

SELECT ((<a>))
-- rows exactly one
-- sent SELECT (($1::text)) AS "?column?"
-- $1 text
-- ?column?: text not null

SELECT (<a> /* ) */)
-- rows exactly one
-- sent SELECT ($1::text /* ) */) AS "?column?"
-- $1 text
-- ?column?: text not null

SELECT <a> COLLATE "C"
-- rows exactly one
-- sent SELECT $1::text COLLATE "C" AS "?column?"
-- $1 text
-- ?column?: text not null

SELECT <a> AS b
-- rows exactly one
-- sent SELECT $1::text AS b
-- $1 text
-- b: text not null

SELECT <a> b
-- rows exactly one
-- sent SELECT $1::text b
-- $1 text
-- b: text not null

SELECT $1"b"
-- rows exactly one
-- sent SELECT $1::text "b"
-- $1 text
-- b: text not null

SELECT $1 "b"
-- rows exactly one
-- sent SELECT $1::text "b"
-- $1 text
-- b: text not null

SELECT $1b
-- error 42601 at `$1`: a blank or an operator is missing after `$1`

SELECT <a>"b"
-- error 42601 at `<a>`: a blank or an operator is missing after `<a>`

SELECT <a> UNION SELECT 'a'
-- rows many
-- sent SELECT $1::text AS "?column?" UNION SELECT 'a'
-- $1 text
-- ?column?: text not null

SELECT * FROM (SELECT <a>) s
-- rows exactly one
-- sent SELECT s."?column?" FROM (SELECT $1::text AS "?column?") s
-- $1 text
-- ?column?: text not null

SELECT "?column?" FROM (SELECT <a>) s
-- rows exactly one
-- sent SELECT "?column?" FROM (SELECT $1::text AS "?column?") s
-- $1 text
-- ?column?: text not null

WITH a AS (SELECT <a>) SELECT * FROM a
-- rows exactly one
-- sent WITH a AS (SELECT $1::text AS "?column?") SELECT a."?column?" FROM a
-- $1 text
-- ?column?: text not null

WITH RECURSIVE a AS (SELECT <n>::int UNION ALL SELECT 1 FROM a WHERE false) SELECT * FROM a
-- rows many
-- sent WITH RECURSIVE a AS (SELECT $1::int4::int UNION ALL SELECT 1 FROM a WHERE false) SELECT a.int4 FROM a
-- $1 integer
-- int4: integer not null

WITH RECURSIVE a AS (SELECT <n> UNION ALL SELECT 'x' FROM a WHERE false) SELECT * FROM a
-- rows many
-- sent WITH RECURSIVE a AS (SELECT $1::text AS "?column?" UNION ALL SELECT 'x' FROM a WHERE false) SELECT a."?column?" FROM a
-- $1 text
-- ?column?: text not null

WITH a AS (INSERT INTO t (id) VALUES (<id>) RETURNING <b>) SELECT * FROM a
-- rows exactly one
-- sent WITH a AS (INSERT INTO t (id) VALUES ($1::int4) RETURNING $2::text AS "?column?") SELECT a."?column?" FROM a
-- $1 integer
-- $2 text
-- ?column?: text not null

WITH a AS MATERIALIZED (SELECT <a>) SELECT * FROM a JOIN (SELECT <b>) b USING ("?column?")
-- rows at most one
-- sent WITH a AS MATERIALIZED (SELECT $1::text AS "?column?") SELECT a."?column?" FROM a JOIN (SELECT $2::text AS "?column?") b USING ("?column?")
-- $1 text
-- $2 text
-- ?column?: text not null

SELECT (SELECT <a>)
-- rows exactly one
-- sent SELECT (SELECT $1::text AS "?column?")
-- $1 text
-- ?column?: text not null

SELECT (SELECT <a> LIMIT 1)
-- rows exactly one
-- sent SELECT (SELECT $1::text AS "?column?" LIMIT 1)
-- $1 text
-- ?column?: text not null

SELECT CASE WHEN true THEN 1 ELSE (SELECT <a>::int) END, CASE WHEN true THEN 'a' ELSE <b> END, CASE WHEN true THEN 'b' ELSE (SELECT <c>) END
-- rows exactly one
-- sent SELECT CASE WHEN true THEN 1 ELSE (SELECT $1::int4::int) END, CASE WHEN true THEN 'a' ELSE $2::text END, CASE WHEN true THEN 'b' ELSE (SELECT $3::text AS "?column?") END
-- $1 integer
-- $2 text
-- $3 text
-- int4: integer not null
-- case: text not null
-- ?column?: text not null

SELECT ARRAY(SELECT <a>), EXISTS (SELECT <b>::int), u IN (SELECT <c>) FROM t
-- rows many
-- sent SELECT ARRAY(SELECT $1::text AS "?column?"), EXISTS (SELECT $2::int4::int), u IN (SELECT $3::text AS "?column?") FROM t
-- $1 text
-- $2 integer
-- $3 text
-- array: text[] not null, elements not null
-- exists: boolean not null
-- ?column?: boolean null

SELECT $1::int[] IS NULL, (SELECT ($1)[1]), (SELECT $1[1] LIMIT 1)
-- rows exactly one
-- sent SELECT $1::int4[]::int[] IS NULL, (SELECT ($1::int4[])[1] AS "?column?"), (SELECT ($1::int4[])[1] AS "?column?" LIMIT 1)
-- $1 integer[]
-- ?column?: boolean not null
-- ?column?: integer null
-- ?column?: integer null

SELECT s FROM (SELECT <a>, 1 AS b) s
-- rows exactly one
-- sent SELECT s FROM (SELECT $1::text AS "?column?", 1 AS b) s
-- $1 text
-- s: record not null

SELECT row_to_json(s) FROM (SELECT <a>) s
-- rows exactly one
-- sent SELECT row_to_json(s) FROM (SELECT $1::text AS "?column?") s
-- $1 text
-- row_to_json: json not null

SELECT * FROM (VALUES (<a>, 1)) v
-- rows exactly one
-- sent SELECT v.column1, v.column2 FROM (VALUES ($1::text, 1)) v
-- $1 text
-- column1: text not null
-- column2: integer not null

INSERT INTO t (id, u) SELECT id, <a> FROM t, (SELECT 1 AS text) x ORDER BY text
-- rows none
-- sent INSERT INTO t (id, u) SELECT id, $1::text AS "?column?" FROM t, (SELECT 1 AS text) x ORDER BY text
-- $1 text either

INSERT INTO t (id, u) SELECT id, <a> FROM t ORDER BY "?column?"
-- rows none
-- sent INSERT INTO t (id, u) SELECT id, $1::text AS "?column?" FROM t ORDER BY "?column?"
-- $1 text either

INSERT INTO t (id, u) VALUES (<id>, <u>) ON CONFLICT (id) DO UPDATE SET u = <u2> WHERE t.u = <u3> RETURNING <r>, (<r2>)
-- rows at most one
-- sent INSERT INTO t (id, u) VALUES ($1::int4, $2::text) ON CONFLICT (id) DO UPDATE SET u = $3::text WHERE t.u = $4::text RETURNING $5::text AS "?column?", ($6::text) AS "?column?"
-- $1 integer
-- $2 text either
-- $3 text either
-- $4 text
-- $5 text
-- $6 text
-- ?column?: text not null
-- ?column?: text not null

DELETE FROM t RETURNING <a>
-- rows many
-- sent DELETE FROM t RETURNING $1::text AS "?column?"
-- $1 text
-- ?column?: text not null

MERGE INTO t USING (SELECT <a>) s ON t.u = s."?column?" WHEN MATCHED THEN UPDATE SET u = <b>
-- rows none
-- sent MERGE INTO t USING (SELECT $1::text AS "?column?") s ON t.u = s."?column?" WHEN MATCHED THEN UPDATE SET u = $2::text
-- $1 text
-- $2 text either

EXPLAIN SELECT "?column?" FROM (SELECT <a>) s
-- rows many
-- sent EXPLAIN SELECT "?column?" FROM (SELECT $1::text AS "?column?") s
-- $1 text
-- QUERY PLAN: text not null

-- Everywhere else that a parameter may stand.

SELECT id FROM t TABLESAMPLE bernoulli (<p>) REPEATABLE (<seed>)
-- rows many
-- sent SELECT id FROM t TABLESAMPLE bernoulli ($1::float4) REPEATABLE ($2::float8)
-- $1 real
-- $2 double precision
-- id: integer not null

SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN <a> PRECEDING AND <b> FOLLOWING), sum(id) OVER (ORDER BY id RANGE <c> PRECEDING), sum(id) OVER w FROM t WINDOW w AS (ORDER BY id GROUPS <d> PRECEDING)
-- rows many
-- sent SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN $1::int8 PRECEDING AND $2::int8 FOLLOWING), sum(id) OVER (ORDER BY id RANGE $3::int4 PRECEDING), sum(id) OVER w FROM t WINDOW w AS (ORDER BY id GROUPS $4::int8 PRECEDING)
-- $1 bigint
-- $2 bigint
-- $3 integer
-- $4 bigint
-- sum: bigint not null
-- sum: bigint null
-- sum: bigint not null

SELECT sum(1) OVER (ORDER BY ts RANGE BETWEEN <a> PRECEDING AND CURRENT ROW) FROM spans
-- rows many
-- sent SELECT sum(1) OVER (ORDER BY ts RANGE BETWEEN $1::interval PRECEDING AND CURRENT ROW) FROM spans
-- $1 interval
-- sum: bigint null

SELECT position($1 IN $2), position($1||'x' IN u), substring(u FROM $3), substring(u FROM $4 FOR $5), substring(u FOR $6), substring(u SIMILAR $8 ESCAPE $9), overlay(u PLACING $10 FROM $11 FOR $12), trim($13 FROM u), trim(LEADING $14 FROM u), trim($15), $7 FROM t
-- rows many
-- sent SELECT position($1::text IN $2::text), position($1::text||'x' IN u), substring(u FROM $3::text), substring(u FROM $4::text FOR $5::text), substring(u FOR $6::int4), substring(u SIMILAR $8::text ESCAPE $9::text), overlay(u PLACING $10::text FROM $11::int4 FOR $12::int4), trim($13::text FROM u), trim(LEADING $14::text FROM u), trim($15::text), $7::text AS "?column?" FROM t
-- $1 text
-- $2 text
-- $3 text
-- $4 text
-- $5 text
-- $6 integer
-- $7 text
-- $8 text
-- $9 text
-- $10 text
-- $11 integer
-- $12 integer
-- $13 text
-- $14 text
-- $15 text
-- position: integer not null
-- position: integer null
-- substring: text null
-- substring: text null
-- substring: text null
-- substring: text null
-- overlay: text null
-- btrim: text null
-- ltrim: text null
-- btrim: text not null
-- ?column?: text not null

SELECT extract(year FROM <a>::date), extract('month' FROM <b>::timestamptz), normalize(<c>), normalize(<d>, NFC), <e> IS NFC NORMALIZED, collation for (<f>::text)
-- rows exactly one
-- sent SELECT extract(year FROM $1::date::date), extract('month' FROM $2::timestamptz::timestamptz), normalize($3::text), normalize($4::text, NFC), $5::text IS NFC NORMALIZED, collation for ($6::text::text)
-- $1 date
-- $2 timestamp with time zone
-- $3 text
-- $4 text
-- $5 text
-- $6 text
-- extract: numeric null
-- extract: numeric null
-- normalize: text not null
-- normalize: text not null
-- is_normalized: boolean not null
-- pg_collation_for: text null

SELECT ts AT TIME ZONE <a>, <b>::timestamptz AT TIME ZONE 'utc', <c>::timestamp AT TIME ZONE <d> FROM spans
-- rows many
-- sent SELECT ts AT TIME ZONE $1::text, $2::timestamptz::timestamptz AT TIME ZONE 'utc', $3::timestamp::timestamp AT TIME ZONE $4::text FROM spans
-- $1 text
-- $2 timestamp with time zone
-- $3 timestamp without time zone
-- $4 text
-- timezone: timestamp without time zone null
-- timezone: timestamp without time zone not null
-- timezone: timestamp with time zone not null

SELECT id FROM t WHERE u LIKE <a> ESCAPE <b> OR u SIMILAR TO <c> OR u NOT ILIKE <d> OR id BETWEEN <e> AND <f> OR id BETWEEN SYMMETRIC <g> AND <h> OR id IS DISTINCT FROM <i> OR id IN (<j>, <k>) OR id = ANY(<l>) OR <m> = ALL(SELECT 1) OR (id, u) = (<n>, <o>) OR (id, u) IN ((<p>, <q>)) OR -<r>::int < id OR NOT <s>
-- rows many
-- sent SELECT id FROM t WHERE u LIKE $1::text ESCAPE $2::text OR u SIMILAR TO $3::text OR u NOT ILIKE $4::text OR id BETWEEN $5::int4 AND $6::int4 OR id BETWEEN SYMMETRIC $7::int4 AND $8::int4 OR id IS DISTINCT FROM $9::int4 OR id IN ($10::int4, $11::int4) OR id = ANY($12::int4[]) OR $13::int4 = ALL(SELECT 1) OR (id, u) = ($14::int4, $15::text) OR (id, u) IN (($16::int4, $17::text)) OR -$18::int4::int < id OR NOT $19::bool
-- $1 text
-- $2 text
-- $3 text
-- $4 text
-- $5 integer
-- $6 integer
-- $7 integer
-- $8 integer
-- $9 integer
-- $10 integer
-- $11 integer
-- $12 integer[]
-- $13 integer
-- $14 integer
-- $15 text
-- $16 integer
-- $17 text
-- $18 integer
-- $19 boolean
-- id: integer not null

SELECT id FROM t WHERE (<a>, <b>) OVERLAPS (<c>::date, <d>::date)
-- rows many
-- sent SELECT id FROM t WHERE ($1::timestamptz, $2::timestamptz) OVERLAPS ($3::date::date, $4::date::date)
-- $1 timestamp with time zone
-- $2 timestamp with time zone
-- $3 date
-- $4 date
-- id: integer not null

SELECT i FROM spans WHERE i=<a> AND i>-<b>::interval AND i<>all(<c>)AND ts<now()-<d>::interval
-- rows many
-- sent SELECT i FROM spans WHERE i=$1::interval AND i>-$2::interval::interval AND i<>all($3::interval[])AND ts<now()-$4::interval::interval
-- $1 interval
-- $2 interval
-- $3 interval[]
-- $4 interval
-- i: interval not null

SELECT coalesce(u,<a>), nullif(id,<b>), greatest(id,<c>), ARRAY[<d>,id], ROW(<e>::int,id), two(<f>), two(a => <g>), two(<h>, b=><i>), cast(<j> as int), int8(<k>::int4) FROM t
-- rows many
-- sent SELECT coalesce(u,$1::text), nullif(id,$2::int4), greatest(id,$3::int4), ARRAY[$4::int4,id], ROW($5::int4::int,id), two($6::int4), two(a => $7::int4), two($8::int4, b=>$9::text), cast($10::int4 as int), int8($11::int4::int4) FROM t
-- $1 text
-- $2 integer
-- $3 integer
-- $4 integer
-- $5 integer
-- $6 integer
-- $7 integer
-- $8 integer
-- $9 text
-- $10 integer
-- $11 integer
-- coalesce: text not null
-- nullif: integer null
-- greatest: integer not null
-- array: integer[] not null, elements not null
-- row: record not null
-- two: text null
-- two: text null
-- two: text null
-- int4: integer not null
-- int8: bigint not null

SELECT * FROM generate_series(<a>::int, <b>) g, ROWS FROM (generate_series(<c>::int, 2), unnest(<d>::text[])) WITH ORDINALITY
-- rows many
-- sent SELECT g.g, generate_series.generate_series, generate_series.unnest, generate_series.ordinality FROM generate_series($1::int4::int, $2::int4) g, ROWS FROM (generate_series($3::int4::int, 2), unnest($4::text[]::text[])) WITH ORDINALITY
-- $1 integer
-- $2 integer
-- $3 integer
-- $4 text[]
-- g: integer not null
-- generate_series: integer null
-- unnest: text null
-- ordinality: bigint not null

SELECT * FROM unnest(<a>::int[], <b>::text[]) WITH ORDINALITY AS x(a, b, n)
-- rows many
-- sent SELECT x.a, x.b, x.n FROM unnest($1::int4[]::int[], $2::text[]::text[]) WITH ORDINALITY AS x(a, b, n)
-- $1 integer[]
-- $2 text[]
-- a: integer null
-- b: text null
-- n: bigint not null

SELECT * FROM t JOIN LATERAL (SELECT <a>::int AS k) l ON l.k = t.id AND <b>
-- rows many
-- sent SELECT t.id, t."Na me", t."select", t.u, l.k FROM t JOIN LATERAL (SELECT $1::int4::int AS k) l ON l.k = t.id AND $2::bool
-- $1 integer
-- $2 boolean
-- id: integer not null
-- Na me: text null
-- select: integer null
-- u: text null
-- k: integer not null

SELECT count(*) FILTER (WHERE id > <a>), percentile_cont(<b>) WITHIN GROUP (ORDER BY id), string_agg(u, <c> ORDER BY id) FROM t GROUP BY GROUPING SETS ((id + <d>), ()) HAVING count(*) > <e>
-- rows many
-- sent SELECT count(*) FILTER (WHERE id > $1::int4), percentile_cont($2::float8) WITHIN GROUP (ORDER BY id), string_agg(u, $3::text ORDER BY id) FROM t GROUP BY GROUPING SETS ((id + $4::int4), ()) HAVING count(*) > $5::int8
-- $1 integer
-- $2 double precision
-- $3 text
-- $4 integer
-- $5 bigint
-- count: bigint not null
-- percentile_cont: double precision null
-- string_agg: text null

SELECT DISTINCT ON (id + <a>) id FROM t ORDER BY id + <a>, u
-- rows many
-- sent SELECT DISTINCT ON (id + $1::int4) id FROM t ORDER BY id + $1::int4, u
-- $1 integer
-- id: integer not null

SELECT id FROM t GROUP BY id, id + <a> ORDER BY id OFFSET <b>
-- rows many
-- sent SELECT id FROM t GROUP BY id, id + $1::int4 ORDER BY id OFFSET $2::int8
-- $1 integer
-- $2 bigint
-- id: integer not null

CALL proc(<a>, <b>)
-- rows none
-- sent CALL proc($1::int4, $2::text)
-- $1 integer
-- $2 text

CALL proc(b => <b>, a => <a>)
-- rows none
-- sent CALL proc(b => $1::text, a => $2::int4)
-- $1 text
-- $2 integer

EXPLAIN SELECT id FROM t WHERE id = <id> OFFSET <n> ROWS
-- rows many
-- sent EXPLAIN SELECT id FROM t WHERE id = $1::int4 OFFSET ($2::int8) ROWS
-- $1 integer
-- $2 bigint
-- QUERY PLAN: text not null

EXPLAIN (FORMAT json) INSERT INTO t (id) VALUES (<id>)
-- rows many
-- sent EXPLAIN (FORMAT json) INSERT INTO t (id) VALUES ($1::int4)
-- $1 integer
-- QUERY PLAN: json not null

VALUES (<a>::int, 'x'), (1, <b>)
-- rows many
-- sent VALUES ($1::int4::int, 'x'), (1, $2::text)
-- $1 integer
-- $2 text
-- column1: integer not null
-- column2: text not null

SELECT 1 FROM t WHERE u=$1 AND id=$2 OR -$2<id OR u<$1 OR u||$1=u
-- rows many
-- sent SELECT 1 FROM t WHERE u=$1::text AND id=$2::int4 OR -$2::int4<id OR u<$1::text OR u||$1::text=u
-- $1 text
-- $2 integer
-- ?column?: integer not null

SELECT id FROM t WHERE u||<a>=u AND u=$2||'x'
-- rows many
-- sent SELECT id FROM t WHERE u||$1::text=u AND u=$2::text||'x'
-- $1 text
-- $2 text
-- id: integer not null

SELECT id FROM t WHERE true {AND u=<a>}{AND id=<b>}ORDER BY id{LIMIT <c>}
-- rows many
-- sent SELECT id FROM t WHERE true AND u=$1::text  AND id=$2::int4 ORDER BY id LIMIT $3::int8
-- or sent with nothing: SELECT id FROM t WHERE true  ORDER BY id
-- or sent with $1: SELECT id FROM t WHERE true AND u=$1::text  ORDER BY id
-- or sent with $2: SELECT id FROM t WHERE true  AND id=$1::int4 ORDER BY id
-- or sent with $3: SELECT id FROM t WHERE true  ORDER BY id LIMIT $1::int8
-- or sent with $1, $2: SELECT id FROM t WHERE true AND u=$1::text  AND id=$2::int4 ORDER BY id
-- or sent with $1, $3: SELECT id FROM t WHERE true AND u=$1::text  ORDER BY id LIMIT $2::int8
-- or sent with $2, $3: SELECT id FROM t WHERE true  AND id=$1::int4 ORDER BY id LIMIT $2::int8
-- $1 text optional
-- $2 integer optional
-- $3 bigint optional
-- id: integer not null
