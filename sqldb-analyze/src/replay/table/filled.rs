//! Tables that have rows by what the migrations do: such a table takes no column without a value.

use std::sync::Arc;

use crate::catalog::{
    By, Changes, Column, Default, Listed, Mentions, NotNull, RelationId, deletes,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::replay::Replay;
use crate::replay::changing::Reached;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{ColumnDef, Fragment};

impl Replay<'_> {
    /// A table has rows from `INSERT … VALUES` on; with `ON CONFLICT` it has that row, or had another.
    pub(in crate::replay) fn note_rows(&mut self, tables: &[QualifiedIdent], statement: &Fragment) {
        self.may_delete(statement);
        if let Some(id) = self.certainly_written(tables, statement) {
            let origin = self.origin(statement.span);
            self.catalog.filled.push((id, origin));
        }
    }

    /// Of a table that a statement may delete from, itself or by what it runs, nobody knows whether it
    /// has rows.
    pub(in crate::replay) fn may_delete(&mut self, statement: &Fragment) {
        if self.catalog.filled.is_empty() {
            return;
        }
        let own = Mentions::of(&statement.tokens);
        let others = self.catalog.functions.by(By::MayDelete).next().is_some()
            || self.catalog.rules.has(By::MayDelete);
        // Most statements write rows where nothing deletes any.
        if !deletes(&own.writes) && !others {
            return;
        }
        let mut texts = vec![Arc::new(own)];
        let mut at = 0;
        while let Some(text) = texts.get(at).cloned() {
            let runs = self.called(&text).into_iter().chain(self.run_by_relations(&text));
            for (_, body) in runs.collect::<Vec<_>>() {
                if !texts.contains(&body.mentions) {
                    texts.push(body.mentions);
                }
            }
            let Reached { relations, writes } = self.reached_by(&text);
            // A text that is put together may delete from any.
            if at > 0 && text.changes == Changes::Perhaps {
                self.catalog.filled = Listed::default();
            } else if deletes(&writes) {
                self.may_empty(relations);
            }
            at += 1;
        }
    }

    /// Nobody knows whether these tables have rows.
    pub(in crate::replay) fn may_empty(&mut self, tables: Vec<RelationId>) {
        for table in tables {
            self.catalog.filled.remove_by(By::Relation(table));
        }
    }

    /// A column without a value for the rows that are there takes no NOT NULL.
    pub(in crate::replay) fn lint_filled(
        &mut self,
        id: RelationId,
        column: &Column,
        written: &ColumnDef,
    ) {
        if column.not_null != NotNull::Enforced || column.default != Default::None {
            return;
        }
        let filled = self.catalog.filled.first(By::Relation(id));
        let Some(origin) = filled.map(|(_, origin)| origin.clone()) else { return };
        let Some(table) = self.catalog.relation(id).map(|found| found.name.name.clone()) else {
            return;
        };
        let name = &written.name.name;
        let message = format!("column `{name}` of relation `{table}` contains null values");
        let lint = Diagnostic::new(SqlState::NOT_NULL_VIOLATION, written.span, message)
            .note(format!("`{table}` has rows by then"), Some(origin))
            .help("add a `DEFAULT`, or fill the column before `ALTER COLUMN … SET NOT NULL`");
        self.catalog.lints.push((self.places.file(), lint));
    }
}
