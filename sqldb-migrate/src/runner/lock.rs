//! The advisory lock under which only one session migrates a database.
//!
//! Start with [`Lock::acquire`].

use std::fmt;
use std::time::{Duration, Instant};

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::error::Error;
use super::history::Place;
use super::{Options, Progress};

/// The lock, held by the session until it is released or the session ends.
pub(super) struct Lock {
    keys: [i64; 2],
}

/// The session that holds the lock, as far as `pg_stat_activity` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process on the server, for `pg_terminate_backend`.
    pub pid: i32,
    /// Its `application_name`, often empty.
    pub application_name: String,
    /// The role it is connected as.
    pub user: String,
    /// The address it comes from; empty for a socket of the server's own machine.
    pub address: String,
}

impl fmt::Display for Holder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "process {}", self.pid)?;
        if !self.application_name.is_empty() {
            write!(formatter, ", `{}`", self.application_name)?;
        }
        write!(formatter, ", role `{}`", self.user)?;
        if !self.address.is_empty() {
            write!(formatter, ", from {}", self.address)?;
        }
        Ok(())
    }
}

const TRY: &str = "\
SELECT CASE WHEN NOT pg_catalog.pg_try_advisory_lock($1) THEN false
            WHEN pg_catalog.pg_try_advisory_lock($2) THEN true
            ELSE NOT pg_catalog.pg_advisory_unlock($1) END";

const RELEASE: &str = "SELECT pg_catalog.pg_advisory_unlock($1), pg_catalog.pg_advisory_unlock($2)";

/// A key of 64 bits is shown as two halves, and `objsubid` 1.
const HOLDER: &str = "\
SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.usename::text, ''),
       coalesce(host(a.client_addr), '')
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND ((l.classid::int8 << 32) | l.objid::int8) IN ($1, $2)
LIMIT 1";

impl Lock {
    /// Waits until nobody else migrates.
    ///
    /// It asks again and again instead of waiting in `pg_advisory_lock`: a waiting statement
    /// keeps its snapshot, and a `CREATE INDEX CONCURRENTLY` of whoever holds the lock would wait
    /// for that snapshot in turn.
    pub(super) async fn acquire(
        client: &Client,
        place: &Place,
        options: &Options<'_>,
    ) -> Result<Lock, Error> {
        let lock = Lock { keys: keys(place) };
        let started = Instant::now();
        let mut pause = Duration::from_millis(10);
        let mut told = None;
        loop {
            if lock.attempt(client).await? {
                return Ok(lock);
            }
            let holder = lock.holder(client).await;
            if started.elapsed() >= options.patience {
                return Err(Error::locked(started.elapsed(), holder));
            }
            if told.as_ref() != Some(&holder) {
                (options.progress)(Progress::Waiting(holder.as_ref()));
                told = Some(holder);
            }
            let left = options.patience.saturating_sub(started.elapsed());
            tokio::time::sleep(pause.min(left)).await;
            pause = (pause * 2).min(Duration::from_millis(250));
        }
    }

    async fn attempt(&self, client: &Client) -> Result<bool, Error> {
        let [one, other] = &self.keys;
        let row = client.query_typed_one(TRY, &[(one, Type::INT8), (other, Type::INT8)]).await;
        row.and_then(|row| row.try_get(0)).map_err(Error::asking("taking the lock"))
    }

    async fn holder(&self, client: &Client) -> Option<Holder> {
        let [one, other] = &self.keys;
        let row = client.query_typed_opt(HOLDER, &[(one, Type::INT8), (other, Type::INT8)]).await;
        // It may have ended in the meantime, and nothing depends on it.
        let row = row.ok()??;
        Some(Holder {
            pid: row.try_get(0).ok()?,
            application_name: row.try_get(1).ok()?,
            user: row.try_get(2).ok()?,
            address: row.try_get(3).ok()?,
        })
    }

    /// Gives the lock back. If that fails, the session is lost, and the lock with it.
    pub(super) async fn release(self, client: &Client) {
        let [one, other] = &self.keys;
        let _ = client.query_typed(RELEASE, &[(one, Type::INT8), (other, Type::INT8)]).await;
    }
}

/// golang-migrate's keys. Its library, and so Encore, takes the database's name from
/// `current_database()`; its command takes the path of the URL, with the slash
/// (`database/postgres/postgres.go`, `Open`). Both must be kept out.
fn keys(place: &Place) -> [i64; 2] {
    let key = |database: &str| lock_id(&[&place.schema, "schema_migrations", database]);
    [key(&place.database), key(&format!("/{}", place.database))]
}

/// `database/util.go GenerateAdvisoryLockId`: the database's name comes last.
fn lock_id(names: &[&str]) -> i64 {
    const SALT: u32 = 1_486_364_155;
    i64::from(crc32(names.join("\0").as_bytes()).wrapping_mul(SALT))
}

/// CRC-32 (IEEE 802.3), bit by bit: the texts are short.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of golang-migrate's own test.
    #[test]
    fn the_key_is_that_of_golang_migrate() {
        assert_eq!(lock_id(&["database_name"]), 1_764_327_054);
        assert_eq!(lock_id(&["schema_name_1", "database_name"]), 2_453_313_553);
        assert_eq!(lock_id(&["schema_name_1", "schema_name_2", "database_name"]), 3_743_845_847);
    }
}
