CREATE TABLE t (id int PRIMARY KEY, a text, b int);
CREATE TABLE ruled (id int PRIMARY KEY, a text);
CREATE RULE r AS ON UPDATE TO ruled DO ALSO SELECT 1;
CREATE TABLE some_ruled (id int PRIMARY KEY, a text);
CREATE RULE r AS ON INSERT TO some_ruled WHERE NEW.id > 1 DO INSTEAD NOTHING;
CREATE TABLE none_ruled (id int PRIMARY KEY, a text);
CREATE RULE r AS ON INSERT TO none_ruled DO INSTEAD NOTHING;
CREATE VIEW v AS SELECT id, a FROM t;
CREATE VIEW vt AS SELECT id, a FROM t;
CREATE VIEW va AS SELECT id, a FROM t;
CREATE VIEW vg AS SELECT count(*) AS n FROM t;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER i INSTEAD OF INSERT ON vt FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER i INSTEAD OF INSERT OR UPDATE OR DELETE ON va FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER i INSTEAD OF INSERT ON vg FOR EACH ROW EXECUTE FUNCTION f();
CREATE MATERIALIZED VIEW kept AS SELECT id FROM t;
CREATE FOREIGN DATA WRAPPER fdw;
CREATE SERVER srv FOREIGN DATA WRAPPER fdw;
CREATE FOREIGN TABLE distant (id int) SERVER srv;
CREATE TABLE keyed (id int PRIMARY KEY, a text UNIQUE, b int, UNIQUE (b, a));
---
-- What may not be written to as it is: catalogs, views with some triggers, and what rules rewrite.

INSERT INTO pg_class (relname) VALUES ('x') ON CONFLICT DO NOTHING
-- error 0A000 at `ON CONFLICT DO NOTHING`: ON CONFLICT is not supported with system catalog tables

INSERT INTO pg_description (objoid, classoid, objsubid, description) VALUES (1, 1, 1, 'x') ON CONFLICT (objoid, classoid, objsubid) DO UPDATE SET description = 'y'
-- error 0A000 at `ON CONFLICT (objoid, classoid, objsubid) DO UPDATE SET description = 'y'`: ON CONFLICT is not supported with system catalog tables

INSERT INTO information_schema.sql_features (feature_id) VALUES ('x') ON CONFLICT DO NOTHING
-- rows none

MERGE INTO vt USING t s ON vt.id = s.id WHEN NOT MATCHED THEN INSERT (id, a) VALUES (1, 'x')
-- rows none

MERGE INTO vt USING t s ON vt.id = s.id WHEN NOT MATCHED THEN INSERT (id, a) VALUES (1, 'x') WHEN MATCHED THEN UPDATE SET a = 'x'
-- error 0A000 at `vt`: cannot merge into view `vt`

MERGE INTO vt USING t s ON vt.id = s.id WHEN MATCHED THEN DELETE
-- rows none

MERGE INTO vt USING t s ON vt.id = s.id WHEN MATCHED THEN DO NOTHING
-- rows none

MERGE INTO va USING t s ON va.id = s.id WHEN NOT MATCHED THEN INSERT (id, a) VALUES (1, 'x') WHEN MATCHED THEN UPDATE SET a = 'x'
-- rows none

MERGE INTO vg USING t s ON vg.n = s.id WHEN NOT MATCHED THEN INSERT (n) VALUES (1)
-- rows none

MERGE INTO vg USING t s ON vg.n = s.id WHEN MATCHED THEN DELETE
-- error 55000 at `vg`: cannot delete from view `vg`; help: give it an `INSTEAD OF DELETE` trigger, or write to its table

MERGE INTO vg USING t s ON vg.n = s.id WHEN NOT MATCHED THEN INSERT (n) VALUES (1) WHEN MATCHED THEN DELETE
-- error 55000 at `vg`: cannot insert into view `vg`; help: give it an `INSTEAD OF INSERT` trigger, or write to its table

DELETE FROM v WHERE CURRENT OF c
-- error 0A000 at `v`: WHERE CURRENT OF on a view is not implemented

DELETE FROM va WHERE CURRENT OF c
-- rows none

UPDATE vt SET a = 'x' WHERE CURRENT OF c
-- error 0A000 at `vt`: WHERE CURRENT OF on a view is not implemented

DELETE FROM vg WHERE CURRENT OF c
-- error 55000 at `vg`: cannot delete from view `vg`; help: give it an `INSTEAD OF DELETE` trigger, or write to its table

DELETE FROM t WHERE CURRENT OF c
-- rows none

MERGE INTO ruled USING t s ON ruled.id = s.id WHEN MATCHED THEN DELETE
-- error 0A000 at `ruled`: cannot execute MERGE on relation `ruled`

MERGE INTO some_ruled USING t s ON some_ruled.id = s.id WHEN MATCHED THEN DELETE
-- error 0A000 at `some_ruled`: cannot execute MERGE on relation `some_ruled`

WITH w AS (INSERT INTO some_ruled VALUES (1, 'x')) SELECT 1
-- rows exactly one
-- ?column?: integer not null

WITH w AS (INSERT INTO some_ruled VALUES (1, 'x') RETURNING id) SELECT * FROM w
-- error 0A000 at `id`: cannot perform INSERT RETURNING on relation `some_ruled`; help: an `INSTEAD` rule without a condition must have `RETURNING` itself

WITH w AS (UPDATE ruled SET a = 'x') SELECT 1
-- error 0A000 at `ruled`: DO ALSO rules are not supported for data-modifying statements in WITH

WITH w AS (INSERT INTO none_ruled VALUES (1, 'x')) SELECT 1
-- error 0A000 at `none_ruled`: DO INSTEAD NOTHING rules are not supported for data-modifying statements in WITH

-- What the columns of ON CONFLICT are compared by, a server sees to where there is an index.

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id int4_ops) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id nope_ops) DO NOTHING
-- error 42704 at `nope_ops`: operator class `nope_ops` does not exist for access method `btree`

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id text_ops) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id pg_catalog.int4_ops) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id nope.int4_ops) DO NOTHING
-- error 3F000 at `nope`: schema `nope` does not exist

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (a text_pattern_ops) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (a text_ops) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (b, a) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (b, a text_pattern_ops) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (b, a text_ops) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (a COLLATE "C") DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (a COLLATE "default") DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id COLLATE "C") DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id DESC) DO NOTHING
-- error 42P10 at `id`: ASC/DESC is not allowed in ON CONFLICT clause

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id NULLS FIRST) DO NOTHING
-- error 42P10 at `id`: NULLS FIRST/LAST is not allowed in ON CONFLICT clause

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id int4_ops (x = 1)) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (a COLLATE "C" text_ops) DO NOTHING
-- rows none

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id hash_ops) DO NOTHING
-- error 42704 at `hash_ops`: operator class `hash_ops` does not exist for access method `btree`

INSERT INTO keyed (id) VALUES (1) ON CONFLICT (id int8_ops) DO NOTHING
-- rows none

-- What MERGE has no way into.

MERGE INTO kept USING t s ON kept.id = s.id WHEN MATCHED THEN DELETE
-- error 0A000 at `kept`: cannot execute MERGE on relation `kept`

MERGE INTO distant USING t s ON distant.id = s.id WHEN MATCHED THEN DELETE
-- error 0A000 at `distant`: cannot execute MERGE on relation `distant`
