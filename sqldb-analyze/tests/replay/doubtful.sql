CREATE TABLE t (a int, b int);
DO $$ BEGIN IF (SELECT count(*) FROM t) = 0 THEN ALTER TABLE t ALTER a SET NOT NULL, ALTER b SET DEFAULT 1; END IF; END $$;
---
CREATE TABLE t (a int NOT NULL);
DO $$ BEGIN IF (SELECT count(*) FROM t) = 0 THEN ALTER TABLE t ALTER a DROP NOT NULL; END IF; END $$;
---
CREATE TABLE t (a int, b int);
DO $$ BEGIN IF (SELECT count(*) FROM t) = 0 THEN ALTER TABLE t DROP COLUMN b; END IF; END $$;
---
CREATE TABLE t (a int, b int UNIQUE);
DO $$ BEGIN
    ALTER TABLE t ALTER a SET NOT NULL;
    ALTER TABLE t ADD CONSTRAINT t_key PRIMARY KEY (b);
EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'there are NULLs';
END $$;
---
CREATE TABLE t (a int, b int);
DO $$ BEGIN
    ALTER TABLE t ALTER a SET NOT NULL;
    ALTER TABLE t ALTER b TYPE text;
EXCEPTION WHEN not_null_violation THEN NULL;
END $$;
---
CREATE TABLE t (a int);
DO $$ BEGIN
    ALTER TABLE t ALTER a SET NOT NULL;
    ALTER TABLE t ADD CONSTRAINT one CHECK (a = 1);
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
---
DO $$ BEGIN
    CREATE TYPE mood AS ENUM ('sad');
EXCEPTION WHEN OTHERS THEN NULL;
END $$;
---
CREATE TABLE t (a int);
DO $$ BEGIN
    BEGIN
        INSERT INTO t VALUES (1 / 0);
    EXCEPTION WHEN division_by_zero THEN ALTER TABLE t ALTER a SET NOT NULL;
    END;
    CREATE TABLE after_it (a int);
END $$;
---
CREATE TABLE t (a int);
SAVEPOINT s;
ALTER TABLE t ADD COLUMN b int;
ROLLBACK TO s;
---
CREATE TABLE t (a int);
DO $$ BEGIN
    GRANT SELECT ON t TO somebody;
    ALTER TABLE t ADD COLUMN d int;
EXCEPTION WHEN undefined_object THEN NULL;
END $$;
---
DO $$ BEGIN
    CREATE ROLE somebody;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
