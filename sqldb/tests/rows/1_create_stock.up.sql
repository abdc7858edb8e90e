CREATE TYPE state AS ENUM ('new', 'used');
CREATE TYPE size AS (width integer, height integer);
CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]{2}[0-9]+$');

CREATE TABLE article (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code    code NOT NULL UNIQUE,
    "type"  varchar(10) NOT NULL,
    price   numeric(8, 2),
    state   state NOT NULL DEFAULT 'new',
    size    size,
    note    jsonb,
    data    bytea,
    stored  timestamptz NOT NULL DEFAULT '2024-01-01'
);
CREATE TABLE entry (place integer, entry text NOT NULL);
