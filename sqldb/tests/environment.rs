//! What the environment says about where the database is. Each case is a process of its own,
//! because the environment of a process is not to be changed while it runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::path::Path;
use std::process::Command;

use sqldb::__private::{Definition, Migration};
use sqldb::Database;

const DEFINITION: Definition = Definition {
    name: "environment",
    url_env: Some("SQLDB_TEST_OTHER_URL"),
    workspace: env!("CARGO_TARGET_TMPDIR"),
    postgres: None,
    migrations: &[Migration {
        version: 1,
        name: "create",
        file: "1_create.up.sql",
        // Only a superuser may create this extension.
        sql: "CREATE EXTENSION pageinspect; COMMENT ON EXTENSION pageinspect IS 'pages'; \
              CREATE TABLE t AS SELECT current_database()::text AS name",
    }],
};

/// Runs [`child`] with these variables and returns what it printed.
fn run(variables: &[(&str, &str)]) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env("SQLDB_TEST_CHILD", "1")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find_map(|line| line.split_once("=> "));
    line.unwrap_or_else(|| panic!("{text}")).1.to_owned()
}

/// Not a test by itself: it says what the environment it is in comes to.
#[tokio::test]
async fn child() {
    if std::env::var_os("SQLDB_TEST_CHILD").is_none() {
        return;
    }
    let major = std::env::var("SQLDB_TEST_MAJOR").ok();
    let postgres = major.map(|major| major.parse().unwrap());
    let db = Database::new(Box::leak(Box::new(Definition { postgres, ..DEFINITION })));
    let said = match db.raw_query_row("SELECT name, current_user::text FROM t", &[]).await {
        Ok(row) => {
            let local = db.connection_string().await.unwrap();
            let row = row.unwrap();
            let (name, role): (String, String) = (row.get(0).unwrap(), row.get(1).unwrap());
            format!("{name} {} {role}", local.contains("%2F"))
        }
        Err(error) => error.to_string(),
    };
    println!("\n=> {said}");
}

/// An empty database on the tests' server.
fn empty(name: &str) -> String {
    let name = format!("environment_{name}_{}", std::process::id());
    support::CLUSTER.drop_database(&name).unwrap();
    support::CLUSTER.ensure_database(&name).unwrap();
    name
}

#[test]
fn variables_name_the_database() {
    let (own, other) = (empty("own"), empty("other"));
    let (own_url, other_url) = (support::url(&own, ""), support::url(&other, ""));
    let said = run(&[("SQLDB_ENVIRONMENT_URL", &own_url), ("SQLDB_TEST_OTHER_URL", &other_url)]);
    assert_eq!(said, format!("{own} true postgres"));
    let said = run(&[("SQLDB_TEST_OTHER_URL", &other_url)]);
    assert_eq!(said, format!("{other} true postgres"));
}

#[test]
fn file_names_the_database() {
    let name = empty("file");
    let socket = support::socket();
    let (directory, port) = socket.rsplit_once("/.s.PGSQL.").unwrap();
    let path = std::env::temp_dir().join(format!("sqldb-config-{}.json", std::process::id()));
    let file = format!(
        r#"{{"sql_servers": [{{"host": "{directory}:{port}", "databases": {{"environment":
            {{"name": "{name}", "username": {{"$env": "SQLDB_TEST_ROLE"}}, "min_connections": 1}}}}}}]}}"#
    );
    std::fs::write(&path, file).unwrap();
    let path = path.display().to_string();
    let said = run(&[("SQLDB_CONFIG", &path), ("SQLDB_TEST_ROLE", "postgres")]);
    assert_eq!(said, format!("{name} true postgres"));
    let said = run(&[("SQLDB_CONFIG", &path)]);
    assert!(said.ends_with("the variable `SQLDB_TEST_ROLE`, which is not set"), "{said}");
    std::fs::remove_file(path).unwrap();
}

