//! Generators of committed code and comparisons with a real PostgreSQL.
//!
//! `cargo xtask` lists the tasks. Start with [`catalog`], which writes the engine's built-in tables.

mod apps;
mod catalog;
mod compare;
mod definitions;
mod describe;
mod extension;
mod introspect;
mod nulls;
mod precedence;
mod programs;
mod question;
mod random;
mod regress;
mod sent;
mod server;
mod session;
mod soundness;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use server::Server;
use sqldb_analyze::catalog::Major;

const USAGE: &str = "\
usage: cargo xtask <task>

  apps 15 | 16 | 17 | 18 <directory> [<SQL file of what is there before>]
              replay an application's migrations and analyse its queries, and compare with a server
  catalog     write sqldb-analyze/src/catalog/builtin/*.rs from PostgreSQL's own catalogs, 15 to 18,
              and extension/*.txt from what contrib's extensions make
  extension <directory of programs> <name> …
              write sqldb-analyze/src/catalog/extension/<name>.txt from a PostgreSQL that has it
  compare [15 | 16 | 17 | 18]
              compare the engine's choice with PostgreSQL's, over all types: operators, functions,
              calls of users' functions and of extensions', the claims of what is never NULL
  compare extensions
              only those of extensions
  compare nulls
              only the claims of what is never NULL
  compare literals [<seed>]
              ask whether strings are values of their types
  definitions 15 | 16 | 17 | 18 <suite> [<test> …]
              run PostgreSQL's regression suite, replay each definition on the server's catalog before
              it, and compare with the server's catalog behind it
  describe    compare the engine's answers about the queries of tests and examples with PostgreSQL's,
              and what would be sent for them with those of all majors
  nulls 15 | 18 <source of that PostgreSQL> [<source of an extension> …]
              list the C functions that never return NULL by themselves
  random [sqlsmith] [<seed> [<queries> [15 | 16 | 17 | 18]]]
              make random queries, and compare the engine's claims with what comes
  regress 15 | 16 | 17 | 18 [<suite> [<test> …]]
              run PostgreSQL's regression suite (`src/test/regress` of its source, by default of
              Debian's source package), and compare the engine's answer about each query with the
              server's; xtask/data/regress_*_refused.txt may only shrink
  precedence  write sqldb-analyze/tests/data/precedence_15.txt, how PostgreSQL groups operators

Private servers are started and removed again.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["apps", major, directory] => {
            version(major).and_then(|major| apps::run(major, Path::new(directory), None))
        }
        ["apps", major, directory, before] => version(major)
            .and_then(|major| apps::run(major, Path::new(directory), Some(Path::new(before)))),
        ["catalog"] => catalog::write().and_then(|()| extension::write()),
        ["extension", directory, names @ ..] => extension::write_from(Path::new(directory), names),
        ["precedence"] => Server::start(Major::V15).and_then(|server| precedence::write(&server)),
        ["compare"] => compare::compare(&Major::ALL),
        ["compare", "nulls"] => compare::nulls(&Major::ALL),
        ["compare", "extensions"] => compare::extensions(&Major::ALL),
        ["compare", "literals"] => compare::literals(&Major::ALL, 1),
        ["compare", "literals", seed] => seed
            .parse()
            .map_err(|error| format!("`{seed}`: {error}"))
            .and_then(|seed| compare::literals(&Major::ALL, seed)),
        ["compare", major] => version(major).and_then(|major| compare::compare(&[major])),
        ["definitions", major, suite, only @ ..] => {
            version(major).and_then(|major| definitions::run(major, Path::new(suite), only))
        }
        ["describe"] => Server::start(Major::default()).and_then(|server| {
            describe::compare(&server)
                .and_then(|()| programs::compare(&server))
                .and_then(|()| Major::ALL.into_iter().try_for_each(sent::run))
        }),
        ["nulls", major, source, further @ ..] => {
            let further: Vec<&Path> = further.iter().map(Path::new).collect();
            version(major)
                .and_then(Server::start)
                .and_then(|server| nulls::write(&server, Path::new(source), &further))
        }
        ["random", "sqlsmith", arguments @ ..] => random(arguments, soundness::run_sqlsmith),
        ["random", arguments @ ..] => random(arguments, soundness::run),
        ["regress", major] => version(major).and_then(|major| regress::run(major, None, &[])),
        ["regress", major, suite, only @ ..] => {
            version(major).and_then(|major| regress::run(major, Some(Path::new(suite)), only))
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

/// `random` with its numbers.
fn random(
    arguments: &[&str],
    run: impl Fn(Major, u64, usize) -> Result<(), String>,
) -> Result<(), String> {
    let number = |at: usize, usual: usize| match arguments.get(at) {
        Some(text) => text.parse().map_err(|error| format!("`{text}`: {error}")),
        None => Ok(usual),
    };
    let (seed, count) = (number(0, 1)?, number(1, 5000)?);
    let major = match arguments.get(2) {
        Some(text) => version(text)?,
        None => Major::default(),
    };
    run(major, u64::try_from(seed).unwrap_or(1), count)
}

/// The version of a number.
fn version(number: &str) -> Result<Major, String> {
    let found = number.parse().ok().and_then(Major::of);
    found.ok_or_else(|| format!("`{number}` is not 15, 16, 17 or 18"))
}

/// The workspace's directory.
fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
