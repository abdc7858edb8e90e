CREATE TABLE named (
    "row"  bigint NOT NULL,
    "rows" bigint NOT NULL,
    ty     bigint NOT NULL,
    out    bigint NOT NULL,
    value  bigint NOT NULL,
    decode bigint NOT NULL
);
