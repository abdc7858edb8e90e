//! The handle of a database: a static, connected on first use.

mod access;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::runtime::Handle;

use crate::attempt::{self, Attempt, Between};
use crate::batch::Batch;
use crate::batch::sealed::On;
use crate::begun::Begun;
use crate::boot::{Boot, Ownership};
use crate::config::Config;
use crate::connection::Connection;
use crate::copy::{CopyIn, CopyInWriter, CopyOut, CopyOutRows};
use crate::definition::Definition;
use crate::dynamic::RawRows;
use crate::error::{Error, Result};
use crate::listener::Listener;
use crate::methods::{self, query_methods};
use crate::options::TransactionOptions;
use crate::pool::{PoolStatus, Pools};
use crate::replica::{self, Mark, Replica};
use crate::rows::{IfReturns, Returns, Rows};
use crate::session::{Command, Within};
use crate::statement::Query;
use crate::transaction::Transaction;

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

    /// Runs a query and returns a stream of its rows, as they arrive, on a connection of its own.
    ///
    /// ```no_run
    /// # struct Row; use sqldb::{Query, rows};
    /// # async fn f(db: &sqldb::Database, items: Query<'_, Row, rows::Many, 0>) -> sqldb::Result<()> {
    /// let mut items = db.query(items).await?;
    /// while let Some(item) = items.try_next().await? {}
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    pub fn query<R, C: Returns, const N: usize>(
        &self,
        query: Query<'_, R, C, N>,
    ) -> IfReturns<C, impl Future<Output = Result<Rows<'static, R>>> + Send> {
        <C as Returns>::future(async move {
            let (command, decode) = methods::parts(&query);
            Ok(Rows::new(self.incoming(command, query.arguments()).await?, decode))
        })
    }

    /// Runs text that is known only at run time, and returns a stream of its rows.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let mut rows = db.raw_query("SELECT generate_series(1, 1000000)", &[]).await?;
    /// while let Some(row) = rows.try_next().await? {}
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, an argument is of another type, or the connection fails.
    pub async fn raw_query(
        &self,
        text: &str,
        arguments: &[&(dyn crate::types::ToSql + Sync)],
    ) -> Result<RawRows<'static>> {
        let arguments = methods::dynamic(arguments);
        Ok(RawRows::new(self.incoming(Command::Text(text), &arguments).await?))
    }

    /// Copies rows into a table in `COPY`'s binary form, and returns how many.
    ///
    /// All of them are stored, or none. They are sent in large pieces, so that memory is bounded
    /// whatever the iterator makes; [`begin_copy_in`](Database::begin_copy_in) takes rows that have
    /// to be waited for.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database, copy: sqldb::CopyIn<(&str, bool)>) -> sqldb::Result<()> {
    /// // let copy = sql!("COPY todo_item (title, done) FROM STDIN");
    /// let stored = db.copy_in(copy, [("milk", false), ("bread", true)]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A value has no representation in its column's type, the server refuses a row, or the
    /// connection fails.
    pub async fn copy_in<R, I: IntoIterator<Item = R>>(
        &self,
        copy: CopyIn<R>,
        rows: I,
    ) -> Result<u64> {
        crate::copy::write_all(self.begin_copy_in(copy).await?, rows).await
    }

    /// Begins to copy rows into a table, which are written one by one.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database, copy: sqldb::CopyIn<(String, bool)>) -> sqldb::Result<()> {
    /// let mut writer = db.begin_copy_in(copy).await?;
    /// writer.write(&("milk".to_owned(), false)).await?;
    /// writer.finish().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    pub async fn begin_copy_in<R>(&self, copy: CopyIn<R>) -> Result<CopyInWriter<'static, R>> {
        let copying = self.copying().await.map_err(|error| copy.blame(error))?;
        CopyInWriter::begin(copying, copy).await
    }

    /// Copies the rows of a query out in `COPY`'s binary form: a stream of them.
    ///
    /// ```no_run
    /// # struct Row;
    /// # async fn f(db: &sqldb::Database, copy: sqldb::CopyOut<Row>) -> sqldb::Result<()> {
    /// // let copy = sql!("COPY (SELECT id, title FROM todo_item) TO STDOUT");
    /// let mut rows = db.copy_out(copy).await?;
    /// while let Some(row) = rows.try_next().await? {}
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server refuses, or the connection fails.
    pub async fn copy_out<R>(&self, copy: CopyOut<R>) -> Result<CopyOutRows<'static, R>> {
        let copying = self.copying().await.map_err(|error| copy.blame(error))?;
        CopyOutRows::begin(copying, copy).await
    }

    /// Begins a transaction, on a connection of its own.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let tx = db.begin().await?;
    /// tx.raw_exec("DELETE FROM todo_item WHERE done", &[]).await?;
    /// tx.commit().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// No connection is free in time, or it fails.
    pub async fn begin(&self) -> Result<Transaction<'static>> {
        self.begin_with(TransactionOptions::new()).await
    }

    /// [`begin`](Database::begin) with an isolation level, time-outs and so on.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// use sqldb::{Isolation, TransactionOptions};
    ///
    /// let options = TransactionOptions::new().isolation(Isolation::RepeatableRead).read_only();
    /// let tx = db.begin_with(options).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// No connection is free in time, or it fails.
    pub async fn begin_with(&self, options: TransactionOptions) -> Result<Transaction<'static>> {
        let lease = Arc::new(self.lease().await?);
        Ok(Transaction::new(Begun::start(lease, &options)?))
    }

    /// Runs `body` in a transaction: commits when it returns `Ok`, rolls back when it returns `Err`.
    ///
    /// When PostgreSQL ends the transaction because it could not be serialized with others (40001)
    /// or to end a deadlock (40P01), `body` runs again, after a random pause that grows, 10 times at
    /// most or as [`TransactionOptions::attempts`] says. So it must do nothing that cannot be undone.
    /// It gets the transaction by value; its error can be any that an [`Error`] converts to.
    ///
    /// The handle itself must not be used in `body`: that would be outside of the transaction. It is
    /// an error that says so; [`acquire`](Database::acquire) is allowed, for what is meant to be
    /// outside. (A static can be named anywhere, so the compiler cannot refuse it. It does refuse a
    /// [`Connection`] or a [`Transaction`] within its own `transaction`.)
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let (from, to) = (1i64, 2i64);
    /// db.transaction(async |tx| {
    ///     tx.raw_exec("UPDATE account SET balance = balance - 1 WHERE id = $1", &[&from]).await?;
    ///     tx.raw_exec("UPDATE account SET balance = balance + 1 WHERE id = $1", &[&to]).await
    /// })
    /// .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of `body`; no connection is free in time, or it fails; `COMMIT` fails.
    pub async fn transaction<T, E, F, Fut>(&self, body: F) -> Result<T, E>
    where
        F: FnMut(Attempt) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        self.transaction_with(TransactionOptions::new(), body).await
    }

    /// [`transaction`](Database::transaction) with an isolation level, time-outs and so on.
    ///
    /// ```no_run
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// use sqldb::{Isolation, TransactionOptions};
    ///
    /// let options = TransactionOptions::new().isolation(Isolation::Serializable).attempts(20);
    /// db.transaction_with(options, async |tx| tx.raw_exec("DELETE FROM todo_item", &[]).await).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`transaction`](Database::transaction).
    pub async fn transaction_with<T, E, F, Fut>(
        &self,
        options: TransactionOptions,
        body: F,
    ) -> Result<T, E>
    where
        F: FnMut(Attempt) -> Fut,
        Fut: Future<Output = Result<T, E>>,
        E: From<Error>,
    {
        let pool = self.outside().await?;
        let lease = Arc::new(pool.lease().await?);
        let begun = Begun::start(lease, &options)?.of(self.id());
        attempt::run(begun, Between::Returned(pool, self.id()), options, body).await
    }

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
