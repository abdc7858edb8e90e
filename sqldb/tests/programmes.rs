//! Programmes of transactions that a seed makes up, beside a model of what they do: statements of all kinds,
//! refused, given up and left unread, savepoints, copies, and each way to an end. What is reported must be
//! what the model says, and what is stored at the end, too. `SQLDB_TEST_PROGRAMMES_SECONDS=60` makes it a minute,
//! `SQLDB_TEST_PROGRAMMES_SEED=7` other programmes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "programmes/model.rs"]
mod model;
mod support;

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use model::{DIVISION, DUPLICATE, Does, FAILED, Health, Model, ORPHAN, RAISED, settled};
use sqldb::{Isolation, Transaction, TransactionOptions};
use support::random::random;

#[sqldb::database(name = "programmes", migrations = "./tests/programmes/migrations")]
mod programmes {}

use programmes::{DB, sql};

/// How many transactions or reads each does, however slow the machine is.
const LEAST: u64 = 10;

/// One that has rows of its own.
struct Owner {
    owner: i64,
    seed: u64,
    next: i64,
    model: Model,
}

impl Owner {
    fn random(&mut self, below: u64) -> u64 {
        random(&mut self.seed) % below
    }

    /// An id that was never used, and a note for it: short, about as long as the server's pieces or as our
    /// buffer, and longer.
    fn entry(&mut self) -> (i64, String) {
        self.next += 1;
        let length = match self.random(10) {
            0 => 40_000,
            1 => 32_700 + self.random(80),
            2 => 8_170 + self.random(40),
            _ => self.random(100),
        };
        (self.next, "x".repeat(length as usize))
    }

    /// Polls a future a few times only; its answer, if that was enough.
    async fn give_up<T>(&mut self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        for _ in 0..=self.random(4) {
            let polled = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            if let Poll::Ready(value) = polled {
                return Some(value);
            }
            tokio::task::yield_now().await;
        }
        None
    }

