-- +goose Up
CREATE TABLE note (id bigserial PRIMARY KEY, body text NOT NULL);

-- +goose Down
DROP TABLE note;
