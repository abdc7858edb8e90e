//! A database of its own for each test, on the workspace's test cluster.

use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqldb_local::{Cluster, Purpose, Request};
use tokio_postgres::{Client, NoTls};

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        Cluster::ensure(&Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test)).unwrap()
    })
}

pub(crate) struct Database {
    name: String,
}

impl Database {
    pub(crate) fn new() -> Database {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("migrate_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        cluster().ensure_database(&name).unwrap();
        Database { name }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) async fn connect(&self) -> Client {
        let url = cluster().url(&self.name, Cluster::SUPERUSER);
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ = cluster().drop_database(&self.name);
    }
}

/// The rows of a query, as text.
pub(crate) async fn rows(client: &Client, query: &str) -> String {
    let messages = client.simple_query(query).await.unwrap();
    let rows = messages.iter().filter_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => {
            let values: Vec<_> = (0..row.len()).map(|at| row.get(at).unwrap_or("null")).collect();
            Some(values.join(" "))
        }
        _ => None,
    });
    rows.collect::<Vec<_>>().join(", ")
}
