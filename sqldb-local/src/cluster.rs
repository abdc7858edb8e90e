//! The life cycle of a cluster: join the one that runs, else initialise and start it.
//!
//! Start reading at [`Cluster::ensure`]. The rules that make it safe among processes which may be
//! killed at any point:
//!
//! * Whoever decides, initialises or starts holds `start.lock`.
//! * The server and its supervisor hold `server.lock`: who can lock it knows that neither is alive,
//!   and may remove a stale `postmaster.pid`, whatever process has that id by now.
//! * Users hold the FIFO open (`users.rs`). Joining takes no lock.
//! * A server is only ever waited for together with its lock: either it answers or it is dead.

mod start;

use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::binaries::Installation;
use crate::container;
use crate::error::Error;
use crate::layout::{Base, ClusterName, Home, State};
use crate::namespace::Namespaces;
use crate::provider;
use crate::request::{Purpose, Request};
use crate::role::Role;
use crate::session::{PORT, Session};
use crate::users::{self, Announced, Presence};
use start::Starter;

/// A started cluster. The server runs as long as any process holds such a value, and some seconds
/// longer ([`Request::idle`]).
#[derive(Debug)]
pub struct Cluster {
    _presence: Presence,
    pub(crate) sockets: PathBuf,
    pub(crate) purpose: Purpose,
    major: u32,
    version: String,
    log: PathBuf,
}

impl Cluster {
    /// The name of the superuser.
    pub const SUPERUSER: &'static str = Role::Superuser.name();

    /// Joins the running cluster of the workspace, or starts it, or initialises and starts it.
    ///
    /// Joining takes some milliseconds. A server that runs is joined however it was found; the
    /// options only matter when one has to be started.
    ///
    /// # Errors
    /// No PostgreSQL is found ([`Error::is_not_found`]), a download is not what was pinned
    /// ([`Error::is_integrity`]), or the server does not start; then the message has the end of its
    /// log.
    pub fn ensure(request: &Request) -> Result<Cluster, Error> {
        if let Some(sentence) = &request.options.refused {
            return Err(Error::refused(sentence));
        }
        let base = Base::locate(&request.options)?;
        let name = cluster_name(request)?;
        let known = known_homes(&base, &name, request);
        let last = known.first();
        if let Some(home) = last
            && let Joined::Yes(cluster) = join(home, request.purpose)
        {
            return Ok(cluster);
        }
        let account = Account::for_server(last.map(|home| home.path.join("own/data")).as_deref())?;
        base.check_reachable(&account)?;
        let installation = installation(request, last, &base, &account)?;
        let account = match container::is_container(&installation.bin) {
            true => account.in_container(),
            false => account,
        };
        let home = base.home(&name, installation.version.major);
        home.create()?;
        Starter { request, base, home, account, installation }.join_or_start()
    }

    /// The directory with `initdb`, `pg_ctl` and `postgres`, found or fetched as
    /// [`Cluster::ensure`] finds or fetches it; nothing is started. For those who need a server
    /// with settings of its own.
    ///
    /// # Errors
    /// As [`Cluster::ensure`], when no PostgreSQL is found or the download is not what was pinned.
    pub fn binaries(request: &Request) -> Result<PathBuf, Error> {
        if let Some(sentence) = &request.options.refused {
            return Err(Error::refused(sentence));
        }
        let base = Base::locate(&request.options)?;
        let name = cluster_name(request)?;
        let last = known_homes(&base, &name, request).into_iter().next();
        let account = Account::for_server(None)?;
        Ok(installation(request, last.as_ref(), &base, &account)?.bin)
    }

    /// The directory of the Unix socket, for drivers that take it as the host.
    pub fn socket_directory(&self) -> &Path {
        &self.sockets
    }

    /// The port, which is part of the socket's name; the server does not listen on TCP.
    pub fn port(&self) -> u16 {
        PORT
    }

    /// The major version of the server, such as 15.
    pub fn server_major(&self) -> u32 {
        self.major
    }

