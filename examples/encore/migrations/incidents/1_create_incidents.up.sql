CREATE TABLE incidents (
    id               bigserial PRIMARY KEY,
    assigned_user_id bigint,
    body             text NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    acknowledged_at  timestamptz
);
