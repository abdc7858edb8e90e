//! Why no function or operator was chosen, in PostgreSQL's words.

use crate::SqlState;
use crate::types::PolymorphicError;

/// A call that PostgreSQL refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverloadError {
    /// What is wrong, for callers that do something about it.
    pub kind: OverloadErrorKind,
    /// PostgreSQL's code.
    pub code: SqlState,
    /// PostgreSQL's sentence, signatures in backticks.
    pub message: String,
    /// PostgreSQL's detail, such as the two types that differ.
    pub detail: Option<String>,
    /// PostgreSQL's hint.
    pub hint: Option<String>,
}

/// The ways to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverloadErrorKind {
    /// Nothing of that name takes these arguments.
    NotFound,
    /// Several do, and none is better.
    Ambiguous,
    /// One does, but its polymorphic types stay open.
    Polymorphic,
    /// What was found is no function, or none that can be called like this.
    WrongKind,
}

impl OverloadError {
    pub(super) fn new(kind: OverloadErrorKind, code: SqlState, message: String) -> OverloadError {
        OverloadError { kind, code, message, detail: None, hint: None }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> OverloadError {
        self.hint = Some(hint.into());
        self
    }
}

impl From<PolymorphicError> for OverloadError {
    fn from(error: PolymorphicError) -> OverloadError {
        let PolymorphicError { code, message, detail } = error;
        let kind = OverloadErrorKind::Polymorphic;
        OverloadError { detail, ..OverloadError::new(kind, code, message) }
    }
}
