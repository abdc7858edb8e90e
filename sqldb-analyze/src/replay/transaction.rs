//! What is one transaction where a statement stands.

use crate::ddl;
use crate::tree::ddl::{Ddl, DdlStatement};

/// What is one transaction where a statement stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// All that is between `BEGIN` and `COMMIT`, or the whole text, where it has neither: then one is put
    /// around it.
    Several,
    /// The statement alone.
    Statement,
}

impl Around {
    /// At the beginning of a text.
    pub(super) fn of(statements: &[ddl::Read]) -> Around {
        let mut kinds = statements.iter().filter_map(|read| read.statement.as_ref().ok());
        match kinds.find(|found| matches!(found.kind, Ddl::Begin | Ddl::Commit)) {
            Some(DdlStatement { kind: Ddl::Begin, .. }) => Around::Statement,
            _ => Around::Several,
        }
    }

    /// At a statement.
    pub(super) fn goes_on(&mut self, kind: &Ddl) {
        match kind {
            Ddl::Begin => *self = Around::Several,
            Ddl::Commit => *self = Around::Statement,
            _ => {}
        }
    }
}
