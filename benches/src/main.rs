//! Measured comparisons with other clients: `cargo run --release -p sqldb-bench -- compare`.
//!
//! `compare` itself is a crate of its own, in `benches/peers`: nobody who tests sqldb compiles its
//! peers.

mod analysis;
mod compare;
mod compile;
mod cpu;
mod growth;
mod local;
mod migrations;

use std::process::ExitCode;

const USAGE: &str = "\
Measured comparisons, as ratios in one run.

Usage: cargo run --release -p sqldb-bench -- COMMAND

Commands:
  compare [--only WORKLOAD,…] [--peers PEER,…] [--rounds N] [--json FILE] [--plots DIRECTORY]
                                             run time, beside peers
  compile [--queries N,…]                    CPU time of `cargo check` a query, beside peers
  analysis                                   time of the analysis itself, stage by stage
  growth                                     how that time grows with a history, and with a query
  local                                      time to make, start, join a local PostgreSQL, and to clone a database
  migrations                                 time of 350 migrations through the runner
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.split_first() {
        Some((command, options)) if command == "compare" => compare::compare(options),
        Some((command, options)) if command == "compile" => compile::compile(options),
        Some((command, [])) if command == "analysis" => analysis::analysis(),
        Some((command, [])) if command == "growth" => growth::growth(),
        Some((command, [])) if command == "local" => local::local(),
        Some((command, [])) if command == "migrations" => migrations::migrations(),
        Some((command, [directory])) if command == "local-participant" => {
            local::participate(directory)
        }
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// What ends a measurement early.
type Failure = Box<dyn std::error::Error>;
