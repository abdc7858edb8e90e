//! `finals.rs`: what PostgreSQL's aggregates make of an internal state.

use super::{Row, Table, literal, numbers};
use crate::server::Server;

/// The final functions of aggregates whose state is `internal`: aggregates of others may be made of them,
/// too.
const FINALS: &str = "
SELECT proname,
       (SELECT string_agg(a.ty::text, ',' ORDER BY a.at) FROM unnest(proargtypes::oid[]) WITH ORDINALITY a(ty, at)
        WHERE a.at > 1),
       prorettype::oid
FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND proargtypes[0] = 'internal'::regtype
  AND prorettype <> 'internal'::regtype
  AND oid IN (SELECT aggfinalfn FROM pg_aggregate UNION SELECT aggmfinalfn FROM pg_aggregate)";

pub(super) fn table(server: &Server) -> Result<Table, String> {
    let mut rows = Vec::new();
    for row in server.rows(FINALS)? {
        let [name, arguments, result] = row.as_slice() else {
            return Err(format!("expected a final function, found {row:?}"));
        };
        let arguments = numbers(arguments);
        let line = format!("FinalRow({}, &{arguments:?}, {result}", literal(name));
        rows.push(Row { key: (name.clone(), arguments), line });
    }
    Ok(Table {
        name: "finals.rs",
        what: "The final functions over `internal`, sorted by name.",
        uses: "",
        array: ("FINALS", "FinalRow"),
        rows,
    })
}
