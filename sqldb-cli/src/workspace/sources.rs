//! The files of a target: its root, and what `mod` says from there on.
//!
//! Files that are not there, or cannot be parsed, are left out: they may be generated, or of another
//! platform, and what is wrong with them is the compiler's to say; only who misses a database there is
//! told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

use super::Place;
use super::condition::{self, Presence};
use super::declaration::place;
use super::metadata::Package;
use crate::Failure;

/// A file, parsed.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    /// The modules from the target's root to this file.
    pub(crate) modules: Vec<String>,
    /// Whether an ordinary build has this file: the conditions of the `mod`s that lead here.
    pub(crate) presence: Presence,
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

/// All files of the target of `package` with this root.
///
/// # Errors
///
/// A file is there and cannot be read.
pub(crate) fn of(root: &Path, package: &Package) -> Result<Sources, Failure> {
    let mut found = Sources::default();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![Waiting {
        path: root.to_owned(),
        directory: root.parent().unwrap_or(Path::new("")).to_owned(),
        modules: Vec::new(),
        presence: Presence::Expected,
    }];
    while let Some(Waiting { path, directory, modules, presence }) = next(&mut waiting) {
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
        let presence = presence.under_attributes(&file.attrs, package);
        let holder = path.parent().unwrap_or(Path::new("")).to_owned();
        let within =
            Within { file_directory: holder, directory, modules: &modules, presence, package };
        within.children(&file.items, &mut waiting)?;
        found.parsed.push(Source { path, modules, presence, items: file.items, text });
    }
    found.parsed.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// A file that is still to be read.
struct Waiting {
    path: PathBuf,
    /// Where its modules are looked for.
    directory: PathBuf,
    modules: Vec<String>,
    presence: Presence,
}

/// The next file. A file that several modules have is read as the one that an ordinary build has.
fn next(waiting: &mut Vec<Waiting>) -> Option<Waiting> {
    let expected = waiting.iter().rposition(|one| one.presence == Presence::Expected);
    match expected {
        Some(at) => Some(waiting.remove(at)),
        None => waiting.pop(),
    }
}

/// Where the modules of a file or of a module in it are looked for.
struct Within<'w> {
    /// The directory of the file itself, which `#[path]` starts from outside inline modules.
    file_directory: PathBuf,
    /// The directory of the modules that have no `#[path]`.
    directory: PathBuf,
    modules: &'w [String],
    presence: Presence,
    package: &'w Package,
}

impl Within<'_> {
    fn children(&self, items: &[Item], waiting: &mut Vec<Waiting>) -> Result<(), Failure> {
        for item in items {
            let Item::Mod(ItemMod { attrs, ident, content, .. }) = item else { continue };
            let name = ident.to_string();
            let name = name.trim_start_matches("r#");
            let modules: Vec<String> =
                self.modules.iter().cloned().chain([name.to_owned()]).collect();
            let presence = self.presence.under_attributes(attrs, self.package);
            for (path, condition) in self.paths(attrs)? {
                let presence = presence.within(condition);
                let directory = self.directory.join(name);
                match (content, path) {
                    (Some((_, items)), path) => {
                        let directory = path.map_or(directory, |path| self.directory.join(path));
                        let file_directory = directory.clone();
                        let package = self.package;
                        Within { file_directory, directory, modules: &modules, presence, package }
                            .children(items, waiting)?;
                    }
                    (None, Some(path)) => {
                        let path = self.file_directory.join(path);
                        // As rustc does: the modules of such a file are beside it.
                        let directory = path.parent().unwrap_or(Path::new("")).to_owned();
                        let modules = modules.clone();
                        waiting.push(Waiting { path, directory, modules, presence });
                    }
                    (None, None) => {
                        let beside = self.directory.join(format!("{name}.rs"));
                        let inside = directory.join("mod.rs");
                        let path = if beside.is_file() { beside } else { inside };
                        let modules = modules.clone();
                        waiting.push(Waiting { path, directory, modules, presence });
                    }
                }
            }
        }
        Ok(())
    }

    /// The values of `#[path = "…"]`, of which some may stand under a condition, and whether an ordinary
    /// build goes by them; none means the usual place.
    fn paths(&self, attributes: &[Attribute]) -> Result<Vec<(Option<String>, Presence)>, Failure> {
        let mut paths = Vec::new();
        for attribute in attributes {
            condition::unfold(&attribute.meta, self.package, &mut |meta, presence| {
                paths.extend(path_of(meta).map(|path| (Some(path), presence)));
                Ok(())
            })?;
        }
        if paths.iter().all(|(_, presence)| *presence == Presence::Unexpected) {
            paths.push((None, Presence::Expected));
        }
        Ok(paths)
    }
}

/// The value of `path = "…"`.
fn path_of(meta: &Meta) -> Option<String> {
    match meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
