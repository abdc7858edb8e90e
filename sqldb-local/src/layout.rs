//! Where things are: the base directory, and the files of one cluster below it.
//!
//! ```text
//! <base>/clusters/<12 hex>-<purpose>-<major>/   the home of a cluster, ours
//!     start.lock    held while somebody decides, initialises or starts
//!     server.lock   held by the server and its supervisor: free means that none is alive
//!     state         where the files below are, for those who join
//!     log           what the server writes
//!     own/          the server's, for Purpose::Run; for the others in memory or /tmp
//!         data/     the data directory
//!         users.*   the FIFO whose writers are the users
//! <base>/containers/<12 hex>/                   scripts that run programs in containers
//! <base>/namespaces/                            which data of a workspace are in use
//! <base>/templates/<key>/                       what `initdb` made, to be copied
//! <base>/pg/<version>-<platform>-<hash>/        downloaded programs
//! /tmp/sqldb-<uid>/<12 hex>/                    the socket, whose path may have 107 bytes
//! ```
//!
//! The locks of a cluster lie in its home and never in a temporary directory: a cleaner that
//! removes a lock file in use would let two servers open the same data.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, process};

use sha2::{Digest, Sha256};

use crate::account::{Account, effective_uid};
use crate::error::Error;
use crate::namespace::Namespaces;
use crate::remembered::Remembered;
use crate::request::{Options, Purpose};

/// The directory below which everything is kept.
#[derive(Clone, Debug)]
pub(crate) struct Base(PathBuf);

impl Base {
    /// `SQLDB_LOCAL_DIR`; else for root `/var/lib/sqldb`, because nobody else may enter root's home;
    /// else the user's state directory; else, where that cannot be written, `/tmp/sqldb-<uid>/base`.
    pub(crate) fn locate(options: &Options) -> Result<Base, Error> {
        if let Some(directory) = &options.directory {
            let absolute =
                std::path::absolute(directory).map_err(Error::file("resolve", directory))?;
            make_directory(&absolute)?;
            // Without links: whoever names the same directory must get the same sockets.
            let real = fs::canonicalize(&absolute).map_err(Error::file("resolve", &absolute))?;
            return Ok(Base(real));
        }
        let uid = effective_uid();
        let home = || env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
        let usual = match uid {
            0 => Some(PathBuf::from("/var/lib/sqldb")),
            _ if cfg!(target_os = "macos") => {
                home().map(|home| home.join("Library/Application Support/sqldb"))
            }
            _ => env::var_os("XDG_STATE_HOME")
                .map(PathBuf::from)
                .filter(|state| state.is_absolute())
                .or_else(|| home().map(|home| home.join(".local/state")))
                .map(|state| state.join("sqldb")),
        };
        if let Some(usual) = usual
            && make_directory(&usual).is_ok()
            && is_private(&usual)
            && is_writable(&usual)
        {
            return Ok(Base(usual));
        }
        let temporary = temporary_directory()?.join("base");
        make_directory(&temporary)?;
        Ok(Base(temporary))
    }

    /// The home of a cluster that may not exist yet.
    pub(crate) fn home(&self, name: &ClusterName, major: u32) -> Home {
        Home { path: self.0.join("clusters").join(format!("{}{major}", name.0)), major }
    }

    /// The homes of a cluster in all its major versions, the one used last first; see
    /// [`State::write`] for what counts as a use.
    pub(crate) fn known_homes(&self, name: &ClusterName) -> Vec<Home> {
        let mut homes: Vec<(SystemTime, Home)> = self
            .homes()
            .filter_map(|(file, path)| {
                let major = file.to_str()?.strip_prefix(&name.0)?.parse().ok()?;
                let used =
                    fs::metadata(path.join("state")).and_then(|state| state.modified()).ok()?;
                Some((used, Home { path, major }))
            })
            .collect();
        homes.sort_by_key(|(used, _)| std::cmp::Reverse(*used));
        homes.into_iter().map(|(_, home)| home).collect()
    }

    /// The homes of all clusters that keep no data.
    pub(crate) fn throwaway_homes(&self) -> Vec<Home> {
        self.homes()
            .filter_map(|(file, path)| {
                let mut parts = file.to_str()?.split('-').skip(1);
                let purpose = parts.next()?;
                let throwaway =
                    [Purpose::Test, Purpose::Shadow].iter().any(|p| p.name() == purpose);
                let major = parts.next()?.parse().ok()?;
                throwaway.then_some(Home { path, major })
            })
            .collect()
    }