CREATE TABLE t (a int);
---
CREATE TABLE t (a text);
DROP COLLATION german CASCADE;
---
CREATE TABLE s (a int);
EXPLAIN ANALYZE CREATE TABLE t AS SELECT a FROM s;
---
DO $$ BEGIN PERFORM set_config('search_path', current_setting('search_path'), false); END $$;
---
CREATE TABLE t (a int NOT NULL);
CREATE FUNCTION loosen() RETURNS int LANGUAGE plpgsql AS 'BEGIN ALTER TABLE t ALTER a DROP NOT NULL; RETURN 1; END';
CREATE FUNCTION by_another() RETURNS int LANGUAGE sql AS 'SELECT loosen()';
CREATE FUNCTION harmless() RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT harmless() + 1;
DO $$ DECLARE x int := harmless(); BEGIN x := harmless(); END $$;
CREATE TABLE made AS SELECT harmless() AS a;
---
CREATE TABLE t (a int NOT NULL);
CREATE FUNCTION loosen() RETURNS int LANGUAGE plpgsql AS 'BEGIN ALTER TABLE t ALTER a DROP NOT NULL; RETURN 1; END';
DO $$ DECLARE x int; BEGIN x := loosen(); END $$;
---
CREATE TABLE t (a int NOT NULL);
CREATE FUNCTION loosen() RETURNS int LANGUAGE plpgsql AS 'BEGIN ALTER TABLE t ALTER a DROP NOT NULL; RETURN 1; END';
CREATE FUNCTION by_another() RETURNS int LANGUAGE sql AS 'SELECT loosen()';
CREATE TABLE made AS SELECT by_another() AS a;
---
CREATE TABLE t (a int NOT NULL);
CREATE FUNCTION loosen() RETURNS int LANGUAGE plpgsql AS 'BEGIN ALTER TABLE t ALTER a DROP NOT NULL; RETURN 1; END';
CREATE FUNCTION by_another() RETURNS int LANGUAGE sql AS 'SELECT loosen()';
SELECT by_another();
---
CREATE TABLE t (a int NOT NULL);
CREATE FUNCTION loosen(int) RETURNS int LANGUAGE plpgsql AS 'BEGIN ALTER TABLE t ALTER a DROP NOT NULL; RETURN 1; END';
CREATE FUNCTION loosen(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT loosen(1);
---
CREATE TABLE event (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
DO $$
DECLARE
    day date;
    part text;
BEGIN
    FOR day IN SELECT generate_series(date '2026-01-01', date '2026-12-01', interval '1 month') LOOP
        part := 'event_' || to_char(day, 'YYYY_MM');
        IF NOT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = part) THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF event FOR VALUES FROM (%L) TO (%L)',
                part, day, day + interval '1 month');
        END IF;
        EXECUTE format('CREATE INDEX ON %I (at)', part);
    END LOOP;
    IF NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'other') THEN
        CREATE TABLE other (a int);
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = 'other'::regclass AND attname = 'b') THEN
        ALTER TABLE other ADD COLUMN b int;
    END IF;
END $$;
DROP TABLE event_2026_03;
---
CREATE TABLE event (id int NOT NULL) PARTITION BY RANGE (id);
DO $$ BEGIN
    EXECUTE format('CREATE TABLE event_%s (LIKE event)', now()::date);
    EXECUTE format('ALTER TABLE event ATTACH PARTITION event_%s DEFAULT', now()::date);
    IF to_regclass('event_old') IS NULL THEN
        CREATE TABLE event_old (id int);
    END IF;
END $$;
---
CREATE TABLE event (id int NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE old (id int NOT NULL);
DO $$ BEGIN
    EXECUTE format('ALTER TABLE event ATTACH PARTITION %I DEFAULT', (SELECT current_setting('x.y')));
END $$;
---
DO $$ BEGIN
    EXECUTE format('CREATE TABLE %s (a int)', now()::text);
END $$;
---
DO $$ BEGIN
    EXECUTE format('CREATE TABLE event_%s (a int)', now()::date);
END $$;
CREATE TABLE IF NOT EXISTS event_2026 (a int);
---
CREATE TABLE t (a int);
DO $$
DECLARE
    round int := 0;
BEGIN
    WHILE round < (SELECT count(*) FROM t) LOOP
        IF round > 0 THEN
            ALTER TABLE t ADD COLUMN b int;
        END IF;
        round := round + 1;
    END LOOP;
END $$;
---
CREATE TABLE t (a int);
DO $$ BEGIN
    IF to_regclass('/* a comment */ t') IS NOT NULL THEN
        ALTER TABLE t ADD COLUMN b int;
    END IF;
END $$;
---
ALTER ROLE somebody SET search_path TO app, public;
ALTER DATABASE app SET search_path = "$user", public, app;
ALTER ROLE somebody RESET search_path;
ALTER ROLE somebody SET statement_timeout = '1s';
---
CREATE TABLE t (a int);
DO $$ BEGIN
    LOOP
        EXIT WHEN (SELECT count(*) > 1 FROM t);
        ALTER TABLE t ADD COLUMN b int;
    END LOOP;
END $$;
---
CREATE SCHEMA app;
CREATE TABLE app.other (a int);
CREATE TABLE app.event_default (a int);
DO $$ BEGIN
    EXECUTE format('CREATE TABLE app.event_%s (a int)', to_char(now(), 'YYYYMMDD'));
END $$;
DO $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT tablename FROM pg_tables WHERE schemaname = 'app' AND tablename ~ '^event_\d{8}$' LOOP
        EXECUTE format('DROP TABLE app.%I', part.tablename);
    END LOOP;
END $$;
---
CREATE TABLE event_1 (a int);
DO $$
DECLARE
    name text;
BEGIN
    EXECUTE format('CREATE TABLE event_%s (a int)', to_char(now(), 'YYYYMMDD'));
    FOR name IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'event%' LOOP
        EXECUTE format('DROP TABLE %I', name);
    END LOOP;
END $$;
---
CREATE TABLE t (a int, b int);
CREATE TABLE s (n int);
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM s) THEN
        BEGIN PERFORM 1 / 0; EXCEPTION WHEN division_by_zero THEN RETURN; END;
    END IF;
    ALTER TABLE t ALTER a SET NOT NULL;
