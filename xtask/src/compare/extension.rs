//! Operators and functions of extensions, over their own types and a handful of others.

use sqldb_analyze::catalog::{Catalog, FunctionKind, known_extensions};
use sqldb_analyze::overload::{
    CallShape, Decoration, FirstArgument, resolve_function, resolve_operator,
};
use sqldb_analyze::replay::{Migration, replay_onto};
use sqldb_analyze::types::TypeId;

use super::functions::lists;
use super::sample::SampleType;
use super::{Case, differences_after, report};
use crate::server::Server;

const AVAILABLE: &str = "SELECT name FROM pg_available_extensions ORDER BY name";

const OTHERS: [&str; 9] =
    ["int4", "int8", "float4", "float8", "text", "bool", "_text", "_int4", "unknown"];

/// Compares all extensions that the engine knows and the server has.
pub(super) fn extensions(server: &Server) -> Result<(), String> {
    let available: Vec<String> = server.rows(AVAILABLE)?.into_iter().flatten().collect();
    let mut count = 0;
    let mut wrong = Vec::new();
    let mut compared = Vec::new();
    for name in known_extensions().filter(|name| available.iter().any(|found| found == name)) {
        let script = format!("CREATE EXTENSION \"{name}\" CASCADE;");
        let empty = Catalog { major: server.major, ..Catalog::default() };
        let (catalog, mistakes) = replay_onto(empty, &[Migration { file: name, sql: &script }]);
        if let Some(mistake) = mistakes.first() {
            return Err(format!("{name}: {}", mistake.diagnostic.message));
        }
        server.rows(&format!("{script}\nSELECT 1;"))?;
        let cases = cases(&catalog);
        // Not all at once, so that the script stays small.
        for cases in cases.chunks(50_000) {
            // `postgis_topology` puts its schema into the database's own path.
            let found = differences_after(server, "SET search_path = public;\n", cases)?;
            wrong.extend(found.into_iter().map(|it| format!("{name}: {it}")));
        }
        count += cases.len();
        compared.push(format!("{name} {}", cases.len()));
        let made = catalog.extensions.iter().filter(|made| *made != "plpgsql");
        let made: Vec<String> = made.map(|made| format!("\"{made}\"")).collect();
        server.rows(&format!("DROP EXTENSION {} CASCADE;\nSELECT 1;", made.join(", ")))?;
    }
    println!("{}", compared.join(", "));
    report("extensions", count, &wrong)
}

fn cases(catalog: &Catalog) -> Vec<Case> {
    let own = catalog.types.iter().map(|user| user.name.name.clone());
    let names: Vec<String> = own.chain(OTHERS.map(str::to_owned)).collect();
    let types: Vec<SampleType> = names.iter().filter_map(|name| sample(catalog, name)).collect();
    let mut cases = operators(catalog, &types);
    let plain: Vec<SampleType> = names
        .iter()
        .filter(|name| !name.starts_with('_'))
        .filter_map(|name| sample(catalog, name))
        .filter(|sample| !catalog.is_composite(sample.id))
        .collect();
    let mut functions: Vec<(&str, FunctionKind)> =
        catalog.functions.iter().map(|f| (f.name.name.as_str(), f.kind)).collect();
    functions.sort_by_key(|function| function.0);
    functions.dedup_by_key(|function| function.0);
    for (name, kind) in functions {
        let ordered = catalog.functions.iter().any(|f| {
            let kind = f.aggregate;
            f.name.name == name
                && kind.is_some_and(|k| k != sqldb_analyze::catalog::AggregateKind::Normal)
        });
        if kind == FunctionKind::Procedure || ordered {
            continue;
        }
        for length in 0..3 {
            // Pairs of arrays and rows would be many, and say nothing new.
            let types = if length < 2 { &types } else { &plain };
            let lists = lists(types, length);
            // `f(row)` may be `row.f`, which is no call.
            let field = |types: &&Vec<SampleType>| matches!(types.as_slice(), [only] if catalog.is_composite(only.id));
            let calls = lists.iter().filter(|types| !field(types));
            cases.extend(calls.map(|types| call(catalog, name, kind, types)));
        }
    }
    cases
}

fn sample(catalog: &Catalog, name: &str) -> Option<SampleType> {
    let id = catalog.find_type(None, name)?;
    let null = match name {
        "unknown" => "NULL".to_owned(),
        name => format!("NULL::\"{name}\""),
    };
    Some(SampleType { id, null })
}

/// The extension's operators, over every pair of types.
fn operators(catalog: &Catalog, types: &[SampleType]) -> Vec<Case> {
    let mut symbols: Vec<(&str, bool)> =
        catalog.operators.iter().map(|o| (o.name.name.as_str(), o.left.is_some())).collect();
    symbols.sort_unstable();
    symbols.dedup();
    let engine = |symbol: &str, left: Option<TypeId>, right: TypeId| match resolve_operator(
        catalog, None, symbol, left, right,
    ) {
        Ok(call) => catalog.format_type(catalog.base_type(call.result)),
        Err(error) => error.code.code().to_owned(),
    };
    let mut cases = Vec::new();
    for (symbol, binary) in symbols {
        for right in types {
            if !binary {
                let sql = format!("OPERATOR({symbol}) {}", right.null);
                cases.push(Case { sql, engine: engine(symbol, None, right.id) });
                continue;
            }
            for left in types {
                let sql = format!("{} OPERATOR({symbol}) {}", left.null, right.null);
                cases.push(Case { sql, engine: engine(symbol, Some(left.id), right.id) });
            }
        }
    }
    cases
}

fn call(catalog: &Catalog, name: &str, kind: FunctionKind, types: &[SampleType]) -> Case {
    let nulls: Vec<&str> = types.iter().map(|ty| ty.null.as_str()).collect();
    let ids: Vec<TypeId> = types.iter().map(|ty| ty.id).collect();
    let window = kind == FunctionKind::Window;
    let behind = if window { " OVER ()" } else { "" };
    let decorations: &[Decoration] = if window { &[Decoration::Over] } else { &[] };
    let first = match ids.first() {
        Some(&TypeId::UNKNOWN) => FirstArgument::Literal,
        _ => FirstArgument::Expression,
    };
    let shape = CallShape { arguments: &ids, first, decorations, ..CallShape::default() };
    let engine = match resolve_function(catalog, None, name, &shape) {
        Ok(call) => catalog.format_type(catalog.base_type(call.result)),
        Err(error) => error.code.code().to_owned(),
    };
    Case { sql: format!("\"{name}\"({}){behind}", nulls.join(", ")), engine }
}
