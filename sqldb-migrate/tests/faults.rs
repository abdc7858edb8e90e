//! Many processes at once, and processes, connections and servers that die while they migrate.
//!
//! The migrations count: each adds one, so that one that is lost or run twice shows.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot reach its database must fail")]

#[path = "../../sqldb-local/tests/common/clusters.rs"]
mod clusters;

use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs, process, thread};

use sqldb_local::{Cluster, Options, Purpose, Request};
use sqldb_migrate::EmbeddedMigration;
use sqldb_migrate::runner::{self, migrate};
use tokio_postgres::NoTls;

const URL: &str = "SQLDB_MIGRATE_TEST_URL";

/// A cluster of one test, which may kill it.
struct Server {
    workspace: PathBuf,
    cluster: Cluster,
}

impl Server {
    fn new(test: &str) -> Server {
        let workspace = env::temp_dir().join(format!("sqldb-migrate-{test}-{}", process::id()));
        fs::create_dir_all(&workspace).unwrap();
        let cluster = Server::ensure(&workspace);
        Server { workspace, cluster }
    }

    fn ensure(workspace: &PathBuf) -> Cluster {
        let mut request = Request::new(workspace, Purpose::Test);
        request.options = Options::default();
        // `/tmp` and not the target directory, which the server's account may not reach.
        let user = fs::metadata(workspace).unwrap().uid();
        request.options.directory = Some(format!("/tmp/sqldb-migrate-tests-{user}").into());
        request.idle = Duration::ZERO;
        Cluster::ensure(&request).unwrap()
    }

    fn url(&self, database: &str) -> String {
        self.cluster.ensure_database(database).unwrap();
        self.cluster.url(database, Cluster::SUPERUSER)
    }

    fn one(&self, database: &str, query: &str) -> String {
        let rows = self.cluster.simple_query(database, query).unwrap();
        rows.first().unwrap().first().unwrap().clone().unwrap_or_default()
    }

    /// `kill -9` of the postmaster; its processes notice and end.
    fn kill(&mut self) {
        let data = PathBuf::from(self.one("postgres", "SHOW data_directory"));
        let pid = fs::read_to_string(data.join("postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap().to_owned();
        assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
        self.cluster = Server::ensure(&self.workspace);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        clusters::remove(self.cluster.log().parent().unwrap());
        let _ = fs::remove_dir_all(&self.workspace);
    }
}

/// Files of every kind: in a transaction, in their own, and outside of any.
fn texts() -> Vec<(i64, String, String)> {
    let one = "UPDATE counter SET n = n + 1; SELECT pg_sleep(0.01)";
    (1..=12)
        .map(|version| {
            let sql = match version {
                1 => "CREATE TABLE counter (n int4); INSERT INTO counter VALUES (1);
                      CREATE TABLE item (id int4); INSERT INTO item SELECT generate_series(1, 50000)"
                    .to_owned(),
                4 | 8 => format!("BEGIN; {one}; COMMIT"),
                3 | 6 | 9 | 12 => format!(
                    "CREATE INDEX CONCURRENTLY a{version} ON item (id);
                     CREATE INDEX CONCURRENTLY b{version} ON item ((id + {version}));
                     DROP INDEX CONCURRENTLY a{version};
                     VACUUM item"
                ),
                _ => format!("CREATE TABLE t{version} (); {one}"),
            };
            (version, format!("step_{version}"), sql)
        })
        .collect()
}

/// What must be true in the end.
fn check(server: &Server, database: &str) {
    let counted = server.one(database, "SELECT n FROM counter");
    assert_eq!(counted, "8", "each of the eight files that count has run once");
    let indexes = "SELECT count(*)::text || count(*) FILTER (WHERE NOT indisvalid)::text \
                   FROM pg_index WHERE indrelid = 'item'::regclass";
    assert_eq!(server.one(database, indexes), "40", "four indexes, all valid");
    let versions = "SELECT string_agg(version::text || dirty::text, ' ') FROM schema_migrations";
    assert_eq!(server.one(database, versions), "12false");
    let records = "SELECT count(*) || ' ' || count(applied_at) || ' ' || count(statement) \
                   FROM _sqldb_migrations";
    assert_eq!(server.one(database, records), "12 12 0");
}

fn participant(url: &str) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["participant_migrates", "--exact", "--nocapture"])
        .env(URL, url)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What the other processes do; nothing in the process of the tests themselves.
#[tokio::test]
async fn participant_migrates() {
    let Ok(url) = env::var(URL) else { return };
    let (mut client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let texts = texts();
    let migrations: Vec<EmbeddedMigration<'_>> = texts
        .iter()
        .map(|(version, name, sql)| EmbeddedMigration { version: *version, name, file: name, sql })
        .collect();
    let result = migrate(&mut client, &migrations, &runner::Options::default()).await;
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

#[test]
fn fifty_processes_at_once_migrate_once() {
    let server = Server::new("fifty");
    let url = server.url("fifty");
    let processes: Vec<Child> = (0..50).map(|_| participant(&url)).collect();
    for process in processes {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    check(&server, "fifty");
}

#[derive(Clone, Copy, Debug)]
enum Victim {
    Runner,
    Connection,
    Server,
}

/// Kills again and again, at moments from a seed, `kills` times in all. A database that is migrated
/// all the same is looked at, and the next one is begun.
fn survive(test: &str, victim: Victim, seed: u64, kills: u32) {
    let mut server = Server::new(test);
    let mut random = seed;
    let mut databases = 1;
    for _ in 0..kills {
        let database = format!("{test}_{databases}");
        // Knuth's MMIX constants; the high bits are the random ones.
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let moment = Duration::from_micros(20_000 + (random >> 33) % 150_000);
        // The port of a server that was started again may be another one.
        let mut process = participant(&server.url(&database));
        thread::sleep(moment);
        match victim {
            Victim::Runner => process.kill().unwrap(),
            Victim::Connection => {
                let terminate = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                                 WHERE datname = current_database() AND pid <> pg_backend_pid()";
                server.one(&database, terminate);
            }
            Victim::Server => server.kill(),
        }
        if process.wait().unwrap().success() {
            check(&server, &database);
            databases += 1;
        }
    }
    let database = format!("{test}_{databases}");
    let output = participant(&server.url(&database)).wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    check(&server, &database);
}

#[test]
fn a_killed_runner_is_continued() {
    survive("runner", Victim::Runner, 1, 30);
}

#[test]
fn a_lost_connection_is_continued() {
    survive("connection", Victim::Connection, 2, 20);
}

#[test]
fn a_killed_server_is_continued() {
    survive("server", Victim::Server, 3, 12);
}
