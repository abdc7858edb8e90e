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
CREATE TABLE small_ids (id int);
CREATE TABLE big_ids (id bigint);
INSERT INTO small_ids VALUES (1), (NULL);
INSERT INTO big_ids VALUES (1), (2);
---
SELECT id, CASE state WHEN 'open' THEN 1 WHEN 'done' THEN 2 ELSE 0 END AS s FROM todo
-- rows many
-- id: bigint not null
-- s: integer not null

SELECT CASE WHEN points > 1 THEN points ELSE price END AS a, CASE WHEN done THEN 1 ELSE 2.5 END AS b FROM todo
-- rows many
-- a: numeric null
-- b: numeric not null

SELECT greatest(points, 1), least(points, price, 3) FROM todo
-- rows many
-- greatest: integer not null
-- least: numeric not null

SELECT id, points, rank() OVER (PARTITION BY owner ORDER BY points DESC NULLS LAST) AS r, avg(points) OVER (PARTITION BY owner ORDER BY id ROWS BETWEEN <n> PRECEDING AND CURRENT ROW) AS m FROM todo
-- rows many
-- sent SELECT id, points, rank() OVER (PARTITION BY owner ORDER BY points DESC NULLS LAST) AS r, avg(points) OVER (PARTITION BY owner ORDER BY id ROWS BETWEEN $1::int8 PRECEDING AND CURRENT ROW) AS m FROM todo
-- $1 bigint
-- id: bigint not null
-- points: integer null
-- r: bigint not null
-- m: numeric null

SELECT sum(points) OVER (ORDER BY due RANGE BETWEEN <w> PRECEDING AND CURRENT ROW) AS s FROM todo
-- rows many
-- sent SELECT sum(points) OVER (ORDER BY due RANGE BETWEEN $1::interval PRECEDING AND CURRENT ROW) AS s FROM todo
-- $1 interval
-- s: bigint null

SELECT sum(points) OVER (ORDER BY points RANGE BETWEEN <w> PRECEDING AND CURRENT ROW) AS s FROM todo
-- rows many
-- sent SELECT sum(points) OVER (ORDER BY points RANGE BETWEEN $1::int4 PRECEDING AND CURRENT ROW) AS s FROM todo
-- $1 integer
-- s: bigint null

SELECT owner, date_trunc('month', due)::date AS month, count(*) FILTER (WHERE done) AS d FROM todo GROUP BY owner, date_trunc('month', due)::date ORDER BY month DESC
-- rows many
-- owner: bigint null
-- month: date null
-- d: bigint not null

SELECT t.id, json_build_object('id', t.id, 'title', t.title) AS j, row_to_json(t) AS r, to_jsonb(t.*) AS k FROM todo t
-- rows many
-- id: bigint not null
-- j: json not null
-- r: json not null
-- k: jsonb not null

SELECT p.id, coalesce(jsonb_agg(t.title ORDER BY t.id) FILTER (WHERE t.id IS NOT NULL), '[]') AS titles FROM person p LEFT JOIN todo t ON t.owner = p.id GROUP BY p.id
-- rows many
-- id: bigint not null
-- titles: jsonb not null

SELECT data->>'a' AS a, (data->>'n')::int AS n, data #>> '{a,b}' AS b, data ? 'a' AS c, data || '{"x":1}' AS d, data - 'a' AS e, jsonb_set(data, '{a}', '1') AS f, jsonb_array_length(data->'x') AS g, jsonb_typeof(data) AS h FROM person
-- rows many
-- a: text null
-- n: integer null
-- b: text null
-- c: boolean null
-- d: jsonb null
-- e: jsonb null
-- f: jsonb null
-- g: integer null
-- h: text null

SELECT data['a']['b'] AS x, data['a']->>0 AS y FROM person
-- rows many
-- x: jsonb null
-- y: text null

