ALTER TABLE todo_item DROP COLUMN done;
ALTER TABLE todo_item RENAME COLUMN note TO details;
