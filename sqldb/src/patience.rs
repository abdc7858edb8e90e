//! Connecting to a server that is there, and cannot take a connection just now.

use std::io;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_postgres::error::{DbError, SqlState};

use crate::attempt::pause;
use crate::boot::Target;

/// How long it is tried to connect, to how many servers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) limit: Duration,
    pub(crate) servers: usize,
}

impl Patience {
    pub(crate) const NONE: Patience = Patience { limit: Duration::ZERO, servers: 0 };

    pub(crate) fn of(target: &Target) -> Patience {
        // The reason is told before the time is up.
        let limit = target.limits.connect / 2;
        Patience { limit, servers: target.postgres.get_hosts().len() }
    }
}

/// Connects by `connect`, again while the reason why it fails passes by itself.
///
/// # Errors
/// Those of `connect`.
pub(crate) async fn connect<T, F>(
    patience: Patience,
    mut connect: impl FnMut() -> F,
) -> Result<T, tokio_postgres::Error>
where
    F: Future<Output = Result<T, tokio_postgres::Error>>,
{
    let deadline = Instant::now() + patience.limit;
    let mut number = 0u32;
    loop {
        number = number.saturating_add(1);
        match connect().await {
            Err(error) if passes(&error, patience.servers) && Instant::now() < deadline => {
                sleep(pause(number)).await
            }
            connected => return connected,
        }
    }
}

/// The queue of a Unix socket is full (`unix(7)`, EAGAIN), the server starts up (57P03), or, of several
/// servers, none is the primary yet: one is gone, the others take no writes.
fn passes(error: &tokio_postgres::Error, servers: usize) -> bool {
    let Some(cause) = std::error::Error::source(error) else { return false };
    match (cause.downcast_ref::<io::Error>(), cause.downcast_ref::<DbError>()) {
        (Some(error), _) => match error.kind() {
            io::ErrorKind::WouldBlock => true,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ConnectionRefused => servers > 1,
            _ => false,
        },
        (_, Some(error)) => *error.code() == SqlState::CANNOT_CONNECT_NOW,
        (None, None) => false,
    }
}
