//! The pools of a database, one for each tokio runtime.
//!
//! The task that serves a connection lives on the runtime that made it, so a connection must not
//! outlive that runtime or be used when it is gone: `#[tokio::test]` makes a runtime per test.

mod driving;
mod keeper;
mod lease;
mod sessions;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use deadpool::managed::{self, Object, PoolError, QueueMode, TimeoutType};
use tokio::runtime::{Handle, Id};
use tokio::time::sleep;

use self::keeper::Ticks;
pub(crate) use self::lease::Lease;
use self::sessions::{PAUSE, Sessions, Unmade};
use crate::boot::Target;
use crate::crowd::Crowd;
use crate::error::{Error, Result};
use crate::lanes::Lanes;
use crate::later::Later;
use crate::observe;
use crate::patience::Patience;

/// How long to wait for what, and for how many connections.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connections: usize,
    /// Those that are there when nobody needs them.
    pub(crate) at_least: usize,
    pub(crate) wait: Duration,
    pub(crate) connect: Duration,
    /// Without being used, after which a connection is asked whether it is there.
    pub(crate) doubt: Duration,
    /// Without being used, after which it is closed.
    pub(crate) idle: Option<Duration>,
    /// After which it is closed when its user is done.
    pub(crate) lifetime: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 16,
            at_least: 0,
            wait: Duration::from_secs(30),
            connect: Duration::from_secs(10),
            doubt: Duration::from_secs(60),
            idle: None,
            lifetime: None,
        }
    }
}

/// How many connections a database has on the tokio runtime that asks, and who waits for one; see
/// [`Database::pool_status`](crate::Database::pool_status).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PoolStatus {
    /// Connections that are there, or that are being made.
    pub connections: usize,
    /// Those of them on which nothing is on the way.
    pub idle: usize,
    /// Tasks that wait for a connection, or for a place on a shared one.
    pub waiting: usize,
    /// The greatest number of connections.
    pub max_connections: usize,
}

/// The pools that are in use, by runtime. A program has one runtime, a test binary a few.
#[derive(Default)]
pub(crate) struct Pools(RwLock<Vec<(Id, Pool)>>);

impl Pools {
    /// The pool of the runtime that is running.
    pub(crate) fn current(&self, runtime: Id) -> Option<Pool> {
        let pools = self.0.read().unwrap_or_else(PoisonError::into_inner);
        pools.iter().find(|(id, _)| *id == runtime).map(|(_, pool)| pool.clone())
    }

    /// Makes the pool of a runtime; it is removed when the runtime is dropped.
    pub(crate) fn insert(pools: &Arc<Pools>, runtime: &Handle, pool: Pool) -> Pool {
        let mut entries = pools.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = entries.iter().find(|(id, _)| *id == runtime.id()) {
            return pool.clone();
        }
        entries.push((runtime.id(), pool.clone()));
        drop(entries);

        runtime.spawn(keeper::keep(Arc::downgrade(&pool.0)));
        let guard = RuntimeGuard { pools: pools.clone(), runtime: runtime.id() };
        // A task is dropped when its runtime is, and the guard with it.
        runtime.spawn(async move {
            let _guard = guard;
            std::future::pending::<()>().await;
        });
        pool
    }

    /// Takes all pools out and closes them.
    pub(crate) fn close(&self) {
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (_, pool) in std::mem::take(&mut *entries) {
            pool.close();
        }
    }
}

struct RuntimeGuard {
    pools: Arc<Pools>,
    runtime: Id,
}

impl Drop for RuntimeGuard {
    fn drop(&mut self) {
        let mut entries = self.pools.0.write().unwrap_or_else(PoisonError::into_inner);
        let gone = entries.iter().position(|(id, _)| *id == self.runtime);
        let gone = gone.map(|index| entries.swap_remove(index));
        drop(entries);
        // Connections are closed outside of the lock.
        drop(gone);
    }
}

/// Connections to one server on one runtime.
#[derive(Clone)]
pub(crate) struct Pool(Arc<Shared>);

pub(crate) struct Shared {
    objects: managed::Pool<Sessions>,
    lanes: Arc<Lanes>,
    place: Arc<str>,
    at_least: usize,
    ticks: Ticks,
    crowd: Crowd,
    /// Places of connections that the server has just refused.
    empty: Mutex<Vec<Object<Sessions>>>,
    /// No server is there, as far as is known.
    away: AtomicBool,
}

impl Shared {
    /// How many connections there are, and who waits for one.
    fn status(&self) -> PoolStatus {
        let Shared { objects, lanes, .. } = self;
        let status = objects.status();
        let connections = objects.manager().made();
        let idle = (status.available + lanes.idle()).min(connections);
        let waiting = status.waiting + lanes.waiting();
        PoolStatus { connections, idle, waiting, max_connections: status.max_size }
    }

    /// Tells who wants to know it.
    fn tell(&self) {
        observe::pool(&self.place, || self.status());
    }

    /// The same, once a second at most, for what happens at each statement.
    #[inline]
    fn tell_now_and_then(&self) {
        #[cfg(feature = "metrics")]
        if self.lanes.is_telling_due() {
            self.tell();
        }
    }