    /// One statement of a transaction.
    async fn step(&mut self, tx: &mut Transaction<'_>) {
        let owner = self.owner;
        let first = self.model.entries.keys().next().copied();
        match (self.random(16), first) {
            (0..=2, _) => {
                let (id, note) = self.entry();
                let insert = tx.exec(sql!(
                    "INSERT INTO entry (owner, id, note) VALUES (<owner>, <id>, <note>)"
                ));
                if self.model.told("insert", Does::Write, None, insert.await).is_some() {
                    self.model.entries.insert(id, note.len());
                }
            }
            (3, _) => {
                let (first, last) = (self.next + 1, self.next + 1 + self.random(300) as i64);
                self.next = last;
                let inserted = tx.query_all(sql!(
                    "INSERT INTO entry SELECT <owner>, n, repeat('y', 50) FROM generate_series(<first>::int8, <last>) AS n RETURNING id"
                ));
                if let Some(rows) =
                    self.model.told("insert many", Does::Write, None, inserted.await)
                {
                    assert!(rows.iter().map(|row| row.id).eq(first..=last));
                    self.model.entries.extend((first..=last).map(|id| (id, 50)));
                }
            }
            (4, Some(id)) => {
                let insert =
                    tx.exec(sql!("INSERT INTO entry (owner, id, note) VALUES (<owner>, <id>, '')"));
                self.model.told("duplicate", Does::Write, Some(DUPLICATE), insert.await);
            }
            (5, _) => {
                // Some rows come before it is refused.
                let last = 1 + self.random(3000) as i64;
                let divided = tx.query_all(sql!(
                    "SELECT repeat('z', (100 / (<last> - n))::int4 + 1) AS \"z!\" FROM generate_series(1::int8, 100000) AS n"
                ));
                self.model.told("division", Does::Read, Some(DIVISION), divided.await);
            }
            (6 | 7, _) => {
                let listed = tx
                    .query_all(sql!("SELECT id, note FROM entry WHERE owner = <owner> ORDER BY id"))
                    .await;
                if let Some(rows) = self.model.told("list", Does::Read, None, listed) {
                    let rows: Vec<_> = rows.iter().map(|row| (row.id, row.note.len())).collect();
                    self.model.compare("list", &rows);
                }
            }
            (8, _) => {
                // Left after some rows.
                let most = self.random(80);
                let read = async {
                    let mut rows = tx
                        .query(sql!("SELECT id, note FROM entry WHERE owner = <owner> ORDER BY id"))
                        .await?;
                    for _ in 0..most {
                        if rows.try_next().await?.is_none() {
                            break;
                        }
                    }
                    Ok(())
                };
                let read = read.await;
                self.model.told("stream", Does::Read, None, read);
            }
            (9, _) => {
                let text = "DO $$BEGIN FOR i IN 1..20 LOOP RAISE WARNING '%', repeat('n', i * 200); END LOOP; END$$";
                let noticed = tx.raw_exec(text, &[]).await;
                self.model.told("notices", Does::Read, None, noticed);
            }
            (10, _) if self.random(3) == 0 => {
                let text = "DO $$BEGIN RAISE EXCEPTION '%', repeat('n', 70000); END$$";
                let raised = tx.raw_exec(text, &[]).await;
                self.model.told("a long error", Does::Read, Some(RAISED), raised);
            }
            (11, _) if self.random(2) == 0 => {
                let insert =
                    tx.exec(sql!("INSERT INTO part (owner, id) VALUES (<owner>, -1)")).await;
                if self.model.told("orphan", Does::Write, None, insert).is_some() {
                    self.model.has_orphan = true;
                }
            }
            (12, _) if !self.model.reads_only => {
                let (id, note) = self.entry();
                let length = note.len();
                let insert = tx.exec(sql!(
                    "INSERT INTO entry (owner, id, note) VALUES (<owner>, <id>, <note>)"
                ));
                match self.give_up(insert).await {
                    Some(result) => {
                        if self.model.told("insert in time", Does::Write, None, result).is_some() {
                            self.model.entries.insert(id, length);
                        }
                    }
                    None if self.model.health == Health::Failed => {}
                    None => drop(self.model.perhaps.insert(id, length)),
                }
            }
            (13, Some(id)) if !self.model.reads_only => {
                let insert =
                    tx.exec(sql!("INSERT INTO entry (owner, id, note) VALUES (<owner>, <id>, '')"));
                match self.give_up(insert).await {
                    Some(result) => {
                        self.model.told("duplicate in time", Does::Write, Some(DUPLICATE), result);
                    }
                    None if self.model.health == Health::Failed => {}
                    None => self.model.health = Health::PerhapsFailed,
                }
            }
            // Without the wire a connection ends where a copy is refused.
            (14, _)
                if support::pooler::naming() != Some("unnamed")
                    || (self.model.health == Health::Well && !self.model.reads_only) =>
            {
                let rows = [self.entry(), self.entry()].map(|(id, note)| (owner, id, note));
                let lengths = rows.clone().map(|(_, id, note)| (id, note.len()));
                let copied =
                    tx.copy_in(sql!("COPY entry (owner, id, note) FROM STDIN"), rows).await;
                if self.model.told("copy", Does::Write, None, copied).is_some() {
                    self.model.entries.extend(lengths);
                }
            }
            _ => {
                let n = self.random(1000) as i64;
                let batch = tx.batch((
                    sql!("SELECT n FROM generate_series(1::int8, <n>) AS n"),
                    sql!("SELECT count(*) AS n FROM entry WHERE owner = <owner>"),
                ));
                if let Some((rows, count)) = self.model.told("batch", Does::Read, None, batch.await)
                {
                    assert_eq!(rows.len() as i64, n);
                    let sure = self.model.entries.len() as i64;
                    assert!((sure..=sure + self.model.perhaps.len() as i64).contains(&count.n));
                }
            }
        }
    }

    /// Some statements in a savepoint, which is kept or not.
    async fn savepoint(&mut self, tx: &mut Transaction<'_>) {
        let before = self.model.clone();
        let set = tx.begin().await;
        let Ok(mut savepoint) = set else {
            assert_eq!(before.health, Health::Failed);
            assert_eq!(
                set.err().and_then(|error| error.sqlstate().map(str::to_owned)).as_deref(),
                Some(FAILED)
            );
            return;
        };
        for _ in 0..self.random(4) {
            self.step(&mut savepoint).await;
        }
        match self.random(3) {
            0 => {
                savepoint.rollback().await.unwrap();
                self.model = before;
            }
            1 => {
                drop(savepoint);
                self.model = before;
            }
            _ => match savepoint.commit().await {
                Ok(()) => {
                    assert_ne!(self.model.health, Health::Failed);
                    self.model.health = Health::Well;
                }
                Err(error) => {
                    assert_ne!(self.model.health, Health::Well, "{error}");
                    self.model = before;
                }
            },
        }
    }

