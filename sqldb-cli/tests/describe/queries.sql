-- The first; with a semicolon in a comment.
SELECT id, title, moods, owner
FROM todo_item WHERE id = <id>;

INSERT INTO todo_item (title, owner, moods) VALUES ($1, $2, $3) RETURNING id; SELECT count(*) AS "n;" FROM open_item
;
SELECT titel
  FROM todo_item;
SELECT 'unknown' FROM todo_item WHERE mood = $tag$;$tag$ /* ; /* ; */ */;
CREATE TABLE more (id int REFERENCES todo_item);
DROP TABLE nothing;
WITH gone AS (DELETE FROM todo_item RETURNING *) SELECT owner FROM gone LIMIT 1;
SELECT 1a;
;
SELECT 'no end
