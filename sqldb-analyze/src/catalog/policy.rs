//! Policies (`pg_policy`).

use super::RelationId;
use crate::span::Origin;

/// A policy of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name, which is one of its table's own.
    pub name: String,
    /// The table.
    pub relation: RelationId,
    /// What it is about.
    pub command: PolicyCommand,
    /// What its conditions may do besides reading.
    pub effect: crate::statement::Effect,
    /// The migration that made it.
    pub origin: Origin,
}

/// What a policy is about (`pg_policy.polcmd`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyCommand {
    /// `ALL`.
    All,
    /// `SELECT`.
    Select,
    /// `INSERT`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
}
