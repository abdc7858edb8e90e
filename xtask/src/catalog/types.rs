//! `types.rs` and `ranges.rs`: the types of `pg_catalog`.

use super::{Row, Table, literal, numbers};
use crate::server::Server;

/// Row types of system relations and their arrays have no fixed OID and are left out.
/// Whether values sort, and whether equal ones are found, is asked of the planner: it knows which
/// operator classes serve a type through another.
const TYPES: &str = r"
CREATE FUNCTION pg_temp.works(query text) RETURNS boolean LANGUAGE plpgsql AS
$$BEGIN EXECUTE 'EXPLAIN ' || query; RETURN true; EXCEPTION WHEN OTHERS THEN RETURN false; END$$;
SELECT t.oid, typname, typtype, typcategory, typispreferred,
       CASE WHEN typsubscript = 'array_subscript_handler'::regproc THEN typelem ELSE 0 END,
       CASE WHEN typname = 'jsonb' THEN t.oid
            WHEN typsubscript <> 0 THEN typelem ELSE 0 END,
       typarray,
       pg_temp.works(format('SELECT 1 FROM (SELECT NULL::%I) t(a) ORDER BY a', typname)),
       pg_temp.works(format('SELECT DISTINCT a FROM (SELECT NULL::%I) t(a)', typname))
FROM pg_type t
WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype <> 'c' AND t.oid < 10000
  AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typtype = 'c')";

const RANGES: &str = "SELECT rngtypid::oid, rngsubtype::oid, rngmultitypid::oid FROM pg_range";

pub(super) fn types(server: &Server) -> Result<Table, String> {
    let mut rows = Vec::new();
    for row in server.rows(TYPES)? {
        let [oid, name, kind, category, preferred, element, subscript, array, sorts, equals] =
            row.as_slice()
        else {
            return Err(format!("unexpected row {row:?}"));
        };
        let name = literal(name);
        let order = match (sorts.as_str(), equals.as_str()) {
            ("t", "t") => "Sorted",
            (_, "t") => "Equal",
            (_, _) => "None",
        };
        let preferred = if preferred == "t" { "P" } else { "N" };
        let line = format!(
            "TypeRow({oid}, {name}, b'{kind}', b'{category}', {preferred}, {element}, {subscript}, {array}, Order::{order}"
        );
        rows.push(Row { key: (String::new(), numbers(oid)), line });
    }
    Ok(Table {
        name: "types.rs",
        what: "The types, sorted by OID.",
        uses: "",
        array: ("TYPES", "TypeRow"),
        rows,
    })
}

pub(super) fn ranges(server: &Server) -> Result<Table, String> {
    let mut rows = Vec::new();
    for row in server.rows(RANGES)? {
        let [range, subtype, multirange] = row.as_slice() else {
            return Err(format!("unexpected row {row:?}"));
        };
        let line = format!("RangeRow({range}, {subtype}, {multirange}");
        rows.push(Row { key: (String::new(), numbers(range)), line });
    }
    Ok(Table {
        name: "ranges.rs",
        what: "The ranges, sorted by OID.",
        uses: "",
        array: ("RANGES", "RangeRow"),
        rows,
    })
}
