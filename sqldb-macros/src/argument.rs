//! The arguments of a query: references to Rust values, checked against PostgreSQL's types.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use sqldb_analyze::lex::{Placeholder, PlaceholderKind};
use sqldb_analyze::statement::{Accepts, Parameter};
use sqldb_analyze::{Diagnostic, SqlState};

use crate::collect::all;
use crate::literal::Text;
use crate::names;
use crate::rust_type::{NoRustType, Types};

/// The parameters of a query, and what their arguments are written with.
#[derive(Clone, Copy)]
pub(crate) struct Parameters<'q> {
    pub(crate) list: &'q [Parameter],
    pub(crate) text: &'q Text,
    pub(crate) types: Types<'q>,
}

impl Parameters<'_> {
    /// Their arguments in their order, but for those of `VALUES <rows..>`; `values` are the Rust
    /// expressions of all `placeholders`.
    ///
    /// # Errors
    ///
    /// A parameter of a type that no Rust type is for.
    pub(crate) fn arguments(
        self,
        placeholders: &[Placeholder],
        values: &[TokenStream],
    ) -> Result<Vec<TokenStream>, Vec<Diagnostic>> {
        let single = self.list.iter().filter(|parameter| parameter.of_rows.is_none());
        all(single.filter_map(|parameter| {
            let index = usize::from(parameter.index.0);
            let (placeholder, value) = (placeholders.get(index)?, values.get(index)?);
            Some(self.argument(parameter, placeholder, value))
        }))
    }

    fn argument(
        self,
        parameter: &Parameter,
        placeholder: &Placeholder,
        value: &TokenStream,
    ) -> Result<TokenStream, Diagnostic> {
        let Parameters { list, text, types } = self;
        let place = parameter.spans.first().copied().unwrap_or_default();
        // A value of a wrong type is a mistake of the user's text, and printed as such.
        let span = text.span(place.range());
        let marker =
            types.marker(parameter.ty).map_err(|error| no_parameter_type(error, place, text))?;
        let (function, bound) = match parameter.accepts {
            _ if placeholder.decides => ("part_argument", "EncodePart"),
            Accepts::Value => ("argument", "EncodeAs"),
            Accepts::Optional => ("optional_argument", "EncodeOptional"),
            Accepts::Either => ("either_argument", "EncodeEither"),
        };
        let function = Ident::new(function, span);
        if list.len() == 1 {
            return Ok(quote_spanned!(span=> ::sqldb::__private::#function::<#marker, _>(&#value)));
        }
        // Stable Rust underlines the whole text. Of several arguments the wrong one is told by its
        // name: "required by a bound in `id`".
        let name = function_name(placeholder, usize::from(parameter.index.0));
        let (name, bound) = (names::ident(&name, span), Ident::new(bound, span));
        let inner = Span::mixed_site().located_at(span);
        let checked = quote_spanned! {inner=>
            #[allow(non_snake_case)]
            fn #name<T: ::sqldb::#bound<#marker>>(value: &T) -> ::sqldb::__private::Argument<'_> {
                ::sqldb::__private::#function::<#marker, T>(value)
            }
        };
        Ok(quote_spanned!(span=> { #checked #name }(&#value)))
    }
}

/// A parameter of a type that no Rust type is for.
pub(crate) fn no_parameter_type(
    NoRustType(name): NoRustType,
    place: sqldb_analyze::Span,
    text: &Text,
) -> Diagnostic {
    Diagnostic::new(
        SqlState::DATATYPE_MISMATCH,
        place,
        format!("there is no Rust type for a parameter of type `{name}`"),
    )
    .help(format!("send it as text: `{}::text::{name}`", place.text(&text.value)))
}

/// `id` for `<id>` and `<todo.id>`.
fn function_name(placeholder: &Placeholder, index: usize) -> String {
    let number = index + 1;
    let last = match &placeholder.kind {
        PlaceholderKind::Path(path) => path.rsplit('.').next(),
        PlaceholderKind::Expression(_) | PlaceholderKind::Number => None,
    };
    match last {
        Some(name) if name.starts_with(|c: char| !c.is_ascii_digit()) && name != "self" => {
            name.to_owned()
        }
        _ => format!("argument_{number}"),
    }
}
