//! The Rust values behind `<id>`, `<todo.title>` and `${expr}`.

use std::str::FromStr as _;

use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use sqldb_analyze::lex::{Placeholder, PlaceholderKind, Placeholders};
use sqldb_analyze::{Diagnostic, SqlState};
use syn::Expr;

use crate::input::{NamedArgument, unraw};
use crate::literal::Text;
use crate::message::Message;

/// The Rust values of a query, each as an expression without the `&` in front.
#[derive(Debug)]
pub(crate) struct Values {
    /// Of [`Placeholders::list`], in its order.
    pub(crate) list: Vec<TokenStream>,
    /// Of [`Placeholders::rows`], in its order.
    pub(crate) rows: Vec<TokenStream>,
}

/// The values of `placeholders`.
///
/// # Errors
///
/// Rust text that is no expression, `$1`, and named arguments that nothing takes.
pub(crate) fn values(
    placeholders: &Placeholders,
    named: &[NamedArgument],
    text: &Text,
) -> Result<Values, Vec<Message>> {
    let mut messages = Vec::new();
    let mut all = |placeholders: &[Placeholder]| {
        let mut values = Vec::new();
        for placeholder in placeholders {
            match value(placeholder, named, text) {
                Ok(value) => values.push(value),
                Err(diagnostic) => messages.push(Message::in_query(&diagnostic, text)),
            }
        }
        values
    };
    let values = Values { list: all(&placeholders.list), rows: all(&placeholders.rows) };
    messages.extend(named.iter().filter_map(|argument| check_use(argument, placeholders, text)));
    if messages.is_empty() { Ok(values) } else { Err(messages) }
}

fn value(
    placeholder: &Placeholder,
    named: &[NamedArgument],
    text: &Text,
) -> Result<TokenStream, Diagnostic> {
    // The literal's own span, so that names mean what they mean where the text stands.
    let span = text.literal_span(placeholder.span.start as usize);
    match &placeholder.kind {
        PlaceholderKind::Path(path) => path_value(path, named, span).map_err(|segment| {
            Diagnostic::new(
                SqlState::SYNTAX_ERROR,
                placeholder.span,
                format!("`{segment}` is no Rust identifier"),
            )
        }),
        PlaceholderKind::Expression(source) => {
            let refuse = |message: String| {
                Diagnostic::new(SqlState::SYNTAX_ERROR, placeholder.span, message)
                    .help("`${…}` takes any Rust expression, such as `${id + 1}`")
            };
            if source.trim().is_empty() {
                return Err(refuse("there is no expression in `${}`".to_owned()));
            }
            let tokens = TokenStream::from_str(source)
                .map_err(|_| refuse(format!("`{source}` is no Rust expression")))?;
            syn::parse2::<Expr>(tokens.clone())
                .map_err(|error| refuse(format!("`{source}` is no Rust expression: {error}")))?;
            let tokens = respanned(tokens, span);
            Ok(quote_spanned!(span=> (#tokens)))
        }
        PlaceholderKind::Number => Err(Diagnostic::new(
            SqlState::UNDEFINED_PARAMETER,
            placeholder.span,
            "numbered parameters are not written here: there is no list of arguments they could count",
        )
        .help("write `<id>` for the value of a variable `id`, or `${expr}` for an expression")),
    }
}

/// `todo.title` → `todo.title`, the first name replaced by a named argument where there is one.
///
/// # Errors
///
/// The segment that is no identifier.
fn path_value<'p>(
    path: &'p str,
    named: &[NamedArgument],
    span: Span,
) -> Result<TokenStream, &'p str> {
    let mut segments = path.split('.');
    let first = segments.next().unwrap_or_default();
    let mut value = match named.iter().find(|argument| is_named(argument, first)) {
        Some(NamedArgument { value, .. }) => quote_spanned!(span=> (#value)),
        None => TokenTree::from(identifier(first, span)?).into(),
    };
    for segment in segments {
        let segment: TokenTree = match segment.parse() {
            Ok(index) => {
                let mut index = Literal::usize_unsuffixed(index);
                index.set_span(span);
                index.into()
            }
            Err(_) => identifier(segment, span)?.into(),
        };
        value = quote_spanned!(span=> #value.#segment);
    }
    Ok(value)
}

fn identifier(segment: &str, span: Span) -> Result<Ident, &str> {
    if segment == "self" {
        return Ok(Ident::new("self", span));
    }
    let mut ident = syn::parse_str::<Ident>(segment).map_err(|_| segment)?;
    ident.set_span(span);
    Ok(ident)
}

fn is_named(argument: &NamedArgument, segment: &str) -> bool {
    unraw(&argument.name) == segment.strip_prefix("r#").unwrap_or(segment)
}

/// Gives all of `tokens` one span.
pub(crate) fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    let respan = |tree| match tree {
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), respanned(group.stream(), span));
            inner.set_span(span);
            TokenTree::Group(inner)
        }
        mut tree => {
            tree.set_span(span);
            tree
        }
    };
    tokens.into_iter().map(respan).collect()
}

