ALTER TABLE todo_item ADD done boolean;
CREATE INDEX CONCURRENTLY todo_item_title ON todo_item (title);
