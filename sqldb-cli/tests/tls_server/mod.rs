//! A server that lets nobody in without TLS and a password.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, reason = "these are tests, though not in functions of them")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqldb_local::{Cluster, Purpose, Request};

pub(crate) struct TlsServer {
    directory: PathBuf,
    binaries: PathBuf,
    pub(crate) port: u32,
}

impl TlsServer {
    pub(crate) fn start(password: &str) -> TlsServer {
        let id = std::process::id();
        let directory = std::env::temp_dir().join(format!("sqldb-cli-tls-{id}"));
        std::fs::create_dir_all(&directory).unwrap();
        let request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
        let binaries = Cluster::binaries(&request).unwrap();
        let server = TlsServer { directory, binaries, port: 40_000 + id % 20_000 };
        let words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
                     -addext subjectAltName=DNS:localhost \
                     -keyout server.key -out server.crt";
        run("openssl", &words.split_whitespace().collect::<Vec<_>>(), &server.directory);
        std::fs::write(server.directory.join("password"), password).unwrap();
        if is_root() {
            // PostgreSQL refuses to run as root, so everything belongs to its account then.
            let directory = server.directory.display().to_string();
            run("chown", &["-R", "postgres", &directory], Path::new("/"));
        }
        let words =
            "-D data -A scram-sha-256 -U postgres --no-sync --no-locale -E UTF8 --pwfile password";
        server.postgres("initdb", &words.split_whitespace().collect::<Vec<_>>());
        let rules = "hostssl all all 127.0.0.1/32 scram-sha-256\nlocal all postgres trust\n";
        std::fs::write(server.directory.join("data/pg_hba.conf"), rules).unwrap();
        let options = format!(
            "-c ssl=on -c ssl_cert_file={0}/server.crt -c ssl_key_file={0}/server.key -c fsync=off \
             -c listen_addresses=127.0.0.1 -c unix_socket_directories={0} -c port={1}",
            server.directory.display(),
            server.port
        );
        server.postgres("pg_ctl", &["-D", "data", "-o", &options, "-l", "log", "-w", "start"]);
        server
    }

    /// The file of its certificate, which nobody but itself has signed.
    pub(crate) fn certificate(&self) -> String {
        self.directory.join("server.crt").display().to_string()
    }

    /// Runs a statement as the superuser.
    pub(crate) fn run(&self, statement: &str) {
        let (directory, port) = (self.directory.display().to_string(), self.port.to_string());
        let words = ["-X", "-U", "postgres", "-h", &directory, "-p", &port, "-c", statement];
        run("psql", &words, &self.directory);
    }

    fn postgres(&self, program: &str, words: &[&str]) {
        let said = self.try_postgres(program, words);
        assert!(said.is_ok(), "{program} {words:?}: {said:?}");
    }

    /// Runs a program as the server's account.
    fn try_postgres(&self, program: &str, words: &[&str]) -> Result<(), String> {
        let program = self.binaries.join(program).display().to_string();
        if !is_root() {
            return try_run(&program, words, &self.directory);
        }
        let account = ["--reuid=postgres", "--regid=postgres", "--clear-groups", &program];
        try_run("setpriv", &[&account, words].concat(), &self.directory)
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        // A start that failed has nothing to stop; and a second panic would hide what the first one says.
        let _ = self.try_postgres("pg_ctl", &["-D", "data", "-m", "immediate", "stop"]);
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Runs a program; what it says is shown when it fails.
fn run(program: &str, words: &[&str], directory: &Path) {
    let said = try_run(program, words, directory);
    assert!(said.is_ok(), "{program} {words:?}: {said:?}");
}

/// Runs a program; the error is what it says.
fn try_run(program: &str, words: &[&str], directory: &Path) -> Result<(), String> {
    let mut command = Command::new(program);
    let output = command.args(words).current_dir(directory).stdin(Stdio::null()).output();
    let output = output.map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
