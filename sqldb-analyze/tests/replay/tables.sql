-- Columns, constraints and the names that PostgreSQL makes for them.
CREATE TABLE account (
    id bigserial PRIMARY KEY,
    email varchar(320) NOT NULL UNIQUE,
    name text DEFAULT 'nobody'::text NOT NULL,
    balance numeric(10, 2) DEFAULT 0 CHECK (balance >= 0),
    "Odd Name" char(3) NULL,
    created timestamptz DEFAULT now() NOT NULL,
    tags text[] NOT NULL DEFAULT '{}',
    stay interval day to second(3),
    spent interval(2),
    flags bit varying(8),
    note text COLLATE "C" DEFAULT NULL,
    short varchar(10) DEFAULT NULL,
    CHECK (name <> email)
);
CREATE TABLE item (
    id int GENERATED ALWAYS AS IDENTITY,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE ON UPDATE NO ACTION,
    parent int REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED,
    a int, b int,
    total int GENERATED ALWAYS AS (a + b) STORED,
    PRIMARY KEY (id),
    UNIQUE (a, b),
    CONSTRAINT item_named UNIQUE NULLS NOT DISTINCT (b),
    FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE UNIQUE INDEX ON item (lower(a::text), b) WHERE a > 0;
CREATE INDEX item_by_b ON item USING btree (b DESC NULLS LAST) INCLUDE (a);
CREATE INDEX ON item (b, (a + b), (a * 2));
CREATE TABLE a_table_with_a_name_that_is_nearly_as_long_as_names_may_be_at_all (
    a_column_with_a_long_name_too int UNIQUE
);
CREATE TABLE copy_of_item (LIKE item INCLUDING ALL, extra text);
CREATE TABLE bare_copy (LIKE account);
CREATE TABLE IF NOT EXISTS account (nothing int);
CREATE SEQUENCE counter;
CREATE TABLE numbered (n int DEFAULT nextval('counter'));
ALTER SEQUENCE counter OWNED BY numbered.n;
CREATE TABLE span (during tsrange, room int, EXCLUDE USING gist (during WITH &&));
CREATE TABLE nothing ();
CREATE TABLE same_keys (id int PRIMARY KEY UNIQUE, b int UNIQUE, CONSTRAINT named UNIQUE (b), UNIQUE (b) DEFERRABLE);
CREATE VIEW one AS SELECT 1 AS a; CREATE TABLE like_view (LIKE one); DROP VIEW one;
-- What is set locally ends with its transaction.
CREATE SCHEMA app;
BEGIN; SET LOCAL search_path = app; CREATE TABLE of_app (a int); COMMIT;
CREATE TABLE of_public (a int);
BEGIN; DO $$ BEGIN PERFORM set_config('search_path', 'App, public', true); END $$; CREATE TABLE of_app_too (a int); COMMIT;
SET "search_path" = app; CREATE TABLE of_app_again (a int); DISCARD ALL;
DO $$ BEGIN PERFORM set_config('search_path', 'app', false); CREATE TABLE in_block (a int); END $$; RESET search_path;
-- INTO behind WITH.
WITH x AS (SELECT 1 AS a) SELECT a INTO behind_with FROM x;
CREATE FUNCTION slug(a text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN lower(a); END';
ALTER FUNCTION slug(text) STRICT IMMUTABLE;
CREATE FUNCTION inlined(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1';
CREATE TABLE stored (
    a text, at timestamptz, n int, tags text[],
    b tsvector GENERATED ALWAYS AS (to_tsvector('english', a)) STORED,
    c text GENERATED ALWAYS AS (coalesce(a, '') || n || '!') STORED,
    d date GENERATED ALWAYS AS ((at AT TIME ZONE 'UTC')::date) STORED
);
CREATE INDEX ON stored (date_trunc('day', at AT TIME ZONE 'UTC'), lower(a), slug(a), inlined(n), extract(epoch FROM at AT TIME ZONE 'UTC'));
CREATE INDEX ON stored (n) WHERE at > '2020-01-01' AND a ~ 'x' AND n = ANY ('{1,2}');
CREATE TYPE size AS ENUM ('small', 'large');
CREATE DOMAIN short AS varchar(9);
CREATE TABLE indexed (
    a int, b text, c short, d size, e jsonb, f int[], g tsrange, h inet, i point, j bit(3), k tsvector,
    l char(3), m "char", n oid, o uuid, p pg_lsn, q money, r numeric, s time, t interval, u bytea,
    UNIQUE (a, b, c, d, e, f, g, h, j),
    EXCLUDE USING gist (g WITH &&),
    EXCLUDE (b WITH =)
);
CREATE INDEX ON indexed (k, l, m, n, o, p, q, r, s, t, u);
CREATE INDEX ON indexed USING hash (d);
CREATE INDEX ON indexed USING gin (e, f, k);
CREATE INDEX ON indexed USING gin (e jsonb_path_ops);
CREATE INDEX ON indexed USING gist (i, g, h inet_ops, k tsvector_ops (siglen = 32));
CREATE INDEX ON indexed USING brin (a int4_minmax_multi_ops, b, h);
CREATE INDEX ON indexed USING spgist (b);
CREATE INDEX ON indexed (b text_pattern_ops DESC, c varchar_pattern_ops, b COLLATE "C" text_ops NULLS FIRST);
CREATE TABLE kept (id int, at date, n int, PRIMARY KEY (id, at), UNIQUE (at)) PARTITION BY RANGE (at);
ALTER TABLE kept RENAME at TO day;
CREATE TABLE ruled (a int);
CREATE TABLE by_rule (a int);
CREATE RULE r AS ON INSERT TO ruled DO INSTEAD NOTHING;
CREATE OR REPLACE RULE r AS ON INSERT TO ruled DO ALSO INSERT INTO by_rule VALUES (1);
CREATE RULE r2 AS ON DELETE TO ruled DO ALSO (SELECT 1; WITH w AS (SELECT 1) DELETE FROM by_rule; NOTIFY x);
DROP RULE IF EXISTS nope ON ruled;
ALTER RULE r ON ruled RENAME TO r3;
ALTER TABLE ruled DISABLE RULE r3, ENABLE ALWAYS RULE r2;
DROP RULE r3 ON ruled;

-- What an index holds besides is in the names that are made, and takes the key with it.
CREATE TABLE covering (
    a int, b int, c int, d point,
    UNIQUE (a) INCLUDE (b), UNIQUE (a) INCLUDE (c), UNIQUE (a, b) INCLUDE (a),
    EXCLUDE USING gist (d WITH ~=) INCLUDE (a), EXCLUDE USING gist (d WITH ~=) INCLUDE (c),
    PRIMARY KEY (a) INCLUDE (b)
);
CREATE TABLE covering_too (LIKE covering INCLUDING INDEXES);
ALTER TABLE covering DROP COLUMN c;
CREATE TABLE covering_parts (a int, b int, PRIMARY KEY (a) INCLUDE (b)) PARTITION BY LIST (a);
CREATE TABLE covering_part PARTITION OF covering_parts FOR VALUES IN (1);
ALTER TABLE covering_parts ADD UNIQUE (a) INCLUDE (b);
-- So is a column of the system in that of a check.
CREATE TABLE of_system (
    a bool,
    CHECK (NOT (a AND tableoid::regclass::text = 'of_system')),
    CHECK (tableoid > 0)
);
CREATE DEFAULT CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TABLE tenant (
    space text NOT NULL DEFAULT 'tenant' || currval('tenant_id_seq'),
    id serial PRIMARY KEY,
    number int GENERATED ALWAYS AS IDENTITY,
    last bigint DEFAULT currval('tenant_number_seq')
);
ALTER TABLE tenant ADD turn serial, ADD last_turn bigint DEFAULT currval('tenant_turn_seq');
