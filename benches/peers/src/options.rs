//! The command line of `compare`.

use std::path::PathBuf;

use crate::Failure;
use crate::workload::Workload;

pub(crate) const USAGE: &str = "\
Run time beside other clients, as ratios in one run.

Usage: cargo run --release -p sqldb-bench -- compare [OPTIONS]

Options:
  --only WORKLOAD,…   these workloads
  --peers PEER,…      these clients, and the reference
  --rounds N          rounds of each workload (7; of a process of its own 3 at most)
  --json FILE         write the results to a file, too
  --plots DIRECTORY   where the plots go (target/bench)
";

/// What to compare.
pub(crate) struct Options {
    pub(crate) workloads: Vec<Workload>,
    /// None are all.
    pub(crate) peers: Option<Vec<String>>,
    pub(crate) rounds: usize,
    pub(crate) json: Option<PathBuf>,
    pub(crate) plots: PathBuf,
}

impl Options {
    pub(crate) fn parse(words: &[&str]) -> Result<Options, Failure> {
        let mut options = Options {
            workloads: Workload::ALL.to_vec(),
            peers: None,
            rounds: 7,
            json: None,
            plots: PathBuf::from("target/bench"),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if matches!(*word, "--help" | "-h") {
                return Err(USAGE.into());
            }
            let value = words.next().ok_or_else(|| format!("`{word}` needs a value\n\n{USAGE}"))?;
            match *word {
                "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
                "--only" => {
                    options.workloads = value.split(',').map(named).collect::<Result<_, _>>()?;
                }
                "--peers" => options.peers = Some(value.split(',').map(str::to_owned).collect()),
                "--json" => options.json = Some(PathBuf::from(value)),
                "--plots" => options.plots = PathBuf::from(value),
                _ => return Err(format!("there is no option `{word}`\n\n{USAGE}").into()),
            }
        }
        Ok(options)
    }

    /// Whether a client takes part.
    pub(crate) fn wants(&self, peer: &str) -> bool {
        self.peers.as_ref().is_none_or(|peers| peers.iter().any(|name| name == peer))
    }
}

fn named(name: &str) -> Result<Workload, Failure> {
    let known = || Workload::ALL.map(Workload::name).join(", ");
    Workload::named(name)
        .ok_or_else(|| format!("there is no workload `{name}`; there are {}", known()).into())
}
