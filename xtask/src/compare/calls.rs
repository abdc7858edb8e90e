//! Calls of functions as migrations make them: defaults, variadic and named arguments, polymorphic
//! types, and schemas that hide each other.

use super::sample::{Sample, SampleType};
use super::{Case, differences_after, report};
use crate::server::Server;
use sqldb_analyze::catalog::{
    CallNulls, FunctionArgument, FunctionKind, QualifiedName, UserFunction,
};
use sqldb_analyze::overload::{CallShape, FirstArgument, Variadic, resolve_function};
use sqldb_analyze::types::TypeId;
use sqldb_analyze::{LineColumn, Origin};

/// Schema, name, arguments (`name type`), how many have defaults, whether variadic, result.
type Declared = (&'static str, &'static str, &'static [&'static str], usize, bool, &'static str);

const FUNCTIONS: &[Declared] = &[
    ("public", "f", &["a int4"], 0, false, "int4"),
    ("public", "f", &["a text"], 0, false, "text"),
    ("public", "f", &["a numeric", "b int4"], 1, false, "numeric"),
    ("app", "f", &["a int4"], 0, false, "bool"),
    ("public", "g", &["a int4", "b int4", "c text"], 2, false, "int4"),
    ("public", "g", &["list _int4"], 0, true, "text"),
    ("public", "h", &["list anyarray"], 0, true, "anyelement"),
    ("public", "h", &["x anyelement", "y anyelement"], 0, false, "anyarray"),
    ("public", "k", &["x anycompatible", "list anycompatiblearray"], 0, false, "anycompatible"),
    ("public", "k", &["x anycompatible", "list anycompatiblearray"], 0, true, "anycompatible"),
    ("public", "m", &["a int4", "b text"], 0, false, "int4"),
    ("public", "m", &["b text", "a int4"], 0, false, "text"),
    ("public", "n", &["a int4", "b text", "c bool"], 3, false, "date"),
    ("public", "d", &["a email"], 0, false, "int4"),
    ("public", "d", &["a text"], 0, false, "text"),
    ("public", "o", &["a numeric", "rest _numeric"], 0, true, "numeric"),
    ("app", "o", &["a numeric"], 0, false, "int4"),
    ("app", "abs", &["a int4"], 0, false, "text"),
    ("app", "lower", &["a int4"], 0, false, "text"),
];

const ARGUMENTS: [&str; 7] = ["int4", "int8", "text", "numeric", "_int4", "email", "unknown"];

/// Compares calls with up to three arguments.
pub(super) fn calls(server: &Server) -> Result<(), String> {
    let mut sample = Sample::create(server)?;
    let cases = cases(server, &mut sample)?;
    let differences = differences_after(server, "SET search_path = app, public;\n", &cases)?;
    report("calls", cases.len(), &differences)
}

pub(super) fn cases(server: &Server, sample: &mut Sample) -> Result<Vec<Case>, String> {
    sample.catalog.schemas.push("app".to_owned());
    sample.catalog.search_path = vec!["app".to_owned(), "public".to_owned()];
    let mut script = "CREATE SCHEMA app;\n".to_owned();
    let mut seen = Vec::new();
    for function in FUNCTIONS {
        // Two functions of one signature cannot be; the second would only add VARIADIC.
        if seen.contains(&(function.0, function.1, function.2)) {
            continue;
        }
        seen.push((function.0, function.1, function.2));
        script.push_str(&make(sample, function)?);
    }
    server.rows(&script)?;
    let types = sample.types(&ARGUMENTS);
    let mut names: Vec<&str> = FUNCTIONS.iter().map(|function| function.1).collect();
    names.sort_unstable();
    names.dedup();
    let mut cases = Vec::new();
    for name in names {
        for length in 0..4 {
            for list in super::functions::lists(&types, length) {
                cases.push(case(sample, name, &list, &[], Variadic::Expand));
                if length > 0 {
                    cases.push(case(sample, name, &list, &[], Variadic::Array));
                }
                for names in
                    [&["a"][..], &["b"], &["a", "b"], &["b", "a"], &["c", "a"], &["x", "list"]]
                {
                    if names.len() <= length {
                        cases.push(case(sample, name, &list, names, Variadic::Expand));
                        cases.push(case(sample, name, &list, names, Variadic::Array));
                    }
                }
            }
        }
    }
    Ok(cases)
}

/// Adds a function to the catalog, and returns the statement that makes it.
fn make(
    sample: &mut Sample,
    &(schema, name, arguments, defaults, variadic, result): &Declared,
) -> Result<String, String> {
    let ty = |name: &str| sample.catalog.find_type(None, name).ok_or(format!("no type {name}"));
    let mut declared = Vec::new();
    let mut list = Vec::new();
    for (index, argument) in arguments.iter().enumerate() {
        let (name, of) = argument.split_once(' ').ok_or("an argument has a name and a type")?;
        declared.push(FunctionArgument { name: Some(name.to_owned()), ty: ty(of)? });
        let mode = if variadic && index + 1 == arguments.len() { "VARIADIC " } else { "" };
        let default = if index + defaults >= arguments.len() { " DEFAULT NULL" } else { "" };
        list.push(format!("{mode}{name} {of}{default}"));
    }
    let function = UserFunction {
        name: QualifiedName::new(schema, name),
        kind: FunctionKind::Function,
        arguments: declared,
        variadic,
        defaults,
        result: ty(result)?,
        columns: Vec::new(),
        call: Vec::new(),
        returns_set: false,
        strict: false,
        nulls: CallNulls::Maybe,
        body: None,
        aggregate: None,
        origin: Origin {
            file: "2_functions.up.sql".into(),
            place: LineColumn { line: 1, column: 1 },
        },
    };
    sample.catalog.functions.push(function);
    Ok(format!(
        "CREATE FUNCTION {schema}.{name}({}) RETURNS {result} LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';\n",
        list.join(", ")
    ))
}

fn case(
    sample: &Sample,
    name: &str,
    types: &[SampleType],
    names: &[&str],
    variadic: Variadic,
) -> Case {
    let ids: Vec<TypeId> = types.iter().map(|ty| ty.id).collect();
    let mut written: Vec<String> = types.iter().map(|ty| ty.null.clone()).collect();
    for (argument, name) in written.iter_mut().rev().zip(names.iter().rev()) {
        *argument = format!("{name} => {argument}");
    }
    if variadic == Variadic::Array
        && let Some(last) = written.last_mut()
    {
        *last = format!("VARIADIC {last}");
    }
    let first = match ids.first() {
        Some(&TypeId::UNKNOWN) => FirstArgument::Literal,
        _ => FirstArgument::Expression,
    };
    let call = CallShape { arguments: &ids, names, variadic, first, ..CallShape::default() };
    let catalog = &sample.catalog;
    let engine = match resolve_function(catalog, None, name, &call) {
        Ok(call) => catalog.format_type(catalog.base_type(call.result)),
        Err(error) => error.code.code().to_owned(),
    };
    Case { sql: format!("{name}({})", written.join(", ")), engine }
}
