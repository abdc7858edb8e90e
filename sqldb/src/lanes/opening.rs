//! Leave to open a further shared connection, until that is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::{Lane, Lanes};
use crate::pool::Lease;

/// Leave to open a connection.
pub(crate) struct Opening {
    pub(super) lanes: Arc<Lanes>,
    pub(super) beside: usize,
}

impl Opening {
    /// How many were open already.
    pub(crate) fn beside(&self) -> usize {
        self.beside
    }

    /// The connection is being opened.
    pub(crate) fn begin(self) -> Connecting {
        Connecting { lanes: self.lanes.clone(), opening: Some(self) }
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        self.lanes.lock().opening -= 1;
    }
}

/// A connection that is being opened, on which others count.
pub(crate) struct Connecting {
    lanes: Arc<Lanes>,
    opening: Option<Opening>,
}

impl Connecting {
    /// It is there, and is shared from now on; unless somebody waits for one of his own, then it is
    /// handed back.
    pub(crate) fn share(self, lease: Lease) -> Option<Lease> {
        let mut state = self.lanes.lock();
        if self.lanes.wanted.load(Ordering::SeqCst) > 0 {
            return Some(lease);
        }
        let (aboard, answered) = (AtomicUsize::new(0), AtomicU64::new(0));
        let seen = AtomicU64::new(self.lanes.ticks());
        state.open.push(Arc::new(Lane { lease, aboard, seen, answered }));
        drop(state);
        // All that wait may find a place on it.
        self.lanes.place.notify_waiters();
        None
    }
}

impl Drop for Connecting {
    fn drop(&mut self) {
        drop(self.opening.take());
        // If it failed, somebody else may try.
        self.lanes.notify();
    }
}
