CREATE TABLE todo (id bigint PRIMARY KEY, title text NOT NULL, done boolean NOT NULL DEFAULT false);
CREATE TABLE note (id bigint PRIMARY KEY, todo_id bigint NOT NULL REFERENCES todo, text text);
---
SELCT id FROM todo
-- error 42601 at `SELCT`: syntax error at or near `selct`; help: did you mean `SELECT`?

UPADTE todo SET done = true
-- error 42601 at `UPADTE`: syntax error at or near `upadte`; help: did you mean `UPDATE`?

SELECT id FROM todo WHERE title = "milk"
-- error 42703 at `"milk"`: column `milk` does not exist; help: a text is written `'milk'`; double quotes are for names

SELECT id FROM todo WHERE title = "Title"
-- error 42703 at `"Title"`: column `Title` does not exist; help: did you mean `title`?

SELECT id FROM todo WHERE id = ?
-- error 42601 at ``: syntax error at end of input; help: a value of the program is written `<name>`

INSERT INTO todo (id, title) VALUES (?, ?)
-- error 42601 at `,`: syntax error at or near `,`; help: a value of the program is written `<name>`

SELECT `id` FROM todo
-- error 42601 at `FROM`: syntax error at or near `from`; help: a name is quoted with `"`, if it has to be

SELECT id FROM todo WHERE id = {id}
-- error 42601 at `{id}`: nothing decides whether this part is sent; help: a value of the program is written `<id>`; a part is sent if the placeholder in it is `Some`

SELECT id FROM todo JOIN note ON todo_id = todo.id
-- error 42702 at `id`: column reference `id` is ambiguous; help: write `todo.id` or `note.id`

SELECT ifnull(text, '') AS text FROM note
-- error 42883 at `ifnull`: function `ifnull(text, unknown)` does not exist; help: PostgreSQL has `coalesce(a, b)`

SELECT len(title) AS length FROM todo
-- error 42883 at `len`: function `len(text)` does not exist; help: PostgreSQL has `length(text)`

SELECT leng(title) AS length FROM todo
-- error 42883 at `leng`: function `leng(text)` does not exist; help: there is no function of this name; one of an extension is known after `CREATE EXTENSION` in a migration

SELECT year(now()) AS year
-- error 42883 at `year`: function `year(timestamp with time zone)` does not exist; help: PostgreSQL has `extract(year FROM time)`, of any field

SELECT id FROM todo WHERE title == 'milk'
-- error 42883 at `==`: operator does not exist: `text == unknown`; help: PostgreSQL compares with `=`

SELECT title + '!' AS loud FROM todo
-- error 42883 at `+`: operator does not exist: `text + unknown`; help: `||` concatenates text

SELECT done && done AS both FROM todo
-- error 42883 at `&&`: operator does not exist: `boolean && boolean`; help: conditions are connected by `AND`

SELECT CAST(now() AS datetime) AS now
-- error 42704 at `datetime`: type `datetime` does not exist; help: write `timestamptz` for an instant, `timestamp` for what a calendar and a clock show

CREATE TABLE other (id int)
-- error 0A000 at `CREATE`: `CREATE` changes the schema; help: write it in a migration; what is needed for a moment, in `DB.raw_exec`
