CREATE TYPE status AS ENUM ('open', 'in progress', 'done');
CREATE DOMAIN email AS text;
CREATE TYPE addr AS (street text, zip int);
CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL, nick text, mail email NOT NULL, boss bigint, tags text[], born date, data jsonb, home addr);
CREATE TABLE todo (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, done boolean NOT NULL DEFAULT false, state status NOT NULL DEFAULT 'open', owner bigint, due timestamptz, points int, price numeric(10,2), UNIQUE (owner, title));
CREATE TABLE pair (a int NOT NULL, b int NOT NULL, c int, PRIMARY KEY (a, b));
CREATE TABLE gen (a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED);
INSERT INTO person VALUES (1, 'ann', NULL, 'a@x', NULL, NULL, NULL, NULL, NULL), (2, 'bob', 'b', 'b@x', 1, '{a,NULL}', '2000-01-01', '{"a":null}', NULL);
INSERT INTO todo (title, owner, due, points, price, state) VALUES ('t1', NULL, NULL, NULL, NULL, 'open'), ('t2', 1, now(), 3, 1.5, 'done');
INSERT INTO pair VALUES (1, 1, NULL), (1, 2, 5), (2, 1, NULL);
CREATE TABLE watched (id int PRIMARY KEY, parent int);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER refuse_all BEFORE INSERT OR UPDATE OF parent ON watched FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TABLE logged (id int PRIMARY KEY);
CREATE TRIGGER after_only AFTER INSERT ON watched FOR EACH ROW EXECUTE FUNCTION refuse();
CREATE TABLE ruled (id int PRIMARY KEY);
CREATE RULE nothing AS ON INSERT TO ruled WHERE NEW.id = 1 DO INSTEAD NOTHING;
CREATE TABLE other_kind (id int NOT NULL);
CREATE RULE updates AS ON INSERT TO other_kind DO INSTEAD UPDATE logged SET id = NEW.id RETURNING id;
CREATE TABLE same_kind (id int NOT NULL);
CREATE RULE a_note AS ON INSERT TO same_kind DO ALSO INSERT INTO logged VALUES (NEW.id);
CREATE RULE b_instead AS ON INSERT TO same_kind DO INSTEAD (UPDATE logged SET id = 1; INSERT INTO logged VALUES (NEW.id) RETURNING id);
CREATE TABLE silent (id int NOT NULL);
CREATE RULE silent AS ON INSERT TO silent DO INSTEAD INSERT INTO logged VALUES (NEW.id);
CREATE TABLE disabled (id int NOT NULL);
CREATE RULE disabled AS ON INSERT TO disabled DO INSTEAD NOTHING;
ALTER TABLE disabled DISABLE RULE disabled;
CREATE TABLE diverted (id int NOT NULL);
CREATE RULE large AS ON INSERT TO diverted WHERE NEW.id > 5 DO INSTEAD INSERT INTO logged VALUES (NEW.id);
CREATE VIEW of_silent AS SELECT id FROM silent;
---
INSERT INTO todo (title, done) VALUES (<title>, false)
-- rows none
-- sent INSERT INTO todo (title, done) VALUES ($1::text, false)
-- $1 text

INSERT INTO todo (title, owner) VALUES (<title>, <owner>) RETURNING id
-- rows exactly one
-- sent INSERT INTO todo (title, owner) VALUES ($1::text, $2::int8) RETURNING id
-- $1 text
-- $2 bigint either
-- id: bigint not null

INSERT INTO todo (title, owner) VALUES (<title>, <owner?>) RETURNING *
-- rows exactly one
-- sent INSERT INTO todo (title, owner) VALUES ($1::text, $2::int8) RETURNING todo.id, todo.title, todo.done, todo.state, todo.owner, todo.due, todo.points, todo.price
-- $1 text
-- $2 bigint optional
-- id: bigint not null
-- title: text not null
-- done: boolean not null
-- state: status not null
-- owner: bigint null
-- due: timestamp with time zone null
-- points: integer null
-- price: numeric null
-- whole todo

