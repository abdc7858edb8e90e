//! Items of FROM.

use super::Query;
use super::{Expr, Ident, JsonTable, QualifiedIdent, TypeName, XmlTable};
use crate::span::Span;

/// An item of `FROM`.
#[derive(Clone, Debug, PartialEq)]
pub enum TableRef {
    /// A table, a view, or a common table expression.
    Relation {
        /// Its name.
        name: QualifiedIdent,
        /// `AS alias (columns)`.
        alias: Option<Alias>,
        /// `TABLESAMPLE …`.
        sample: Option<Box<TableSample>>,
        /// The whole item.
        span: Span,
    },
    /// `JSON_TABLE (…)`.
    JsonTable {
        /// What stands between its parentheses.
        table: Box<JsonTable>,
        /// `AS alias (columns)`.
        alias: Option<Alias>,
        /// The whole item.
        span: Span,
    },
    /// `XMLTABLE (…)`.
    XmlTable {
        /// What stands between its parentheses.
        table: Box<XmlTable>,
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

/// `TABLESAMPLE method (arguments) REPEATABLE (seed)`.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSample {
    /// The method.
    pub method: QualifiedIdent,
    /// What the method takes.
    pub arguments: Vec<Expr>,
    /// `REPEATABLE`.
    pub seed: Option<Expr>,
    /// The whole clause.
    pub span: Span,
}

/// A call in `FROM`, with its column definition list.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionItem {
    /// A [`ExprKind::Call`](super::ExprKind::Call), or one of the forms PostgreSQL's `func_table` takes besides.
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
