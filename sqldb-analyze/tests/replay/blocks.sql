-- DO blocks: what they decide is decided from the catalog.
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN
        CREATE TYPE mood AS ENUM ('sad', 'ok');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN
        CREATE TYPE wrong AS ENUM ('a');
    END IF;
END $$;
CREATE TABLE item (id bigserial PRIMARY KEY, title text NOT NULL, state mood);
DO $$ BEGIN
    ALTER TABLE item ADD COLUMN title text;
EXCEPTION
    WHEN duplicate_column THEN NULL;
END $$;
DO LANGUAGE plpgsql $body$
DECLARE
    name text := 'note';
    missing boolean;
BEGIN
    SELECT NOT EXISTS (
        SELECT 1 FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = 'item' AND column_name = name
    ) INTO missing;
    IF missing THEN
        EXECUTE format('ALTER TABLE %I ADD COLUMN %I text', 'item', name);
    ELSIF false THEN
        RAISE EXCEPTION 'never';
    ELSE
        CREATE TABLE wrong (id int);
    END IF;
END $body$;
-- What the server's version decides.
DO $$ BEGIN
    IF current_setting('server_version_num')::int >= 90500 THEN
        CREATE FUNCTION viewer() RETURNS int LANGUAGE sql STABLE
            RETURN nullif(current_setting('viewer', true), '')::int;
    ELSE
        EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' SET viewer TO ''''';
        CREATE FUNCTION viewer() RETURNS text LANGUAGE sql STABLE
            RETURN current_setting('viewer');
    END IF;
    IF current_setting('server_version_num')::int / 10000 < 10 THEN
        CREATE SEQUENCE wrong;
    END IF;
END $$;
DO $$
DECLARE
    owner text := coalesce(current_setting('item.owner', true), current_user);
BEGIN
    EXECUTE 'ALTER TABLE item OWNER TO ' || owner;
    EXECUTE 'ALTER FUNCTION viewer() OWNER TO ' || owner;
END $$;
DO $$ BEGIN
    IF to_regclass('public.item_old') IS NULL AND to_regclass('item') IS NOT NULL THEN
        ALTER TABLE item RENAME TO thing;
    END IF;
END $$;
DO $$ BEGIN
    IF EXISTS (
        SELECT 1 FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
        JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE c.conname = 'item_pkey' AND t.relname = 'thing' AND n.nspname = current_schema()
    ) THEN
        ALTER TABLE thing RENAME CONSTRAINT item_pkey TO thing_pkey;
    END IF;
END $$;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_attribute
               WHERE attrelid = 'public.thing'::regclass AND attname = 'note' AND NOT attisdropped) THEN
        ALTER TABLE thing RENAME COLUMN note TO remark;
    END IF;
END $$;
DO $$
DECLARE
    part int;
BEGIN
    CREATE TABLE event (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (id);
    FOR part IN 0..2 LOOP
        EXECUTE 'CREATE TABLE event_' || part || ' PARTITION OF event FOR VALUES FROM ('
            || part * 10 || ') TO (' || (part + 1) * 10 || ')';
    END LOOP;
EXCEPTION
    WHEN others THEN
        RAISE;
END $$;
DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'event\__' LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN extra int', 'of_' || t.tablename);
    END LOOP;
EXCEPTION
    WHEN undefined_table THEN
        CREATE TABLE fallback (id int);
END $$;
-- Nothing here changes the schema, whatever the rows say.
DO $$
DECLARE
    r record;
BEGIN
    IF (SELECT count(*) FROM thing) > 3 THEN
        INSERT INTO thing (title) VALUES ('x');
        ALTER TABLE thing ENABLE ROW LEVEL SECURITY;
    END IF;
    FOR r IN SELECT id FROM thing LOOP
        UPDATE thing SET title = 'y' WHERE id = r.id;
        EXECUTE format('ANALYZE %I', r.id::text || 'x');
    END LOOP;
    PERFORM pg_notify('channel', 'done');
EXCEPTION
    WHEN unique_violation OR foreign_key_violation THEN
        NULL;
    WHEN SQLSTATE '22000' THEN
        RAISE NOTICE 'ignored';
END $$;
DO 'BEGIN CREATE TABLE quoted (note text DEFAULT ''it''''s''); END';
-- Nobody can know the result of this one, so it is declared.
DO $$
DECLARE
    t text;
