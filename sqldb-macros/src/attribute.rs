//! The settings of `#[sqldb::database(…)]`.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream};
use sqldb_migrate::source::Source;
use sqldb_migrate::{Gaps, Major};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitBool, LitInt, LitStr, Result, Token};

use crate::derives::Derives;
use crate::mapping::{LIBRARIES, Mappings};

/// `name = "todo", migrations = "./migrations", …`
pub(crate) struct Attribute {
    /// The database's name, which keeps the rule of [`check_name`].
    pub(crate) name: LitStr,
    /// Whether the crate declares the database, or names one that another crate declares.
    pub(crate) ownership: Ownership,
    /// The directory of the migrations, relative to the directory of the crate that declares the
    /// database; empty where that is another one.
    pub(crate) migrations: LitStr,
    /// The environment variable that holds the connection string, if not the usual one.
    pub(crate) url_env: Option<LitStr>,
    /// Where the module is, for when it cannot be told from the file: `crate::db::todo`.
    pub(crate) path: Option<syn::Path>,
    /// The major version, if `postgres = 16` is written.
    pub(crate) postgres: Option<Major>,
    /// Types and columns that are read as types of the user's, or of the libraries he chose.
    pub(crate) types: Mappings,
    /// What generated types derive besides what they need.
    pub(crate) derives: Derives,
    /// How the migrations are read: `allow_gaps`, `postgres = 16`, `source = "diesel"`.
    pub(crate) settings: sqldb_migrate::Settings,
}

/// Whose database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ownership {
    /// `name = "todo", migrations = "./migrations"`
    Own,
    /// `named = "todo"`
    Named,
}

const EXAMPLE: &str = "#[sqldb::database(name = \"todo\", migrations = \"./migrations\")]";

impl Attribute {
    /// Reads what stands between the attribute's parentheses.
    ///
    /// # Errors
    ///
    /// A setting that is missing, unknown, repeated, or of the wrong kind.
    pub(crate) fn parse(tokens: TokenStream) -> Result<Attribute> {
        let settings: Settings = syn::parse2(tokens)?;
        settings.into_attribute()
    }
}

/// One setting.
enum Setting {
    Text(Ident, LitStr),
    AllowGaps(Ident),
    Postgres(Ident, Major),
    Types(Ident, Mappings),
    Derive(Ident, Derives),
}

impl Setting {
    fn key(&self) -> &Ident {
        match self {
            Setting::Text(key, _)
            | Setting::AllowGaps(key)
            | Setting::Postgres(key, _)
            | Setting::Types(key, _)
            | Setting::Derive(key, _) => key,
        }
    }
}

const TEXTS: [&str; 8] =
    ["name", "named", "migrations", "url_env", "path", "source", "dates", "numeric"];

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> Result<Setting> {
        let key: Ident = input.parse()?;
        if key == "allow_gaps" {
            if input.peek(Token![=]) {
                let _: Token![=] = input.parse()?;
                let value: LitBool = input.parse()?;
                if !value.value {
                    return Err(Error::new(value.span, "leave `allow_gaps` out to forbid gaps"));
                }
            }
            return Ok(Setting::AllowGaps(key));
        }
        if key == "postgres" {
            let wrong = |at| {
                let message = "`postgres` is the server's major version: 15, 16, 17 or 18, such as \
                               `postgres = 16`";
                Error::new(at, message)
            };
            let _: Token![=] = input.parse().map_err(|_: Error| wrong(key.span()))?;
            let value: LitInt = input.parse().map_err(|error: Error| wrong(error.span()))?;
            let major = value.base10_parse().ok().and_then(Major::of);
            return Ok(Setting::Postgres(key, major.ok_or_else(|| wrong(value.span()))?));
        }
        if key == "types" {
            if !input.peek(syn::token::Paren) {
                let message =
                    "`types` maps types and columns to yours: `types(\"money\" = crate::Cents)`";
                return Err(Error::new(key.span(), message));
            }
            let content;
            syn::parenthesized!(content in input);
            return Ok(Setting::Types(key, content.parse()?));
        }
        if key == "derive" {
            if !input.peek(syn::token::Paren) {
                let message = "`derive` lists what generated structs and enums derive, too: \
                               `derive(serde::Serialize)`";
                return Err(Error::new(key.span(), message));
            }
            let content;
            syn::parenthesized!(content in input);
            return Ok(Setting::Derive(key, content.parse()?));
        }
        if !TEXTS.iter().any(|text| key == text) {
            return Err(Error::new(
                key.span(),
                format!(
                    "there is no setting `{key}`; the settings are `name`, `named`, `migrations`, `url_env`, \
                     `path`, `postgres`, `source`, `types`, `dates`, `numeric`, `derive` and `allow_gaps`"
                ),
            ));
        }
        let wants_text = |found| {
            Error::new(found, format!("`{key}` is a string literal, such as `{key} = \"…\"`"))
        };
        let _: Token![=] = input.parse().map_err(|_: Error| wants_text(key.span()))?;
        let value: LitStr = input.parse().map_err(|error: Error| wants_text(error.span()))?;
        Ok(Setting::Text(key, value))
    }
}

