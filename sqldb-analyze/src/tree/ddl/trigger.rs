//! `CREATE TRIGGER`.

use super::super::{Ident, QualifiedIdent};
use super::Fragment;
use crate::catalog::{TriggerForm, TriggerStatement};

/// `CREATE TRIGGER`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateTrigger {
    /// Its name.
    pub name: Ident,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `CONSTRAINT`.
    pub form: TriggerForm,
    /// When it fires.
    pub time: WrittenTime,
    /// What fires it.
    pub events: Vec<TriggerEvent>,
    /// The relation.
    pub relation: QualifiedIdent,
    /// `REFERENCING`.
    pub transitions: Vec<TransitionTable>,
    /// `FOR EACH …`.
    pub level: TriggerLevel,
    /// `WHEN (…)`.
    pub condition: Option<Fragment>,
    /// The function that it calls.
    pub function: QualifiedIdent,
}

/// When a trigger fires, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenTime {
    /// `BEFORE`.
    Before,
    /// `AFTER`.
    After,
    /// `INSTEAD OF`.
    InsteadOf,
}

/// What fires a trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct TriggerEvent {
    /// The statement.
    pub statement: TriggerStatement,
    /// `UPDATE OF …`.
    pub columns: Vec<Ident>,
    /// Where it is written.
    pub span: crate::span::Span,
}

/// What a trigger is called for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerLevel {
    /// `FOR EACH ROW`.
    Row,
    /// `FOR EACH STATEMENT`, the default.
    Statement,
}

/// `REFERENCING OLD TABLE AS name`.
#[derive(Clone, Debug, PartialEq)]
pub struct TransitionTable {
    /// `OLD` or `NEW`.
    pub version: RowVersion,
    /// Its name.
    pub name: Ident,
}

/// A row before or after what a statement does to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowVersion {
    /// `OLD`.
    Old,
    /// `NEW`.
    New,
}
