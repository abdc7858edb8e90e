//! From when on a query is slow.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// In milliseconds. Of the process, because that is what a log is of.
static THRESHOLD: AtomicU64 = AtomicU64::new(1000);

/// Says how long a query takes at least that is told as slow, in all databases of the process: an
/// event of `tracing` at level WARN, with the feature `tracing`. It is a second unless said otherwise.
///
/// ```
/// sqldb::set_slow_query_threshold(std::time::Duration::from_millis(200));
/// ```
pub fn set_slow_query_threshold(threshold: Duration) {
    let milliseconds = u64::try_from(threshold.as_millis()).unwrap_or(u64::MAX);
    THRESHOLD.store(milliseconds, Ordering::Relaxed);
}

#[cfg(feature = "tracing")]
pub(crate) fn threshold() -> Duration {
    Duration::from_millis(THRESHOLD.load(Ordering::Relaxed))
}
