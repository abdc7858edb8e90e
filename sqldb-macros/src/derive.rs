//! `#[derive(sqldb::Type)]`: a type of the user's as a value of PostgreSQL's.
//!
//! A struct around one value is sent as that value, an enum as the label of its variant, a struct
//! with fields as a composite. Start with [`expand`].

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Error, Fields, Item, ItemEnum, ItemStruct, Path, Result, Type};

use self::options::{FieldOptions, Options};
use crate::message;

mod options;

/// The implementations for `item`.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    implementation(item).unwrap_or_else(|error| message::items(&[error.into()]))
}

fn implementation(item: TokenStream) -> Result<TokenStream> {
    const WRITE: &str = "`sqldb::Type` is for a struct around one value, a struct with fields, and \
                         an enum whose variants hold nothing";
    let item: Item = syn::parse2(item)?;
    let (name, generics) = match &item {
        Item::Struct(ItemStruct { ident, generics, .. })
        | Item::Enum(ItemEnum { ident, generics, .. }) => (ident, generics),
        _ => return Err(Error::new(Span::call_site(), WRITE)),
    };
    if let Some(parameter) = generics.params.first() {
        let message = "`sqldb::Type` is not for generic types: write out the type for each";
        return Err(Error::new_spanned(parameter, message));
    }
    match &item {
        Item::Struct(item) => match &item.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                Options::none(&item.attrs)?;
                let inner = fields.unnamed.first().map(|field| &field.ty);
                Ok(inner.map(|inner| newtype(name, inner)).unwrap_or_default())
            }
            Fields::Named(fields) if !fields.named.is_empty() => {
                let options = Options::of_struct(&item.attrs)?;
                let mut names = Vec::new();
                let mut idents = Vec::new();
                for field in &fields.named {
                    let FieldOptions { rename } = FieldOptions::new(&field.attrs)?;
                    let Some(ident) = &field.ident else { continue };
                    names.push(rename.unwrap_or_else(|| ident.unraw().to_string()));
                    idents.push(ident.clone());
                }
                Ok(composite(name, &idents, &names, options.stands_for.as_ref()))
            }
            _ => Err(Error::new(name.span(), WRITE)),
        },
        Item::Enum(item) => {
            let options = Options::of_enum(&item.attrs)?;
            let mut labels: Vec<String> = Vec::new();
            for variant in &item.variants {
                if !matches!(variant.fields, Fields::Unit) {
                    return Err(Error::new(variant.ident.span(), WRITE));
                }
                let FieldOptions { rename } = FieldOptions::new(&variant.attrs)?;
                let own = || options.case.of_variant(&variant.ident.unraw().to_string());
                let label = rename.unwrap_or_else(own);
                if labels.contains(&label) {
                    let message = format!("two variants have the label `{label}`");
                    return Err(Error::new(variant.ident.span(), message));
                }
                labels.push(label);
            }
            let variants: Vec<&Ident> =
                item.variants.iter().map(|variant| &variant.ident).collect();
            if variants.is_empty() {
                return Err(Error::new(name.span(), WRITE));
            }
            Ok(enumeration(name, &variants, &labels, options.stands_for.as_ref()))
        }
        _ => Err(Error::new(name.span(), WRITE)),
    }
}

/// Sent as `inner`, wherever that can be sent; NULL where that is.
fn newtype(name: &Ident, inner: &Type) -> TokenStream {
    quote! {
        impl ::sqldb::Encode for #name {
            fn encode(
                &self,
                ty: &::sqldb::types::Type,
                out: &mut ::sqldb::types::BytesMut,
            ) -> ::core::result::Result<(), ::sqldb::ValueError> {
                ::sqldb::Encode::encode(&self.0, ty, out)
            }
            fn is_null(&self) -> ::core::primitive::bool {
                ::sqldb::Encode::is_null(&self.0)
            }
        }
        impl ::sqldb::Decode for #name {
            fn decode(
                ty: &::sqldb::types::Type,
                bytes: &[::core::primitive::u8],
            ) -> ::core::result::Result<Self, ::sqldb::ValueError> {
                <#inner as ::sqldb::Decode>::decode(ty, bytes).map(#name)
            }
            fn null() -> ::core::option::Option<Self> {
                <#inner as ::sqldb::Decode>::null().map(#name)
            }
            fn accepts(ty: &::sqldb::types::Type) -> ::core::primitive::bool {
                <#inner as ::sqldb::Decode>::accepts(ty)
            }
        }
        #[diagnostic::do_not_recommend]
        impl<__P: ?::core::marker::Sized> ::sqldb::EncodeAs<__P> for #name
        where #inner: ::sqldb::EncodeAs<__P> {}
        #[diagnostic::do_not_recommend]
        impl<__P: ?::core::marker::Sized> ::sqldb::EncodeEither<__P> for #name
        where #inner: ::sqldb::EncodeEither<__P> {}
        #[diagnostic::do_not_recommend]
        impl<__P: ?::core::marker::Sized> ::sqldb::DecodeFrom<__P> for #name
        where #inner: ::sqldb::DecodeFrom<__P> {}
        #[diagnostic::do_not_recommend]
        impl<__P: ?::core::marker::Sized> ::sqldb::DecodeNullable<__P> for #name
        where #inner: ::sqldb::DecodeNullable<__P> {}
    }
}

