//! One workload of one client in a process of its own: for callgrind, and for peaks of memory.

use std::process::Command;
use std::time::Duration;

use crate::peer::{Boxed, Measured, Runner};
use crate::workload::{Shape, Workload};
use crate::{Failure, peers, usage};

/// `single`: runs it and prints nanoseconds of wall and CPU time, and bytes of memory.
pub(crate) fn run(workload: &str, peer: &str, url: &str, repetitions: &str) -> Result<(), Failure> {
    let workload = Workload::named(workload).ok_or("there is no such workload")?;
    let repetitions = repetitions.parse()?;
    let mut runtime = match workload.shape() {
        // One thread, so that callgrind counts what the client does and not who waits for whom.
        Shape::One => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    let runtime = runtime.worker_threads(2).enable_all().build()?;
    let Measured { wall, cpu, .. } = runtime.block_on(async {
        let peer = peers::connect(peer, workload, url).await?.ok_or("there is no such client")?;
        peer.run(workload, repetitions).await
    })?;
    let cpu = cpu.unwrap_or_default();
    println!("{} {} {}", wall.as_nanos(), cpu.as_nanos(), usage::peak_memory()?);
    Ok(())
}

/// A client whose rounds are processes.
pub(crate) struct Separate {
    pub(crate) name: &'static str,
    pub(crate) url: String,
}

impl Runner for Separate {
    fn name(&self) -> &'static str {
        self.name
    }

    fn run(&self, workload: Workload, repetitions: u32) -> Boxed<'_, Result<Measured, Failure>> {
        Box::pin(async move {
            let output = Command::new(std::env::current_exe()?)
                .args(["single", workload.name(), self.name, &self.url, &repetitions.to_string()])
                .stderr(std::process::Stdio::inherit())
                .output()?;
            let text = String::from_utf8(output.stdout)?;
            let mut numbers = text.split_whitespace().map(str::parse::<u64>);
            let mut next = || numbers.next().ok_or("the process of a client failed");
            let (wall, cpu, memory) = (next()??, next()??, next()??);
            Ok(Measured {
                wall: Duration::from_nanos(wall),
                cpu: Some(Duration::from_nanos(cpu)),
                latencies: Vec::new(),
                memory: Some(memory),
            })
        })
    }

    fn close(&self) -> Boxed<'_, ()> {
        Box::pin(async {})
    }
}
