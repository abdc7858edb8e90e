//! A PostgreSQL to ask: a throw-away one of our own, of any version.
//!
//! Start with [`Server::start`]. Questions go through `psql`; [`crate::session`] speaks the protocol.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sqldb_analyze::catalog::Major;
use sqldb_local::{Cluster, Purpose, Request};

/// A running PostgreSQL. Dropping it stops and removes it.
#[derive(Debug)]
pub(crate) struct Server {
    /// Its version.
    pub(crate) major: Major,
    connection: String,
    psql: PathBuf,
    /// Held for its `Drop`.
    _private: Private,
}

/// What there is to remove of a server of our own.
#[derive(Debug)]
struct Private {
    directory: PathBuf,
    binaries: PathBuf,
    user: Option<User>,
}

/// The user that a root process starts PostgreSQL as, which refuses to run as root.
#[derive(Clone, Copy, Debug)]
struct User {
    uid: u32,
    gid: u32,
}

impl Server {
    /// Starts a server of a major version in a directory of its own, listening on a socket in it.
    ///
    /// # Errors
    ///
    /// Says which directories hold no PostgreSQL, or what `initdb` or `pg_ctl` said.
    pub(crate) fn start(major: Major) -> Result<Server, String> {
        Server::run(major, binaries(major)?)
    }

    /// Starts a server of the programs in a directory.
    ///
    /// # Errors
    ///
    /// As [`Server::start`], or that the version is not one of ours.
    pub(crate) fn start_in(binaries: &Path) -> Result<Server, String> {
        let output = Command::new(binaries.join("postgres"))
            .arg("--version")
            .output()
            .map_err(|error| format!("cannot run {}/postgres: {error}", binaries.display()))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let number = said.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok());
        let major = number.and_then(Major::of).ok_or_else(|| format!("not of 15 to 18: {said}"))?;
        Server::run(major, binaries.to_owned())
    }

    fn run(major: Major, binaries: PathBuf) -> Result<Server, String> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("sqldb-xtask-{}-{number}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory)
            .map_err(|error| format!("cannot create {}: {error}", directory.display()))?;
        let user = unprivileged_user(&directory)?;
        let private = Private { directory, binaries, user };
        private.initialize()?;
        let psql = private.binaries.join("psql");
        Ok(Server {
            major,
            connection: format!(
                "host={} user=postgres dbname=postgres",
                private.directory.display()
            ),
            psql: if psql.exists() { psql } else { PathBuf::from("psql") },
            _private: private,
        })
    }

    /// A server for a test; [`None`] where the machine has no PostgreSQL of this major and cannot
    /// fetch one, which is said on stderr past the test harness, and is a failure under `CI`.
    #[cfg(test)]
    pub(crate) fn start_for_test(major: Major) -> Option<Server> {
        let Err(why) = binaries(major) else { return Some(Server::start(major).unwrap()) };
        assert!(std::env::var_os("CI").is_none(), "{why}");
        let number = major.number();
        writeln!(std::io::stderr(), "not compared with PostgreSQL {number}: {why}").unwrap();
        None
    }

    /// How to connect, as libpq takes it.
    pub(crate) fn connection(&self) -> &str {
        &self.connection
    }

    /// Runs SQL, several statements if need be, and returns the rows of the last: columns are
    /// separated by tabs in `psql`'s unaligned form, NULL is empty.
    ///
    /// # Errors
    ///
    /// What `psql` wrote, if a statement fails.
    pub(crate) fn rows(&self, sql: &str) -> Result<Vec<Vec<String>>, String> {
        let mut child = Command::new(&self.psql)
            .args(["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d"])
            .arg(&self.connection)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", self.psql.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A failing statement ends psql early; its message is worth more than the broken pipe.
            let _ = stdin.write_all(sql.as_bytes());
        }
        let output = child.wait_with_output().map_err(|error| format!("psql: {error}"))?;
        if !output.status.success() {
            return Err(format!("psql: {}", String::from_utf8_lossy(&output.stderr)));
        }
        let text = String::from_utf8(output.stdout).map_err(|error| format!("psql: {error}"))?;
        Ok(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
    }
}

