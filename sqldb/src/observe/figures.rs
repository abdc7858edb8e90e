//! Durations of queries and connections of pools, for any recorder of the `metrics` facade.

use std::sync::Arc;
use std::time::Duration;

use metrics::{Label, SharedString};

use super::{Outcome, Subject};
use crate::pool::PoolStatus;

pub(super) fn query(
    subject: Option<Subject>,
    namespace: Option<&Arc<str>>,
    taken: Duration,
    outcome: Outcome<'_>,
) {
    let summary = subject.map_or("raw query", |subject| subject.summary);
    let mut words = summary.split(' ');
    let mut labels = vec![Label::from_static_parts("db.system.name", "postgresql")];
    if subject.is_some() {
        if let Some(operation) = words.next() {
            labels.push(Label::from_static_parts("db.operation.name", operation));
        }
        // Of several tables none is the one.
        if let (Some(table), None) = (words.next(), words.next()) {
            labels.push(Label::from_static_parts("db.collection.name", table));
        }
    }
    labels.push(Label::from_static_parts("db.query.summary", summary));
    if let Some(namespace) = namespace {
        labels.push(Label::new("db.namespace", SharedString::from_shared(namespace.clone())));
    }
    if let Some(error) = outcome.error_type() {
        labels.push(Label::new("error.type", error.to_owned()));
    }
    if let Some(state) = outcome.sqlstate() {
        labels.push(Label::new("db.response.status_code", state.to_owned()));
    }
    metrics::histogram!("db.client.operation.duration", labels).record(taken.as_secs_f64());
}

pub(super) fn pool(place: &str, status: PoolStatus) {
    let PoolStatus { connections, idle, waiting, max_connections } = status;
    for (state, connections) in [("idle", idle), ("used", connections.saturating_sub(idle))] {
        metrics::gauge!(
            "db.client.connection.count",
            "db.client.connection.pool.name" => place.to_owned(),
            "db.client.connection.state" => state,
        )
        .set(connections as f64);
    }
    let name = || [("db.client.connection.pool.name", place.to_owned())];
    metrics::gauge!("db.client.connection.max", &name()).set(max_connections as f64);
    metrics::gauge!("db.client.connection.pending_requests", &name()).set(waiting as f64);
}