/// Refuses a named argument that no placeholder takes, and one that would be computed twice.
fn check_use(
    argument: &NamedArgument,
    placeholders: &Placeholders,
    text: &Text,
) -> Option<Message> {
    let Placeholders { list, rows, parts: _, left_out: _ } = placeholders;
    let uses = list.iter().chain(rows).filter(|placeholder| match &placeholder.kind {
        PlaceholderKind::Path(path) => {
            path.split('.').next().is_some_and(|first| is_named(argument, first))
        }
        PlaceholderKind::Expression(_) | PlaceholderKind::Number => false,
    });
    let name = unraw(&argument.name);
    let span = argument.name.span();
    match uses.count() {
        0 => Some(unused(argument, &name, list, text)),
        1 => None,
        _ if is_place(&argument.value) => None,
        _ => Some(Message {
            span,
            text: format!(
                "argument `{name}` would be computed once for each of its fields\n  = help: write \
                 `let {name} = …;` before the query, and leave the argument out"
            ),
        }),
    }
}

fn unused(
    argument: &NamedArgument,
    name: &str,
    placeholders: &[Placeholder],
    text: &Text,
) -> Message {
    let span = argument.name.span();
    let sentence = format!("argument `{name}` is never used");
    let shape = format!("<{name}>");
    if let Some(at) = text.value.find(&shape) {
        // Something that is no placeholder: a string constant, a quoted name, a comment.
        let place = sqldb_analyze::Span::new(at, at + shape.len());
        let diagnostic = Diagnostic::new(SqlState::SYNTAX_ERROR, place, sentence)
            .label("this is text, not a placeholder")
            .help(format!("take it out of the quotes: `'…' || {shape} || '…'`"));
        return Message { span, ..Message::in_query(&diagnostic, text) };
    }
    let expression = placeholders.iter().find_map(|placeholder| match &placeholder.kind {
        PlaceholderKind::Expression(source) => Some(source),
        PlaceholderKind::Path(_) | PlaceholderKind::Number => None,
    });
    let note = match expression {
        Some(source) if source.contains(name) => {
            format!("\n  = note: `${{{source}}}` sees variables, not arguments")
        }
        _ => String::new(),
    };
    Message {
        span,
        text: format!(
            "{sentence}{note}\n  = help: write `{shape}` where its value belongs, or take it out"
        ),
    }
}

/// Whether evaluating the expression again gives the same and costs nothing.
fn is_place(value: &Expr) -> bool {
    match value {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Field(field) => is_place(&field.base),
        Expr::Reference(reference) => is_place(&reference.expr),
        Expr::Paren(paren) => is_place(&paren.expr),
        Expr::Group(group) => is_place(&group.expr),
        _ => false,
    }
}
