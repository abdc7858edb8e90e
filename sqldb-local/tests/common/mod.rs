//! A place for one test: a workspace of its own, and a base directory that all tests of a user share.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not in functions of them"
)]

mod clusters;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use sqldb_local::{Cluster, Options, Progress, Purpose, Request};

/// Set for the processes that a test starts: the workspace whose cluster they use.
const WORKSPACE: &str = "SQLDB_TEST_WORKSPACE";

pub(crate) struct Place {
    pub(crate) workspace: PathBuf,
    pub(crate) purpose: Purpose,
    pub(crate) steps: Arc<Mutex<Vec<String>>>,
    /// The base directory, if it is not the one that all tests share.
    pub(crate) base: Option<PathBuf>,
    homes: Mutex<BTreeSet<PathBuf>>,
}

impl Place {
    /// A new workspace for the test of that name.
    pub(crate) fn new(name: &str, purpose: Purpose) -> Place {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let unique = format!("{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let workspace = env::temp_dir().join(format!("sqldb-local-{name}-{unique}"));
        fs::create_dir_all(&workspace).unwrap();
        Place { workspace, purpose, steps: Arc::default(), base: None, homes: Mutex::default() }
    }

    /// A directory of the test's own that the server's account can reach.
    pub(crate) fn reachable(&self, name: &str) -> PathBuf {
        let directory = self.workspace.join(name);
        fs::create_dir_all(&directory).unwrap();
        for directory in [&self.workspace, &directory] {
            fs::set_permissions(directory, PermissionsExt::from_mode(0o755)).unwrap();
        }
        directory
    }

    /// A request that stops the server as soon as it is unused.
    pub(crate) fn request(&self) -> Request {
        let mut request = Request::new(&self.workspace, self.purpose);
        request.idle = Duration::ZERO;
        request.options = Options::default();
        request.options.directory = Some(self.base.clone().unwrap_or_else(base));
        let steps = Arc::clone(&self.steps);
        request.progress = Progress::new(move |step| steps.lock().unwrap().push(step.to_string()));
        request
    }

    pub(crate) fn ensure(&self) -> Cluster {
        let cluster = Cluster::ensure(&self.request()).unwrap();
        self.homes.lock().unwrap().insert(home(&cluster));
        cluster
    }

    /// Another process that uses the cluster.
    pub(crate) fn participant(&self) -> Participant {
        self.participant_with_idle(Duration::ZERO)
    }

    /// Another process, which asks that its server goes on when it is unused.
    pub(crate) fn participant_with_idle(&self, idle: Duration) -> Participant {
        self.participant_with(idle, &[])
    }

    /// Another process with more variables in its environment.
    pub(crate) fn participant_with(&self, idle: Duration, more: &[(&str, &str)]) -> Participant {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["participant", "--exact", "--nocapture"])
            .env(WORKSPACE, &self.workspace)
            .env("SQLDB_TEST_PURPOSE", format!("{:?}", self.purpose))
            .env("SQLDB_TEST_IDLE", idle.as_secs().to_string())
            .envs(more.iter().copied())
            .env("SQLDB_TEST_BASE", self.base.clone().unwrap_or_else(base))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Participant { child, output }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // A test of downloads has a base directory in its workspace.
        let own = fs::read_dir(self.workspace.join("base/clusters")).into_iter().flatten();
        let mut homes = self.homes.lock().unwrap_or_else(PoisonError::into_inner);
        homes.extend(own.flatten().map(|home| home.path()));
        for home in homes.iter() {
            // That servers stop by themselves is a part of every test that has not failed before.
            if !thread::panicking() {
                wait_until_stopped(home);
            }
            clusters::remove(home);
            assert!(thread::panicking() || !home.exists(), "{} is left", home.display());
        }
        let _ = fs::remove_dir_all(&self.workspace);
    }
}

/// Says what was not tested, and why, where it is seen though the test passes: past what the test harness
/// keeps.
pub(crate) fn skipped(what_and_why: &str) {
    let mut seen = std::io::stderr();
    writeln!(seen, "not tested: {what_and_why}").unwrap();
}

/// A process that uses a cluster until its standard input ends.
pub(crate) struct Participant {
    child: Child,
    output: BufReader<process::ChildStdout>,
}

