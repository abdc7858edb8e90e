CREATE TABLE t (id int PRIMARY KEY, a text, b int);
---
-- Recursive queries in parentheses, and what SEARCH and CYCLE demand of them.

WITH RECURSIVE w (a) AS ((SELECT 1) UNION ALL SELECT a FROM w) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS ((SELECT 1) UNION ALL SELECT a FROM w) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (VALUES (1) UNION ALL SELECT a FROM w) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (VALUES (1) UNION ALL SELECT a FROM w) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL (SELECT a FROM w)) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL (SELECT a FROM w)) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS ((SELECT 1 UNION SELECT 2) UNION ALL SELECT a FROM w) CYCLE a SET c USING p SELECT * FROM w
-- error 0A000 at `w`: with a SEARCH or CYCLE clause, the left side of the UNION must be a SELECT

WITH RECURSIVE w (a) AS ((TABLE t) UNION ALL SELECT * FROM w) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- a: integer not null
-- a: text null
-- b: integer null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL VALUES (2)) CYCLE a SET c USING p SELECT * FROM w
-- error 42601 at `w`: WITH query is not recursive

WITH RECURSIVE w (a) AS ((WITH x AS (SELECT 1) SELECT * FROM x) UNION ALL SELECT a FROM w WHERE a < 1) SEARCH DEPTH FIRST BY a SET o SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS ((WITH x AS (SELECT 1) SELECT * FROM x) UNION ALL SELECT a FROM w WHERE a < 1) SEARCH DEPTH FIRST BY a SET o SELECT w.a, w.o FROM w
-- a: integer not null
-- o: record[] not null

WITH RECURSIVE w (a) AS ((SELECT 1 LIMIT 1) UNION ALL SELECT a FROM w WHERE a < 1) SEARCH DEPTH FIRST BY a SET o SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS ((SELECT 1 LIMIT 1) UNION ALL SELECT a FROM w WHERE a < 1) SEARCH DEPTH FIRST BY a SET o SELECT w.a, w.o FROM w
-- a: integer not null
-- o: record[] not null

WITH RECURSIVE w (a) AS ((SELECT 1) UNION ALL SELECT a FROM w ORDER BY 1) SEARCH DEPTH FIRST BY a SET o SELECT * FROM w
-- error 0A000 at `w`: ORDER BY in a recursive query is not implemented

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w) SEARCH DEPTH FIRST BY a SET a SELECT * FROM w
-- error 42702 at `a`: column reference `a` is ambiguous

