//! What no longer exists, for messages.

use super::{QualifiedName, RelationId};
use crate::span::Origin;

/// A thing that no longer exists under a name, so that a message can say where it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// What kind of thing: a relation, or a column of one.
    pub what: GoneThing,
    /// The new name, where it was renamed.
    pub renamed_to: Option<String>,
    /// The statement that dropped or renamed it.
    pub origin: Origin,
}

/// What is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoneThing {
    /// A relation.
    Relation(QualifiedName),
    /// A column of a relation that may still exist.
    Column(RelationId, String),
    /// A type.
    Type(QualifiedName),
    /// A function.
    Function(QualifiedName),
    /// A constraint of a relation.
    Constraint(RelationId, String),
    /// A trigger of a relation.
    Trigger(RelationId, String),
    /// A rule of a relation.
    Rule(RelationId, String),
    /// A policy of a table.
    Policy(RelationId, String),
    /// An event trigger.
    EventTrigger(String),
    /// A collation, a server or one of their kin.
    Other(String),
}
