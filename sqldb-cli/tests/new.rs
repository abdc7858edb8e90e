//! `sqldb new`: the package that it makes runs.

#![cfg(unix)]

mod project;

use std::path::Path;
use std::process::Command;

use project::{Project, text};

#[test]
fn the_package_runs() {
    let project = Project::empty();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let said = project.printed(&["new", "my-list"]);
    assert!(said.starts_with("made `my-list` with the database `my_list`"), "{said}");
    let again = project.refused(&["new", "my-list"], 2);
    assert_eq!(again, "error: `my-list` is there already; choose another name\n");
    assert!(project.refused(&["new", "2do"], 2).contains("cannot name a package"));

    let package = project.directory.join("my-list");
    // The same versions and the same compiled crates as the workspace has.
    std::fs::copy(crates.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    let run = |words: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        project.prepare(cargo.args(["run", "--quiet", "--offline", "--"]).args(words));
        let target = std::env::current_exe().unwrap();
        let target = target.ancestors().find(|path| path.ends_with("debug")).unwrap().parent();
        cargo.env("CARGO_TARGET_DIR", target.unwrap());
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
        let output = cargo.current_dir(&package).output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    assert_eq!(run(&["Buy milk"]), "1 Buy milk\n");
    assert_eq!(run(&["Drink it"]), "1 Buy milk\n2 Drink it\n");
    assert_eq!(run(&[]), "1 Buy milk\n2 Drink it\n");
    // The command finds the same database, in the package's directory.
    let mut shell = project.command(&["shell", "--", "-tAc", "SELECT count(*) FROM todo_item"]);
    let output = shell.current_dir(&package).output().unwrap();
    assert_eq!(text(&output.stdout), "2\n", "{}", text(&output.stderr));
}
