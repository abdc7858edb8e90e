//! Polymorphic types: which real types the arguments of a call give them.
//!
//! Start with [`enforce_consistency`]; the rules are numbered in `parse_coerce.c
//! check_generic_type_consistency`. Family 1 is `anyelement` and its kin, which must be alike;
//! family 2 is `anycompatible` and its kin, which share a common type.

use super::coerce::{CoercionContext, can_coerce_type};
use super::{TypeId, select_common_type};
use crate::SqlState;
use crate::catalog::{Catalog, TypeKind};

/// The arguments of a call do not agree on the polymorphic types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolymorphicError {
    /// 42804, or 42704 where a type has no array.
    pub code: SqlState,
    /// PostgreSQL's sentence.
    pub message: String,
    /// PostgreSQL's detail: the two types.
    pub detail: Option<String>,
}

/// Whether a type is a polymorphic pseudo-type.
pub fn is_polymorphic(ty: TypeId) -> bool {
    is_family_1(ty) || is_family_2(ty)
}

/// `anyelement` and its kin, which must be alike in a call.
pub(crate) fn is_family_1(ty: TypeId) -> bool {
    is_element(ty) || matches!(ty, TypeId::ANYARRAY | TypeId::ANYRANGE | TypeId::ANYMULTIRANGE)
}

fn is_element(ty: TypeId) -> bool {
    matches!(ty, TypeId::ANYELEMENT | TypeId::ANYNONARRAY | TypeId::ANYENUM)
}

fn is_family_2(ty: TypeId) -> bool {
    matches!(
        ty,
        TypeId::ANYCOMPATIBLE
            | TypeId::ANYCOMPATIBLEARRAY
            | TypeId::ANYCOMPATIBLENONARRAY
            | TypeId::ANYCOMPATIBLERANGE
            | TypeId::ANYCOMPATIBLEMULTIRANGE
    )
}

/// Whether the arguments may agree; unknowns count as agreeing
/// (`parse_coerce.c check_generic_type_consistency`).
pub(crate) fn check_consistency(catalog: &Catalog, actual: &[TypeId], declared: &[TypeId]) -> bool {
    let Ok(mut found) = Found::gather(catalog, actual, declared) else { return false };
    let agreed = found.agree_family_1(catalog, None).and_then(|()| {
        found.check_element(catalog)?;
        found.agree_family_2(catalog)
    });
    // Unlike the enforcing, the checking refuses `anyenum` as long as no enum is there.
    agreed.is_ok() && !(found.any_enum && found.element.is_none())
}

/// The real types of polymorphic arguments, and of anything else that the call names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Resolved {
    family_1: bool,
    family_2: bool,
    element: Option<TypeId>,
    array: Option<TypeId>,
    range: Option<TypeId>,
    multirange: Option<TypeId>,
    compatible: Option<TypeId>,
    compatible_array: Option<TypeId>,
    compatible_range: Option<TypeId>,
    compatible_multirange: Option<TypeId>,
}

impl Resolved {
    /// The real type of a declared one: of a result, or of a result's column. Types that are not
    /// polymorphic stay, and so do polymorphic ones of a call without polymorphic arguments.
    pub(crate) fn real(&self, declared: TypeId) -> Option<TypeId> {
        let keep = if is_family_1(declared) {
            !self.family_1
        } else {
            !is_family_2(declared) || !self.family_2
        };
        if keep {
            return Some(declared);
        }
        match declared {
            TypeId::ANYARRAY => self.array,
            TypeId::ANYRANGE => self.range,
            TypeId::ANYMULTIRANGE => self.multirange,
            TypeId::ANYCOMPATIBLE | TypeId::ANYCOMPATIBLENONARRAY => self.compatible,
            TypeId::ANYCOMPATIBLEARRAY => self.compatible_array,
            TypeId::ANYCOMPATIBLERANGE => self.compatible_range,
            TypeId::ANYCOMPATIBLEMULTIRANGE => self.compatible_multirange,
            _ => self.element,
        }
    }
}