impl Server {
    /// Runs a script of many statements and `psql` commands, and returns what it prints. Statements
    /// that fail print nothing.
    ///
    /// # Errors
    ///
    /// If `psql` cannot be run, or loses the server.
    pub(crate) fn script(&self, script: &str) -> Result<String, String> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("sqldb-xtask-{}-{number}.sql", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, script).map_err(|error| error.to_string())?;
        // From a file, because psql would stop reading a pipe while nobody reads its answers.
        let output = Command::new(&self.psql)
            .args(["-X", "-q", "-A", "-t", "-F", "\t", "-d"])
            .arg(&self.connection)
            .arg("-f")
            .arg(&path)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        let _ = std::fs::remove_file(&path);
        let output = output.map_err(|error| format!("cannot run psql: {error}"))?;
        String::from_utf8(output.stdout).map_err(|error| format!("psql: {error}"))
    }
}

impl Private {
    fn initialize(&self) -> Result<(), String> {
        let data = self.directory.join("data");
        let socket = self.directory.display();
        self.run(
            Command::new(self.binaries.join("initdb"))
                .args(["-A", "trust", "-U", "postgres", "--no-sync", "--locale=C", "-E", "UTF8"])
                .arg("-D")
                .arg(&data),
        )?;
        self.run(
            Command::new(self.binaries.join("pg_ctl"))
                .args(["start", "-w", "-s", "-D"])
                .arg(&data)
                .arg("-l")
                .arg(self.directory.join("log"))
                .arg("-o")
                .arg(format!("-c listen_addresses='' -c fsync=off -k {socket}")),
        )
    }

    fn run(&self, command: &mut Command) -> Result<(), String> {
        if let Some(user) = self.user {
            #[cfg(unix)]
            std::os::unix::process::CommandExt::uid(command, user.uid);
            #[cfg(unix)]
            std::os::unix::process::CommandExt::gid(command, user.gid);
        }
        // pg_ctl's server keeps inherited pipes open, so nothing may be piped.
        let status = command
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .map_err(|error| format!("cannot run {command:?}: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        let stop = self.run(
            Command::new(self.binaries.join("pg_ctl"))
                .args(["stop", "-s", "-m", "immediate", "-D"])
                .arg(self.directory.join("data")),
        );
        if let Err(message) = stop {
            eprintln!("{message}");
        }
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// The directory with `initdb` and `pg_ctl` of a major version, which is fetched where the machine
/// has none.
pub(crate) fn binaries(major: Major) -> Result<PathBuf, String> {
    let mut request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
    request.major = Some(major.number());
    let binaries = Cluster::binaries(&request).map_err(|error| error.to_string())?;
    let psql = Command::new("psql").arg("--version").stdout(Stdio::null()).status();
    match binaries.join("psql").exists() || psql.is_ok() {
        true => Ok(binaries),
        false => Err("there is no `psql`: install PostgreSQL's client".to_owned()),
    }
}

/// As root: the user `postgres`, made the owner of `directory`. Otherwise nobody else is needed.
#[cfg(unix)]
fn unprivileged_user(directory: &Path) -> Result<Option<User>, String> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(directory).map_err(|error| error.to_string())?;
    if metadata.uid() != 0 {
        return Ok(None);
    }
    let passwd = std::fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
    let user = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some("postgres")).then_some(())?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(User { uid, gid })
    });
    let user = user.ok_or("PostgreSQL refuses to run as root, and there is no user `postgres`")?;
    std::os::unix::fs::chown(directory, Some(user.uid), Some(user.gid))
        .map_err(|error| error.to_string())?;
    Ok(Some(user))
}

#[cfg(not(unix))]
fn unprivileged_user(_: &Path) -> Result<Option<User>, String> {
    Ok(None)
}
