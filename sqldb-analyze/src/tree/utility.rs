//! Commands that are no queries, as far as `exec` may run them.

use super::{Argument, Ident, QualifiedIdent, Statement};
use crate::span::Span;

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub enum Utility {
    /// `CALL procedure(…)`.
    Call(Call),
    /// `COPY …`.
    Copy(Box<Copy>),
    /// `EXPLAIN statement`.
    Explain(Box<Explain>),
    /// `SHOW setting`: one row with one column, named here as PostgreSQL names it.
    Show {
        /// The column; `SHOW ALL` has three.
        setting: Option<String>,
    },
    /// A command on relations that must exist: `TRUNCATE`, `LOCK`, `REFRESH`, `ANALYZE`, `VACUUM`.
    Relations {
        /// The words that begin it.
        command: String,
        /// The relations.
        relations: Vec<QualifiedIdent>,
    },
    /// Any other: `SET LOCAL`, `LISTEN`, `NOTIFY`, `BEGIN`, `DISCARD` …
    Plain {
        /// The words that begin it.
        command: String,
    },
}

/// `CALL procedure(…)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The procedure.
    pub name: QualifiedIdent,
    /// What it is given.
    pub arguments: Vec<Argument>,
    /// The whole call without the word.
    pub span: Span,
}

/// `COPY … FROM`, `COPY … TO`.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// What is copied.
    pub source: CopySource,
    /// Whether it is written, by `FROM`, or read.
    pub direction: CopyDirection,
    /// With whom.
    pub peer: CopyPeer,
}

/// Who is at the other end of a `COPY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyPeer {
    /// `STDIN`, `STDOUT`.
    Client,
    /// A file or a program of the server.
    Server,
}

/// What `COPY` copies.
#[derive(Clone, Debug, PartialEq)]
pub enum CopySource {
    /// A table.
    Relation {
        /// The table.
        name: QualifiedIdent,
        /// The columns; all of them where empty.
        columns: Vec<Ident>,
    },
    /// A query, or a statement with `RETURNING`.
    Query(Box<Statement>),
}

/// Which way `COPY` copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyDirection {
    /// `FROM`: into the table.
    In,
    /// `TO`: out of it.
    Out,
}

/// `EXPLAIN (options) statement`.
#[derive(Clone, Debug, PartialEq)]
pub struct Explain {
    /// The form of the answer.
    pub format: ExplainFormat,
    /// What is explained.
    pub statement: Statement,
}

/// The forms of an `EXPLAIN`'s answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExplainFormat {
    /// Lines of `text`; `YAML` is `text` too.
    Text,
    /// `json`.
    Json,
    /// `xml`.
    Xml,
}
