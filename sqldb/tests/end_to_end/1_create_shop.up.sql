CREATE TYPE status AS ENUM ('open', 'in progress', 'done');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN quantity AS integer CHECK (VALUE > 0);
CREATE TYPE address AS (street text, zip integer);

CREATE TABLE customer (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name    text NOT NULL,
    mail    email NOT NULL UNIQUE,
    home    address,
    tags    text[] NOT NULL DEFAULT '{}',
    created timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE "order" (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer bigint NOT NULL REFERENCES customer,
    status   status NOT NULL DEFAULT 'open',
    history  status[] NOT NULL DEFAULT '{}',
    pieces   quantity,
    price    numeric(10, 2) NOT NULL,
    note     jsonb,
    due      date
);

CREATE VIEW open_order AS
SELECT o.id, c.name, o.price, o.due
FROM "order" o JOIN customer c ON c.id = o.customer
WHERE o.status <> 'done';
