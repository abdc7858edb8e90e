//! The expression that a query becomes: a static statement, and references to the arguments.
//!
//! Start with [`query`]. What is written here is compiled once per query of the user's, so that it
//! is little: one struct, one plain function, one static.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use sqldb_analyze::catalog::QualifiedName;
use sqldb_analyze::reading::only_reads;
use sqldb_analyze::session_state::{self, Leaves};
use sqldb_analyze::statement::{Rows, Statement, Tables, Verb};
use sqldb_analyze::types::TypeId;
use sqldb_analyze::{Analysis, Diagnostic, Sent};
use syn::Type;

use crate::argument::Parameters;
use crate::collect::both;
use crate::literal::{Place, Text};
use crate::placeholder::Values;
use crate::places;
use crate::row::{self, Named, Row};
use crate::rust_type::Types;

/// The expression of a query that is right.
///
/// # Errors
///
/// What PostgreSQL takes but Rust cannot: columns without a name, types without a Rust type.
pub(crate) fn query(
    analysis: &Analysis,
    values: &Values,
    wanted: Option<&Type>,
    text: &Text,
    types: Types<'_>,
) -> Result<TokenStream, Vec<Diagnostic>> {
    let Analysis { statement, placeholders, sent } = analysis;
    let parameters = Parameters { list: &statement.parameters, text, types };
    let ((arguments, lists), row) = both(
        both(
            parameters.arguments(&placeholders.list, &values.list),
            parameters.row_lists(&placeholders.rows, &values.rows),
        ),
        row::expand(statement, wanted, text, types),
    )?;
    let arguments = match lists.is_empty() {
        true => quote!([#(#arguments),*]),
        false => {
            let (values, all) = (arguments.len(), statement.parameters.len());
            quote! {
                ::sqldb::__private::with_rows::<#values, #all>([#(#arguments),*], &[#(#lists),*])
            }
        }
    };
    let Row { items, ty, decode, named } = row;
    // What no item can name is given to the query beside its static.
    let (ty, decode, function, parts_function, reader) = match named {
        Named::InItems => (ty, decode, quote!(query), quote!(query_of_parts), TokenStream::new()),
        Named::InPlace => (
            quote!(()),
            quote!(<() as ::sqldb::FromRow>::from_row),
            quote!(query_as),
            quote!(query_of_parts_as),
            quote!(#decode,),
        ),
    };
    let rows = rows(statement.rows);
    let source = source(text);
    let fixed = |statement: &Statement| {
        let fixed = new_statement(statement, &decode, &source, types);
        let places = places::places(text, &statement.sql);
        let summary = summary(statement);
        quote!(#fixed.placed(#places).summed_up(#summary))
    };
    let Some((whole, others)) = sent.split_first() else {
        let statement = fixed(statement);
        return Ok(quote! {
            ::sqldb::__private::#function(
                {
                    #items
                    static STATEMENT: ::sqldb::__private::Statement<#ty, #rows> = #statement;
                    &STATEMENT
                },
                #reader
                #arguments,
            )
        });
    };
    let groups = placeholders.parts.groups.iter().map(|group| {
        let deciding = group.placeholders.iter().map(|number| Literal::usize_unsuffixed(*number));
        quote!(&[#(#deciding),*])
    });
    let variant = |sent: &Sent| {
        let mask = Literal::u32_unsuffixed(sent.mask.0);
        let positions = sent.positions.iter().map(|position| Literal::usize_unsuffixed(*position));
        let statement = fixed(&sent.statement);
        quote! {
            ::sqldb::__private::Variant {
                mask: #mask,
                arguments: &[#(#positions),*],
                statement: #statement,
            }
        }
    };
    let whole = variant(whole);
    let mut others: Vec<&Sent> = others.iter().collect();
    // As they are looked for.
    others.sort_by_key(|sent| sent.mask);
    let count = others.len();
    let others = others.into_iter().map(variant);
    Ok(quote! {
        ::sqldb::__private::#parts_function(
            {
                #items
                static OTHERS: [::sqldb::__private::Variant<#ty, #rows>; #count] = [#(#others),*];
                static VARIANTS: ::sqldb::__private::Variants<#ty, #rows> =
                    ::sqldb::__private::Variants {
                        groups: &[#(#groups),*],
                        whole: #whole,
                        others: &OTHERS,
                    };
                &VARIANTS
            },
            #reader
            #arguments,
        )
    })
}

/// The constant expression of one text that is sent.
fn new_statement(
    statement: &Statement,
    decode: &TokenStream,
    source: &TokenStream,
    types: Types<'_>,
) -> TokenStream {
    let Statement { sql, parameters, columns, .. } = statement;
    let reading = only_reads(statement, types.catalog).then(|| quote!(.only_reads()));
    let leaving = match session_state::of_statement(sql) {
        Leaves::Nothing => None,
        Leaves::State => Some(quote!(.leaves(::sqldb::__private::Leaves::State))),
        Leaves::Emptiness => Some(quote!(.leaves(::sqldb::__private::Leaves::Emptiness))),
    };
    let parameters = parameters.iter().map(|parameter| type_name(parameter.ty, types));
    let columns = columns.iter().map(|column| {
        let name = &column.name;
        let ty = type_name(column.ty, types);
        quote!(::sqldb::__private::ColumnTy { name: #name, ty: #ty })
    });
    quote! {
        ::sqldb::__private::Statement::new_with(
            #decode,
            #sql,
            &[#(#parameters),*],
            &[#(#columns),*],
            #source,
        )
        #reading
        #leaving
    }
}

/// What the statement does, and to which tables: those that it writes before those that it reads.
fn summary(statement: &Statement) -> String {
    let operation = match statement.verb {
        Verb::Select => "SELECT",
        Verb::Insert => "INSERT",
        Verb::Update => "UPDATE",
        Verb::Delete => "DELETE",
        Verb::Merge => "MERGE",
        Verb::Utility | Verb::Transaction | Verb::Copy => {
            let word = statement.sql.split_whitespace().next().unwrap_or_default();
            return word.to_uppercase();
        }
    };
    let Tables { read, written } = &statement.tables;
    let read = read.iter().filter(|table| !written.contains(table));
    let mut summary = operation.to_owned();
    for table in written.iter().chain(read) {
        summary.push(' ');
        summary.push_str(&table.name);
    }
    summary
}

/// The name of a type, as the server is asked for it.
pub(crate) fn type_name(id: TypeId, types: Types<'_>) -> TokenStream {
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
