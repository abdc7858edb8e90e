CREATE TABLE todo_item (
    id bigin PRIMARY KEY
);
