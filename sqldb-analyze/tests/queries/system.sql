CREATE TABLE todo (id int8 PRIMARY KEY, title text NOT NULL);
CREATE VIEW tables AS SELECT oid, relname, relkind FROM pg_class WHERE relkind = 'r';
CREATE SEQUENCE counter;
---
SELECT oid, relname, reltuples, relkind, relacl FROM pg_class WHERE oid = 'todo'::regclass
-- rows at most one
-- oid: oid not null
-- relname: name not null
-- reltuples: real not null
-- relkind: "char" not null
-- relacl: aclitem[] null

SELECT c.relname, a.attname, a.attnotnull FROM pg_catalog.pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE a.attnum > 0
-- rows many
-- relname: name not null
-- attname: name not null
-- attnotnull: boolean not null

SELECT table_name, column_name, is_nullable, ordinal_position FROM information_schema.columns WHERE table_name = 'todo'
-- rows many
-- table_name: name not null
-- column_name: name null
-- is_nullable: character varying null
-- ordinal_position: integer null

SELECT pid, state, query FROM pg_stat_activity WHERE pid = pg_backend_pid()
-- rows many
-- pid: integer not null
-- state: text null
-- query: text null

SELECT c, (c).relname, array_agg(c) FROM pg_class c GROUP BY c.oid
-- rows many
-- c: pg_class not null
-- relname: name null
-- array_agg: pg_class[] not null, elements not null

SELECT relname, relkind FROM tables
-- rows many
-- relname: name not null
-- relkind: "char" not null

SELECT ctid, tableoid, oid FROM pg_type
-- rows many
-- ctid: tid not null
-- tableoid: oid not null
-- oid: oid not null

SELECT * FROM pg_am
-- rows many
-- sent SELECT pg_am.oid, pg_am.amname, pg_am.amhandler, pg_am.amtype FROM pg_am
-- oid: oid not null
-- amname: name not null
-- amhandler: regproc not null
-- amtype: "char" not null
-- whole pg_am

SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'postgres') AS there
-- rows exactly one
-- there: boolean not null

SELECT nspname FROM pg_namespace ORDER BY nspname
-- rows many
-- nspname: name not null

SELECT conname, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE conrelid = 'todo'::regclass
-- rows many
-- conname: name not null
-- def: text null

SELECT name, setting FROM pg_settings WHERE name = 'work_mem'
-- rows many
-- name: text not null
-- setting: text null

SELECT columns FROM information_schema.columns
-- rows many
-- columns: information_schema.columns not null

SELECT nosuch FROM pg_class
-- error 42703 at `nosuch`: column `nosuch` does not exist

SELECT * FROM pg_catalog.nosuch
-- error 42P01 at `pg_catalog.nosuch`: relation `pg_catalog.nosuch` does not exist; help: a table is known once a migration creates it

SELECT * FROM information_schema.nosuch
-- error 42P01 at `information_schema.nosuch`: relation `information_schema.nosuch` does not exist; help: a table is known once a migration creates it

UPDATE pg_class SET reltuples = <n> WHERE oid = <oid> RETURNING relname, reloptions
-- rows at most one
-- sent UPDATE pg_class SET reltuples = $1::float4 WHERE oid = $2::oid RETURNING relname, reloptions
-- $1 real
-- $2 oid
-- relname: name not null
-- reloptions: text[] null

SELECT last_value, is_called FROM counter
-- rows exactly one
-- last_value: bigint not null
-- is_called: boolean not null

SELECT s.*, todo.id FROM counter s LEFT JOIN todo ON todo.id = s.last_value AND s.is_called
-- rows at most one
-- sent SELECT s.last_value, s.log_cnt, s.is_called, todo.id FROM counter s LEFT JOIN todo ON todo.id = s.last_value AND s.is_called
-- last_value: bigint not null
-- log_cnt: bigint not null
-- is_called: boolean not null
-- id: bigint null

SELECT stxdexpr, (stxdexpr)[1].starelid FROM pg_statistic_ext_data
-- rows many
-- stxdexpr: pg_statistic[] null
-- starelid: oid null
