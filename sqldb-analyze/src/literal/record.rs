//! Rows: `rowtypes.c`.

use super::{Outcome, Refused, check_fitting, trimmed};
use crate::catalog::{Catalog, UserTypeKind};
use crate::types::{TypeId, Typed};

/// `record_in`: parentheses, a value for each column; an empty one is NULL.
pub(super) fn check(catalog: &Catalog, text: &str, id: TypeId, depth: usize) -> Outcome {
    let malformed = |detail: &str| Err(Refused::malformed("record", text, detail));
    let Some(columns) = columns(catalog, id) else { return Ok(()) };
    let Some(mut rest) = trimmed(text).strip_prefix('(') else {
        return malformed("missing left parenthesis");
    };
    for (number, column) in columns.iter().enumerate() {
        if number > 0 {
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None => return malformed("too few columns"),
            }
        }
        let Some(field) = Field::read(rest, &[',', ')']) else {
            return malformed("unexpected end of input");
        };
        if let Some(value) = &field.value {
            check_fitting(catalog, value, *column, depth)?;
        }
        rest = field.rest;
    }
    match rest.strip_prefix(')') {
        Some("") => Ok(()),
        Some(_) => malformed("junk after right parenthesis"),
        None => malformed("too many columns"),
    }
}

/// The columns' types; [`None`] where the catalog does not have them.
fn columns(catalog: &Catalog, id: TypeId) -> Option<Vec<Typed>> {
    match &catalog.user_type(id)?.kind {
        UserTypeKind::Composite(fields) => Some(fields.iter().map(|(_, ty)| *ty).collect()),
        UserTypeKind::Row(relation) => {
            let relation = catalog.relation(*relation)?;
            Some(relation.columns.iter().map(|column| column.ty).collect())
        }
        _ => None,
    }
}

/// A field of a record, or a bound of a range.
pub(super) struct Field<'t> {
    /// Its text without quotes; [`None`] where nothing is written.
    pub(super) value: Option<String>,
    /// What follows, from the character that ends it.
    pub(super) rest: &'t str,
}

impl Field<'_> {
    /// The field up to one of `ends`; [`None`] where the text ends first (`record_in`,
    /// `range_parse_bound`).
    pub(super) fn read<'t>(text: &'t str, ends: &[char]) -> Option<Field<'t>> {
        if text.starts_with(ends) {
            return Some(Field { value: None, rest: text });
        }
        let mut value = String::new();
        let mut quoted = false;
        let mut characters = text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => value.push(characters.next()?.1),
                '"' if !quoted => quoted = true,
                '"' => match characters.next_if(|(_, next)| *next == '"') {
                    Some(_) => value.push('"'),
                    None => quoted = false,
                },
                _ if !quoted && ends.contains(&character) => {
                    return Some(Field { value: Some(value), rest: text.get(at..)? });
                }
                _ => value.push(character),
            }
        }
        None
    }
}
