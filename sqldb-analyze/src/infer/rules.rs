//! Where queries meet `types` and `overload`: names of types, records, and errors with a place.

use super::coerce::Context;
use super::node::CastKind;
use crate::catalog::{CallNulls, Catalog, TypeKind, UserTypeKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::idiom;
use crate::overload::{OverloadError, OverloadErrorKind};
use crate::scope::closest;
use crate::span::Span;
use crate::tree::Ident;
use crate::tree::TypeName;
use crate::types::{
    Category, CoercionPath, TypeId, Typed, can_coerce_type, coercion_pathway, typmod,
};

/// How a node of type `from` becomes one of `to`, if it can (`coerce_type` behind literals and
/// parameters).
pub(crate) fn pathway(
    catalog: &Catalog,
    from: TypeId,
    to: TypeId,
    context: Context,
) -> Option<CastKind> {
    match coercion_pathway(catalog, from, to, context) {
        Some(CoercionPath::Relabel) => Some(CastKind::Relabel),
        // Since 18 a JSON null becomes NULL (`jsonb.c jsonb_numeric` and its kin), where it was an
        // error.
        Some(CoercionPath::Function(_)) if catalog.base_type(from).id == TypeId::JSONB => {
            Some(CastKind::Convert(CallNulls::Maybe))
        }
        Some(CoercionPath::Function(nulls)) => Some(CastKind::Convert(nulls)),
        Some(CoercionPath::ArrayElements | CoercionPath::InputOutput) => {
            Some(CastKind::Convert(CallNulls::Total))
        }
        // Polymorphic arguments that stayed as they are, records, rows of a child table.
        None => can_coerce_type(catalog, from, to, context).then_some(CastKind::Row),
    }
}

/// The fields of a composite or row type, a domain over one included.
pub(crate) fn composite(catalog: &Catalog, ty: TypeId) -> Option<Vec<(String, Typed)>> {
    let base = catalog.base_type(ty).id;
    if let TypeKind::Row(relation) = catalog.type_info(base)?.kind {
        let columns = catalog.relation(relation)?.columns.iter();
        return Some(columns.map(|column| (column.name.clone(), column.ty)).collect());
    }
    match &catalog.user_type(base)?.kind {
        UserTypeKind::Composite(fields) => Some(fields.clone()),
        UserTypeKind::Base(_)
        | UserTypeKind::Row(_)
        | UserTypeKind::Enum(_)
        | UserTypeKind::Domain { .. }
        | UserTypeKind::Range { .. }
        | UserTypeKind::Multirange(_)
        | UserTypeKind::Array(_) => None,
    }
}

/// What `x[1]` yields for a type that can be subscripted.
pub(crate) fn container(catalog: &Catalog, ty: TypeId) -> Option<TypeId> {
    catalog.element_of(ty).or_else(|| catalog.type_info(ty)?.subscript)
}

/// Whether values of a type have a collation (`type_is_collatable`).
pub(crate) fn is_collatable(catalog: &Catalog, ty: TypeId) -> bool {
    let base = catalog.base_type(ty).id;
    let element = catalog.element_of(base).unwrap_or(base);
    element == TypeId::NAME
        || catalog.type_info(element).is_some_and(|info| info.category == Category::String)
}

/// The type that is written (`parse_type.c typenameType`).
///
/// # Errors
///
/// 42704 where there is none of the name; what its modifier is refused for.
pub(crate) fn type_name(catalog: &Catalog, written: &TypeName) -> Result<Typed, Diagnostic> {
    let schema = written.name.schema_name();
    let name = &written.name.name.name;
    let Some(id) = catalog.find_type(schema, name) else {
        return Err(unknown_type(catalog, written));
    };
    let typmod = match written.modifiers.as_slice() {
        [] => None,
        // `gram.y` writes the fields of an interval as a mask, then the precision.
        [fields] if id == TypeId::INTERVAL => {
            Some(typmod::interval_typmod(typmod::IntervalFields(*fields), None))
        }
        [fields, precision] if id == TypeId::INTERVAL => {
            Some(typmod::interval_typmod(typmod::IntervalFields(*fields), Some(*precision)))
        }
        // What the type's own function makes of them, only it knows.
        _ if catalog.has_own_modifiers(id) => None,
        modifiers => Some(
            typmod::typmod_in(id, name, modifiers)
                .map_err(|error| Diagnostic::new(error.code, written.span, error.message))?,
        ),
    };
    let id = match written.dimensions {
        0 => id,
        _ => catalog.array_of(id).ok_or_else(|| {
            let name = catalog.format_type(id);
            let message = format!("could not find array type for data type {name}");
            Diagnostic::new(SqlState::UNDEFINED_OBJECT, written.span, message)
        })?,
    };
    Ok(Typed { id, typmod })
}

/// 3F000 for a schema that does not exist, before what is in it is looked for
/// (`namespace.c LookupExplicitNamespace`).
pub(crate) fn missing_schema(catalog: &Catalog, schema: Option<&Ident>) -> Option<Diagnostic> {
    let schema = schema?;
    let known = schema.name.starts_with("pg_")
        || schema.name == "information_schema"
        || catalog.schemas.contains(&schema.name);
    if known || !catalog.knows_all() {
        return None;
    }
    let message = format!("schema `{}` does not exist", schema.name);
    let error = Diagnostic::new(SqlState::INVALID_SCHEMA_NAME, schema.span, message);
    Some(match closest(&schema.name, catalog.schemas.iter().map(String::as_str)) {
        Some(close) => error.help(format!("did you mean `{close}`?")),
        None => error,
    })
}

fn unknown_type(catalog: &Catalog, written: &TypeName) -> Diagnostic {
    if let Some(error) = missing_schema(catalog, written.name.schema.as_ref()) {
        return error;
    }
    let name = &written.name.name.name;
    let shown = match &written.name.schema {
        Some(schema) => format!("{}.{name}", schema.name),
        None => name.clone(),
    };
    let message = format!("type `{shown}` does not exist");
    let error = Diagnostic::new(SqlState::UNDEFINED_OBJECT, written.span, message);
    let gone = catalog.history.iter().rev().find(
        |gone| matches!(&gone.what, crate::catalog::GoneThing::Type(known) if known.name == *name),
    );
    if let Some(gone) = gone {
        return match &gone.renamed_to {
            Some(new) => error
                .note(format!("`{name}` was renamed to `{new}`"), Some(gone.origin.clone()))
                .help(format!("write `{new}`")),
            None => error.note(format!("`{name}` was dropped"), Some(gone.origin.clone())),
        };
    }
    if let Some(help) = idiom::type_name(name) {
        return error.help(help);
    }
    match closest(name, catalog.types.iter().map(|known| known.name.name.as_str())) {
        Some(close) => error.help(format!("did you mean `{close}`?")),
        None => error,
    }
}

/// Why no function or operator was chosen, with the place.
pub(crate) fn overload_error(error: OverloadError, span: Span) -> Diagnostic {
    let OverloadError { kind, code, message, detail, hint } = error;
    let mut diagnostic = Diagnostic::new(code, span, message);
    if let Some(detail) = detail {
        diagnostic = diagnostic.note(detail, None);
    }
    match (kind, hint) {
        (OverloadErrorKind::Ambiguous, _) => {
            diagnostic.help("say the type of what is unknown, such as `::int4`")
        }
        (_, Some(hint)) => diagnostic.help(hint),
        (_, None) => diagnostic,
    }
}
