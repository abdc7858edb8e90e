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
CREATE FUNCTION joins(int, int) RETURNS text LANGUAGE sql AS 'SELECT ''x''';
CREATE OPERATOR || (LEFTARG = int, RIGHTARG = int, FUNCTION = joins);
CREATE AGGREGATE ag(int) (SFUNC = int4pl, STYPE = int);
CREATE TABLE part (id int, k int) PARTITION BY LIST (k);
CREATE SEQUENCE seq;
CREATE INDEX t_a ON t (lower(a));
---
-- Aggregates, windows, groups and order: the mistakes of parse_agg.c and parse_clause.c, and what is right beside them.

SELECT sum(sum(id)) FROM t
-- error 42803 at `sum(sum(id))`: aggregate function calls cannot be nested

SELECT sum(count(*) OVER ()) FROM t
-- error 42803 at `sum(count(*) OVER ())`: aggregate function calls cannot contain window function calls

SELECT sum(generate_series(1, id)) FROM t
-- error 0A000 at `sum(generate_series(1, id))`: aggregate function calls cannot contain set-returning function calls

SELECT id FROM t WHERE sum(id) > 1
-- error 42803 at `sum(id)`: aggregate functions are not allowed in WHERE; help: conditions on aggregates go to HAVING

SELECT id FROM t JOIN s ON sum(t.id) = s.id
-- error 42803 at `sum(t.id)`: aggregate functions are not allowed in JOIN conditions

SELECT * FROM t, LATERAL (SELECT sum(t.id)) q
-- error 42803 at `sum(t.id)`: aggregate functions are not allowed in FROM clause of their own query level

SELECT * FROM generate_series(1, sum(1))
-- error 42803 at `sum(1)`: aggregate functions are not allowed in functions in FROM

SELECT id FROM t GROUP BY sum(id)
-- error 42803 at `sum(id)`: aggregate functions are not allowed in GROUP BY

SELECT sum(id) FROM t LIMIT sum(1)
-- error 42803 at `sum(1)`: aggregate functions are not allowed in LIMIT

SELECT sum(id) FROM t OFFSET count(*)
-- error 42803 at `count(*)`: aggregate functions are not allowed in OFFSET

INSERT INTO t (id) VALUES (sum(1))
-- error 42803 at `sum(1)`: aggregate functions are not allowed in INSERT

INSERT INTO t (id) VALUES (1), (sum(1))
-- error 42803 at `sum(1)`: aggregate functions are not allowed in VALUES

UPDATE t SET n = sum(n)
-- error 42803 at `sum(n)`: aggregate functions are not allowed in UPDATE

UPDATE t SET n = 1 WHERE sum(n) > 1
-- error 42803 at `sum(n)`: aggregate functions are not allowed in WHERE; help: conditions on aggregates go to HAVING

UPDATE t SET (n, u) = (SELECT sum(t.n), 1)
-- error 42803 at `sum(t.n)`: aggregate functions are not allowed in UPDATE

DELETE FROM t WHERE count(*) > 1
-- error 42803 at `count(*)`: aggregate functions are not allowed in WHERE; help: conditions on aggregates go to HAVING

DELETE FROM t RETURNING count(*)
-- error 42803 at `count(*)`: aggregate functions are not allowed in RETURNING

INSERT INTO t (id) VALUES (1) RETURNING sum(id)
-- error 42803 at `sum(id)`: aggregate functions are not allowed in RETURNING

UPDATE t SET n = 1 RETURNING max(n)
-- error 42803 at `max(n)`: aggregate functions are not allowed in RETURNING

MERGE INTO t USING s ON sum(t.id) = 1 WHEN MATCHED THEN DELETE
-- error 42803 at `sum(t.id)`: aggregate functions are not allowed in JOIN conditions

MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND sum(t.id) > 1 THEN DELETE
-- error 42803 at `sum(t.id)`: aggregate functions are not allowed in MERGE WHEN conditions

MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = sum(s.id)
-- error 42803 at `sum(s.id)`: aggregate functions are not allowed in UPDATE

MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (count(*))
-- error 42803 at `count(*)`: aggregate functions are not allowed in INSERT

