//! Which database is meant where none is named: the one that the current directory belongs to, as
//! Encore infers it from the nearest directory of migrations.

use std::path::Path;

use super::{Database, names};
use crate::Failure;
use crate::failure::refused;

/// The nearest of `current` and the directories above it, up to `root`, that is or holds a directory
/// of migrations, or is the directory of a package with databases, decides. Where none does, the
/// workspace's only database is meant.
pub(super) fn infer<'d>(
    databases: &'d [Database],
    root: &Path,
    current: &Path,
) -> Result<&'d Database, Failure> {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (root, current) = (real(root), real(current));
    for directory in current.ancestors().take_while(|directory| directory.starts_with(&root)) {
        let near: Vec<&Database> = databases
            .iter()
            .filter(|database| {
                let migrations = real(&database.directory);
                migrations == directory
                    || migrations.parent() == Some(directory)
                    || real(&database.package_directory) == directory
                    || database.users.iter().any(|user| real(&user.package_directory) == directory)
            })
            .collect();
        match near.as_slice() {
            [] => {}
            [database] => return Ok(database),
            several => {
                let several: Vec<Database> = several.iter().copied().cloned().collect();
                return Err(ambiguous(&several));
            }
        }
    }
    match databases {
        [database] => Ok(database),
        several => Err(ambiguous(several)),
    }
}

fn ambiguous(databases: &[Database]) -> Failure {
    refused(format!("which database is meant? Name one of {}", names(databases)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn the_nearest_directory_decides() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/workspace"));
        let Workspace { databases, .. } = Workspace::find(root).unwrap();
        let check = |directory: &str, expected: &str| {
            let found = match infer(&databases, root, &root.join(directory)) {
                Ok(database) => database.name.clone(),
                Err(failure) => failure.to_string(),
            };
            assert_eq!(found, expected, "{directory}");
        };
        check("accounts", "users");
        check("accounts/src", "users");
        check("audit/src", "users");
        check("accounts/migrations", "users");
        check("shop/migrations/stock", "stock");
        check("shop/src/bin/archive", "archive");
        check("shop/migrations", "which database is meant? Name one of `orders`, `stock`");
        check("shop", "which database is meant? Name one of `archive`, `orders`, `stock`");
        check(".", "which database is meant? Name one of `archive`, `orders`, `stock`, `users`");
        assert_eq!(infer(&databases[..1], root, root).unwrap().name, "archive");
    }
}
