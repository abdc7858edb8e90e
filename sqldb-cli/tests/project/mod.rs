//! A package of a test's own, in which the command is run as its user would.

#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not in functions of them"
)]

#[path = "../../../sqldb-local/tests/common/clusters.rs"]
mod clusters;

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use clusters::Base;

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
    base: Base,
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
        Project { directory, base: base(&unique) }
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
            .env("SQLDB_LOCAL_DIR", self.base.path())
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

    pub(crate) fn git(&self, words: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(words)
            .current_dir(&self.directory)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    }

    /// Makes a repository of the package, with all its files in the version `tag`.
    pub(crate) fn commit(&self, tag: &str) {
        self.git(&["init", "--quiet"]);
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "-m", "deployed"]);
        self.git(&["tag", tag]);
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

/// A base directory for one project, so that its clusters can be told from others; what all tests of
/// a user share are programs that were fetched, and templates, so that `initdb` runs once.
///
/// It is in `/tmp`, because the server's account may not be able to reach the target directory.
fn base(unique: &str) -> Base {
    let uid = rustix::process::geteuid().as_raw();
    let shared = PathBuf::from(format!("/tmp/sqldb-cli-tests-{uid}"));
    // What a process of the same id left that was killed.
    drop(Base::new(shared.join(unique)));
    let base = Base::new(shared.join(unique));
    reachable(&shared);
    reachable(base.path());
    for name in ["templates", "pg"] {
        reachable(&shared.join(name));
        symlink(shared.join(name), base.path().join(name)).unwrap();
    }
    base
}

/// Makes a directory that every account can enter, whatever the umask is.
fn reachable(directory: &Path) {
    match fs::create_dir(directory) {
        Ok(()) => fs::set_permissions(directory, PermissionsExt::from_mode(0o711)).unwrap(),
        Err(error) => assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}"),
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
