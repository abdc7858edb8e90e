//! Calls of functions, and the windows that they look through.

use super::Expr;
use super::{Ident, QualifiedIdent, SetQuantifier, SortBy};
use crate::span::Span;

/// A call of a function, an aggregate or a window function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name; SQL's own syntax arrives as `pg_catalog.name`.
    pub name: QualifiedIdent,
    /// The arguments.
    pub arguments: Arguments,
    /// `DISTINCT` inside the parentheses.
    pub quantifier: SetQuantifier,
    /// `ORDER BY` inside the parentheses.
    pub order_by: Vec<SortBy>,
    /// `WITHIN GROUP (ORDER BY …)`.
    pub within_group: Vec<SortBy>,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Expr>,
    /// `OVER …`.
    pub over: Option<Over>,
}

/// The arguments of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Arguments {
    /// `count(*)`.
    Star,
    /// The usual form.
    List(Vec<Argument>),
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// `name => value`.
    pub name: Option<Ident>,
    /// `VARIADIC value`.
    pub variadic: Variadic,
    /// The value.
    pub value: Expr,
}

/// Whether an argument is an array passed as the variadic arguments themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variadic {
    /// A plain argument.
    No,
    /// `VARIADIC array`.
    Yes,
}

/// `OVER name`, `OVER (…)`.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// A window of the `WINDOW` clause.
    Name(Ident),
    /// A window of its own.
    Spec(WindowSpec),
}

/// A window definition.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowSpec {
    /// The window it extends.
    pub base: Option<Ident>,
    /// `PARTITION BY …`.
    pub partition_by: Vec<Expr>,
    /// `ORDER BY …`.
    pub order_by: Vec<SortBy>,
    /// `ROWS …`, `RANGE …`, `GROUPS …`; [`None`] is the default frame.
    pub frame: Option<Frame>,
    /// The whole definition.
    pub span: Span,
}

/// The frame of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// What offsets count.
    pub mode: FrameMode,
    /// Where the frame starts.
    pub start: FrameBound,
    /// Where it ends; `CURRENT ROW` where only a start is written.
    pub end: FrameBound,
    /// `EXCLUDE …`.
    pub exclusion: FrameExclusion,
}

/// What the offsets of a frame count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameMode {
    /// Rows.
    Rows,
    /// Differences of the sort column.
    Range,
    /// Groups of equal rows.
    Groups,
}

/// One end of a frame.
#[derive(Clone, Debug, PartialEq)]
pub enum FrameBound {
    /// `UNBOUNDED PRECEDING`.
    UnboundedPreceding,
    /// `offset PRECEDING`.
    Preceding(Box<Expr>),
    /// `CURRENT ROW`.
    CurrentRow,
    /// `offset FOLLOWING`.
    Following(Box<Expr>),
    /// `UNBOUNDED FOLLOWING`.
    UnboundedFollowing,
}

/// Which rows around the current one a frame leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameExclusion {
    /// None.
    NoOthers,
    /// `EXCLUDE CURRENT ROW`.
    CurrentRow,
    /// `EXCLUDE GROUP`.
    Group,
    /// `EXCLUDE TIES`.
    Ties,
}
