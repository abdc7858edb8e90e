CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE pair AS (x int, y int);
CREATE DOMAIN pos AS int CHECK (VALUE > 0);
CREATE TABLE t (id int PRIMARY KEY, a text, n int NOT NULL DEFAULT 0, u int UNIQUE, b boolean, j jsonb, x xml, p pair, l int[], ts timestamptz, d date, m mood, r int4range);
CREATE TABLE s (id int PRIMARY KEY, t_id int, a text, c numeric);
CREATE TABLE wide (id int, "select" int, "A" int);
CREATE TABLE oj (js json, po point, xm xml);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f2(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION ov(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION ov(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION amb(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION amb(text, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION rec() RETURNS record LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION recs() RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION tab() RETURNS TABLE (q int, w text) LANGUAGE sql AS 'SELECT 1, ''x''';
CREATE FUNCTION pairs() RETURNS SETOF pair LANGUAGE sql AS 'SELECT ROW(1, 2)::pair';
CREATE FUNCTION vari(VARIADIC int[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION same(anyelement, anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE PROCEDURE pr(int) LANGUAGE sql AS '';
CREATE PROCEDURE pro(OUT a int) LANGUAGE plpgsql AS 'BEGIN a := 1; END';
CREATE AGGREGATE ag(int) (SFUNC = int4pl, STYPE = int);
CREATE TABLE part (id int, k int) PARTITION BY LIST (k);
CREATE SEQUENCE seq;
CREATE INDEX t_a ON t (lower(a));
---
-- FROM, WITH, INSERT, UPDATE, DELETE, MERGE, names: the mistakes of parse_clause.c, parse_cte.c, parse_relation.c, parse_target.c, parse_merge.c and analyze.c, and what is right beside them.

SELECT * FROM t JOIN s USING (nope)
-- error 42703 at `nope`: column `nope` specified in USING clause does not exist in left table

SELECT * FROM t JOIN s USING (n)
-- error 42703 at `n`: column `n` specified in USING clause does not exist in right table

SELECT * FROM t JOIN s USING (id, id)
-- error 42701 at `id`: column name `id` appears more than once in USING clause

SELECT * FROM (t JOIN s ON true) JOIN wide USING (id)
-- error 42702 at `id`: common column name `id` appears more than once in left table

SELECT * FROM wide JOIN (t JOIN s ON true) USING (id)
-- error 42702 at `id`: common column name `id` appears more than once in right table

SELECT * FROM t JOIN oj ON id
-- error 42804 at `id`: argument of JOIN/ON must be type boolean, not type integer

SELECT * FROM t JOIN s ON t.id = s.id AND nope
-- error 42703 at `nope`: column `nope` does not exist

SELECT * FROM t NATURAL JOIN oj
-- rows many
-- sent SELECT t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r, oj.js, oj.po, oj.xm FROM t NATURAL JOIN oj
-- id: integer not null
-- a: text null
-- n: integer not null
-- u: integer null
-- b: boolean null
-- j: jsonb null
-- x: xml null
-- p: pair null
-- l: integer[] null
-- ts: timestamp with time zone null
-- d: date null
-- m: mood null
-- r: int4range null
-- js: json null
-- po: point null
-- xm: xml null

SELECT * FROM t JOIN oj USING (j)
-- error 42703 at `j`: column `j` specified in USING clause does not exist in right table

SELECT * FROM t x JOIN wide USING (id) AS j WHERE j.id = 1
-- rows many
-- sent SELECT x.id, x.a, x.n, x.u, x.b, x.j, x.x, x.p, x.l, x.ts, x.d, x.m, x.r, wide."select", wide."A" FROM t x JOIN wide USING (id) AS j WHERE j.id = 1
-- id: integer not null
-- a: text null
-- n: integer not null
-- u: integer null
-- b: boolean null
-- j: jsonb null
-- x: xml null
-- p: pair null
-- l: integer[] null
-- ts: timestamp with time zone null
-- d: date null
-- m: mood null
-- r: int4range null
-- select: integer null
-- A: integer null

SELECT * FROM t JOIN wide USING (id) AS t
-- error 42712 at `t`: table name `t` specified more than once

SELECT * FROM t, t
-- error 42712 at `t`: table name `t` specified more than once; help: give one of them another name: `… AS other`

SELECT * FROM t a, s a
-- error 42712 at `s a`: table name `a` specified more than once; help: give one of them another name: `… AS other`

SELECT id FROM t, s
-- error 42702 at `id`: column reference `id` is ambiguous; help: write `t.id` or `s.id`

SELECT t.id FROM t x
-- error 42P01 at `t`: missing FROM-clause entry for table `t`; help: did you mean `x`?

SELECT x.id FROM t x, LATERAL (SELECT y.id) y
-- error 42P01 at `y`: missing FROM-clause entry for table `y`; help: did you mean `x`?

SELECT * FROM t, (SELECT t.id) q
-- error 42P01 at `t`: invalid reference to FROM-clause entry for table `t`; help: to use it in this sub-select, write `LATERAL` in front of the sub-select

SELECT * FROM t LEFT JOIN LATERAL (SELECT t.id) q ON true
-- rows many
-- sent SELECT t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r, q.id FROM t LEFT JOIN LATERAL (SELECT t.id) q ON true
-- id: integer not null
-- a: text null
-- n: integer not null
-- u: integer null
-- b: boolean null
-- j: jsonb null
-- x: xml null
-- p: pair null
-- l: integer[] null
-- ts: timestamp with time zone null
-- d: date null
-- m: mood null
-- r: int4range null
-- id: integer null

SELECT * FROM t RIGHT JOIN LATERAL (SELECT t.id) q ON true
-- error 42P10 at `t`: invalid reference to FROM-clause entry for table `t`

SELECT * FROM t FULL JOIN LATERAL (SELECT t.id) q ON true
-- error 42P10 at `t`: invalid reference to FROM-clause entry for table `t`

SELECT * FROM s JOIN (t CROSS JOIN LATERAL (SELECT s.id) q) ON true
-- rows many
-- sent SELECT s.id, s.t_id, s.a, s.c, t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r, q.id FROM s JOIN (t CROSS JOIN LATERAL (SELECT s.id) q) ON true
-- id: integer not null
-- t_id: integer null
-- a: text null
-- c: numeric null
-- id: integer not null
-- a: text null
-- n: integer not null
-- u: integer null
-- b: boolean null
-- j: jsonb null
-- x: xml null
-- p: pair null
-- l: integer[] null
-- ts: timestamp with time zone null
-- d: date null
-- m: mood null
-- r: int4range null
-- id: integer not null

UPDATE t SET n = 1 FROM (SELECT t.id) q
-- error 42P01 at `t`: invalid reference to FROM-clause entry for table `t`; help: to use it in this sub-select, write `LATERAL` in front of the sub-select

UPDATE t SET n = 1 FROM LATERAL (SELECT t.id) q
-- error 42P10 at `t`: invalid reference to FROM-clause entry for table `t`

DELETE FROM t USING LATERAL (SELECT t.id) q
-- error 42P10 at `t`: invalid reference to FROM-clause entry for table `t`

SELECT * FROM (SELECT 1)
-- rows exactly one
-- ?column?: integer not null

SELECT * FROM (VALUES (1))
-- rows exactly one
-- column1: integer not null

SELECT * FROM (SELECT 1) AS q (a, b)
-- error 42P10 at `(SELECT 1) AS q (a, b)`: table `q` has 1 columns available but 2 columns specified

SELECT * FROM t AS q (a, b, c, d, e, f, g, h, i, k, l, m, o, z)
-- error 42P10 at `t AS q (a, b, c, d, e, f, g, h, i, k, l, m, o, z)`: table `q` has 13 columns available but 14 columns specified

SELECT * FROM rec()
-- error 42601 at `rec()`: a column definition list is required for functions returning "record"

SELECT * FROM rec() AS (a int, b int)
-- rows exactly one
-- sent SELECT rec.a, rec.b FROM rec() AS (a int, b int)
-- a: integer null
-- b: integer null

SELECT * FROM rec() AS q (a int, a int)
-- error 42701 at `a`: column name `a` specified more than once

SELECT * FROM rec() AS q (a int, b nope)
-- error 42704 at `nope`: type `nope` does not exist

SELECT * FROM rec() AS q (a, b)
-- error 42601 at `rec()`: a column definition list is required for functions returning "record"

SELECT * FROM tab() AS (a int)
-- error 42601 at `tab()`: a column definition list is only allowed for functions returning "record"

SELECT * FROM f(1) AS (a int)
-- error 42601 at `f(1)`: a column definition list is only allowed for functions returning "record"

SELECT * FROM recs() WITH ORDINALITY AS (a int)
-- error 42601 at `AS (a int)`: WITH ORDINALITY cannot be used with a column definition list; help: put the column definition list inside `ROWS FROM()`

SELECT * FROM ROWS FROM (recs() AS (a int, b int)) WITH ORDINALITY
-- rows many
-- sent SELECT recs.a, recs.b, recs.ordinality FROM ROWS FROM (recs() AS (a int, b int)) WITH ORDINALITY
-- a: integer null
-- b: integer null
-- ordinality: bigint not null

SELECT * FROM ROWS FROM (recs(), f(1)) AS (a int)
-- error 42601 at `AS (a int)`: ROWS FROM() with multiple functions cannot have a column definition list; help: put a separate column definition list for each function inside `ROWS FROM()`

SELECT * FROM ROWS FROM (recs() AS (a int)) AS q (b int)
-- error 42601 at `AS q (b int)`: ROWS FROM() with multiple functions cannot have a column definition list; help: put a separate column definition list for each function inside `ROWS FROM()`

SELECT * FROM rec() AS q (a "any")
-- error 42P16 at `a`: column `a` has pseudo-type "any"

SELECT * FROM rec() AS q (a unknown)
-- error 42P16 at `a`: column `a` has pseudo-type unknown

SELECT * FROM rec() AS q (a anyelement)
-- error 42P16 at `a`: column `a` has pseudo-type anyelement

SELECT * FROM tab() WITH ORDINALITY AS q (a, b, c, d)
-- error 42P10 at `tab() WITH ORDINALITY AS q (a, b, c, d)`: table `q` has 3 columns available but 4 columns specified

SELECT * FROM generate_series(1, generate_series(1, 2))
-- error 0A000 at `generate_series(1, generate_series(1, 2))`: set-returning functions must appear at top level of FROM

SELECT * FROM coalesce(generate_series(1, 2), 1)
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in COALESCE; help: you might be able to move the function into a LATERAL FROM item

SELECT * FROM ag(1)
-- error 42803 at `ag(1)`: aggregate functions are not allowed in functions in FROM

SELECT * FROM count(*)
-- error 42803 at `count(*)`: aggregate functions are not allowed in functions in FROM

SELECT * FROM pr(1)
-- error 42809 at `pr`: `pr(integer)` is a procedure; help: To call a procedure, use CALL.

SELECT * FROM trg()
-- error 42804 at `trg()`: function `trg` in FROM has unsupported return type trigger

SELECT * FROM t TABLESAMPLE nope (1)
-- error 42704 at `nope`: tablesample method `nope` does not exist

SELECT * FROM t TABLESAMPLE system (1, 2)
-- error 2202H at `TABLESAMPLE system (1, 2)`: tablesample method `system` requires 1 argument, not 2

SELECT * FROM t TABLESAMPLE system ()
-- error 42601 at `)`: syntax error at or near `)`

SELECT * FROM t TABLESAMPLE system ('x')
-- error 22P02 at `'x'`: invalid input syntax for type real: `x`

SELECT * FROM t TABLESAMPLE system (a)
-- error 42703 at `a`: column `a` does not exist

SELECT * FROM t TABLESAMPLE system (id)
-- error 42703 at `id`: column `id` does not exist

SELECT * FROM t TABLESAMPLE system (NULL)
-- rows many
-- sent SELECT t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r FROM t TABLESAMPLE system (NULL)
-- id: integer not null
-- a: text null
-- n: integer not null
-- u: integer null
-- b: boolean null
-- j: jsonb null
-- x: xml null
-- p: pair null
-- l: integer[] null
-- ts: timestamp with time zone null
-- d: date null
-- m: mood null
-- r: int4range null
-- whole t

SELECT * FROM t TABLESAMPLE bernoulli ($1) REPEATABLE ($2)
-- rows many
-- sent SELECT t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r FROM t TABLESAMPLE bernoulli ($1::float4) REPEATABLE ($2::float8)
-- $1 real
-- $2 double precision
-- id: integer not null
-- a: text null
-- n: integer not null
-- u: integer null
-- b: boolean null
-- j: jsonb null
-- x: xml null
-- p: pair null
-- l: integer[] null
-- ts: timestamp with time zone null
-- d: date null
-- m: mood null
-- r: int4range null
-- whole t

SELECT * FROM t TABLESAMPLE system (1) REPEATABLE ('x')
-- error 22P02 at `'x'`: invalid input syntax for type double precision: `x`

SELECT * FROM v TABLESAMPLE system (1)
-- error 0A000 at `TABLESAMPLE system (1)`: TABLESAMPLE clause can only be applied to tables and materialized views

SELECT * FROM seq TABLESAMPLE system (1)
-- error 0A000 at `TABLESAMPLE system (1)`: TABLESAMPLE clause can only be applied to tables and materialized views

SELECT * FROM lower TABLESAMPLE lower (1)
-- error 42P01 at `lower`: relation `lower` does not exist; help: a table is known once a migration creates it

SELECT * FROM t TABLESAMPLE lower (1)
-- error 42704 at `lower`: tablesample method `lower` does not exist

WITH w AS (SELECT 1) SELECT * FROM w TABLESAMPLE system (1)
-- error 0A000 at `TABLESAMPLE system (1)`: TABLESAMPLE clause can only be applied to tables and materialized views

SELECT a FROM t LIMIT 'x'
-- error 22P02 at `'x'`: invalid input syntax for type bigint: `x`

SELECT a FROM t LIMIT '1'
-- rows many
-- a: text null

SELECT a FROM t LIMIT a
-- error 42804 at `a`: argument of LIMIT must be type bigint, not type text

SELECT a FROM t LIMIT true
-- error 42804 at `true`: argument of LIMIT must be type bigint, not type boolean

SELECT a FROM t LIMIT 1.5
-- rows many
-- a: text null

SELECT a FROM t LIMIT (SELECT id FROM s)
-- rows many
-- a: text null

SELECT a FROM t LIMIT generate_series(1, 2)
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in LIMIT

SELECT a FROM t FETCH FIRST NULL ROWS WITH TIES
-- error 42601 at `NULL`: WITH TIES cannot be specified without ORDER BY clause

SELECT a FROM t ORDER BY a FETCH FIRST NULL ROWS WITH TIES
-- error 2201W at `NULL`: row count cannot be null in FETCH FIRST ... WITH TIES clause

SELECT a FROM t ORDER BY a FETCH FIRST (NULL) ROWS WITH TIES
-- error 2201W at `NULL`: row count cannot be null in FETCH FIRST ... WITH TIES clause

SELECT a FROM t FETCH FIRST 1 ROW WITH TIES
-- error 42601 at `1`: WITH TIES cannot be specified without ORDER BY clause

INSERT INTO t (id) VALUES (1) ON CONFLICT (nope) DO NOTHING
-- error 42703 at `nope`: column `nope` does not exist

INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO NOTHING
-- rows none

INSERT INTO t (id) VALUES (1) ON CONFLICT (id ASC) DO NOTHING
-- error 42P10 at `id`: ASC/DESC is not allowed in ON CONFLICT clause

INSERT INTO t (id) VALUES (1) ON CONFLICT (id NULLS FIRST) DO NOTHING
-- error 42P10 at `id`: NULLS FIRST/LAST is not allowed in ON CONFLICT clause

INSERT INTO t (id) VALUES (1) ON CONFLICT (id int4_ops) DO NOTHING
-- rows none

INSERT INTO t (id) VALUES (1) ON CONFLICT DO UPDATE SET n = 1
-- error 42601 at `ON CONFLICT`: ON CONFLICT DO UPDATE requires inference specification or constraint name; help: for example, `ON CONFLICT (column_name)`

INSERT INTO t (id) VALUES (1) ON CONFLICT ON CONSTRAINT nope DO NOTHING
-- error 42704 at `nope`: constraint `nope` for table `t` does not exist

INSERT INTO t (id) VALUES (1) ON CONFLICT ON CONSTRAINT t_pkey DO NOTHING
-- rows none

INSERT INTO t (id) VALUES (1) ON CONFLICT ON CONSTRAINT t_a DO NOTHING
-- error 42704 at `t_a`: constraint `t_a` for table `t` does not exist

INSERT INTO v (id) VALUES (1) ON CONFLICT ON CONSTRAINT t_pkey DO NOTHING
-- error 42704 at `t_pkey`: constraint `t_pkey` for table `v` does not exist

INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = excluded.nope
-- error 42703 at `nope`: column `excluded.nope` does not exist

INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET n = n + 1
-- error 42702 at `n`: column reference `n` is ambiguous; help: write `t.n` or `excluded.n`

INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET n = t.n + excluded.n WHERE t.id > 1
-- rows none

INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET n = 1 RETURNING excluded.id
-- error 42P01 at `excluded`: missing FROM-clause entry for table `excluded`; help: FROM has `t`

INSERT INTO t (id) VALUES (1) ON CONFLICT (sum(id)) DO NOTHING
-- error 42803 at `sum(id)`: aggregate functions are not allowed in index expressions

INSERT INTO t (id) VALUES (1) ON CONFLICT ((SELECT 1)) DO NOTHING
-- error 42601 at `SELECT`: syntax error at or near `select`

INSERT INTO t (id) VALUES (1) ON CONFLICT (id) WHERE sum(id) > 1 DO NOTHING
-- error 42803 at `sum(id)`: aggregate functions are not allowed in WHERE; help: conditions on aggregates go to HAVING

INSERT INTO t AS excluded (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET n = 1
-- rows none

INSERT INTO t AS x (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET n = t.n
-- error 42P01 at `t`: missing FROM-clause entry for table `t`; help: did you mean `x`?

INSERT INTO t VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)
-- error 42601 at `14`: INSERT has more expressions than target columns

INSERT INTO t (id, a) VALUES (1)
-- error 42601 at `a`: INSERT has more target columns than expressions

INSERT INTO t (id) VALUES (1, 2)
-- error 42601 at `2`: INSERT has more expressions than target columns

INSERT INTO t (id, a) VALUES (1, 'x'), (2)
-- error 42601 at `VALUES (1, 'x'), (2)`: VALUES lists must all be the same length

INSERT INTO t (id, a) VALUES ((1, 'x'))
-- error 42601 at `a`: INSERT has more target columns than expressions

INSERT INTO t (id, a) SELECT 1
-- error 42601 at `a`: INSERT has more target columns than expressions

INSERT INTO t (id) SELECT 1, 2
-- error 42601 at `2`: INSERT has more expressions than target columns

INSERT INTO t (id, a) SELECT (1, 'x')
-- error 42601 at `a`: INSERT has more target columns than expressions

INSERT INTO t (id, id) VALUES (1, 2)
-- error 42701 at `id`: column `id` specified more than once

INSERT INTO t (nope) VALUES (1)
-- error 42703 at `nope`: column `nope` of relation `t` does not exist

INSERT INTO t (id) VALUES ('x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

INSERT INTO t (id) VALUES (true)
-- error 42804 at `true`: column `id` is of type integer but expression is of type boolean; help: cast it: `::integer`

INSERT INTO t (b) VALUES (1)
-- error 42804 at `1`: column `b` is of type boolean but expression is of type integer; help: cast it: `::boolean`

INSERT INTO t (p.z) VALUES (1)
-- error 42703 at `z`: cannot assign to field `z` of column `p` because there is no such column in data type pair

INSERT INTO t (a.z) VALUES (1)
-- error 42804 at `z`: cannot assign to field `z` of column `a` because its type text is not a composite type

INSERT INTO t (a[1]) VALUES (1)
-- error 42804 at `1`: cannot subscript type text because it does not support subscripting

INSERT INTO t (l[1]) VALUES ('x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

INSERT INTO t (l[1:2]) VALUES (1)
-- error 42804 at `1`: column `l` is of type integer[] but expression is of type integer

INSERT INTO t (p.x) VALUES (DEFAULT)
-- error 0A000 at `DEFAULT`: cannot set an array element or a subfield to DEFAULT

INSERT INTO t (l[1]) VALUES (DEFAULT)
-- error 0A000 at `DEFAULT`: cannot set an array element or a subfield to DEFAULT

INSERT INTO t (id) VALUES (DEFAULT + 1)
-- error 42601 at `+`: syntax error at or near `+`

INSERT INTO t (id) SELECT DEFAULT
-- error 42601 at `DEFAULT`: syntax error at or near `default`; help: `default` is a reserved word; as a name it is written "default"

INSERT INTO t (id) VALUES ((SELECT 1, 2))
-- error 42601 at `(SELECT 1, 2)`: subquery must return only one column

INSERT INTO t (id) VALUES (nope)
-- error 42703 at `nope`: column `nope` does not exist

INSERT INTO t (id) VALUES (t.id)
-- error 42P01 at `t`: missing FROM-clause entry for table `t`

INSERT INTO t (id) SELECT id FROM s RETURNING s.id
-- error 42P01 at `s`: missing FROM-clause entry for table `s`; help: did you mean `t`?

INSERT INTO t (id) VALUES (1) RETURNING nope
-- error 42703 at `nope`: column `nope` does not exist

INSERT INTO t (id) VALUES (1) RETURNING *
-- rows exactly one
-- sent INSERT INTO t (id) VALUES (1) RETURNING t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r
-- id: integer not null
-- a: text null
-- n: integer not null
-- u: integer null
-- b: boolean null
-- j: jsonb null
-- x: xml null
-- p: pair null
-- l: integer[] null
-- ts: timestamp with time zone null
-- d: date null
-- m: mood null
-- r: int4range null
-- whole t

INSERT INTO nope VALUES (1)
-- error 42P01 at `nope`: relation `nope` does not exist; help: a table is known once a migration creates it

INSERT INTO nope.t VALUES (1)
-- error 42P01 at `nope.t`: relation `nope.t` does not exist; help: did you mean `s`?

INSERT INTO t (id) TABLE s
-- error 42601 at `TABLE`: INSERT has more expressions than target columns

INSERT INTO t (id) VALUES (generate_series(1, 2))
-- rows none

INSERT INTO t (id) VALUES (generate_series(1, 2)), (3)
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in VALUES

UPDATE t SET nope = 1
-- error 42703 at `nope`: column `nope` of relation `t` does not exist

UPDATE t SET n = 'x'
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

UPDATE t SET n = true
-- error 42804 at `true`: column `n` is of type integer but expression is of type boolean; help: cast it: `::integer`

UPDATE t SET t.n = 1
-- error 42703 at `t`: column `t` of relation `t` does not exist; help: did you mean `a`?

UPDATE t SET n = 1, n = 2
-- error 42601 at `n`: multiple assignments to same column `n`

UPDATE t SET (n, u) = (1, 2)
-- rows none

UPDATE t SET (n, u) = (1, 2, 3)
-- error 42601 at `(1, 2, 3)`: number of columns does not match number of values

UPDATE t SET (n, u) = ROW(1, 2)
-- rows none

UPDATE t SET (n) = (1)
-- error 0A000 at `1`: source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression

UPDATE t SET (n, u) = (SELECT 1)
-- error 42601 at `(n, u) = (SELECT 1)`: number of columns does not match number of values

UPDATE t SET (n, u) = (SELECT 1, 2)
-- rows none

UPDATE t SET (n, u) = (SELECT 1, 2, 3)
-- error 42601 at `(n, u) = (SELECT 1, 2, 3)`: number of columns does not match number of values

UPDATE t SET (n, u) = f(1)
-- error 0A000 at `f(1)`: source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression

UPDATE t SET (n, u) = (DEFAULT, DEFAULT)
-- rows none

UPDATE t SET (n, u) = (s.*) FROM s
-- error 0A000 at `(s.*)`: source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression

UPDATE t SET (n, u) = (wide.*) FROM wide
-- error 0A000 at `(wide.*)`: source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression

UPDATE t SET n = s.id FROM s WHERE s.id = t.id RETURNING s.a, t.a
-- rows many
-- a: text null
-- a: text null

UPDATE t SET n = generate_series(1, 2)
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in UPDATE

UPDATE t SET n = 1 WHERE generate_series(1, 2) = 1
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in WHERE

UPDATE t SET n = 1 WHERE n
-- error 42804 at `n`: argument of WHERE must be type boolean, not type integer

UPDATE t SET n = 1 FROM t
-- error 42712 at `t`: table name `t` specified more than once; help: give one of them another name: `… AS other`

UPDATE t SET n = 1 FROM t x WHERE t.id = x.id
-- rows none

UPDATE t x SET n = 1 WHERE t.id = 1
-- error 42P01 at `t`: missing FROM-clause entry for table `t`; help: did you mean `x`?

UPDATE t SET p.x = 1, p.y = 2
-- rows none

UPDATE t SET p.x = 'x'
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

UPDATE t SET l['x'] = 1
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

UPDATE t SET l[1] = 'x'
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

UPDATE t SET l[1:2] = '{1}'
-- rows none

UPDATE t SET l[1:] = '{1}', l[:] = '{2}'
-- rows none

UPDATE t SET l[1].x = 1
-- error 42804 at `x`: cannot assign to field `x` of column `l` because its type integer is not a composite type

UPDATE t SET j['a']['b'] = '1'
-- rows none

UPDATE t SET j['a'] = 1
-- error 42804 at `1`: column `j` is of type jsonb but expression is of type integer

UPDATE t SET j[1:2] = '1'
-- error 42804 at `'1'`: jsonb subscript does not support slices

UPDATE t SET ctid = NULL
-- error 0A000 at `ctid`: cannot assign to system column `ctid`

DELETE FROM t USING t
-- error 42712 at `t`: table name `t` specified more than once; help: give one of them another name: `… AS other`

DELETE FROM t USING s WHERE t.id = s.id RETURNING s.*, t.*
-- rows many
-- sent DELETE FROM t USING s WHERE t.id = s.id RETURNING s.id, s.t_id, s.a, s.c, t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r
-- id: integer not null
-- t_id: integer null
-- a: text null
-- c: numeric null
-- id: integer not null
-- a: text null
-- n: integer not null
-- u: integer null
-- b: boolean null
-- j: jsonb null
-- x: xml null
-- p: pair null
-- l: integer[] null
-- ts: timestamp with time zone null
-- d: date null
-- m: mood null
-- r: int4range null

DELETE FROM t WHERE a
-- error 42804 at `a`: argument of WHERE must be type boolean, not type text

DELETE FROM t RETURNING nope
-- error 42703 at `nope`: column `nope` does not exist

DELETE FROM ONLY t
-- rows none

DELETE FROM v, t
-- error 42601 at `,`: syntax error at or near `,`

MERGE INTO t USING s ON t.id = s.id
-- error 42601 at ``: syntax error at end of input

MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN INSERT VALUES (1)
-- error 42601 at `INSERT`: syntax error at or near `insert`

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN DELETE
-- error 42601 at `DELETE`: syntax error at or near `delete`

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN UPDATE SET n = 1
-- error 42601 at `UPDATE`: syntax error at or near `update`

MERGE INTO t USING t ON true WHEN MATCHED THEN DELETE
-- error 42712 at `t`: table name `t` specified more than once; help: give one of them another name: `… AS other`

MERGE INTO t x USING t ON true WHEN MATCHED THEN DELETE
-- rows none

MERGE INTO t USING s AS t ON true WHEN MATCHED THEN DELETE
-- error 42712 at `t`: table name `t` specified more than once; help: give one of them another name: `… AS other`

MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE WHEN MATCHED THEN DO NOTHING
-- error 42601 at `WHEN MATCHED THEN DO NOTHING`: unreachable WHEN clause specified after unconditional WHEN clause

MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.id > 1 THEN DELETE WHEN MATCHED THEN DO NOTHING
-- rows none

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED AND t.id > 1 THEN INSERT VALUES (1)
-- error 42P01 at `t`: missing FROM-clause entry for table `t`; help: did you mean `s`?

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (t.id)
-- error 42P01 at `t`: missing FROM-clause entry for table `t`; help: did you mean `s`?

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (1), (2)
-- error 42601 at `)`: syntax error at or near `)`

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) SELECT 1
-- error 42601 at `SELECT`: syntax error at or near `select`

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id, a) VALUES (1)
-- error 42601 at `a`: INSERT has more target columns than expressions

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (1, 2)
-- error 42601 at `2`: INSERT has more expressions than target columns

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (nope) VALUES (1)
-- error 42703 at `nope`: column `nope` of relation `t` does not exist

MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET nope = 1
-- error 42703 at `nope`: column `nope` of relation `t` does not exist

MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = 1, n = 2
-- error 42601 at `n`: multiple assignments to same column `n`

MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND t.a THEN DELETE
-- error 42804 at `t.a`: argument of MERGE WHEN conditions must be type boolean, not type text

MERGE INTO t USING (SELECT t.id) q ON true WHEN MATCHED THEN DELETE
-- error 42P01 at `t`: missing FROM-clause entry for table `t`

MERGE INTO t USING LATERAL (SELECT t.id) q ON true WHEN MATCHED THEN DELETE
-- error 42P01 at `t`: missing FROM-clause entry for table `t`

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN UPDATE SET n = s.id
-- error 42P01 at `s`: missing FROM-clause entry for table `s`; help: did you mean `t`?

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN DELETE RETURNING merge_action(), t.id, s.id
-- rows many
-- merge_action: text not null
-- id: integer not null
-- id: integer null

MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE RETURNING nope
-- error 42703 at `nope`: column `nope` does not exist

SELECT merge_action()
-- error 42601 at `merge_action()`: MERGE_ACTION() can only be used in the RETURNING list of a MERGE command

SELECT (SELECT merge_action() FROM s) FROM t
-- error 42601 at `merge_action()`: MERGE_ACTION() can only be used in the RETURNING list of a MERGE command

MERGE INTO part USING s ON true WHEN MATCHED THEN DELETE
-- rows none

MERGE INTO nope USING s ON true WHEN MATCHED THEN DELETE
-- error 42P01 at `nope`: relation `nope` does not exist; help: a table is known once a migration creates it

WITH w AS (SELECT 1), w AS (SELECT 2) SELECT 1
-- error 42712 at `w`: WITH query name `w` specified more than once

WITH w (a, b) AS (SELECT 1) SELECT * FROM w
-- error 42P10 at `w`: WITH query `w` has 1 columns available but 2 columns specified

WITH w AS (SELECT * FROM w) SELECT * FROM w
-- error 42P01 at `w`: relation `w` does not exist; help: did you mean `t`?

WITH RECURSIVE w AS (SELECT * FROM w) SELECT * FROM w
-- error 42P19 at `w`: recursive query `w` does not have the form non-recursive-term UNION [ALL] recursive-term

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT a + 1.5 FROM w) SELECT * FROM w
-- error 42804 at `w`: recursive query `w` column 1 has type integer in non-recursive term but type numeric overall; help: cast the output of the non-recursive term to numeric

WITH RECURSIVE w AS (SELECT 'x'::varchar(3) AS a UNION ALL SELECT a || 'y' FROM w) SELECT * FROM w
-- error 42804 at `w`: recursive query `w` column 1 has type character varying(3) in non-recursive term but type character varying overall; help: cast the output of the non-recursive term to character varying

WITH RECURSIVE w AS (SELECT a FROM w UNION ALL SELECT 1) SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear within its non-recursive term

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT w.a FROM w, w x) SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear more than once

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT (SELECT a FROM w)) SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear within a subquery

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT 1 FROM t LEFT JOIN w ON true) SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear within an outer join

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT 1 FROM w FULL JOIN t ON true) SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear within an outer join

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL (SELECT 1 EXCEPT SELECT a FROM w)) SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear within EXCEPT

WITH RECURSIVE w AS (SELECT 1 AS a INTERSECT SELECT a FROM w) SELECT * FROM w
-- error 42P19 at `w`: recursive query `w` does not have the form non-recursive-term UNION [ALL] recursive-term

WITH RECURSIVE w AS (SELECT 1 AS a EXCEPT SELECT a FROM w) SELECT * FROM w
-- error 42P19 at `w`: recursive query `w` does not have the form non-recursive-term UNION [ALL] recursive-term

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT a FROM w ORDER BY a) SELECT * FROM w
-- error 0A000 at `w`: ORDER BY in a recursive query is not implemented

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT a FROM w LIMIT 1) SELECT * FROM w
-- error 0A000 at `w`: LIMIT in a recursive query is not implemented

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT a FROM w OFFSET 1) SELECT * FROM w
-- error 0A000 at `w`: OFFSET in a recursive query is not implemented

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT a FROM w FOR UPDATE) SELECT * FROM w
-- error 0A000 at `w`: FOR UPDATE/SHARE in a recursive query is not implemented

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT 1 WHERE EXISTS (SELECT 1 FROM w)) SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear within a subquery

