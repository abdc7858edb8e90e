//! `todo::constraints`: the names of constraints and unique indexes, so that a program that matches
//! on one that is gone, or is called something else now, does not compile.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream};
use quote::quote;
use sqldb_analyze::catalog::{Catalog, ConstraintKind, KeyKind, Relation};

use crate::names;

/// The module's name, which no schema's module gets.
pub(crate) const MODULE: &str = "constraints";

/// The module; nothing for a database without constraints.
///
/// An error says a constraint's name and not where it is: of one name in several tables there is
/// one constant.
pub(crate) fn expand(catalog: &Catalog) -> TokenStream {
    let mut docs: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for relation in &catalog.relations {
        for key in &relation.keys {
            let what = match key.kind {
                KeyKind::Primary => "The primary key",
                KeyKind::Unique => "The unique constraint",
                KeyKind::UniqueIndex => "The unique index",
            };
            docs.entry(&key.name).or_default().push(doc(what, relation, &key.columns));
        }
    }
    for constraint in &catalog.constraints {
        let Some(relation) = catalog.relation(constraint.relation) else { continue };
        let (what, columns) = match &constraint.kind {
            ConstraintKind::Check { columns, .. } => ("The check", columns),
            ConstraintKind::Exclude { columns, .. } => ("The exclusion constraint", columns),
            ConstraintKind::ForeignKey { columns, .. } => ("The foreign key", columns),
            // An error says its column, and not its name.
            ConstraintKind::NotNull { .. } => continue,
        };
        docs.entry(&constraint.name).or_default().push(doc(what, relation, columns));
    }
    if docs.is_empty() {
        return TokenStream::new();
    }
    let mut taken = Vec::new();
    let constants = docs.iter().map(|(name, docs)| {
        let ident = names::field_name(&name.to_uppercase(), &mut taken);
        let ident = names::ident(&ident, Span::call_site());
        quote!(#(#[doc = #docs])* pub const #ident: &::core::primitive::str = #name;)
    });
    let module = names::ident(MODULE, Span::call_site());
    quote! {
        /// The names of constraints and unique indexes, as `sqldb::Error::constraint` says them.
        pub mod #module { #(#constants)* }
    }
}

fn doc(what: &str, relation: &Relation, columns: &[String]) -> String {
    let table = &relation.name.name;
    match columns {
        [] => format!(" {what} of `{table}`."),
        columns => format!(" {what} of `{table}` ({}).", columns.join(", ")),
    }
}
