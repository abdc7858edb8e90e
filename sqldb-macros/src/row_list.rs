//! The rows of `VALUES <rows..>`: a function for each column, which writes it from all rows.
//!
//! A row is a tuple, whose items are the columns in their order, or a struct with a field for each.
//! Which one, a macro cannot see: `Fields` lets the compiler choose. Its own method of a tuple of as
//! many items gives them the columns' names, and the trait's of anything else gives the row itself.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use sqldb_analyze::Diagnostic;
use sqldb_analyze::lex::Placeholder;
use sqldb_analyze::statement::{Accepts, Parameter, RowsColumn};

use crate::argument::{Parameters, no_parameter_type};
use crate::collect::all;
use crate::names;

impl Parameters<'_> {
    /// The lists of rows that follow the other arguments: `(&rows, columns)` for each placeholder;
    /// `values` are their Rust expressions.
    ///
    /// # Errors
    ///
    /// A column of a type that no Rust type is for.
    pub(crate) fn row_lists(
        self,
        placeholders: &[Placeholder],
        values: &[TokenStream],
    ) -> Result<Vec<TokenStream>, Vec<Diagnostic>> {
        let mut lists = Vec::new();
        let mut mistakes = Vec::new();
        for (number, (placeholder, value)) in placeholders.iter().zip(values).enumerate() {
            let of_rows = self
                .list
                .iter()
                .filter_map(|parameter| Some((parameter, parameter.of_rows.as_ref()?)));
            let columns: Vec<(&Parameter, &RowsColumn)> =
                of_rows.filter(|(_, column)| column.placeholder == number).collect();
            match self.row_list(placeholder, &columns, value) {
                Ok(list) => lists.push(list),
                Err(errors) => mistakes.extend(errors),
            }
        }
        if mistakes.is_empty() { Ok(lists) } else { Err(mistakes) }
    }

    fn row_list(
        self,
        placeholder: &Placeholder,
        columns: &[(&Parameter, &RowsColumn)],
        value: &TokenStream,
    ) -> Result<TokenStream, Vec<Diagnostic>> {
        let Parameters { list: _, text, types } = self;
        let span = text.span(placeholder.span.range());
        let inner = Span::mixed_site().located_at(span);
        let mut taken = Vec::new();
        let fields: Vec<Ident> = columns
            .iter()
            .map(|(_, column)| names::ident(&names::field_name(&column.column, &mut taken), span))
            .collect();
        let writers = all(columns.iter().zip(&fields).map(|((parameter, column), field)| {
            let marker = types
                .marker(column.element)
                .map_err(|error| no_parameter_type(error, placeholder.span, text))?;
            let bound = match parameter.accepts {
                Accepts::Value => Ident::new("EncodeAs", span),
                Accepts::Either | Accepts::Optional => Ident::new("EncodeEither", span),
            };
            // Each has a function of the column's name, so that a message can say which is wrong. It
            // would hide a variable of that name, so that ours have names that no column has.
            let mut function = field.clone();
            function.set_span(span);
            let checked = quote_spanned! {inner=>
                #[allow(non_snake_case)]
                fn #function<T: ::sqldb::#bound<#marker>>(
                    value: &T,
                    ty: &::sqldb::types::Type,
                    out: &mut ::sqldb::types::BytesMut,
                ) -> ::core::result::Result<(), ::sqldb::ValueError> {
                    ::sqldb::__private::encode_element::<T>(value, ty, out)
                }
            };
            let read = quote_spanned!(span=> Fields(sqldb_row).fields().#field);
            Ok(quote_spanned! {span=>
                |sqldb_rows, sqldb_ty, sqldb_out| {
                    #checked
                    ::sqldb::__private::encode_column(
                        sqldb_rows,
                        sqldb_ty,
                        sqldb_out,
                        |sqldb_row, sqldb_ty, sqldb_out| #function(&#read, sqldb_ty, sqldb_out),
                    )
                }
            })
        }))?;
        let choice = choice(&fields, inner);
        let count = Literal::usize_unsuffixed(columns.len());
        Ok(quote_spanned! {span=>
            (&::sqldb::__private::row_list(&#value, { #choice [#(#writers),*] }), #count)
        })
    }
}

/// What makes a tuple look like a struct with the columns' names.
fn choice(fields: &[Ident], span: Span) -> TokenStream {
    let items: Vec<Ident> = (0..fields.len()).map(|at| format_ident!("T{at}")).collect();
    let positions = (0..fields.len()).map(Literal::usize_unsuffixed);
    // Of one item, too, a tuple has a comma.
    let tuple = quote!((#(#items,)*));
    quote_spanned! {span=>
        struct Fields<'a, R>(&'a R);
        #[allow(non_snake_case)]
        struct Named<'a, #(#items),*> { #(#fields: &'a #items),* }
        #[allow(dead_code)]
        impl<'a, #(#items),*> Fields<'a, #tuple> {
            #[inline]
            fn fields(self) -> Named<'a, #(#items),*> {
                Named { #(#fields: &(self.0).#positions),* }
            }
        }
        #[allow(dead_code)]
        trait ByName<'a, R> {
            fn fields(self) -> &'a R;
        }
        impl<'a, R> ByName<'a, R> for Fields<'a, R> {
            #[inline]
            fn fields(self) -> &'a R { self.0 }
        }
    }
}
