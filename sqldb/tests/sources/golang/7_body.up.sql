ALTER TABLE note ADD body text NOT NULL;
