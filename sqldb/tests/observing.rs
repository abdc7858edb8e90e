//! What `tracing` and `metrics` are told of queries, and that no value is among it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata,
    SharedString, Unit,
};
use sqldb::{Result, TransactionOptions};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_core::span::Current;

#[sqldb::database(name = "observed", migrations = "./tests/copies")]
mod observed {}

use observed::{DB, sql};

/// The fields of a span or an event, by their names.
type Fields = BTreeMap<&'static str, String>;

/// Keeps all spans and events of ours.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<(&'static str, Fields)>>>);

thread_local! {
    /// The spans that the thread is in.
    static ENTERED: RefCell<Vec<(Id, &'static tracing::Metadata<'static>)>> =
        const { RefCell::new(Vec::new()) };
    /// The metadata of a span, by its place: all of ours have the same.
    static METADATA: Cell<Option<&'static tracing::Metadata<'static>>> = const { Cell::new(None) };
}

struct Collect<'a>(&'a mut Fields);

impl Visit for Collect<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl Subscriber for Seen {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqldb"
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields::new();
        attributes.record(&mut Collect(&mut fields));
        METADATA.set(Some(attributes.metadata()));
        let mut seen = self.0.lock().unwrap();
        seen.push(("span", fields));
        Id::from_u64(seen.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut seen = self.0.lock().unwrap();
        let (_, fields) = seen.get_mut(span.into_u64() as usize - 1).unwrap();
        values.record(&mut Collect(fields));
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Collect(&mut fields));
        self.0.lock().unwrap().push(("event", fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, span: &Id) {
        let metadata = METADATA.get().unwrap();
        ENTERED.with_borrow_mut(|entered| entered.push((span.clone(), metadata)));
    }

    fn exit(&self, _: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.pop());
    }

    fn current_span(&self) -> Current {
        ENTERED.with_borrow(|entered| match entered.last() {
            Some((span, metadata)) => Current::new(span.clone(), metadata),
            None => Current::none(),
        })
    }
}

impl Seen {
    fn take(&self) -> Vec<(&'static str, Fields)> {
        // The places stay, because spans are found by them.
        self.0
            .lock()
            .unwrap()
            .iter_mut()
            .map(|(kind, fields)| (*kind, std::mem::take(fields)))
            .filter(|(_, fields)| !fields.is_empty())
            .collect()
    }
}

/// Keeps the labels of all figures, and what the gauges are at.
#[derive(Clone, Default)]
struct Figures(Arc<Mutex<Vec<String>>>, Levels);

type Levels = Arc<Mutex<BTreeMap<String, f64>>>;

struct Level(Levels, String);

impl GaugeFn for Level {
    fn increment(&self, _: f64) {}
    fn decrement(&self, _: f64) {}
    fn set(&self, value: f64) {
        self.0.lock().unwrap().insert(self.1.trim_end().to_owned(), value);
    }
}

impl Figures {
    /// Waits until connections are so many: idle, used, and waited for.
    async fn settled(&self, expected: [f64; 3]) {
        let names = [
            "db.client.connection.count idle",
            "db.client.connection.count used",
            "db.client.connection.pending_requests",
        ];
        let mut levels = [0.0; 3];
        for _ in 0..200 {
            levels = names.map(|name| *self.1.lock().unwrap().get(name).unwrap_or(&-1.0));
            if levels == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{levels:?} is not {expected:?}");
    }
}

struct Figure(Arc<Mutex<Vec<String>>>, String);

impl CounterFn for Figure {
    fn increment(&self, value: u64) {
        self.0.lock().unwrap().push(format!("{} {value}", self.1));
    }
    fn absolute(&self, _: u64) {}
}

impl HistogramFn for Figure {
    fn record(&self, value: f64) {
        assert!((0.0..60.0).contains(&value));
        self.0.lock().unwrap().push(self.1.clone());
    }
}

impl metrics::Recorder for Figures {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(Figure(self.0.clone(), key.to_string())))
    }
    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        let labels = key.labels().filter(|label| label.key().ends_with("state"));
        let state: Vec<_> = labels.map(|label| label.value().to_owned()).collect();
        let name = format!("{} {}", key.name(), state.join(""));
        Gauge::from_arc(Arc::new(Level(self.1.clone(), name)))
    }
    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Arc::new(Figure(self.0.clone(), key.to_string())))
    }
}

