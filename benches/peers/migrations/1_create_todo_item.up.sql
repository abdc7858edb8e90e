CREATE TABLE todo_item (
    id      bigint PRIMARY KEY,
    title   text NOT NULL,
    note    text,
    weight  integer NOT NULL,
    done    boolean NOT NULL,
    created timestamptz NOT NULL
);

INSERT INTO todo_item (id, title, note, weight, done, created)
SELECT n, 'Item number ' || n, CASE WHEN n % 3 = 0 THEN 'A note about ' || n END, n % 100, n % 2 = 0,
       timestamptz '2024-01-01 00:00:00+00' + n * interval '1 minute'
FROM generate_series(1, 10000) AS n;
