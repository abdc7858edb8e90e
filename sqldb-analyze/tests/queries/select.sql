CREATE TYPE status AS ENUM ('open', 'in progress', 'done');
CREATE DOMAIN email AS text;
CREATE TYPE point3 AS (x int, y int, z int);
CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL, nick text, mail email NOT NULL, boss bigint, tags text[], born date, data jsonb, spot point3);
CREATE TABLE todo (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, done boolean NOT NULL DEFAULT false, state status NOT NULL DEFAULT 'open', owner bigint, due timestamptz, points int, price numeric(10,2), UNIQUE (owner, title));
CREATE TABLE pair (a int NOT NULL, b int NOT NULL, c int, PRIMARY KEY (a, b));
CREATE TABLE nothing (n int);
INSERT INTO person VALUES (1, 'ann', NULL, 'a@x', NULL, NULL, NULL, NULL, NULL), (2, 'bob', 'b', 'b@x', 1, '{a,NULL}', '2000-01-01', '{"a":null}', (1,NULL,3));
INSERT INTO todo (title, owner, due, points, price, state) VALUES ('t1', NULL, NULL, NULL, NULL, 'open'), ('t2', 1, now(), 3, 1.5, 'done'), ('t3', 77, NULL, NULL, NULL, 'open');
INSERT INTO pair VALUES (1, 1, NULL), (1, 2, 5), (2, 1, NULL);
---
SELECT title FROM todo WHERE id = <id>
-- rows at most one
-- sent SELECT title FROM todo WHERE id = $1::int8
-- $1 bigint
-- title: text not null

SELECT * FROM todo ORDER BY id
-- rows many
-- sent SELECT todo.id, todo.title, todo.done, todo.state, todo.owner, todo.due, todo.points, todo.price FROM todo ORDER BY id
-- id: bigint not null
-- title: text not null
-- done: boolean not null
-- state: status not null
-- owner: bigint null
-- due: timestamp with time zone null
-- points: integer null
-- price: numeric null
-- whole todo

SELECT t.* FROM todo AS t
-- rows many
-- sent SELECT t.id, t.title, t.done, t.state, t.owner, t.due, t.points, t.price FROM todo AS t
-- id: bigint not null
-- title: text not null
-- done: boolean not null
-- state: status not null
-- owner: bigint null
-- due: timestamp with time zone null
-- points: integer null
-- price: numeric null
-- whole todo

SELECT id, title AS "title!", due AS "due!: jiff::Timestamp" FROM todo
-- rows many
-- sent SELECT id, title AS title, due AS due FROM todo
-- id: bigint not null
-- title: text not null
-- due: timestamp with time zone null

SELECT lower(title) AS "title!", count(*) AS "number!" FROM todo GROUP BY "title!" ORDER BY "number!" DESC, "title!"
-- rows many
-- sent SELECT lower(title) AS title, count(*) AS number FROM todo GROUP BY 1 ORDER BY 2 DESC, 1
-- title: text not null
-- number: bigint not null

SELECT DISTINCT ON ("day?") due::date AS "day?", id AS other FROM todo ORDER BY "day?", other DESC
-- rows many
-- sent SELECT DISTINCT ON (1) due::date AS "day", id AS other FROM todo ORDER BY 1, other DESC
-- day: date null
-- other: bigint not null

SELECT id AS "number!" FROM todo UNION SELECT 1 ORDER BY "number!"
-- rows many
-- sent SELECT id AS number FROM todo UNION SELECT 1 ORDER BY 1
-- number: bigint not null

SELECT id AS "number!" FROM todo ORDER BY "number?"
-- error 42703 at `"number?"`: column `number?` does not exist; help: a text is written `'number?'`; double quotes are for names

SELECT p.name, t.title FROM person p JOIN todo t ON t.owner = p.id
-- rows many
-- name: text not null
-- title: text not null

SELECT p.name, t.title, t.id IS NULL AS missing FROM person p LEFT JOIN todo t ON t.owner = p.id
-- rows many
-- name: text not null
-- title: text null
-- missing: boolean not null

SELECT p.name, t.title FROM person p LEFT JOIN todo t ON t.owner = p.id WHERE t.id IS NOT NULL
-- rows many
-- name: text not null
-- title: text not null

SELECT p.name, t.title FROM person p RIGHT JOIN todo t ON t.owner = p.id
-- rows many
-- name: text null
-- title: text not null

