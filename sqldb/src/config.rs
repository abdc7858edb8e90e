//! Where a database is: what the program says, what the environment says, or a local PostgreSQL.
//!
//! [`choose`] is the whole decision, a function of its inputs.

use std::time::Duration;

use crate::definition::Definition;
use crate::error::{Error, Result};
use crate::options::milliseconds;
use crate::tags::Tags;

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

    /// The greatest number of connections, per tokio runtime; 16 unless said otherwise.
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

/// How the program was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    Debug,
    Release,
}

impl Build {
    pub(crate) const THIS: Build =
        if cfg!(debug_assertions) { Build::Debug } else { Build::Release };
}

/// What the configuration comes to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// A URL, and who named it, for messages.
    Url { url: String, origin: String },
    /// What a file says, which `SQLDB_CONFIG` names.
    File { path: String },
    /// A local PostgreSQL.
    Local,
    /// The local PostgreSQL of tests.
    Test,
}

/// The variable that holds the URL of a database: `SQLDB_TODO_URL` for `todo`.
pub(crate) fn url_variable(name: &str) -> String {
    variable(name, "URL")
}

/// A variable of a database, such as `SQLDB_TODO_MIGRATE_URL`.
pub(crate) fn variable(name: &str, what: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
        .collect();
    format!("SQLDB_{name}_{what}")
}

/// Chooses by product order: the program, the environment, a file, a local PostgreSQL.
///
/// # Errors
/// Nothing says where the database is, and a local one is not for release builds.
pub(crate) fn choose(
    definition: &Definition,
    configured: Option<&Config>,
    environment: &dyn Fn(&str) -> Option<String>,
    build: Build,
) -> Result<Choice> {
    if let Some(config) = configured {
        let origin = "`Database::configure`".to_owned();
        return Ok(match &config.place {
            Place::Url(url) => Choice::Url { url: url.clone(), origin },
            Place::Test => Choice::Test,
        });
    }
    let own = url_variable(definition.name);
    for variable in std::iter::once(own.as_str()).chain(definition.url_env) {
        if let Some(url) = environment(variable).filter(|url| !url.is_empty()) {
            return Ok(Choice::Url { url, origin: format!("`{variable}`") });
        }
    }
    if let Some(path) = environment("SQLDB_CONFIG").filter(|path| !path.is_empty()) {
        return Ok(Choice::File { path });
    }
    let wanted = environment("SQLDB_LOCAL").is_some_and(|value| value == "1");
    let refused = environment("SQLDB_LOCAL").is_some_and(|value| value == "0");
    if wanted || (build == Build::Debug && !refused) {
        return Ok(Choice::Local);
    }
    let also = definition.url_env.map_or(String::new(), |variable| format!(" or `{variable}`"));
    Err(Error::configuration(format!(
        "where the database `{name}` is was not said; set `{own}`{also} to \
         `postgres://user:password@host/{name}`, or `SQLDB_LOCAL=1` to use a local PostgreSQL as \
         debug builds do",
        name = definition.name,
    )))
}

/// What statements are tagged with.
pub(crate) fn tags(configured: Option<&Config>, postgres: &tokio_postgres::Config) -> Tags {
    match configured.is_some_and(|config| config.tagged) {
        true => {
            Tags::Source { application: postgres.get_application_name().unwrap_or_default().into() }
        }
        false => Tags::None,
    }
}

/// Where the replicas are, and who says so.
pub(crate) fn replica(
    definition: &Definition,
    configured: Option<&Config>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, String)> {
    let said = configured.and_then(|config| config.replica.clone());
    let said = said.map(|url| (url, "`Config::replica`".to_owned()));
    said.or_else(|| named(definition, "REPLICA_URL", environment))
}

/// Where the migrations are applied, if not where the queries are run, and who says so.
pub(crate) fn migrate_url(
    definition: &Definition,
    configured: Option<&Config>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, String)> {
    let said = configured.and_then(|config| config.migrate_url.clone());
    let said = said.map(|url| (url, "`Config::migrate_url`".to_owned()));
    said.or_else(|| named(definition, "MIGRATE_URL", environment))
}

/// What a variable of the database says, and its name.
fn named(
    definition: &Definition,
    what: &str,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, String)> {
    let variable = variable(definition.name, what);
    let url = environment(&variable).filter(|url| !url.is_empty())?;
    Some((url, format!("`{variable}`")))
}