impl Participant {
    /// Waits until it has the cluster, and returns when that server was started.
    pub(crate) fn started_at(&mut self) -> String {
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 {
            if let Some((_, time)) = line.split_once("ready ") {
                return time.trim().to_owned();
            }
            line.clear();
        }
        panic!("the participant ended without a cluster: {}", self.message());
    }

    /// Waits until it has ended without a cluster, and returns why.
    pub(crate) fn refused(mut self) -> String {
        let message = self.message();
        assert!(!self.child.wait().unwrap().success());
        message
    }

    fn message(&mut self) -> String {
        let mut message = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
        message
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Lets it end, and returns when nobody holds its output any more.
    pub(crate) fn end_and_close(mut self) {
        drop(self.child.stdin.take());
        std::io::copy(&mut self.output, &mut std::io::sink()).unwrap();
        std::io::copy(&mut self.child.stderr.take().unwrap(), &mut std::io::sink()).unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn end(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

/// What a participant does; does nothing in the process of the tests themselves.
pub(crate) fn participate() {
    let Some(workspace) = env::var_os(WORKSPACE) else { return };
    let purpose = match env::var("SQLDB_TEST_PURPOSE").unwrap().as_str() {
        "Run" => Purpose::Run,
        "Test" => Purpose::Test,
        _ => Purpose::Shadow,
    };
    let place = Place {
        workspace: workspace.into(),
        purpose,
        steps: Arc::default(),
        base: env::var_os("SQLDB_TEST_BASE").map(PathBuf::from),
        homes: Mutex::default(),
    };
    let mut request = place.request();
    request.idle = Duration::from_secs(env::var("SQLDB_TEST_IDLE").unwrap().parse().unwrap());
    if env::var_os("SQLDB_TEST_CONTAINER").is_some() {
        request.options.provider = Some(sqldb_local::Provider::Container);
    }
    let cluster = Cluster::ensure(&request).unwrap_or_else(|error| panic!("{error}"));
    // The workspace is the test's to remove.
    std::mem::forget(place);
    println!("ready {}", started_at(&cluster));
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).unwrap();
}

/// `/tmp` and not the target directory, which the server's account may not be able to reach.
pub(crate) fn base() -> PathBuf {
    let uid = rustix::process::geteuid().as_raw();
    PathBuf::from(format!("/tmp/sqldb-local-tests-{uid}"))
}

pub(crate) fn started_at(cluster: &Cluster) -> String {
    one(cluster, "SELECT pg_postmaster_start_time()")
}

pub(crate) fn one(cluster: &Cluster, query: &str) -> String {
    cluster.simple_query("postgres", query).unwrap().remove(0).remove(0).unwrap()
}

pub(crate) fn home(cluster: &Cluster) -> PathBuf {
    cluster.log().parent().unwrap().to_owned()
}

/// Waits until neither the server nor its supervisor is alive.
pub(crate) fn wait_until_stopped(home: &Path) {
    let lock = File::options().write(true).open(home.join("server.lock")).unwrap();
    wait_until("the server is stopped", || lock.try_lock().is_ok());
}

pub(crate) fn is_running(home: &Path) -> bool {
    File::options().write(true).open(home.join("server.lock")).unwrap().try_lock().is_err()
}

#[track_caller]
pub(crate) fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(20), "not within 20 s: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Kills a process that this test caused to be started, and waits until the kernel has done so.
pub(crate) fn kill(pid: &str) {
    assert!(Command::new("kill").args(["-9", pid]).status().unwrap().success());
    wait_until("the process is dead", || {
        let output = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap().stdout;
        output.is_empty() || output.starts_with(b"Z")
    });
}

pub(crate) fn postmaster(cluster: &Cluster) -> String {
    let data = PathBuf::from(one(cluster, "SHOW data_directory"));
    fs::read_to_string(data.join("postmaster.pid")).unwrap().lines().next().unwrap().to_owned()
}

/// The shells of the cluster's supervisor, found by the FIFO in their arguments.
pub(crate) fn supervisors(cluster: &Cluster) -> Vec<String> {
    let data = one(cluster, "SHOW data_directory");
    let users = format!("{}/users.", data.strip_suffix("/data").unwrap());
    let listing = Command::new("ps").args(["-A", "-o", "pid=,args="]).output().unwrap().stdout;
    String::from_utf8_lossy(&listing)
        .lines()
        .filter(|line| line.contains(&users))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}