SELECT p.name, t.title FROM person p FULL JOIN todo t ON t.owner = p.id
-- rows many
-- name: text null
-- title: text null

SELECT nick FROM person WHERE nick IS NOT NULL
-- rows many
-- nick: text not null

SELECT nick, boss FROM person WHERE nick = 'x' OR (nick = 'y' AND boss = 1)
-- rows many
-- nick: text not null
-- boss: bigint null

SELECT nick, boss FROM person WHERE NOT (nick <> 'x' OR boss <> 1)
-- rows many
-- nick: text not null
-- boss: bigint not null

SELECT nick FROM person WHERE NOT (nick = 'b' AND boss = 2)
-- rows many
-- nick: text null

SELECT count(*), max(points), sum(points) FROM todo
-- rows exactly one
-- count: bigint not null
-- max: integer null
-- sum: bigint null

SELECT owner, count(*) AS n, max(points), min(title) FROM todo GROUP BY owner
-- rows many
-- owner: bigint null
-- n: bigint not null
-- max: integer null
-- min: text not null

SELECT owner, count(*) FROM todo GROUP BY owner HAVING count(*) > <n> ORDER BY 2 DESC, owner LIMIT <limit> OFFSET <offset>
-- rows many
-- sent SELECT owner, count(*) FROM todo GROUP BY owner HAVING count(*) > $1::int8 ORDER BY 2 DESC, owner LIMIT $2::int8 OFFSET $3::int8
-- $1 bigint
-- $2 bigint
-- $3 bigint
-- owner: bigint null
-- count: bigint not null

SELECT owner, min(title) FROM todo GROUP BY ROLLUP (owner)
-- rows many
-- owner: bigint null
-- min: text null

SELECT title, count(*) FROM todo GROUP BY ROLLUP (title)
-- rows many
-- title: text null
-- count: bigint not null