SELECT sum(id) FILTER (WHERE sum(n) > 1) FROM t
-- error 42803 at `sum(n)`: aggregate functions are not allowed in FILTER

SELECT sum(id) FILTER (WHERE count(*) OVER () > 1) FROM t
-- error 42P20 at `count(*) OVER ()`: window functions are not allowed in FILTER

SELECT count(*) FILTER (WHERE n) FROM t
-- error 42804 at `n`: argument of FILTER must be type boolean, not type integer

SELECT row_number() OVER (ORDER BY sum(id)) FROM t
-- rows exactly one
-- row_number: bigint not null

SELECT row_number() OVER (ORDER BY row_number() OVER ()) FROM t
-- error 42P20 at `row_number() OVER ()`: window functions are not allowed in window definitions

SELECT row_number() OVER (PARTITION BY rank() OVER ()) FROM t
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in window definitions

SELECT rank() OVER (ROWS count(*) PRECEDING) FROM t
-- error 42803 at `count(*)`: aggregate functions are not allowed in window frame

SELECT rank() OVER (ROWS 1 + row_number() OVER () PRECEDING) FROM t
-- error 42P20 at `row_number() OVER ()`: window functions are not allowed in window definitions

SELECT sum(row_number() OVER ()) OVER () FROM t
-- error 42P20 at `sum(row_number() OVER ()) OVER ()`: window function calls cannot be nested

SELECT rank() FROM t
-- error 42809 at `rank`: window function `rank` requires an OVER clause

SELECT row_number() FROM t
-- error 42809 at `row_number`: window function `row_number` requires an OVER clause

SELECT lag(id) FROM t
-- error 42809 at `lag`: window function `lag` requires an OVER clause

SELECT id FROM t WHERE row_number() OVER () = 1
-- error 42P20 at `row_number() OVER ()`: window functions are not allowed in WHERE

SELECT id FROM t GROUP BY rank() OVER ()
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in GROUP BY

SELECT id FROM t GROUP BY id HAVING rank() OVER () > 1
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in HAVING

SELECT id FROM t LIMIT rank() OVER ()
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in LIMIT

SELECT id FROM t ORDER BY rank() OVER ()
-- rows many
-- id: integer not null

UPDATE t SET n = rank() OVER ()
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in UPDATE

DELETE FROM t WHERE rank() OVER () > 1
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in WHERE

DELETE FROM t RETURNING rank() OVER ()
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in RETURNING

INSERT INTO t (id) VALUES (rank() OVER ())
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in INSERT

INSERT INTO t (id) SELECT row_number() OVER () FROM s
-- rows none

SELECT * FROM t JOIN s ON rank() OVER () = 1
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in JOIN conditions

SELECT * FROM generate_series(1, rank() OVER ())
-- error 42P20 at `rank() OVER ()`: window functions are not allowed in functions in FROM

SELECT sum(id) OVER w FROM t
-- error 42704 at `w`: window `w` does not exist

SELECT sum(id) OVER w FROM t WINDOW w AS (ORDER BY nope)
-- error 42703 at `nope`: column `nope` does not exist

SELECT sum(id) OVER w FROM t WINDOW w AS (ORDER BY id), w AS (ORDER BY n)
-- error 42P20 at `w`: window `w` is already defined

SELECT sum(id) OVER (w ORDER BY id) FROM t WINDOW w AS (ORDER BY id)
-- error 42P20 at `(w ORDER BY id)`: cannot override ORDER BY clause of window `w`

SELECT sum(id) OVER (w PARTITION BY id) FROM t WINDOW w AS (ORDER BY id)
-- error 42P20 at `(w PARTITION BY id)`: cannot override PARTITION BY clause of window `w`

SELECT sum(id) OVER (w ROWS 1 PRECEDING) FROM t WINDOW w AS (ORDER BY id ROWS 2 PRECEDING)
-- error 42P20 at `(w ROWS 1 PRECEDING)`: cannot copy window `w` because it has a frame clause

