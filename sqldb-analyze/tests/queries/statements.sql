CREATE TABLE node (id int PRIMARY KEY, parent int, name text NOT NULL, doc xml, area int);
CREATE TABLE stock (item int PRIMARY KEY, amount int NOT NULL DEFAULT 0, note text);
CREATE TABLE arrival (item int NOT NULL, amount int NOT NULL, note text);
CREATE TYPE full_name AS (first text, last text);
CREATE TABLE person (id int PRIMARY KEY, who full_name, nick text);
CREATE FUNCTION shout(person) RETURNS text LANGUAGE sql AS $$ SELECT upper(($1).nick) $$;
CREATE FUNCTION halves(int, OUT low int, OUT high int) LANGUAGE sql AS $$ SELECT $1 / 2, $1 - $1 / 2 $$;
CREATE TABLE slot (room int, during int4range, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&));
INSERT INTO node VALUES (1, NULL, 'root', NULL, NULL), (2, 1, 'leaf', '<a>1</a>', 3), (3, 2, 'tip', NULL, NULL);
INSERT INTO stock VALUES (1, 5, NULL), (2, 0, 'none');
INSERT INTO arrival VALUES (1, 2, NULL), (3, 4, 'new');
INSERT INTO person VALUES (1, NULL, NULL), (2, ROW('a', NULL), 'b');
CREATE VIEW grouped AS SELECT parent, count(*) AS n FROM node GROUP BY parent;
CREATE VIEW joined AS SELECT n.id, s.amount FROM node n JOIN stock s ON s.item = n.id;
CREATE VIEW named AS SELECT id, name FROM node WHERE id > 0;
CREATE VIEW first_ones AS SELECT * FROM named LIMIT 1;
CREATE VIEW on_first AS SELECT id FROM first_ones;
---
MERGE INTO stock s USING arrival a ON s.item = a.item WHEN MATCHED AND a.amount > 0 THEN UPDATE SET amount = s.amount + a.amount, note = a.note WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (item, amount) VALUES (a.item, a.amount)
-- rows none

MERGE INTO stock s USING arrival a ON s.item = a.item WHEN NOT MATCHED THEN INSERT (item, amount) VALUES (a.item, s.amount)
-- error 42P01 at `s`: missing FROM-clause entry for table `s`; help: did you mean `a`?

MERGE INTO stock s USING (VALUES (<item>, <amount>)) AS v(item, amount) ON s.item = v.item::int WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT (item, amount) VALUES (v.item::int, <other>)
-- rows none
-- sent MERGE INTO stock s USING (VALUES ($1::text, $2::text)) AS v(item, amount) ON s.item = v.item::int WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT (item, amount) VALUES (v.item::int, $3::int4)
-- $1 text
-- $2 text
-- $3 integer

MERGE INTO stock s USING arrival a ON true WHEN NOT MATCHED THEN INSERT (item) VALUES (NULL)
-- error 23502 at `NULL`: null value in column `item` of relation `stock` violates not-null constraint

MERGE INTO stock s USING arrival a ON s.item = a.item WHEN MATCHED THEN DELETE WHEN MATCHED THEN DO NOTHING
-- error 42601 at `WHEN MATCHED THEN DO NOTHING`: unreachable WHEN clause specified after unconditional WHEN clause

WITH RECURSIVE walk AS (SELECT id, parent FROM node WHERE parent IS NULL UNION ALL SELECT n.id, n.parent FROM node n JOIN walk w ON n.parent = w.id) SEARCH DEPTH FIRST BY id SET ord CYCLE id SET looped USING path SELECT id, looped FROM walk ORDER BY ord
-- rows many
-- id: integer not null
-- looped: boolean not null

WITH RECURSIVE walk(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM walk WHERE i < 3) CYCLE i SET mark TO 'y' DEFAULT 'n' USING way SELECT * FROM walk
-- rows many
-- sent WITH RECURSIVE walk(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM walk WHERE i < 3) CYCLE i SET mark TO 'y' DEFAULT 'n' USING way SELECT walk.i, walk.mark, walk.way FROM walk
-- i: integer not null
-- mark: text not null
-- way: record[] not null

