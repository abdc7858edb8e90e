ALTER TABLE todo_item ADD COLUMN created timestamptz NOT NULL DEFAULT now();
