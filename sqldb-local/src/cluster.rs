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

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::account::Account;
use crate::binaries::Installation;
use crate::container;
use crate::error::{Error, Kind};
use crate::layout::{self, Base, ClusterName, Home, State};
use crate::locks::{self, Deadline};
use crate::namespace::Namespaces;
use crate::provider;
use crate::remembered::Remembered;
use crate::request::{Purpose, Request, Step};
use crate::role::{self, Role};
use crate::session::{PORT, Session};
use crate::settings;
use crate::supervisor::{self, Streams, Ward};
use crate::template;
use crate::users::{self, Announced, Presence};

/// How long a start may take, with another process's `initdb` on a busy machine before it.
const SECONDS: u64 = 180;

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

/// Everything that a start needs.
struct Starter<'a> {
    request: &'a Request,
    base: Base,
    home: Home,
    account: Account,
    installation: Installation,
}

impl Starter<'_> {
    fn join_or_start(self) -> Result<Cluster, Error> {
        let purpose = self.request.purpose;
        let deadline = Deadline::after_seconds(SECONDS);
        let _start = locks::lock(&self.home.start_lock(), deadline)?;
        loop {
            match join(&self.home, purpose) {
                Joined::Yes(cluster) => return Ok(cluster),
                Joined::Unattended(state) => {
                    if let Some(presence) = self.adopt(&state)? {
                        return Ok(cluster(&self.home, purpose, state, presence));
                    }
                }
                Joined::No => self.restore_users()?,
            }
            if let Some(lock) = locks::try_lock(&self.home.server_lock())? {
                let (state, presence) = self.start(lock, deadline)?;
                return Ok(cluster(&self.home, purpose, state, presence));
            }
            deadline.pause(Duration::from_millis(5), || {
                format!("a server of `{}` that neither answers nor stops", self.home.path.display())
            })?;
        }
    }

    /// Starts the server; `lock` is the locked `server.lock`.
    fn start(&self, lock: File, deadline: Deadline) -> Result<(State, Presence), Error> {
        let Starter { request, base, home, account, installation } = self;
        let own = home.own(request.purpose)?;
        if request.purpose != Purpose::Run {
            self.remove_stale_throwaways(&own);
        }
        layout::make_directory_of(account, &own)?;
        template::remove_leftovers(account, request.purpose, &own);
        let data = own.join("data");
        if !data.is_dir() {
            template::create_data(request, base, account, installation, &own)?;
        }
        let sockets = home.sockets()?;
        layout::make_directory_of(account, &sockets)?;
        for stale in [
            data.join("postmaster.pid"),
            sockets.join(format!(".s.PGSQL.{PORT}")),
            sockets.join(format!(".s.PGSQL.{PORT}.lock")),
        ] {
            // INVARIANT: we hold server.lock, so these belong to no living server.
            let _ = fs::remove_file(stale);
        }

        // A name that no FIFO had before: a supervisor which outlives its server must never touch the
        // FIFO of the next.
        let users = own.join(format!("users.{}", layout::unique()));
        users::create(account, &users)?;
        let (presence, reader) = users::open(&users)?;
        let version = installation.version.text.clone();
        let programs = Remembered::of(&installation.bin);
        let state = State { own, users, sockets, version, programs };
        state.write(home, request.major)?;

        let bin = &installation.bin;
        request.progress.report(&Step::Starting { version: &state.version, binaries: bin });
        let (log, logged) = open_log(home)?;
        supervisor::start(
            account,
            &self.ward(&state, &data),
            Streams { users: reader, lock: Some(lock), log },
            &bin.join("postgres"),
            settings::postgres(request.purpose, &data, &state.sockets),
        )?;
        self.wait_until_ready(&state, logged, deadline)?;
        Ok((state, presence))
    }

    fn wait_until_ready(
        &self,
        state: &State,
        logged: u64,
        deadline: Deadline,
    ) -> Result<(), Error> {
        let told = state.own.join("data/postmaster.pid");
        loop {
            if may_be_ready(&told)
                && let Ok(mut session) =
                    Session::connect(&state.sockets, Cluster::SUPERUSER, "postgres")
            {
                return role::create(&mut session);
            }
            if locks::try_lock(&self.home.server_lock())?.is_some() {
                let log = self.home.log();
                let tail = end_of_log(&log, logged);
                return Err(Error::new(Kind::Start { log, tail }));
            }
            deadline.pause(Duration::from_millis(1), || {
                format!("the start of PostgreSQL {}", state.version)
            })?;
        }
    }

    /// Puts a server that runs without supervisor under a new one, if it does run.
    fn adopt(&self, state: &State) -> Result<Option<Presence>, Error> {
        if Session::connect(&state.sockets, Cluster::SUPERUSER, "postgres").is_err() {
            return Ok(None);
        }
        let data = state.own.join("data");
        let file = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        let Some(postmaster) = file.lines().next() else { return Ok(None) };
        if postmaster.trim() == "1" {
            // A server in a container, where its process has another id than here. Nobody who would pass
            // signals on to it is known, so it is ended, and started again.
            container::remove(&self.installation.bin, &data, &self.account);
            return Ok(None);
        }
        // Users who joined the old supervisor are writers of the same FIFO, and thus count.
        let (presence, users) = users::open(&state.users)?;
        let (log, _) = open_log(&self.home)?;
        let streams = Streams { users, lock: None, log };
        supervisor::adopt(&self.account, &self.ward(state, &data), streams, postmaster)?;
        Ok(Some(presence))
    }

    /// Moves the users' FIFO back if the supervisor was killed just between moving it away and
    /// stopping the server.
    fn restore_users(&self) -> Result<(), Error> {
        let Some(state) = State::read(&self.home) else { return Ok(()) };
        let closed = users::closed(&state.users);
        match users::announce(&closed) {
            Announced::Unattended => {
                fs::rename(&closed, &state.users).map_err(Error::file("move", &closed))
            }
            Announced::Present(_) | Announced::Absent => Ok(()),
        }
    }

    /// Removes the data of throw-away clusters that ended without doing so, and of this one where
    /// it was before.
    fn remove_stale_throwaways(&self, own: &Path) {
        if let Some(before) = State::read(&self.home)
            && before.own != own
        {
            self.discard(&before.own);
        }
        for home in self.base.throwaway_homes() {
            let Some(state) = State::read(&home) else { continue };
            if home.path == self.home.path || !state.own.exists() {
                continue;
            }
            // Somebody who starts it just now, or runs it, needs no help.
            let Ok(Some(_start)) = locks::try_lock(&home.start_lock()) else { continue };
            let Ok(Some(_server)) = locks::try_lock(&home.server_lock()) else { continue };
            self.discard(&state.own);
        }
    }

    /// Removes a directory of the server's account; what cannot be removed is left for the next.
    fn discard(&self, own: &Path) {
        template::remove_leftovers(&self.account, Purpose::Test, own);
        let _ = fs::remove_dir(own);
    }

    fn ward<'a>(&self, state: &'a State, data: &'a Path) -> Ward<'a> {
        let Request { idle, purpose, .. } = *self.request;
        Ward { users: &state.users, data, idle, purpose }
    }
}

