//! Answers and questions of which one byte is another, and answers that come in pieces and late: of queries,
//! streams, transactions and copies. What says what something is, how long it is or how it ended is found
//! out; a value that is another one is not, which is what TLS is for (`tls.rs`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::time::Duration;

use sqldb::{Config, Database, Result, TransactionOptions};
use support::number::ask;
use support::proxy::{Fault, Proxy};
use support::random::random;
use tokio::time::{sleep, timeout};

#[sqldb::database(name = "corrupt", migrations = "./tests/copies")]
mod corrupt {}

use corrupt::sql;

/// How many bytes are changed in each exchange, one at a time.
const POINTS: usize = 50;

/// Where a length is greater than it was, the client waits for what does not come.
const PATIENCE: Duration = Duration::from_millis(100);

const BOUND: Duration = Duration::from_secs(20);

/// What is done with a database, and what its server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exchange {
    Query,
    Stream,
    Transaction,
    /// One that begins with settings, which the server answers one by one.
    Settings,
    /// The last statement with its `COMMIT`.
    Last,
    CopyIn,
    CopyOut,
    /// An `INSERT` that the server refuses.
    Duplicate,
    /// A `COMMIT` that it refuses.
    Orphan,
}

/// The rows that were read; of a write, one with the number of those that were reported as stored.
type Reported = Vec<(i32, Option<String>)>;

impl Exchange {
    const ALL: [Exchange; 9] = [
        Exchange::Query,
        Exchange::Stream,
        Exchange::Transaction,
        Exchange::Settings,
        Exchange::Last,
        Exchange::CopyIn,
        Exchange::CopyOut,
        Exchange::Duplicate,
        Exchange::Orphan,
    ];

    /// What is stored is stored `at` a number of its own.
    async fn run(self, db: &Database, at: i32) -> Result<Reported> {
        let stored = |rows: u64| Ok(vec![(rows as i32, None)]);
        match self {
            Exchange::Query => {
                let rows = db.query_all(sql!(
                    "SELECT n AS \"n!\", CASE WHEN n % 3 > 0 THEN 'row ' || n END AS word \
                     FROM generate_series(1, 40) AS n"
                ));
                Ok(rows.await?.into_iter().map(|row| (row.n, row.word)).collect())
            }
            Exchange::Stream => {
                let mut rows = db
                    .query(sql!(
                        "SELECT n AS \"n!\", CASE WHEN n % 3 > 0 THEN 'row ' || n END AS word \
                         FROM generate_series(1, 40) AS n"
                    ))
                    .await?;
                let mut all = Vec::new();
                while let Some(row) = rows.try_next().await? {
                    all.push((row.n, row.word));
                }
                Ok(all)
            }
            Exchange::CopyOut => {
                let copy = sql!(
                    "COPY (SELECT n AS \"n!\", CASE WHEN n % 3 > 0 THEN 'row ' || n END AS word \
                     FROM generate_series(1, 40) AS n) TO STDOUT"
                );
                let mut rows = db.copy_out(copy).await?;
                let mut all = Vec::new();
                while let Some(row) = rows.try_next().await? {
                    all.push((row.n, row.word));
                }
                Ok(all)
            }
            Exchange::Transaction => {
                let tx = db.begin().await?;
                tx.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 1)")).await?;
                tx.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 2)")).await?;
                tx.commit().await?;
                stored(2)
            }
            Exchange::Settings => {
                let options =
                    TransactionOptions::new().statement_timeout(BOUND).lock_timeout(BOUND);
                let tx = db.begin_with(options).await?;
                tx.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 1)")).await?;
                tx.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 2)")).await?;
                tx.commit().await?;
                stored(2)
            }
            Exchange::Last => {
                let tx = db.begin().await?;
                tx.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 1)")).await?;
                let last = tx.last();
                last.exec(sql!("INSERT INTO reading (at, value) VALUES (<at>, 2)")).await?;
                stored(2)
            }
            Exchange::CopyIn => {
                let rows = (0..2).map(|value| (at, value as f32));
                stored(db.copy_in(sql!("COPY reading (at, value) FROM STDIN"), rows).await?)
            }
            Exchange::Duplicate => stored(db.raw_exec("INSERT INTO cause VALUES (1)", &[]).await?),
            Exchange::Orphan => {
                let tx = db.begin().await?;
                tx.raw_exec("INSERT INTO effect VALUES (2)", &[]).await?;
                tx.commit().await?;
                stored(1)
            }
        }
    }

    /// What it reports when nothing is wrong; nothing where it is refused.
    fn expected(self) -> Option<Reported> {
        let word = |n| (n % 3 > 0).then(|| format!("row {n}"));
        match self {
            Exchange::Query | Exchange::Stream | Exchange::CopyOut => {
                Some((1..=40).map(|n| (n, word(n))).collect())
            }
            Exchange::Transaction | Exchange::Settings | Exchange::Last | Exchange::CopyIn => {
                Some(vec![(2, None)])
            }
            Exchange::Duplicate | Exchange::Orphan => None,
        }
    }
}

