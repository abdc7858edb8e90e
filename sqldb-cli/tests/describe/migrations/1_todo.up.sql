CREATE SCHEMA app;
CREATE DOMAIN app.email AS text;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE todo_item (
    id bigserial PRIMARY KEY,
    title text NOT NULL,
    moods mood[],
    owner app.email NOT NULL
);
CREATE VIEW open_item AS SELECT id, title FROM todo_item WHERE moods IS NULL;
