CREATE TABLE "user" (
    id      serial PRIMARY KEY,
    name    text NOT NULL,
    surname text NOT NULL
);
