//! Interleaved rounds, and the ratios that they give.

use std::time::Duration;

use crate::options::Options;
use crate::peer::{Measured, Runner};
use crate::report::{self, Figures};
use crate::server::Server;
use crate::single::Separate;
use crate::workload::{Shape, Workload};
use crate::{Failure, callgrind, peers, plot};

/// `compare`: runs the workloads, prints a table, and writes the plots and the JSON.
pub(crate) fn compare(words: &[&str]) -> Result<(), Failure> {
    let options = Options::parse(words)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut server = Server::start()?;
    runtime.block_on(async {
        peers::migrate(server.unix()).await?;
        println!("{}", report::HEADER);
        let mut all = Vec::new();
        for workload in &options.workloads {
            let figures = measure(&mut server, *workload, &options).await?;
            for figure in &figures {
                println!("{figure}");
            }
            plot::write(&options.plots, *workload, &figures)?;
            all.extend(figures);
        }
        if let Some(file) = &options.json {
            std::fs::write(file, report::json(&all))?;
        }
        println!("plots: {}", options.plots.display());
        Ok(())
    })
}

async fn measure(
    server: &mut Server,
    workload: Workload,
    options: &Options,
) -> Result<Vec<Figures>, Failure> {
    let url = server.url(workload.route())?;
    if !workload.cores().assign(&[std::process::id(), server.process()?]) {
        println!("without `taskset` the times of one task depend on who is woken on which core");
    }
    let runners = runners(server, &url, workload, options).await?;
    let mut rounds: Vec<Vec<Measured>> = runners.iter().map(|_| Vec::new()).collect();
    // A process of its own has nothing to warm, and takes seconds.
    let (warm, count) = match workload.shape() {
        Shape::Process => (0, options.rounds.min(3)),
        _ => (1, options.rounds),
    };
    for round in 0..count + warm {
        // The order turns, so that no client always runs in another's wake.
        for turn in 0..runners.len() {
            let index = (turn + round) % runners.len();
            let (Some(runner), Some(rounds)) = (runners.get(index), rounds.get_mut(index)) else {
                continue;
            };
            peers::clear(server.unix(), workload).await?;
            let measured = runner.run(workload, workload.repetitions()).await?;
            if round >= warm {
                rounds.push(measured);
            }
        }
    }
    let names: Vec<&'static str> = runners.iter().map(|runner| runner.name()).collect();
    for runner in &runners {
        runner.close().await;
    }
    drop(runners);
    let instructions = counts(server, &url, workload, &names).await?;
    let Some(reference) = rounds.first() else { return Ok(Vec::new()) };
    let figures = names.iter().zip(&rounds).zip(&instructions);
    Ok(figures
        .map(|((name, own), count)| Figures {
            workload: workload.name(),
            peer: name,
            reference: names.first().copied().unwrap_or_default(),
            wall_ratio: ratio(own, reference, |measured| Some(measured.wall)),
            cpu_ratio: ratio(own, reference, |measured| measured.cpu),
            instructions: *count,
            instructions_ratio: match (count, instructions.first()) {
                (Some(own), Some(Some(reference))) => Some(own / reference),
                _ => None,
            },
            p50_us: percentile(own, 0.5),
            p99_us: percentile(own, 0.99),
            p999_us: percentile(own, 0.999),
            peak_rss_mb: median(own.iter().filter_map(|measured| measured.memory))
                .map(|bytes| bytes / 1024.0 / 1024.0),
            each_us: median(own.iter().map(|measured| {
                measured.wall.as_nanos() as u64 / u64::from(workload.repetitions())
            }))
            .map(|nanoseconds| nanoseconds / 1000.0),
        })
        .collect())
}

/// The clients that take part, the reference first.
async fn runners(
    server: &Server,
    url: &str,
    workload: Workload,
    options: &Options,
) -> Result<Vec<Box<dyn Runner>>, Failure> {
    let mut runners: Vec<Box<dyn Runner>> = Vec::new();
    for name in peers::names(workload) {
        if !runners.is_empty() && !options.wants(name) {
            continue;
        }
        match workload.shape() {
            Shape::Process => runners.push(Box::new(Separate { name, url: url.to_owned() })),
            _ => runners.extend(peers::connect(name, workload, url).await?),
        }
    }
    if let Some(pgbench) = peers::pgbench::runner(server, workload)
        && options.wants(pgbench.name())
    {
        runners.push(Box::new(pgbench));
    }
    Ok(runners)
}

/// What callgrind counts for each client, as far as it is there.
async fn counts(
    server: &Server,
    url: &str,
    workload: Workload,
    names: &[&'static str],
) -> Result<Vec<Option<f64>>, Failure> {
    if workload.counted().is_none() || !callgrind::is_installed() {
        return Ok(vec![None; names.len()]);
    }
    let mut counts = Vec::new();
    for name in names {
        peers::clear(server.unix(), workload).await?;
        counts.push(match *name == peers::pgbench::NAME {
            true => None,
            false => callgrind::instructions(workload, name, url)?,
        });
    }
    Ok(counts)
}

/// The median of the rounds' ratios.
fn ratio(
    own: &[Measured],
    reference: &[Measured],
    time: impl Fn(&Measured) -> Option<Duration>,
) -> Option<f64> {
    let pairs = own.iter().zip(reference);
    let ratios: Option<Vec<f64>> = pairs
        .map(|(own, reference)| Some(time(own)?.as_secs_f64() / time(reference)?.as_secs_f64()))
        .collect();
    middle(ratios?)
}

fn median(values: impl Iterator<Item = u64>) -> Option<f64> {
    middle(values.map(|value| value as f64).collect())
}

fn middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The median of the rounds' percentiles, in microseconds.
fn percentile(rounds: &[Measured], share: f64) -> Option<f64> {
    let each = rounds.iter().filter_map(|measured| {
        let mut latencies = measured.latencies.clone();
        latencies.sort_unstable();
        latencies.get((latencies.len() as f64 * share) as usize).copied()
    });
    median(each).map(|nanoseconds| nanoseconds / 1000.0)
}
