-- What uses a function, an operator, a type or a key goes with it.
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE OPERATOR <+> (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
CREATE TYPE shade AS ENUM ('dark', 'light');
CREATE TABLE measured (
    id int PRIMARY KEY,
    base int,
    doubled int GENERATED ALWAYS AS (twice(base)) STORED,
    filled int DEFAULT twice(1),
    CONSTRAINT even CHECK (twice(base) > 0)
);
CREATE UNIQUE INDEX measured_twice ON measured (twice(base));
CREATE UNIQUE INDEX measured_some ON measured (base) WHERE twice(base) > 4;
CREATE VIEW by_function AS SELECT id FROM measured WHERE twice(base) > 1;
CREATE VIEW by_operator AS SELECT id FROM measured WHERE base <+> 1 = 2;
CREATE VIEW by_type AS SELECT id FROM measured WHERE 'dark'::shade = 'light'::shade;
CREATE VIEW by_key AS SELECT id, base FROM measured GROUP BY id;
CREATE VIEW by_view AS SELECT id FROM by_function;
CREATE VIEW stays AS SELECT id, base FROM measured;
ALTER FUNCTION twice(int) RENAME TO double;
DROP FUNCTION double(int) CASCADE;
DROP OPERATOR <+> (int, int) CASCADE;
DROP TYPE shade CASCADE;
ALTER TABLE measured RENAME CONSTRAINT measured_pkey TO measured_key;
ALTER TABLE measured DROP CONSTRAINT measured_key CASCADE;
CREATE EXTENSION citext; CREATE TABLE by_extension (a text, b text DEFAULT 'x'::citext::text, c citext); CREATE UNIQUE INDEX by_extension_a ON by_extension ((a::citext)); CREATE VIEW of_extension AS SELECT a FROM by_extension WHERE a::citext = 'x'; DROP EXTENSION citext CASCADE;
-- Triggers go with their function; dropped ones stand in nobody's way.
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER before_it BEFORE UPDATE OF base ON measured FOR EACH ROW WHEN (NEW.base > 0) EXECUTE PROCEDURE touch();
CREATE CONSTRAINT TRIGGER after_it AFTER INSERT ON measured DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TRIGGER before_it ON measured RENAME TO first_it;
DROP TRIGGER first_it ON measured;
DROP TRIGGER IF EXISTS after_it ON measured;
DROP FUNCTION touch();
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER again BEFORE DELETE ON measured EXECUTE FUNCTION touch();
DROP FUNCTION touch() CASCADE;
-- A column goes from those that inherit it, and what reads it there.
CREATE TABLE giver (a int, b int);
CREATE TABLE taker () INHERITS (giver);
CREATE VIEW of_taker AS SELECT a FROM taker;
CREATE VIEW of_taker_b AS SELECT b FROM taker;
ALTER TABLE giver DROP COLUMN a CASCADE;
CREATE TABLE whole (id int PRIMARY KEY, note text) PARTITION BY LIST (id);
CREATE TABLE part PARTITION OF whole FOR VALUES IN (1) PARTITION BY LIST (id);
CREATE TABLE part_of_part PARTITION OF part FOR VALUES IN (1);
CREATE TABLE referred (id int PRIMARY KEY);
ALTER TABLE whole ADD FOREIGN KEY (id) REFERENCES referred;
DROP TABLE referred, whole, part_of_part;
CREATE TABLE twice (a, b) AS SELECT 1 AS x, 2 AS x;
-- A default needs the sequence that it names, and no longer once another takes its place.
CREATE TABLE by_number (id serial, other int);
ALTER TABLE by_number ALTER COLUMN id SET DEFAULT 1;
DROP SEQUENCE by_number_id_seq;
CREATE SEQUENCE numbers;
ALTER TABLE by_number ALTER COLUMN other SET DEFAULT nextval('public.numbers'::regclass), ALTER COLUMN id SET DEFAULT nextval('numbers'::text);
DROP SEQUENCE numbers CASCADE;
CREATE TABLE numbers_of (id serial);
ALTER TABLE by_number ALTER COLUMN other SET DEFAULT nextval('numbers_of_id_seq');
DROP TABLE numbers_of CASCADE;
