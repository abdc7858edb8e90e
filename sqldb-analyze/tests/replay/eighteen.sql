-- What PostgreSQL 18 has anew. NOT NULL is a constraint with a name.
CREATE TABLE plain (a int NOT NULL, b int CONSTRAINT b_is_there NOT NULL, c int, CONSTRAINT c_is_there NOT NULL c, d serial, e int GENERATED ALWAYS AS IDENTITY, f int, PRIMARY KEY (f));
ALTER TABLE plain DROP CONSTRAINT b_is_there;
ALTER TABLE plain DROP CONSTRAINT IF EXISTS plain_a_not_null;
ALTER TABLE plain DROP CONSTRAINT IF EXISTS plain_b_not_null;
ALTER TABLE plain RENAME CONSTRAINT c_is_there TO c_is_not_null;
ALTER TABLE plain ALTER COLUMN a SET NOT NULL;
ALTER TABLE plain ADD CONSTRAINT b_later NOT NULL b NOT VALID;
ALTER TABLE plain VALIDATE CONSTRAINT b_later;
ALTER TABLE plain ALTER COLUMN c DROP NOT NULL;
ALTER TABLE plain ADD NOT NULL c NOT VALID;
ALTER TABLE plain ALTER COLUMN c SET NOT NULL;
ALTER TABLE plain ALTER COLUMN e DROP IDENTITY;
ALTER TABLE plain DROP CONSTRAINT plain_pkey;
ALTER TABLE plain RENAME COLUMN f TO g;
ALTER TABLE plain DROP CONSTRAINT plain_f_not_null;
ALTER TABLE plain ADD COLUMN h int CONSTRAINT h_is_there NOT NULL;
ALTER TABLE plain ADD COLUMN i bigserial;
ALTER TABLE plain DROP COLUMN h;
ALTER TABLE plain ADD CONSTRAINT plain_g_not_null CHECK (g > 0);
ALTER TABLE plain ADD PRIMARY KEY (g);
ALTER TABLE plain DROP CONSTRAINT plain_pkey, DROP CONSTRAINT plain_g_not_null1;
-- Names that are taken get a number; a name may be written once more.
CREATE TABLE named (a int CONSTRAINT x NOT NULL NOT NULL, b int NOT NULL CONSTRAINT y NOT NULL, CONSTRAINT x NOT NULL a);
CREATE TABLE named_b_not (x int NOT NULL, CONSTRAINT named_b_not_x_not_null CHECK (x > 0));
CREATE TABLE named_twice (a int NOT NULL, "a_b" int, b int, CONSTRAINT named_twice_a_b_not_null NOT NULL "a_b");
CREATE TABLE named_twice_a (b int NOT NULL);
-- LIKE takes all of them over, under their names.
CREATE TABLE alike (LIKE plain, z int NOT NULL);
CREATE TABLE alike_too (LIKE named INCLUDING ALL, PRIMARY KEY (b));
CREATE TABLE alone (a int NOT NULL NO INHERIT, b int, CONSTRAINT b_alone NOT NULL b NO INHERIT);
CREATE TABLE alike_alone (LIKE alone);
CREATE TABLE alone_child () INHERITS (alone);
CREATE VIEW of_alone AS SELECT a, b FROM alone;
CREATE TABLE later (a int, b int);
ALTER TABLE later ADD CONSTRAINT a_later NOT NULL a NOT VALID;
CREATE TABLE alike_later (LIKE later);
CREATE TABLE later_child () INHERITS (later);
-- Whoever inherits has them under the same names, if these are free.
CREATE TABLE base (a int CONSTRAINT a_there NOT NULL, b int NOT NULL, c int);
CREATE TABLE child (d int NOT NULL) INHERITS (base);
CREATE TABLE child_too (a int CONSTRAINT own NOT NULL, e int CONSTRAINT base_b_not_null NOT NULL) INHERITS (base);
CREATE TABLE grandchild () INHERITS (child, child_too);
ALTER TABLE base ALTER COLUMN c SET NOT NULL;
ALTER TABLE base ALTER COLUMN b DROP NOT NULL;
ALTER TABLE base RENAME COLUMN c TO f;
ALTER TABLE base ADD COLUMN g int NOT NULL;
ALTER TABLE child ALTER COLUMN g SET NOT NULL;
ALTER TABLE base ALTER COLUMN g DROP NOT NULL;
ALTER TABLE base DROP CONSTRAINT a_there;
ALTER TABLE ONLY base DROP CONSTRAINT base_c_not_null;
ALTER TABLE child DROP CONSTRAINT base_c_not_null;
ALTER TABLE grandchild NO INHERIT child_too;
ALTER TABLE base ADD CONSTRAINT g_again NOT NULL g NOT VALID;
ALTER TABLE base VALIDATE CONSTRAINT g_again;
ALTER TABLE ONLY base ALTER COLUMN b SET NOT NULL;
ALTER TABLE base ALTER CONSTRAINT base_b_not_null1 INHERIT;
ALTER TABLE base ALTER CONSTRAINT base_b_not_null1 NO INHERIT;
ALTER TABLE base DROP CONSTRAINT base_b_not_null1;
CREATE TABLE renamed (a int CONSTRAINT before NOT NULL, CONSTRAINT positive CHECK (a > 0));
CREATE TABLE renamed_child () INHERITS (renamed);
ALTER TABLE renamed RENAME CONSTRAINT before TO behind;
ALTER TABLE renamed RENAME CONSTRAINT positive TO above_zero;
-- INHERIT makes one of two.
CREATE TABLE adopted (a int NOT NULL, CONSTRAINT above_zero CHECK (a > 0), b int);
ALTER TABLE adopted INHERIT renamed;
ALTER TABLE renamed DROP CONSTRAINT above_zero;
ALTER TABLE renamed DROP CONSTRAINT behind;
ALTER TABLE adopted NO INHERIT renamed;
ALTER TABLE adopted DROP CONSTRAINT adopted_a_not_null;
CREATE TABLE keyed (a int, b int);
CREATE TABLE keyed_child () INHERITS (keyed);
ALTER TABLE keyed ADD PRIMARY KEY (a);
ALTER TABLE keyed DROP CONSTRAINT keyed_pkey;
ALTER TABLE keyed ALTER COLUMN a DROP NOT NULL;
CREATE UNIQUE INDEX keyed_b ON keyed (b);
ALTER TABLE keyed ADD PRIMARY KEY USING INDEX keyed_b;
-- Partitions.
CREATE TABLE parted (a int NOT NULL, b int CONSTRAINT b_there NOT NULL, c int) PARTITION BY LIST (a);
CREATE TABLE parted_one PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE parted_two PARTITION OF parted (c NOT NULL) FOR VALUES IN (2);
CREATE TABLE parted_three (a int CONSTRAINT mine NOT NULL, b int NOT NULL, c int);
ALTER TABLE parted ATTACH PARTITION parted_three FOR VALUES IN (3);
ALTER TABLE parted ADD PRIMARY KEY (a, c);
ALTER TABLE parted DETACH PARTITION parted_three;
ALTER TABLE parted_three DROP CONSTRAINT parted_three_pkey;
ALTER TABLE parted_three DROP CONSTRAINT mine;
ALTER TABLE parted DROP CONSTRAINT b_there;
ALTER TABLE parted DROP CONSTRAINT parted_pkey;
ALTER TABLE parted ALTER COLUMN c DROP NOT NULL;
-- A check that a table declares besides inheriting it outlives that of its parent.
CREATE TABLE checked (a int, CONSTRAINT positive CHECK (a > 0));
CREATE TABLE checked_child (CONSTRAINT positive CHECK (a > 0)) INHERITS (checked);
CREATE TABLE checked_other () INHERITS (checked);
ALTER TABLE checked DROP CONSTRAINT positive;
-- A loop over all constraints of a table drops these, too.
CREATE TABLE looped (id int PRIMARY KEY, a int NOT NULL, b int CONSTRAINT b_there NOT NULL, c int CHECK (c > 0));
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT conname FROM pg_constraint WHERE conrelid = 'looped'::regclass AND contype IN ('n', 'c') AND conname <> 'looped_id_not_null' LOOP
    EXECUTE format('ALTER TABLE looped DROP CONSTRAINT %I', found.conname);
  END LOOP;
  IF NOT EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE table_name = 'looped' AND constraint_name = 'looped_a_not_null') THEN
    ALTER TABLE looped ADD CONSTRAINT a_again NOT NULL a;
  END IF;