    fn homes(&self) -> impl Iterator<Item = (OsString, PathBuf)> {
        let entries = fs::read_dir(self.0.join("clusters")).into_iter().flatten().flatten();
        entries.map(|entry| (entry.file_name(), entry.path()))
    }

    /// The directory of data directories to copy.
    pub(crate) fn templates(&self) -> PathBuf {
        self.0.join("templates")
    }

    /// The directory itself.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// The directory of the scripts that run programs in containers.
    pub(crate) fn containers(&self) -> PathBuf {
        self.0.join("containers")
    }

    /// The directory of what is known of namespaces.
    pub(crate) fn namespaces(&self) -> PathBuf {
        self.0.join("namespaces")
    }

    /// The directory of downloaded programs.
    pub(crate) fn bundles(&self) -> PathBuf {
        self.0.join("pg")
    }

    /// Refuses a base directory that the server's account cannot reach.
    pub(crate) fn check_reachable(&self, account: &Account) -> Result<(), Error> {
        match account.barrier(&self.0) {
            None => Ok(()),
            Some(barrier) => Err(Error::refused(format!(
                "the server runs as `{}`, which may not enter `{}`; set `SQLDB_LOCAL_DIR` to a \
                 directory that every user can reach",
                account.name,
                barrier.display()
            ))),
        }
    }
}

/// `<12 hex>-<purpose>-`: what the homes of a cluster begin with.
#[derive(Clone, Debug)]
pub(crate) struct ClusterName(String);

impl ClusterName {
    /// The namespace is of data that are kept.
    pub(crate) fn new(
        workspace: &Path,
        purpose: Purpose,
        namespace: &str,
    ) -> Result<ClusterName, Error> {
        let workspace = fs::canonicalize(workspace).map_err(Error::file("resolve", workspace))?;
        let mut identity = workspace.into_os_string();
        if purpose == Purpose::Run && namespace != Namespaces::DEFAULT {
            // No path has a line end and a name behind it by chance.
            identity.push(format!("\n{namespace}"));
        }
        Ok(ClusterName(format!("{}-{}-", short_hash(&identity), purpose.name())))
    }
}

/// The directory of one cluster.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) path: PathBuf,
    pub(crate) major: u32,
}

impl Home {
    pub(crate) fn create(&self) -> Result<(), Error> {
        make_directory(&self.path)
    }

    pub(crate) fn start_lock(&self) -> PathBuf {
        self.path.join("start.lock")
    }

    pub(crate) fn server_lock(&self) -> PathBuf {
        self.path.join("server.lock")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    /// The directory of the socket: short, and the same at every start.
    ///
    /// The age of the home is a part of it: when somebody has removed the home of a server that
    /// runs, that one removes its socket at its end, which must not be the socket of the next.
    pub(crate) fn sockets(&self) -> Result<PathBuf, Error> {
        let mut identity = self.path.clone().into_os_string();
        let born = fs::metadata(&self.path).and_then(|metadata| metadata.created());
        if let Ok(age) = born.map(|born| born.duration_since(UNIX_EPOCH).unwrap_or_default()) {
            identity.push(format!(" {}", age.as_nanos()));
        }
        Ok(temporary_directory()?.join(short_hash(&identity)))
    }

    /// The directory that belongs to the server's account.
    pub(crate) fn own(&self, purpose: Purpose) -> Result<PathBuf, Error> {
        if purpose == Purpose::Run {
            return Ok(self.path.join("own"));
        }
        let name = self.path.file_name().unwrap_or_default();
        let unique = format!("{}-{}", short_hash(self.path.as_os_str()), name.display());
        let memory = Path::new("/dev/shm");
        if has_room_in_memory(memory) {
            let directory = memory.join(format!("sqldb-{}", effective_uid()));
            make_directory(&directory)?;
            if is_private(&directory) {
                return Ok(directory.join(unique));
            }
        }
        Ok(temporary_directory()?.join(unique))
    }
}

/// What those who join a server must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// The directory of the server's account, which holds `data`.
    pub(crate) own: PathBuf,
    /// The FIFO of the users.
    pub(crate) users: PathBuf,
    /// The directory of the socket.
    pub(crate) sockets: PathBuf,
    /// The version of the server.
    pub(crate) version: String,
    /// Its programs.
    pub(crate) programs: Option<Remembered>,
}

