CREATE COLLATION ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE DOMAIN word AS text COLLATE ignore_case;
CREATE TABLE t (id int PRIMARY KEY, s text NOT NULL UNIQUE, v varchar(10) UNIQUE, a int NOT NULL, d date NOT NULL);
CREATE TABLE u (id int PRIMARY KEY, s text COLLATE ignore_case NOT NULL UNIQUE);
CREATE TABLE own (s text COLLATE ignore_case NOT NULL, r text NOT NULL);
CREATE UNIQUE INDEX own_s ON own (s COLLATE "C");
CREATE UNIQUE INDEX own_r ON own (r text_pattern_ops);
CREATE TABLE p (k int NOT NULL, a int NOT NULL, b int) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE UNIQUE INDEX p_u ON ONLY p (k, a);
CREATE TABLE pc (k int NOT NULL, a int NOT NULL, b int) PARTITION BY LIST (k);
CREATE TABLE pc1 PARTITION OF pc FOR VALUES IN (1);
ALTER TABLE ONLY pc ADD UNIQUE (k, a);
CREATE TABLE pd (k int NOT NULL, a int NOT NULL) PARTITION BY LIST (k);
CREATE TABLE pd1 PARTITION OF pd FOR VALUES IN (1);
CREATE UNIQUE INDEX pd_u ON ONLY pd (k, a);
CREATE UNIQUE INDEX pd1_u ON pd1 (k, a);
CREATE TABLE parent (id int, z int);
CREATE TABLE child (extra int) INHERITS (parent);
ALTER TABLE ONLY parent ALTER z SET NOT NULL;
ALTER TABLE ONLY parent ADD PRIMARY KEY (id);
CREATE FUNCTION dice(money) RETURNS int LANGUAGE sql VOLATILE AS 'select (random() * 3)::int';
CREATE CAST (money AS int) WITH FUNCTION dice(money);
INSERT INTO t VALUES (0, 'x', 'x', 1, '2024-03-01'), (1, 'X', 'X', 2, '2024-03-02'), (2, 'x ', 'x ', 3, '2024-03-03'), (3, 'z', NULL, 4, '2024-02-01');
INSERT INTO u VALUES (1, 'x');
INSERT INTO own VALUES ('x', 'x'), ('X', 'X');
INSERT INTO p VALUES (2, 1, 1), (2, 1, NULL);
INSERT INTO pc VALUES (1, 1, 1), (1, 1, NULL);
INSERT INTO pd VALUES (1, 1);
INSERT INTO child VALUES (NULL, NULL, 1);
INSERT INTO parent VALUES (1, 1);
---
-- A collation that takes unequal texts for equal finds several rows of a unique column.

SELECT id FROM t WHERE s = 'x' COLLATE ignore_case
-- rows many
-- id: integer not null

SELECT id FROM t WHERE s COLLATE ignore_case = 'x'
-- rows many
-- id: integer not null

SELECT id FROM t WHERE s::word = 'x'::word
-- rows many
-- id: integer not null

SELECT id FROM t WHERE s = <s>
-- rows at most one
-- sent SELECT id FROM t WHERE s = $1::text
-- $1 text
-- id: integer not null

SELECT id FROM t WHERE s = 'x'
-- rows at most one
-- id: integer not null

SELECT id FROM t WHERE id = 1 AND s = 'x' COLLATE ignore_case
-- rows at most one
-- id: integer not null

SELECT id FROM u WHERE s = 'X'
-- rows at most one
-- id: integer not null

SELECT s FROM own WHERE s = 'x'
-- rows many
-- s: text not null

SELECT s FROM own WHERE r = 'x'
-- rows at most one
-- s: text not null

UPDATE t SET a = 9 WHERE s = 'x' COLLATE ignore_case RETURNING id
-- rows many
-- id: integer not null

-- So does a type that pads.

SELECT id FROM t WHERE s::bpchar = 'x'::bpchar
-- rows many
-- id: integer not null

SELECT id FROM t WHERE v = 'x'::bpchar
-- rows many
-- id: integer not null

SELECT id FROM t WHERE v = <v>
-- rows at most one
-- sent SELECT id FROM t WHERE v = $1::text
-- $1 text
-- id: integer not null

-- A key of the table alone is none of its partitions.

SELECT b FROM p WHERE k = 2 AND a = 1
-- rows many
-- b: integer null

SELECT b FROM pc WHERE k = 1 AND a = 1
-- rows many
-- b: integer null

SELECT a FROM pd WHERE k = 1 AND a = 1
-- rows at most one
-- a: integer not null

SELECT a FROM pd1 WHERE k = 1 AND a = 1
-- rows at most one
-- a: integer not null

