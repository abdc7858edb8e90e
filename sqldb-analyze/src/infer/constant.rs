//! Constants: their types, and whether a string is a value of the type it is taken for.
//!
//! `parse_node.c make_const`; the input functions of some types, as far as they are certain: what
//! is refused here, PostgreSQL refuses when it prepares the statement.

use super::node::{Node, NodeKind};
use crate::catalog::{Catalog, UserTypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::closest;
use crate::span::Span;
use crate::tree::Literal;
use crate::types::TypeId;

/// The node of a constant (`make_const`).
pub(crate) fn constant(literal: &Literal, span: Span) -> Node {
    let ty = match literal {
        Literal::Null | Literal::String(_) => TypeId::UNKNOWN,
        Literal::Boolean(_) => TypeId::BOOL,
        Literal::Integer(value) if i32::try_from(*value).is_ok() => TypeId::INT4,
        Literal::Integer(value) if i64::try_from(*value).is_ok() => TypeId::INT8,
        Literal::Integer(_) | Literal::Numeric(_) => TypeId::NUMERIC,
        Literal::Bit(_) => TypeId::BIT,
    };
    Node { kind: NodeKind::Literal(literal.clone()), ty: ty.into(), span }
}

/// Refuses a string that is no value of `target` (22P02 and its kin).
pub(crate) fn check_literal(
    catalog: &Catalog,
    literal: &Literal,
    target: TypeId,
    span: Span,
) -> Result<(), Diagnostic> {
    let Literal::String(text) = literal else { return Ok(()) };
    let target = catalog.base_type(target).id;
    if let Some(user_type) = catalog.user_type(target) {
        return match &user_type.kind {
            UserTypeKind::Enum(labels) => check_label(labels, &user_type.name.name, text, span)
                .map_err(|error| {
                    let made = format!(
                        "`{}` has the labels `{}`",
                        user_type.name.name,
                        labels.join("`, `")
                    );
                    error.note(made, Some(user_type.origin.clone()))
                }),
            // Only the type's own function in C knows what it reads.
            UserTypeKind::Base(_)
            | UserTypeKind::Array(_)
            | UserTypeKind::Domain { .. }
            | UserTypeKind::Composite(_)
            | UserTypeKind::Row(_)
            | UserTypeKind::Range { .. }
            | UserTypeKind::Multirange(_) => Ok(()),
        };
    }
    // Blanks around: those of `isspace()` in the C locale.
    let trimmed = text.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let valid = match target {
        TypeId::BOOL => is_boolean(trimmed),
        TypeId::INT2 => return check_integer::<i16>(trimmed, text, "smallint", span),
        TypeId::INT4 => return check_integer::<i32>(trimmed, text, "integer", span),
        TypeId::INT8 => return check_integer::<i64>(trimmed, text, "bigint", span),
        TypeId::UUID => is_uuid(text),
        TypeId::NUMERIC => is_number(trimmed),
        _ => true,
    };
    if valid {
        return Ok(());
    }
    let name = catalog.format_type(target);
    Err(Diagnostic::new(
        SqlState::INVALID_TEXT_REPRESENTATION,
        span,
        format!("invalid input syntax for type {name}: `{text}`"),
    ))
}

/// `enum.c enum_in`.
fn check_label(labels: &[String], name: &str, text: &str, span: Span) -> Result<(), Diagnostic> {
    if labels.iter().any(|label| label == text) {
        return Ok(());
    }
    let error = Diagnostic::new(
        SqlState::INVALID_TEXT_REPRESENTATION,
        span,
        format!("invalid input value for enum {name}: `{text}`"),
    );
    let folded = text.to_lowercase();
    let close = labels.iter().find(|label| label.to_lowercase() == folded).map(String::as_str);
    Err(match close.or_else(|| closest(text, labels.iter().map(String::as_str))) {
        Some(label) => error.help(format!("did you mean `'{label}'`?")),
        None => error,
    })
}

/// `bool.c parse_bool_with_len`: any prefix that is not ambiguous.
fn is_boolean(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let prefix = |word: &str, least: usize| text.len() >= least && word.starts_with(&text);
    prefix("true", 1)
        || prefix("false", 1)
        || prefix("yes", 1)
        || prefix("no", 1)
        || text == "on"
        || prefix("off", 2)
        || text == "1"
        || text == "0"
}

/// `numutils.c pg_strtoint32`. PostgreSQL 16 takes hexadecimal digits and underscores, too.
fn check_integer<I: std::str::FromStr<Err = std::num::ParseIntError>>(
    trimmed: &str,
    text: &str,
    name: &str,
    span: Span,
) -> Result<(), Diagnostic> {
    use std::num::IntErrorKind::{NegOverflow, PosOverflow};
    let digits = trimmed.trim_start_matches(['-', '+']);
    if digits.contains('_')
        || digits.starts_with('0') && digits.contains(['x', 'X', 'o', 'O', 'b', 'B'])
    {
        return Ok(());
    }
    let Err(error) = trimmed.parse::<I>() else { return Ok(()) };
    Err(match error.kind() {
        PosOverflow | NegOverflow => Diagnostic::new(
            SqlState::NUMERIC_VALUE_OUT_OF_RANGE,
            span,
            format!("value `{text}` is out of range for type {name}"),
        ),
        _ => Diagnostic::new(
            SqlState::INVALID_TEXT_REPRESENTATION,
            span,
            format!("invalid input syntax for type {name}: `{text}`"),
        ),
    })
}

/// `uuid.c string_to_uuid`: 32 hexadecimal digits, hyphens after groups of four, braces around.
fn is_uuid(text: &str) -> bool {
    let inner = match (text.strip_prefix('{'), text.strip_suffix('}')) {
        (Some(_), Some(_)) => text.trim_start_matches('{').trim_end_matches('}'),
        (None, None) => text,
        _ => return false,
    };
    inner.chars().filter(char::is_ascii_hexdigit).count() == 32
        && inner.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// `numeric.c numeric_in`, without the forms that only newer versions take.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let word = unsigned.to_ascii_lowercase();
    matches!(word.as_str(), "nan" | "infinity" | "inf")
        || unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && unsigned.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{is_boolean, is_number, is_uuid};

    #[test]
    fn strings_of_types() {
        assert!(["t", "tr", "TRUE", "y", "on", "of", "0"].iter().all(|text| is_boolean(text)));
        assert!(["o", "", "2", "yess"].iter().all(|text| !is_boolean(text)));
        assert!(is_uuid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"));
        assert!(is_uuid("{a0eebc999c0b4ef8bb6d6bb9bd380a11}") && !is_uuid("a0eebc99"));
        assert!(is_number("-1.5e3") && is_number("NaN") && !is_number("x") && !is_number("."));
    }
}
