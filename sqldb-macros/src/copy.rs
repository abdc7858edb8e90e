//! `COPY … FROM STDIN` and `COPY (SELECT …) TO STDOUT` in `sql!`: a typed copy instead of a query.
//!
//! PostgreSQL says nothing of a copy's types, so the analysis is asked about a statement with the same
//! columns: an `INSERT` into them, and the query between the parentheses. Those are also what is
//! prepared at run time before the copy.

use proc_macro2::{Ident, Span as RustSpan, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use sqldb_analyze::catalog::{Catalog, NotNull};
use sqldb_analyze::lex::{self, Token, TokenKind};
use sqldb_analyze::statement::Verb;
use sqldb_analyze::types::TypeId;
use sqldb_analyze::{Analysis, Diagnostic, Span, SqlState};
use syn::Type;

use crate::argument::no_parameter_type;
use crate::collect::all;
use crate::expand::{source, type_name};
use crate::literal::Text;
use crate::row::{self, Row};
use crate::rust_type::Types;
use crate::{engine, names};

/// Whether `text` is a `COPY` with the client; with a file of the server it is a command as others.
pub(crate) fn is_copy(text: &str) -> bool {
    let tokens = lex::tokenize(text).unwrap_or_default();
    let client = tokens.iter().any(|token| token.is_word("stdin") || token.is_word("stdout"));
    client && tokens.first().is_some_and(|token| token.is_word("copy"))
}

/// The expression of a `COPY` that is right.
///
/// # Errors
///
/// Another form of `COPY` than these two, and what PostgreSQL or Rust cannot take.
pub(crate) fn expand(
    wanted: Option<&Type>,
    text: &Text,
    types: Types<'_>,
) -> Result<TokenStream, Vec<Diagnostic>> {
    let tokens = lex::tokenize(&text.value).map_err(|error| vec![error])?;
    let form = read(&tokens).map_err(|error| vec![error])?;
    match form {
        Form::In { target, columns } => copy_in(target, &columns, wanted, text, types),
        Form::Out { query } => copy_out(query, wanted, text, types),
    }
}

/// What is copied.
enum Form {
    /// Into the columns of a table; `target` is the table and its list.
    In { target: Span, columns: Vec<Target> },
    /// Out of a query, between the parentheses.
    Out { query: Span },
}

/// A column that is copied into.
struct Target {
    name: String,
    span: Span,
}

/// Reads a `COPY` of one of the two forms.
fn read(tokens: &[Token]) -> Result<Form, Diagnostic> {
    let [copy, rest @ ..] = tokens else { return Err(unknown(Span::default())) };
    let rest = match rest {
        [rest @ .., last] if last.kind == TokenKind::Semicolon => rest,
        rest => rest,
    };
    match rest {
        [open, query @ .., close, to, stdout]
            if open.kind == TokenKind::LeftParenthesis
                && close.kind == TokenKind::RightParenthesis
                && to.is_word("to")
                && stdout.is_word("stdout") =>
        {
            let (Some(first), Some(last)) = (query.first(), query.last()) else {
                return Err(unknown(copy.span));
            };
            Ok(Form::Out { query: between(first.span, last.span) })
        }
        [target @ .., from, stdin] if from.is_word("from") && stdin.is_word("stdin") => {
            let open = target.iter().position(|token| token.kind == TokenKind::LeftParenthesis);
            let (Some(open), [first, .., last]) = (open, target) else {
                return Err(no_columns(copy.span));
            };
            let columns = target.get(open + 1..).unwrap_or_default().iter().filter_map(column);
            Ok(Form::In { target: between(first.span, last.span), columns: columns.collect() })
        }
        _ => Err(unknown(copy.span)),
    }
}

fn column(token: &Token) -> Option<Target> {
    match &token.kind {
        TokenKind::Word(name) | TokenKind::QuotedWord(name) => {
            Some(Target { name: name.clone(), span: token.span })
        }
        _ => None,
    }
}

fn between(first: Span, last: Span) -> Span {
    Span { start: first.start, end: last.end }
}

fn unknown(span: Span) -> Diagnostic {
    let message = "a copy in a query is from the client into columns, or of a query to the client";
    Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, span, message).help(
        "write `COPY todo_item (title, done) FROM STDIN`, or `COPY (SELECT …) TO STDOUT`; its form is \
         binary, and options are for none",
    )
}

