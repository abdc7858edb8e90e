//! On which cores a workload runs.
//!
//! One task that waits for each answer has client and server take turns. Whether they do so on one
//! core or two is the scheduler's mood, and changes the time threefold; so they are kept on one.
//! What works at once, or streams, has all cores.

use std::process::{Command, Stdio};

/// Where the client and the server run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cores {
    One,
    All,
}

impl Cores {
    /// Puts processes there, with what they start later; says whether that can be done here.
    pub(crate) fn assign(self, processes: &[u32]) -> bool {
        let last = std::fs::read_to_string("/sys/devices/system/cpu/online").unwrap_or_default();
        let last = last.trim().rsplit([',', '-']).next().unwrap_or_default().to_owned();
        let cores = match self {
            // The first has the most interrupts to serve.
            Cores::One => last,
            Cores::All => format!("0-{last}"),
        };
        for process in processes {
            let assigned = Command::new("taskset")
                .args(["--all-tasks", "--cpu-list", "--pid", &cores, &process.to_string()])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            if !assigned.is_ok_and(|status| status.success()) {
                return false;
            }
        }
        true
    }
}
