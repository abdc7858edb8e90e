//! The enum of an enum type.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use sqldb_analyze::catalog::UserType;

use crate::derives::{self, Derives};
use crate::names;
use crate::type_names::RustName;

/// The enum of `user_type`, a variant for each of `labels` in their order, which is the order that
/// PostgreSQL compares them by.
pub(crate) fn expand(
    user_type: &UserType,
    labels: &[String],
    rust: &RustName,
    derives: &Derives,
) -> TokenStream {
    let name = names::ident(&rust.name, Span::call_site());
    let postgres = &user_type.name.name;
    let doc = format!(" The enum `{postgres}`, created in {}.", user_type.origin);
    if labels.is_empty() {
        // An enum without labels has no values, and no code could handle one.
        return quote!(#[doc = #doc] #[derive(Clone, Copy, Debug, PartialEq, Eq)] pub enum #name {});
    }
    let mut taken = Vec::new();
    let variants: Vec<_> = labels
        .iter()
        .map(|label| names::ident(&names::type_name(label, &mut taken), Span::call_site()))
        .collect();
    let docs = labels.iter().map(|label| format!(" `'{label}'`"));
    let derive = derives.beside(derives::ENUM);
    quote! {
        #[doc = #doc]
        #derive
        pub enum #name { #(#[doc = #docs] #variants),* }
        ::sqldb::__private::enum_type!(#name: #postgres { #(#variants = #labels),* });
    }
}
