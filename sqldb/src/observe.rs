//! What can be seen of a program's queries: spans and events by `tracing`, figures by `metrics`, each
//! behind the feature of that name. Without them everything here is nothing.
//!
//! The names are OpenTelemetry's, "Semantic conventions for database client calls", 1.33. Values of
//! parameters are never told, and neither are texts that are known only at run time, because the
//! program may have written values into them.

use std::time::Duration;

use crate::error::{Error, Result};
use crate::session::Command;

#[cfg(any(feature = "tracing", feature = "metrics"))]
pub(crate) use on::{Observed, run};

#[cfg(not(any(feature = "tracing", feature = "metrics")))]
pub(crate) use off::{Observed, run};

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
pub(crate) fn pool(place: &str, status: impl FnOnce() -> deadpool::Status) {
    #[cfg(feature = "metrics")]
    {
        let deadpool::Status { size, available, waiting, max_size } = status();
        let figures = [("idle", available), ("used", size.saturating_sub(available))];
        for (state, connections) in figures {
            metrics::gauge!(
                "db.client.connection.count",
                "db.client.connection.pool.name" => place.to_owned(),
                "db.client.connection.state" => state,
            )
            .set(connections as f64);
        }
        let name = || [("db.client.connection.pool.name", place.to_owned())];
        metrics::gauge!("db.client.connection.max", &name()).set(max_size as f64);
        metrics::gauge!("db.client.connection.pending_requests", &name()).set(waiting as f64);
    }
    #[cfg(not(feature = "metrics"))]
    let _ = (place, status);
}

#[cfg(not(any(feature = "tracing", feature = "metrics")))]
mod off {
    use super::{Command, Error, Result};

    pub(crate) fn run<F: Future<Output = Result<u64>>>(_: Command<'_>, future: F) -> F {
        future
    }

    /// A stream of rows that nobody sees.
    #[derive(Debug)]
    pub(crate) struct Observed;

    impl Observed {
        pub(crate) fn begin(_: Command<'_>) -> Observed {
            Observed
        }

        pub(crate) fn row(&mut self) {}

        pub(crate) fn end(self, _: Option<&Error>) {}
    }
}

#[cfg(any(feature = "tracing", feature = "metrics"))]
mod on {
    use std::time::Instant;

    use super::{Command, Error, Result};
    use crate::statement::Plan;

    /// Runs a command to its end, and tells of it.
    pub(crate) async fn run(
        command: Command<'_>,
        future: impl Future<Output = Result<u64>>,
    ) -> Result<u64> {
        let mut observed = Observed::begin(command);
        #[cfg(feature = "tracing")]
        let future = tracing::Instrument::instrument(future, observed.span.clone());
        let result = future.await;
        observed.rows = result.as_ref().ok().copied().unwrap_or_default();
        observed.end(result.as_ref().err());
        result
    }

    /// A command that is running.
    #[derive(Debug)]
    pub(crate) struct Observed {
        plan: Option<&'static Plan>,
        /// Where there is somebody who wants to know how long it takes.
        begun: Option<Instant>,
        rows: u64,
        #[cfg(feature = "tracing")]
        span: tracing::Span,
    }

    impl Observed {
        pub(crate) fn begin(command: Command<'_>) -> Observed {
            let plan = match command {
                Command::Plan(plan) | Command::Alone(plan) => Some(plan),
                Command::Text(_) => None,
            };
            #[cfg(feature = "tracing")]
            let timed = cfg!(feature = "metrics")
                || tracing::enabled!(target: "sqldb", tracing::Level::WARN);
            #[cfg(not(feature = "tracing"))]
            let timed = true;
            Observed {
                plan,
                begun: timed.then(Instant::now),
                rows: 0,
                #[cfg(feature = "tracing")]
                span: super::spans::of(plan),
            }
        }

        pub(crate) fn row(&mut self) {
            self.rows += 1;
        }