END $$;
---
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE s (n int);
CREATE VIEW v AS SELECT id, a FROM t;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM s) THEN RAISE EXCEPTION 'rows'; END IF;
    CREATE OR REPLACE VIEW v AS SELECT id, coalesce(a, 0) AS a FROM t;
EXCEPTION WHEN raise_exception THEN NULL;
END $$;
---
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
DO $$ DECLARE o text; BEGIN
    o := 'nope'::regclass;
    CREATE OR REPLACE VIEW v AS SELECT id, coalesce(a, 0) AS a FROM t;
EXCEPTION WHEN undefined_table THEN NULL;
END $$;
---
CREATE TABLE t (a int NOT NULL);
DO $$ DECLARE code text := '23505'; BEGIN
    RAISE EXCEPTION 'x' USING ERRCODE = code;
EXCEPTION
    WHEN raise_exception THEN NULL;
    WHEN OTHERS THEN ALTER TABLE t ALTER a DROP NOT NULL;
END $$;
---
CREATE TABLE c (a int);
DO $$ BEGIN ALTER TABLE c ALTER a SET NOT NULL; ROLLBACK; END $$;
---
CREATE TABLE a (x int NOT NULL);
CREATE TABLE c (x int NOT NULL);
CREATE TABLE s (n int);
DO $$ DECLARE v text := 'a'; r record; BEGIN
    FOR r IN SELECT n FROM s LOOP
        EXECUTE format('ALTER TABLE %I ALTER x DROP NOT NULL', v);
        FOREACH v IN ARRAY ARRAY['b', 'c'] LOOP NULL; END LOOP;
    END LOOP;
END $$;
---
CREATE TABLE a (x int NOT NULL);
DO $$ DECLARE names text[]; BEGIN
    names := names || 'a'::text;
    IF names IS NOT NULL THEN ALTER TABLE a ALTER x DROP NOT NULL; END IF;
END $$;
---
CREATE TABLE a (x int);
DO $$ DECLARE r record; BEGIN
    SELECT tablename, NULL AS nothing INTO r FROM pg_tables WHERE tablename = 'a';
    IF r IS NOT NULL THEN ALTER TABLE a ALTER x SET NOT NULL; END IF;
END $$;
---
CREATE TABLE a (x int NOT NULL);
DO $$ DECLARE t text; n int := 0; BEGIN
    FOR t IN SELECT unnest(ARRAY['p', 'q']) LOOP n := n + 1; END LOOP;
    IF n = 2 THEN ALTER TABLE a ALTER x DROP NOT NULL; END IF;
END $$;
---
CREATE TABLE a (x int NOT NULL);
DO $$ DECLARE v text := 'a'; w ALIAS FOR v; BEGIN
    IF w = 'a' THEN ALTER TABLE a ALTER x DROP NOT NULL; END IF;
