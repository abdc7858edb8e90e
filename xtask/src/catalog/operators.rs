//! `operators.rs` and `casts.rs`.

use super::{GeneratedFile, literal, table};
use crate::server::Server;

const OPERATORS: &str = r#"
SELECT oprname, oprleft, oprright, oprresult, proisstrict, proname
FROM pg_operator JOIN pg_proc p ON p.oid = oprcode
WHERE oprnamespace = 'pg_catalog'::regnamespace
ORDER BY oprname COLLATE "C", oprleft, oprright"#;

const CASTS: &str = "
SELECT castsource, casttarget, castcontext, castmethod
FROM pg_cast WHERE castsource < 10000 AND casttarget < 10000
ORDER BY castsource, casttarget";

pub(super) fn operators(server: &Server) -> Result<GeneratedFile, String> {
    let what =
        "The operators, sorted by symbol, left and right argument (0 before a prefix operator's).";
    table(server, OPERATORS, "operators.rs", "OPERATORS", "OperatorRow", what, |row| {
        let [symbol, left, right, result, strict, _] = row else { return None };
        let strict = if strict == "t" { "S" } else { "C" };
        let symbol = literal(symbol);
        Some(format!("OperatorRow({symbol}, {left}, {right}, {result}, {strict}, M)"))
    })
}

pub(super) fn casts(server: &Server) -> Result<GeneratedFile, String> {
    let what = "The casts, sorted by source and target.";
    table(server, CASTS, "casts.rs", "CASTS", "CastRow", what, |row| {
        let [source, target, context, method] = row else { return None };
        Some(format!("CastRow({source}, {target}, b'{context}', b'{method}', M)"))
    })
}
