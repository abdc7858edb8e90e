//! What the analysis says of a query: all that `sql!` needs to write code for it.

use crate::catalog::{QualifiedName, RelationId};
use crate::span::Span;
use crate::tree::ParameterIndex;
use crate::types::TypeId;

/// A query that PostgreSQL accepts, and what is known of it.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text to send: the query's own, with every parameter cast to its type, the marks of aliases
    /// taken off, and the `*` of its targets written out.
    pub sql: String,
    /// What the statement does.
    pub verb: Verb,
    /// The parameters, `$1` first.
    pub parameters: Vec<Parameter>,
    /// The result's columns; empty for a statement that returns no rows.
    pub columns: Vec<OutputColumn>,
    /// How many rows come.
    pub rows: Rows,
    /// The table whose columns these are, all of them in order, as `SELECT *` gives them with the
    /// NULL-ness that the table declares.
    pub whole_relation: Option<RelationId>,
    /// The relations that it names.
    pub tables: Tables,
    /// What executing it may do besides, by the functions that it calls and by its locks.
    pub effect: Effect,
}

/// What computing an expression or executing a query may do besides reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it calls functions of PostgreSQL that only compute.
    #[default]
    None,
    /// Anything: a function of the migrations or of an extension is called, or one of PostgreSQL
    /// that changes something; rows are locked, or go into a new table.
    Possible,
}

/// The relations that a statement names, each once, sorted. A view counts as itself, a common table
/// expression not at all; the target of a write is read only where FROM names it too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// Those in FROM, sub-selects included.
    pub read: Vec<QualifiedName>,
    /// Targets of INSERT, UPDATE, DELETE and MERGE, those in WITH included, and the relations that a
    /// command such as TRUNCATE names.
    pub written: Vec<QualifiedName>,
}

impl Tables {
    /// FROM names it.
    pub(crate) fn reads(&mut self, name: &QualifiedName) {
        add(&mut self.read, name);
    }

    /// It is the target of a write.
    pub(crate) fn writes(&mut self, name: &QualifiedName) {
        add(&mut self.written, name);
    }
}

fn add(names: &mut Vec<QualifiedName>, name: &QualifiedName) {
    if let Err(at) = names.binary_search(name) {
        names.insert(at, name.clone());
    }
}

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reads, by `SELECT` or `VALUES`.
    Select,
    /// `INSERT`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
    /// `MERGE`.
    Merge,
    /// A command that is no query: `SET LOCAL`, `CALL`, `EXPLAIN` …
    Utility,
    /// A command that begins or ends a transaction or a savepoint.
    Transaction,
    /// `COPY` from or to the client, which needs a protocol of its own.
    Copy,
}

/// A parameter of the sent text.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its number.
    pub index: ParameterIndex,
    /// Its type: for a domain the base type, which is what is sent.
    pub ty: TypeId,
    /// The domain that PostgreSQL would infer, where it is one.
    pub domain: Option<TypeId>,
    /// Which values it takes; of an array for `<rows..>`, which elements.
    pub accepts: Accepts,
    /// The places of its placeholders in the text of the query.
    pub spans: Vec<Span>,
    /// Where it is the array of a column's values in `<rows..>`, the column. Such parameters are
    /// numbered behind the others.
    pub of_rows: Option<RowsColumn>,
}

/// A column of `<rows..>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowsColumn {
    /// The number of the placeholder in `Placeholders::rows`.
    pub placeholder: usize,
    /// The column's name.
    pub column: String,
    /// The type of an element: for a domain the base type.
    pub element: TypeId,
}

/// Which Rust values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// `<x>`: a `T`; never NULL.
    Value,
    /// `<x?>`: an `Option<T>`.
    Optional,
    /// `<x>` that is only assigned to columns which take NULL: a `T` or an `Option<T>`.
    Either,
}

/// A column of the result.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputColumn {
    /// Its name as Describe gives it, marks of `"name!"` removed.
    pub name: String,
    /// Its type as Describe gives it: a domain's base type.
    pub ty: TypeId,
    /// The domain behind `ty`, where there is one.
    pub domain: Option<TypeId>,
    /// Whether NULL may come.
    pub nulls: Nulls,
    /// Whether elements of an array may be NULL; meaningless otherwise.
    pub elements: Nulls,
    /// What `AS "name!"`, `AS "name?"`, `AS "name: Type"` says.
    pub annotation: Annotation,
    /// The column of a relation it is, untouched.
    pub source: Option<(RelationId, usize)>,
    /// Where it is written.
    pub span: Span,
}

/// Whether NULL may come. `Never` needs a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nulls {
    /// Proven absent.
    Never,
    /// Possible.
    Maybe,
}

impl Nulls {
    /// `Never` only if both are.
    #[must_use]
    pub fn and(self, other: Nulls) -> Nulls {
        if self == Nulls::Never { other } else { Nulls::Maybe }
    }

    /// `Never` if one is.
    #[must_use]
    pub fn or(self, other: Nulls) -> Nulls {
        if self == Nulls::Never { Nulls::Never } else { other }
    }
}

/// What an alias says besides the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotation {
    /// `!` or `?`.
    pub nulls: Option<Nulls>,
    /// The Rust type behind `: `, as it is written.
    pub rust_type: Option<String>,
}

/// How many rows a statement returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// It returns no rows at all: no result columns.
    None,
    /// Exactly one.
    ExactlyOne,
    /// None or one.
    AtMostOne,
    /// Any number.
    Many,
}
