//! Generators of committed code and comparisons with a real PostgreSQL.
//!
//! `cargo xtask` lists the tasks. Start with [`catalog`], which writes the engine's built-in tables.

mod catalog;
mod compare;
mod describe;
mod nulls;
mod precedence;
mod programs;
mod server;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <task> [<PostgreSQL URL>]

  catalog     write sqldb-analyze/src/catalog/builtin/*.rs from PostgreSQL's own catalog
  compare operators | functions | calls
              compare the engine's choice with PostgreSQL's, over all types
  compare nulls
              run the functions that are said never to be NULL over sample values
  describe    compare the engine's answers about the queries of tests and examples with PostgreSQL's
  nulls <source of PostgreSQL 15>
              list the C functions that never return NULL by themselves
  precedence  write sqldb-analyze/tests/data/precedence_15.txt, how PostgreSQL groups operators

Without a URL a private PostgreSQL 15 is started and removed again.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["catalog"] => server::Server::start().and_then(|server| catalog::write(&server)),
        ["catalog", url] => catalog::write(&server::Server::at(url)),
        ["precedence"] => server::Server::start().and_then(|server| precedence::write(&server)),
        ["compare", "operators"] => {
            server::Server::start().and_then(|server| compare::operators(&server))
        }
        ["compare", "functions"] => {
            server::Server::start().and_then(|server| compare::functions(&server))
        }
        ["compare", "calls"] => server::Server::start().and_then(|server| compare::calls(&server)),
        ["compare", "nulls"] => server::Server::start().and_then(|server| compare::nulls(&server)),
        ["describe"] => server::Server::start().and_then(|server| {
            describe::compare(&server).and_then(|()| programs::compare(&server))
        }),
        ["nulls", source] => {
            server::Server::start().and_then(|server| nulls::write(&server, Path::new(source)))
        }
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace's directory.
fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