struct Settings(Punctuated<Setting, Token![,]>);

impl Parse for Settings {
    fn parse(input: ParseStream<'_>) -> Result<Settings> {
        Punctuated::parse_terminated(input).map(Settings)
    }
}

impl Settings {
    fn into_attribute(self) -> Result<Attribute> {
        let Settings(settings) = self;
        let first = settings.first().map_or_else(Span::call_site, |first| first.key().span());
        for (at, setting) in settings.iter().enumerate() {
            if settings.iter().take(at).any(|earlier| earlier.key() == setting.key()) {
                let key = setting.key();
                return Err(Error::new(key.span(), format!("`{key}` is set twice")));
            }
        }
        let gaps = match settings.iter().any(|setting| matches!(setting, Setting::AllowGaps(_))) {
            true => Gaps::Allowed,
            false => Gaps::Refused,
        };
        let postgres = settings.iter().find_map(|setting| match setting {
            Setting::Postgres(_, major) => Some(*major),
            _ => None,
        });
        let mut types = Mappings::default();
        let mut derives = Derives::default();
        let mut texts: BTreeMap<String, LitStr> = BTreeMap::new();
        for setting in settings {
            match setting {
                Setting::Text(key, value) => drop(texts.insert(key.to_string(), value)),
                Setting::Types(_, mappings) => types = mappings,
                Setting::Derive(_, list) => derives = list,
                Setting::AllowGaps(_) | Setting::Postgres(..) => {}
            }
        }
        // What is mapped by itself goes before the library that is chosen.
        for (setting, libraries) in LIBRARIES {
            if let Some(library) = texts.remove(setting) {
                types.choose(setting, &library, libraries)?;
            }
        }
        if let Some(named) = texts.remove("named") {
            check_name(&named)?;
            for other in ["name", "migrations", "source"] {
                if let Some(other_text) = texts.get(other) {
                    let message = format!(
                        "`{other}` is said by the crate that declares the database `{}`; leave it out \
                         beside `named`",
                        named.value()
                    );
                    return Err(Error::new(other_text.span(), message));
                }
            }
            let path = texts.remove("path").map(|path| module_path(&path)).transpose()?;
            return Ok(Attribute {
                migrations: LitStr::new("", named.span()),
                name: named,
                ownership: Ownership::Named,
                url_env: texts.remove("url_env"),
                types,
                derives,
                path,
                postgres,
                settings: sqldb_migrate::Settings::default(),
            });
        }
        let mut required = |wanted: &str| {
            texts.remove(wanted).ok_or_else(|| {
                Error::new(first, format!("`{wanted}` is missing; write `{EXAMPLE}`"))
            })
        };
        let name = required("name")?;
        check_name(&name)?;
        let migrations = required("migrations")?;
        let path = texts.remove("path").map(|path| module_path(&path)).transpose()?;
        let source = texts.remove("source").map(|name| source(&name)).transpose()?;
        Ok(Attribute {
            name,
            ownership: Ownership::Own,
            migrations,
            url_env: texts.remove("url_env"),
            types,
            derives,
            path,
            postgres,
            settings: sqldb_migrate::Settings {
                gaps,
                postgres: postgres.unwrap_or_default(),
                source,
            },
        })
    }
}

fn module_path(path: &LitStr) -> Result<syn::Path> {
    path.parse().map_err(|_| {
        let message = "`path` is the path of the module, such as `\"crate::db::todo\"`";
        Error::new(path.span(), message)
    })
}

/// The tool that laid the directory of migrations out.
fn source(name: &LitStr) -> Result<Source> {
    Source::named(&name.value()).ok_or_else(|| {
        let known = Source::ALL.map(|source| format!("`{}`", source.name())).join(", ");
        Error::new(
            name.span(),
            format!(
                "`source` is the tool whose directory it is, one of {known}; leave it out for ours"
            ),
        )
    })
}

/// PostgreSQL cuts names to 63 bytes.
const LONGEST_NAME: usize = 63;

