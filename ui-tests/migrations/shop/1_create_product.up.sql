CREATE SCHEMA stock;
CREATE TYPE address AS (street text, city text);
CREATE TABLE product (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(80) NOT NULL,
    price numeric(10, 2) NOT NULL,
    "type" text NOT NULL
);
CREATE TABLE stock.level (
    product_id uuid PRIMARY KEY REFERENCES product (id),
    amount integer NOT NULL,
    shelf address
);
