//! `derive(serde::Serialize)`: what generated structs and enums derive besides what they need.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Path, Result, Token};

/// The traits, as they are written.
#[derive(Default)]
pub(crate) struct Derives(Vec<Path>);

/// What a generated type derives by itself.
pub(crate) const STRUCT: &[&str] = &["Clone", "Debug", "PartialEq"];

/// The same of an enum: its order is PostgreSQL's.
pub(crate) const ENUM: &[&str] =
    &["Clone", "Copy", "Debug", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"];

impl Parse for Derives {
    fn parse(input: ParseStream<'_>) -> Result<Derives> {
        let paths = Punctuated::<Path, Token![,]>::parse_terminated(input)?;
        for path in &paths {
            if let Some(name) = STRUCT.iter().find(|own| path.is_ident(own)) {
                return Err(Error::new_spanned(path, format!("`{name}` is derived by itself")));
            }
        }
        Ok(Derives(paths.into_iter().collect()))
    }
}

impl Derives {
    /// The attribute of a type that derives `own` by itself.
    pub(crate) fn beside(&self, own: &[&str]) -> TokenStream {
        let Derives(paths) = self;
        let others = paths.iter().filter(|path| !own.iter().any(|own| path.is_ident(own)));
        let own =
            own.iter().map(|name| proc_macro2::Ident::new(name, proc_macro2::Span::call_site()));
        quote!(#[derive(#(#own,)* #(#others),*)])
    }
}