/// Encore's rule, and PostgreSQL's: `^[a-z]([_a-z0-9]*[a-z0-9])?$`, at most 63 characters.
fn check_name(name: &LitStr) -> Result<()> {
    let text = name.value();
    let refuse = |message: String| Err(Error::new(name.span(), message));
    if text.len() > LONGEST_NAME {
        return refuse(format!(
            "a database's name has at most 63 characters, as PostgreSQL cuts it there; this one \
             has {}",
            text.chars().count()
        ));
    }
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts = text.starts_with(|c: char| c.is_ascii_lowercase());
    if starts && text.chars().all(inner) && !text.ends_with('_') {
        return Ok(());
    }
    let suggestion = match suggest_name(&text) {
        Some(suggestion) => format!("\n  = help: write `name = \"{suggestion}\"`"),
        None => String::new(),
    };
    refuse(format!(
        "`{text}` cannot name a database: the name starts with a lowercase letter, goes on with \
         lowercase letters, digits and `_`, and does not end with `_`{suggestion}"
    ))
}

/// The name that was probably meant.
fn suggest_name(text: &str) -> Option<String> {
    let mut name = String::new();
    let mut previous_lower = false;
    for character in text.chars() {
        if character.is_ascii_uppercase() && previous_lower {
            name.push('_');
        }
        previous_lower = character.is_ascii_lowercase() || character.is_ascii_digit();
        match character.to_ascii_lowercase() {
            lower if lower.is_ascii_alphanumeric() => name.push(lower),
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    let name = name.trim_matches('_').trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    fn refusal(tokens: TokenStream) -> String {
        match Attribute::parse(tokens) {
            Ok(_) => "accepted".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn names() {
        let good = ["a", "todo", "t2", "a_b", "a__b", &"a".repeat(63)];
        for name in good {
            assert_eq!(refusal(quote!(name = #name, migrations = "m")), "accepted", "{name}");
        }
        for name in ["", "Todo", "2do", "todo_", "_todo", "to-do", "to do", "tödo", &"a".repeat(64)]
        {
            assert_ne!(refusal(quote!(name = #name, migrations = "m")), "accepted", "{name}");
        }
        assert_eq!(suggest_name("TodoItems").as_deref(), Some("todo_items"));
        assert_eq!(suggest_name("2-my-db_").as_deref(), Some("my_db"));
        assert_eq!(suggest_name("日本"), None);
    }

    #[test]
    fn settings() {
        assert_eq!(
            refusal(quote!(name = "a", nane = "b")),
            "there is no setting `nane`; the settings are `name`, `named`, `migrations`, `url_env`, `path`, \
             `postgres`, `source`, `types`, `dates`, `numeric`, `derive` and `allow_gaps`"
        );
        for right in
            [quote!(dates = "chrono", numeric = "exact"), quote!(derive(serde::Serialize, Hash))]
        {
            assert_eq!(refusal(quote!(name = "a", migrations = "m", #right)), "accepted");
        }
        assert_eq!(
            refusal(quote!(name = "a", migrations = "m", dates = "std")),
            "`dates` is the library of dates and times, one of `jiff`, `chrono`, `time`, each by the \
             feature of `sqldb` of that name"
        );
        assert_eq!(
            refusal(quote!(name = "a", migrations = "m", derive(Clone))),
            "`Clone` is derived by itself"
        );
        assert_eq!(
            refusal(quote!(name = "a", migrations = "m", derive = "Hash")),
            "`derive` lists what generated structs and enums derive, too: `derive(serde::Serialize)`"
        );
        assert_eq!(refusal(quote!(name = "a", name = "b")), "`name` is set twice");
        assert_eq!(refusal(quote!(name = 3)), "`name` is a string literal, such as `name = \"…\"`");
        assert_eq!(
            refusal(quote!(name = "a")),
            "`migrations` is missing; write `#[sqldb::database(name = \"todo\", migrations = \
             \"./migrations\")]`"
        );
        assert_eq!(refusal(quote!(name = "a", migrations = "m", allow_gaps)), "accepted");
        assert_eq!(refusal(quote!(name = "a", migrations = "m", source = "goose")), "accepted");
        assert_eq!(
            refusal(quote!(name = "a", migrations = "m", source = "flyway")),
            "`source` is the tool whose directory it is, one of `golang-migrate`, `sqlx`, `diesel`, \
             `refinery`, `goose`, `dbmate`, `prisma`, `drizzle`; leave it out for ours"
        );
        let written =
            |tokens| Attribute::parse(tokens).ok().and_then(|attribute| attribute.postgres);
        assert_eq!(written(quote!(name = "a", migrations = "m", postgres = 15)), Some(Major::V15));
        assert_eq!(written(quote!(name = "a", migrations = "m")), None);
        for wrong in [quote!(postgres), quote!(postgres = "16"), quote!(postgres = 12)] {
            assert_eq!(
                refusal(quote!(name = "a", migrations = "m", #wrong)),
                "`postgres` is the server's major version: 15, 16, 17 or 18, such as `postgres = 16`"
            );
        }
    }
}
