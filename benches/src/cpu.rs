//! CPU time, by the kernel's own account.

use std::time::Duration;

use crate::Failure;

/// User and system time of this process.
pub(crate) fn own() -> Result<Duration, Failure> {
    ticks(11)
}

/// User and system time of its ended children.
pub(crate) fn children() -> Result<Duration, Failure> {
    ticks(13)
}

/// The sum of two fields of `/proc/self/stat` (`proc(5)`), counted from behind the program's name,
/// in ticks of a hundredth of a second.
fn ticks(field: usize) -> Result<Duration, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let read = |field: usize| -> Result<u64, Failure> {
        Ok(fields.get(field).ok_or("`/proc/self/stat` is too short")?.parse()?)
    };
    Ok(Duration::from_millis(10 * (read(field)? + read(field + 1)?)))
}
