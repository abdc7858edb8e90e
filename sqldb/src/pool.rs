//! The pools of a database, one for each tokio runtime.
//!
//! The task that serves a connection lives on the runtime that made it, so a connection must not
//! outlive that runtime or be used when it is gone: `#[tokio::test]` makes a runtime per test.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use deadpool::managed::{self, Metrics, Object, PoolError, RecycleResult, TimeoutType};
use deadpool_postgres::{ManagerConfig, RecyclingMethod};
use tokio::runtime::{Handle, Id};

use crate::boot::Target;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::tls::Tls;

/// How long to wait for what, and for how many connections.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) connections: usize,
    pub(crate) wait: Duration,
    pub(crate) connect: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { connections: 16, wait: Duration::from_secs(30), connect: Duration::from_secs(10) }
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
            pool.inner.close();
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
pub(crate) struct Pool {
    inner: managed::Pool<Sessions>,
    place: Arc<str>,
}

impl Pool {
    pub(crate) fn new(target: &Target) -> Result<Pool> {
        let Target { postgres, tls, limits, place, .. } = target;
        // Nothing is asked of a connection when it is handed out: a closed one is known as closed.
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = tls.manager(postgres.clone(), recycling);
        let inner = managed::Pool::builder(Sessions { manager, tls: tls.clone() })
            .max_size(limits.connections)
            .wait_timeout(Some(limits.wait))
            .create_timeout(Some(limits.connect))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .build()
            .map_err(|error| Error::configuration(error.to_string()))?;
        Ok(Pool { inner, place: place.clone() })
    }

    pub(crate) async fn lease(&self) -> Result<Lease> {
        match self.inner.get().await {
            Ok(object) => Ok(Lease(Some(object))),
            Err(PoolError::Backend(error)) => Err(Error::postgres(error).connecting(&self.place)),
            Err(PoolError::Closed) => Err(Error::closed()),
            Err(PoolError::Timeout(TimeoutType::Wait)) => {
                let timeouts = self.inner.timeouts();
                Err(Error::timeout(format!(
                    "no connection became free within {:?}: all {} are in use; end transactions \
                     and streams sooner, or raise `pool_max`",
                    timeouts.wait.unwrap_or_default(),
                    self.inner.status().max_size,
                )))
            }
            Err(PoolError::Timeout(_)) => Err(Error::timeout(format!(
                "{} did not accept a connection within {:?}",
                self.place,
                self.inner.timeouts().create.unwrap_or_default()
            ))),
            Err(error) => Err(Error::configuration(error.to_string())),
        }
    }
}

/// deadpool-postgres makes and checks connections; what is prepared on one is kept beside it.
struct Sessions {
    manager: deadpool_postgres::Manager,
    tls: Tls,
}

impl managed::Manager for Sessions {
    // In a box, because deadpool moves it in and out of its queue.
    type Type = Box<Session>;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Box<Session>, tokio_postgres::Error> {
        self.manager.create().await.map(|client| Box::new(Session::new(client)))
    }

    async fn recycle(
        &self,
        session: &mut Box<Session>,
        metrics: &Metrics,
    ) -> RecycleResult<tokio_postgres::Error> {
        self.manager.recycle(session.client_mut(), metrics).await
    }

    fn detach(&self, session: &mut Box<Session>) {
        self.manager.detach(session.client_mut());
    }
}

/// A connection that is out of the pool.
pub(crate) struct Lease(Option<Object<Sessions>>);

impl Lease {
    pub(crate) fn session(&self) -> Result<&Session> {
        self.0.as_ref().map(|object| &***object).ok_or_else(Error::closed)
    }
}

impl Drop for Lease {
    /// Returns the connection to the pool, unless an answer is still to come: its user was dropped
    /// while it waited, or a stream before its end. The next user would wait for that answer, so
    /// such a connection is closed, and the statement canceled.
    fn drop(&mut self) {
        let Some(object) = self.0.take() else { return };
        if object.has_ended() {
            drop(Object::take(object));
            return;
        }
        if !object.is_busy() {
            return;
        }
        let tls = Object::pool(&object).map(|pool| pool.manager().tls.clone());
        let session = Object::take(object);
        // Out of the pool, so that the request cannot hit a statement of the next user.
        if let (Some(tls), Ok(runtime)) = (tls, Handle::try_current()) {
            runtime.spawn(async move {
                let cancel = tls.cancel(session.client().cancel_token());
                // The server ends the statement by itself when this fails.
                let _ = tokio::time::timeout(Duration::from_secs(5), cancel).await;
                drop(session);
            });
        }
    }
}