/// Whether connecting is worth an attempt, each of which costs the server a process: in its eighth line
/// `postmaster.pid` says what the server is at (`pidfile.h LOCK_FILE_LINE_PM_STATUS`).
fn may_be_ready(postmaster_pid: &Path) -> bool {
    match fs::read_to_string(postmaster_pid) {
        Ok(told) => told.lines().nth(7).is_some_and(|status| status.trim() == "ready"),
        // Where it cannot be read, only the attempt can tell.
        Err(error) => error.kind() != ErrorKind::NotFound,
    }
}

/// Opens the log to append to, and says how long it is.
fn open_log(home: &Home) -> Result<(File, u64), Error> {
    const LONGEST: u64 = 4 << 20;
    let path = home.log();
    let log = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(&path)
        .map_err(Error::file("open", &path))?;
    let length = log.metadata().map_err(Error::file("read", &path))?.len();
    if length <= LONGEST {
        return Ok((log, length));
    }
    log.set_len(0).map_err(Error::file("truncate", &path))?;
    Ok((log, 0))
}

/// The last lines that were written since the log had the length `from`.
fn end_of_log(path: &Path, from: u64) -> String {
    let mut bytes = Vec::new();
    if let Ok(mut file) = File::open(path)
        && file.seek(SeekFrom::Start(from)).is_ok()
    {
        let _ = file.take(1 << 16).read_to_end(&mut bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(12)..).unwrap_or_default().join("\n")
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
