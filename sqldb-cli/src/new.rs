//! `new`: a package with a database, which runs.

use std::path::Path;
use std::process::Command;

use crate::Failure;
use crate::failure::refused;
use crate::json::Json;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The name of the package and of its database, and the directory that is made
    name: String,
}

/// The files, each with `NAME` for the package's name and `DATABASE` for the database's.
const FILES: [(&str, &str); 6] = [
    ("Cargo.toml", include_str!("new/Cargo.toml.txt")),
    ("build.rs", include_str!("new/build.rs.txt")),
    ("src/main.rs", include_str!("new/main.rs.txt")),
    ("migrations/1_create_todo_item.up.sql", include_str!("new/1_create_todo_item.up.sql.txt")),
    ("migrations/1_create_todo_item.down.sql", "DROP TABLE todo_item;\n"),
    (".gitignore", "/target\n"),
];

/// Makes it.
///
/// # Errors
///
/// The name is none for a package, the directory is there, or a file cannot be written.
pub(crate) fn new(options: &Options, json: Json) -> Result<(), Failure> {
    let name = &options.name;
    let database = database_name(name).ok_or_else(|| {
        refused(format!(
            "`{name}` cannot name a package: it starts with a letter, and goes on with letters, digits, \
             `-` and `_`"
        ))
    })?;
    let directory = Path::new(name);
    if directory.exists() {
        return Err(refused(format!("`{name}` is there already; choose another name")));
    }
    for (file, text) in FILES {
        let path = directory.join(file);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let text = text.replace("NAME", name).replace("DATABASE", &database);
        let text = match checkout() {
            Some(crates) if file == "Cargo.toml" => at_path(&text, crates),
            _ => text,
        };
        std::fs::write(&path, text)?;
    }
    // As `cargo new`: a repository, unless there is one around it.
    let inside = Command::new("git").args(["rev-parse", "--git-dir"]).output();
    if inside.is_ok_and(|output| !output.status.success()) {
        // Who has no git wants none.
        let _ = Command::new("git").args(["init", "--quiet", name]).status();
    }
    match json {
        Json::Yes => println!("{}", serde_json::json!({ "directory": name, "database": database })),
        Json::No => println!(
            "made `{name}` with the database `{database}`; try\n\n  cd {name}\n  cargo run -- \"Buy milk\""
        ),
    }
    Ok(())
}

/// `my-app` has the database `my_app`.
fn database_name(package: &str) -> Option<String> {
    let name = package.replace('-', "_").to_ascii_lowercase();
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let right = starts && name.chars().all(inner) && !name.ends_with('_') && name.len() <= 63;
    right.then_some(name)
}

/// The directory that this command was built in, if the other crates are beside it: who builds the command
/// there wants that sqldb and no other. What cargo keeps for itself is none.
fn checkout() -> Option<&'static Path> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    (!is_cargos(crates) && crates.join("sqldb/Cargo.toml").is_file()).then_some(crates)
}

/// Whether cargo has taken a workspace out of git for itself, which it does at
/// `git/checkouts/<name>-<hash>/<revision>` of its home. (What it takes out of a registry has no crates
/// beside it by their plain names.)
fn is_cargos(workspace: &Path) -> bool {
    workspace.ancestors().nth(2).is_some_and(|path| path.ends_with("git/checkouts"))
}

/// The dependencies on crates of ours, from a directory.
fn at_path(manifest: &str, crates: &Path) -> String {
    let lines = manifest.lines().map(|line| match line.split_once(" = ") {
        Some((name @ ("sqldb" | "sqldb-migrate"), _)) => {
            let features = if name == "sqldb" { "" } else { ", default-features = false" };
            format!("{name} = {{ path = \"{}\"{features} }}\n", crates.join(name).display())
        }
        _ => format!("{line}\n"),
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_are_named_for_packages() {
        let check = |package: &str, database: Option<&str>| {
            assert_eq!(database_name(package).as_deref(), database, "{package}");
        };
        check("todo", Some("todo"));
        check("My-App2", Some("my_app2"));
        check("2do", None);
        check("a/b", None);
        check("a-", None);
        check("", None);
    }

    #[test]
    fn cargos_own_checkouts_are_told_from_others() {
        let check = |path: &str, expected: bool| {
            assert_eq!(is_cargos(Path::new(path)), expected, "{path}");
        };
        check("/home/me/.cargo/git/checkouts/sqldb-0f1e2d3c4b5a6978/83593ed", true);
        check("/cargo-home/git/checkouts/sqldb-0f1e2d3c4b5a6978/83593ed", true);
        check("/home/me/checkouts/sqldb", false);
        check("/home/me/checkouts/of/sqldb", false);
        check("/home/me/git/checkouts", false);
        check("/home/me/git/checkouts/sqldb", false);
        check("/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f", false);
    }
}