fn no_columns(span: Span) -> Diagnostic {
    Diagnostic::new(SqlState::SYNTAX_ERROR, span, "a copy into a table names the columns")
        .help("write `COPY todo_item (title, done) FROM STDIN`")
}

fn copy_in(
    target: Span,
    columns: &[Target],
    wanted: Option<&Type>,
    text: &Text,
    types: Types<'_>,
) -> Result<TokenStream, Vec<Diagnostic>> {
    let into = target.text(&text.value);
    let insert = |values: &dyn Fn(usize) -> String| {
        let values: Vec<String> = (1..=columns.len()).map(values).collect();
        // A copy writes what it is given into identity columns, too (`copyfrom.c`).
        format!("{INSERT}{into} OVERRIDING SYSTEM VALUE VALUES ({})", values.join(", "))
    };
    let typed = insert(&|number| format!("<copied_{number}>"));
    let columns = typed_columns(types.catalog, &typed, target, columns)?;
    let described = insert(&|number| format!("${number}"));
    let copy = format!("COPY {into} FROM STDIN (FORMAT binary)");
    let column_types = columns.iter().map(|Column { name, ty, .. }| {
        let ty = type_name(*ty, types);
        quote!(::sqldb::__private::ColumnTy { name: #name, ty: #ty })
    });
    let source = source(text);
    let encode = encoder(&columns, wanted, text, types)?;
    // What does not fit the columns is told of here, not at the attribute that makes the macro.
    let copy_in = quote_spanned! {text.span(0..text.value.len())=>
        ::sqldb::__private::copy_in(&PLAN, encode)
    };
    Ok(quote! {{
        #encode
        static PLAN: ::sqldb::__private::CopyPlan = ::sqldb::__private::CopyPlan::new(
            #copy,
            &[#(#column_types),*],
            #described,
            #source,
        );
        #copy_in
    }})
}

/// What stands before the target in the statement that is analysed.
const INSERT: &str = "INSERT INTO ";

/// A column that is copied into, with what is known of it.
struct Column<'t> {
    name: &'t str,
    span: Span,
    ty: TypeId,
    not_null: NotNull,
}

/// The columns as parameters of `insert`, an `INSERT` into them.
fn typed_columns<'t>(
    catalog: &Catalog,
    insert: &str,
    target: Span,
    columns: &'t [Target],
) -> Result<Vec<Column<'t>>, Vec<Diagnostic>> {
    let Analysis { statement, .. } = engine::analyze(catalog, insert).map_err(|mistakes| {
        let moved = mistakes.into_iter().map(|mistake| moved(mistake, target));
        moved.collect::<Vec<_>>()
    })?;
    if statement.parameters.len() != columns.len() {
        return Err(vec![no_columns(target)]);
    }
    let [table] = statement.tables.written.as_slice() else { return Err(vec![no_columns(target)]) };
    let relation = catalog.find_relation(Some(&table.schema), &table.name);
    let not_null = |name: &str| {
        let column = relation.and_then(|relation| relation.column(name));
        column.map_or(NotNull::No, |(_, column)| column.not_null)
    };
    let columns =
        columns.iter().zip(&statement.parameters).map(|(Target { name, span }, parameter)| {
            Column { name, span: *span, ty: parameter.ty, not_null: not_null(name) }
        });
    Ok(columns.collect())
}

/// A mistake of the `INSERT` at its place in the `COPY`; one behind its columns is at the whole.
fn moved(mistake: Diagnostic, target: Span) -> Diagnostic {
    let length = u32::try_from(INSERT.len()).unwrap_or_default();
    let place = |offset: u32| offset.checked_sub(length).map(|offset| target.start + offset);
    let span = match (place(mistake.span.start), place(mistake.span.end)) {
        (Some(start), Some(end)) if end <= target.end => Span { start, end },
        _ => target,
    };
    Diagnostic { span, ..mistake }
}

