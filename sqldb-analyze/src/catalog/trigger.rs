//! Triggers of relations, and event triggers (`pg_trigger`, `pg_event_trigger`).

use super::RelationId;
use crate::span::Origin;

/// A trigger of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Its name, which is one of its relation's own.
    pub name: String,
    /// The relation.
    pub relation: RelationId,
    /// Whether it is a constraint trigger, which is in `pg_constraint`, too.
    pub form: TriggerForm,
    /// When it fires.
    pub time: TriggerTime,
    /// What fires it.
    pub events: Vec<TriggerStatement>,
    /// The migration that made it.
    pub origin: Origin,
}

/// `CREATE TRIGGER` or `CREATE CONSTRAINT TRIGGER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerForm {
    /// `CREATE TRIGGER`.
    Plain,
    /// `CREATE CONSTRAINT TRIGGER`.
    Constraint,
}

/// The statements that fire triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TriggerStatement {
    /// `INSERT`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
    /// `TRUNCATE`.
    Truncate,
}

/// When a trigger fires (`pg_trigger.tgtype`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerTime {
    /// `BEFORE`, `INSTEAD OF`: the row may not be written.
    BeforeOrInstead,
    /// `AFTER`.
    After,
}

/// An event trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventTrigger {
    /// Its name.
    pub name: String,
    /// The migration that made it.
    pub origin: Origin,
}
