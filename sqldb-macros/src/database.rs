//! `#[sqldb::database]`: a module goes in, and comes out with `DB`, `sql!` and the types of its
//! tables.
//!
//! Start with [`expand`]. When something is wrong, the module still gets a `DB` and a `sql!`: then
//! the one mistake gives one message, and not one more for each use of the two.

use std::collections::BTreeMap;
use std::path::Path;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use sqldb_analyze::catalog::UserTypeKind;
use sqldb_migrate::source::Source;
use sqldb_migrate::{Gaps, Migration, Settings};
use syn::ext::IdentExt as _;
use syn::{LitInt, LitStr};

use crate::attribute::{Attribute, Ownership};
use crate::catalog_cache::{self, Database};
use crate::derives::Derives;
use crate::literal::Place;
use crate::mapping::Mapped;
use crate::message::{self, Message};
use crate::migrations::{self, Location};
use crate::module::Module;
use crate::rust_type::Types;
use crate::type_names::RustName;
use crate::{
    composite, constraints, enumeration, module_path, names, owner, table, twins, workspace_root,
};

/// The tokens of a module under the attribute.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let module: Module = match syn::parse2(item.clone()) {
        Ok(module) => module,
        Err(error) => {
            let error = message::items(&[error.into()]);
            return quote!(#error #item);
        }
    };
    let inner = match declare(attribute, &module) {
        Ok(inner) => inner,
        Err(messages) => broken(&messages, &module.name),
    };
    let Module { attributes, visibility, name, content } = module;
    quote! {
        #(#attributes)*
        #visibility mod #name {
            #content
            #inner
        }
    }
}

