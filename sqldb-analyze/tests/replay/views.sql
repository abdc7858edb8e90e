-- Views, and tables made from queries.
CREATE TABLE item (id int PRIMARY KEY, title text NOT NULL, done boolean, price numeric(8, 2));
CREATE VIEW open_item AS SELECT id, title AS name, price * 2 AS twice FROM item WHERE NOT done;
CREATE OR REPLACE VIEW open_item AS SELECT id, title AS name, price * 2 AS twice, done FROM item;
CREATE VIEW named (a, b) AS SELECT id, title FROM item;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n, max(title) AS last FROM item WITH NO DATA;
CREATE UNIQUE INDEX ON counted (n);
CREATE TABLE copied AS SELECT * FROM item;
CREATE VIEW nested AS SELECT o.id, i.title FROM open_item o LEFT JOIN item i ON i.id = o.id;
ALTER TABLE item RENAME COLUMN title TO heading;
ALTER VIEW named RENAME COLUMN a TO number;
ALTER TABLE item DROP COLUMN price CASCADE;
CREATE TABLE used (id int); CREATE VIEW uses AS SELECT id FROM used;
DROP TABLE used CASCADE;
-- What a view proves of NULL follows its tables, as long as its body can be read as it was.
CREATE TABLE loose (a int NOT NULL, b int NOT NULL, c int);
CREATE VIEW over_loose AS SELECT a, b, c FROM loose;
CREATE VIEW over_over AS SELECT a, b FROM over_loose;
CREATE MATERIALIZED VIEW kept_loose AS SELECT a, b, c FROM loose;
CREATE VIEW renamed_loose AS SELECT a AS x, b AS y FROM loose;
ALTER TABLE loose ALTER COLUMN a DROP NOT NULL;
ALTER TABLE loose ALTER COLUMN c SET NOT NULL;
CREATE TABLE taut (a int NOT NULL, b int NOT NULL);
CREATE VIEW over_taut AS SELECT a, b FROM taut;
ALTER TABLE taut RENAME COLUMN a TO z;
ALTER TABLE taut ALTER COLUMN z DROP NOT NULL;
CREATE TABLE heir () INHERITS (loose);
CREATE RECURSIVE VIEW counting (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 10;