WITH RECURSIVE w (a, o) AS (SELECT 1, 2 UNION ALL SELECT a, o FROM w) SEARCH DEPTH FIRST BY a SET o SELECT * FROM w
-- error 42702 at `o`: column reference `o` is ambiguous

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w) CYCLE a SET a USING p SELECT * FROM w
-- error 42702 at `a`: column reference `a` is ambiguous

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w) CYCLE a SET c USING a SELECT * FROM w
-- error 42702 at `a`: column reference `a` is ambiguous

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w) SEARCH DEPTH FIRST BY a SET o CYCLE a SET c USING p SELECT o, c, p FROM w
-- rows many
-- o: record[] not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w x WHERE a < 1) SEARCH DEPTH FIRST BY a SET x SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w x WHERE a < 1) SEARCH DEPTH FIRST BY a SET x SELECT w.a, w.x FROM w
-- a: integer not null
-- x: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.a FROM t, w WHERE t.id IN (SELECT a FROM w)) CYCLE a SET c USING p SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear within a subquery

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.a FROM t JOIN w ON true) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.a FROM t JOIN w ON true) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM (SELECT * FROM w) s) CYCLE a SET c USING p SELECT * FROM w
-- error 0A000 at `w`: with a SEARCH or CYCLE clause, the recursive reference to WITH query `w` must be at the top level of its right-hand SELECT

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT 2 FROM w) SEARCH DEPTH FIRST BY a SET a SELECT * FROM w
-- error 42601 at `a`: search sequence column name `a` already used in WITH query column list

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT 2 FROM w) SEARCH DEPTH FIRST BY a SET a SELECT 1
-- error 42601 at `a`: search sequence column name `a` already used in WITH query column list

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w WHERE NOT c) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w WHERE NOT c) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w WHERE c IS NULL) CYCLE a SET c TO 1 DEFAULT 2 USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w WHERE c IS NULL) CYCLE a SET c TO 1 DEFAULT 2 USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: integer not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w WHERE o IS NOT NULL AND a < 1) SEARCH DEPTH FIRST BY a SET o SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w WHERE o IS NOT NULL AND a < 1) SEARCH DEPTH FIRST BY a SET o SELECT w.a, w.o FROM w
-- a: integer not null
-- o: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT * FROM w WHERE a < 1) SEARCH DEPTH FIRST BY a SET o SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT * FROM w WHERE a < 1) SEARCH DEPTH FIRST BY a SET o SELECT w.a, w.o FROM w
-- a: integer not null
-- o: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.* FROM w WHERE a < 1) SEARCH DEPTH FIRST BY a SET o SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.* FROM w WHERE a < 1) SEARCH DEPTH FIRST BY a SET o SELECT w.a, w.o FROM w
-- a: integer not null
-- o: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT (w).a FROM w WHERE a < 1) SEARCH DEPTH FIRST BY a SET o SELECT w FROM w
-- rows many
-- w: record not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w) CYCLE a SET c TO 1 DEFAULT 'x' USING p SELECT * FROM w
-- error 22P02 at `'x'`: invalid input syntax for type integer: `x`

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w, w w2) CYCLE a SET c USING p SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear more than once

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT 2 WHERE EXISTS (SELECT FROM w)) CYCLE a SET c USING p SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear within a subquery

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT 2) CYCLE a SET c USING p SELECT * FROM w
-- error 42601 at `w`: WITH query is not recursive

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.a FROM t LEFT JOIN w ON true) CYCLE a SET c USING p SELECT * FROM w
-- error 42P19 at `w`: recursive reference to query `w` must not appear within an outer join

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.a FROM (t JOIN (w JOIN t x ON true) ON true)) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.a FROM (t JOIN (w JOIN t x ON true) ON true)) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.a FROM w ORDER BY c) CYCLE a SET c USING p SELECT * FROM w
-- error 0A000 at `w`: ORDER BY in a recursive query is not implemented

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL (SELECT w.a FROM w ORDER BY a LIMIT 2)) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL (SELECT w.a FROM w ORDER BY a LIMIT 2)) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL (WITH x AS (SELECT 1) SELECT w.a FROM w, x)) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL (WITH x AS (SELECT 1) SELECT w.a FROM w, x)) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL (WITH x AS (SELECT * FROM w) SELECT x.a FROM x)) CYCLE a SET c USING p SELECT * FROM w
-- error 0A000 at `w`: with a SEARCH or CYCLE clause, the recursive reference to WITH query `w` must be at the top level of its right-hand SELECT

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL (SELECT w.a FROM w UNION SELECT 2)) CYCLE a SET c USING p SELECT * FROM w
-- error 42601 at `w`: with a SEARCH or CYCLE clause, the right side of the UNION must be a SELECT

WITH RECURSIVE w (a) AS ((SELECT 1 UNION SELECT 2) UNION ALL SELECT w.a FROM w) CYCLE a SET c USING p SELECT * FROM w
-- error 0A000 at `w`: with a SEARCH or CYCLE clause, the left side of the UNION must be a SELECT

WITH RECURSIVE w (a) AS (((SELECT 1)) UNION ALL ((SELECT w.a FROM w))) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS (((SELECT 1)) UNION ALL ((SELECT w.a FROM w))) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS ((SELECT 1 UNION ALL SELECT w.a FROM w)) CYCLE a SET c USING p SELECT * FROM w
-- rows many
-- sent WITH RECURSIVE w (a) AS ((SELECT 1 UNION ALL SELECT w.a FROM w)) CYCLE a SET c USING p SELECT w.a, w.c, w.p FROM w
-- a: integer not null
-- c: boolean not null
-- p: record[] not null

WITH RECURSIVE w (a) AS ((SELECT 1 UNION ALL SELECT w.a FROM w) LIMIT 3) CYCLE a SET c USING p SELECT * FROM w
-- error 0A000 at `w`: LIMIT in a recursive query is not implemented

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT w.a FROM w LIMIT 3) CYCLE a SET c USING p SELECT * FROM w
-- error 0A000 at `w`: LIMIT in a recursive query is not implemented

WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w) CYCLE a SET c USING p SELECT a FROM w GROUP BY a, c
-- rows many
-- a: integer not null

WITH RECURSIVE w (a) AS (INSERT INTO t VALUES (1) RETURNING id) CYCLE a SET c USING p SELECT * FROM w
-- error 42601 at `w`: WITH query is not recursive
