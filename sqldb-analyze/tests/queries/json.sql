CREATE TABLE t (id int PRIMARY KEY, a text, b int, j jsonb, js json, by bytea);
CREATE DOMAIN jd AS json;
CREATE DOMAIN td AS text;
---
-- SQL/JSON: formats and encodings, what happens on mistakes, and the names of JSON_TABLE.

SELECT JSON_OBJECT('a': by FORMAT JSON ENCODING UTF8) FROM t
-- rows many
-- json_object: json not null

SELECT JSON_OBJECT('a': by FORMAT JSON ENCODING UTF16) FROM t
-- rows many
-- json_object: json not null

SELECT JSON_OBJECT('a': by FORMAT JSON ENCODING UTF32) FROM t
-- rows many
-- json_object: json not null

SELECT JSON_OBJECT('a': by FORMAT JSON ENCODING latin1) FROM t
-- error 22023 at `latin1`: unrecognized JSON encoding: latin1

SELECT JSON_OBJECT('a': a FORMAT JSON ENCODING UTF8) FROM t
-- error 42804 at `FORMAT JSON ENCODING UTF8`: JSON ENCODING clause is only allowed for bytea input type

SELECT JSON_OBJECT('a': a FORMAT JSON) FROM t
-- rows many
-- json_object: json not null

SELECT JSON_OBJECT('a': j FORMAT JSON ENCODING UTF8) FROM t
-- error 42804 at `FORMAT JSON ENCODING UTF8`: JSON ENCODING clause is only allowed for bytea input type

SELECT JSON_OBJECT('a': b FORMAT JSON) FROM t
-- error 42804 at `FORMAT JSON`: cannot use non-string types with explicit FORMAT JSON clause

SELECT JSON_ARRAY(1 RETURNING text FORMAT JSON)
-- rows exactly one
-- json_array: text not null

SELECT JSON_ARRAY(1 RETURNING text FORMAT JSON ENCODING UTF8)
-- error 0A000 at `FORMAT JSON ENCODING UTF8`: cannot set JSON encoding for non-bytea output types

SELECT JSON_ARRAY(1 RETURNING bytea FORMAT JSON ENCODING UTF8)
-- rows exactly one
-- json_array: bytea not null

SELECT JSON_ARRAY(1 RETURNING bytea FORMAT JSON ENCODING UTF16)
-- error 0A000 at `FORMAT JSON ENCODING UTF16`: unsupported JSON encoding; help: only UTF8 is supported

SELECT JSON_ARRAY(1 RETURNING bytea FORMAT JSON ENCODING UTF32)
-- error 0A000 at `FORMAT JSON ENCODING UTF32`: unsupported JSON encoding; help: only UTF8 is supported

SELECT JSON_ARRAY(1 RETURNING int FORMAT JSON)
-- error 42846 at `JSON_ARRAY(1 RETURNING int FORMAT JSON)`: cannot cast type json to integer

SELECT JSON_ARRAY(1 RETURNING int)
-- error 42846 at `JSON_ARRAY(1 RETURNING int)`: cannot cast type json to integer

SELECT JSON_ARRAY(1 RETURNING jsonb FORMAT JSON)
-- rows exactly one
-- json_array: jsonb not null

SELECT JSON_ARRAY(1 RETURNING json FORMAT JSON ENCODING UTF8)
-- error 0A000 at `FORMAT JSON ENCODING UTF8`: cannot set JSON encoding for non-bytea output types

SELECT JSON_ARRAY(1 RETURNING jd)
-- rows exactly one
-- json_array: json not null

SELECT JSON_ARRAY(1 RETURNING td)
-- rows exactly one
-- json_array: text not null

SELECT JSON_ARRAY(1 RETURNING record)
-- error 0A000 at `record`: returning pseudo-types is not supported in SQL/JSON functions

SELECT JSON_ARRAY(1 RETURNING anyelement)
-- error 0A000 at `anyelement`: returning pseudo-types is not supported in SQL/JSON functions