    /// A transaction from its beginning to one of its ends; what may be stored then.
    async fn transaction(&mut self) -> Vec<Model> {
        let before = self.model.clone();
        let mut options = TransactionOptions::new();
        match self.random(8) {
            0 => options = options.isolation(Isolation::RepeatableRead),
            1 => options = options.statement_timeout(Duration::from_secs(30)),
            2 => {
                options = options.read_only();
                self.model.reads_only = true;
            }
            _ => {}
        }
        let mut held;
        let mut tx = match self.random(8) {
            0 => {
                held = DB.acquire().await.unwrap();
                if self.random(3) == 0 && support::pooler::naming().is_none() {
                    held.raw_exec("DEALLOCATE ALL", &[]).await.unwrap();
                }
                held.begin_with(options).await.unwrap()
            }
            _ => DB.begin_with(options).await.unwrap(),
        };
        for _ in 0..self.random(6) {
            match self.random(6) {
                0 if self.model.health != Health::PerhapsFailed => self.savepoint(&mut tx).await,
                _ => self.step(&mut tx).await,
            }
        }
        let commits = self.model.commits();
        let after = Model {
            entries: self.model.entries.clone(),
            perhaps: self.model.perhaps.clone(),
            ..Model::default()
        };
        let ended = match self.random(8) {
            0 => return vec![before],
            1 => {
                tx.rollback().await.unwrap();
                return vec![before];
            }
            2 if !self.model.reads_only => {
                let (owner, (id, note)) = (self.owner, self.entry());
                let length = note.len();
                let last = tx.last();
                let inserted = last.exec(sql!(
                    "INSERT INTO entry (owner, id, note) VALUES (<owner>, <id>, <note>)"
                ));
                let ended = inserted.await.map(drop);
                let mut after = after;
                after.entries.insert(id, length);
                return settled("last", commits, ended, before, after);
            }
            3 => {
                let last = tx.last();
                let refused = last.raw_exec("INSERT INTO nowhere VALUES (1)", &[]).await;
                refused.unwrap_err();
                return vec![before];
            }
            4 => match self.give_up(tx.commit()).await {
                Some(ended) => ended,
                None if commits == Some(false) => return vec![before],
                None => return vec![before, after],
            },
            _ => tx.commit().await,
        };
        if let (Err(error), Health::Well, true) = (&ended, self.model.health, self.model.has_orphan)
        {
            assert_eq!(error.sqlstate(), Some(ORPHAN), "{error}");
        }
        settled("commit", commits, ended, before, after)
    }

    /// One transaction after the other; after each, what is stored is compared.
    async fn run(mut self, until: Instant) -> u64 {
        let owner = self.owner;
        let mut transactions = 0;
        while Instant::now() < until || transactions < LEAST {
            let mut possible = self.transaction().await;
            transactions += 1;
            if possible.len() > 1 {
                // The server may still be at it.
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            let rows =
                DB.query_all(sql!("SELECT id, note FROM entry WHERE owner = <owner> ORDER BY id"));
            let rows: Vec<_> =
                rows.await.unwrap().iter().map(|row| (row.id, row.note.len())).collect();
            let has = |id: &i64| rows.iter().any(|(stored, _)| stored == id);
            if possible.len() > 1 && !possible.iter().all(|it| it.entries.keys().all(has)) {
                possible.truncate(1);
            }
            let Some(model) = possible.pop() else { unreachable!("one is possible") };
            model.compare("stored", &rows);
            self.model = Model { entries: rows.into_iter().collect(), ..Model::default() };
            if self.model.entries.len() > 500 {
                DB.exec(sql!("DELETE FROM entry WHERE owner = <owner>")).await.unwrap();
                self.model.entries.clear();
            }
        }
        transactions
    }
}

/// Reads of others, on the connections between them.
async fn read(seed: u64, until: Instant) -> u64 {
    let mut reader = Owner { owner: 0, seed, next: 0, model: Model::default() };
    let mut reads = 0;
    while Instant::now() < until || reads < LEAST {
        let (n, most) = (reader.random(1 << 30) as i64, reader.random(300) as i64);
        let last = n + most;
        let rows = DB.query_all(sql!("SELECT n FROM generate_series(<n>::int8, <last>) AS n"));
        let rows = match reader.random(4) {
            0 => reader.give_up(rows).await,
            _ => Some(rows.await),
        };
        if let Some(rows) = rows {
            assert!(rows.unwrap().iter().map(|row| row.n).eq(n..=last));
        }
        reads += 1;
    }
    reads
}

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).map_or(otherwise, |number| number.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programmes_do_what_their_model_says() {
    let name = format!("sqldb_programmes_{}", std::process::id());
    support::CLUSTER.ensure_database(&name).unwrap();
    DB.configure(support::config(&name, "pool_max=4")).unwrap();
    DB.raw_exec("SELECT 1", &[]).await.unwrap();
    let seed = number("SQLDB_TEST_PROGRAMMES_SEED", 1);
    let until = Instant::now() + Duration::from_secs(number("SQLDB_TEST_PROGRAMMES_SECONDS", 4));
    let owners: Vec<_> = (1..=4)
        .map(|owner| Owner {
            owner,
            seed: seed * 100 + owner as u64,
            next: 0,
            model: Model::default(),
        })
        .map(|owner| tokio::spawn(owner.run(until)))
        .collect();
    let readers: Vec<_> =
        (10..14).map(|reader| tokio::spawn(read(seed * 100 + reader, until))).collect();
    let (mut transactions, mut reads) = (0, 0);
    for owner in owners {
        transactions += owner.await.unwrap();
    }
    for reader in readers {
        reads += reader.await.unwrap();
    }
    println!("seed {seed}: {transactions} transactions, {reads} reads");
}
