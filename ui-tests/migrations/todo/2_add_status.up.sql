CREATE TYPE todo_status AS ENUM ('open', 'in progress', 'done');
ALTER TABLE todo_item ADD COLUMN status todo_status NOT NULL DEFAULT 'open';
