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
CREATE RULE "_RETURN" AS ON SELECT TO t DO INSTEAD SELECT 1 AS a;
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
