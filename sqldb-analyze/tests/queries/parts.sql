CREATE TYPE status AS ENUM ('open', 'done');
CREATE TABLE owner (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE todo (id bigint PRIMARY KEY, title text NOT NULL, note text, state status NOT NULL DEFAULT 'open', owner int REFERENCES owner);
---
SELECT id, note FROM todo WHERE true {AND title ILIKE <title>} {AND state = <state>} ORDER BY id
-- rows many
-- sent SELECT id, note FROM todo WHERE true AND title ILIKE $1::text AND state = $2::public.status ORDER BY id
-- or sent with nothing: SELECT id, note FROM todo WHERE true   ORDER BY id
-- or sent with $1: SELECT id, note FROM todo WHERE true AND title ILIKE $1::text  ORDER BY id
-- or sent with $2: SELECT id, note FROM todo WHERE true  AND state = $1::public.status ORDER BY id
-- $1 text optional
-- $2 status optional
-- id: bigint not null
-- note: text null

SELECT id, note FROM todo WHERE note IS NOT NULL {AND note = <note>}
-- rows many
-- sent SELECT id, note FROM todo WHERE note IS NOT NULL AND note = $1::text
-- or sent with nothing: SELECT id, note FROM todo WHERE note IS NOT NULL 
-- $1 text optional
-- id: bigint not null
-- note: text not null

SELECT note FROM todo WHERE id = 1 {AND note = <note>}
-- rows at most one
-- sent SELECT note FROM todo WHERE id = 1 AND note = $1::text
-- or sent with nothing: SELECT note FROM todo WHERE id = 1 
-- $1 text optional
-- note: text null

SELECT * FROM todo WHERE id > <id> {AND note = <note>}
-- rows many
-- sent SELECT todo.id, todo.title, todo.note, todo.state, todo.owner FROM todo WHERE id > $1::int8 AND note = $2::text
-- or sent with $1: SELECT todo.id, todo.title, todo.note, todo.state, todo.owner FROM todo WHERE id > $1::int8 
-- $1 bigint
-- $2 text optional
-- id: bigint not null
-- title: text not null
-- note: text null
-- state: status not null
-- owner: integer null
-- whole todo

SELECT t.id FROM todo t {JOIN owner o ON o.id = t.owner AND o.name = <name>} WHERE true {AND t.title <> <name>} {AND t.title = ANY(<titles>)}
-- rows many
-- sent SELECT t.id FROM todo t JOIN owner o ON o.id = t.owner AND o.name = $1::text WHERE true AND t.title <> $1::text AND t.title = ANY($2::text[])
-- or sent with nothing: SELECT t.id FROM todo t  WHERE true  
-- or sent with $1: SELECT t.id FROM todo t JOIN owner o ON o.id = t.owner AND o.name = $1::text WHERE true AND t.title <> $1::text 
-- or sent with $2: SELECT t.id FROM todo t  WHERE true  AND t.title = ANY($1::text[])
-- $1 text optional
-- $2 text[] optional
-- id: bigint not null

SELECT id FROM todo WHERE {title = <title> AND} {note = <note> AND} state = <state>
-- rows many
-- sent SELECT id FROM todo WHERE title = $1::text AND note = $2::text AND state = $3::public.status
-- or sent with $3: SELECT id FROM todo WHERE   state = $1::public.status
-- or sent with $1, $3: SELECT id FROM todo WHERE title = $1::text AND  state = $2::public.status
-- or sent with $2, $3: SELECT id FROM todo WHERE  note = $1::text AND state = $2::public.status
-- $1 text optional
-- $2 text optional
-- $3 status
-- id: bigint not null

SELECT id FROM todo {WHERE id BETWEEN <low> AND <high>} ORDER BY id {LIMIT <limit>} {OFFSET <offset>}
-- rows many
-- sent SELECT id FROM todo WHERE id BETWEEN $1::int8 AND $2::int8 ORDER BY id LIMIT $3::int8 OFFSET $4::int8
-- or sent with nothing: SELECT id FROM todo  ORDER BY id  
-- or sent with $1, $2: SELECT id FROM todo WHERE id BETWEEN $1::int8 AND $2::int8 ORDER BY id  
-- or sent with $3: SELECT id FROM todo  ORDER BY id LIMIT $1::int8 
-- or sent with $4: SELECT id FROM todo  ORDER BY id  OFFSET $1::int8
-- or sent with $1, $2, $3: SELECT id FROM todo WHERE id BETWEEN $1::int8 AND $2::int8 ORDER BY id LIMIT $3::int8 
-- or sent with $1, $2, $4: SELECT id FROM todo WHERE id BETWEEN $1::int8 AND $2::int8 ORDER BY id  OFFSET $3::int8
-- or sent with $3, $4: SELECT id FROM todo  ORDER BY id LIMIT $1::int8 OFFSET $2::int8
-- $1 bigint optional
-- $2 bigint optional
-- $3 bigint optional
-- $4 bigint optional
-- id: bigint not null

SELECT id FROM todo WHERE id = <id> {AND (title = <title> OR id = <id>)}
-- rows at most one
-- sent SELECT id FROM todo WHERE id = $1::int8 AND (title = $2::text OR id = $1::int8)
-- or sent with $1: SELECT id FROM todo WHERE id = $1::int8 
-- $1 bigint
-- $2 text optional
-- id: bigint not null

UPDATE todo SET id = id {, title = <title>} {, note = <note>} WHERE id = <id>
-- rows none
-- sent UPDATE todo SET id = id , title = $1::text , note = $2::text WHERE id = $3::int8
-- or sent with $3: UPDATE todo SET id = id   WHERE id = $1::int8
-- or sent with $1, $3: UPDATE todo SET id = id , title = $1::text  WHERE id = $2::int8
-- or sent with $2, $3: UPDATE todo SET id = id  , note = $1::text WHERE id = $2::int8
-- $1 text optional
-- $2 text optional
-- $3 bigint

INSERT INTO todo (id, title) VALUES <rows..> ON CONFLICT (id) DO UPDATE SET title = excluded.title {, note = <note>} {WHERE todo.state = <state>}
-- rows none
-- sent INSERT INTO todo (id, title) SELECT unnest($3::int8[]), unnest($4::text[]) ON CONFLICT (id) DO UPDATE SET title = excluded.title , note = $1::text WHERE todo.state = $2::public.status
-- or sent with $3, $4: INSERT INTO todo (id, title) SELECT unnest($1::int8[]), unnest($2::text[]) ON CONFLICT (id) DO UPDATE SET title = excluded.title  
-- or sent with $1, $3, $4: INSERT INTO todo (id, title) SELECT unnest($2::int8[]), unnest($3::text[]) ON CONFLICT (id) DO UPDATE SET title = excluded.title , note = $1::text 
-- or sent with $2, $3, $4: INSERT INTO todo (id, title) SELECT unnest($2::int8[]), unnest($3::text[]) ON CONFLICT (id) DO UPDATE SET title = excluded.title  WHERE todo.state = $1::public.status
-- $1 text optional
-- $2 status optional
-- $3 bigint[]
-- $4 text[]

SELECT count(*) FROM todo {WHERE title = <title>}{ GROUP BY state HAVING count(*) > <least>}
-- rows many
-- sent SELECT count(*) FROM todo WHERE title = $1::text  GROUP BY state HAVING count(*) > $2::int8
-- or sent with nothing: SELECT count(*) FROM todo 
-- or sent with $1: SELECT count(*) FROM todo WHERE title = $1::text 
-- or sent with $2: SELECT count(*) FROM todo  GROUP BY state HAVING count(*) > $1::int8
-- $1 text optional
-- $2 bigint optional
-- count: bigint not null

SELECT id FROM todo WHERE true {AND id = <a>} {AND id = <b>} {AND id > <a> + <b>}
-- rows many
-- sent SELECT id FROM todo WHERE true AND id = $1::int8 AND id = $2::int8 AND id > $1::int8 + $2::int8
-- or sent with nothing: SELECT id FROM todo WHERE true   
-- or sent with $1: SELECT id FROM todo WHERE true AND id = $1::int8  
-- or sent with $2: SELECT id FROM todo WHERE true  AND id = $1::int8 
-- $1 bigint optional
-- $2 bigint optional
-- id: bigint not null

SELECT id{, title, <x>::int} FROM todo
-- error 42804 at `title`: the result has 3 columns or 1; note: this is the query without `{, title, <x>::int}`; help: an optional part cannot change the columns of the result: write two queries

SELECT id FROM todo {WHERE title = <title>} {AND note = <note>}
-- error 42601 at `AND`: syntax error at or near `and`; note: this is the query without `{WHERE title = <title>}`

SELECT id FROM todo WHERE true {AND titel = <title>}
-- error 42703 at `titel`: column `titel` does not exist; help: did you mean `title`?

SELECT id FROM todo WHERE true {AND title = 'x'}
-- error 42601 at `{AND title = 'x'}`: nothing decides whether this part is sent; help: leave the braces out, or write one query for each case

SELECT {id}{<x>} FROM todo
-- error 42601 at `{id}`: nothing decides whether this part is sent; help: a value of the program is written `<id>`; a part is sent if the placeholder in it is `Some`

SELECT id FROM todo WHERE true {AND title IS NULL = <x>} {AND id = <x>}
-- error 42883 at `=`: operator does not exist: `bigint = boolean`; note: `$1` is boolean because of its first use, at byte 52; help: No operator matches the given name and argument types. You might need to add explicit type casts.

SELECT id FROM todo WHERE true {AND id = <a>} {AND id = <b>} {AND id = <c>} {AND id = <d>} {AND id = <e>} {AND id = <f>} {AND id = <g>} {AND id = <h>} {AND id = <i>}
-- error 42601 at `{AND id = <i>}`: a query has at most 8 optional parts: each doubles the number of its texts; help: parts with the same placeholders count as one; a condition can stay and be switched off, `(<x?> IS NULL OR a = <x?>)`
