-- The schema of whoever migrates: its name is that of a role, and it is looked for first.
CREATE TABLE before (a int);
CREATE SCHEMA AUTHORIZATION CURRENT_USER CREATE TABLE mine (a int) CREATE VIEW my_view AS SELECT a FROM mine;
CREATE TABLE mine_too (a int, b int REFERENCES mine_too (c), c int PRIMARY KEY);
CREATE TYPE my_kind AS ENUM ('a');
CREATE TABLE public.ours (a int, k my_kind);
CREATE SCHEMA IF NOT EXISTS AUTHORIZATION SESSION_USER;
CREATE SCHEMA other AUTHORIZATION CURRENT_USER;
CREATE VIEW of_all AS SELECT mine.a, ours.k FROM mine, mine_too, ours;
SET search_path = public;
CREATE TABLE not_mine (a int);
SET search_path = "$user", public;
CREATE VIEW of_mine AS SELECT m.a FROM mine AS m;
SET search_path = public, "$user";
CREATE TABLE not_mine_either (a int);
RESET search_path;
ALTER TABLE mine ADD COLUMN b int;
DROP TABLE mine CASCADE;
