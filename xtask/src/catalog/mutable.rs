//! `mutable.rs`: what is not immutable.

use super::{Row, Table, literal, numbers};
use crate::server::Server;

/// Functions in SQL are left out: they are inlined, and what their bodies do counts.
const MUTABLE: &str = "
SELECT 'Function', proname, proargtypes::text FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND provolatile <> 'i'
  AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'sql')
UNION ALL
SELECT 'Operator', oprname, oprleft || ' ' || oprright
FROM pg_operator JOIN pg_proc p ON p.oid = oprcode
WHERE oprnamespace = 'pg_catalog'::regnamespace AND provolatile <> 'i'
  AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'sql')
UNION ALL
SELECT 'Cast', '', castsource || ' ' || casttarget
FROM pg_cast JOIN pg_proc p ON p.oid = castfunc
WHERE castsource < 10000 AND casttarget < 10000 AND provolatile <> 'i'
  AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'sql')
UNION ALL
SELECT 'Input', '', t.oid::text FROM pg_type t JOIN pg_proc p ON p.oid = typinput
WHERE t.oid < 10000 AND typtype = 'b' AND provolatile <> 'i'
UNION ALL
SELECT 'Output', '', t.oid::text FROM pg_type t JOIN pg_proc p ON p.oid = typoutput
WHERE t.oid < 10000 AND typtype = 'b' AND provolatile <> 'i'";

pub(super) fn table(server: &Server) -> Result<Table, String> {
    let mut rows = Vec::new();
    for row in server.rows(MUTABLE)? {
        let [kind, name, types] = row.as_slice() else {
            return Err(format!("unexpected row {row:?}"));
        };
        let types = numbers(&types.replace(' ', ","));
        let line = format!("MutableRow(Mutable::{kind}, {}, &{types:?}", literal(name));
        rows.push(Row { key: (name.clone(), types), line });
    }
    Ok(Table {
        name: "mutable.rs",
        what: "What does not always yield the same for the same arguments, sorted by name and types.",
        uses: "",
        array: ("MUTABLE", "MutableRow"),
        rows,
    })
}
