//! Compares the engine's choice of operators and functions with a server's, exhaustively.
//!
//! Start with [`compare()`]. Every expression over typed NULLs is described by
//! the server (`\gdesc`: parse analysis only, nothing runs), and by the engine; a difference in the
//! resulting type, or in the SQLSTATE of the refusal, is a failure. `nulls` and `literals` have the
//! server run what they ask.

mod calls;
mod extension;
mod functions;
mod literals;
#[cfg(test)]
mod migrations;
mod nulls;
mod operators;
mod sample;

use sqldb_analyze::catalog::Major;

use crate::server::Server;

/// Compares all there is to compare with a server of each version.
pub(crate) fn compare(majors: &[Major]) -> Result<(), String> {
    let all: [Part; 6] = [
        operators::operators,
        functions::functions,
        calls::calls,
        nulls::nulls,
        extension::extensions,
        nulls::of_extensions,
    ];
    parts(majors, &all)
}

/// Compares what extensions make with a server of each version.
pub(crate) fn extensions(majors: &[Major]) -> Result<(), String> {
    parts(majors, &[extension::extensions, nulls::of_extensions])
}

/// Runs the claims of what is never NULL on a server of each version.
pub(crate) fn nulls(majors: &[Major]) -> Result<(), String> {
    parts(majors, &[nulls::nulls, nulls::of_extensions])
}

/// A comparison of its own server.
type Part = fn(&Server) -> Result<(), String>;

fn parts(majors: &[Major], parts: &[Part]) -> Result<(), String> {
    let mut differences = Vec::new();
    for major in majors {
        println!("PostgreSQL {}", major.number());
        for part in parts {
            // A server each: what one makes is not there for the next.
            let server = Server::start(*major)?;
            differences.extend(part(&server).err());
        }
    }
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
}

/// Compares whether literals are values of their types with a server of each version.
pub(crate) fn literals(majors: &[Major], seed: u64) -> Result<(), String> {
    let mut wrong = Vec::new();
    for major in majors {
        println!("PostgreSQL {}", major.number());
        wrong.extend(literals::literals(&Server::start(*major)?, seed, 200).err());
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// An expression over NULLs, and what the engine says of it: a type, or a SQLSTATE.
struct Case {
    sql: String,
    engine: String,
}

/// Lets the server describe every case, and lists the differences.
fn differences(server: &Server, cases: &[Case]) -> Result<Vec<String>, String> {
    differences_after(server, "", cases)
}

/// [`differences()`] after some statements that say nothing.
fn differences_after(server: &Server, before: &str, cases: &[Case]) -> Result<Vec<String>, String> {
    let mut script = before.to_owned();
    for case in cases {
        script.push_str(&format!("SELECT {} \\gdesc\n\\echo # :SQLSTATE\n", case.sql));
    }
    let lines = server.script(&script)?;
    let mut differences = Vec::new();
    let mut cases = cases.iter();
    let mut ty = None;
    for line in lines.lines() {
        let Some(state) = line.strip_prefix("# ") else {
            ty = line.split_once('\t').map(|(_, ty)| ty);
            continue;
        };
        let case = cases.next().ok_or("more answers than questions")?;
        let server =
            if state == "00000" { in_messages(ty.take().unwrap_or("")) } else { state.to_owned() };
        // An internal error of the server is a refusal of ours, with a proper code.
        let both_refuse = server == "XX000" && case.engine.starts_with("42");
        if server != case.engine && !both_refuse {
            differences.push(format!("{}: {}, server {server}", case.sql, case.engine));
        }
        ty = None;
    }
    match cases.next() {
        None => Ok(differences),
        Some(case) => Err(format!("the server did not answer `{}`", case.sql)),
    }
}

/// `\gdesc` writes `bit` and `bpchar` without a length such that they can be read again; messages
/// write them as types (`format_type.c format_type_be`).
fn in_messages(ty: &str) -> String {
    let (element, array) = ty.strip_suffix("[]").map_or((ty, ""), |element| (element, "[]"));
    let element = match element {
        "\"bit\"" => "bit",
        "bpchar" => "character",
        element => element,
    };
    format!("{element}{array}")
}

/// Prints what was compared; differences are an error.
fn report(what: &str, count: usize, differences: &[String]) -> Result<(), String> {
    println!("{what}: {count} compared, {} differences", differences.len());
    if differences.is_empty() {
        return Ok(());
    }
    Err(differences.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::sample::Sample;
    use super::*;

    #[test]
    fn operators_of_common_types_are_those_of_postgresql() {
        let Some(server) = Server::start_for_test(Major::V15) else { return };
        let sample = Sample::create(&server).unwrap();
        let types = sample.types(&[
            "int2",
            "int4",
            "int8",
            "numeric",
            "float8",
            "text",
            "varchar",
            "bool",
            "date",
            "timestamptz",
            "interval",
            "uuid",
            "jsonb",
            "_int4",
            "_text",
            "int4range",
            "mood",
            "email",
            "positive",
            "unknown",
        ]);
        let cases = operators::cases(&server, &sample, &types).unwrap();
        let differences = super::differences(&server, &cases).unwrap();
        assert!(differences.is_empty(), "{}", differences.join("\n"));
    }

    #[test]
    fn calls_of_user_functions_are_those_of_postgresql() {
        let Some(server) = Server::start_for_test(Major::V15) else { return };
        let mut sample = Sample::create(&server).unwrap();
        let cases = calls::cases(&server, &mut sample).unwrap();
        let before = "SET search_path = app, public;\n";
        let differences = differences_after(&server, before, &cases).unwrap();
        assert!(differences.is_empty(), "{}", differences.join("\n"));
    }
}