/// Whether to migrate: the program, then `SQLDB_MIGRATE`.
///
/// # Errors
/// `SQLDB_MIGRATE` is neither `auto` nor `off`.
pub(crate) fn migrate(
    configured: Option<&Config>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Migrate> {
    if let Some(migrate) = configured.and_then(|config| config.migrate) {
        return Ok(migrate);
    }
    match environment("SQLDB_MIGRATE").as_deref() {
        None | Some("" | "auto") => Ok(Migrate::Auto),
        Some("off") => Ok(Migrate::Off),
        Some(other) => Err(Error::configuration(format!(
            "`SQLDB_MIGRATE={other}` is not known; expected `auto` or `off`"
        ))),
    }
}

/// The value of `SQLDB_TODO_POOL_MAX`.
///
/// # Errors
/// It is no positive number.
pub(crate) fn pool_max(
    definition: &Definition,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<usize>> {
    let variable = variable(definition.name, "POOL_MAX");
    match environment(&variable) {
        None => Ok(None),
        Some(text) => positive(&variable, &text).map(Some),
    }
}

/// A number that is not 0.
pub(crate) fn positive(origin: &str, text: &str) -> Result<usize> {
    let number = text.parse::<usize>().ok().filter(|number| *number > 0);
    number.ok_or_else(|| {
        Error::configuration(format!("`{origin}={text}`: expected a number greater than 0"))
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(
        variables: &[(&str, &str)],
        build: Build,
        url_env: Option<&'static str>,
        expected: Expect,
    ) {
        let definition = Definition { url_env, ..Definition::empty("todo-list") };
        let environment = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        let text = match choose(&definition, None, &environment, build) {
            Ok(choice) => format!("{choice:?}"),
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn own_variable_goes_before_the_named_one() {
        check(
            &[("SQLDB_TODO_LIST_URL", "postgres://a"), ("DATABASE_URL", "postgres://b")],
            Build::Release,
            Some("DATABASE_URL"),
            expect![[r#"Url { url: "postgres://a", origin: "`SQLDB_TODO_LIST_URL`" }"#]],
        );
        check(
            &[("SQLDB_TODO_LIST_URL", ""), ("DATABASE_URL", "postgres://b")],
            Build::Debug,
            Some("DATABASE_URL"),
            expect![[r#"Url { url: "postgres://b", origin: "`DATABASE_URL`" }"#]],
        );
    }

    #[test]
    fn local_is_for_debug_builds() {
        check(&[], Build::Debug, None, expect!["Local"]);
        check(&[("SQLDB_LOCAL", "1")], Build::Release, None, expect!["Local"]);
    }

    #[test]
    fn release_without_configuration_names_the_variable() {
        check(
            &[],
            Build::Release,
            Some("DATABASE_URL"),
            expect![
                "where the database `todo-list` is was not said; set `SQLDB_TODO_LIST_URL` or `DATABASE_URL` to `postgres://user:password@host/todo-list`, or `SQLDB_LOCAL=1` to use a local PostgreSQL as debug builds do"
            ],
        );
    }

    #[test]
    fn configuration_file_goes_before_a_local_server() {
        check(
            &[("SQLDB_CONFIG", "sqldb.json")],
            Build::Debug,
            None,
            expect![[r#"File { path: "sqldb.json" }"#]],
        );
    }
    #[test]
    fn what_the_program_does_not_say_the_environment_does() {
        let definition = Definition::empty("todo");
        let environment = |name: &str| match name {
            "SQLDB_TODO_MIGRATE_URL" => Some("postgres://owner@a".to_owned()),
            "SQLDB_TODO_REPLICA_URL" => Some("postgres://b".to_owned()),
            _ => None,
        };
        let silent = Config::url("postgres://app@a");
        let both = |configured: &Config| {
            let migrate = migrate_url(&definition, Some(configured), &environment).unwrap();
            (migrate.0, replica(&definition, Some(configured), &environment).unwrap().0)
        };
        let (owner, other) = ("postgres://owner@a".to_owned(), "postgres://b".to_owned());
        assert_eq!(both(&silent), (owner, other));
        let says = silent.migrate_url("postgres://c").replica("postgres://d");
        assert_eq!(both(&says), ("postgres://c".to_owned(), "postgres://d".to_owned()));
    }
}
