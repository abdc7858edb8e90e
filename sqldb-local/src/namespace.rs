//! Namespaces: a workspace may have its data several times, such as once for each git branch.
//!
//! ```text
//! <base>/namespaces/<12 hex of the workspace>/active    the name, or `@branch`
//! <base>/namespaces/<12 hex of the workspace>/by-name/  a file for each that was created
//! ```

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::layout::{self, Base, ClusterName, State};
use crate::locks;
use crate::request::{Options, Purpose};

/// The namespaces of a workspace. Each has databases of its own with their data.
///
/// ```no_run
/// use sqldb_local::{Namespaces, Options};
///
/// # fn main() -> Result<(), sqldb_local::Error> {
/// let namespaces = Namespaces::of(".", &Options::from_environment())?;
/// namespaces.create("experiment")?;
/// namespaces.switch("experiment")?;
/// assert_eq!(namespaces.active()?, "experiment");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Namespaces {
    base: Base,
    workspace: PathBuf,
    directory: PathBuf,
    forced: Option<String>,
}

impl Namespaces {
    /// The namespace that is there from the start, and cannot be deleted.
    pub const DEFAULT: &'static str = "default";

    /// Stands in the file for "the git branch decides".
    const BRANCH: &'static str = "@branch";

    /// The namespaces of the workspace in that directory.
    ///
    /// # Errors
    /// The workspace is not there, or the base directory cannot be made.
    pub fn of(workspace: impl AsRef<Path>, options: &Options) -> Result<Namespaces, Error> {
        let workspace = workspace.as_ref();
        let workspace = fs::canonicalize(workspace).map_err(Error::file("resolve", workspace))?;
        let base = Base::locate(options)?;
        let directory = base.namespaces().join(layout::short_hash(workspace.as_os_str()));
        Ok(Namespaces { base, workspace, directory, forced: options.namespace.clone() })
    }

    /// The one that is in use: `SQLDB_NAMESPACE`, the one switched to, that of the git branch if it was
    /// switched to branches, or [`Namespaces::DEFAULT`].
    ///
    /// # Errors
    /// `SQLDB_NAMESPACE` is not a name.
    pub fn active(&self) -> Result<String, Error> {
        if let Some(forced) = &self.forced {
            check(forced)?;
            return Ok(forced.clone());
        }
        let active = fs::read_to_string(self.directory.join("active")).unwrap_or_default();
        Ok(match active.trim() {
            "" => Namespaces::DEFAULT.to_owned(),
            Namespaces::BRANCH => branch(&self.workspace),
            name => name.to_owned(),
        })
    }

    /// All of them, the default first.
    pub fn list(&self) -> Vec<String> {
        let entries = fs::read_dir(self.directory.join("by-name")).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.extend(self.active().ok());
        names.retain(|name| name != Namespaces::DEFAULT);
        names.sort();
        names.dedup();
        names.insert(0, Namespaces::DEFAULT.to_owned());
        names
    }

    /// Creates one; its data are made when they are first used.
    ///
    /// # Errors
    /// It is there already, or this is not a name.
    pub fn create(&self, name: &str) -> Result<(), Error> {
        check(name)?;
        if self.list().iter().any(|known| known == name) {
            return Err(Error::refused(format!("the namespace `{name}` is there already")));
        }
        self.remember(name)
    }

