CREATE TABLE todo_item (
    id    bigserial PRIMARY KEY,
    title text NOT NULL,
    done  boolean NOT NULL DEFAULT false
);
