-- Enums, composites, domains, ranges; their arrays and the names that clash.
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TYPE mood ADD VALUE 'happy';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';
ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'ok';
ALTER TYPE mood ADD VALUE 'better' AFTER 'ok';
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
CREATE TYPE place AS (street text, number int, gone int);
ALTER TYPE place ADD ATTRIBUTE city varchar(20), DROP ATTRIBUTE gone, ALTER ATTRIBUTE number TYPE bigint;
ALTER TYPE place RENAME ATTRIBUTE number TO house;
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%') NOT NULL;
CREATE DOMAIN counted integer DEFAULT 0;
CREATE TYPE timerange AS RANGE (subtype = time);
CREATE TYPE money_span AS RANGE (subtype = numeric);
CREATE TABLE person (
    id int PRIMARY KEY, feels mood DEFAULT 'ok', felt mood[], lives place, mail email, n counted,
    shift timerange, shifts timemultirange
);
CREATE TABLE _person (id int, boss person);
CREATE TYPE _mood AS ENUM ();
ALTER TYPE mood RENAME TO feeling;
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('on', 'off');
CREATE TABLE app.machine (s app.state NOT NULL);
ALTER TYPE app.state SET SCHEMA public;
ALTER DOMAIN counted SET DEFAULT 5;
CREATE TYPE gone AS ENUM ('x');
CREATE TABLE loses (id int, g gone, gs gone[]);
DROP TYPE gone CASCADE;
