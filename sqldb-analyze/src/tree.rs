//! Our own tree of a statement: only what PostgreSQL means, nothing that it refuses.
//!
//! `syntax` builds it from sqlparser's tree; nothing else knows sqlparser. Where PostgreSQL's
//! grammar rewrites (`gram.y`), so does the lowering: `EXTRACT(year FROM x)` arrives here as the
//! call `pg_catalog.extract('year', x)`, `x AT TIME ZONE z` as `pg_catalog.timezone(z, x)`,
//! `date '2024-01-01'` as a cast of a literal. Start with [`Statement`] and [`Expr`].

pub mod ddl;

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
    },
}

/// An item of `FROM`.
#[derive(Clone, Debug, PartialEq)]
pub enum TableRef {
    /// A table, a view, or a common table expression.
    Relation {
        /// Its name.
        name: QualifiedIdent,
        /// `AS alias (columns)`.
        alias: Option<Alias>,
        /// The whole item.
        span: Span,
    },
    /// `f(…)`, `ROWS FROM (…)`.
    Functions {
        /// The calls; more than one only in `ROWS FROM`.
        calls: Vec<FunctionItem>,
        /// `WITH ORDINALITY`.
        ordinality: Ordinality,
        /// `AS alias (columns)`.
        alias: Option<Alias>,
        /// The whole item.
        span: Span,
    },
    /// `[LATERAL] (query)`.
    Subquery {
        /// Whether the query may use items to its left.
        lateral: Lateral,
        /// The query.
        query: Box<Query>,
        /// `AS alias (columns)`.
        alias: Option<Alias>,
        /// The whole item.
        span: Span,
    },
    /// `left JOIN right`.
    Join(Box<Join>),
}

/// A call in `FROM`, with its column definition list.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionItem {
    /// A [`ExprKind::Call`], or one of the forms PostgreSQL's `func_table` takes besides.
    pub call: Expr,
    /// `AS (a int, b text)`, for functions that return `record`.
    pub columns: Vec<ColumnDefinition>,
}

/// `name type` of a column definition list.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnDefinition {
    /// The column's name.
    pub name: Ident,
    /// The column's type.
    pub type_name: TypeName,
}

/// Whether `WITH ORDINALITY` adds a row number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordinality {
    /// No further column.
    Without,
    /// A column `ordinality` of type `int8` at the end.
    With,
}

/// Whether a sub-select in `FROM` sees the items to its left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lateral {
    /// It does not.
    No,
    /// `LATERAL`; functions in `FROM` always see them.
    Yes,
}

/// `AS name (columns)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// The name; it hides the relation's own.
    pub name: Ident,
    /// New names of the first columns.
    pub columns: Vec<Ident>,
}

/// Two items of `FROM` joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// The left item.
    pub left: TableRef,
    /// The right item.
    pub right: TableRef,
    /// Which rows without a partner stay.
    pub kind: JoinKind,
    /// How partners are found.
    pub condition: JoinCondition,
    /// `(a JOIN b …) AS alias`.
    pub alias: Option<Alias>,
    /// From the first token to the last.
    pub span: Span,
}

/// Which rows without a partner a join keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    /// None; `CROSS JOIN` too.
    Inner,
    /// The left ones.
    Left,
    /// The right ones.
    Right,
    /// Both.
    Full,
}

/// How a join finds partners.
#[derive(Clone, Debug, PartialEq)]
pub enum JoinCondition {
    /// `CROSS JOIN`.
    Cross,
    /// `ON expr`.
    On(Expr),
    /// `USING (columns) [AS alias]`.
    Using {
        /// The columns of both sides.
        columns: Vec<Ident>,
        /// A name for the merged columns alone.
        alias: Option<Ident>,
    },
    /// `NATURAL`.
    Natural,
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
    /// The whole clause.
    pub span: Span,
}

/// `INSERT`.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// `WITH …`.
    pub with: Option<With>,
    /// The table.
    pub table: QualifiedIdent,
    /// `AS alias`.
    pub alias: Option<Ident>,
    /// The columns; all of the table's where [`None`].
    pub columns: Option<Vec<AssignmentTarget>>,
    /// `OVERRIDING …`.
    pub overriding: Overriding,
    /// The rows.
    pub source: InsertSource,
    /// `ON CONFLICT …`.
    pub on_conflict: Option<OnConflict>,
    /// `RETURNING …`.
    pub returning: Vec<Target>,
    /// From the first token to the last.
    pub span: Span,
}

