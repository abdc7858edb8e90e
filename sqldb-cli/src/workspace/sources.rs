//! The files of a target: its root, and what `mod` says from there on.
//!
//! Files that are not there, or cannot be parsed, are left out: they may be generated, or of another
//! platform, and what is wrong with them is the compiler's to say; only who misses a database there is
//! told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

use super::Place;
use super::declaration::place;
use crate::Failure;

/// A file, parsed.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    /// The modules from the target's root to this file.
    pub(crate) modules: Vec<String>,
    pub(crate) items: Vec<Item>,
    pub(crate) text: String,
}

/// The files of a target.
#[derive(Default)]
pub(crate) struct Sources {
    pub(crate) parsed: Vec<Source>,
    /// Where the others are wrong, and why.
    pub(crate) unread: Vec<(Place, String)>,
}

/// All files of the target with this root.
///
/// # Errors
///
/// A file is there and cannot be read.
pub(crate) fn of(root: &Path) -> Result<Sources, Failure> {
    let mut found = Sources::default();
    let mut seen = BTreeSet::new();
    let directory = root.parent().unwrap_or(Path::new("")).to_owned();
    let mut waiting = vec![(root.to_owned(), directory, Vec::new())];
    while let Some((path, directory, modules)) = waiting.pop() {
        if !path.is_file() || !seen.insert(path.clone()) {
            continue;
        }
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let file = match syn::parse_file(&text) {
            Ok(file) => file,
            Err(error) => {
                found.unread.push((place(&path, error.span()), error.to_string()));
                continue;
            }
        };
        let holder = path.parent().unwrap_or(Path::new("")).to_owned();
        let within = Within { file_directory: holder, directory };
        children(&file.items, &within, &modules, &mut waiting);
        found.parsed.push(Source { path, modules, items: file.items, text });
    }
    found.parsed.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// Where the modules of a file or of a module in it are looked for.
struct Within {
    /// The directory of the file itself, which `#[path]` starts from outside inline modules.
    file_directory: PathBuf,
    /// The directory of the modules that have no `#[path]`.
    directory: PathBuf,
}

/// Files, the directories of their modules, and their own places in the tree of modules.
type Waiting = Vec<(PathBuf, PathBuf, Vec<String>)>;

fn children(items: &[Item], within: &Within, modules: &[String], waiting: &mut Waiting) {
    for item in items {
        let Item::Mod(ItemMod { attrs, ident, content, .. }) = item else { continue };
        let name = ident.to_string();
        let name = name.trim_start_matches("r#");
        let modules: Vec<String> = modules.iter().cloned().chain([name.to_owned()]).collect();
        let directory = within.directory.join(name);
        match (content, path_attribute(attrs)) {
            (Some((_, items)), path) => {
                let directory = path.map_or(directory, |path| within.directory.join(path));
                let within = Within { file_directory: directory.clone(), directory };
                children(items, &within, &modules, waiting);
            }
            (None, Some(path)) => {
                let file = within.file_directory.join(path);
                // As rustc does: the modules of such a file are beside it.
                let directory = file.parent().unwrap_or(Path::new("")).to_owned();
                waiting.push((file, directory, modules));
            }
            (None, None) => {
                let beside = within.directory.join(format!("{name}.rs"));
                let inside = directory.join("mod.rs");
                let file = if beside.is_file() { beside } else { inside };
                waiting.push((file, directory, modules));
            }
        }
    }
}

/// The value of `#[path = "…"]`.
fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}