/// Decides the polymorphic types of a call, and puts the real types into `declared`
/// (`parse_coerce.c enforce_generic_type_consistency`). `results` are the types that the call
/// returns: they too can demand an enum, a range, or an array.
pub(crate) fn enforce_consistency(
    catalog: &Catalog,
    actual: &[TypeId],
    declared: &mut [TypeId],
    results: &[TypeId],
) -> Result<Resolved, PolymorphicError> {
    let mut found = Found::gather(catalog, actual, declared)?;
    if found.polymorphic_1 == 0 && !found.polymorphic_2 {
        return Ok(Resolved::default());
    }
    found.any_nonarray |= results.contains(&TypeId::ANYNONARRAY);
    found.any_enum |= results.contains(&TypeId::ANYENUM);
    found.compatible_nonarray |= results.contains(&TypeId::ANYCOMPATIBLENONARRAY);
    let mut resolved = Resolved {
        family_1: found.polymorphic_1 > 0,
        family_2: found.polymorphic_2,
        ..Resolved::default()
    };
    if found.polymorphic_1 > 0 {
        found.agree_family_1(catalog, Some(results))?;
        let Some(element) = found.element else {
            return Err(undetermined("polymorphic type", "unknown"));
        };
        found.check_element(catalog)?;
        resolved.element = Some(element);
        resolved.array = found.array;
        resolved.range = found.range;
        resolved.multirange =
            found.multirange.or_else(|| found.range.and_then(|range| catalog.multirange_of(range)));
        let wants_array = results.contains(&TypeId::ANYARRAY)
            || actual.iter().zip(declared.iter()).any(|(actual, declared)| {
                *actual == TypeId::UNKNOWN && *declared == TypeId::ANYARRAY
            });
        if resolved.array.is_none() && wants_array {
            resolved.array = Some(array_over(catalog, element)?);
        }
    }
    if found.polymorphic_2 {
        found.resolve_family_2(catalog, declared, results, &mut resolved)?;
    }
    for (actual, declared) in actual.iter().zip(declared.iter_mut()) {
        if !is_polymorphic(*declared) {
            continue;
        }
        let flattened = catalog.base_type(*actual).id;
        *declared = match *declared {
            // Known arguments of family 1 are passed as they are, domains over arrays and ranges
            // as their base types.
            ty if is_element(ty) && *actual != TypeId::UNKNOWN => *actual,
            ty if is_family_1(ty) && *actual != TypeId::UNKNOWN => flattened,
            ty => resolved.real(ty).ok_or_else(|| {
                let name = catalog.type_info(ty).map_or("", |info| info.name);
                undetermined(&format!("polymorphic type {name}"), "unknown")
            })?,
        };
    }
    Ok(resolved)
}

/// What the arguments say of the polymorphic types.
#[derive(Debug, Default)]
struct Found {
    polymorphic_1: usize,
    polymorphic_2: bool,
    any_nonarray: bool,
    any_enum: bool,
    element: Option<TypeId>,
    array: Option<TypeId>,
    range: Option<TypeId>,
    multirange: Option<TypeId>,
    compatible_nonarray: bool,
    compatible: Vec<TypeId>,
    compatible_range: Option<TypeId>,
    compatible_multirange: Option<TypeId>,
}

impl Found {
    fn gather(
        catalog: &Catalog,
        actual: &[TypeId],
        declared: &[TypeId],
    ) -> Result<Found, PolymorphicError> {
        let mut found = Found::default();
        for (actual, declared) in actual.iter().zip(declared) {
            found.polymorphic_1 += usize::from(is_family_1(*declared));
            found.polymorphic_2 |= is_family_2(*declared);
            found.any_nonarray |= *declared == TypeId::ANYNONARRAY;
            found.any_enum |= *declared == TypeId::ANYENUM;
            found.compatible_nonarray |= *declared == TypeId::ANYCOMPATIBLENONARRAY;
            if *actual == TypeId::UNKNOWN || !is_polymorphic(*declared) {
                continue;
            }
            // Domains over arrays and ranges match as their base types; those over enums do not.
            let base = catalog.base_type(*actual).id;
            match *declared {
                TypeId::ANYARRAY => alike(catalog, &mut found.array, base, "anyarray")?,
                TypeId::ANYRANGE => alike(catalog, &mut found.range, base, "anyrange")?,
                TypeId::ANYMULTIRANGE => {
                    alike(catalog, &mut found.multirange, base, "anymultirange")?;
                }
                TypeId::ANYCOMPATIBLE | TypeId::ANYCOMPATIBLENONARRAY => {
                    found.compatible.push(*actual);
                }
                TypeId::ANYCOMPATIBLEARRAY => {
                    let element = catalog.element_of(base);
                    let element = element
                        .ok_or_else(|| not_a(catalog, "anycompatiblearray", "an array", base))?;
                    found.compatible.push(element);
                }
                TypeId::ANYCOMPATIBLERANGE => {
                    let known = found.compatible_range.is_some();
                    alike(catalog, &mut found.compatible_range, base, "anycompatiblerange")?;
                    let subtype = catalog.range_subtype(base);
                    let subtype = subtype.ok_or_else(|| {
                        not_a(catalog, "anycompatiblerange", "a range type", base)
                    })?;
                    if !known {
                        found.compatible.push(subtype);
                    }
                }
                TypeId::ANYCOMPATIBLEMULTIRANGE => {
                    let slot = &mut found.compatible_multirange;
                    alike(catalog, slot, base, "anycompatiblemultirange")?;
                    catalog.range_of_multirange(base).ok_or_else(|| {
                        not_a(catalog, "anycompatiblemultirange", "a multirange type", base)
                    })?;
                }
                _ => alike(catalog, &mut found.element, *actual, "anyelement")?,
            }
        }
        Ok(found)
    }

