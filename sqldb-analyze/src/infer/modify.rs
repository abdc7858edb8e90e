//! Statements that write: UPDATE and DELETE here, and what all of them have in common.
//!
//! `analyze.c transformUpdateStmt, transformDeleteStmt`. INSERT is in `insert`, MERGE in `merge`.

use super::Analyzer;
use super::assign::{Value, Writing};
use super::from::{find_relation, set_lateral};
use super::node::{Node, NodeKind};
use super::query::{QueryOutput, Unknowns};
use super::returning::Returned;
use super::rewrite_target::{Event, Written};
use crate::catalog::{Catalog, Major, Relation, RelationKind, RuleEvent};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::Facts;
use crate::scope::{Clause, Item, LateralUse};
use crate::span::Span;
use crate::statement::{Nulls, Rows};
use crate::tree::{
    Alias, Assignment, AssignmentTarget, Delete, Ident, QualifiedIdent, RowFilter, Statement,
    TableRef, Update,
};

impl<'c> Analyzer<'c> {
    /// A statement that writes, on the level that is open.
    pub(crate) fn modifying(&mut self, statement: &Statement) -> Result<QueryOutput, Diagnostic> {
        match statement {
            Statement::Query(query) => {
                let output = self.query(query, Unknowns::Resolve)?;
                Ok(match query.into_target() {
                    // The rows go into a new table.
                    Some(_) => {
                        self.may_act();
                        QueryOutput { columns: Vec::new(), rows: Rows::None }
                    }
                    None => output,
                })
            }
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            Statement::Merge(merge) => self.merge(merge),
            Statement::Utility(utility) => self.utility(utility),
        }
    }

    fn update(&mut self, update: &Update) -> Result<QueryOutput, Diagnostic> {
        if let Some(with) = &update.with {
            self.with(with)?;
        }
        let relation = writable(self.catalog, &update.table)?;
        self.tables.writes(&relation.name);
        let at = self.target_item(relation, &update.table, update.alias.as_ref())?;
        self.check_current_of(relation, &update.table, update.filter.as_ref())?;
        self.other_items(&update.from)?;
        let filter = self.row_filter(update.filter.as_ref())?;
        let facts = self.written_facts(filter.as_ref(), at, Verb::Update);
        let rows = crate::rows::of_target(self, at, filter.as_ref());
        let returned = Returned {
            clause: Clause::Returning,
            target: at,
            old: Nulls::Never,
            new: Nulls::Never,
        };
        let output = self.returning(update.returning.as_ref(), returned, rows, &facts)?;
        self.set(&update.assignments, relation)?;
        self.writes_columns(relation, update.assignments.iter().flat_map(Assignment::targets));
        let written = Written {
            relation,
            at: update.table.name.span,
            event: Event::One(RuleEvent::Update),
            columns: update.assignments.iter().flat_map(Assignment::targets).collect(),
            on_conflict: false,
            with: update.with.is_some(),
            current_of: matches!(update.filter, Some(RowFilter::CurrentOf(_))),
        };
        self.rewritten(&written, RuleEvent::Update, update.returning.as_ref(), output)
    }

    fn delete(&mut self, delete: &Delete) -> Result<QueryOutput, Diagnostic> {
        if let Some(with) = &delete.with {
            self.with(with)?;
        }
        let relation = writable(self.catalog, &delete.table)?;
        self.tables.writes(&relation.name);
        let at = self.target_item(relation, &delete.table, delete.alias.as_ref())?;
        self.check_current_of(relation, &delete.table, delete.filter.as_ref())?;
        self.other_items(&delete.using)?;
        let filter = self.row_filter(delete.filter.as_ref())?;
        let facts = self.written_facts(filter.as_ref(), at, Verb::Delete);
        let rows = crate::rows::of_target(self, at, filter.as_ref());
        let returned = Returned {
            clause: Clause::Returning,
            target: at,
            old: Nulls::Never,
            new: Nulls::Maybe,
        };
        let output = self.returning(delete.returning.as_ref(), returned, rows, &facts)?;
        let written = Written {
            relation,
            at: delete.table.name.span,
            event: Event::One(RuleEvent::Delete),
            columns: Vec::new(),
            on_conflict: false,
            with: delete.with.is_some(),
            current_of: matches!(delete.filter, Some(RowFilter::CurrentOf(_))),
        };
        self.rewritten(&written, RuleEvent::Delete, delete.returning.as_ref(), output)
    }

    /// Since 18 no view has a row of a cursor. Before, one with a trigger or a rule of its own may:
    /// what the rewriter makes of the others, [`Analyzer::check_rewrite`] says.
    fn check_current_of(
        &self,
        relation: &Relation,
        name: &QualifiedIdent,
        filter: Option<&RowFilter>,
    ) -> Result<(), Diagnostic> {
        let refused = relation.kind == RelationKind::View
            && self.catalog.major >= Major::V18
            && matches!(filter, Some(RowFilter::CurrentOf(_)));
        match refused {
            true => Err(current_of_view(name.name.span)),
            false => Ok(()),
        }
    }

