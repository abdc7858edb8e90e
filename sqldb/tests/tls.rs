//! `sslmode` against a server of its own, with a certificate for `localhost` of a private root.
#![cfg(all(unix, feature = "tls"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use sqldb::__private::{ColumnTy, Definition, Source, Statement, Ty, query};
use sqldb::rows::Many;
use sqldb::{Config, Database};
use sqldb_local::{Cluster, Purpose, Request};
use support::proxy::{Fault, Proxy};
use tokio::time::timeout;

mod support;

/// A port that nobody else uses here; the test's process id spreads parallel runs.
static PORT: LazyLock<u32> = LazyLock::new(|| 40_000 + std::process::id() % 20_000);

struct Server {
    directory: PathBuf,
    binaries: PathBuf,
}

/// Runs a program; what it says is shown when it fails.
fn run(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str], directory: &Path) {
    let output = Command::new(program.as_ref())
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{:?} {arguments:?}: {}",
        program.as_ref(),
        String::from_utf8_lossy(&output.stderr)
    );
}

impl Server {
    fn start() -> Server {
        let directory = std::env::temp_dir().join(format!("sqldb-tls-{}", std::process::id()));
        std::fs::create_dir_all(&directory).unwrap();
        let request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
        let binaries = Cluster::binaries(&request).unwrap();
        for (name, subject) in [("root", "/CN=sqldb test root"), ("other", "/CN=another root")] {
            run(
                "openssl",
                &[
                    "req",
                    "-x509",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    subject,
                    "-addext",
                    "basicConstraints=critical,CA:TRUE",
                    "-keyout",
                    &format!("{name}.key"),
                    "-out",
                    &format!("{name}.crt"),
                ],
                &directory,
            );
        }
        run(
            "openssl",
            &[
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=localhost",
                "-keyout",
                "server.key",
                "-out",
                "server.csr",
            ],
            &directory,
        );
        std::fs::write(
            directory.join("server.ext"),
            "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
        )
        .unwrap();
        // The program's own certificate, for the role `postgres`.
        let request =
            "req -newkey rsa:2048 -nodes -subj /CN=postgres -keyout client.key -out client.csr";
        run("openssl", &request.split(' ').collect::<Vec<_>>(), &directory);
        std::fs::write(directory.join("client.ext"), "basicConstraints=CA:FALSE\n").unwrap();
        let sign = "x509 -req -in client.csr -CA root.crt -CAkey root.key -CAcreateserial -days 2 -extfile client.ext -out client.crt";
        run("openssl", &sign.split(' ').collect::<Vec<_>>(), &directory);
        for (days, certificate) in [("2", "server.crt"), ("-1", "expired.crt")] {
            run(
                "openssl",
                &[
                    "x509",
                    "-req",
                    "-in",
                    "server.csr",
                    "-CA",
                    "root.crt",
                    "-CAkey",
                    "root.key",
                    "-CAcreateserial",
                    "-days",
                    days,
                    "-extfile",
                    "server.ext",
                    "-out",
                    certificate,
                ],
                &directory,
            );
        }
        // One that has signed itself, as `openssl req -x509` makes it.
        std::fs::write(
            directory.join("own.ext"),
            "subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:TRUE\n",
        )
        .unwrap();
        for (days, certificate) in [("2", "own.crt"), ("-1", "own_expired.crt")] {
            let sign = format!(
                "x509 -req -in server.csr -signkey server.key -days {days} -extfile own.ext -out {certificate}"
            );
            run("openssl", &sign.split(' ').collect::<Vec<_>>(), &directory);
        }

        let server = Server { directory, binaries };
        server.own();
        server.postgres(
            "initdb",
            &[
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
            ],
        );
        let options = format!(
            "-c ssl=on -c ssl_cert_file={0}/server.crt -c ssl_key_file={0}/server.key \
             -c ssl_ca_file={0}/root.crt -c fsync=off \
             -c listen_addresses=127.0.0.1 -c unix_socket_directories={0} -c port={1}",
            server.directory.display(),
            *PORT
        );
        std::fs::write(server.directory.join("data/pg_hba.conf"),
            "hostssl template1 all 127.0.0.1/32 cert\nhostssl encrypted all 127.0.0.1/32 trust\nhost postgres all 127.0.0.1/32 trust\nlocal all all trust\n").unwrap();
        server.postgres("pg_ctl", &["-D", "data", "-o", &options, "-l", "log", "-w", "start"]);
        server
    }

    /// Reads the certificate anew.
    fn reload(&self) {
        self.own();
        self.postgres("pg_ctl", &["-D", "data", "-l", "log", "-w", "restart"]);
    }

    fn restart_without_tls(&self) {
        self.own();
        let options = format!(
            "-c ssl=off -c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c port={}",
            self.directory.display(),
            *PORT
        );
        self.postgres("pg_ctl", &["-D", "data", "-o", &options, "-l", "log", "-w", "restart"]);
    }

