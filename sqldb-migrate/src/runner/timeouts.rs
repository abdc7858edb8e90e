//! PostgreSQL's own limits of time, for the statements of migrations.

use std::fmt::Write;
use std::time::Duration;

/// PostgreSQL's `lock_timeout` and `statement_timeout` while a migration runs; what is [`None`] is
/// left as the server, the role or the connection string sets it.
///
/// A `lock_timeout` of a few seconds keeps a migration that waits for a table from making all
/// others wait behind it.
///
/// ```
/// use std::time::Duration;
/// use sqldb_migrate::runner::Timeouts;
///
/// let timeouts = Timeouts { lock: Some(Duration::from_secs(3)), ..Timeouts::default() };
/// # assert_eq!(timeouts.statement, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// `lock_timeout`: how long a statement waits for a lock.
    pub lock: Option<Duration>,
    /// `statement_timeout`: how long a statement runs. A migration that is sent as one text is
    /// one for PostgreSQL.
    pub statement: Option<Duration>,
}

impl Timeouts {
    /// The statements that set them. Less than a millisecond is one, because 0 turns them off.
    pub(super) fn settings(self) -> String {
        let mut settings = String::new();
        for (name, limit) in [("lock_timeout", self.lock), ("statement_timeout", self.statement)] {
            if let Some(limit) = limit {
                let _ = write!(settings, "SET {name} = {};", limit.as_millis().clamp(1, 1 << 30));
            }
        }
        settings
    }
}
