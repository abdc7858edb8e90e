-- Inheritance and partitions.
CREATE TABLE base (id int NOT NULL, name text CHECK (name <> ''), at timestamptz DEFAULT now());
CREATE TABLE child (extra int, name text NOT NULL) INHERITS (base);
ALTER TABLE base ADD COLUMN later int;
ALTER TABLE base RENAME COLUMN later TO soon;
ALTER TABLE child ALTER COLUMN id DROP NOT NULL;
ALTER TABLE base DROP COLUMN name;
CREATE TABLE other (id int NOT NULL, at timestamptz, soon int);
ALTER TABLE other INHERIT base;
CREATE TABLE log (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL, what text, PRIMARY KEY (id, at))
    PARTITION BY RANGE (at);
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE log_2025 (id bigint NOT NULL, at date NOT NULL, what text);
ALTER TABLE log ATTACH PARTITION log_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE log_rest PARTITION OF log (what DEFAULT 'rest') DEFAULT;
ALTER TABLE log ADD COLUMN who int NOT NULL;
ALTER TABLE log DETACH PARTITION log_rest;
CREATE TYPE pair AS (a int, b text);
CREATE TABLE pairs OF pair (PRIMARY KEY (a), b WITH OPTIONS DEFAULT 'x');
CREATE TABLE checked (a int CONSTRAINT positive CHECK (a > 0));
CREATE TABLE checked_too (a int CONSTRAINT positive CHECK (a > 0)) INHERITS (checked);
CREATE TABLE computed (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE computed_too () INHERITS (computed);
CREATE TABLE like_inherited (LIKE checked) INHERITS (checked);
CREATE TYPE two_fields AS (x int, y text);
CREATE TABLE like_fields (LIKE two_fields);
CREATE TABLE indexed (a int) PARTITION BY LIST (a);
CREATE TABLE indexed_one PARTITION OF indexed FOR VALUES IN (1);
CREATE UNIQUE INDEX indexed_one_own ON indexed_one (a);
CREATE UNIQUE INDEX indexed_all ON indexed (a);
DROP INDEX indexed_all;
-- ONLY leaves those that inherit alone.
CREATE TABLE only_parent (a int, b int, c int, d int DEFAULT 1, CONSTRAINT positive CHECK (a > 0));
CREATE TABLE only_child () INHERITS (only_parent);
ALTER TABLE ONLY only_parent ALTER a SET NOT NULL;
ALTER TABLE ONLY only_parent ADD PRIMARY KEY (b);
ALTER TABLE ONLY only_parent DROP COLUMN c;
ALTER TABLE ONLY only_parent ALTER d DROP DEFAULT;
ALTER TABLE ONLY only_parent DROP CONSTRAINT positive;
-- A check may be for its own table alone.
CREATE TABLE limited (a int, CONSTRAINT alone CHECK (a > 0) NO INHERIT, CONSTRAINT all_of_them CHECK (a > 1));
CREATE TABLE limited_child () INHERITS (limited);
ALTER TABLE limited ADD CONSTRAINT later_alone CHECK (a > 2) NO INHERIT;
ALTER TABLE ONLY limited DROP CONSTRAINT alone;
-- Partitions have the references and the indexes of their table.
CREATE TABLE referred (a int PRIMARY KEY, b int);
CREATE TABLE referring (a int, b int REFERENCES referred, c int) PARTITION BY LIST (a);
CREATE TABLE referring_1 PARTITION OF referring FOR VALUES IN (1);
ALTER TABLE referring RENAME CONSTRAINT referring_b_fkey TO renamed;
ALTER TABLE referring DETACH PARTITION referring_1;
ALTER TABLE referring_1 DROP CONSTRAINT referring_b_fkey;
CREATE INDEX ON referring (b);
CREATE UNIQUE INDEX referring_unique ON referring (a, b);
CREATE TABLE referring_2 (a int, b int CONSTRAINT own REFERENCES referred, c int);
CREATE INDEX ON referring_2 (b);
ALTER TABLE referring ATTACH PARTITION referring_2 FOR VALUES IN (2);
CREATE TABLE referring_3 PARTITION OF referring FOR VALUES IN (3) PARTITION BY LIST (b);
CREATE TABLE referring_31 PARTITION OF referring_3 FOR VALUES IN (3);
CREATE INDEX ON ONLY referring (c);
CREATE TABLE referring_4 PARTITION OF referring FOR VALUES IN (4);
CREATE INDEX ON referring (b);
CREATE INDEX ON referring ((b + 1)) WHERE c > 1;
CREATE TABLE referring_5 (a int, b int, c int) PARTITION BY LIST (a);
CREATE TABLE referring_51 PARTITION OF referring_5 DEFAULT;
ALTER TABLE referring ATTACH PARTITION referring_5 DEFAULT;
ALTER TABLE referring DROP CONSTRAINT renamed;
DROP INDEX referring_b_idx;
-- Who inherits in two ways is dropped once.
CREATE TABLE top (a int);
CREATE TABLE left_side () INHERITS (top);
CREATE TABLE both_sides () INHERITS (top, left_side);
DROP TABLE top CASCADE;
-- A renamed column is the same one, and an index keeps what it was called by.
CREATE TABLE renamed_parts (a int PRIMARY KEY, k int) PARTITION BY RANGE (a);
CREATE INDEX ON renamed_parts (k);
ALTER TABLE renamed_parts RENAME a TO b;
ALTER TABLE renamed_parts RENAME k TO l;
CREATE TABLE renamed_part (b int PRIMARY KEY, l int);
ALTER TABLE renamed_parts ATTACH PARTITION renamed_part FOR VALUES FROM (0) TO (10);
CREATE TABLE renamed_part_too PARTITION OF renamed_parts FOR VALUES FROM (10) TO (20);
-- Of two unique indexes that are the same one belongs to the table's.
CREATE TABLE same_parts (a int NOT NULL) PARTITION BY LIST (a);
CREATE UNIQUE INDEX ON same_parts (a);
CREATE TABLE same_part (a int NOT NULL);
CREATE UNIQUE INDEX same_part_one ON same_part (a);
CREATE UNIQUE INDEX same_part_other ON same_part (a);
ALTER TABLE same_parts ATTACH PARTITION same_part FOR VALUES IN (1);
DROP INDEX same_part_other;
