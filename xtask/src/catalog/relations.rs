//! `relations.rs`: the tables and views of `pg_catalog` and `information_schema`.

use super::{Row, Table, literal};
use crate::server::Server;

/// The domains of `information_schema` have no fixed OIDs; `builtin/system.rs` gives them ids. Row types
/// of `pg_catalog`, and arrays of them, it finds by their names.
const RELATIONS: &str = r"
SELECT nspname, relname, relkind,
       (SELECT string_agg(attname || ' ' ||
                   CASE WHEN atttypid < 10000 THEN atttypid::text
                        ELSE coalesce((9998 + 2 * array_position(
                            ARRAY['cardinal_number', 'character_data', 'sql_identifier', 'time_stamp', 'yes_or_no'],
                            typname::text))::text, typname) END
                   || CASE WHEN atttypmod <> -1 THEN ':' || atttypmod ELSE '' END
                   || CASE WHEN attnotnull THEN '!' ELSE '' END, ',' ORDER BY attnum)
        FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
       (SELECT string_agg(columns, ';' ORDER BY columns) FROM (
            SELECT CASE WHEN indisprimary THEN '=' ELSE '' END || (SELECT string_agg(attname, ',' ORDER BY n)
                    FROM unnest(indkey) WITH ORDINALITY k (number, n)
                    JOIN pg_attribute ON attrelid = c.oid AND attnum = number) AS columns
            FROM pg_index
            WHERE indrelid = c.oid AND indisunique AND indisvalid AND indimmediate
              AND indpred IS NULL AND indexprs IS NULL) i)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname IN ('pg_catalog', 'information_schema') AND relkind IN ('r', 'v')";

pub(super) fn table(server: &Server) -> Result<Table, String> {
    let mut rows = Vec::new();
    for row in server.rows(RELATIONS)? {
        let [schema, name, kind, columns, keys] = row.as_slice() else {
            return Err(format!("unexpected row {row:?}"));
        };
        let line = format!(
            "relation({}, {}, b'{kind}', {}, {}",
            literal(schema),
            literal(name),
            literal(columns),
            literal(keys),
        );
        // No name holds the character between the two, which sorts before all letters.
        rows.push(Row { key: (format!("{schema}\0{name}"), Vec::new()), line });
    }
    Ok(Table {
        name: "relations.rs",
        what: "The tables and views, sorted by schema and name.",
        uses: "",
        array: ("RELATIONS", "RelationRow"),
        rows,
    })
}
