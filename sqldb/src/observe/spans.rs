//! Spans of queries, and events of slow ones.

use std::time::Duration;

use tracing::field::Empty;
use tracing::{Level, Metadata, Span};

use crate::statement::fingerprint;

use super::{Endpoint, Outcome, Subject};

/// The span of a query; none when nobody wants it.
pub(super) fn of(subject: Option<&Subject>, endpoint: &Endpoint) -> Span {
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
        db.namespace = Empty,
        server.address = Empty,
        server.port = Empty,
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
    sent_to(&span, endpoint);
    let Some(Subject { summary, text, source }) = subject else {
        span.record("otel.name", "raw query");
        return span;
    };
    span.record("otel.name", summary);
    span.record("db.query.summary", summary);
    span.record("db.query.text", text);
    span.record("db.query.fingerprint", fingerprint(text));
    if let Some(source) = source {
        span.record("code.file.path", source.file);
        span.record("code.line.number", source.line);
    }
    let mut words = summary.split(' ');
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
    subject: Option<Subject>,
    taken: Duration,
    rows: u64,
    outcome: Outcome<'_>,
) {
    span.record("db.response.returned_rows", rows);
    if let Some(error) = outcome.error_type() {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", error);
    }
    if let Some(state) = outcome.sqlstate() {
        span.record("db.response.status_code", state);
    }
    if taken >= crate::slow::threshold() {
        let summary = subject.map_or("raw query", |subject| subject.summary);
        let source = subject.and_then(|subject| subject.source);
        let (file, line) = source.map_or(("", 0), |source| (source.file, source.line));
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

/// Says where the query of a span was sent; a span of somebody else's is left alone.
pub(super) fn sent_to(span: &Span, Endpoint { database, address, port }: &Endpoint) {
    let ours = |metadata: &Metadata<'_>| metadata.target() == "sqldb";
    if !span.metadata().is_some_and(ours) {
        return;
    }
    if let Some(database) = database {
        span.record("db.namespace", &**database);
    }
    if let Some(address) = address {
        span.record("server.address", address.as_str());
    }
    if let Some(port) = port {
        span.record("server.port", *port);
    }
}
