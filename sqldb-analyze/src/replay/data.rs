//! Statements on rows: their names and types are checked, as those of a query are.

use super::{Done, Replay, Stop};
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
        let Some(statement) = statement else { return Ok(()) };
        self.calls(statement)?;
        let found = match crate::syntax::statement(&statement.tokens) {
            Ok(tree) => match crate::infer::check(self.catalog, &tree, statement.span) {
                Ok(()) => return Ok(()),
                Err(found) => found,
            },
            Err(found) => vec![found],
        };
        let found: Vec<_> = found.into_iter().filter(refused_before_running).collect();
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

/// Whether PostgreSQL refuses a statement whatever the rows are: one that finds no rows violates no
/// constraint.
fn refused_before_running(found: &Diagnostic) -> bool {
    let data = matches!(
        found.code,
        SqlState::NOT_NULL_VIOLATION | SqlState::UNIQUE_VIOLATION | SqlState::CARDINALITY_VIOLATION
    );
    found.refusal == Refusal::Postgres && !data
}
