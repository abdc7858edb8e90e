//! What goes wrong around a server: full disks, homes that cannot be written, long paths, other users,
//! crowds, and processes that are killed at random.

#![allow(clippy::unwrap_used, reason = "these are tests, though not in functions of them")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use common::{Place, home, one, wait_until, wait_until_stopped};
use sqldb_local::{Cluster, Creation, Options, Purpose, Request};

/// Not a test: what the processes run that the tests start.
#[test]
fn participant() {
    common::participate();
}

#[test]
fn fifty_first_starts_at_once_start_one_server() {
    let mut place = Place::new("fifty", Purpose::Run);
    // A base of its own, so that the template is made at once by all of them, too.
    place.base = Some(place.reachable("base"));
    let mut processes: Vec<_> = (0..50).map(|_| place.participant()).collect();
    let mut times: Vec<_> = processes.iter_mut().map(|process| process.started_at()).collect();
    times.dedup();
    assert_eq!(times.len(), 1, "{times:?}");
    let base = place.base.clone().unwrap();
    let homes: Vec<_> = fs::read_dir(base.join("clusters")).unwrap().collect();
    assert_eq!(homes.len(), 1);
    processes.into_iter().for_each(common::Participant::end);
}

#[test]
fn a_full_disk_is_told_and_gets_over() {
    let place = Place::new("full", Purpose::Run);
    let disk = Disk::mount(&place.reachable("disk"), "6m");
    let Some(disk) = disk else {
        return common::skipped("a disk that fills up: this user may mount none");
    };
    let mut request = place.request();
    request.options.directory = Some(disk.0.clone());
    let message = Cluster::ensure(&request).unwrap_err().to_string();
    assert!(message.contains("No space left on device"), "{message}");
    assert!(message.contains("help: make some room, or set `SQLDB_LOCAL_DIR`"), "{message}");
    // Nothing half-way is in the way of the next start.
    disk.resize("120m");
    let cluster = Cluster::ensure(&request).unwrap();
    cluster.ensure_database("todo").unwrap();
    cluster.simple_query("todo", "CREATE TABLE t AS SELECT 7 AS n").unwrap();

    // A disk that is full while the server runs costs what was being written, and no more.
    let much =
        "CREATE TABLE much AS SELECT md5(i::text) AS text FROM generate_series(1, 2500000) AS i";
    let full = cluster.simple_query("todo", much).unwrap_err();
    // disk_full; or the server gave up because its log did not fit.
    let told = full.code() == Some("53100") || full.to_string().contains("cannot talk");
    assert!(told, "{full}");
    drop(cluster);
    disk.resize("400m");
    let cluster = Cluster::ensure(&request).unwrap();
    assert_eq!(cluster.ensure_database("todo").unwrap(), Creation::Existed);
    let rows = cluster.simple_query("todo", "SELECT n FROM t").unwrap();
    assert_eq!(rows, [[Some("7".to_owned())]]);
    let home = home(&cluster);
    drop(cluster);
    wait_until_stopped(&home);
}

#[test]
fn the_path_of_the_socket_is_short_whatever_the_workspace_is_called() {
    let mut place = Place::new("long", Purpose::Run);
    let long = place.workspace.join("x".repeat(100)).join("y".repeat(100));
    fs::create_dir_all(&long).unwrap();
    let base = place.reachable(&"z".repeat(120));
    place.base = Some(base);
    let outside = std::mem::replace(&mut place.workspace, long);
    let cluster = place.ensure();
    assert_eq!(one(&cluster, "SELECT 1"), "1");
    assert!(cluster.socket_directory().as_os_str().len() < 80);
    let home = home(&cluster);
    drop(cluster);
    wait_until_stopped(&home);
    place.workspace = outside;
}

/// Another user, with a home that is there and cannot be written, or that is not there at all.
#[test]
fn an_ordinary_user_has_a_server_though_its_home_cannot_be_written() {
    if !rustix::process::geteuid().is_root() {
        // Then all tests are of an ordinary user, and this one could not become another.
        return common::skipped("a home that cannot be written: only root can become another user");
    }
    let place = Place::new("ordinary", Purpose::Run);
    let closed = place.reachable("home");
    fs::set_permissions(&closed, PermissionsExt::from_mode(0o555)).unwrap();
    for home in [closed.as_path(), Path::new("/nonexistent")] {
        let said = said_by_nobody(&place, home, &place.workspace);
        assert!(said.contains("=> 1 /tmp/sqldb-"), "{said}");
    }
}

