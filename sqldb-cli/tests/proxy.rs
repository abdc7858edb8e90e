//! `sqldb proxy`: to the local PostgreSQL, and to a server that wants TLS and a password.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not in functions of them"
)]

mod project;
mod tls_server;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use project::{Project, psql, text};
use tls_server::TlsServer;

/// A proxy that runs, and the URLs that it printed: of `notes`, and of `todo`.
struct Proxy {
    child: Child,
    urls: Vec<String>,
}

impl Proxy {
    fn start(project: &Project, words: &[&str], variables: &[(&str, &str)]) -> Proxy {
        let mut command = project.command(&[&["proxy"][..], words].concat());
        let mut child = command.envs(variables.iter().copied()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let urls = lines.take(2).map(Result::unwrap).collect();
        Proxy { child, urls }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn clients_come_to_the_local_databases_as_the_role_that_was_asked_for() {
    let project = Project::new();
    project.printed(&["reset", "--all"]);
    let proxy = Proxy::start(&project, &[], &[]);
    let [notes, todo] = proxy.urls.as_slice() else { panic!("{:?}", proxy.urls) };
    let who =
        "SELECT current_database() || ' ' || current_user || ' ' || current_setting('search_path')";
    assert_eq!(psql(todo, who).unwrap(), "todo sqldb-read \"$user\", public");
    // Settings of the client arrive at the server.
    let with = format!(
        "{notes}?options=-cwork_mem%3D5MB%20-cstatement_timeout%3D7s&application_name=my%20own"
    );
    let set = "SELECT current_setting('work_mem') || current_setting('statement_timeout') || \
               current_setting('application_name')";
    assert_eq!(psql(&with, set).unwrap(), "5MB7smy own");
    // Who comes without the password, and hangs up to ask for it, is no news.
    let without =
        todo.replacen(&todo[todo.find("sqldb:").unwrap() + 5..todo.find('@').unwrap()], "", 1);
    assert!(psql(&format!("{without}?connect_timeout=5"), who).unwrap_err().contains("password"));
    let insert = "INSERT INTO todo_item (title) VALUES ('milk')";
    assert!(psql(todo, insert).unwrap_err().contains("permission denied"));
    // More than fits into any buffer, both ways.
    let long = "x".repeat(100_000);
    let echoed = psql(todo, &format!("SELECT repeat('{long}', 20)")).unwrap();
    assert_eq!(echoed.len(), 2_000_000);

    let stranger = todo.replace("sqldb:", "sqldb:x");
    assert!(psql(&stranger, who).unwrap_err().contains("the proxy knows only the user `sqldb`"));
    let unknown = todo.replace("/todo", "/shop");
    assert!(psql(&unknown, who).unwrap_err().contains("no database `shop` is declared"));
}

#[test]
fn a_statement_is_canceled_through_the_proxy() {
    let project = Project::new();
    let proxy = Proxy::start(&project, &["--write"], &[]);
    cancel(&proxy.urls[0]);
}

/// As Ctrl-C in psql does.
fn cancel(url: &str) {
    let started = Instant::now();
    let mut client = Command::new("psql")
        .args(["-X", "-c", "SELECT 'asleep'", "-c", "SELECT pg_sleep(60)"])
        .arg(url)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(client.stdout.take().unwrap()).lines();
    while !lines.next().unwrap().unwrap().contains("asleep") {}
    std::thread::sleep(Duration::from_millis(300));
    let pid = client.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let output = client.wait_with_output().unwrap();
    let said = text(&output.stderr);
    assert!(said.contains("canceling statement due to user request"), "{said}");
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn the_proxy_speaks_tls_and_knows_the_password() {
    let project = Project::new();
    let server = TlsServer::start("secret");
    server.run("CREATE DATABASE todo");
    server.run("CREATE ROLE reader LOGIN PASSWORD 'secret'");
    let url = "postgres://reader:${READER_PASSWORD}@localhost:PORT/{database}?sslmode=require";
    let url = url.replace("PORT", &server.port.to_string());
    project.write("sqldb.toml", &format!("[env.staging]\nread = \"{url}\"\n"));
    let proxy = Proxy::start(&project, &["--env", "staging"], &[("READER_PASSWORD", "secret")]);
    let query = "SELECT current_user || ' ' || ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let todo = &proxy.urls[1];
    assert_eq!(psql(todo, query).unwrap(), "reader true");
    // More than fits into any buffer, both ways, and what ends a statement by a connection of its own.
    let long = "x".repeat(100_000);
    assert_eq!(psql(todo, &format!("SELECT repeat('{long}', 20)")).unwrap().len(), 2_000_000);
    cancel(todo);
    // This side of the proxy is not encrypted, because it is on this machine: whoever insists is told so.
    for (mode, outcome) in
        [("disable", Ok("reader true")), ("prefer", Ok("reader true")), ("require", Err("SSL"))]
    {
        let said = psql(&format!("{todo}?sslmode={mode}"), query);
        match (&said, outcome) {
            (Ok(said), Ok(expected)) => assert_eq!(said, expected),
            (Err(said), Err(expected)) => assert!(said.contains(expected), "{said}"),
            _ => panic!("{mode}: {said:?}"),
        }
    }

    let nowhere = project.refused(&["proxy", "--env", "nowhere"], 2);
    assert!(nowhere.starts_with("error: there is no environment `nowhere`; "), "{nowhere}");

    // The server's certificate is looked at as the URL says: it is its own issuer, and nobody else's.
    let certificate = server.certificate();
    let verified = url.replace("require", &format!("verify-full&sslrootcert={certificate}"));
    let unverified = url.replace("require", "verify-full");
    let toml = format!(
        "[env.verified]\nread = \"{verified}\"\n[env.unverified]\nread = \"{unverified}\"\n"
    );
    project.write("sqldb.toml", &format!("[env.staging]\nread = \"{url}\"\n{toml}"));
    let password = [("READER_PASSWORD", "secret")];
    let proxy = Proxy::start(&project, &["--env", "verified"], &password);
    assert_eq!(psql(&proxy.urls[1], query).unwrap(), "reader true");
    let proxy = Proxy::start(&project, &["--env", "unverified"], &password);
    let said = psql(&proxy.urls[1], query).unwrap_err();
    assert!(said.contains("certificate") && !said.contains("secret"), "{said}");

    let wrong = Proxy::start(&project, &["--env", "staging"], &[("READER_PASSWORD", "wrong")]);
    let said = psql(&wrong.urls[1], query).unwrap_err();
    assert!(said.contains("password authentication failed") && !said.contains("wrong"), "{said}");
}