WITH RECURSIVE walk(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM walk WHERE i < 3) SEARCH BREADTH FIRST BY j SET ord SELECT * FROM walk
-- error 42601 at `j`: search column `j` not in WITH query column list

WITH RECURSIVE a AS (SELECT i FROM b), b AS (SELECT 1 AS i) SELECT i FROM a
-- rows exactly one
-- i: integer not null

WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM a
-- error 0A000 at `a`: mutual recursion between WITH items is not implemented

WITH RECURSIVE t AS (SELECT 1 AS i UNION ALL SELECT t.i FROM node LEFT JOIN t ON true) SELECT * FROM t
-- error 42P19 at `t`: recursive reference to query `t` must not appear within an outer join

WITH RECURSIVE t AS (SELECT 1 AS i UNION ALL SELECT i FROM t WHERE i IN (SELECT i FROM t)) SELECT * FROM t
-- error 42P19 at `t`: recursive reference to query `t` must not appear within a subquery

SELECT name, xmlelement(name item, xmlattributes(id AS number), name) AS made, xmlforest(name, parent) AS forest, xmlconcat(doc, doc) AS both, xmlserialize(content doc AS text) AS text, doc IS DOCUMENT AS whole FROM node
-- rows many
-- name: text not null
-- made: xml not null
-- forest: xml null
-- both: xml null
-- text: text null
-- whole: boolean null

SELECT xmlelement(name x, xmlattributes(id + 1)) FROM node
-- error 42601 at `id + 1`: unnamed XML attribute value must be a column reference

SELECT t.* FROM node, XMLTABLE('/a' PASSING doc COLUMNS number FOR ORDINALITY, value int PATH 'text()', other text DEFAULT 'x') AS t
-- rows many
-- sent SELECT t.number, t.value, t.other FROM node, XMLTABLE('/a' PASSING doc COLUMNS number FOR ORDINALITY, value int PATH 'text()', other text DEFAULT 'x') AS t
-- number: integer not null
-- value: integer null
-- other: text null

SELECT xmlexists('/a' PASSING doc) AS found, xmlparse(document '<a/>') AS parsed, xmlroot(doc, version '1.0') AS rooted FROM node
-- rows many
-- found: boolean null
-- parsed: xml not null
-- rooted: xml null

SELECT id FROM node TABLESAMPLE BERNOULLI (<percent>) REPEATABLE (<seed>)
-- rows many
-- sent SELECT id FROM node TABLESAMPLE BERNOULLI ($1::float4) REPEATABLE ($2::float8)
-- $1 real
-- $2 double precision
-- id: integer not null

SELECT i.* <> j.* AS differs, (i.*)::text AS shown, row(i.*, 1) AS row FROM stock i JOIN stock j ON i.item = j.item
-- rows many
-- sent SELECT i.* <> j.* AS differs, (i.*)::text AS shown, row(i.item, i.amount, i.note, 1) AS row FROM stock i JOIN stock j ON i.item = j.item
-- differs: boolean not null
-- shown: text not null
-- row: record not null

SELECT p.shout, (p).shout AS again, (p.who).last FROM person p
-- rows many
-- shout: text null
-- again: text null
-- last: text null

SELECT (halves(id)).*, (halves(id)).low AS low FROM node
-- rows many
-- low: integer null
-- high: integer null
-- low: integer null

SELECT * FROM (VALUES (1, 'a')) v(n, t), LATERAL (VALUES (v.*), (v.n + 1, NULL)) w(n, t)
-- rows many
-- sent SELECT v.n, v.t, w.n, w.t FROM (VALUES (1, 'a')) v(n, t), LATERAL (VALUES (v.*), (v.n + 1, NULL)) w(n, t)
-- n: integer not null
-- t: text not null
-- n: integer not null
-- t: text null

UPDATE stock SET (amount, note) = ROW(a.amount, a.note) FROM arrival a WHERE a.item = stock.item RETURNING stock.*, a.note
-- rows many
-- sent UPDATE stock SET (amount, note) = ROW(a.amount, a.note) FROM arrival a WHERE a.item = stock.item RETURNING stock.item, stock.amount, stock.note, a.note
-- item: integer not null
-- amount: integer not null
-- note: text null
-- note: text null

