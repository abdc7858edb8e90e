//! The conditions of `EXCEPTION WHEN` (`plerrcodes.h`): names, classes, codes.

use super::condition_names::CONDITIONS;
use crate::tree::ddl::Condition;

/// Whether a handler's condition catches an error of this code
/// (`pl_exec.c exception_matches_conditions`).
pub(super) fn catches(condition: &Condition, state: &str) -> bool {
    match condition {
        // All but cancelled queries and failed assertions.
        Condition::Others => !matches!(state, "57014" | "P0004"),
        Condition::State(wanted) => is(wanted, state),
        Condition::Name(name) => codes(name).any(|wanted| is(wanted, state)),
        // No handler names one.
        Condition::Given(_) | Condition::Unknown => false,
    }
}

/// Whether a handler's condition catches errors that rows make: any but those of names, types and
/// dependencies, which the catalog makes.
pub(super) fn catches_rows(condition: &Condition) -> bool {
    let code = match condition {
        Condition::Others | Condition::Given(_) | Condition::Unknown => return true,
        Condition::State(code) => code.as_str(),
        Condition::Name(name) => code(name).unwrap_or_default(),
    };
    !matches!(code.get(..2), Some("0A" | "2B" | "3D" | "3F" | "42"))
}

/// A code that ends in `000` means its whole class.
fn is(wanted: &str, state: &str) -> bool {
    let class = wanted.strip_suffix("000");
    wanted == state || class.is_some_and(|class| state.get(..2) == Some(class))
}

/// The code of a condition's name; the first one where it has several.
pub(in crate::replay) fn code(name: &str) -> Option<&'static str> {
    codes(name).next()
}

fn codes(name: &str) -> impl Iterator<Item = &'static str> {
    let start = CONDITIONS.partition_point(|(known, _)| *known < name);
    let rest = CONDITIONS.get(start..).unwrap_or_default();
    rest.iter().take_while(move |(known, _)| *known == name).map(|(_, code)| *code)
}