/// What `OVERRIDING` says of identity columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overriding {
    /// Nothing.
    None,
    /// `OVERRIDING SYSTEM VALUE`.
    System,
    /// `OVERRIDING USER VALUE`.
    User,
}

/// Where inserted rows come from.
#[derive(Clone, Debug, PartialEq)]
pub enum InsertSource {
    /// `DEFAULT VALUES`.
    DefaultValues,
    /// `VALUES …` at the top, where `DEFAULT` is allowed and parameters see the column's type.
    Values(Values),
    /// Any other query.
    Query(Box<Query>),
}

/// `ON CONFLICT [target] action`.
#[derive(Clone, Debug, PartialEq)]
pub struct OnConflict {
    /// Which unique index decides.
    pub target: Option<ConflictTarget>,
    /// What happens then.
    pub action: ConflictAction,
    /// The whole clause.
    pub span: Span,
}

/// Which unique index decides a conflict.
#[derive(Clone, Debug, PartialEq)]
pub enum ConflictTarget {
    /// `(expressions) [WHERE predicate]`.
    Index {
        /// Columns or expressions of the index.
        elements: Vec<Expr>,
        /// The predicate of a partial index.
        filter: Option<Expr>,
    },
    /// `ON CONSTRAINT name`.
    Constraint(Ident),
}

/// What happens on conflict.
#[derive(Clone, Debug, PartialEq)]
pub enum ConflictAction {
    /// `DO NOTHING`.
    Nothing,
    /// `DO UPDATE SET … WHERE …`.
    Update {
        /// `SET …`.
        assignments: Vec<Assignment>,
        /// `WHERE …`.
        filter: Option<Expr>,
    },
}

/// `UPDATE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// `WITH …`.
    pub with: Option<With>,
    /// The table.
    pub table: QualifiedIdent,
    /// `AS alias`.
    pub alias: Option<Ident>,
    /// `SET …`.
    pub assignments: Vec<Assignment>,
    /// `FROM …`.
    pub from: Vec<TableRef>,
    /// `WHERE …`.
    pub filter: Option<Expr>,
    /// `RETURNING …`.
    pub returning: Vec<Target>,
    /// From the first token to the last.
    pub span: Span,
}

/// `DELETE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// `WITH …`.
    pub with: Option<With>,
    /// The table.
    pub table: QualifiedIdent,
    /// `AS alias`.
    pub alias: Option<Ident>,
    /// `USING …`.
    pub using: Vec<TableRef>,
    /// `WHERE …`.
    pub filter: Option<Expr>,
    /// `RETURNING …`.
    pub returning: Vec<Target>,
    /// From the first token to the last.
    pub span: Span,
}

/// An entry of `SET`.
#[derive(Clone, Debug, PartialEq)]
pub enum Assignment {
    /// `column = value`.
    One {
        /// The column.
        target: AssignmentTarget,
        /// Its new value.
        value: Assigned,
    },
    /// `(a, b) = (x, y)` or `= ROW(x, y)`; the lengths are equal.
    Row {
        /// The columns with their values.
        pairs: Vec<(AssignmentTarget, Assigned)>,
    },
    /// `(a, b) = (SELECT …)`.
    Subquery {
        /// The columns.
        targets: Vec<AssignmentTarget>,
        /// The query.
        query: Box<Query>,
        /// The whole entry.
        span: Span,
    },
}

/// A column that is assigned to, or a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct AssignmentTarget {
    /// The column.
    pub column: Ident,
    /// `.field` and `[index]` behind it.
    pub path: Vec<Indirection>,
    /// The whole target.
    pub span: Span,
}

/// A step into a composite value or an array.
#[derive(Clone, Debug, PartialEq)]
pub enum Indirection {
    /// `.field`.
    Field(Ident),
    /// `[index]`.
    Index(Box<Expr>),
    /// `[lower:upper]`.
    Slice(Option<Box<Expr>>, Option<Box<Expr>>),
}

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
    /// A constant.
    Literal(Literal),
    /// A parameter.
    Parameter(ParameterIndex),
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
    /// The whole type.
    pub span: Span,
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
