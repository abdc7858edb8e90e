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
