//! Connections that single statements of many tasks share, one behind the other.
//!
//! Start at [`Lanes::board`], which finds a place for a statement. What may wait behind what, and
//! why, is written in ARCHITECTURE.md, "Shared connections".

mod giving_up;
mod opening;
mod ride;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use self::giving_up::take_broken;
pub(crate) use self::opening::Opening;
use self::ride::End;
pub(crate) use self::ride::{Position, Ride};
use crate::crowd::Crowd;
use crate::pace::{self, Due, Pace, Trip};
use crate::pool::Lease;
use crate::session::Session;

/// How many statements may be on the way on one connection. With eight connections and a round trip
/// of a millisecond this is 128 000 statements a second.
const DEPTH: usize = 16;

/// Of how many statements one may be sent again, so that a server that is slow for want of time does not
/// get twice as much to do.
const AGAIN: usize = 16;

/// As many may be at once, in [`AGAIN`]ths: what waits on one connection.
const MOST_SPARE: usize = AGAIN * DEPTH;

/// The shared connections of a pool.
pub(crate) struct Lanes {
    state: Mutex<State>,
    most: usize,
    /// Those that are behind others.
    crowd: Crowd,
    /// Tasks that wait for a connection of their own. While there are some, none is shared anew.
    wanted: AtomicUsize,
    /// Slow statements that may run at once: they leave one connection to the others.
    slow: Semaphore,
    /// Tasks that wait for a place, and whose turn it is to look for one.
    waiting: AtomicUsize,
    turn: tokio::sync::Mutex<()>,
    place: Notify,
    /// How many statements may be sent again now, in [`AGAIN`]ths.
    spare: AtomicUsize,
    trip: Trip,
    /// How long the pool has been there, counted by who keeps it.
    ticks: AtomicU64,
    /// When figures were told last, in nanoseconds since the epoch.
    #[cfg(feature = "metrics")]
    told: AtomicU64,
    /// The beginning of time, for [`Lane::answered`].
    epoch: Instant,
}

#[derive(Default)]
struct State {
    open: Vec<Arc<Lane>>,
    /// Statements that were first on their connection.
    first: usize,
    /// Connections on their way that will be lanes.
    opening: usize,
}

/// A shared connection.
struct Lane {
    lease: Lease,
    /// Statements on the way, one that nobody may get behind counted as [`DEPTH`].
    aboard: AtomicUsize,
    /// The tick in which it was last used.
    seen: AtomicU64,
    /// When the last statement was answered that others were behind, in nanoseconds since the epoch.
    answered: AtomicU64,
}

/// Whether a statement may be sent behind others that were not answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It may, and others behind it.
    Shared,
    /// It needs a connection on which nothing else is on the way.
    Alone,
}

/// What is to be expected of a connection, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Choice {
    Quick,
    HeldUp,
    Full,
}

/// What comes of looking for a place.
pub(crate) enum Boarding<'p> {
    /// There is one; if it is behind others, a further connection may be opened meanwhile.
    Aboard(Ride<'p>, Option<Opening>),
    /// There is none, and a further connection may be opened.
    Open(Opening),
    /// All connections are taken.
    Full,
}

impl Lanes {
    pub(crate) fn new(most: usize, crowd: Crowd) -> Lanes {
        Lanes {
            state: Mutex::default(),
            most,
            crowd,
            wanted: AtomicUsize::new(0),
            slow: Semaphore::new(most.saturating_sub(1).max(1)),
            waiting: AtomicUsize::new(0),
            turn: tokio::sync::Mutex::default(),
            place: Notify::new(),
            spare: AtomicUsize::new(MOST_SPARE),
            trip: Trip::new(),
            ticks: AtomicU64::new(0),
            #[cfg(feature = "metrics")]
            told: AtomicU64::new(0),
            epoch: Instant::now(),
        }
    }

