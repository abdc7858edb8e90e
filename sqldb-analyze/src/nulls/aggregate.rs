//! Rules 8 and 9: aggregates over groups, and window functions.

use crate::catalog::CallNulls;
use crate::infer::node::{AggregateNode, Aggregating, Builtin, CallNode, Node, WindowNode};
use crate::statement::Nulls;
use crate::tree::{
    Expr, ExprKind, Frame, FrameBound, FrameExclusion, FrameMode, Literal, WindowSpec,
};

/// Whether a group is certain to have a row in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// GROUP BY without an empty grouping set.
    HasRows,
    /// An aggregate of a whole table, or of an empty grouping set.
    MayBeEmpty,
}

/// Rule 8: `count` always; others if their input is certain, nothing filters it, and the group is
/// certain to have a row.
pub(super) fn of_group(
    node: &AggregateNode,
    group: Group,
    nulls: impl Fn(&Node) -> Nulls,
) -> Nulls {
    if node.call.builtin == Builtin::No {
        return Nulls::Maybe;
    }
    match node.call.nulls {
        CallNulls::Never => Nulls::Never,
        CallNulls::Total if group == Group::HasRows && node.filter.is_none() => {
            match COLLECTS.contains(&node.call.name.as_str()) {
                true => Nulls::Never,
                false => inputs(&node.call, nulls),
            }
        }
        CallNulls::Total | CallNulls::FirstArgument | CallNulls::Maybe => Nulls::Maybe,
    }
}

/// Aggregates that keep NULL inputs as elements: any input at all makes them not NULL.
const COLLECTS: [&str; 3] = ["array_agg", "json_agg", "jsonb_agg"];

/// Rule 9: ranks always; aggregates, `first_value` and `last_value` only over a frame that holds
/// the current row; `lag` and `lead` only with a default that is certain.
pub(super) fn of_window(
    node: &WindowNode,
    spec: Option<&WindowSpec>,
    nulls: impl Fn(&Node) -> Nulls,
) -> Nulls {
    if node.call.builtin == Builtin::No {
        return Nulls::Maybe;
    }
    // What is computed over the frame may find it empty.
    let of_frame = node.aggregate == Aggregating::Yes
        || matches!(node.call.name.as_str(), "first_value" | "last_value");
    let has_rows = !of_frame || spec.is_some_and(|spec| holds_row(spec.frame.as_ref()));
    match node.call.nulls {
        CallNulls::Never => Nulls::Never,
        CallNulls::Total if has_rows && node.filter.is_none() => {
            match COLLECTS.contains(&node.call.name.as_str()) {
                true => Nulls::Never,
                false => inputs(&node.call, nulls),
            }
        }
        CallNulls::Total | CallNulls::FirstArgument | CallNulls::Maybe => Nulls::Maybe,
    }
}

fn inputs(call: &CallNode, nulls: impl Fn(&Node) -> Nulls) -> Nulls {
    call.arguments.iter().fold(Nulls::Never, |all, argument| all.and(nulls(argument)))
}

/// Frames that start no later and end no earlier than the current row; the default frame does.
/// An offset is not negative (`nodeWindowAgg.c calculate_frame_offsets`); as an interval of `RANGE`
/// it may be neither: a day in February is less than `1 month -30 days` away from itself.
fn holds_row(frame: Option<&Frame>) -> bool {
    let Some(frame) = frame else { return true };
    let counts = |offset: &Expr| frame.mode != FrameMode::Range || is_number(offset);
    let starts = match &frame.start {
        FrameBound::UnboundedPreceding | FrameBound::CurrentRow => true,
        FrameBound::Preceding(offset) => counts(offset),
        FrameBound::UnboundedFollowing | FrameBound::Following(_) => false,
    };
    let ends = match &frame.end {
        FrameBound::UnboundedFollowing | FrameBound::CurrentRow => true,
        FrameBound::Following(offset) => counts(offset),
        FrameBound::UnboundedPreceding | FrameBound::Preceding(_) => false,
    };
    // Of its peers, `EXCLUDE TIES` keeps the row itself.
    let keeps = matches!(frame.exclusion, FrameExclusion::NoOthers | FrameExclusion::Ties);
    starts && ends && keeps
}

fn is_number(offset: &Expr) -> bool {
    matches!(offset.kind, ExprKind::Literal(Literal::Integer(_) | Literal::Numeric(_)))
}
