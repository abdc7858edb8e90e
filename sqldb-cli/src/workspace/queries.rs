//! The queries of a workspace: the texts in `sql!` and `sql_unchecked!`, and the database of each.
//!
//! A `sql!` belongs to the module in front of it, `todo::sql!`, or to the one that it was imported from,
//! `use crate::todo::{DB, sql};`. Where neither names a database, it is the only one of the package or
//! of the workspace, or it is not known.

use proc_macro2::{TokenStream, TokenTree};
use syn::{ItemUse, LitStr, UseTree};

use super::declaration::place;
use super::metadata::Package;
use super::sources::Source;
use super::{Database, Place};

/// A query in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Query {
    /// The name of its database, if it can be told.
    pub(crate) database: Option<String>,
    /// The text as the macro reads it.
    pub(crate) text: String,
    /// Where the text begins.
    pub(crate) place: Place,
    pub(crate) kind: QueryKind,
}

/// Which macro holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueryKind {
    /// `sql!`
    Checked,
    /// `sql_unchecked!`
    Unchecked,
}

/// The queries of a file.
pub(super) fn of(source: &Source, package: &Package, databases: &[Database]) -> Vec<Query> {
    let Ok(tokens) = source.text.parse::<TokenStream>() else { return Vec::new() };
    let mut imports = Vec::new();
    collect_imports(tokens.clone(), &mut imports);
    let home = Home { source, package, databases, imports };
    let mut queries = Vec::new();
    home.collect(tokens, &mut queries);
    queries
}

/// The file that queries are looked for in.
struct Home<'h> {
    source: &'h Source,
    package: &'h Package,
    databases: &'h [Database],
    /// The paths under which macros called `sql` are imported; the last segment may be `*`.
    imports: Vec<Vec<String>>,
}

impl Home<'_> {
    fn collect(&self, tokens: TokenStream, queries: &mut Vec<Query>) {
        let mut path: Vec<String> = Vec::new();
        let mut before_group = false;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    let after_colons = path.last().is_some_and(|last| last == ":");
                    if !after_colons {
                        path.clear();
                    }
                    path.retain(|segment| segment != ":");
                    path.push(ident.to_string());
                    before_group = false;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => {
                    path.push(":".to_owned());
                }
                TokenTree::Punct(mark) if mark.as_char() == '!' => before_group = true,
                TokenTree::Group(group) => {
                    let kind = match path.last().map(String::as_str) {
                        Some("sql") if before_group => Some(QueryKind::Checked),
                        Some("sql_unchecked") if before_group => Some(QueryKind::Unchecked),
                        _ => None,
                    };
                    match kind.and_then(|kind| self.query(group.stream(), &path, kind)) {
                        Some(query) => queries.push(query),
                        None => self.collect(group.stream(), queries),
                    }
                    path.clear();
                    before_group = false;
                }
                _ => {
                    path.clear();
                    before_group = false;
                }
            }
        }
    }

    fn query(&self, arguments: TokenStream, path: &[String], kind: QueryKind) -> Option<Query> {
        let (text, place) = text(arguments, self.source)?;
        let database = self.database(path).map(|database| database.name.clone());
        Some(Query { database, text, place, kind })
    }

    /// The database that the path of a macro leads to.
    fn database(&self, path: &[String]) -> Option<&Database> {
        let written = match path {
            [.., module, _] => Some(module.clone()),
            _ => None,
        };
        let imported = self.imports.iter().filter_map(|path| match path.as_slice() {
            [.., module, _] => Some(module.clone()),
            _ => None,
        });
        let modules: Vec<String> = written.into_iter().chain(imported).collect();
        let near = |database: &&Database| database.package == self.package.name;
        for module in &modules {
            // A module of this package that names another's database comes before any elsewhere.
            let used = |database: &&Database| {
                database.users.iter().any(|user| {
                    user.package == self.package.name && user.module.last() == Some(module)
                })
            };
            if let Some(found) = self.databases.iter().find(used) {
                return Some(found);
            }
            let named = |database: &&Database| database.module.last() == Some(module);
            let found = self.databases.iter().filter(named);
            if let Some(found) = found.clone().find(near).or(found.clone().next()) {
                return Some(found);
            }
            // What a crate re-exports is its own.
            let of_crate = |database: &&Database| database.package.replace('-', "_") == *module;
            if let Some(found) = only(self.databases.iter().filter(of_crate)) {
                return Some(found);
            }
        }
        let near = |database: &&Database| {
            near(database) || database.users.iter().any(|user| user.package == self.package.name)
        };
        only(self.databases.iter().filter(near)).or_else(|| only(self.databases.iter()))
    }
}

fn only<'d>(mut databases: impl Iterator<Item = &'d Database>) -> Option<&'d Database> {
    let first = databases.next()?;
    databases.next().is_none().then_some(first)
}

/// The first argument that is a text: a literal, or several in `concat!`.
fn text(arguments: TokenStream, source: &Source) -> Option<(String, Place)> {
    let mut part: Vec<TokenTree> = Vec::new();
    let mut parts = Vec::new();
    for token in arguments {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == ',' => {
                parts.push(std::mem::take(&mut part));
            }
            // What follows in `sql_unchecked!("…" => { … })` are its columns.
            TokenTree::Punct(mark) if mark.as_char() == '=' && parts.is_empty() => break,
            token => part.push(token),
        }
    }
    parts.push(part);
    parts.into_iter().find_map(|part| match part.as_slice() {
        [TokenTree::Literal(literal)] => {
            let text: LitStr = syn::parse_str(&literal.to_string()).ok()?;
            Some((text.value(), place(&source.path, literal.span())))
        }
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Group(group)]
            if name == "concat" =>
        {
            let literals: Vec<proc_macro2::Literal> = group
                .stream()
                .into_iter()
                .filter_map(|token| match token {
                    TokenTree::Literal(literal) => Some(literal),
                    _ => None,
                })
                .collect();
            let texts = literals.iter().map(|literal| {
                syn::parse_str::<LitStr>(&literal.to_string()).map(|text| text.value())
            });
            Some((
                texts.collect::<Result<String, _>>().ok()?,
                place(&source.path, literals.first()?.span()),
            ))
        }
        _ => None,
    })
}

/// The paths of `use` that may import a macro `sql`, wherever they stand in the file.
fn collect_imports(tokens: TokenStream, imports: &mut Vec<Vec<String>>) {
    let mut import: Option<TokenStream> = None;
    for token in tokens {
        let ends = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ';');
        let begins = matches!(&token, TokenTree::Ident(word) if word == "use");
        match (&mut import, token) {
            (Some(begun), token) => {
                begun.extend([token]);
                if ends
                    && let Some(whole) = import.take()
                    && let Ok(whole) = syn::parse2::<ItemUse>(whole)
                {
                    flatten(&whole.tree, Vec::new(), imports);
                }
            }
            (None, token) if begins => import = Some(TokenStream::from(token)),
            (None, TokenTree::Group(group)) => collect_imports(group.stream(), imports),
            (None, _) => {}
        }
    }
}

fn flatten(tree: &UseTree, mut path: Vec<String>, imports: &mut Vec<Vec<String>>) {
    match tree {
        UseTree::Path(segment) => {
            path.push(segment.ident.to_string());
            flatten(&segment.tree, path, imports);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, path.clone(), imports);
            }
        }
        UseTree::Name(name) if name.ident == "sql" => {
            path.push("sql".to_owned());
            imports.push(path);
        }
        UseTree::Glob(_) => {
            path.push("*".to_owned());
            imports.push(path);
        }
        UseTree::Name(_) | UseTree::Rename(_) => {}
    }
}
