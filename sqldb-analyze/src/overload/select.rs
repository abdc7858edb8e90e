//! The choice among candidates (`parse_func.c func_select_candidate`).

use crate::catalog::Catalog;
use crate::types::{Category, CoercionContext, TypeId, can_coerce};
use crate::types::{category, is_preferred};

/// Those candidates that take these arguments at all (`parse_func.c func_match_argtypes`).
pub(super) fn matching<'a, C: AsRef<[TypeId]>>(
    catalog: &Catalog,
    inputs: &[TypeId],
    candidates: &'a [C],
) -> Vec<&'a C> {
    let implicit = CoercionContext::Implicit;
    let takes = |candidate: &&C| can_coerce(catalog, inputs, candidate.as_ref(), implicit);
    candidates.iter().filter(takes).collect()
}

/// The best of several candidates that all take these arguments, none of them exactly; [`None`] if
/// no rule prefers one.
pub(super) fn select_candidate<'a, C: AsRef<[TypeId]>>(
    catalog: &Catalog,
    inputs: &[TypeId],
    candidates: Vec<&'a C>,
) -> Option<&'a C> {
    // Domains count as their base types.
    let inputs: Vec<TypeId> = inputs.iter().map(|input| catalog.base_type(*input).id).collect();
    let known = |ty: TypeId| ty != TypeId::UNKNOWN;
    let count = |candidate: &C, good: &dyn Fn(TypeId, TypeId) -> bool| {
        let pairs = inputs.iter().zip(candidate.as_ref());
        pairs.filter(|(input, declared)| known(**input) && good(**input, **declared)).count()
    };

    // 1. The most exact matches.
    let candidates =
        most(candidates, |candidate| count(candidate, &|input, declared| input == declared));
    if let [only] = candidates.as_slice() {
        return Some(only);
    }

    // 2. The most exact matches or preferred types, in the category of the argument.
    let candidates = most(candidates, |candidate| {
        count(candidate, &|input, declared| {
            input == declared || is_preferred(catalog, category(catalog, input), declared)
        })
    });
    if let [only] = candidates.as_slice() {
        return Some(only);
    }
    if !inputs.contains(&TypeId::UNKNOWN) {
        return None;
    }

    // 3. A category for each unknown.
    let candidates = by_unknowns(catalog, &inputs, candidates);
    if let [only] = candidates.as_slice() {
        return Some(only);
    }

    // 4. Last gasp: if all known arguments are alike, the unknown ones may be that too.
    let first = inputs.iter().copied().find(|input| known(*input))?;
    if inputs.iter().any(|input| known(*input) && *input != first) {
        return None;
    }
    let inputs = vec![first; inputs.len()];
    let implicit = CoercionContext::Implicit;
    let mut taking = candidates
        .into_iter()
        .filter(|candidate| can_coerce(catalog, &inputs, candidate.as_ref(), implicit));
    let only = taking.next()?;
    taking.next().is_none().then_some(only)
}

/// The candidates that score highest.
fn most<C>(candidates: Vec<&C>, score: impl Fn(&C) -> usize) -> Vec<&C> {
    let best = candidates.iter().map(|candidate| score(candidate)).max();
    candidates.into_iter().filter(|candidate| Some(score(candidate)) == best).collect()
}

/// The candidates that take the right category, and the preferred type where one does, for every
/// unknown; all of them if a category cannot be told, or if none is left.
fn by_unknowns<'a, C: AsRef<[TypeId]>>(
    catalog: &Catalog,
    inputs: &[TypeId],
    candidates: Vec<&'a C>,
) -> Vec<&'a C> {
    let mut slots = Vec::new();
    for (place, _) in inputs.iter().enumerate().filter(|(_, ty)| **ty == TypeId::UNKNOWN) {
        let taken = candidates.iter().filter_map(|candidate| candidate.as_ref().get(place));
        let Some(slot) = unknown_slot(catalog, taken) else { return candidates };
        slots.push((place, slot));
    }
    let fits = |candidate: &&'a C| {
        slots.iter().all(|(place, (slot, has_preferred))| {
            candidate.as_ref().get(*place).is_some_and(|ty| {
                category(catalog, *ty) == *slot
                    && (!has_preferred || is_preferred(catalog, *slot, *ty))
            })
        })
    };
    let fitting: Vec<&C> = candidates.iter().copied().filter(fits).collect();
    if fitting.is_empty() { candidates } else { fitting }
}

/// The category of an unknown argument, and whether a candidate takes its preferred type: strings
/// if any candidate takes one, else what all candidates agree on.
fn unknown_slot<'t>(
    catalog: &Catalog,
    taken: impl Iterator<Item = &'t TypeId>,
) -> Option<(Category, bool)> {
    let taken: Vec<(Category, bool)> = taken
        .filter_map(|ty| catalog.type_info(*ty))
        .map(|info| (info.category, info.preferred))
        .collect();
    let (first, _) = *taken.first()?;
    let string = taken.iter().any(|(category, _)| *category == Category::String);
    let slot = if string { Category::String } else { first };
    if !string && taken.iter().any(|(category, _)| *category != slot) {
        return None;
    }
    Some((slot, taken.iter().any(|(category, preferred)| *category == slot && *preferred)))
}
