//! `CREATE TABLE` and `CREATE INDEX`: columns, constraints, elements.

use super::super::{Ident, QualifiedIdent, TypeName};
use super::{Fragment, Reach, SequenceOptions, StorageParameter};
use crate::catalog::{ReferentialActionKind, Validity};
use crate::span::Span;

/// `CREATE TABLE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTable {
    /// Its name.
    pub name: QualifiedIdent,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMP`.
    pub temporary: bool,
    /// `FOREIGN TABLE`.
    pub foreign: bool,
    /// Columns, `LIKE` and table constraints, in order.
    pub elements: Vec<TableElement>,
    /// `INHERITS (…)`.
    pub inherits: Vec<QualifiedIdent>,
    /// `PARTITION OF parent`.
    pub partition_of: Option<QualifiedIdent>,
    /// `FOR VALUES …` or `DEFAULT` of a partition.
    pub bound: Option<PartitionBound>,
    /// `OF type`.
    pub of_type: Option<QualifiedIdent>,
    /// `PARTITION BY …`.
    pub partition_by: Option<PartitionBy>,
    /// `ON COMMIT DROP`.
    pub drops_on_commit: bool,
    /// `WITH (parameter = value, …)`, unless another access method is written.
    pub storage: Vec<StorageParameter>,
    /// `USING method`.
    pub method: Option<Ident>,
    /// `SERVER`.
    pub server: Option<Ident>,
}

/// `PARTITION BY …`.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionBy {
    /// `RANGE`, `LIST` or `HASH`, in lower case.
    pub strategy: Ident,
    /// What decides in which partition a row is.
    pub elements: Vec<IndexElement>,
    /// The operator class of each element, where one is written.
    pub classes: Vec<Option<QualifiedIdent>>,
    /// The collation of each element, where one is written.
    pub collations: Vec<Option<QualifiedIdent>>,
}

/// Which rows a partition has.
#[derive(Clone, Debug, PartialEq)]
pub struct PartitionBound {
    /// In which form that is said.
    pub form: BoundForm,
    /// The whole bound.
    pub span: Span,
}

/// The forms of a partition's bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundForm {
    /// `DEFAULT`.
    Default,
    /// `FOR VALUES IN (…)`.
    In,
    /// `FOR VALUES FROM (…) TO (…)`: how many values each has.
    FromTo(usize, usize),
    /// `FOR VALUES WITH (MODULUS …, REMAINDER …)`.
    With,
}

/// An element of `CREATE TABLE`.
#[derive(Clone, Debug, PartialEq)]
pub enum TableElement {
    /// A column.
    Column(ColumnDef),
    /// `LIKE table INCLUDING …`.
    Like(LikeClause),
    /// A table constraint.
    Constraint(TableConstraint),
}

/// `LIKE source …`.
#[derive(Clone, Debug, PartialEq)]
pub struct LikeClause {
    /// The table that is copied.
    pub source: QualifiedIdent,
    /// `INCLUDING CONSTRAINTS`.
    pub constraints: bool,
    /// `INCLUDING DEFAULTS`.
    pub defaults: bool,
    /// `INCLUDING GENERATED`.
    pub generated: bool,
    /// `INCLUDING IDENTITY`.
    pub identity: bool,
    /// `INCLUDING INDEXES`.
    pub indexes: bool,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnDef {
    /// Its name.
    pub name: Ident,
    /// Its type; [`None`] for `name WITH OPTIONS` of a typed table or partition.
    pub type_name: Option<TypeName>,
    /// What stands behind the type, in order.
    pub constraints: Vec<ColumnConstraint>,
    /// From the name to the last token.
    pub span: Span,
}

/// A constraint of a column, with `CONSTRAINT name` where written.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnConstraint {
    /// `CONSTRAINT name`.
    pub name: Option<Ident>,
    /// What it says.
    pub kind: ColumnConstraintKind,
    /// `DEFERRABLE`, `NOT DEFERRABLE` and so on.
    pub attributes: ConstraintAttributes,
    /// The whole constraint.
    pub span: Span,
}

/// The forms of column constraints.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnConstraintKind {
    /// `NOT NULL`.
    NotNull,
    /// `NULL`.
    Null,
    /// `DEFAULT expr`.
    Default(Fragment),
    /// `GENERATED … AS IDENTITY (…)`.
    Identity(crate::catalog::Identity, Box<SequenceOptions>),
    /// `GENERATED ALWAYS AS (…)`.
    Generated(crate::catalog::Generated, Fragment),
    /// `PRIMARY KEY`.
    Primary,
    /// `UNIQUE`.
    Unique {
        /// `NULLS NOT DISTINCT`.
        nulls_not_distinct: bool,
    },
    /// `CHECK (…)`.
    Check(Fragment),
    /// `REFERENCES table (column)`.
    References(References),
    /// `COLLATE`.
    Collate(QualifiedIdent),
    /// `COMPRESSION`, `STORAGE`, `OPTIONS`: nothing that types need.
    Storage,
}

/// `REFERENCES table (columns) …`.
#[derive(Clone, Debug, PartialEq)]
pub struct References {
    /// The table referred to.
    pub table: QualifiedIdent,
    /// Its columns; its primary key where empty.
    pub columns: Vec<Ident>,
    /// `PERIOD` in front of the last of them (18).
    pub period: Option<Span>,
    /// `ON DELETE`; [`None`] is `NO ACTION`.
    pub on_delete: Option<ReferentialAction>,
    /// `ON UPDATE`; [`None`] is `NO ACTION`.
    pub on_update: Option<ReferentialAction>,
    /// `MATCH FULL`.
    pub full: bool,
    /// The table and its columns.
    pub span: Span,
}

/// What becomes of a row whose target changes.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferentialAction {
    /// What is done.
    pub kind: ReferentialActionKind,
    /// The columns of `SET NULL (…)`; all where empty.
    pub columns: Vec<Ident>,
    /// Where it is written.
    pub span: Span,
}

/// What stands behind a constraint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ConstraintAttributes {
    /// `DEFERRABLE`, or `INITIALLY DEFERRED`.
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`.
    pub deferred: bool,
    /// `NOT VALID`.
    pub not_valid: bool,
    /// `ENFORCED` or `NOT ENFORCED` (18), where one of them is written.
    pub enforced: Option<bool>,
    /// `NO INHERIT`.
    pub no_inherit: bool,
}

