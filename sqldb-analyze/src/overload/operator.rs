//! Operators (`parse_oper.c`).

use super::error::{OverloadError, OverloadErrorKind};
use super::select::{matching, select_candidate};
use crate::SqlState;
use crate::catalog::{CallNulls, Catalog, builtin};
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
    let visible = match schema {
        Some(schema) => schema == "pg_catalog",
        None => catalog.search_schemas().any(|schema| schema == "pg_catalog"),
    };
    let rows = if visible { builtin::operators(symbol) } else { &[] };
    let candidates: Vec<Candidate> =
        rows.iter().filter_map(|row| Candidate::of(row, left.is_some())).collect();
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
    let result = TypeId(u32::from(chosen.row.3));
    let resolved = enforce_consistency(catalog, &inputs, &mut declared, &[result])?;
    // Every operator's result follows from its operands, as CREATE OPERATOR checks.
    let result = resolved.real(result).unwrap_or(result);
    Ok(OperatorCall {
        left: left.and(declared.first().copied()),
        right: declared.last().copied().unwrap_or(right),
        result,
        strict: chosen.row.4.strict,
        nulls: chosen.row.5,
    })
}

#[derive(Clone)]
struct Candidate {
    row: &'static builtin::rows::OperatorRow,
    arguments: Vec<TypeId>,
}

impl AsRef<[TypeId]> for Candidate {
    fn as_ref(&self) -> &[TypeId] {
        &self.arguments
    }
}

impl Candidate {
    /// A binary operator's two arguments, or a prefix operator's one.
    fn of(row: &'static builtin::rows::OperatorRow, binary: bool) -> Option<Candidate> {
        let (left, right) = (TypeId(u32::from(row.1)), TypeId(u32::from(row.2)));
        match (row.1, binary) {
            (0, false) => Some(Candidate { row, arguments: vec![right] }),
            (0, true) | (_, false) => None,
            (_, true) => Some(Candidate { row, arguments: vec![left, right] }),
        }
    }
}

/// The operator on exactly these types; one unknown operand is taken for the type of the other, or
/// for its base type (`parse_oper.c binary_oper_exact`).
fn exact<'a>(
    catalog: &Catalog,
    inputs: &[TypeId],
    candidates: &'a [Candidate],
) -> Option<&'a Candidate> {
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
