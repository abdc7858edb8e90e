CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s MINVALUE 5 MAXVALUE 3;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s START 0;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s START 11 MAXVALUE 10;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s INCREMENT -1 START 1;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s INCREMENT BY 0;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s AS text;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s AS smallint MAXVALUE 100000;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s CACHE 0;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s CYCLE MINVALUE 1 NO CYCLE;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE u (a int GENERATED ALWAYS AS IDENTITY (MAXVALUE 3000000000));
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE u (a int COLLATE "C");
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE u (a jsonb COLLATE "C");
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS int COLLATE "C";
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS int CHECK (value);
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS int CHECK (val > 1);
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS int CHECK (value > 'x');
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS text CHECK (value + 1 > 1);
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS int CHECK (value > (SELECT 1));
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS int DEFAULT 'x';
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN d AS int DEFAULT true;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE u (a text[] DEFAULT '[]');
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE u (a int[] DEFAULT '[1,2]');
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE u (a int[] DEFAULT '[1:2]{1,2}');
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE u (a int) WITH (filfactor = 70);
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER TABLE t SET (autovacum_enabled = false);
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT a FROM t;
ALTER VIEW v SET (fillfactor = 70);
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER TABLE t ALTER b SET STORAGE extrenal;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER TABLE t ALTER b SET COMPRESSION zip;
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE u (a text COMPRESSION zip);
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total (int) (sfunc = nope, stype = int);
---
CREATE TABLE t (a int, b text, tags text[]); CREATE TYPE pair AS (x int); CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total (int) (sfunc = one, stype = int);
---
CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO t (id) VALUES (1);
---
CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO t VALUES (1, 'x'), (NULL, 'y');
