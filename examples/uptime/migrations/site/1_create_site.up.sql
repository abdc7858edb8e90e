CREATE TABLE site (
    id  serial PRIMARY KEY,
    url text NOT NULL UNIQUE
);
