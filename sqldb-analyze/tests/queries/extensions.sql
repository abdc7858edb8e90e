CREATE EXTENSION citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION hstore;
CREATE EXTENSION ltree;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION unaccent;
CREATE EXTENSION earthdistance CASCADE;
CREATE EXTENSION btree_gist;
CREATE EXTENSION intarray;
CREATE EXTENSION pg_stat_statements;
CREATE TABLE person (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), mail citext NOT NULL UNIQUE, extra hstore NOT NULL, path ltree, tags citext[] NOT NULL, at earth);
---
SELECT id, mail, lower(mail) AS lower FROM person WHERE mail = $1
-- rows many
-- sent SELECT id, mail, lower(mail) AS lower FROM person WHERE mail = $1::public.citext
-- $1 citext
-- id: uuid not null
-- mail: citext not null
-- lower: text not null

SELECT mail = 'A@b' AS eq, mail = mail::text AS text, mail || 'x' AS more, mail LIKE 'a%' AS likes FROM person
-- rows many
-- eq: boolean not null
-- text: boolean not null
-- more: text not null
-- likes: boolean null

SELECT extra -> 'a' AS a, extra ? 'b' AS b, extra || 'c=>1' AS c, akeys(extra) AS keys FROM person
-- rows many
-- a: text null
-- b: boolean not null
-- c: hstore not null
-- keys: text[] not null

SELECT path @> 'top.science' AS within, nlevel(path) AS depth, path || 'x' AS longer FROM person WHERE path ~ '*.astronomy.*'
-- rows many
-- within: boolean not null
-- depth: integer not null
-- longer: ltree not null

SELECT similarity(mail::text, $1) AS how, mail::text % 'b' AS near, mail::text <-> 'b' AS distance FROM person
-- rows many
-- sent SELECT similarity(mail::text, $1::text) AS how, mail::text % 'b' AS near, mail::text <-> 'b' AS distance FROM person
-- $1 text
-- how: real not null
-- near: boolean not null
-- distance: real not null

SELECT gen_random_bytes(4) AS bytes, digest('a', 'sha256') AS hash, crypt('a', gen_salt('bf')) AS secret, uuid_generate_v4() AS id
-- rows exactly one
-- bytes: bytea not null
-- hash: bytea not null
-- secret: text not null
-- id: uuid not null

SELECT unaccent(mail::text) FROM person
-- rows many
-- unaccent: text not null

SELECT ll_to_earth(1.0, 2.0) <@ at AS near, earth_distance(at, at) FROM person
-- rows many
-- near: boolean null
-- earth_distance: double precision null

SELECT key, value FROM person, each(extra) WHERE mail = 'a'
-- rows many
-- key: text null
-- value: text null

SELECT mail, count(*) FROM person GROUP BY mail ORDER BY mail
-- rows many
-- mail: citext not null
-- count: bigint not null

SELECT array_agg(DISTINCT mail) AS mails, max(mail) AS last FROM person
-- rows exactly one
-- mails: citext[] null, elements not null
-- last: citext null

SELECT mail FROM person UNION SELECT 'x' ORDER BY 1
-- rows many
-- mail: citext not null

SELECT ARRAY[1, 2] & ARRAY[2] AS both, sort(ARRAY[2, 1]) AS sorted, 2 = ANY (ARRAY[1, 2]) AS there
-- rows exactly one
-- both: integer[] not null
-- sorted: integer[] not null
-- there: boolean not null

SELECT query, calls FROM pg_stat_statements
-- rows many
-- query: text null
-- calls: bigint null

INSERT INTO person (mail, extra, tags) VALUES ($1, $2, $3) RETURNING id
-- rows exactly one
-- sent INSERT INTO person (mail, extra, tags) VALUES ($1::public.citext, $2::public.hstore, $3::public.citext[]) RETURNING id
-- $1 citext
-- $2 hstore
-- $3 citext[]
-- id: uuid not null

SELECT mail IS DISTINCT FROM 'x' AS other, mail IN ('a', 'b') AS either FROM person
-- rows many
-- other: boolean not null
-- either: boolean not null

SELECT extra['a'] FROM person
-- rows many
-- extra: text null
