//! `sql!`: a query's text goes in, an expression comes out.

use proc_macro2::{Span, TokenStream};
use sqldb_analyze::Diagnostic;

use crate::input::{Call, DatabaseReference, Input};
use crate::mapping::Mapped;
use crate::message::Message;
use crate::migrations::Location;
use crate::rust_type::Types;
use crate::{catalog_cache, copy, engine, expand, message, placeholder};

/// The tokens of a call of `sql!`.
pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    match syn::parse2(tokens) {
        Ok(Call::Query(database, rest)) => {
            expand_query(&database, rest).unwrap_or_else(|messages| message::expression(&messages))
        }
        Ok(Call::Broken(said, rest)) => {
            // The same text at the same place as what the attribute has said: rustc prints it
            // once. The context is that of the call, without which it would be another place.
            let context =
                rest.into_iter().next().map_or_else(Span::call_site, |token| token.span());
            let span = said.span().resolved_at(context);
            message::expression(&[Message { span, text: said.value() }])
        }
        Err(error) => message::expression(&[error.into()]),
    }
}

fn expand_query(
    database: &DatabaseReference,
    rest: TokenStream,
) -> Result<TokenStream, Vec<Message>> {
    let Input { row, text, arguments } = syn::parse2(rest).map_err(|error| vec![error.into()])?;
    let at_database = |text| vec![Message { span: database.name.span(), text }];
    let DatabaseReference { name: _, crate_directory, migrations, settings, mapped, module } =
        database;
    let location = Location::find(crate_directory, migrations, *settings).map_err(at_database)?;
    let database = catalog_cache::database(&location);
    let in_query = |diagnostics: Vec<Diagnostic>| -> Vec<Message> {
        diagnostics.iter().map(|diagnostic| Message::in_query(diagnostic, &text)).collect()
    };
    // The attribute has said which name is none.
    let mapped = Mapped::new(mapped, &database.catalog).unwrap_or_default();
    let types =
        Types { catalog: &database.catalog, names: &database.names, mapped: &mapped, module };
    if copy::is_copy(&text.value) {
        if let Some(argument) = arguments.first() {
            let text = "a copy has no placeholders: its rows are given to `copy_in`".to_owned();
            return Err(vec![Message { span: argument.name.span(), text }]);
        }
        return copy::expand(row.as_ref(), &text, types).map_err(in_query);
    }
    let analysis = engine::analyze(&database.catalog, &text.value).map_err(in_query)?;
    let values = placeholder::values(&analysis.placeholders, &arguments, &text)?;
    expand::query(&analysis, &values, row.as_ref(), &text, types).map_err(in_query)
}