END $$;
---
CREATE TABLE t1 (x int NOT NULL);
CREATE TABLE t2 (x int NOT NULL);
DO $$ BEGIN
    FOR i IN REVERSE 2..1 LOOP
        EXECUTE format('ALTER TABLE t%s ALTER x DROP NOT NULL', i);
        EXIT;
    END LOOP;
END $$;
---
CREATE TABLE b (x int NOT NULL);
DO $$ BEGIN
    IF (SELECT count(*) FROM pg_attribute WHERE attrelid = 'b'::regclass) > 1 THEN
        ALTER TABLE b ALTER x DROP NOT NULL;
    END IF;
END $$;
---
CREATE TABLE s (id int, name text);
DO $$ DECLARE tbl text := 's'; v text; BEGIN
    EXECUTE format('UPDATE %I SET name = $1 WHERE id = $2', tbl) USING 'x', 1;
    EXECUTE 'SELECT $1' INTO v USING 'b';
END $$;
---
CREATE TABLE near (id int NOT NULL, x int NOT NULL) PARTITION BY LIST (id);
CREATE VIEW of_near AS SELECT x FROM near;
CREATE FOREIGN DATA WRAPPER wraps; CREATE SERVER elsewhere FOREIGN DATA WRAPPER wraps;
CREATE FOREIGN TABLE far (id int NOT NULL, x int NOT NULL) SERVER elsewhere;
ALTER TABLE near ATTACH PARTITION far FOR VALUES IN (1);
CREATE TABLE near_by (x int NOT NULL);
CREATE VIEW of_near_by AS SELECT x FROM near_by;
CREATE FOREIGN TABLE far_off () INHERITS (near_by) SERVER elsewhere;
---
CREATE TABLE a (x int NOT NULL);
CREATE TABLE b (x int NOT NULL);
CREATE TABLE s (n int);
CREATE PROCEDURE other(INOUT name text) LANGUAGE plpgsql AS 'BEGIN name := ''b''; END';
DO $$ DECLARE v text := 'a'; r record; BEGIN
    FOR r IN SELECT n FROM s LOOP
        EXECUTE format('ALTER TABLE %I ALTER x DROP NOT NULL', v);
        CALL other(v);
    END LOOP;
END $$;
---
-- What a trigger, a default or a view calls runs with the statement.
CREATE TABLE t (a int NOT NULL);
CREATE TABLE u (id int);
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE t ALTER a DROP NOT NULL; RETURN NEW; END $$;
CREATE TRIGGER loosens AFTER INSERT ON u EXECUTE FUNCTION loosen();
INSERT INTO t VALUES (1);
INSERT INTO u VALUES (1);
SELECT * FROM u;
---
CREATE TABLE t (a int NOT NULL);
CREATE FUNCTION loosen() RETURNS int LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE t ALTER a DROP NOT NULL; RETURN 1; END $$;
CREATE TABLE u (id int DEFAULT loosen(), b int);
CREATE VIEW v AS SELECT loosen() AS x;
CREATE VIEW w AS SELECT x FROM v;
SELECT id FROM u;
INSERT INTO u (b) VALUES (1);
SELECT x FROM w;
---
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int REFERENCES parent ON DELETE CASCADE);
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN EXECUTE 'ALTER TABLE ' || TG_ARGV[0] || ' ALTER a DROP NOT NULL'; RETURN NULL; END $$;
CREATE TRIGGER loosens AFTER DELETE ON child EXECUTE FUNCTION loosen('t');
DELETE FROM parent WHERE id = 1;
---
-- A trigger that changes rows only, by whatever text, is nothing to the schema.
CREATE TABLE t (a int);
CREATE TABLE log (entry text);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    EXECUTE format('INSERT INTO %I.%I (entry) VALUES ($1)', TG_TABLE_SCHEMA, 'log') USING NEW::text;
    RETURN NEW;
