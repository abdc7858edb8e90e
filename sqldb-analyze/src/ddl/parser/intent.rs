//! What was most likely meant by what the grammar does not expect.

use crate::scope::closest;

/// What was most likely meant by what the grammar does not expect behind `before`: a keyword with a slip
/// of the pen, or what other databases have in its place.
pub(super) fn meant(before: Option<&str>, written: &str) -> Option<String> {
    let keywords = [
        "create",
        "alter",
        "drop",
        "insert",
        "update",
        "delete",
        "table",
        "index",
        "view",
        "type",
        "column",
        "constraint",
        "function",
        "trigger",
        "sequence",
        "schema",
        "extension",
        "primary",
        "foreign",
        "unique",
        "references",
        "default",
        "cascade",
    ];
    let written = written.to_ascii_lowercase();
    if let Some(clause) = crate::idiom::clause(&written) {
        return Some(clause.to_owned());
    }
    match written.as_str() {
        ")" if before == Some(",") => Some("remove the comma before `)`".to_owned()),
        // A statement that begins in the middle of one.
        word @ ("create" | "alter" | "drop" | "insert" | "update" | "delete" | "grant")
            if before.is_some_and(|token| token != ";") =>
        {
            Some(format!("write `;` before `{}`", word.to_ascii_uppercase()))
        }
        word => closest(word, keywords.into_iter())
            .map(|meant| format!("did you mean `{}`?", meant.to_ascii_uppercase())),
    }
}
