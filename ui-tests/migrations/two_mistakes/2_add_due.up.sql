ALTER TABLE todo_items ADD COLUMN due date;
