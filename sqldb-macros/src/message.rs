//! Messages: what is wrong, drawn over the SQL, as tokens that make rustc print it.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use sqldb_analyze::{Diagnostic, LineColumn, render::render};

use crate::literal::Text;

/// A message and the place that rustc underlines.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// What rustc underlines.
    pub(crate) span: Span,
    /// The text, with its own lines.
    pub(crate) text: String,
}

impl Message {
    /// A mistake in the text of a query.
    pub(crate) fn in_query(diagnostic: &Diagnostic, text: &Text) -> Message {
        let place = text.place(diagnostic.span.start as usize).map(|place| place.to_string());
        Message {
            span: text.span(diagnostic.span.range()),
            text: render(diagnostic, &text.value, place.as_deref()),
        }
    }
}

impl From<syn::Error> for Message {
    fn from(error: syn::Error) -> Message {
        Message { span: error.span(), text: error.to_string() }
    }
}

/// A mistake in a migration, as text: it outlives the expansion.
pub(crate) fn in_migration(diagnostic: &Diagnostic, file: &str, sql: &str) -> String {
    let LineColumn { line, column } = LineColumn::at(sql, diagnostic.span.start);
    render(diagnostic, sql, Some(&format!("{file}:{line}:{column}")))
}

/// `messages` as one expression.
///
/// An expression that is `compile_error!` has no type that could be wrong: what is done with it
/// gives no message of its own, so that one mistake gives one message.
pub(crate) fn expression(messages: &[Message]) -> TokenStream {
    let mut errors = messages.iter().map(compile_error);
    match (errors.next(), errors.len()) {
        (Some(error), 0) => error,
        (first, _) => {
            let statements = first.into_iter().chain(errors);
            quote::quote!({ #(#statements)* })
        }
    }
}

/// `messages` as items.
pub(crate) fn items(messages: &[Message]) -> TokenStream {
    messages.iter().map(compile_error).collect()
}

fn compile_error(message: &Message) -> TokenStream {
    let Message { span, text } = message;
    // Braces, so that the same tokens are an item, a statement and an expression.
    quote_spanned!(*span=> ::core::compile_error! { #text })
}
