//! The pools of a database, one for each tokio runtime.
//!
//! The task that serves a connection lives on the runtime that made it, so a connection must not
//! outlive that runtime or be used when it is gone: `#[tokio::test]` makes a runtime per test.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use deadpool::managed::{
    self, Metrics, Object, PoolError, RecycleError, RecycleResult, TimeoutType,
};
use futures_util::future::{Either, select};
use tokio::runtime::{Handle, Id};
use tokio::time::timeout;

use crate::argument::Argument;
use crate::boot::Target;
use crate::connect::Route;
use crate::crowd::Crowd;
use crate::error::{Error, Result};
use crate::lanes::{Boarding, Lanes, Opening, Place, Position, Ride};
use crate::observe::{self, Endpoint};
use crate::pace::Pace;
use crate::patience::{self, Patience};
use crate::session::{Answer, Collected, Command, Naming, Rest, Session, Sink, Within};
use crate::statement::{Plan, Repetition};
use crate::tags::Tags;

/// How long to wait for what, and for how many connections.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connections: usize,
    /// Those that are opened when the pool is made.
    pub(crate) at_once: usize,
    pub(crate) wait: Duration,
    pub(crate) connect: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 16,
            at_once: 0,
            wait: Duration::from_secs(30),
            connect: Duration::from_secs(10),
        }
    }
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

        if pool.0.at_once > 0 {
            let pool = pool.clone();
            runtime.spawn(async move { pool.open_at_once().await });
        }
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
    at_once: usize,
}

impl Pool {
    pub(crate) fn new(target: &Target) -> Result<Pool> {
        let Target { postgres, tls, limits, place, .. } = target;
        let route = Route::of(postgres, tls);
        let crowd = Crowd::default();
        let manager = route.manager(postgres.clone(), crowd.clone());
        let objects = managed::Pool::builder(Sessions {
            manager,
            route,
            // The reason is told before the time is up.
            naming: target.naming,
            tags: target.tags.clone(),
            endpoint: Arc::new(Endpoint::of(postgres)),
            patience: Patience { limit: limits.connect / 2, servers: postgres.get_hosts().len() },
        })
        .max_size(limits.connections)
        .wait_timeout(Some(limits.wait))
        .create_timeout(Some(limits.connect))
        .runtime(deadpool_postgres::Runtime::Tokio1)
        .build()
        .map_err(|error| Error::configuration(error.to_string()))?;
        let lanes = Arc::new(Lanes::new(limits.connections, crowd));
        let at_once = limits.at_once.min(limits.connections);
        Ok(Pool(Arc::new(Shared { objects, lanes, place: place.clone(), at_once })))
    }

    /// Opens the connections that are to be there from the beginning.
    async fn open_at_once(&self) {
        let mut opened = Vec::new();
        for _ in 0..self.0.at_once {
            // If one fails, so will the statements that need it, and say why.
            let Ok(lease) = self.take(Wait::No).await else { return };
            opened.push(lease);
        }
    }

    /// A connection for one user alone.
    pub(crate) async fn lease(&self) -> Result<Lease> {
        match self.take(Wait::No).await {
            Err(TakeError::Taken) => {
                let _wanted = self.0.lanes.give_one_up();
                self.take(Wait::Yes).await.map_err(|error| self.explain(error))
            }
            taken => taken.map_err(|error| self.explain(error)),
        }
    }

