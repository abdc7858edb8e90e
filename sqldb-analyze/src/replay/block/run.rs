//! A block under way: what its variables hold, and what decides whether a statement is reached.

use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::known::{Variable, Variables};
use crate::span::Span;
use crate::tree::ddl::{Condition, Leave};

/// A block under way.
pub(in crate::replay) struct Run {
    pub(super) variables: Variables,
    pub(super) certainty: Certainty,
    /// Whether what has run may have failed.
    pub(super) outcome: DecidedBy,
    /// The error that a handler handles, for `RAISE` alone.
    pub(super) handled: Option<Failure>,
    /// How many rounds its loops have gone.
    pub(super) rounds: u32,
}

/// What decides whether statements succeed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::replay) enum DecidedBy {
    /// The catalog.
    Catalog,
    /// Rows, too, which only a database knows.
    Rows,
    /// Things that no catalog of ours has: roles, publications, policies.
    Server,
}

/// Whether a statement is reached.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::replay) enum Certainty {
    /// It runs.
    Certain,
    /// Only a database knows.
    Doubtful,
}

/// What follows a statement.
pub(in crate::replay) enum Flow {
    /// The next one.
    Next,
    /// The end of the block.
    Return,
    /// The end of a loop, or of its round.
    Leave(Leave, Option<String>),
    /// An error.
    Failed(Failure),
}

/// An error that a handler may catch.
#[derive(Clone)]
pub(in crate::replay) struct Failure {
    pub(super) code: String,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Run {
    /// `FOUND` is a variable of every block's outermost level.
    pub(in crate::replay) fn new(mut variables: Variables, certainty: Certainty) -> Run {
        variables.insert(0, Variable::of("found", None));
        Run { variables, certainty, outcome: DecidedBy::Catalog, handled: None, rounds: 0 }
    }
}

/// An error that PL/pgSQL makes itself.
pub(super) fn failed(code: SqlState, at: Span, message: &str, why: &str) -> Flow {
    let diagnostic = Diagnostic::new(code, at, message).label(why);
    Flow::Failed(Failure { code: code.code().to_owned(), diagnostics: vec![diagnostic] })
}

/// `RAISE EXCEPTION` that is reached.
pub(super) fn raised(condition: Option<&Condition>, at: Span) -> Failure {
    let code = match condition {
        Some(Condition::State(state)) => state.clone(),
        Some(Condition::Name(name)) => super::condition::code(name).unwrap_or("P0001").to_owned(),
        Some(Condition::Given(name)) => super::condition::code(name).unwrap_or("42704").to_owned(),
        Some(Condition::Others | Condition::Unknown) | None => "P0001".to_owned(),
    };
    let diagnostic = Diagnostic::new(SqlState::RAISE_EXCEPTION, at, "this `RAISE` is reached")
        .label("the conditions in front of it hold after the migrations before");
    Failure { code, diagnostics: vec![diagnostic] }
}
