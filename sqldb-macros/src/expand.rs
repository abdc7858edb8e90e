//! The expression that a query becomes: a static statement, and references to the arguments.
//!
//! Start with [`query`]. What is written here is compiled once per query of the user's, so that it
//! is little: one struct, one plain function, one static.

use proc_macro2::TokenStream;
use quote::quote;
use sqldb_analyze::Diagnostic;
use sqldb_analyze::catalog::QualifiedName;
use sqldb_analyze::lex::Placeholders;
use sqldb_analyze::statement::{Rows, Statement};
use sqldb_analyze::types::TypeId;
use syn::Type;

use crate::collect::both;
use crate::literal::{Place, Text};
use crate::placeholder::Values;
use crate::row::{self, Row};
use crate::rust_type::Types;
use crate::{argument, row_list};

/// The expression of a query that is right; `values` are the Rust expressions of `placeholders`.
///
/// # Errors
///
/// What PostgreSQL takes but Rust cannot: columns without a name, types without a Rust type.
pub(crate) fn query(
    statement: &Statement,
    placeholders: &Placeholders,
    values: &Values,
    wanted: Option<&Type>,
    text: &Text,
    types: Types<'_>,
) -> Result<TokenStream, Vec<Diagnostic>> {
    let parameters = &statement.parameters;
    let ((arguments, lists), row) = both(
        both(
            argument::expand(parameters, &placeholders.list, &values.list, text, types),
            row_list::expand(parameters, &placeholders.rows, &values.rows, text, types),
        ),
        row::expand(statement, wanted, text, types),
    )?;
    let Row { items, ty, decode } = row;
    let Statement { sql, .. } = statement;
    let statement_parameters = statement.parameters.len();
    let parameters = parameters.iter().map(|parameter| type_name(parameter.ty, types));
    let columns = statement.columns.iter().map(|column| {
        let name = &column.name;
        let ty = type_name(column.ty, types);
        quote!(::sqldb::__private::ColumnTy { name: #name, ty: #ty })
    });
    let rows = rows(statement.rows);
    let source = source(text);
    let statement = quote! {
            {
                #items
                static STATEMENT: ::sqldb::__private::Statement<#ty, #rows> =
                    ::sqldb::__private::Statement::new_with(
                        #decode,
                        #sql,
                        &[#(#parameters),*],
                        &[#(#columns),*],
                        #source,
                    );
                &STATEMENT
            }
    };
    Ok(match lists.is_empty() {
        true => quote!(::sqldb::__private::query(#statement, [#(#arguments),*])),
        false => {
            let (values, all) = (arguments.len(), statement_parameters);
            quote! {
                ::sqldb::__private::query_with_rows::<_, _, #values, #all>(
                    #statement,
                    [#(#arguments),*],
                    &[#(#lists),*],
                )
            }
        }
    })
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