fn composite(
    name: &Ident,
    fields: &[Ident],
    names: &[String],
    stands_for: Option<&Path>,
) -> TokenStream {
    let body = bodies(
        name,
        &quote! {
            ::sqldb::__private::encode_composite(
                &[#(::sqldb::__private::Attribute::new(#names, &self.#fields)),*],
                ty,
                out,
            )
        },
        &quote! {
            {
                let mut attributes = ::sqldb::__private::Attributes::new(ty, bytes)?;
                let value = #name { #(#fields: attributes.take(#names)?),* };
                attributes.end()?;
                ::core::result::Result::Ok(value)
            }
        },
        &quote!(::sqldb::__private::is_composite(ty, &[#(#names),*])),
    );
    let permissions = permissions(name, stands_for);
    let check = check(name, names, "attribute of what", stands_for);
    quote! {
        #body
        #permissions
        #check
        #[diagnostic::do_not_recommend]
        impl ::sqldb::DecodeFrom<::sqldb::pg::record> for #name {}
    }
}

fn enumeration(
    name: &Ident,
    variants: &[&Ident],
    labels: &[String],
    stands_for: Option<&Path>,
) -> TokenStream {
    let text = name.to_string();
    let body = bodies(
        name,
        &quote! {
            {
                let label: &::core::primitive::str = match self { #(#name::#variants => #labels),* };
                ::sqldb::Encode::encode(label, ty, out)
            }
        },
        &quote! {
            match ::sqldb::__private::label(ty, bytes)? {
                #(#labels => ::core::result::Result::Ok(#name::#variants),)*
                other => ::core::result::Result::Err(::sqldb::__private::label_read(ty, #text, other)),
            }
        },
        &quote!(<::std::string::String as ::sqldb::Decode>::accepts(ty)),
    );
    let permissions = permissions(name, stands_for);
    let kin = ["text", "varchar", "bpchar"].map(|marker| {
        let marker = Ident::new(marker, Span::call_site());
        permission(name, &quote!(::sqldb::pg::#marker))
    });
    let check = check(name, labels, "label of the enum that", stands_for);
    quote!(#body #permissions #(#kin)* #check)
}

/// Compares names with those of the generated type that another stands for, when both are compiled.
fn check(name: &Ident, names: &[String], what: &str, stands_for: Option<&Path>) -> TokenStream {
    let Some(marker) = stands_for else { return TokenStream::new() };
    let messages = names.iter().map(|label| format!("`{label}` is no {what} `{name}` stands for"));
    // At the name, which says where to look.
    let checks = names.iter().zip(messages).map(|(label, message)| {
        quote_spanned! {name.span()=>
            ::core::assert!(
                ::sqldb::__private::has_name(<::sqldb::__private::NamesOf<#marker>>::NAMES, #label),
                #message
            );
        }
    });
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use ::sqldb::__private::NoNames as _;
            #(#checks)*
        };
    }
}

fn bodies(
    name: &Ident,
    encode: &TokenStream,
    decode: &TokenStream,
    accepts: &TokenStream,
) -> TokenStream {
    quote! {
        impl ::sqldb::Encode for #name {
            fn encode(
                &self,
                ty: &::sqldb::types::Type,
                out: &mut ::sqldb::types::BytesMut,
            ) -> ::core::result::Result<(), ::sqldb::ValueError> {
                #encode
            }
        }
        impl ::sqldb::Decode for #name {
            fn decode(
                ty: &::sqldb::types::Type,
                bytes: &[::core::primitive::u8],
            ) -> ::core::result::Result<Self, ::sqldb::ValueError> {
                #decode
            }
            fn accepts(ty: &::sqldb::types::Type) -> ::core::primitive::bool {
                #accepts
            }
        }
    }
}

/// The type is its own marker, as generated ones are, and may stand for one of those.
fn permissions(name: &Ident, stands_for: Option<&Path>) -> TokenStream {
    let own = permission(name, &quote!(#name));
    let other = stands_for.map(|marker| permission(name, &quote!(#marker)));
    quote!(#own #other)
}

fn permission(name: &Ident, marker: &TokenStream) -> TokenStream {
    quote! {
        #[diagnostic::do_not_recommend]
        impl ::sqldb::EncodeAs<#marker> for #name {}
        #[diagnostic::do_not_recommend]
        impl ::sqldb::EncodeEither<#marker> for #name {}
        #[diagnostic::do_not_recommend]
        impl ::sqldb::DecodeFrom<#marker> for #name {}
    }
}