SELECT z, id FROM parent
-- rows many
-- z: integer null
-- id: integer null

SELECT z, id FROM ONLY parent
-- rows many
-- z: integer null
-- id: integer null

SELECT z FROM child
-- rows many
-- z: integer null

-- A cast may call a function that is volatile.

SELECT id FROM t WHERE id = '1'::money::int
-- rows many
-- id: integer not null

SELECT id FROM t WHERE id = '1'::text::int
-- rows at most one
-- id: integer not null

-- The shorter of several sets is padded, wherever they stand.

SELECT generate_series(1, 2) AS g FROM t ORDER BY generate_series(1, 3)
-- rows many
-- g: integer null

SELECT generate_series(1, 2) AS g FROM t ORDER BY generate_series(1, 2)
-- rows many
-- g: integer not null

SELECT DISTINCT ON (generate_series(1, 3)) generate_series(1, 2) AS g FROM t
-- rows many
-- g: integer null

SELECT generate_series(1, 2) + generate_series(1, 3) AS z
-- rows many
-- z: integer null

SELECT id, generate_series(1, 2) AS g FROM t GROUP BY id, generate_series(1, 3)
-- rows many
-- id: integer not null
-- g: integer null

SELECT generate_series(1, 2) AS g, sum(id) OVER (ORDER BY generate_series(1, 3)) AS s FROM t
-- rows many
-- g: integer null
-- s: bigint not null

SELECT abs(generate_series(1, 2)) AS q FROM t
-- rows many
-- q: integer not null

-- An interval may lead away from the row that it starts at.

SELECT sum(a) OVER (ORDER BY d RANGE BETWEEN '1 month -30 days'::interval PRECEDING AND CURRENT ROW) AS s FROM t
-- rows many
-- s: bigint null

SELECT sum(a) OVER (ORDER BY a RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM t
-- rows many
-- s: bigint not null

SELECT sum(a) OVER (ORDER BY d RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS s FROM t
-- rows many
-- s: bigint not null

-- An item that another is made of comes before it.

SELECT t.id FROM t CROSS JOIN LATERAL (SELECT t.a AS k) AS s WHERE t.id = s.k
-- rows many
-- id: integer not null

SELECT t.id FROM t, abs(t.a) AS f(k) WHERE t.id = f.k
-- rows many
-- id: integer not null

SELECT t.id FROM t, LATERAL (SELECT count(*) AS n FROM u WHERE u.s = t.s) AS c WHERE t.id = 1
-- rows at most one
-- id: integer not null

SELECT t.id FROM t, now() AS n WHERE t.id = 1
-- rows at most one
-- id: integer not null

UPDATE t SET a = 0 FROM p, LATERAL (SELECT p.a AS k) AS s WHERE t.id = s.k RETURNING t.id
-- rows many
-- id: integer not null

-- A padded row makes NULL of a column, and what else of an expression.

SELECT t.id FROM t LEFT JOIN u ON u.id = 1 AND t.a > 1 WHERE t.id = coalesce(length(u.s), 2)
-- rows many
-- id: integer not null

SELECT t.id FROM t LEFT JOIN u ON u.id = 1 AND t.a > 1 WHERE t.id = u.id + 1
-- rows at most one
-- id: integer not null

SELECT t.id FROM t JOIN u ON u.id = 1 WHERE t.id = coalesce(u.id, 2)
-- rows at most one
-- id: integer not null

-- A set in VALUES makes more rows than one.

INSERT INTO pc (k, a) VALUES (1, generate_series(10, 12)) RETURNING a
-- rows many
-- a: integer not null

INSERT INTO pc (k, a) VALUES (1, abs(-20)) RETURNING a
-- rows exactly one
-- a: integer not null

-- `n'…'` is of a type that pads.

SELECT id FROM t WHERE v = n'x'
-- rows many
-- id: integer not null

SELECT n'abc'
-- rows exactly one
-- bpchar: character not null

-- A collation that nobody wrote comes with a column, a domain or a query, and wins over the default.

SELECT t.id FROM t, u WHERE u.id = 1 AND t.s = u.s
-- rows many
-- id: integer not null

SELECT id FROM t WHERE s = (SELECT s FROM u WHERE id = 1)
-- rows many
-- id: integer not null

SELECT id FROM t WHERE s = 'x'::word
-- rows many
-- id: integer not null

SELECT id FROM t WHERE s = <s>::word
-- rows many
-- sent SELECT id FROM t WHERE s = $1::text::word
-- $1 word
-- id: integer not null

SELECT id FROM t WHERE s = lower('X')
-- rows at most one
-- id: integer not null

SELECT u.id FROM t, u WHERE t.id = 1 AND u.id = t.a
-- rows at most one
-- id: integer not null
