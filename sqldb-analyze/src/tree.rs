//! Our own tree of a statement: only what PostgreSQL means, nothing that it refuses.
//!
//! `syntax` builds it from sqlparser's tree; nothing else knows sqlparser. Where PostgreSQL's
//! grammar rewrites (`gram.y`), so does the lowering: `EXTRACT(year FROM x)` arrives here as the
//! call `pg_catalog.extract('year', x)`, `x AT TIME ZONE z` as `pg_catalog.timezone(z, x)`,
//! `date '2024-01-01'` as a cast of a literal. Start with [`Statement`] and
//! [`Expr`]; `query`, `modify` and `expression` hold the rest, [`ddl`] the statements of migrations.

pub mod ddl;
mod expression;
mod modify;
mod query;

pub use expression::{
    Argument, Arguments, Call, Expr, ExprKind, Frame, FrameBound, FrameExclusion, FrameMode,
    Literal, MinMax, Negation, OperatorName, Over, ParameterIndex, QuantifiedOperand, Quantifier,
    Symmetry, Truth, TypeName, ValueFunction, Variadic, WindowSpec,
};
pub use modify::{
    Assignment, AssignmentTarget, ConflictAction, ConflictTarget, Delete, Indirection, Insert,
    InsertSource, OnConflict, Overriding, Update,
};
pub use query::{
    Alias, Assigned, ColumnDefinition, Cte, Distinct, FunctionItem, GroupingElement, Join,
    JoinCondition, JoinKind, Lateral, Limit, Locking, Ordinality, Query, QueryBody, Recursion,
    Select, SetOperation, SetOperator, SetQuantifier, SortBy, TableRef, Target, Ties, Values, With,
};

use crate::span::Span;

/// An identifier as PostgreSQL stores it: folded to lower case unless quoted, at most 63 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The folded name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// A name with an optional schema, `[schema.]name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualifiedIdent {
    /// The schema, where written.
    pub schema: Option<Ident>,
    /// The name itself.
    pub name: Ident,
}

/// A statement that `sql!` can run.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// `SELECT`, `VALUES`, `TABLE`, and set operations over them.
    Query(Query),
    /// `INSERT`.
    Insert(Insert),
    /// `UPDATE`.
    Update(Update),
    /// `DELETE`.
    Delete(Delete),
}
