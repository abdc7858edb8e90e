//! Casts, which are also what a variable makes of what it is given.

use super::operator::truth;
use super::{Class, Knowledge, Known, Value, VariableType, text};
use crate::tree::TypeName;

impl Knowledge<'_> {
    /// A value as a variable of this type has it.
    pub(in crate::replay) fn assigned(&self, ty: &VariableType, value: Value) -> Value {
        match (ty, value?) {
            (VariableType::OfValue, value) => Some(value),
            (_, Known::Null) => Some(Known::Null),
            (VariableType::Named(ty), Known::Row(mut fields)) if fields.len() == 1 => {
                self.cast(fields.pop()?.1?, ty)
            }
            (_, row @ Known::Row(_)) => Some(row),
            (VariableType::Named(ty), value) => self.cast(value, ty),
            (VariableType::Unknown, _) => None,
        }
    }

    pub(super) fn cast(&self, value: Known, type_name: &TypeName) -> Value {
        if value == Known::Null {
            return Some(Known::Null);
        }
        // A modifier may change the value.
        let value = match (type_name.modifiers.as_slice(), value) {
            ([], value) => value,
            ([length], Known::Text(text)) if type_name.name.name.name == "varchar" => {
                let length = usize::try_from(*length).ok()?;
                (text.chars().count() <= length).then_some(Known::Text(text))?
            }
            _ => return None,
        };
        if type_name.dimensions > 0 {
            return match value {
                Known::Array(_) => Some(value),
                Known::Text(written) => text::array(&written).map(Known::Array),
                _ => None,
            };
        }
        let target = type_name.name.name.name.as_str();
        match (value, target) {
            (Known::Text(name), "regclass") => self.named(Class::Relation, &name)?,
            (Known::Text(name), "regtype") => self.named(Class::Type, &name)?,
            (Known::Text(name), "regnamespace") => self.named(Class::Schema, &name)?,
            (value @ Known::Object(_), "oid" | "regclass" | "regtype" | "regnamespace") => {
                Some(value)
            }
            (value @ Known::Relations(_), "oid" | "regclass") => Some(value),
            (Known::Object(object), "text" | "varchar" | "name") => self.spelled(&object),
            (
                value @ (Known::Text(_) | Known::Names(_) | Known::Database),
                "text" | "varchar" | "name",
            ) => Some(value),
            // `"char"` and identifiers of a domain of `information_schema`.
            (Known::Text(text), "char") => (text.len() < 2).then_some(Known::Text(text)),
            (value @ Known::Text(_), "sql_identifier" | "character_data") => Some(value),
            (Known::Integer(number), "text" | "varchar") => Some(Known::Text(number.to_string())),
            (Known::Text(digits), "int4" | "int8" | "int2") => {
                let number = digits.trim().parse().ok()?;
                fits_integer(target, number).then_some(Known::Integer(number))
            }
            (Known::Integer(number), "int4" | "int8" | "int2") => {
                fits_integer(target, number).then_some(Known::Integer(number))
            }
            (value @ Known::Between(..), "int4" | "int8" | "text" | "varchar") => Some(value),
            (value @ Known::Boolean(_), "bool") => Some(value),
            (Known::Text(text), "bool") => truth(Some(Known::Text(text))),
            (Known::Boolean(value), "text" | "varchar") => Some(Known::Text(value.to_string())),
            _ => None,
        }
    }
}

/// Whether a type has a number among its values.
pub(super) fn fits_integer(integer: &str, number: i64) -> bool {
    match integer {
        "int2" => i16::try_from(number).is_ok(),
        "int4" => i32::try_from(number).is_ok(),
        _ => true,
    }
}