SELECT JSON_OBJECTAGG(a: b RETURNING text FORMAT JSON) FROM t
-- rows exactly one
-- json_objectagg: text null

SELECT JSON_OBJECTAGG(a: b RETURNING text FORMAT JSON ENCODING UTF8) FROM t
-- error 0A000 at `FORMAT JSON ENCODING UTF8`: cannot set JSON encoding for non-bytea output types

SELECT JSON_ARRAYAGG(b RETURNING int FORMAT JSON) FROM t
-- error 42846 at `JSON_ARRAYAGG(b RETURNING int FORMAT JSON)`: cannot cast type json to integer

SELECT JSON_ARRAYAGG(b RETURNING int) FROM t
-- error 42846 at `JSON_ARRAYAGG(b RETURNING int)`: cannot cast type json to integer

SELECT JSON_SERIALIZE('{}' RETURNING text FORMAT JSON)
-- rows exactly one
-- json_serialize: text not null

SELECT JSON_SERIALIZE('{}' RETURNING bytea FORMAT JSON ENCODING UTF8)
-- rows exactly one
-- json_serialize: bytea not null

SELECT JSON_SERIALIZE('{}' RETURNING bytea FORMAT JSON ENCODING UTF16)
-- error 0A000 at `FORMAT JSON ENCODING UTF16`: unsupported JSON encoding; help: only UTF8 is supported

SELECT JSON_SERIALIZE('{}' RETURNING jsonb)
-- error 42804 at `jsonb`: cannot use type jsonb in RETURNING clause of JSON_SERIALIZE(); help: try returning a string type or bytea

SELECT JSON_SERIALIZE('{}' RETURNING text FORMAT JSON ENCODING UTF8)
-- error 0A000 at `FORMAT JSON ENCODING UTF8`: cannot set JSON encoding for non-bytea output types

SELECT JSON('{}' FORMAT JSON)
-- rows exactly one
-- json: json not null

SELECT JSON('{}' FORMAT JSON ENCODING UTF8)
-- error 42804 at `FORMAT JSON ENCODING UTF8`: JSON ENCODING clause is only allowed for bytea input type

SELECT JSON('{}'::bytea FORMAT JSON ENCODING UTF8)
-- rows exactly one
-- json: json not null

SELECT JSON(by) FROM t
-- rows many
-- json: json null

SELECT JSON('{}' WITH UNIQUE KEYS)
-- rows exactly one
-- json: json not null

SELECT JSON(j WITH UNIQUE KEYS) FROM t
-- error 42804 at `j`: cannot use non-string types with WITH UNIQUE KEYS clause

SELECT JSON(js WITH UNIQUE KEYS) FROM t
-- error 42804 at `js`: cannot use non-string types with WITH UNIQUE KEYS clause

SELECT JSON(by WITH UNIQUE KEYS) FROM t
-- rows many
-- json: json null

SELECT JSON(b) FROM t
-- error 42846 at `b`: cannot cast type integer to json

SELECT JSON(a FORMAT JSON WITH UNIQUE) FROM t
-- rows many
-- json: json null

SELECT JSON_SCALAR(by) FROM t
-- rows many
-- json_scalar: json null

SELECT by IS JSON FROM t
-- rows many
-- ?column?: boolean null

SELECT JSON_VALUE(j, '$' RETURNING text FORMAT JSON) FROM t
-- error 42601 at `FORMAT JSON`: cannot specify FORMAT JSON in RETURNING clause of JSON_VALUE()

SELECT JSON_VALUE(a, '$') FROM t
-- rows many
-- json_value: text null

SELECT JSON_VALUE(a FORMAT JSON, '$') FROM t
-- rows many
-- json_value: text null

SELECT JSON_VALUE(by FORMAT JSON ENCODING UTF8, '$') FROM t
-- rows many
-- json_value: text null

SELECT JSON_VALUE(by FORMAT JSON ENCODING UTF16, '$') FROM t
-- rows many
-- json_value: text null