        pub(crate) fn end(self, error: Option<&Error>) {
            let Some(begun) = self.begun else { return };
            let taken = begun.elapsed();
            #[cfg(feature = "tracing")]
            super::spans::end(&self.span, self.plan, taken, self.rows, error);
            #[cfg(feature = "metrics")]
            super::figures::query(self.plan, taken, error);
            let _ = (self.plan, taken, self.rows, error);
        }
    }
}

#[cfg(feature = "tracing")]
mod spans {
    use std::time::Duration;

    use tracing::field::Empty;
    use tracing::{Level, Span};

    use crate::error::Error;
    use crate::statement::Plan;

    /// The span of a query; none when nobody wants it.
    pub(super) fn of(plan: Option<&Plan>) -> Span {
        if !tracing::enabled!(target: "sqldb", Level::INFO) {
            return Span::none();
        }
        let span = tracing::span!(
            target: "sqldb",
            Level::INFO,
            "query",
            otel.name = Empty,
            otel.kind = "client",
            otel.status_code = Empty,
            db.system.name = "postgresql",
            db.operation.name = Empty,
            db.collection.name = Empty,
            db.query.summary = Empty,
            db.query.text = Empty,
            db.query.fingerprint = Empty,
            db.response.returned_rows = Empty,
            db.response.status_code = Empty,
            error.r#type = Empty,
            code.file.path = Empty,
            code.line.number = Empty,
        );
        let Some(plan) = plan else {
            span.record("otel.name", "raw query");
            return span;
        };
        span.record("otel.name", plan.summary);
        span.record("db.query.summary", plan.summary);
        span.record("db.query.text", plan.text);
        span.record("db.query.fingerprint", plan.fingerprint());
        span.record("code.file.path", plan.source.file);
        span.record("code.line.number", plan.source.line);
        let mut words = plan.summary.split(' ');
        if let Some(operation) = words.next() {
            span.record("db.operation.name", operation);
        }
        // Of several tables none is the one.
        if let (Some(table), None) = (words.next(), words.next()) {
            span.record("db.collection.name", table);
        }
        span
    }

    pub(super) fn end(
        span: &Span,
        plan: Option<&Plan>,
        taken: Duration,
        rows: u64,
        error: Option<&Error>,
    ) {
        span.record("db.response.returned_rows", rows);
        if let Some(error) = error {
            span.record("otel.status_code", "ERROR");
            span.record("error.type", error.sqlstate().unwrap_or("sqldb"));
            if let Some(state) = error.sqlstate() {
                span.record("db.response.status_code", state);
            }
        }
        if taken >= crate::slow::threshold() {
            let (summary, file, line) = match plan {
                Some(plan) => (plan.summary, plan.source.file, plan.source.line),
                None => ("raw query", "", 0),
            };
            tracing::event!(
                target: "sqldb",
                parent: span,
                Level::WARN,
                db.query.summary = summary,
                code.file.path = file,
                code.line.number = line,
                duration_ms = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX),
                db.response.returned_rows = rows,
                "slow query"
            );
        }
    }
}

#[cfg(feature = "metrics")]
mod figures {
    use std::time::Duration;

    use crate::error::Error;
    use crate::statement::Plan;

    pub(super) fn query(plan: Option<&'static Plan>, taken: Duration, error: Option<&Error>) {
        let summary = plan.map_or("raw query", |plan| plan.summary);
        let operation = summary.split(' ').next().unwrap_or_default();
        let seconds = taken.as_secs_f64();
        match error {
            None => metrics::histogram!(
                "db.client.operation.duration",
                "db.system.name" => "postgresql",
                "db.operation.name" => operation,
                "db.query.summary" => summary,
            )
            .record(seconds),
            Some(error) => metrics::histogram!(
                "db.client.operation.duration",
                "db.system.name" => "postgresql",
                "db.operation.name" => operation,
                "db.query.summary" => summary,
                "error.type" => error.sqlstate().unwrap_or("sqldb").to_owned(),
            )
            .record(seconds),
        }
    }
}