/// What a byte of an answer is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Tag(u8),
    Protocol,
    /// The value of a column, or the number of rows that the server says it has stored.
    Value,
}

/// The parts of the messages in `bytes`.
fn parts(mut bytes: &[u8]) -> Vec<Part> {
    let mut parts = Vec::new();
    while let [tag, a, b, c, d, rest @ ..] = bytes {
        let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize - 4;
        let (body, behind) = rest.split_at(length);
        bytes = behind;
        parts.push(Part::Tag(*tag));
        parts.extend([Part::Protocol; 4]);
        match tag {
            b'D' => put_row(body, &mut parts),
            b'd' => {
                let row = body.strip_prefix(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0").unwrap_or(body);
                parts.extend(vec![Part::Protocol; body.len() - row.len()]);
                put_row(row, &mut parts);
            }
            b'C' => parts.extend(vec![Part::Value; body.len()]),
            _ => parts.extend(vec![Part::Protocol; body.len()]),
        }
    }
    parts
}

/// A row is the number of its fields, and of each the length and the value.
fn put_row(row: &[u8], parts: &mut Vec<Part>) {
    let (_, mut fields) = row.split_at(2);
    parts.extend([Part::Protocol; 2]);
    while let Some((length, rest)) = fields.split_first_chunk::<4>() {
        let length = usize::try_from(i32::from_be_bytes(*length)).unwrap_or_default();
        parts.extend([Part::Protocol; 4]);
        parts.extend(vec![Part::Value; length]);
        fields = rest.split_at(length).1;
    }
}

/// A handle on the tests' database through a proxy.
async fn behind(proxy: &Proxy) -> Database {
    let direct = support::database("");
    let row = direct.raw_query_row("SELECT current_database()", &[]).await.unwrap().unwrap();
    let name: String = row.get(0).unwrap();
    connected(proxy, &name)
}

fn connected(proxy: &Proxy, name: &str) -> Database {
    let db = Database::new(&support::DEFINITION);
    let port = proxy.port();
    let url = format!("postgresql://postgres@127.0.0.1:{port}/{name}?sslmode=disable&pool_max=1");
    db.configure(Config::url(url)).unwrap();
    db
}

/// Tables, and what is in them before.
async fn prepare() -> Database {
    static PREPARED: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    let direct = support::database("pool_max=2");
    PREPARED.get_or_init(async || direct.raw_script(SCRIPT).await.unwrap()).await;
    direct
}

const SCRIPT: &str = "CREATE TABLE reading (at int4 NOT NULL, value real NOT NULL);
         CREATE TABLE cause (n int4 PRIMARY KEY);
         CREATE TABLE effect (n int4 REFERENCES cause DEFERRABLE INITIALLY DEFERRED);
         INSERT INTO cause VALUES (1)";

/// How many rows are stored at a number, when nobody is at it any more.
async fn stored(direct: &Database, at: i32) -> i64 {
    let tx = direct.begin().await.unwrap();
    tx.raw_exec("LOCK TABLE reading", &[]).await.unwrap();
    let text = "SELECT count(*) FROM reading WHERE at = $1";
    tx.raw_query_row(text, &[&at]).await.unwrap().unwrap().get(0).unwrap()
}

/// A connection on which nothing was prepared.
async fn connect_anew(db: &Database, proxy: &Proxy) {
    proxy.set(Fault::None);
    proxy.cut_all();
    for _ in 0..1000 {
        if proxy.connections() == 0 && timeout(BOUND, ask(db, 1)).await.unwrap().is_ok() {
            return proxy.set(Fault::None);
        }
        sleep(Duration::from_millis(1)).await;
    }
    panic!("no connection works");
}

/// What became of bytes that were changed.
#[derive(Debug, Default)]
struct Tally {
    refused: usize,
    waited_for: usize,
    /// It is no part of what was reported.
    harmless: usize,
    /// Another value was reported.
    unseen: usize,
}

async fn change_bytes(exchange: Exchange, number: i32) -> Tally {
    let direct = support::database("pool_max=1");
    let proxy = Proxy::start(support::socket()).await;
    let db = behind(&proxy).await;
    ask(&db, 1).await.unwrap();
    connect_anew(&db, &proxy).await;
    let reported = exchange.run(&db, number).await;
    assert_eq!(reported.ok(), exchange.expected(), "{exchange:?}");
    let heard = proxy.heard();
    let parts = parts(&heard);

    let mut seed = number as u64;
    let mut tally = Tally::default();
    for point in 1..=POINTS {
        let at = random(&mut seed) as usize % parts.len();
        let part = *parts.get(at).unwrap();
        let mask = match part {
            // A notice may come at any time, and say anything.
            Part::Tag(tag) if tag != b'N' && point % 2 == 0 => tag ^ b'N',
            _ => 1 + (random(&mut seed) % 255) as u8,
        };
        connect_anew(&db, &proxy).await;
        proxy.set(Fault::Corrupt(at as u64, mask));
        let own = number + point as i32;
        let reported = timeout(PATIENCE, exchange.run(&db, own)).await;
        let is_same = proxy.heard().get(..at) == heard.get(..at);
        connect_anew(&db, &proxy).await;
        match reported {
            Err(_) => tally.waited_for += 1,
            Ok(Err(_)) => tally.refused += 1,
            Ok(Ok(reported)) => {
                let place = format!("{exchange:?}, byte {at} ({part:?}), mask {mask:#04x}");
                let Some(expected) = exchange.expected() else {
                    panic!("{place}: {reported:?} was reported of what was refused")
                };
                match reported == expected {
                    true => tally.harmless += 1,
                    false if part == Part::Value || !is_same => tally.unseen += 1,
                    false => panic!("{place}: {reported:?}"),
                }
                if expected == [(2, None)] {
                    assert_eq!(stored(&direct, own).await, 2, "{place}: reported as stored");
                }
            }
        }
        if exchange.expected() == Some(vec![(2, None)]) {
            let stored = stored(&direct, own).await;
            assert!(stored == 0 || stored == 2, "{exchange:?}: {stored} of 2");
        }
    }
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_are_changed_are_found_out_but_in_values() {
    let _direct = prepare().await;
    let exchanges = Exchange::ALL.into_iter().zip(1..);
    let tasks: Vec<_> = exchanges
        .map(|(exchange, number)| (exchange, tokio::spawn(change_bytes(exchange, number * 10_000))))
        .collect();
    let mut unseen = 0;
    for (exchange, task) in tasks {
        let tally = task.await.unwrap();
        println!("{exchange:?}: {tally:?}");
        assert!(tally.refused > 0, "{exchange:?}: {tally:?}");
        unseen += tally.unseen;
    }
    // README, "Configuration": only TLS shows it.
    assert!(unseen > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_come_late_or_in_pieces_are_the_same() {
    let direct = prepare().await;
    let proxy = Proxy::start(support::socket()).await;
    let db = behind(&proxy).await;
    ask(&db, 1).await.unwrap();
    let faults = [Fault::Delay(Duration::from_millis(3)), Fault::Pieces(23), Fault::Pieces(3)];
    let mut at = 1_000_000;
    for fault in faults {
        for exchange in Exchange::ALL {
            connect_anew(&db, &proxy).await;
            proxy.set(fault);
            // At first it is prepared.
            for _ in 0..3 {
                at += 1;
                let reported = timeout(BOUND, exchange.run(&db, at)).await.unwrap();
                assert_eq!(reported.ok(), exchange.expected(), "{exchange:?}, {fault:?}");
                if exchange.expected() == Some(vec![(2, None)]) {
                    assert_eq!(stored(&direct, at).await, 2);
                }
            }
        }
    }
}

/// What a byte of a question is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Tag(u8),
    Protocol,
    /// A text or an argument: whatever it becomes may be meant.
    Content,
}

/// The parts of the messages in `bytes`, the last of which may be incomplete.
fn asked_parts(mut bytes: &[u8]) -> Vec<Asked> {
    let mut parts = Vec::new();
    while let [tag, a, b, c, d, rest @ ..] = bytes {
        let length = (u32::from_be_bytes([*a, *b, *c, *d]) as usize - 4).min(rest.len());
        let (body, behind) = rest.split_at(length);
        bytes = behind;
        parts.push(Asked::Tag(*tag));
        parts.extend([Asked::Protocol; 4]);
        let name = body.iter().position(|byte| *byte == 0).unwrap_or_default();
        // The portal or the statement comes first.
        let names = match tag {
            b'P' | b'B' => name + 1,
            b'E' | b'D' | b'C' | b'S' => body.len(),
            _ => 0,
        };
        parts.extend(vec![Asked::Protocol; names]);
        parts.extend(vec![Asked::Content; body.len() - names]);
    }
    parts
}

async fn change_questions(exchange: Exchange, name: &str, seed: &mut u64) -> Tally {
    let direct = Database::new(&support::DEFINITION);
    direct.configure(Config::url(support::url(name, "pool_max=1"))).unwrap();
    let all = async || {
        let tx = direct.begin().await.unwrap();
        tx.raw_exec("LOCK TABLE reading", &[]).await.unwrap();
        let row = tx.raw_query_row("SELECT count(*) FROM reading", &[]).await.unwrap();
        row.unwrap().get::<i64>(0).unwrap()
    };
    let proxy = Proxy::start(support::socket()).await;
    let db = connected(&proxy, name);
    ask(&db, 1).await.unwrap();
    connect_anew(&db, &proxy).await;
    assert_eq!(exchange.run(&db, 7).await.ok(), exchange.expected(), "{exchange:?}");
    let usual = asked_parts(&proxy.said());

    let mut tally = Tally::default();
    for point in 1..=POINTS {
        let at = random(seed) as usize % usual.len();
        let mask = match usual.get(at).unwrap() {
            // What ends a group of messages, or a copy, or asks for a simple query.
            Asked::Tag(tag) if point % 2 == 0 => tag ^ b"SQcfHX".get(point / 2 % 6).unwrap(),
            _ => 1 + (random(seed) % 255) as u8,
        };
        connect_anew(&db, &proxy).await;
        let before = all().await;
        proxy.set(Fault::CorruptQuestion(at as u64, mask));
        let reported = timeout(PATIENCE, exchange.run(&db, 7)).await;
        // Of a copy the text has a number, which grows.
        let part = asked_parts(&proxy.said()).get(at).copied();
        connect_anew(&db, &proxy).await;
        let place = format!("{exchange:?}, byte {at} ({part:?}), mask {mask:#04x}");
        let reported = match reported {
            Err(_) => {
                tally.waited_for += 1;
                None
            }
            Ok(Err(_)) => {
                tally.refused += 1;
                None
            }
            Ok(Ok(reported)) => {
                match (exchange.expected() == Some(reported.clone()), part) {
                    (true, _) => tally.harmless += 1,
                    (false, Some(Asked::Content)) => tally.unseen += 1,
                    (false, _) => panic!("{place}: {reported:?}"),
                }
                Some(reported)
            }
        };
        if exchange.expected() == Some(vec![(2, None)]) {
            let stored = all().await - before;
            assert!(stored == 0 || stored == 2, "{place}: {stored} of 2");
            if let Some([(rows, None)]) = reported.as_deref() {
                assert_eq!(stored, i64::from(*rows), "{place}: reported as stored");
            }
        }
    }
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_that_are_changed_are_not_reported_as_done_but_in_what_they_say() {
    let mut seed = 20_261_127;
    let tasks: Vec<_> = Exchange::ALL
        .into_iter()
        .map(|exchange| {
            seed += 1;
            let name = format!("sqldb_{}_{exchange:?}", std::process::id()).to_lowercase();
            tokio::spawn(async move {
                support::CLUSTER.ensure_database(&name).unwrap();
                let direct = Database::new(&support::DEFINITION);
                direct.configure(Config::url(support::url(&name, "pool_max=1"))).unwrap();
                direct.raw_script(SCRIPT).await.unwrap();
                (exchange, change_questions(exchange, &name, &mut seed).await)
            })
        })
        .collect();
    for task in tasks {
        let (exchange, tally) = task.await.unwrap();
        println!("{exchange:?}: {tally:?}");
        assert!(tally.refused > 0, "{exchange:?}: {tally:?}");
    }
}

/// What a query writes is stored with what it returns, or not at all: where a row could not be read, reading
/// on to the end does not store it.
#[tokio::test]
async fn a_copy_that_cannot_be_read_writes_nothing() {
    let direct = prepare().await;
    let proxy = Proxy::start(support::socket()).await;
    let db = behind(&proxy).await;
    let store = async || {
        let copy = sql!(
            "COPY (WITH stored AS (INSERT INTO reading (at, value) \
             SELECT -1, n FROM generate_series(1, 3) AS n RETURNING at) \
             SELECT at AS \"at!\", 'row'::text AS \"word!\" FROM stored) TO STDOUT"
        );
        let mut rows = db.copy_out(copy).await?;
        let mut outcome = Ok(());
        while let Some(row) = rows.next().await {
            outcome = outcome.and(row.map(drop));
        }
        outcome
    };
    connect_anew(&db, &proxy).await;
    store().await.unwrap();
    assert_eq!(stored(&direct, -1).await, 3);
    let (mut begun, mut copied) = (0, Vec::new());
    for (at, part) in parts(&proxy.heard()).into_iter().enumerate() {
        match part {
            Part::Tag(tag) => begun = if tag == b'd' { at } else { usize::MAX },
            Part::Protocol | Part::Value if at >= begun.saturating_add(5) => copied.push(at),
            Part::Protocol | Part::Value => {}
        }
    }
    assert!(copied.len() > 60, "{copied:?}");
    let mut refused = 0;
    for at in copied {
        for mask in [0x01, 0x80] {
            connect_anew(&db, &proxy).await;
            proxy.set(Fault::Corrupt(at as u64, mask));
            direct.raw_exec("DELETE FROM reading WHERE at = -1", &[]).await.unwrap();
            let outcome = timeout(BOUND, store()).await.unwrap();
            connect_anew(&db, &proxy).await;
            let (stored, place) = (stored(&direct, -1).await, format!("byte {at}, {mask:#04x}"));
            assert_eq!(stored, if outcome.is_ok() { 3 } else { 0 }, "{place}: {outcome:?}");
            refused += usize::from(outcome.is_err());
        }
    }
    assert!(refused > 60, "{refused}");
}
