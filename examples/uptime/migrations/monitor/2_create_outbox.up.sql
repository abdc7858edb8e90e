-- What is to be told to others, written in the transaction that it tells of.
CREATE TABLE outbox (
    id          bigserial PRIMARY KEY,
    topic       text NOT NULL,
    data        jsonb NOT NULL,
    inserted_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX outbox_topic ON outbox (topic, id);