    fn empty(&self) -> MutexGuard<'_, Vec<Object<Sessions>>> {
        self.empty.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pool {
    pub(crate) fn new(target: &Target) -> Result<Pool> {
        Pool::with(target, target.limits, Patience::of(target))
    }

    /// A pool of replicas, which nobody has to wait for, because the primary has everything, too; so one
    /// connection is made when nobody does.
    pub(crate) fn of_replicas(target: &Target) -> Result<Pool> {
        let at_least = target.limits.at_least.max(1);
        Pool::with(target, Limits { at_least, ..target.limits }, Patience::NONE)
    }

    fn with(target: &Target, limits: Limits, patience: Patience) -> Result<Pool> {
        let crowd = Crowd::default();
        let lanes = Arc::new(Lanes::new(limits.connections, crowd.clone()));
        let ticks = Ticks::of(&limits);
        let sessions = Sessions::of(target, patience, crowd.clone(), lanes.clone(), ticks);
        let objects = managed::Pool::builder(sessions)
            .max_size(limits.connections)
            // That which was used last is the warmest, and others may become idle.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(limits.wait))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .build()
            .map_err(|error| Error::configuration(error.to_string()))?;
        let at_least = limits.at_least.min(limits.connections);
        let place = target.place.clone();
        let (empty, away) = (Mutex::default(), AtomicBool::new(false));
        let shared = Shared { objects, lanes, place, at_least, ticks, crowd, empty, away };
        Ok(Pool(Arc::new(shared)))
    }

    /// A connection for one user alone.
    pub(crate) async fn lease(&self) -> Result<Lease> {
        if self.0.objects.status().available == 0 {
            // What is there and idle is there sooner than a new one.
            self.0.lanes.give_idle_up();
        }
        match self.take(Wait::No).await {
            Err(TakeError::Taken) => {
                let _wanted = self.0.lanes.give_one_up();
                self.take(Wait::Yes).await.map_err(|error| self.explain(error))
            }
            taken => taken.map_err(|error| self.explain(error)),
        }
    }

    /// How long to wait for a connection.
    fn patience(&self) -> Duration {
        self.0.objects.timeouts().wait.unwrap_or_default()
    }

    /// Whether there is a connection that nobody has, or can be.
    fn has_room(&self) -> bool {
        let status = self.0.objects.status();
        // Those that are being made are not there yet; their users are told as waiting.
        status.available > 0
            || status.size + status.waiting < status.max_size
                && !self.0.objects.manager().is_refused()
    }

    /// Takes a connection for one user.
    fn take(&self, wait: Wait) -> Later<'_, Lease, TakeError> {
        Box::pin(self.take_now_or_later(wait))
    }

    async fn take_now_or_later(&self, wait: Wait) -> Result<Lease, TakeError> {
        let objects = &self.0.objects;
        let mut timeouts = objects.timeouts();
        let deadline = match wait {
            // Nobody waits for a year.
            Wait::Yes => {
                Some(Instant::now() + self.patience().min(Duration::from_secs(31_536_000)))
            }
            Wait::No => None,
        };
        loop {
            let left = |at: Instant| at.saturating_duration_since(Instant::now());
            timeouts.wait = Some(deadline.map(left).unwrap_or_default());
            let taken = objects.timeout_get(&timeouts).await;
            self.0.tell();
            match taken {
                Ok(object) if object.is_some() => {
                    return Ok(Lease::new(object, Arc::downgrade(&self.0)));
                }
                // Whoever waits gets one of those that there are.
                Ok(empty) => self.keep_empty(empty),
                Err(PoolError::Timeout(TimeoutType::Wait)) => return Err(TakeError::Taken),
                Err(error) => return Err(TakeError::Failed(error)),
            }
        }
    }

    /// Keeps a place empty, because the server takes no more connections just now.
    fn keep_empty(&self, place: Object<Sessions>) {
        let mut empty = self.0.empty();
        empty.push(place);
        if empty.len() > 1 {
            return;
        }
        let pool = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            sleep(PAUSE).await;
            let Some(pool) = pool.upgrade() else { return };
            let empty = std::mem::take(&mut *pool.empty());
            for place in empty {
                drop(Object::take(place));
            }
            pool.lanes.notify();
        });
    }

    fn explain(&self, error: TakeError) -> Error {
        let objects = &self.0.objects;
        match error {
            TakeError::Taken => Error::timeout(format!(
                "no connection became free within {:?}: all {} are in use; end transactions and streams \
                 sooner, or {}",
                self.patience(),
                objects.manager().made(),
                match objects.manager().refused() {
                    Some(sentence) => format!("have the server take more, which said: {sentence}"),
                    None => "raise `pool_max`".to_owned(),
                }
            )),
            TakeError::Failed(PoolError::Backend(Unmade::Failed(error))) => {
                Error::postgres(error).connecting(&self.0.place)
            }
            TakeError::Failed(PoolError::Backend(Unmade::Late)) => {
                Error::late(&self.0.place, objects.manager().limit())
            }
            TakeError::Failed(PoolError::Closed) => Error::closed(),
            TakeError::Failed(PoolError::Timeout(_)) => Error::late(&self.0.place, self.patience()),
            // The pool has a runtime, and no hooks.
            TakeError::Failed(PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_)) => {
                Error::disconnected()
            }
        }
    }

    /// No server is there: from now on it is tried to connect, until one is.
    pub(crate) fn went_away(&self) {
        self.0.away.store(true, Ordering::Relaxed);
        self.0.crowd.wake();
    }

    /// Whether a server is there, as far as is known.
    pub(crate) fn is_there(&self) -> bool {
        !self.0.away.load(Ordering::Relaxed)
    }

    pub(crate) fn status(&self) -> PoolStatus {
        self.0.status()
    }

    fn close(&self) {
        self.0.objects.close();
        self.0.lanes.clear();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    Yes,
    No,
}

enum TakeError {
    /// All connections are in use.
    Taken,
    Failed(PoolError<Unmade>),
}
