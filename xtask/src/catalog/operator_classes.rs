//! `operator_classes.rs`: how the values of types are indexed.

use super::{Row, Table, literal, numbers};
use crate::server::Server;

const CLASSES: &str = "
SELECT amname, opcname, opcintype, opcdefault
FROM pg_opclass JOIN pg_am a ON a.oid = opcmethod
WHERE opcnamespace = 'pg_catalog'::regnamespace AND opcintype < 10000";

pub(super) fn table(server: &Server) -> Result<Table, String> {
    let mut rows = Vec::new();
    for row in server.rows(CLASSES)? {
        let [method, name, input, default] = row.as_slice() else {
            return Err(format!("unexpected row {row:?}"));
        };
        let (method_text, name_text) = (literal(method), literal(name));
        let default = default == "t";
        let line = format!("OperatorClassRow({method_text}, {name_text}, {input}, {default}");
        rows.push(Row { key: (method.clone(), numbers(input)), line });
    }
    Ok(Table {
        name: "operator_classes.rs",
        what: "The operator classes, sorted by access method and type.",
        uses: "",
        array: ("OPERATOR_CLASSES", "OperatorClassRow"),
        rows,
    })
}