WITH RECURSIVE w AS (SELECT 1 AS a UNION ALL SELECT a FROM x), x AS (SELECT a FROM w) SELECT * FROM w
-- error 0A000 at `w`: mutual recursion between WITH items is not implemented

WITH RECURSIVE w AS (INSERT INTO t SELECT * FROM w RETURNING *) SELECT * FROM w
-- error 42P19 at `w`: recursive query `w` must not contain data-modifying statements

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) SEARCH DEPTH FIRST BY b SET o SELECT * FROM w
-- error 42601 at `b`: search column `b` not in WITH query column list

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) SEARCH DEPTH FIRST BY a, a SET o SELECT * FROM w
-- error 42701 at `a`: search column `a` specified more than once

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) CYCLE b SET c USING p SELECT * FROM w
-- error 42601 at `b`: cycle column `b` not in WITH query column list

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) CYCLE a, a SET c USING p SELECT * FROM w
-- error 42701 at `a`: cycle column `a` specified more than once

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) CYCLE a SET c USING c SELECT * FROM w
-- error 42601 at `c`: cycle path column name `c` is used more than once

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) CYCLE a SET c TO 1 DEFAULT 'x' USING p SELECT * FROM w
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) CYCLE a SET c TO 1 DEFAULT true USING p SELECT * FROM w
-- error 42804 at `true`: CYCLE types integer and boolean cannot be matched

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) CYCLE a SET c TO '(1,2)'::point DEFAULT '(1,2)'::point USING p SELECT * FROM w
-- error 42601 at `::`: syntax error at or near `::`

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) SEARCH BREADTH FIRST BY a SET o CYCLE a SET o USING p SELECT * FROM w
-- error 42601 at `o`: cycle mark column name `o` is used more than once

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM w) SEARCH BREADTH FIRST BY a SET o CYCLE a SET c USING o SELECT * FROM w
-- error 42601 at `o`: cycle path column name `o` is used more than once