INSERT INTO todo (title) VALUES (<title?>)
-- error 23502 at `<title?>`: null value in column `title` of relation `todo` violates not-null constraint; help: write the placeholder without `?`

INSERT INTO todo (title) VALUES (NULL)
-- error 23502 at `NULL`: null value in column `title` of relation `todo` violates not-null constraint

INSERT INTO todo (owner) VALUES (1)
-- error 23502 at `todo`: null value in column `title` of relation `todo` violates not-null constraint; help: add `title` to the columns, with its value

INSERT INTO todo (title, state) VALUES ('x', 'opn')
-- error 22P02 at `'opn'`: invalid input value for enum status: `opn`; help: did you mean `'open'`?

INSERT INTO todo (title, state) VALUES ('x', <state>)
-- rows none
-- sent INSERT INTO todo (title, state) VALUES ('x', $1::public.status)
-- $1 status

INSERT INTO todo (id, title) VALUES (1, 'x')
-- error 428C9 at `1`: cannot insert a non-DEFAULT value into column `id`; help: leave the column out, or write `OVERRIDING SYSTEM VALUE`

INSERT INTO todo (id, title) OVERRIDING SYSTEM VALUE VALUES (<id>, 'x')
-- rows none
-- sent INSERT INTO todo (id, title) OVERRIDING SYSTEM VALUE VALUES ($1::int8, 'x')
-- $1 bigint

INSERT INTO todo (title, titel) VALUES ('a', 'b')
-- error 42703 at `titel`: column `titel` of relation `todo` does not exist; help: did you mean `title`?

INSERT INTO todo (title, title) VALUES ('a', 'b')
-- error 42701 at `title`: column `title` specified more than once

INSERT INTO todo (title) VALUES ('a', 'b')
-- error 42601 at `'b'`: INSERT has more expressions than target columns

INSERT INTO todo (title, owner) VALUES ('a')
-- error 42601 at `owner`: INSERT has more target columns than expressions

