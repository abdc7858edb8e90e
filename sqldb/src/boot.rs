//! What happens once per process before the first query: configuration, a local PostgreSQL,
//! migrations.
//!
//! Start at [`Boot::ready`].

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use tokio_postgres::{Client, SimpleQueryMessage};

use crate::config::{self, Build, Choice, Config, Migrate};
use crate::definition::Definition;
use crate::error::{Error, Result};
use crate::later::Later;
use crate::local::Provided;
use crate::pool::Limits;
use crate::session::Naming;
use crate::tags::Tags;
use crate::tls::{Certificates, Tls};
use crate::url;

/// Where a database is and how to connect, all that pools are made of.
pub(crate) struct Target {
    pub(crate) url: String,
    pub(crate) postgres: tokio_postgres::Config,
    pub(crate) tls: Tls,
    pub(crate) limits: Limits,
    pub(crate) naming: Naming,
    pub(crate) tags: Tags,
    /// Where it may be read, too.
    pub(crate) replica: Option<Arc<Target>>,
    /// Where that is, for messages.
    pub(crate) place: Arc<str>,
    migrate: Migrate,
    /// Where and as whom the migrations are run, if not as the program.
    migrator: Option<Migrator>,
    /// The extensions that are there before the migrations ask for them.
    extensions: Vec<String>,
}

struct Migrator {
    postgres: tokio_postgres::Config,
    tls: Tls,
    place: Arc<str>,
    /// Whose server it is.
    server: Server,
}

/// A server that is reached without a pooler which gives each transaction another connection.
pub(crate) struct Direct<'t> {
    pub(crate) tls: &'t Tls,
    pub(crate) postgres: &'t tokio_postgres::Config,
    pub(crate) place: &'t Arc<str>,
}

impl Target {
    /// Where a connection keeps its session, if it is known; migrations need that, too.
    pub(crate) fn of_sessions(&self) -> Option<Direct<'_>> {
        let Target { tls, postgres, place, .. } = self;
        match (self.naming, &self.migrator) {
            (Naming::Named, _) => Some(Direct { tls, postgres, place }),
            (Naming::Unnamed, Some(Migrator { tls, postgres, place, .. })) => {
                Some(Direct { tls, postgres, place })
            }
            (Naming::Unnamed, None) => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Server {
    /// A local PostgreSQL is nobody else's to migrate.
    Local,
    Elsewhere,
}

/// The first connect. Whoever comes first does it, on whichever runtime; others wait for them.
#[derive(Default)]
pub(crate) struct Boot {
    ownership: Ownership,
    ready: OnceLock<Arc<Target>>,
    busy: tokio::sync::Mutex<()>,
    /// Attempts that ended; the last failure of which those that waited for it get a share.
    attempts: AtomicU64,
    failure: RwLock<Option<Arc<Error>>>,
}

/// Whether the program's crate declares the database, or names one that another crate declares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ownership {
    #[default]
    Own,
    Named,
}

impl Boot {
    /// That of a database that is declared, or named, by the program's crate.
    pub(crate) fn of(ownership: Ownership) -> Boot {
        Boot { ownership, ..Boot::default() }
    }

    /// The target, after the database has been provided and migrated.
    ///
    /// # Errors
    /// That failed. All that were waiting get the same error, and the next call tries again.
    pub(crate) async fn ready(
        &self,
        definition: &'static Definition,
        configured: Option<&Config>,
    ) -> Result<Arc<Target>> {
        if let Some(target) = self.ready.get() {
            return Ok(target.clone());
        }
        let seen = self.attempts.load(Ordering::Acquire);
        let _busy = self.busy.lock().await;
        if let Some(target) = self.ready.get() {
            return Ok(target.clone());
        }
        if self.attempts.load(Ordering::Acquire) != seen {
            let failure = self.failure.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(error) = &*failure {
                return Err(Error::shared(error.clone()));
            }
        }
        let attempt: Later<'_, Target> = Box::pin(attempt(self.ownership, definition, configured));
        let result = attempt.await;
        self.attempts.fetch_add(1, Ordering::Release);
        match result {
            Ok(target) => Ok(self.ready.get_or_init(|| Arc::new(target)).clone()),
            Err(error) => {
                let error = Arc::new(error);
                let mut failure = self.failure.write().unwrap_or_else(PoisonError::into_inner);
                *failure = Some(error.clone());
                Err(Error::shared(error))
            }
        }
    }