    /// Runs a single statement, on a connection that others may share.
    pub(crate) async fn drive(
        &self,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        let lanes = &self.0.lanes;
        if self.0.objects.manager().naming == Naming::Unnamed {
            return self.alone(self.lease().await?, plan, arguments, sink).await;
        }
        let place = match plan.repetition {
            Repetition::Harmless => lanes.place_of(&plan.pace),
            Repetition::Unknown => Place::Alone,
        };
        let _turn = match (plan.repetition, place) {
            (Repetition::Harmless, Place::Alone) => {
                let turn = timeout(self.patience(), lanes.turn_of_slow()).await;
                turn.map_err(|_| self.explain(TakeError::Taken))?
            }
            _ => None,
        };
        let mut before = Before::Others;
        loop {
            let boarding = match (place, before) {
                // Who waits is before those that come.
                (Place::Shared, Before::Others) if lanes.are_waited_for() => Boarding::Full,
                _ => lanes.board(place, &plan.pace),
            };
            match boarding {
                Boarding::Aboard(ride, None) => {
                    return self.ride(ride, plan, arguments, sink).await;
                }
                Boarding::Aboard(ride, Some(opening)) => {
                    self.open_beside(opening);
                    return self.ride(ride, plan, arguments, sink).await;
                }
                // The first is waited for; for a further one only if nobody is before us.
                Boarding::Open(opening) if opening.beside() == 0 => {
                    let connecting = opening.begin();
                    let lease = self.take(Wait::Yes).await.map_err(|error| self.explain(error))?;
                    if let Some(lease) = connecting.share(lease) {
                        return self.alone(lease, plan, arguments, sink).await;
                    }
                }
                Boarding::Open(opening) if self.has_room() => {
                    let connecting = opening.begin();
                    match self.take(Wait::No).await {
                        // Who waits for a connection of his own has been given one, or it would
                        // have been this: to look again at once might keep him from running.
                        Ok(lease) => {
                            if let Some(lease) = connecting.share(lease) {
                                return self.alone(lease, plan, arguments, sink).await;
                            }
                        }
                        Err(TakeError::Taken) => tokio::task::yield_now().await,
                        Err(error) => return Err(self.explain(error)),
                    }
                }
                Boarding::Open(_) | Boarding::Full if place == Place::Shared => {
                    if let Some(ride) = self.wait_for_place(place, &plan.pace).await? {
                        return self.ride(ride, plan, arguments, sink).await;
                    }
                    before = Before::Nobody;
                }
                Boarding::Open(_) | Boarding::Full => {
                    let lease = self.lease().await?;
                    return self.alone(lease, plan, arguments, sink).await;
                }
            }
        }
    }

    async fn ride(
        &self,
        mut ride: Ride<'_>,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        let command = Command::Plan(plan);
        let rows = {
            let mut start = pin!(ride.session()?.ask(command, arguments, Within::Autocommit));
            match ride.position() {
                Position::First => Waited::Answered(start.await),
                Position::Behind => self.wait_behind(&ride, start.as_mut(), plan, arguments).await,
            }
        };
        // What was dropped meanwhile may be executed later; it is harmless, and its answer reaches nobody.
        let rows = match rows {
            Waited::Answered(rows) => rows,
            Waited::Elsewhere(other, rows) => {
                ride = other;
                Ok(rows)
            }
            Waited::Lease(lease) => {
                // Nobody reads the first answer any more: its connection is shared no longer.
                drop(ride);
                return self.alone(lease?, plan, arguments, sink).await;
            }
        };
        let result = match rows {
            Ok(rows) => ride.session()?.collect(rows, command, sink).await,
            Err(error) => Collected { affected: Err(error), rest: Rest::Nothing },
        };
        // Else it is given up: nobody is to wait for the rest.
        if result.rest == Rest::Nothing {
            ride.answered(&plan.pace);
        }
        result.affected
    }

