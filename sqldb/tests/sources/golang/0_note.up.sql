CREATE TABLE note (id bigserial PRIMARY KEY);