    /// Derives the element from array and range. `results` are given when the call is decided:
    /// then an argument of the type `anyarray` itself, which only `pg_statistic` has, must be alone.
    fn agree_family_1(
        &mut self,
        catalog: &Catalog,
        results: Option<&[TypeId]>,
    ) -> Result<(), PolymorphicError> {
        if let Some(array) = self.array {
            let element = if array == TypeId::ANYARRAY {
                let Some(results) = results else { return Ok(()) };
                let wants_element =
                    results.iter().any(|ty| *ty != TypeId::ANYARRAY && is_family_1(*ty));
                if self.polymorphic_1 != 1 || wants_element {
                    return Err(mismatch(
                        "cannot determine element type of \"anyarray\" argument".to_owned(),
                        None,
                    ));
                }
                TypeId::ANYELEMENT
            } else {
                let element = catalog.element_of(array);
                element.ok_or_else(|| not_a(catalog, "anyarray", "an array", array))?
            };
            consistent(catalog, &mut self.element, element, ("anyarray", array), "anyelement")?;
        }
        if let Some(multirange) = self.multirange {
            let range = catalog
                .range_of_multirange(multirange)
                .ok_or_else(|| not_a(catalog, "anymultirange", "a multirange type", multirange))?;
            let who = ("anymultirange", multirange);
            consistent(catalog, &mut self.range, range, who, "anyrange")?;
        }
        if let Some(range) = self.range {
            let subtype = catalog.range_subtype(range);
            let subtype =
                subtype.ok_or_else(|| not_a(catalog, "anyrange", "a range type", range))?;
            consistent(catalog, &mut self.element, subtype, ("anyrange", range), "anyelement")?;
        }
        Ok(())
    }

    fn check_element(&self, catalog: &Catalog) -> Result<(), PolymorphicError> {
        let Some(element) = self.element.filter(|element| *element != TypeId::ANYELEMENT) else {
            return Ok(());
        };
        if self.any_nonarray && is_array_domain(catalog, element) {
            let element = catalog.format_type(element);
            let message = format!("type matched to anynonarray is an array type: {element}");
            return Err(mismatch(message, None));
        }
        let is_enum = catalog.type_info(element).is_some_and(|info| info.kind == TypeKind::Enum);
        if self.any_enum && !is_enum {
            let element = catalog.format_type(element);
            let message = format!("type matched to anyenum is not an enum type: {element}");
            return Err(mismatch(message, None));
        }
        Ok(())
    }

    /// Checks family 2 as far as known arguments go.
    fn agree_family_2(&mut self, catalog: &Catalog) -> Result<(), PolymorphicError> {
        if let Some(multirange) = self.compatible_multirange
            && let Some(range) = catalog.range_of_multirange(multirange)
        {
            let known = self.compatible_range.is_some();
            let who = ("anycompatiblemultirange", multirange);
            let slot = &mut self.compatible_range;
            consistent(catalog, slot, range, who, "anycompatiblerange")?;
            if !known {
                self.compatible.extend(catalog.range_subtype(range));
            }
        }
        if self.compatible.is_empty() {
            return Ok(());
        }
        let common = self.common(catalog)?;
        if self.compatible_nonarray && is_array_domain(catalog, common) {
            let common = catalog.format_type(common);
            let message =
                format!("type matched to anycompatiblenonarray is an array type: {common}");
            return Err(mismatch(message, None));
        }
        if let Some(range) = self.compatible_range
            && catalog.range_subtype(range) != Some(common)
        {
            let (range, common) = (catalog.format_type(range), catalog.format_type(common));
            let message = format!(
                "anycompatiblerange type {range} does not match anycompatible type {common}"
            );
            return Err(mismatch(message, None));
        }
        Ok(())
    }

