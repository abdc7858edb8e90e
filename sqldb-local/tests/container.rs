//! PostgreSQL in a container, with an engine that runs the installed programs instead of an image's.

#![allow(clippy::unwrap_used, reason = "these are tests, though not in functions of them")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use common::{Place, wait_until_stopped};
use sqldb_local::{Cluster, Purpose, Request};

/// Not a test: what the processes run that the tests start.
#[test]
fn participant() {
    common::participate();
}

/// Answers as Docker does, as far as it is asked. `run` leaves its options out and runs the program as
/// the user that it names.
const ENGINE: &str = r#"#!/bin/sh
echo "$@" >> 'LOG'
case $1 in
info | rm | pull) exit 0 ;;
image) exit 1 ;;
run) shift ;;
esac
while :; do
    case $1 in
    --rm) shift ;;
    --network | --shm-size | -v | -w | --name) shift 2 ;;
    --user) user=$2; shift 2 ;;
    --entrypoint) program=$2; shift 2 ;;
    *) break ;;
    esac
done
shift
cd /
PATH='BIN':$PATH
[ "$(id -u)" = 0 ] || exec "$program" "$@"
exec setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups "$program" "$@"
"#;

#[test]
fn a_container_is_started_shared_and_stopped() {
    let mut place = Place::new("container", Purpose::Run);
    place.base = Some(place.reachable("base"));
    let directory = place.reachable("engine");
    let log = directory.join("log");
    fs::write(&log, "").unwrap();
    fs::set_permissions(&log, PermissionsExt::from_mode(0o666)).unwrap();
    let installed = Cluster::binaries(&Request::new(&place.workspace, Purpose::Test)).unwrap();
    let engine = ENGINE
        .replace("LOG", &log.display().to_string())
        .replace("BIN", &installed.display().to_string());
    fs::write(directory.join("docker"), engine).unwrap();
    fs::set_permissions(directory.join("docker"), PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", directory.display(), std::env::var("PATH").unwrap());
    let variables = [("PATH", path.as_str()), ("SQLDB_TEST_CONTAINER", "1")];

    let mut first = place.participant_with(Duration::ZERO, &variables);
    let mut second = place.participant_with(Duration::ZERO, &variables);
    assert_eq!(first.started_at(), second.started_at());
    let said = fs::read_to_string(&log).unwrap();
    assert!(said.contains("pull --quiet docker.io/library/postgres:17"), "{said}");
    let base = place.base.clone().unwrap().display().to_string();
    let server = said.lines().find(|line| line.contains("--name sqldb-")).unwrap();
    assert!(server.contains("run --rm --network none"), "{server}");
    assert!(server.contains(&format!("-v {base}:{base}")), "{server}");
    first.end();
    second.end();
    let home = fs::read_dir(Path::new(&base).join("clusters")).unwrap().next().unwrap().unwrap();
    wait_until_stopped(&home.path());
    // Its data are there for the next one.
    let mut third = place.participant_with(Duration::ZERO, &variables);
    third.started_at();
    third.kill();
    wait_until_stopped(&home.path());
}

#[test]
fn an_engine_that_does_not_answer_is_told() {
    let place = Place::new("engine", Purpose::Test);
    let directory = place.reachable("engine");
    // Podman is there, and Docker's daemon is not.
    for (name, code) in [
        ("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1"),
        ("podman", "exit 125"),
    ] {
        let program = directory.join(name);
        fs::write(&program, format!("#!/bin/sh\n{code}\n")).unwrap();
        fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", directory.display(), std::env::var("PATH").unwrap());
    let variables = [("PATH", path.as_str()), ("SQLDB_TEST_CONTAINER", "1")];
    let message = place.participant_with(Duration::ZERO, &variables).refused();
    for said in [
        "Docker or Podman: `docker info` failed: Cannot connect to the Docker daemon; `podman info` failed",
        "download: turned off by SQLDB_POSTGRES_PROVIDER=docker",
    ] {
        assert!(message.contains(said), "{message}");
    }
}
