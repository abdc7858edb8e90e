-- A rule makes a view of a table.
CREATE TABLE becomes_view (a int, b text DEFAULT 'x', c int CHECK (c > 0)); CREATE TABLE below_view (a int);
CREATE RULE "_RETURN" AS ON SELECT TO becomes_view DO INSTEAD SELECT a, 'x'::text || a AS b, a + 1 AS c FROM below_view;
CREATE OR REPLACE RULE "_RETURN" AS ON SELECT TO becomes_view DO INSTEAD SELECT a, NULL::text AS b, a AS c FROM below_view;
CREATE TABLE with_number (a serial, b int GENERATED ALWAYS AS IDENTITY, c int NOT NULL); CREATE RULE kept AS ON INSERT TO with_number DO INSTEAD NOTHING;
CREATE RULE "_RETURN" AS ON SELECT TO with_number DO INSTEAD SELECT a, a AS b, a AS c FROM becomes_view;
