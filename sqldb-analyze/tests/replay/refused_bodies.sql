CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT nope FROM t$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT a FROM nowhere$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELEC 1$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT a FORM t$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT 'x'::text$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT NULL$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$SELECT 1, 2$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$INSERT INTO t VALUES (1, 'x')$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS t LANGUAGE sql AS $$SELECT 1$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS SETOF t LANGUAGE sql AS $$SELECT *, 1 FROM t$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS TABLE (a int, b mood) LANGUAGE sql AS $$SELECT a, b FROM t$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(OUT x int, OUT y text) LANGUAGE sql AS $$SELECT 1$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS $$SELECT $2$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS $$SELECT y$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x int) RETURNS text LANGUAGE sql AS $$SELECT upper(x)$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS $$UPDATE t SET c = x; SELECT 1$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS $$INSERT INTO t (a) VALUES ('x'); SELECT 1$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS trigger LANGUAGE sql AS $$SELECT 1$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(m mood) RETURNS boolean LANGUAGE sql AS $$SELECT m = 'b'$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE PROCEDURE p() LANGUAGE sql AS $$ DELETE FROM nowhere $$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a FROM t; SELECT y; END;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql RETURN x || 'a';
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x int) RETURNS int RETURN y;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsl AS 'SELECT 1';
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE nope AS 'SELECT 1';
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETRUN 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN 1;
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF true THEN
    RETURN 1;
END;
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF true THEN
    RETURN 1;
  ELSE IF false THEN
    RETURN 2;
  END IF;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..3 LOOP
    PERFORM 1;
  END;
  RETURN 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN 1
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  x := 1;
  RETURN 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(total int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  totl := total + 1;
  RETURN 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  x nope;
BEGIN
  RETURN 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RETURN 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN NEXT 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS SETOF int LANGUAGE plpgsql AS $$
BEGIN
  RETURN 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(OUT x int) LANGUAGE plpgsql AS $$
BEGIN
  RETURN 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(x int) RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN NEW;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RAISE NOTICE '% and %', 1;
  RETURN 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'no', 1;
END
$$;
---
CREATE TABLE t (a int, b text); CREATE TYPE mood AS ENUM ('a');
CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
