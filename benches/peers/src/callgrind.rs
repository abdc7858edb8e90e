//! Instructions in user space per operation: exact to some percent, whatever else the machine does.

use std::process::{Command, Stdio};

use crate::Failure;
use crate::workload::Workload;

/// Whether valgrind is installed.
pub(crate) fn is_installed() -> bool {
    let version = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

/// The instructions of one operation of a client; [`None`] where they cannot be counted.
pub(crate) fn instructions(
    workload: Workload,
    peer: &str,
    url: &str,
) -> Result<Option<f64>, Failure> {
    let Some((few, many)) = workload.counted() else { return Ok(None) };
    let (less, more) = (total(workload, peer, url, few)?, total(workload, peer, url, many)?);
    Ok(Some((more as f64 - less as f64) / f64::from(many - few)))
}

fn total(workload: Workload, peer: &str, url: &str, repetitions: u32) -> Result<u64, Failure> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["single", workload.name(), peer, url, &repetitions.to_string()])
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split("Collected :").nth(1));
    let count = collected.and_then(|count| count.trim().parse().ok());
    count.ok_or_else(|| format!("callgrind counted nothing for {peer}: {said}").into())
}