SELECT array_length(tags, 1), cardinality(tags), tags || ARRAY['x'], array_append(tags, <t>), tags @> ARRAY[<u>], tags && <v>, unnest(tags) FROM person
-- rows many
-- sent SELECT array_length(tags, 1), cardinality(tags), tags || ARRAY['x'], array_append(tags, $1::text), tags @> ARRAY[$2::text], tags && $3::text[], unnest(tags) FROM person
-- $1 text
-- $2 text
-- $3 text[]
-- array_length: integer null
-- cardinality: integer null
-- ?column?: text[] null
-- array_append: text[] not null
-- ?column?: boolean null
-- ?column?: boolean null
-- unnest: text null

SELECT array_remove(tags, 'a'), array_to_string(tags, ','), string_to_array(name, ' '), array_cat(tags, tags) FROM person
-- rows many
-- array_remove: text[] null
-- array_to_string: text null
-- string_to_array: text[] not null, elements not null
-- array_cat: text[] null

SELECT * FROM generate_series(<from>::timestamptz, <to>, interval '1 day') AS day
-- rows many
-- sent SELECT day.day FROM generate_series($1::timestamptz::timestamptz, $2::timestamptz, interval '1 day') AS day
-- $1 timestamp with time zone
-- $2 timestamp with time zone
-- day: timestamp with time zone not null

SELECT day::date FROM generate_series(now() - interval '7 days', now(), '1 day') day
-- rows many
-- day: date not null

SELECT count(*) OVER () AS total, t.* FROM todo t ORDER BY t.id LIMIT <limit> OFFSET <offset>
-- rows many
-- sent SELECT count(*) OVER () AS total, t.id, t.title, t.done, t.state, t.owner, t.due, t.points, t.price FROM todo t ORDER BY t.id LIMIT $1::int8 OFFSET $2::int8
-- $1 bigint
-- $2 bigint
-- total: bigint not null
-- id: bigint not null
-- title: text not null
-- done: boolean not null
-- state: status not null
-- owner: bigint null
-- due: timestamp with time zone null
-- points: integer null
-- price: numeric null

SELECT extract(epoch FROM now() - due) AS a, age(due) AS b, due::date AS c, due AT TIME ZONE <tz> AS d, to_char(due, 'YYYY') AS e, make_interval(days => points) AS f FROM todo
-- rows many
-- sent SELECT extract(epoch FROM now() - due) AS a, age(due) AS b, due::date AS c, due AT TIME ZONE $1::text AS d, to_char(due, 'YYYY') AS e, make_interval(days => points) AS f FROM todo
-- $1 text
-- a: numeric null
-- b: interval null
-- c: date null
-- d: timestamp without time zone null
-- e: text null
-- f: interval null

SELECT due + points * interval '1 day' AS a, due + '1 day' AS b, born - 1 AS c, born - born AS d, born + interval '1 h' AS e, (born, born) OVERLAPS (born, born) AS f FROM todo, person
-- rows many
-- a: timestamp with time zone null
-- b: timestamp with time zone null
-- c: date null
-- d: integer null
-- e: timestamp without time zone null
-- f: boolean null

SELECT name ILIKE <p> || '%' AS a, name ~* <re> AS b, name NOT LIKE 'x%' ESCAPE '!' AS c, position('a' in name) AS d, trim(both ' ' from name) AS e, substring(name from 1 for 2) AS f, left(name, 3) AS g, split_part(name, ' ', 1) AS h, replace(name, 'a', 'b') AS i, lpad(name, 5) AS j, regexp_replace(name, 'a', 'b', 'g') AS k, overlay(name placing 'x' from 1) AS l FROM person
-- rows many
-- sent SELECT name ILIKE $1::text || '%' AS a, name ~* $2::text AS b, name NOT LIKE 'x%' ESCAPE '!' AS c, position('a' in name) AS d, trim(both ' ' from name) AS e, substring(name from 1 for 2) AS f, left(name, 3) AS g, split_part(name, ' ', 1) AS h, replace(name, 'a', 'b') AS i, lpad(name, 5) AS j, regexp_replace(name, 'a', 'b', 'g') AS k, overlay(name placing 'x' from 1) AS l FROM person
-- $1 text
-- $2 text
-- a: boolean not null
-- b: boolean not null
-- c: boolean not null
-- d: integer not null
-- e: text not null
-- f: text not null
-- g: text not null
-- h: text not null
-- i: text not null
-- j: text not null
-- k: text not null
-- l: text not null

