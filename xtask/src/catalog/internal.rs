//! `internal.rs`: functions that only the server itself calls.

use super::{Row, Table, literal};
use crate::server::Server;

/// Those that take `internal`: no query can call them, but a `regproc` may name them.
const NAMES: &str = "
SELECT DISTINCT proname FROM pg_proc
WHERE pronamespace = 'pg_catalog'::regnamespace AND 'internal'::regtype = ANY (proargtypes::oid[])";

pub(super) fn table(server: &Server) -> Result<Table, String> {
    let mut rows = Vec::new();
    for row in server.rows(NAMES)? {
        let [name] = row.as_slice() else {
            return Err(format!("expected a name, found {row:?}"));
        };
        let line = format!("InternalRow({}", literal(name));
        rows.push(Row { key: (name.clone(), Vec::new()), line });
    }
    Ok(Table {
        name: "internal.rs",
        what: "The names of the functions that take `internal`, sorted.",
        uses: "",
        array: ("INTERNAL", "InternalRow"),
        rows,
    })
}
