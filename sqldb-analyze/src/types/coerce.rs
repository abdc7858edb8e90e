//! Which types become which (`parse_coerce.c`).
//!
//! Start with [`coercion_pathway`]; [`can_coerce`] adds what it leaves out: literals, `any`,
//! polymorphic types, records and inheritance.

use super::polymorphic::{check_consistency, is_polymorphic};
use super::{Category, TypeId};
use crate::catalog::{CallNulls, CastMethod, Catalog, TypeKind};

/// Where a conversion is wanted. A later context allows what an earlier one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CoercionContext {
    /// In an expression.
    Implicit,
    /// Of a value into a column.
    Assignment,
    /// Written as a cast.
    Explicit,
}

/// How a value is converted (`CoercionPathType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CoercionPath {
    /// A function of `pg_cast` is called.
    Function(CallNulls),
    /// The value stays as it is.
    Relabel,
    /// Every element of an array is converted.
    ArrayElements,
    /// The value is written as text and read again.
    InputOutput,
}

/// How a value of type `from` becomes one of type `to` (`parse_coerce.c find_coercion_pathway`).
/// Polymorphic types, records and literals are not looked at: see [`can_coerce`].
pub fn coercion_pathway(
    catalog: &Catalog,
    from: TypeId,
    to: TypeId,
    context: CoercionContext,
) -> Option<CoercionPath> {
    let from = catalog.base_type(from).id;
    let to = catalog.base_type(to).id;
    // Domains are always coercible to and from their base type.
    if from == to {
        return Some(CoercionPath::Relabel);
    }
    if let Some((needed, method)) = catalog.cast(from, to) {
        return (context >= needed).then_some(match method {
            CastMethod::Function(nulls) => CoercionPath::Function(nulls),
            CastMethod::Binary => CoercionPath::Relabel,
            CastMethod::InputOutput => CoercionPath::InputOutput,
        });
    }
    // `int2vector` and `oidvector` would capture what should become a real array.
    if to != TypeId::INT2VECTOR
        && to != TypeId::OIDVECTOR
        && let (Some(from), Some(to)) = (catalog.element_of(from), catalog.element_of(to))
        && coercion_pathway(catalog, from, to, context).is_some()
    {
        return Some(CoercionPath::ArrayElements);
    }
    // Automatic casts by text: assignment to strings, explicit from strings.
    let is_string = |ty| category(catalog, ty) == Category::String;
    let by_text = context >= CoercionContext::Assignment && is_string(to)
        || context >= CoercionContext::Explicit && is_string(from);
    by_text.then_some(CoercionPath::InputOutput)
}

/// Whether values of types `from` can become values of types `to`, one by one
/// (`parse_coerce.c can_coerce_type`). [`TypeId::UNKNOWN`] is a literal or a parameter whose type
/// is open: it can become anything.
pub fn can_coerce(
    catalog: &Catalog,
    from: &[TypeId],
    to: &[TypeId],
    context: CoercionContext,
) -> bool {
    let each = from.iter().zip(to).all(|(from, to)| one(catalog, *from, *to, context));
    let generic = from.iter().zip(to).any(|(from, to)| from != to && is_polymorphic(*to));
    each && (!generic || check_consistency(catalog, from, to))
}

/// [`can_coerce`] of one value.
pub fn can_coerce_type(
    catalog: &Catalog,
    from: TypeId,
    to: TypeId,
    context: CoercionContext,
) -> bool {
    can_coerce(catalog, &[from], &[to], context)
}

fn one(catalog: &Catalog, from: TypeId, to: TypeId, context: CoercionContext) -> bool {
    from == to
        || to == TypeId::ANY
        || is_polymorphic(to)
        || from == TypeId::UNKNOWN
        || coercion_pathway(catalog, from, to, context).is_some()
        || from == TypeId::RECORD && catalog.is_composite(to)
        || to == TypeId::RECORD && catalog.is_composite(from)
        || to == TypeId::RECORD_ARRAY && is_composite_array(catalog, from)
        || inherits(catalog, from, to)
}

/// Whether a value of one type is one of the other as it is (`parse_coerce.c IsBinaryCoercible`).
pub fn is_binary_coercible(catalog: &Catalog, from: TypeId, to: TypeId) -> bool {
    if from == to || matches!(to, TypeId::ANY | TypeId::ANYELEMENT | TypeId::ANYCOMPATIBLE) {
        return true;
    }
    let from = catalog.base_type(from).id;
    if from == to {
        return true;
    }
    let kind = catalog.type_info(from).map(|info| info.kind);
    let is_array = matches!(kind, Some(TypeKind::Array(_)));
    let special = match to {
        TypeId::ANYARRAY | TypeId::ANYCOMPATIBLEARRAY => is_array,
        TypeId::ANYNONARRAY | TypeId::ANYCOMPATIBLENONARRAY => !is_array,
        TypeId::ANYENUM => kind == Some(TypeKind::Enum),
        TypeId::ANYRANGE | TypeId::ANYCOMPATIBLERANGE => {
            matches!(kind, Some(TypeKind::Range { .. }))
        }
        TypeId::ANYMULTIRANGE | TypeId::ANYCOMPATIBLEMULTIRANGE => {
            matches!(kind, Some(TypeKind::Multirange(_)))
        }
        TypeId::RECORD => catalog.is_composite(from),
        TypeId::RECORD_ARRAY => is_composite_array(catalog, from),
        _ => false,
    };
    special || catalog.cast(from, to) == Some((CoercionContext::Implicit, CastMethod::Binary))
}

/// The category of a type (`parse_coerce.c TypeCategory`).
pub(crate) fn category(catalog: &Catalog, ty: TypeId) -> Category {
    catalog.type_info(ty).map_or(Category::Other, |info| info.category)
}

/// Whether a type is preferred in this category (`parse_coerce.c IsPreferredType`).
pub(crate) fn is_preferred(catalog: &Catalog, category: Category, ty: TypeId) -> bool {
    catalog.type_info(ty).is_some_and(|info| info.category == category && info.preferred)
}

fn is_composite_array(catalog: &Catalog, ty: TypeId) -> bool {
    catalog.element_of(ty).is_some_and(|element| catalog.is_composite(element))
}

/// Whether the rows of one relation are rows of the other (`pg_inherits.c typeInheritsFrom`), or of
/// the type that it is a table of (`parse_coerce.c typeIsOfTypedTable`).
fn inherits(catalog: &Catalog, from: TypeId, to: TypeId) -> bool {
    let relation = |ty| match catalog.type_info(catalog.base_type(ty).id).map(|info| info.kind) {
        Some(TypeKind::Row(relation)) => Some(relation),
        _ => None,
    };
    let Some(from) = relation(from) else { return false };
    if catalog.typed_tables.contains(&(from, catalog.base_type(to).id)) {
        return true;
    }
    let Some(to) = relation(to) else { return false };
    let mut open = vec![from];
    let mut seen = Vec::new();
    while let Some(next) = open.pop() {
        if next == to {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            open.extend(catalog.relation(next).iter().flat_map(|relation| &relation.parents));
        }
    }
    false
}
