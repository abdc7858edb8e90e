//! Shared connections that are shared no longer: what is on the way on them is answered before they go back.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::{Counted, Lane, Lanes};
use crate::session::Session;

impl Lanes {
    /// Gives up a connection on which nothing is on the way, if there is one.
    pub(crate) fn give_idle_up(&self) {
        let mut state = self.lock();
        let idle = state.open.iter().rposition(|lane| lane.aboard.load(Ordering::SeqCst) == 0);
        let retired = idle.map(|index| state.open.remove(index));
        drop(state);
        // Leases are given back outside of the lock.
        drop(retired);
    }

    /// Gives up the connection that will be free first, for somebody who waits for one of his own
    /// until what is returned is dropped. What is on the way on it is answered before. Those that are
    /// broken are given up, too: in their places others may be opened.
    pub(crate) fn give_one_up(&self) -> Counted<'_> {
        let wanted = Counted::by(&self.wanted);
        let mut state = self.lock();
        let broken = take_broken(&mut state.open);
        let aboard = state.open.iter().map(|lane| lane.aboard.load(Ordering::Relaxed));
        let least = aboard.enumerate().min_by_key(|(_, aboard)| *aboard);
        let retired = least.map(|(index, _)| state.open.swap_remove(index));
        drop(state);
        drop((broken, retired));
        wanted
    }

    /// Gives up the connections that are broken.
    pub(crate) fn give_broken_up(&self) {
        let mut state = self.lock();
        let broken = take_broken(&mut state.open);
        drop(state);
        drop(broken);
    }

    /// Gives up the connections of which `unwanted` says so, that knows in which tick each was last used;
    /// what is on the way on them is answered before.
    pub(crate) fn give_up(&self, unwanted: impl Fn(&Session, u64) -> bool) {
        let is_unwanted = |lane: &mut Arc<Lane>| {
            let seen = lane.seen.load(Ordering::Relaxed);
            lane.lease.session().is_ok_and(|session| unwanted(session, seen))
        };
        let mut state = self.lock();
        let given_up: Vec<_> = state.open.extract_if(.., is_unwanted).collect();
        drop(state);
        drop(given_up);
    }

    /// Gives up all connections.
    pub(crate) fn clear(&self) {
        let all = std::mem::take(&mut self.lock().open);
        drop(all);
    }

    /// Gives up this one.
    pub(super) fn remove(&self, lane: &Arc<Lane>) {
        let mut state = self.lock();
        let index = state.open.iter().position(|other| Arc::ptr_eq(other, lane));
        let removed = index.map(|index| state.open.swap_remove(index));
        drop(state);
        drop(removed);
    }
}

pub(super) fn take_broken(open: &mut Vec<Arc<Lane>>) -> Vec<Arc<Lane>> {
    open.extract_if(.., |lane| !lane.is_usable()).collect()
}