WITH w (a) AS (SELECT 1 UNION ALL SELECT 2) SEARCH BREADTH FIRST BY a SET o SELECT * FROM w
-- error 42601 at `w`: WITH query is not recursive

WITH RECURSIVE w (a) AS (SELECT 1) SEARCH BREADTH FIRST BY a SET o SELECT * FROM w
-- error 42601 at `w`: WITH query is not recursive

WITH RECURSIVE w (a) AS ((SELECT 1 UNION SELECT 2) UNION ALL SELECT a FROM w) CYCLE a SET c USING p SELECT * FROM w
-- error 0A000 at `w`: with a SEARCH or CYCLE clause, the left side of the UNION must be a SELECT

WITH RECURSIVE w (a) AS ((SELECT 1 UNION SELECT 2) UNION ALL SELECT a FROM w) SEARCH DEPTH FIRST BY a SET o SELECT * FROM w
-- error 0A000 at `w`: with a SEARCH or CYCLE clause, the left side of the UNION must be a SELECT

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL (SELECT a FROM w UNION SELECT 1)) CYCLE a SET c USING p SELECT * FROM w
-- error 42601 at `w`: with a SEARCH or CYCLE clause, the right side of the UNION must be a SELECT

SELECT * FROM (WITH w AS (DELETE FROM t RETURNING *) SELECT * FROM w) q
-- error 0A000 at `w`: WITH clause containing a data-modifying statement must be at the top level

