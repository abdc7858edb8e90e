//! A package of a test's own, in which the command is run as its user would.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not in functions of them"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Two databases, the first of which has two migrations.
const LIBRARY: &str = r#"
#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
pub mod todo {}

#[sqldb::database(name = "notes", migrations = "./migrations/notes")]
pub mod notes {}
"#;

/// A package. Its directory, and the clusters of its workspace, are removed at its end.
pub(crate) struct Project {
    pub(crate) directory: PathBuf,
    base: PathBuf,
}

impl Project {
    /// A package with the databases `todo` and `notes`.
    pub(crate) fn new() -> Project {
        let project = Project::empty();
        project.write("Cargo.toml", "[package]\nname = \"program\"\nedition = \"2024\"\n");
        project.write("src/lib.rs", LIBRARY);
        let table = "CREATE TABLE todo_item (id bigserial PRIMARY KEY, title text NOT NULL);";
        project.write("migrations/todo/1_create_item.up.sql", table);
        project.write(
            "migrations/todo/2_add_done.up.sql",
            "ALTER TABLE todo_item ADD done boolean NOT NULL DEFAULT false;",
        );
        let table = "CREATE TABLE note (id bigserial PRIMARY KEY, text text NOT NULL);";
        project.write("migrations/notes/1_create_note.up.sql", table);
        project
    }

    /// A directory.
    pub(crate) fn empty() -> Project {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let unique = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let directory = std::env::temp_dir().join(format!("sqldb-cli-{unique}"));
        fs::create_dir_all(&directory).unwrap();
        let directory = fs::canonicalize(directory).unwrap();
        // One for all tests, so that `initdb` runs once.
        let uid = rustix::process::geteuid().as_raw();
        let base = PathBuf::from(format!("/tmp/sqldb-cli-tests-{uid}"));
        Project { directory, base }
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.directory.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The command, to be run in the package's directory.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sqldb"));
        command.args(words);
        self.prepare(&mut command);
        command
    }

    /// Lets a program find what the command finds.
    pub(crate) fn prepare(&self, command: &mut Command) {
        command
            .current_dir(&self.directory)
            .env("SQLDB_LOCAL_DIR", &self.base)
            .env_remove("NO_COLOR")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }

    pub(crate) fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// What the command prints when it succeeds.
    #[track_caller]
    pub(crate) fn printed(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// What the command says when it fails with this exit code.
    #[track_caller]
    pub(crate) fn refused(&self, words: &[&str], code: i32) -> String {
        let output = self.run(words);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
        said
    }

    /// A path in messages.
    pub(crate) fn shown(&self) -> String {
        self.directory.display().to_string()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.directory);
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What psql prints for a query, without headings; or what it says when it fails.
pub(crate) fn psql(url: &str, query: &str) -> Result<String, String> {
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", query, url])
        .output()
        .unwrap();
    match output.status.success() {
        true => Ok(text(&output.stdout).trim_end().to_owned()),
        false => Err(text(&output.stderr).trim_end().to_owned()),
    }
}

/// Whether a file is there.
pub(crate) fn is_there(path: &Path) -> bool {
    path.exists()
}
