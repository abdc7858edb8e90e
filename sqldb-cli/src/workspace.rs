//! The databases of a cargo workspace, found in its sources; nothing is compiled.
//!
//! Start with [`Workspace::find`]. `metadata` asks cargo for packages and targets, `sources` follows
//! `mod` from each target's root, `declaration` reads the attribute, `condition` what `cfg`
//! says of it, and `inference` tells which database is meant where none is named.

mod condition;
mod declaration;
mod inference;
mod metadata;
mod queries;
mod sources;

use std::fmt;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::failure::refused;

pub(crate) use declaration::Database;
pub(crate) use queries::{Query, QueryKind};

/// A workspace and what its sources declare.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The directory of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// The directories of its packages.
    pub(crate) packages: Vec<PathBuf>,
    /// The databases, each once, by name.
    pub(crate) databases: Vec<Database>,
    /// The sources that cannot be parsed, and why; what they declare is not known.
    pub(crate) unread: Vec<String>,
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file's path.
    pub(crate) file: PathBuf,
    /// The line, from 1.
    pub(crate) line: usize,
    /// The column in characters, from 1.
    pub(crate) column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { file, line, column } = self;
        write!(formatter, "{}:{line}:{column}", shown(file).display())
    }
}

impl Workspace {
    /// The workspace that the directory `from` belongs to.
    ///
    /// # Errors
    ///
    /// There is none; a source cannot be read; or two databases have one name.
    pub(crate) fn find(from: &Path) -> Result<Workspace, Failure> {
        let metadata = metadata::read(from)?;
        let (mut databases, mut users, mut unread) = (Vec::new(), Vec::new(), Vec::new());
        for package in &metadata.packages {
            for target in &package.targets {
                let sources = sources::of(&target.root, package)?;
                for source in &sources.parsed {
                    declaration::collect(source, package, &mut databases)?;
                    declaration::collect_users(source, package, &mut users)?;
                }
                for (place, mistake) in sources.unread {
                    unread.push(format!("{place} cannot be parsed: {mistake}"));
                }
            }
        }
        let mut databases = declaration::once_each(databases)?;
        for database in &mut databases {
            let own = users.iter().filter(|user| user.name == database.name);
            database.users.extend(own.cloned());
        }
        let packages = metadata.packages.iter().map(|package| package.directory().to_owned());
        // A file may be a module of several targets.
        unread.dedup();
        Ok(Workspace { packages: packages.collect(), root: metadata.root, databases, unread })
    }

    /// The queries of all sources, each once, in the order of files and places.
    ///
    /// # Errors
    ///
    /// A source cannot be read.
    pub(crate) fn queries(&self) -> Result<Vec<Query>, Failure> {
        let metadata = metadata::read(&self.root)?;
        let mut found = Vec::new();
        for package in &metadata.packages {
            for target in &package.targets {
                for source in sources::of(&target.root, package)?.parsed {
                    found.extend(queries::of(&source, package, &self.databases));
                }
            }
        }
        found.sort_by(|one, other| {
            let key =
                |query: &Query| (query.place.file.clone(), query.place.line, query.place.column);
            key(one).cmp(&key(other))
        });
        // A file may be a module of several targets.
        found.dedup_by(|later, first| later.place == first.place);
        Ok(found)
    }

    /// The workspace of the current directory.
    ///
    /// # Errors
    ///
    /// As [`Workspace::find`].
    pub(crate) fn here() -> Result<Workspace, Failure> {
        Workspace::find(&std::env::current_dir()?)
    }

    /// The database of that name; without a name, the one that the current directory belongs to.
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be told which one is meant.
    pub(crate) fn database(&self, name: Option<&str>) -> Result<&Database, Failure> {
        if self.databases.is_empty() {
            return Err(refused(self.without_databases()));
        }
        let Some(name) = name else {
            return inference::infer(&self.databases, &self.root, &std::env::current_dir()?);
        };
        self.databases.iter().find(|database| database.name == name).ok_or_else(|| {
            let known = match self.databases.as_slice() {
                [only] => format!("there is `{}`", only.name),
                _ => format!("there are {}", self.names()),
            };
            refused(format!(
                "no database `{name}` is declared in this workspace; {known}{}",
                self.notes()
            ))
        })
    }

