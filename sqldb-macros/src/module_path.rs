//! Where a module is in its crate, as the queries of other modules must name it.
//!
//! An attribute is not told the path of its module. It is worked out from the file's place and the
//! modules around it in the file; `path = "crate::db::todo"` says it where that fails, and the
//! expansion compares with `module_path!()`.

use std::path::{Component, Path};

use proc_macro2::Ident;
use syn::{Item, ItemMod};

/// The modules from the crate's root to the module `name`, itself included.
///
/// Without a file (in rust-analyzer) the module is taken to be in the root.
pub(crate) fn guess(name: &Ident, database: &str, crate_directory: &Path) -> Vec<String> {
    let file = name.span().unwrap().local_file();
    let guessed = file.and_then(|file| {
        // rustc names files relative to where it runs.
        let file = std::env::current_dir().ok()?.join(file);
        let is_file = |relative: &Path| crate_directory.join(relative).is_file();
        let mut path = match file.strip_prefix(crate_directory) {
            Ok(relative) => file_modules(relative, is_file),
            Err(_) => Vec::new(),
        };
        let source = std::fs::read_to_string(&file).ok()?;
        let parsed = syn::parse_file(&source).ok()?;
        path.extend(inline_modules(&parsed.items, &name.to_string(), database)?);
        Some(path)
    });
    guessed.unwrap_or_else(|| vec![name.to_string()])
}

/// The modules that the file at `relative`, a path from the crate's directory, is: `a::b` for
/// `src/a/b.rs`, none for the root of a library, a program, a test, an example.
fn file_modules(relative: &Path, is_file: impl Fn(&Path) -> bool) -> Vec<String> {
    let parts: Vec<&str> = relative
        .components()
        .filter_map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    let (root, below) = match parts.as_slice() {
        ["src", "lib.rs" | "main.rs"] => return Vec::new(),
        ["src", "bin", below @ ..] => (Path::new("src/bin"), below),
        ["src", below @ ..] => return modules(below),
        [kind @ ("tests" | "examples" | "benches"), below @ ..] => (Path::new(*kind), below),
        _ => return Vec::new(),
    };
    match below {
        [] | [_] => Vec::new(),
        // `tests/api/main.rs` is the root of `tests/api/…`; `tests/common/mod.rs` is `common`.
        [target, inside @ ..] if is_file(&root.join(target).join("main.rs")) => match inside {
            ["main.rs"] => Vec::new(),
            inside => modules(inside),
        },
        below => modules(below),
    }
}

/// `a::b` for `a/b.rs` and for `a/b/mod.rs`.
fn modules(parts: &[&str]) -> Vec<String> {
    let Some((file, directories)) = parts.split_last() else { return Vec::new() };
    let mut modules: Vec<String> = directories.iter().map(|part| (*part).to_owned()).collect();
    match file.strip_suffix(".rs").unwrap_or(file) {
        "mod" => {}
        stem => modules.push(stem.to_owned()),
    }
    modules
}

/// The modules inside the file around the module `name` that carries the attribute, itself last.
fn inline_modules(items: &[Item], name: &str, database: &str) -> Option<Vec<String>> {
    let mut candidates = Vec::new();
    collect(items, name, &mut Vec::new(), &mut candidates);
    // Two modules of one name differ by their databases.
    let quoted = format!("\"{database}\"");
    let of_this_name = candidates.iter().find(|(_, attributes)| attributes.contains(&quoted));
    of_this_name.or(candidates.first()).map(|(path, _)| path.clone())
}

/// Finds the modules `name` with attributes that are lists: their paths, and the attributes' text.
fn collect(
    items: &[Item],
    name: &str,
    around: &mut Vec<String>,
    found: &mut Vec<(Vec<String>, String)>,
) {
    for item in items {
        let Item::Mod(ItemMod { attrs, ident, content: Some((_, inner)), .. }) = item else {
            continue;
        };
        around.push(ident.to_string());
        if ident == name {
            let lists = attrs.iter().filter_map(|attribute| attribute.meta.require_list().ok());
            let lists: Vec<String> = lists.map(|list| list.tokens.to_string()).collect();
            if !lists.is_empty() {
                found.push((around.clone(), lists.join(" ")));
            }
        }
        collect(inner, name, around, found);
        around.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_files() {
        let roots = ["tests/api/main.rs", "src/bin/server/main.rs"];
        let check = |file: &str, expected: &str| {
            let modules = file_modules(Path::new(file), |file| {
                roots.iter().any(|root| Path::new(root) == file)
            });
            assert_eq!(modules.join("::"), expected, "{file}");
        };
        check("src/lib.rs", "");
        check("src/main.rs", "");
        check("src/db.rs", "db");
        check("src/db/mod.rs", "db");
        check("src/db/todo.rs", "db::todo");
        check("src/bin/server.rs", "");
        check("src/bin/server/main.rs", "");
        check("src/bin/server/db.rs", "db");
        check("tests/api.rs", "");
        check("tests/api/main.rs", "");
        check("tests/api/db/todo.rs", "db::todo");
        check("tests/common/mod.rs", "common");
        check("examples/todo.rs", "");
        check("generated/odd.rs", "");
    }

    #[test]
    fn in_files() {
        let check = |source: &str, database: &str, expected: Option<&str>| {
            let file = syn::parse_file(source).expect("a file");
            let found = inline_modules(&file.items, "todo", database).map(|path| path.join("::"));
            assert_eq!(found.as_deref(), expected, "{source}");
        };
        check("#[sqldb::database(name = \"a\")] mod todo {}", "a", Some("todo"));
        check("mod db { #[database(name = \"a\")] mod todo {} }", "a", Some("db::todo"));
        check("mod todo { #[database(name = \"a\")] mod todo {} }", "a", Some("todo::todo"));
        let two =
            "mod x { #[database(name = \"a\")] mod todo {} } #[database(name = \"b\")] mod todo {}";
        check(two, "a", Some("x::todo"));
        check(two, "b", Some("todo"));
        check("mod other {}", "a", None);
    }
}
