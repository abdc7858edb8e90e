//! PostgreSQL's types in Rust: the type of a column, the marker of a parameter, the name sent.
//!
//! Which library holds dates or decimals is a feature of `sqldb`, which this crate cannot see: it
//! writes the aliases of `sqldb::types`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use sqldb_analyze::catalog::{Catalog, QualifiedName, Relation, TypeKind};
use sqldb_analyze::statement::OutputColumn;
use sqldb_analyze::types::TypeId;

use crate::mapping::{self, Mapped};
use crate::names;
use crate::type_names::{RustName, TypeNames};

/// What types are written with: the catalog, its names, and the path of the database's module.
#[derive(Clone, Copy)]
pub(crate) struct Types<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) names: &'c TypeNames,
    /// The types and columns that are read as types of the user's.
    pub(crate) mapped: &'c Mapped,
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
    ("bit", Rust::Alias("Bits")),
    ("bool", Rust::Primitive("bool")),
    ("box", Rust::Alias("Rectangle")),
    ("bpchar", Rust::String),
    ("bytea", Rust::Bytes),
    ("char", Rust::String),
    ("cidr", Rust::Alias("Inet")),
    ("circle", Rust::Alias("Circle")),
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
    ("line", Rust::Alias("Line")),
    ("lseg", Rust::Alias("Segment")),
    ("macaddr", Rust::Alias("Macaddr")),
    ("macaddr8", Rust::Alias("Macaddr8")),
    ("money", Rust::Alias("Money")),
    ("name", Rust::String),
    ("numeric", Rust::Alias("Numeric")),
    ("oid", Rust::Primitive("u32")),
    ("path", Rust::Alias("Path")),
    ("pg_lsn", Rust::Alias("Lsn")),
    ("point", Rust::Alias("Point")),
    ("polygon", Rust::Alias("Polygon")),
    ("text", Rust::String),
    ("time", Rust::Alias("Time")),
    ("timestamp", Rust::Alias("Timestamp")),
    ("timestamptz", Rust::Alias("Timestamptz")),
    ("timetz", Rust::Alias("Timetz")),
    ("uuid", Rust::Alias("Uuid")),
    ("varbit", Rust::Alias("Bits")),
    ("varchar", Rust::String),
    ("void", Rust::Unit),
    ("xid8", Rust::Alias("Xid8")),
    ("xml", Rust::String),
];

/// The types of extensions, whichever schema they are in, with their markers.
static EXTENSIONS: &[(&str, &str, Rust)] = &[
    // Text on the wire.
    ("citext", "text", Rust::String),
    ("geography", "geography", Rust::Alias("Ewkb")),
    ("geometry", "geometry", Rust::Alias("Ewkb")),
    ("halfvec", "halfvec", Rust::Alias("HalfVector")),
    ("hstore", "hstore", Rust::Alias("Hstore")),
    ("lquery", "lquery", Rust::Alias("Ltree")),
    ("ltree", "ltree", Rust::Alias("Ltree")),
    ("ltxtquery", "ltxtquery", Rust::Alias("Ltree")),
    ("sparsevec", "sparsevec", Rust::Alias("SparseVector")),
    ("vector", "vector", Rust::Alias("Vector")),
];

