//! The procedural macros of sqldb: attributes in, engine called, tokens out.
//!
//! `#[sqldb::database]` goes through `attribute` → `module` → `database`; `sql!` through
//! `input` → `query` → `expand`. Both ask `catalog_cache` for the database that the
//! migrations describe. Nothing here knows SQL: that is `sqldb-analyze`.

mod argument;
mod attribute;
mod catalog_cache;
mod collect;
mod composite;
mod constraints;
mod copy;
mod database;
mod derive;
mod derives;
mod engine;
mod enumeration;
mod expand;
mod input;
mod literal;
mod mapping;
mod message;
mod migrations;
mod module;
mod module_path;
mod names;
mod owner;
mod placeholder;
mod places;
mod query;
mod row;
mod row_list;
mod rust_type;
mod table;
mod twins;
mod type_names;
mod unchecked;
mod workspace_root;

use proc_macro::TokenStream;

/// Makes a module the home of a database: adds `DB`, `sql!` and the types of its tables.
///
/// See `sqldb::database`, which is this macro, for what it adds and what it takes.
#[proc_macro_attribute]
pub fn database(attribute: TokenStream, item: TokenStream) -> TokenStream {
    database::expand(attribute.into(), item.into()).into()
}

/// What a database's `sql!` calls, with the database in front.
#[proc_macro]
pub fn sql(input: TokenStream) -> TokenStream {
    query::expand(input.into()).into()
}

/// Makes a type of yours one that parameters and columns can have.
///
/// See `sqldb::Type`, which is this macro.
#[proc_macro_derive(Type, attributes(sqldb))]
pub fn derive_type(item: TokenStream) -> TokenStream {
    derive::expand(item.into()).into()
}

/// A query that is not checked: `sql_unchecked!("…" => { id: i64, title: Option<String> })`.
#[proc_macro]
pub fn sql_unchecked(input: TokenStream) -> TokenStream {
    unchecked::expand(input.into()).into()
}
