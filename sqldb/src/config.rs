//! What the program says of a database: where it is, and how it is used. What it leaves out the environment says
//! (`choice`).

mod choice;

use std::time::Duration;

pub(crate) use self::choice::{
    Build, Choice, choose, migrate, migrate_url, pool_max, positive, replica, tags, variable,
};
use crate::options::milliseconds;

/// A configuration given by the program, which goes before the environment.
///
/// ```
/// use sqldb::Config;
///
/// let config = Config::url("postgres://app@db.example.com/todo?sslmode=verify-full")
///     .max_connections(4)
///     .migrate(sqldb::Migrate::Off);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Config {
    pub(crate) place: Place,
    pub(crate) max_connections: Option<usize>,
    pub(crate) min_connections: Option<usize>,
    pub(crate) wait_timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_lifetime: Option<Duration>,
    pub(crate) check_idle_after: Option<Duration>,
    pub(crate) migrate: Option<Migrate>,
    pub(crate) application_name: Option<String>,
    pub(crate) statement_timeout: Option<Duration>,
    pub(crate) lock_timeout: Option<Duration>,
    pub(crate) replica: Option<String>,
    pub(crate) migrate_url: Option<String>,
    pub(crate) tagged: bool,
}

/// Where a program says that the database is.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Url(String),
    /// A database of the process's own on the local PostgreSQL of tests.
    Test,
}

/// Whether migrations are applied on first connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Migrate {
    /// The migrations that are missing are applied, under an advisory lock.
    #[default]
    Auto,
    /// Nothing is applied; a schema that is behind is an error.
    Off,
}

impl Config {
    /// A database at a libpq URL, or a libpq string of `key=value` pairs.
    ///
    /// Beside libpq's parameters `pool_max` is taken, the greatest number of connections, `pool_min`, the
    /// least, and `pool_idle_timeout` and `pool_max_lifetime`, in seconds. Where the URL says nothing of
    /// it, `keepalives_idle` is 60, `keepalives_interval` 10, `keepalives_retries` 3 and `tcp_user_timeout`
    /// 30, all in seconds, so that a server that is gone without a word is noticed within two minutes.
    pub fn url(url: impl Into<String>) -> Config {
        Config::at(Place::Url(url.into()))
    }

    /// For tests: a database of this process's own, empty but for what the migrations make, on a
    /// throw-away PostgreSQL of this machine, whatever the environment says. Each test says so at its
    /// beginning, and what it does is nobody else's business:
    ///
    /// ```no_run
    /// # static DB: sqldb::Database = sqldb::Database::new(&sqldb::__private::Definition {
    /// #     name: "todo", url_env: None, workspace: "", postgres: None, migrations: &[] });
    /// # async fn f() -> sqldb::Result<()> {
    /// DB.configure(sqldb::Config::test())?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It is a copy, in about 30 milliseconds, of one that was migrated once. `cargo nextest` has a process
    /// for each test, so that each has its own; the tests of one file under `cargo test` share it, and
    /// roll back what would be in the way of others.
    pub fn test() -> Config {
        Config::at(Place::Test)
    }

    fn at(place: Place) -> Config {
        Config {
            place,
            max_connections: None,
            min_connections: None,
            wait_timeout: None,
            idle_timeout: None,
            max_lifetime: None,
            check_idle_after: None,
            migrate: None,
            application_name: None,
            statement_timeout: None,
            lock_timeout: None,
            replica: None,
            migrate_url: None,
            tagged: false,
        }
    }

    /// The greatest number of connections, per tokio runtime; 16 unless said otherwise (behind
    /// `statements=unnamed`, without those whose query was given up and is still running).
    pub fn max_connections(self, connections: usize) -> Config {
        Config { max_connections: Some(connections), ..self }
    }

    /// Connections that are opened when the database is used first, and again when they are lost, per
    /// tokio runtime; none unless said otherwise, each is opened when it is needed.
    pub fn min_connections(self, connections: usize) -> Config {
        Config { min_connections: Some(connections), ..self }
    }

    /// How long a query waits for a connection when all are in use; 30 seconds unless said otherwise.
    pub fn wait_timeout(self, timeout: Duration) -> Config {
        Config { wait_timeout: Some(timeout), ..self }
    }

