//! Random queries of sqlsmith, where it is installed: Andreas Seltenreich's generator walks a
//! server's own catalog, and so writes what ours does not think of.

use std::process::Command;

use super::query::Question;
use crate::server::Server;

/// What only sqlsmith writes: values of pseudo-types and of what the server passes to itself, and
/// functions inside of `information_schema`.
const LEFT_OUT: [&str; 7] = [
    "as any",
    "_handler)",
    "as trigger)",
    "as event_trigger)",
    "as internal)",
    "unknownin(",
    "information_schema._pg_",
];

/// `count` queries over the schema that the server has; [`None`] where there is no sqlsmith.
pub(super) fn questions(server: &Server, seed: u64, count: usize) -> Option<Vec<Question>> {
    let output = Command::new("sqlsmith")
        .args(["--dry-run", "--exclude-catalog"])
        .arg(format!("--seed={seed}"))
        .arg(format!("--max-queries={count}"))
        .arg(format!("--target={}", server.connection()))
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let queries = text
        .split(";\n")
        .map(str::trim)
        .filter(|query| !query.is_empty() && !LEFT_OUT.iter().any(|words| query.contains(words)));
    let question = |query: &str| Question { text: query.to_owned(), values: Vec::new() };
    Some(queries.map(question).collect())
}
