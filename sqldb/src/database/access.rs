//! How what a program asks of a database gets to a connection: the pool of its runtime, made at its first
//! use.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::runtime::Handle;

use super::Database;
use crate::argument::Argument;
use crate::boot::{Boot, Target};
use crate::copy::Copying;
use crate::error::{Error, Result};
use crate::inside::{self, DatabaseId};
use crate::options::TransactionOptions;
use crate::pool::{Lease, Pool, Pools};
use crate::rows::{Held, Incoming};
use crate::session::{Command, Sink, Within};
use crate::session_state;
use crate::transaction::Transaction;

impl Database {
    pub(crate) async fn incoming(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
    ) -> Result<Incoming<'static>> {
        session_state::refuse(command)?;
        let lease = self.lease().await.map_err(|error| command.blame(error))?;
        Incoming::start(Held::Owned(lease), command, arguments, Within::Autocommit).await
    }

    pub(crate) async fn copying(&self) -> Result<Copying<'static>> {
        Copying::alone(self.lease().await?).await
    }

    pub(crate) async fn open(&self, options: TransactionOptions) -> Result<Transaction<'static>> {
        self.begin_with(options).await
    }

    pub(crate) async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        sink: Sink<'_>,
    ) -> Result<u64> {
        session_state::refuse(command)?;
        let pool = match self.current() {
            Some(pool) => pool,
            None => self.outside().await.map_err(|error| command.blame(error))?,
        };
        match command {
            Command::Plan(plan) => {
                let driven = pool.drive(plan, arguments, sink).await;
                driven.map_err(|error| command.blame(error))
            }
            Command::Alone(_) | Command::Text(_) | Command::Script(_) => {
                let lease = pool.lease().await.map_err(|error| command.blame(error))?;
                lease.session()?.drive(command, arguments, Within::Autocommit, sink).await
            }
        }
    }

    pub(super) async fn lease(&self) -> Result<Lease> {
        self.outside().await?.lease().await
    }

    /// That of [`outside`](Database::outside), if it is there.
    pub(super) fn current(&self) -> Option<Pool> {
        match inside::is_inside(self.id()) {
            true => None,
            false => self.pools().current(Handle::try_current().ok()?.id()),
        }
    }

    /// The pool, where its use is meant to be outside of a transaction.
    pub(super) async fn outside(&self) -> Result<Pool> {
        self.refuse_inside()?;
        self.pool().await
    }

    /// Refuses to be used in the body of its own `transaction`.
    pub(crate) fn refuse_inside(&self) -> Result<()> {
        if inside::is_inside(self.id()) {
            return Err(Error::misuse(format!(
                "the database `{}` was used in the body of its own `transaction`, where it would be \
                 outside of the transaction; use the body's argument, or `acquire` for what is \
                 meant to be outside",
                self.definition.name
            )));
        }
        Ok(())
    }

    pub(super) fn id(&self) -> DatabaseId {
        DatabaseId(std::ptr::from_ref(self).addr())
    }

    pub(super) async fn pool(&self) -> Result<Pool> {
        let runtime = Handle::try_current().map_err(|_| no_runtime())?;
        if let Some(pool) = self.pools().current(runtime.id()) {
            return Ok(pool);
        }
        let target = self.target().await?;
        self.insert(self.pools(), &runtime, Pool::new(&target)?)
    }

    /// The pool of the replicas, if there are any that are there.
    pub(crate) async fn replicas(&self) -> Result<Option<Pool>> {
        let runtime = Handle::try_current().map_err(|_| no_runtime())?;
        let pools = self.replicas.get_or_init(Arc::default);
        if let Some(pool) = pools.current(runtime.id()) {
            return Ok(pool.is_there().then_some(pool));
        }
        let target = self.target().await?;
        let Some(replica) = &target.replica else { return Ok(None) };
        self.insert(pools, &runtime, Pool::of_replicas(replica)?).map(Some)
    }

    pub(super) fn insert(&self, pools: &Arc<Pools>, runtime: &Handle, pool: Pool) -> Result<Pool> {
        let pool = Pools::insert(pools, runtime, pool);
        // `close` may have come between.
        if self.closed.load(Ordering::Acquire) {
            pools.close();
            return Err(Error::closed());
        }
        Ok(pool)
    }

    pub(super) async fn target(&self) -> Result<Arc<Target>> {
        if self.closed.load(Ordering::Acquire) {
            return Err(Error::closed());
        }
        self.boot().ready(self.definition, self.configured.get()).await
    }

    pub(super) fn boot(&self) -> &Boot {
        self.boot.get_or_init(|| Boot::of(self.ownership))
    }

    pub(super) fn pools(&self) -> &Arc<Pools> {
        self.pools.get_or_init(Arc::default)
    }
}

fn no_runtime() -> Error {
    Error::configuration("a database is used within a tokio runtime, and there is none")
}
