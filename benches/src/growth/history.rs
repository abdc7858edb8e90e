//! Histories of migrations as large as one likes: each table with all that a table of an application has.

/// A history that makes so many tables, a file each.
pub(crate) fn history(tables: usize) -> Vec<(String, String)> {
    (0..tables).map(|number| (format!("{number}_table.up.sql"), migration(number))).collect()
}

/// What makes a table: its types, keys, indexes and comments, a view over it and over another, a trigger,
/// a policy, and what later migrations change of all this.
fn migration(number: usize) -> String {
    let (n, other) = (number, number / 2);
    format!(
        "CREATE TYPE state_{n} AS ENUM ('new', 'open', 'done');
CREATE DOMAIN code_{n} AS text CHECK (VALUE <> '');
CREATE TABLE item_{n} (
    id bigserial PRIMARY KEY,
    code code_{n} NOT NULL UNIQUE,
    title text NOT NULL,
    state state_{n} NOT NULL DEFAULT 'new',
    price numeric(10, 2) CHECK (price > 0),
    owner bigint REFERENCES item_{other} (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    tags text[] NOT NULL DEFAULT '{{}}',
    UNIQUE (title, state)
);
CREATE INDEX ON item_{n} (created_at) WHERE state = 'new';
CREATE INDEX item_{n}_by_owner ON item_{n} (owner, created_at DESC);
COMMENT ON TABLE item_{n} IS 'items';
COMMENT ON COLUMN item_{n}.code IS 'what one calls it';
ALTER TABLE item_{n}
    ADD COLUMN note text,
    ADD COLUMN parent bigint,
    ADD CONSTRAINT item_{n}_of_parent FOREIGN KEY (parent) REFERENCES item_{n} (id);
ALTER TABLE item_{n} ALTER COLUMN note SET DEFAULT '';
ALTER TABLE item_{n} RENAME COLUMN title TO name;
ALTER TYPE state_{n} ADD VALUE 'gone';
CREATE VIEW shown_{n} AS
    SELECT i.id, i.name, o.id AS owner, count(c.id) AS children
    FROM item_{n} i JOIN item_{other} o ON o.id = i.owner LEFT JOIN item_{n} c ON c.parent = i.id
    GROUP BY i.id, o.id;
CREATE MATERIALIZED VIEW counted_{n} AS SELECT state, count(*) AS items FROM item_{n} GROUP BY state;
CREATE UNIQUE INDEX ON counted_{n} (state);
CREATE FUNCTION touch_{n}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.note := coalesce(NEW.note, '');
    RETURN NEW;
END
$$;
CREATE TRIGGER touch BEFORE UPDATE ON item_{n} FOR EACH ROW EXECUTE FUNCTION touch_{n}();
ALTER TABLE item_{n} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON item_{n} USING (id > 0 OR EXISTS (SELECT FROM item_{other} o WHERE o.id = owner));
GRANT SELECT ON item_{n}, shown_{n} TO PUBLIC;
INSERT INTO item_{n} (code, name, price) VALUES ('a', 'A', 1), ('b', 'B', 2);
UPDATE item_{n} SET note = name WHERE note IS NULL;
ALTER TABLE item_{n} ALTER COLUMN note SET NOT NULL;
ALTER TABLE item_{n} DROP COLUMN price;
CREATE TABLE draft_{n} (LIKE item_{n} INCLUDING ALL);
DROP TABLE draft_{n};
"
    )
}
