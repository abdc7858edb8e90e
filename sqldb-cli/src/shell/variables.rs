//! `\set`: variables, and their values in statements.

use std::collections::BTreeMap;

use sqldb_analyze::catalog::quote_identifier;
use sqldb_analyze::lex::{TokenKind, tokenize};

/// Variables, by name.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeMap<String, String>);

impl Variables {
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn is_set(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn unset(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// `name = 'value'` for each.
    pub(super) fn listed(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name} = {}\n", literal(value))).collect()
    }

    /// The text with values for `:name`, as a string for `:'name'`, and as a name for `:"name"`. What
    /// is no variable stays: `a[1:n]` is SQL.
    pub(super) fn filled(&self, text: &str) -> String {
        let tokens =
            if self.0.is_empty() { Vec::new() } else { tokenize(text).unwrap_or_default() };
        let (mut filled, mut copied) = (String::new(), 0);
        for pair in tokens.windows(2) {
            let [colon, named] = pair else { continue };
            let range = colon.span.range().start..named.span.range().end;
            if colon.kind != TokenKind::Colon || colon.span.end != named.span.start {
                continue;
            }
            let written = named.span.text(text);
            let bare = written.trim_matches(['\'', '"']);
            let Some(value) = self.0.get(bare) else { continue };
            filled += text.get(copied..range.start).unwrap_or_default();
            filled += &match &named.kind {
                TokenKind::Word(_) => value.clone(),
                TokenKind::QuotedWord(_) => quote_identifier(value),
                TokenKind::String(_) => literal(value),
                _ => continue,
            };
            copied = range.end;
        }
        filled + text.get(copied..).unwrap_or_default()
    }
}

/// A string constant.
pub(super) fn literal(text: &str) -> String {
    let quoted = format!("'{}'", text.replace('\'', "''"));
    match quoted.contains('\\') {
        true => format!(" E{}", quoted.replace('\\', "\\\\")),
        false => quoted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_for_variables() {
        let mut variables = Variables::default();
        variables.set("n", "1 + 1");
        variables.set("Name", "it's \"one\"");
        let check = |text: &str, expected: &str| assert_eq!(variables.filled(text), expected);
        check(
            "SELECT :n, :'Name' AS :\"Name\"",
            "SELECT 1 + 1, 'it''s \"one\"' AS \"it's \"\"one\"\"\"",
        );
        // Another name, a cast, a string, a comment and a slice are none.
        check(
            "SELECT :name, a::n, ':n' /* :n */ FROM a[1:2]",
            "SELECT :name, a::n, ':n' /* :n */ FROM a[1:2]",
        );
        check("SELECT ':n", "SELECT ':n");
        assert_eq!(variables.listed(), "Name = 'it''s \"one\"'\nn = '1 + 1'\n");
        assert_eq!(literal("a\\b'"), " E'a\\\\b'''");
    }
}
