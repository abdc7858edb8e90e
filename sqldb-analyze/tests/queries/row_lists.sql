CREATE TYPE status AS ENUM ('open', 'in progress', 'done');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN given AS text NOT NULL;
CREATE TYPE addr AS (street text, zip int);
CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(20) NOT NULL, mail email UNIQUE, alias given, home addr, tags text[] NOT NULL DEFAULT '{}', state status NOT NULL DEFAULT 'open', twice int GENERATED ALWAYS AS (1) STORED);
CREATE TABLE pair (a int NOT NULL, b int, c int[], PRIMARY KEY (a));
CREATE TABLE watched (id int PRIMARY KEY, parent int NOT NULL);
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.parent := 1; RETURN NEW; END $$;
CREATE TRIGGER fills BEFORE INSERT ON watched FOR EACH ROW EXECUTE FUNCTION fill();
---
INSERT INTO pair (a, b) VALUES <rows..>
-- rows none
-- sent INSERT INTO pair (a, b) SELECT unnest($1::int4[]), unnest($2::int4[])
-- $1 integer[]
-- $2 integer[] either

INSERT INTO person (name, mail, alias, home, state) VALUES <people..> RETURNING id, name
-- rows many
-- sent INSERT INTO person (name, mail, alias, home, state) SELECT unnest($1::varchar[]), unnest($2::text[]), unnest($3::text[]), unnest($4::public.addr[]), unnest($5::public.status[]) RETURNING id, name
-- $1 character varying[]
-- $2 text[] either
-- $3 text[]
-- $4 addr[] either
-- $5 status[]
-- id: bigint not null
-- name: character varying not null

INSERT INTO person AS p (name, mail) VALUES <people..> ON CONFLICT (mail) DO UPDATE SET name = excluded.name || <suffix> WHERE p.state = <state>
-- rows none
-- sent INSERT INTO person AS p (name, mail) SELECT unnest($3::varchar[]), unnest($4::text[]) ON CONFLICT (mail) DO UPDATE SET name = excluded.name || $1::text WHERE p.state = $2::public.status
-- $1 text
-- $2 status
-- $3 character varying[]
-- $4 text[] either

INSERT INTO watched VALUES <rows..>
-- rows none
-- sent INSERT INTO watched SELECT unnest($1::int4[]), unnest($2::int4[])
-- $1 integer[] either
-- $2 integer[] either

INSERT INTO person (id, name) OVERRIDING SYSTEM VALUE VALUES <rows..>
-- rows none
-- sent INSERT INTO person (id, name) OVERRIDING SYSTEM VALUE SELECT unnest($1::int8[]), unnest($2::varchar[])
-- $1 bigint[]
-- $2 character varying[]

WITH old AS (DELETE FROM pair WHERE a = <a> RETURNING a), new AS (INSERT INTO pair (a) VALUES <rows..> RETURNING a) SELECT count(*) FROM new JOIN old USING (a)
-- rows exactly one
-- sent WITH old AS (DELETE FROM pair WHERE a = $1::int4 RETURNING a), new AS (INSERT INTO pair (a) SELECT unnest($2::int4[]) RETURNING a) SELECT count(*) FROM new JOIN old USING (a)
-- $1 integer
-- $2 integer[]
-- count: bigint not null

WITH one AS (INSERT INTO pair (a) VALUES <rows..> RETURNING a) INSERT INTO watched (id, parent) VALUES <others..>
-- rows none
-- sent WITH one AS (INSERT INTO pair (a) SELECT unnest($1::int4[]) RETURNING a) INSERT INTO watched (id, parent) SELECT unnest($2::int4[]), unnest($3::int4[])
-- $1 integer[]
-- $2 integer[] either
-- $3 integer[] either

INSERT INTO pair VALUES <rows..>
-- error 0A000 at `pair`: column `c` is of type `integer[]`, and PostgreSQL has no list of arrays that differ in length; help: leave `c` out, or insert each row by a statement of its own

INSERT INTO person (name, tags) VALUES <rows..>
-- error 0A000 at `tags`: column `tags` is of type `text[]`, and PostgreSQL has no list of arrays that differ in length; help: leave `tags` out, or insert each row by a statement of its own

INSERT INTO person (id, name) VALUES <rows..>
-- error 428C9 at `id`: cannot insert a non-DEFAULT value into column `id`; help: leave the column out, or write `OVERRIDING SYSTEM VALUE`

INSERT INTO person (name, twice) VALUES <rows..>
-- error 428C9 at `twice`: cannot insert a non-DEFAULT value into column `twice`; help: leave the column out

INSERT INTO person (mail) VALUES <rows..>
-- error 23502 at `person`: null value in column `name` of relation `person` violates not-null constraint; help: add `name` to the columns, with its value

INSERT INTO pair (a, d) VALUES <rows..>
-- error 42703 at `d`: column `d` of relation `pair` does not exist; help: did you mean `a`?

INSERT INTO person (name, home.zip) VALUES <rows..>
-- error 0A000 at `home.zip`: a part of a column cannot be filled by a list of rows; help: insert whole columns

INSERT INTO pair (a, b) VALUES <rows..>, (1, 2)
-- error 42601 at `,`: syntax error at or near `,`

INSERT INTO pair (a, b) VALUES (<rows..>)
-- error 42601 at `<rows..>`: `<rows..>` stands for the rows of an INSERT, behind `VALUES`; help: write `INSERT INTO … (…) VALUES <rows..>`; for one value or a list write `<rows>`

SELECT * FROM (VALUES <rows..>) AS v (a)
-- error 42601 at `<rows..>`: syntax error at or near `<rows..>`

VALUES <rows..>
-- error 42601 at `<rows..>`: `VALUES` of a list of rows is the source of an `INSERT`, whose columns say the types; help: elsewhere write `unnest(<ids>::int8[], <names>::text[])`, a list for each column

MERGE INTO pair USING watched ON a = id WHEN NOT MATCHED THEN INSERT (a) VALUES <rows..>
-- error 42601 at `<rows..>`: `VALUES` of a list of rows is the source of an `INSERT`, whose columns say the types; help: elsewhere write `unnest(<ids>::int8[], <names>::text[])`, a list for each column

SELECT * FROM pair WHERE a = ANY(<rows..>)
-- error 42601 at `<rows..>`: `<rows..>` stands for the rows of an INSERT, behind `VALUES`; help: write `INSERT INTO … (…) VALUES <rows..>`; for one value or a list write `<rows>`
