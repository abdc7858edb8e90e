CREATE TABLE t (id int PRIMARY KEY, a text, b int);
---
-- Aggregates of ordered sets, whose `ORDER BY` is among their arguments.

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY b, id) FROM t
-- error 42883 at `percentile_cont`: function `percentile_cont(numeric, integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY b, a) FROM t
-- error 42883 at `percentile_disc`: function `percentile_disc(numeric, integer, text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT mode() WITHIN GROUP (ORDER BY b, a) FROM t
-- error 42883 at `mode`: function `mode(integer, text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT rank(1, 'x') WITHIN GROUP (ORDER BY b, a) FROM t
-- rows exactly one
-- rank: bigint not null

SELECT rank(1) WITHIN GROUP (ORDER BY b, a) FROM t
-- error 42883 at `rank`: function `rank(integer, integer, text)` does not exist; help: To use the hypothetical-set aggregate rank, the number of hypothetical direct arguments (here 1) must match the number of ordering columns (here 2).

SELECT rank(1, 2, 3) WITHIN GROUP (ORDER BY b, a) FROM t
-- error 42883 at `rank`: function `rank(integer, integer, integer, integer, text)` does not exist; help: To use the hypothetical-set aggregate rank, the number of hypothetical direct arguments (here 3) must match the number of ordering columns (here 2).

SELECT sum(b) WITHIN GROUP (ORDER BY b) FROM t
-- error 42883 at `sum`: function `sum(integer, integer)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t
-- error 42883 at `percentile_cont`: function `percentile_cont(numeric, text)` does not exist; help: No function matches the given name and argument types. You might need to add explicit type casts.

SELECT percentile_cont(b) WITHIN GROUP (ORDER BY b) FROM t
-- error 42803 at `b`: column `t.b` must appear in the GROUP BY clause or be used in an aggregate function; help: add `GROUP BY t.b`

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY b) WITHIN GROUP (ORDER BY b) FROM t
-- error 42601 at `WITHIN`: syntax error at or near `within`

SELECT percentile_cont(DISTINCT 0.5) WITHIN GROUP (ORDER BY b) FROM t
-- error 42601 at `percentile_cont(DISTINCT 0.5) WITHIN GROUP`: cannot use DISTINCT with WITHIN GROUP

SELECT percentile_cont(0.5 ORDER BY b) WITHIN GROUP (ORDER BY b) FROM t
-- error 42601 at `percentile_cont(0.5 ORDER BY b) WITHIN GROUP`: cannot use multiple ORDER BY clauses with WITHIN GROUP

SELECT percentile_cont(VARIADIC ARRAY[0.5]) WITHIN GROUP (ORDER BY b) FROM t
-- error 42601 at `percentile_cont(VARIADIC ARRAY[0.5]) WITHIN GROUP`: cannot use VARIADIC with WITHIN GROUP

SELECT rank(VARIADIC ARRAY[1]) WITHIN GROUP (ORDER BY b) FROM t
-- error 42601 at `rank(VARIADIC ARRAY[1]) WITHIN GROUP`: cannot use VARIADIC with WITHIN GROUP

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY b) OVER () FROM t
-- error 0A000 at `percentile_cont`: OVER is not supported for ordered-set aggregate `percentile_cont`
