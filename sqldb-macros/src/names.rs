//! Rust names for PostgreSQL's.

use proc_macro2::{Ident, Span};

/// `todo_item` → `TodoItem`: a name in the spelling of Rust types.
///
/// Parts are split at everything that is no letter and no digit; what is upper case already stays.
pub(crate) fn upper_camel_case(name: &str) -> String {
    let mut camel = String::new();
    for part in name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        // `1_2` must not become the name of `12`.
        if camel.ends_with(|c: char| c.is_numeric()) && part.starts_with(char::is_numeric) {
            camel.push('_');
        }
        let mut characters = part.chars();
        camel.extend(characters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(characters.as_str());
    }
    camel
}

/// `TodoItem` for `todo_item`, as an identifier's text that no other of `taken` has.
pub(crate) fn type_name(name: &str, taken: &mut Vec<String>) -> String {
    unique(identifier_text(&upper_camel_case(name)), taken)
}

/// `title` for `title`, `r#type` for `type`, `first_name` for `"first name"`.
pub(crate) fn field_name(name: &str, taken: &mut Vec<String>) -> String {
    let text: String =
        name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
    unique(identifier_text(&text), taken)
}

/// The identifier of a text that this module made; identifiers do not outlive an expansion, so
/// that what is kept for longer is text.
pub(crate) fn ident(text: &str, span: Span) -> Ident {
    // A letter that Rust does not know is the only reason to fail.
    let ident = syn::parse_str::<Ident>(text);
    let mut ident = ident.unwrap_or_else(|_| Ident::new("unnamed", span));
    ident.set_span(span);
    ident
}

/// The identifier that a column's name is without any change, if it is one: `r#type` for `type`.
pub(crate) fn plain_identifier(name: &str, span: Span) -> Option<Ident> {
    let mut characters = name.chars();
    let starts = characters.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    if !starts || !characters.all(|c| c == '_' || c.is_alphanumeric()) || never_raw(name) {
        return None;
    }
    let text = identifier_text(name);
    let mut ident = syn::parse_str::<Ident>(&text).ok()?;
    ident.set_span(span);
    Some(ident)
}

/// Words that Rust keeps to itself even behind `r#`.
fn never_raw(text: &str) -> bool {
    matches!(text, "self" | "super" | "crate" | "Self" | "_")
}

/// The text of an identifier: raw where it is a keyword.
fn identifier_text(text: &str) -> String {
    if text.is_empty() || text == "_" {
        return "unnamed".to_owned();
    }
    if never_raw(text) {
        return format!("{text}_");
    }
    if text.starts_with(|c: char| !c.is_alphabetic() && c != '_') {
        return format!("_{text}");
    }
    if syn::parse_str::<Ident>(text).is_err() {
        return format!("r#{text}");
    }
    text.to_owned()
}

/// `name`, or the first of `name2`, `name3`, … that is free.
fn unique(name: String, taken: &mut Vec<String>) -> String {
    let free = std::iter::once(name.clone())
        .chain((2..).map(|number: u32| format!("{name}{number}")))
        .find(|candidate| !taken.contains(candidate))
        .unwrap_or(name);
    taken.push(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        let mut taken = Vec::new();
        let mut name = |name: &str| type_name(name, &mut taken);
        assert_eq!(name("todo_item"), "TodoItem");
        assert_eq!(name("TodoItem"), "TodoItem2");
        assert_eq!(name("user"), "User");
        assert_eq!(name("self"), "Self_");
        assert_eq!(name("2fa"), "_2fa");
        assert_eq!(name("v1_2"), "V1_2");
        assert_eq!(name("URL cache"), "URLCache");
        assert_eq!(name("größe"), "Größe");
    }

    #[test]
    fn fields() {
        let mut taken = Vec::new();
        let mut name = |name: &str| field_name(name, &mut taken);
        assert_eq!(name("title"), "title");
        assert_eq!(name("type"), "r#type");
        assert_eq!(name("self"), "self_");
        assert_eq!(name("first name"), "first_name");
        assert_eq!(name("first-name"), "first_name2");
        assert_eq!(name("1st"), "_1st");
        assert_eq!(name("createdAt"), "createdAt");
    }

    #[test]
    fn plain() {
        let plain = |name| plain_identifier(name, Span::call_site()).map(|ident| ident.to_string());
        assert_eq!(plain("title").as_deref(), Some("title"));
        assert_eq!(plain("type").as_deref(), Some("r#type"));
        assert_eq!(plain("?column?"), None);
        assert_eq!(plain("first name"), None);
        assert_eq!(plain("self"), None);
        assert_eq!(plain("1st"), None);
    }
}
