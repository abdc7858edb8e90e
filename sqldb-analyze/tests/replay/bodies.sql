-- Bodies that PostgreSQL takes.
CREATE TABLE t (a int PRIMARY KEY, b text NOT NULL, at timestamptz DEFAULT now());
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TYPE pair AS (x int, y text);
CREATE DOMAIN positive AS int CHECK (value > 0);

CREATE FUNCTION s1(x int, int) RETURNS bigint LANGUAGE sql AS $$ SELECT x + $2 + s1.x $$;
CREATE FUNCTION s2(a int) RETURNS text LANGUAGE sql AS 'SELECT b FROM t WHERE t.a = s2.a AND a = $1';
CREATE FUNCTION s3() RETURNS SETOF t LANGUAGE sql AS $$ SELECT * FROM t; $$;
CREATE FUNCTION s4() RETURNS SETOF t LANGUAGE sql AS $$ SELECT t FROM t $$;
CREATE FUNCTION s5() RETURNS TABLE (x bigint, y varchar) LANGUAGE sql AS $$ SELECT a, b FROM t $$;
CREATE FUNCTION s6(OUT x int, OUT y text) LANGUAGE sql AS $$ SELECT 1, NULL $$;
CREATE FUNCTION s7(OUT x int, OUT y text) LANGUAGE sql AS $$ SELECT (1, 'x') $$;
CREATE FUNCTION s8() RETURNS void LANGUAGE sql AS $$ SELECT 1, 2 $$;
CREATE FUNCTION s9() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION s10() RETURNS SETOF record LANGUAGE sql AS $$ SELECT 1, 2 $$;
CREATE FUNCTION s11(p pair) RETURNS int LANGUAGE sql AS $$ SELECT p.x + (p).x + $1.x + s11.p.x $$;
CREATE FUNCTION s12(p pair) RETURNS pair LANGUAGE sql AS $$ SELECT p.* $$;
CREATE FUNCTION s13(x anyelement) RETURNS anyarray LANGUAGE sql AS $$ SELECT ARRAY[x, x] $$;
CREATE FUNCTION s14(x int) RETURNS bigint LANGUAGE sql AS $$ SELECT sum(x) FROM t $$;
CREATE FUNCTION s15(x int) RETURNS SETOF int LANGUAGE sql AS $$ INSERT INTO t (a, b) VALUES (x, 'b') ON CONFLICT (a) DO UPDATE SET b = x::text RETURNING a $$;
CREATE FUNCTION s16(m mood) RETURNS mood LANGUAGE sql AS $$ SELECT CASE m WHEN 'a' THEN 'b'::mood ELSE m END $$;
CREATE FUNCTION s17(n int) RETURNS int LANGUAGE sql AS $$ SELECT CASE WHEN n < 2 THEN 1 ELSE n * s17(n - 1) END $$;
CREATE FUNCTION s18(VARIADIC list text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT array_to_string(list, ',') $$;
CREATE FUNCTION s19(x positive) RETURNS positive LANGUAGE sql AS $$ SELECT x + 1 $$;
CREATE FUNCTION s20(x int DEFAULT 1, y text DEFAULT NULL) RETURNS json LANGUAGE sql STABLE AS $$ SELECT jsonb_build_object('x', x, 'y', coalesce(y, '')) $$;
CREATE FUNCTION s21(x int) RETURNS int LANGUAGE sql AS $$ WITH gone AS (DELETE FROM t WHERE a > x RETURNING a) SELECT count(*)::int FROM gone $$;
CREATE FUNCTION s22() RETURNS void LANGUAGE sql AS $$ CREATE TEMP TABLE later (a int); $$;
CREATE FUNCTION s23(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC INSERT INTO t (a, b) VALUES (x, CASE WHEN x > 1 THEN 'a' ELSE 'b' END); SELECT x; END;
CREATE FUNCTION s24(x int) RETURNS bigint RETURN x + 1;
CREATE FUNCTION s25(x int, y int) RETURNS int LANGUAGE sql AS $$ SELECT a FROM t ORDER BY a LIMIT x OFFSET y $$;
CREATE FUNCTION s26() RETURNS date LANGUAGE sql AS $$ SELECT now() $$;
CREATE FUNCTION s27(t text) RETURNS text LANGUAGE sql AS $$ SELECT t || s27.t $$;
CREATE PROCEDURE s28(INOUT x int) LANGUAGE sql AS $$ SELECT x + 1 $$;
CREATE PROCEDURE s29(x int) LANGUAGE sql AS $$ DELETE FROM t WHERE a = x; UPDATE t SET b = 'x' $$;
CREATE FUNCTION s30(ids int[]) RETURNS SETOF int LANGUAGE sql AS $$ SELECT i FROM unnest(ids) i WHERE i = ANY (ids) $$;
CREATE FUNCTION s31(search text) RETURNS SETOF t LANGUAGE sql SET search_path = pg_temp AS $$ SELECT * FROM public.t WHERE b = search $$;
SET check_function_bodies = off;
CREATE FUNCTION s32() RETURNS int LANGUAGE sql AS $$ SELECT nope FROM nowhere $$;
CREATE FUNCTION s33() RETURNS int LANGUAGE plpgsql AS $$ what $$;
SET check_function_bodies TO true;

CREATE FUNCTION p1(x int, OUT total int, OUT name text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
<<outermost>>
DECLARE
  r record;
  row t%ROWTYPE;
  field t.b%TYPE;
  alias_of ALIAS FOR $1;
  n CONSTANT int NOT NULL := 1;
  list int[] := '{}';
  c CURSOR (k int) FOR SELECT * FROM t WHERE a = k;
  c2 refcursor;
  m mood DEFAULT 'a';
BEGIN
  total = 0;
  list[1] := 2;
  row.a := 3;
  p1.total := 4;
  FOR i IN REVERSE 10..1 BY 2 LOOP
    i := i + 1;
    CONTINUE WHEN i = 3;
    EXIT outermost WHEN i > 100;
  END LOOP;
  FOR r IN SELECT * FROM t LOOP total := total + r.a; END LOOP;
  FOR r IN EXECUTE 'SELECT 1 AS a' LOOP NULL; END LOOP;
  FOREACH total IN ARRAY list LOOP PERFORM 1; END LOOP;
  <<inner_loop>>
  WHILE total < 10 LOOP
    total := total + 1;
    IF total = 5 THEN EXIT inner_loop; ELSIF total = 6 THEN NULL; ELSE CONTINUE; END IF;
  END LOOP inner_loop;
  CASE total WHEN 1, 2 THEN NULL; ELSE total := CASE WHEN x > 1 THEN 1 ELSE 2 END; END CASE;
  SELECT a, b INTO STRICT row.a, name FROM t LIMIT 1;
  INSERT INTO t (a, b) VALUES (x, 'b') RETURNING a INTO total;
  GET DIAGNOSTICS total = ROW_COUNT;
  OPEN c (1);
  FETCH c INTO row;
  CLOSE c;
  EXECUTE format('SELECT %s', 1) INTO total USING x;
  RAISE NOTICE 'a % b %% c %', x, (SELECT max(a) FROM t) USING HINT = 'x, y';
  RAISE division_by_zero;
  ASSERT total > 0, 'x';
  BEGIN
    PERFORM 1 / 0;
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE '%', SQLERRM;
    RAISE;
  END;
  SELECT nope FROM nowhere;
  RETURN;
END
$$;
CREATE FUNCTION p2() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := now();
  NEW.b = lower(NEW.b);
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  NEW := OLD;
  RETURN NEW;
END;
$$;
CREATE FUNCTION p3() RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN NEXT 1; RETURN QUERY SELECT a FROM t; RETURN; END $$;
CREATE FUNCTION p4() RETURNS TABLE (k int) LANGUAGE plpgsql AS $$ BEGIN k := 1; RETURN NEXT; RETURN QUERY EXECUTE 'SELECT 1'; END $$;
CREATE FUNCTION p5() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TEMP TABLE later (a int); RETURN; END $$;
CREATE PROCEDURE p6() LANGUAGE plpgsql AS $$ BEGIN COMMIT; RETURN; END $$;
CREATE FUNCTION p7(anyelement) RETURNS anyelement LANGUAGE plpgsql AS 'DECLARE x ALIAS FOR $1; y alias for x; BEGIN RETURN x; END';
