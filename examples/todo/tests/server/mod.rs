//! A throw-away database of a test's own, on a PostgreSQL that the test starts.

#![expect(clippy::expect_used, reason = "a test may fail")]

use sqldb_local::{Cluster, Purpose, Request};

/// A database that is empty when the test gets it. The server runs as long as the value lives.
pub(crate) struct Server {
    /// The database's URL.
    pub(crate) url: String,
    _cluster: Cluster,
}

impl Server {
    /// Starts or joins the package's test server and makes the database `name` anew.
    pub(crate) fn with_database(name: &str) -> Server {
        let request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
        let cluster = Cluster::ensure(&request).expect("a PostgreSQL");
        cluster.drop_database(name).expect("the old database goes");
        cluster.ensure_database(name).expect("a new database");
        Server { url: cluster.url(name, Cluster::SUPERUSER), _cluster: cluster }
    }
}