SELECT JSON_VALUE(by, '$') FROM t
-- error 42846 at `by`: cannot cast type bytea to jsonb

SELECT JSON_VALUE(b, '$') FROM t
-- error 42846 at `b`: cannot cast type integer to jsonb

SELECT JSON_QUERY(j, '$' RETURNING text FORMAT JSON ENCODING UTF8) FROM t
-- error 0A000 at `FORMAT JSON ENCODING UTF8`: cannot set JSON encoding for non-bytea output types

SELECT JSON_QUERY(j, '$' RETURNING bytea FORMAT JSON ENCODING UTF8) FROM t
-- rows many
-- json_query: bytea null

SELECT JSON_QUERY(j, '$' RETURNING bytea FORMAT JSON ENCODING UTF16) FROM t
-- error 0A000 at `FORMAT JSON ENCODING UTF16`: unsupported JSON encoding; help: only UTF8 is supported

SELECT JSON_QUERY(j, '$' RETURNING int FORMAT JSON) FROM t
-- error 0A000 at `FORMAT JSON`: cannot use JSON format with non-string output types

SELECT JSON_QUERY(j, '$' PASSING a FORMAT JSON AS x) FROM t
-- rows many
-- json_query: jsonb null

SELECT JSON_QUERY(j, '$' PASSING a FORMAT JSON ENCODING UTF8 AS x) FROM t
-- error 42804 at `FORMAT JSON ENCODING UTF8`: JSON ENCODING clause is only allowed for bytea input type

SELECT JSON_QUERY(j, '$' PASSING 1 AS x, 2 AS x) FROM t
-- rows many
-- json_query: jsonb null

SELECT JSON_QUERY(j, '$' WITH WRAPPER KEEP QUOTES) FROM t
-- rows many
-- json_query: jsonb null

SELECT JSON_QUERY(j, '$' WITH WRAPPER OMIT QUOTES) FROM t
-- error 42601 at `OMIT QUOTES`: SQL/JSON QUOTES behavior must not be specified when WITH WRAPPER is used

SELECT JSON_QUERY(j, '$' WITHOUT WRAPPER OMIT QUOTES) FROM t
-- rows many
-- json_query: jsonb null

SELECT JSON_QUERY(j, '$' WITH CONDITIONAL WRAPPER OMIT QUOTES) FROM t
-- error 42601 at `OMIT QUOTES`: SQL/JSON QUOTES behavior must not be specified when WITH WRAPPER is used

SELECT JSON_QUERY(j, '$' OMIT QUOTES WITH WRAPPER) FROM t
-- error 42601 at `WITH`: syntax error at or near `with`

SELECT JSON_QUERY(j, '$' TRUE ON ERROR) FROM t
-- error 42601 at `JSON_QUERY(j, '$' TRUE ON ERROR)`: invalid ON ERROR behavior

SELECT JSON_QUERY(j, '$' UNKNOWN ON ERROR) FROM t
-- error 42601 at `JSON_QUERY(j, '$' UNKNOWN ON ERROR)`: invalid ON ERROR behavior

SELECT JSON_QUERY(j, '$' EMPTY OBJECT ON EMPTY EMPTY ARRAY ON ERROR) FROM t
-- rows many
-- json_query: jsonb null

SELECT JSON_VALUE(j, '$' EMPTY ARRAY ON ERROR) FROM t
-- error 42601 at `JSON_VALUE(j, '$' EMPTY ARRAY ON ERROR)`: invalid ON ERROR behavior

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT 'x' ON ERROR) FROM t
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT b ON ERROR) FROM t
-- error 42804 at `b`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT b + 1 ON ERROR) FROM t
-- error 42804 at `b + 1`: DEFAULT expression must not contain column references

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT (SELECT 1) ON ERROR) FROM t
-- error 42804 at `(SELECT 1)`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT count(*) ON ERROR) FROM t
-- error 42804 at `count(*)`: can only specify a constant, non-aggregate function, or operator expression for DEFAULT

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT generate_series(1, 2) ON ERROR) FROM t
-- error 42804 at `generate_series(1, 2)`: DEFAULT expression must not return a set

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT random() ON ERROR) FROM t
-- rows many
-- json_value: integer null

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT 1 + 2 ON EMPTY) FROM t
-- rows many
-- json_value: integer null

