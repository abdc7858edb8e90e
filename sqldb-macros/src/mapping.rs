//! `types(quantity = crate::Pieces, "order.note" = sqldb::Json<crate::Note>)`: types of PostgreSQL's,
//! and single columns, that are read as types of the user's.
//!
//! A name is written where the database is declared, and the type is named there: the module has an
//! alias for each, in the order in which they are written.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use sqldb_analyze::catalog::{Catalog, RelationId};
use sqldb_analyze::types::TypeId;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, LitStr, Result, Token, Type};

/// `name = Type` for each.
#[derive(Default)]
pub(crate) struct Mappings(pub(crate) Vec<Mapping>);

/// `"order.note" = sqldb::Json<crate::Note>`
pub(crate) struct Mapping {
    /// A type, `schema.type`, `table.column` or `schema.table.column`.
    pub(crate) name: LitStr,
    /// What it is read as.
    pub(crate) ty: Type,
}

impl Parse for Mappings {
    fn parse(input: ParseStream<'_>) -> Result<Mappings> {
        Punctuated::<Mapping, Token![,]>::parse_terminated(input)
            .map(|mappings| Mappings(mappings.into_iter().collect()))
    }
}

impl Parse for Mapping {
    fn parse(input: ParseStream<'_>) -> Result<Mapping> {
        let name = match input.peek(LitStr) {
            true => input.parse()?,
            false => {
                let name: Ident = input.parse().map_err(|error| {
                    let message =
                        "a mapping is `\"type\" = crate::Type` or `\"table.column\" = crate::Type`";
                    Error::new(error.span(), message)
                })?;
                LitStr::new(&name.to_string(), name.span())
            }
        };
        let _: Token![=] = input.parse()?;
        Ok(Mapping { name, ty: input.parse()? })
    }
}

/// A library that can be chosen for some types: its name, where its types are, and PostgreSQL's types
/// with theirs.
pub(crate) type Library = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// The types of a library of dates and times.
const DATES: &[(&str, &str)] = &[
    ("date", "Date"),
    ("time", "Time"),
    ("timestamp", "Timestamp"),
    ("timestamptz", "Timestamptz"),
];

/// The settings that choose a library, and what can be chosen.
pub(crate) const LIBRARIES: [(&str, &[Library]); 2] = [
    (
        "dates",
        &[
            ("jiff", "::sqldb::types::dates::jiff", DATES),
            ("chrono", "::sqldb::types::dates::chrono", DATES),
            ("time", "::sqldb::types::dates::time", DATES),
        ],
    ),
    (
        "numeric",
        &[
            ("rust_decimal", "::sqldb::types", &[("numeric", "Decimal")]),
            ("exact", "::sqldb::types", &[("numeric", "ExactNumeric")]),
        ],
    ),
];

impl Mappings {
    /// Adds the types of the library that a setting names.
    pub(crate) fn choose(
        &mut self,
        setting: &str,
        library: &LitStr,
        libraries: &[Library],
    ) -> Result<()> {
        let wanted = library.value();
        let Some((_, module, types)) = libraries.iter().find(|(name, ..)| *name == wanted) else {
            let known: Vec<String> =
                libraries.iter().map(|(name, ..)| format!("`{name}`")).collect();
            let known = known.join(", ");
            let message = match setting {
                "dates" => format!(
                    "`dates` is the library of dates and times, one of {known}, each by the feature of \
                     `sqldb` of that name"
                ),
                _ => format!("`{setting}` is one of {known}"),
            };
            return Err(Error::new(library.span(), message));
        };
        for (postgres, rust) in *types {
            let ty = LitStr::new(&format!("{module}::{rust}"), library.span()).parse()?;
            self.0.push(Mapping { name: LitStr::new(postgres, library.span()), ty });
        }
        Ok(())
    }

    /// The aliases of the types, as items of the module.
    pub(crate) fn aliases(&self) -> TokenStream {
        let aliases = self.0.iter().enumerate().map(|(number, Mapping { ty, .. })| {
            let alias = alias(number);
            quote!(#[doc(hidden)] pub type #alias = #ty;)
        });
        aliases.collect()
    }

    /// The names, in their order.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.iter().map(|mapping| mapping.name.value()).collect()
    }
}

/// The alias of the type of the mapping of this number.
pub(crate) fn alias(number: usize) -> Ident {
    format_ident!("__SqldbType{number}", span = Span::call_site())
}

/// Which types and columns the names are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mapped {
    types: Vec<(TypeId, usize)>,
    columns: Vec<(RelationId, usize, usize)>,
}

impl Mapped {
    /// Finds the names in `catalog`.
    ///
    /// # Errors
    ///
    /// The number of a name that is none, and what to say about it.
    pub(crate) fn new(
        names: &[String],
        catalog: &Catalog,
    ) -> std::result::Result<Mapped, (usize, String)> {
        let mut mapped = Mapped::default();
        for (number, name) in names.iter().enumerate() {
            let parts: Vec<&str> = name.split('.').collect();
            let (of_type, of_column) = match *parts.as_slice() {
                [name] => (catalog.find_type(None, name), None),
                [first, second] => {
                    (catalog.find_type(Some(first), second), column(catalog, None, first, second))
                }
                [schema, table, name] => (None, column(catalog, Some(schema), table, name)),
                _ => (None, None),
            };
            match (of_column, of_type) {
                (Some((relation, column)), _) => mapped.columns.push((relation, column, number)),
                (None, Some(ty)) => mapped.types.push((ty, number)),
                (None, None) => return Err((number, unknown(catalog, name, &parts))),
            }
        }
        Ok(mapped)
    }

    /// The mapping of a type.
    pub(crate) fn of_type(&self, ty: TypeId) -> Option<usize> {
        self.types.iter().find(|(known, _)| *known == ty).map(|(_, number)| *number)
    }

    /// The mapping of a column by its position.
    pub(crate) fn of_column(&self, relation: RelationId, column: usize) -> Option<usize> {
        let mut columns = self.columns.iter();
        let found = columns.find(|(known, at, _)| (*known, *at) == (relation, column));
        found.map(|(_, _, number)| *number)
    }
}

fn column(
    catalog: &Catalog,
    schema: Option<&str>,
    table: &str,
    name: &str,
) -> Option<(RelationId, usize)> {
    let relation = catalog.find_relation(schema, table)?;
    relation.column(name).map(|(at, _)| (relation.id, at))
}

fn unknown(catalog: &Catalog, name: &str, parts: &[&str]) -> String {
    let table = match *parts {
        [table, _] => catalog.find_relation(None, table),
        [schema, table, _] => catalog.find_relation(Some(schema), table),
        _ => None,
    };
    let help = match table {
        Some(table) => {
            let columns: Vec<String> =
                table.columns.iter().map(|column| format!("`{}`", column.name)).collect();
            format!("`{}` has the columns {}", table.name.name, columns.join(", "))
        }
        None => "a type has its name in `pg_type`, such as `int8` for `bigint`; a column is \
                 `\"table.column\"`"
            .to_owned(),
    };
    format!("there is no type and no column `{name}`\n  = help: {help}")
}
