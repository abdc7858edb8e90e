//! `sqldb verify`: the answers about `describe/queries.sql` hold on a server, and differences show.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

use expect_test::expect;
use sqldb_local::{Cluster, Purpose, Request};

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/describe");

/// Runs the command against a database with this schema.
fn verify(cluster: &Cluster, name: &str, schema: &str, more: &[&str]) -> Output {
    let name = format!("sqldb_verify_{name}_{}", std::process::id());
    cluster.ensure_database(&name).unwrap();
    cluster.simple_query(&name, schema).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sqldb"))
        .args(["verify", "--database", &cluster.url(&name, Cluster::SUPERUSER)])
        .args(["--postgres", &cluster.server_major().to_string()])
        .args(["--migrations", "migrations", "queries.sql"])
        .args(more)
        .current_dir(DIRECTORY)
        .output()
        .unwrap();
    cluster.drop_database(&name).unwrap();
    output
}

#[test]
fn differences_are_printed_and_none_is_success() {
    let request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
    let cluster = Cluster::ensure(&request).unwrap();
    let file = format!("{DIRECTORY}/migrations/1_todo.up.sql");
    let schema = std::fs::read_to_string(file).unwrap();

    let output = verify(&cluster, "same", &schema, &[]);
    expect![[r#"
        10 statements, no differences
    "#]]
    .assert_eq(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(output.status.code(), Some(0));

    let other = schema.replace("title text", "title varchar").replace("bigserial", "serial");
    let output = verify(&cluster, "other", &other, &[]);
    expect![[r#"
        queries.sql:2: parameter id is int8, PostgreSQL says int4
        queries.sql:2: column id is int8, PostgreSQL says id is int4
        queries.sql:2: column title is text, PostgreSQL says title is varchar
        queries.sql:5: parameter $1 is text, PostgreSQL says varchar
        queries.sql:5: column id is int8, PostgreSQL says id is int4
        10 statements, 2 with differences
    "#]]
    .assert_eq(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(output.status.code(), Some(1));

    let output = verify(&cluster, "json", &other, &["--json"]);
    let lines = String::from_utf8(output.stdout).unwrap();
    expect![[r#"
        {"difference":"parameter id is int8, PostgreSQL says int4","file":"queries.sql","line":2}
        {"different":2,"statements":10}
    "#]]
    .assert_eq(&lines.split_inclusive('\n').step_by(5).collect::<String>());
    assert_eq!(output.status.code(), Some(1));
}

/// The migrations are read before the server is asked for anything.
#[test]
fn migrations_that_do_not_replay() {
    let directory = std::env::temp_dir().join(format!("sqldb-verify-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("1_a.sql"), "SELECT 1;\nALTER TABLE a ADD b int;").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sqldb"))
        .args(["verify", "--database", "postgres://localhost:1/none", "--migrations"])
        .arg(&directory)
        .arg("queries.sql")
        .current_dir(DIRECTORY)
        .output()
        .unwrap();
    std::fs::remove_dir_all(&directory).unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("1_a.sql:2:13"), "{message}");
    assert_eq!(output.status.code(), Some(2));
}
