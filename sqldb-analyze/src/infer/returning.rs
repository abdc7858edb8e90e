//! RETURNING.
//!
//! `analyze.c transformReturningClause` (18), `addNSItemForReturning`.

use super::Analyzer;
use super::node::NodeKind;
use super::query::{Output, QueryOutput};
use super::record;
use crate::catalog::Major;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::{Facts, Reader};
use crate::scope::{Attribute, Clause, Visibility};
use crate::statement::{Nulls, Rows};
use crate::tree::{Ident, Returning};

/// What a statement returns rows of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Returned {
    /// `RETURNING` of which kind of statement.
    pub clause: Clause,
    /// The item that is written.
    pub target: usize,
    /// Whether the row before may be missing.
    pub old: Nulls,
    /// Whether the row afterwards may be missing.
    pub new: Nulls,
}

impl Analyzer<'_> {
    /// RETURNING: declared NOT NULL, and the facts that survive.
    pub(super) fn returning(
        &mut self,
        returning: Option<&Returning>,
        returned: Returned,
        rows: Rows,
        facts: &Facts,
    ) -> Result<QueryOutput, Diagnostic> {
        let Some(returning) = returning else {
            return Ok(QueryOutput { columns: Vec::new(), rows: Rows::None });
        };
        let known = self.scopes.top().entries.len();
        self.add_old_and_new(returning, returned)?;
        let targets = self.targets(&returning.targets, returned.clause);
        self.scopes.top().entries.truncate(known);
        let mut targets = targets?;
        for target in &mut targets {
            target.node = self.resolve_unknown(target.node.clone())?;
        }
        let reader = Reader::new(&self.scopes).with(facts.clone());
        let columns = targets.into_iter().map(|target| {
            let source = match &target.node.kind {
                NodeKind::Column(column) => match column.attribute {
                    Attribute::Column(number) => {
                        self.scopes.item(*column).and_then(|item| item.columns.get(number)?.source)
                    }
                    Attribute::System(_) | Attribute::Whole => None,
                },
                _ => None,
            };
            Output {
                nulls: reader.nulls(&target.node),
                elements: reader.elements(&target.node),
                name: target.name,
                source,
                fields: record::of_output(self.catalog, &self.scopes, &target.node),
                annotation: target.annotation,
                node: target.node,
            }
        });
        Ok(QueryOutput { columns: columns.collect(), rows })
    }

    /// `old` and `new`, or the names that `WITH (…)` gives them.
    fn add_old_and_new(
        &mut self,
        returning: &Returning,
        returned: Returned,
    ) -> Result<(), Diagnostic> {
        for name in returning.old.iter().chain(&returning.new) {
            self.since(Major::V18, "`RETURNING WITH (…)`", name.span)?;
            if self.names_entry(&name.name) {
                let message = format!("table name `{}` specified more than once", name.name);
                return Err(Diagnostic::new(SqlState::DUPLICATE_ALIAS, name.span, message));
            }
        }
        if self.catalog.major < Major::V18 {
            return Ok(());
        }
        for (written, name, nulls) in
            [(&returning.old, "old", returned.old), (&returning.new, "new", returned.new)]
        {
            match written {
                Some(Ident { name, span: _ }) => self.add_returned(name, returned, nulls),
                // An item of the statement that has the name keeps it.
                None if self.names_entry(name) => {}
                None => self.add_returned(name, returned, nulls),
            }
        }
        Ok(())
    }

    fn names_entry(&mut self, name: &str) -> bool {
        let mut entries = self.scopes.top().entries.iter();
        entries.any(|entry| entry.names() && entry.name.as_deref() == Some(name))
    }

    /// The target's row under another name, which only `name.column` sees.
    fn add_returned(&mut self, name: &str, returned: Returned, nulls: Nulls) {
        let scope = self.scopes.top();
        let Some(mut item) = scope.items.get(returned.target).cloned() else { return };
        item.name = name.to_owned();
        item.padded = nulls;
        for column in &mut item.columns {
            column.source = None;
        }
        scope.add(item, Visibility::Name);
    }
}
