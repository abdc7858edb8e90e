CREATE TABLE account (
    id      bigint PRIMARY KEY,
    balance bigint NOT NULL
);

INSERT INTO account (id, balance) SELECT n, 1000 FROM generate_series(1, 1000) AS n;

CREATE TABLE entry (
    id      bigserial PRIMARY KEY,
    account bigint NOT NULL,
    amount  bigint NOT NULL
);

CREATE TABLE bulk (
    id      bigint NOT NULL,
    title   text NOT NULL,
    note    text,
    weight  integer NOT NULL,
    done    boolean NOT NULL,
    created timestamptz NOT NULL
);