SELECT title, count(*) FROM todo
-- error 42803 at `title`: column `todo.title` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY todo.title`

SELECT t.id, t.title, count(*) FROM todo t GROUP BY t.id
-- rows many
-- id: bigint not null
-- title: text not null
-- count: bigint not null

SELECT title FROM todo WHERE count(*) > 1
-- error 42803 at `count(*)`: aggregate functions are not allowed in WHERE; help: conditions on aggregates go to HAVING

SELECT DISTINCT owner, state FROM todo ORDER BY owner
-- rows many
-- owner: bigint null
-- state: status not null

SELECT DISTINCT owner FROM todo ORDER BY title
-- error 42P10 at `title`: for SELECT DISTINCT, ORDER BY expressions must appear in select list

SELECT DISTINCT ON (owner) owner, title FROM todo ORDER BY owner, due DESC
-- rows many
-- owner: bigint null
-- title: text not null

SELECT titel FROM todo
-- error 42703 at `titel`: column `titel` does not exist; help: did you mean `title`?

SELECT t.titel FROM todo t
-- error 42703 at `titel`: column `t.titel` does not exist; help: did you mean `t.title`?

SELECT id FROM todo, person
-- error 42702 at `id`: column reference `id` is ambiguous; help: write `todo.id` or `person.id`

SELECT x.id FROM todo t
-- error 42P01 at `x`: missing FROM-clause entry for table `x`; help: did you mean `t`?

SELECT 1 FROM toto
-- error 42P01 at `toto`: relation `toto` does not exist; help: did you mean `todo`?

SELECT state = 'opne' FROM todo
-- error 22P02 at `'opne'`: invalid input value for enum status: `opne`; help: did you mean `'open'`?

SELECT title FROM todo WHERE state IN ('open', 'done')
-- rows many
-- title: text not null

SELECT title FROM todo WHERE id = ANY(<ids>)
-- rows many
-- sent SELECT title FROM todo WHERE id = ANY($1::int8[])
-- $1 bigint[]
-- title: text not null

SELECT title FROM todo WHERE id IN (SELECT owner FROM todo)
-- rows many
-- title: text not null

SELECT title, id IN (SELECT owner FROM todo) AS x, EXISTS (SELECT 1 FROM person) AS y FROM todo
-- rows many
-- title: text not null
-- x: boolean null
-- y: boolean not null

SELECT (SELECT count(*) FROM todo) AS n, (SELECT title FROM todo LIMIT 1) AS t
-- rows exactly one
-- n: bigint not null
-- t: text null

SELECT p.name, (SELECT count(*) FROM todo t WHERE t.owner = p.id) AS n FROM person p
-- rows many
-- name: text not null
-- n: bigint not null

SELECT CASE WHEN done THEN title ELSE 'no' END AS a, CASE WHEN done THEN title END AS b, CASE WHEN nick IS NOT NULL THEN nick ELSE '' END AS c FROM todo, person
-- rows many
-- a: text not null
-- b: text null
-- c: text not null

SELECT coalesce(nick, name) AS a, coalesce(nick, 'x') AS b, coalesce(nick) AS c, nullif(name, 'ann') AS d, greatest(nick, name) AS e FROM person
-- rows many
-- a: text not null
-- b: text not null
-- c: text null
-- d: text null
-- e: text not null

SELECT id::text, name::varchar(3), born::timestamptz, '1'::int, NULL::text AS n FROM person
-- rows many
-- id: text not null
-- name: character varying not null
-- born: timestamp with time zone null
-- int4: integer not null
-- n: text null

SELECT data -> 'a' AS a, data ->> 'a' AS b, data #> '{a}' AS c, data @> '{}' AS d, jsonb_build_object('a', 1) AS e FROM person
-- rows many
-- a: jsonb null
-- b: text null
-- c: jsonb null
-- d: boolean null
-- e: jsonb not null

SELECT tags[1], tags[1:2], ARRAY[1, 2] AS a, ARRAY[nick] AS b, tags || 'x'::text AS c, 'a' = ANY(tags) AS d FROM person
-- rows many
-- tags: text null
-- tags: text[] null
-- a: integer[] not null, elements not null
-- b: text[] not null
-- c: text[] not null
-- d: boolean null

SELECT (spot).x, spot, (person.spot).y + 1 AS y FROM person
-- rows many
-- x: integer null
-- spot: point3 null
-- y: integer null

SELECT row_number() OVER (ORDER BY id) AS r, lag(title) OVER (ORDER BY id) AS l, lag(title, 1, '') OVER (ORDER BY id) AS l3, sum(id) OVER w AS s, first_value(title) OVER w AS f, first_value(title) OVER (ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS g FROM todo WINDOW w AS (ORDER BY id)
-- rows many
-- r: bigint not null
-- l: text null
-- l3: text not null
-- s: numeric not null
-- f: text not null
-- g: text null

SELECT title FROM todo WHERE row_number() OVER () = 1
-- error 42P20 at `row_number() OVER ()`: window functions are not allowed in WHERE

SELECT title FROM todo UNION SELECT nick FROM person ORDER BY 1
-- rows many
-- title: text null

SELECT 1 AS a, title FROM todo EXCEPT ALL SELECT 2, nick FROM person
-- rows many
-- a: integer not null
-- title: text not null

SELECT title FROM todo INTERSECT SELECT nick FROM person
-- rows many
-- title: text not null

SELECT 1 UNION SELECT 'x'
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT id FROM todo UNION SELECT id, name FROM person
-- error 42601 at `SELECT id FROM todo UNION SELECT id, name FROM person`: each UNION query must have the same number of columns

VALUES (1, 'a'), (2, NULL)
-- rows many
-- column1: integer not null
-- column2: text null

SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, 'y')) AS v (a, b)
-- rows many
-- a: integer not null
-- b: text not null

WITH open AS (SELECT id, title FROM todo WHERE NOT done) SELECT o.title, p.name FROM open o LEFT JOIN person p USING (id)
-- rows many
-- title: text not null
-- name: text null

WITH RECURSIVE up AS (SELECT id, boss, 1 AS depth FROM person WHERE id = <id> UNION ALL SELECT p.id, p.boss, depth + 1 FROM person p JOIN up ON p.id = up.boss) SELECT * FROM up
-- rows many
-- sent WITH RECURSIVE up AS (SELECT id, boss, 1 AS depth FROM person WHERE id = $1::int8 UNION ALL SELECT p.id, p.boss, depth + 1 FROM person p JOIN up ON p.id = up.boss) SELECT up.id, up.boss, up.depth FROM up
-- $1 bigint
-- id: bigint not null
-- boss: bigint null
-- depth: integer not null

WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT CASE WHEN n < 3 THEN n + 1 END FROM r WHERE n < 5) SELECT n FROM r
-- rows many
-- n: integer null

SELECT id, name, title FROM person FULL JOIN todo USING (id)
-- rows many
-- id: bigint not null
-- name: text null
-- title: text null

SELECT * FROM person NATURAL JOIN pair
-- rows many
-- sent SELECT person.id, person.name, person.nick, person.mail, person.boss, person.tags, person.born, person.data, person.spot, pair.a, pair.b, pair.c FROM person NATURAL JOIN pair
-- id: bigint not null
-- name: text not null
-- nick: text null
-- mail: text not null
-- boss: bigint null
-- tags: text[] null
-- born: date null
-- data: jsonb null
-- spot: point3 null
-- a: integer not null
-- b: integer not null
-- c: integer null

SELECT * FROM pair p JOIN pair q USING (a)
-- rows many
-- sent SELECT p.a, p.b, p.c, q.b, q.c FROM pair p JOIN pair q USING (a)
-- a: integer not null
-- b: integer not null
-- c: integer null
-- b: integer not null
-- c: integer null

SELECT p.name, l.title FROM person p LEFT JOIN LATERAL (SELECT title FROM todo t WHERE t.owner = p.id LIMIT 1) l ON true
-- rows many
-- name: text not null
-- title: text null

SELECT p.name, l.title FROM person p, (SELECT title FROM todo t WHERE t.owner = p.id) l
-- error 42P01 at `p`: invalid reference to FROM-clause entry for table `p`; help: to use it in this sub-select, write `LATERAL` in front of the sub-select

SELECT g FROM generate_series(1, 3) AS g
-- rows many
-- g: integer not null

SELECT g.n, g.ordinality FROM generate_series(1, 3) WITH ORDINALITY AS g (n)
-- rows many
-- n: integer not null
-- ordinality: bigint not null

SELECT u.tag, p.id FROM person p, unnest(p.tags) AS u (tag)
-- rows many
-- tag: text null
-- id: bigint not null

SELECT a, b FROM ROWS FROM (generate_series(1, 3), generate_series(1, 1)) AS x (a, b)
-- rows many
-- a: integer null
-- b: integer null

SELECT e.key, e.value FROM person, jsonb_each(data) AS e
-- rows many
-- key: text not null
-- value: jsonb not null

SELECT id FROM todo LIMIT 1
-- rows at most one
-- id: bigint not null

SELECT id FROM todo WHERE id = 1 AND title = 'x'
-- rows at most one
-- id: bigint not null

SELECT id FROM todo WHERE owner = 1 AND title = 't2'
-- rows at most one
-- id: bigint not null

SELECT id FROM todo WHERE owner = 1
-- rows many
-- id: bigint not null

SELECT c FROM pair WHERE a = 1 AND b = 2
-- rows at most one
-- c: integer null

SELECT c FROM pair WHERE (a, b) = (1, 2)
-- rows at most one
-- c: integer null

SELECT c FROM pair WHERE a = b AND b = c
-- rows many
-- c: integer not null

SELECT t.title, p.name FROM todo t LEFT JOIN person p ON p.id = t.owner WHERE t.id = 2
-- rows at most one
-- title: text not null
-- name: text null

SELECT t.title, p.name FROM person p LEFT JOIN todo t ON p.id = t.owner WHERE p.id = 1
-- rows many
-- title: text null
-- name: text not null

SELECT id FROM todo WHERE id = 1.5
-- rows many
-- id: bigint not null

SELECT id FROM todo WHERE id::float8 = 1
-- rows many
-- id: bigint not null

SELECT now(), current_date, current_user
-- rows exactly one
-- now: timestamp with time zone not null
-- current_date: date not null
-- current_user: name not null

SELECT 1 WHERE false
-- rows at most one
-- ?column?: integer not null

SELECT mail, lower(mail) FROM person
-- rows many
-- mail: text not null
-- lower: text not null

SELECT to_char(now(), '') AS a, extract(month FROM due) AS b, extract(hour FROM interval '1 h') AS c FROM todo
-- rows many
-- a: text null
-- b: numeric null
-- c: numeric null

SELECT title || ' ' || coalesce(owner::text, '-') AS a, length(title) AS b, upper(title) AS c, substring(title, 1, 2) AS d, substring(title from 'x') AS e FROM todo
-- rows many
-- a: text not null
-- b: integer not null
-- c: text not null
-- d: text not null
-- e: text null

SELECT string_agg(title, ',') AS a, array_agg(title) AS b, jsonb_agg(todo) AS c, bool_and(done) AS d, count(DISTINCT owner) AS e FROM todo
-- rows exactly one
-- a: text null
-- b: text[] null, elements not null
-- c: jsonb null
-- d: boolean null
-- e: bigint not null

SELECT owner, string_agg(title, ',' ORDER BY id) AS a, array_agg(points) AS b, array_agg(title) AS c, stddev_samp(id) AS d, sum(points) FILTER (WHERE done) AS f FROM todo GROUP BY owner
-- rows many
-- owner: bigint null
-- a: text not null
-- b: integer[] not null
-- c: text[] not null, elements not null
-- d: numeric null
-- f: bigint null

SELECT t FROM todo t
-- rows many
-- t: todo not null

SELECT todo.*, person.name FROM todo, person
-- rows many
-- sent SELECT todo.id, todo.title, todo.done, todo.state, todo.owner, todo.due, todo.points, todo.price, person.name FROM todo, person
-- id: bigint not null
-- title: text not null
-- done: boolean not null
-- state: status not null
-- owner: bigint null
-- due: timestamp with time zone null
-- points: integer null
-- price: numeric null
-- name: text not null

SELECT points + 1 AS a, price * 2 AS b, due + interval '1 day' AS c, due - now() AS d, born + 1 AS e FROM todo, person
-- rows many
-- a: integer null
-- b: numeric null
-- c: timestamp with time zone null
-- d: interval null
-- e: date null

SELECT unnest(ARRAY[1, 2, 3]) AS a, unnest(ARRAY[1]) AS b
-- rows many
-- a: integer null
-- b: integer null

SELECT unnest(ARRAY[1, 2, 3]) AS a, unnest(ARRAY[1, NULL]) AS b, id FROM nothing, todo
-- rows many
-- a: integer null
-- b: integer null
-- id: bigint not null

SELECT id FROM todo WHERE due > now() - <age>::interval AND title ILIKE '%' || <q> || '%'
-- rows many
-- sent SELECT id FROM todo WHERE due > now() - $1::interval::interval AND title ILIKE '%' || $2::text || '%'
-- $1 interval
-- $2 text
-- id: bigint not null

SELECT id FROM todo WHERE (<owner?>::int8 IS NULL OR owner = <owner?>)
-- rows many
-- sent SELECT id FROM todo WHERE ($1::int8::int8 IS NULL OR owner = $1::int8)
-- $1 bigint optional
-- id: bigint not null

SELECT id FROM todo WHERE owner IS NOT DISTINCT FROM <owner?>
-- rows many
-- sent SELECT id FROM todo WHERE owner IS NOT DISTINCT FROM $1::int8
-- $1 bigint optional
-- id: bigint not null

SELECT id FROM todo FOR UPDATE SKIP LOCKED
-- rows many
-- id: bigint not null

SELECT count(*) FROM todo FOR UPDATE
-- error 0A000 at `FOR UPDATE`: FOR UPDATE is not allowed with aggregate functions

SELECT owner FROM todo t WHERE EXISTS (SELECT 1 FROM person WHERE id = t.owner)
-- rows many
-- owner: bigint null

SELECT t.owner, (SELECT max(x.id) FROM todo x WHERE x.owner = t.title) FROM todo t
-- error 42883 at `=`: operator does not exist: `bigint = text`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT title, (SELECT p.name FROM person p WHERE p.id = todo.owner) FROM todo GROUP BY title
-- error 42803 at `owner`: subquery uses ungrouped column `todo.owner` from outer query; help: add `todo.owner` to GROUP BY

SELECT ctid, tableoid, xmin FROM todo
-- rows many
-- ctid: tid not null
-- tableoid: oid not null
-- xmin: xid not null

SELECT 1 AS a FROM todo t JOIN todo t ON true
-- error 42712 at `todo t JOIN todo t ON true`: table name `t` specified more than once; help: give one of them another name: `… AS other`

SELECT lower(1)
-- error 42883 at `lower`: function `lower(integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT foo(1)
-- error 42883 at `foo`: function `foo(integer)` does not exist; help: there is no function of this name; one of an extension is known after `CREATE EXTENSION` in a migration

SELECT round(price, 1), abs(points), ceil(price) FROM todo
-- rows many
-- round: numeric null
-- abs: integer null
-- ceil: numeric null

SELECT 'a' IN ('a', NULL) AS x, 1 NOT IN (2, NULL) AS y, 1 IN (1, 2) AS z
-- rows exactly one
-- x: boolean null
-- y: boolean null
-- z: boolean not null

SELECT row(1, NULL) = row(1, 2) AS x, (1, 2) < (3, 4) AS y
-- rows exactly one
-- x: boolean null
-- y: boolean not null

SELECT 1 = ANY(ARRAY[2, NULL]) AS x, 1 = ANY(ARRAY[2, 3]) AS y
-- rows exactly one
-- x: boolean null
-- y: boolean not null

SELECT title FROM todo GROUP BY title HAVING max(points) > 1
-- rows many
-- title: text not null

SELECT date_trunc('day', due) AS day, count(*) FROM todo GROUP BY 1 ORDER BY day
-- rows many
-- day: timestamp with time zone null
-- count: bigint not null

SELECT date_trunc('day', due) AS day, count(*) FROM todo GROUP BY date_trunc('day', due)
-- rows many
-- day: timestamp with time zone null
-- count: bigint not null

SELECT points AS title, title AS points FROM todo ORDER BY title
-- rows many
-- title: integer null
-- points: text not null

SELECT 5 ORDER BY 2
-- error 42P10 at `2`: ORDER BY position 2 is not in select list

SELECT id FROM todo WHERE title
-- error 42804 at `title`: argument of WHERE must be type boolean, not type text

SELECT id FROM todo LIMIT 'x'
-- error 22P02 at `'x'`: invalid input syntax for type bigint: `x`

SELECT id::uuid FROM todo
-- error 42846 at `id::uuid`: cannot cast type bigint to uuid

SELECT 'x'::int
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT sum(count(*)) FROM todo
-- error 42803 at `sum(count(*))`: aggregate function calls cannot be nested

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY points) AS m, mode() WITHIN GROUP (ORDER BY state) AS n FROM todo
-- rows exactly one
-- m: double precision null
-- n: status null