SELECT sum(id) OVER (w) FROM t WINDOW w AS (ORDER BY id ROWS 2 PRECEDING)
-- error 42P20 at `(w)`: cannot copy window `w` because it has a frame clause

SELECT sum(id) OVER w FROM t WINDOW w AS (x), x AS (ORDER BY id)
-- error 42704 at `x`: window `x` does not exist

SELECT sum(id) OVER w FROM t WINDOW x AS (ORDER BY id), w AS (x PARTITION BY n)
-- error 42P20 at `(x PARTITION BY n)`: cannot override PARTITION BY clause of window `x`

SELECT sum(id) OVER (RANGE 1 PRECEDING) FROM t
-- error 42P20 at `1`: RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column

SELECT sum(id) OVER (ORDER BY id, n RANGE 1 PRECEDING) FROM t
-- error 42P20 at `1`: RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column

SELECT sum(id) OVER (ORDER BY a RANGE 1 PRECEDING) FROM t
-- error 0A000 at `1`: RANGE with offset PRECEDING/FOLLOWING is not supported for column type text and this offset type

SELECT sum(id) OVER (ORDER BY a RANGE '1' PRECEDING) FROM t
-- error 0A000 at `'1'`: RANGE with offset PRECEDING/FOLLOWING is not supported for column type text and this offset type

SELECT sum(id) OVER (ORDER BY ts RANGE 1 PRECEDING) FROM t
-- error 0A000 at `1`: RANGE with offset PRECEDING/FOLLOWING is not supported for column type timestamp with time zone and this offset type

SELECT sum(id) OVER (ORDER BY ts RANGE '1 day' PRECEDING) FROM t
-- rows many
-- sum: bigint null

SELECT sum(id) OVER (ORDER BY d RANGE '1 day' PRECEDING) FROM t
-- rows many
-- sum: bigint null

SELECT sum(id) OVER (ORDER BY id RANGE '1 day' PRECEDING) FROM t
-- error 22P02 at `'1 day'`: invalid input syntax for type integer: `1 day`

SELECT sum(id) OVER (ORDER BY id RANGE 1.5 PRECEDING) FROM t
-- error 0A000 at `1.5`: RANGE with offset PRECEDING/FOLLOWING is not supported for column type integer and this offset type

SELECT sum(id) OVER (ORDER BY id RANGE $1 PRECEDING) FROM t
-- rows many
-- sent SELECT sum(id) OVER (ORDER BY id RANGE $1::int4 PRECEDING) FROM t
-- $1 integer
-- sum: bigint null

SELECT sum(id) OVER (GROUPS 1 PRECEDING) FROM t
-- error 42P20 at `(GROUPS 1 PRECEDING)`: GROUPS mode requires an ORDER BY clause

SELECT sum(id) OVER (ORDER BY id GROUPS 1 PRECEDING) FROM t
-- rows many
-- sum: bigint not null

SELECT sum(id) OVER (ROWS id PRECEDING) FROM t
-- error 42P10 at `id`: argument of ROWS must not contain variables

SELECT sum(id) OVER (ROWS 'x' PRECEDING) FROM t
-- error 22P02 at `'x'`: invalid input syntax for type bigint: `x`

SELECT sum(id) OVER (ROWS '1' PRECEDING) FROM t
-- rows many
-- sum: bigint not null

SELECT sum(id) OVER (ROWS 1.5 PRECEDING) FROM t
-- rows many
-- sum: bigint not null

SELECT sum(id) OVER (ROWS true PRECEDING) FROM t
-- error 42804 at `true`: argument of ROWS must be type bigint, not type boolean

SELECT sum(id) OVER (ROWS NULL PRECEDING) FROM t
-- rows many
-- sum: bigint not null

SELECT sum(id) OVER (ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW) FROM t
-- error 42P20 at `BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW`: frame start cannot be UNBOUNDED FOLLOWING

SELECT sum(id) OVER (ROWS BETWEEN CURRENT ROW AND UNBOUNDED PRECEDING) FROM t
-- error 42P20 at `BETWEEN CURRENT ROW AND UNBOUNDED PRECEDING`: frame end cannot be UNBOUNDED PRECEDING

