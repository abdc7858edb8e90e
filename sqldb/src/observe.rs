//! What can be seen of a program's queries: spans and events by `tracing`, figures by `metrics`, each
//! behind the feature of that name. Without them everything here is nothing.
//!
//! The names are OpenTelemetry's, "Semantic conventions for database client calls", 1.33. Values of
//! parameters are never told, and neither are texts that are known only at run time, because the
//! program may have written values into them.

use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::Host;

use crate::error::{Error, Result};
use crate::pool::PoolStatus;
use crate::session::Command;
use crate::statement::Source;

#[cfg(feature = "metrics")]
mod figures;
#[cfg(feature = "tracing")]
mod spans;

#[cfg(any(feature = "tracing", feature = "metrics"))]
pub(crate) use on::{Observed, run};

#[cfg(not(any(feature = "tracing", feature = "metrics")))]
pub(crate) use off::{Observed, run};

/// What is told of a statement that is known at compile time.
#[cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "only spans tell all of it"))]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    /// What it does to which tables.
    pub(crate) summary: &'static str,
    pub(crate) text: &'static str,
    pub(crate) source: Source,
}

/// Where statements are sent.
#[cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "only spans tell all of it"))]
#[derive(Debug, Default)]
pub(crate) struct Endpoint {
    pub(crate) database: Option<String>,
    /// The server; of several nobody knows which one it is.
    pub(crate) address: Option<String>,
    pub(crate) port: Option<u16>,
}

impl Endpoint {
    pub(crate) fn of(config: &Config) -> Endpoint {
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let (address, port) = match (config.get_hosts(), config.get_hostaddrs()) {
            ([Host::Tcp(name)], _) => (Some(name.clone()), Some(port)),
            #[cfg(unix)]
            ([Host::Unix(path)], _) => (Some(format!("{}/.s.PGSQL.{port}", path.display())), None),
            ([], [address]) => (Some(address.to_string()), Some(port)),
            _ => (None, None),
        };
        // libpq's default is the name of the role.
        let database = config.get_dbname().or(config.get_user()).map(str::to_owned);
        Endpoint { database, address, port }
    }

    /// Tells the span that runs, if it is one of ours.
    #[inline]
    pub(crate) fn tell(&self) {
        #[cfg(feature = "tracing")]
        if tracing::enabled!(target: "sqldb", tracing::Level::INFO) {
            spans::sent_to(&tracing::Span::current(), self);
        }
    }
}

/// Tells that a transaction is tried again.
pub(crate) fn retry(number: u32, pause: Duration) {
    #[cfg(feature = "tracing")]
    tracing::event!(
        target: "sqldb",
        tracing::Level::WARN,
        attempt = number,
        pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
        "a transaction is tried again after a serialization failure or a deadlock"
    );
    #[cfg(feature = "metrics")]
    metrics::counter!("sqldb.transaction.retries").increment(1);
    let _ = (number, pause);
}

/// Tells how many connections of the pool to `place` there are.
pub(crate) fn pool(place: &str, status: impl FnOnce() -> PoolStatus) {
    #[cfg(feature = "metrics")]
    figures::pool(place, status());
    #[cfg(not(feature = "metrics"))]
    let _ = (place, status);
}

#[cfg(not(any(feature = "tracing", feature = "metrics")))]
mod off {
    use super::{Command, Endpoint, Error, Result, Subject};

    pub(crate) fn run<F: Future<Output = Result<u64>>>(_: Command<'_>, future: F) -> F {
        future
    }

    /// A stream of rows that nobody sees.
    #[derive(Debug)]
    pub(crate) struct Observed;

    impl Observed {
        pub(crate) fn begin(_: Option<Subject>, _: &Endpoint) -> Observed {
            Observed
        }

        pub(crate) fn row(&mut self) {}

        pub(crate) fn affected(&mut self, _: u64) {}

        pub(crate) fn end(self, _: Option<&Error>) {}
    }
}

#[cfg(any(feature = "tracing", feature = "metrics"))]
mod on {
    use std::time::Instant;

    use super::{Command, Endpoint, Error, Result, Subject};

    /// Runs a command to its end, and tells of it.
    pub(crate) async fn run(
        command: Command<'_>,
        future: impl Future<Output = Result<u64>>,
    ) -> Result<u64> {
        // Where it is sent is told by who sends it.
        let mut observed = Observed::begin(command.subject(), &Endpoint::default());
        #[cfg(feature = "tracing")]
        let future = tracing::Instrument::instrument(future, observed.span.clone());
        let result = future.await;
        observed.affected(result.as_ref().ok().copied().unwrap_or_default());
        observed.end(result.as_ref().err());
        result
    }

    /// A command that is running.
    #[derive(Debug)]
    pub(crate) struct Observed {
        subject: Option<Subject>,
        /// Where there is somebody who wants to know how long it takes.
        begun: Option<Instant>,
        rows: u64,
        #[cfg(feature = "tracing")]
        span: tracing::Span,
    }

    impl Observed {
        pub(crate) fn begin(subject: Option<Subject>, endpoint: &Endpoint) -> Observed {
            #[cfg(feature = "tracing")]
            let timed = cfg!(feature = "metrics")
                || tracing::enabled!(target: "sqldb", tracing::Level::WARN);
            #[cfg(not(feature = "tracing"))]
            let timed = true;
            let _ = endpoint;
            Observed {
                subject,
                begun: timed.then(Instant::now),
                rows: 0,
                #[cfg(feature = "tracing")]
                span: super::spans::of(subject.as_ref(), endpoint),
            }
        }

        pub(crate) fn row(&mut self) {
            self.rows += 1;
        }

        pub(crate) fn affected(&mut self, rows: u64) {
            self.rows = rows;
        }

        pub(crate) fn end(self, error: Option<&Error>) {
            let Some(begun) = self.begun else { return };
            let taken = begun.elapsed();
            #[cfg(feature = "tracing")]
            super::spans::end(&self.span, self.subject, taken, self.rows, error);
            #[cfg(feature = "metrics")]
            super::figures::query(self.subject, taken, error);
            let _ = (self.subject, taken, self.rows, error);
        }
    }
}
