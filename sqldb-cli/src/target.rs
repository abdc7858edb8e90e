//! Where a command goes: a database of the local PostgreSQL, or of an environment.

use std::path::Path;

use sqldb::__private::Server;
use sqldb_local::{Cluster, Options, Progress, Purpose, Request};

use crate::Failure;
use crate::access::{self, Access};
use crate::environment::Environments;
use crate::failure::{refused, unreachable};
use crate::workspace::{Database, Workspace};

/// What the command line says of the place.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Place {
    /// An environment of `sqldb.toml`; `local` is this machine
    #[arg(short, long, value_name = "NAME", default_value = "local")]
    env: String,
    /// The local PostgreSQL of tests
    #[arg(short, long, conflicts_with_all = ["shadow", "env"])]
    test: bool,
    /// The local PostgreSQL of checks
    #[arg(long, conflicts_with = "env")]
    shadow: bool,
}

/// Which local PostgreSQL, or which environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Where {
    Local(Purpose),
    Environment(String),
}

impl Place {
    /// What the flags say.
    pub(crate) fn resolved(&self) -> Where {
        match self {
            Place { test: true, .. } => Where::Local(Purpose::Test),
            Place { shadow: true, .. } => Where::Local(Purpose::Shadow),
            Place { env, .. } if env == "local" || env.is_empty() => Where::Local(Purpose::Run),
            Place { env, .. } => Where::Environment(env.clone()),
        }
    }
}

/// A database, its place and a role there.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Wanted {
    /// The name in `#[sqldb::database(name = …)]`; else the one of the current directory
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    access: access::Flags,
}

/// A database that can be connected to.
#[derive(Debug)]
pub(crate) struct Target {
    /// Its name.
    pub(crate) name: String,
    /// The connection string.
    pub(crate) url: String,
    /// Where that comes from, for messages.
    pub(crate) origin: String,
    /// The local PostgreSQL, which goes on as long as this lives.
    cluster: Option<Cluster>,
}

impl Wanted {
    /// Finds the database, and starts its local PostgreSQL if need be; as [`ready`].
    ///
    /// # Errors
    ///
    /// It is not declared, or its place is not known; or it was to be read by a role that may write.
    pub(crate) fn target(&self) -> Result<Target, Failure> {
        let workspace = Workspace::here()?;
        let database = workspace.database(self.name.as_deref())?;
        ready(&workspace.root, database, &self.place.resolved(), self.access.access())
    }

    /// What one may do there, for people.
    pub(crate) fn meaning(&self) -> &'static str {
        match self.access.access() {
            Access::Read => "for reading; `--write` changes rows",
            Access::Write => "for reading and writing",
            Access::Admin => "for changing the schema, too",
            Access::Superuser => "as a superuser",
        }
    }
}

impl Target {
    /// The local PostgreSQL, if it is there.
    pub(crate) fn cluster(&self) -> Option<&Cluster> {
        self.cluster.as_ref()
    }

    /// How it is reached.
    ///
    /// # Errors
    ///
    /// The URL is no connection string.
    pub(crate) fn server(&self) -> Result<Server, Failure> {
        server(&self.url, &self.origin)
    }

    /// The URL without the password that it has, and the password.
    pub(crate) fn without_password(&self) -> Option<(String, String)> {
        let server = self.server().ok()?;
        let password = String::from_utf8(server.config().get_password()?.to_vec()).ok()?;
        let (scheme, rest) = self.url.split_once("://")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let (user, hosts) = authority.rsplit_once('@')?;
        let (user, _) = user.split_once(':')?;
        Some((format!("{scheme}://{user}@{hosts}{path}"), password))
    }
}

/// The target of a database that is known, migrated if it never was: who opens one finds what the
/// program would. One that cannot be migrated is opened all the same, for that is where one looks for
/// the reason.
///
/// # Errors
///
/// As [`Wanted::target`].
pub(crate) fn ready(
    root: &Path,
    database: &Database,
    place: &Where,
    access: Access,
) -> Result<Target, Failure> {
    let target = target(root, database, place, access)?;
    if *place == Where::Local(Purpose::Run)
        && let Some(cluster) = &target.cluster
        && was_never_migrated(cluster, &database.name)
        && let Err(failure) = crate::prepare::prepare(cluster, database)
    {
        anstream::eprintln!("sqldb: `{}` is not migrated: {failure}", database.name);
    }
    Ok(target)
}

/// Whether there is no history yet, not even one of which all was taken back.
fn was_never_migrated(cluster: &Cluster, database: &str) -> bool {
    let histories = "SELECT FROM pg_class WHERE relname = 'schema_migrations'";
    cluster.simple_query(database, histories).is_ok_and(|found| found.is_empty())
}

/// The target of a database that is known, as it is.
///
/// # Errors
///
/// As [`Wanted::target`].
pub(crate) fn target(
    root: &Path,
    database: &Database,
    place: &Where,
    access: Access,
) -> Result<Target, Failure> {
    let name = database.name.clone();
    let (url, origin) = match place {
        Where::Environment(environment) => {
            let url = Environments::read(root)?.url(environment, &name, access)?;
            (url, format!("`{}` of the environment `{environment}`", access.name()))
        }
        // The program itself looks there first.
        Where::Local(Purpose::Run) if let Some((variable, url)) = from_variable(database) => {
            (url, format!("`{variable}`"))
        }
        Where::Local(purpose) => {
            let cluster = local(root, database, *purpose)?;
            cluster.ensure_database(&name)?;
            let url = cluster.url(&name, access.role().name());
            let origin = "the local PostgreSQL".to_owned();
            return Ok(Target { name, url, origin, cluster: Some(cluster) });
        }
    };
    match access {
        Access::Read => refuse_writer(&url, &origin)?,
        // Others are told by the server what they may do, if it is one at all.
        Access::Write | Access::Admin | Access::Superuser => drop(server(&url, &origin)?),
    }
    Ok(Target { name, url, origin, cluster: None })
}