SELECT sum(id) OVER (ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM t
-- error 42P20 at `BETWEEN CURRENT ROW AND 1 PRECEDING`: frame starting from current row cannot have preceding rows

SELECT sum(id) OVER (ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM t
-- error 42P20 at `BETWEEN 1 FOLLOWING AND 1 PRECEDING`: frame starting from following row cannot have preceding rows

SELECT sum(id) OVER (ROWS BETWEEN 1 FOLLOWING AND CURRENT ROW) FROM t
-- error 42P20 at `BETWEEN 1 FOLLOWING AND CURRENT ROW`: frame starting from following row cannot have preceding rows

SELECT sum(id) OVER (ROWS UNBOUNDED FOLLOWING) FROM t
-- error 42P20 at `UNBOUNDED FOLLOWING`: frame start cannot be UNBOUNDED FOLLOWING

SELECT sum(id) OVER (ROWS 1 FOLLOWING) FROM t
-- error 42P20 at `1 FOLLOWING`: frame starting from following row cannot have preceding rows

SELECT sum(DISTINCT id) OVER () FROM t
-- error 0A000 at `sum`: DISTINCT is not implemented for window functions

SELECT sum(id ORDER BY id) OVER () FROM t
-- error 0A000 at `sum`: aggregate ORDER BY is not implemented for window functions

SELECT rank(DISTINCT) OVER () FROM t
-- error 42601 at `)`: syntax error at or near `)`

SELECT lag(DISTINCT id) OVER () FROM t
-- error 0A000 at `lag`: DISTINCT is not implemented for window functions

SELECT lag(id ORDER BY id) OVER () FROM t
-- error 0A000 at `lag`: aggregate ORDER BY is not implemented for window functions

SELECT lag(id) FILTER (WHERE true) OVER () FROM t
-- error 0A000 at `lag`: FILTER is not implemented for non-aggregate window functions

SELECT sum(id) FILTER (WHERE n > 1) OVER () FROM t
-- rows many
-- sum: bigint null

SELECT lower(a) OVER () FROM t
-- error 42809 at `lower`: OVER specified, but `lower` is not a window function nor an aggregate function

SELECT generate_series(1, 2) OVER ()
-- error 42809 at `generate_series`: OVER specified, but `generate_series` is not a window function nor an aggregate function

SELECT rank() OVER (ORDER BY generate_series(1, 2)) FROM t
-- rows many
-- rank: bigint not null

SELECT a, count(*) FROM t
-- error 42803 at `a`: column `t.a` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY t.a`

SELECT a FROM t HAVING count(*) > 1
-- error 42803 at `a`: column `t.a` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY t.a`

SELECT a FROM t GROUP BY n
-- error 42803 at `a`: column `t.a` must appear in the GROUP BY clause or be used in an aggregate function; help: add `t.a` to GROUP BY

SELECT t.* FROM t GROUP BY a
-- error 42803 at `t.*`: column `t.id` must appear in the GROUP BY clause or be used in an aggregate function; help: add `t.id` to GROUP BY

SELECT t FROM t GROUP BY a
-- error 42803 at `t`: column `t.*` must appear in the GROUP BY clause or be used in an aggregate function; help: add `t.*` to GROUP BY

SELECT t.* FROM t GROUP BY id
-- rows many
-- sent SELECT t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r FROM t GROUP BY id
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

SELECT t.a, s.a FROM t JOIN s ON t.id = s.id GROUP BY t.id
-- error 42803 at `s.a`: column `s.a` must appear in the GROUP BY clause or be used in an aggregate function; help: add `s.a` to GROUP BY

SELECT a, (SELECT n) FROM t GROUP BY a
-- error 42803 at `n`: subquery uses ungrouped column `t.n` from outer query; help: add `t.n` to GROUP BY

SELECT a, (SELECT count(*) FROM s WHERE s.id = t.n) FROM t GROUP BY a
-- error 42803 at `n`: subquery uses ungrouped column `t.n` from outer query; help: add `t.n` to GROUP BY

SELECT lower(a) FROM t GROUP BY upper(a)
-- error 42803 at `a`: column `t.a` must appear in the GROUP BY clause or be used in an aggregate function; help: add `t.a` to GROUP BY

SELECT lower(a) || 'x' FROM t GROUP BY lower(a)
-- rows many
-- ?column?: text null

SELECT a FROM t GROUP BY lower(a)
-- error 42803 at `a`: column `t.a` must appear in the GROUP BY clause or be used in an aggregate function; help: add `t.a` to GROUP BY

SELECT n FROM t ORDER BY count(*)
-- error 42803 at `n`: column `t.n` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY t.n`

SELECT count(*) FROM t ORDER BY n
-- error 42803 at `n`: column `t.n` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY t.n`

SELECT a FROM t GROUP BY 1 ORDER BY n
-- error 42803 at `n`: column `t.n` must appear in the GROUP BY clause or be used in an aggregate function; help: add `t.n` to GROUP BY

SELECT a FROM t GROUP BY 2
-- error 42P10 at `2`: GROUP BY position 2 is not in select list

SELECT a FROM t GROUP BY 0
-- error 42P10 at `0`: GROUP BY position 0 is not in select list

SELECT a FROM t GROUP BY -1
-- error 42P10 at `-1`: GROUP BY position -1 is not in select list

SELECT a FROM t GROUP BY 'x'
-- error 42601 at `'x'`: non-integer constant in GROUP BY

SELECT a FROM t GROUP BY 1.5
-- error 42601 at `1.5`: non-integer constant in GROUP BY

SELECT a FROM t GROUP BY NULL
-- error 42601 at `NULL`: non-integer constant in GROUP BY

SELECT a FROM t GROUP BY true
-- error 42601 at `true`: non-integer constant in GROUP BY

SELECT a, n FROM t GROUP BY (a, n)
-- rows many
-- a: text null
-- n: integer not null

SELECT a, n FROM t GROUP BY ROLLUP (a, n), CUBE (a)
-- rows many
-- a: text null
-- n: integer null

SELECT a, n FROM t GROUP BY GROUPING SETS ((a), (n), ())
-- rows many
-- a: text null
-- n: integer null

SELECT a, GROUPING(a), GROUPING(a, n) FROM t GROUP BY a, n
-- rows many
-- a: text null
-- grouping: integer not null
-- grouping: integer not null

SELECT GROUPING(n) FROM t GROUP BY a
-- error 42803 at `n`: arguments to GROUPING must be grouping expressions of the associated query level

SELECT GROUPING(a) FROM t
-- error 42803 at `a`: arguments to GROUPING must be grouping expressions of the associated query level

SELECT a FROM t WHERE GROUPING(a) = 1 GROUP BY a
-- error 42803 at `GROUPING(a)`: grouping operations are not allowed in WHERE

SELECT GROUPING(a || 'x') FROM t GROUP BY a
-- error 42803 at `a || 'x'`: arguments to GROUPING must be grouping expressions of the associated query level

SELECT GROUPING() FROM t GROUP BY a
-- error 42601 at `)`: syntax error at or near `)`

SELECT GROUPING(sum(n)) FROM t GROUP BY a
-- error 42803 at `sum(n)`: arguments to GROUPING must be grouping expressions of the associated query level

SELECT sum(GROUPING(a)) FROM t GROUP BY a
-- error 42803 at `sum(GROUPING(a))`: aggregate function calls cannot be nested

SELECT a FROM t GROUP BY a HAVING GROUPING(a) = 0 ORDER BY GROUPING(a)
-- rows many
-- a: text null

SELECT a FROM t GROUP BY CUBE (a, n, id, u, b, d, ts, m, r, l, p, a, n)
-- error 54011 at `a`: CUBE is limited to 12 elements

SELECT (SELECT GROUPING(t.a) FROM s) FROM t GROUP BY a
-- rows many
-- grouping: integer null

SELECT (SELECT sum(t.n) FROM s) FROM t
-- rows exactly one
-- sum: bigint null

SELECT (SELECT sum(t.n + s.id) FROM s) FROM t
-- rows many
-- sum: bigint null

SELECT (SELECT sum(t.n) FROM s GROUP BY t.n) FROM t
-- error 42803 at `n`: subquery uses ungrouped column `t.n` from outer query; help: add `GROUP BY t.n`

SELECT (SELECT s.id FROM s WHERE s.id = sum(t.id)) FROM t
-- rows exactly one
-- id: integer null

SELECT id FROM t WHERE (SELECT sum(t.id) FROM s) > 1
-- error 42803 at `sum(t.id)`: aggregate functions are not allowed in WHERE; help: conditions on aggregates go to HAVING

SELECT id FROM t WHERE EXISTS (SELECT 1 FROM s HAVING sum(t.id) > 1)
-- error 42803 at `sum(t.id)`: aggregate functions are not allowed in WHERE; help: conditions on aggregates go to HAVING

SELECT count(*), id FROM t GROUP BY DISTINCT ROLLUP (id, a), id
-- rows many
-- count: bigint not null
-- id: integer not null

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) FROM t
-- rows exactly one
-- percentile_cont: double precision null

SELECT percentile_cont(0.5 ORDER BY n) WITHIN GROUP (ORDER BY n) FROM t
-- error 42601 at `percentile_cont(0.5 ORDER BY n) WITHIN GROUP`: cannot use multiple ORDER BY clauses with WITHIN GROUP

SELECT percentile_cont(DISTINCT 0.5) WITHIN GROUP (ORDER BY n) FROM t
-- error 42601 at `percentile_cont(DISTINCT 0.5) WITHIN GROUP`: cannot use DISTINCT with WITHIN GROUP

SELECT percentile_cont(n) WITHIN GROUP (ORDER BY n) FROM t
-- error 42803 at `n`: column `t.n` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY t.n`

SELECT percentile_cont(n) WITHIN GROUP (ORDER BY id) FROM t GROUP BY n
-- rows many
-- percentile_cont: double precision not null

SELECT percentile_cont(sum(n)) WITHIN GROUP (ORDER BY n) FROM t
-- error 42803 at `percentile_cont(sum(n)) WITHIN GROUP (ORDER BY n)`: aggregate function calls cannot be nested

SELECT percentile_cont(0.5) FROM t
-- error 42883 at `percentile_cont`: function `percentile_cont(numeric)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n, id) FROM t
-- error 42883 at `percentile_cont`: function `percentile_cont(numeric, integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t
-- error 42883 at `percentile_cont`: function `percentile_cont(numeric, text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY a) FROM t
-- rows exactly one
-- percentile_disc: text null

