CREATE TABLE booking (
    id         bigserial PRIMARY KEY,
    start_time timestamp NOT NULL,
    end_time   timestamp NOT NULL,
    email      text NOT NULL,
    created_at timestamp NOT NULL DEFAULT now(),
    CONSTRAINT booking_slot_is_free EXCLUDE USING gist (tsrange(start_time, end_time) WITH &&)
);