    /// Makes one the active one, for all processes that start from now on.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn switch(&self, name: &str) -> Result<(), Error> {
        self.must_know(name)?;
        self.write_active(name)
    }

    /// Lets the git branch decide from now on: each has data of its own, and `main` and `master` have
    /// those of [`Namespaces::DEFAULT`].
    ///
    /// # Errors
    /// The choice cannot be written.
    pub fn switch_to_branches(&self) -> Result<(), Error> {
        self.write_active(Namespaces::BRANCH)
    }

    /// Removes one with its data.
    ///
    /// # Errors
    /// There is none of that name, it is the default or the active one, or its server runs or is just
    /// being started.
    pub fn delete(&self, name: &str) -> Result<(), Error> {
        self.must_know(name)?;
        if name == Namespaces::DEFAULT || self.active()? == name {
            return Err(Error::refused(format!(
                "the namespace `{name}` is in use; switch to another one first"
            )));
        }
        let cluster = ClusterName::new(&self.workspace, Purpose::Run, name)?;
        for home in self.base.known_homes(&cluster) {
            let Some(_start) = locks::try_lock(&home.start_lock())? else {
                return Err(Error::refused(format!(
                    "the server of the namespace `{name}` is just being started"
                )));
            };
            let Some(_server) = locks::try_lock(&home.server_lock())? else {
                return Err(Error::refused(format!(
                    "the server of the namespace `{name}` still runs; it stops some seconds after its \
                     last user"
                )));
            };
            if let Some(state) = State::read(&home) {
                let _ = fs::remove_dir_all(&state.sockets);
            }
            fs::remove_dir_all(&home.path).map_err(Error::file("remove", &home.path))?;
        }
        let file = self.directory.join("by-name").join(name);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::file("remove", &file)(error))
            }
            _ => Ok(()),
        }
    }

    fn must_know(&self, name: &str) -> Result<(), Error> {
        let known = self.list();
        if known.iter().any(|known| known == name) {
            return Ok(());
        }
        let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        Err(Error::refused(format!(
            "there is no namespace `{name}`; there are {}",
            known.join(", ")
        )))
    }

    fn remember(&self, name: &str) -> Result<(), Error> {
        let directory = self.directory.join("by-name");
        layout::make_directory(&directory)?;
        let file = directory.join(name);
        fs::write(&file, "").map_err(Error::file("write", &file))
    }

    fn write_active(&self, text: &str) -> Result<(), Error> {
        layout::make_directory(&self.directory)?;
        let beside = self.directory.join(format!("active.{}", layout::unique()));
        fs::write(&beside, text).map_err(Error::file("write", &beside))?;
        let file = self.directory.join("active");
        fs::rename(&beside, &file).map_err(Error::file("write", &file))
    }
}

/// A name is a file's and a word of command lines.
fn check(name: &str) -> Result<(), Error> {
    let inner = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let starts = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if starts && name.chars().all(inner) && name.len() <= 63 {
        return Ok(());
    }
    Err(Error::refused(format!(
        "`{name}` cannot name a namespace: it has letters, digits, `-`, `_` and `.`, and starts with a \
         letter or a digit"
    )))
}

/// The namespace of the branch that is checked out; the default one without a branch.
fn branch(workspace: &Path) -> String {
    let head = workspace.ancestors().find_map(|directory| {
        let git = directory.join(".git");
        // A work tree of its own has a file that says where the rest is.
        let git = match fs::read_to_string(&git) {
            Ok(text) => directory.join(text.trim().strip_prefix("gitdir: ")?),
            Err(_) => git,
        };
        fs::read_to_string(git.join("HEAD")).ok()
    });
    let head = head.unwrap_or_default();
    match head.trim().strip_prefix("ref: refs/heads/") {
        None | Some("main" | "master") => Namespaces::DEFAULT.to_owned(),
        Some(branch) => {
            let letter =
                |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
            let name: String = branch.chars().map(letter).collect();
            let name = name.trim_start_matches(['-', '_', '.']).to_owned();
            // Names that became the same, or too long, are told apart.
            let same = name == branch && name.len() <= 63;
            let hash = layout::short_hash(branch.as_ref());
            let short: String = name.chars().take(50).collect();
            if same { name } else { format!("{short}-{hash}").trim_start_matches('-').to_owned() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_name_namespaces() {
        let root = std::env::temp_dir().join(format!("sqldb-branch-{}", std::process::id()));
        fs::create_dir_all(root.join(".git")).unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        let check = |head: &str, expected: &str| {
            fs::write(root.join(".git/HEAD"), head).unwrap();
            assert_eq!(branch(&root.join("a/b")), expected, "{head}");
        };
        check("ref: refs/heads/main\n", "default");
        check("ref: refs/heads/due-dates\n", "due-dates");
        check("0123456789abcdef\n", "default");
        fs::write(root.join(".git/HEAD"), "ref: refs/heads/feature/x\n").unwrap();
        let name = branch(&root);
        assert!(name.starts_with("feature-x-") && super::check(&name).is_ok(), "{name}");
        // A work tree.
        fs::create_dir_all(root.join("a/.git-of-tree")).unwrap();
        fs::write(
            root.join("a/.git"),
            format!("gitdir: {}\n", root.join("a/.git-of-tree").display()),
        )
        .unwrap();
        fs::write(root.join("a/.git-of-tree/HEAD"), "ref: refs/heads/tree\n").unwrap();
        assert_eq!(branch(&root.join("a/b")), "tree");
        fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn names_are_words() {
        for name in ["a", "PR-12", "v1.2_x"] {
            assert!(super::check(name).is_ok(), "{name}");
        }
        for name in ["", "a b", "-a", "@branch", "a/b", &"x".repeat(64)] {
            assert!(super::check(name).is_err(), "{name}");
        }
    }
}
