//! How a transaction is begun: isolation level, access mode, time-outs, and how often it is tried.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

/// How much a transaction sees of others, weakest first (PostgreSQL, "Transaction Isolation").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Isolation {
    /// Each statement sees what was committed before it began.
    ReadCommitted,
    /// All statements see what was committed before the first began; an update of a row that
    /// another transaction has changed since fails with 40001.
    RepeatableRead,
    /// As if transactions ran one after another; where that is not possible, one fails with 40001.
    Serializable,
}

/// How a transaction is begun. What is not said is as the server's settings have it.
///
/// ```no_run
/// use sqldb::{Isolation, TransactionOptions};
/// use std::time::Duration;
///
/// const REPORT: TransactionOptions =
///     TransactionOptions::new().isolation(Isolation::Serializable).read_only().deferrable();
///
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// let tx = db.begin_with(REPORT.statement_timeout(Duration::from_secs(60))).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransactionOptions {
    isolation: Option<Isolation>,
    access: Option<Access>,
    deferrable: Deferrable,
    statement_timeout: Option<Duration>,
    lock_timeout: Option<Duration>,
    attempts: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    ReadOnly,
    ReadWrite,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deferrable {
    No,
    Yes,
}

impl TransactionOptions {
    /// As the server's settings have it; tried 10 times at most.
    pub const fn new() -> TransactionOptions {
        TransactionOptions {
            isolation: None,
            access: None,
            deferrable: Deferrable::No,
            statement_timeout: None,
            lock_timeout: None,
            attempts: 10,
        }
    }

    /// The isolation level.
    #[must_use]
    pub const fn isolation(mut self, isolation: Isolation) -> TransactionOptions {
        self.isolation = Some(isolation);
        self
    }

    /// Writing is an error (25006).
    #[must_use]
    pub const fn read_only(mut self) -> TransactionOptions {
        self.access = Some(Access::ReadOnly);
        self
    }

    /// Writing is allowed, where the server's settings say otherwise.
    #[must_use]
    pub const fn read_write(mut self) -> TransactionOptions {
        self.access = Some(Access::ReadWrite);
        self
    }

    /// A serializable transaction that only reads waits at its begin until it can neither fail nor
    /// make others fail. PostgreSQL ignores this in all others.
    #[must_use]
    pub const fn deferrable(mut self) -> TransactionOptions {
        self.deferrable = Deferrable::Yes;
        self
    }

    /// How long each statement may take, in milliseconds, rounded up; zero is without a limit. The
    /// error is [`is_timeout`](crate::Error::is_timeout).
    #[must_use]
    pub const fn statement_timeout(mut self, timeout: Duration) -> TransactionOptions {
        self.statement_timeout = Some(timeout);
        self
    }

    /// How long a statement may wait for each lock, in milliseconds, rounded up; zero is without a
    /// limit. The error is [`is_timeout`](crate::Error::is_timeout).
    #[must_use]
    pub const fn lock_timeout(mut self, timeout: Duration) -> TransactionOptions {
        self.lock_timeout = Some(timeout);
        self
    }

    /// How often [`transaction`](crate::Database::transaction) runs its body at most, 1 or more.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> TransactionOptions {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    pub(crate) fn asks_read_only(&self) -> bool {
        self.access == Some(Access::ReadOnly)
    }

    pub(crate) fn most_attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether a savepoint can have them, which has no modes of its own.
    pub(crate) fn fit_savepoint(&self) -> bool {
        TransactionOptions { attempts: TransactionOptions::new().attempts, ..*self }
            == TransactionOptions::new()
    }

    /// What begins the transaction.
    pub(crate) fn begin(&self) -> Cow<'static, str> {
        if self.fit_savepoint() {
            return Cow::Borrowed("BEGIN");
        }
        let mut text = "BEGIN".to_owned();
        text.push_str(match self.isolation {
            None => "",
            Some(Isolation::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
            Some(Isolation::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
            Some(Isolation::Serializable) => " ISOLATION LEVEL SERIALIZABLE",
        });
        text.push_str(match self.access {
            None => "",
            Some(Access::ReadOnly) => " READ ONLY",
            Some(Access::ReadWrite) => " READ WRITE",
        });
        text.push_str(match self.deferrable {
            Deferrable::No => "",
            Deferrable::Yes => " DEFERRABLE",
        });
        for (setting, timeout) in
            [("statement_timeout", self.statement_timeout), ("lock_timeout", self.lock_timeout)]
        {
            if let Some(timeout) = timeout {
                // Writing to a string cannot fail.
                let _ = write!(text, "; SET LOCAL {setting} = {}", milliseconds(timeout));
            }
        }
        Cow::Owned(text)
    }
}

impl Default for TransactionOptions {
    fn default() -> TransactionOptions {
        TransactionOptions::new()
    }
}

/// A duration as PostgreSQL's settings have it: rounded up, since zero is without a limit, and at
/// most what an `int4` holds.
pub(crate) fn milliseconds(duration: Duration) -> u32 {
    const MOST: u128 = i32::MAX as u128;
    u32::try_from(duration.as_nanos().div_ceil(1_000_000).min(MOST)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begin_says_what_was_asked_for() {
        let options = TransactionOptions::new();
        assert_eq!(options.begin(), "BEGIN");
        assert_eq!(options.attempts(3).begin(), "BEGIN");
        assert_eq!(
            options.isolation(Isolation::Serializable).read_only().deferrable().begin(),
            "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE"
        );
        assert_eq!(
            options
                .read_write()
                .statement_timeout(Duration::from_micros(1500))
                .lock_timeout(Duration::from_secs(1))
                .begin(),
            "BEGIN READ WRITE; SET LOCAL statement_timeout = 2; SET LOCAL lock_timeout = 1000"
        );
    }

    #[test]
    fn time_outs_are_rounded_up_and_bounded() {
        assert_eq!(milliseconds(Duration::ZERO), 0);
        assert_eq!(milliseconds(Duration::from_nanos(1)), 1);
        assert_eq!(milliseconds(Duration::MAX), i32::MAX as u32);
    }
}
