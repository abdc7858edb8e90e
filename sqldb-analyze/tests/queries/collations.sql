CREATE TABLE t (id int PRIMARY KEY, a text, b text COLLATE "C", n name, v varchar(5) COLLATE "POSIX", arr text[], arrc text[] COLLATE "C", x xml);
CREATE DOMAIN dc AS text COLLATE "C";
CREATE DOMAIN dp AS text COLLATE "POSIX";
CREATE TYPE comp AS (x text COLLATE "C", y text);
CREATE TABLE d (c dc, p dp, m comp);
---
-- What COLLATE says must agree where it meets; what columns say gives way.

SELECT JSON_OBJECT(a COLLATE "C": b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT JSON_ARRAY(a COLLATE "C", b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT JSON_ARRAYAGG(a COLLATE "C" ORDER BY b COLLATE "POSIX") FROM t
-- rows exactly one
-- json_arrayagg: json null

SELECT JSON_OBJECTAGG(a COLLATE "C": b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT JSON_VALUE('{}', '$' PASSING a COLLATE "C" AS a, b COLLATE "POSIX" AS b) FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT JSON_VALUE('{}' COLLATE "C", '$' PASSING b COLLATE "POSIX" AS b) FROM t
-- rows many
-- json_value: text null

SELECT JSON_SERIALIZE(a COLLATE "C" RETURNING text) || b COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT xmlelement(name e, a COLLATE "C", b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT xmlelement(name e, xmlattributes(a COLLATE "C" AS x, b COLLATE "POSIX" AS y)) FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT xmlforest(a COLLATE "C" AS x, b COLLATE "POSIX" AS y) FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT xmlserialize(content xmlforest(a COLLATE "C" AS x) AS text) || b COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT xmlparse(content a COLLATE "C")::text || b COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT xmlpi(name p, a COLLATE "C")::text || b COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT * FROM xmltable('/x' PASSING xmlparse(content 'x' COLLATE "C") COLUMNS a text DEFAULT 'x' COLLATE "POSIX") q
-- error 42601 at `COLLATE`: syntax error at or near `collate`; help: `collate` is a reserved word; as a name it is written "collate"

SELECT grouping(a, b) FROM t GROUP BY a, b
-- rows many
-- grouping: integer not null

SELECT grouping(a COLLATE "C", b COLLATE "POSIX") FROM t GROUP BY a COLLATE "C", b COLLATE "POSIX"
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT 'x' COLLATE "C" || ('y' COLLATE "POSIX")
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT <x> COLLATE "C" || (<y> COLLATE "POSIX")
-- error 42P21 at `<y> COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT (<x> COLLATE "C") = (<y> COLLATE "POSIX")
-- error 42P21 at `<y> COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a || ('y' COLLATE "POSIX") || ('x' COLLATE "C") FROM t
-- error 42P21 at `'x' COLLATE "C"`: collation mismatch between explicit collations `POSIX` and `C`

SELECT a = 'x' COLLATE "C" AND a = 'x' COLLATE "POSIX" FROM t
-- rows many
-- ?column?: boolean null

SELECT (a COLLATE "C") IS NULL OR (a COLLATE "POSIX") = 'x' FROM t
-- rows many
-- ?column?: boolean null

SELECT NOT (a COLLATE "C" < b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" IN ('x' COLLATE "C", 'y') FROM t
-- rows many
-- ?column?: boolean null

SELECT a IN ('x' COLLATE "C", 'y' COLLATE "POSIX") FROM t
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a IN ('x' COLLATE "C", b COLLATE "POSIX") FROM t
-- rows many
-- ?column?: boolean null

SELECT a IN (b COLLATE "C", b COLLATE "POSIX") FROM t
-- rows many
-- ?column?: boolean null

SELECT a COLLATE "C" IN (SELECT b COLLATE "POSIX" FROM t) FROM t
-- rows many
-- ?column?: boolean null

SELECT a COLLATE "C" = ANY (SELECT b COLLATE "POSIX" FROM t) FROM t
-- rows many
-- ?column?: boolean null

SELECT (a COLLATE "C", 'x' COLLATE "POSIX") IN (SELECT b, b FROM t) FROM t
-- rows many
-- ?column?: boolean null

SELECT ARRAY(SELECT a COLLATE "C" FROM t) || ARRAY[b COLLATE "POSIX"] FROM t
-- rows many
-- ?column?: text[] not null

SELECT EXISTS (SELECT a COLLATE "C" = b COLLATE "POSIX" FROM t)
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT string_agg(a COLLATE "C", ',' ORDER BY b COLLATE "POSIX") FROM t
-- rows exactly one
-- string_agg: text null

SELECT string_agg(a COLLATE "C", ',') FILTER (WHERE b COLLATE "POSIX" = 'x') FROM t
-- rows exactly one
-- string_agg: text null

SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY a COLLATE "C") || b COLLATE "POSIX" FROM t GROUP BY b
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT mode() WITHIN GROUP (ORDER BY a COLLATE "C") || (min(b) COLLATE "POSIX") FROM t
-- error 42P21 at `min(b) COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT rank('x' COLLATE "C") WITHIN GROUP (ORDER BY a COLLATE "POSIX") FROM t
-- error 42P21 at `a COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT rank('x' COLLATE "C", 'y' COLLATE "POSIX") WITHIN GROUP (ORDER BY a, b) FROM t
-- rows exactly one
-- rank: bigint not null

SELECT rank('x', 'y') WITHIN GROUP (ORDER BY a COLLATE "C", b COLLATE "POSIX") FROM t
-- rows exactly one
-- rank: bigint not null

SELECT lag(a COLLATE "C", 1, b COLLATE "POSIX") OVER () FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT lag(a COLLATE "C") OVER (ORDER BY b COLLATE "POSIX") FROM t
-- rows many
-- lag: text null

SELECT lag(a) OVER (PARTITION BY a COLLATE "C" || b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT count(*) FILTER (WHERE a COLLATE "C" = b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT coalesce(a COLLATE "C", b) || coalesce(a COLLATE "POSIX", b) FROM t
-- error 42P21 at `a COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT CASE WHEN true THEN a COLLATE "C" END || b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT CASE a COLLATE "C" WHEN 'x' THEN b COLLATE "POSIX" END FROM t
-- rows many
-- case: text null

SELECT CASE a COLLATE "C" || 'x' WHEN b COLLATE "POSIX" THEN 1 WHEN 'x' COLLATE "C" THEN 2 END FROM t
-- rows many
-- case: integer null

SELECT CASE a COLLATE "C" || b COLLATE "POSIX" WHEN 'x' THEN 1 END FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT CASE a WHEN b COLLATE "C" || 'x' COLLATE "POSIX" THEN 1 END FROM t
-- error 42P21 at `'x' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT (ROW(a COLLATE "C", 1)).f1 || b COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT ROW(a COLLATE "C" || b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT ROW(a COLLATE "C") = ROW(b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT ROW(a COLLATE "C", 1)::text || b COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT a COLLATE "C" UNION ALL SELECT b COLLATE "POSIX" FROM t
-- error 42703 at `a`: column `a` does not exist

SELECT a COLLATE "C" FROM t UNION ALL SELECT b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" FROM t INTERSECT SELECT b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

(SELECT a COLLATE "C" FROM t UNION ALL SELECT b FROM t) UNION ALL SELECT b COLLATE "POSIX" FROM t
-- rows many
-- a: text null

SELECT b COLLATE "POSIX" FROM t UNION ALL (SELECT a COLLATE "C" FROM t LIMIT 1)
-- error 42P21 at `a COLLATE "C"`: collation mismatch between explicit collations `POSIX` and `C`

VALUES ('x' COLLATE "C") UNION ALL VALUES ('y' COLLATE "POSIX")
-- rows many
-- column1: text not null

VALUES ('x' COLLATE "C", 'a' COLLATE "POSIX"), ('y', 'b' COLLATE "POSIX")
-- rows many
-- column1: text not null
-- column2: text not null

INSERT INTO t (id, a, b) SELECT 1, 'x' COLLATE "C", 'y' COLLATE "POSIX"
-- rows none

INSERT INTO t (id, a) VALUES (1, 'x' COLLATE "C" || ('y' COLLATE "POSIX"))
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

INSERT INTO t (id, a) VALUES (<x>, <y> COLLATE "C")
-- rows none
-- sent INSERT INTO t (id, a) VALUES ($1::int4, $2::text COLLATE "C")
-- $1 integer
-- $2 text either

UPDATE t SET (a, b) = ('x' COLLATE "C", 'y' COLLATE "POSIX")
-- rows none

UPDATE t SET (a, b) = ROW('x' COLLATE "C" || ('y' COLLATE "POSIX"), 'y')
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

UPDATE t SET a = <x> COLLATE "C"
-- rows none
-- sent UPDATE t SET a = $1::text COLLATE "C"
-- $1 text either

INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 'x' COLLATE "C" || ('y' COLLATE "POSIX")
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 'x' WHERE excluded.a COLLATE "C" = t.a COLLATE "POSIX"
-- error 42P21 at `t.a COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

MERGE INTO t USING t s ON t.a COLLATE "C" = s.a COLLATE "POSIX" WHEN MATCHED THEN DO NOTHING
-- error 42P21 at `s.a COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

MERGE INTO t USING t s ON true WHEN MATCHED AND t.a COLLATE "C" = s.a COLLATE "POSIX" THEN DO NOTHING
-- error 42P21 at `s.a COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

MERGE INTO t USING t s ON true WHEN MATCHED THEN UPDATE SET a = t.a COLLATE "C" || s.a COLLATE "POSIX"
-- error 42P21 at `s.a COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT * FROM t ORDER BY a COLLATE "C" || b COLLATE "POSIX"
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT * FROM t ORDER BY a COLLATE "C", b COLLATE "POSIX"
-- rows many
-- sent SELECT t.id, t.a, t.b, t.n, t.v, t.arr, t.arrc, t.x FROM t ORDER BY a COLLATE "C", b COLLATE "POSIX"
-- id: integer not null
-- a: text null
-- b: text null
-- n: name null
-- v: character varying null
-- arr: text[] null
-- arrc: text[] null
-- x: xml null
-- whole t

SELECT 1 FROM t GROUP BY a COLLATE "C" || b COLLATE "POSIX"
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT DISTINCT ON (a COLLATE "C" || b COLLATE "POSIX") 1 FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" FROM t GROUP BY a COLLATE "POSIX"
-- error 42803 at `a`: column `t.a` must appear in the GROUP BY clause or be used in an aggregate function; help: add `t.a` to GROUP BY

SELECT a COLLATE "C" FROM t GROUP BY a COLLATE "C"
-- rows many
-- a: text null

SELECT a COLLATE "C" FROM t GROUP BY a
-- rows many
-- a: text null

SELECT DISTINCT a COLLATE "C" FROM t ORDER BY a COLLATE "POSIX"
-- error 42P10 at `a COLLATE "POSIX"`: for SELECT DISTINCT, ORDER BY expressions must appear in select list

SELECT DISTINCT a COLLATE "C" FROM t ORDER BY a COLLATE "C"
-- rows many
-- a: text null

SELECT row_number() OVER w FROM t WINDOW w AS (ORDER BY a COLLATE "C" || b COLLATE "POSIX")
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT * FROM t TABLESAMPLE system (length(a COLLATE "C" || 'x' COLLATE "POSIX"))
-- error 42703 at `a`: column `a` does not exist

SELECT * FROM t, LATERAL (SELECT a COLLATE "C" || b COLLATE "POSIX") s
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT * FROM t, unnest(ARRAY[a COLLATE "C"], ARRAY[b COLLATE "POSIX"])
-- rows many
-- id: integer not null
-- a: text null
-- b: text null
-- n: name null
-- v: character varying null
-- arr: text[] null
-- arrc: text[] null
-- x: xml null
-- unnest: text null
-- unnest: text null

SELECT * FROM ROWS FROM (unnest(ARRAY['a' COLLATE "C"]), unnest(ARRAY['b' COLLATE "POSIX"])) q
-- rows many
-- unnest: text null
-- unnest: text null

SELECT id FROM t OFFSET length('x' COLLATE "C" || ('y' COLLATE "POSIX"))
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT id FROM t WHERE a COLLATE "C" ~ ('x' COLLATE "POSIX")
-- error 42P21 at `'x' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT overlay(a COLLATE "C" placing b COLLATE "POSIX" from 1) FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT position(a COLLATE "C" in b COLLATE "POSIX") FROM t
-- error 42601 at `COLLATE`: syntax error at or near `collate`; help: `collate` is a reserved word; as a name it is written "collate"

SELECT trim(a COLLATE "C" from b COLLATE "POSIX") FROM t
-- error 42P21 at `a COLLATE "C"`: collation mismatch between explicit collations `POSIX` and `C`

SELECT (a COLLATE "C" = 'x') = (b COLLATE "POSIX" = 'x') FROM t
-- rows many
-- ?column?: boolean null

SELECT (a COLLATE "C" = 'x')::text || b COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT concat_ws(',' COLLATE "C", VARIADIC ARRAY[a COLLATE "POSIX"]) FROM t
-- error 42P21 at `a COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT format('%s %s', a COLLATE "C", id) || b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT to_char(1, 'x' COLLATE "C") || b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT collation for (a COLLATE "C") || b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT array_to_string(ARRAY[a COLLATE "C"], ',' COLLATE "POSIX") FROM t
-- error 42P21 at `',' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT (ARRAY[a COLLATE "C"])[1] || b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT 1 WHERE 'x' COLLATE "C" SIMILAR TO 'y' COLLATE "POSIX"
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT 1 WHERE 'x' COLLATE "C" LIKE 'y' ESCAPE 'z' COLLATE "POSIX"
-- error 42P21 at `'z' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT ROW(<x> COLLATE "C")
-- error 42P18 at `<x>`: could not determine data type of parameter `$1`; help: write its type behind it, such as `::text`

SELECT ROW(<x>)
-- error 42P18 at `<x>`: could not determine data type of parameter `$1`; help: write its type behind it, such as `::text`

SELECT ROW(<x> COLLATE "C", 2) = ROW('x', 2)
-- rows exactly one
-- sent SELECT ROW($1::text COLLATE "C", 2) = ROW('x', 2)
-- $1 text
-- ?column?: boolean not null

SELECT ROW('x', 2) = ROW(<x> COLLATE "C", 2)
-- rows exactly one
-- sent SELECT ROW('x', 2) = ROW($1::text COLLATE "C", 2)
-- $1 text
-- ?column?: boolean not null

SELECT ROW(<x>, 2) = ROW('x', 2)
-- rows exactly one
-- sent SELECT ROW($1::text, 2) = ROW('x', 2)
-- $1 text
-- ?column?: boolean not null

SELECT (a, id) = (<x> COLLATE "C", 2) FROM t
-- rows many
-- sent SELECT (a, id) = ($1::text COLLATE "C", 2) FROM t
-- $1 text
-- ?column?: boolean null

SELECT (a, id) < (<x> COLLATE "C", 2) FROM t
-- rows many
-- sent SELECT (a, id) < ($1::text COLLATE "C", 2) FROM t
-- $1 text
-- ?column?: boolean null

SELECT (<x> COLLATE "C", 2) IN (SELECT a, id FROM t)
-- rows exactly one
-- sent SELECT ($1::text COLLATE "C", 2) IN (SELECT a, id FROM t)
-- $1 text
-- ?column?: boolean null

SELECT (a, id) IN ((<x> COLLATE "C", 2)) FROM t
-- rows many
-- sent SELECT (a, id) IN (($1::text COLLATE "C", 2)) FROM t
-- $1 text
-- ?column?: boolean null

SELECT <x> COLLATE "C"
-- rows exactly one
-- sent SELECT $1::text COLLATE "C" AS "?column?"
-- $1 text
-- ?column?: text not null

SELECT ARRAY[<x> COLLATE "C"]
-- rows exactly one
-- sent SELECT ARRAY[$1::text COLLATE "C"]
-- $1 text
-- array: text[] not null, elements not null

SELECT ARRAY[<x> COLLATE "C", 2]
-- rows exactly one
-- sent SELECT ARRAY[$1::int4 , 2]
-- $1 integer
-- array: integer[] not null, elements not null

SELECT id = <x> COLLATE "C" FROM t
-- rows many
-- sent SELECT id = $1::int4  FROM t
-- $1 integer
-- ?column?: boolean not null

SELECT COALESCE(<x> COLLATE "C", 2)
-- rows exactly one
-- sent SELECT COALESCE($1::int4 , 2)
-- $1 integer
-- coalesce: integer not null

SELECT (<x> COLLATE "C")::int
-- rows exactly one
-- sent SELECT ($1::int4 )::int
-- $1 integer
-- int4: integer not null

SELECT ('12' COLLATE "C")::int
-- rows exactly one
-- int4: integer not null

SELECT (NULL COLLATE "C") IS NULL
-- rows exactly one
-- ?column?: boolean not null

SELECT <x> COLLATE "C" IS NULL
-- error 42P18 at `<x>`: could not determine data type of parameter `$1`; help: write its type behind it, such as `::text`

SELECT concat(<x> COLLATE "C")
-- error 42P18 at `<x>`: could not determine data type of parameter `$1`; help: write its type behind it, such as `::text`

SELECT length(<x> COLLATE "C")
-- rows exactly one
-- sent SELECT length($1::text COLLATE "C")
-- $1 text
-- length: integer not null

SELECT abs(<x> COLLATE "C")
-- rows exactly one
-- sent SELECT abs($1::float8 )
-- $1 double precision
-- abs: double precision not null

SELECT id FROM t WHERE id = (12 COLLATE "C")
-- error 42804 at `"C"`: collations are not supported by type integer

SELECT id FROM t ORDER BY <x> COLLATE "C"
-- rows many
-- sent SELECT id FROM t ORDER BY $1::text COLLATE "C"
-- $1 text
-- id: integer not null

SELECT a COLLATE "C" || b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" = b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT b = v FROM t
-- rows many
-- ?column?: boolean null

SELECT b || v FROM t
-- rows many
-- ?column?: text null

SELECT b || n FROM t ORDER BY 1
-- rows many
-- ?column?: text null

SELECT a || b FROM t ORDER BY 1
-- rows many
-- ?column?: text null

SELECT b FROM t UNION ALL SELECT v FROM t
-- rows many
-- b: text null

SELECT b FROM t UNION SELECT a FROM t
-- rows many
-- b: text null

SELECT b COLLATE "C" FROM t UNION SELECT a COLLATE "POSIX" FROM t
-- error 42P21 at `a COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT b FROM t UNION SELECT n FROM t
-- rows many
-- b: text null

SELECT max(b || v) FROM t
-- rows exactly one
-- max: text null

SELECT array_agg(a ORDER BY b COLLATE "C", v COLLATE "POSIX") FROM t
-- rows exactly one
-- array_agg: text[] null

SELECT string_agg(a COLLATE "C", ',' COLLATE "POSIX") FROM t
-- error 42P21 at `',' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT CASE WHEN true THEN a COLLATE "C" ELSE b COLLATE "POSIX" END FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT CASE a COLLATE "C" WHEN b COLLATE "POSIX" THEN 1 END FROM t
-- rows many
-- case: integer null

SELECT CASE WHEN a COLLATE "C" = 'x' THEN b COLLATE "POSIX" END FROM t
-- rows many
-- case: text null

SELECT COALESCE(a COLLATE "C", b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT greatest(a COLLATE "C", b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT nullif(a COLLATE "C", b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" IN ('x', 'y' COLLATE "POSIX") FROM t
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" IN (b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" IN (b, v) FROM t
-- rows many
-- ?column?: boolean null

SELECT b IN (v, a) FROM t
-- rows many
-- ?column?: boolean null

SELECT a COLLATE "C" = ANY (ARRAY[b COLLATE "POSIX"]) FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT (a COLLATE "C", b COLLATE "POSIX") = ('x', 'y') FROM t
-- rows many
-- ?column?: boolean null

SELECT (a COLLATE "C", b) = ('x' COLLATE "POSIX", 'y') FROM t
-- error 42P21 at `'x' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT (a COLLATE "C", b) < ('x' COLLATE "POSIX", 'y') FROM t
-- error 42P21 at `'x' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT ROW(a COLLATE "C", b COLLATE "POSIX") FROM t
-- rows many
-- row: record not null

SELECT ARRAY[a COLLATE "C", b COLLATE "POSIX"] FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT concat(a COLLATE "C", b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT length(a COLLATE "C") = length(b COLLATE "POSIX") FROM t
-- rows many
-- ?column?: boolean null

SELECT a COLLATE "C" LIKE b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" BETWEEN b COLLATE "POSIX" AND 'x' FROM t
-- error 42601 at `COLLATE`: syntax error at or near `collate`; help: `collate` is a reserved word; as a name it is written "collate"

SELECT a COLLATE "C" BETWEEN 'a' AND 'x' COLLATE "POSIX" FROM t
-- error 42P21 at `'x' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" IS DISTINCT FROM b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT (SELECT a COLLATE "C" FROM t LIMIT 1) || (b COLLATE "POSIX") FROM t
-- rows many
-- ?column?: text null

SELECT (SELECT a COLLATE "C" FROM t LIMIT 1) = v FROM t ORDER BY 1
-- rows many
-- ?column?: boolean null

SELECT a COLLATE "C" COLLATE "POSIX" FROM t
-- rows many
-- a: text null

SELECT (a COLLATE "C" || 'x') COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT substr(a COLLATE "C", 1) || b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT (a COLLATE "C" || 'x') || (b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT (a COLLATE "C")::varchar || b COLLATE "POSIX" FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT (a COLLATE "C")::int::text || b COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT upper(a COLLATE "C") || lower(b COLLATE "POSIX") FROM t
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a::dc || b COLLATE "POSIX" FROM t
-- rows many
-- ?column?: text null

SELECT (m).y || p FROM d ORDER BY 1
-- rows many
-- ?column?: text null

SELECT (arr COLLATE "C")[1] || v COLLATE "POSIX" FROM t
-- error 42P21 at `v COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

INSERT INTO t (id, a) VALUES (1, 'x' COLLATE "C"), (2, 'y' COLLATE "POSIX")
-- rows none

VALUES ('x' COLLATE "C"), ('y' COLLATE "POSIX")
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT * FROM (VALUES ('x' COLLATE "C"), ('y' COLLATE "POSIX")) v
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT * FROM (SELECT b FROM t UNION ALL SELECT v FROM t) s ORDER BY 1
-- rows many
-- sent SELECT s.b FROM (SELECT b FROM t UNION ALL SELECT v FROM t) s ORDER BY 1
-- b: text null

SELECT b < v FROM (SELECT b || v AS b, v FROM t) s
-- rows many
-- ?column?: boolean null

SELECT b FROM (SELECT b || v AS b FROM t) s ORDER BY b
-- rows many
-- b: text null

UPDATE t SET a = a COLLATE "C" || b COLLATE "POSIX"
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

DELETE FROM t WHERE a COLLATE "C" = b COLLATE "POSIX"
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT 1 FROM t JOIN t u ON t.a COLLATE "C" = u.b COLLATE "POSIX"
-- error 42P21 at `u.b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT 1 FROM t GROUP BY a HAVING min(a COLLATE "C") = max(a COLLATE "POSIX")
-- error 42P21 at `a COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT 1 FROM t LIMIT length('x' COLLATE "C" || 'y' COLLATE "POSIX")
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT * FROM generate_series(1, length('x' COLLATE "C" || 'y' COLLATE "POSIX"))
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT * FROM unnest(ARRAY['x' COLLATE "C", 'y' COLLATE "POSIX"])
-- error 42P21 at `'y' COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

INSERT INTO t (id) VALUES (1) RETURNING a COLLATE "C" || b COLLATE "POSIX"
-- error 42P21 at `b COLLATE "POSIX"`: collation mismatch between explicit collations `C` and `POSIX`

SELECT a COLLATE "C" || b COLLATE "default" FROM t
-- error 42P21 at `b COLLATE "default"`: collation mismatch between explicit collations `C` and `default`

SELECT a COLLATE pg_catalog."C" || b COLLATE "C" FROM t
-- rows many
-- ?column?: text null

SELECT a COLLATE "C" || b COLLATE ucs_basic FROM t
-- error 42P21 at `b COLLATE ucs_basic`: collation mismatch between explicit collations `C` and `ucs_basic`

SELECT string_agg(DISTINCT a COLLATE "C", ',' ORDER BY a COLLATE "C") FROM t
-- rows exactly one
-- string_agg: text null

SELECT string_agg(DISTINCT v COLLATE "C", ',' ORDER BY v COLLATE "C") FROM t
-- error 42P10 at `v COLLATE "C"`: in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list

SELECT string_agg(DISTINCT a, ',' ORDER BY a COLLATE "C") FROM t
-- error 42P10 at `a COLLATE "C"`: in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list

SELECT JSON_VALUE('{}', '$.a' RETURNING text DEFAULT 'x' COLLATE "default" ON EMPTY)
-- rows exactly one
-- json_value: text null

SELECT JSON_VALUE('{}', '$.a' RETURNING int DEFAULT '1' COLLATE "C" ON EMPTY)
-- rows exactly one
-- json_value: integer null

SELECT JSON_VALUE('{}', '$.a' RETURNING name DEFAULT 'x' COLLATE "C" ON EMPTY)
-- rows exactly one
-- json_value: name null

SELECT JSON_VALUE('{}', '$.a' RETURNING text DEFAULT 'x' COLLATE "C" ON EMPTY)
-- error 42P21 at `'x' COLLATE "C"`: collation of DEFAULT expression conflicts with RETURNING clause

SELECT JSON_VALUE('{}', '$.a' RETURNING varchar(3) DEFAULT 'x' COLLATE "C" ON ERROR)
-- error 42P21 at `'x' COLLATE "C"`: collation of DEFAULT expression conflicts with RETURNING clause

SELECT JSON_VALUE('{}', '$.a' RETURNING dc DEFAULT 'x' COLLATE "C" ON EMPTY)
-- rows exactly one
-- json_value: text null