SELECT id FROM todo WHERE (due, id) < (<due>, <id>) ORDER BY due DESC, id DESC LIMIT 10
-- rows many
-- sent SELECT id FROM todo WHERE (due, id) < ($1::timestamptz, $2::int8) ORDER BY due DESC, id DESC LIMIT 10
-- $1 timestamp with time zone
-- $2 bigint
-- id: bigint not null

SELECT id FROM todo WHERE owner = <owner> AND (state = <state> OR <all>::bool)
-- rows many
-- sent SELECT id FROM todo WHERE owner = $1::int8 AND (state = $2::public.status OR $3::bool::bool)
-- $1 bigint
-- $2 status
-- $3 boolean
-- id: bigint not null

SELECT id FROM todo WHERE state = ANY(<states>::status[])
-- rows many
-- sent SELECT id FROM todo WHERE state = ANY($1::public.status[]::status[])
-- $1 status[]
-- id: bigint not null

SELECT id FROM todo WHERE state <> ALL(<states>)
-- rows many
-- sent SELECT id FROM todo WHERE state <> ALL($1::public.status[])
-- $1 status[]
-- id: bigint not null

SELECT id FROM todo WHERE price > <p> AND points >= <q> AND price BETWEEN <lo> AND <hi>
-- rows many
-- sent SELECT id FROM todo WHERE price > $1::numeric AND points >= $2::int4 AND price BETWEEN $3::numeric AND $4::numeric
-- $1 numeric
-- $2 integer
-- $3 numeric
-- $4 numeric
-- id: bigint not null

SELECT id FROM todo WHERE to_tsvector('english', title) @@ plainto_tsquery('english', <q>) ORDER BY ts_rank(to_tsvector(title), plainto_tsquery(<q>)) DESC
-- rows many
-- sent SELECT id FROM todo WHERE to_tsvector('english', title) @@ plainto_tsquery('english', $1::text) ORDER BY ts_rank(to_tsvector(title), plainto_tsquery($1::text)) DESC
-- $1 text
-- id: bigint not null

SELECT id FROM todo WHERE id IN (SELECT max(id) FROM todo GROUP BY owner)
-- rows many
-- id: bigint not null

SELECT id FROM todo t WHERE NOT EXISTS (SELECT FROM person p WHERE p.id = t.owner)
-- rows many
-- id: bigint not null

SELECT DISTINCT ON (t.owner) t.owner, t.id, p.name FROM todo t JOIN person p ON p.id = t.owner ORDER BY t.owner, t.due DESC
-- rows many
-- owner: bigint not null
-- id: bigint not null
-- name: text not null

SELECT p.name, x.n FROM person p CROSS JOIN LATERAL (SELECT count(*) AS n FROM todo t WHERE t.owner = p.id) x
-- rows many
-- name: text not null
-- n: bigint not null

SELECT a.n, b.n AS m FROM (SELECT count(*) AS n FROM todo) a, (SELECT count(*) AS n FROM person) b
-- rows exactly one
-- n: bigint not null
-- m: bigint not null

(SELECT id FROM todo ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM person ORDER BY id) ORDER BY id LIMIT 5
-- rows many
-- id: bigint not null

SELECT 1 AS a UNION SELECT 2.5 UNION SELECT NULL
-- rows many
-- a: numeric null

SELECT NULL AS a UNION SELECT 1
-- rows many
-- a: integer null

SELECT 'x' AS a UNION ALL SELECT title FROM todo
-- rows many
-- a: text not null

WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT a.x, b.y FROM a, b
-- rows exactly one
-- x: integer not null
-- y: integer not null

WITH a AS MATERIALIZED (SELECT id FROM todo) SELECT count(*) FROM a
-- rows exactly one
-- count: bigint not null

WITH ins AS (INSERT INTO pair (a, b) VALUES (5, 6) RETURNING a), del AS (DELETE FROM pair WHERE a = 1 RETURNING b) SELECT (SELECT a FROM ins) AS a, (SELECT count(*) FROM del) AS n
-- rows exactly one
-- a: integer not null
-- n: bigint not null

SELECT bool_or(done) AS a, every(done) AS b, bit_and(points) AS c, avg(points) AS d, variance(price) AS e, corr(points, price) AS f, array_agg(DISTINCT state) AS g, max(due) AS h, min(state) AS i FROM todo
-- rows exactly one
-- a: boolean null
-- b: boolean null
-- c: integer null
-- d: numeric null
-- e: numeric null
-- f: double precision null
-- g: status[] null, elements not null
-- h: timestamp with time zone null
-- i: status null

SELECT owner, percentile_disc(<f>) WITHIN GROUP (ORDER BY price) AS m FROM todo GROUP BY owner
-- rows many
-- sent SELECT owner, percentile_disc($1::float8) WITHIN GROUP (ORDER BY price) AS m FROM todo GROUP BY owner
-- $1 double precision
-- owner: bigint null
-- m: numeric null

SELECT id::text || ':' || title AS k, -points AS n, +points AS p, points % 2 AS m, points ^ 2 AS q, |/ price AS s, @ points AS t, points & 1 AS u, points << 1 AS v, ~points AS w FROM todo
-- rows many
-- k: text not null
-- n: integer null
-- p: integer null
-- m: integer null
-- q: double precision null
-- s: double precision null
-- t: integer null
-- u: integer null
-- v: integer null
-- w: integer null

SELECT 9999999999 AS a, 1e3 AS b, .5 AS c, '1'::numeric(5,2) AS d, 1::float4 AS e, 1::"char" AS f, B'101' AS g, 'x'::bpchar AS h, 'a'::char(3) AS i, 5::bit(3) AS j
-- rows exactly one
-- a: bigint not null
-- b: numeric not null
-- c: numeric not null
-- d: numeric not null
-- e: real not null
-- f: "char" not null
-- g: bit not null
-- h: character not null
-- i: character not null
-- j: bit not null

SELECT 'now'::timestamptz AS a, date '2020-01-01' AS b, interval '1' day AS c, time '10:00' AS d, '{1,2}'::int[] AS e, '[1,2)'::int4range AS f, '1.2.3.4'::inet AS g, 'a=>1'::text AS h, TRUE AS i
-- rows exactly one
-- a: timestamp with time zone not null
-- b: date not null
-- c: interval not null
-- d: time without time zone not null
-- e: integer[] not null
-- f: int4range not null
-- g: inet not null
-- h: text not null
-- i: boolean not null

SELECT int4range(1, 5) * int4range(2, 8) AS a, 3 <@ int4range(1, 5) AS b, lower(int4range(1, 5)) AS c, tstzrange(now(), NULL) AS d
-- rows exactly one
-- a: int4range not null
-- b: boolean not null
-- c: integer null
-- d: tstzrange not null

SELECT ROW(1, 'a'::text) AS r, (ROW(1, 2, 3)::point3).y AS y, spot.* FROM person, (SELECT ROW(1, 2, 3)::point3 AS p) s
-- error 42P01 at `spot`: missing FROM-clause entry for table `spot`; help: FROM has `person`, `s`

SELECT (s.p).* FROM (SELECT ROW(1, 2, 3)::point3 AS p) s
-- rows exactly one
-- x: integer null
-- y: integer null
-- z: integer null

SELECT person FROM person WHERE person.id = 1
-- rows at most one
-- person: person not null

