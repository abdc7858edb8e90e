ALTER TABLE todo_item ADD COLUMN due date;