    /// Waits for the answer to a statement that others are before; when none of them is answered for
    /// longer than it should take, for that of the same statement on another connection, and for a
    /// connection of its own, as well.
    async fn wait_behind(
        &self,
        ride: &Ride<'_>,
        mut start: Pin<&mut impl Future<Output = Result<Answer>>>,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
    ) -> Waited<'_> {
        let lanes = &self.0.lanes;
        if let Some(rows) = while_answered(ride, lanes.haste(), start.as_mut()).await {
            return Waited::Answered(rows);
        }
        if let Some(other) = lanes.board_again(ride) {
            let raced = {
                let again = self.ask_again(&other, plan, arguments);
                match select(start.as_mut(), pin!(again)).await {
                    Either::Left((rows, _)) => Ok(rows),
                    Either::Right((again, _)) => Err(again),
                }
            };
            match raced {
                Ok(rows) => return Waited::Answered(rows),
                Err(Some(rows)) => return Waited::Elsewhere(other, rows),
                // That failed or takes long, too.
                Err(None) => {}
            }
        }
        if let Some(rows) = while_answered(ride, lanes.patience(), start.as_mut()).await {
            return Waited::Answered(rows);
        }
        match select(start, pin!(self.lease())).await {
            Either::Left((rows, _)) => Waited::Answered(rows),
            Either::Right((lease, _)) => Waited::Lease(lease),
        }
    }

    /// Sends a statement again on another shared connection, and waits for its answer for a while.
    async fn ask_again(
        &self,
        other: &Ride<'_>,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
    ) -> Option<Answer> {
        let answer = other.session().ok()?.ask(Command::Plan(plan), arguments, Within::Autocommit);
        timeout(self.0.lanes.patience(), answer).await.ok()?.ok()
    }

    async fn alone(
        &self,
        lease: Lease,
        plan: &'static Plan,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        let lanes = &self.0.lanes;
        let since = lanes.now();
        let session = lease.session()?;
        let result = session.drive(Command::Plan(plan), arguments, Within::Autocommit, sink).await;
        plan.pace.learn(lanes.now().saturating_sub(since));
        result
    }

    /// A place, or [`None`] when a connection may be opened now.
    async fn wait_for_place(&self, place: Place, pace: &Pace) -> Result<Option<Ride<'_>>> {
        let lanes = &self.0.lanes;
        let look = || match lanes.board(place, pace) {
            Boarding::Aboard(ride, _) => Some(Some(ride)),
            Boarding::Open(opening) if opening.beside() == 0 || self.has_room() => Some(None),
            Boarding::Open(_) | Boarding::Full => None,
        };
        let found = timeout(self.patience(), lanes.wait(look)).await;
        found.map_err(|_| self.explain(TakeError::Taken))
    }

    /// How long to wait for a connection.
    fn patience(&self) -> Duration {
        self.0.objects.timeouts().wait.unwrap_or_default()
    }

    /// Opens a further shared connection while the statement goes on.
    fn open_beside(&self, opening: Opening) {
        if !self.has_room() {
            return;
        }
        let (pool, connecting) = (self.clone(), opening.begin());
        tokio::spawn(async move {
            // If it fails, so will the statements that need it, and say why.
            if let Ok(lease) = pool.take(Wait::No).await {
                drop(connecting.share(lease));
            }
        });
    }

    /// Whether there is a connection that nobody has, or can be.
    fn has_room(&self) -> bool {
        let status = self.0.objects.status();
        // Those that are being made are not there yet; their users are told as waiting.
        status.available > 0 || status.size + status.waiting < status.max_size
    }

    async fn take(&self, wait: Wait) -> Result<Lease, TakeError> {
        let objects = &self.0.objects;
        let mut timeouts = objects.timeouts();
        if wait == Wait::No {
            timeouts.wait = Some(Duration::ZERO);
        }
        let taken = objects.timeout_get(&timeouts).await;
        observe::pool(&self.0.place, || objects.status());
        match taken {
            Ok(object) => Ok(Lease { object: Some(object), lanes: Arc::downgrade(&self.0.lanes) }),
            Err(PoolError::Timeout(TimeoutType::Wait)) => Err(TakeError::Taken),
            Err(error) => Err(TakeError::Failed(error)),
        }
    }

    fn explain(&self, error: TakeError) -> Error {
        let timeouts = self.0.objects.timeouts();
        match error {
            TakeError::Taken => Error::timeout(format!(
                "no connection became free within {:?}: all {} are in use; end transactions \
                 and streams sooner, or raise `pool_max`",
                timeouts.wait.unwrap_or_default(),
                self.0.objects.status().max_size,
            )),
            TakeError::Failed(PoolError::Backend(error)) => {
                Error::postgres(error).connecting(&self.0.place)
            }
            TakeError::Failed(PoolError::Closed) => Error::closed(),
            TakeError::Failed(PoolError::Timeout(_)) => Error::timeout(format!(
                "{} did not accept a connection within {:?}",
                self.0.place,
                timeouts.create.unwrap_or_default()
            )),
            TakeError::Failed(error) => Error::configuration(error.to_string()),
        }
    }

    fn close(&self) {
        self.0.objects.close();
        self.0.lanes.clear();
    }
}