END $$;
CREATE TRIGGER audited AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION audit();
INSERT INTO t VALUES (1);
UPDATE t SET a = 2;
---
CREATE FUNCTION told() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NOTIFY pgrst; END $$;
CREATE EVENT TRIGGER tells ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION told();
CREATE FUNCTION changes() RETURNS event_trigger LANGUAGE plpgsql AS
$$ BEGIN EXECUTE 'ALTER TABLE ' || current_setting('my.table') || ' ADD COLUMN x int'; END $$;
CREATE EVENT TRIGGER changing ON ddl_command_end EXECUTE FUNCTION changes();
---
-- What a call in a larger statement does is looked at, not only its words.
CREATE TABLE t (a int NOT NULL);
CREATE FUNCTION counted(name text) RETURNS bigint LANGUAGE plpgsql AS
$$ DECLARE n bigint; BEGIN EXECUTE 'SELECT count(*) FROM ' || name INTO n; RETURN n; END $$;
SELECT counted('t') FROM t;
---
-- Which element is the first one only a database knows.
CREATE TABLE a (x int NOT NULL);
CREATE TABLE b (x int NOT NULL);
DO $$ DECLARE name text; BEGIN
    FOREACH name IN ARRAY ARRAY(SELECT relname::text FROM pg_class WHERE relname IN ('a', 'b')) LOOP
        EXECUTE format('ALTER TABLE %I ALTER x DROP NOT NULL', name);
        EXIT;
    END LOOP;
END $$;
---
-- Rows decide whether the handler runs.
CREATE TABLE t (a int NOT NULL);
CREATE TABLE s (n int);
DO $$ DECLARE v int; BEGIN
    SELECT n INTO STRICT v FROM s;
EXCEPTION WHEN no_data_found THEN
    ALTER TABLE t ALTER a DROP NOT NULL;
END $$;
---
CREATE TABLE t (a int NOT NULL);
CREATE TABLE s (n int[]);
DO $$ DECLARE v int; BEGIN
    FOREACH v IN ARRAY (SELECT n FROM s) LOOP
        NULL;
    END LOOP;
EXCEPTION WHEN null_value_not_allowed THEN
    ALTER TABLE t ALTER a DROP NOT NULL;
END $$;
---
-- The indexes of partitions are in the catalogs by their names.
CREATE TABLE probe (x int NOT NULL);
CREATE TABLE parted (a int) PARTITION BY LIST (a);
CREATE TABLE parted_one PARTITION OF parted FOR VALUES IN (1);
CREATE INDEX ON parted (a);
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_indexes WHERE indexname = 'parted_one_a_idx') THEN
        ALTER TABLE probe ALTER x DROP NOT NULL;
    END IF;
END $$;
---
CREATE TABLE probe (x int NOT NULL);
CREATE TABLE parted (a int) PARTITION BY LIST (a);
CREATE TABLE parted_one PARTITION OF parted FOR VALUES IN (1);
CREATE INDEX ON parted (a);
DO $$ BEGIN
    IF to_regclass('parted_one_a_idx') IS NOT NULL THEN
        ALTER TABLE probe ALTER x DROP NOT NULL;
    END IF;
END $$;
---
CREATE TABLE probe (x int NOT NULL);
CREATE TABLE without (a int, b int);
ALTER TABLE without DROP COLUMN b;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'without'::regclass AND attisdropped) THEN
        ALTER TABLE probe ALTER x DROP NOT NULL;
    END IF;
END $$;
---
CREATE TABLE probe (x int NOT NULL);
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_namespace WHERE nspname LIKE 'pg_temp%') THEN
        ALTER TABLE probe ALTER x DROP NOT NULL;
    END IF;
END $$;
---
-- A variable of the same name makes a column ambiguous.
CREATE TABLE probe (x int NOT NULL);
DO $$ DECLARE table_name text := 'probe'; BEGIN
    IF EXISTS (SELECT FROM information_schema.tables WHERE table_name = 'nothing') THEN
        ALTER TABLE probe ALTER x DROP NOT NULL;
    END IF;