impl State {
    pub(crate) fn read(home: &Home) -> Option<State> {
        let bytes = fs::read(home.path.join("state")).ok()?;
        let field = |name: &str| {
            bytes.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(name.as_bytes()))
        };
        let path = |name: &str| Some(PathBuf::from(OsString::from_vec(field(name)?.to_vec())));
        Some(State {
            own: path("own=")?,
            users: path("users=")?,
            sockets: path("sockets=")?,
            version: String::from_utf8(field("version=")?.to_vec()).ok()?,
            programs: field("programs=").and_then(Remembered::read),
        })
    }

    /// Writes it at a start for those who want this `major`, or any.
    ///
    /// The file's time says when the home was used last, which a start for a certain major does not
    /// change: else a database that any will do for would be looked for in another home, and be
    /// empty there, because another database of the workspace wants that major.
    pub(crate) fn write(&self, home: &Home, major: Option<u32>) -> Result<(), Error> {
        let mut text = Vec::new();
        let programs = self.programs.as_ref().map(Remembered::written).unwrap_or_default();
        for (name, value) in [
            ("own=", self.own.as_os_str()),
            ("users=", self.users.as_os_str()),
            ("sockets=", self.sockets.as_os_str()),
            ("version=", OsStr::new(&self.version)),
            ("programs=", &programs),
        ] {
            text.extend_from_slice(name.as_bytes());
            text.extend_from_slice(value.as_bytes());
            text.push(b'\n');
        }
        // Written beside and renamed, so that who reads without a lock never sees half of it.
        let path = home.path.join("state");
        let beside = home.path.join(format!("state.{}", unique()));
        let used = match major {
            None => SystemTime::now(),
            Some(_) => fs::metadata(&path).and_then(|state| state.modified()).unwrap_or(UNIX_EPOCH),
        };
        File::create(&beside)
            .and_then(|mut file| {
                file.write_all(&text)?;
                file.set_modified(used)
            })
            .map_err(Error::file("write", &beside))?;
        fs::rename(&beside, &path).map_err(Error::file("write", &path))
    }
}

/// Makes a directory of ours with all its parents: private, or passable for everybody when we are
/// root, because the server runs as another account then. The umask does not matter.
pub(crate) fn make_directory(path: &Path) -> Result<(), Error> {
    let mode = if effective_uid() == 0 { 0o711 } else { 0o700 };
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_directory(parent)?;
    }
    match DirBuilder::new().mode(mode).create(path) {
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(mode))
            .map_err(Error::file("set the mode of", path)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(Error::file("create the directory", path)(error)),
    }
}

/// Makes a directory that belongs to the server's account and that nobody else may enter.
pub(crate) fn make_directory_of(account: &Account, path: &Path) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        make_directory(parent)?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => account.hand_over(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let metadata = fs::symlink_metadata(path).map_err(Error::file("read", path))?;
            if metadata.is_dir() && metadata.uid() == account.uid {
                return Ok(());
            }
            // Ours: another process is about to hand it over, or was killed before it could.
            if metadata.is_dir() && metadata.uid() == effective_uid() {
                return account.hand_over(path);
            }
            Err(Error::refused(format!(
                "`{}` is not a directory of `{}`; remove it",
                path.display(),
                account.name
            )))
        }
        Err(error) => Err(Error::file("create the directory", path)(error)),
    }
}

/// Twelve hexadecimal digits that stand for a path.
pub(crate) fn short_hash(text: &OsStr) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// A name that was never used before, in any process.
pub(crate) fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{now:x}-{:x}-{:x}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// `/tmp/sqldb-<uid>`, whatever `TMPDIR` is: processes with different environments must agree on
/// where the socket is, and its path must stay short.
fn temporary_directory() -> Result<PathBuf, Error> {
    let path = PathBuf::from(format!("/tmp/sqldb-{}", effective_uid()));
    make_directory(&path)?;
    if is_private(&path) {
        return Ok(path);
    }
    // Anybody may create names in /tmp, so what is there could be somebody else's.
    Err(Error::refused(format!(
        "`{}` must be a directory that only you can write; remove it",
        path.display()
    )))
}

fn is_private(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| {
        metadata.is_dir() && metadata.uid() == effective_uid() && metadata.mode() & 0o022 == 0
    })
}

fn is_writable(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(target_os = "linux")]
fn has_room_in_memory(memory: &Path) -> bool {
    // The magic number of tmpfs, from statfs(2).
    const TMPFS: u64 = 0x0102_1994;
    const ROOM: u64 = 1 << 30;
    is_writable(memory)
        && rustix::fs::statfs(memory).is_ok_and(|fs| {
            u64::try_from(fs.f_type).is_ok_and(|kind| kind == TMPFS)
                && fs.f_bavail.saturating_mul(u64::try_from(fs.f_bsize).unwrap_or(0)) > ROOM
        })
}

#[cfg(not(target_os = "linux"))]
fn has_room_in_memory(_memory: &Path) -> bool {
    false
}
