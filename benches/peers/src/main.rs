//! The clients that sqldb is compared with, side by side: what `sqldb-bench compare` runs.
//!
//! The machines this runs on are noisy, so every figure is a ratio to a reference that runs in the
//! same process, in turn, round by round; the median of the rounds' ratios is what is printed.
//! Start at [`rounds::compare`]; a client is a file in `peers`.

mod callgrind;
mod cores;
mod options;
mod peer;
mod peers;
mod plot;
mod relay;
mod report;
mod rounds;
mod server;
mod single;
mod usage;
mod workload;

use std::process::ExitCode;

/// What ends a measurement early.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["compare", options @ ..] => rounds::compare(options),
        // The processes that a comparison starts.
        ["single", workload, peer, url, repetitions] => {
            single::run(workload, peer, url, repetitions)
        }
        ["relay", target] => relay::run(target),
        _ => Err(options::USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