    /// Closes a connection that nobody has used for so long, but for
    /// [`min_connections`](Config::min_connections); none is closed unless said so here or by
    /// `pool_idle_timeout` in the URL.
    pub fn idle_timeout(self, timeout: Duration) -> Config {
        Config { idle_timeout: Some(timeout), ..self }
    }

    /// Closes a connection that has lived for so long (or up to a tenth less, so that not all are closed at
    /// once), when its user is done: behind a load balancer new ones find the servers that are there by
    /// then. None is closed unless said so here or by `pool_max_lifetime` in the URL.
    pub fn max_lifetime(self, lifetime: Duration) -> Config {
        Config { max_lifetime: Some(lifetime), ..self }
    }

    /// After how long without being used a connection is asked whether it is there, before it gets a
    /// statement to run; a minute unless said otherwise. Of one that was used since nothing is asked.
    pub fn check_idle_after(self, time: Duration) -> Config {
        Config { check_idle_after: Some(time), ..self }
    }

    /// How the server's administrators see the connections, in `pg_stat_activity`: the name of the
    /// program unless said otherwise here or by `application_name` in the URL.
    pub fn application_name(self, name: impl Into<String>) -> Config {
        Config { application_name: Some(name.into()), ..self }
    }

    /// How long each statement may take, where its transaction does not say otherwise: the setting
    /// `statement_timeout` of all connections. PgBouncer refuses it, unless it is told to ignore
    /// `options`.
    pub fn statement_timeout(self, timeout: Duration) -> Config {
        Config { statement_timeout: Some(timeout), ..self }
    }

    /// How long a statement may wait for each lock: the setting `lock_timeout`, as
    /// [`statement_timeout`](Config::statement_timeout).
    pub fn lock_timeout(self, timeout: Duration) -> Config {
        Config { lock_timeout: Some(timeout), ..self }
    }

    /// Tags the statements of `sql!` with a comment in sqlcommenter's form, so that the server's log,
    /// `pg_stat_activity` and `pg_stat_statements` say which program, file and line they are of.
    pub fn tagged(self) -> Config {
        Config { tagged: true, ..self }
    }

    /// The replicas, of which [`Database::replica`](crate::Database::replica) reads: a URL with one
    /// host or several, which are tried in their order, or in any with `load_balance_hosts=random`.
    /// Without it `SQLDB_TODO_REPLICA_URL` says it.
    pub fn replica(self, url: impl Into<String>) -> Config {
        Config { replica: Some(url.into()), ..self }
    }

    /// Where the migrations are applied, if not where the queries are run: as a role that may change
    /// the schema, or past a pool before the server. Without it `SQLDB_TODO_MIGRATE_URL` says it.
    pub fn migrate_url(self, url: impl Into<String>) -> Config {
        Config { migrate_url: Some(url.into()), ..self }
    }

    /// Whether migrations are applied on first connect.
    pub fn migrate(self, migrate: Migrate) -> Config {
        Config { migrate: Some(migrate), ..self }
    }
}

impl std::fmt::Debug for Config {
    /// Without the URL, which may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("max_connections", &self.max_connections)
            .field("min_connections", &self.min_connections)
            .field("wait_timeout", &self.wait_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_lifetime", &self.max_lifetime)
            .field("migrate", &self.migrate)
            .field("application_name", &self.application_name)
            .field("statement_timeout", &self.statement_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .finish_non_exhaustive()
    }
}

/// Writes what connections are to be like into the settings that they begin with.
pub(crate) fn apply(configured: Option<&Config>, postgres: &mut tokio_postgres::Config) {
    let name = configured.and_then(|config| config.application_name.clone());
    match name {
        Some(name) => {
            postgres.application_name(name);
        }
        None if postgres.get_application_name().is_none() => {
            let program = std::env::current_exe().unwrap_or_default();
            // PostgreSQL cuts it off after 63 bytes.
            postgres.application_name(program.file_stem().unwrap_or_default().to_string_lossy());
        }
        None => {}
    }
    let mut options = postgres.get_options().unwrap_or_default().to_owned();
    let timeouts = [
        ("statement_timeout", configured.and_then(|config| config.statement_timeout)),
        ("lock_timeout", configured.and_then(|config| config.lock_timeout)),
    ];
    for (setting, timeout) in timeouts {
        if let Some(timeout) = timeout {
            options.push_str(&format!(" -c {setting}={}", milliseconds(timeout)));
        }
    }
    if !options.is_empty() {
        postgres.options(options.trim_start());
    }
}
