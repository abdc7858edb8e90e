//! `Config::test()`: each process has a database of its own, whatever others do at the same time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::process::{Command, Stdio};

use sqldb::__private::{Definition, Migration};
use sqldb::{Config, Database};

static DEFINITION: Definition = Definition {
    name: "own",
    url_env: None,
    workspace: env!("CARGO_MANIFEST_DIR"),
    postgres: None,
    migrations: &[Migration {
        version: 1,
        name: "create",
        file: "1_create.up.sql",
        sql: "CREATE EXTENSION IF NOT EXISTS citext; \
              CREATE TABLE item (id bigserial PRIMARY KEY, title citext)",
    }],
};

static DB: Database = Database::new(&DEFINITION);

/// The database's name, and how many items it has.
async fn found() -> (String, i64) {
    let sql = "SELECT current_database()::text AS name, (SELECT count(*) FROM item) AS items";
    let row = DB.raw_query_row(sql, &[]).await.unwrap().unwrap();
    (row.get("name").unwrap(), row.get("items").unwrap())
}

/// Not a test: what the processes do that the test starts.
#[tokio::test]
async fn participant() {
    if std::env::var_os("SQLDB_TEST_PARTICIPANT").is_some() {
        DB.configure(Config::test()).unwrap();
        DB.raw_exec("INSERT INTO item (title) VALUES ('Milk')", &[]).await.unwrap();
        let (name, items) = found().await;
        println!("\n{name} has {items}");
    }
}

fn processes(count: usize) -> Vec<String> {
    let start = || {
        let mut process = Command::new(std::env::current_exe().unwrap());
        process.args(["--exact", "participant", "--nocapture"]);
        // It goes before what the environment says.
        process
            .env("SQLDB_TEST_PARTICIPANT", "1")
            .env("SQLDB_OWN_URL", "postgres://127.0.0.1:1/own");
        process.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let started: Vec<_> = (0..count).map(|_| start()).collect();
    let ended = started.into_iter().map(|process| {
        let output = process.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = said.lines().find_map(|line| line.strip_suffix(" has 1"));
        line.unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&output.stderr)))
            .to_owned()
    });
    ended.collect()
}

#[tokio::test]
async fn each_process_has_a_database_of_its_own() {
    // As each test of this process would.
    DB.configure(Config::test()).unwrap();
    DB.configure(Config::test()).unwrap();
    let other = DB.configure(Config::url("postgres://elsewhere")).unwrap_err().to_string();
    assert!(other.contains("was configured already, and otherwise"), "{other}");
    let (own, items) = found().await;
    assert_eq!(items, 0);
    DB.configure(Config::test()).unwrap();
    // The program may not change the schema, in a test either.
    assert!(DB.raw_exec("DROP TABLE item", &[]).await.unwrap_err().is_permission_denied());

    let mut names = processes(8);
    names.push(own.clone());
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 9, "{names:?}");
    assert_eq!(found().await, (own.clone(), 0));
    // Those of processes that have ended are dropped by the next one.
    let last = processes(1);
    let sql = "SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'own%' ORDER BY 1";
    let there = DB.raw_query_all(sql, &[]).await.unwrap();
    let there: Vec<String> = there.iter().map(|row| row.get("name").unwrap()).collect();
    let mut expected = vec![own, last.into_iter().next().unwrap()];
    expected.sort();
    assert_eq!(there, expected);
}
