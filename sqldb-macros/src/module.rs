//! The module under `#[sqldb::database]`, kept as it is written.

use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Error, Ident, Result, Token, Visibility};

/// `pub mod todo { … }`
pub(crate) struct Module {
    /// What stands in front of it: documentation, `#[cfg]`.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// What stands between the braces, unread: the rest of the expansion is put behind it.
    pub(crate) content: TokenStream,
}

impl Parse for Module {
    fn parse(input: ParseStream<'_>) -> Result<Module> {
        const WRITE: &str = "`#[sqldb::database]` goes on a module: `pub mod todo {}`";
        let attributes = Attribute::parse_outer(input)?;
        let visibility: Visibility = input.parse()?;
        if !input.peek(Token![mod]) {
            return Err(input.error(WRITE));
        }
        let _: Token![mod] = input.parse()?;
        let name: Ident = input.parse()?;
        if input.peek(Token![;]) {
            return Err(Error::new(
                name.span(),
                format!(
                    "the module of a database is written here: `pub mod {name} {{}}`; more of it can \
                     be in a file of its own, `pub mod {name} {{ mod queries; }}`"
                ),
            ));
        }
        let content;
        syn::braced!(content in input);
        Ok(Module { attributes, visibility, name, content: content.parse()? })
    }
}
