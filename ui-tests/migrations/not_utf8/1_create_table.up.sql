CREATE TABLE todo_item (
    title text DEFAULT 'café'
);