END $$;
---
-- What is called without being named.
CREATE TABLE t (a int NOT NULL);
CREATE FUNCTION loosen() RETURNS int LANGUAGE plpgsql AS
$$ BEGIN EXECUTE current_setting('my.text'); RETURN 1; END $$;
CREATE RULE loosens AS ON DELETE TO t DO INSTEAD SELECT loosen();
---
CREATE FUNCTION loosen() RETURNS int LANGUAGE plpgsql AS
$$ BEGIN EXECUTE current_setting('my.text'); RETURN 1; END $$;
CREATE DOMAIN d AS int CHECK (loosen() = 1);
---
CREATE FUNCTION loosen(text) RETURNS int LANGUAGE plpgsql AS
$$ BEGIN EXECUTE $1; RETURN 1; END $$;
CREATE CAST (text AS int) WITH FUNCTION loosen(text);
---
CREATE FUNCTION loosen() RETURNS int LANGUAGE plpgsql AS
$$ BEGIN EXECUTE current_setting('my.text'); RETURN 1; END $$;
DECLARE c CURSOR FOR SELECT loosen();
---
CREATE FUNCTION loosen() RETURNS int LANGUAGE plpgsql AS
$$ BEGIN EXECUTE current_setting('my.text'); RETURN 1; END $$;
CREATE FUNCTION caller(x int DEFAULT loosen()) RETURNS int LANGUAGE sql AS 'SELECT $1';
---
CREATE TABLE t (a int NOT NULL, b int NOT NULL, c int NOT NULL);
DO $$ DECLARE v varchar(3); BEGIN
    v := 'abcdef';
EXCEPTION WHEN string_data_right_truncation THEN
    ALTER TABLE t ALTER a DROP NOT NULL;
END $$;
DO $$ DECLARE v int := 2147483647; BEGIN
    v := v + 1;
EXCEPTION WHEN numeric_value_out_of_range THEN
    ALTER TABLE t ALTER b DROP NOT NULL;
END $$;
DO $$ DECLARE v "char" := 'abc'; BEGIN
    IF v = 'a' THEN
        ALTER TABLE t ALTER c DROP NOT NULL;
    END IF;
END $$;
---
-- A view keeps what it meant when it was made, whatever its names may mean by now.
CREATE TABLE a (x int NOT NULL, y int);
CREATE TABLE b (z int NOT NULL);
CREATE VIEW captured AS SELECT x = ANY (SELECT y FROM b) AS r FROM a;
ALTER TABLE b ADD y int NOT NULL DEFAULT 1;
ALTER TABLE b ALTER z DROP NOT NULL;
---
CREATE TABLE t (id int NOT NULL, x int NOT NULL);
CREATE VIEW by_place AS SELECT q.b FROM t AS q (a, b);
ALTER TABLE t DROP id;
ALTER TABLE t ADD w int NOT NULL;
ALTER TABLE t ALTER x DROP NOT NULL;
---
CREATE TABLE a (x int, y int NOT NULL);
CREATE FUNCTION f(bigint) RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
CREATE VIEW overloaded AS SELECT x, y FROM a WHERE f(x);
CREATE FUNCTION f(int) RETURNS bool LANGUAGE plpgsql STRICT AS 'BEGIN RETURN true; END';
ALTER TABLE a ALTER y DROP NOT NULL;
---
-- Views over children and partitions follow their parent's NOT NULL, both ways.
CREATE TABLE p (a int NOT NULL);
CREATE TABLE c () INHERITS (p);
CREATE VIEW of_child AS SELECT a FROM c;
CREATE TABLE l (b int NOT NULL) PARTITION BY LIST (b);
CREATE TABLE l1 PARTITION OF l FOR VALUES IN (1);
CREATE VIEW of_partition AS SELECT b FROM l1;
CREATE TABLE later (x int);
CREATE VIEW of_later AS SELECT x FROM later;
ALTER TABLE later ALTER x SET NOT NULL;
ALTER TABLE p ALTER a DROP NOT NULL;
ALTER TABLE l ALTER b DROP NOT NULL;
---
-- Loops in loops end, too.
CREATE TABLE t (a int NOT NULL);
DO $$ BEGIN
    FOR i IN 1..9000 LOOP
        FOR j IN 1..9000 LOOP
            NULL;
        END LOOP;
    END LOOP;