SELECT id BETWEEN 1 AND <x> AS a, title LIKE 'a%' AS b, title SIMILAR TO 'x' AS c, title ~ '^x' AS d, due AT TIME ZONE 'UTC' AS e FROM todo
-- rows many
-- sent SELECT id BETWEEN 1 AND $1::int8 AS a, title LIKE 'a%' AS b, title SIMILAR TO 'x' AS c, title ~ '^x' AS d, due AT TIME ZONE 'UTC' AS e FROM todo
-- $1 bigint
-- a: boolean not null
-- b: boolean not null
-- c: boolean not null
-- d: boolean not null
-- e: timestamp without time zone null

SELECT (SELECT name FROM person WHERE person.id = todo.owner), count(*) FROM todo GROUP BY (SELECT name  FROM Person WHERE person.id = todo.owner)
-- rows many
-- name: text null
-- count: bigint not null

SELECT count(*) FROM todo GROUP BY (SELECT name FROM person WHERE person.id = owner) HAVING (SELECT name FROM person WHERE person.id = owner) > 'a'
-- rows many
-- count: bigint not null

SELECT DISTINCT (SELECT max(name) FROM person) AS n FROM todo ORDER BY (SELECT max(name) FROM person)
-- rows many
-- n: text null

SELECT grouping((SELECT name FROM person WHERE person.id = owner)) FROM todo GROUP BY ROLLUP ((SELECT name FROM person WHERE person.id = owner))
-- rows many
-- grouping: integer not null

SELECT sum(points) OVER (w RANGE BETWEEN INTERVAL '7 days' PRECEDING AND CURRENT ROW) FROM todo WINDOW w AS (PARTITION BY owner ORDER BY due)
-- rows many
-- sum: bigint null

SELECT (SELECT name FROM person WHERE person.id = todo.owner) AS n FROM todo GROUP BY ((SELECT name FROM person WHERE person.id = todo.owner))
-- rows many
-- n: text null

SELECT n, n IS NOT NULL AS there FROM generate_series(1, 2) AS n (v) GROUP BY n.v
-- rows many
-- n: integer not null
-- there: boolean not null

SELECT v FROM generate_series(1, 2) AS n (v) GROUP BY n
-- rows many
-- v: integer not null

SELECT t.title, n + 1 AS next FROM todo AS t LEFT JOIN generate_series(1, 2) AS n (v) ON n = t.points WHERE n > 0
-- rows many
-- title: text not null
-- next: integer not null
