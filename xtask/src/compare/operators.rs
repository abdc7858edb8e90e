//! Every built-in operator over every pair of types.

use super::sample::{Sample, SampleType};
use super::{Case, report};
use crate::server::Server;
use sqldb_analyze::overload::resolve_operator;
use sqldb_analyze::types::TypeId;

const SYMBOLS: &str = "SELECT DISTINCT oprname, oprkind FROM pg_operator ORDER BY 1, 2";

/// Compares all of them.
pub(super) fn operators(server: &Server) -> Result<(), String> {
    let sample = Sample::create(server)?;
    let cases = cases(server, &sample, &sample.all())?;
    let differences = super::differences(server, &cases)?;
    report("operators", cases.len(), &differences)
}

pub(super) fn cases(
    server: &Server,
    sample: &Sample,
    types: &[SampleType],
) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for row in server.rows(SYMBOLS)? {
        let [symbol, kind] = row.as_slice() else { continue };
        for right in types {
            if kind == "l" {
                let sql = format!("OPERATOR(pg_catalog.{symbol}) {}", right.null);
                cases.push(Case { sql, engine: engine(sample, symbol, None, right.id) });
                continue;
            }
            for left in types {
                let sql = format!("{} OPERATOR(pg_catalog.{symbol}) {}", left.null, right.null);
                let engine = engine(sample, symbol, Some(left.id), right.id);
                cases.push(Case { sql, engine });
            }
        }
    }
    Ok(cases)
}

fn engine(sample: &Sample, symbol: &str, left: Option<TypeId>, right: TypeId) -> String {
    let catalog = &sample.catalog;
    match resolve_operator(catalog, Some("pg_catalog"), symbol, left, right) {
        Ok(call) => catalog.format_type(call.result),
        Err(error) => error.code.code().to_owned(),
    }
}
