//! The functions that a call may mean, by name and number of arguments
//! (`namespace.c FuncnameGetCandidates`).

use super::function::{CallShape, Variadic};
use crate::catalog::{Catalog, Function};
use crate::types::TypeId;

/// A function as a call sees it: argument types in the order of the call.
#[derive(Clone, Debug)]
pub(super) struct Candidate<'c> {
    /// The function; [`None`] where several functions fit equally, none better than the other.
    pub(super) function: Option<Function<'c>>,
    /// The types of the call's arguments, then those of the defaults used.
    pub(super) arguments: Vec<TypeId>,
    /// Which declared argument each of them is.
    pub(super) positions: Vec<usize>,
    /// How many arguments were matched with the variadic one.
    pub(super) variadic: usize,
    /// How many defaults are used.
    pub(super) defaults: usize,
    place: usize,
}

impl AsRef<[TypeId]> for Candidate<'_> {
    fn as_ref(&self) -> &[TypeId] {
        &self.arguments
    }
}

/// The candidates of a call, such that no two have the same arguments.
pub(super) fn candidates<'c>(
    catalog: &'c Catalog,
    schema: Option<&'c str>,
    name: &'c str,
    call: &CallShape<'_>,
) -> Vec<Candidate<'c>> {
    let mut list: Vec<Candidate<'c>> = Vec::new();
    for (place, function) in catalog.functions_named(schema, name) {
        let candidate = if call.names.is_empty() {
            positional(catalog, function, place, call)
        } else {
            named(catalog, function, place, call)
        };
        let Some(candidate) = candidate else { continue };
        let effective = |candidate: &Candidate<'_>| candidate.arguments.len() - candidate.defaults;
        // Defaulted arguments do not count when candidates are compared.
        let same = list.iter().position(|before| {
            effective(before) == effective(&candidate)
                && before
                    .arguments
                    .iter()
                    .zip(&candidate.arguments)
                    .take(effective(before))
                    .all(|(before, candidate)| before == candidate)
        });
        let Some(before) = same.and_then(|same| list.get_mut(same)) else {
            list.push(candidate);
            continue;
        };
        // The earlier schema wins; in one schema the one that is not variadic.
        if before.place != candidate.place || before.variadic == 0 && candidate.variadic > 0 {
            continue;
        }
        if before.variadic > 0 && candidate.variadic == 0 {
            *before = candidate;
        } else {
            before.function = None;
        }
    }
    list
}

/// A call without names.
fn positional<'c>(
    catalog: &Catalog,
    function: Function<'c>,
    place: usize,
    call: &CallShape<'_>,
) -> Option<Candidate<'c>> {
    let given = call.arguments.len();
    let declared = function.argument_count();
    let variadic = match call.variadic {
        Variadic::Expand if declared <= given => function.variadic(catalog),
        _ => None,
    };
    if variadic.is_none() && declared < given || given + function.defaults() < declared {
        return None;
    }
    let mut arguments = function.arguments();
    let mut positions: Vec<usize> = (0..declared).collect();
    let mut expanded = 0;
    if let Some(element) = variadic {
        expanded = given - declared + 1;
        arguments.pop();
        arguments.resize(given, element);
        positions.resize(given, declared - 1);
    }
    let defaults = declared.saturating_sub(given);
    Some(Candidate {
        function: Some(function),
        arguments,
        positions,
        variadic: expanded,
        defaults,
        place,
    })
}

/// A call whose last arguments have names (`namespace.c MatchNamedCall`).
fn named<'c>(
    catalog: &Catalog,
    function: Function<'c>,
    place: usize,
    call: &CallShape<'_>,
) -> Option<Candidate<'c>> {
    let given = call.arguments.len();
    let declared = function.argument_count();
    // The elements of an expanded variadic argument have no names.
    if call.variadic == Variadic::Expand && function.variadic(catalog).is_some() {
        return None;
    }
    if declared < given || given + function.defaults() < declared {
        return None;
    }
    let mut positions: Vec<usize> = (0..given.checked_sub(call.names.len())?).collect();
    for name in call.names {
        let found = (0..declared).find(|index| function.argument_name(*index) == Some(*name))?;
        if positions.contains(&found) {
            return None;
        }
        positions.push(found);
    }
    let missing: Vec<usize> = (0..declared).filter(|index| !positions.contains(index)).collect();
    if missing.iter().any(|index| *index + function.defaults() < declared) {
        return None;
    }
    let defaults = missing.len();
    positions.extend(missing);
    let types = function.arguments();
    let arguments = positions.iter().filter_map(|index| types.get(*index).copied()).collect();
    Some(Candidate { function: Some(function), arguments, positions, variadic: 0, defaults, place })
}
