//! What PostgreSQL accepts and people regret: in migrations of databases that are in use, and in
//! queries.
//!
//! Start with [`migration`] and [`query`]. [`Rule`] lists what is looked for; `alter` has the rules of
//! `ALTER TABLE`, `rewrite` knows which of its changes rewrite the table.

mod alter;
mod block;
mod condition;
mod domain;
mod key;
mod query;
mod rewrite;
mod rule;
mod statement;
mod waiting;
mod walk;

pub use query::query;
pub use rule::Rule;
pub use walk::migration;

use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;

/// Something to think about again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// By which rule.
    pub rule: Rule,
    /// The sentence, the place in the text, and what to write instead.
    pub diagnostic: Diagnostic,
}

impl Lint {
    fn new(rule: Rule, span: Span, message: impl Into<String>, help: impl Into<Box<str>>) -> Lint {
        let diagnostic = Diagnostic::new(SqlState::WARNING, span, message).help(help);
        Lint { rule, diagnostic }
    }

    fn note(mut self, note: &str) -> Lint {
        self.diagnostic = self.diagnostic.note(note, None);
        self
    }
}
