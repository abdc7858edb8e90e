CREATE TABLE t (id int PRIMARY KEY, a text, n int NOT NULL);
CREATE SCHEMA app;
CREATE TABLE app."My Table" (x int);
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE FUNCTION own(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION own(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION app.single(a int, b mood DEFAULT 'sad') RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION same(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = same);
CREATE VIEW v AS SELECT id FROM t;
CREATE INDEX t_a ON t (a);
CREATE DOMAIN table_name AS regclass;
CREATE DOMAIN named_table AS table_name;
CREATE DOMAIN routine AS regprocedure;
---
-- Names in strings (`regproc.c`), and what PostgreSQL calls by a word or in information_schema.

SELECT 't'::regclass, 'v'::regclass, 't_pkey'::regclass, 't_a'::regclass
-- rows exactly one
-- regclass: regclass not null
-- regclass: regclass not null
-- regclass: regclass not null
-- regclass: regclass not null

SELECT 'app."My Table"'::regclass
-- rows exactly one
-- regclass: regclass not null

SELECT 'app.my table'::regclass
-- error 42602 at `'app.my table'`: invalid name syntax

SELECT ' T '::regclass
-- rows exactly one
-- regclass: regclass not null

SELECT 'nope'::regclass
-- error 42P01 at `'nope'`: relation `nope` does not exist; help: a table is known once a migration creates it

SELECT 'nope.t'::regclass
-- error 42P01 at `'nope.t'`: relation `nope.t` does not exist; help: did you mean `v`?

SELECT 'foo-bar'::regclass
-- error 42P01 at `'foo-bar'`: relation `foo-bar` does not exist; help: a table is known once a migration creates it

SELECT 'a.b.c.d'::regclass
-- error 42601 at `'a.b.c.d'`: improper qualified name (too many dotted names): a.b.c.d

SELECT ''::regclass
-- error 42602 at `''`: invalid name syntax

SELECT '"t'::regclass
-- error 42602 at `'"t'`: invalid name syntax

SELECT 't.'::regclass
-- error 42602 at `'t.'`: invalid name syntax

SELECT '-'::regclass, '12'::regclass
-- rows exactly one
-- regclass: regclass not null
-- regclass: regclass not null

SELECT '99999999999'::regclass
-- error 22003 at `'99999999999'`: value `99999999999` is out of range for type oid

SELECT '-1'::regclass
-- error 42P01 at `'-1'`: relation `-1` does not exist; help: a table is known once a migration creates it

SELECT '0x12'::regclass
-- error 42P01 at `'0x12'`: relation `0x12` does not exist; help: a table is known once a migration creates it

SELECT 'own'::regproc
-- error 42725 at `'own'`: more than one function named `own`; help: name its arguments, too: `'name(int)'::regprocedure`

SELECT 'app.single'::regproc, 'hashhandler'::regproc, 'now'::regproc
-- rows exactly one
-- regproc: regproc not null
-- regproc: regproc not null
-- regproc: regproc not null

SELECT 'single'::regproc
-- error 42883 at `'single'`: function `single` does not exist

SELECT 'nope'::regproc
-- error 42883 at `'nope'`: function `nope` does not exist

SELECT 'abs'::regproc
-- error 42725 at `'abs'`: more than one function named `abs`; help: name its arguments, too: `'name(int)'::regprocedure`

SELECT 'abs(int)'::regproc
-- error 42883 at `'abs(int)'`: function `abs(int)` does not exist

SELECT 'nope.abs'::regproc
-- error 42883 at `'nope.abs'`: function `nope.abs` does not exist

SELECT 'own(int)'::regprocedure, 'own(text)'::regprocedure, 'abs( numeric(3,2) )'::regprocedure
-- rows exactly one
-- regprocedure: regprocedure not null
-- regprocedure: regprocedure not null
-- regprocedure: regprocedure not null

SELECT 'own(integer, integer)'::regprocedure
-- error 42883 at `'own(integer, integer)'`: function `own(integer, integer)` does not exist

SELECT 'own'::regprocedure
-- error 22P02 at `'own'`: expected a left parenthesis

SELECT 'own(int'::regprocedure
-- error 22P02 at `'own(int'`: expected a right parenthesis

SELECT 'own(int,)'::regprocedure
-- error 22P02 at `'own(int,)'`: expected a type name

SELECT 'own(nope)'::regprocedure
-- error 42704 at `'own(nope)'`: type `nope` does not exist

SELECT 'own()'::regprocedure
-- error 42883 at `'own()'`: function `own()` does not exist

SELECT 'now()'::regprocedure
-- rows exactly one
-- regprocedure: regprocedure not null

SELECT 'app.single(int)'::regprocedure
-- error 42883 at `'app.single(int)'`: function `app.single(int)` does not exist

SELECT 'app.single(int, mood)'::regprocedure
-- rows exactly one
-- regprocedure: regprocedure not null

SELECT 'app.single(int, "mood")'::regprocedure
-- rows exactly one
-- regprocedure: regprocedure not null

SELECT 'own(int) x'::regprocedure
-- error 22P02 at `'own(int) x'`: expected a right parenthesis

SELECT 'own(int[)'::regprocedure
-- error 22P02 at `'own(int[)'`: improper type name

SELECT 'own("int)'::regprocedure
-- error 22P02 at `'own("int)'`: improper type name

SELECT 'own(in t)'::regprocedure
-- error 42601 at `'own(in t)'`: invalid type name `in t`

SELECT 'concat("any")'::regprocedure
-- rows exactly one
-- regprocedure: regprocedure not null

SELECT 'array_agg(anynonarray)'::regprocedure
-- rows exactly one
-- regprocedure: regprocedure not null

SELECT 'array_append_nope(internal)'::regprocedure
-- error 42883 at `'array_append_nope(internal)'`: function `array_append_nope(internal)` does not exist

SELECT '='::regoper
-- error 42725 at `'='`: more than one operator named =; help: name its operands, too: `'+(int,int)'::regoperator`

SELECT '==='::regoper
-- rows exactly one
-- regoper: regoper not null

SELECT 'pg_catalog.||/'::regoper
-- rows exactly one
-- regoper: regoper not null

SELECT '####'::regoper
-- error 42883 at `'####'`: operator does not exist: ####

SELECT '+(int,int)'::regoperator
-- rows exactly one
-- regoperator: regoperator not null

SELECT '-(none,int)'::regoperator
-- rows exactly one
-- regoperator: regoperator not null

SELECT '-(NONE , int4)'::regoperator
-- rows exactly one
-- regoperator: regoperator not null

SELECT '+(int)'::regoperator
-- error 42P02 at `'+(int)'`: missing argument; help: write `NONE` for the operand that a unary operator does not have

SELECT '+(int,int,int)'::regoperator
-- error 54023 at `'+(int,int,int)'`: too many arguments; help: an operator has two operands

SELECT '+(int,text)'::regoperator
-- error 42883 at `'+(int,text)'`: operator does not exist: +(int,text)

SELECT '===(int,int)'::regoperator
-- rows exactly one
-- regoperator: regoperator not null

SELECT '0'::regoper
-- rows exactly one
-- regoper: regoper not null

SELECT '-'::regoper
-- error 42725 at `'-'`: more than one operator named -; help: name its operands, too: `'+(int,int)'::regoperator`

SELECT 'public'::regnamespace, 'app'::regnamespace, 'pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace
-- rows exactly one
-- regnamespace: regnamespace not null
-- regnamespace: regnamespace not null
-- regnamespace: regnamespace not null
-- regnamespace: regnamespace not null
-- regnamespace: regnamespace not null

SELECT 'nope'::regnamespace
-- error 3F000 at `'nope'`: schema `nope` does not exist

SELECT 'a.b'::regnamespace
-- error 42602 at `'a.b'`: invalid name syntax

SELECT ''::regnamespace
-- error 42602 at `''`: invalid name syntax

SELECT 'int4'::regtype, 'timestamp with time zone'::regtype, 'mood[]'::regtype, 'varchar(3)'::regtype, 't'::regtype, '"char"'::regtype
-- rows exactly one
-- regtype: regtype not null
-- regtype: regtype not null
-- regtype: regtype not null
-- regtype: regtype not null
-- regtype: regtype not null
-- regtype: regtype not null

SELECT 'nope'::regtype
-- error 42704 at `'nope'`: type `nope` does not exist

SELECT 'in t'::regtype
-- error 42601 at `'in t'`: invalid type name `in t`

SELECT 'numeric(99999)'::regtype
-- error 22023 at `'numeric(99999)'`: NUMERIC precision 99999 must be between 1 and 1000

SELECT 'setof int'::regtype
-- error 42601 at `'setof int'`: invalid type name `setof int`

SELECT ''::regtype
-- error 42601 at `''`: invalid type name ``

SELECT 'int; select'::regtype
-- error 42601 at `'int; select'`: invalid type name `int; select`

SELECT 'english'::regconfig, 'pg_catalog.simple'::regconfig
-- rows exactly one
-- regconfig: regconfig not null
-- regconfig: regconfig not null

SELECT 'english_stem'::regdictionary
-- rows exactly one
-- regdictionary: regdictionary not null

SELECT ARRAY['t', 'nope']::regclass[]
-- error 42P01 at `'nope'`: relation `nope` does not exist; help: a table is known once a migration creates it

SELECT '{t,nope}'::regclass[]
-- error 42P01 at `'{t,nope}'`: relation `nope` does not exist; help: a table is known once a migration creates it

SELECT '{t,v}'::regclass[]
-- rows exactly one
-- regclass: regclass[] not null

SELECT relname FROM pg_class WHERE oid = 'nope'
-- error 22P02 at `'nope'`: invalid input syntax for type oid: `nope`

SELECT relname FROM pg_class WHERE oid = 't'::regclass
-- rows at most one
-- relname: name not null

SELECT 't'::table_name, 't'::named_table, 'own(int)'::routine
-- rows exactly one
-- table_name: regclass not null
-- named_table: regclass not null
-- routine: regprocedure not null

SELECT 'nope'::table_name
-- error 42P01 at `'nope'`: relation `nope` does not exist; help: a table is known once a migration creates it

SELECT 'nope'::named_table
-- error 42P01 at `'nope'`: relation `nope` does not exist; help: a table is known once a migration creates it

SELECT '{t,v}'::table_name[]
-- rows exactly one
-- table_name: table_name[] not null

SELECT '{t,nope}'::table_name[]
-- error 42P01 at `'{t,nope}'`: relation `nope` does not exist; help: a table is known once a migration creates it

SELECT ARRAY['t', 'nope']::named_table[]
-- error 42P01 at `'nope'`: relation `nope` does not exist; help: a table is known once a migration creates it

SELECT 'own(nope)'::routine
-- error 42704 at `'own(nope)'`: type `nope` does not exist

SELECT to_regclass('nope'), to_regproc('nope')
-- rows exactly one
-- to_regclass: regclass null
-- to_regproc: regproc null

SELECT pg_relation_size('nope')
-- error 42P01 at `'nope'`: relation `nope` does not exist; help: a table is known once a migration creates it

SELECT nextval('nope')
-- error 42P01 at `'nope'`: relation `nope` does not exist; help: a table is known once a migration creates it

SELECT to_tsvector('english', 'x')
-- rows exactly one
-- to_tsvector: tsvector not null

SELECT * FROM system_user
-- rows exactly one
-- sent SELECT "system_user"."system_user" FROM system_user
-- system_user: text null

SELECT * FROM system_user AS s (x)
-- rows exactly one
-- sent SELECT s.x FROM system_user AS s (x)
-- x: text null

SELECT system_user
-- rows exactly one
-- system_user: text null

SELECT * FROM current_user, current_date AS d, localtime(3), session_user u
-- rows exactly one
-- sent SELECT "current_user"."current_user", d.d, "localtime"."localtime", u.u FROM current_user, current_date AS d, localtime(3), session_user u
-- current_user: name not null
-- d: date not null
-- localtime: time without time zone not null
-- u: name not null

SELECT information_schema._pg_expandarray(ARRAY[1,2])
-- rows many
-- _pg_expandarray: record null

SELECT (information_schema._pg_expandarray(ARRAY[1,2])).n
-- rows many
-- n: integer null

SELECT * FROM information_schema._pg_expandarray(ARRAY['a'])
-- rows many
-- sent SELECT _pg_expandarray.x, _pg_expandarray.n FROM information_schema._pg_expandarray(ARRAY['a'])
-- x: text null
-- n: integer null

SELECT information_schema._pg_truetypid(a, t) FROM pg_attribute a, pg_type t
-- rows many
-- _pg_truetypid: oid null

SELECT information_schema._pg_truetypmod(a, t) FROM pg_attribute a, pg_type t
-- rows many
-- _pg_truetypmod: integer null

SELECT information_schema._pg_char_max_length(1, 2), information_schema._pg_char_octet_length(1,2), information_schema._pg_numeric_precision(1,2), information_schema._pg_numeric_precision_radix(1,2), information_schema._pg_numeric_scale(1,2), information_schema._pg_datetime_precision(1,2), information_schema._pg_interval_type(1,2), information_schema._pg_index_position(1,2::int2)
-- rows exactly one
-- _pg_char_max_length: integer null
-- _pg_char_octet_length: integer null
-- _pg_numeric_precision: integer null
-- _pg_numeric_precision_radix: integer null
-- _pg_numeric_scale: integer null
-- _pg_datetime_precision: integer null
-- _pg_interval_type: text null
-- _pg_index_position: integer null

SELECT information_schema._pg_nope(1)
-- error 42883 at `_pg_nope`: function `information_schema._pg_nope(integer)` does not exist; help: there is no function of this name; one of an extension is known after `CREATE EXTENSION` in a migration

SELECT '_pg_truetypid'::regproc
-- error 42883 at `'_pg_truetypid'`: function `_pg_truetypid` does not exist

SELECT 'information_schema._pg_truetypid'::regproc
-- rows exactly one
-- regproc: regproc not null

SELECT 'a..b'::regcollation
-- error 42602 at `'a..b'`: invalid name syntax
