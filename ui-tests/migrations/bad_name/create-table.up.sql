CREATE TABLE todo_item (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    title text NOT NULL,
    note text,
    done boolean NOT NULL DEFAULT false
);