SELECT count(person) FROM person
-- rows exactly one
-- count: bigint not null

SELECT name, upper(name) FROM person GROUP BY name, 2 HAVING upper(name) > 'A'
-- rows many
-- name: text not null
-- upper: text not null

SELECT lower(name) FROM person GROUP BY lower(name)
-- rows many
-- lower: text not null

SELECT name || 'x' FROM person GROUP BY upper(name)
-- error 42803 at `name`: column `person.name` must appear in the GROUP BY clause or be used in an aggregate function; help: add `person.name` to GROUP BY

SELECT nullif(points, 0)::float8 / nullif(price, 0)::float8 AS r, coalesce(points, 0) / 2 AS q, coalesce(price, 0) AS p FROM todo
-- rows many
-- r: double precision null
-- q: integer not null
-- p: numeric not null

SELECT gen_random_uuid() AS u, random() AS r, md5(name) AS m, encode(sha256(name::bytea), 'hex') AS h, pg_typeof(name) AS t, current_setting('x', true) AS s, version() AS v FROM person
-- rows many
-- u: uuid not null
-- r: double precision not null
-- m: text not null
-- h: text not null
-- t: regtype not null
-- s: text null
-- v: text not null

SELECT t.title FROM todo t, person p WHERE t.owner = p.id AND p.name = <name> FOR UPDATE OF t
-- rows many
-- sent SELECT t.title FROM todo t, person p WHERE t.owner = p.id AND p.name = $1::text FOR UPDATE OF t
-- $1 text
-- title: text not null

SELECT t.title FROM todo t, (SELECT DISTINCT a FROM pair) q WHERE t.points = q.a FOR UPDATE OF t
-- rows many
-- title: text not null

SELECT x.a FROM todo x
-- error 42703 at `a`: column `x.a` does not exist

SELECT sum(title) FROM todo
-- error 42883 at `sum`: function `sum(text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT title + 1 FROM todo
-- error 42883 at `+`: operator does not exist: `text + integer`; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT id FROM todo ORDER BY nope
-- error 42703 at `nope`: column `nope` does not exist

SELECT id AS x FROM todo WHERE x = 1
-- error 42703 at `x`: column `x` does not exist

SELECT * FROM todo GROUP BY id
-- rows many
-- sent SELECT todo.id, todo.title, todo.done, todo.state, todo.owner, todo.due, todo.points, todo.price FROM todo GROUP BY id
-- id: bigint not null
-- title: text not null
-- done: boolean not null
-- state: status not null
-- owner: bigint null
-- due: timestamp with time zone null
-- points: integer null
-- price: numeric null

SELECT max(id), * FROM todo
-- error 42803 at `*`: column `todo.id` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY todo.id`

SELECT id FROM todo WHERE (SELECT id, title FROM todo) = 1
-- error 42601 at `(SELECT id, title FROM todo)`: subquery must return only one column

SELECT id FROM todo WHERE id IN (SELECT id, title FROM todo)
-- error 42601 at `SELECT id, title FROM todo`: subquery has too many columns

SELECT ARRAY[]
-- error 42P18 at `ARRAY[]`: cannot determine type of empty array; help: explicitly cast to the desired type, for example `ARRAY[]::int4[]`

SELECT ARRAY[1, 'x']
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT ARRAY[1, 2.5, NULL] AS a, ARRAY[[1, 2], [3, 4]] AS b, ARRAY[]::text[] AS c
-- rows exactly one
-- a: numeric[] not null
-- b: integer[] not null, elements not null
-- c: text[] not null, elements not null

SELECT array_agg(x) FROM (SELECT ARRAY[1] AS x) s
-- rows exactly one
-- array_agg: integer[] null, elements not null

SELECT coalesce(1, 'x')
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

SELECT CASE WHEN 1 THEN 2 END
-- error 42804 at `1`: argument of CASE/WHEN must be type boolean, not type integer