BEGIN
    SELECT version() INTO t;
    IF t LIKE 'PostgreSQL 1%' THEN
        -- sqldb: ALTER TABLE quoted ADD COLUMN version text;
        EXECUTE 'ALTER TABLE quoted ADD COLUMN ' || left(lower(version()), 0) || 'version text';
    END IF;
END $$;
-- Routines that define something, called by name.
CREATE FUNCTION add_stamp(target text, column_name text DEFAULT 'stamp') RETURNS void LANGUAGE plpgsql AS $f$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM information_schema.columns c
                   WHERE c.table_name = target AND c.column_name = $2) THEN
        EXECUTE format('ALTER TABLE %I ADD COLUMN %I timestamptz', target, column_name);
    END IF;
END $f$;
SELECT add_stamp('quoted', 'created');
DO $$ BEGIN PERFORM add_stamp('quoted', 'updated'); PERFORM add_stamp('quoted', 'updated'); END $$;
CREATE PROCEDURE make_two(prefix text) LANGUAGE plpgsql AS $p$
DECLARE
    body text := $q$ CREATE TABLE thing_one (id int); CREATE TABLE thing_two (id int); $q$;
BEGIN
    EXECUTE replace(body, 'thing', prefix);
END $p$;
CALL make_two('from_call');
CREATE PROCEDURE only_rows() LANGUAGE sql AS 'DELETE FROM quoted';
CALL only_rows();
DROP FUNCTION add_stamp(text, text);
CREATE TABLE shadowed (id int);
DO $$ DECLARE x text := 'outer'; BEGIN
    DECLARE x text := 'inner'; BEGIN
        BEGIN PERFORM 1; END;
        EXECUTE format('ALTER TABLE shadowed ADD COLUMN %I int', x);
    END;
END $$;
-- Aggregates make one row, DISTINCT and UNION drop copies, ORDER BY sorts.
CREATE TABLE counted (z int, b int, m int);
DO $$ DECLARE has boolean; n int; BEGIN
    SELECT count(*) > 0 INTO has FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'counted' AND column_name = 'x';
    IF NOT has THEN ALTER TABLE counted ADD COLUMN x int; END IF;
    IF (SELECT count(*) = 0 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'counted' AND column_name = 'y') THEN
        ALTER TABLE counted ADD COLUMN y int;
    END IF;
    SELECT count(*) INTO n FROM (SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'counted') AS t;
    IF n = 1 THEN ALTER TABLE counted ADD COLUMN once int; END IF;
END $$;
DO $$ DECLARE r record; BEGIN
    FOR r IN SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'counted' UNION SELECT 'counted' LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN tenant int', r.table_name);
    END LOOP;
    FOR r IN SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'counted' AND column_name IN ('z', 'b', 'm') ORDER BY column_name LOOP
        EXECUTE format('ALTER TABLE counted ADD COLUMN %I int', r.column_name || '_2');
    END LOOP;
END $$;
-- Variables have types.
DO $$ DECLARE n int := '007'; flag boolean := 't'; short varchar(9) := 'short'; BEGIN
    EXECUTE 'ALTER TABLE counted ADD COLUMN t' || n || ' int, ADD COLUMN of_' || flag || ' int, ADD COLUMN ' || short || ' int';
    n := '0042';
    EXECUTE format('ALTER TABLE counted ADD COLUMN n%s int', n);
END $$;
-- Types and relations are spelled as the search path asks for it.
DO $$ BEGIN
    IF (SELECT atttypid::regtype::text FROM pg_attribute WHERE attrelid = 'counted'::regclass AND attname = 'z') = 'integer' THEN
        ALTER TABLE counted ALTER z TYPE bigint;
    END IF;
END $$;
-- What PostgreSQL itself has is told apart without its schema.
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'anywhere') THEN CREATE TABLE anywhere (id int); END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'somewhere') THEN CREATE TABLE somewhere (id int); END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'domains') THEN CREATE TABLE domains (id int); END IF;
    IF EXISTS (SELECT 1 FROM information_schema.views WHERE table_name = 'attributes') THEN CREATE TABLE attributes (id int); END IF;
    IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'domains' AND column_name = 'domain_name') THEN ALTER TABLE domains ADD COLUMN of_system int; END IF;
