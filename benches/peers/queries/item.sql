--: Item(note?)

--! one : Item
SELECT id, title, note, weight, done, created FROM todo_item WHERE id = :id;

--! all : Item
SELECT id, title, note, weight, done, created FROM todo_item ORDER BY id;

--! many : Item
SELECT id, title, note, weight, done, created FROM todo_item, generate_series(1, :times::int4);

--! insert
INSERT INTO entry (account, amount) VALUES (:account, :amount) RETURNING id;

--! balance
SELECT balance FROM account WHERE id = :id;

--! update
UPDATE account SET balance = balance + :amount WHERE id = :id;

--! entry
INSERT INTO entry (account, amount) VALUES (:account, :amount);

--! slow
SELECT 1 AS one FROM pg_sleep(0.01);

--! bulk (notes[?])
INSERT INTO bulk (id, title, note, weight, done, created)
SELECT * FROM unnest(:ids::int8[], :titles::text[], :notes::text[], :weights::int4[], :dones::bool[],
    :times::timestamptz[]);
