//! The rows of a query: a table's struct, a struct of the query's own, or one of the user's.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use sqldb_analyze::statement::{Nulls, OutputColumn, Statement};
use sqldb_analyze::{Diagnostic, SqlState};
use syn::{PathArguments, Type};

use crate::collect::{all, both};
use crate::literal::Text;
use crate::names;
use crate::placeholder::respanned;
use crate::rust_type::{NoRustType, Types};

/// The type of a query's rows, and the function that reads one.
pub(crate) struct Row {
    /// The items that the other two need.
    pub(crate) items: TokenStream,
    /// The type.
    pub(crate) ty: TokenStream,
    /// The function, of type `fn(&RawRow<'_>) -> Result<Row>`.
    pub(crate) decode: TokenStream,
    /// Where the two can be named.
    pub(crate) named: Named,
}

/// Where the type of a row and its function can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// In items, too: in a static.
    InItems,
    /// Where the query is written: the type may be `Self` or a parameter of the function there, which
    /// no item within that can name.
    InPlace,
}

/// The row of `statement`, as `wanted` where the user names a type.
///
/// # Errors
///
/// Columns that no field can be for: without a name, of a name that is taken, of a type that has
/// no Rust type.
pub(crate) fn expand(
    statement: &Statement,
    wanted: Option<&Type>,
    text: &Text,
    types: Types<'_>,
) -> Result<Row, Vec<Diagnostic>> {
    if let Some(wanted) = wanted {
        return user_row(&statement.columns, wanted, text, types);
    }
    if statement.columns.is_empty() {
        return Ok(readable(quote!(())));
    }
    let relation = statement.whole_relation.and_then(|id| types.catalog.relation(id));
    let relation = relation.filter(|relation| types.has_struct(relation));
    match relation.and_then(|relation| types.names.relation(relation.id)) {
        Some(name) => Ok(readable(name.path(types.module, Span::call_site()))),
        None => own_row(&statement.columns, text, types),
    }
}

