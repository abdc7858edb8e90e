CREATE TABLE schedules (
    id         bigserial PRIMARY KEY,
    user_id    bigint NOT NULL,
    start_time timestamptz NOT NULL,
    end_time   timestamptz NOT NULL,
    -- The index by which a shift is found is also what refuses a second one at the same time.
    CONSTRAINT schedules_one_at_a_time EXCLUDE USING gist (tstzrange(start_time, end_time) WITH &&)
);
