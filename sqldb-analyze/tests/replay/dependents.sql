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
-- What a function's rows are depends on the columns of the table whose rows they are, and on fields.
CREATE TABLE rows_of (a int, b int, c int);
CREATE FUNCTION all_rows() RETURNS SETOF rows_of LANGUAGE sql AS 'SELECT * FROM rows_of';
CREATE VIEW a_of_rows AS SELECT a FROM all_rows();
CREATE VIEW b_of_rows AS SELECT r.y FROM all_rows() AS r(x, y);
CREATE VIEW c_of_row AS SELECT (all_rows()).c;
ALTER TABLE rows_of DROP COLUMN b CASCADE;
ALTER TABLE rows_of DROP COLUMN c CASCADE;
DROP TABLE rows_of CASCADE;
CREATE TYPE pair AS (one int, two int, three int);
CREATE TABLE pairs (p pair, q pair[]);
CREATE VIEW one_of_pair AS SELECT (p).one FROM pairs;
CREATE VIEW two_of_pair AS SELECT (q[1]).two FROM pairs;
CREATE VIEW whole_pair AS SELECT p FROM pairs;
ALTER TYPE pair RENAME ATTRIBUTE two TO second;
ALTER TYPE pair DROP ATTRIBUTE second CASCADE;
ALTER TYPE pair DROP ATTRIBUTE three;
-- Bodies that are no text keep what they read.
CREATE TABLE counted (a int, b int);
CREATE FUNCTION count_a() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(a) FROM counted; END;
CREATE FUNCTION one_more() RETURNS bigint LANGUAGE sql RETURN count_a() + 1;
CREATE FUNCTION with_default(n bigint DEFAULT one_more()) RETURNS bigint LANGUAGE sql AS 'SELECT n';
CREATE VIEW by_counting AS SELECT with_default() AS n;
CREATE FUNCTION read_as_text() RETURNS bigint LANGUAGE sql AS 'SELECT count(a) FROM counted';
ALTER TABLE counted DROP COLUMN b;
ALTER TABLE counted DROP COLUMN a CASCADE;
CREATE FUNCTION first_one() RETURNS int LANGUAGE sql RETURN 1;
CREATE FUNCTION second_one() RETURNS int LANGUAGE sql RETURN first_one();
DROP FUNCTION first_one, second_one;
-- Aggregates, operators, casts and domains go with their functions.
CREATE FUNCTION sum_up(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
CREATE FUNCTION as_text(int) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
CREATE AGGREGATE total (int) (SFUNC = sum_up, STYPE = int, FINALFUNC = as_text);
CREATE OPERATOR <++> (LEFTARG = int, RIGHTARG = int, FUNCTION = sum_up);
CREATE TABLE totals (a int);
CREATE VIEW by_total AS SELECT total(a) FROM totals;
CREATE VIEW by_plus AS SELECT a <++> 1 AS x FROM totals;
DROP FUNCTION as_text CASCADE;
DROP FUNCTION sum_up CASCADE;
CREATE TYPE box_of AS (a int);
CREATE FUNCTION from_box(box_of) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (box_of AS int) WITH FUNCTION from_box(box_of);
CREATE TABLE boxes (x box_of);
CREATE VIEW by_cast AS SELECT x::int AS n FROM boxes;
DROP CAST (box_of AS int);
DROP FUNCTION from_box CASCADE;
CREATE FUNCTION lowest() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE DOMAIN above AS int CONSTRAINT above_lowest CHECK (VALUE > lowest()) CHECK (VALUE < 9);
CREATE DOMAIN from_lowest AS int DEFAULT lowest();
CREATE TABLE lowests (a above, b from_lowest, c int);
DROP FUNCTION lowest CASCADE;
ALTER DOMAIN above DROP CONSTRAINT above_check;
-- What a constant names cannot go.
CREATE VIEW names_counted AS SELECT 'counted'::regclass AS t, 'pair'::regtype AS ty;
DROP TABLE counted CASCADE;
CREATE TABLE gives_numbers (id serial, x int);
CREATE TABLE takes_numbers (id int DEFAULT nextval('gives_numbers_id_seq'));
ALTER TABLE gives_numbers DROP COLUMN id CASCADE;
-- What is copied or inherited needs what its original needs.
CREATE FUNCTION copied(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE original (a int DEFAULT copied(1), b int GENERATED ALWAYS AS (copied(a)) STORED, d int DEFAULT 1, CONSTRAINT original_check CHECK (copied(a) > 0));
CREATE INDEX original_idx ON original (copied(a));
CREATE TABLE inheriting (d int DEFAULT copied(2)) INHERITS (original);
CREATE TABLE like_original (LIKE original INCLUDING ALL);
CREATE TABLE copied_whole (a int, CONSTRAINT copied_check CHECK (copied(a) > 0)) PARTITION BY LIST (a);
CREATE TABLE copied_part PARTITION OF copied_whole FOR VALUES IN (1);
CREATE INDEX copied_idx ON copied_whole (copied(a));
CREATE TABLE copied_part_2 PARTITION OF copied_whole FOR VALUES IN (2);
ALTER TABLE original ADD c int DEFAULT copied(3);
ALTER TABLE original ALTER d SET DEFAULT copied(4);
DROP FUNCTION copied CASCADE;
-- A reference of a partition is its table's if it says the same.
CREATE TABLE referred_to (id int PRIMARY KEY);
CREATE TABLE whole_refers (a int REFERENCES referred_to ON DELETE CASCADE) PARTITION BY LIST (a);
CREATE TABLE part_refers (a int REFERENCES referred_to);
ALTER TABLE whole_refers ATTACH PARTITION part_refers FOR VALUES IN (1);
ALTER TABLE part_refers DROP CONSTRAINT part_refers_a_fkey;
CREATE TABLE part_same (a int REFERENCES referred_to ON DELETE CASCADE);
ALTER TABLE whole_refers ATTACH PARTITION part_same FOR VALUES IN (2);
CREATE TABLE part_deferred (a int REFERENCES referred_to ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE whole_refers ATTACH PARTITION part_deferred FOR VALUES IN (3);
CREATE TABLE excluding (a int, b int4range, EXCLUDE USING gist (b WITH &&) WHERE (a > 1));
ALTER TABLE excluding DROP COLUMN b;
-- A rule goes with what it writes to.
CREATE TABLE has_rule (a int NOT NULL);
CREATE TABLE of_rule (a int);
CREATE RULE writes AS ON INSERT TO has_rule DO INSTEAD INSERT INTO of_rule VALUES (1);
DROP TABLE of_rule CASCADE;
CREATE RULE writes AS ON INSERT TO has_rule DO INSTEAD NOTHING;
