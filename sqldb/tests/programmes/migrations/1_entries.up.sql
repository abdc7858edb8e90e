CREATE TABLE entry (
    owner int8 NOT NULL,
    id    int8 NOT NULL,
    note  text NOT NULL,
    PRIMARY KEY (owner, id)
);

CREATE TABLE part (
    owner int8 NOT NULL,
    id    int8 NOT NULL,
    FOREIGN KEY (owner, id) REFERENCES entry DEFERRABLE INITIALLY DEFERRED
);