END $$;
CREATE TABLE keyed_parent (a int CONSTRAINT a_there NOT NULL, b int);
CREATE TABLE keyed_too (c int, PRIMARY KEY (a, b)) INHERITS (keyed_parent);
-- Checks and references that nobody enforces.
CREATE TABLE target (a int PRIMARY KEY);
CREATE TABLE lax (a int REFERENCES target NOT ENFORCED, b int CHECK (b > 0) NOT ENFORCED, c int, CONSTRAINT c_positive CHECK (c > 0) NOT VALID ENFORCED);
ALTER TABLE lax ADD CONSTRAINT c_target FOREIGN KEY (c) REFERENCES target NOT ENFORCED;
ALTER TABLE lax ALTER CONSTRAINT c_target ENFORCED;
ALTER TABLE lax ALTER CONSTRAINT lax_a_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE lax ALTER CONSTRAINT lax_a_fkey NOT DEFERRABLE ENFORCED;
ALTER TABLE lax ALTER CONSTRAINT lax_a_fkey NOT ENFORCED;
ALTER TABLE lax VALIDATE CONSTRAINT c_positive;
CREATE TABLE lax_child (CONSTRAINT lax_b_check CHECK (b > 0)) INHERITS (lax);
CREATE TABLE lax_other () INHERITS (lax);
ALTER TABLE lax_other ADD CONSTRAINT lax_b_check CHECK (b > 0);
CREATE TABLE lax_both () INHERITS (lax, lax_child);
CREATE TABLE lax_alike (LIKE lax INCLUDING ALL);
CREATE TABLE lax_parted (a int REFERENCES target NOT ENFORCED, b int, CONSTRAINT positive CHECK (a > 0)) PARTITION BY LIST (a);
CREATE TABLE lax_part PARTITION OF lax_parted (CONSTRAINT positive CHECK (a > 0)) FOR VALUES IN (1);
ALTER TABLE lax_part ADD CONSTRAINT below CHECK (a < 9);
ALTER TABLE lax_parted ADD CONSTRAINT below CHECK (a < 9);
ALTER TABLE lax_parted ADD CONSTRAINT slow FOREIGN KEY (b) REFERENCES target NOT VALID;
ALTER TABLE lax_parted VALIDATE CONSTRAINT slow;
ALTER TABLE lax_parted ALTER CONSTRAINT lax_parted_a_fkey ENFORCED;
-- A column may be computed when it is read.
CREATE TABLE computed (a int, b int GENERATED ALWAYS AS (a * 2), c int GENERATED ALWAYS AS (a * 3) VIRTUAL NOT NULL, d int GENERATED ALWAYS AS (a + 1) STORED);
ALTER TABLE computed ADD COLUMN e text GENERATED ALWAYS AS (a::text || 'x');
ALTER TABLE computed ALTER COLUMN b SET EXPRESSION AS (a * 4);
ALTER TABLE computed ALTER COLUMN d SET EXPRESSION AS (a + 2);
ALTER TABLE computed ALTER COLUMN d DROP EXPRESSION;
ALTER TABLE computed ALTER COLUMN b TYPE bigint;
ALTER TABLE computed ALTER COLUMN c DROP NOT NULL;
CREATE TABLE computed_child () INHERITS (computed);
CREATE TABLE computed_alike (LIKE computed INCLUDING GENERATED);
CREATE INDEX computed_index ON computed (a);
-- Keys and references of times.
CREATE TABLE times (id int4range, valid_at daterange, period int, PRIMARY KEY (id, valid_at WITHOUT OVERLAPS));
CREATE TABLE times_unique (id int4range, valid_at datemultirange NOT NULL, UNIQUE (id, valid_at WITHOUT OVERLAPS), CONSTRAINT other UNIQUE (id, valid_at WITHOUT OVERLAPS) DEFERRABLE);
CREATE TABLE times_of (id int4range, valid_at daterange, period int4range, FOREIGN KEY (id, PERIOD valid_at) REFERENCES times, CONSTRAINT named FOREIGN KEY (period, PERIOD valid_at) REFERENCES times (id, PERIOD valid_at));
CREATE TABLE times_parted (id int4range, valid_at daterange, UNIQUE (id, valid_at WITHOUT OVERLAPS)) PARTITION BY LIST (id);
CREATE TABLE times_part PARTITION OF times_parted FOR VALUES IN ('[1,2)');
CREATE TABLE times_alike (LIKE times_parted INCLUDING ALL);
CREATE TABLE times_too (LIKE times INCLUDING ALL);
ALTER TABLE times_too DROP CONSTRAINT times_too_pkey;
ALTER TABLE times_too ADD CONSTRAINT later_key PRIMARY KEY (period, valid_at);
ALTER TABLE times_too ADD UNIQUE (id, valid_at WITHOUT OVERLAPS);
ALTER TABLE times_too ADD CONSTRAINT as_key FOREIGN KEY (period, valid_at) REFERENCES times_too;
CREATE TABLE named_period (a int, period int, UNIQUE (a, period), FOREIGN KEY (a, period) REFERENCES named_period (a, period));
-- A foreign table is like another table, but for what it cannot have.
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER nobody FOREIGN DATA WRAPPER nowhere;
CREATE TABLE rich (a int PRIMARY KEY, b int GENERATED ALWAYS AS IDENTITY, c int DEFAULT 1 CHECK (c > 0), d int UNIQUE, e int GENERATED ALWAYS AS (c * 2) STORED);
CREATE FOREIGN TABLE rich_elsewhere (LIKE rich INCLUDING ALL) SERVER nobody;
CREATE FOREIGN TABLE rich_bare (LIKE rich) SERVER nobody;
ALTER FOREIGN TABLE rich_bare DROP CONSTRAINT rich_a_not_null;
ALTER FOREIGN TABLE rich_bare ALTER COLUMN b DROP NOT NULL;
ALTER TABLE rich_bare ADD CONSTRAINT c_there NOT NULL c;
-- Exclusions of a partitioned table are of its partitions, too.
CREATE TABLE apart (a int4range, b int4range, EXCLUDE USING gist (a WITH =, b WITH &&)) PARTITION BY LIST (a);
CREATE TABLE apart_one PARTITION OF apart FOR VALUES IN ('[1,2)');
CREATE TABLE apart_two (a int4range, b int4range);
ALTER TABLE apart ATTACH PARTITION apart_two FOR VALUES IN ('[2,3)');
ALTER TABLE apart ADD CONSTRAINT once_more EXCLUDE USING gist (a WITH =, b WITH -|-);
ALTER TABLE apart ADD COLUMN c int GENERATED ALWAYS AS IDENTITY;
ALTER TABLE apart ALTER COLUMN c SET GENERATED BY DEFAULT;
ALTER TABLE apart SET ACCESS METHOD DEFAULT;
CREATE TABLE stored (a text STORAGE EXTERNAL, b text STORAGE DEFAULT COMPRESSION pglz);
-- Since 17 the NOT NULL of a domain has a name.
CREATE DOMAIN never AS int CONSTRAINT here NOT NULL;
ALTER DOMAIN never DROP CONSTRAINT here;
ALTER DOMAIN never ADD NOT NULL;
ALTER DOMAIN never ADD CONSTRAINT there NOT NULL;
ALTER DOMAIN never RENAME TO rarely;
ALTER DOMAIN rarely DROP CONSTRAINT never_not_null;

-- What only the grammar makes is no function that changes its mind.
CREATE TABLE documents (body jsonb);
CREATE INDEX ON documents (JSON_VALUE(body, '$.a' RETURNING int));
CREATE INDEX ON documents (JSON_QUERY(body, '$.a'), JSON_EXISTS(body, '$.b'));
CREATE STATISTICS (ndistinct) ON body, (body IS NULL) FROM documents;
-- What goes with a column stands in nobody's way, though another one gets its name.
CREATE FUNCTION used_once(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE loses (a int, b int, c int, d int, CONSTRAINT checks CHECK (used_once(a) > 0), CONSTRAINT excludes EXCLUDE USING btree (b WITH =) WHERE (used_once(c) > 0));
ALTER TABLE loses DROP COLUMN a, DROP COLUMN b;
ALTER TABLE loses ADD CONSTRAINT checks NOT NULL d;
ALTER TABLE loses ADD CONSTRAINT excludes NOT NULL c;
DROP FUNCTION used_once(int);
ALTER TABLE loses DROP COLUMN c;
