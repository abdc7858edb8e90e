CREATE TABLE url (
    id           text PRIMARY KEY,
    original_url text NOT NULL
);