SELECT 1 WHERE EXISTS (WITH w AS (DELETE FROM t RETURNING *) SELECT * FROM w)
-- error 0A000 at `w`: WITH clause containing a data-modifying statement must be at the top level

WITH w AS (DELETE FROM t) SELECT * FROM w
-- error 0A000 at `w`: WITH query `w` does not have a RETURNING clause

WITH w AS (DELETE FROM t RETURNING id) SELECT * FROM w
-- rows many
-- sent WITH w AS (DELETE FROM t RETURNING id) SELECT w.id FROM w
-- id: integer not null

WITH w AS (SELECT 1) INSERT INTO t SELECT * FROM w
-- rows none

WITH w AS (SELECT 1) DELETE FROM w
-- error 42P01 at `w`: relation `w` does not exist; help: did you mean `t`?

WITH w AS (SELECT 1 AS id) UPDATE w SET id = 1
-- error 42P01 at `w`: relation `w` does not exist; help: did you mean `t`?

WITH w AS (SELECT 1 AS id) INSERT INTO w VALUES (1)
-- error 42P01 at `w`: relation `w` does not exist; help: did you mean `t`?

WITH w AS (MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE RETURNING t.id) SELECT * FROM w
-- rows many
-- sent WITH w AS (MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE RETURNING t.id) SELECT w.id FROM w
-- id: integer not null

