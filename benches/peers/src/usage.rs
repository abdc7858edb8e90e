//! What this process has used, by the kernel's own account.

use std::time::Duration;

use crate::Failure;

/// CPU time of all threads, from `/proc/self/task/*/schedstat`, in nanoseconds.
pub(crate) fn cpu() -> Result<Duration, Failure> {
    let mut nanoseconds = 0;
    for task in std::fs::read_dir("/proc/self/task")? {
        // A thread may end meanwhile.
        let Ok(line) = std::fs::read_to_string(task?.path().join("schedstat")) else { continue };
        let first = line.split_whitespace().next().unwrap_or_default();
        nanoseconds += first.parse::<u64>().unwrap_or_default();
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// The most memory that was resident, in bytes.
pub(crate) fn peak_memory() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kilobytes.ok_or("`/proc/self/status` has no `VmHWM`")? * 1024)
}
