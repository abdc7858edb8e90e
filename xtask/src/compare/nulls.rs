//! The claims of when functions are NULL, run over sample values.

use crate::nulls::Classes;
use crate::nulls::audit::Class;
use crate::server::Server;

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
    let answers = server.script(&script)?;
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
