//! Servers of a test's own, which can be killed, started again and promoted.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use sqldb_local::{Cluster, Purpose, Request};

use super::transaction_pool::{self, Statements};
use super::{balancer, pooler};

/// A server on 127.0.0.1, role `postgres`, that is stopped and removed when it is dropped.
pub(crate) struct Server {
    directory: PathBuf,
    binaries: PathBuf,
    port: u16,
    name: String,
}

impl Server {
    /// A new server, running, with more options such as `-c wal_level=logical`.
    pub(crate) fn start(name: &str, options: &str) -> Server {
        let server = Server::prepare(name);
        let arguments = [
            "-D",
            "data",
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-sync",
            "--no-locale",
            "-E",
            "UTF8",
        ];
        server.run("initdb", &arguments);
        std::fs::write(
            server.directory.join("data/pg_hba.conf"),
            "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\nlocal all all trust\n",
        )
        .unwrap();
        server.start_again(options);
        server
    }

    /// A streaming standby of this server, running.
    pub(crate) fn standby(&self, name: &str) -> Server {
        let standby = Server::prepare(name);
        let port = self.port.to_string();
        let arguments = [
            "-D",
            "data",
            "-h",
            "127.0.0.1",
            "-p",
            &port,
            "-U",
            "postgres",
            "-R",
            "-c",
            "fast",
            "--no-sync",
        ];
        standby.run("pg_basebackup", &arguments);
        standby.start_again("");
        standby
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The port of a pool before this server, which gives each transaction another one of three connections and
    /// knows no prepared statements: PgBouncer where it is installed, else ours.
    pub(crate) fn bouncer(&self) -> (Option<Bouncer>, u16) {
        let Some(program) = pooler::installed() else {
            let socket = format!("{}/.s.PGSQL.{}", self.directory.display(), self.port);
            return (None, transaction_pool::start(&socket, Statements::Unknown, 3));
        };
        let port = self.port + 6;
        let directory = self.directory.display();
        let settings = format!(
            "[databases]\npostgres = host=127.0.0.1 port={} user=postgres\n[pgbouncer]\n\
             listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = 3\nmax_client_conn = 200\n\
             logfile = {directory}/pgbouncer.log\npidfile = {directory}/pgbouncer.pid\n",
            self.port
        );
        std::fs::write(self.directory.join("pgbouncer.ini"), settings).unwrap();
        let mut command = self.command(&program, &["-q", "pgbouncer.ini"]);
        let child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let bouncer = Bouncer(child);
        for _ in 0..100 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return (Some(bouncer), port);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        unreachable!("PgBouncer does not listen")
    }

    /// The port of what leads to this server, and to `backup` when this one is gone: HAProxy where it is
    /// installed, else ours.
    pub(crate) fn balancer(&self, backup: &Server) -> (Option<Bouncer>, u16) {
        let paths = ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy"];
        let found = paths.into_iter().find(|path| std::path::Path::new(path).exists());
        let Some(program) = found else {
            return (None, balancer::start([self.port, backup.port]));
        };
        let port = self.port + 7;
        let settings = format!(
            "defaults\n mode tcp\n timeout connect 2s\n timeout client 60s\n timeout server 60s\n\
             listen postgres\n bind 127.0.0.1:{port}\n option pgsql-check user postgres\n\
             default-server check inter 200ms fall 1 rise 1 on-marked-down shutdown-sessions\n \
             server primary 127.0.0.1:{}\n server standby 127.0.0.1:{} backup\n",
            self.port, backup.port
        );
        std::fs::write(self.directory.join("haproxy.cfg"), settings).unwrap();
        let mut command = self.command(program, &["-db", "-f", "haproxy.cfg"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        (Some(Bouncer(command.spawn().unwrap())), port)
    }

    /// Starts it, when it has been stopped or killed.
    pub(crate) fn start_again(&self, options: &str) {
        let Server { directory, port, name, .. } = self;
        let directory = directory.display();
        // Its standby is known to the primary by this name.
        let options = format!(
            "-c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories={directory} \
             -c port={port} -c cluster_name={name} {options}"
        );
        let arguments = ["-D", "data", "-o", &options, "-l", "log", "-w", "start"];
        // After the postmaster was killed, its processes hold the shared memory until they notice.
        for _ in 0..50 {
            if self
                .command("pg_ctl", &arguments)
                .stdin(Stdio::null())
                .output()
                .unwrap()
                .status
                .success()
            {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.run("pg_ctl", &arguments);
    }

    pub(crate) fn promote(&self) {
        self.run("pg_ctl", &["-D", "data", "-w", "promote"]);
    }

    /// Kills the postmaster; its processes notice and end.
    pub(crate) fn kill(&self) {
        let pid = std::fs::read_to_string(self.directory.join("data/postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap().to_owned();
        run(Command::new("kill").args(["-9", &pid]));
    }

    fn prepare(name: &str) -> Server {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        // Below the ports that the system hands out; the process id spreads parallel runs.
        let port =
            20_000 + (std::process::id() % 1000) as u16 * 12 + NEXT.fetch_add(1, Ordering::Relaxed);
        let directory = std::env::temp_dir().join(format!("sqldb-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&directory);
        std::fs::create_dir_all(&directory).unwrap();
        let request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
        let binaries = Cluster::binaries(&request).unwrap();
        let server = Server { directory, binaries, port, name: name.to_owned() };
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&server.directory));
        }
        server
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        run(&mut self.command(program, arguments));
    }

    /// PostgreSQL refuses to run as root, so it runs under its account then.
    fn command(&self, program: impl AsRef<Path>, arguments: &[&str]) -> Command {
        let program = self.binaries.join(program);
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
                command.arg(program);
                command
            }
            false => Command::new(program),
        };
        command.args(arguments).current_dir(&self.directory);
        command
    }
}

/// A PgBouncer or a HAProxy, which is killed when it is dropped.
pub(crate) struct Bouncer(Child);

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed.
        let _ = self.command("pg_ctl", &["-D", "data", "-m", "immediate", "stop"]).output();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// Runs a program; what it says is shown when it fails.
fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}

pub(crate) fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}
