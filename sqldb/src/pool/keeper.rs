//! What is done for a pool while nobody looks: what was long unused is doubted, what is old or no longer
//! needed is closed, and as many connections as are wanted are opened.
//!
//! Time is counted in ticks: to ask for the time at each statement would cost as much as all else that is
//! done for it here.

use std::sync::Weak;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::sessions::PAUSE;
use super::{Limits, Pool, Shared, Wait};
use crate::session::Session;

/// How long a tick is, and what is done after how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticks {
    length: Duration,
    /// Without being used, after which a connection is asked whether it is there.
    pub(super) doubt: u64,
    /// Without being used, after which it is closed.
    idle: Option<u64>,
}

impl Ticks {
    pub(super) fn of(limits: &Limits) -> Ticks {
        const LEAST: Duration = Duration::from_millis(5);
        const MOST: Duration = Duration::from_secs(3600);
        let Limits { doubt, idle, lifetime, .. } = limits;
        // What is asked for is kept to a quarter.
        let wanted = [Some(*doubt), *idle, *lifetime].into_iter().flatten().min();
        let length = (wanted.unwrap_or_default() / 4).clamp(LEAST, MOST);
        let ticks = |time: Duration| {
            u64::try_from(time.as_nanos().div_ceil(length.as_nanos())).unwrap_or(u64::MAX)
        };
        Ticks { length, doubt: ticks(*doubt), idle: idle.map(ticks) }
    }
}

/// Keeps a pool until it is closed or gone.
pub(super) async fn keep(pool: Weak<Shared>) {
    let Some(shared) = pool.upgrade() else { return };
    let (length, crowd) = (shared.ticks.length, shared.crowd.clone());
    drop(shared);
    let mut next = Instant::now() + length;
    loop {
        let filled = match pool.upgrade() {
            Some(shared) if !shared.objects.is_closed() => Pool(shared).fill().await,
            _ => return,
        };
        let until = match filled {
            Filled::Yes => next,
            Filled::No => next.min(Instant::now() + PAUSE),
        };
        // Sooner only when a connection has ended.
        let _ = timeout_at(until, crowd.ended()).await;
        if Instant::now() >= next
            && let Some(shared) = pool.upgrade()
        {
            shared.tick();
            next = Instant::now() + length;
        }
    }
}

/// Whether there are as many connections as there are to be at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filled {
    Yes,
    No,
}

impl Pool {
    /// Opens the connections that are missing.
    async fn fill(&self) -> Filled {
        let Shared { objects, lanes, at_least, away, .. } = &*self.0;
        let sessions = objects.manager();
        lanes.give_broken_up();
        let is_usable = |session: &Session| session.is_usable();
        drop(objects.retain(|made, _| made.as_deref().is_some_and(is_usable)));
        // One says whether there is a server.
        let wanted = (*at_least).max(usize::from(!self.is_there()));
        // Those that there are must be out of the pool until a new one is made.
        let mut held = Vec::new();
        while sessions.made() < wanted {
            match self.take(Wait::No).await {
                Ok(lease) => held.push(lease),
                // So will the statements that need it, and say why.
                Err(_) => return Filled::No,
            }
        }
        away.store(false, Ordering::Relaxed);
        Filled::Yes
    }
}

impl Shared {
    /// Looks at all connections that nobody uses.
    fn tick(&self) {
        let Shared { objects, lanes, at_least, ticks, .. } = self;
        let now = lanes.tick();
        let unshared = ticks.idle.map_or(ticks.doubt, |idle| idle.min(ticks.doubt));
        lanes.give_up(|session, seen| session.is_old() || now.saturating_sub(seen) >= unshared);
        let mut spare = objects.manager().made().saturating_sub(*at_least);
        let mut is_kept = |session: &Session| {
            let unused = now.saturating_sub(session.seen());
            let is_idle = ticks.idle.is_some_and(|idle| unused >= idle) && spare > 0;
            let is_kept = session.is_usable() && !session.is_old() && !is_idle;
            if !is_kept {
                spare = spare.saturating_sub(1);
            }
            is_kept
        };
        drop(objects.retain(|made, _| made.as_deref().is_some_and(&mut is_kept)));
        self.tell();
    }
}
