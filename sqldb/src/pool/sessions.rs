//! How a pool makes its connections, and what it does when the server takes no more.
//!
//! A server has limits of its own (`max_connections`, `CONNECTION LIMIT` of a role or a database), which
//! may be lower than the pool's. A connection that it refuses while the pool has others is no error of
//! whoever asked: he waits for one of those, as if the pool were full. So that he does, the place of the
//! connection is taken by nothing for a second ([`Made`], [`Pool::keep_empty`](super::Pool)), in which
//! the server is not asked again.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use tokio::time::timeout;
use tokio_postgres::error::DbError;

use super::keeper::Ticks;
use crate::boot::Target;
use crate::connect::Route;
use crate::crowd::Crowd;
use crate::error::Error;
use crate::lanes::Lanes;
use crate::observe::Endpoint;
use crate::patience::{self, Patience};
use crate::session::{Naming, Session};
use crate::tags::Tags;

/// How long a server that has refused a connection is not asked for another one.
pub(super) const PAUSE: Duration = Duration::from_secs(1);

/// What has a place in the pool: a connection, in a box because deadpool moves it in and out of its
/// queue; or nothing, because the server takes no more.
pub(super) type Made = Option<Box<Session>>;

/// Makes and checks connections.
pub(super) struct Sessions {
    pub(super) route: Route,
    crowd: Crowd,
    /// For a server that cannot take a connection just now.
    patience: Patience,
    /// In which a connection is made, or not.
    connect: Duration,
    pub(super) naming: Naming,
    tags: Tags,
    endpoint: Arc<Endpoint>,
    /// Connections that there are, or that are being made.
    made: AtomicUsize,
    lanes: Arc<Lanes>,
    /// After how many ticks without being used a connection is asked whether it is there.
    doubt: u64,
    /// The tick in which one was last used that did not answer: the network has forgotten those, too,
    /// that were not used since then.
    forgotten: AtomicU64,
    lifetime: Option<Duration>,
    refusal: Mutex<Option<Refusal>>,
}

/// The server's answer to the last connection, if it was that.
struct Refusal {
    at: Instant,
    /// In its words.
    sentence: String,
}

/// Why there is no connection.
pub(super) enum Unmade {
    Failed(tokio_postgres::Error),
    /// Nothing was heard in time.
    Late,
}

impl Sessions {
    pub(super) fn of(
        target: &Target,
        patience: Patience,
        crowd: Crowd,
        lanes: Arc<Lanes>,
        ticks: Ticks,
    ) -> Sessions {
        let Target { postgres, tls, limits, naming, tags, .. } = target;
        Sessions {
            route: Route::of(postgres, tls, *naming),
            crowd,
            patience,
            connect: limits.connect,
            naming: *naming,
            tags: tags.clone(),
            endpoint: Arc::new(Endpoint::of(postgres)),
            made: AtomicUsize::new(0),
            lanes,
            doubt: ticks.doubt,
            forgotten: AtomicU64::new(0),
            lifetime: limits.lifetime,
            refusal: Mutex::default(),
        }
    }

    /// Connections that there are, or that are being made.
    pub(super) fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// In which a connection is made, or not.
    pub(super) fn limit(&self) -> Duration {
        self.connect
    }

    /// Whether the server has just said that it takes no more.
    pub(super) fn is_refused(&self) -> bool {
        self.refusal().as_ref().is_some_and(|refusal| refusal.at.elapsed() < PAUSE)
    }

    /// What it said last, if no connection was made after that.
    pub(super) fn refused(&self) -> Option<String> {
        self.refusal().as_ref().map(|refusal| refusal.sentence.clone())
    }

    /// Whether the server may be asked for a connection; after it has refused one, by one user a second.
    fn may_ask(&self) -> bool {
        match &mut *self.refusal() {
            Some(Refusal { at, .. }) if at.elapsed() < PAUSE => false,
            Some(Refusal { at, .. }) => {
                *at = Instant::now();
                true
            }
            None => true,
        }
    }

