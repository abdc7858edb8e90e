//! Queries: `SELECT`, `VALUES`, set operations, and what stands around them.

use super::TableRef;
use super::{Expr, Ident, OperatorName, QualifiedIdent, Statement, WindowSpec};
use crate::span::Span;
use std::ops::Range;
use std::sync::Arc;

/// A query expression with what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// `WITH …`.
    pub with: Option<With>,
    /// The `SELECT`, `VALUES` or set operation.
    pub body: QueryBody,
    /// `ORDER BY …`.
    pub order_by: Vec<SortBy>,
    /// `LIMIT …` or `FETCH FIRST …`; `LIMIT ALL` and `LIMIT NULL` are [`None`].
    pub limit: Option<Limit>,
    /// `OFFSET …`.
    pub offset: Option<Expr>,
    /// `FOR UPDATE …` and its kin.
    pub locking: Vec<Locking>,
    /// From the first token to the last.
    pub span: Span,
    /// What it has in common with queries that are written alike.
    pub wording: Wording,
}

/// The tokens of a query, the same however they are spaced and folded; none of a query that stands
/// in no other.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    /// Those of the whole text.
    words: Arc<[TokenDigest]>,
    /// Which of them.
    range: Range<usize>,
}

/// A token, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct TokenDigest {
    /// The same for the same token.
    pub digest: u64,
    /// Its first byte.
    pub start: u32,
}

impl Wording {
    /// Those tokens of a text.
    pub fn new(words: Arc<[TokenDigest]>, range: Range<usize>) -> Wording {
        Wording { words, range }
    }

    /// The tokens, in order.
    pub fn tokens(&self) -> &[TokenDigest] {
        self.words.get(self.range.clone()).unwrap_or_default()
    }
}

impl PartialEq for Wording {
    fn eq(&self, other: &Wording) -> bool {
        let digests = |wording: &Wording| -> Vec<u64> {
            wording.tokens().iter().map(|token| token.digest).collect()
        };
        digests(self) == digests(other)
    }
}

impl Query {
    /// The table that `SELECT … INTO` makes; in a set operation it stands in the first `SELECT`.
    pub fn into_target(&self) -> Option<&QualifiedIdent> {
        let mut body = &self.body;
        loop {
            match body {
                QueryBody::Select(select) => return select.into.as_ref(),
                QueryBody::Values(_) => return None,
                QueryBody::Nested(inner) => body = &inner.body,
                QueryBody::SetOperation(operation) => body = &operation.left,
            }
        }
    }
}

/// `LIMIT count`, or `FETCH FIRST count ROWS { ONLY | WITH TIES }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// How many rows.
    pub count: Expr,
    /// Whether equal rows behind the last one come too.
    pub ties: Ties,
}

/// Whether `FETCH FIRST` returns further rows that sort like the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// `ROWS ONLY`, and every `LIMIT`.
    Only,
    /// `WITH TIES`.
    With,
}

/// `WITH [RECURSIVE] …`.
#[derive(Clone, Debug, PartialEq)]
pub struct With {
    /// Whether an entry may refer to itself.
    pub recursion: Recursion,
    /// The common table expressions in their order.
    pub ctes: Vec<Cte>,
}

/// Whether `WITH` says `RECURSIVE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recursion {
    /// `WITH`.
    Plain,
    /// `WITH RECURSIVE`.
    Recursive,
}

/// `name (columns) AS (statement)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cte {
    /// The name in `FROM`.
    pub name: Ident,
    /// New names of the first columns.
    pub columns: Vec<Ident>,
    /// What it computes.
    pub statement: Box<Statement>,
    /// `SEARCH … SET column`.
    pub search: Option<Search>,
    /// `CYCLE … SET column USING column`.
    pub cycle: Option<Cycle>,
}

/// `SEARCH { DEPTH | BREADTH } FIRST BY columns SET sequence`.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Which order the added column sorts by.
    pub order: SearchOrder,
    /// The columns that are followed.
    pub by: Vec<Ident>,
    /// The column that is added.
    pub sequence: Ident,
}

/// The order of a `SEARCH` clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchOrder {
    /// `DEPTH FIRST`: the added column is an array of rows.
    Depth,
    /// `BREADTH FIRST`: the added column is a row.
    Breadth,
}

/// `CYCLE columns SET mark [TO value DEFAULT value] USING path`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cycle {
    /// The columns that are followed.
    pub columns: Vec<Ident>,
    /// The column that says whether a row closes a cycle.
    pub mark: Ident,
    /// The values of `mark` where there is a cycle and where there is none; booleans if [`None`].
    pub values: Option<(Expr, Expr)>,
    /// The column that holds the way so far, an array of rows.
    pub path: Ident,
}

/// The part of a query that produces rows.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryBody {
    /// `SELECT …`.
    Select(Box<Select>),
    /// `VALUES (…), (…)`.
    Values(Values),
    /// A parenthesised query.
    Nested(Box<Query>),
    /// `UNION`, `INTERSECT`, `EXCEPT`.
    SetOperation(Box<SetOperation>),
}

/// `VALUES (…), (…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// The rows; PostgreSQL demands equal lengths, which the analysis checks.
    pub rows: Vec<Vec<Assigned>>,
    /// From `VALUES` to the last parenthesis.
    pub span: Span,
}

