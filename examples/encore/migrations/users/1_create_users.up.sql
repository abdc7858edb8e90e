CREATE TABLE users (
    id           bigserial PRIMARY KEY,
    first_name   varchar(255) NOT NULL,
    last_name    varchar(255) NOT NULL,
    slack_handle varchar(255) NOT NULL
);