WITH w AS (SELECT INTO x 1) SELECT 1
-- error 42601 at `1`: syntax error at or near `1`

SELECT 1 UNION SELECT 2 INTO x
-- error 42601 at `x`: SELECT ... INTO is not allowed here

SELECT 1 UNION SELECT 2, 3
-- error 42601 at `SELECT 1 UNION SELECT 2, 3`: each UNION query must have the same number of columns

SELECT 1 UNION SELECT 'x'
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT 1 UNION SELECT 'x'::text
-- error 42804 at `'x'::text`: UNION types integer and text cannot be matched

SELECT 1 UNION SELECT '2' UNION SELECT true
-- error 42804 at `true`: UNION types integer and boolean cannot be matched

SELECT NULL UNION SELECT 1
-- rows many
-- ?column?: integer null

SELECT NULL UNION SELECT NULL UNION SELECT 1
-- error 42804 at `1`: UNION types text and integer cannot be matched

SELECT a FROM t UNION SELECT a FROM s ORDER BY a
-- rows many
-- a: text null

SELECT a FROM t UNION SELECT a FROM s ORDER BY t.a
-- error 42P01 at `t`: missing FROM-clause entry for table `t`

SELECT a FROM t UNION SELECT a FROM s ORDER BY lower(a)
-- error 0A000 at `lower(a)`: invalid UNION/INTERSECT/EXCEPT ORDER BY clause; help: add the expression to every SELECT, or move the UNION into a FROM clause

