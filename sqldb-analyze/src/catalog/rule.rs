//! Rules: what is done with a statement, or in its place (`pg_rewrite`).

use super::{Mentions, RelationId};
use crate::span::Origin;

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which is one of its relation's own.
    pub name: String,
    /// The relation that the statement writes to.
    pub relation: RelationId,
    /// The statement.
    pub event: RuleEvent,
    /// Whether it is done besides the statement, or in its place.
    pub does: RuleDoes,
    /// What is done; none for `NOTHING`.
    pub statements: Vec<RuleStatement>,
    /// What it names, of which the statements are a part.
    pub mentions: Mentions,
    /// Whether it fires: a rule can be disabled.
    pub fires: bool,
    /// The migration that made it.
    pub origin: Origin,
}

/// When a rule's statements are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleDoes {
    /// `ALSO`: besides the statement.
    Also,
    /// `WHERE … DO INSTEAD`: in its place for some rows.
    InsteadOfSome,
    /// `INSTEAD`: in its place.
    Instead,
}

/// A statement of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleStatement {
    /// Which kind; [`None`] for those that write nothing.
    pub event: Option<RuleEvent>,
    /// What it writes to.
    pub target: Option<RelationId>,
    /// Whether it has `RETURNING`.
    pub returns: bool,
}

/// The statements that rules are about (`pg_rewrite.ev_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleEvent {
    /// `ON INSERT`.
    Insert,
    /// `ON UPDATE`.
    Update,
    /// `ON DELETE`.
    Delete,
}

impl RuleEvent {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            RuleEvent::Insert => "INSERT",
            RuleEvent::Update => "UPDATE",
            RuleEvent::Delete => "DELETE",
        }
    }
}
