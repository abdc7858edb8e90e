-- Enums, composites, domains, ranges; their arrays and the names that clash.
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TYPE mood ADD VALUE 'happy';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';
ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'ok';
ALTER TYPE mood ADD VALUE 'better' AFTER 'ok';
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
CREATE TYPE place AS (street text, number int, gone int);
ALTER TYPE place ADD ATTRIBUTE city varchar(20), DROP ATTRIBUTE gone, ALTER ATTRIBUTE number TYPE bigint;
ALTER TYPE place RENAME ATTRIBUTE number TO house;
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%') NOT NULL;
CREATE DOMAIN counted integer DEFAULT 0;
CREATE TYPE timerange AS RANGE (subtype = time);
CREATE TYPE money_span AS RANGE (subtype = numeric);
CREATE TABLE person (
    id int PRIMARY KEY, feels mood DEFAULT 'ok', felt mood[], lives place, mail email, n counted,
    shift timerange, shifts timemultirange
);
CREATE TABLE _person (id int, boss person);
CREATE TYPE _mood AS ENUM ();
ALTER TYPE mood RENAME TO feeling;
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('on', 'off');
CREATE TABLE app.machine (s app.state NOT NULL);
ALTER TYPE app.state SET SCHEMA public;
ALTER DOMAIN counted SET DEFAULT 5;
CREATE TYPE gone AS ENUM ('x');
CREATE TABLE loses (id int, g gone, gs gone[]);
DROP TYPE gone CASCADE;
CREATE TYPE span_of_days AS RANGE (subtype = date, multirange_type_name = days);
DROP TYPE span_of_days;
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql STRICT AS 'SELECT $1 * 2';
CREATE FUNCTION same_text(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 = $2';
CREATE OPERATOR <<>> (RIGHTARG = int, FUNCTION = twice);
CREATE OPERATOR <==> (LEFTARG = text, RIGHTARG = text, PROCEDURE = same_text, COMMUTATOR = <==>);
DROP OPERATOR IF EXISTS <<>> (NONE, bigint);
DROP OPERATOR <<>> (NONE, int), <==> (text, text) CASCADE;
CREATE TYPE kilometre AS (n int);
CREATE FUNCTION kilometres(kilometre) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.n';
CREATE CAST (kilometre AS int) WITH FUNCTION kilometres(kilometre) AS ASSIGNMENT;
CREATE CAST (kilometre AS text) WITH INOUT;
DROP CAST (kilometre AS int);
DROP CAST IF EXISTS (kilometre AS bigint);
CREATE AGGREGATE twice_sum (int) (SFUNC = int4pl, STYPE = int, FINALFUNC = twice, INITCOND = '0');
CREATE AGGREGATE old_sum (BASETYPE = int, SFUNC = int4pl, STYPE = int);
CREATE AGGREGATE old_count (BASETYPE = 'ANY', SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
ALTER AGGREGATE old_sum (int) RENAME TO newer_sum;
DROP AGGREGATE newer_sum (int);
CREATE OPERATOR CLASS own_ops FOR TYPE int USING btree AS OPERATOR 1 <, FUNCTION 1 btint4cmp(int, int);
DROP OPERATOR CLASS own_ops USING btree;
-- Tables of a type follow it.
CREATE TYPE shape AS (a int, b text);
CREATE TABLE shaped OF shape (a PRIMARY KEY);
ALTER TYPE shape ADD ATTRIBUTE c date CASCADE;
ALTER TYPE shape RENAME ATTRIBUTE b TO note CASCADE;
ALTER TYPE shape ALTER ATTRIBUTE c TYPE timestamp CASCADE;
ALTER TYPE shape DROP ATTRIBUTE note CASCADE;
CREATE TABLE reshaped (a int, c timestamp);
ALTER TABLE reshaped OF shape;
ALTER TABLE shaped NOT OF;
ALTER TYPE shape ADD ATTRIBUTE d int CASCADE;
DROP TYPE shape CASCADE;
-- What is temporary has a schema of its own, in which types are found, and which ends with the session.
CREATE TYPE pg_temp.balance AS (account int, amount numeric);
CREATE FUNCTION pg_temp.balances() RETURNS SETOF balance LANGUAGE sql AS 'SELECT 1, 2.5';
CREATE TABLE of_balances AS SELECT account, amount FROM pg_temp.balances();
