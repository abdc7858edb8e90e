//! The struct of a table or a view.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use sqldb_analyze::catalog::{Column, NotNull, Relation, RelationKind};

use crate::derives::{self, Derives};
use crate::names;
use crate::rust_type::Types;
use crate::type_names::RustName;

/// The struct of `relation` and how it is read from a row; [`None`] where a column has no Rust
/// type, so that no query can return whole rows.
pub(crate) fn expand(
    relation: &Relation,
    rust: &RustName,
    types: Types<'_>,
    derives: &Derives,
) -> Option<TokenStream> {
    let mut taken = Vec::new();
    let mut fields = Vec::new();
    let mut definitions = Vec::new();
    for (at, column) in relation.columns.iter().enumerate() {
        let field = names::ident(&names::field_name(&column.name, &mut taken), Span::call_site());
        let ty = types.relation_column(relation, at).ok()?;
        let ty = match column.not_null {
            NotNull::Enforced => ty,
            NotNull::No => quote!(::core::option::Option<#ty>),
        };
        let doc = column_doc(column, types);
        definitions.push(quote!(#[doc = #doc] pub #field: #ty));
        fields.push(field);
    }
    let name = names::ident(&rust.name, Span::call_site());
    let kind = match relation.kind {
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
        RelationKind::Table | RelationKind::PartitionedTable | RelationKind::Sequence => "table",
    };
    let doc =
        format!(" A row of the {kind} `{}`, created in {}.", relation.name.name, relation.origin);
    let indices = 0..fields.len();
    let columns = relation.columns.iter().map(|column| &column.name);
    let postgres = &relation.name.name;
    let derive = derives.beside(derives::STRUCT);
    Some(quote! {
        #[doc = #doc]
        #derive
        #[allow(non_snake_case, clippy::derive_partial_eq_without_eq)]
        pub struct #name { #(#definitions),* }
        impl ::sqldb::FromRow for #name {
            fn from_row(row: &::sqldb::RawRow<'_>) -> ::sqldb::Result<Self> {
                ::core::result::Result::Ok(#name { #(#fields: row.column(#indices)?),* })
            }
        }
        ::sqldb::__private::row_type!(#name: #postgres { #(#fields = #columns),* });
    })
}

fn column_doc(column: &Column, types: Types<'_>) -> String {
    let ty = types.catalog.format_type(column.ty);
    match column.not_null {
        NotNull::Enforced => format!(" `{}`: `{ty}`, not NULL.", column.name),
        NotNull::No => format!(" `{}`: `{ty}`, may be NULL.", column.name),
    }
}