    /// `WHERE`; a cursor's row has no condition of its own.
    fn row_filter(&mut self, filter: Option<&RowFilter>) -> Result<Option<Node>, Diagnostic> {
        match filter {
            Some(RowFilter::Where(filter)) => self.filter(Some(filter), Clause::Where),
            Some(RowFilter::CurrentOf(_)) | None => Ok(None),
        }
    }

    /// The target as an item that names see.
    pub(super) fn target_item(
        &mut self,
        relation: &Relation,
        name: &QualifiedIdent,
        alias: Option<&Ident>,
    ) -> Result<usize, Diagnostic> {
        self.reads_relation(relation.id);
        let shown = alias.map_or(&name.name.name, |alias| &alias.name).clone();
        let mut item = Item::relation(self.catalog, relation, shown);
        if relation.kind == RelationKind::View {
            // Rule 15: what a view returns may come from a trigger.
            for column in &mut item.columns {
                column.nulls = Nulls::Maybe;
            }
        }
        let alias = alias.map(|name| Alias { name: name.clone(), columns: Vec::new() });
        let schema = alias.is_none().then(|| relation.name.schema.clone());
        let part = self.add_item(item, alias.as_ref(), schema, name.name.span)?;
        self.scopes.top().entries.extend(part.entries);
        Ok(part.items.first().copied().unwrap_or(0))
    }

    /// FROM of an UPDATE, USING of a DELETE: sub-selects in it do not see the target.
    pub(super) fn other_items(&mut self, from: &[TableRef]) -> Result<(), Diagnostic> {
        set_lateral(&mut self.scopes.top().entries, LateralUse::Forbidden);
        self.from(from)
    }

    /// Rule 15: what WHERE says of the target does not survive an UPDATE, because a trigger may
    /// write; it does survive a DELETE. Other items are only read.
    fn written_facts(&mut self, filter: Option<&Node>, target: usize, verb: Verb) -> Facts {
        let Some(filter) = filter else { return Facts::default() };
        let facts = Facts::proven(&self.scopes, filter);
        match verb {
            Verb::Delete => facts,
            Verb::Update => facts.without_item(target),
        }
    }

    /// SET (`transformUpdateTargetList`): all expressions first, then their coercion.
    pub(crate) fn set(
        &mut self,
        assignments: &[Assignment],
        relation: &'c Relation,
    ) -> Result<(), Diagnostic> {
        let outside = std::mem::replace(&mut self.scopes.top().clause, Clause::UpdateSource);
        let mut pairs: Vec<(AssignmentTarget, Value)> = Vec::new();
        for assignment in assignments {
            match assignment {
                Assignment::One { target, value } => {
                    pairs.push((target.clone(), self.assigned(value)?));
                }
                Assignment::Row { targets, values, span } => {
                    let values = self.assigned_list(values)?;
                    if targets.len() != values.len() {
                        let message = "number of columns does not match number of values";
                        return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, *span, message));
                    }
                    pairs.extend(targets.iter().cloned().zip(values));
                }
                Assignment::Subquery { targets, query, span } => {
                    let result = self.subquery(query, Unknowns::Resolve)?;
                    if result.columns.len() != targets.len() {
                        return Err(Diagnostic::new(
                            SqlState::SYNTAX_ERROR,
                            *span,
                            "number of columns does not match number of values",
                        ));
                    }
                    for (target, column) in targets.iter().zip(result.columns) {
                        let kind = NodeKind::Value(Nulls::Maybe);
                        let node = Node { kind, ty: column.node.ty, span: column.node.span };
                        pairs.push((target.clone(), Value::Node(node)));
                    }
                }
            }
        }
        self.scopes.top().clause = outside;
        for (at, (target, _)) in pairs.iter().enumerate() {
            let twice = pairs.iter().take(at).any(|(known, _)| {
                known.column.name == target.column.name
                    && (known.path.is_empty() || target.path.is_empty())
            });
            if twice {
                let message =
                    format!("multiple assignments to same column `{}`", target.column.name);
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, target.span, message));
            }
        }
        for (target, value) in pairs {
            let assignee = self.assigned_column(relation, &target, Writing::Update)?;
            self.assign(relation, assignee, value, Writing::Update)?;
        }
        Ok(())
    }
}

/// The row of a cursor, of a view.
pub(super) fn current_of_view(at: Span) -> Diagnostic {
    let message = "WHERE CURRENT OF on a view is not implemented";
    Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, at, message)
}

/// The table that is written to.
pub(super) fn writable<'c>(
    catalog: &'c Catalog,
    name: &QualifiedIdent,
) -> Result<&'c Relation, Diagnostic> {
    let relation = find_relation(catalog, name)?;
    // What the system's views do with it is not known.
    if catalog.is_system(relation.id) && relation.kind != RelationKind::Table {
        let what = format!("changing the system relation `{}`", relation.name.name);
        return Err(Diagnostic::unsupported(name.name.span, what));
    }
    let kind = match relation.kind {
        RelationKind::Table
        | RelationKind::PartitionedTable
        | RelationKind::View
        | RelationKind::ForeignTable => return Ok(relation),
        RelationKind::MaterializedView => "materialized view",
        RelationKind::Sequence => "sequence",
    };
    let message = format!("cannot change {kind} `{}`", relation.name.name);
    Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, name.name.span, message))
}

#[derive(Clone, Copy, Debug)]
enum Verb {
    Update,
    Delete,
}
