CREATE TABLE t (id int); CREATE TABLE t (id int);
---
CREATE TABLE t (id int, id text);
---
CREATE TABLE t (id interger);
---
CREATE TABLE t (id int PRIMARY KEY, b int PRIMARY KEY);
---
CREATE TABLE t (id int, PRIMARY KEY (idd));
---
CREATE TABLE t (id int REFERENCES missing);
---
CREATE TABLE a (id int); CREATE TABLE t (id int REFERENCES a);
---
CREATE TABLE a (id int); CREATE TABLE t (id int REFERENCES a (id));
---
CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE t (id int REFERENCES a (ident));
---
CREATE TABLE a (x int, y int, PRIMARY KEY (x, y)); CREATE TABLE t (id int REFERENCES a);
---
CREATE TABLE t (id int NULL NOT NULL);
---
CREATE TABLE t (id int DEFAULT 1 DEFAULT 2);
---
CREATE TABLE t (id text GENERATED ALWAYS AS IDENTITY);
---
CREATE TABLE t (id int DEFAULT 1 GENERATED ALWAYS AS IDENTITY);
---
CREATE TABLE t (ctid int);
---
CREATE TABLE t (id record);
---
CREATE TABLE t (a numeric(2000));
---
CREATE TABLE t (a text(3));
---
CREATE TABLE nowhere.t (id int);
---
CREATE SCHEMA s; CREATE SCHEMA s;
---
CREATE TABLE t (id int, UNIQUE (id, id));
---
CREATE TYPE mood AS ENUM ('a'); CREATE TYPE mood AS ENUM ('b');
---
CREATE TYPE mood AS ENUM ('a', 'a');
---
CREATE TYPE mood AS ENUM ('a'); ALTER TYPE mood ADD VALUE 'a';
---
CREATE TYPE mood AS ENUM ('happy'); ALTER TYPE mood ADD VALUE 'b' BEFORE 'hapy';
---
CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood); DROP TYPE mood;
---
CREATE TABLE t (title text); ALTER TABLE t DROP COLUMN titel;
---
CREATE TABLE t (a int, b int); ALTER TABLE t DROP COLUMN a; ALTER TABLE t ALTER COLUMN a SET NOT NULL;
---
CREATE TABLE t (a int); ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t DROP COLUMN a;
---
CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN a text;
---
CREATE TABLE t (a int); ALTER TABLE t RENAME TO u; ALTER TABLE t ADD COLUMN b int;
---
CREATE TABLE t (a int); DROP TABLE t; INSERT INTO t VALUES (1);
---
CREATE TABLE t (a int); ALTER TABLE t DROP CONSTRAINT t_pkey;
---
CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
---
CREATE TABLE t (a int); ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY;
---
CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int REFERENCES t); DROP TABLE t;
---
CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int REFERENCES t); ALTER TABLE t DROP CONSTRAINT t_pkey;
---
CREATE TABLE t (a int PRIMARY KEY); CREATE TABLE u (a int REFERENCES t); ALTER TABLE t DROP COLUMN a;
---
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) STORED); ALTER TABLE t DROP COLUMN a;
---
CREATE TABLE t (a int PRIMARY KEY); DROP INDEX t_pkey;
---
CREATE TABLE t (a int); DROP VIEW t;
---
DROP TABLE t;
---
DROP TYPE nothing;
---
DROP FUNCTION nothing(int);
---
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
---
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE OR REPLACE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT 1::text';
---
CREATE TABLE p (id int); CREATE TABLE c () INHERITS (p); ALTER TABLE c DROP COLUMN id;
---
CREATE TABLE p (id int); CREATE TABLE c () INHERITS (p); DROP TABLE p;
---
CREATE TABLE p (id int); CREATE TABLE c PARTITION OF p DEFAULT;
---
CREATE TABLE t (id int,);
---
CREATE TABLE t (order int);
---
CREATE TABEL t (id int);
---
CREATE INDEX i ON t (a);
---
CREATE TABLE t (a int); CREATE INDEX i ON t (b);
---
CREATE TABLE t (a int); CREATE INDEX t ON t (a);
---
CREATE TABLE t (a int); CREATE TYPE t AS ENUM ('x');
---
CREATE TABLE t (a int CONSTRAINT same CHECK (a > 0), b int CONSTRAINT same CHECK (b > 0));
---
CREATE DOMAIN d AS nothing;
---
CREATE SEQUENCE t; CREATE TABLE t (id int);
---
CREATE TYPE mood AS ENUM ('x'); DROP DOMAIN mood;
---
ALTER TABLE t ADD COLUMN a int;
---
CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; DROP TABLE t;
---
CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t DROP COLUMN a;
---
CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t ALTER COLUMN a TYPE bigint;
---
CREATE TABLE t (a int); CREATE VIEW v AS SELECT b FROM t;
---
CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE OR REPLACE VIEW v AS SELECT a AS b FROM t;
---
DO $$ BEGIN CREATE TABLE t (id int); CREATE TABLE t (id int); END $$;
---
DO $$ BEGIN ALTER TABLE t ADD COLUMN a int; EXCEPTION WHEN duplicate_column THEN NULL; END $$;
---
DO $$ BEGIN EXECUTE 'CREATE TABLE t (id interger)'; END $$;
---
DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'no such') THEN RAISE EXCEPTION 'install it'; END IF; END $$;
---
DO $$ BEGIN CREATE TABLE t (id int) END $$;
---
CREATE TABLE t (a int); DO $$ BEGIN BEGIN DROP TABLE t; DROP TABLE t; EXCEPTION WHEN undefined_table THEN RAISE; END; END $$;
---
CREATE OPERATOR <<>> (LEFTARG = int, RIGHTARG = int, FUNCTION = nothing);
---
CREATE OPERATOR <<>> (LEFTARG = int, FUNCTION = int4inc);
---
DROP OPERATOR <<>> (int, int);
---
CREATE CAST (int AS bigint) WITH INOUT;
---
CREATE TYPE e AS ENUM ('a'); CREATE CAST (e AS int) WITHOUT FUNCTION;
---
DROP CAST (int AS date);
---
CREATE AGGREGATE a (int) (SFUNC = int4pl);
---
CREATE TYPE r AS RANGE (subtype = int4); CREATE TABLE t (a r); DROP TYPE r;
---
CREATE TYPE base (INPUT = a, OUTPUT = b);
---
CREATE TABLE t (a int DEFAULT 'x'::text);
---
CREATE TABLE t (a int DEFAULT now());
---
CREATE TABLE t (a int, b int DEFAULT a);
---
CREATE TABLE t (a int DEFAULT (SELECT 1));
---
CREATE TABLE t (a int DEFAULT nothing());
---
CREATE TABLE t (a int DEFAULT count(*));
---
CREATE TABLE t (a int CHECK (a));
---
CREATE TABLE t (a int CHECK (b > 0));
---
CREATE TABLE t (a int CHECK (a > 'now'::date));
---
CREATE TABLE t (a int CHECK (EXISTS (SELECT 1)));
---
CREATE TABLE t (a int, c int GENERATED ALWAYS AS (a || 'x') STORED);
---
CREATE TABLE t (a int); CREATE INDEX ON t (lower(a));
---
CREATE TABLE t (a int); CREATE INDEX ON t (a) WHERE a;
---
CREATE TABLE t (a int); CREATE INDEX ON t (a) WHERE b > 0;
---
CREATE TABLE t (a text); ALTER TABLE t ALTER COLUMN a TYPE int;
---
CREATE TABLE t (a text); ALTER TABLE t ALTER COLUMN a TYPE int USING a || 'x';
---
CREATE TABLE t (a text); ALTER TABLE t ALTER COLUMN a SET DEFAULT b;
---
CREATE TABLE t (a int); INSERT INTO t (b) VALUES (1);
---
CREATE TABLE t (a int); UPDATE t SET a = 'x'::text;
---
CREATE TABLE t (a int); DELETE FROM t WHERE a = now();
---
CREATE TABLE t (a int); INSERT INTO t VALUES (1) ON CONFLICT (a) DO NOTHING;
---
SELECT nothing(1);
---
SELECT 1 FROM nowhere;
---
CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood DEFAULT 'b');
---
DO $$ BEGIN PERFORM a FROM nowhere; EXCEPTION WHEN undefined_column THEN NULL; END $$;
---
CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m text DEFAULT 'a'); ALTER TABLE t ALTER COLUMN m TYPE mood USING m::mood;
---
CREATE TABLE t (id uuid PRIMARY KEY); CREATE TABLE u (t int REFERENCES t);
---
CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (t numeric REFERENCES t);
---
CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (t bigint REFERENCES t); ALTER TABLE t ALTER COLUMN id TYPE text;
---
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW v AS SELECT f(1) AS a; DROP FUNCTION f(int);
---
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE TABLE t (a int, b int GENERATED ALWAYS AS (f(a)) STORED); DROP FUNCTION f(int);
---
CREATE TABLE t (id int PRIMARY KEY, a int); CREATE VIEW v AS SELECT id, a FROM t GROUP BY id; ALTER TABLE t DROP CONSTRAINT t_pkey;
---
CREATE TABLE p (k int, a int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); ALTER TABLE ONLY p ALTER a SET NOT NULL;
---
CREATE TABLE p (k int, a int) PARTITION BY LIST (k); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); ALTER TABLE ONLY p DROP COLUMN a;
---
CREATE TABLE t (a text); CREATE UNIQUE INDEX i ON t (a COLLATE "C"); ALTER TABLE t ADD UNIQUE USING INDEX i;
---
CREATE TYPE s AS (a int); CREATE TABLE t OF s; ALTER TYPE s ADD ATTRIBUTE b int;
---
CREATE TYPE s AS (a int); CREATE TABLE t OF s; DROP TYPE s;
---
CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touched AFTER INSERT ON t EXECUTE FUNCTION f(); DROP FUNCTION f();
---
CREATE TABLE p (a int); CREATE TABLE c () INHERITS (p); ALTER TABLE ONLY p ADD CHECK (a > 0);
---
CREATE TABLE t (a text, at timestamptz);
CREATE INDEX ON t (lower(a), (at::date));
---
CREATE TABLE t (a text, at timestamptz);
CREATE INDEX ON t (a) WHERE at > now();
---
CREATE TABLE t (a text, b tsvector GENERATED ALWAYS AS (to_tsvector(a)) STORED);
---
CREATE TABLE t (a text, b text GENERATED ALWAYS AS (concat(a, '!')) STORED);
---
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (a mood);
ALTER TABLE t ADD COLUMN b text GENERATED ALWAYS AS (a::text) STORED;
---
CREATE FUNCTION slug(a text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN lower(a); END';
CREATE TABLE t (a text);
CREATE UNIQUE INDEX ON t (slug(a));
---
CREATE TABLE t (a timestamptz);
CREATE INDEX ON t (date_trunc('day', a));
---
CREATE TABLE t (a json);
CREATE INDEX ON t (a);
---
CREATE TABLE t (a text);
CREATE INDEX ON t USING gin (a);
---
CREATE TABLE t (a text);
CREATE INDEX ON t USING gin (a gin_trgm_ops);
---
CREATE TABLE t (room int, during tsrange, EXCLUDE USING gist (room WITH =, during WITH &&));
---
CREATE TABLE t (a json UNIQUE);
---
CREATE TABLE t (a int, b int);
CREATE UNIQUE INDEX ON t USING hash (a);
---
CREATE TABLE t (a int);
CREATE INDEX ON t USING hnsw (a);
---
CREATE TABLE t (a int);
CREATE INDEX ON t USING btre (a);
---
CREATE TABLE t (a int);
CREATE INDEX ON t (a text_pattern_ops);
---
CREATE TABLE t (id int PRIMARY KEY, at date) PARTITION BY RANGE (at);
---
CREATE TABLE t (id int, at date) PARTITION BY RANGE (at);
CREATE UNIQUE INDEX ON t (id);
---
CREATE TABLE t (id int UNIQUE, at date) PARTITION BY RANGE ((extract(year FROM at)));
---
CREATE TABLE t (id int, at timestamptz) PARTITION BY RANGE ((at::date));
---
CREATE TABLE t (id int, at date) PARTITION BY RAGNE (at);
---
CREATE TABLE t (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE p PARTITION OF t FOR VALUES IN ('2026-01-01');
---
CREATE TABLE t (id int, at date) PARTITION BY RANGE (id, at);
CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (2, '2026-01-01');
---
CREATE TABLE t (id int) PARTITION BY LIST (id);
CREATE TABLE p (id int);
ALTER TABLE t ATTACH PARTITION p FOR VALUES FROM (1) TO (2);
---
CREATE TABLE t (id int) PARTITION BY HASH (id);
CREATE TABLE p PARTITION OF t DEFAULT;
---
CREATE TABLE t (a int, b int) PARTITION BY LIST (a, b);
---
CREATE TABLE t (id int, at date) PARTITION BY RANGE (at);
ALTER TABLE t DROP COLUMN at;
---
CREATE TABLE t (id int, at date) PARTITION BY RANGE (at);
ALTER TABLE t ALTER at TYPE timestamptz;
---
CREATE TABLE t (a int, b int);
CREATE INDEX ON t ((ROW(a, b)));
---
CREATE TABLE t (a record[]);
---
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'SELECT 2';
---
CREATE FUNCTION f(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 2';
---
CREATE FUNCTION f(OUT a int, OUT b int) LANGUAGE sql AS 'SELECT 1, 2';
CREATE OR REPLACE FUNCTION f(OUT a int, OUT c int) LANGUAGE sql AS 'SELECT 1, 2';
---
CREATE SEQUENCE s; CREATE TABLE t (id int DEFAULT nextval('s'));
DROP SEQUENCE s;
---
CREATE TABLE t (id serial); CREATE TABLE u (id int DEFAULT nextval('t_id_seq'));
DROP TABLE t;