/// A type that knows how to read itself.
fn readable(ty: TokenStream) -> Row {
    let decode = quote!(<#ty as ::sqldb::FromRow>::from_row);
    Row { items: TokenStream::new(), decode, ty, named: Named::InItems }
}

/// A struct with a field for each column.
fn own_row(
    columns: &[OutputColumn],
    text: &Text,
    types: Types<'_>,
) -> Result<Row, Vec<Diagnostic>> {
    let (fields, column_types) = both(
        fields(columns, text),
        all(columns.iter().map(|column| column_type(column, text, types))),
    )?;
    let indices = 0..fields.len();
    let definitions = columns.iter().zip(&fields).zip(&column_types);
    let definitions = definitions.map(|((column, field), ty)| match column.annotation.rust_type {
        // What a type of the user's lacks is said at its name.
        Some(_) => {
            let span = text.literal_span(column.span.start as usize);
            let field = Ident::new(&field.to_string(), span);
            quote_spanned!(span=> pub #field: #ty)
        }
        None => quote!(pub #field: #ty),
    });
    let name = own_name(columns);
    let items = quote! {
        #[derive(Clone, Debug, PartialEq)]
        #[allow(dead_code, non_snake_case, clippy::derive_partial_eq_without_eq)]
        pub struct #name { #(#definitions),* }
        fn decode(row: &::sqldb::RawRow<'_>) -> ::sqldb::Result<#name> {
            ::core::result::Result::Ok(#name { #(#fields: row.column(#indices)?),* })
        }
    };
    Ok(Row { items, ty: quote!(#name), decode: quote!(decode), named: Named::InItems })
}

/// `Row`, unless a type of the user's may have that name.
fn own_name(columns: &[OutputColumn]) -> Ident {
    let types = columns.iter().filter_map(|column| column.annotation.rust_type.as_deref());
    let mut words = types.flat_map(|ty| ty.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let name = if words.any(|word| word == "Row") { "SqldbRow" } else { "Row" };
    Ident::new(name, Span::call_site())
}

/// The user's struct: its fields are checked by the compiler, against the columns' types.
///
/// Each column has a function of its name, so that a message can say which field is wrong.
fn user_row(
    columns: &[OutputColumn],
    wanted: &Type,
    text: &Text,
    types: Types<'_>,
) -> Result<Row, Vec<Diagnostic>> {
    if let Some(wanted) = with_lifetime(wanted) {
        return borrowed_row(columns, &wanted, text, types);
    }
    let row = variable();
    let functions = all(columns.iter().enumerate().map(|(index, column)| {
        // Under the column's text, so that a field that does not fit is underlined there.
        let span = text.span(column.span.range());
        let name = names::ident(&names::field_name(&column.name, &mut Vec::new()), span);
        let (bound, argument) = match &column.annotation.rust_type {
            Some(_) => {
                let ty = column_type(column, text, types)?;
                (quote_spanned!(span=> ::sqldb::Decode), quote_spanned!(span=> ::<#ty>))
            }
            None => {
                let marker =
                    types.marker(column.ty).map_err(|error| no_column_type(error, column))?;
                let bound = match nulls(column) {
                    Nulls::Never => Ident::new("DecodeFrom", span),
                    Nulls::Maybe => Ident::new("DecodeNullable", span),
                };
                (quote_spanned!(span=> ::sqldb::#bound<#marker>), TokenStream::new())
            }
        };
        let of_row = quote_spanned!(span=> #row: &::sqldb::RawRow<'_>);
        let function = quote_spanned! {span=>
            fn #name<T: #bound>(#of_row) -> ::sqldb::Result<T> { #row.column(#index) }
        };
        Ok((function, argument))
    }));
    let (fields, functions) = both(fields(columns, text), functions)?;
    let read =
        columns.iter().zip(&fields).zip(&functions).map(|((column, field), (_, argument))| {
            let span = text.span(column.span.range());
            let mut field = field.clone();
            field.set_span(span);
            quote_spanned!(span=> #field: #field #argument(#row)?)
        });
    let functions = functions.iter().map(|(function, _)| function);
    let (alias, named) = match struct_path(wanted) {
        Some(path) => (TokenStream::new(), path),
        None => (quote!(type SqldbRow = #wanted;), quote!(SqldbRow)),
    };
    let decode = quote! {
        |#row: &::sqldb::RawRow<'_>| -> ::sqldb::Result<#wanted> {
            #alias
            #(#[allow(non_snake_case)] #functions)*
            ::core::result::Result::Ok(#named { #(#read),* })
        }
    };
    Ok(Row { items: TokenStream::new(), ty: quote!(#wanted), decode, named: Named::InPlace })
}

/// The variable of the row. A column may be called `row`, and a function with it, which hides
/// variables of that name.
fn variable() -> Ident {
    Ident::new("sqldb_row", Span::mixed_site())
}

/// A type as the name in a struct expression: `Item::<T>` for `Item<T>`.
fn struct_path(ty: &Type) -> Option<TokenStream> {
    match ty {
        Type::Path(ty) if ty.qself.is_none() => {
            let leading = &ty.path.leading_colon;
            let segments = ty.path.segments.pairs().map(|pair| {
                let (segment, separator) = (pair.value(), pair.punct());
                let (name, arguments) = (&segment.ident, &segment.arguments);
                match arguments {
                    PathArguments::AngleBracketed(written) if written.colon2_token.is_none() => {
                        quote!(#name :: #arguments #separator)
                    }
                    _ => quote!(#name #arguments #separator),
                }
            });
            Some(quote!(#leading #(#segments)*))
        }
        // What came through a macro is in such a group.
        Type::Group(group) => struct_path(&group.elem),
        Type::Paren(paren) => struct_path(&paren.elem),
        _ => None,
    }
}

/// The user's struct with a lifetime: its text and bytes stay where they were received.
fn borrowed_row(
    columns: &[OutputColumn],
    wanted: &TokenStream,
    text: &Text,
    types: Types<'_>,
) -> Result<Row, Vec<Diagnostic>> {
    let functions = all(columns.iter().enumerate().map(|(index, column)| {
        let span = text.span(column.span.range());
        let name = names::ident(&names::field_name(&column.name, &mut Vec::new()), span);
        let row = variable();
        if column.annotation.rust_type.is_some() {
            let ty = column_type(column, text, types)?;
            return Ok(quote_spanned! {span=>
                fn #name(#row: &::sqldb::RawRow<'_>) -> ::sqldb::Result<#ty> { #row.column(#index) }
            });
        }
        let marker = types.marker(column.ty).map_err(|error| no_column_type(error, column))?;
        let bound = match nulls(column) {
            Nulls::Never => Ident::new("BorrowFrom", span),
            Nulls::Maybe => Ident::new("BorrowNullable", span),
        };
        Ok(quote_spanned! {span=>
            fn #name<'sqldb, T: ::sqldb::#bound<'sqldb, #marker>>(
                #row: &::sqldb::RawRow<'sqldb>,
            ) -> ::sqldb::Result<T> {
                #row.borrowed(#index)
            }
        })
    }));
    let (fields, functions) = both(fields(columns, text), functions)?;
    let row = variable();
    let read = columns.iter().zip(&fields).map(|(column, field)| {
        let span = text.span(column.span.range());
        let mut field = field.clone();
        field.set_span(span);
        quote_spanned!(span=> #field: #field(#row)?)
    });
    let first = wanted.clone().into_iter().next();
    let named = Ident::new("SqldbStruct", first.map_or_else(Span::call_site, |token| token.span()));
    let items = quote! {
        type SqldbStruct<'sqldb> = #wanted;
        struct SqldbRow;
        impl ::sqldb::BorrowedRow for SqldbRow {
            type Row<'sqldb> = SqldbStruct<'sqldb>;
            fn read<'sqldb>(
                #row: &::sqldb::RawRow<'sqldb>,
            ) -> ::sqldb::Result<SqldbStruct<'sqldb>> {
                #(#[allow(non_snake_case)] #functions)*
                ::core::result::Result::Ok(#named { #(#read),* })
            }
        }
        fn decode(_: &::sqldb::RawRow<'_>) -> ::sqldb::Result<SqldbRow> {
            ::core::result::Result::Ok(SqldbRow)
        }
    };
    Ok(Row { items, ty: quote!(SqldbRow), decode: quote!(decode), named: Named::InItems })
}

/// The type with its `'_` named; [`None`] where there is none.
fn with_lifetime(ty: &Type) -> Option<TokenStream> {
    let mut found = false;
    let tokens = name_lifetimes(quote!(#ty), &mut found);
    found.then_some(tokens)
}

fn name_lifetimes(tokens: TokenStream, found: &mut bool) -> TokenStream {
    let mut after_quote = false;
    let named = tokens.into_iter().map(|token| match token {
        TokenTree::Punct(punct) if punct.as_char() == '\'' => {
            after_quote = true;
            TokenTree::Punct(punct)
        }
        TokenTree::Ident(ident) if std::mem::take(&mut after_quote) && ident == "_" => {
            *found = true;
            TokenTree::Ident(Ident::new("sqldb", ident.span()))
        }
        TokenTree::Group(group) => {
            let inner = name_lifetimes(group.stream(), found);
            TokenTree::Group(Group::new(group.delimiter(), inner))
        }
        other => other,
    });
    named.collect()
}

/// The fields' names: each column needs one of its own.
fn fields(columns: &[OutputColumn], text: &Text) -> Result<Vec<Ident>, Vec<Diagnostic>> {
    all(columns.iter().enumerate().map(|(at, column)| {
        let name = &column.name;
        let written = column.span.text(&text.value);
        let named_help = |name: &str| match written.contains(char::is_whitespace) || written == "*"
        {
            true => format!("name it: `… AS {name}`"),
            false => format!("name it: `{written} AS {name}`"),
        };
        let refuse = |message: String, help: String| {
            Diagnostic::new(SqlState::DUPLICATE_COLUMN, column.span, message).help(help)
        };
        if name == "?column?" {
            return Err(refuse("this column has no name".to_owned(), named_help("name")));
        }
        if columns.iter().take(at).any(|earlier| earlier.name == *name) {
            return Err(refuse(
                format!("two columns are named `{name}`"),
                named_help(&format!("other_{name}")),
            ));
        }
        names::plain_identifier(name, Span::call_site()).ok_or_else(|| {
            refuse(format!("column name `{name}` is no Rust identifier"), named_help("name"))
        })
    }))
}

/// Whether the user or the analysis says that NULL may come.
fn nulls(column: &OutputColumn) -> Nulls {
    column.annotation.nulls.unwrap_or(column.nulls)
}

fn column_type(
    column: &OutputColumn,
    text: &Text,
    types: Types<'_>,
) -> Result<TokenStream, Diagnostic> {
    let ty = match &column.annotation.rust_type {
        None => types.output_column(column).map_err(|e| no_column_type(e, column))?,
        Some(written) => {
            let span = text.literal_span(column.span.start as usize);
            let ty = syn::parse_str::<Type>(written).map_err(|_| {
                Diagnostic::new(
                    SqlState::SYNTAX_ERROR,
                    column.span,
                    format!("`{written}` is no Rust type"),
                )
            })?;
            let tokens = respanned(quote!(#ty), span);
            // `AS "x: Option<T>"` is the whole type.
            if is_option(&ty) {
                return Ok(tokens);
            }
            tokens
        }
    };
    Ok(match nulls(column) {
        Nulls::Never => ty,
        Nulls::Maybe => quote!(::core::option::Option<#ty>),
    })
}

fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
        _ => false,
    }
}

fn no_column_type(NoRustType(name): NoRustType, column: &OutputColumn) -> Diagnostic {
    Diagnostic::new(
        SqlState::DATATYPE_MISMATCH,
        column.span,
        format!("column `{}` is of type `{name}`, which has no Rust type", column.name),
    )
    .help(format!(
        "read it as text, `…::text AS {0}`, or as a type of yours, `AS \"{0}: MyType\"`",
        column.name
    ))
}
