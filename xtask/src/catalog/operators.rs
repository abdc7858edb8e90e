//! `operators.rs` and `casts.rs`.

use super::{GeneratedFile, literal, table};
use crate::nulls::Classes;
use crate::nulls::audit::Class;
use crate::server::Server;

const OPERATORS: &str = r#"
SELECT oprname, oprleft, oprright, oprresult, proisstrict, {nulls}
FROM pg_operator JOIN pg_proc p ON p.oid = oprcode
WHERE oprnamespace = 'pg_catalog'::regnamespace
ORDER BY oprname COLLATE "C", oprleft, oprright"#;

const CASTS: &str = "
SELECT castsource, casttarget, castcontext, castmethod, {nulls}
FROM pg_cast LEFT JOIN pg_proc p ON p.oid = castfunc WHERE castsource < 10000 AND casttarget < 10000
ORDER BY castsource, casttarget";

pub(super) fn operators(server: &Server) -> Result<GeneratedFile, String> {
    let classes = Classes::read()?;
    let sql = OPERATORS.replace("{nulls}", Classes::COLUMNS);
    let what =
        "The operators, sorted by symbol, left and right argument (0 before a prefix operator's).";
    table(server, &sql, "operators.rs", "OPERATORS", "OperatorRow", what, |row| {
        let [symbol, left, right, result, strict, nulls @ ..] = row else { return None };
        let strict = if strict == "t" { "S" } else { "C" };
        let symbol = literal(symbol);
        let nulls = classes.of(nulls)?.letter();
        Some(format!("OperatorRow({symbol}, {left}, {right}, {result}, {strict}, {nulls})"))
    })
}

pub(super) fn casts(server: &Server) -> Result<GeneratedFile, String> {
    let classes = Classes::read()?;
    let sql = CASTS.replace("{nulls}", Classes::COLUMNS);
    let what = "The casts, sorted by source and target.";
    table(server, &sql, "casts.rs", "CASTS", "CastRow", what, |row| {
        let [source, target, context, method, nulls @ ..] = row else { return None };
        // Only a function can make a NULL.
        let class = if method == "f" { classes.of(nulls)? } else { Class::Total };
        let nulls = class.letter();
        Some(format!("CastRow({source}, {target}, b'{context}', b'{method}', {nulls})"))
    })
}
