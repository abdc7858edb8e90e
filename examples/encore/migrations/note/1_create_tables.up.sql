CREATE TABLE note (
    id        text PRIMARY KEY,
    text      text,
    cover_url text
);
