//! INSERT (`analyze.c transformInsertStmt`). ON CONFLICT is in `conflict`.

use super::Analyzer;
use super::assign::{Assignee, Value, Writing};
use super::modify::writable;
use super::query::{QueryOutput, Unknowns};
use super::returning::Returned;
use super::rewrite_target::{Event, Written};
use crate::catalog::{Relation, RuleEvent};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::Facts;
use crate::scope::Clause;
use crate::span::Span;
use crate::statement::{Nulls, Rows};
use crate::tree::{
    Assignment, AssignmentTarget, ConflictAction, Ident, Insert, InsertSource, Overriding,
    QualifiedIdent, Values,
};

/// What an INSERT says of the table, be it a statement or an action of MERGE.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inserting<'t> {
    /// The table.
    pub table: &'t QualifiedIdent,
    /// The columns that are written.
    pub columns: Option<&'t [AssignmentTarget]>,
    /// `OVERRIDING …`.
    pub overriding: Overriding,
}

impl Inserting<'_> {
    /// How columns are written.
    pub(super) fn writing(&self) -> Writing {
        match self.overriding {
            Overriding::None => Writing::Insert,
            Overriding::System => Writing::InsertOverridingSystem,
            Overriding::User => Writing::InsertOverridingUser,
        }
    }
}

impl<'c> Analyzer<'c> {
    pub(super) fn insert(&mut self, insert: &Insert) -> Result<QueryOutput, Diagnostic> {
        if let Some(with) = &insert.with {
            self.with(with)?;
        }
        let relation = writable(self.catalog, &insert.table)?;
        self.tables.writes(&relation.name);
        let inserting = Inserting {
            table: &insert.table,
            columns: insert.columns.as_deref(),
            overriding: insert.overriding,
        };
        let targets = self.insert_targets(relation, &inserting)?;
        // What the rows lack, only the executor sees.
        self.check_no_catalog(insert, relation)?;
        let mut width = 0;
        let source_rows = match &insert.source {
            InsertSource::DefaultValues => {
                self.check_left_out(relation, &[], insert.table.name.span)?;
                Rows::ExactlyOne
            }
            InsertSource::Values(values) => {
                width = values.rows.first().map_or(0, Vec::len);
                self.writes_columns(relation, targets.iter().take(width));
                self.insert_values(relation, &inserting, &targets, values)?
            }
            InsertSource::Rows(rows) => {
                self.insert_row_list(relation, &inserting, &targets, *rows)?;
                width = targets.len();
                Rows::Many
            }
            InsertSource::Query(query) => {
                let result = self.subquery(query, Unknowns::Keep)?;
                width = result.columns.len();
                let values = result.columns.into_iter().map(|column| Value::Node(column.node));
                let assignees = self.assignees(relation, &inserting, &targets)?;
                self.insert_row(relation, &inserting, &assignees, values.collect(), query.span)?;
                let given = targets.iter().take(width);
                self.writes_columns(relation, given.clone());
                let given: Vec<&str> = given.map(|target| target.column.name.as_str()).collect();
                self.check_left_out(relation, &given, insert.table.name.span)?;
                result.rows
            }
        };
        let alias = insert.alias.as_ref();
        let at = self.target_item(relation, &insert.table, alias)?;
        let rows = match self.on_conflict(insert, relation, source_rows)? {
            Rows::ExactlyOne if self.catalog.may_drop_rows(relation.id) => Rows::AtMostOne,
            rows => rows,
        };
        let returned = Returned {
            clause: Clause::Returning,
            target: at,
            old: Nulls::Maybe,
            new: Nulls::Never,
        };
        let output =
            self.returning(insert.returning.as_ref(), returned, rows, &Facts::default())?;
        let updated = insert.on_conflict.iter().flat_map(|clause| match &clause.action {
            ConflictAction::Update { assignments, filter: _ } => assignments.as_slice(),
            ConflictAction::Nothing => &[],
        });
        let written = Written {
            relation,
            at: insert.table.name.span,
            event: Event::One(RuleEvent::Insert),
            columns: targets
                .iter()
                .take(width)
                .chain(updated.flat_map(Assignment::targets))
                .collect(),
            on_conflict: insert.on_conflict.is_some(),
            with: insert.with.is_some(),
            current_of: false,
        };
        self.rewritten(&written, RuleEvent::Insert, insert.returning.as_ref(), output)
    }