SELECT 1 WHERE 1
-- error 42804 at `1`: argument of WHERE must be type boolean, not type integer

SELECT id FROM todo HAVING true
-- error 42803 at `id`: column `todo.id` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY todo.id`

SELECT generate_series(1, 2) + 1 AS g, id FROM todo
-- rows many
-- g: integer not null
-- id: bigint not null

SELECT id FROM todo WHERE generate_series(1, 2) = 1
-- error 0A000 at `generate_series(1, 2)`: set-returning functions are not allowed in WHERE

SELECT json_agg(id ORDER BY title) AS a, string_agg(DISTINCT title, ',' ORDER BY title) AS b FROM todo
-- rows exactly one
-- a: json null
-- b: text null

SELECT lag(title, 1, NULL) OVER (ORDER BY id) AS a, lead(id) OVER w AS b, cume_dist() OVER w AS c FROM todo WINDOW w AS (PARTITION BY owner ORDER BY id)
-- rows many
-- a: text null
-- b: bigint null
-- c: double precision not null

SELECT id OPERATOR(pg_catalog.+) 1 AS a, OPERATOR(pg_catalog.-) points AS b FROM todo
-- rows many
-- a: bigint not null
-- b: integer null

INSERT INTO pair AS x (a, b) VALUES (1, <b>) ON CONFLICT (a, b) DO UPDATE SET c = excluded.b, b = x.b + 1 RETURNING x.a, (xmax = 0) AS inserted
-- rows exactly one
-- sent INSERT INTO pair AS x (a, b) VALUES (1, $1::int4) ON CONFLICT (a, b) DO UPDATE SET c = excluded.b, b = x.b + 1 RETURNING x.a, (xmax = 0) AS inserted
-- $1 integer
-- a: integer not null
-- inserted: boolean not null

WITH RECURSIVE r (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r
-- rows many
-- sent WITH RECURSIVE r (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT r.n FROM r
-- n: integer not null

SELECT count(*) FILTER (WHERE points > <p>) AS a, sum(DISTINCT points) AS b, array_agg(points ORDER BY id DESC NULLS LAST) AS c FROM todo
-- rows exactly one
-- sent SELECT count(*) FILTER (WHERE points > $1::int4) AS a, sum(DISTINCT points) AS b, array_agg(points ORDER BY id DESC NULLS LAST) AS c FROM todo
-- $1 integer
-- a: bigint not null
-- b: bigint null
-- c: integer[] null

SELECT percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY points DESC) FILTER (WHERE done) AS p FROM todo
-- rows exactly one
-- p: integer[] null

SELECT rank(<n>) WITHIN GROUP (ORDER BY points) AS r FROM todo
-- rows exactly one
-- sent SELECT rank($1::int4) WITHIN GROUP (ORDER BY points) AS r FROM todo
-- $1 integer
-- r: bigint not null

SELECT DISTINCT title FROM todo ORDER BY title LIMIT ALL
-- rows many
-- title: text not null

SELECT id FROM todo ORDER BY id FETCH FIRST <n> ROWS ONLY
-- rows many
-- sent SELECT id FROM todo ORDER BY id FETCH FIRST ($1::int8) ROWS ONLY
-- $1 bigint
-- id: bigint not null

SELECT tags[<i>], tags[<lo>:<hi>], (tags)[1] FROM person
-- rows many
-- sent SELECT tags[$1::int4], tags[$2::int4:$3::int4], (tags)[1] FROM person
-- $1 integer
-- $2 integer
-- $3 integer
-- tags: text null
-- tags: text[] null
-- tags: text null

SELECT <x>, <y> AS y, <z>::int FROM person
-- rows many
-- sent SELECT $1::text AS "?column?", $2::text AS y, $3::int4::int FROM person
-- $1 text
-- $2 text
-- $3 integer
-- ?column?: text not null
-- y: text not null
-- int4: integer not null

SELECT now() - <x> AS a, <y> || name AS b, name || <z> AS c FROM person
-- rows many
-- sent SELECT now() - $1::timestamptz AS a, $2::text || name AS b, name || $3::text AS c FROM person
-- $1 timestamp with time zone
-- $2 text
-- $3 text
-- a: interval not null
-- b: text not null
-- c: text not null

SELECT * FROM unnest(<a>::int[], <b>::text[]) AS u (a, b)
-- rows many
-- sent SELECT u.a, u.b FROM unnest($1::int4[]::int[], $2::text[]::text[]) AS u (a, b)
-- $1 integer[]
-- $2 text[]
-- a: integer null
-- b: text null

SELECT * FROM todo t JOIN person p ON p.id = t.owner WHERE t.id = <id>
-- rows at most one
-- sent SELECT t.id, t.title, t.done, t.state, t.owner, t.due, t.points, t.price, p.id, p.name, p.nick, p.mail, p.boss, p.tags, p.born, p.data, p.spot FROM todo t JOIN person p ON p.id = t.owner WHERE t.id = $1::int8
-- $1 bigint
-- id: bigint not null
-- title: text not null
-- done: boolean not null
-- state: status not null
-- owner: bigint not null
-- due: timestamp with time zone null
-- points: integer null
-- price: numeric null
-- id: bigint not null
-- name: text not null
-- nick: text null
-- mail: text not null
-- boss: bigint null
-- tags: text[] null
-- born: date null
-- data: jsonb null
-- spot: point3 null

SELECT * FROM (SELECT id, title FROM todo) s WHERE s.id > 0
-- rows many
-- sent SELECT s.id, s.title FROM (SELECT id, title FROM todo) s WHERE s.id > 0
-- id: bigint not null
-- title: text not null

UPDATE todo SET points = coalesce(<p?>, points), title = coalesce(<t?>, title) WHERE id = <id> RETURNING id, points
-- rows at most one
-- sent UPDATE todo SET points = coalesce($1::int4, points), title = coalesce($2::text, title) WHERE id = $3::int8 RETURNING id, points
-- $1 integer optional
-- $2 text optional
-- $3 bigint
-- id: bigint not null
-- points: integer null

INSERT INTO todo (title, owner, due) SELECT <title>, p.id, now() FROM person p WHERE p.name = <name> RETURNING *
-- rows many
-- sent INSERT INTO todo (title, owner, due) SELECT $1::text AS "?column?", p.id, now() FROM person p WHERE p.name = $2::text RETURNING todo.id, todo.title, todo.done, todo.state, todo.owner, todo.due, todo.points, todo.price
-- $1 text
-- $2 text
-- id: bigint not null
-- title: text not null
-- done: boolean not null
-- state: status not null
-- owner: bigint null
-- due: timestamp with time zone null
-- points: integer null
-- price: numeric null
-- whole todo

SELECT count(*) FROM todo WHERE due >= <from> AND due < <from> + interval '1 day'
-- rows exactly one
-- sent SELECT count(*) FROM todo WHERE due >= $1::timestamptz AND due < $1::timestamptz + interval '1 day'
-- $1 timestamp with time zone
-- count: bigint not null

SELECT a.title FROM todo a WHERE a.id = (SELECT b.id FROM todo b WHERE b.owner = a.owner ORDER BY b.id LIMIT 1)
-- rows many
-- title: text not null

SELECT id FROM todo WHERE <x> = title AND <x> = 'a'
-- rows many
-- sent SELECT id FROM todo WHERE $1::text = title AND $1::text = 'a'
-- $1 text
-- id: bigint not null

SELECT id FROM todo WHERE title = <x> AND id = <x>
-- error 42883 at `=`: operator does not exist: `bigint = text`; note: `$1` is text because of its first use, at byte 34; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT ARRAY['1 2'::int2vector] AS a, ARRAY(SELECT '1 2'::oidvector) AS b
-- rows exactly one
-- a: int2vector[] not null, elements not null
-- b: oidvector[] not null, elements not null

SELECT unnest(ARRAY['1 2'::int2vector]) AS a
-- rows many
-- a: int2vector not null

SELECT (pg_identify_object('pg_class'::regclass, 'pg_class'::regclass::oid, 0)).*
-- rows exactly one
-- type: text null
-- schema: text null
-- name: text null
-- identity: text null

SELECT (w).name, (w).setting FROM (SELECT pg_show_all_settings() AS w) AS s
-- rows many
-- name: text null
-- setting: text null

SELECT (w).name FROM (SELECT pg_show_all_settings() UNION ALL SELECT NULL) AS s(w)
-- rows many
-- name: text null

SELECT (ROW(1, 'a'::text)).f2, (s).n FROM (SELECT 1 AS n) AS s
-- rows exactly one
-- f2: text null
-- n: integer null

SELECT (r).* FROM (SELECT s AS r FROM (SELECT 1 AS n, 'a' AS m) AS s) AS q
-- rows exactly one
-- n: integer null
-- m: text null

WITH c AS (SELECT ROW(id, title) AS r FROM todo) SELECT (r).f1, (r).f2 FROM c
-- rows many
-- f1: bigint null
-- f2: text null

SELECT -2147483648 AS a, - -2147483648 AS b, -9223372036854775808 AS c, -(9223372036854775809) AS d, -1.5 AS e
-- rows exactly one
-- a: integer not null
-- b: bigint not null
-- c: bigint not null
-- d: numeric not null
-- e: numeric not null

SELECT due AT LOCAL AS a, (due AT LOCAL) AT TIME ZONE 'UTC' AS b, due AT LOCAL IS NULL AS c FROM todo
-- rows many
-- a: timestamp without time zone null
-- b: timestamp with time zone null
-- c: boolean not null

SELECT system_user, 1_000.5e0_1 AS n
-- rows exactly one
-- system_user: text null
-- n: numeric not null

SELECT id FROM small_ids LEFT JOIN big_ids USING (id) GROUP BY small_ids.id
-- rows many
-- id: bigint null

SELECT id FROM small_ids FULL JOIN big_ids USING (id) GROUP BY small_ids.id, big_ids.id
-- rows many
-- id: bigint null

SELECT id FROM small_ids FULL JOIN big_ids USING (id) GROUP BY small_ids.id
-- error 42803 at `id`: column `big_ids.id` must appear in the GROUP BY clause or be used in an aggregate function; help: add `big_ids.id` to GROUP BY

SELECT small_ids.id FROM small_ids LEFT JOIN big_ids USING (id) GROUP BY id
-- error 42803 at `small_ids.id`: column `small_ids.id` must appear in the GROUP BY clause or be used in an aggregate function; help: add `small_ids.id` to GROUP BY

SELECT coalesce(small_ids.id, big_ids.id) FROM small_ids FULL JOIN big_ids USING (id) GROUP BY id
-- rows many
-- coalesce: bigint null

SELECT id FROM small_ids FULL JOIN big_ids USING (id) GROUP BY coalesce(small_ids.id, big_ids.id)
-- rows many
-- id: bigint null

SELECT (SELECT id) FROM small_ids FULL JOIN big_ids USING (id) GROUP BY id
-- error 42803 at `id`: subquery uses ungrouped column `small_ids.id` from outer query; help: add `small_ids.id` to GROUP BY

SELECT jsonb_object_agg(DISTINCT $1, $2), count(DISTINCT $3)
-- rows exactly one
-- sent SELECT jsonb_object_agg(DISTINCT $1::text, $2::text), count(DISTINCT $3::text)
-- $1 text
-- $2 text
-- $3 text
-- jsonb_object_agg: jsonb null
-- count: bigint not null

SELECT 'small_ids'::regclass, 'missing_ids'::regclass
-- error 42P01 at `'missing_ids'`: relation `missing_ids` does not exist; help: a table is known once a migration creates it
