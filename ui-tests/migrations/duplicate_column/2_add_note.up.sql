ALTER TABLE todo_item
    ADD COLUMN note text;
