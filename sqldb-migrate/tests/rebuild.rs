//! With `build::validate` in its build script, a crate is compiled again when a migration is added,
//! changed or removed, and no other crate is.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, process};

/// Two crates, of which only `holds` has migrations.
struct Workspace {
    path: PathBuf,
}

impl Workspace {
    fn new() -> Workspace {
        let path = env::temp_dir().join(format!("sqldb-rebuild-{}", process::id()));
        let workspace = Workspace { path };
        let migrate = env!("CARGO_MANIFEST_DIR");
        workspace.write(
            "Cargo.toml",
            // The profile is ours, so that what it depends on is compiled already.
            "[workspace]\nresolver = \"3\"\nmembers = [\"holds\", \"other\"]\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n",
        );
        let package = |name: &str| {
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")
        };
        workspace.write(
            "holds/Cargo.toml",
            &format!(
                "{}[build-dependencies]\nsqldb-migrate = {{ path = {migrate:?}, default-features = false }}\n",
                package("holds")
            ),
        );
        workspace.write(
            "holds/build.rs",
            "fn main() { sqldb_migrate::build::validate(\"./migrations\"); }",
        );
        let seen = "pub const SEEN: &str = env!(\"SQLDB_MIGRATIONS_MIGRATIONS\");";
        workspace.write("holds/src/lib.rs", seen);
        workspace.write("other/Cargo.toml", &package("other"));
        workspace.write("other/src/lib.rs", "");
        workspace.write("holds/migrations/1_a.up.sql", "CREATE TABLE a (id int8);");
        let lock = Path::new(migrate).parent().unwrap().join("Cargo.lock");
        fs::copy(lock, workspace.path.join("Cargo.lock")).unwrap();
        workspace
    }

    fn write(&self, file: &str, text: &str) {
        let file = self.path.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// Which of the two crates were compiled, and whether `sqldb-migrate` was.
    fn compiled(&self) -> Vec<&'static str> {
        // This program is in `<target>/debug/deps`.
        let program = env::current_exe().unwrap();
        let target = program.ancestors().nth(3).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--message-format=json"])
            .current_dir(&self.path)
            .env("CARGO_TARGET_DIR", target)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8(output.stdout).unwrap();
        let compiled = |name: &&&'static str| {
            messages.lines().any(|line| {
                line.contains("\"reason\":\"compiler-artifact\"")
                    && line.contains(&format!("\"name\":\"{name}\""))
                    && line.contains("\"fresh\":false")
            })
        };
        ["holds", "other", "sqldb_migrate"].iter().filter(compiled).copied().collect()
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

#[test]
fn a_file_that_comes_changes_or_goes_compiles_its_crate_again() {
    let workspace = Workspace::new();
    workspace.compiled();
    assert!(workspace.compiled().is_empty());
    let changed = "CREATE TABLE a (id int8, title text);";
    workspace.write("holds/migrations/1_a.up.sql", changed);
    assert_eq!(workspace.compiled(), ["holds"]);
    workspace.write("holds/migrations/2_b.up.sql", "CREATE TABLE b (id int8);");
    assert_eq!(workspace.compiled(), ["holds"]);
    workspace.write("holds/migrations/2_b.down.sql", "DROP TABLE b;");
    assert_eq!(workspace.compiled(), ["holds"]);
    fs::remove_file(workspace.path.join("holds/migrations/2_b.down.sql")).unwrap();
    fs::remove_file(workspace.path.join("holds/migrations/2_b.up.sql")).unwrap();
    assert_eq!(workspace.compiled(), ["holds"]);
    assert!(workspace.compiled().is_empty());
}
