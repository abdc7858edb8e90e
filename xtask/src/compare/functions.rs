//! Every built-in function over types: one argument of any type, two and three of common types.

use super::sample::{Sample, SampleType};
use super::{Case, report};
use crate::server::Server;
use sqldb_analyze::overload::{CallShape, Decoration, FirstArgument, resolve_function};
use sqldb_analyze::types::TypeId;

const FUNCTIONS: &str = r#"
SELECT proname, bool_or(prokind = 'w'), bool_or(aggkind IN ('o', 'h')), bool_or(prokind IN ('f', 'p') OR aggkind = 'n')
FROM pg_proc p LEFT JOIN pg_aggregate ON aggfnoid = p.oid
WHERE pronamespace = 'pg_catalog'::regnamespace AND 'internal'::regtype <> ALL (proargtypes::oid[])
GROUP BY proname ORDER BY proname COLLATE "C""#;

/// The server refuses, after the choice, what the engine leaves to PostgreSQL: the output functions
/// of pseudo-types, and a NULL of type `unknown`. Nobody writes them.
const REFUSED_LATER: [&str; 8] = [
    "event_trigger_out",
    "fdw_handler_out",
    "index_am_handler_out",
    "language_handler_out",
    "table_am_handler_out",
    "trigger_out",
    "tsm_handler_out",
    "unknownin",
];

const TWO: [&str; 20] = [
    "int2",
    "int4",
    "int8",
    "numeric",
    "float4",
    "float8",
    "text",
    "varchar",
    "bool",
    "date",
    "timestamp",
    "timestamptz",
    "interval",
    "jsonb",
    "_int4",
    "_text",
    "int4range",
    "mood",
    "email",
    "unknown",
];
const THREE: [&str; 6] = ["int4", "float8", "text", "_text", "jsonb", "unknown"];

/// Compares all of them.
pub(super) fn functions(server: &Server) -> Result<(), String> {
    let sample = Sample::create(server)?;
    let one: Vec<Vec<SampleType>> = sample.all().into_iter().map(|ty| vec![ty]).collect();
    let lists =
        [vec![Vec::new()], one, lists(&sample.types(&TWO), 2), lists(&sample.types(&THREE), 3)];
    let names = server.rows(FUNCTIONS)?;
    let mut count = 0;
    let mut differences = Vec::new();
    // A hundred names at a time, so that the script stays small.
    for names in names.chunks(100) {
        let mut cases = Vec::new();
        for row in names {
            let [name, window, ordered, plain] = row.as_slice() else { continue };
            if REFUSED_LATER.contains(&name.as_str()) {
                continue;
            }
            for types in lists.iter().flatten() {
                if plain == "t" {
                    cases.push(case(&sample, name, types, Form::Plain));
                }
                if window == "t" {
                    cases.push(case(&sample, name, types, Form::Over));
                }
                if ordered == "t" && !types.is_empty() {
                    cases.push(case(&sample, name, types, Form::WithinGroup));
                }
            }
        }
        count += cases.len();
        differences.extend(super::differences(server, &cases)?);
    }
    report("functions", count, &differences)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Over,
    WithinGroup,
}

/// All lists of a length.
pub(super) fn lists(types: &[SampleType], length: usize) -> Vec<Vec<SampleType>> {
    let mut lists = vec![Vec::new()];
    for _ in 0..length {
        let longer = |list: &Vec<SampleType>| {
            let list = list.clone();
            types.iter().map(move |ty| list.iter().cloned().chain([ty.clone()]).collect())
        };
        lists = lists.iter().flat_map(longer).collect();
    }
    lists
}

fn case(sample: &Sample, name: &str, types: &[SampleType], form: Form) -> Case {
    let mut nulls: Vec<&str> = types.iter().map(|ty| ty.null.as_str()).collect();
    let ids: Vec<TypeId> = types.iter().map(|ty| ty.id).collect();
    let (behind, decorations) = match form {
        Form::Plain => (String::new(), vec![]),
        Form::Over => (" OVER ()".to_owned(), vec![Decoration::Over]),
        Form::WithinGroup => {
            let last = nulls.pop().unwrap_or_default();
            let behind = format!(" WITHIN GROUP (ORDER BY {last})");
            (behind, vec![Decoration::WithinGroup(1)])
        }
    };
    let sql = format!("pg_catalog.\"{name}\"({}){behind}", nulls.join(", "));
    let first = match ids.first() {
        Some(&TypeId::UNKNOWN) => FirstArgument::Literal,
        _ => FirstArgument::Expression,
    };
    let call =
        CallShape { arguments: &ids, first, decorations: &decorations, ..CallShape::default() };
    let sorts = |ty: &TypeId| {
        *ty == TypeId::UNKNOWN || sample.catalog.order(*ty) == sqldb_analyze::catalog::Order::Sorted
    };
    let engine = match resolve_function(&sample.catalog, Some("pg_catalog"), name, &call) {
        // Sorting comes after the choice; of all aggregates, only `mode` takes any type.
        Ok(_) if form == Form::WithinGroup && !ids.iter().all(sorts) => "42883".to_owned(),
        // A domain is sent as its base type (`printtup.c`).
        Ok(call) => sample.catalog.format_type(sample.catalog.base_type(call.result)),
        Err(error) => error.code.code().to_owned(),
    };
    Case { sql, engine }
}