    /// That there is no database, and what one would write.
    pub(crate) fn without_databases(&self) -> String {
        format!(
            "no source of this workspace declares a database; write \
             `#[sqldb::database(name = \"todo\", migrations = \"./migrations\")] pub mod todo {{}}`{}",
            self.notes()
        )
    }

    /// What is not known of the sources.
    fn notes(&self) -> String {
        self.unread.iter().map(|unread| format!("\n  = note: {unread}")).collect()
    }

    /// The names as a list: "`a`, `b`".
    pub(crate) fn names(&self) -> String {
        names(&self.databases)
    }
}

fn names(databases: &[Database]) -> String {
    let names: Vec<String> =
        databases.iter().map(|database| format!("`{}`", database.name)).collect();
    names.join(", ")
}

/// The path as seen from the current directory, where that is shorter to read.
pub(crate) fn shown(path: &Path) -> &Path {
    let current = std::env::current_dir().ok();
    let below = current.as_deref().and_then(|current| path.strip_prefix(current).ok());
    below.filter(|below| !below.as_os_str().is_empty()).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/workspace");

    #[test]
    fn databases_are_found_in_all_targets() {
        let workspace = Workspace::find(Path::new(ROOT)).unwrap();
        assert_eq!(workspace.root, Path::new(ROOT));
        let found: Vec<String> = workspace
            .databases
            .iter()
            .map(|database| {
                let Database { name, package, directory, place, postgres, url_env, .. } = database;
                let below = |path: &Path| path.strip_prefix(ROOT).unwrap().display().to_string();
                let place = Place { file: place.file.strip_prefix(ROOT).unwrap().into(), ..*place };
                let module = database.module.join("::");
                format!(
                    "{name} of {package}: {} at {place} in {module:?} {postgres:?} {url_env:?}",
                    below(directory)
                )
            })
            .collect();
        expect_test::expect![[r#"
            archive of shop: shop/src/bin/archive/migrations at shop/src/bin/archive/store.rs:5:29 in "store::archive" None None
            orders of shop: shop/migrations/orders at shop/src/db/orders.rs:2:29 in "db::orders::orders" Some(V16) Some("DATABASE_URL")
            stock of shop: shop/migrations/stock at shop/src/db.rs:4:39 in "db::inline::stock" None None
            users of accounts: accounts/migrations at accounts/src/lib.rs:4:50 in "users" None None"#]]
        .assert_eq(&found.join("\n"));
    }

    #[test]
    fn queries_belong_to_the_database_whose_macro_is_called() {
        let workspace = Workspace::find(Path::new(ROOT)).unwrap();
        let found: Vec<String> = workspace
            .queries()
            .unwrap()
            .iter()
            .map(|query| {
                let Query { database, text, place, kind } = query;
                let place = Place { file: place.file.strip_prefix(ROOT).unwrap().into(), ..*place };
                let database = database.as_deref().unwrap_or("?");
                format!("{place} {database} {kind:?} {text}")
            })
            .collect();
        expect_test::expect![[r#"
            accounts/src/lib.rs:10:10 users Checked SELECT 1
            audit/src/lib.rs:5:17 users Checked SELECT 2
            shop/src/db.rs:11:25 stock Checked SELECT * FROM item WHERE id = <id>
            shop/src/db.rs:14:46 orders Checked SELECT "a", 'b'
            shop/src/db.rs:17:27 orders Checked SELECT id FROM item
            shop/src/db.rs:19:27 orders Unchecked SELECT now()"#]]
        .assert_eq(&found.join("\n"));
    }

    #[test]
    fn a_name_that_is_not_there_is_told_which_are() {
        let workspace = Workspace::find(Path::new(ROOT)).unwrap();
        assert_eq!(
            workspace.database(Some("todo")).unwrap_err().to_string(),
            "no database `todo` is declared in this workspace; there are `archive`, `orders`, \
             `stock`, `users`"
        );
    }
}
