//! `#[sqldb::database(name = "…", migrations = "…")]`, read as the macro reads it.

use std::path::{Component, Path, PathBuf};

use proc_macro2::{Span, TokenStream};
use sqldb_migrate::source::Source as Tool;
use sqldb_migrate::{Gaps, Major, Settings};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Item, ItemMod, Lit, Meta, Path as SynPath, Stmt, Token};

use super::Place;
use super::condition::{self, Presence};
use super::metadata::Package;
use super::sources::Source;
use crate::Failure;
use crate::failure::refused;

/// A database as a source declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Database {
    /// The name, `todo`.
    pub(crate) name: String,
    /// The package that declares it.
    pub(crate) package: String,
    /// The directory of that package's `Cargo.toml`.
    pub(crate) package_directory: PathBuf,
    /// The directory of its migrations.
    pub(crate) directory: PathBuf,
    /// The directory as it is written, `./migrations`.
    pub(crate) migrations: String,
    /// The modules from the target's root to the one with the attribute, which is the last.
    pub(crate) module: Vec<String>,
    /// How the migrations are read.
    pub(crate) settings: Settings,
    /// The major version of PostgreSQL, if the attribute has one.
    pub(crate) postgres: Option<Major>,
    /// The variable that may hold its URL beside `SQLDB_TODO_URL`.
    pub(crate) url_env: Option<String>,
    /// Where the name is written.
    pub(crate) place: Place,
    /// Whether an ordinary build has it.
    pub(crate) presence: Presence,
    /// The packages that name it by `named = "…"`.
    pub(crate) users: Vec<User>,
}

/// A package that uses a database which another one declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    /// The name of the database.
    pub(crate) name: String,
    /// The package.
    pub(crate) package: String,
    /// The directory of its `Cargo.toml`.
    pub(crate) package_directory: PathBuf,
    /// The modules from the target's root to the one with the attribute, which is the last.
    pub(crate) module: Vec<String>,
}

/// Adds the databases of others that a file names.
///
/// # Errors
///
/// None of its own.
pub(crate) fn collect_users(
    source: &Source,
    package: &Package,
    users: &mut Vec<User>,
) -> Result<(), Failure> {
    let walk = Walk { package, modules: &source.modules, presence: source.presence };
    walk.items(&source.items, &mut |attribute, modules, _| {
        let Ok(Arguments(arguments)) = syn::parse2(attribute.clone()) else { return Ok(()) };
        let named = arguments.iter().find_map(|argument| match argument {
            Argument { key, value: Some(Lit::Str(value)) } if key == "named" => Some(value.value()),
            _ => None,
        });
        users.extend(named.map(|name| User {
            name,
            package: package.name.clone(),
            package_directory: package.directory().to_owned(),
            module: modules.to_vec(),
        }));
        Ok(())
    })
}

/// Adds the databases that a file declares.
///
/// # Errors
///
/// A declaration without a name or migrations, which the compiler refuses, too.
pub(crate) fn collect(
    source: &Source,
    package: &Package,
    databases: &mut Vec<Database>,
) -> Result<(), Failure> {
    let walk = Walk { package, modules: &source.modules, presence: source.presence };
    walk.items(&source.items, &mut |attribute, modules, presence| {
        let declared = database(attribute, modules, source, package)?;
        databases.extend(declared.map(|database| Database { presence, ..database }));
        Ok(())
    })
}

/// One database for each name. Targets of a package may declare the same one again: a test that is a
/// crate of its own, for instance. Of alternatives, the one counts that an ordinary build has.
///
/// # Errors
///
/// Two databases have one name, and differ.
pub(crate) fn once_each(mut databases: Vec<Database>) -> Result<Vec<Database>, Failure> {
    // Of declarations of the same database, that of the library or program comes first.
    let is_test = |database: &Database| {
        let below = database.place.file.strip_prefix(&database.package_directory);
        !below.is_ok_and(|below| below.starts_with("src"))
    };
    databases.sort_by(|one, other| {
        let key =
            |database: &Database| (database.name.clone(), database.presence, is_test(database));
        key(one).cmp(&key(other)).then_with(|| one.place.file.cmp(&other.place.file))
    });
    for pair in databases.windows(2) {
        if let [one, other] = pair
            && one.name == other.name
            && one.presence == other.presence
            && one.directory != other.directory
        {
            return Err(refused(format!(
                "there are two databases `{}`: one is declared at {}, with the migrations of `{}`, the \
                 other at {}, with those of `{}`; a database is declared once, and its module used from \
                 everywhere: choose another name for one of them",
                one.name,
                one.place,
                super::shown(&one.directory).display(),
                other.place,
                super::shown(&other.directory).display(),
            )));
        }
    }
    databases.dedup_by(|later, first| later.name == first.name);
    Ok(databases)
}