/// The variable that says where the program finds a database, with its value.
pub(crate) fn from_variable(database: &Database) -> Option<(String, String)> {
    let own = url_variable(&database.name);
    let variables = std::iter::once(own).chain(database.url_env.clone());
    variables.into_iter().find_map(|variable| {
        let url = std::env::var(&variable).ok().filter(|url| !url.is_empty())?;
        Some((variable, url))
    })
}

/// The variable of a database's URL.
pub(crate) fn url_variable(name: &str) -> String {
    format!("SQLDB_{}_URL", name.to_ascii_uppercase())
}

/// The local PostgreSQL that the program itself uses for a database.
///
/// # Errors
///
/// There is none, and none can be made.
pub(crate) fn local(
    root: &Path,
    database: &Database,
    purpose: Purpose,
) -> Result<Cluster, Failure> {
    Cluster::ensure(&request(root, database, purpose))
        .map_err(|error| unreachable(error.to_string()))
}

/// What a local PostgreSQL must be for a database: of its major, and with the extensions that its
/// migrations create.
pub(crate) fn request(root: &Path, database: &Database, purpose: Purpose) -> Request {
    let mut request = Request::new(root, purpose);
    request.major = database.postgres.map(|major| major.number());
    // What is wrong with the migrations is told by those who run them.
    if let Ok(directory) = crate::prepare::read(database) {
        let migrations: Vec<_> = directory.migrations.iter().map(|one| one.embedded()).collect();
        request.extensions = sqldb_migrate::prepared::extensions(&migrations);
    }
    request.options = Options::from_environment();
    request.progress = Progress::stderr();
    request
}

/// Something that a role may change: a table, a schema, or everything. Roles that the session could
/// change to count, too.
const WRITABLE: &str = "
    WITH role AS (SELECT oid, rolsuper FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER'))
    SELECT 'everything, for it is a superuser' WHERE EXISTS (SELECT FROM role WHERE rolsuper)
    UNION ALL
    SELECT 'all data, as a member of `pg_write_all_data`'
    WHERE EXISTS (SELECT FROM role WHERE oid = to_regrole('pg_write_all_data'))
    UNION ALL
    (SELECT format('the table `%s`', c.oid::regclass) FROM role, pg_class AS c
        JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'f') AND nspname NOT LIKE 'pg\\_%'
        AND nspname <> 'information_schema'
        AND has_table_privilege(role.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
    ORDER BY c.oid LIMIT 1)
    UNION ALL
    (SELECT format('the schema `%s`', nspname) FROM role, pg_namespace AS n
    WHERE nspname NOT LIKE 'pg\\_%' AND has_schema_privilege(role.oid, n.oid, 'CREATE')
    ORDER BY n.oid LIMIT 1)
    LIMIT 1";

/// Refuses to call reading what could write. A local PostgreSQL has a role that cannot; of others it is
/// not ours to say what their roles may do, and a setting of the session could be taken back.
fn refuse_writer(url: &str, origin: &str) -> Result<(), Failure> {
    let server = server(url, origin)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let writable: Option<String> = runtime.block_on(async {
        let client = connect(&server).await?;
        let row = client.query_opt(WRITABLE, &[]).await?;
        Ok::<_, Failure>(row.map(|row| row.try_get(0)).transpose()?)
    })?;
    let Some(writable) = writable else { return Ok(()) };
    let user = server.config().get_user().unwrap_or_default();
    Err(refused(format!(
        "the role `{user}` of {origin} may change {writable}; set the URL of a role that only reads, \
         or say `--write`"
    )))
}

/// The server that a URL names, which comes from `origin`.
///
/// # Errors
///
/// It is no connection string.
pub(crate) fn server(url: &str, origin: &str) -> Result<Server, Failure> {
    Server::parse(url, origin).map_err(|error| refused(error.to_string()))
}

/// Connects to a server.
///
/// # Errors
///
/// It is not reached, which has an exit code of its own, or refuses.
pub(crate) async fn connect(server: &Server) -> Result<tokio_postgres::Client, Failure> {
    server.connect().await.map_err(|error| {
        let mut told = error.to_string();
        if error.sqlstate() == Some("3D000") {
            told += "\n  = help: whoever runs that server creates the database, such as by `CREATE DATABASE`; \
                     or correct its name";
        }
        unreachable(told)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_taken_out() {
        let check = |url: &str, expected: Option<(&str, &str)>| {
            let (name, origin) = ("todo".to_owned(), String::new());
            let target = Target { name, url: url.to_owned(), origin, cluster: None };
            let found = target.without_password();
            assert_eq!(found.as_ref().map(|(url, word)| (&**url, &**word)), expected, "{url}");
        };
        check(
            "postgres://me:p%40ss@a:1,b/todo?application_name=x@y",
            Some(("postgres://me@a:1,b/todo?application_name=x@y", "p@ss")),
        );
        check(
            "postgresql://me:secret@h?connect_timeout=3",
            Some(("postgresql://me@h?connect_timeout=3", "secret")),
        );
        check("postgres://me@h/todo", None);
        check("host=h user=me password=secret", None);
    }
}
