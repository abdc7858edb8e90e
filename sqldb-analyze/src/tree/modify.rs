//! Statements that write: `INSERT`, `UPDATE`, `DELETE`, `MERGE`.

use super::{Assigned, Expr, Ident, QualifiedIdent, Query, TableRef, Target, Values, With};
use crate::span::Span;

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
    pub returning: Option<Returning>,
    /// From the first token to the last.
    pub span: Span,
}

/// `RETURNING [WITH (OLD AS o, NEW AS n)] targets`.
#[derive(Clone, Debug, PartialEq)]
pub struct Returning {
    /// The name of the row before; `old` where [`None`].
    pub old: Option<Ident>,
    /// The name of the row afterwards; `new` where [`None`].
    pub new: Option<Ident>,
    /// The list; never empty.
    pub targets: Vec<Target>,
}

/// `WHERE …` of a statement that writes.
#[derive(Clone, Debug, PartialEq)]
pub enum RowFilter {
    /// `WHERE condition`.
    Where(Expr),
    /// `WHERE CURRENT OF cursor`.
    CurrentOf(Span),
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
    /// `VALUES <rows..>`.
    Rows(RowList),
    /// Any other query.
    Query(Box<Query>),
}

/// `<rows..>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowList {
    /// The number of its entry in `Placeholders::rows`.
    pub number: usize,
    /// From `VALUES` to the placeholder's `>`.
    pub span: Span,
    /// The placeholder alone.
    pub placeholder: Span,
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
        elements: Vec<ConflictElement>,
        /// The predicate of a partial index.
        filter: Option<Expr>,
    },
    /// `ON CONSTRAINT name`.
    Constraint(Ident),
}

/// `expression [COLLATE collation] [operator class]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ConflictElement {
    /// A column or an expression of the index.
    pub expr: Expr,
    /// What it is compared by.
    pub collation: Option<QualifiedIdent>,
    /// How it is compared.
    pub operator_class: Option<QualifiedIdent>,
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
    pub filter: Option<RowFilter>,
    /// `RETURNING …`.
    pub returning: Option<Returning>,
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
    pub filter: Option<RowFilter>,
    /// `RETURNING …`.
    pub returning: Option<Returning>,
    /// From the first token to the last.
    pub span: Span,
}

/// `MERGE INTO table USING source ON condition WHEN …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// `WITH …`.
    pub with: Option<With>,
    /// The table.
    pub table: QualifiedIdent,
    /// `AS alias`.
    pub alias: Option<Ident>,
    /// `USING …`.
    pub source: TableRef,
    /// `ON …`.
    pub condition: Expr,
    /// `WHEN …`, in order; never empty.
    pub whens: Vec<MergeWhen>,
    /// `RETURNING …` (17).
    pub returning: Option<Returning>,
    /// From the first token to the last.
    pub span: Span,
}

/// `WHEN [NOT] MATCHED [AND condition] THEN action`.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeWhen {
    /// Which rows it is about.
    pub matched: MergeMatch,
    /// `AND …`.
    pub condition: Option<Expr>,
    /// What is done.
    pub action: MergeAction,
    /// From `WHEN` to the action's last token.
    pub span: Span,
}

/// Which rows a `WHEN` of `MERGE` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeMatch {
    /// `MATCHED`.
    Matched,
    /// `NOT MATCHED [BY TARGET]`: rows of the source.
    NotByTarget,
    /// `NOT MATCHED BY SOURCE` (17): rows of the table.
    NotBySource,
}

/// What a `WHEN` of `MERGE` does.
#[derive(Clone, Debug, PartialEq)]
pub enum MergeAction {
    /// `DO NOTHING`.
    Nothing,
    /// `DELETE`.
    Delete,
    /// `UPDATE SET …`.
    Update(Vec<Assignment>),
    /// `INSERT (columns) VALUES (…)`.
    Insert {
        /// The columns; all of the table's where [`None`].
        columns: Option<Vec<AssignmentTarget>>,
        /// `OVERRIDING …`.
        overriding: Overriding,
        /// The values.
        source: MergeSource,
    },
}

/// What `MERGE … INSERT` inserts.
#[derive(Clone, Debug, PartialEq)]
pub enum MergeSource {
    /// `DEFAULT VALUES`.
    DefaultValues,
    /// `VALUES (…)`, one row.
    Values(Values),
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
    /// `(a, b) = (x, y)` or `= ROW(x, y)`.
    Row {
        /// The columns.
        targets: Vec<AssignmentTarget>,
        /// Their values; a `t.*` stands for several.
        values: Vec<Assigned>,
        /// The values' place.
        span: Span,
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

impl Assignment {
    /// The columns that it assigns to.
    pub fn targets(&self) -> &[AssignmentTarget] {
        match self {
            Assignment::One { target, value: _ } => std::slice::from_ref(target),
            Assignment::Row { targets, .. } | Assignment::Subquery { targets, .. } => targets,
        }
    }
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
