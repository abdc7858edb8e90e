//! Our own tree of a statement: only what PostgreSQL means, nothing that it refuses.
//!
//! `syntax` builds it from tokens. Where PostgreSQL's grammar rewrites (`gram.y`), so does the
//! parser: `EXTRACT(year FROM x)` arrives here as the
//! call `pg_catalog.extract('year', x)`, `x AT TIME ZONE z` as `pg_catalog.timezone(z, x)`,
//! `date '2024-01-01'` as a cast of a literal. Start with [`Statement`] and
//! [`Expr`]; `query`, `modify` and `expression` hold the rest, [`ddl`] the statements of migrations.

mod call;
pub mod ddl;
mod expression;
mod from;
mod json;
mod modify;
mod query;
mod utility;
pub(crate) mod visit;
mod xml;

pub use call::{
    Argument, Arguments, Call, Frame, FrameBound, FrameExclusion, FrameMode, Over, Variadic,
    WindowSpec,
};
pub use expression::{
    Expr, ExprKind, Literal, MinMax, Negation, OperatorName, ParameterIndex, ParameterPlace,
    QuantifiedOperand, Quantifier, Symmetry, Truth, TypeName, ValueFunction,
};
pub use from::{
    Alias, ColumnDefinition, FunctionItem, Join, JoinCondition, JoinKind, Lateral, Ordinality,
    TableRef, TableSample,
};
pub use json::{
    JsonAggregate, JsonBehavior, JsonColumn, JsonConstructor, JsonEncoding, JsonFormat, JsonOutput,
    JsonPathString, JsonQuery, JsonQueryKind, JsonTable, JsonUniqueness, JsonValue,
};
pub use modify::{
    Assignment, AssignmentTarget, ConflictAction, ConflictElement, ConflictTarget, Delete,
    Indirection, Insert, InsertSource, Merge, MergeAction, MergeMatch, MergeSource, MergeWhen,
    OnConflict, Overriding, Returning, RowFilter, RowList, Update,
};
pub use query::{
    Assigned, Cte, Cycle, Distinct, GroupingElement, Limit, LockWait, Locking, Query, QueryBody,
    Recursion, Search, SearchOrder, Select, SetOperation, SetOperator, SetQuantifier, SortBy,
    Target, Ties, TokenDigest, Values, With, Wording,
};
pub use utility::{
    Call as CallStatement, Copy, CopyDirection, CopyPeer, CopySource, Explain, ExplainFormat,
    Utility,
};
pub use xml::{XmlColumn, XmlConstruct, XmlTable};

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

impl QualifiedIdent {
    /// A name without a schema.
    pub fn alone(name: Ident) -> QualifiedIdent {
        QualifiedIdent { schema: None, name }
    }

    /// The schema that is written.
    pub fn schema_name(&self) -> Option<&str> {
        self.schema.as_ref().map(|schema| schema.name.as_str())
    }
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
    /// `MERGE`.
    Merge(Merge),
    /// A command that is no query: it has no parameters of its own.
    Utility(Utility),
}