#[test]
fn migrations_have_a_role_of_their_own() {
    let name = empty("migrate_url");
    let direct = support::url(&name, "");
    // Whom the program is connects to nothing, which is seen after the migrations.
    let program = support::url("not_there", "");
    let said =
        run(&[("SQLDB_ENVIRONMENT_URL", &program), ("SQLDB_ENVIRONMENT_MIGRATE_URL", &direct)]);
    assert!(said.contains("database \"not_there\" does not exist"), "{said}");
    let said = run(&[("SQLDB_ENVIRONMENT_URL", &direct), ("SQLDB_MIGRATE", "off")]);
    assert_eq!(said, format!("{name} true postgres"));
}

#[test]
fn migrate_off_refuses_a_database_that_is_behind() {
    let url = support::url(&empty("off"), "");
    let said = run(&[("SQLDB_ENVIRONMENT_URL", &url), ("SQLDB_MIGRATE", "off")]);
    let sentence = "migrations are off for the database `environment`: the database is behind: ";
    assert!(said.starts_with(sentence), "{said}");
    let said = run(&[("SQLDB_ENVIRONMENT_URL", &url), ("SQLDB_MIGRATE", "no")]);
    assert_eq!(said, "`SQLDB_MIGRATE=no` is not known; expected `auto` or `off`");
}

#[test]
fn servers_older_than_the_attribute_are_refused() {
    let url = support::url(&empty("older"), "");
    let major = support::CLUSTER.server_major();
    let said = run(&[("SQLDB_ENVIRONMENT_URL", &url), ("SQLDB_TEST_MAJOR", "98")]);
    let start = "the queries of the database `environment` are typed for PostgreSQL 98, and the \
                 server at ";
    let end = format!(
        " (`SQLDB_ENVIRONMENT_URL`) is PostgreSQL {major}; connect to one of 98 or newer, or write \
         `postgres = {major}` in its attribute"
    );
    assert!(said.starts_with(start) && said.ends_with(&end), "{said}");
    for major in [major, major - 1] {
        let variable = ("SQLDB_TEST_MAJOR", &*major.to_string());
        assert!(run(&[("SQLDB_ENVIRONMENT_URL", &url), variable]).ends_with(" true postgres"));
    }
}

#[test]
fn wrong_values_are_told() {
    let said = run(&[("SQLDB_LOCAL", "0")]);
    assert!(said.contains("set `SQLDB_ENVIRONMENT_URL` or `SQLDB_TEST_OTHER_URL`"), "{said}");
    let said = run(&[("SQLDB_CONFIG", "/gone/x.json")]);
    assert!(said.starts_with("`SQLDB_CONFIG=/gone/x.json`: No such file"), "{said}");
    let url = support::url("postgres", "");
    let said = run(&[("SQLDB_ENVIRONMENT_URL", &url), ("SQLDB_ENVIRONMENT_POOL_MAX", "many")]);
    assert_eq!(said, "`SQLDB_ENVIRONMENT_POOL_MAX=many`: expected a number greater than 0");
}

#[test]
fn nothing_said_means_a_local_server() {
    let directory = std::env::temp_dir().join(format!("sqldb-env-{}", std::process::id()));
    let variable = ("SQLDB_LOCAL_DIR", &*directory.display().to_string());
    assert_eq!(run(&[variable]), "environment true sqldb-service");
    // Of the major version that the attribute has, which is found or is not.
    let major = support::CLUSTER.server_major().to_string();
    assert_eq!(run(&[variable, ("SQLDB_TEST_MAJOR", &major)]), "environment true sqldb-service");
    let said = run(&[variable, ("SQLDB_TEST_MAJOR", "98"), ("SQLDB_OFFLINE", "1")]);
    let start = "the local PostgreSQL for the database `environment`, whose attribute has \
                 `postgres = 98`: ";
    assert!(said.starts_with(start), "{said}");
    // The server stops by itself some seconds after its last user.
    for _ in 0..300 {
        if !is_running(&directory) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let _ = std::fs::remove_dir_all(&directory);
}

/// Whether a `postmaster.pid` is anywhere below.
fn is_running(directory: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(directory) else { return false };
    entries.flatten().any(|entry| {
        entry.file_name() == "postmaster.pid"
            || (entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_running(&entry.path()))
    })
}