SELECT JSON_VALUE(j, '$' RETURNING int DEFAULT '1'::text ON EMPTY) FROM t
-- rows many
-- json_value: integer null

SELECT JSON_VALUE(j, '$' RETURNING int[] DEFAULT '{1}' ON EMPTY) FROM t
-- rows many
-- json_value: integer[] null

SELECT JSON_VALUE(j, '$' RETURNING record) FROM t
-- error 0A000 at `record`: returning pseudo-types is not supported in SQL/JSON functions

SELECT JSON_EXISTS(j, '$' EMPTY ON ERROR) FROM t
-- error 42601 at `JSON_EXISTS(j, '$' EMPTY ON ERROR)`: invalid ON ERROR behavior

SELECT JSON_EXISTS(j, '$' UNKNOWN ON ERROR) FROM t
-- rows many
-- json_exists: boolean null

SELECT JSON_EXISTS(j, '$' DEFAULT true ON ERROR) FROM t
-- error 42601 at `JSON_EXISTS(j, '$' DEFAULT true ON ERROR)`: invalid ON ERROR behavior

SELECT JSON_EXISTS(j, '$' ERROR ON EMPTY) FROM t
-- error 42601 at `EMPTY`: syntax error at or near `empty`

SELECT JSON_EXISTS(j, '$' RETURNING int) FROM t
-- error 42601 at `RETURNING`: syntax error at or near `returning`

SELECT JSON_EXISTS(j, a) FROM t
-- rows many
-- json_exists: boolean null

SELECT JSON_EXISTS(j, b) FROM t
-- error 42804 at `b`: JSON path expression must be of type jsonpath, not of type integer

SELECT JSON_EXISTS(j, '$.') FROM t
-- error 42601 at `'$.'`: syntax error at end of jsonpath input

SELECT JSON_EXISTS(j, NULL) FROM t
-- rows many
-- json_exists: boolean null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (a int, a int)) jt
-- error 42712 at `a`: duplicate JSON_TABLE column or path name: a

SELECT * FROM t, JSON_TABLE(j, '$' AS a COLUMNS (a int)) jt
-- error 42712 at `a`: duplicate JSON_TABLE column or path name: a

SELECT * FROM t, JSON_TABLE(j, '$' AS p COLUMNS (a int, NESTED PATH '$.x' AS p COLUMNS (b int))) jt
-- error 42712 at `p`: duplicate JSON_TABLE column or path name: p

SELECT * FROM t, JSON_TABLE(j, '$' AS p COLUMNS (a int, NESTED PATH '$.x' AS q COLUMNS (p int))) jt
-- error 42712 at `p`: duplicate JSON_TABLE column or path name: p

SELECT * FROM t, JSON_TABLE(j, '$' AS p COLUMNS (a int, NESTED PATH '$.x' AS a COLUMNS (b int))) jt
-- error 42712 at `a`: duplicate JSON_TABLE column or path name: a

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (a int, NESTED PATH '$.x' COLUMNS (a int))) jt
-- error 42712 at `a`: duplicate JSON_TABLE column or path name: a

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (a int, NESTED '$.x' AS q COLUMNS (c int), NESTED '$.y' AS q COLUMNS (d int))) jt
-- error 42712 at `q`: duplicate JSON_TABLE column or path name: q

