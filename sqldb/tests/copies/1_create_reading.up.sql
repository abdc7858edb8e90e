CREATE TABLE reading (at integer NOT NULL, value real NOT NULL);
