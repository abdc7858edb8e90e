//! The suite through a pool before the server: `SQLDB_TEST_POOLER=unnamed` or `named` puts one between the tests
//! and their server, that gives each transaction another connection of it, and keeps prepared statements or
//! not. It is ours (`transaction_pool`) or, where `SQLDB_TEST_PGBOUNCER` says where it is, PgBouncer; for `unnamed`
//! that of the system is used, which is older than 1.21 (Debian 12), unless the variable is empty.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use super::transaction_pool::{self, Statements};

/// What the URL says of statements: `unnamed` for a pool that knows no prepared statements.
pub(crate) fn naming() -> Option<&'static str> {
    static NAMING: OnceLock<Option<String>> = OnceLock::new();
    NAMING.get_or_init(|| std::env::var("SQLDB_TEST_POOLER").ok()).as_deref()
}

/// Says that a test is about what a pool before the server does not give: sessions of their own.
pub(crate) fn skips(reason: &str) -> bool {
    let skips = naming().is_some();
    if skips {
        // Past what the harness keeps of a test that succeeds: what was not tested is to be seen.
        let _ = writeln!(std::io::stderr(), "skipped through a pool: {reason}");
    }
    skips
}

/// The port of a pool before the server whose Unix socket is at `socket`.
pub(crate) fn port(socket: &str) -> u16 {
    static PORT: OnceLock<u16> = OnceLock::new();
    *PORT.get_or_init(|| start(socket))
}

fn start(socket: &str) -> u16 {
    const SERVERS: usize = 12;
    let Some(program) = program() else {
        let kept = naming() == Some("named");
        let statements = if kept { Statements::Kept } else { Statements::Unknown };
        return transaction_pool::start(socket, statements, SERVERS);
    };
    let port = 9_000 + (std::process::id() % 9_000) as u16;
    let (directory, server_port) = socket.rsplit_once("/.s.PGSQL.").unwrap();
    let files = std::env::temp_dir().join(format!("sqldb-pooler-{}", std::process::id()));
    std::fs::create_dir_all(&files).unwrap();
    let settings = files.join("pgbouncer.ini");
    let prepared = match naming() {
        Some("named") => "max_prepared_statements = 200\n",
        _ => "",
    };
    std::fs::write(
        &settings,
        format!(
            "[databases]\n* = host={directory} port={server_port} user=postgres\n[pgbouncer]\n\
             listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n\
             pool_mode = transaction\ndefault_pool_size = {SERVERS}\nmax_client_conn = 2000\n\
             ignore_startup_parameters = options\n{prepared}"
        ),
    )
    .unwrap();
    // PgBouncer refuses to run as root. The shell ends it with the tests, however those end.
    let command = format!(
        "exec 3<&0; {{ cat <&3; kill $(cat pid); rm -rf {files}; }} & \
         {program} -q {settings} & echo $! >pid; wait",
        program = program.display(),
        settings = settings.display(),
        files = files.display(),
    );
    let mut shell = match super::server::is_root() {
        true => {
            assert!(
                Command::new("chown")
                    .arg("-R")
                    .arg("postgres")
                    .arg(&files)
                    .status()
                    .unwrap()
                    .success()
            );
            let mut shell = Command::new("setpriv");
            shell.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh", "-c"]);
            shell
        }
        false => {
            let mut shell = Command::new("sh");
            shell.arg("-c");
            shell
        }
    };
    let child = shell
        .arg(command)
        .current_dir(&files)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Its input ends with this process.
    std::mem::forget(child);
    for _ in 0..100 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return port;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    unreachable!("PgBouncer does not listen; see {}", files.display())
}

/// PgBouncer, where it is used.
fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SQLDB_TEST_PGBOUNCER") {
        return (!named.is_empty()).then(|| named.into());
    }
    installed().filter(|_| naming() == Some("unnamed"))
}

/// The PgBouncer of the system.
pub(crate) fn installed() -> Option<PathBuf> {
    let usual = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"];
    usual.map(PathBuf::from).into_iter().find(|path| path.exists())
}