END $$;
---
CREATE TYPE my AS (a int);
CREATE FUNCTION mt(my) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE CAST (my AS text) WITH FUNCTION mt(my);
CREATE TABLE a (m my NOT NULL, y int NOT NULL);
CREATE VIEW of_cast AS SELECT m::text AS t, y FROM a;
DROP CAST (my AS text);
ALTER TABLE a ALTER y DROP NOT NULL;
---
-- A trigger runs only with what fires it.
CREATE TABLE u (id int);
CREATE FUNCTION unreadable() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN EXECUTE current_setting('my.text'); RETURN NULL; END $$;
CREATE TRIGGER runs AFTER INSERT ON u EXECUTE FUNCTION unreadable();
UPDATE u SET id = 2;
DELETE FROM u;
INSERT INTO u VALUES (1);
---
-- What a body writes fires triggers, too, and so does what a rule writes.
CREATE TABLE a (id int);
CREATE TABLE b (id int);
CREATE TABLE c (x int NOT NULL);
CREATE FUNCTION to_b() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO b VALUES (NEW.id); RETURN NEW; END $$;
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE c ALTER x DROP NOT NULL; RETURN NEW; END $$;
CREATE TRIGGER to_b AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION to_b();
CREATE TRIGGER loosens AFTER INSERT ON b FOR EACH ROW EXECUTE FUNCTION loosen();
INSERT INTO a VALUES (1);
---
CREATE TABLE b (id int);
CREATE TABLE c (x int NOT NULL);
CREATE FUNCTION fill() RETURNS void LANGUAGE sql AS 'INSERT INTO b VALUES (1)';
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE c ALTER x DROP NOT NULL; RETURN NEW; END $$;
CREATE TRIGGER loosens AFTER INSERT ON b FOR EACH ROW EXECUTE FUNCTION loosen();
SELECT fill() FROM b;
---
CREATE TABLE a (id int);
CREATE TABLE l (id int);
CREATE TABLE c (x int NOT NULL);
CREATE RULE logs AS ON INSERT TO a DO ALSO INSERT INTO l VALUES (NEW.id);
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE c ALTER x DROP NOT NULL; RETURN NEW; END $$;
CREATE TRIGGER loosens AFTER INSERT ON l FOR EACH ROW EXECUTE FUNCTION loosen();
INSERT INTO a VALUES (1);
---
-- A row that is updated may go to another partition.
CREATE TABLE p (k int) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE TABLE c (x int NOT NULL);
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE c ALTER x DROP NOT NULL; RETURN NEW; END $$;
CREATE TRIGGER loosens AFTER INSERT ON p2 FOR EACH ROW EXECUTE FUNCTION loosen();
UPDATE p SET k = 2;
---
-- Which row is the first one, only a database knows: of equal ones, and of a query whose order is inside.
CREATE TABLE t (a int NOT NULL, b int NOT NULL);
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT DISTINCT column_name AS n FROM (SELECT column_name FROM information_schema.columns WHERE table_name = 't' ORDER BY column_name) s LOOP
    EXECUTE format('ALTER TABLE t ALTER %I DROP NOT NULL', r.n); EXIT;
  END LOOP;
END $$;
---
CREATE TABLE t (a int NOT NULL, b int NOT NULL);
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT DISTINCT column_name AS n, table_name AS m FROM information_schema.columns WHERE table_name = 't' ORDER BY 2 LOOP
    EXECUTE format('ALTER TABLE t ALTER %I DROP NOT NULL', r.n); EXIT;
  END LOOP;
