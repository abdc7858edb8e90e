//! The values that stand in the system catalogs.

use super::tables::Table;
use super::{Class, Known, Object, Value};
use crate::catalog::builtin::system;
use crate::catalog::{Beginning, Catalog, Next, QualifiedName, Relation, RelationKind};

pub(super) fn make(columns: &[&str], rows: Vec<Vec<Value>>) -> Option<Table> {
    Some(Table { columns: columns.iter().map(|name| (*name).to_owned()).collect(), rows })
}

pub(super) fn text(value: &str) -> Value {
    Some(Known::Text(value.to_owned()))
}

pub(super) fn boolean(value: bool) -> Value {
    Some(Known::Boolean(value))
}

pub(super) fn object(class: Class, schema: &str, name: &str) -> Value {
    let (schema, name) = (schema.to_owned(), name.to_owned());
    Some(Known::Object(Object { class, schema, name }))
}

pub(super) fn of(class: Class, name: &QualifiedName) -> Value {
    object(class, &name.schema, &name.name)
}

pub(super) fn schema(name: &str) -> Value {
    object(Class::Schema, "", name)
}

/// The schema of a name, as the catalogs refer to it.
pub(super) fn in_schema(name: Value) -> Value {
    match name {
        Some(Known::Text(name)) => schema(&name),
        _ => None,
    }
}

pub(super) fn type_of(catalog: &Catalog, id: crate::types::TypeId) -> Value {
    let info = catalog.type_info(id)?;
    object(Class::Type, info.schema, info.name)
}

pub(super) fn system_name() -> Value {
    names(begins("pg_"))
}

pub(super) fn names(beginning: Beginning) -> Value {
    Some(Known::Names(beginning))
}

pub(super) fn begins(text: &str) -> Beginning {
    Beginning { text: text.to_owned(), next: Next::Anything }
}

/// The schemas that every database has.
pub(super) const SYSTEM_SCHEMAS: [&str; 3] = ["pg_catalog", "information_schema", "pg_toast"];

/// The schemas of temporary tables, which sessions leave behind (`namespace.c
/// InitTempTableNamespace`).
pub(super) fn temporary_schemas() -> impl Iterator<Item = Value> {
    ["pg_temp_", "pg_toast_temp_"]
        .into_iter()
        .map(|text| names(Beginning { text: text.to_owned(), next: Next::Digit }))
}

/// A row for each table whose name only a database knows, of its schema, its name and itself.
pub(super) fn of_unknown<'c, R: 'c>(
    catalog: &'c Catalog,
    row: impl Fn(Value, Value, Value) -> R + 'c,
) -> impl Iterator<Item = R> + 'c {
    catalog.unknown_relations.iter().map(move |found| {
        let schema = found.schema.as_deref().and_then(text);
        let name = Some(Known::Names(found.beginning.clone()));
        row(schema, name, Some(Known::Relations(found.beginning.clone())))
    })
}

pub(super) fn named(found: &Relation) -> Vec<Value> {
    vec![text(&found.name.schema), text(&found.name.name)]
}

/// The schemas and names of PostgreSQL's own relations.
pub(super) fn system_names(
    catalog: &Catalog,
    kinds: &'static [RelationKind],
) -> impl Iterator<Item = Vec<Value>> {
    let schema = system::relations("information_schema", catalog.major);
    let schema = schema.filter(move |found| kinds.contains(&found.kind)).map(named);
    schema.chain([vec![text("pg_catalog"), system_name()]])
}
