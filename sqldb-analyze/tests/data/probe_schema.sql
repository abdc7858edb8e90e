CREATE DOMAIN email AS text;
CREATE DOMAIN posint AS int;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE addr AS (street text, zip int);
CREATE TABLE t (
    id bigint PRIMARY KEY, a int, b text, c numeric, d timestamptz, dt date, f real, sm smallint,
    v varchar, ch char(3), e email, p posint, m mood, u uuid, arr int[], j jsonb, ad addr, by bytea, r int4range
);
