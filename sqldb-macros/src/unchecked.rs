//! `sql_unchecked!`: a query that the analysis cannot read, with its columns written out.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use sqldb_analyze::{Diagnostic, SqlState};
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, Result, Token, Type};

use crate::input::{self, unraw};
use crate::literal::Text;
use crate::message::{self, Message};
use crate::{expand, placeholder};

/// `"SELECT …" => { id: i64, title: Option<String> }`
struct Unchecked {
    text: Text,
    columns: Vec<Column>,
}

struct Column {
    name: Ident,
    ty: Type,
}

impl Parse for Unchecked {
    fn parse(input: ParseStream<'_>) -> Result<Unchecked> {
        const WRITE: &str = "write the text and its columns: `sql_unchecked!(\"SELECT …\" => { id: i64, title: Option<String> })`";
        let start = if input.is_empty() { Span::call_site() } else { input.span() };
        let literals = input::literals(input)?.ok_or_else(|| Error::new(start, WRITE))?;
        let text = Text::new(&literals);
        if input.is_empty() {
            return Ok(Unchecked { text, columns: Vec::new() });
        }
        let _: Token![=>] =
            input.parse().map_err(|error: Error| Error::new(error.span(), WRITE))?;
        let content;
        syn::braced!(content in input);
        let columns = Punctuated::<Column, Token![,]>::parse_terminated(&content)?;
        Ok(Unchecked { text, columns: columns.into_iter().collect() })
    }
}

impl Parse for Column {
    fn parse(input: ParseStream<'_>) -> Result<Column> {
        let name = input.call(Ident::parse_any)?;
        let _: Token![:] = input.parse()?;
        Ok(Column { name, ty: input.parse()? })
    }
}

/// The tokens of a call of `sql_unchecked!`.
pub(crate) fn expand(tokens: TokenStream) -> TokenStream {
    syn::parse2(tokens)
        .map_err(|error: Error| vec![error.into()])
        .and_then(|unchecked| expand_query(&unchecked))
        .unwrap_or_else(|messages| message::expression(&messages))
}

fn expand_query(unchecked: &Unchecked) -> std::result::Result<TokenStream, Vec<Message>> {
    let Unchecked { text, columns } = unchecked;
    let (tokens, placeholders) = sqldb_analyze::lex::scan(&text.value)
        .map_err(|diagnostic| vec![Message::in_query(&diagnostic, text)])?;
    let group = placeholders.parts.groups.first();
    if let Some(part) = group.and_then(|group| group.spans.first()) {
        let message = "a query that is not checked has no optional parts";
        let diagnostic = Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, *part, message)
            .help("write one query for each case");
        return Err(vec![Message::in_query(&diagnostic, text)]);
    }
    if let Some(rows) = placeholders.rows.first() {
        let message = "a list of rows needs the types of its columns, which nobody checks here";
        let diagnostic = Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, rows.span, message)
            .help("write `INSERT … SELECT * FROM unnest(<ids>::int8[], <names>::text[])`");
        return Err(vec![Message::in_query(&diagnostic, text)]);
    }
    let values = placeholder::values(&placeholders, &[], text)?;
    let sql = with_numbers(&text.value, &tokens);
    let arguments = values.list.iter().zip(&placeholders.list).map(|(value, placeholder)| {
        let span = Span::mixed_site().located_at(text.span(placeholder.span.range()));
        quote_spanned!(span=> ::sqldb::__private::unchecked_argument(&#value))
    });
    let fields: Vec<&Ident> = columns.iter().map(|column| &column.name).collect();
    let names: Vec<String> = fields.iter().map(|field| unraw(field)).collect();
    let types: Vec<&Type> = columns.iter().map(|column| &column.ty).collect();
    let rust = types.iter().map(|ty| quote!(#ty).to_string());
    let indices = 0..columns.len();
    let (row, decode) = match columns.is_empty() {
        true => (
            quote!(
                type Row = ();
            ),
            quote!(<Row as ::sqldb::FromRow>::from_row),
        ),
        false => (
            quote! {
                #[derive(Clone, Debug, PartialEq)]
                #[allow(dead_code, non_snake_case)]
                pub struct Row { #(pub #fields: #types),* }
                fn decode(row: &::sqldb::RawRow<'_>) -> ::sqldb::Result<Row> {
                    ::core::result::Result::Ok(Row { #(#fields: row.column(#indices)?),* })
                }
            },
            quote!(decode),
        ),
    };
    let source = expand::source(text);
    Ok(quote! {
        ::sqldb::__private::query(
            {
                #row
                static STATEMENT: ::sqldb::__private::Statement<Row, ::sqldb::rows::Unchecked> =
                    ::sqldb::__private::Statement::new_unchecked(
                        #decode,
                        #sql,
                        &[#(::sqldb::__private::Declared {
                            name: #names,
                            accepts: <#types as ::sqldb::Decode>::accepts,
                            rust: #rust,
                        }),*],
                        #source,
                    );
                &STATEMENT
            },
            [#(#arguments),*],
        )
    })
}

/// The text with `$n` in the places of placeholders, blanks around it as in what `sql!` sends.
fn with_numbers(text: &str, tokens: &[sqldb_analyze::lex::Token]) -> String {
    let mut sql = String::new();
    let mut behind = 0;
    for token in tokens {
        if let sqldb_analyze::lex::TokenKind::Parameter(index) = token.kind {
            let range = token.span.range();
            sql.push_str(text.get(behind..range.start).unwrap_or_default());
            sql.push_str(&format!(" ${} ", u32::from(index.0) + 1));
            behind = range.end;
        }
    }
    sql.push_str(text.get(behind..).unwrap_or_default());
    sql
}
