//! `sqldb doctor`: each trouble is found, and what to do about it said.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests, though not in functions of them")]

mod project;
mod tls_server;

use project::{Project, psql, text};
use tls_server::TlsServer;

/// What is wrong, and the exit code.
#[track_caller]
fn examine(project: &Project, words: &[&str], variables: &[(&str, &str)]) -> (String, Option<i32>) {
    let mut command = project.command(&[&["doctor"][..], words].concat());
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let said = text(&output.stdout);
    assert!(!said.contains("secret"), "{said}");
    (said, output.status.code())
}

#[test]
fn what_is_well_is_said() {
    let project = Project::new();
    let (said, code) = examine(&project, &[], &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("declares `notes`, `todo`"), "{said}");
    assert!(said.contains("✓ todo: migrations: 2 in migrations/todo\n"), "{said}");
    assert!(
        said.contains("! todo: build script: build.rs does not check the migrations"),
        "{said}"
    );
    assert!(said.contains("✓ todo: database: is not there yet"), "{said}");
    project.printed(&["reset", "--all"]);
    project
        .write("build.rs", "fn main() { sqldb_migrate::build::validate(\"./migrations/todo\"); }");
    // Some tools have a row for each migration.
    let url = project.printed(&["conn-uri", "todo", "--superuser"]);
    psql(url.trim_end(), "INSERT INTO schema_migrations VALUES (1, false)").unwrap();
    let (said, _) = examine(&project, &["todo", "--json"], &[]);
    assert!(said.contains("lets `sqldb-service` in; migrated to 2"), "{said}");
    for line in said.lines() {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(finding["state"] != "wrong", "{line}");
    }
    project.write("migrations/todo/1_create_item.up.sql", "CREATE TABLE todo_item (id int8);");
    project.write("migrations/todo/3_more.up.sql", "SELECT 1;");
    let (said, code) = examine(&project, &["todo"], &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("migrated to 2, 1 pending, but 1 (`create_item`) is changed"), "{said}");
}

/// Encore's page of troubles has these four, and there are more.
#[test]
fn each_trouble_has_its_way_out() {
    let project = Project::new();
    // "unknown database"
    let (said, code) = examine(&project, &["shop"], &[]);
    assert!(code == Some(1) && said.contains("no database `shop` is declared"), "{said}");
    // "could not connect to the database"
    let url = [("SQLDB_TODO_URL", "postgres://me:secret@127.0.0.1:1/todo")];
    let (said, code) = examine(&project, &["todo"], &url);
    assert!(code == Some(1) && said.contains("help: nobody answers there"), "{said}");
    // The cluster cannot be created.
    let (said, code) = examine(&project, &[], &[("SQLDB_PG_BIN", "/nowhere")]);
    assert!(
        code == Some(1) && said.contains("`SQLDB_PG_BIN` is /nowhere, which has no `postgres`"),
        "{said}"
    );

    let server = TlsServer::start("secret");
    server.run("CREATE DATABASE todo");
    let url = |rest: &str| format!("postgres://postgres:secret@localhost:{}/{rest}", server.port);
    // The authority is not known: "unable to add CA to cert pool".
    let (said, _) =
        examine(&project, &["todo"], &[("SQLDB_TODO_URL", &url("todo?sslmode=verify-full"))]);
    assert!(said.contains("install the package `ca-certificates`"), "{said}");
    let (said, _) =
        examine(&project, &["todo"], &[("SQLDB_TODO_URL", &url("shop?sslmode=require"))]);
    assert!(said.contains("help: create the database on that server"), "{said}");
    let wrong = url("todo?sslmode=require").replace(":secret", ":wrong");
    let (said, _) = examine(&project, &["todo"], &[("SQLDB_TODO_URL", &wrong)]);
    assert!(said.contains("help: correct the role and the password"), "{said}");
    let (said, _) =
        examine(&project, &["todo"], &[("SQLDB_TODO_URL", &url("todo?sslmode=disable"))]);
    assert!(said.contains("try `sslmode=require`"), "{said}");
    project.write(
        "sqldb.toml",
        &format!("[env.staging]\nread = \"{}\"\n", url("todo?sslmode=require")),
    );
    let (said, code) = examine(&project, &["todo", "--env", "staging"], &[]);
    assert!(code == Some(0) && said.contains("todo in `staging`: PostgreSQL "), "{said}");

    project.write("migrations/todo/3_wrong.up.sql", "ALTER TABLE nothing ADD a int;");
    let (said, code) = examine(&project, &["todo"], &[]);
    assert!(
        code == Some(1)
            && said.contains("✗ todo: migrations: ")
            && said.contains("3_wrong.up.sql:1:13"),
        "{said}"
    );
    let empty = Project::empty();
    let (said, code) = examine(&empty, &[], &[]);
    assert!(
        code == Some(1) && said.contains("help: run `sqldb doctor` in the directory"),
        "{said}"
    );
    empty.write("Cargo.toml", "[package]\nname = \"program\"\n");
    empty.write("src/lib.rs", "");
    let (said, _) = examine(&empty, &[], &[]);
    assert!(said.contains("no source of this workspace declares a database"), "{said}");
}