END $$;
DO $$
DECLARE
    name text;
    names text[] := ARRAY['one', 'two'];
    round int := 0;
BEGIN
    FOREACH name IN ARRAY names LOOP
        EXECUTE format('CREATE TABLE each_%s (id int)', name);
    END LOOP;
    FOREACH name IN ARRAY '{three}'::text[] LOOP
        EXECUTE 'CREATE TABLE each_' || name || ' (id int)';
    END LOOP;
    WHILE round < 2 LOOP
        EXECUTE format('ALTER TABLE each_one ADD COLUMN c%s int', round);
        round := round + 1;
    END LOOP;
    LOOP
        EXIT WHEN round = 4;
        EXECUTE format('ALTER TABLE each_two ADD COLUMN c%s int', round);
        round := round + 1;
        CONTINUE WHEN round < 4;
    END LOOP;
END $$;
-- The errors of PL/pgSQL's own statements.
CREATE TABLE own_errors (a int NOT NULL, b int NOT NULL, c int NOT NULL, d int NOT NULL);
DO $$ DECLARE v text; BEGIN
    SELECT relname INTO STRICT v FROM pg_class WHERE relname = 'nowhere_at_all';
    ALTER TABLE own_errors ALTER d DROP NOT NULL;
EXCEPTION WHEN no_data_found THEN
    ALTER TABLE own_errors ALTER a DROP NOT NULL;
END $$;
DO $$ DECLARE v text[]; one text; BEGIN
    FOREACH one IN ARRAY v LOOP
        NULL;
    END LOOP;
    ALTER TABLE own_errors ALTER d DROP NOT NULL;
EXCEPTION WHEN null_value_not_allowed THEN
    ALTER TABLE own_errors ALTER b DROP NOT NULL;
END $$;
DO $$ BEGIN
    CASE 3 WHEN 1, 2 THEN NULL; END CASE;
    ALTER TABLE own_errors ALTER d DROP NOT NULL;
EXCEPTION WHEN case_not_found THEN
    ALTER TABLE own_errors ALTER c DROP NOT NULL;
END $$;
-- A constraint trigger is a constraint, too.
CREATE TABLE watched (a int);
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE CONSTRAINT TRIGGER watches AFTER INSERT ON watched FOR EACH ROW EXECUTE FUNCTION watch();
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'watches') THEN
        CREATE CONSTRAINT TRIGGER watches AFTER INSERT ON watched
        FOR EACH ROW EXECUTE FUNCTION watch();
    END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'watches' AND contype = 't') THEN
        ALTER TABLE watched ADD COLUMN b int;
    END IF;
END $$;
-- What the catalogs show besides the things of the migrations.
CREATE TABLE shown (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, h int NOT NULL, j int GENERATED ALWAYS AS (h + 1) STORED);
CREATE TABLE shown_yes (x int);
DO $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM information_schema.sequences WHERE sequence_name = 'shown_id_seq') THEN
        ALTER TABLE shown_yes ADD no_sequence int;
    END IF;
    IF EXISTS (SELECT FROM information_schema.routines WHERE routine_name = 'gen_random_uuid') THEN
        ALTER TABLE shown_yes ADD routine int;
    END IF;
    IF EXISTS (SELECT FROM pg_type WHERE typname = 'sql_identifier') THEN
        ALTER TABLE shown_yes ADD domain_of_schema int;
    END IF;
    IF (SELECT atthasdef FROM pg_attribute WHERE attrelid = 'shown'::regclass AND attname = 'j') THEN
        ALTER TABLE shown_yes ADD generated int;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'shown'::regclass AND attisdropped) THEN
        ALTER TABLE shown_yes ADD none_dropped int;
    END IF;
    IF quote_literal('a\b') = 'E''a\\b''' THEN
        ALTER TABLE shown_yes ADD quoted int;
    END IF;
END $$;
-- Conditions have names, and values their types' limits.
CREATE TABLE limited (a int NOT NULL, b int NOT NULL);
DO $$ BEGIN
    RAISE SQLSTATE '22012';
EXCEPTION
    WHEN division_by_zero THEN ALTER TABLE limited ALTER a DROP NOT NULL;
    WHEN OTHERS THEN ALTER TABLE limited ALTER b DROP NOT NULL;
END $$;