impl ConstraintAttributes {
    /// Whether rows satisfy the constraint.
    pub fn validity(&self) -> Validity {
        match (self.enforced, self.not_valid) {
            (Some(false), _) => Validity::NotEnforced,
            (_, true) => Validity::NotValid,
            (_, false) => Validity::Valid,
        }
    }
}

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableConstraint {
    /// `CONSTRAINT name`.
    pub name: Option<Ident>,
    /// What it says.
    pub kind: TableConstraintKind,
    /// `DEFERRABLE`, `NOT VALID` and so on.
    pub attributes: ConstraintAttributes,
    /// The whole constraint.
    pub span: Span,
}

/// The columns of a key.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyColumns {
    /// The columns, in order.
    pub names: Vec<Ident>,
    /// `WITHOUT OVERLAPS` behind the last of them (18): of two rows that are otherwise the same its
    /// ranges have nothing in common.
    pub without_overlaps: Option<Span>,
    /// `INCLUDE (…)`: what the index holds besides.
    pub include: Vec<Ident>,
}

/// The forms of table constraints.
#[derive(Clone, Debug, PartialEq)]
pub enum TableConstraintKind {
    /// `PRIMARY KEY (…)`.
    Primary(KeyColumns),
    /// `UNIQUE (…)`.
    Unique {
        /// The columns.
        columns: KeyColumns,
        /// `NULLS NOT DISTINCT`.
        nulls_not_distinct: bool,
    },
    /// `PRIMARY KEY USING INDEX i`, `UNIQUE USING INDEX i`.
    UsingIndex {
        /// Which of the two.
        kind: crate::catalog::KeyKind,
        /// The index.
        index: Ident,
    },
    /// `CHECK (…)`.
    Check(Fragment),
    /// `FOREIGN KEY (…) REFERENCES …`.
    ForeignKey {
        /// The referring columns.
        columns: Vec<Ident>,
        /// `PERIOD` in front of the last of them (18).
        period: Option<Span>,
        /// What they refer to.
        references: References,
    },
    /// `EXCLUDE (…)`.
    Exclude(Exclusion),
    /// `NOT NULL column` (18 and newer).
    NotNull(Ident),
}

/// What an exclusion constraint says.
#[derive(Clone, Debug, PartialEq)]
pub struct Exclusion {
    /// The elements.
    pub elements: Vec<IndexElement>,
    /// The operator of each element.
    pub operators: Vec<String>,
    /// `INCLUDE (…)`: what the index holds besides.
    pub include: Vec<Ident>,
    /// `WHERE (…)`.
    pub filter: Option<Fragment>,
    /// How they are indexed.
    pub access: Access,
}

/// How an index finds its entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    /// `USING method`; [`None`] is a B-tree.
    pub method: Option<Ident>,
    /// The operator class of each element, where one is written.
    pub classes: Vec<Option<QualifiedIdent>>,
    /// The collation of each element, where one is written.
    pub collations: Vec<Option<QualifiedIdent>>,
}

/// An element of an index.
#[derive(Clone, Debug, PartialEq)]
pub enum IndexElement {
    /// A column.
    Column(Ident),
    /// An expression.
    Expression(Fragment),
}

/// What an index takes for equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndexEquality {
    /// What its columns' types do.
    OfTypes,
    /// What a written collation does, or an operator class of another equality.
    Other,
}

/// `CREATE INDEX`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateIndex {
    /// Its name; PostgreSQL makes one where [`None`].
    pub name: Option<Ident>,
    /// `UNIQUE`.
    pub unique: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Whether `ON ONLY` is written.
    pub reach: Reach,
    /// The table.
    pub table: QualifiedIdent,
    /// What is indexed.
    pub elements: Vec<IndexElement>,
    /// How they are indexed.
    pub access: Access,
    /// By which equality.
    pub equality: IndexEquality,
    /// `INCLUDE (…)`.
    pub include: Vec<Ident>,
    /// `NULLS NOT DISTINCT`.
    pub nulls_not_distinct: bool,
    /// `WHERE …`.
    pub filter: Option<Fragment>,
}
