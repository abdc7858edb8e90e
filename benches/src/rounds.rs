//! Interleaved rounds, and the ratios that they give.

use std::time::{Duration, Instant};

use crate::Failure;
use crate::peers::Peers;
use crate::workload::Workload;

/// `compare`: runs the workloads and prints a line for each peer.
pub(crate) fn compare(options: &[String]) -> Result<(), Failure> {
    let Options { workloads, rounds } = Options::parse(options)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let peers = Peers::connect().await?;
        println!("{:<12} {:<16} {:>10} {:>12}", "workload", "peer", "ratio", "time");
        for workload in workloads {
            run(&peers, workload, rounds).await?;
        }
        peers.close().await
    })
}

struct Options {
    workloads: Vec<Workload>,
    rounds: usize,
}

impl Options {
    fn parse(words: &[String]) -> Result<Options, Failure> {
        let mut options = Options { workloads: Workload::ALL.to_vec(), rounds: 15 };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("`{word}` needs a value"))?;
            match word.as_str() {
                "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
                "--only" => {
                    options.workloads = value.split(',').map(named).collect::<Result<_, _>>()?;
                }
                _ => return Err(format!("there is no option `{word}`").into()),
            }
        }
        Ok(options)
    }
}

fn named(name: &str) -> Result<Workload, Failure> {
    let found = Workload::ALL.into_iter().find(|workload| workload.name() == name);
    found.ok_or_else(|| format!("there is no workload `{name}`").into())
}

async fn run(peers: &Peers, workload: Workload, rounds: usize) -> Result<(), Failure> {
    let names = Peers::NAMES;
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); names.len()];
    for round in 0..=rounds {
        // The order turns, so that no peer always runs in another's wake.
        for turn in 0..names.len() {
            let peer = (turn + round) % names.len();
            let start = Instant::now();
            peers.run(peer, workload).await?;
            // The first round warms caches and is not counted.
            if let (true, Some(times)) = (round > 0, times.get_mut(peer)) {
                times.push(start.elapsed());
            }
        }
    }
    let Some(reference) = times.first() else { return Ok(()) };
    for (name, own) in names.iter().zip(&times) {
        let ratios =
            own.iter().zip(reference).map(|(own, other)| own.as_secs_f64() / other.as_secs_f64());
        let each = own.iter().map(|time| time.as_secs_f64() / f64::from(workload.repetitions()));
        println!(
            "{:<12} {:<16} {:>10.3} {:>9.1} µs",
            workload.name(),
            name,
            median(ratios),
            median(each) * 1e6
        );
    }
    Ok(())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
