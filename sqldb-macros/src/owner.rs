//! The crates of a workspace that declare databases: `named = "todo"` is the one that another crate
//! declares, and no two crates may declare one name.
//!
//! What is looked at are the sources of libraries and programs, `src/` of each package. Cargo does not
//! know that the expansion depends on them: whoever moves a declaration compiles the others again.

use std::path::{Path, PathBuf};

use quote::ToTokens as _;
use syn::{Item, Meta};

use crate::attribute::{Attribute, Ownership};
use crate::workspace_root;

/// A declaration.
#[derive(Clone, Debug)]
pub(crate) struct Owner {
    /// The directory of the crate's manifest.
    pub(crate) crate_directory: PathBuf,
    /// The directory of its migrations, as it is written.
    pub(crate) migrations: String,
    /// How they are read.
    pub(crate) settings: sqldb_migrate::Settings,
    /// The major version, if it has one.
    pub(crate) postgres: Option<sqldb_migrate::Major>,
    /// The file that it is in.
    pub(crate) file: PathBuf,
}

/// The crate that declares the database `name` in the workspace of `crate_directory`.
///
/// # Errors
///
/// There is none, or there are two.
pub(crate) fn find(name: &str, crate_directory: &Path) -> Result<Owner, String> {
    let mut owners = owners(name, crate_directory);
    match (owners.pop(), owners.pop()) {
        (Some(owner), None) => Ok(owner),
        (Some(other), Some(owner)) => Err(twice(name, &owner, &other)),
        (None, _) => Err(format!(
            "no crate of this workspace declares a database `{name}`\n  = help: write \
             `#[sqldb::database(name = \"{name}\", migrations = \"./migrations\")]` in the crate that has \
             its migrations, or correct the name"
        )),
    }
}

/// Refuses the declaration of a name that another crate of the workspace declares, too.
///
/// # Errors
///
/// The message, with the file of the other one.
pub(crate) fn refuse_twin(name: &str, crate_directory: &Path) -> Result<(), String> {
    let other = owners(name, crate_directory);
    match other.iter().find(|owner| owner.crate_directory != crate_directory) {
        None => Ok(()),
        Some(other) => Err(format!(
            "there are two databases `{name}` in this workspace\n  = note: the other one is declared in \
             {}\n  = help: a database is declared once; write `#[sqldb::database(named = \"{name}\")]` to use \
             that one, or choose another name",
            other.file.display()
        )),
    }
}

fn twice(name: &str, one: &Owner, other: &Owner) -> String {
    format!(
        "there are two databases `{name}` in this workspace\n  = note: one is declared in {}, the other in \
         {}\n  = help: choose another name for one of them",
        one.file.display(),
        other.file.display()
    )
}

/// All declarations of a name, each directory of migrations once.
fn owners(name: &str, crate_directory: &Path) -> Vec<Owner> {
    let root = workspace_root::of(crate_directory);
    let mut packages = Vec::new();
    collect_packages(&root, &root, &mut packages);
    let mut owners: Vec<Owner> = Vec::new();
    for package in packages {
        let mut files = Vec::new();
        collect_files(&package.join("src"), &mut files);
        for file in files {
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            // Few files declare one, and to parse all would take long.
            if !text.contains("database(") || !text.contains(name) {
                continue;
            }
            let Ok(parsed) = syn::parse_file(&text) else { continue };
            collect_attributes(&parsed.items, &mut |attribute| {
                if attribute.ownership == Ownership::Own && attribute.name.value() == name {
                    owners.push(Owner {
                        crate_directory: package.clone(),
                        migrations: attribute.migrations.value(),
                        settings: attribute.settings,
                        postgres: attribute.postgres,
                        file: file.clone(),
                    });
                }
            });
        }
    }
    owners.dedup_by(|later, first| {
        let place = |owner: &Owner| owner.crate_directory.join(&owner.migrations);
        place(later) == place(first)
    });
    owners
}

/// The directories of the workspace's manifests.
fn collect_packages(directory: &Path, root: &Path, packages: &mut Vec<PathBuf>) {
    if directory.join("Cargo.toml").is_file() && workspace_root::of(directory) == root {
        packages.push(directory.to_owned());
    }
    for below in directories(directory) {
        collect_packages(&below, root, packages);
    }
}

fn collect_files(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => collect_files(&path, files),
            false if path.extension().is_some_and(|extension| extension == "rs") => {
                files.push(path)
            }
            false => {}
        }
    }
    files.sort();
}

/// Those that may hold packages: not what cargo or others generate.
fn directories(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            entry.file_type().is_ok_and(|kind| kind.is_dir())
                && !name.starts_with('.')
                && !["target", "node_modules", "src"].contains(&&*name)
        })
        .map(|entry| entry.path())
        .filter(|path| !path.join("CACHEDIR.TAG").is_file())
        .collect();
    found.sort();
    found
}

fn collect_attributes(items: &[Item], found: &mut dyn FnMut(Attribute)) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        for attribute in &module.attrs {
            if let Meta::List(list) = &attribute.meta
                && list.path.segments.last().is_some_and(|last| last.ident == "database")
                && let Ok(attribute) = Attribute::parse(list.tokens.to_token_stream())
            {
                found(attribute);
            }
        }
        if let Some((_, items)) = &module.content {
            collect_attributes(items, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_owner() {
        let root = std::env::temp_dir().join(format!("sqldb-owners-{}", std::process::id()));
        let write = |file: &str, text: &str| {
            let file = root.join(file);
            std::fs::create_dir_all(file.parent().expect("a parent")).expect("a directory");
            std::fs::write(file, text).expect("a file");
        };
        let declaration = |name: &str| {
            format!(
                "pub mod db {{ #[sqldb::database(name = \"{name}\", migrations = \"./m\")] mod {name} {{}} }}"
            )
        };
        write("Cargo.toml", "[workspace]\nmembers = [\"*\"]\nexclude = [\"out\"]\n");
        for package in ["a", "b", "c", "out"] {
            write(&format!("{package}/Cargo.toml"), &format!("[package]\nname = \"{package}\"\n"));
        }
        write("a/src/db.rs", &declaration("todo"));
        // A program of the same package, on the same migrations, is the same database.
        write("a/src/bin/tool.rs", &declaration("todo"));
        write("b/src/lib.rs", "#[sqldb::database(named = \"todo\")] mod todo {}");
        write("b/tests/other.rs", &declaration("todo"));
        write("out/src/lib.rs", &declaration("todo"));
        let owner = find("todo", &root.join("b")).expect("an owner");
        assert_eq!((owner.crate_directory, &*owner.migrations), (root.join("a"), "./m"));
        assert!(refuse_twin("todo", &root.join("a")).is_ok());
        let none = find("shop", &root.join("b")).map(|owner| owner.file).unwrap_err();
        assert!(
            none.starts_with("no crate of this workspace declares a database `shop`"),
            "{none}"
        );

        write("c/src/main.rs", &declaration("todo"));
        let (one, other) = (root.join("a/src/bin/tool.rs"), root.join("c/src/main.rs"));
        let twice = find("todo", &root.join("b")).map(|owner| owner.file).unwrap_err();
        assert!(twice.contains(&one.display().to_string()), "{twice}");
        assert!(twice.contains(&other.display().to_string()), "{twice}");
        let twin = refuse_twin("todo", &root.join("a")).unwrap_err();
        assert!(twin.contains(&other.display().to_string()), "{twin}");
        std::fs::remove_dir_all(&root).expect("the directory goes");
    }
}