    fn common(&self, catalog: &Catalog) -> Result<TypeId, PolymorphicError> {
        let common = select_common_type(catalog, &self.compatible).map_err(|error| {
            let left = catalog.format_type(error.left);
            let right = catalog.format_type(error.right);
            mismatch(format!("argument types {left} and {right} cannot be matched"), None)
        })?;
        let implicit = CoercionContext::Implicit;
        if self.compatible.iter().all(|ty| can_coerce_type(catalog, *ty, common, implicit)) {
            return Ok(common);
        }
        let message = "arguments of anycompatible family cannot be cast to a common type";
        Err(mismatch(message.to_owned(), None))
    }

    fn resolve_family_2(
        &mut self,
        catalog: &Catalog,
        declared: &[TypeId],
        results: &[TypeId],
        resolved: &mut Resolved,
    ) -> Result<(), PolymorphicError> {
        self.agree_family_2(catalog)?;
        // Only unknowns are text, as in `select_common_type`.
        let common = if self.compatible.is_empty() { TypeId::TEXT } else { self.common(catalog)? };
        let named = |ty: TypeId| declared.contains(&ty) || results.contains(&ty);
        if named(TypeId::ANYCOMPATIBLEARRAY) {
            resolved.compatible_array = Some(array_over(catalog, common)?);
        }
        if named(TypeId::ANYCOMPATIBLERANGE) && self.compatible_range.is_none() {
            return Err(undetermined("polymorphic type anycompatiblerange", "unknown"));
        }
        let multirange = self
            .compatible_multirange
            .or_else(|| self.compatible_range.and_then(|range| catalog.multirange_of(range)));
        if named(TypeId::ANYCOMPATIBLEMULTIRANGE) && multirange.is_none() {
            return Err(undetermined("polymorphic type anycompatiblemultirange", "unknown"));
        }
        resolved.compatible = Some(common);
        resolved.compatible_range = self.compatible_range;
        resolved.compatible_multirange = multirange;
        Ok(())
    }
}

/// All arguments of one polymorphic type must have the same type.
fn alike(
    catalog: &Catalog,
    slot: &mut Option<TypeId>,
    ty: TypeId,
    name: &str,
) -> Result<(), PolymorphicError> {
    match *slot {
        Some(before) if before != ty => Err(mismatch(
            format!("arguments declared \"{name}\" are not all alike"),
            Some(versus(catalog, before, ty)),
        )),
        _ => {
            *slot = Some(ty);
            Ok(())
        }
    }
}

/// A type that follows from another argument must be what its own argument says.
fn consistent(
    catalog: &Catalog,
    slot: &mut Option<TypeId>,
    ty: TypeId,
    (from, whole): (&str, TypeId),
    to: &str,
) -> Result<(), PolymorphicError> {
    match *slot {
        Some(before) if before != ty => Err(mismatch(
            format!("argument declared {from} is not consistent with argument declared {to}"),
            Some(versus(catalog, whole, before)),
        )),
        _ => {
            *slot = Some(ty);
            Ok(())
        }
    }
}

fn is_array_domain(catalog: &Catalog, ty: TypeId) -> bool {
    catalog.element_of(catalog.base_type(ty).id).is_some()
}

fn array_over(catalog: &Catalog, element: TypeId) -> Result<TypeId, PolymorphicError> {
    catalog.array_of(element).ok_or_else(|| PolymorphicError {
        code: SqlState::UNDEFINED_OBJECT,
        message: format!(
            "could not find array type for data type {}",
            catalog.format_type(element)
        ),
        detail: None,
    })
}

fn versus(catalog: &Catalog, left: TypeId, right: TypeId) -> String {
    format!("{} versus {}", catalog.format_type(left), catalog.format_type(right))
}

fn not_a(catalog: &Catalog, declared: &str, what: &str, ty: TypeId) -> PolymorphicError {
    let ty = catalog.format_type(ty);
    mismatch(format!("argument declared {declared} is not {what} but type {ty}"), None)
}

fn undetermined(what: &str, ty: &str) -> PolymorphicError {
    mismatch(format!("could not determine {what} because input has type {ty}"), None)
}

fn mismatch(message: String, detail: Option<String>) -> PolymorphicError {
    PolymorphicError { code: SqlState::DATATYPE_MISMATCH, message, detail }
}
