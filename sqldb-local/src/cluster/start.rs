//! Starting a server, or putting one that lost its supervisor under a new one.
//!
//! Start reading at [`Starter::join_or_start`]; the rules that make it safe are told in `cluster.rs`.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use super::{Cluster, Joined, cluster, join};
use crate::account::Account;
use crate::binaries::Installation;
use crate::container;
use crate::error::{Error, Kind};
use crate::layout::{self, Base, Home, State};
use crate::locks::{self, Deadline};
use crate::remembered::Remembered;
use crate::request::{Purpose, Request, Step};
use crate::role;
use crate::session::{PORT, Session};
use crate::settings;
use crate::supervisor::{self, Streams, Ward};
use crate::template;
use crate::users::{self, Announced, Presence};

/// How long a start may take, with another process's `initdb` on a busy machine before it.
const SECONDS: u64 = 180;

/// Everything that a start needs.
pub(super) struct Starter<'a> {
    pub(super) request: &'a Request,
    pub(super) base: Base,
    pub(super) home: Home,
    pub(super) account: Account,
    pub(super) installation: Installation,
}

impl Starter<'_> {
    /// Joins the server that somebody else has started meanwhile, or starts one.
    pub(super) fn join_or_start(self) -> Result<Cluster, Error> {
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
