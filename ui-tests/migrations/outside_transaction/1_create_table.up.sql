CREATE TABLE todo_item (id bigint PRIMARY KEY, title text NOT NULL);