    /// The columns of an INSERT, all of the table's where none are written.
    pub(super) fn insert_targets(
        &self,
        relation: &'c Relation,
        insert: &Inserting<'_>,
    ) -> Result<Vec<AssignmentTarget>, Diagnostic> {
        let Some(targets) = insert.columns else {
            let span = insert.table.name.span;
            let columns = relation.columns.iter().map(|column| AssignmentTarget {
                column: Ident { name: column.name.clone(), span },
                path: Vec::new(),
                span,
            });
            return Ok(columns.collect());
        };
        for (at, target) in targets.iter().enumerate() {
            let column = self.assigned_column(relation, target, insert.writing())?.column;
            let twice = targets.iter().take(at).any(|known| {
                known.column.name == target.column.name
                    && (known.path.is_empty() || target.path.is_empty())
            });
            if twice {
                let message = format!("column `{}` specified more than once", column.name);
                return Err(Diagnostic::new(
                    SqlState::DUPLICATE_COLUMN,
                    target.column.span,
                    message,
                ));
            }
        }
        Ok(targets.to_vec())
    }

    fn assignees<'t>(
        &self,
        relation: &'c Relation,
        insert: &Inserting<'_>,
        targets: &'t [AssignmentTarget],
    ) -> Result<Vec<Assignee<'t, 'c>>, Diagnostic> {
        let writing = insert.writing();
        targets.iter().map(|target| self.assigned_column(relation, target, writing)).collect()
    }

    pub(super) fn insert_values(
        &mut self,
        relation: &'c Relation,
        insert: &Inserting<'_>,
        targets: &[AssignmentTarget],
        values: &Values,
    ) -> Result<Rows, Diagnostic> {
        let assignees = self.assignees(relation, insert, targets)?;
        let mut width = None;
        let mut rows = if values.rows.len() == 1 { Rows::ExactlyOne } else { Rows::Many };
        for row in &values.rows {
            let clause = if values.rows.len() > 1 { Clause::Values } else { Clause::InsertTarget };
            self.scopes.top().clause = clause;
            let nodes = self.assigned_list(row)?;
            self.scopes.top().clause = Clause::Other;
            if *width.get_or_insert(nodes.len()) != nodes.len() {
                return Err(Diagnostic::new(
                    SqlState::SYNTAX_ERROR,
                    values.span,
                    "VALUES lists must all be the same length",
                ));
            }
            if nodes.iter().any(|value| matches!(value, Value::Node(node) if node.returns_set())) {
                rows = Rows::Many;
            }
            // A column at DEFAULT is as good as left out.
            let mut given = Vec::new();
            for (target, value) in targets.iter().zip(&nodes) {
                if matches!(value, Value::Node(_)) {
                    given.push(target.column.name.as_str());
                }
            }
            self.insert_row(relation, insert, &assignees, nodes, values.span)?;
            self.check_left_out(relation, &given, insert.table.name.span)?;
        }
        Ok(rows)
    }

    /// One row against the columns (`transformInsertRow`).
    fn insert_row(
        &mut self,
        relation: &Relation,
        insert: &Inserting<'_>,
        assignees: &[Assignee<'_, '_>],
        values: Vec<Value>,
        span: Span,
    ) -> Result<(), Diagnostic> {
        if values.len() > assignees.len() {
            let extra = values.get(assignees.len()).map_or(span, |value| match value {
                Value::Default(span) => *span,
                Value::Node(node) => node.span,
            });
            let message = "INSERT has more expressions than target columns";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, extra, message).label(format!(
                "{} values for {} columns",
                values.len(),
                assignees.len()
            )));
        }
        if values.len() < assignees.len() && insert.columns.is_some() {
            let extra = assignees.get(values.len()).map_or(span, |missing| missing.target.span);
            let message = "INSERT has more target columns than expressions";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, extra, message).label(format!(
                "{} values for {} columns",
                values.len(),
                assignees.len()
            )));
        }
        for (assignee, value) in assignees.iter().zip(values) {
            self.assign(relation, *assignee, value, insert.writing())?;
        }
        Ok(())
    }
}