/// The function that writes a row: a tuple, or a struct with a field for each column.
fn encoder(
    columns: &[Column<'_>],
    wanted: Option<&Type>,
    text: &Text,
    types: Types<'_>,
) -> Result<TokenStream, Vec<Diagnostic>> {
    // No columns are called so, whose functions would hide the variables.
    let variable = |name| Ident::new(name, RustSpan::mixed_site());
    let (row, out) = (variable("sqldb_row"), variable("sqldb_out"));
    let result = quote!(#out: &mut ::sqldb::__private::CopyRow<'_>);
    let bounds = all(columns.iter().map(|column| {
        let marker =
            types.marker(column.ty).map_err(|error| no_parameter_type(error, column.span, text))?;
        let span = text.span(column.span.range());
        let bound = match column.not_null {
            NotNull::Enforced => Ident::new("EncodeAs", span),
            NotNull::No => Ident::new("EncodeEither", span),
        };
        Ok(quote_spanned!(span=> ::sqldb::#bound<#marker>))
    }))?;
    let Some(wanted) = wanted else {
        let generics: Vec<Ident> = (1..=columns.len())
            .map(|number| Ident::new(&format!("T{number}"), RustSpan::mixed_site()))
            .collect();
        let indices = (0..columns.len()).map(syn::Index::from);
        return Ok(quote! {
            fn encode<#(#generics: #bounds),*>(#row: &(#(#generics,)*), #result) -> ::sqldb::Result<()> {
                #(#out.put(&#row.#indices)?;)*
                ::core::result::Result::Ok(())
            }
        });
    };
    let put = columns.iter().zip(&bounds).map(|(column, bound)| {
        let span = text.span(column.span.range());
        // Its name says which column a field does not fit.
        let function = names::ident(&names::field_name(column.name, &mut Vec::new()), span);
        quote_spanned! {span=>
            {
                #[allow(non_snake_case)]
                fn #function<T: #bound>(value: &T) -> &T { value }
                #out.put(#function(&#row.#function))?;
            }
        }
    });
    if names_self(quote!(#wanted)) {
        let message = "a copy into a table cannot name its struct `Self`";
        let whole = columns.first().map(|column| column.span).unwrap_or_default();
        return Err(vec![
            Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, whole, message)
                .help("write the name of the struct in front of the text"),
        ]);
    }
    // A type with lifetimes can be borrowed only: `Borrow<Item<'_>>` cannot be written.
    let signature = match quote!(#wanted).to_string().contains('\'') {
        true => quote!(fn encode(#row: &&#wanted, #result) -> ::sqldb::Result<()>),
        false => quote! {
            fn encode<R: ::core::borrow::Borrow<#wanted>>(#row: &R, #result) -> ::sqldb::Result<()>
        },
    };
    let borrowed = match quote!(#wanted).to_string().contains('\'') {
        true => TokenStream::new(),
        false => quote!(let #row: &#wanted = #row.borrow();),
    };
    Ok(quote! { #signature { #borrowed #(#put)* ::core::result::Result::Ok(()) } })
}

/// Whether a type names `Self`, which a function of its own cannot.
fn names_self(ty: TokenStream) -> bool {
    ty.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == "Self",
        TokenTree::Group(group) => names_self(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn copy_out(
    query: Span,
    wanted: Option<&Type>,
    text: &Text,
    types: Types<'_>,
) -> Result<TokenStream, Vec<Diagnostic>> {
    // Blanks around it leave every place where it is.
    let mut alone = " ".repeat(query.range().start);
    alone.push_str(query.text(&text.value));
    let Analysis { statement, placeholders, .. } = engine::analyze(types.catalog, &alone)?;
    if let Some(placeholder) = placeholders.list.first().or(placeholders.rows.first()) {
        let message = "the query of a copy cannot have parameters";
        return Err(vec![
            Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, placeholder.span, message)
                .help("run the query by `query`, which is as fast"),
        ]);
    }
    if statement.verb != Verb::Select {
        let message = "only a query that reads is copied out";
        return Err(vec![
            Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, query, message)
                .help("run the statement by `query`, which returns what `RETURNING` says"),
        ]);
    }
    let Row { items, ty: _, decode, named: _ } = row::expand(&statement, wanted, text, types)?;
    let columns = statement.columns.iter().map(|column| {
        let name = &column.name;
        let ty = type_name(column.ty, types);
        quote!(::sqldb::__private::ColumnTy { name: #name, ty: #ty })
    });
    let described = statement.sql.trim_start();
    let copy = format!("COPY ({described}) TO STDOUT (FORMAT binary)");
    let source = source(text);
    Ok(quote! {{
        #items
        static PLAN: ::sqldb::__private::CopyPlan = ::sqldb::__private::CopyPlan::new(
            #copy,
            &[#(#columns),*],
            #described,
            #source,
        );
        ::sqldb::__private::copy_out(&PLAN, #decode)
    }})
}