type Found<'f> = dyn FnMut(&TokenStream, &[String], Presence) -> Result<(), Failure> + 'f;

/// Where one is in a file.
#[derive(Clone, Copy)]
struct Walk<'w> {
    package: &'w Package,
    modules: &'w [String],
    presence: Presence,
}

impl Walk<'_> {
    /// Calls `found` with the arguments of each attribute, the path of its module, and whether an
    /// ordinary build has it.
    fn items(self, items: &[Item], found: &mut Found<'_>) -> Result<(), Failure> {
        for item in items {
            match item {
                Item::Mod(module) => self.module(module, found)?,
                Item::Fn(function) => {
                    for statement in &function.block.stmts {
                        if let Stmt::Item(Item::Mod(module)) = statement {
                            self.module(module, found)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn module(self, module: &ItemMod, found: &mut Found<'_>) -> Result<(), Failure> {
        let name = module.ident.to_string();
        let path: Vec<String> = self.modules.iter().cloned().chain([name]).collect();
        let presence = self.presence.under_attributes(&module.attrs, self.package);
        let inside = Walk { modules: &path, presence, ..self };
        for attribute in &module.attrs {
            inside.attribute(&attribute.meta, found)?;
        }
        match &module.content {
            Some((_, inner)) => inside.items(inner, found),
            None => Ok(()),
        }
    }

    /// Also one that is there under a condition.
    fn attribute(self, meta: &Meta, found: &mut Found<'_>) -> Result<(), Failure> {
        condition::unfold(meta, self.package, &mut |meta, presence| match meta {
            Meta::List(list) if is_ours(&list.path) => {
                found(&list.tokens, self.modules, presence.within(self.presence))
            }
            _ => Ok(()),
        })
    }
}

/// `sqldb::database`, under whatever name the crate has, or `database` alone where it is imported.
fn is_ours(path: &SynPath) -> bool {
    path.segments.len() <= 2 && path.segments.last().is_some_and(|last| last.ident == "database")
}

/// The declaration; none if the attribute is somebody else's of the same name.
fn database(
    attribute: &TokenStream,
    module: &[String],
    source: &Source,
    package: &Package,
) -> Result<Option<Database>, Failure> {
    let Ok(Arguments(arguments)) = syn::parse2(attribute.clone()) else { return Ok(None) };
    let text = |key: &str| {
        arguments.iter().find_map(|argument| match argument {
            Argument { key: written, value: Some(Lit::Str(value)) } if written == key => {
                Some((value.value(), value.span()))
            }
            _ => None,
        })
    };
    let Some((name, span)) = text("name") else { return Ok(None) };
    let place = place(&source.path, span);
    let Some((migrations, _)) = text("migrations") else {
        return Err(refused(format!("{place}: the database `{name}` has no `migrations = \"…\"`")));
    };
    let postgres = arguments.iter().find_map(|argument| match &argument.value {
        Some(Lit::Int(value)) if argument.key == "postgres" => {
            value.base10_parse().ok().and_then(Major::of)
        }
        _ => None,
    });
    let gaps = match arguments.iter().any(|argument| argument.key == "allow_gaps") {
        true => Gaps::Allowed,
        false => Gaps::Refused,
    };
    let source = text("source").and_then(|(name, _)| Tool::named(&name));
    let package_directory = package.directory().to_owned();
    Ok(Some(Database {
        package: package.name.clone(),
        directory: joined(&package_directory, &migrations),
        package_directory,
        migrations,
        module: module.to_vec(),
        settings: Settings { gaps, postgres: postgres.unwrap_or_default(), source },
        postgres,
        url_env: text("url_env").map(|(variable, _)| variable),
        place,
        presence: Presence::Expected,
        name,
        users: Vec::new(),
    }))
}

/// Where a span starts.
pub(super) fn place(file: &Path, span: Span) -> Place {
    let start = span.start();
    Place { file: file.to_owned(), line: start.line, column: start.column + 1 }
}

/// `directory/migrations` without `.`.
fn joined(directory: &Path, below: &str) -> PathBuf {
    let parts = Path::new(below).components().filter(|part| *part != Component::CurDir);
    directory.join(parts.collect::<PathBuf>())
}

/// `name = "todo", allow_gaps, postgres = 16, …`
struct Arguments(Punctuated<Argument, Token![,]>);

struct Argument {
    key: Ident,
    value: Option<Lit>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Arguments> {
        Punctuated::parse_terminated(input).map(Arguments)
    }
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Argument> {
        let key = input.parse()?;
        if input.peek(Token![=]) {
            let _: Token![=] = input.parse()?;
            return Ok(Argument { key, value: Some(input.parse()?) });
        }
        if input.peek(syn::token::Paren) {
            // A setting with a list of its own, which does not matter here.
            let content;
            syn::parenthesized!(content in input);
            let _: TokenStream = content.parse()?;
        }
        Ok(Argument { key, value: None })
    }
}