END $$;
---
CREATE TABLE t (a int NOT NULL, b int NOT NULL);
DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT DISTINCT column_name AS n FROM information_schema.columns WHERE table_name = 't' ORDER BY 1 LOOP
    EXECUTE format('ALTER TABLE t ALTER %I DROP NOT NULL', r.n); EXIT;
  END LOOP;
END $$;
---
CREATE TABLE referred (id int PRIMARY KEY);
CREATE TABLE refers (id int REFERENCES referred ON UPDATE CASCADE);
CREATE TABLE c (x int NOT NULL);
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE c ALTER x DROP NOT NULL; RETURN NULL; END $$;
CREATE TRIGGER loosens AFTER UPDATE ON refers EXECUTE FUNCTION loosen();
UPDATE referred SET id = 2;
---
-- What a rule deletes cascades from the table that is written to, too.
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int REFERENCES a ON DELETE CASCADE);
CREATE TABLE c (x int NOT NULL);
CREATE RULE replaces AS ON INSERT TO a DO ALSO DELETE FROM a WHERE id < NEW.id;
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE c ALTER x DROP NOT NULL; RETURN NULL; END $$;
CREATE TRIGGER loosens AFTER DELETE ON b EXECUTE FUNCTION loosen();
INSERT INTO a VALUES (1);
---
-- A partition has the triggers of its table, and what refers to that refers to it.
CREATE TABLE p (k int PRIMARY KEY) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE c (x int NOT NULL);
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE c ALTER x DROP NOT NULL; RETURN NULL; END $$;
CREATE TRIGGER loosens AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION loosen();
INSERT INTO p1 VALUES (1);
---
CREATE TABLE p (k int PRIMARY KEY) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE r (k int REFERENCES p ON DELETE CASCADE);
CREATE TABLE c (x int NOT NULL);
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE c ALTER x DROP NOT NULL; RETURN NULL; END $$;
CREATE TRIGGER loosens AFTER DELETE ON r FOR EACH ROW EXECUTE FUNCTION loosen();
DELETE FROM p1;
---
CREATE VIEW v AS SELECT 1 AS a;
DO $$ BEGIN
    IF random() < 2 THEN
        CREATE RULE r AS ON INSERT TO v DO INSTEAD NOTHING;
        CREATE RULE s AS ON UPDATE TO v DO INSTEAD NOTHING;
        ALTER RULE s ON v RENAME TO u;
    END IF;
END $$;
INSERT INTO v VALUES (1);
CREATE RULE r AS ON DELETE TO v DO INSTEAD NOTHING;
DROP RULE u ON v;
DROP RULE s ON v;
---
-- The rule may do still what it did.
CREATE TABLE t (a int NOT NULL);
CREATE RULE r AS ON INSERT TO t DO INSTEAD DELETE FROM t;
DO $$ BEGIN
    IF random() < 2 THEN
        CREATE OR REPLACE RULE r AS ON INSERT TO t DO INSTEAD NOTHING;
    END IF;
END $$;
---
CREATE TABLE t (a int);
DO $$ DECLARE wanted int[] := '{1}';
BEGIN
    CREATE TEMP TABLE found ON COMMIT DROP AS SELECT * FROM t WHERE a = ANY (wanted);
END $$;
---
-- The trigger may call still what it called.
CREATE TABLE t (a int NOT NULL);
CREATE TABLE u (a int);
CREATE FUNCTION loosen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN ALTER TABLE t ALTER a DROP NOT NULL; RETURN NULL; END $$;
CREATE FUNCTION harmless() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER loosens AFTER INSERT ON u FOR EACH ROW EXECUTE FUNCTION loosen();
DO $$ BEGIN
    IF random() < 2 THEN
        CREATE OR REPLACE TRIGGER loosens AFTER DELETE ON u FOR EACH ROW EXECUTE FUNCTION harmless();
    END IF;
END $$;
INSERT INTO u VALUES (1);
