//! Labels of enums: `enum.c`.

use super::{Outcome, Refused};
use crate::catalog::{Catalog, UserTypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::closest;
use crate::types::TypeId;

/// `enum_in`.
pub(super) fn check(catalog: &Catalog, id: TypeId, text: &str) -> Outcome {
    let Some((name, labels)) = labels(catalog, id) else { return Ok(()) };
    if labels.iter().any(|label| label == text) {
        return Ok(());
    }
    let refused = Refused::new(
        SqlState::INVALID_TEXT_REPRESENTATION,
        format!("invalid input value for enum {name}: `{text}`"),
    );
    let folded = text.to_lowercase();
    let close = labels.iter().find(|label| label.to_lowercase() == folded).map(String::as_str);
    Err(match close.or_else(|| closest(text, labels.iter().map(String::as_str))) {
        Some(label) => refused.help(format!("did you mean `'{label}'`?")),
        None => refused,
    })
}

/// The error, with the labels that there are and where they come from.
pub(super) fn noted(catalog: &Catalog, id: TypeId, error: Diagnostic) -> Diagnostic {
    let Some((name, labels)) = labels(catalog, id) else { return error };
    let origin = catalog.user_type(id).map(|user_type| user_type.origin.clone());
    error.note(format!("`{name}` has the labels `{}`", labels.join("`, `")), origin)
}

fn labels(catalog: &Catalog, id: TypeId) -> Option<(&str, &[String])> {
    let user_type = catalog.user_type(id)?;
    match &user_type.kind {
        UserTypeKind::Enum(labels) => Some((&user_type.name.name, labels)),
        _ => None,
    }
}
