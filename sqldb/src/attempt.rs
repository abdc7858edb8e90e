//! `transaction(|tx| …)`: one attempt after another, until one commits or there is no sense in it.
//!
//! Start at [`run`].

use std::hash::{BuildHasher as _, RandomState};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::begun::{Begun, begun_methods};
use crate::error::{Error, Result};
use crate::inside::{self, DatabaseId};
use crate::methods::{exclusive_methods, query_methods};
use crate::observe;
use crate::options::TransactionOptions;
use crate::pool::Pool;

/// A transaction within the body of [`transaction`](crate::Database::transaction): an
/// [`Executor`](crate::Executor) without `commit` and `rollback`, which what the body returns decides.
///
/// What the transaction was begun on cannot be used in the body:
///
/// ```compile_fail,E0502
/// # async fn f(mut connection: sqldb::Connection) -> sqldb::Result<()> {
/// connection
///     .transaction(async |tx| connection.raw_exec("DELETE FROM todo_item", &[]).await)
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Attempt {
    begun: Arc<Begun>,
    number: u32,
}

impl Attempt {
    /// Which attempt this is, from 1.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// db.transaction(async |tx| {
    ///     if tx.number() > 1 {
    ///         println!("trying again");
    ///     }
    ///     tx.raw_exec("UPDATE account SET balance = balance - 1", &[]).await
    /// })
    /// .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn number(&self) -> u32 {
        self.number
    }

    query_methods!();
    exclusive_methods!();

    begun_methods!();
}

/// What becomes of the connection between two attempts.
pub(crate) enum Between {
    /// Somebody holds it.
    Held,
    /// Others may have it: those that try again under load would else leave none to anybody.
    Returned(Pool, DatabaseId),
}

/// Runs `body` in the transaction that has begun, and in further ones while the server wants it retried.
pub(crate) async fn run<T, E, F, Fut>(
    mut begun: Begun,
    between: Between,
    options: TransactionOptions,
    mut body: F,
) -> Result<T, E>
where
    F: FnMut(Attempt) -> Fut,
    Fut: Future<Output = Result<T, E>>,
    E: From<Error>,
{
    for number in 1.. {
        let last = number >= options.most_attempts();
        let shared = Arc::new(begun);
        let result = {
            let body = pin!(body(Attempt { begun: shared.clone(), number }));
            inside::enter(shared.database(), body).await
        };
        begun = match Arc::try_unwrap(shared) {
            Ok(begun) => begun,
            Err(shared) => {
                shared.abandon();
                return Err(Error::misuse(
                    "the transaction was rolled back, because its handle was still there after the \
                     body had returned; end what uses it before",
                )
                .into());
            }
        };
        match result {
            Ok(value) => match begun.commit().await {
                Ok(()) => return Ok(value),
                Err(_) if !last && begun.wants_retry() => {}
                Err(error) => return Err(error.into()),
            },
            Err(_) if !last && begun.wants_retry() => {}
            Err(error) => {
                // The body's error is the cause; without an answer the server rolls back as well.
                let _ = begun.rollback().await;
                return Err(error);
            }
        }
        begun.rollback().await?;
        let pause = pause(number);
        observe::retry(number, pause);
        match &between {
            Between::Held => {
                tokio::time::sleep(pause).await;
                begun.begin_again(&options)?;
            }
            Between::Returned(pool, database) => {
                drop(begun);
                tokio::time::sleep(pause).await;
                let lease = Arc::new(pool.lease().await?);
                begun = Begun::start(lease, &options)?.of(*database);
            }
        }
    }
    // `number` counts for ever, and the last attempt returns.
    Err(Error::misuse("the transaction was not tried").into())
}

/// How long to wait after the attempt `number`: at random, so that those that met do not meet again.
pub(crate) fn pause(number: u32) -> Duration {
    const FIRST: u64 = 4;
    const MOST: u64 = 1000;
    let most = FIRST.saturating_mul(1 << (number - 1).min(16)).min(MOST);
    // Each state has keys of its own: a random number without a generator.
    let random = RandomState::new().hash_one(number);
    Duration::from_micros(random % (most * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_differ_and_are_bounded() {
        let longest =
            |number| (0..200).map(|_| pause(number)).max().map_or(0, |pause| pause.as_micros());
        assert!((1..4_000).contains(&longest(1)));
        assert!((4_000..64_000).contains(&longest(5)));
        assert!((500_000..1_000_000).contains(&longest(40)));
    }
}