SELECT * FROM t, JSON_TABLE(j, '$' AS json_table_path_0 COLUMNS (a int, NESTED '$.x' COLUMNS (c int))) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.a, jt.c FROM t, JSON_TABLE(j, '$' AS json_table_path_0 COLUMNS (a int, NESTED '$.x' COLUMNS (c int))) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- a: integer null
-- c: integer null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (json_table_path_0 int)) jt
-- error 42712 at `json_table_path_0`: duplicate JSON_TABLE column or path name: json_table_path_0

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (NESTED '$.x' AS json_table_path_0 COLUMNS (c int))) jt
-- error 42712 at `json_table_path_0`: duplicate JSON_TABLE column or path name: json_table_path_0

SELECT * FROM t, JSON_TABLE(j, a COLUMNS (x int)) jt
-- error 0A000 at `a`: only string constants are supported in JSON_TABLE path specification

SELECT * FROM t, JSON_TABLE(j, '$' || 'x' COLUMNS (x int)) jt
-- error 0A000 at `'$' || 'x'`: only string constants are supported in JSON_TABLE path specification

SELECT * FROM t, JSON_TABLE(j, NULL COLUMNS (x int)) jt
-- error 0A000 at `NULL`: only string constants are supported in JSON_TABLE path specification

SELECT * FROM t, JSON_TABLE(j, '$.' COLUMNS (x int)) jt
-- error 42601 at `'$.'`: syntax error at end of jsonpath input

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int PATH '$.')) jt
-- error 42601 at `'$.'`: syntax error at end of jsonpath input

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int PATH a)) jt
-- error 42601 at `a`: syntax error at or near `a`

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (NESTED PATH '$.' COLUMNS (x int))) jt
-- error 42601 at `'$.'`: syntax error at end of jsonpath input

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS ()) jt
-- error 42601 at `)`: syntax error at or near `)`

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int) PLAN (a)) jt
-- error 42601 at `PLAN`: syntax error at or near `plan`

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int) PLAN DEFAULT (INNER)) jt
-- error 42601 at `PLAN`: syntax error at or near `plan`

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int) ERROR ON ERROR) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x FROM t, JSON_TABLE(j, '$' COLUMNS (x int) ERROR ON ERROR) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: integer null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int) EMPTY ON ERROR) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x FROM t, JSON_TABLE(j, '$' COLUMNS (x int) EMPTY ON ERROR) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: integer null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int) EMPTY ARRAY ON ERROR) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x FROM t, JSON_TABLE(j, '$' COLUMNS (x int) EMPTY ARRAY ON ERROR) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: integer null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int) NULL ON ERROR) jt
-- error 42601 at `JSON_TABLE(j, '$' COLUMNS (x int) NULL ON ERROR) jt`: invalid ON ERROR behavior

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int) DEFAULT 1 ON ERROR) jt
-- error 42601 at `JSON_TABLE(j, '$' COLUMNS (x int) DEFAULT 1 ON ERROR) jt`: invalid ON ERROR behavior

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int) ERROR ON EMPTY) jt
-- error 42601 at `EMPTY`: syntax error at or near `empty`

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x FOR ORDINALITY, y FOR ORDINALITY)) jt
-- error 42601 at `y`: only one FOR ORDINALITY column is allowed

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int EXISTS, y text EXISTS, z jsonb EXISTS)) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x, jt.y, jt.z FROM t, JSON_TABLE(j, '$' COLUMNS (x int EXISTS, y text EXISTS, z jsonb EXISTS)) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: integer null
-- y: text null
-- z: jsonb null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int EXISTS ERROR ON ERROR)) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x FROM t, JSON_TABLE(j, '$' COLUMNS (x int EXISTS ERROR ON ERROR)) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: integer null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int EXISTS EMPTY ON ERROR)) jt
-- error 42601 at `x`: invalid ON ERROR behavior

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int EXISTS ERROR ON EMPTY)) jt
-- error 42601 at `EMPTY`: syntax error at or near `empty`

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x point EXISTS)) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x FROM t, JSON_TABLE(j, '$' COLUMNS (x point EXISTS)) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: point null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int FORMAT JSON)) jt
-- error 0A000 at `FORMAT JSON`: cannot use JSON format with non-string output types

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x text FORMAT JSON ENCODING UTF8)) jt
-- error 0A000 at `FORMAT JSON ENCODING UTF8`: cannot set JSON encoding for non-bytea output types

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x bytea FORMAT JSON ENCODING UTF8)) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x FROM t, JSON_TABLE(j, '$' COLUMNS (x bytea FORMAT JSON ENCODING UTF8)) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: bytea null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x bytea FORMAT JSON ENCODING UTF16)) jt
-- error 0A000 at `FORMAT JSON ENCODING UTF16`: unsupported JSON encoding; help: only UTF8 is supported

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int WITH WRAPPER)) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x FROM t, JSON_TABLE(j, '$' COLUMNS (x int WITH WRAPPER)) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: integer null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int OMIT QUOTES)) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x FROM t, JSON_TABLE(j, '$' COLUMNS (x int OMIT QUOTES)) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: integer null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x text WITH WRAPPER OMIT QUOTES)) jt
-- error 42601 at `OMIT QUOTES`: SQL/JSON QUOTES behavior must not be specified when WITH WRAPPER is used

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x int EMPTY ARRAY ON EMPTY)) jt
-- error 42601 at `x`: invalid ON EMPTY behavior

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x jsonb EMPTY ARRAY ON EMPTY)) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.x FROM t, JSON_TABLE(j, '$' COLUMNS (x jsonb EMPTY ARRAY ON EMPTY)) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- x: jsonb null

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x jsonb TRUE ON EMPTY)) jt
-- error 42601 at `x`: invalid ON EMPTY behavior

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x record)) jt
-- error 0A000 at `record`: returning pseudo-types is not supported in SQL/JSON functions

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x anyelement)) jt
-- error 0A000 at `anyelement`: returning pseudo-types is not supported in SQL/JSON functions

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x serial)) jt
-- error 42704 at `serial`: type `serial` does not exist