fn field<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).map_or("", String::as_str)
}

// One test, because recorder and subscriber are of the process.
#[tokio::test]
async fn queries_are_told_by_their_names_and_never_their_values() {
    let (seen, figures) = (Seen::default(), Figures::default());
    tracing::subscriber::set_global_default(seen.clone()).unwrap();
    metrics::set_global_recorder(figures.clone()).unwrap();
    let name = format!("sqldb_observed_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    let config = support::config(&name, "pool_max=2").application_name("it's */ me");
    let config = config.check_idle_after(Duration::from_millis(100));
    DB.configure(config.tagged()).unwrap();

    let query =
        sql!("SELECT query AS \"query!\" FROM pg_stat_activity WHERE pid = pg_backend_pid()");
    // Sent in one piece, prepared, and used again.
    for _ in 0..3 {
        let [row] = <[_; 1]>::try_from(DB.query_all(query).await.unwrap()).unwrap();
        let tagged = "\n/*application='it%27s%20%2A%2F%20me',db_driver='sqldb',file='sqldb%2Ftests%2Fobserving.rs',line='";
        assert!(row.query.contains(tagged), "{}", row.query);
    }
    seen.take();

    let secret = 4711;
    DB.exec(sql!("INSERT INTO reading (at, value) VALUES (<secret>, 0.5)")).await.unwrap();
    let rows = DB.query_all(sql!("SELECT at FROM reading WHERE at = <secret>")).await.unwrap();
    assert_eq!(rows.len(), 1);
    let spans = seen.take();
    let [.., ("span", insert), ("span", select)] = spans.as_slice() else { panic!("{spans:?}") };
    assert_eq!(
        [
            "otel.name",
            "otel.kind",
            "db.system.name",
            "db.operation.name",
            "db.collection.name",
            "db.response.returned_rows",
            "db.namespace",
        ]
        .map(|name| field(insert, name)),
        ["INSERT reading", "client", "postgresql", "INSERT", "reading", "1", &name]
    );
    assert_ne!(field(insert, "server.address"), "");
    assert_eq!(field(select, "db.query.text"), "SELECT at FROM reading WHERE at = $1::int4");
    assert_eq!(field(select, "db.query.summary"), "SELECT reading");
    assert!(field(select, "code.file.path").ends_with("observing.rs"), "{select:?}");
    assert_eq!(field(select, "db.query.fingerprint").len(), 16);
    assert!(!format!("{spans:?}").contains("4711"), "{spans:?}");

    // A stream tells its rows at its end; what fails tells its code; raw text is not told.
    let mut stream = DB.raw_query("SELECT generate_series(1, 4712)", &[]).await.unwrap();
    while stream.try_next().await.unwrap().is_some() {}
    drop(stream);
    DB.raw_exec("SELECT 4711/0", &[]).await.unwrap_err();
    let spans = seen.take();
    let [("span", stream), ("span", failed)] = spans.as_slice() else { panic!("{spans:?}") };
    assert_eq!(field(stream, "db.response.returned_rows"), "4712");
    assert_eq!(field(stream, "db.namespace"), name);
    assert_eq!(field(failed, "db.namespace"), name);
    assert_eq!(
        ["otel.name", "otel.status_code", "error.type", "db.response.status_code", "db.query.text"]
            .map(|name| field(failed, name)),
        ["raw query", "ERROR", "22012", "22012", ""]
    );

    // So are copies, statements of a batch, and what is lent.
    DB.copy_in(sql!("COPY reading (at, value) FROM STDIN"), [(secret, 0.5), (1, 1.5)])
        .await
        .unwrap();
    let all = sql!("SELECT at FROM reading");
    let mut copied = DB.copy_out(sql!("COPY (SELECT at FROM reading) TO STDOUT")).await.unwrap();
    while copied.try_next().await.unwrap().is_some() {}
    DB.batch((all, all)).await.unwrap();
    DB.replica().query_all(all).await.unwrap();
    let spans: Vec<_> = seen
        .take()
        .iter()
        .map(|(_, fields)| {
            assert_eq!(field(fields, "db.namespace"), name);
            format!("{} {}", field(fields, "otel.name"), field(fields, "db.response.returned_rows"))
        })
        .collect();
    let select = "SELECT reading 3";
    let commit = "COMMIT 0";
    assert_eq!(spans, ["COPY 2", commit, "COPY 3", commit, select, select, select]);

    sqldb::set_slow_query_threshold(Duration::from_millis(20));
    DB.exec(sql!("SELECT pg_sleep(0.05) AS slept FROM reading")).await.unwrap();
    let spans = seen.take();
    let slow = spans.iter().find(|(kind, _)| *kind == "event").unwrap();
    assert_eq!(field(&slow.1, "message"), "slow query");
    assert_eq!(field(&slow.1, "db.query.summary"), "SELECT reading");
    assert!(field(&slow.1, "duration_ms").parse::<u64>().unwrap() >= 50);
    sqldb::set_slow_query_threshold(Duration::from_secs(60));

    // What a transaction sends besides its statements.
    let mut tx = DB.begin().await.unwrap();
    let inner = tx.begin().await.unwrap();
    inner.commit().await.unwrap();
    let mut cursor = tx.cursor(all).await.unwrap();
    assert_eq!(cursor.fetch(2).await.unwrap().len(), 2);
    drop(cursor);
    tx.rollback().await.unwrap();
    let tx = DB.begin().await.unwrap();
    tx.exec(sql!("DELETE FROM reading WHERE at = -1")).await.unwrap();
    tx.commit().await.unwrap();
    let names: Vec<_> =
        seen.take().into_iter().map(|(_, fields)| field(&fields, "otel.name").to_owned()).collect();
    assert_eq!(
        names,
        [
            "SAVEPOINT",
            "RELEASE",
            "DECLARE",
            "FETCH",
            "ROLLBACK",
            "DELETE reading",
            "BEGIN",
            "COMMIT"
        ]
    );

    // Who gives up is told, too, and what is refused before there is a row.
    let slow = DB.raw_exec("SELECT pg_sleep(5)", &[]);
    tokio::time::timeout(Duration::from_millis(50), slow).await.unwrap_err();
    DB.raw_query("SELECT nothing", &[]).await.unwrap_err();
    let spans = seen.take();
    let errors: Vec<_> = spans.iter().map(|(_, fields)| field(fields, "error.type")).collect();
    assert!(
        errors.ends_with(&["dropped", "", "42703"]) || errors == ["dropped", "42703"],
        "{errors:?}"
    );

    // Gauges follow what happens.
    let held = DB.acquire().await.unwrap();
    let other = DB.begin().await.unwrap();
    figures.settled([0.0, 2.0, 0.0]).await;
    let waiting = tokio::spawn(DB.begin());
    figures.settled([0.0, 2.0, 1.0]).await;
    drop((held, other));
    drop(waiting.await.unwrap().unwrap());
    figures.settled([2.0, 0.0, 0.0]).await;
    DB.query_all(all).await.unwrap();
    figures.settled([2.0, 0.0, 0.0]).await;

    let fail = "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$";
    let options = TransactionOptions::new().attempts(2);
    let _: Result<u64> =
        DB.transaction_with(options, async |tx| tx.raw_exec(fail, &[]).await).await;
    let events = seen.take().into_iter().filter(|(kind, _)| *kind == "event");
    assert_eq!(events.filter(|(_, fields)| field(fields, "attempt") == "1").count(), 1);

    let figures = figures.0.lock().unwrap().join("\n");
    for expected in [
        &format!(
            "db.client.operation.duration, [db.system.name = postgresql, db.operation.name = INSERT, \
             db.collection.name = reading, db.query.summary = INSERT reading, db.namespace = {name}]"
        ),
        "error.type = 22012",
        "error.type = dropped",
        "sqldb.transaction.retries",
    ] {
        assert!(figures.contains(expected), "{expected} in:\n{figures}");
    }
}
