//! The program as its user runs it: what it prints, and its exit codes.

#![expect(clippy::expect_used, reason = "a test may fail")]

mod server;

use std::process::{Command, Output};

use server::Server;

#[track_caller]
fn check(server: &Server, words: &[&str], code: i32, printed: &str) {
    let output = run(server, words);
    let text = match code {
        0 => String::from_utf8_lossy(&output.stdout),
        _ => String::from_utf8_lossy(&output.stderr),
    };
    assert_eq!(output.status.code(), Some(code), "{words:?}: {output:?}");
    assert_eq!(text.trim_end(), printed, "{words:?}");
}

fn run(server: &Server, words: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_todo"));
    program.args(words).env("SQLDB_TODO_URL", &server.url).output().expect("the program runs")
}

#[test]
fn items_come_and_go() {
    let server = Server::with_database("todo_command");
    check(&server, &[], 0, "Nothing to do. Write something down: todo add \"Buy milk\"");
    check(&server, &["add", "Buy", "milk"], 0, "1  Buy milk");
    check(&server, &["add", "Drink it"], 0, "2  Drink it");
    check(&server, &["done", "1"], 0, "done: Buy milk");
    check(&server, &["list"], 0, "Id     Title\n 2     Drink it");
    check(&server, &["list", "--all"], 0, "Id     Title\n 1  ✔  Buy milk\n 2     Drink it");
    check(&server, &["rm", "2"], 0, "removed: Drink it");
    check(&server, &["rm", "2"], 1, "todo: there is no item 2; `todo list --all` shows all");
    let wrong = run(&server, &["dance"]);
    assert_eq!(wrong.status.code(), Some(2));
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert!(said.starts_with("todo: there is no command `dance`\n\nA to-do list."), "{said}");
}

#[test]
fn a_database_out_of_reach_is_named_without_its_password() {
    let output = Command::new(env!("CARGO_BIN_EXE_todo"))
        .env("SQLDB_TODO_URL", "postgresql://me:secret@localhost:1/todo")
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.starts_with("todo: ") && !said.contains("secret"), "{said}");
}