SELECT a FROM t UNION SELECT a FROM s ORDER BY 1
-- rows many
-- a: text null

SELECT a FROM t UNION SELECT a FROM s ORDER BY 2
-- error 42P10 at `2`: ORDER BY position 2 is not in select list

SELECT a FROM t UNION SELECT a FROM s ORDER BY n
-- error 42703 at `n`: column `n` does not exist; help: did you mean `a`?

SELECT a FROM t, LATERAL (SELECT t.id UNION SELECT s.id FROM s) q
-- rows many
-- a: text null

SELECT 1 UNION SELECT t.id FROM t UNION (SELECT 2 ORDER BY 1)
-- rows many
-- ?column?: integer not null

VALUES (1), (2, 3)
-- error 42601 at `VALUES (1), (2, 3)`: VALUES lists must all be the same length

VALUES (1), ('x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

VALUES (1), ('2'), (NULL)
-- rows many
-- column1: integer null

VALUES (1, 2) ORDER BY column3
-- error 42703 at `column3`: column `column3` does not exist; help: did you mean `column1`?

VALUES (1) ORDER BY 2
-- error 42P10 at `2`: ORDER BY position 2 is not in select list

VALUES (DEFAULT)
-- error 42601 at `DEFAULT`: `DEFAULT` is not allowed in this context

VALUES (t.id)
-- error 42P01 at `t`: missing FROM-clause entry for table `t`

VALUES (sum(1))
-- error 42803 at `sum(1)`: aggregate functions are not allowed in VALUES

VALUES (generate_series(1, 2))
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in VALUES

SELECT *
-- error 42601 at `*`: SELECT * with no tables specified is not valid

SELECT t.*
-- error 42P01 at `t`: missing FROM-clause entry for table `t`

SELECT nope.* FROM t
-- error 42P01 at `nope`: missing FROM-clause entry for table `nope`; help: FROM has `t`

SELECT nope FROM t
-- error 42703 at `nope`: column `nope` does not exist

SELECT t.nope FROM t
-- error 42703 at `nope`: column `t.nope` does not exist

SELECT nope.t.id FROM t
-- error 42P01 at `t`: invalid reference to FROM-clause entry for table `t`; help: to use it in this sub-select, write `LATERAL` in front of the sub-select

SELECT a.b.c.d.e FROM t
-- error 42601 at `a.b.c.d.e`: improper qualified name (too many dotted names)

SELECT t.p.x FROM t
-- error 42P01 at `p`: missing FROM-clause entry for table `p`; help: did you mean `t`?

SELECT (t.p).x, (p).y, (p).* FROM t
-- rows many
-- x: integer null
-- y: integer null
-- x: integer null
-- y: integer null

SELECT (p).z FROM t
-- error 42703 at `z`: column `z` not found in data type pair; help: did you mean `x`?

SELECT (a).z FROM t
-- error 42809 at `z`: column notation .z applied to type text, which is not a composite type

SELECT (a).* FROM t
-- error 42809 at `(a).*`: type text is not composite

SELECT (t).id, (t).*, (t).nope FROM t
-- error 42703 at `nope`: column `nope` not found in data type t

SELECT (t.*).id FROM t
-- rows many
-- id: integer null

SELECT a.x FROM t
-- error 42P01 at `a`: missing FROM-clause entry for table `a`; help: did you mean `t`?

SELECT (rec()).a
-- error 42703 at `a`: could not identify column `a` in record data type

SELECT (rec()).*
-- error 42809 at `(rec()).*`: record type has not been registered

SELECT (tab()).*, (tab()).q
-- rows many
-- q: integer null
-- w: text null
-- q: integer null

SELECT (ROW(1, 2)).f1
-- rows exactly one
-- f1: integer null

SELECT (ROW(1, 2)).f3
-- error 42703 at `f3`: column `f3` not found in data type record; help: did you mean `f1`?

SELECT (ROW(1, 2)).*
-- rows exactly one
-- f1: integer null
-- f2: integer null

SELECT l[1], l[1:2], l[1][2], j['a'], j[1], j['a']['b'] FROM t
-- rows many
-- l: integer null
-- l: integer[] null
-- l: integer null
-- j: jsonb null
-- j: jsonb null
-- j: jsonb null

SELECT a[1] FROM t
-- error 42804 at `a[1]`: cannot subscript type text because it does not support subscripting

SELECT l['x'] FROM t
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT l[1.5] FROM t
-- rows many
-- l: integer null

SELECT l[true] FROM t
-- error 42804 at `true`: array subscript must have type integer

SELECT j[1.5] FROM t
-- error 42804 at `1.5`: subscript type numeric is not supported

SELECT j[true] FROM t
-- error 42804 at `true`: subscript type boolean is not supported

SELECT j[1:2] FROM t
-- error 42804 at `j[1:2]`: jsonb subscript does not support slices

SELECT j[NULL] FROM t
-- rows many
-- j: jsonb null

SELECT (l[1]).x FROM t
-- error 42809 at `x`: column notation .x applied to type integer, which is not a composite type

SELECT id.x FROM t
-- error 42P01 at `id`: missing FROM-clause entry for table `id`; help: FROM has `t`

SELECT ctid, xmin, cmax, tableoid FROM t
-- rows many
-- ctid: tid not null
-- xmin: xid not null
-- cmax: cid not null
-- tableoid: oid not null

SELECT ctid FROM v
-- error 42703 at `ctid`: column `ctid` does not exist

SELECT t.ctid FROM (SELECT * FROM t) t
-- error 42703 at `ctid`: column `t.ctid` does not exist

SELECT cmin FROM part
-- rows many
-- cmin: cid not null
