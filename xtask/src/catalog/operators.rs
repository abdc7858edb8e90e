//! `operators.rs` and `casts.rs`.

use sqldb_analyze::catalog::Major;

use super::{Row, Table, literal, numbers};
use crate::nulls::Classes;
use crate::nulls::audit::Class;
use crate::server::Server;

const OPERATORS: &str = r#"
SELECT oprname, oprleft, oprright, oprresult, proisstrict, {nulls}
FROM pg_operator JOIN pg_proc p ON p.oid = oprcode
WHERE oprnamespace = 'pg_catalog'::regnamespace"#;

const CASTS: &str = "
SELECT castsource, casttarget, castcontext, castmethod, {nulls}
FROM pg_cast LEFT JOIN pg_proc p ON p.oid = castfunc WHERE castsource < 10000 AND casttarget < 10000";

pub(super) fn operators(server: &Server, major: Major) -> Result<Table, String> {
    let classes = Classes::read(major)?;
    let mut rows = Vec::new();
    for row in server.rows(&OPERATORS.replace("{nulls}", Classes::COLUMNS))? {
        let [symbol, left, right, result, strict, nulls @ ..] = row.as_slice() else {
            return Err(format!("unexpected row {row:?}"));
        };
        let strict = if strict == "t" { "S" } else { "C" };
        let nulls = classes.of(nulls).ok_or("unexpected columns")?.letter();
        let key = (symbol.clone(), numbers(&format!("{left},{right}")));
        let symbol = literal(symbol);
        let line = format!("OperatorRow({symbol}, {left}, {right}, {result}, {strict}, {nulls}");
        rows.push(Row { key, line });
    }
    Ok(Table {
        name: "operators.rs",
        what: "The operators, sorted by symbol, left and right argument (0 before a prefix operator's).",
        uses: "",
        array: ("OPERATORS", "OperatorRow"),
        rows,
    })
}

pub(super) fn casts(server: &Server, major: Major) -> Result<Table, String> {
    let classes = Classes::read(major)?;
    let mut rows = Vec::new();
    for row in server.rows(&CASTS.replace("{nulls}", Classes::COLUMNS))? {
        let [source, target, context, method, nulls @ ..] = row.as_slice() else {
            return Err(format!("unexpected row {row:?}"));
        };
        // Only a function can make a NULL.
        let class = match method.as_str() {
            "f" => classes.of(nulls).ok_or("unexpected columns")?,
            _ => Class::Total,
        };
        let nulls = class.letter();
        let key = (String::new(), numbers(&format!("{source},{target}")));
        let line = format!("CastRow({source}, {target}, b'{context}', b'{method}', {nulls}");
        rows.push(Row { key, line });
    }
    Ok(Table {
        name: "casts.rs",
        what: "The casts, sorted by source and target.",
        uses: "",
        array: ("CASTS", "CastRow"),
        rows,
    })
}
