//! The handle of a database: a static, connected on first use.

mod access;
mod exclusive;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::runtime::Handle;

use crate::batch::Batch;
use crate::batch::sealed::On;
use crate::boot::{Boot, Ownership};
use crate::config::Config;
use crate::connection::Connection;
use crate::definition::Definition;
use crate::error::{Error, Result};
use crate::listener::Listener;
use crate::methods::query_methods;
use crate::pool::{PoolStatus, Pools};
use crate::replica::{self, Mark, Replica};
use crate::session::Within;

/// A database. `#[sqldb::database]` generates a static of it, `DB`.
///
/// It costs nothing until its first use, which finds the server, applies the migrations and
/// connects; see [`Config`] for where. It may be used from any number of tasks and of tokio
/// runtimes, at once or one after another: each runtime has its own connections.
///
/// Each query outside of a transaction may run on another connection, which others use next. So what
/// would stay on it (`SET`, `LISTEN`, `BEGIN`, temporary tables, advisory locks of the session) is refused
/// here, and belongs on the connection that [`acquire`](Database::acquire) returns. Only of text that is
/// known at run time the functions are not looked at: `raw_exec("SELECT set_config(…)")`.
///
/// A query whose future is dropped before it is done, by a time-out perhaps, is waited for a moment by
/// nobody but its connection; if it then still runs, it is canceled on the server, and the connection is
/// closed. Others that share the connection are answered before.
///
/// ```no_run
/// # static DB: sqldb::Database = sqldb::Database::new(&sqldb::__private::Definition {
/// #     name: "todo", url_env: None, workspace: "", postgres: None, migrations: &[] });
/// # async fn f() -> sqldb::Result<()> {
/// let open = DB.raw_query_row("SELECT count(*) FROM todo_item WHERE NOT done", &[]).await?;
/// # Ok(())
/// # }
/// ```
pub struct Database {
    definition: &'static Definition,
    ownership: Ownership,
    configured: OnceLock<Config>,
    boot: OnceLock<Boot>,
    pools: OnceLock<Arc<Pools>>,
    replicas: OnceLock<Arc<Pools>>,
    closed: AtomicBool,
}

impl Database {
    #[doc(hidden)]
    pub const fn new(definition: &'static Definition) -> Database {
        Database::with(definition, Ownership::Own)
    }

    /// A database that another crate declares: that one's programs apply its migrations.
    #[doc(hidden)]
    pub const fn named(definition: &'static Definition) -> Database {
        Database::with(definition, Ownership::Named)
    }

    const fn with(definition: &'static Definition, ownership: Ownership) -> Database {
        Database {
            definition,
            ownership,
            configured: OnceLock::new(),
            boot: OnceLock::new(),
            pools: OnceLock::new(),
            replicas: OnceLock::new(),
            closed: AtomicBool::new(false),
        }
    }

