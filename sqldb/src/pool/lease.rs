//! A connection that is out of the pool, for one user alone or as one that is shared.

use std::sync::Weak;
use std::time::Duration;

use deadpool::managed::Object;
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::Shared;
use super::sessions::{Made, Sessions};
use crate::error::{Error, Result};
use crate::session::Session;

/// A connection that is out of the pool.
pub(crate) struct Lease {
    object: Option<Object<Sessions>>,
    /// Told when the connection is back.
    pool: Weak<Shared>,
}

impl Lease {
    pub(super) fn new(object: Object<Sessions>, pool: Weak<Shared>) -> Lease {
        Lease { object: Some(object), pool }
    }

    #[inline]
    pub(crate) fn session(&self) -> Result<&Session> {
        self.object.as_ref().and_then(|object| (**object).as_deref()).ok_or_else(Error::closed)
    }
}

impl Drop for Lease {
    /// Returns the connection to the pool.
    ///
    /// If an answer is still to come, because its user was dropped while it waited, or a stream before
    /// its end, the next user would wait for that answer. So it is waited for here, for a moment; then
    /// the statement is canceled and the connection closed. Where it cannot be canceled (a pool before the
    /// server that knows no prepared statements), the connection leaves the pool, which may make another
    /// one in its place, and is closed when the answer has come.
    fn drop(&mut self) {
        let Some(object) = self.object.take() else { return };
        let pool = std::mem::take(&mut self.pool);
        let Some(session) = &*object else { return };
        session.clean();
        if session.has_ended() {
            drop(Object::take(object));
        } else if !session.is_busy() {
            drop(object);
        } else if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                let given_up = settle(object).await;
                tell(&pool);
                if let Some(session) = given_up
                    && !session.takes_several()
                {
                    // Nobody else gets it; but what is still to come must not meet its end.
                    drop(session.catch_up().await);
                }
            });
            return;
        } else {
            drop(Object::take(object));
        }
        tell(&pool);
    }
}

fn tell(pool: &Weak<Shared>) {
    if let Some(pool) = pool.upgrade() {
        pool.lanes.notify();
        pool.tell();
    }
}

/// Waits for what is still to come on a connection; or takes it out of the pool, and returns it.
async fn settle(object: Object<Sessions>) -> Made {
    const MOMENT: Duration = Duration::from_millis(50);
    let session = object.as_deref()?;
    if timeout(MOMENT, session.catch_up()).await.is_ok_and(|answered| answered.is_ok()) {
        return None;
    }
    // Nobody else gets it meanwhile, so that the request cannot hit a statement of the next user, and it
    // keeps its place, so that there are never more connections to the server than the pool may have.
    if let Some(pool) = Object::pool(&object)
        && session.can_be_canceled()
    {
        let token = session.client().cancel_token();
        let cancel = pool.manager().route.cancel(token, session.way());
        let _ = timeout(Duration::from_secs(5), cancel).await;
    }
    Object::take(object)
}
