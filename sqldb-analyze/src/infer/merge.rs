//! MERGE.
//!
//! `parse_merge.c transformMergeStmt`: the source, then the target, the join condition with both,
//! each WHEN with the side that its rows have.

use super::Analyzer;
use super::from::{check_names, find_relation};
use super::insert::Inserting;
use super::modify::writable;
use super::node::{Node, NodeKind};
use super::query::QueryOutput;
use super::returning::Returned;
use super::rewrite_target::{Event, Written};
use crate::catalog::{Major, Relation, RelationKind, RuleEvent};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::Facts;
use crate::scope::{Clause, Entry};
use crate::span::Span;
use crate::statement::{Nulls, Rows};
use crate::tree::{Assignment, Merge, MergeAction, MergeMatch, MergeSource, MergeWhen};
use crate::types::TypeId;

impl<'c> Analyzer<'c> {
    pub(crate) fn merge(&mut self, merge: &Merge) -> Result<QueryOutput, Diagnostic> {
        if let Some(with) = &merge.with {
            self.with(with)?;
        }
        let relation = find_relation(self.catalog, &merge.table)?;
        let takes = match relation.kind {
            RelationKind::Table | RelationKind::PartitionedTable => true,
            RelationKind::View => self.catalog.major >= Major::V17,
            RelationKind::MaterializedView
            | RelationKind::ForeignTable
            | RelationKind::Sequence => false,
        };
        if !takes {
            let message = format!("cannot execute MERGE on relation `{}`", relation.name.name);
            let code = SqlState::FEATURE_NOT_SUPPORTED;
            return Err(Diagnostic::new(code, merge.table.name.span, message));
        }
        let relation = writable(self.catalog, &merge.table)?;
        if let Some(span) = merge.returning.as_ref().and(Some(merge.span)) {
            self.since(Major::V17, "`RETURNING` of `MERGE`", span)?;
        }
        self.tables.writes(&relation.name);
        check_unreachable(&merge.whens)?;
        self.from(std::slice::from_ref(&merge.source))?;
        let sources = self.scopes.top().entries.clone();
        let source_items: Vec<usize> = (0..self.scopes.top().items.len()).collect();
        let target = self.target_item(relation, &merge.table, merge.alias.as_ref())?;
        let targets = self.scopes.top().entries.split_off(sources.len());
        check_names(&sources, &targets, merge.table.name.span)?;
        self.show(&sources, &targets);
        self.filter(Some(&merge.condition), Clause::JoinOn)?;
        for when in &merge.whens {
            if when.matched == MergeMatch::NotBySource {
                self.since(Major::V17, "`WHEN NOT MATCHED BY SOURCE`", when.span)?;
            }
            match when.matched {
                MergeMatch::Matched => self.show(&sources, &targets),
                MergeMatch::NotByTarget => self.show(&sources, &[]),
                MergeMatch::NotBySource => self.show(&[], &targets),
            }
            self.merge_when(when, merge, relation)?;
        }
        self.show(&sources, &targets);
        // A row of the table that no row of the source meets is returned without a source.
        if merge.whens.iter().any(|when| when.matched == MergeMatch::NotBySource) {
            for at in source_items {
                if let Some(item) = self.scopes.top().items.get_mut(at) {
                    item.padded = Nulls::Maybe;
                }
            }
        }
        let returned = Returned {
            clause: Clause::MergeReturning,
            target,
            old: Nulls::Maybe,
            new: Nulls::Maybe,
        };
        let output =
            self.returning(merge.returning.as_ref(), returned, Rows::Many, &Facts::default())?;
        self.check_rewrite(&written(merge, relation))?;
        Ok(output)
    }

    /// `merge_action()` (`parse_expr.c transformMergeSupportFunc`).
    pub(crate) fn merge_action(&mut self, span: Span) -> Result<Node, Diagnostic> {
        self.since(Major::V17, "`merge_action()`", span)?;
        if !self.scopes.inside_out().any(|scope| scope.clause == Clause::MergeReturning) {
            let message =
                "MERGE_ACTION() can only be used in the RETURNING list of a MERGE command";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, span, message));
        }
        Ok(Node { kind: NodeKind::Value(Nulls::Never), ty: TypeId::TEXT.into(), span })
    }

    /// Makes the names of these entries, and no others, visible.
    fn show(&mut self, sources: &[Entry], targets: &[Entry]) {
        let scope = self.scopes.top();
        scope.entries = sources.iter().chain(targets).cloned().collect();
    }

    fn merge_when(
        &mut self,
        when: &MergeWhen,
        merge: &Merge,
        relation: &'c Relation,
    ) -> Result<(), Diagnostic> {
        self.filter(when.condition.as_ref(), Clause::MergeWhen)?;
        match &when.action {
            MergeAction::Nothing | MergeAction::Delete => Ok(()),
            MergeAction::Update(assignments) => self.set(assignments, relation),
            MergeAction::Insert { columns, overriding, source } => {
                let inserting = Inserting {
                    table: &merge.table,
                    columns: columns.as_deref(),
                    overriding: *overriding,
                };
                let targets = self.insert_targets(relation, &inserting)?;
                match source {
                    MergeSource::DefaultValues => {
                        self.check_left_out(relation, &[], merge.table.name.span)
                    }
                    MergeSource::Values(values) => {
                        self.insert_values(relation, &inserting, &targets, values).map(|_| ())
                    }
                }
            }
        }
    }
}

/// What its actions write.
fn written<'t>(merge: &'t Merge, relation: &'t Relation) -> Written<'t> {
    let mut actions = Vec::new();
    let mut columns = Vec::new();
    for when in &merge.whens {
        match &when.action {
            MergeAction::Nothing => {}
            MergeAction::Delete => actions.push(RuleEvent::Delete),
            MergeAction::Update(assignments) => {
                actions.push(RuleEvent::Update);
                columns.extend(assignments.iter().flat_map(Assignment::targets));
            }
            MergeAction::Insert { columns: given, overriding: _, source: _ } => {
                actions.push(RuleEvent::Insert);
                columns.extend(given.iter().flatten());
            }
        }
    }
    Written {
        relation,
        at: merge.table.name.span,
        event: Event::Merge(actions),
        columns,
        on_conflict: false,
        with: merge.with.is_some(),
        current_of: false,
    }
}

/// A WHEN behind one of its kind without a condition is never reached.
fn check_unreachable(whens: &[MergeWhen]) -> Result<(), Diagnostic> {
    for (at, when) in whens.iter().enumerate() {
        let before = whens.iter().take(at);
        let mut last =
            before.filter(|known| known.matched == when.matched && known.condition.is_none());
        if last.next().is_some() {
            let message = "unreachable WHEN clause specified after unconditional WHEN clause";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, when.span, message));
        }
    }
    Ok(())
}