    /// The name in `#[sqldb::database(name = "…")]`.
    pub fn name(&self) -> &'static str {
        self.definition.name
    }

    /// Says where the database is, before its first use. It goes before the environment.
    ///
    /// ```no_run
    /// # fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// db.configure(sqldb::Config::url("postgres://app@db.example.com/todo"))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The database is in use, or was configured otherwise before.
    pub fn configure(&self, config: Config) -> Result<()> {
        let name = self.definition.name;
        // Each test of a process may say so.
        if self.configured.get() == Some(&config) {
            return Ok(());
        }
        if self.boot.get().is_some_and(Boot::is_ready) {
            return Err(Error::configuration(format!(
                "the database `{name}` is in use already; call `configure` before its first use"
            )));
        }
        match self.configured.get_or_init(|| config.clone()) == &config {
            true => Ok(()),
            false => Err(Error::configuration(format!(
                "the database `{name}` was configured already, and otherwise"
            ))),
        }
    }

    query_methods!();

    /// Listens on channels, on a connection beside the pool that is made again when it breaks.
    ///
    /// Behind a pooler that gives each transaction another connection (`statements=unnamed` in the URL)
    /// it is made where the migrations are applied, [`Config::migrate_url`]: through the pooler nothing
    /// would ever be heard. Say so for one that knows prepared statements, too, if you listen.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let mut changes = db.listen(&["todo_changed"]).await?;
    /// let event = changes.next().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The configuration is missing or wrong, there is only a pooler to listen at, or the server cannot be
    /// reached.
    pub async fn listen(&self, channels: &[&str]) -> Result<Listener> {
        Listener::start(self.target().await?, self.definition.name, channels).await
    }

    /// The replicas, for queries that only read.
    ///
    /// ```no_run
    /// # struct Row; use sqldb::{Query, rows};
    /// # async fn f(db: &sqldb::Database, items: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
    /// let items = db.replica().query_all(items).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn replica(&self) -> Replica<'_> {
        Replica::new(self)
    }

    /// The place in the primary's log behind all that has been committed, so that a replica can be
    /// asked for what is at least as new: [`Replica::after`].
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// db.raw_exec("INSERT INTO todo_item (title) VALUES ('milk')", &[]).await?;
    /// let cookie = db.mark().await?.to_string();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn mark(&self) -> Result<Mark> {
        replica::mark(self.lease().await?.session()?).await
    }

    /// Runs statements that do not depend on each other, a tuple of two to five queries, in one flight
    /// on one connection, each
    /// committed by itself.
    ///
    /// ```no_run
    /// # struct Row; use sqldb::{Query, rows};
    /// # async fn f(db: &sqldb::Database, count: Query<'_, i64, rows::ExactlyOne, 0>, items: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
    /// let (count, items) = db.batch((count, items)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The first of them that is refused.
    pub async fn batch<B: Batch>(&self, batch: B) -> Result<B::Output> {
        let lease = self.lease().await?;
        batch.run(On { session: lease.session()?, within: Within::Autocommit }).await
    }

    /// Takes a connection out of the pool until it is dropped.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let connection = db.acquire().await?;
    /// connection.raw_exec("SET work_mem = '256MB'", &[]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// No connection is free in time, or it fails.
    pub async fn acquire(&self) -> Result<Connection> {
        Ok(Connection::new(self.pool().await?.lease().await?))
    }

    /// The connection string, for other tools; it holds the password if there is one.
    ///
    /// A local PostgreSQL is started for it, and the migrations are applied.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let psql = std::process::Command::new("psql").arg(db.connection_string().await?).status();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The configuration is missing or wrong, or the first connect fails.
    pub async fn connection_string(&self) -> Result<String> {
        Ok(self.target().await?.url.clone())
    }

    /// Applies the migrations that are missing, whatever `SQLDB_MIGRATE` says.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// db.migrate().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A migration fails, or the server cannot be reached.
    pub async fn migrate(&self) -> Result<()> {
        self.boot().migrate(self.definition, self.configured.get()).await
    }

    /// How many connections there are on this tokio runtime, and who waits for one: for a page about a
    /// program's health. (With the feature `metrics` the figures are told by themselves.) [`None`] where
    /// the database was not used yet.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) {
    /// if let Some(status) = db.pool_status() {
    ///     println!("{} of {} are idle", status.idle, status.connections);
    /// }
    /// # }
    /// ```
    pub fn pool_status(&self) -> Option<PoolStatus> {
        let runtime = Handle::try_current().ok()?;
        self.pools().current(runtime.id()).map(|pool| pool.status())
    }

    /// Closes the connections of all runtimes; those in use are closed when they come back. Using
    /// the database afterwards is an error, [`Error::is_closed`].
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) {
    /// db.close().await;
    /// # }
    /// ```
    pub async fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.pools().close();
        if let Some(replicas) = self.replicas.get() {
            replicas.close();
        }
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Database({:?})", self.definition.name)
    }
}