impl<'c> Types<'c> {
    /// The Rust type of a column. Elements of arrays are taken to be there: a NULL among them is an
    /// error when it is read, and `AS "tags: Vec<Option<String>>"` takes it.
    pub(crate) fn column(self, id: TypeId) -> Result<TokenStream, NoRustType> {
        let base = self.catalog.base_type(id).id;
        if let Some(number) = self.mapped.of_type(id).or_else(|| self.mapped.of_type(base)) {
            return Ok(self.alias(number));
        }
        let id = base;
        if let Some(element) = self.catalog.element_of(id) {
            let element = self.column(element)?;
            return Ok(quote!(::std::vec::Vec<#element>));
        }
        if let Some((subtype, name, _)) = self.subtype(id) {
            let (name, subtype) = (names::ident(name, Span::call_site()), self.column(subtype)?);
            return Ok(quote!(::sqldb::types::#name<#subtype>));
        }
        match self.known(id) {
            Some((_, rust)) => Ok(rust.tokens()),
            None => self.user_type(id),
        }
    }

    /// The Rust type of a table's column, by its position.
    pub(crate) fn relation_column(
        self,
        relation: &Relation,
        at: usize,
    ) -> Result<TokenStream, NoRustType> {
        match (self.mapped.of_column(relation.id, at), relation.columns.get(at)) {
            (Some(number), _) => Ok(self.alias(number)),
            (None, Some(column)) => self.column(column.ty.id),
            (None, None) => Err(NoRustType("unknown".to_owned())),
        }
    }

    /// The Rust type of a column of a result.
    pub(crate) fn output_column(self, column: &OutputColumn) -> Result<TokenStream, NoRustType> {
        let mapped = column.source.and_then(|(relation, at)| self.mapped.of_column(relation, at));
        match mapped {
            Some(number) => Ok(self.alias(number)),
            None => self.column(column.domain.unwrap_or(column.ty)),
        }
    }

    fn alias(self, number: usize) -> TokenStream {
        let (module, alias) = (self.module, mapping::alias(number));
        quote!(#module::#alias)
    }

    /// The marker of a parameter's type, such as `::sqldb::pg::int8`.
    pub(crate) fn marker(self, id: TypeId) -> Result<TokenStream, NoRustType> {
        let id = self.catalog.base_type(id).id;
        if let Some(element) = self.catalog.element_of(id) {
            let element = self.marker(element)?;
            return Ok(quote!(::sqldb::pg::array<#element>));
        }
        if let Some((subtype, _, name)) = self.subtype(id) {
            let (name, subtype) = (names::ident(name, Span::call_site()), self.marker(subtype)?);
            return Ok(quote!(::sqldb::pg::#name<#subtype>));
        }
        match self.known(id) {
            Some((name, _)) => {
                let mut taken = Vec::new();
                let name = names::ident(&names::field_name(name, &mut taken), Span::call_site());
                Ok(quote!(::sqldb::pg::#name))
            }
            // What only a type of the user's reads, such as the rows of `ROW(a, b)`.
            None if id == TypeId::RECORD => Ok(quote!(::sqldb::pg::record)),
            None => self.user_type(id).or_else(|error| {
                // A type that only the user's own knows is what that type is for.
                let number = self.mapped.of_type(id).ok_or(error)?;
                Ok(self.alias(number))
            }),
        }
    }

    /// Schema and name, as `pg_type` has them.
    pub(crate) fn name(self, id: TypeId) -> QualifiedName {
        match self.catalog.type_info(id) {
            Some(info) => QualifiedName::new(info.schema, info.name),
            None => QualifiedName::new("pg_catalog", "unknown"),
        }
    }

    /// The marker and the Rust type of a type of PostgreSQL's own or of an extension.
    fn known(self, id: TypeId) -> Option<(&'static str, &'static Rust)> {
        let info = self.catalog.type_info(id)?;
        if info.schema == "pg_catalog" {
            let found = BUILTINS.iter().find(|(name, _)| *name == info.name);
            return found.map(|(name, rust)| (*name, rust));
        }
        let mut extensions = EXTENSIONS.iter().filter(|_| info.kind == TypeKind::Base);
        let found = extensions.find(|(name, _, _)| *name == info.name);
        found.map(|(_, marker, rust)| (*marker, rust))
    }

    /// What a range or a multirange is over, with the word for which of the two it is.
    fn subtype(self, id: TypeId) -> Option<(TypeId, &'static str, &'static str)> {
        match self.catalog.type_info(id)?.kind {
            TypeKind::Range { subtype, .. } => Some((subtype, "Range", "range")),
            TypeKind::Multirange(range) => match self.catalog.type_info(range)?.kind {
                TypeKind::Range { subtype, .. } => Some((subtype, "Multirange", "multirange")),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a relation has a struct: each of its columns has a Rust type.
    pub(crate) fn has_struct(self, relation: &Relation) -> bool {
        (0..relation.columns.len()).all(|at| self.relation_column(relation, at).is_ok())
    }

    /// The struct of the rows of a relation.
    fn row_type(self, id: TypeId) -> Option<&'c RustName> {
        let TypeKind::Row(relation) = self.catalog.type_info(id)?.kind else { return None };
        let relation = self.catalog.relation(relation)?;
        self.names.relation(relation.id).filter(|_| self.has_struct(relation))
    }

    /// An enum, a composite type or a table's row; its generated type is its marker too.
    fn user_type(self, id: TypeId) -> Result<TokenStream, NoRustType> {
        match self.names.user_type(id).or_else(|| self.row_type(id)) {
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
