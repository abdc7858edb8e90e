//! What a transaction must answer and leave, whatever became of its statements.

use std::collections::BTreeMap;

use sqldb::Result;

/// What a transaction has done, as far as its answers tell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    /// The lengths of the notes that are there, by id.
    pub(crate) entries: BTreeMap<i64, usize>,
    /// Those of statements that were given up: they are there or not.
    pub(crate) perhaps: BTreeMap<i64, usize>,
    pub(crate) health: Health,
    /// A row refers to none, which `COMMIT` finds out.
    pub(crate) has_orphan: bool,
    pub(crate) reads_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Health {
    #[default]
    Well,
    /// A statement that was given up may have been refused.
    PerhapsFailed,
    Failed,
}

/// What a statement does besides its own refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    Read,
    Write,
}

pub(crate) const FAILED: &str = "25P02";
pub(crate) const READ_ONLY: &str = "25006";
pub(crate) const DUPLICATE: &str = "23505";
pub(crate) const ORPHAN: &str = "23503";
pub(crate) const DIVISION: &str = "22012";
pub(crate) const RAISED: &str = "P0001";

impl Model {
    /// Compares what a statement has answered with what it must; its rows, if it was not refused.
    pub(crate) fn told<T>(
        &mut self,
        what: &str,
        does: Does,
        own: Option<&str>,
        result: Result<T>,
    ) -> Option<T> {
        let state = result.as_ref().err().map(|error| error.sqlstate().unwrap_or("none"));
        let expected = match self.health {
            Health::Failed => Some(FAILED),
            Health::PerhapsFailed if state == Some(FAILED) => Some(FAILED),
            _ if does == Does::Write && self.reads_only => Some(READ_ONLY),
            _ => own,
        };
        assert_eq!(state, expected, "{what}: {:?}; {self:?}", result.as_ref().err());
        self.health = if state.is_some() { Health::Failed } else { Health::Well };
        result.ok()
    }

    /// Compares rows with what is there.
    pub(crate) fn compare(&self, what: &str, rows: &[(i64, usize)]) {
        let mut missing = self.entries.clone();
        for (id, length) in rows {
            let known = missing.remove(id).or_else(|| self.perhaps.get(id).copied());
            assert_eq!(known, Some(*length), "{what}: {id}; {self:?}");
        }
        assert!(missing.is_empty(), "{what}: {missing:?} are missing; {self:?}");
    }

    /// Whether `COMMIT` must be refused, or must not; nothing where nobody knows.
    pub(crate) fn commits(&self) -> Option<bool> {
        match self.health {
            Health::Failed => Some(false),
            _ if self.has_orphan => Some(false),
            Health::PerhapsFailed => None,
            Health::Well => Some(true),
        }
    }
}

/// What may be stored when a transaction has ended so.
pub(crate) fn settled(
    what: &str,
    commits: Option<bool>,
    ended: Result<()>,
    before: Model,
    after: Model,
) -> Vec<Model> {
    if let Some(commits) = commits {
        assert_eq!(ended.is_ok(), commits, "{what}: {ended:?}; {after:?}");
    }
    vec![if ended.is_ok() { after } else { before }]
}