    /// Applies the migrations, whatever the configuration says about doing so on first connect.
    ///
    /// # Errors
    /// One fails, or the server cannot be reached.
    pub(crate) async fn migrate(
        &self,
        definition: &'static Definition,
        configured: Option<&Config>,
    ) -> Result<()> {
        let _busy = self.busy.lock().await;
        match self.ready.get() {
            Some(target) => apply(definition, target, Migrate::Auto).await,
            None => {
                let target = locate(definition, configured).await?;
                apply(definition, &target, Migrate::Auto).await?;
                self.ready.get_or_init(|| Arc::new(target));
                Ok(())
            }
        }
    }

    /// Whether a first connect has succeeded.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.get().is_some()
    }
}

async fn attempt(
    ownership: Ownership,
    definition: &'static Definition,
    configured: Option<&Config>,
) -> Result<Target> {
    let target = locate(definition, configured).await?;
    let server = target.migrator.as_ref().map_or(Server::Elsewhere, |migrator| migrator.server);
    let migrate = match (ownership, server) {
        // The owner's programs do it.
        (Ownership::Named, Server::Elsewhere) => Migrate::Off,
        (Ownership::Own, _) | (_, Server::Local) => target.migrate,
    };
    apply(definition, &target, migrate).await?;
    Ok(target)
}

/// Applies the migrations that are missing; with `Migrate::Off`, makes sure that none is.
///
/// A server that is older than the one which the queries were typed for is refused before that.
async fn apply(definition: &'static Definition, target: &Target, migrate: Migrate) -> Result<()> {
    if definition.migrations.is_empty() && definition.postgres.is_none() {
        return Ok(());
    }
    let (tls, postgres, place) = match &target.migrator {
        Some(Migrator { postgres, tls, place, .. }) => (tls, postgres, place),
        None => (&target.tls, &target.postgres, &target.place),
    };
    let mut client = tls.connect(postgres).await.map_err(|error| error.connecting(place))?;
    if let Some(typed) = definition.postgres {
        refuse_older(&client, typed, definition, target).await?;
    }
    crate::migrations::apply(&mut client, definition, migrate, &target.extensions).await
}

/// Refuses a server of an earlier major version than the attribute has.
async fn refuse_older(
    client: &Client,
    typed: u32,
    definition: &Definition,
    target: &Target,
) -> Result<()> {
    /// The first major version that an attribute can have.
    const FIRST: u32 = 15;

    let messages = client.simple_query("SHOW server_version_num").await.map_err(Error::postgres)?;
    let number = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0)?.parse::<u32>().ok(),
        _ => None,
    });
    // 150018 is 15.18. A server that says no number is not judged.
    let Some(server) = number.map(|number| number / 10_000).filter(|server| *server < typed) else {
        return Ok(());
    };
    let instead = match server >= FIRST {
        true => format!(", or write `postgres = {server}` in its attribute"),
        false => String::new(),
    };
    Err(Error::configuration(format!(
        "the queries of the database `{name}` are typed for PostgreSQL {typed}, and the server at \
         {place} is PostgreSQL {server}; connect to one of {typed} or newer{instead}",
        name = definition.name,
        place = target.place,
    )))
}

async fn locate(definition: &'static Definition, configured: Option<&Config>) -> Result<Target> {
    let environment = |name: &str| std::env::var(name).ok();
    let here =
        |place: Place, origin: &str| target(definition, configured, place, origin, &environment);
    let migrator = || {
        let migrator = config::migrate_url(definition, configured, &environment);
        migrator.map(|(url, origin)| Migrator::at(&url, &origin, Server::Elsewhere)).transpose()
    };
    // Where the replicas are, if nobody but a file says it.
    let mut of_file = None;
    let found = match config::choose(definition, configured, &environment, Build::THIS)? {
        Choice::Url { url, origin } => {
            Target { migrator: migrator()?, ..here(Place::at(url), &origin)? }
        }
        Choice::File { path } => {
            let (place, replica) = read(&path, definition.name, &environment)?;
            let origin = format!("`SQLDB_CONFIG={path}`");
            of_file = replica.map(|replica| here(replica, &origin)).transpose()?;
            Target { migrator: migrator()?, ..here(place, &origin)? }
        }
        Choice::Local => {
            local(crate::local::provide(definition).await?, "the local PostgreSQL", &here)?
        }
        Choice::Test => {
            let origin = "the local PostgreSQL of tests";
            if let Some(template) = crate::local::template(definition).await? {
                apply(definition, &local(template, origin, &here)?, Migrate::Auto).await?;
                crate::local::keep_template(definition).await?;
            }
            local(crate::local::copy(definition).await?, origin, &here)?
        }
    };
    let replica = match config::replica(definition, configured, &environment) {
        Some((url, origin)) => Some(here(Place::at(url), &origin)?),
        None => of_file,
    };
    Ok(Target { replica: replica.map(Arc::new), ..found })
}