    /// PostgreSQL refuses to run as root, so everything belongs to its account then.
    fn own(&self) {
        if is_root() {
            run(
                "chown",
                &["-R", "postgres", &self.directory.display().to_string()],
                Path::new("/"),
            );
        }
    }

    fn postgres(&self, program: &str, arguments: &[&str]) {
        let program = self.binaries.join(program).display().to_string();
        if is_root() {
            let mut all = vec!["--reuid=postgres", "--regid=postgres", "--clear-groups", &program];
            all.extend(arguments);
            run("setpriv", &all, &self.directory);
        } else {
            run(program, arguments, &self.directory);
        }
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

impl Drop for Server {
    fn drop(&mut self) {
        self.postgres("pg_ctl", &["-D", "data", "-m", "immediate", "stop"]);
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

/// Whether the connection is encrypted, or why there is none.
async fn connect(host: &str, parameters: &str) -> Result<bool, String> {
    static DEFINITION: Definition =
        Definition { name: "todo", url_env: None, workspace: "", postgres: None, migrations: &[] };
    let db = Database::new(&DEFINITION);
    let url = format!("postgres://postgres@{host}:{}/postgres?{parameters}", *PORT);
    db.configure(Config::url(url)).unwrap();
    let text = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let row = db.raw_query_row(text, &[]).await.map_err(|error| error.to_string())?;
    Ok(row.unwrap().get(0).unwrap())
}

/// Whether the wire is there: the statements whose rows come in runs end in a semicolon (`wire::run`).
async fn rows_come_in_runs(parameters: &str) -> bool {
    static DEFINITION: Definition =
        Definition { name: "todo", url_env: None, workspace: "", postgres: None, migrations: &[] };
    static ROWS: Statement<(), Many> = Statement::new(
        "SELECT generate_series(1, 3) AS n",
        &[],
        &[ColumnTy { name: "n", ty: Ty { schema: "pg_catalog", name: "int4" } }],
        Source { file: file!(), line: line!(), column: column!() },
    )
    .only_reads();
    let db = Database::new(&DEFINITION);
    let url = format!("postgres://postgres@localhost:{}/postgres?pool_max=1&{parameters}", *PORT);
    db.configure(Config::url(url)).unwrap();
    assert_eq!(db.exec(query(&ROWS, [])).await.unwrap(), 3);
    let text = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%AS n;'";
    let row = db.raw_query_row(text, &[]).await.unwrap();
    row.unwrap().get::<i64>(0).unwrap() == 1
}

/// A byte that is changed on its way shows, whatever it is part of.
async fn damaged_answers_are_errors(parameters: &str) {
    static DEFINITION: Definition =
        Definition { name: "todo", url_env: None, workspace: "", postgres: None, migrations: &[] };
    let proxy = Proxy::start(format!("127.0.0.1:{}", *PORT)).await;
    let db = Database::new(&DEFINITION);
    let port = proxy.port();
    let url = format!("postgres://postgres@localhost:{port}/postgres?pool_max=1&{parameters}");
    db.configure(Config::url(url)).unwrap();
    let text = "SELECT repeat('value ', 100) AS v";
    let ask = async || {
        let row = db.raw_query_row(text, &[]).await?.unwrap();
        row.get::<String>(0)
    };
    ask().await.unwrap();
    proxy.set(Fault::None);
    let right = ask().await.unwrap();
    let answered = proxy.answered();
    assert!((600..2000).contains(&answered), "{answered}");
    for at in (0..answered).step_by(29) {
        proxy.set(Fault::Corrupt(at, 0x20));
        // Where a length is greater, it waits for what does not come.
        if let Ok(answer) = timeout(Duration::from_millis(100), ask()).await {
            let error = answer.unwrap_err();
            assert!(error.is_closed(), "byte {at}: {error}");
        }
        proxy.set(Fault::None);
        proxy.cut_all();
        for _ in 0..3 {
            if let Ok(answer) = ask().await {
                assert_eq!(answer, right);
                break;
            }
        }
    }
}

/// A statement that nobody waits for any more is ended on the server, too, which is asked for that on a
/// connection made like the one that the statement is on.
async fn what_is_given_up_is_canceled(parameters: &str) {
    static DEFINITION: Definition =
        Definition { name: "todo", url_env: None, workspace: "", postgres: None, migrations: &[] };
    let connect = |parameters: &str| {
        let db = Database::new(&DEFINITION);
        let url = format!("postgres://postgres@localhost:{}/postgres?{parameters}", *PORT);
        db.configure(Config::url(url)).unwrap();
        db
    };
    let observer = connect("sslmode=disable");
    let sleeping = async || {
        let text = "SELECT count(*) FROM pg_stat_activity \
                    WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(60)%'";
        let row = observer.raw_query_row(text, &[]).await.unwrap();
        row.unwrap().get::<i64>(0).unwrap()
    };
    let db = connect(&format!("pool_max=1&{parameters}"));
    let waiting = db.raw_query_row("SELECT pg_sleep(60)", &[]);
    assert!(timeout(Duration::from_millis(500), waiting).await.is_err());
    for _ in 0..100 {
        if sleeping().await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("with `{parameters}` the statement still runs");
}

#[tokio::test]
async fn modes() {
    let server = Server::start();
    let root = server.directory.join("root.crt");
    let root = root.display();
    let other = server.directory.join("other.crt");
    let other = other.display();

    assert_eq!(connect("localhost", "sslmode=disable").await, Ok(false));
    assert_eq!(connect("localhost", "").await, Ok(true), "`prefer` is the default");
    assert!(rows_come_in_runs("").await && rows_come_in_runs("sslmode=disable").await);
    what_is_given_up_is_canceled("").await;
    what_is_given_up_is_canceled("sslmode=disable").await;
    assert_eq!(connect("localhost", "sslmode=require").await, Ok(true), "nobody is asked");
    assert_eq!(
        connect("127.0.0.1", &format!("sslmode=verify-ca&sslrootcert={root}")).await,
        Ok(true)
    );
    assert_eq!(
        connect("localhost", &format!("sslmode=verify-full&sslrootcert={root}")).await,
        Ok(true)
    );

    let refused = |result: Result<bool, String>, reason: &str| {
        let error = result.unwrap_err();
        assert!(error.contains(reason), "{error}");
    };
    refused(
        connect("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={root}")).await,
        "not valid for name",
    );
    refused(
        connect("localhost", &format!("sslmode=verify-full&sslrootcert={other}")).await,
        "invalid peer certificate",
    );
    refused(
        connect("localhost", &format!("sslmode=verify-ca&sslrootcert={other}")).await,
        "invalid peer certificate",
    );
    refused(
        connect("localhost", &format!("sslmode=require&sslrootcert={other}")).await,
        "invalid peer certificate",
    );
    refused(connect("localhost", "sslmode=verify-full").await, "");

    // A server that asks who the program is.
    let directory = server.directory.display();
    let by_cert = format!("dbname=template1&sslmode=verify-full&sslrootcert={root}");
    let certificate = format!("sslcert={directory}/client.crt&sslkey={directory}/client.key");
    assert_eq!(connect("localhost", &format!("{by_cert}&{certificate}")).await, Ok(true));
    refused(connect("localhost", &by_cert).await, "valid client certificate");
    refused(
        connect("localhost", &format!("{by_cert}&sslcert={directory}/client.crt")).await,
        "`sslcert` is given without its key, `sslkey`",
    );
    let mixed = format!("sslcert={directory}/client.crt&sslkey={directory}/other.key");
    refused(connect("localhost", &format!("{by_cert}&{mixed}")).await, "`sslcert` and `sslkey`:");
    refused(
        connect("localhost", "sslmode=verify-full&sslrootcert=/does/not/exist.pem").await,
        "`sslrootcert=/does/not/exist.pem`:",
    );

    damaged_answers_are_errors(&format!("sslmode=verify-full&sslrootcert={root}")).await;

    // A certificate that was good until yesterday.
    std::fs::copy(server.directory.join("expired.crt"), server.directory.join("server.crt"))
        .unwrap();
    server.reload();
    refused(
        connect("localhost", &format!("sslmode=verify-full&sslrootcert={root}")).await,
        "invalid peer certificate: Expired",
    );

    // One that nobody but the server itself has signed is believed where it is the one that is named.
    for (certificate, outcome) in [("own", None), ("own_expired", Some("Expired"))] {
        let own = server.directory.join(format!("{certificate}.crt"));
        std::fs::copy(&own, server.directory.join("server.crt")).unwrap();
        server.reload();
        let own = own.display();
        for (host, mode) in
            [("localhost", "verify-full"), ("localhost", "verify-ca"), ("127.0.0.1", "verify-ca")]
        {
            let connected = connect(host, &format!("sslmode={mode}&sslrootcert={own}")).await;
            match outcome {
                None => assert_eq!(connected, Ok(true), "{host} {mode}"),
                Some(reason) => refused(connected, reason),
            }
        }
        let by_address = format!("sslmode=verify-full&sslrootcert={own}");
        refused(connect("127.0.0.1", &by_address).await, outcome.unwrap_or("not valid for name"));
        refused(
            connect("localhost", &format!("sslmode=verify-full&sslrootcert={other}")).await,
            "invalid peer certificate",
        );
    }

    // A server that has no TLS where it is required.
    server.restart_without_tls();
    refused(connect("localhost", "sslmode=require").await, "server does not support TLS");
    refused(
        connect("localhost", &format!("sslmode=verify-full&sslrootcert={root}")).await,
        "server does not support TLS",
    );
    assert_eq!(connect("localhost", "sslmode=prefer").await, Ok(false));
    assert!(rows_come_in_runs("sslmode=prefer").await, "the wire is there all the same");
    what_is_given_up_is_canceled("sslmode=prefer").await;
}