SELECT * FROM t, JSON_TABLE(j, '$' COLUMNS (x setof int)) jt
-- error 0A000 at `setof`: `SETOF` is not supported yet

SELECT * FROM t, JSON_TABLE(j, '$' PASSING b AS x COLUMNS (y int PATH '$x')) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.y FROM t, JSON_TABLE(j, '$' PASSING b AS x COLUMNS (y int PATH '$x')) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- y: integer null

SELECT * FROM t, JSON_TABLE(a, '$' COLUMNS (y int)) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.y FROM t, JSON_TABLE(a, '$' COLUMNS (y int)) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- y: integer null

SELECT * FROM t, JSON_TABLE(by FORMAT JSON ENCODING UTF16, '$' COLUMNS (y int)) jt
-- rows many
-- sent SELECT t.id, t.a, t.b, t.j, t.js, t.by, jt.y FROM t, JSON_TABLE(by FORMAT JSON ENCODING UTF16, '$' COLUMNS (y int)) jt
-- id: integer not null
-- a: text null
-- b: integer null
-- j: jsonb null
-- js: json null
-- by: bytea null
-- y: integer null

SELECT * FROM t, JSON_TABLE(b, '$' COLUMNS (y int)) jt
-- error 42846 at `b`: cannot cast type integer to jsonb

SELECT * FROM JSON_TABLE(NULL, '$' COLUMNS (y int)) jt
-- rows many
-- sent SELECT jt.y FROM JSON_TABLE(NULL, '$' COLUMNS (y int)) jt
-- y: integer null

SELECT * FROM JSON_TABLE('{}', '$' COLUMNS (y int DEFAULT 'x' ON EMPTY)) jt
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT * FROM JSON_TABLE('{}', '$' COLUMNS (y int DEFAULT 1 ON EMPTY DEFAULT 2.5 ON ERROR)) jt
-- rows many
-- sent SELECT jt.y FROM JSON_TABLE('{}', '$' COLUMNS (y int DEFAULT 1 ON EMPTY DEFAULT 2.5 ON ERROR)) jt
-- y: integer null
