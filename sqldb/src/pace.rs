//! How long statements take, learned as they run.

use std::sync::atomic::{AtomicU64, Ordering};

/// What one statement takes, in nanoseconds; all connections of the program teach it.
#[derive(Debug)]
pub(crate) struct Pace(AtomicU64);

impl Pace {
    pub(crate) const fn new() -> Pace {
        Pace(AtomicU64::new(0))
    }

    /// Whether others should not have to wait for it.
    ///
    /// On a network all statements take the `trip`, so that is no reason.
    pub(crate) fn is_slow(&self, trip: &Trip) -> bool {
        self.0.load(Ordering::Relaxed) > slow(trip)
    }

    /// Whether the statement that is the `number`th on a connection of its own is to be timed: what is
    /// known to be quick, now and then only, because to ask for the time twice costs a hundredth of it.
    pub(crate) fn is_due(&self, number: usize) -> Due {
        const QUICK: std::ops::Range<u64> = 1..1_000_000;
        match number.is_multiple_of(8) || !QUICK.contains(&self.0.load(Ordering::Relaxed)) {
            true => Due::Yes,
            false => Due::No,
        }
    }

    /// Slower by eighths, quicker by halves: that a busy machine or a lock held it up once is forgotten
    /// soon, and what always takes long stays slow.
    pub(crate) fn learn(&self, nanoseconds: u64) {
        let weight = if nanoseconds < self.0.load(Ordering::Relaxed) { 2 } else { 8 };
        average(&self.0, nanoseconds, weight);
    }
}

/// Whether a statement is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    Yes,
    No,
}

/// From how many nanoseconds on a statement is slow.
pub(crate) fn slow(trip: &Trip) -> u64 {
    const LEAST: u64 = 2_000_000;
    LEAST + 8 * trip.nanoseconds()
}

/// What a quick statement takes on a connection on which nothing else is on the way, in nanoseconds: the
/// way to the server and back.
#[derive(Debug)]
pub(crate) struct Trip(AtomicU64);

impl Trip {
    pub(crate) const fn new() -> Trip {
        Trip(AtomicU64::new(0))
    }

    pub(crate) fn nanoseconds(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Quicker by eighths, slower by 64ths, so that neither slow statements nor a busy machine count for
    /// much. The first is believed: were the way long, all statements would seem slow until it is known.
    /// That is forgotten by halves when it was a slow statement.
    pub(crate) fn learn(&self, nanoseconds: u64) {
        /// Farther away there is nobody.
        const MOST: u64 = 500_000_000;
        let before = self.nanoseconds();
        let weight = match nanoseconds {
            much_quicker if much_quicker < before / 8 => 2,
            quicker if quicker < before => 8,
            _ => 64,
        };
        if before == 0 {
            self.0.store(nanoseconds.min(MOST), Ordering::Relaxed);
        } else {
            average(&self.0, nanoseconds.min(MOST), weight);
        }
    }
}

/// Moves an average by a share of one in `weight` towards a new value. An update that is lost among
/// threads does no harm.
fn average(average: &AtomicU64, value: u64, weight: u64) {
    let before = average.load(Ordering::Relaxed);
    // A statement that once took an hour is not slow for ever.
    let value = value.min(1_000_000_000);
    average.store(before - before / weight + value / weight, Ordering::Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_is_what_takes_much_longer_than_the_trip() {
        let (near, far) = (Trip::new(), Trip::new());
        near.learn(50_000);
        far.learn(9_000_000);
        let pace = Pace::new();
        pace.learn(10_000_000);
        assert!(!pace.is_slow(&near), "once is chance");
        pace.learn(10_000_000);
        pace.learn(10_000_000);
        assert!(pace.is_slow(&near));
        assert!(!pace.is_slow(&far), "the network is as slow");
        for _ in 0..4 {
            pace.learn(40_000);
        }
        assert!(!pace.is_slow(&near), "it has become quick again");
    }

    #[test]
    fn trip_is_that_of_quick_statements() {
        let trip = Trip::new();
        for n in 0..1000 {
            trip.learn(if n % 10 == 0 { 10_000_000 } else { 50_000 });
        }
        assert!(trip.nanoseconds() < 500_000, "{}", trip.nanoseconds());
        for _ in 0..300 {
            trip.learn(5_000_000);
        }
        assert!(trip.nanoseconds() > 4_000_000, "the server has moved away");

        let locked = Trip::new();
        locked.learn(30_000_000_000);
        for _ in 0..10 {
            locked.learn(50_000);
        }
        assert!(locked.nanoseconds() < 1_000_000, "{}", locked.nanoseconds());
    }
}