/// Who is to have a place before a statement that looks for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Others,
    /// It has waited for its turn.
    Nobody,
}

/// What came first of what a statement behind others waits for.
enum Waited<'p> {
    Answered(Result<Answer>),
    /// Sent again, it was answered there.
    Elsewhere(Ride<'p>, Answer),
    /// A connection of its own.
    Lease(Result<Lease>),
}

/// Waits for an answer until nothing has been answered on its connection for `patience`.
async fn while_answered<T>(
    ride: &Ride<'_>,
    patience: Duration,
    mut answer: Pin<&mut impl Future<Output = T>>,
) -> Option<T> {
    let mut last = ride.last_answer();
    loop {
        if let Ok(answer) = timeout(patience, answer.as_mut()).await {
            return Some(answer);
        }
        if ride.last_answer() == last {
            return None;
        }
        last = ride.last_answer();
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
    Failed(PoolError<tokio_postgres::Error>),
}

/// deadpool-postgres makes and checks connections; what is prepared on one is kept beside it.
struct Sessions {
    manager: deadpool_postgres::Manager,
    route: Route,
    /// For a server that cannot take a connection just now.
    patience: Patience,
    naming: Naming,
    tags: Tags,
    endpoint: Arc<Endpoint>,
}

impl managed::Manager for Sessions {
    // In a box, because deadpool moves it in and out of its queue.
    type Type = Box<Session>;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Box<Session>, tokio_postgres::Error> {
        let connected = patience::connect(self.patience, || self.manager.create()).await;
        let (tags, endpoint) = (self.tags.clone(), self.endpoint.clone());
        connected.map(|client| Box::new(Session::new(client, self.naming, tags, endpoint)))
    }

    async fn recycle(
        &self,
        session: &mut Box<Session>,
        metrics: &Metrics,
    ) -> RecycleResult<tokio_postgres::Error> {
        if session.is_spent() {
            return Err(RecycleError::message(
                "its last user has left it so that nobody can use it",
            ));
        }
        self.manager.recycle(session.client_mut(), metrics).await
    }

    fn detach(&self, session: &mut Box<Session>) {
        self.manager.detach(session.client_mut());
    }
}

/// A connection that is out of the pool.
pub(crate) struct Lease {
    object: Option<Object<Sessions>>,
    /// Told when the connection is back.
    lanes: Weak<Lanes>,
}

impl Lease {
    pub(crate) fn session(&self) -> Result<&Session> {
        self.object.as_ref().map(|object| &***object).ok_or_else(Error::closed)
    }
}

impl Drop for Lease {
    /// Returns the connection to the pool.
    ///
    /// If an answer is still to come, because its user was dropped while it waited, or a stream before
    /// its end, the next user would wait for that answer. So it is waited for here, for a moment; then
    /// the statement is canceled and the connection closed.
    fn drop(&mut self) {
        let Some(object) = self.object.take() else { return };
        let lanes = std::mem::take(&mut self.lanes);
        object.clean();
        if object.has_ended() {
            drop(Object::take(object));
        } else if !object.is_busy() {
            drop(object);
        } else if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                settle(object).await;
                tell(&lanes);
            });
            return;
        } else {
            drop(Object::take(object));
        }
        tell(&lanes);
    }
}

fn tell(lanes: &Weak<Lanes>) {
    if let Some(lanes) = lanes.upgrade() {
        lanes.notify();
    }
}

/// Waits for what is still to come on a connection, or does away with it.
async fn settle(object: Object<Sessions>) {
    const MOMENT: Duration = Duration::from_millis(50);
    if timeout(MOMENT, object.catch_up()).await.is_ok_and(|answered| answered.is_ok()) {
        return;
    }
    let route = Object::pool(&object).map(|pool| pool.manager().route.clone());
    // Out of the pool, so that the request cannot hit a statement of the next user.
    let session = Object::take(object);
    if let Some(route) = route
        && session.can_be_canceled()
    {
        let cancel = route.cancel(session.client().cancel_token());
        let _ = timeout(Duration::from_secs(5), cancel).await;
    }
}