/// As homes are where users keep their files from each other: nobody else may even look into them.
#[test]
fn a_workspace_lies_in_a_home_that_is_closed_to_all_others() {
    let mut place = Place::new("closed", Purpose::Run);
    let home = place.reachable("home");
    let workspace = home.join("code/todo");
    fs::create_dir_all(&workspace).unwrap();
    fs::set_permissions(&home, PermissionsExt::from_mode(0o700)).unwrap();
    // The server of root runs as another user, who may not enter it either.
    let outside = std::mem::replace(&mut place.workspace, workspace.clone());
    let cluster = place.ensure();
    assert_eq!(one(&cluster, "SELECT 1"), "1");
    drop(cluster);
    place.workspace = outside;

    if !rustix::process::geteuid().is_root() {
        return common::skipped("another user's closed home: only root can become another user");
    }
    assert!(Command::new("chown").args(["-R", "nobody"]).arg(&home).status().unwrap().success());
    let said = said_by_nobody(&place, &home, &workspace);
    let (_, log) = said.split_once("=> 1 ").unwrap_or_else(|| panic!("{said}"));
    let log = Path::new(log.lines().next().unwrap());
    assert!(log.starts_with(home.join(".local/state/sqldb")), "{said}");
    wait_until_stopped(log.parent().unwrap());
}

/// What this test says as the user `nobody`, who has a server for a workspace.
fn said_by_nobody(place: &Place, home: &Path, workspace: &Path) -> String {
    let program = place.reachable("bin").join("test");
    // By another process: what this one has open for writing, a child of another test may have, too, and
    // then it cannot be executed (ETXTBSY).
    let copied = Command::new("cp").arg(std::env::current_exe().unwrap()).arg(&program).status();
    assert!(copied.unwrap().success());
    fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let output = Command::new("setpriv")
        .args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"])
        .arg(&program)
        .args(["--exact", "ordinary_user", "--nocapture"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", home)
        .env("SQLDB_TEST_ORDINARY", workspace)
        .current_dir("/")
        .output()
        .unwrap();
    [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat()
}

/// Not a test: what the other user runs.
#[test]
fn ordinary_user() {
    let Some(workspace) = std::env::var_os("SQLDB_TEST_ORDINARY") else { return };
    let mut request = Request::new(PathBuf::from(workspace), Purpose::Test);
    request.idle = Duration::ZERO;
    request.options = Options::default();
    let cluster = Cluster::ensure(&request).unwrap();
    println!("=> {} {}", one(&cluster, "SELECT 1"), cluster.log().display());
}

/// Participants come, are killed or leave, and sometimes the server is killed: whoever comes next has
/// one that works, and what was written stays.
#[test]
fn whoever_is_killed_the_next_has_a_server() {
    let place = Place::new("random", Purpose::Run);
    place.ensure().ensure_database("todo").unwrap();
    let mut state = 20_261_126_u64;
    let mut random = |below: u64| {
        // xorshift64: the same at every run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut users = Vec::new();
    for round in 0..40 {
        match random(6) {
            0 | 1 => users.push(place.participant()),
            2 if !users.is_empty() => {
                let at = usize::try_from(random(users.len().try_into().unwrap())).unwrap();
                // Perhaps in the middle of its start.
                users.swap_remove(at).kill();
            }
            3 => {
                let cluster = place.ensure();
                common::kill(&common::postmaster(&cluster));
            }
            4 => {
                let cluster = place.ensure();
                for pid in common::supervisors(&cluster) {
                    let _ = Command::new("kill").args(["-9", &pid]).status();
                }
            }
            _ => thread::sleep(Duration::from_millis(random(80))),
        }
        let cluster = place.ensure();
        assert_eq!(cluster.ensure_database("todo").unwrap(), Creation::Existed, "round {round}");
    }
    users.into_iter().for_each(common::Participant::kill);
    let home = home(&place.ensure());
    wait_until("the server is stopped", || !common::is_running(&home));
}

/// A file system of a size of its own; only root may mount one.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path, size: &str) -> Option<Disk> {
        let options = format!("size={size},mode=755");
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(at).status();
        mounted.is_ok_and(|status| status.success()).then(|| Disk(at.to_owned()))
    }

    fn resize(&self, size: &str) {
        let options = format!("remount,size={size}");
        let status = Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}
