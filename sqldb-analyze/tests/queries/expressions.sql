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
-- Types, operators, calls, JSON and XML: the mistakes of parse_coerce.c, parse_expr.c, parse_func.c, parse_oper.c, parse_param.c, parse_type.c and parse_jsontable.c, and what is right beside them.

SELECT 1::nope
-- error 42704 at `nope`: type `nope` does not exist

SELECT 1::nope.int4
-- error 3F000 at `nope`: schema `nope` does not exist

SELECT 1::numeric(1001)
-- error 22023 at `numeric(1001)`: NUMERIC precision 1001 must be between 1 and 1000

SELECT 1::numeric(5, 2, 1)
-- error 22023 at `numeric(5, 2, 1)`: invalid NUMERIC type modifier

SELECT 1::int4(3)
-- error 42601 at `int4(3)`: type modifier is not allowed for type "int4"

SELECT 1::varchar(0)
-- error 22023 at `varchar(0)`: length for type varchar must be at least 1

SELECT 1::varchar(-1)
-- error 42601 at `-`: syntax error at or near `-`

SELECT 1::varchar('x')
-- error 42601 at `'x'`: syntax error at or near `'x'`

SELECT 1::varchar(a) FROM t
-- error 42601 at `a`: syntax error at or near `a`

SELECT 'x'::text(3)
-- error 42601 at `text(3)`: type modifier is not allowed for type "text"

SELECT 1::timestamp(9)
-- error 42846 at `1::timestamp(9)`: cannot cast type integer to timestamp without time zone

SELECT '1 day'::interval hour to second(9)
-- rows exactly one
-- interval: interval not null

SELECT 1::bit(0)
-- error 22023 at `bit(0)`: length for type bit must be at least 1

SELECT 1::t.id%TYPE
-- error 3F000 at `t`: schema `t` does not exist

SELECT 1::int[3][4], '{}'::int array[3]
-- error 42846 at `1::int[3][4]`: cannot cast type integer to integer[]

SELECT 1::int[]
-- error 42846 at `1::int[]`: cannot cast type integer to integer[]

SELECT 'x'::void
-- rows exactly one
-- void: void not null

SELECT 'x'::record
-- error 0A000 at `'x'`: input of anonymous composite types is not implemented

SELECT 'x'::cstring
-- rows exactly one
-- cstring: cstring not null

SELECT 'x'::"any"
-- rows exactly one
-- any: text not null

SELECT 'x'::trigger
-- error 0A000 at `'x'`: cannot accept a value of type trigger

SELECT NULL::unknown
-- rows exactly one
-- unknown: text null

SELECT 'x'::internal
-- error 0A000 at `'x'`: cannot accept a value of type internal

SELECT 1::xml
-- error 42846 at `1::xml`: cannot cast type integer to xml

SELECT true::int, 1::boolean
-- rows exactly one
-- int4: integer not null
-- bool: boolean not null

SELECT 1.5::boolean
-- error 42846 at `1.5::boolean`: cannot cast type numeric to boolean

SELECT now()::date::text
-- rows exactly one
-- now: text not null

SELECT now()::int
-- error 42846 at `now()::int`: cannot cast type timestamp with time zone to integer

SELECT ROW(1, 2)::pair, ROW(1)::pair
-- error 42846 at `ROW(1)`: cannot cast type record to pair

SELECT ROW(1, 'x')::pair
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT ROW(1, 2, 3)::pair
-- error 42846 at `ROW(1, 2, 3)`: cannot cast type record to pair

SELECT ROW(1, 2)::t
-- error 42846 at `ROW(1, 2)`: cannot cast type record to t

SELECT ROW(1, now())::pair
-- error 42846 at `ROW(1, now())`: cannot cast type record to pair

SELECT ROW(1, 2)::int
-- error 42846 at `ROW(1, 2)::int`: cannot cast type record to integer

SELECT ROW(1, 2)::text, ROW(1, 2)::record
-- rows exactly one
-- row: text not null
-- row: record not null

SELECT ARRAY[1, 'x']
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT ARRAY[1, '2'], ARRAY[NULL, 1]
-- rows exactly one
-- array: integer[] not null, elements not null
-- array: integer[] not null

SELECT ARRAY[1, true]
-- error 42804 at `true`: ARRAY types integer and boolean cannot be matched

SELECT ARRAY[]
-- error 42P18 at `ARRAY[]`: cannot determine type of empty array; help: explicitly cast to the desired type, for example `ARRAY[]::int4[]`

SELECT ARRAY[]::int[]
-- rows exactly one
-- array: integer[] not null, elements not null

SELECT ARRAY[ARRAY[1], 2]
-- error 42804 at `2`: ARRAY types integer[] and integer cannot be matched

SELECT ARRAY[[1], [2]], ARRAY[[], []]::int[]
-- rows exactly one
-- array: integer[] not null, elements not null
-- array: integer[] not null, elements not null

SELECT ARRAY[ROW(1, 2), ROW(3, 4)]
-- rows exactly one
-- array: record[] not null, elements not null

SELECT ARRAY[1, 2]::text
-- rows exactly one
-- array: text not null

SELECT ARRAY(SELECT 1, 2)
-- error 42601 at `ARRAY(SELECT 1, 2)`: subquery must return only one column

SELECT ARRAY(SELECT id FROM t), ARRAY(SELECT l FROM t)
-- rows exactly one
-- array: integer[] not null, elements not null
-- array: integer[] not null

SELECT ARRAY[$1, $2]
-- rows exactly one
-- sent SELECT ARRAY[$1::text, $2::text]
-- $1 text
-- $2 text
-- array: text[] not null, elements not null

SELECT CASE WHEN 1 THEN 2 END
-- error 42804 at `1`: argument of CASE/WHEN must be type boolean, not type integer

SELECT CASE 1 WHEN 'x' THEN 2 END
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT CASE 1 WHEN true THEN 2 END
-- error 42883 at `true`: operator does not exist: `integer = boolean`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT CASE WHEN true THEN 1 ELSE 'x' END
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT CASE WHEN true THEN 1 ELSE true END
-- error 42804 at `1`: CASE types boolean and integer cannot be matched

SELECT CASE WHEN true THEN generate_series(1, 2) END
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in CASE; help: you might be able to move the function into a LATERAL FROM item

