//! `CREATE SEQUENCE`, and the options of sequences.

use super::{Ident, QualifiedIdent};
use crate::span::Span;

/// `CREATE SEQUENCE`.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateSequence {
    /// Its name.
    pub name: QualifiedIdent,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `TEMP`.
    pub temporary: bool,
    /// What stands behind it.
    pub options: SequenceOptions,
}

/// What of a sequence's options the catalog sees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SequenceOptions {
    /// `AS type`.
    pub type_name: Option<super::TypeName>,
    /// Numbers and `CYCLE`, each with its place.
    pub settings: Vec<(SequenceSetting, Span)>,
    /// `OWNED BY table.column`; `Some(None)` is `OWNED BY NONE`.
    pub owned_by: Option<Option<(QualifiedIdent, Ident)>>,
    /// `SEQUENCE NAME …` of an identity column.
    pub sequence_name: Option<QualifiedIdent>,
}

/// An option of a sequence that has a number, or `CYCLE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceSetting {
    /// `INCREMENT BY`.
    Increment(i128),
    /// `START WITH`.
    Start(i128),
    /// `RESTART [WITH]`.
    Restart(Option<i128>),
    /// `MINVALUE`; [`None`] is `NO MINVALUE`.
    Minimum(Option<i128>),
    /// `MAXVALUE`; [`None`] is `NO MAXVALUE`.
    Maximum(Option<i128>),
    /// `CACHE`.
    Cache(i128),
    /// `CYCLE`, `NO CYCLE`.
    Cycle,
}

impl SequenceSetting {
    /// Which of the options it is, whatever its number.
    pub fn form(&self) -> std::mem::Discriminant<SequenceSetting> {
        std::mem::discriminant(self)
    }
}