SELECT percentile_cont(0.5, 0.6) WITHIN GROUP (ORDER BY n) FROM t
-- error 42883 at `percentile_cont`: function `percentile_cont(numeric, numeric, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_cont(DISTINCT 0.5) WITHIN GROUP (ORDER BY n) FROM t
-- error 42601 at `percentile_cont(DISTINCT 0.5) WITHIN GROUP`: cannot use DISTINCT with WITHIN GROUP

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) OVER () FROM t
-- error 0A000 at `percentile_cont`: OVER is not supported for ordered-set aggregate `percentile_cont`

SELECT mode() WITHIN GROUP (ORDER BY a) FROM t
-- rows exactly one
-- mode: text null

SELECT mode(a) WITHIN GROUP (ORDER BY a) FROM t
-- error 42883 at `mode`: function `mode(text, text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT mode() FROM t
-- error 42883 at `mode`: function `mode()` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT sum(n) WITHIN GROUP (ORDER BY n) FROM t
-- error 42883 at `sum`: function `sum(integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT rank(1) WITHIN GROUP (ORDER BY n) FROM t
-- rows exactly one
-- rank: bigint not null

SELECT rank(1, 2) WITHIN GROUP (ORDER BY n) FROM t
-- error 42883 at `rank`: function `rank(integer, integer, integer)` does not exist; help: To use the hypothetical-set aggregate rank, the number of hypothetical direct arguments (here 2) must match the number of ordering columns (here 1).

SELECT rank('x') WITHIN GROUP (ORDER BY n) FROM t
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT rank() WITHIN GROUP (ORDER BY n) FROM t
-- error 42883 at `rank`: function `rank(integer)` does not exist; help: To use the hypothetical-set aggregate rank, the number of hypothetical direct arguments (here 0) must match the number of ordering columns (here 1).

SELECT rank(1) FROM t
-- error 42809 at `rank`: WITHIN GROUP is required for ordered-set aggregate `rank`

SELECT lower(a) WITHIN GROUP (ORDER BY a) FROM t
-- error 42883 at `lower`: function `lower(text, text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT lower(DISTINCT a) FROM t
-- error 42809 at `lower`: DISTINCT specified, but `lower` is not an aggregate function

SELECT lower(a ORDER BY a) FROM t
-- error 42809 at `lower`: ORDER BY specified, but `lower` is not an aggregate function

SELECT lower(a) FILTER (WHERE true) FROM t
-- error 42809 at `lower`: FILTER specified, but `lower` is not an aggregate function

SELECT lower(*) FROM t
-- error 42883 at `lower`: function `lower()` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT count() FROM t
-- error 42809 at `count`: `count(*)` must be used to call a parameterless aggregate function

SELECT sum(*) FROM t
-- error 42883 at `sum`: function `sum()` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT count(DISTINCT *) FROM t
-- error 42601 at `*`: syntax error at or near `*`

SELECT count(*, 1) FROM t
-- error 42601 at `*`: syntax error at or near `*`

SELECT count(DISTINCT x) FROM t
-- error 42883 at `x`: could not identify an equality operator for type xml

SELECT count(DISTINCT js) FROM oj
-- error 42883 at `js`: could not identify an equality operator for type json; help: cast it to `jsonb`, which can be compared

SELECT count(DISTINCT po) FROM oj
-- error 42883 at `po`: could not identify an equality operator for type point

SELECT array_agg(js ORDER BY js) FROM oj
-- error 42883 at `js`: could not identify an ordering operator for type json; help: cast it to `jsonb`, which can be compared

SELECT string_agg(DISTINCT a, ',' ORDER BY n) FROM t
-- error 42P10 at `n`: in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list

SELECT string_agg(DISTINCT a, ',' ORDER BY a) FROM t
-- rows exactly one
-- string_agg: text null

SELECT string_agg(DISTINCT a, ',' ORDER BY a, ',') FROM t
-- error 42P10 at `','`: in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list

SELECT array_agg(a ORDER BY 1) FROM t
-- rows exactly one
-- array_agg: text[] null

SELECT array_agg(a ORDER BY a USING <) FROM t
-- rows exactly one
-- array_agg: text[] null

SELECT array_agg(a ORDER BY a USING =) FROM t
-- error 42809 at `=`: operator = is not a valid ordering operator; help: ordering operators are `<` and `>` of btree operator families

SELECT array_agg(a ORDER BY a USING ||) FROM t
-- error 42809 at `||`: operator || is not a valid ordering operator; help: ordering operators are `<` and `>` of btree operator families

SELECT ag(id), ag(DISTINCT id), ag(*) FROM t
-- error 42883 at `ag`: function `ag()` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT max(VARIADIC l) FROM t
-- rows exactly one
-- max: integer[] null

SELECT count(VARIADIC l) FROM t
-- rows exactly one
-- count: bigint null

SELECT ag(a) FROM t
-- error 42883 at `ag`: function `ag(text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT any_value(id) FROM t
-- rows exactly one
-- any_value: integer null

SELECT xmlagg(x ORDER BY id), json_agg(t), jsonb_object_agg(a, n) FROM t
-- rows exactly one
-- xmlagg: xml null
-- json_agg: json null
-- jsonb_object_agg: jsonb null

SELECT json_object_agg(a) FROM t
-- error 42883 at `json_object_agg`: function `json_object_agg(text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT DISTINCT a FROM t ORDER BY n
-- error 42P10 at `n`: for SELECT DISTINCT, ORDER BY expressions must appear in select list

SELECT DISTINCT a FROM t ORDER BY lower(a)
-- error 42P10 at `lower(a)`: for SELECT DISTINCT, ORDER BY expressions must appear in select list

SELECT DISTINCT lower(a) FROM t ORDER BY lower(a)
-- rows many
-- lower: text null

SELECT DISTINCT ON (a) a, n FROM t ORDER BY n
-- error 42P10 at `a`: SELECT DISTINCT ON expressions must match initial ORDER BY expressions

SELECT DISTINCT ON (a) a, n FROM t ORDER BY a, n
-- rows many
-- a: text null
-- n: integer not null

SELECT DISTINCT ON (a, n) a FROM t ORDER BY n, a
-- rows many
-- a: text null

SELECT DISTINCT ON (a) n FROM t ORDER BY a, n, id
-- rows many
-- n: integer not null

SELECT DISTINCT ON (1) a FROM t
-- rows many
-- a: text null

SELECT DISTINCT ON (2) a FROM t
-- error 42P10 at `2`: DISTINCT ON position 2 is not in select list

SELECT DISTINCT ON ('x') a FROM t
-- error 42601 at `'x'`: non-integer constant in DISTINCT ON

SELECT DISTINCT js FROM oj
-- error 42883 at `js`: could not identify an equality operator for type json; help: cast it to `jsonb`, which can be compared

SELECT DISTINCT po FROM oj
-- error 42883 at `po`: could not identify an equality operator for type point

SELECT DISTINCT ON (js) 1 FROM oj
-- error 42883 at `js`: could not identify an equality operator for type json; help: cast it to `jsonb`, which can be compared

SELECT js FROM oj GROUP BY js
-- error 42883 at `js`: could not identify an equality operator for type json; help: cast it to `jsonb`, which can be compared

SELECT js FROM oj ORDER BY js
-- error 42883 at `js`: could not identify an ordering operator for type json; help: cast it to `jsonb`, which can be compared

SELECT po FROM oj ORDER BY po
-- error 42883 at `po`: could not identify an ordering operator for type point

SELECT js FROM oj UNION SELECT js FROM oj
-- error 42883 at `SELECT js FROM oj UNION SELECT js FROM oj`: could not identify an equality operator for type json; help: cast it to `jsonb`, which can be compared

SELECT js FROM oj UNION ALL SELECT js FROM oj
-- rows many
-- js: json null

SELECT po FROM oj INTERSECT SELECT po FROM oj
-- error 42883 at `SELECT po FROM oj INTERSECT SELECT po FROM oj`: could not identify an equality operator for type point

SELECT a FROM t ORDER BY a USING <, n USING >
-- rows many
-- a: text null

SELECT a FROM t ORDER BY a USING =
-- error 42809 at `=`: operator = is not a valid ordering operator; help: ordering operators are `<` and `>` of btree operator families

SELECT a FROM t ORDER BY a USING #
-- error 42883 at `#`: operator does not exist: `text # text`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT a FROM t ORDER BY 2
-- error 42P10 at `2`: ORDER BY position 2 is not in select list

SELECT a FROM t ORDER BY 'x'
-- error 42601 at `'x'`: non-integer constant in ORDER BY

SELECT a FROM t ORDER BY 1.0
-- error 42601 at `1.0`: non-integer constant in ORDER BY

SELECT a AS z, n AS z FROM t ORDER BY z
-- error 42702 at `z`: ORDER BY `z` is ambiguous

SELECT a AS n, n FROM t ORDER BY n
-- error 42702 at `n`: ORDER BY `n` is ambiguous

SELECT a AS z FROM t ORDER BY z || 'x'
-- error 42703 at `z`: column `z` does not exist; help: did you mean `a`?

SELECT a AS z FROM t GROUP BY z
-- rows many
-- z: text null

SELECT a AS n FROM t GROUP BY n
-- error 42803 at `a`: column `t.a` must appear in the GROUP BY clause or be used in an aggregate function; help: add `t.a` to GROUP BY

SELECT a AS z FROM t WHERE z = 'x'
-- error 42703 at `z`: column `z` does not exist; help: did you mean `a`?

SELECT a AS z FROM t GROUP BY a HAVING z = 'x'
-- error 42703 at `z`: column `z` does not exist; help: did you mean `a`?
