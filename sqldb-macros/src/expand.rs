//! The expression that a query becomes: a static statement, and references to the arguments.
//!
//! Start with [`query`]. What is written here is compiled once per query of the user's, so that it
//! is little: one struct, one plain function, one static.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use sqldb_analyze::Diagnostic;
use sqldb_analyze::SqlState;
use sqldb_analyze::catalog::QualifiedName;
use sqldb_analyze::statement::{Accepts, Nulls, OutputColumn, Parameter, Rows, Statement};
use sqldb_analyze::types::TypeId;
use syn::Type;

use crate::literal::{Place, Text};
use crate::names;
use crate::placeholder::respanned;
use crate::rust_type::{NoRustType, Types};

/// The expression of a query that is right; `values` are the Rust expressions of its parameters.
///
/// # Errors
///
/// What PostgreSQL takes but Rust cannot: columns without a name, types without a Rust type.
pub(crate) fn query(
    statement: &Statement,
    values: &[TokenStream],
    row: Option<&Type>,
    text: &Text,
    types: Types<'_>,
) -> Result<TokenStream, Vec<Diagnostic>> {
    let arguments = arguments(statement, values, text, types);
    let row = match row {
        Some(row) => user_row(statement, row, text, types),
        None => match statement.whole_relation.and_then(|id| types.names.relation(id)) {
            Some(name) => Ok(Row::of_type(name.path(types.module, Span::call_site()))),
            None => generated_row(statement, text, types),
        },
    };
    let (arguments, Row { items, decode }) = both(arguments, row)?;
    let Statement { sql, .. } = statement;
    let parameters = statement.parameters.iter().map(|parameter| type_name(parameter.ty, types));
    let columns = statement.columns.iter().map(|column| {
        let name = &column.name;
        let ty = type_name(column.ty, types);
        quote!(::sqldb::__private::ColumnTy { name: #name, ty: #ty })
    });
    let rows = rows(statement.rows);
    let source = source(text);
    Ok(quote! {
        ::sqldb::__private::query(
            {
                #items
                static STATEMENT: ::sqldb::__private::Statement<Row, #rows> =
                    ::sqldb::__private::Statement::new_with(
                        #decode,
                        #sql,
                        &[#(#parameters),*],
                        &[#(#columns),*],
                        #source,
                    );
                &STATEMENT
            },
            [#(#arguments),*],
        )
    })
}

/// Both values, or the mistakes of both.
fn both<A, B>(
    a: Result<A, Vec<Diagnostic>>,
    b: Result<B, Vec<Diagnostic>>,
) -> Result<(A, B), Vec<Diagnostic>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err(a.err().into_iter().chain(b.err()).flatten().collect()),
    }
}

fn arguments(
    statement: &Statement,
    values: &[TokenStream],
    text: &Text,
    types: Types<'_>,
) -> Result<Vec<TokenStream>, Vec<Diagnostic>> {
    let mut arguments = Vec::new();
    let mut mistakes = Vec::new();
    for parameter in &statement.parameters {
        let place = parameter.spans.first().copied().unwrap_or_default();
        // What is written here must not be taken for the user's own by lints.
        let span = Span::mixed_site().located_at(text.span(place.range()));
        let Some(value) = values.get(usize::from(parameter.index.0)) else { continue };
        match types.marker(parameter.ty) {
            Ok(marker) => {
                let function = argument_function(parameter, span);
                arguments.push(
                    quote_spanned!(span=> ::sqldb::__private::#function::<#marker, _>(&#value)),
                );
            }
            Err(NoRustType(name)) => mistakes.push(
                Diagnostic::new(
                    SqlState::DATATYPE_MISMATCH,
                    place,
                    format!("there is no Rust type for a parameter of type `{name}`"),
                )
                .help(format!("send it as text: `{}::text::{name}`", place.text(&text.value))),
            ),
        }
    }
    if mistakes.is_empty() { Ok(arguments) } else { Err(mistakes) }
}

fn argument_function(parameter: &Parameter, span: Span) -> Ident {
    let name = match parameter.accepts {
        Accepts::Value => "argument",
        Accepts::Optional => "optional_argument",
        Accepts::Either => "either_argument",
    };
    Ident::new(name, span)
}

/// A row's type under the name `Row`, and the function that reads it.
struct Row {
    items: TokenStream,
    decode: TokenStream,
}

impl Row {
    /// A type that knows how to read itself.
    fn of_type(path: TokenStream) -> Row {
        Row {
            items: quote!(use #path as Row;),
            decode: quote!(<Row as ::sqldb::FromRow>::from_row),
        }
    }
}

/// A struct with a field for each column.
fn generated_row(
    statement: &Statement,
    text: &Text,
    types: Types<'_>,
) -> Result<Row, Vec<Diagnostic>> {
    if statement.columns.is_empty() {
        return Ok(Row {
            items: quote!(
                type Row = ();
            ),
            decode: quote!(<Row as ::sqldb::FromRow>::from_row),
        });
    }
    let (fields, column_types) = both(
        fields(&statement.columns, text),
        all(statement.columns.iter().map(|column| column_type(column, text, types))),
    )?;
    let indices = 0..fields.len();
    Ok(Row {
        items: quote! {
            #[derive(Clone, Debug, PartialEq)]
            #[allow(dead_code, non_snake_case)]
            pub struct Row { #(pub #fields: #column_types),* }
            fn decode(row: &::sqldb::RawRow<'_>) -> ::sqldb::Result<Row> {
                ::core::result::Result::Ok(Row { #(#fields: row.column(#indices)?),* })
            }
        },
        decode: quote!(decode),
    })
}

/// The user's struct: its fields are checked by the compiler, against the columns' types.
fn user_row(
    statement: &Statement,
    row: &Type,
    text: &Text,
    types: Types<'_>,
) -> Result<Row, Vec<Diagnostic>> {
    let fields = fields(&statement.columns, text);
    let read = all(statement.columns.iter().enumerate().map(|(index, column)| {
        let span = Span::mixed_site().located_at(text.span(column.span.range()));
        if column.annotation.rust_type.is_some() {
            let ty = column_type(column, text, types)?;
            return Ok(quote_spanned!(span=> row.column::<#ty>(#index)?));
        }
        let marker = types.marker(column.ty).map_err(|error| no_column_type(error, column))?;
        Ok(match nulls(column) {
            Nulls::Never => quote_spanned!(span=> row.column_as::<#marker, _>(#index)?),
            Nulls::Maybe => {
                quote_spanned!(span=> row.column_as::<#marker, ::core::option::Option<_>>(#index)?)
            }
        })
    }));
    let (fields, read) = both(fields, read)?;
    Ok(Row {
        items: quote! {
            type Row = #row;
            fn decode(row: &::sqldb::RawRow<'_>) -> ::sqldb::Result<Row> {
                ::core::result::Result::Ok(Row { #(#fields: #read),* })
            }
        },
        decode: quote!(decode),
    })
}

/// All values, or all mistakes.
fn all<T>(results: impl Iterator<Item = Result<T, Diagnostic>>) -> Result<Vec<T>, Vec<Diagnostic>> {
    let mut values = Vec::new();
    let mut mistakes = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(values) } else { Err(mistakes) }
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
        None => types.column(column.ty, column.elements).map_err(|e| no_column_type(e, column))?,
        Some(written) => {
            let span = text.literal_span(column.span.start as usize);
            let ty = syn::parse_str::<Type>(written).map_err(|error| {
                Diagnostic::new(
                    SqlState::SYNTAX_ERROR,
                    column.span,
                    format!("`{written}` is no Rust type: {error}"),
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
        "read it as text, `{0}::text AS {0}`, or as a type of yours, `AS \"{0}: MyType\"`",
        column.name
    ))
}

fn type_name(id: TypeId, types: Types<'_>) -> TokenStream {
    let QualifiedName { schema, name } = types.name(id);
    quote!(::sqldb::__private::Ty { schema: #schema, name: #name })
}

fn rows(rows: Rows) -> TokenStream {
    match rows {
        Rows::None => quote!(::sqldb::rows::None),
        Rows::ExactlyOne => quote!(::sqldb::rows::ExactlyOne),
        Rows::AtMostOne => quote!(::sqldb::rows::AtMostOne),
        Rows::Many => quote!(::sqldb::rows::Many),
    }
}

/// Where the query is written, for errors and traces at run time.
pub(crate) fn source(text: &Text) -> TokenStream {
    match text.place(0) {
        Some(Place { file, line, column }) => {
            let (line, column) = (number(line), number(column));
            quote!(::sqldb::__private::Source { file: #file, line: #line, column: #column })
        }
        None => quote! {
            ::sqldb::__private::Source { file: ::core::file!(), line: ::core::line!(), column: ::core::column!() }
        },
    }
}

fn number(number: usize) -> proc_macro2::Literal {
    proc_macro2::Literal::u32_unsuffixed(u32::try_from(number).unwrap_or(u32::MAX))
}
