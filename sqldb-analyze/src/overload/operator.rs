//! Operators (`parse_oper.c`).

use super::error::{OverloadError, OverloadErrorKind};
use super::select::{matching, select_candidate};
use crate::SqlState;
use crate::catalog::{CallNulls, Catalog, Operator};
use crate::types::{TypeId, enforce_consistency};

/// An operator with its operands' types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorCall {
    /// What the left operand becomes; [`None`] for a prefix operator.
    pub left: Option<TypeId>,
    /// What the right operand becomes.
    pub right: TypeId,
    /// What it yields.
    pub result: TypeId,
    /// Whether a NULL operand makes it NULL.
    pub strict: bool,
    /// When it yields NULL.
    pub nulls: CallNulls,
    /// Whether it is PostgreSQL's own.
    pub builtin: bool,
}

/// The operator that a symbol means between operands of these types; without a left one, the
/// prefix operator (`parse_oper.c oper`, `left_oper`, `make_op`). [`TypeId::UNKNOWN`] is a literal
/// or a parameter whose type is open.
///
/// ```
/// use sqldb_analyze::catalog::Catalog;
/// use sqldb_analyze::overload::resolve_operator;
/// use sqldb_analyze::types::TypeId;
///
/// let plus = resolve_operator(&Catalog::default(), None, "+", Some(TypeId::DATE), TypeId::INT4)?;
/// assert_eq!(plus.result, TypeId::DATE);
/// # Ok::<(), sqldb_analyze::overload::OverloadError>(())
/// ```
///
/// # Errors
///
/// No such operator (42883), several that fit (42725), open polymorphic types (42804).
pub fn resolve_operator(
    catalog: &Catalog,
    schema: Option<&str>,
    symbol: &str,
    left: Option<TypeId>,
    right: TypeId,
) -> Result<OperatorCall, OverloadError> {
    let candidates = candidates(catalog, schema, symbol, left.is_some());
    let inputs: Vec<TypeId> = left.into_iter().chain([right]).collect();
    let chosen = match exact(catalog, &inputs, &candidates) {
        Some(exact) => exact,
        None => match matching(catalog, &inputs, &candidates).as_slice() {
            [] => return Err(not_found(catalog, schema, symbol, left, right)),
            [only] => only,
            several => select_candidate(catalog, &inputs, several.to_vec())
                .ok_or_else(|| ambiguous(catalog, schema, symbol, left, right))?,
        },
    };
    let mut declared = chosen.arguments.clone();
    let result = chosen.operator.result();
    let resolved = enforce_consistency(catalog, &inputs, &mut declared, &[result])?;
    // Every operator's result follows from its operands, as CREATE OPERATOR checks.
    let result = resolved.real(result).unwrap_or(result);
    Ok(OperatorCall {
        left: left.and(declared.first().copied()),
        right: declared.last().copied().unwrap_or(right),
        result,
        strict: chosen.operator.is_strict(),
        nulls: chosen.operator.nulls(),
        builtin: chosen.operator.user().is_none(),
    })
}

/// An operator that takes as many operands.
#[derive(Clone)]
struct Candidate<'c> {
    operator: Operator<'c>,
    arguments: Vec<TypeId>,
    place: usize,
}

impl AsRef<[TypeId]> for Candidate<'_> {
    fn as_ref(&self) -> &[TypeId] {
        &self.arguments
    }
}

/// The operators of a symbol, of two operands or of one. Where two of the search path take the same
/// operands, the earlier schema's hides the other.
fn candidates<'c>(
    catalog: &'c Catalog,
    schema: Option<&'c str>,
    symbol: &'c str,
    binary: bool,
) -> Vec<Candidate<'c>> {
    let mut list: Vec<Candidate<'c>> = Vec::new();
    for (place, operator) in catalog.operators_named(schema, symbol) {
        let left = operator.left();
        if left.is_some() != binary {
            continue;
        }
        let arguments: Vec<TypeId> = left.into_iter().chain([operator.right()]).collect();
        // Those of one schema differ from each other.
        let hidden =
            |before: &Candidate<'_>| before.place != place && before.arguments == arguments;
        if place == 0 || !list.iter().any(hidden) {
            list.push(Candidate { operator, arguments, place });
        }
    }
    list
}

/// The operator on exactly these types; one unknown operand is taken for the type of the other, or
/// for its base type (`parse_oper.c binary_oper_exact`).
fn exact<'a, 'c>(
    catalog: &Catalog,
    inputs: &[TypeId],
    candidates: &'a [Candidate<'c>],
) -> Option<&'a Candidate<'c>> {
    let of = |types: &[TypeId]| candidates.iter().find(|candidate| candidate.arguments == types);
    let known = match inputs {
        [TypeId::UNKNOWN, known] | [known, TypeId::UNKNOWN] => *known,
        _ => return of(inputs),
    };
    let base = catalog.base_type(known).id;
    of(&[known, known]).or_else(|| of(&[base, base]))
}

fn not_found(
    catalog: &Catalog,
    schema: Option<&str>,
    symbol: &str,
    left: Option<TypeId>,
    right: TypeId,
) -> OverloadError {
    let signature = signature(catalog, schema, symbol, left, right);
    let message = format!("operator does not exist: `{signature}`");
    let kind = OverloadErrorKind::NotFound;
    OverloadError::new(kind, SqlState::UNDEFINED_FUNCTION, message).hint(match left {
        None => {
            "No operator matches the given name and argument type. \
             You might need to add an explicit type cast."
        }
        Some(_) => {
            "No operator matches the given name and argument types. \
             You might need to add explicit type casts."
        }
    })
}

fn ambiguous(
    catalog: &Catalog,
    schema: Option<&str>,
    symbol: &str,
    left: Option<TypeId>,
    right: TypeId,
) -> OverloadError {
    let signature = signature(catalog, schema, symbol, left, right);
    let message = format!("operator is not unique: `{signature}`");
    OverloadError::new(OverloadErrorKind::Ambiguous, SqlState::AMBIGUOUS_FUNCTION, message).hint(
        "Could not choose a best candidate operator. You might need to add explicit type casts.",
    )
}

/// `integer + text` (`parse_oper.c op_signature_string`).
fn signature(
    catalog: &Catalog,
    schema: Option<&str>,
    symbol: &str,
    left: Option<TypeId>,
    right: TypeId,
) -> String {
    let left = left.map_or(String::new(), |left| format!("{} ", catalog.format_type(left)));
    let schema = schema.map_or(String::new(), |schema| format!("{schema}."));
    format!("{left}{schema}{symbol} {}", catalog.format_type(right))
}
