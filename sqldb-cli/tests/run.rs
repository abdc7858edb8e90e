//! `sqldb run`: what is made ready, what the program gets, and what happens while it runs.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not in functions of them"
)]

mod project;

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, Command, Stdio};

use project::{Project, psql, text};

/// A program in `sh` that says where it finds things and waits.
const PROGRAM: &str = "echo \"started $SQLDB_NOTES_URL $SQLDB_TODO_URL\" >&2; exec sleep 60";

#[test]
fn the_databases_are_ready_before_the_program_and_it_is_told_where() {
    let project = Project::new();
    let program =
        "psql -XtAc 'SELECT current_user, count(*) FROM todo_item' \"$SQLDB_TODO_URL\"; exit 7";
    let output = project.run(&["run", "--", "sh", "-c", program]);
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(text(&output.stdout), "sqldb-service|0\n");
    let said = text(&output.stderr);
    let lines: Vec<&str> = said.lines().filter(|line| line.contains(", ready in ")).collect();
    let [notes, todo] = lines.as_slice() else { panic!("{said}") };
    assert!(notes.starts_with("sqldb: notes: created, 1 migration in "), "{said}");
    assert!(
        todo.contains("todo: created, 2 migrations in ") && todo.contains("2_add_done.up.sql "),
        "{said}"
    );

    // The second time there is nothing to do; and for programs, lines of JSON.
    let output = project.run(&["run", "--json", "--", "true"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stderr);
    let line = said.lines().find(|line| line.contains("\"todo\"")).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!((&line["created"], &line["applied"]), (&false.into(), &serde_json::json!([])));
}

#[test]
fn a_database_at_a_variable_is_left_as_it_is() {
    let project = Project::new();
    let mut command = project.command(&["run", "--", "sh", "-c", "echo $SQLDB_TODO_URL"]);
    let output = command.env("SQLDB_TODO_URL", "postgres://elsewhere/todo").output().unwrap();
    assert_eq!(text(&output.stdout), "postgres://elsewhere/todo\n");
    assert!(text(&output.stderr).contains("todo: at `SQLDB_TODO_URL`, and left as it is"));
}

#[test]
fn a_migration_that_fails_keeps_the_program_from_starting() {
    let project = Project::new();
    project.write("migrations/todo/3_wrong.up.sql", "ALTER TABLE nothing ADD a int;");
    let output = project.run(&["run", "--", "echo", "started"]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), String::new()));
    assert!(text(&output.stderr).contains("3_wrong.up.sql"), "{}", text(&output.stderr));
    let missing = project.run(&["run", "--", "no-such-program"]);
    assert_eq!(missing.status.code(), Some(1));
}

/// A command that runs, with what it says.
struct Running {
    child: Child,
    said: Lines<BufReader<ChildStderr>>,
}

impl Running {
    fn start(project: &Project, words: &[&str]) -> Running {
        let mut child =
            project.command(&[words, &["--", "sh", "-c", PROGRAM]].concat()).spawn().unwrap();
        let said = BufReader::new(child.stderr.take().unwrap()).lines();
        Running { child, said }
    }

    /// The next line that has this in it.
    fn says(&mut self, part: &str) -> String {
        let mut seen = Vec::new();
        for line in &mut self.said {
            let line = line.unwrap();
            if line.contains(part) {
                return line;
            }
            seen.push(line);
        }
        panic!("it did not say {part}: {seen:?}");
    }

    fn end(mut self, signal: &str) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

#[test]
fn the_program_is_started_again_when_migrations_change() {
    let project = Project::new();
    // What is wrong from the beginning is waited for.
    let due = "migrations/todo/3_add_due.up.sql";
    project.write(due, "ALTER TABLE todo_itm ADD due date;");
    let mut running = Running::start(&project, &["run", "--watch"]);
    running.says("waiting for a change");
    std::fs::remove_file(project.directory.join(due)).unwrap();
    let url = running.says("started ").rsplit(' ').next().unwrap().to_owned();
    project.write(due, "ALTER TABLE todo_item ADD due date;");
    assert!(running.says("3_add_due.up.sql").contains("todo: 1 migration in "));
    running.says("started ");
    assert_eq!(psql(&url, "SELECT count(due) FROM todo_item").unwrap(), "0");

    // What is wrong is shown, and the program goes on until it is mended.
    project.write("migrations/todo/4_wrong.up.sql", "ALTER TABLE nothing ADD a int;");
    running.says("4_wrong.up.sql");
    project.write("migrations/todo/4_wrong.up.sql", "ALTER TABLE todo_item ADD a int;");
    running.says("todo: 1 migration in ");
    running.says("started ");

    // While somebody writes a source, what it declared before is still there, and nothing is started.
    let library = std::fs::read_to_string(project.directory.join("src/lib.rs")).unwrap();
    project.write("src/lib.rs", &format!("{library}fn half( {{"));
    std::thread::sleep(std::time::Duration::from_millis(700));
    project.write("src/lib.rs", &library);
    project.write("migrations/todo/5_more.up.sql", "ALTER TABLE todo_item ADD b int;");
    let next = running.said.next().unwrap().unwrap();
    assert!(next.contains("todo: 1 migration in ") || next.contains("notes: nothing"), "{next}");
    running.says("started ");
    // The program ends by the signal, and the command as it does.
    assert_eq!(running.end("-TERM"), Some(128 + 15));
}

#[test]
fn a_database_that_is_defined_while_the_program_runs_is_picked_up() {
    let project = Project::new();
    let mut running = Running::start(&project, &["run"]);
    let url = running.says("started ").rsplit(' ').next().unwrap().to_owned();
    project
        .write("migrations/stock/1_create.up.sql", "CREATE TABLE stock (id bigint PRIMARY KEY);");
    let library = std::fs::read_to_string(project.directory.join("src/lib.rs")).unwrap();
    let stock =
        "#[sqldb::database(name = \"stock\", migrations = \"./migrations/stock\")] mod stock {}";
    project.write("src/lib.rs", &format!("{library}{stock}"));
    assert!(running.says("stock: created, ").contains("1 migration in "));
    assert_eq!(psql(&url.replace("/todo?", "/stock?"), "SELECT count(*) FROM stock").unwrap(), "0");
    assert_eq!(running.end("-TERM"), Some(128 + 15));
}

#[test]
fn without_words_cargo_runs_the_program() {
    let project = Project::new();
    let library = std::fs::read_to_string(project.directory.join("src/lib.rs")).unwrap();
    // The attributes are for the command to read; without them there is nothing to compile against.
    let library = library.replace("#[sqldb", "#[cfg_attr(any(), sqldb").replace(")]", "))]");
    project.write(
        "src/main.rs",
        "fn main() { println!(\"{}\", std::env::var(\"SQLDB_TODO_URL\").is_ok()) }",
    );
    project.write("src/lib.rs", &library);
    let mut command = project.command(&["run"]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert_eq!(text(&output.stdout), "true\n", "{}", text(&output.stderr));
}
