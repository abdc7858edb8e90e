//! A PostgreSQL of our own, tuned so that the client is what is measured.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqldb_local::{Cluster, Purpose, Request};

use crate::Failure;
use crate::relay::Relay;
use crate::workload::Route;

/// The name of the database.
const DATABASE: &str = "bench";

/// A running server. Dropping it stops and removes it.
pub(crate) struct Server {
    directory: PathBuf,
    binaries: PathBuf,
    user: Option<(u32, u32)>,
    port: u16,
    /// The URL of the Unix socket.
    unix: String,
    relay: Option<Relay>,
}

impl Server {
    pub(crate) fn start() -> Result<Server, Failure> {
        let request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
        let binaries = Cluster::binaries(&request)?;
        let directory = std::env::temp_dir().join(format!("sqldb-bench-{}", std::process::id()));
        std::fs::create_dir_all(&directory)?;
        let user = unprivileged_user(&directory)?;
        let port = free_port()?;
        let socket = directory.to_string_lossy().replace('/', "%2F");
        // sqlx and diesel know the socket's directory only as the parameter.
        let unix =
            format!("postgresql://postgres@/{DATABASE}?host={socket}&port={port}&sslmode=disable");
        let server = Server { directory, binaries, user, port, unix, relay: None };
        server.initialize()?;
        Ok(server)
    }

    /// The URL by which the server is reached, through a network if it is far away.
    pub(crate) fn url(&mut self, route: Route) -> Result<String, Failure> {
        Ok(match route {
            Route::Unix => self.unix.clone(),
            Route::Tcp => over_tcp(self.port),
            Route::Network => {
                let relay = match self.relay.take() {
                    Some(relay) => relay,
                    None => Relay::start(self.port)?,
                };
                over_tcp(self.relay.insert(relay).port())
            }
        })
    }

    /// The URL of the Unix socket.
    pub(crate) fn unix(&self) -> &str {
        &self.unix
    }

    /// The directory of `pgbench`, `createdb` and their like.
    pub(crate) fn binaries(&self) -> &Path {
        &self.binaries
    }

    /// The directory of the socket.
    pub(crate) fn socket(&self) -> &Path {
        &self.directory
    }

    /// For programs that take them apart.
    pub(crate) fn port_and_database(&self) -> (String, &'static str) {
        (self.port.to_string(), DATABASE)
    }

    /// The process that starts all others of the server.
    pub(crate) fn process(&self) -> Result<u32, Failure> {
        let file = std::fs::read_to_string(self.directory.join("data/postmaster.pid"))?;
        Ok(file.lines().next().unwrap_or_default().trim().parse()?)
    }

    fn initialize(&self) -> Result<(), Failure> {
        let data = self.directory.join("data");
        self.run(
            Command::new(self.binaries.join("initdb"))
                .args(["-A", "trust", "-U", "postgres", "--no-sync", "--locale=C", "-E", "UTF8"])
                .arg("-D")
                .arg(&data),
        )?;
        let settings = [
            "listen_addresses=127.0.0.1",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "jit=off",
            "autovacuum=off",
            "shared_buffers=1GB",
            "max_wal_size=4GB",
            "max_connections=300",
        ];
        let settings: String = settings.iter().map(|setting| format!("-c {setting} ")).collect();
        self.run(
            Command::new(self.binaries.join("pg_ctl"))
                .args(["start", "-w", "-s", "-D"])
                .arg(&data)
                .arg("-l")
                .arg(self.directory.join("log"))
                .arg("-o")
                .arg(format!("{settings} -p {} -k {}", self.port, self.directory.display())),
        )?;
        let port = self.port.to_string();
        self.run(
            Command::new(self.binaries.join("createdb"))
                .args(["-U", "postgres", "-p", &port, "-h"])
                .arg(&self.directory)
                .arg(DATABASE),
        )
    }

    fn run(&self, command: &mut Command) -> Result<(), Failure> {
        if let Some((user, group)) = self.user {
            std::os::unix::process::CommandExt::uid(command, user);
            std::os::unix::process::CommandExt::gid(command, group);
        }
        // pg_ctl's server keeps inherited pipes open, so nothing may be piped.
        let status = command
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()?;
        match status.success() {
            true => Ok(()),
            false => Err(format!("{command:?}: {status}").into()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(relay) = &mut self.relay {
            relay.stop();
        }
        let stopped = self.run(
            Command::new(self.binaries.join("pg_ctl"))
                .args(["stop", "-s", "-m", "immediate", "-D"])
                .arg(self.directory.join("data")),
        );
        if let Err(error) = stopped {
            eprintln!("{error}");
        }
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn over_tcp(port: u16) -> String {
    format!("postgresql://postgres@127.0.0.1:{port}/{DATABASE}?sslmode=disable")
}

/// A port that nobody listens on now.
fn free_port() -> Result<u16, Failure> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// As root: the user `postgres`, made the owner of `directory`; PostgreSQL refuses to run as root.
fn unprivileged_user(directory: &Path) -> Result<Option<(u32, u32)>, Failure> {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata(directory)?.uid() != 0 {
        return Ok(None);
    }
    let passwd = std::fs::read_to_string("/etc/passwd")?;
    let user = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some("postgres")).then_some(())?;
        Some((fields.nth(1)?.parse::<u32>().ok()?, fields.next()?.parse::<u32>().ok()?))
    });
    let (user, group) = user.ok_or("there is no user `postgres` to run the server as")?;
    std::os::unix::fs::chown(directory, Some(user), Some(group))?;
    Ok(Some((user, group)))
}
