//! A database that one crate declares and another names.

#![expect(clippy::expect_used, reason = "a test may fail")]

#[path = "../../../sqldb-local/tests/common/clusters.rs"]
mod clusters;

use std::process::{Command, Output};

use clusters::Base;
use sqldb_local::{Cluster, Purpose, Request};

fn report(variable: &str, value: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_todo-report"));
    program.env_remove("SQLDB_TODO_URL").env(variable, value).output().expect("the program runs")
}

#[tokio::test]
async fn the_owner_migrates_and_the_other_reads() {
    let mut request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
    request.major = pg_dump_major();
    let cluster = Cluster::ensure(&request).expect("a PostgreSQL");
    cluster.drop_database("todo_report").expect("the old database goes");
    cluster.ensure_database("todo_report").expect("a new database");
    let url = cluster.url("todo_report", Cluster::SUPERUSER);

    // It does not own the migrations, so it does not apply them to a server.
    let early = report("SQLDB_TODO_URL", &url);
    let said = String::from_utf8_lossy(&early.stderr);
    assert!(!early.status.success() && said.contains("the database is behind"), "{said}");

    todo::DB.configure(sqldb::Config::url(&url)).expect("a first configuration");
    let milk = todo::add("Buy milk").await.expect("an item");
    todo::add("Drink it").await.expect("another one");
    todo::done(milk.id).await.expect("it is done");

    // Other programs use the same database by its connection string.
    let string = todo::DB.connection_string().await.expect("a connection string");
    let run = |program: &str, words: &[&str]| {
        let output = Command::new(program).args(words).arg(&string).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&output.stdout), text(&output.stderr))
    };
    let (titles, said) = run("psql", &["-XtAc", "SELECT title FROM todo_item ORDER BY id"]);
    assert_eq!(titles, "Buy milk\nDrink it\n", "{said}");
    let (dump, said) = run("pg_dump", &["--schema-only", "--table", "todo_item"]);
    assert!(dump.contains("CREATE TABLE public.todo_item"), "{dump}{said}");

    todo::DB.close().await;
    let output = report("SQLDB_TODO_URL", &url);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1 of 2 done\n");
}

/// The version of PostgreSQL that `pg_dump` is of: it dumps no newer server.
fn pg_dump_major() -> Option<u32> {
    let output = Command::new("pg_dump").arg("--version").output().expect("pg_dump is installed");
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    version.split(['.', ' ']).find_map(|word| word.parse().ok())
}

#[test]
fn on_a_machine_of_its_own_it_is_simply_there() {
    let base = Base::new(format!("/tmp/sqldb-todo-report-{}", std::process::id()).into());
    let output = report("SQLDB_LOCAL_DIR", &base.path().display().to_string());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "0 of 0 done\n", "{said}");
}
