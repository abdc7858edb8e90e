//! The claims of when functions are NULL, run over sample values.

use crate::nulls::Classes;
use crate::nulls::audit::Class;
use crate::server::Server;
use sqldb_analyze::catalog::{CallNulls, Catalog, FunctionKind, UserFunction, known_extensions};
use sqldb_analyze::replay::{Migration, replay_onto};
use sqldb_analyze::types::TypeId;

const SETUP: &str = include_str!("nulls.sql");

/// Functions that only read; aggregates over one row. Polymorphic arguments get one real type.
const FUNCTIONS: &str = r#"
SELECT p.oid::regprocedure, proname, prokind,
       array_to_string(ARRAY(
           SELECT CASE ty::regtype::text
               WHEN 'anyelement' THEN 'int4' WHEN 'anynonarray' THEN 'int4'
               WHEN 'anycompatible' THEN 'int4' WHEN 'anycompatiblenonarray' THEN 'int4'
               WHEN 'anyarray' THEN 'int4[]' WHEN 'anycompatiblearray' THEN 'int4[]'
               WHEN 'anyrange' THEN 'int4range' WHEN 'anymultirange' THEN 'int4multirange'
               WHEN 'anycompatiblerange' THEN 'int4range'
               WHEN 'anycompatiblemultirange' THEN 'int4multirange'
               WHEN 'anyenum' THEN 'mood' WHEN '"any"' THEN 'text'
               ELSE ty::regtype::text END
           FROM unnest(proargtypes) WITH ORDINALITY u (ty, n) ORDER BY n), ','),
       {nulls}
FROM pg_proc p LEFT JOIN pg_aggregate ON aggfnoid = p.oid
WHERE pronamespace = 'pg_catalog'::regnamespace AND pronargs > 0
  AND (prokind = 'f' AND provolatile <> 'v' OR aggkind = 'n')
  AND NOT proargtypes::oid[] && ARRAY['internal', 'cstring']::regtype[]::oid[]
  AND prorettype NOT IN ('internal'::regtype, 'void'::regtype, 'trigger'::regtype)
ORDER BY 1"#;

/// Runs them; a NULL against a claim is an error.
pub(super) fn nulls(server: &Server) -> Result<(), String> {
    let classes = Classes::read(server.major)?;
    server.rows(SETUP)?;
    let mut script = String::new();
    let mut claims = 0;
    for row in server.rows(&FUNCTIONS.replace("{nulls}", Classes::COLUMNS))? {
        let [signature, name, kind, types, columns @ ..] = row.as_slice() else { continue };
        let nullable = match classes.of(columns).ok_or("unexpected row")? {
            Class::Maybe => continue,
            Class::Total => 100,
            Class::FirstArgument => 2,
            Class::Never => 1,
        };
        claims += 1;
        // `f(VARIADIC array)` is left to the declared type: the array goes in as it is.
        let array = types.ends_with("[]") && kind == "f" && signature.contains("VARIADIC");
        let call = if array { "VARIADIC $" } else { "$" };
        script.push_str(&format!(
            "SELECT '{}', ran, bad FROM probe('pg_catalog.\"{name}\"({call})', '{{{types}}}', {nullable});\n",
            signature.replace('\'', "''")
        ));
    }
    judge(server, claims, &script)
}

/// The same for what extensions make, as far as there are sample values of their types.
pub(super) fn of_extensions(server: &Server) -> Result<(), String> {
    server.rows(SETUP)?;
    let available = "SELECT name FROM pg_available_extensions";
    let available: Vec<String> = server.rows(available)?.into_iter().flatten().collect();
    let mut script = String::new();
    let mut claims = 0;
    for name in known_extensions().filter(|name| available.iter().any(|found| found == name)) {
        let make = format!("CREATE EXTENSION IF NOT EXISTS \"{name}\" CASCADE;");
        let empty = Catalog { major: server.major, ..Catalog::default() };
        let (catalog, _) = replay_onto(empty, &[Migration { file: name, sql: &make }]);
        script.push_str(&make);
        for (ty, values) in SAMPLES.iter().filter(|row| catalog.find_type(None, row.0).is_some()) {
            script.push_str(&format!(
                "INSERT INTO sample SELECT '{ty}'::regtype, v FROM unnest(ARRAY[{values}]) v;\n"
            ));
        }
        let total = |function: &&UserFunction| {
            let called = function.kind == FunctionKind::Function && !function.arguments.is_empty();
            called && function.nulls == CallNulls::Total && function.result != TypeId::VOID
        };
        for function in catalog.functions.iter().filter(total) {
            let types: Vec<String> =
                function.arguments.iter().map(|a| catalog.format_type(a.ty)).collect();
            let call = format!("\"{}\"", function.name.name);
            claims += 1;
            script.push_str(&format!(
                "SELECT '{call} of {name}', ran, bad FROM probe('{call}($)', '{{{}}}', 100);\n",
                types.join(","),
            ));
        }
        // What was made stays for the next, which may need it; samples are not wanted twice.
        script.push_str("DELETE FROM sample s USING sample t WHERE s.ctid > t.ctid AND s = t;\n");
    }
    judge(server, claims, &script)
}

/// Sample values of extensions' types.
const SAMPLES: [(&str, &str); 14] = [
    ("citext", "'', 'a', ' A b', '12'"),
    ("hstore", "'', 'a=>1', 'a=>NULL, b=>2', '\"\"=>\"\"'"),
    ("ltree", "'', 'a', 'a.b.c'"),
    ("lquery", "'*', 'a.*', 'a|b'"),
    ("ltxtquery", "'a', 'a & !b'"),
    ("cube", "'()', '(1)', '(1,2),(3,4)'"),
    ("seg", "'1', '1 .. 2', '~ 3', '.. 4'"),
    ("query_int", "'1', '1&!2'"),
    ("isbn", "'1-4028-9462-7'"),
    ("ean13", "'978-1-4028-9462-6'"),
    ("vector", "'[1,2,3]', '[0,0,0]', '[1]'"),
    ("halfvec", "'[1,2,3]', '[0,0,0]'"),
    ("sparsevec", "'{1:1}/3', '{}/3'"),
    ("earth", "'(6378168,0,0)'"),
];

/// Runs a script of probes; a NULL against a claim is an error.
fn judge(server: &Server, claims: usize, script: &str) -> Result<(), String> {
    let answers = server.script(script)?;
    let rows: Vec<Vec<&str>> = answers.lines().map(|line| line.split('\t').collect()).collect();
    let ran = rows.iter().filter(|row| row.get(1).is_some_and(|ran| *ran != "0")).count();
    let calls: u64 = rows.iter().filter_map(|row| row.get(1)?.parse::<u64>().ok()).sum();
    let broken: Vec<String> = rows
        .iter()
        .filter(|row| row.get(2).is_some_and(|bad| !bad.is_empty()))
        .map(|row| row.join(" "))
        .collect();
    println!("{claims} claims, {ran} of them tried by {calls} calls, {} broken", broken.len());
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}
