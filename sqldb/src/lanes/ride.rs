//! A statement's place on a shared connection.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{Lane, Lanes};
use crate::error::Result;
use crate::pace::Pace;
use crate::session::Session;

/// A statement's place on a shared connection, until it is answered.
///
/// When it is dropped before, its answer is still to come: the connection is shared no longer, and
/// goes back when those that are on it have been answered; see `Lease::drop`.
pub(crate) struct Ride<'p> {
    pub(super) lanes: &'p Lanes,
    pub(super) lane: Arc<Lane>,
    pub(super) weight: usize,
    pub(super) position: Position,
    /// When it came aboard, in nanoseconds, if that is looked at.
    pub(super) since: Option<u64>,
    pub(super) end: End,
}

/// Whether others were on the way before a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    First,
    Behind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    GivenUp,
    Answered,
}

impl Ride<'_> {
    #[inline]
    pub(crate) fn session(&self) -> Result<&Session> {
        self.lane.lease.session()
    }

    pub(crate) fn position(&self) -> Position {
        self.position
    }

    /// When the last statement on the connection was answered.
    pub(crate) fn last_answer(&self) -> u64 {
        self.lane.answered.load(Ordering::Relaxed)
    }

    /// The statement has been answered to its end.
    #[inline]
    pub(crate) fn answered(&mut self, pace: &Pace) {
        self.end = End::Answered;
        if self.since.is_none() && self.lane.aboard.load(Ordering::SeqCst) == self.weight {
            return;
        }
        let now = self.lanes.now();
        // It began when the one before it ended.
        let before = self.lane.answered.swap(now, Ordering::Relaxed);
        let Some(since) = self.since else { return };
        let taken = now.saturating_sub(before.max(since));
        if self.position == Position::First {
            self.lanes.trip.learn(taken);
        }
        pace.learn(taken);
    }
}

impl Drop for Ride<'_> {
    fn drop(&mut self) {
        self.lane.aboard.fetch_sub(self.weight, Ordering::SeqCst);
        if self.position == Position::Behind {
            self.lanes.crowd.leave();
        }
        if self.end == End::GivenUp {
            self.lanes.remove(&self.lane);
        }
        self.lanes.notify();
    }
}