SELECT parent, area, grouping(parent, area) AS which, count(*) AS n FROM node GROUP BY GROUPING SETS ((parent), (parent, area))
-- rows many
-- parent: integer null
-- area: integer null
-- which: integer not null
-- n: bigint not null

SELECT parent, count(*) AS n, max(id) AS top FROM node GROUP BY ROLLUP (parent)
-- rows many
-- parent: integer null
-- n: bigint not null
-- top: integer null

SELECT (SELECT grouping(n.parent)) AS outside FROM node n GROUP BY n.parent
-- rows many
-- outside: integer not null

INSERT INTO slot VALUES (1, '[1,2)') ON CONFLICT ON CONSTRAINT no_overlap DO NOTHING
-- rows none

INSERT INTO slot VALUES (1, '[1,2)') ON CONFLICT ON CONSTRAINT no_overlaps DO NOTHING
-- error 42704 at `no_overlaps`: constraint `no_overlaps` for table `slot` does not exist

SELECT U&'d!0061t!+000061' UESCAPE '!' AS text, U&"\0061" FROM (SELECT 1 AS a) s
-- rows exactly one
-- text: text not null
-- a: integer not null

SELECT id FROM node FETCH FIRST 2 ROWS ONLY OFFSET 1
-- rows many
-- id: integer not null

SELECT n.id FROM node n JOIN arrival a CROSS JOIN stock s ON n.id = s.item
-- rows many
-- id: integer not null

SELECT id FROM node ORDER BY $1
-- rows many
-- sent SELECT id FROM node ORDER BY $1::text
-- $1 text
-- id: integer not null

SELECT id FROM node FOR READ ONLY
-- rows many
-- id: integer not null

INSERT INTO stock TABLE arrival ON CONFLICT (item) DO NOTHING RETURNING item
-- rows many
-- item: integer not null

SELECT row_to_json(j.*) AS named, row_to_json(j) AS whole FROM (node n JOIN stock s ON n.id = s.item) AS j
-- rows many
-- named: json not null
-- whole: json not null

UPDATE grouped SET n = 1
-- error 55000 at `grouped`: cannot update view `grouped`; help: give it an `INSTEAD OF UPDATE` trigger, or write to its table

INSERT INTO joined (id) VALUES (1)
-- error 55000 at `joined`: cannot insert into view `joined`; help: give it an `INSTEAD OF INSERT` trigger, or write to its table

DELETE FROM on_first
-- error 55000 at `on_first`: cannot delete from view `first_ones`; help: give it an `INSTEAD OF DELETE` trigger, or write to its table

UPDATE named SET name = <name> WHERE id = <id> RETURNING id, name
-- rows many
-- sent UPDATE named SET name = $1::text WHERE id = $2::int4 RETURNING id, name
-- $1 text either
-- $2 integer
-- id: integer null
-- name: text null

-- Recursive queries in each other.

WITH RECURSIVE r0(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r1(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r2(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r3(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r4(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r5(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r6(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r7(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r8(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r9(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r10(a) AS (SELECT 1 UNION ALL SELECT (WITH RECURSIVE r11(a) AS (SELECT 1 UNION ALL SELECT 1 + a FROM r11 WHERE a < 2) SELECT max(a) FROM r11) + a FROM r10 WHERE a < 2) SELECT max(a) FROM r10) + a FROM r9 WHERE a < 2) SELECT max(a) FROM r9) + a FROM r8 WHERE a < 2) SELECT max(a) FROM r8) + a FROM r7 WHERE a < 2) SELECT max(a) FROM r7) + a FROM r6 WHERE a < 2) SELECT max(a) FROM r6) + a FROM r5 WHERE a < 2) SELECT max(a) FROM r5) + a FROM r4 WHERE a < 2) SELECT max(a) FROM r4) + a FROM r3 WHERE a < 2) SELECT max(a) FROM r3) + a FROM r2 WHERE a < 2) SELECT max(a) FROM r2) + a FROM r1 WHERE a < 2) SELECT max(a) FROM r1) + a FROM r0 WHERE a < 2) SELECT max(a) AS a FROM r0
-- rows exactly one
-- a: integer null