SELECT COALESCE(1, 'x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT COALESCE(1, true)
-- error 42804 at `true`: COALESCE types integer and boolean cannot be matched

SELECT COALESCE(generate_series(1, 2), 1)
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in COALESCE; help: you might be able to move the function into a LATERAL FROM item

SELECT COALESCE()
-- error 42601 at `)`: syntax error at or near `)`

SELECT NULLIF(1, true)
-- error 42883 at `NULLIF(1, true)`: operator does not exist: `integer = boolean`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT NULLIF(1, 'x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT NULLIF(generate_series(1, 2), 1)
-- rows many
-- nullif: integer null

SELECT GREATEST(1, 'x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT GREATEST(1, true)
-- error 42804 at `true`: GREATEST types integer and boolean cannot be matched

SELECT LEAST(js, js) FROM oj
-- rows many
-- least: json null

SELECT GREATEST(po, po) FROM oj
-- rows many
-- greatest: point null

SELECT 1 IS DISTINCT FROM true
-- error 42883 at `1 IS DISTINCT FROM true`: operator does not exist: `integer = boolean`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT generate_series(1, 2) IS DISTINCT FROM 1
-- rows many
-- ?column?: boolean not null

SELECT 1 IS NULL, ROW(1) IS NOT NULL, 1 IS TRUE
-- error 42804 at `1`: argument of IS TRUE must be type boolean, not type integer

SELECT 'x' IS TRUE
-- error 22P02 at `'x'`: invalid input syntax for type boolean: `x`

SELECT 1 IS UNKNOWN
-- error 42804 at `1`: argument of IS UNKNOWN must be type boolean, not type integer

SELECT NOT 1
-- error 42804 at `1`: argument of NOT must be type boolean, not type integer

SELECT 1 AND true
-- error 42804 at `1`: argument of AND must be type boolean, not type integer

SELECT true OR 'x'
-- error 22P02 at `'x'`: invalid input syntax for type boolean: `x`

SELECT 1 IN ('x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT 1 IN (true)
-- error 42883 at `1 IN (true)`: operator does not exist: `integer = boolean`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 IN (1, 'x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT 1 IN (SELECT a FROM t)
-- error 42883 at `1 IN (SELECT a FROM t)`: operator does not exist: `integer = text`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 IN (SELECT 1, 2)
-- error 42601 at `SELECT 1, 2`: subquery has too many columns

SELECT (1, 2) IN (SELECT 1, 2), (1, 2) IN ((1, 2), (3, 4))
-- rows exactly one
-- ?column?: boolean not null
-- ?column?: boolean not null

SELECT (1, 2) IN (SELECT 1)
-- error 42601 at `SELECT 1`: subquery has too few columns

SELECT (1, 2) IN ((1, 2, 3))
-- error 42601 at `(1, 2) IN ((1, 2, 3))`: unequal number of entries in row expressions

SELECT (1, 2) IN (1)
-- error 42883 at `(1, 2) IN (1)`: operator does not exist: `record = integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 IN ((1, 2))
-- error 42883 at `1 IN ((1, 2))`: operator does not exist: `integer = record`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT (1, 2) = (1, 'x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT (1, 2) = (1, 2, 3)
-- error 42601 at `(1, 2) = (1, 2, 3)`: unequal number of entries in row expressions

SELECT (1, 2) < (1, true)
-- error 42883 at `<`: operator does not exist: `integer < boolean`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT (1, 2) + (1, 2)
-- error 42804 at `+`: row comparison operator must yield type boolean, not type integer

SELECT (1, 2) ~~ (1, 2)
-- error 42883 at `~~`: operator does not exist: `integer ~~ integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT ROW() = ROW()
-- error 0A000 at `ROW() = ROW()`: cannot compare rows of zero length

SELECT ROW() < ROW()
-- error 0A000 at `ROW() < ROW()`: cannot compare rows of zero length

SELECT ROW(1) = ROW(1), (1, 2) <> (3, 4), (1, 2) IS DISTINCT FROM (3, 4)
-- rows exactly one
-- ?column?: boolean not null
-- ?column?: boolean not null
-- ?column?: boolean not null

SELECT (SELECT 1, 2)
-- error 42601 at `(SELECT 1, 2)`: subquery must return only one column

SELECT (SELECT 1, 2) = (1, 2)
-- error 42601 at `(SELECT 1, 2)`: subquery must return only one column

SELECT (1, 2) = (SELECT 1, 2)
-- rows exactly one
-- ?column?: boolean not null

SELECT (1, 2) = (SELECT 1)
-- error 42601 at `SELECT 1`: subquery has too few columns

SELECT (1, 2) = ANY (SELECT 1, 2), (1, 2) < ALL (SELECT 1, 2)
-- rows exactly one
-- ?column?: boolean not null
-- ?column?: boolean not null

SELECT (1, 2) = ANY (SELECT 1, 2, 3)
-- error 42601 at `SELECT 1, 2, 3`: subquery has too many columns

SELECT (1, 2) = ANY (ARRAY[1])
-- error 42883 at `=`: operator does not exist: `record = integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 = ANY (1)
-- error 42809 at `1`: op ANY/ALL (array) requires array on right side; help: for a list of values write `IN (…)`

SELECT 1 = ANY ('{1,2}')
-- rows exactly one
-- ?column?: boolean null

SELECT 1 = ANY ('{x}')
-- error 22P02 at `'{x}'`: invalid input syntax for type integer: `x`

SELECT 1 = ANY (ARRAY['x'])
-- error 42883 at `=`: operator does not exist: `integer = text`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 = ANY (ARRAY[true])
-- error 42883 at `=`: operator does not exist: `integer = boolean`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 = ANY (NULL)
-- rows exactly one
-- ?column?: boolean null

SELECT 1 + ANY (ARRAY[1])
-- error 42809 at `+`: op ANY/ALL (array) requires operator to yield boolean

SELECT 'x' = ANY (l) FROM t
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT 1 = ALL (l), 1 = SOME (l) FROM t
-- rows many
-- ?column?: boolean null
-- ?column?: boolean null

SELECT a LIKE ANY (ARRAY['x']) FROM t
-- rows many
-- ?column?: boolean null

SELECT generate_series(1, 2) = ANY (l) FROM t
-- rows many
-- ?column?: boolean null

SELECT 1 = ANY (SELECT a FROM t)
-- error 42883 at `=`: operator does not exist: `integer = text`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT EXISTS (SELECT 1, 2), EXISTS (SELECT FROM t)
-- rows exactly one
-- exists: boolean not null
-- exists: boolean not null

SELECT 1 BETWEEN 'x' AND 2
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT 1 BETWEEN true AND 2
-- error 42883 at `1 BETWEEN true AND 2`: operator does not exist: `integer >= boolean`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 BETWEEN SYMMETRIC 2 AND 1
-- rows exactly one
-- ?column?: boolean not null

SELECT 1 + 'x'
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT 1 + true
-- error 42883 at `+`: operator does not exist: `integer + boolean`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 + '2', '1' + '2'
-- error 42725 at `+`: operator is not unique: `unknown + unknown`; help: say the type of what is unknown, such as `::int4`

SELECT 'a' || 'b', 1 || 'x', 1 || 2
-- error 42883 at `||`: operator does not exist: `integer || integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT -'x'
-- error 42725 at `-`: operator is not unique: `- unknown`; help: say the type of what is unknown, such as `::int4`

SELECT - true
-- error 42883 at `-`: operator does not exist: `- boolean`; help: No operator matches the given name and argument type. You might need to add an explicit type cast.

SELECT + '1', - '1'
-- error 42725 at `-`: operator is not unique: `- unknown`; help: say the type of what is unknown, such as `::int4`

SELECT @ 'x'
-- error 22P02 at `'x'`: invalid input syntax for type double precision: `x`

SELECT 1 OPERATOR(pg_catalog.+) 2
-- rows exactly one
-- ?column?: integer not null

SELECT 1 OPERATOR(nope.+) 2
-- error 3F000 at `nope`: schema `nope` does not exist

SELECT 1 OPERATOR(public.+) 2
-- error 42883 at `OPERATOR(public.+)`: operator does not exist: `integer public.+ integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT 1 === 2
-- error 42883 at `===`: operator does not exist: `integer === integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT a = id FROM t
-- error 42883 at `=`: operator does not exist: `text = integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT a = 1 FROM t
-- error 42883 at `=`: operator does not exist: `text = integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT id = '1', id = 'x' FROM t
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT m = 'sad', m = 'nope' FROM t
-- error 22P02 at `'nope'`: invalid input value for enum mood: `nope`

SELECT m = a FROM t
-- error 42883 at `=`: operator does not exist: `mood = text`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT d = '2024-13-01' FROM t
-- error 22008 at `'2024-13-01'`: date/time field value out of range: `2024-13-01`

SELECT d + 1, d + '1 day', d - d, ts - ts FROM t
-- error 42725 at `+`: operator is not unique: `date + unknown`; help: say the type of what is unknown, such as `::int4`

SELECT d + 1.5 FROM t
-- error 42883 at `+`: operator does not exist: `date + numeric`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT l || 1, l || '{1}', l || 'x' FROM t
-- error 22P02 at `'x'`: malformed array literal: `x`

SELECT j -> 'a', j ->> 0, j -> 1.5 FROM t
-- error 42883 at `->`: operator does not exist: `jsonb -> numeric`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT js = js FROM oj
-- error 42883 at `=`: operator does not exist: `json = json`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT po = po FROM oj
-- error 42883 at `=`: operator does not exist: `point = point`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT x = x FROM t
-- error 42883 at `=`: operator does not exist: `xml = xml`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT po ~= po FROM oj
-- rows many
-- ?column?: boolean null

SELECT p = p, p = ROW(1, 2), p = '(1,2)', t = t FROM t
-- error 0A000 at `'(1,2)'`: input of anonymous composite types is not implemented

SELECT p = 'x' FROM t
-- error 0A000 at `'x'`: input of anonymous composite types is not implemented

SELECT p = t FROM t
-- rows many
-- ?column?: boolean null

SELECT p < 1 FROM t
-- error 42883 at `<`: operator does not exist: `pair < integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT a COLLATE "C", id COLLATE "C" FROM t
-- error 42804 at `"C"`: collations are not supported by type integer

SELECT a COLLATE nope FROM t
-- error 42704 at `nope`: collation `nope` does not exist

SELECT nope(1)
-- error 42883 at `nope`: function `nope(integer)` does not exist; help: there is no function of this name; one of an extension is known after `CREATE EXTENSION` in a migration

SELECT nope.f(1)
-- error 3F000 at `nope`: schema `nope` does not exist

SELECT f()
-- error 42883 at `f`: function `f()` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT f(1, 2)
-- error 42883 at `f`: function `f(integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT f('x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT f('1'), f(NULL), f(1.5::int)
-- rows exactly one
-- f: integer null
-- f: integer null
-- f: integer null

SELECT f(1.5)
-- error 42883 at `f`: function `f(numeric)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT f(true)
-- error 42883 at `f`: function `f(boolean)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT f(a) FROM t
-- error 42883 at `f`: function `f(text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT ov('1')
-- rows exactly one
-- ov: integer null

SELECT ov(1.5)
-- error 42883 at `ov`: function `ov(numeric)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT ov(true)
-- error 42883 at `ov`: function `ov(boolean)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT amb('1', '2')
-- error 42725 at `amb`: function `amb(unknown, unknown)` is not unique; help: say the type of what is unknown, such as `::int4`

SELECT amb(1, 2)
-- error 42883 at `amb`: function `amb(integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT amb(NULL, NULL)
-- error 42725 at `amb`: function `amb(unknown, unknown)` is not unique; help: say the type of what is unknown, such as `::int4`

SELECT f2(1), f2(1, 'x'), f2(a => 1), f2(b => 'x', a => 1), f2(1, b => 'x')
-- rows exactly one
-- f2: integer null
-- f2: integer null
-- f2: integer null
-- f2: integer null
-- f2: integer null

SELECT f2(a => 1, 'x')
-- error 42601 at `'x'`: positional argument cannot follow named argument

SELECT f2(a => 1, a => 2)
-- error 42601 at `a`: argument name `a` used more than once

SELECT f2(1, a => 2)
-- error 42883 at `f2`: function `f2(integer, a => integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT f2(1, c => 2)
-- error 42883 at `f2`: function `f2(integer, c => integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT f2(b => 'x')
-- error 42883 at `f2`: function `f2(b => unknown)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT f2(1, b := 'x')
-- rows exactly one
-- f2: integer null

SELECT sum(a => 1)
-- error 42883 at `sum`: function `sum(a => integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT ag(a => 1)
-- error 42883 at `ag`: function `ag(a => integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT rank(a => 1) OVER ()
-- error 42883 at `rank`: function `rank(a => integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT vari(1, 2), vari(VARIADIC ARRAY[1]), vari(VARIADIC '{1}')
-- rows exactly one
-- vari: integer null
-- vari: integer null
-- vari: integer null

SELECT vari()
-- error 42883 at `vari`: function `vari()` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT vari(VARIADIC 1)
-- error 42883 at `vari`: function `vari(integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT vari('x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT vari(VARIADIC NULL)
-- rows exactly one
-- vari: integer null

SELECT f(VARIADIC ARRAY[1])
-- error 42883 at `f`: function `f(integer[])` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT concat(VARIADIC 1)
-- error 42804 at `concat`: VARIADIC argument must be an array

SELECT concat(VARIADIC ARRAY[1]), concat(), concat(1, 'x', true), format('%s', 1)
-- error 42883 at `concat`: function `concat()` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT same(1, 'x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT same(1, '2'), same(1, 2.5)
-- error 42883 at `same`: function `same(integer, numeric)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT same('x', 'y')
-- error 42804 at `same`: could not determine polymorphic type because input has type unknown

SELECT same(NULL, NULL)
-- error 42804 at `same`: could not determine polymorphic type because input has type unknown

SELECT same(1, true)
-- error 42883 at `same`: function `same(integer, boolean)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT array_append(1, 2)
-- error 42883 at `array_append`: function `array_append(integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT array_append(l, 'x') FROM t
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT array_append(l, 1.5), array_append(l, NULL) FROM t
-- rows many
-- array_append: numeric[] not null
-- array_append: integer[] not null

SELECT array_append(NULL, NULL)
-- rows exactly one
-- array_append: text[] not null

SELECT array_append('{1}', 2)
-- rows exactly one
-- array_append: integer[] not null

SELECT array_length(1, 1)
-- error 42883 at `array_length`: function `array_length(integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT unnest('{1}')
-- error 42725 at `unnest`: function `unnest(unknown)` is not unique; help: say the type of what is unknown, such as `::int4`

SELECT unnest(NULL)
-- error 42725 at `unnest`: function `unnest(unknown)` is not unique; help: say the type of what is unknown, such as `::int4`

SELECT cardinality('{}')
-- error 42804 at `cardinality`: could not determine polymorphic type because input has type unknown

SELECT array_position(l, 'x') FROM t
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT lower(r), upper(r), lower('x'), isempty(r), isempty('x') FROM t
-- error 42725 at `isempty`: function `isempty(unknown)` is not unique; help: say the type of what is unknown, such as `::int4`

SELECT isempty(1)
-- error 42883 at `isempty`: function `isempty(integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT range_merge(r, 'x') FROM t
-- error 22P02 at `'x'`: malformed range literal: `x`

SELECT range_merge(r, int8range(1, 2)) FROM t
-- error 42883 at `range_merge`: function `range_merge(int4range, int8range)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT enum_range(m), enum_range(NULL::mood), enum_range('sad') FROM t
-- error 42883 at `enum_range`: function `enum_range(unknown)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT enum_range(1)
-- error 42883 at `enum_range`: function `enum_range(integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT to_json('x'), row_to_json(t), row_to_json(1) FROM t
-- error 42804 at `to_json`: could not determine polymorphic type because input has type unknown

SELECT row_to_json('x')
-- error 0A000 at `'x'`: input of anonymous composite types is not implemented

SELECT * FROM jsonb_to_record('{}')
-- error 42601 at `jsonb_to_record('{}')`: a column definition list is required for functions returning "record"

SELECT * FROM jsonb_to_record('{}') AS q (a int)
-- rows exactly one
-- sent SELECT q.a FROM jsonb_to_record('{}') AS q (a int)
-- a: integer null

SELECT * FROM jsonb_to_record('{}') AS q (a int) WHERE a = 'x'
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT int4in('1'), int4out(1)
-- rows exactly one
-- int4in: integer not null
-- int4out: cstring not null

SELECT array_agg_finalfn(NULL)
-- error 42883 at `array_agg_finalfn`: function `array_agg_finalfn(unknown)` does not exist; help: there is no function of this name; one of an extension is known after `CREATE EXTENSION` in a migration

SELECT pr(1)
-- error 42809 at `pr`: `pr(integer)` is a procedure; help: To call a procedure, use CALL.

SELECT pro()
-- error 42809 at `pro`: `pro()` is a procedure; help: To call a procedure, use CALL.

SELECT t(s) FROM t, s
-- error 42883 at `t`: function `t(s)` does not exist; help: did you mean `f`?

SELECT id(t), a(t), t.a(1) FROM t
-- error 3F000 at `t`: schema `t` does not exist

SELECT a(s), nope(t) FROM t, s
-- error 42883 at `nope`: function `nope(t)` does not exist; help: there is no function of this name; one of an extension is known after `CREATE EXTENSION` in a migration

SELECT int4(1.5), text(1), "varchar"('x'), numeric('1'), date('2024-01-01')
-- error 42601 at `numeric`: syntax error at or near `numeric`

SELECT int4('x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT generate_series(1, 'x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT generate_series(1, 2, 3, 4)
-- error 42883 at `generate_series`: function `generate_series(integer, integer, integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT generate_series(1, 2) + generate_series(1, 3)
-- rows many
-- ?column?: integer null

SELECT generate_series(1, generate_series(1, 2))
-- rows many
-- generate_series: integer null

SELECT 1 WHERE generate_series(1, 2) = 1
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in WHERE

SELECT 1 HAVING generate_series(1, 2) = 1
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in HAVING

SELECT 1 FROM t JOIN s ON generate_series(1, 2) = 1
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in JOIN conditions

SELECT 1 FROM t GROUP BY generate_series(1, 2)
-- rows many
-- ?column?: integer not null

SELECT 1 FROM t ORDER BY generate_series(1, 2)
-- rows many
-- ?column?: integer not null

SELECT lower(a) FROM t WHERE lower(a) = 1
-- error 42883 at `=`: operator does not exist: `text = integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT count(generate_series(1, 2)) FROM t
-- error 0A000 at `count(generate_series(1, 2))`: aggregate function calls cannot contain set-returning function calls

SELECT count(*) FILTER (WHERE generate_series(1, 2) = 1) FROM t
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in FILTER

SELECT EXTRACT(year FROM ts), EXTRACT('nope' FROM ts), EXTRACT(epoch FROM d) FROM t
-- rows many
-- extract: numeric null
-- extract: numeric null
-- extract: numeric null

SELECT EXTRACT(year FROM 1)
-- error 42883 at `EXTRACT`: function `pg_catalog.extract(unknown, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT EXTRACT(year FROM 'x')
-- error 42725 at `EXTRACT`: function `pg_catalog.extract(unknown, unknown)` is not unique; help: say the type of what is unknown, such as `::int4`

SELECT SUBSTRING('x' FROM 1), SUBSTRING('x' FROM 'y'), SUBSTRING(1 FROM 1)
-- error 42883 at `SUBSTRING`: function `pg_catalog.substring(integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT SUBSTRING('x' SIMILAR 'y' ESCAPE 'z'), OVERLAY('x' PLACING 'y' FROM 1), POSITION('x' IN 'y'), TRIM(BOTH 'x' FROM 'y'), TRIM('x', 'y')
-- rows exactly one
-- substring: text null
-- overlay: text not null
-- position: integer not null
-- btrim: text not null
-- btrim: text not null

SELECT POSITION(1 IN 2)
-- error 42883 at `POSITION`: function `pg_catalog.position(integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT TRIM(1)
-- error 42883 at `TRIM`: function `pg_catalog.btrim(integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT OVERLAY(1 PLACING 2 FROM 3)
-- error 42883 at `OVERLAY`: function `pg_catalog.overlay(integer, integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT ts AT TIME ZONE 'UTC', ts AT TIME ZONE 1 FROM t
-- error 42883 at `AT TIME ZONE`: function `pg_catalog.timezone(integer, timestamp with time zone)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT ts AT TIME ZONE '1 day'::interval, d AT TIME ZONE 'UTC' FROM t
-- rows many
-- timezone: timestamp without time zone null
-- timezone: timestamp without time zone null

SELECT 'x' AT TIME ZONE 'UTC'
-- error 22007 at `'x'`: invalid input syntax for type timestamp with time zone: `x`

SELECT a SIMILAR TO 'x' ESCAPE 'y', a LIKE 'x' ESCAPE 'y', a ILIKE 'x', a LIKE 1 FROM t
-- error 42883 at `LIKE`: operator does not exist: `text ~~ integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT id LIKE 'x' FROM t
-- error 42883 at `LIKE`: operator does not exist: `integer ~~ unknown`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT (1, 2) OVERLAPS (3, 4)
-- error 42883 at `OVERLAPS`: function `pg_catalog.overlaps(integer, integer, integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT (d, d) OVERLAPS (d, d), (ts, '1 day') OVERLAPS (ts, ts), (d, '1 day') OVERLAPS (d, d) FROM t
-- error 22007 at `'1 day'`: invalid input syntax for type timestamp with time zone: `1 day`

SELECT (d, d) OVERLAPS (d, d, d) FROM t
-- error 42601 at `(d, d, d)`: wrong number of parameters on side of OVERLAPS expression

SELECT $1 + $2
-- error 42725 at `+`: operator is not unique: `unknown + unknown`; help: say the type of what is unknown, such as `::int4`

SELECT $1
-- rows exactly one
-- sent SELECT $1::text AS "?column?"
-- $1 text
-- ?column?: text not null

SELECT $1::int, $1::text
-- rows exactly one
-- sent SELECT $1::int4::int, $1::int4::text
-- $1 integer
-- int4: integer not null
-- text: text not null

SELECT $1 = $1
-- rows exactly one
-- sent SELECT $1::text = $1::text
-- $1 text
-- ?column?: boolean not null

SELECT $1 IS NULL
-- error 42P18 at `$1`: could not determine data type of parameter `$1`; help: write its type behind it, such as `::text`

SELECT $1 || $2
-- rows exactly one
-- sent SELECT $1::text || $2::text
-- $1 text
-- $2 text
-- ?column?: text not null

SELECT $2::int
-- error 42P18 at ``: could not determine data type of parameter `$1`; help: write its type behind it, such as `::text`

SELECT f($1), ov($1)
-- rows exactly one
-- sent SELECT f($1::int4), ov($1::int4)
-- $1 integer
-- f: integer null
-- ov: integer null

SELECT amb($1, $2)
-- error 42725 at `amb`: function `amb(unknown, unknown)` is not unique; help: say the type of what is unknown, such as `::int4`

SELECT lower($1), $1 + 1
-- error 42883 at `+`: operator does not exist: `text + integer`; note: `$1` is text because of its first use, at byte 13; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT CASE WHEN $1 THEN $2 ELSE 1 END
-- rows exactly one
-- sent SELECT CASE WHEN $1::bool THEN $2::int4 ELSE 1 END
-- $1 boolean
-- $2 integer
-- case: integer not null

SELECT * FROM t WHERE id = $1 AND a = $1
-- error 42883 at `=`: operator does not exist: `text = integer`; note: `$1` is integer because of its first use, at byte 27; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT * FROM t WHERE id IN ($1, $2) AND a LIKE $3 AND m = $4 AND l = $5 AND 1 = ANY ($6)
-- rows many
-- sent SELECT t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r FROM t WHERE id IN ($1::int4, $2::int4) AND a LIKE $3::text AND m = $4::public.mood AND l = $5::int4[] AND 1 = ANY ($6::int4[])
-- $1 integer
-- $2 integer
-- $3 text
-- $4 mood
-- $5 integer[]
-- $6 integer[]
-- id: integer not null
-- a: text not null
-- n: integer not null
-- u: integer null
-- b: boolean null
-- j: jsonb null
-- x: xml null
-- p: pair null
-- l: integer[] not null
-- ts: timestamp with time zone null
-- d: date null
-- m: mood not null
-- r: int4range null

SELECT * FROM t LIMIT $1 OFFSET $2
-- rows many
-- sent SELECT t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r FROM t LIMIT $1::int8 OFFSET $2::int8
-- $1 bigint
-- $2 bigint
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

SELECT array_append($1, 1), array_append($2, $3)
-- rows exactly one
-- sent SELECT array_append($1::int4[], 1), array_append($2::text[], $3::text)
-- $1 integer[]
-- $2 text[]
-- $3 text
-- array_append: integer[] not null
-- array_append: text[] not null

SELECT $0
-- error 42P02 at `$0`: there is no such parameter: a statement takes 65535 at most, counted from `$1`

SELECT $99999999999
-- error 42P02 at `$99999999999`: there is no such parameter: a statement takes 65535 at most, counted from `$1`

SELECT JSON_OBJECT('a': 1, 'b' VALUE 2 NULL ON NULL WITH UNIQUE KEYS RETURNING jsonb)
-- rows exactly one
-- json_object: jsonb not null

SELECT JSON_OBJECT('a': 1 RETURNING int)
-- error 42846 at `JSON_OBJECT('a': 1 RETURNING int)`: cannot cast type json to integer

SELECT JSON_VALUE('{}', '$' RETURNING text FORMAT JSON)
-- error 42601 at `FORMAT JSON`: cannot specify FORMAT JSON in RETURNING clause of JSON_VALUE()

SELECT JSON_OBJECT('a': 1 FORMAT JSON)
-- error 42804 at `FORMAT JSON`: cannot use non-string types with explicit FORMAT JSON clause

SELECT JSON_ARRAY(1, 2 RETURNING text), JSON_ARRAY(SELECT 1), JSON_ARRAY()
-- rows exactly one
-- json_array: text not null
-- json_array: json null
-- json_array: json not null

SELECT JSON_ARRAY(SELECT 1, 2)
-- error 42601 at `JSON_ARRAY(SELECT 1, 2)`: subquery must return only one column

SELECT JSON_ARRAY(1 RETURNING bytea FORMAT JSON ENCODING UTF8)
-- rows exactly one
-- json_array: bytea not null

SELECT JSON_ARRAY(1 RETURNING anyelement)
-- error 0A000 at `anyelement`: returning pseudo-types is not supported in SQL/JSON functions

SELECT JSON_OBJECTAGG(a: n), JSON_ARRAYAGG(a ORDER BY n) FROM t
-- rows exactly one
-- json_objectagg: json null
-- json_arrayagg: json null

SELECT JSON_ARRAYAGG(a ORDER BY n) OVER () FROM t
-- error 0A000 at `JSON_ARRAYAGG(a ORDER BY n) OVER ()`: aggregate ORDER BY is not implemented for window functions

SELECT JSON_ARRAYAGG(a) OVER (), JSON_ARRAYAGG(a) FILTER (WHERE b) FROM t
-- error 42803 at `a`: column `t.a` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY t.a`

SELECT a IS JSON, j IS JSON OBJECT, '{}' IS JSON WITH UNIQUE KEYS, id IS JSON FROM t
-- error 42804 at `id IS JSON`: cannot use type integer in IS JSON predicate

SELECT d IS JSON FROM t
-- error 42804 at `d IS JSON`: cannot use type date in IS JSON predicate

SELECT JSON('{}'), JSON('{}' WITH UNIQUE), JSON(1), JSON_SCALAR(1), JSON_SERIALIZE('{}' RETURNING text)
-- error 42846 at `1`: cannot cast type integer to json

SELECT JSON_SERIALIZE('{}' RETURNING int)
-- error 42804 at `int`: cannot use type integer in RETURNING clause of JSON_SERIALIZE(); help: try returning a string type or bytea

SELECT JSON_VALUE(j, '$.a'), JSON_QUERY(j, '$.a'), JSON_EXISTS(j, '$.a') FROM t
-- rows many
-- json_value: text null
-- json_query: jsonb null
-- json_exists: boolean null

SELECT JSON_VALUE(j, '$.') FROM t
-- error 42601 at `'$.'`: syntax error at end of jsonpath input

SELECT JSON_VALUE(j, 1) FROM t
-- error 42804 at `1`: JSON path expression must be of type jsonpath, not of type integer

SELECT JSON_VALUE(j, a) FROM t
-- rows many
-- json_value: text null

SELECT JSON_VALUE(id, '$') FROM t
-- error 42846 at `id`: cannot cast type integer to jsonb

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT 1 ON EMPTY ERROR ON ERROR) FROM t
-- rows many
-- json_value: integer null

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT 'x' ON EMPTY) FROM t
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT id ON EMPTY) FROM t
-- error 42804 at `id`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT JSON_VALUE(j, '$' DEFAULT (SELECT 1) ON EMPTY) FROM t
-- error 42804 at `(SELECT 1)`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT JSON_VALUE(j, '$' DEFAULT sum(1) ON EMPTY) FROM t
-- error 42804 at `sum(1)`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT JSON_VALUE(j, '$' DEFAULT generate_series(1, 2) ON EMPTY) FROM t
-- error 42804 at `generate_series(1, 2)`: DEFAULT expression must not return a set

SELECT JSON_VALUE(j, '$' EMPTY ON EMPTY) FROM t
-- error 42601 at `JSON_VALUE(j, '$' EMPTY ON EMPTY)`: invalid ON EMPTY behavior

SELECT JSON_VALUE(j, '$' TRUE ON ERROR) FROM t
-- error 42601 at `JSON_VALUE(j, '$' TRUE ON ERROR)`: invalid ON ERROR behavior

SELECT JSON_EXISTS(j, '$' NULL ON ERROR) FROM t
-- error 42601 at `JSON_EXISTS(j, '$' NULL ON ERROR)`: invalid ON ERROR behavior

SELECT JSON_EXISTS(j, '$' UNKNOWN ON ERROR) FROM t
-- rows many
-- json_exists: boolean null

SELECT JSON_QUERY(j, '$' EMPTY ARRAY ON EMPTY TRUE ON ERROR) FROM t
-- error 42601 at `JSON_QUERY(j, '$' EMPTY ARRAY ON EMPTY TRUE ON ERROR)`: invalid ON ERROR behavior

SELECT JSON_QUERY(j, '$' WITH WRAPPER OMIT QUOTES) FROM t
-- error 42601 at `OMIT QUOTES`: SQL/JSON QUOTES behavior must not be specified when WITH WRAPPER is used

SELECT JSON_QUERY(j, '$' RETURNING text OMIT QUOTES) FROM t
-- rows many
-- json_query: text null

SELECT JSON_QUERY(j, '$' RETURNING record) FROM t
-- error 0A000 at `record`: returning pseudo-types is not supported in SQL/JSON functions

SELECT JSON_VALUE(j, '$' PASSING 1 AS x, 'a' AS y) FROM t
-- rows many
-- json_value: text null

SELECT JSON_VALUE(j, '$' PASSING 1 AS x, 2 AS x) FROM t
-- rows many
-- json_value: text null

SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (a int PATH '$.a', o FOR ORDINALITY)) q
-- rows many
-- sent SELECT q.a, q.o FROM JSON_TABLE('[]', '$' COLUMNS (a int PATH '$.a', o FOR ORDINALITY)) q
-- a: integer null
-- o: integer not null

SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (a int, a int)) q
-- error 42712 at `a`: duplicate JSON_TABLE column or path name: a

SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (o FOR ORDINALITY, p FOR ORDINALITY)) q
-- error 42601 at `p`: only one FOR ORDINALITY column is allowed

SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (a nope)) q
-- error 42704 at `nope`: type `nope` does not exist

SELECT * FROM JSON_TABLE('[]', '$.' COLUMNS (a int)) q
-- error 42601 at `'$.'`: syntax error at end of jsonpath input

SELECT * FROM JSON_TABLE('[]', 'x' || 'y' COLUMNS (a int)) q
-- error 0A000 at `'x' || 'y'`: only string constants are supported in JSON_TABLE path specification

SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (a int EXISTS, b text FORMAT JSON, NESTED PATH '$.c' COLUMNS (d int))) q
-- rows many
-- sent SELECT q.a, q.b, q.d FROM JSON_TABLE('[]', '$' COLUMNS (a int EXISTS, b text FORMAT JSON, NESTED PATH '$.c' COLUMNS (d int))) q
-- a: integer null
-- b: text null
-- d: integer null

SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (a text WITH WRAPPER OMIT QUOTES)) q
-- error 42601 at `OMIT QUOTES`: SQL/JSON QUOTES behavior must not be specified when WITH WRAPPER is used

SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (a int EXISTS DEFAULT 1 ON ERROR)) q
-- error 42601 at `a`: invalid ON ERROR behavior

SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (a int) ERROR ON ERROR) q
-- rows many
-- sent SELECT q.a FROM JSON_TABLE('[]', '$' COLUMNS (a int) ERROR ON ERROR) q
-- a: integer null

SELECT * FROM JSON_TABLE(1, '$' COLUMNS (a int)) q
-- error 42846 at `1`: cannot cast type integer to jsonb

SELECT * FROM t, JSON_TABLE(t.j, '$' COLUMNS (a int)) q
-- rows many
-- sent SELECT t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r, q.a FROM t, JSON_TABLE(t.j, '$' COLUMNS (a int)) q
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
-- a: integer null

SELECT XMLELEMENT(NAME foo, XMLATTRIBUTES(a, n AS z), 'x'), XMLFOREST(a, n AS z), XMLCONCAT(x, x) FROM t
-- rows many
-- xmlelement: xml not null
-- xmlforest: xml null
-- xmlconcat: xml null

SELECT XMLELEMENT(NAME foo, XMLATTRIBUTES(a, n AS a)) FROM t
-- error 42601 at `a`: XML attribute name `a` appears more than once

SELECT XMLELEMENT(NAME foo, XMLATTRIBUTES(1)) FROM t
-- error 42601 at `1`: unnamed XML attribute value must be a column reference

SELECT XMLFOREST(1)
-- error 42601 at `1`: unnamed XML element value must be a column reference

SELECT XMLCONCAT(1)
-- error 42804 at `1`: argument of XMLCONCAT must be type xml, not type integer

SELECT XMLCONCAT('x', 'y')
-- rows exactly one
-- xmlconcat: xml null

SELECT XMLPARSE(DOCUMENT '<x/>'), XMLPARSE(CONTENT a), XMLPI(NAME foo, 'x'), XMLROOT(x, VERSION '1.0') FROM t
-- rows many
-- xmlparse: xml not null
-- xmlparse: xml null
-- xmlpi: xml not null
-- xmlroot: xml null

SELECT XMLROOT('<x/>', VERSION NO VALUE)
-- rows exactly one
-- xmlroot: xml null

SELECT XMLSERIALIZE(CONTENT x AS text), XMLSERIALIZE(CONTENT x AS int) FROM t
-- error 42846 at `int`: cannot cast XMLSERIALIZE result to integer

SELECT x IS DOCUMENT, 'x' IS DOCUMENT, 1 IS DOCUMENT FROM t
-- error 42804 at `1`: argument of IS DOCUMENT must be type xml, not type integer

SELECT XMLEXISTS('/x' PASSING x), XMLEXISTS(1 PASSING x) FROM t
-- error 42883 at `XMLEXISTS`: function `pg_catalog.xmlexists(integer, xml)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT * FROM XMLTABLE('/x' PASSING '<x/>' COLUMNS a int PATH 'a' DEFAULT 1 NOT NULL, o FOR ORDINALITY) q
-- rows many
-- sent SELECT q.a, q.o FROM XMLTABLE('/x' PASSING '<x/>' COLUMNS a int PATH 'a' DEFAULT 1 NOT NULL, o FOR ORDINALITY) q
-- a: integer not null
-- o: integer not null

SELECT * FROM XMLTABLE('/x' PASSING '<x/>' COLUMNS a int, a int) q
-- error 42601 at `XMLTABLE('/x' PASSING '<x/>' COLUMNS a int, a int) q`: column name `a` is not unique

SELECT * FROM XMLTABLE('/x' PASSING '<x/>' COLUMNS o FOR ORDINALITY, p FOR ORDINALITY) q
-- error 42601 at `p`: only one FOR ORDINALITY column is allowed

SELECT * FROM XMLTABLE('/x' PASSING 1 COLUMNS a int) q
-- error 42804 at `1`: argument of XMLTABLE must be type xml, not type integer

SELECT * FROM XMLTABLE(1 PASSING '<x/>' COLUMNS a int) q
-- rows many
-- sent SELECT q.a FROM XMLTABLE(1 PASSING '<x/>' COLUMNS a int) q
-- a: integer null

SELECT * FROM XMLTABLE('/x' PASSING '<x/>' COLUMNS a int DEFAULT 'x') q
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT * FROM XMLTABLE('/x' PASSING '<x/>' COLUMNS a int PATH 1) q
-- rows many
-- sent SELECT q.a FROM XMLTABLE('/x' PASSING '<x/>' COLUMNS a int PATH 1) q
-- a: integer null

SELECT * FROM XMLTABLE(XMLNAMESPACES('u' AS x, 'v' AS x), '/x' PASSING '<x/>' COLUMNS a int) q
-- error 42601 at `'v' AS x`: namespace name `x` is not unique

SELECT * FROM XMLTABLE(XMLNAMESPACES(DEFAULT 'u', DEFAULT 'v'), '/x' PASSING '<x/>' COLUMNS a int) q
-- error 42601 at `DEFAULT 'v'`: only one default namespace is allowed

SELECT CURRENT_DATE, CURRENT_TIME(3), LOCALTIMESTAMP(9), CURRENT_USER, USER
-- rows exactly one
-- current_date: date not null
-- current_time: time with time zone not null
-- localtimestamp: timestamp without time zone not null
-- current_user: name not null
-- user: name not null

SELECT CURRENT_TIMESTAMP(7), CURRENT_TIME(-1)
-- error 42601 at `-`: syntax error at or near `-`

SELECT 0x1F, 0b101, 0o17, 1_000, 1_000.5, 9223372036854775808
-- rows exactly one
-- ?column?: integer not null
-- ?column?: integer not null
-- ?column?: integer not null
-- ?column?: integer not null
-- ?column?: numeric not null
-- ?column?: numeric not null

SELECT 1a
-- error 42601 at `1a`: trailing junk after numeric literal at or near `1a`

SELECT 0x
-- error 42601 at `0x`: trailing junk after numeric literal at or near `0x`

SELECT 1_
-- error 42601 at `1_`: trailing junk after numeric literal at or near `1_`

SELECT 1__0
-- error 42601 at `1__0`: trailing junk after numeric literal at or near `1__0`

SELECT 1.5e
-- error 42601 at `1.5e`: trailing junk after numeric literal at or near `1.5e`

SELECT E'\u0041', U&'\0041', U&'\004', E'\x', 'a' 'b'
-- error 42601 at `U&'\004'`: invalid Unicode escape

SELECT U&'\0041' UESCAPE '!'
-- rows exactly one
-- ?column?: text not null

SELECT U&'!0041' UESCAPE '!', U&"d!0061t" UESCAPE '!' FROM (SELECT 1 AS dat) q
-- rows exactly one
-- ?column?: text not null
-- dat: integer not null

SELECT B'101', X'1F', B'2'
-- error 22P02 at `B'2'`: `2` is not a valid binary digit

SELECT $$x$$, $a$ $$ $a$
-- rows exactly one
-- ?column?: text not null
-- ?column?: text not null

SELECT ""
-- error 42601 at `""`: zero-length delimited identifier

SELECT * FROM t WHERE id = 0x1F
-- rows at most one
-- sent SELECT t.id, t.a, t.n, t.u, t.b, t.j, t.x, t.p, t.l, t.ts, t.d, t.m, t.r FROM t WHERE id = 0x1F
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

SELECT 'a'::text::unknown
-- error XX000 at `'a'::text::unknown`: failed to find conversion function from unknown to text

SELECT nullif('a'::text::unknown, 'b')
-- error XX000 at `'a'::text::unknown`: failed to find conversion function from unknown to text

SELECT CASE WHEN true THEN nullif('a', 'b')::unknown ELSE 'c' END
-- error XX000 at `nullif('a', 'b')::unknown`: failed to find conversion function from unknown to text

SELECT 'a'::text::unknown::int
-- error XX000 at `'a'::text::unknown`: failed to find conversion function from unknown to integer

SELECT 'a'::text::unknown::text AS x, unknownsend('a'::text::unknown) AS y, concat('a'::text::unknown) AS z, 'a'::unknown::unknown AS u
-- rows exactly one
-- x: text not null
-- y: bytea not null
-- z: text not null
-- u: text not null

-- COLLATE around a parameter is no use of its own.

SELECT ROW(<x> COLLATE "C", 2) = ROW('x', 2)
-- rows exactly one
-- sent SELECT ROW($1::text COLLATE "C", 2) = ROW('x', 2)
-- $1 text
-- ?column?: boolean not null

SELECT (1, 'x') IN (SELECT 1, <x> COLLATE "C")
-- rows exactly one
-- sent SELECT (1, 'x') IN (SELECT 1, $1::text COLLATE "C" AS "?column?")
-- $1 text
-- ?column?: boolean not null

SELECT (<x> COLLATE "C", 2) IN ((('y'), 2), ('z', 3))
-- rows exactly one
-- sent SELECT ($1::text COLLATE "C", 2) IN ((('y'), 2), ('z', 3))
-- $1 text
-- ?column?: boolean not null

SELECT (('a'::text, 1) < (<x> COLLATE "C", 2)), <y> COLLATE "C" = 'x'
-- rows exactly one
-- sent SELECT (('a'::text, 1) < ($1::text COLLATE "C", 2)), $2::text COLLATE "C" = 'x'
-- $1 text
-- $2 text
-- ?column?: boolean not null
-- ?column?: boolean not null

SELECT ROW(<x> COLLATE "C")
-- error 42P18 at `<x>`: could not determine data type of parameter `$1`; help: write its type behind it, such as `::text`

-- Sets have no place in what is compared or looked at once more.

SELECT CASE generate_series(1, 2) WHEN 1 THEN 1 END
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in CASE; help: you might be able to move the function into a LATERAL FROM item

SELECT lag(generate_series(1, 2)) OVER ()
-- error 0A000 at `lag(generate_series(1, 2)) OVER ()`: window function calls cannot contain set-returning function calls; help: you might be able to move the function into a LATERAL FROM item

SELECT sum(generate_series(1, 2)) OVER ()
-- error 0A000 at `sum(generate_series(1, 2)) OVER ()`: window function calls cannot contain set-returning function calls; help: you might be able to move the function into a LATERAL FROM item

SELECT generate_series(1, 2) IN (SELECT 1)
-- error 42804 at `generate_series(1, 2) IN (SELECT 1)`: row comparison operator must not return a set

SELECT ROW(1, generate_series(1, 2)) = ROW(1, 2)
-- error 42804 at `=`: row comparison operator must not return a set

SELECT 'x' COLLATE nope.mine
-- error 3F000 at `nope`: schema `nope` does not exist

-- A type with a modifier before a string.

SELECT numeric(5, 2) '1.234', pg_catalog.varchar(3) 'abc', pg_catalog.numeric(3, 1) '1.25'
-- rows exactly one
-- numeric: numeric not null
-- varchar: character varying not null
-- numeric: numeric not null

SELECT text(5) 'x'
-- error 42601 at `text(5)`: type modifier is not allowed for type "text"

SELECT pg_catalog.numeric(3, 1) 'x'
-- error 22P02 at `'x'`: invalid input syntax for type numeric: `x`

SELECT abs(1) 'x'
-- error 42704 at `abs(1)`: type `abs` does not exist

SELECT <x>::unknown = 1
-- rows exactly one
-- sent SELECT $1::unknown = 1
-- $1 integer
-- ?column?: boolean not null

SELECT CAST(<x> AS unknown) AS x, <y>::unknown::text AS y, <z>::unknown IN (1, 2) AND <z> > 1 AS z
-- rows exactly one
-- sent SELECT CAST($1 AS unknown) AS x, $2::unknown::text AS y, $3::unknown IN (1, 2) AND $3::int4 > 1 AS z
-- $1 text
-- $2 text
-- $3 integer
-- x: text not null
-- y: text not null
-- z: boolean not null