/// What the module gets.
fn declare(attribute: TokenStream, module: &Module) -> Result<TokenStream, Vec<Message>> {
    let mut attribute = Attribute::parse(attribute).map_err(|error| vec![error.into()])?;
    let own_directory = variable("CARGO_MANIFEST_DIR");
    let crate_directory = find_owner(&mut attribute, &own_directory)
        .map_err(|text| vec![Message { span: attribute.name.span(), text }])?;
    let crate_name = variable("CARGO_CRATE_NAME");
    twins::declare(&attribute.name, &format!("{own_directory}:{crate_name}"))
        .map_err(|message| vec![message])?;
    let migrations = attribute.migrations.value();
    let at_migrations = |text| Message { span: attribute.migrations.span(), text };
    let location = Location::find(&crate_directory, &migrations, attribute.settings)
        .map_err(|text| vec![at_migrations(text)])?;
    let database = catalog_cache::database(&location);
    if !database.mistakes.is_empty() {
        let mut mistakes = database.mistakes.clone();
        if let Some(last) = mistakes.last_mut() {
            last.extend(migrations::build_script_help(&migrations));
        }
        return Err(mistakes.into_iter().map(at_migrations).collect());
    }

    let path = match &attribute.path {
        Some(path) => written_path(path, &crate_name),
        None => {
            module_path::guess(&module.name, &attribute.name.value(), Path::new(&own_directory))
        }
    };
    let mapped =
        Mapped::new(&attribute.types.names(), &database.catalog).map_err(|(number, text)| {
            let name = attribute.types.0.get(number).map(|mapping| mapping.name.span());
            vec![Message { span: name.unwrap_or_else(Span::call_site), text }]
        })?;
    let types = items(&database, &mapped, &attribute.derives);
    let (aliases, mapped) = (attribute.types.aliases(), attribute.types.names());
    let check = path_check(&path, &attribute.name);
    let handle = handle(&attribute, &database, &location, &crate_directory);
    let segments = path.iter().map(|segment| names::ident(segment, Span::call_site()));
    let (name, layout) = (&attribute.name, layout(attribute.settings));
    let postgres = LitInt::new(&attribute.settings.postgres.number().to_string(), name.span());
    let call = quote! {
        @database(
            #name, #crate_directory, #migrations, #layout, #postgres, [#(#mapped),*],
            $crate #(:: #segments)*
        )
    };
    let wrapper = wrapper(&call, &exported_name(&crate_name, &name.value(), &path.join("_")));
    let constraints = constraints::expand(&database.catalog);
    Ok(quote!(#handle #check #aliases #types #constraints #wrapper))
}

/// The directory of the crate that declares the database: this one, unless the attribute has `named`,
/// which then gets what that crate says of the migrations.
fn find_owner(attribute: &mut Attribute, own_directory: &str) -> Result<String, String> {
    let name = attribute.name.value();
    match attribute.ownership {
        Ownership::Own => {
            // Tests and examples may have databases of their own, of any name. rust-analyzer, which gives
            // no places, expands at every keystroke; the compiler says it often enough.
            let file = Place::of(attribute.name.span()).map(|place| place.file);
            let file = file.and_then(|file| Some(std::env::current_dir().ok()?.join(file)));
            if file.is_some_and(|file| file.starts_with(Path::new(own_directory).join("src"))) {
                owner::refuse_twin(&name, Path::new(own_directory))?;
            }
            Ok(own_directory.to_owned())
        }
        Ownership::Named => {
            let owner = owner::find(&name, Path::new(own_directory))?;
            attribute.migrations = LitStr::new(&owner.migrations, attribute.name.span());
            attribute.settings = owner.settings;
            attribute.postgres = owner.postgres;
            Ok(owner.crate_directory.to_string_lossy().into_owned())
        }
    }
}

/// The expansion after a mistake: the messages, a `DB`, and a `sql!` that says the same again,
/// which rustc prints once.
fn broken(messages: &[Message], module: &Ident) -> TokenStream {
    let errors = message::items(messages);
    let said = messages.first().map(|message| LitStr::new(&message.text, message.span));
    let place = Place::of(module.span()).map_or(0, |place| place.line);
    let name = format!("__sqldb_broken_{}_{place}", module.unraw());
    let wrapper = wrapper(&quote!(@broken(#said)), &Ident::new(&name, Span::call_site()));
    quote! {
        #errors
        pub static DB: ::sqldb::Database = ::sqldb::Database::new(&::sqldb::__private::Definition {
            name: "",
            url_env: ::core::option::Option::None,
            workspace: "",
            postgres: ::core::option::Option::None,
            migrations: &[],
        });
        #wrapper
    }
}

/// The module's `sql!`: a macro of the whole crate, and of others, under a name of its own.
fn wrapper(call: &TokenStream, exported: &Ident) -> TokenStream {
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! #exported {
            ($($query:tt)*) => { ::sqldb::__private::sql! { #call $($query)* } };
        }
        #[doc(inline)]
        #[allow(unused_imports)]
        pub use #exported as sql;
    }
}

/// A name that no other module's macro has: the length says where the database's name ends.
fn exported_name(crate_name: &str, database: &str, path: &str) -> Ident {
    let name: String = format!("__sqldb_{crate_name}_{}_{database}_{path}", database.len())
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    names::ident(&name, Span::call_site())
}

/// How the directory is read, in a word.
fn layout(settings: Settings) -> &'static str {
    match (settings.source, settings.gaps) {
        (Some(source), _) => source.name(),
        (None, Gaps::Allowed) => "gaps",
        (None, Gaps::Refused) => "no_gaps",
    }
}

fn handle(
    attribute: &Attribute,
    database: &Database,
    location: &Location,
    crate_directory: &str,
) -> TokenStream {
    let name = attribute.name.value();
    let doc = format!(" The database `{name}`: connects on first use.");
    let url_env = match &attribute.url_env {
        Some(variable) => quote!(::core::option::Option::Some(#variable)),
        None => quote!(::core::option::Option::None),
    };
    let postgres = match attribute.postgres {
        Some(major) => {
            let number = major.number();
            quote!(::core::option::Option::Some(#number))
        }
        None => quote!(::core::option::Option::None),
    };
    let new = Ident::new(
        match attribute.ownership {
            Ownership::Own => "new",
            Ownership::Named => "named",
        },
        Span::call_site(),
    );
    let workspace = workspace_root::of(Path::new(crate_directory));
    let workspace = workspace.to_string_lossy();
    let source = location.settings.source;
    let is_part = source.is_some_and(Source::has_both_ways_in_a_file);
    let migrations =
        database.migrations.iter().map(|Migration { version, name, file, sql, .. }| {
            let version = Literal::i64_unsuffixed(*version);
            // An edit or a removal of the file compiles the crate again.
            let path = location.directory.join(file);
            let path = path.to_string_lossy();
            let sql = match is_part {
                true => quote!({
                    const _: &str = ::core::include_str!(#path);
                    #sql
                }),
                false => quote!(::core::include_str!(#path)),
            };
            quote! {
                ::sqldb::__private::Migration {
                    version: #version,
                    name: #name,
                    file: #file,
                    sql: #sql,
                }
            }
        });
    quote! {
        #[doc = #doc]
        pub static DB: ::sqldb::Database = ::sqldb::Database::#new(&::sqldb::__private::Definition {
            name: #name,
            url_env: #url_env,
            workspace: ::sqldb::__private::workspace!(#workspace),
            postgres: #postgres,
            migrations: &[#(#migrations),*],
        });
    }
}

/// The structs and enums, those of other schemas than `public` in modules of their own.
fn items(database: &Database, mapped: &Mapped, derives: &Derives) -> TokenStream {
    let Database { catalog, names, .. } = database;
    let (here, above) = (quote!(self), quote!(super));
    // How items inside the module of `rust` name other types.
    let types_in = |rust: &RustName| {
        let module = if rust.schema.is_none() { &here } else { &above };
        Types { catalog, names, mapped, module }
    };
    let mut schemas: BTreeMap<Option<&str>, TokenStream> = BTreeMap::new();
    let relations = catalog.relations.iter().filter_map(|relation| {
        let rust = names.relation(relation.id)?;
        Some((rust, table::expand(relation, rust, types_in(rust), derives)?))
    });
    let user_types = catalog.types.iter().filter_map(|user_type| {
        let rust = names.user_type(user_type.id)?;
        let item = match &user_type.kind {
            UserTypeKind::Enum(labels) => {
                Some(enumeration::expand(user_type, labels, rust, derives))
            }
            UserTypeKind::Composite(attributes) => {
                composite::expand(user_type, attributes, rust, types_in(rust), derives)
            }
            _ => None,
        };
        Some((rust, item?))
    });
    for (rust, item) in user_types.chain(relations) {
        schemas.entry(rust.schema.as_deref()).or_default().extend(item);
    }
    let items = schemas.into_iter().map(|(schema, items)| match schema {
        None => items,
        Some(schema) => {
            let module = crate::names::ident(schema, Span::call_site());
            let doc = format!(" What the schema `{schema}` holds.");
            quote!(#[doc = #doc] pub mod #module { #items })
        }
    });
    items.collect()
}

/// The modules of `path = "crate::db::todo"`; the crate's name may stand for `crate`.
fn written_path(path: &syn::Path, crate_name: &str) -> Vec<String> {
    let segments = path.segments.iter().map(|segment| segment.ident.to_string());
    segments
        .enumerate()
        .filter(|(at, segment)| *at > 0 || (segment != "crate" && segment != crate_name))
        .map(|(_, segment)| segment)
        .collect()
}

/// Compares where the module was taken to be with where it is.
fn path_check(path: &[String], name: &LitStr) -> TokenStream {
    let path = path.join("::");
    let message = format!(
        "the module of the database `{}` was taken for `crate::{path}`; say where it is, in \
         `#[sqldb::database(…)]`: `path = \"",
        name.value()
    );
    quote! {
        const _: () = ::core::assert!(
            ::sqldb::__private::is_module(::core::module_path!(), #path),
            "{}",
            ::core::concat!(#message, ::core::module_path!(), "\"`")
        );
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
