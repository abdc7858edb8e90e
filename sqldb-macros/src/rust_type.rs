//! PostgreSQL's types in Rust: the type of a column, the marker of a parameter, the name sent.
//!
//! Which library holds dates or decimals is a feature of `sqldb`, which this crate cannot see: it
//! writes the aliases of `sqldb::types`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use sqldb_analyze::catalog::{Catalog, QualifiedName, TypeKind};
use sqldb_analyze::types::TypeId;

use crate::names;
use crate::type_names::TypeNames;

/// What types are written with: the catalog, its names, and the path of the database's module.
#[derive(Clone, Copy)]
pub(crate) struct Types<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) names: &'c TypeNames,
    pub(crate) module: &'c TokenStream,
}

/// A type without a Rust type, as PostgreSQL writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoRustType(pub(crate) String);

/// How the Rust type of a built-in type is written.
enum Rust {
    /// One of the language's own.
    Primitive(&'static str),
    /// `::std::string::String`.
    String,
    /// `::std::vec::Vec<u8>`.
    Bytes,
    /// An alias in `::sqldb::types`.
    Alias(&'static str),
    /// `()`.
    Unit,
}

/// The built-in types that have a Rust type, by their names in `pg_type`; each has a marker of
/// that name in `sqldb::pg`.
static BUILTINS: &[(&str, Rust)] = &[
    ("bool", Rust::Primitive("bool")),
    ("bpchar", Rust::String),
    ("bytea", Rust::Bytes),
    ("char", Rust::String),
    ("cidr", Rust::Alias("Inet")),
    ("date", Rust::Alias("Date")),
    ("float4", Rust::Primitive("f32")),
    ("float8", Rust::Primitive("f64")),
    ("inet", Rust::Alias("Inet")),
    ("int2", Rust::Primitive("i16")),
    ("int4", Rust::Primitive("i32")),
    ("int8", Rust::Primitive("i64")),
    ("interval", Rust::Alias("Interval")),
    ("json", Rust::Alias("Json")),
    ("jsonb", Rust::Alias("Json")),
    ("name", Rust::String),
    ("numeric", Rust::Alias("Numeric")),
    ("oid", Rust::Primitive("u32")),
    ("text", Rust::String),
    ("time", Rust::Alias("Time")),
    ("timestamp", Rust::Alias("Timestamp")),
    ("timestamptz", Rust::Alias("Timestamptz")),
    ("timetz", Rust::Alias("Timetz")),
    ("uuid", Rust::Alias("Uuid")),
    ("varchar", Rust::String),
    ("void", Rust::Unit),
    ("xml", Rust::String),
];

impl Types<'_> {
    /// The Rust type of a column. Elements of arrays are taken to be there: a NULL among them is an
    /// error when it is read, and `AS "tags: Vec<Option<String>>"` takes it.
    pub(crate) fn column(self, id: TypeId) -> Result<TokenStream, NoRustType> {
        let id = self.catalog.base_type(id).id;
        if let Some(element) = self.catalog.element_of(id) {
            let element = self.column(element)?;
            return Ok(quote!(::std::vec::Vec<#element>));
        }
        match self.builtin(id) {
            Some((_, rust)) => Ok(rust.tokens()),
            None => self.user_type(id),
        }
    }

    /// The marker of a parameter's type, such as `::sqldb::pg::int8`.
    pub(crate) fn marker(self, id: TypeId) -> Result<TokenStream, NoRustType> {
        let id = self.catalog.base_type(id).id;
        if let Some(element) = self.catalog.element_of(id) {
            let element = self.marker(element)?;
            return Ok(quote!(::sqldb::pg::array<#element>));
        }
        match self.builtin(id) {
            Some((name, _)) => {
                let name = names::ident(name, Span::call_site());
                Ok(quote!(::sqldb::pg::#name))
            }
            None => self.user_type(id),
        }
    }

    /// Schema and name, as `pg_type` has them.
    pub(crate) fn name(self, id: TypeId) -> QualifiedName {
        match self.catalog.type_info(id) {
            Some(info) => QualifiedName::new(info.schema, info.name),
            None => QualifiedName::new("pg_catalog", "unknown"),
        }
    }

    fn builtin(self, id: TypeId) -> Option<&'static (&'static str, Rust)> {
        let info = self.catalog.type_info(id)?;
        let name = match info.kind {
            // The extension's type is text on the wire, whichever schema it is in.
            TypeKind::Base if info.name == "citext" => "text",
            _ if info.schema == "pg_catalog" => info.name,
            _ => return None,
        };
        BUILTINS.iter().find(|(builtin, _)| *builtin == name)
    }

    /// An enum or a composite type; its generated type is its marker too.
    fn user_type(self, id: TypeId) -> Result<TokenStream, NoRustType> {
        match self.names.user_type(id) {
            Some(name) => Ok(name.path(self.module, Span::call_site())),
            None => Err(NoRustType(self.catalog.format_type(id))),
        }
    }
}

impl Rust {
    fn tokens(&self) -> TokenStream {
        match self {
            Rust::Primitive(name) => {
                let name = names::ident(name, Span::call_site());
                quote!(::core::primitive::#name)
            }
            Rust::String => quote!(::std::string::String),
            Rust::Bytes => quote!(::std::vec::Vec<::core::primitive::u8>),
            Rust::Alias(name) => {
                let name = names::ident(name, Span::call_site());
                quote!(::sqldb::types::#name)
            }
            Rust::Unit => quote!(()),
        }
    }
}
