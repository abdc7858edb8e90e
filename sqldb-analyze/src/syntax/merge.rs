//! `MERGE` (`gram.y` `MergeStmt`).

use crate::diagnostic::Diagnostic;
use crate::lex::TokenKind;
use crate::tree::{Merge, MergeAction, MergeMatch, MergeSource, MergeWhen, With};

use super::query::Defaults;
use super::reader::Reader;

impl Reader<'_> {
    pub(super) fn merge(&mut self, with: Option<With>, start: usize) -> Result<Merge, Diagnostic> {
        self.expect_word("merge")?;
        self.expect_word("into")?;
        let (table, alias) = self.modified()?;
        self.expect_word("using")?;
        let source = self.table_ref()?;
        self.expect_word("on")?;
        let condition = self.expression()?;
        let mut whens = vec![self.merge_when()?];
        while self.is_word("when") {
            whens.push(self.merge_when()?);
        }
        let returning = self.returning()?;
        let span = self.span_from(start);
        Ok(Merge { with, table, alias, source, condition, whens, returning, span })
    }

    fn merge_when(&mut self) -> Result<MergeWhen, Diagnostic> {
        let start = self.at();
        self.expect_word("when")?;
        let matched = if self.take_word("matched") {
            MergeMatch::Matched
        } else {
            self.expect_word("not")?;
            self.expect_word("matched")?;
            if self.take_words(&["by", "source"]) {
                MergeMatch::NotBySource
            } else {
                self.take_words(&["by", "target"]);
                MergeMatch::NotByTarget
            }
        };
        let condition = self.optional_behind("and")?;
        self.expect_word("then")?;
        let action = match matched {
            _ if self.take_words(&["do", "nothing"]) => MergeAction::Nothing,
            MergeMatch::Matched | MergeMatch::NotBySource => {
                if self.take_word("delete") {
                    MergeAction::Delete
                } else {
                    self.expect_word("update")?;
                    self.expect_word("set")?;
                    MergeAction::Update(self.assignments()?)
                }
            }
            MergeMatch::NotByTarget => self.merge_insert()?,
        };
        Ok(MergeWhen { matched, condition, action, span: self.span_from(start) })
    }

    /// `INSERT [(columns)] [OVERRIDING …] { DEFAULT VALUES | VALUES (…) }`.
    fn merge_insert(&mut self) -> Result<MergeAction, Diagnostic> {
        self.expect_word("insert")?;
        let columns = match self.is(&TokenKind::LeftParenthesis) {
            true => Some(self.assignment_targets()?),
            false => None,
        };
        let overriding = self.overriding()?;
        let source = match self.take_words(&["default", "values"]) {
            true => MergeSource::DefaultValues,
            false => {
                let values = self.values(Defaults::Allowed)?;
                if values.rows.len() > 1 {
                    return Err(self.source.unexpected(self.at().saturating_sub(1)));
                }
                MergeSource::Values(values)
            }
        };
        Ok(MergeAction::Insert { columns, overriding, source })
    }
}
