//! The struct of a composite type.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use sqldb_analyze::catalog::UserType;
use sqldb_analyze::types::Typed;

use crate::derives::{self, Derives};
use crate::names;
use crate::rust_type::Types;
use crate::type_names::RustName;

/// The struct of `user_type`; [`None`] where an attribute has no Rust type.
///
/// Every field is an `Option`: PostgreSQL has no NOT NULL for the attributes of a composite type.
pub(crate) fn expand(
    user_type: &UserType,
    attributes: &[(String, Typed)],
    rust: &RustName,
    types: Types<'_>,
    derives: &Derives,
) -> Option<TokenStream> {
    let name = names::ident(&rust.name, Span::call_site());
    let postgres = &user_type.name.name;
    let doc = format!(" The composite type `{postgres}`, created in {}.", user_type.origin);
    let mut taken = Vec::new();
    let mut fields = Vec::new();
    let mut field_types = Vec::new();
    for (attribute, ty) in attributes {
        fields.push(names::ident(&names::field_name(attribute, &mut taken), Span::call_site()));
        field_types.push(types.column(ty.id).ok()?);
    }
    let attribute_names = attributes.iter().map(|(attribute, _)| attribute);
    let derive = derives.beside(derives::STRUCT);
    Some(quote! {
        #[doc = #doc]
        #derive
        #[allow(missing_docs, non_snake_case, clippy::derive_partial_eq_without_eq)]
        pub struct #name { #(pub #fields: ::core::option::Option<#field_types>),* }
        ::sqldb::__private::composite_type!(#name: #postgres { #(#fields = #attribute_names),* });
    })
}
