//! Functions whose results the catalog knows.

use super::text::{self, as_text, plain, quote_literal};
use super::{Class, Knowledge, Known, Object, Value};
use crate::catalog::quote_identifier;
use crate::lex::{TokenKind, identifiers, is_blank, tokenize};
use crate::tree::{Arguments, Call, ExprKind, Literal, SetQuantifier, ValueFunction};

impl Knowledge<'_> {
    pub(super) fn call(&mut self, call: &Call) -> Value {
        let builtin = call.name.schema.as_ref().is_none_or(|schema| schema.name == "pg_catalog");
        let name = call.name.name.name.as_str();
        let schema = call.name.schema_name();
        let own =
            self.catalog.functions_named(schema, name).any(|(_, found)| found.user().is_some());
        let Arguments::List(list) = &call.arguments else {
            // `count(*)`.
            return self.counted.filter(|_| name == "count" && !own).map(Known::Integer);
        };
        if !builtin || own || call.over.is_some() || call.filter.is_some() {
            return None;
        }
        if list.iter().any(|argument| argument.name.is_some()) {
            return None;
        }
        if call.quantifier == SetQuantifier::Distinct {
            return None;
        }
        if name == "count" {
            let counts = match list.as_slice() {
                [only] => matches!(
                    &only.value.kind,
                    ExprKind::Literal(literal) if *literal != Literal::Null
                ),
                _ => false,
            };
            return self.counted.filter(|_| counts).map(Known::Integer);
        }
        let values: Vec<Value> = list.iter().map(|argument| self.value(&argument.value)).collect();
        match (name, values.as_slice()) {
            ("format", [Some(Known::Text(template)), rest @ ..]) => {
                let shape = text::format(template, rest)?;
                shape.complete.then_some(Known::Text(shape.text))
            }
            ("concat", values) => {
                let mut text = String::new();
                for value in values {
                    match value.as_ref()? {
                        Known::Null => {}
                        value => text.push_str(&plain(value)?),
                    }
                }
                Some(Known::Text(text))
            }
            ("pg_table_is_visible" | "pg_type_is_visible", [Some(Known::Object(object))]) => {
                let name = quote_identifier(&object.name).to_string();
                let found = self.named(object.class, &name)?;
                Some(Known::Boolean(found == Some(Known::Object(object.clone()))))
            }
            // `server_version_num` of a major's releases; another setting is as the server has it.
            ("current_setting", [Some(Known::Text(setting)), ..])
                if setting.eq_ignore_ascii_case("server_version_num") =>
            {
                let first = i64::from(self.catalog.major.number()) * RELEASES;
                Some(Known::Between(first, first + RELEASES - 1))
            }
            ("current_schema", []) => self.value_function(ValueFunction::CurrentSchema),
            ("current_database", []) => Some(Known::Database),
            ("current_schemas", [Some(Known::Boolean(implicit))]) => {
                let named = |schema: &&str| self.catalog.search_path.iter().any(|s| s == schema);
                let schemas = self.catalog.search_schemas().filter(|schema| {
                    let exists = *schema == "pg_catalog"
                        || self.catalog.schemas.iter().any(|known| known == schema);
                    exists && (*implicit || named(schema))
                });
                let schemas = schemas.map(|schema| Some(Known::Text(schema.to_owned())));
                Some(Known::Array(schemas.collect()))
            }
            (_, values) if values.contains(&Some(Known::Null)) => {
                STRICT.contains(&name).then_some(Known::Null)
            }
            ("to_regclass", [Some(Known::Text(name))]) => {
                Some(self.named(Class::Relation, name)?.unwrap_or(Known::Null))
            }
            ("to_regtype", [Some(Known::Text(name))]) => {
                Some(self.named(Class::Type, name)?.unwrap_or(Known::Null))
            }
            ("to_regnamespace", [Some(Known::Text(name))]) => {
                Some(self.named(Class::Schema, name)?.unwrap_or(Known::Null))
            }
            // Arrays are known that begin with the element 1.
            (
                "array_length" | "array_upper",
                [Some(Known::Array(list)), Some(Known::Integer(1))],
            ) => {
                let length = i64::try_from(list.len()).ok()?;
                Some(if list.is_empty() { Known::Null } else { Known::Integer(length) })
            }
            ("array_lower", [Some(Known::Array(list)), Some(Known::Integer(1))]) => {
                Some(if list.is_empty() { Known::Null } else { Known::Integer(1) })
            }
            ("quote_ident", [Some(Known::Text(name))]) => {
                Some(Known::Text(quote_identifier(name).to_string()))
            }
            ("quote_literal", [Some(value)]) => Some(Known::Text(quote_literal(&as_text(value)?))),
            ("lower", [Some(Known::Text(text))]) if text.is_ascii() => {
                Some(Known::Text(text.to_ascii_lowercase()))
            }
            ("upper", [Some(Known::Text(text))]) if text.is_ascii() => {
                Some(Known::Text(text.to_ascii_uppercase()))
            }
            (
                "replace",
                [Some(Known::Text(text)), Some(Known::Text(from)), Some(Known::Text(to))],
            ) => Some(Known::Text(if from.is_empty() {
                text.clone()
            } else {
                text.replace(from, to)
            })),
            _ => None,
        }
    }

    pub(super) fn value_function(&self, function: ValueFunction) -> Value {
        match function {
            ValueFunction::CurrentSchema => {
                let first = self.catalog.creation_schema();
                Some(first.map_or(Known::Null, |schema| Known::Text(schema.to_owned())))
            }
            ValueFunction::CurrentCatalog => Some(Known::Database),
            _ => None,
        }
    }

    /// The object of a name as `regclass` and its kin read it: the inner [`None`] where there is
    /// none, the outer one where nobody can tell.
    pub(super) fn named(&self, class: Class, written: &str) -> Option<Value> {
        let written = written.trim_matches(is_blank);
        let parts = match class {
            Class::Type => type_words(written)?,
            // An OID, or the sign of none.
            _ if written.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => return None,
            _ => identifiers(written)?,
        };
        let (schema, name) = match parts.as_slice() {
            [name] => (None, name.as_str()),
            [schema, name] => (Some(schema.as_str()), name.as_str()),
            _ => return None,
        };
        let object = |schema: &str, name: &str| {
            let (schema, name) = (schema.to_owned(), name.to_owned());
            Known::Object(Object { class, schema, name })
        };
        if class == Class::Schema {
            let known = super::cell::SYSTEM_SCHEMAS.contains(&name)
                || self.catalog.schemas.iter().any(|found| found == name);
            return Some(known.then(|| object("", name)));
        }
        if class == Class::Type {
            let (tokens, _) = (tokenize(written).ok()?, ());
            let (type_name, _) = crate::syntax::type_name(&tokens).ok()?;
            let name = &type_name.name;
            let schema = name.schema_name();
            let found = self.catalog.find_type(schema, &name.name.name);
            let info = found.and_then(|id| self.catalog.type_info(id));
            return Some(info.map(|info| object(info.schema, info.name)));
        }
        if self.catalog.unknown_relations.iter().any(|found| found.may_be(schema, name)) {
            return None;
        }
        let in_schema = |schema: &str| super::tables::has_relation(self.catalog, schema, name);
        if schema.is_some_and(|schema| matches!(schema, "pg_catalog" | "information_schema"))
            || name.starts_with("pg_")
        {
            return None;
        }
        Some(match schema {
            Some(schema) => in_schema(schema).then(|| object(schema, name)),
            None => {
                let mut path = self.catalog.search_path.iter();
                path.find(|schema| in_schema(schema)).map(|schema| object(schema, name))
            }
        })
    }

    /// The text of a `regclass` or its kin.
    pub(super) fn spelled(&self, object: &Object) -> Value {
        let name = quote_identifier(&object.name);
        match object.class {
            Class::Schema | Class::Extension => Some(Known::Text(name.to_string())),
            Class::Type => {
                let id = self.catalog.find_type(Some(&object.schema), &object.name)?;
                Some(Known::Text(self.catalog.format_type(id)))
            }
            Class::Relation => {
                let found = self.named(Class::Relation, &name.to_string())?;
                let visible = found == Some(Known::Object(object.clone()));
                let schema = quote_identifier(&object.schema);
                Some(Known::Text(if visible {
                    name.to_string()
                } else {
                    format!("{schema}.{name}")
                }))
            }
            Class::Constraint => None,
        }
    }
}

/// The words of a type's name; [`None`] where it has more than words.
fn type_words(written: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    for token in tokenize(written).ok()? {
        match token.kind {
            TokenKind::Word(name) | TokenKind::QuotedWord(name) => words.push(name),
            TokenKind::Dot => {}
            _ => return None,
        }
    }
    Some(words)
}

/// How many numbers a major version has (`configure.ac`, `PG_VERSION_NUM`).
const RELEASES: i64 = 10_000;

/// Functions that are NULL where an argument is.
const STRICT: [&str; 11] = [
    "array_length",
    "array_lower",
    "array_upper",
    "to_regclass",
    "to_regtype",
    "to_regnamespace",
    "quote_ident",
    "quote_literal",
    "lower",
    "upper",
    "replace",
];
