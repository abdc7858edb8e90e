//! The type that several values have in common (`parse_coerce.c select_common_type`).

use super::coerce::{CoercionContext, can_coerce_type};
use super::{Category, TypeId};
use crate::catalog::Catalog;

/// Two values are of different categories. PostgreSQL says "`CASE` types … and … cannot be matched"
/// (42804), with the name of the construct in front, and points at the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommonTypeError {
    /// The type of the values so far, domains removed.
    pub left: TypeId,
    /// The type that does not go with it, domains removed.
    pub right: TypeId,
    /// Which of the values that is.
    pub index: usize,
}

/// The type that `CASE`, `COALESCE`, `UNION`, `VALUES`, `ARRAY`, `GREATEST`, `IN` give their values,
/// which come in the order in which PostgreSQL counts them: for `CASE` the `ELSE` is first.
///
/// Equal types stay, domains included; otherwise domains are their base types, unknowns do not
/// count, a preferred type stays, and only unknowns are `text`. The values may still not all be
/// coercible to the result, so each needs [`can_coerce_type`] (42846, "`CASE` could not convert
/// type … to …").
///
/// # Errors
///
/// The first two values of different categories.
pub fn select_common_type(catalog: &Catalog, types: &[TypeId]) -> Result<TypeId, CommonTypeError> {
    let first = types.first().copied().unwrap_or(TypeId::UNKNOWN);
    // The only way in which the result is a domain.
    if first != TypeId::UNKNOWN && types.iter().all(|ty| *ty == first) {
        return Ok(first);
    }
    let mut common = catalog.base_type(first).id;
    let (mut category, mut preferred) = category_preferred(catalog, common);
    for (index, next) in types.iter().enumerate().skip(1) {
        let next = catalog.base_type(*next).id;
        if next == TypeId::UNKNOWN || next == common {
            continue;
        }
        let (next_category, next_preferred) = category_preferred(catalog, next);
        if common != TypeId::UNKNOWN {
            if next_category != category {
                return Err(CommonTypeError { left: common, right: next, index });
            }
            // Stay on a preferred type; otherwise take the new one if the way there is one-way.
            let implicit = CoercionContext::Implicit;
            if preferred
                || !can_coerce_type(catalog, common, next, implicit)
                || can_coerce_type(catalog, next, common, implicit)
            {
                continue;
            }
        }
        (common, category, preferred) = (next, next_category, next_preferred);
    }
    Ok(if common == TypeId::UNKNOWN { TypeId::TEXT } else { common })
}

fn category_preferred(catalog: &Catalog, ty: TypeId) -> (Category, bool) {
    catalog.type_info(ty).map_or((Category::Other, false), |info| (info.category, info.preferred))
}
