CREATE TABLE todo_item (id bigint PRIMARY KEY, title text NOT NULL);
COMMIT;
INSERT INTO todo_item VALUES (1, 'first');
