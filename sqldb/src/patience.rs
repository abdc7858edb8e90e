//! Connecting to a server that is there, and cannot take a connection just now.

use std::io;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_postgres::error::{DbError, SqlState};

use crate::attempt::pause;

/// Connects by `connect`, again while the reason why it fails passes by itself, for `limit` at most.
///
/// # Errors
/// Those of `connect`.
pub(crate) async fn connect<T, F>(
    limit: Duration,
    mut connect: impl FnMut() -> F,
) -> Result<T, tokio_postgres::Error>
where
    F: Future<Output = Result<T, tokio_postgres::Error>>,
{
    let deadline = Instant::now() + limit;
    let mut number = 0u32;
    loop {
        number = number.saturating_add(1);
        match connect().await {
            Err(error) if passes(&error) && Instant::now() < deadline => sleep(pause(number)).await,
            connected => return connected,
        }
    }
}

/// The queue of a Unix socket is full (`unix(7)`, EAGAIN), or the server starts up (57P03).
fn passes(error: &tokio_postgres::Error) -> bool {
    let Some(cause) = std::error::Error::source(error) else { return false };
    match (cause.downcast_ref::<io::Error>(), cause.downcast_ref::<DbError>()) {
        (Some(error), _) => error.kind() == io::ErrorKind::WouldBlock,
        (_, Some(error)) => *error.code() == SqlState::CANNOT_CONNECT_NOW,
        (None, None) => false,
    }
}