    /// Finds a place for a statement that has just come: those that wait are before it.
    pub(crate) fn board(self: &Arc<Lanes>, place: Place, pace: &Pace) -> Boarding<'_> {
        match place == Place::Shared && self.waiting() > 0 {
            true => Boarding::Full,
            false => self.look(place, pace),
        }
    }

    /// Finds the connection on which a statement is answered soonest.
    pub(crate) fn look(self: &Arc<Lanes>, place: Place, pace: &Pace) -> Boarding<'_> {
        let mut state = self.lock();
        let broken = state.open.iter().any(|lane| !lane.is_usable());
        let removed = broken.then(|| take_broken(&mut state.open));
        let best = self.best(&state.open, place);
        let ride = match (best, place) {
            (Some((0, lane)), place) => {
                let weight = if place == Place::Shared { 1 } else { DEPTH };
                let ride = self.ride(lane, weight, Position::First, pace.is_due(state.first));
                state.first = state.first.wrapping_add(1);
                Some(ride)
            }
            (Some((1..DEPTH, lane)), Place::Shared) => {
                Some(self.ride(lane, 1, Position::Behind, Due::Yes))
            }
            _ => None,
        };
        let boarding = match ride {
            Some(ride) if ride.position == Position::First => Boarding::Aboard(ride, None),
            Some(ride) => Boarding::Aboard(ride, self.opening(&mut state, 1)),
            None => match self.opening(&mut state, self.most) {
                Some(opening) => Boarding::Open(opening),
                None => Boarding::Full,
            },
        };
        drop(state);
        // Leases are given back outside of the lock.
        drop(removed);
        boarding
    }

    /// The connection for a statement, and how many are on the way on it: that with the fewest.
    ///
    /// While many wait behind others, that would always be the one that was answered last: its process on
    /// the server is kept running, and those on other connections wait until the system takes it off. So
    /// then it is the one that has answered nothing for longest, unless that is so long that what it does
    /// is no quick statement.
    fn best<'s>(&self, open: &'s [Arc<Lane>], place: Place) -> Option<(usize, &'s Arc<Lane>)> {
        let counted = open.iter().map(|lane| (lane.aboard.load(Ordering::SeqCst), lane));
        if place == Place::Alone || !self.is_crowded(open) {
            return counted.min_by_key(|(aboard, _)| *aboard);
        }
        let held_up = self.now().saturating_sub(pace::slow(&self.trip) / 2);
        counted.min_by_key(|(aboard, lane)| {
            let answered = lane.answered.load(Ordering::Relaxed);
            match *aboard {
                0 => (Choice::Quick, answered),
                1..DEPTH if answered > held_up => (Choice::Quick, answered),
                1..DEPTH => (Choice::HeldUp, *aboard as u64),
                _ => (Choice::Full, 0),
            }
        })
    }

    /// Whether statements wait behind others, and most connections are busy.
    fn is_crowded(&self, open: &[Arc<Lane>]) -> bool {
        let busy = open.iter().filter(|lane| lane.aboard.load(Ordering::Relaxed) > 0);
        self.crowd.is_there() && 2 * busy.count() > open.len()
    }

    /// Finds another connection for a statement that is to be sent again, if that may be.
    ///
    /// One on which nothing is on the way, or else that of which the last answer came: what makes the
    /// statement wait may make others wait, too.
    pub(crate) fn board_again(self: &Arc<Lanes>, ride: &Ride<'_>) -> Option<Ride<'_>> {
        let state = self.lock();
        let others = state.open.iter().filter(|lane| !Arc::ptr_eq(lane, &ride.lane));
        let aboard = |lane: &Lane| lane.aboard.load(Ordering::SeqCst);
        let lane = others
            .filter(|lane| lane.is_usable() && aboard(lane) < DEPTH)
            .max_by_key(|lane| (aboard(lane) == 0, lane.answered.load(Ordering::Relaxed)))?;
        let spent = |spare: usize| spare.checked_sub(AGAIN);
        self.spare.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spent).ok()?;
        let position = if aboard(lane) == 0 { Position::First } else { Position::Behind };
        Some(self.ride(lane, 1, position, Due::Yes))
    }

    /// Waits behind those that wait already until `look` finds something, and has it look whenever a
    /// place has become free.
    pub(crate) async fn wait<T>(&self, mut look: impl FnMut() -> Option<T>) -> T {
        let _waiting = Counted::by(&self.waiting);
        // It is handed on in the order in which it was asked for.
        let _turn = self.turn.lock().await;
        loop {
            let notified = self.place.notified();
            // Looked for after being counted: else a place might become free just between.
            if let Some(found) = look() {
                return found;
            }
            notified.await;
        }
    }

    /// Tasks that wait for a place.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    /// Connections on which nothing is on the way.
    pub(crate) fn idle(&self) -> usize {
        let state = self.lock();
        let idle = state.open.iter().filter(|lane| lane.aboard.load(Ordering::SeqCst) == 0);
        idle.count()
    }

    /// A place has become free, or a connection.
    pub(crate) fn notify(&self) {
        if self.waiting() > 0 {
            self.place.notify_one();
        }
    }

    /// The next tick begins.
    pub(crate) fn tick(&self) -> u64 {
        self.ticks.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// How many ticks have been.
    pub(crate) fn ticks(&self) -> u64 {
        self.ticks.load(Ordering::Relaxed)
    }

    /// Whether figures were told last a second ago.
    #[cfg(feature = "metrics")]
    pub(crate) fn is_telling_due(&self) -> bool {
        const SECOND: u64 = 1_000_000_000;
        let (now, told) = (self.now(), self.told.load(Ordering::Relaxed));
        let is_due = now.saturating_sub(told) >= SECOND;
        if is_due {
            self.told.store(now, Ordering::Relaxed);
        }
        is_due
    }

    /// Whether there are connections.
    pub(crate) fn are_usable(&self) -> bool {
        self.lock().open.iter().any(|lane| lane.is_usable())
    }

    /// Waits until a slow statement may run.
    pub(crate) async fn turn_of_slow(&self) -> Option<SemaphorePermit<'_>> {
        // The semaphore is never closed.
        self.slow.acquire().await.ok()
    }

    /// How long a statement waits behind others, none of which is answered, before it is sent again on a
    /// shared connection: so long, no statement takes that may be before it.
    pub(crate) fn haste(&self) -> Duration {
        Duration::from_nanos(pace::slow(&self.trip))
    }

    /// How long it waits before it looks for a connection of its own.
    pub(crate) fn patience(&self) -> Duration {
        const LEAST: Duration = Duration::from_millis(50);
        LEAST + Duration::from_nanos(self.trip.nanoseconds()) * 4
    }

    /// The place for a statement that may be sent again.
    pub(crate) fn place_of(&self, pace: &Pace) -> Place {
        match pace.is_slow(&self.trip) {
            true => Place::Alone,
            false => Place::Shared,
        }
    }

    /// Nanoseconds since the pool was made.
    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.epoch.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    /// Leave to open a connection, if fewer than `at_once` are on their way.
    fn opening(self: &Arc<Lanes>, state: &mut State, at_once: usize) -> Option<Opening> {
        let beside = state.open.len();
        if state.opening >= at_once || beside + state.opening >= self.most {
            return None;
        }
        state.opening += 1;
        Some(Opening { lanes: self.clone(), beside })
    }

    fn ride<'p>(
        &'p self,
        lane: &Arc<Lane>,
        weight: usize,
        position: Position,
        due: Due,
    ) -> Ride<'p> {
        lane.aboard.fetch_add(weight, Ordering::SeqCst);
        lane.seen.store(self.ticks(), Ordering::Relaxed);
        if position == Position::Behind {
            self.crowd.join();
            let spare = self.spare.load(Ordering::Relaxed);
            // An update that is lost among threads does no harm.
            self.spare.store((spare + 1).min(MOST_SPARE), Ordering::Relaxed);
        }
        Ride {
            lanes: self,
            lane: lane.clone(),
            weight,
            position,
            since: (due == Due::Yes).then(|| self.now()),
            end: End::GivenUp,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lane {
    fn is_usable(&self) -> bool {
        self.lease.session().is_ok_and(Session::is_usable)
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        if let Ok(session) = self.lease.session() {
            session.see(self.seen.load(Ordering::Relaxed));
        }
    }
}

/// Counts a task while it waits.
pub(crate) struct Counted<'p>(&'p AtomicUsize);

impl Counted<'_> {
    fn by(count: &AtomicUsize) -> Counted<'_> {
        count.fetch_add(1, Ordering::SeqCst);
        Counted(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
