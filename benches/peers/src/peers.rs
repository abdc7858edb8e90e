//! The clients, a file for each.

mod clorinde;
mod deadpool;
#[cfg(feature = "diesel")]
mod diesel;
mod diesel_async;
mod item;
pub(crate) mod pgbench;
mod raw;
mod schema;
mod sea_orm;
mod sqldb;
mod sqlx;

use std::sync::Arc;

use crate::Failure;
use crate::peer::{CONNECTIONS, Connected, Peer, Runner};
use crate::workload::{Shape, Workload};

/// Calls a macro with the types of all clients.
macro_rules! every_peer {
    ($with:ident) => {
        $with!(
            raw::Raw,
            raw::Unnest,
            deadpool::Deadpool,
            self::sqldb::Sqldb,
            clorinde::Clorinde,
            diesel_async::DieselAsync,
            self::sqlx::Sqlx,
            self::sea_orm::SeaOrm
        );
        #[cfg(feature = "diesel")]
        $with!(self::diesel::Diesel);
    };
}

/// The names of the clients that do a workload, the reference first: raw tokio-postgres, and under
/// load, where it has no pool, deadpool-postgres.
pub(crate) fn names(workload: Workload) -> Vec<&'static str> {
    let mut names = Vec::new();
    macro_rules! add {
        ($($peer:ty),*) => {$(
            if <$peer>::does(workload) {
                names.push(<$peer>::NAME);
            }
        )*};
    }
    every_peer!(add);
    names
}

/// Connects one.
pub(crate) async fn connect(
    name: &str,
    workload: Workload,
    url: &str,
) -> Result<Option<Box<dyn Runner>>, Failure> {
    let connections = match workload.shape() {
        Shape::Load => CONNECTIONS,
        _ => 4,
    };
    macro_rules! find {
        ($($peer:ty),*) => {$(
            if name == <$peer>::NAME {
                let peer = <$peer>::connect(url, connections).await?;
                return Ok(Some(Box::new(Connected(Arc::new(peer)))));
            }
        )*};
    }
    every_peer!(find);
    Ok(None)
}

/// sqlx wants a host in its place, and takes the parameter all the same.
fn with_host(url: &str) -> String {
    url.replace("@/", "@localhost/")
}

/// Makes the tables.
pub(crate) async fn migrate(url: &str) -> Result<(), Failure> {
    self::sqldb::migrate(url).await?;
    raw::execute(url, "VACUUM ANALYZE").await
}

/// Empties the tables that a workload fills.
pub(crate) async fn clear(url: &str, workload: Workload) -> Result<(), Failure> {
    let text = match workload {
        Workload::InsertReturning | Workload::Transaction3 => "TRUNCATE entry; VACUUM account",
        Workload::CopyIn10k | Workload::Values10k => "TRUNCATE bulk",
        _ => return Ok(()),
    };
    for statement in text.split("; ") {
        raw::execute(url, statement).await?;
    }
    Ok(())
}
