//! Measured comparisons with other clients: `cargo run --release -p sqldb-bench -- compare`.
//!
//! The machines this runs on are noisy, so every figure is a ratio to a reference that runs in the
//! same process, in turn, round by round; the median of the rounds' ratios is what is printed.

mod analysis;
mod compile;
mod cpu;
mod peers;
mod rounds;
mod workload;

use std::process::ExitCode;

const USAGE: &str = "\
Measured comparisons, as ratios in one run.

Usage: cargo run --release -p sqldb-bench -- COMMAND

Commands:
  compare [--only WORKLOAD,…] [--rounds N]   run time, beside raw tokio-postgres
  compile [--queries N,…]                    CPU time of `cargo check` a query, beside peers
  analysis                                   time of the analysis itself, stage by stage

Workloads: point_unix, rows_10k
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.split_first() {
        Some((command, options)) if command == "compare" => rounds::compare(options),
        Some((command, options)) if command == "compile" => compile::compile(options),
        Some((command, [])) if command == "analysis" => analysis::analysis(),
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
