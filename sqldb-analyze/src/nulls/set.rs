//! Rule 11: what functions return row by row.

use super::Reader;
use crate::catalog::CallNulls;
use crate::infer::node::{Builtin, CallNode, Strict};
use crate::statement::Nulls;

/// Whether a column of a function that returns a set can be NULL; columns count from 0. A strict
/// function of a NULL argument returns no row at all.
pub(crate) fn set_column(reader: &Reader<'_>, call: &CallNode, column: usize) -> Nulls {
    if call.builtin == Builtin::No {
        return Nulls::Maybe;
    }
    let scalar = call.columns.len() < 2;
    if scalar && call.strict == Strict::Yes && call.nulls == CallNulls::Total {
        return Nulls::Never;
    }
    match (call.name.as_str(), column) {
        ("jsonb_array_elements" | "json_array_elements", 0)
        | ("jsonb_each" | "json_each", 0 | 1)
        | ("jsonb_each_text" | "json_each_text", 0) => Nulls::Never,
        ("unnest", 0) => {
            call.arguments.first().map_or(Nulls::Maybe, |array| reader.elements(array))
        }
        _ => Nulls::Maybe,
    }
}
