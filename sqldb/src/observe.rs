//! What can be seen of a program's queries: spans and events by `tracing`, figures by `metrics`, each
//! behind the feature of that name. Without them everything here is nothing.
//!
//! The names are OpenTelemetry's, "Semantic conventions for database client calls", 1.33. Values of
//! parameters are never told, and neither are texts that are known only at run time, because the
//! program may have written values into them.

use std::sync::Arc;
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
pub(crate) use on::{Observed, run, run_as};

#[cfg(not(any(feature = "tracing", feature = "metrics")))]
pub(crate) use off::{Observed, run, run_as};

/// What is told of a statement that is known at compile time.
#[cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "only spans tell all of it"))]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    /// What it does to which tables.
    pub(crate) summary: &'static str,
    pub(crate) text: &'static str,
    /// Where it is written, if the program wrote it.
    pub(crate) source: Option<Source>,
}

impl Subject {
    /// A command of ours, such as `COMMIT`.
    pub(crate) const fn of_command(command: &'static str) -> Subject {
        Subject { summary: command, text: command, source: None }
    }
}

/// Where statements are sent.
#[cfg_attr(not(feature = "tracing"), allow(dead_code, reason = "only spans tell all of it"))]
#[derive(Debug, Default)]
pub(crate) struct Endpoint {
    pub(crate) database: Option<Arc<str>>,
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
        let database = config.get_dbname().or(config.get_user()).map(Arc::from);
        Endpoint { database, address, port }
    }

    /// Tells what is observed, the span that runs if it is one of ours, and whoever notes figures.
    #[inline]
    pub(crate) fn tell(&self) {
        #[cfg(feature = "metrics")]
        on::sent_to(self.database.as_ref());
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

/// How a command ended.
#[cfg_attr(
    not(any(feature = "tracing", feature = "metrics")),
    allow(dead_code, reason = "nobody is told")
)]
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome<'e> {
    Done,
    Failed(&'e Error),
    /// Nobody waited for it any more: a time-out of the program, perhaps.
    Dropped,
}

impl Outcome<'_> {
    /// `error.type` of OpenTelemetry.
    #[cfg(any(feature = "tracing", feature = "metrics"))]
    fn error_type(&self) -> Option<&str> {
        match self {
            Outcome::Done => None,
            Outcome::Failed(error) => Some(error.sqlstate().unwrap_or("sqldb")),
            Outcome::Dropped => Some("dropped"),
        }
    }

    #[cfg(any(feature = "tracing", feature = "metrics"))]
    fn sqlstate(&self) -> Option<&str> {
        match self {
            Outcome::Failed(error) => error.sqlstate(),
            Outcome::Done | Outcome::Dropped => None,
        }
    }
}

#[cfg(not(any(feature = "tracing", feature = "metrics")))]
mod off {
    use super::{Command, Endpoint, Error, Result, Subject};

    pub(crate) fn run<F: Future<Output = Result<u64>>>(_: Command<'_>, future: F) -> F {
        future
    }

    pub(crate) fn run_as<F: Future<Output = Result<u64>>>(_: Subject, future: F) -> F {
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
    #[cfg(feature = "metrics")]
    use std::cell::RefCell;
    use std::pin::Pin;
    #[cfg(feature = "metrics")]
    use std::sync::Arc;
    use std::time::Instant;

    use super::{Command, Endpoint, Error, Outcome, Result, Subject};

    /// Runs a command to its end, and tells of it.
    ///
    /// The future stays where its user has pinned it: one that is an argument of another is in it twice.
    pub(crate) async fn run(
        command: Command<'_>,
        future: Pin<&mut impl Future<Output = Result<u64>>>,
    ) -> Result<u64> {
        observe(command.subject(), future).await
    }

    /// The same of one of ours.
    pub(crate) async fn run_as(
        subject: Subject,
        future: Pin<&mut impl Future<Output = Result<u64>>>,
    ) -> Result<u64> {
        observe(Some(subject), future).await
    }

    async fn observe(
        subject: Option<Subject>,
        future: Pin<&mut impl Future<Output = Result<u64>>>,
    ) -> Result<u64> {
        // Where it is sent is told by who sends it.
        let mut observed = Observed::begin(subject, &Endpoint::default());
        #[cfg(feature = "tracing")]
        let future = tracing::Instrument::instrument(future, observed.span.clone());
        #[cfg(feature = "metrics")]
        let result = with_namespace(future, &mut observed.namespace).await;
        #[cfg(not(feature = "metrics"))]
        let result = future.await;
        observed.affected(result.as_ref().ok().copied().unwrap_or_default());
        observed.end(result.as_ref().err());
        result
    }

    #[cfg(feature = "metrics")]
    thread_local! {
        /// Where what is being polled was sent.
        static SENT_TO: RefCell<Option<Arc<str>>> = const { RefCell::new(None) };
    }

    #[cfg(feature = "metrics")]
    pub(super) fn sent_to(database: Option<&Arc<str>>) {
        SENT_TO.set(database.cloned());
    }

    /// Notes where a future sends what it sends.
    #[cfg(feature = "metrics")]
    async fn with_namespace<F: Future>(future: F, namespace: &mut Option<Arc<str>>) -> F::Output {
        let mut future = std::pin::pin!(future);
        std::future::poll_fn(|cx| {
            let others = SENT_TO.replace(namespace.take());
            let polled = future.as_mut().poll(cx);
            *namespace = SENT_TO.replace(others);
            polled
        })
        .await
    }

    /// A command that is running. When it is dropped before its end, that is told.
    #[derive(Debug)]
    pub(crate) struct Observed {
        subject: Option<Subject>,
        /// Where there is somebody who wants to know how long it takes, until he is told.
        begun: Option<Instant>,
        rows: u64,
        #[cfg(feature = "metrics")]
        namespace: Option<Arc<str>>,
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
                #[cfg(feature = "metrics")]
                namespace: endpoint.database.clone(),
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

        pub(crate) fn end(mut self, error: Option<&Error>) {
            self.tell(error.map_or(Outcome::Done, Outcome::Failed));
        }

        fn tell(&mut self, outcome: Outcome<'_>) {
            let Some(begun) = self.begun.take() else { return };
            let taken = begun.elapsed();
            #[cfg(feature = "tracing")]
            super::spans::end(&self.span, self.subject, taken, self.rows, outcome);
            #[cfg(feature = "metrics")]
            super::figures::query(self.subject, self.namespace.as_ref(), taken, outcome);
            let _ = (self.subject, taken, self.rows, outcome);
        }
    }

    impl Drop for Observed {
        fn drop(&mut self) {
            self.tell(Outcome::Dropped);
        }
    }
}
