//! The rules that need no more than what they combine: 2, 3, 7, 11, 12 and 13.

use crate::infer::node::ParameterNode;
use crate::statement::Nulls;
use crate::tree::{JoinKind, Literal, SetOperator};

/// Rule 2: a constant, unless it is `NULL`.
pub(crate) fn of_literal(literal: &Literal) -> Nulls {
    match literal {
        Literal::Null => Nulls::Maybe,
        Literal::Boolean(_)
        | Literal::Integer(_)
        | Literal::Numeric(_)
        | Literal::String(_)
        | Literal::Bit(_) => Nulls::Never,
    }
}

/// Rule 3: `<x>` never is, `<x?>` may be.
pub(crate) fn of_placeholder(placeholder: &ParameterNode) -> Nulls {
    placeholder.nulls
}

/// Rule 7, of COALESCE, GREATEST and LEAST: one operand that is certain is enough.
pub(crate) fn of_any(operands: impl IntoIterator<Item = Nulls>) -> Nulls {
    operands.into_iter().fold(Nulls::Maybe, Nulls::or)
}

/// Rule 11: of several sets beside each other the shorter ones are padded
/// (`nodeProjectSet.c ExecProjectSRF`, `nodeFunctionscan.c FunctionNext`).
pub(crate) fn of_set(sets: usize, own: Nulls) -> Nulls {
    if sets > 1 { Nulls::Maybe } else { own }
}

/// Rule 12: UNION has the rows of both sides, INTERSECT those that both have, EXCEPT some of the
/// left one.
pub(crate) fn of_set_operation(operator: SetOperator, left: Nulls, right: Nulls) -> Nulls {
    match operator {
        SetOperator::Union => left.and(right),
        SetOperator::Intersect => left.or(right),
        SetOperator::Except => left,
    }
}

/// Rule 13, of a column that `USING` merges, read off its two sides: equal values are no NULLs, and
/// an outer join takes the side whose rows it keeps (`parse_clause.c buildMergedJoinVar`).
pub(crate) fn of_merged_column(kind: JoinKind, left: Nulls, right: Nulls) -> Nulls {
    match kind {
        JoinKind::Inner => Nulls::Never,
        JoinKind::Left => left,
        JoinKind::Right => right,
        JoinKind::Full => left.and(right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Nulls::{Maybe, Never};

    #[test]
    fn sides_are_combined_as_their_rows_are() {
        for (operator, both, left, right) in [
            (SetOperator::Union, Never, Maybe, Maybe),
            (SetOperator::Intersect, Never, Never, Never),
            (SetOperator::Except, Never, Never, Maybe),
        ] {
            assert_eq!(of_set_operation(operator, Never, Never), both);
            assert_eq!(of_set_operation(operator, Never, Maybe), left);
            assert_eq!(of_set_operation(operator, Maybe, Never), right);
            assert_eq!(of_set_operation(operator, Maybe, Maybe), Maybe);
        }
    }

    #[test]
    fn a_merged_column_is_that_of_the_rows_that_stay() {
        for (kind, left, right, neither) in [
            (JoinKind::Inner, Never, Never, Never),
            (JoinKind::Left, Never, Maybe, Maybe),
            (JoinKind::Right, Maybe, Never, Maybe),
            (JoinKind::Full, Maybe, Maybe, Maybe),
        ] {
            assert_eq!(of_merged_column(kind, Never, Never), Never);
            assert_eq!(of_merged_column(kind, Never, Maybe), left);
            assert_eq!(of_merged_column(kind, Maybe, Never), right);
            assert_eq!(of_merged_column(kind, Maybe, Maybe), neither);
        }
    }
}