    /// The version of the server, such as `15.18`.
    pub fn server_version(&self) -> &str {
        &self.version
    }

    /// The file that the server writes its messages to.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// A URL for libpq and for drivers that follow it.
    ///
    /// The role needs no password: who can reach the socket is trusted.
    pub fn url(&self, database: &str, role: &str) -> String {
        // The directory stands where a host does, with its slashes encoded: a name without a host is no URL
        // for drivers that follow the standard of URLs, such as sqlx.
        format!(
            "postgresql://{}@{}:{PORT}/{}?sslmode=disable",
            percent_encoded(role),
            percent_encoded(&self.sockets.to_string_lossy()),
            percent_encoded(database),
        )
    }
}

fn cluster_name(request: &Request) -> Result<ClusterName, Error> {
    let namespace = match &request.namespace {
        Some(namespace) => namespace.clone(),
        None => Namespaces::of(&request.workspace, &request.options)?.active()?,
    };
    ClusterName::new(&request.workspace, request.purpose, &namespace)
}

/// The homes that will do, the one used last first.
fn known_homes(base: &Base, name: &ClusterName, request: &Request) -> Vec<Home> {
    let mut known = base.known_homes(name);
    known.retain(|home| request.major.is_none_or(|major| major == home.major));
    known
}

/// The programs for a start in the home that was used last, if there is one.
fn installation(
    request: &Request,
    last: Option<&Home>,
    base: &Base,
    account: &Account,
) -> Result<Installation, Error> {
    if let Some(installation) = last.and_then(|last| remembered(request, last)) {
        return Ok(installation);
    }
    // Data that are kept can be opened only by the major version that wrote them.
    let kept = last.filter(|_| request.purpose == Purpose::Run).map(|home| home.major);
    let found = provider::find(request, request.major.or(kept), base, account);
    found.map_err(|error| match (kept, request.major) {
        (Some(kept), None) => error.or_help(&format!(
            "the data that are kept here are of PostgreSQL {kept}; `postgres = …` in \
             `#[sqldb::database(…)]` means another major version, with data of its own"
        )),
        _ => error,
    })
}

/// What came of joining a cluster.
enum Joined {
    Yes(Cluster),
    /// The server answers, but its supervisor was killed.
    Unattended(State),
    No,
}

fn join(home: &Home, purpose: Purpose) -> Joined {
    let Some(state) = State::read(home) else { return Joined::No };
    let presence = match users::announce(&state.users) {
        Announced::Present(presence) => presence,
        Announced::Unattended => return Joined::Unattended(state),
        Announced::Absent => return Joined::No,
    };
    match Session::connect(&state.sockets, Cluster::SUPERUSER, "postgres") {
        Ok(_) => Joined::Yes(cluster(home, purpose, state, presence)),
        Err(_) => Joined::No,
    }
}

fn cluster(home: &Home, purpose: Purpose, state: State, presence: Presence) -> Cluster {
    let State { own: _, users: _, sockets, version, programs: _ } = state;
    let log = home.log();
    Cluster { _presence: presence, sockets, purpose, major: home.major, version, log }
}

/// The programs that kept data were last used with, where nothing else is asked for.
fn remembered(request: &Request, last: &Home) -> Option<Installation> {
    let Request { purpose: Purpose::Run, extensions, options, .. } = request else { return None };
    let options = (&options.binaries, options.provider, &options.bundle);
    if !extensions.is_empty() || options != (&None, None, &None) {
        return None;
    }
    let state = State::read(last)?;
    let found = state.programs?.unchanged(&state.version)?;
    (!container::is_container(&found.bin) && found.version.major == last.major).then_some(found)
}

/// A text as a part of a URL.
pub fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_percent_encoded() {
        assert_eq!(percent_encoded("/tmp/sqldb-0/ab"), "%2Ftmp%2Fsqldb-0%2Fab");
        assert_eq!(percent_encoded("a b?ä"), "a%20b%3F%C3%A4");
    }
}