    /// Asks a connection that was long unused whether it is there.
    ///
    /// What stands between here and the server (NAT, a load balancer) may have forgotten it without a
    /// word to anybody; a statement would wait for its answer until the system gives up, for minutes.
    async fn ask(&self, session: &Session) -> RecycleResult<Unmade> {
        const LEAST: Duration = Duration::from_millis(450);
        let forgotten = RecycleError::message("nothing is heard of it any more");
        if session.seen() <= self.forgotten.load(Ordering::Relaxed) {
            return Err(forgotten);
        }
        match timeout(LEAST + self.lanes.patience(), session.control("")).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(RecycleError::message("it is closed")),
            Err(_) => {
                self.forgotten.fetch_max(session.seen(), Ordering::Relaxed);
                Err(forgotten)
            }
        }
    }

    /// Whether a connection that could not be made is one that has to be waited for.
    fn is_limit(&self, unmade: &Unmade) -> bool {
        /// "Insufficient Resources" (PostgreSQL, "PostgreSQL Error Codes").
        const RESOURCES: &str = "53";
        let answer = match unmade {
            Unmade::Failed(error) => error.as_db_error().map(DbError::code),
            Unmade::Late => None,
        };
        let resources = answer.is_some_and(|code| code.code().starts_with(RESOURCES));
        // This one is counted, too. Whatever the reason, what is shared can be given to somebody alone.
        resources && self.made() > 1 || self.lanes.are_usable()
    }

    fn refusal(&self) -> MutexGuard<'_, Option<Refusal>> {
        self.refusal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a connection that is being made.
struct Making<'s>(&'s AtomicUsize);

impl Making<'_> {
    fn one_of(made: &AtomicUsize) -> Making<'_> {
        made.fetch_add(1, Ordering::Relaxed);
        Making(made)
    }

    /// It is there, and counts until it is detached.
    fn succeed(self) {
        std::mem::forget(self);
    }
}

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl managed::Manager for Sessions {
    type Type = Made;
    type Error = Unmade;

    async fn create(&self) -> Result<Made, Unmade> {
        if self.made() > 0 && !self.may_ask() {
            return Ok(None);
        }
        let making = Making::one_of(&self.made);
        let connecting = patience::connect(self.patience, || self.route.connect(&self.crowd));
        let connected = match timeout(self.connect, connecting).await {
            Ok(connected) => connected.map_err(Unmade::Failed),
            Err(_) => Err(Unmade::Late),
        };
        match connected {
            Ok(connected) => {
                *self.refusal() = None;
                making.succeed();
                let (tags, endpoint) = (self.tags.clone(), self.endpoint.clone());
                let session = Session::new(connected, self.naming, tags, endpoint);
                Ok(Some(Box::new(session.born(self.lanes.ticks(), self.lifetime))))
            }
            Err(unmade) if self.is_limit(&unmade) => {
                let sentence = match unmade {
                    Unmade::Failed(error) => Error::postgres(error).to_string(),
                    Unmade::Late => format!("nothing was heard within {:?}", self.connect),
                };
                *self.refusal() = Some(Refusal { at: Instant::now(), sentence });
                Ok(None)
            }
            Err(unmade) => Err(unmade),
        }
    }

    async fn recycle(&self, made: &mut Made, _: &Metrics) -> RecycleResult<Unmade> {
        let Some(session) = made else {
            return Err(RecycleError::message("nothing is no connection"));
        };
        if session.is_spent() {
            return Err(RecycleError::message(
                "its last user has left it so that nobody can use it",
            ));
        }
        if session.is_old() {
            return Err(RecycleError::message("it is old"));
        }
        if session.client().is_closed() {
            return Err(RecycleError::message("it is closed"));
        }
        if self.lanes.ticks().saturating_sub(session.seen()) >= self.doubt {
            self.ask(session).await?;
        }
        session.see(self.lanes.ticks());
        Ok(())
    }

    fn detach(&self, made: &mut Made) {
        if made.is_some() {
            self.made.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
