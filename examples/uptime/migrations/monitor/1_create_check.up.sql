CREATE TABLE checks (
    id         bigserial PRIMARY KEY,
    site_id    bigint NOT NULL,
    up         boolean NOT NULL,
    checked_at timestamptz NOT NULL
);
