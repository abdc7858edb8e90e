-- Functions are known by their signatures; the rest of a migration is passed over.
BEGIN;
SET statement_timeout = '5s';
CREATE FUNCTION add(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql STRICT AS $$ SELECT a + b; $$;
CREATE OR REPLACE FUNCTION add(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION pair_of(IN a int, OUT x text, OUT y timestamp with time zone) AS $$ SELECT '', now() $$ LANGUAGE sql;
CREATE FUNCTION listed(variadic numbers int[]) RETURNS TABLE (n int, label text) LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE FUNCTION atomic() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 ELSE 2 END; SELECT 2; END;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at = now(); RETURN NEW; END $$;
CREATE PROCEDURE run(x double precision) LANGUAGE sql SET search_path = public AS $$ $$;
CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int, initcond = '0');
CREATE TABLE row_of (id int, at timestamptz);
CREATE FUNCTION rows_of() RETURNS SETOF row_of LANGUAGE sql AS $$ SELECT * FROM row_of $$;
CREATE TRIGGER stamped BEFORE UPDATE ON row_of FOR EACH ROW EXECUTE FUNCTION stamp();
COMMENT ON TABLE row_of IS 'semi;colon';
INSERT INTO row_of (id) VALUES (1), (2);
UPDATE row_of SET id = id + 1 WHERE id = 1;
CREATE TEMP TABLE scratch (id int);
INSERT INTO scratch SELECT id FROM row_of;
GRANT SELECT ON row_of TO PUBLIC;
ALTER FUNCTION pair_of(int) RENAME TO two;
DROP FUNCTION atomic;
DROP AGGREGATE total(int);
CREATE RULE noted AS ON DELETE TO row_of DO ALSO (SELECT 1; SELECT 2);
CREATE SCHEMA inner_one CREATE TABLE made (id int PRIMARY KEY) CREATE SEQUENCE counted;
SET search_path TO inner_one, public;
ALTER TABLE made ADD COLUMN x int;
CREATE TABLE here (made_id int REFERENCES made);
COMMIT;
CREATE TABLE copied_from (id bigint, name varchar(20));
CREATE FUNCTION of_columns(a copied_from.id%TYPE, copied_from.name%TYPE) RETURNS copied_from.name%TYPE
LANGUAGE sql AS 'SELECT $2';
CREATE SCHEMA IF NOT EXISTS whose AUTHORIZATION CURRENT_USER;
DO $$ BEGIN
    RAISE EXCEPTION 'no' USING ERRCODE = 'unique_violation';
EXCEPTION WHEN unique_violation THEN NULL;
END $$;
-- One column that is a record is the row, whatever it has.
CREATE FUNCTION whole(OUT r record) LANGUAGE sql AS 'SELECT 42, true';
CREATE TABLE "Part" (id int PRIMARY KEY, "Of" int);
CREATE FUNCTION drop_part("partId" "Part") RETURNS boolean LANGUAGE sql AS $$
    DELETE FROM "Part" WHERE "Part".id = "partId".id OR "partId"."Of" = 1 RETURNING drop_part."partId".id = 1
$$;
CREATE FUNCTION replaced(int, b int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION replaced(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION counts_up(int, int) RETURNS SETOF int LANGUAGE internal STRICT AS 'generate_series_int4' SUPPORT pg_catalog.generate_series_int4_support;
CREATE FUNCTION leaves(n int) RETURNS int LANGUAGE plpgsql AS $$
<<outer_one>> DECLARE n int := 1; BEGIN
  <<many>> LOOP
    BEGIN EXIT many WHEN n > 1; CONTINUE; EXCEPTION WHEN division_by_zero OR unique_violation THEN EXIT outer_one; END;
  END LOOP;
  EXIT leaves;
END $$;
CREATE FUNCTION same_twice(INOUT a int, b anyrange, c anycompatible, OUT d anyelement, OUT e anycompatiblearray) LANGUAGE sql AS 'SELECT 1, lower(b), ARRAY[c]';
CREATE FUNCTION not_now() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'no' USING ERRCODE = 'deprecated_feature'; END $$;
DO $$ BEGIN
    RAISE 'no' USING ERRCODE = 'deprecated_feature';
EXCEPTION WHEN raise_exception THEN CREATE TABLE wrong_way (); WHEN undefined_object THEN CREATE TABLE right_way ();
END $$;
CREATE TABLE public.of_the_system (id int PRIMARY KEY, other text);
DO $$ BEGIN
    ALTER TABLE public.of_the_system SET SCHEMA pg_catalog;
    ALTER TABLE of_the_system RENAME TO renamed_there;
    CREATE INDEX renamed_there_other ON renamed_there (other);
    ALTER TABLE renamed_there SET SCHEMA public;
END $$;
-- What is written to the rows that are referred to fires nothing of those that refer, unless it cascades.
CREATE TABLE referred (id int PRIMARY KEY, other int UNIQUE);
CREATE TABLE refers (id int REFERENCES referred, other int REFERENCES referred (other) ON DELETE RESTRICT);
CREATE TABLE followed (id int PRIMARY KEY);
CREATE TABLE follows (id int REFERENCES followed ON UPDATE CASCADE ON DELETE SET NULL);
CREATE TABLE kept (x int NOT NULL);
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE kept ALTER x DROP NOT NULL; RETURN NULL; END $$;
CREATE TRIGGER loosens AFTER INSERT OR UPDATE OR DELETE ON refers EXECUTE FUNCTION loosen();
CREATE TRIGGER loosens AFTER INSERT OR UPDATE OR DELETE ON follows EXECUTE FUNCTION loosen();
INSERT INTO referred VALUES (1, 1), (2, 2);
DELETE FROM referred WHERE id = 1;
INSERT INTO followed VALUES (1);
CREATE SCHEMA before;
CREATE OPERATOR before.=== (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int);
ALTER SCHEMA before RENAME TO afterwards;
CREATE VIEW by_operator AS SELECT nullif(1, 3) OPERATOR(afterwards.===) 2 AS same;
-- Aggregates over an internal state: their final functions are PostgreSQL's own.
CREATE AGGREGATE average (numeric) (stype = internal, sfunc = numeric_avg_accum, finalfunc = numeric_avg, serialfunc = numeric_avg_serialize, deserialfunc = numeric_avg_deserialize, combinefunc = numeric_avg_combine);
CREATE AGGREGATE percentile (float8 ORDER BY anyelement) (stype = internal, sfunc = ordered_set_transition, finalfunc = percentile_disc_final, finalfunc_extra);
CREATE AGGREGATE place (VARIADIC "any" ORDER BY VARIADIC "any") (stype = internal, sfunc = ordered_set_transition_multi, finalfunc = rank_final, finalfunc_extra, hypothetical);
CREATE AGGREGATE collect (anynonarray) (stype = internal, sfunc = array_agg_transfn, finalfunc = array_agg_finalfn, finalfunc_extra);
CREATE AGGREGATE joined (text, text) (stype = internal, sfunc = string_agg_transfn, finalfunc = string_agg_finalfn);
CREATE VIEW by_own_aggregates AS SELECT average(1.5) AS a, collect(1) AS c, joined('a', 'b') AS j, percentile(0.5) WITHIN GROUP (ORDER BY x) AS p, place(1) WITHIN GROUP (ORDER BY x) AS r FROM generate_series(1, 3) AS x;
-- An operator goes to another schema.
CREATE SCHEMA of_operators;
CREATE OPERATOR <+++> (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
CREATE VIEW by_moved AS SELECT 1 <+++> 2 AS x;
ALTER OPERATOR <+++> (int, int) SET SCHEMA of_operators;
ALTER OPERATOR of_operators.<+++> (int, int) SET (RESTRICT = NONE);
ALTER OPERATOR of_operators.<+++> (int, int) OWNER TO CURRENT_USER;
CREATE OPERATOR <+++> (LEFTARG = int, RIGHTARG = int, FUNCTION = int4mi);
