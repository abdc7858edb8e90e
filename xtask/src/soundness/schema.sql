-- What random queries are about: every type nullable and not, keys, domains, composites, partitions,
-- children, views, and tables without rows. `wide` is written by the generator, from `values.txt`.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE DOMAIN positive AS int4 CHECK (VALUE > 0);
CREATE DOMAIN required AS text NOT NULL;
CREATE TYPE pair AS (a int4, b text);

CREATE TABLE person (
  id int4 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  mail email,
  age positive,
  mood mood,
  tags text[] NOT NULL DEFAULT '{}',
  boss int4 REFERENCES person (id),
  born date,
  home pair,
  UNIQUE (name)
);
INSERT INTO person (name, mail, age, mood, tags, boss, born, home) VALUES
  ('ann', 'a@x', 30, 'happy', '{a,b}', NULL, '2000-01-01', '(1,x)'),
  ('bob', NULL, NULL, NULL, '{}', 1, NULL, NULL),
  ('cid', 'c@x', 7, 'sad', '{a,NULL}', 1, '1999-12-31', '(,)'),
  ('dan', NULL, 30, 'ok', '{{x,y},{z,w}}', NULL, NULL, '(2,)');

CREATE TABLE task (
  id int8 PRIMARY KEY,
  person_id int4 NOT NULL REFERENCES person (id),
  title varchar(40) NOT NULL,
  note text,
  cost numeric(10, 2),
  done bool NOT NULL DEFAULT false,
  due timestamptz,
  spent interval,
  data jsonb,
  UNIQUE NULLS NOT DISTINCT (note)
);
INSERT INTO task VALUES
  (1, 1, 'one', 'n', 1.5, true, '2024-01-01 10:00+00', '1 hour', '{"a": 1}'),
  (2, 1, 'two', NULL, NULL, false, NULL, NULL, NULL),
  (3, 2, 'three', 'm', 7, false, 'infinity', '-1 day', '[1, null]');

CREATE TABLE nothing (
  id int4 PRIMARY KEY,
  name text NOT NULL,
  amount numeric NOT NULL,
  note text,
  day date NOT NULL
);

CREATE TABLE loose (a int4, b int4, c text, d bool, UNIQUE (a));
INSERT INTO loose VALUES (1, 1, 'x', true), (NULL, 2, NULL, false), (NULL, NULL, 'y', NULL);

CREATE TABLE parent (id int4 NOT NULL, label text NOT NULL);
CREATE TABLE child (extra text) INHERITS (parent);
INSERT INTO parent VALUES (1, 'p');
INSERT INTO child VALUES (2, 'c', NULL), (1, 'again', 'e');

CREATE TABLE event (at date NOT NULL, kind text NOT NULL, size int8, PRIMARY KEY (at, kind)) PARTITION BY RANGE (at);
CREATE TABLE event_old PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE event_new PARTITION OF event FOR VALUES FROM ('2024-01-01') TO (MAXVALUE);
INSERT INTO event VALUES ('2023-05-05', 'a', 1), ('2024-05-05', 'a', NULL), ('2024-05-05', 'b', 3);

CREATE VIEW open_task AS SELECT t.id, t.title, p.name, p.mail FROM task t JOIN person p ON p.id = t.person_id WHERE NOT t.done;
CREATE VIEW workload AS SELECT p.id, p.name, count(t.id) AS tasks, sum(t.cost) AS cost FROM person p LEFT JOIN task t ON t.person_id = p.id GROUP BY p.id;
CREATE VIEW everybody AS SELECT id, name FROM person UNION ALL SELECT id, note FROM nothing;
CREATE MATERIALIZED VIEW frozen AS SELECT n.id, n.name, e.size FROM nothing n FULL JOIN event e ON e.size = n.id;

CREATE FUNCTION twice(x int4) RETURNS int4 LANGUAGE sql IMMUTABLE STRICT AS 'SELECT NULLIF(x * 2, 60)';
CREATE FUNCTION people_of(boss int4) RETURNS TABLE (id int4, name text) LANGUAGE sql STABLE AS
  'SELECT p.id, NULLIF(p.name, ''bob'') FROM person p WHERE p.boss IS NOT DISTINCT FROM people_of.boss';