/// A database of a local PostgreSQL.
fn local(
    provided: Provided,
    origin: &str,
    here: &impl Fn(Place, &str) -> Result<Target>,
) -> Result<Target> {
    let Provided { url, migrator, extensions } = provided;
    let migrator = Some(Migrator::at(&migrator, origin, Server::Local)?);
    Ok(Target { migrator, extensions, ..here(Place::at(url), origin)? })
}

/// A URL, and what a file says beside it.
struct Place {
    url: String,
    certificates: Option<Certificates>,
    max_connections: Option<usize>,
    min_connections: Option<usize>,
}

impl Place {
    fn at(url: String) -> Place {
        Place { url, certificates: None, max_connections: None, min_connections: None }
    }
}

/// Where the database is as the file at `path` says, and where its replicas are.
#[cfg(feature = "serde_json")]
fn read(
    path: &str,
    name: &str,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<(Place, Option<Place>)> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::configuration(format!("`SQLDB_CONFIG={path}`: {error}")))?;
    let crate::infrastructure::Place {
        url,
        replica,
        certificates,
        max_connections,
        min_connections,
    } = crate::infrastructure::find(&text, path, name, environment)?;
    let place = |url| Place {
        url,
        certificates: Some(certificates.clone()),
        max_connections,
        min_connections,
    };
    Ok((place(url), replica.map(place)))
}

#[cfg(not(feature = "serde_json"))]
fn read(
    path: &str,
    name: &str,
    _: &dyn Fn(&str) -> Option<String>,
) -> Result<(Place, Option<Place>)> {
    Err(Error::configuration(format!(
        "`SQLDB_CONFIG={path}` cannot be read, because sqldb was built without its feature \
         `serde_json`; set `{}`",
        config::variable(name, "URL")
    )))
}

impl Migrator {
    fn at(text: &str, origin: &str, server: Server) -> Result<Migrator> {
        let url::Url { postgres, mode, certificates, place, .. } = url::parse(text, origin)?;
        let tls = Tls::new(mode, &certificates)?;
        Ok(Migrator { postgres, tls, place: place.into(), server })
    }
}

fn target(
    definition: &'static Definition,
    configured: Option<&Config>,
    found: Place,
    origin: &str,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Target> {
    let url::Url { mut postgres, mode, certificates, pool, naming, place } =
        url::parse(&found.url, origin)?;
    config::apply(configured, &mut postgres);
    let defaults = Limits::default();
    let connections = match configured.and_then(|config| config.max_connections) {
        Some(connections) => Some(connections.max(1)),
        None => pool.most.or(config::pool_max(definition, environment)?).or(found.max_connections),
    };
    let least = configured.and_then(|config| config.min_connections);
    let said = |time: fn(&Config) -> Option<Duration>| configured.and_then(time);
    let limits = Limits {
        connections: connections.unwrap_or(defaults.connections),
        at_least: least.or(pool.least).or(found.min_connections).unwrap_or_default(),
        wait: said(|config| config.wait_timeout).unwrap_or(defaults.wait),
        doubt: said(|config| config.check_idle_after).unwrap_or(defaults.doubt),
        idle: said(|config| config.idle_timeout).or(pool.idle_timeout),
        lifetime: said(|config| config.max_lifetime).or(pool.max_lifetime),
        // For each of the servers.
        connect: postgres
            .get_connect_timeout()
            .copied()
            .unwrap_or(defaults.connect)
            .saturating_mul(u32::try_from(postgres.get_hosts().len()).unwrap_or(1).max(1)),
    };
    Ok(Target {
        tls: Tls::new(mode, &found.certificates.unwrap_or(certificates))?,
        tags: config::tags(configured, &postgres),
        migrate: config::migrate(configured, environment)?,
        url: found.url,
        place: place.into(),
        postgres,
        migrator: None,
        extensions: Vec::new(),
        replica: None,
        limits,
        naming,
    })
}
