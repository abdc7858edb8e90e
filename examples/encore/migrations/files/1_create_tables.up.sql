CREATE TABLE files (
    name text PRIMARY KEY,
    data bytea NOT NULL
);
