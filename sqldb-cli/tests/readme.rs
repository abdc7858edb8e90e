//! What the README shows: its program, migrations, message, commands and configuration are real.

#![cfg(unix)]
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests, though not in functions of them"
)]

mod project;

use std::path::Path;
use std::process::{Command, Output};

use project::{Project, text};

/// The blocks of code, each with its language.
fn blocks() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let parts: Vec<&str> = readme.split("```").collect();
    let inside = parts.iter().skip(1).step_by(2);
    inside
        .map(|block| block.split_once('\n').unwrap())
        .map(|(language, code)| (language.to_owned(), code.to_owned()))
        .collect()
}

/// The first block of a language that has this in it.
fn block(language: &str, part: &str) -> String {
    let found = blocks().into_iter().find(|(of, code)| of == language && code.contains(part));
    found.unwrap_or_else(|| panic!("no block of {language} with {part}")).1
}

/// Runs cargo on the project, with the compiled crates of the workspace.
fn cargo(project: &Project, word: &str) -> Output {
    let mut cargo = Command::new(env!("CARGO"));
    project.prepare(cargo.args([word, "--quiet", "--offline"]));
    let target = std::env::current_exe().unwrap();
    let target = target.ancestors().find(|path| path.ends_with("debug")).unwrap().parent();
    cargo.env("CARGO_TARGET_DIR", target.unwrap());
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only").env("CARGO_TERM_COLOR", "never");
    cargo.output().unwrap()
}

#[test]
fn the_program_runs_and_its_mistake_is_told() {
    let project = Project::empty();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let crate_at = |name: &str| format!("path = \"{}\"", crates.join(name).display());
    let manifest = block("toml", "[build-dependencies]")
        .replace("sqldb = \"0.1\"", &format!("sqldb = {{ {} }}", crate_at("sqldb")))
        .replace("version = \"0.1\"", &crate_at("sqldb-migrate"));
    let package = "[package]\nname = \"todo-of-the-readme\"\nedition = \"2024\"\n";
    project.write("Cargo.toml", &format!("{package}{manifest}"));
    std::fs::copy(crates.join("Cargo.lock"), project.directory.join("Cargo.lock")).unwrap();
    project.write("build.rs", &block("rust", "// build.rs"));
    project.write("migrations/1_create_table.up.sql", &block("sql", "CREATE TABLE todo_item"));
    // What the statements of the next one find.
    project.write(
        "migrations/2_prepare.up.sql",
        "CREATE TABLE pending (statement text);
         INSERT INTO pending VALUES ('ALTER TABLE todo_item ADD COLUMN note text');
         CREATE PROCEDURE rebuild_statistics() LANGUAGE sql AS 'ANALYZE';",
    );
    project.write("migrations/3_told.up.sql", &block("sql", "-- sqldb: nothing"));
    let declared = block("rust", "#[sqldb::database");
    let main = "#[tokio::main]\nasync fn main() -> sqldb::Result<()> {
        DB.exec(sql!(\"INSERT INTO todo_item (title, note) VALUES ('Buy milk', 'two')\")).await?;
        Ok(println!(\"{:?}\", title(1).await?))\n}\n";
    project.write("src/main.rs", &format!("{declared}\n{main}"));
    let output = cargo(&project, "run");
    assert_eq!(text(&output.stdout), "Some(\"Buy milk\")\n", "{}", text(&output.stderr));

    for migration in ["2_prepare", "3_told"] {
        let path = format!("migrations/{migration}.up.sql");
        std::fs::remove_file(project.directory.join(path)).unwrap();
    }
    let wrong = declared.replace("SELECT title", "SELECT titel");
    project.write("src/main.rs", &format!("{wrong}\nfn main() {{}}\n"));
    let output = cargo(&project, "check");
    let (said, message) = (text(&output.stderr), block("text", "`titel` does not exist"));
    assert!(said.contains(message.trim_end()), "{said}");
}

#[test]
fn the_commands_are_there() {
    let project = Project::empty();
    let lines = block("sh", "sqldb new todo");
    let mut seen = 0;
    for command in lines.lines().flat_map(|line| line.split('#').next().unwrap().split(';')) {
        // What stands in quotes, and behind `--`, is no word of ours.
        let words = command.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        let words: Vec<&str> =
            words.split_whitespace().take_while(|word| *word != "--").skip(1).collect();
        if words.is_empty() {
            continue;
        }
        project.printed(&[&words[..], &["--help"]].concat());
        seen += 1;
    }
    assert!(seen > 15, "{lines}");
}

#[test]
fn environments_are_read_as_they_are_written() {
    let project = Project::new();
    project.write("sqldb.toml", &block("toml", "[env.staging]"));
    let mut command = project.command(&["conn-uri", "todo", "--env", "staging", "--write"]);
    let output = command.env("WRITER_PASSWORD", "a/b").output().unwrap();
    assert_eq!(
        text(&output.stdout),
        "postgres://writer:a%2Fb@db.example.com/todo?sslmode=verify-full\n",
        "{}",
        text(&output.stderr)
    );
}
