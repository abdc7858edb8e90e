//! Expressions, calls, windows, operators, types.

use super::Call;
use super::{
    Ident, Indirection, JsonAggregate, JsonConstructor, JsonQuery, QualifiedIdent, Query,
    XmlConstruct,
};
use crate::span::Span;

/// An expression with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// From its first token to its last; enclosing parentheses do not belong to it.
    pub span: Span,
}

/// The forms of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `a`, `t.a`, `s.t.a`; also a whole row, `t`, and a field, `a.b`, by PostgreSQL's rules.
    Column(Vec<Ident>),
    /// `t.*` as an argument of a call, a field of `ROW(…)`: the whole row expanded or passed on.
    RelationStar(QualifiedIdent),
    /// `(x).*` in such a place.
    CompositeStar(Box<Expr>),
    /// A constant.
    Literal(Literal),
    /// A parameter, and what the grammar takes in its place.
    Parameter(ParameterIndex, ParameterPlace),
    /// `x::type`, `CAST(x AS type)`, `type 'literal'`.
    Cast {
        /// The operand.
        operand: Box<Expr>,
        /// The target.
        type_name: TypeName,
    },
    /// `x AND y`.
    And(Box<Expr>, Box<Expr>),
    /// `x OR y`.
    Or(Box<Expr>, Box<Expr>),
    /// `NOT x`.
    Not(Box<Expr>),
    /// `x op y`.
    Binary {
        /// The operator.
        operator: OperatorName,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `op x`.
    Prefix {
        /// The operator.
        operator: OperatorName,
        /// The operand.
        operand: Box<Expr>,
    },
    /// `x LIKE y ESCAPE z` and its kin. The operator is `~~`, `!~~`, `~~*`, `!~~*`, `~`, `!~`;
    /// an escape or `SIMILAR TO` wraps the pattern in the calls that `gram.y` writes.
    Like {
        /// The operator that PostgreSQL resolves.
        operator: OperatorName,
        /// The subject.
        left: Box<Expr>,
        /// The pattern.
        pattern: Box<Expr>,
    },
    /// `x IS [NOT] NULL`.
    IsNull {
        /// The operand.
        operand: Box<Expr>,
        /// Whether `NOT` is there.
        negation: Negation,
    },
    /// `x IS [NOT] TRUE`, `FALSE`, `UNKNOWN`.
    IsTruth {
        /// The operand.
        operand: Box<Expr>,
        /// What it is compared with.
        truth: Truth,
        /// Whether `NOT` is there.
        negation: Negation,
    },
    /// `x IS [NOT] DOCUMENT`.
    IsDocument {
        /// The operand.
        operand: Box<Expr>,
        /// Whether `NOT` is there.
        negation: Negation,
    },
    /// `x IS [NOT] JSON [OBJECT | ARRAY | SCALAR | VALUE] [WITH UNIQUE KEYS]` (16).
    IsJson {
        /// The operand.
        operand: Box<Expr>,
        /// Whether `NOT` is there.
        negation: Negation,
    },
    /// `JSON_OBJECT(…)`, `JSON_ARRAY(…)`, `JSON(…)` and their kin (16, 17).
    Json(Box<JsonConstructor>),
    /// `JSON_OBJECTAGG(…)`, `JSON_ARRAYAGG(…)` (16).
    JsonAggregate(Box<JsonAggregate>),
    /// `JSON_QUERY(…)`, `JSON_VALUE(…)`, `JSON_EXISTS(…)` (17).
    JsonQuery(Box<JsonQuery>),
    /// `XMLELEMENT(…)` and its kin.
    Xml(Box<XmlConstruct>),
    /// `MERGE_ACTION()` (17).
    MergeAction,
    /// `x IS [NOT] DISTINCT FROM y`.
    IsDistinctFrom {
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
        /// Whether `NOT` is there.
        negation: Negation,
    },
    /// `x [NOT] BETWEEN [SYMMETRIC] low AND high`.
    Between {
        /// The operand.
        operand: Box<Expr>,
        /// The lower bound.
        low: Box<Expr>,
        /// The upper bound.
        high: Box<Expr>,
        /// Whether `NOT` is there.
        negation: Negation,
        /// Whether the bounds may stand in either order.
        symmetry: Symmetry,
    },
    /// `x [NOT] IN (a, b)`.
    InList {
        /// The operand.
        operand: Box<Expr>,
        /// The list; never empty.
        list: Vec<Expr>,
        /// Whether `NOT` is there.
        negation: Negation,
    },
    /// `x [NOT] IN (SELECT …)`.
    InSubquery {
        /// The operand; a row is an [`ExprKind::Row`].
        operand: Box<Expr>,
        /// The query.
        query: Box<Query>,
        /// Whether `NOT` is there.
        negation: Negation,
    },
    /// `x op ANY (array)`, `x op ALL (SELECT …)`.
    Quantified {
        /// The left operand.
        left: Box<Expr>,
        /// The operator; `LIKE ANY` has `~~`.
        operator: OperatorName,
        /// `ANY`, `SOME` or `ALL`.
        quantifier: Quantifier,
        /// The right operand.
        right: QuantifiedOperand,
    },
    /// `CASE … END`.
    Case {
        /// `CASE operand WHEN …`.
        operand: Option<Box<Expr>>,
        /// Conditions and results; never empty.
        branches: Vec<(Expr, Expr)>,
        /// `ELSE`.
        otherwise: Option<Box<Expr>>,
    },
    /// `COALESCE(…)`.
    Coalesce(Vec<Expr>),
    /// `NULLIF(a, b)`.
    NullIf(Box<Expr>, Box<Expr>),
    /// `GREATEST(…)`, `LEAST(…)`.
    MinMax(MinMax, Vec<Expr>),
    /// A function call.
    Call(Box<Call>),
    /// `CURRENT_DATE` and its kin, which are no functions of the catalog.
    ValueFunction(ValueFunction),
    /// `ARRAY[…]`.
    Array(Vec<Expr>),
    /// `ARRAY(SELECT …)`.
    ArraySubquery(Box<Query>),
    /// `ROW(…)`, `(a, b)`.
    Row(Vec<Expr>),
    /// `x[1]`, `x[1:2]`, `(x).field`.
    Indirection {
        /// The value.
        operand: Box<Expr>,
        /// The steps; never empty.
        path: Vec<Indirection>,
    },
    /// `x COLLATE "c"`.
    Collate {
        /// The operand.
        operand: Box<Expr>,
        /// The collation.
        collation: QualifiedIdent,
        /// From `COLLATE` to its end.
        clause: Span,
    },
    /// `EXISTS (SELECT …)`.
    Exists(Box<Query>),
    /// `(SELECT …)`.
    Subquery(Box<Query>),
    /// `GROUPING(…)`.
    Grouping(Vec<Expr>),
}