INSERT INTO todo (title, points) VALUES ('a', 'x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

INSERT INTO todo (title, points) VALUES ('a', now())
-- error 42804 at `now()`: column `points` is of type integer but expression is of type timestamp with time zone

INSERT INTO todo (title, points) VALUES ('a', 1.5), ('b', DEFAULT), ('c', <p>)
-- rows none
-- sent INSERT INTO todo (title, points) VALUES ('a', 1.5), ('b', DEFAULT), ('c', $1::int4)
-- $1 integer either

INSERT INTO todo DEFAULT VALUES
-- error 23502 at `todo`: null value in column `title` of relation `todo` violates not-null constraint; help: add `title` to the columns, with its value

INSERT INTO pair VALUES (<a>, <b>, <c>) ON CONFLICT (a, b) DO UPDATE SET c = excluded.c RETURNING a, c
-- rows exactly one
-- sent INSERT INTO pair VALUES ($1::int4, $2::int4, $3::int4) ON CONFLICT (a, b) DO UPDATE SET c = excluded.c RETURNING a, c
-- $1 integer
-- $2 integer
-- $3 integer either
-- a: integer not null
-- c: integer null

INSERT INTO pair VALUES (<a>, <b>) ON CONFLICT DO NOTHING RETURNING a
-- rows at most one
-- sent INSERT INTO pair VALUES ($1::int4, $2::int4) ON CONFLICT DO NOTHING RETURNING a
-- $1 integer
-- $2 integer
-- a: integer not null

INSERT INTO pair VALUES (<a>, <b>) ON CONFLICT (a) DO NOTHING
-- error 42P10 at `a`: there is no unique or exclusion constraint matching the ON CONFLICT specification; help: write `ON CONFLICT (a, b)`

INSERT INTO pair VALUES (<a>, <b>) ON CONFLICT ON CONSTRAINT pair_pkey DO UPDATE SET c = pair.c + <d> WHERE pair.c > 1 RETURNING c
-- rows at most one
-- sent INSERT INTO pair VALUES ($1::int4, $2::int4) ON CONFLICT ON CONSTRAINT pair_pkey DO UPDATE SET c = pair.c + $3::int4 WHERE pair.c > 1 RETURNING c
-- $1 integer
-- $2 integer
-- $3 integer
-- c: integer null

INSERT INTO pair VALUES (<a>, <b>) ON CONFLICT (b, a) DO UPDATE SET c = a
-- error 42702 at `a`: column reference `a` is ambiguous; help: write `pair.a` or `excluded.a`

INSERT INTO pg_description VALUES (1, 1, 0, 'x') ON CONFLICT DO NOTHING
-- error 0A000 at `ON CONFLICT DO NOTHING`: ON CONFLICT is not supported with system catalog tables

INSERT INTO pg_description VALUES (1, 1, 0, 'x') ON CONFLICT (objoid, classoid, objsubid) DO UPDATE SET description = 'x'
-- error 0A000 at `ON CONFLICT (objoid, classoid, objsubid) DO UPDATE SET description = 'x'`: ON CONFLICT is not supported with system catalog tables

INSERT INTO pair VALUES (1, 2) ON CONFLICT DO UPDATE SET c = 1
-- error 42601 at `ON CONFLICT`: ON CONFLICT DO UPDATE requires inference specification or constraint name; help: for example, `ON CONFLICT (column_name)`

INSERT INTO pair (a, b, c) SELECT <a>, <b>, points FROM todo RETURNING a, b, c
-- rows many
-- sent INSERT INTO pair (a, b, c) SELECT $1::int4 AS "?column?", $2::int4 AS "?column?", points FROM todo RETURNING a, b, c
-- $1 integer
-- $2 integer
-- a: integer not null
-- b: integer not null
-- c: integer null
-- whole pair

INSERT INTO pair (a, b) SELECT a, a + 1 FROM pair WHERE a = <a> AND b = <b> RETURNING *
-- rows at most one
-- sent INSERT INTO pair (a, b) SELECT a, a + 1 FROM pair WHERE a = $1::int4 AND b = $2::int4 RETURNING pair.a, pair.b, pair.c
-- $1 integer
-- $2 integer
-- a: integer not null
-- b: integer not null
-- c: integer null
-- whole pair

INSERT INTO pair (a, b) SELECT * FROM unnest(<a>::int[], <b>::int[])
-- rows none
-- sent INSERT INTO pair (a, b) SELECT * FROM unnest($1::int4[]::int[], $2::int4[]::int[])
-- $1 integer[]
-- $2 integer[]

INSERT INTO gen (a, b) VALUES (1, 2)
-- error 428C9 at `2`: cannot insert a non-DEFAULT value into column `b`; help: leave the column out

INSERT INTO gen VALUES (1) RETURNING b
-- rows exactly one
-- b: integer null

INSERT INTO gen VALUES (1, DEFAULT)
-- rows none

INSERT INTO person (id, name, mail, tags, home) VALUES (<id>, <name>, <mail>, <tags>, ROW(<street>, <zip>))
-- rows none
-- sent INSERT INTO person (id, name, mail, tags, home) VALUES ($1::int8, $2::text, $3::text, $4::text[], ROW($5::text, $6::int4))
-- $1 bigint
-- $2 text
-- $3 email
-- $4 text[] either
-- $5 text
-- $6 integer

INSERT INTO person (id, name, mail, home.street, tags[1]) VALUES (<id>, <name>, <mail>, <street>, <tag>)
-- rows none
-- sent INSERT INTO person (id, name, mail, home.street, tags[1]) VALUES ($1::int8, $2::text, $3::text, $4::text, $5::text)
-- $1 bigint
-- $2 text
-- $3 email
-- $4 text
-- $5 text

UPDATE todo SET title = <title>, due = <due> WHERE id = <id>
-- rows none
-- sent UPDATE todo SET title = $1::text, due = $2::timestamptz WHERE id = $3::int8
-- $1 text
-- $2 timestamp with time zone either
-- $3 bigint

UPDATE todo SET title = <title> WHERE id = <id> RETURNING *
-- rows at most one
-- sent UPDATE todo SET title = $1::text WHERE id = $2::int8 RETURNING todo.id, todo.title, todo.done, todo.state, todo.owner, todo.due, todo.points, todo.price
-- $1 text
-- $2 bigint
-- id: bigint not null
-- title: text not null
-- done: boolean not null
-- state: status not null
-- owner: bigint null
-- due: timestamp with time zone null
-- points: integer null
-- price: numeric null
-- whole todo

UPDATE todo SET owner = <owner> WHERE owner IS NOT NULL RETURNING owner, title
-- rows many
-- sent UPDATE todo SET owner = $1::int8 WHERE owner IS NOT NULL RETURNING owner, title
-- $1 bigint either
-- owner: bigint null
-- title: text not null

UPDATE todo SET title = DEFAULT, done = DEFAULT
-- rows none

UPDATE todo SET title = NULL
-- error 23502 at `NULL`: null value in column `title` of relation `todo` violates not-null constraint

UPDATE todo SET id = 5
-- error 428C9 at `5`: column `id` can only be updated to DEFAULT

UPDATE todo SET points = points + <n>, (price, due) = (<price>, now()) WHERE state = <state>
-- rows none
-- sent UPDATE todo SET points = points + $1::int4, (price, due) = ($2::numeric, now()) WHERE state = $3::public.status
-- $1 integer
-- $2 numeric either
-- $3 status

UPDATE todo SET (points, title) = (SELECT 1, name FROM person WHERE person.id = todo.owner)
-- rows none

UPDATE todo SET points = p.id FROM person p WHERE p.id = todo.owner RETURNING todo.id, p.name, p.nick
-- rows many
-- id: bigint not null
-- name: text not null
-- nick: text null

UPDATE todo t SET points = 1 FROM person p WHERE p.id = t.owner AND t.id = <id> RETURNING t.id
-- rows at most one
-- sent UPDATE todo t SET points = 1 FROM person p WHERE p.id = t.owner AND t.id = $1::int8 RETURNING t.id
-- $1 bigint
-- id: bigint not null

UPDATE person SET tags[2] = <tag>, home.zip = <zip>, data['a'] = '1' WHERE id = <id>
-- rows none
-- sent UPDATE person SET tags[2] = $1::text, home.zip = $2::int4, data['a'] = '1' WHERE id = $3::int8
-- $1 text
-- $2 integer
-- $3 bigint

UPDATE todo SET points = 'x'
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

UPDATE todo SET points = 1, points = 2
-- error 42601 at `points`: multiple assignments to same column `points`

UPDATE todo SET nope = 1
-- error 42703 at `nope`: column `nope` of relation `todo` does not exist

DELETE FROM todo WHERE id = <id>
-- rows none
-- sent DELETE FROM todo WHERE id = $1::int8
-- $1 bigint

DELETE FROM todo WHERE due IS NOT NULL RETURNING due, title, id
-- rows many
-- due: timestamp with time zone not null
-- title: text not null
-- id: bigint not null

DELETE FROM todo USING person p WHERE p.id = todo.owner AND p.name = <name> RETURNING p.name, owner
-- rows many
-- sent DELETE FROM todo USING person p WHERE p.id = todo.owner AND p.name = $1::text RETURNING p.name, owner
-- $1 text
-- name: text not null
-- owner: bigint not null

WITH moved AS (DELETE FROM pair WHERE a = <a> RETURNING *) SELECT count(*), max(b) FROM moved
-- rows exactly one
-- sent WITH moved AS (DELETE FROM pair WHERE a = $1::int4 RETURNING *) SELECT count(*), max(b) FROM moved
-- $1 integer
-- count: bigint not null
-- max: integer null

WITH moved AS (DELETE FROM pair WHERE a = <a> RETURNING a, b) INSERT INTO pair (a, b) SELECT a, b + 1 FROM moved RETURNING a
-- rows many
-- sent WITH moved AS (DELETE FROM pair WHERE a = $1::int4 RETURNING a, b) INSERT INTO pair (a, b) SELECT a, b + 1 FROM moved RETURNING a
-- $1 integer
-- a: integer not null

WITH moved AS (DELETE FROM pair) SELECT * FROM moved
-- error 0A000 at `moved`: WITH query `moved` does not have a RETURNING clause

UPDATE todo SET points = count(*)
-- error 42803 at `count(*)`: aggregate functions are not allowed in UPDATE

DELETE FROM todo WHERE id = <id> RETURNING count(*)
-- error 42803 at `count(*)`: aggregate functions are not allowed in RETURNING

INSERT INTO watched (id) VALUES (1) RETURNING id
-- rows at most one
-- id: integer not null

INSERT INTO logged (id) VALUES (1) RETURNING id
-- rows exactly one
-- id: integer not null
-- whole logged

-- `OVERRIDING USER VALUE` drops the value.

INSERT INTO todo (id, title) OVERRIDING USER VALUE VALUES (NULL, 'x') RETURNING title
-- rows exactly one
-- title: text not null

INSERT INTO todo (id, title) OVERRIDING USER VALUE VALUES (<id?>, 'x')
-- rows none
-- sent INSERT INTO todo (id, title) OVERRIDING USER VALUE VALUES ($1::int8, 'x')
-- $1 bigint optional

INSERT INTO todo (id, title) OVERRIDING SYSTEM VALUE VALUES (NULL, 'x')
-- error 23502 at `NULL`: null value in column `id` of relation `todo` violates not-null constraint

-- What rules make of RETURNING.

INSERT INTO other_kind VALUES (1) RETURNING id
-- rows none

INSERT INTO same_kind VALUES (1) RETURNING id AS n
-- rows many
-- n: integer null

INSERT INTO silent VALUES (1) RETURNING id
-- error 0A000 at `id`: cannot perform INSERT RETURNING on relation `silent`; help: an `INSTEAD` rule without a condition must have `RETURNING` itself

INSERT INTO of_silent VALUES (1) RETURNING id
-- error 0A000 at `id`: cannot perform INSERT RETURNING on relation `silent`; help: an `INSTEAD` rule without a condition must have `RETURNING` itself

INSERT INTO ruled VALUES (1) RETURNING id
-- error 0A000 at `id`: cannot perform INSERT RETURNING on relation `ruled`; help: an `INSTEAD` rule without a condition must have `RETURNING` itself

MERGE INTO disabled USING pair ON disabled.id = pair.a WHEN MATCHED THEN DELETE
-- rows none

MERGE INTO ruled USING pair ON ruled.id = pair.a WHEN MATCHED THEN DELETE
-- error 0A000 at `ruled`: cannot execute MERGE on relation `ruled`

WITH w AS (INSERT INTO diverted VALUES (1)) SELECT 1
-- error 0A000 at `diverted`: conditional DO INSTEAD rules are not supported for data-modifying statements in WITH

WITH w AS (INSERT INTO ruled VALUES (1)) SELECT 1
-- rows exactly one
-- ?column?: integer not null

WITH w AS (SELECT 1) INSERT INTO diverted VALUES (1)
-- error 0A000 at `diverted`: WITH cannot be used in a query that is rewritten by rules into multiple queries

INSERT INTO disabled VALUES (1) RETURNING id
-- rows at most one
-- id: integer not null
-- whole disabled

WITH w AS (INSERT INTO other_kind VALUES (1) RETURNING id) SELECT id FROM w
-- rows many
-- id: integer null

INSERT INTO person (id, name, mail, nick) VALUES (($1), 'x', 'y', ((DEFAULT)))
-- rows none
-- sent INSERT INTO person (id, name, mail, nick) VALUES (($1::int8), 'x', 'y', ((DEFAULT)))
-- $1 bigint

UPDATE person SET nick = (DEFAULT) WHERE id = 1
-- rows none

UPDATE person SET nick = NOT DEFAULT
-- error 42601 at `DEFAULT`: syntax error at or near `default`; help: `default` is a reserved word; as a name it is written "default"
