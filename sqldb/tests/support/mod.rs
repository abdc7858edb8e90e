//! A PostgreSQL for the tests, and databases on it.
#![allow(dead_code, unused_imports, unused_macros, reason = "each test binary uses a part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

pub(crate) mod balancer;
pub(crate) mod message;
pub(crate) mod number;
pub(crate) mod pooler;
pub(crate) mod proxy;
pub(crate) mod random;
pub(crate) mod server;
pub(crate) mod transaction_pool;

pub(crate) mod round_trip;

use std::sync::{LazyLock, OnceLock};

use sqldb::__private::{Definition, Migration};
use sqldb::{Config, Database};
use sqldb_local::{Cluster, Purpose, Request};

pub(crate) static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| {
    Cluster::ensure(&Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test)).unwrap()
});

/// The URL of the database `name`, with more parameters such as `pool_max=2`.
pub(crate) fn url(name: &str, parameters: &str) -> String {
    format!("{}&{parameters}", CLUSTER.url(name, Cluster::SUPERUSER))
}

/// Where the database `name` is, with more parameters: at its server, or behind a pool.
pub(crate) fn config(name: &str, parameters: &str) -> Config {
    let direct = url(name, parameters);
    match pooler::naming() {
        None => Config::url(direct),
        Some(naming) => {
            let port = pooler::port(&socket());
            let statements = if naming == "unnamed" { "unnamed" } else { "named" };
            Config::url(format!(
                "postgresql://postgres@127.0.0.1:{port}/{name}?sslmode=disable\
                 &statements={statements}&{parameters}"
            ))
            .migrate_url(direct)
        }
    }
}

/// The Unix socket of the server.
pub(crate) fn socket() -> String {
    let url: tokio_postgres::Config = CLUSTER.url("postgres", Cluster::SUPERUSER).parse().unwrap();
    let [tokio_postgres::config::Host::Unix(directory)] = url.get_hosts() else {
        unreachable!("the tests' server has a Unix socket")
    };
    let port = url.get_ports().first().unwrap();
    format!("{}/.s.PGSQL.{port}", directory.display())
}

/// A database without migrations.
pub(crate) static DEFINITION: Definition =
    Definition { name: "todo", url_env: None, workspace: "", postgres: None, migrations: &[] };

/// A handle on a database of this test binary, without migrations.
pub(crate) fn database(parameters: &str) -> Database {
    static CREATED: OnceLock<String> = OnceLock::new();
    let name = CREATED.get_or_init(|| {
        let name = format!("sqldb_{}", std::process::id());
        CLUSTER.ensure_database(&name).unwrap();
        name
    });
    let database = Database::new(&DEFINITION);
    database.configure(config(name, parameters)).unwrap();
    database
}

pub(crate) const NO_MIGRATIONS: &[Migration] = &[];

/// Declares a statement as `sql!` expands to it. Those that are known to read only say so by `.only_reads`, behind.
macro_rules! statement {
    ($decode:expr, $row:ty, $rows:ident, $text:expr, [$($parameter:expr),*], [$($name:expr => $ty:expr),*] $(.$only_reads:ident)?) => {{
        static STATEMENT: sqldb::__private::Statement<$row, sqldb::rows::$rows> =
            sqldb::__private::Statement::new_with(
                $decode,
                $text,
                &[$(sqldb::__private::Ty { schema: "pg_catalog", name: $parameter }),*],
                &[$(sqldb::__private::ColumnTy {
                    name: $name,
                    ty: sqldb::__private::Ty { schema: "pg_catalog", name: $ty },
                }),*],
                sqldb::__private::Source { file: file!(), line: line!(), column: column!() },
            )
            $(.$only_reads())?;
        &STATEMENT
    }};
}
pub(crate) use statement;