/// A constant as it is written; its type follows from PostgreSQL's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `NULL`.
    Null,
    /// `TRUE`, `FALSE`.
    Boolean(bool),
    /// Digits that fit `int4` or `int8`: the type follows from the value (`scan.l`, `make_const`).
    Integer(u64),
    /// Any other number: `numeric`. Its text without underscores.
    Numeric(String),
    /// A string in any spelling, decoded.
    String(String),
    /// `B'101'`, `X'1F'`, with the letter.
    Bit(String),
}

/// Whether a predicate says `NOT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Negation {
    /// It does not.
    Plain,
    /// `NOT`.
    Not,
}

/// What `IS` compares a boolean with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// `TRUE`.
    True,
    /// `FALSE`.
    False,
    /// `UNKNOWN`.
    Unknown,
}

/// Whether `BETWEEN` sorts its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symmetry {
    /// As written.
    Asymmetric,
    /// `SYMMETRIC`.
    Symmetric,
}

/// `ANY` or `ALL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `ANY`, `SOME`.
    Any,
    /// `ALL`.
    All,
}

/// The right side of a quantified comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum QuantifiedOperand {
    /// An array.
    Array(Box<Expr>),
    /// A query.
    Subquery(Box<Query>),
}

/// `GREATEST` or `LEAST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinMax {
    /// `GREATEST`.
    Greatest,
    /// `LEAST`.
    Least,
}

/// PostgreSQL's `SQLValueFunction`s, with their precision where they take one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueFunction {
    /// `CURRENT_DATE`: `date`.
    CurrentDate,
    /// `CURRENT_TIME`: `timetz`.
    CurrentTime(Option<u32>),
    /// `CURRENT_TIMESTAMP`: `timestamptz`.
    CurrentTimestamp(Option<u32>),
    /// `LOCALTIME`: `time`.
    LocalTime(Option<u32>),
    /// `LOCALTIMESTAMP`: `timestamp`.
    LocalTimestamp(Option<u32>),
    /// `CURRENT_ROLE`: `name`.
    CurrentRole,
    /// `CURRENT_USER`: `name`.
    CurrentUser,
    /// `USER`: `name`.
    User,
    /// `SESSION_USER`: `name`.
    SessionUser,
    /// `CURRENT_CATALOG`: `name`.
    CurrentCatalog,
    /// `CURRENT_SCHEMA`: `name`, NULL where the search path is empty.
    CurrentSchema,
    /// `SYSTEM_USER` (16): `text`, NULL where nobody had to say who they are.
    SystemUser,
}

/// An operator, with a schema where `OPERATOR(schema.+)` is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorName {
    /// The schema, where written.
    pub schema: Option<Ident>,
    /// The characters; `!=` arrives as `<>`.
    pub symbol: String,
    /// Where the operator stands.
    pub span: Span,
}

/// A type as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeName {
    /// PostgreSQL's internal name: `integer` arrives as `pg_catalog.int4`, as in `gram.y`.
    pub name: QualifiedIdent,
    /// `(10, 2)`: the modifiers as numbers.
    pub modifiers: Vec<i32>,
    /// How many `[]` follow; PostgreSQL does not keep more than whether there is one.
    pub dimensions: u32,
    /// The column of `table.column%TYPE`, `name` being the table.
    pub of_column: Option<Ident>,
    /// The whole type.
    pub span: Span,
}

/// What the grammar takes in the place of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPlace {
    /// Operators, such as the one of a cast: `$1::int8`.
    Expression,
    /// A `c_expr` only: `($1::int8)`.
    Operand,
}

/// A parameter, counted from 0: `$1` is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParameterIndex(pub u16);

impl ParameterIndex {
    /// The number behind `$`.
    pub fn number(self) -> u32 {
        u32::from(self.0) + 1
    }
}