/// A value in `VALUES` or `SET`: an expression, or `DEFAULT` where an assignment allows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Assigned {
    /// `DEFAULT`.
    Default(Span),
    /// Any expression.
    Expr(Expr),
}

/// `left UNION [ALL] right` and its kin.
#[derive(Clone, Debug, PartialEq)]
pub struct SetOperation {
    /// Which operation.
    pub operator: SetOperator,
    /// Whether equal rows are kept.
    pub quantifier: SetQuantifier,
    /// The left input.
    pub left: QueryBody,
    /// The right input.
    pub right: QueryBody,
    /// From the first token to the last.
    pub span: Span,
}

/// The three set operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOperator {
    /// `UNION`.
    Union,
    /// `INTERSECT`.
    Intersect,
    /// `EXCEPT`.
    Except,
}

/// Whether a set operation keeps equal rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetQuantifier {
    /// `ALL`.
    All,
    /// `DISTINCT`, the default.
    Distinct,
}

/// One `SELECT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    /// `DISTINCT`, `DISTINCT ON (…)`.
    pub distinct: Distinct,
    /// The select list.
    pub targets: Vec<Target>,
    /// `INTO table`: the rows go there.
    pub into: Option<QualifiedIdent>,
    /// `FROM`, its comma-separated items.
    pub from: Vec<TableRef>,
    /// `WHERE`.
    pub filter: Option<Expr>,
    /// `GROUP BY`, its comma-separated items; [`None`] without the clause.
    pub group_by: Option<Vec<GroupingElement>>,
    /// `HAVING`.
    pub having: Option<Expr>,
    /// `WINDOW name AS (…)`.
    pub windows: Vec<(Ident, WindowSpec)>,
    /// From `SELECT` to the last token.
    pub span: Span,
}

/// Which rows of a `SELECT` are dropped as equal.
#[derive(Clone, Debug, PartialEq)]
pub enum Distinct {
    /// None.
    All,
    /// `DISTINCT`.
    Distinct,
    /// `DISTINCT ON (…)`.
    On(Vec<Expr>),
}

/// An item of a select list or of `RETURNING`.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// `*`.
    Star(Span),
    /// The `*` that `TABLE t` stands for; the place of the word.
    Table(Span),
    /// `t.*` or `s.t.*`.
    RelationStar {
        /// The relation or its alias.
        relation: QualifiedIdent,
        /// The whole item.
        span: Span,
    },
    /// `(composite).*`.
    CompositeStar {
        /// The composite value.
        expr: Expr,
        /// The whole item.
        span: Span,
    },
    /// An expression.
    Expr {
        /// The expression.
        expr: Expr,
        /// `AS name`, with the spelling inside the quotes unfolded: `"id!"` keeps its mark.
        alias: Option<Ident>,
        /// The expression with the parentheses around it.
        span: Span,
    },
}

impl Target {
    /// Its place.
    pub fn span(&self) -> Span {
        match self {
            Target::Star(span)
            | Target::Table(span)
            | Target::RelationStar { relation: _, span }
            | Target::CompositeStar { expr: _, span } => *span,
            Target::Expr { expr, alias: _, span: _ } => expr.span,
        }
    }
}

/// An item of `GROUP BY`.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupingElement {
    /// An expression; a column number or an output name is resolved by the analysis.
    Expr(Expr),
    /// `()`.
    Empty(Span),
    /// `ROLLUP (…)`: each entry is one expression or a parenthesised list.
    Rollup(Vec<Vec<Expr>>),
    /// `CUBE (…)`.
    Cube(Vec<Vec<Expr>>),
    /// `GROUPING SETS (…)`.
    Sets(Vec<GroupingElement>),
    /// `(a, b)` inside `GROUPING SETS`.
    List(Vec<Expr>),
}

impl GroupingElement {
    /// The place of its first expression.
    pub fn span(&self) -> Span {
        match self {
            GroupingElement::Expr(expr) => expr.span,
            GroupingElement::Empty(span) => *span,
            GroupingElement::Rollup(entries) | GroupingElement::Cube(entries) => {
                entries.iter().flatten().next().map_or(Span::default(), |expr| expr.span)
            }
            GroupingElement::Sets(elements) => {
                elements.first().map_or(Span::default(), GroupingElement::span)
            }
            GroupingElement::List(exprs) => exprs.first().map_or(Span::default(), |e| e.span),
        }
    }
}

/// An item of `ORDER BY`.
#[derive(Clone, Debug, PartialEq)]
pub struct SortBy {
    /// The expression; a column number or an output name is resolved by the analysis.
    pub expr: Expr,
    /// `USING operator`.
    pub using: Option<OperatorName>,
}

/// `FOR UPDATE OF a, b`.
#[derive(Clone, Debug, PartialEq)]
pub struct Locking {
    /// The relations, all of them where empty.
    pub of: Vec<QualifiedIdent>,
    /// What becomes of rows that others have locked.
    pub wait: LockWait,
    /// The whole clause.
    pub span: Span,
}

/// What becomes of rows that others have locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockWait {
    /// They are waited for.
    Block,
    /// `NOWAIT`: they are an error.
    Error,
    /// `SKIP LOCKED`.
    Skip,
}
