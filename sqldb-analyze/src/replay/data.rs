//! Statements on rows: their names and types are checked, as those of a query are.

use super::{Done, Replay, Stop};
use crate::catalog::RelationId;
use crate::diagnostic::{Diagnostic, Refusal, SqlState};
use crate::tree::QualifiedIdent;
use crate::tree::ddl::Fragment;

impl Replay<'_> {
    pub(super) fn data(&mut self, tables: &[QualifiedIdent], statement: Option<&Fragment>) -> Done {
        for table in tables {
            if !self.is_system(table) {
                self.relation(table)?;
            }
        }
        let Some(statement) = statement else {
            // TRUNCATE, or COPY.
            let ids: Vec<_> = tables.iter().filter_map(|table| self.find_relation(table)).collect();
            self.may_empty(ids);
            return Ok(());
        };
        self.note_rows(tables, statement);
        self.calls(statement)?;
        let found = match crate::syntax::statement(&statement.tokens) {
            Ok(tree) => match crate::infer::check(self.catalog, &tree, statement.span) {
                Ok(()) => return Ok(()),
                Err(found) => found,
            },
            Err(found) => vec![found],
        };
        // What `ON CONFLICT` does is only done where there is a row already.
        let conflict = statement.tokens.iter().any(|token| token.is_word("conflict"));
        let writes = self.certainly_written(tables, statement).is_some() && !conflict;
        let certain = |found: &Diagnostic| {
            refused_before_running(found) || writes && found.code == SqlState::NOT_NULL_VIOLATION
        };
        let found: Vec<_> = found.into_iter().filter(certain).collect();
        if found.is_empty() {
            return Ok(());
        }
        if self.names_unread(None, statement) {
            return Err(Stop::Known);
        }
        self.diagnostics.extend(found);
        Ok(())
    }
}

impl Replay<'_> {
    /// The table to which rows are written as they stand there: by `INSERT … VALUES`, without triggers
    /// and rules that change them first.
    pub(super) fn certainly_written(
        &self,
        tables: &[QualifiedIdent],
        statement: &Fragment,
    ) -> Option<RelationId> {
        let [table] = tables else { return None };
        let id = self.find_relation(table)?;
        let has = |word: &str| statement.tokens.iter().any(|token| token.is_word(word));
        let inserts = statement.tokens.first().is_some_and(|first| first.is_word("insert"));
        let writes = inserts
            && has("values")
            && !["select", "with"].into_iter().any(has)
            && !self.catalog.may_drop_rows(id)
            && self.knows_all();
        writes.then_some(id)
    }
}

/// Whether PostgreSQL refuses a statement whatever the rows are: one that finds no rows violates no
/// constraint.
pub(super) fn refused_before_running(found: &Diagnostic) -> bool {
    let data = matches!(
        found.code,
        SqlState::NOT_NULL_VIOLATION | SqlState::UNIQUE_VIOLATION | SqlState::CARDINALITY_VIOLATION
    );
    found.refusal == Refusal::Postgres && !data
}
