//! How long statements take, learned as they run.

use std::sync::atomic::{AtomicU64, Ordering};

/// What one statement takes, in nanoseconds; all connections of the program teach it.
#[derive(Debug)]
pub(crate) struct Pace(AtomicU64);

impl Pace {
    pub(crate) const fn new() -> Pace {
        Pace(AtomicU64::new(0))
    }

    /// Whether others should not have to wait for it, where statements usually take `typical`.
    ///
    /// On a network all of them take the round trip, so that is no reason.
    pub(crate) fn is_slow(&self, typical: u64) -> bool {
        const LEAST: u64 = 2_000_000;
        self.0.load(Ordering::Relaxed) > LEAST + 8 * typical
    }

    /// Slower by eighths, quicker by halves: that a busy machine or a lock held it up once is forgotten
    /// soon, and what always takes long stays slow.
    pub(crate) fn learn(&self, nanoseconds: u64) {
        let weight = if nanoseconds < self.0.load(Ordering::Relaxed) { 2 } else { 8 };
        average(&self.0, nanoseconds, weight);
    }
}

/// Moves an average by a share of one in `weight` towards a new value. An update that is lost among
/// threads does no harm.
pub(crate) fn average(average: &AtomicU64, value: u64, weight: u64) {
    let before = average.load(Ordering::Relaxed);
    // A statement that once took an hour is not slow for ever.
    let value = value.min(1_000_000_000);
    average.store(before - before / weight + value / weight, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_is_what_takes_much_longer_than_usual() {
        let pace = Pace::new();
        pace.learn(10_000_000);
        assert!(!pace.is_slow(50_000), "once is chance");
        pace.learn(10_000_000);
        pace.learn(10_000_000);
        assert!(pace.is_slow(50_000));
        assert!(!pace.is_slow(9_000_000), "the network is as slow");
        for _ in 0..4 {
            pace.learn(40_000);
        }
        assert!(!pace.is_slow(50_000), "it has become quick again");
    }
}
