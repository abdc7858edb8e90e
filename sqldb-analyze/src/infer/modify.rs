//! INSERT, UPDATE, DELETE.
//!
//! `analyze.c transformInsertStmt, transformUpdateStmt, transformDeleteStmt`. ON CONFLICT is in
//! `conflict`.

use super::Analyzer;
use super::assign::{Value, Writing};
use super::from::{find_relation, set_lateral};
use super::node::{Node, NodeKind};
use super::query::{QueryOutput, Unknowns};
use super::returning::Returned;
use crate::catalog::{Catalog, Relation, RelationKind, RuleEvent};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::Facts;
use crate::scope::{Clause, Item, LateralUse};
use crate::span::Span;
use crate::statement::{Nulls, Rows};
use crate::tree::{
    Alias, Assignment, AssignmentTarget, Delete, Ident, Insert, InsertSource, Overriding,
    QualifiedIdent, RowFilter, Statement, TableRef, Update, Values,
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

impl Analyzer<'_> {
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

    fn insert(&mut self, insert: &Insert) -> Result<QueryOutput, Diagnostic> {
        if let Some(with) = &insert.with {
            self.with(with)?;
        }
        let relation = writable(self.catalog, &insert.table)?;
        self.check_updatable(relation, RuleEvent::Insert, insert.table.name.span)?;
        self.tables.writes(&relation.name);
        let inserting = Inserting {
            table: &insert.table,
            columns: insert.columns.as_deref(),
            overriding: insert.overriding,
        };
        let targets = self.insert_targets(relation, &inserting)?;
        let source_rows = match &insert.source {
            InsertSource::DefaultValues => {
                self.check_left_out(relation, &[], insert.table.name.span)?;
                Rows::ExactlyOne
            }
            InsertSource::Values(values) => {
                let width = values.rows.first().map_or(0, Vec::len);
                self.writes_columns(relation, targets.iter().take(width));
                self.insert_values(relation, &inserting, &targets, values)?
            }
            InsertSource::Rows(rows) => {
                self.insert_row_list(relation, &inserting, &targets, *rows)?;
                Rows::Many
            }
            InsertSource::Query(query) => {
                let result = self.subquery(query, Unknowns::Keep)?;
                let count = result.columns.len();
                let values = result.columns.into_iter().map(|column| Value::Node(column.node));
                self.insert_row(relation, &inserting, &targets, values.collect(), query.span)?;
                let given = targets.iter().take(count);
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
        let at = insert.table.name.span;
        self.rewritten(relation, RuleEvent::Insert, at, insert.returning.as_ref(), output)
    }

    /// The columns of an INSERT, all of the table's where none are written.
    pub(super) fn insert_targets(
        &self,
        relation: &Relation,
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
            let column = self.assigned_column(relation, target)?;
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

    pub(super) fn insert_values(
        &mut self,
        relation: &Relation,
        insert: &Inserting<'_>,
        targets: &[AssignmentTarget],
        values: &Values,
    ) -> Result<Rows, Diagnostic> {
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
            self.insert_row(relation, insert, targets, nodes, values.span)?;
            self.check_left_out(relation, &given, insert.table.name.span)?;
        }
        Ok(rows)
    }

    /// One row against the columns (`transformInsertRow`).
    fn insert_row(
        &mut self,
        relation: &Relation,
        insert: &Inserting<'_>,
        targets: &[AssignmentTarget],
        values: Vec<Value>,
        span: Span,
    ) -> Result<(), Diagnostic> {
        if values.len() > targets.len() {
            let extra = values.get(targets.len()).map_or(span, |value| match value {
                Value::Default(span) => *span,
                Value::Node(node) => node.span,
            });
            let message = "INSERT has more expressions than target columns";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, extra, message).label(format!(
                "{} values for {} columns",
                values.len(),
                targets.len()
            )));
        }
        if values.len() < targets.len() && insert.columns.is_some() {
            let extra = targets.get(values.len()).map_or(span, |target| target.span);
            let message = "INSERT has more target columns than expressions";
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, extra, message).label(format!(
                "{} values for {} columns",
                values.len(),
                targets.len()
            )));
        }
        for (target, value) in targets.iter().zip(values) {
            self.assign(relation, target, value, insert.writing())?;
        }
        Ok(())
    }

    fn update(&mut self, update: &Update) -> Result<QueryOutput, Diagnostic> {
        if let Some(with) = &update.with {
            self.with(with)?;
        }
        let relation = writable(self.catalog, &update.table)?;
        self.check_updatable(relation, RuleEvent::Update, update.table.name.span)?;
        self.tables.writes(&relation.name);
        let at = self.target_item(relation, &update.table, update.alias.as_ref())?;
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
        let at = update.table.name.span;
        self.rewritten(relation, RuleEvent::Update, at, update.returning.as_ref(), output)
    }

    fn delete(&mut self, delete: &Delete) -> Result<QueryOutput, Diagnostic> {
        if let Some(with) = &delete.with {
            self.with(with)?;
        }
        let relation = writable(self.catalog, &delete.table)?;
        self.check_updatable(relation, RuleEvent::Delete, delete.table.name.span)?;
        self.tables.writes(&relation.name);
        let at = self.target_item(relation, &delete.table, delete.alias.as_ref())?;
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
        let at = delete.table.name.span;
        self.rewritten(relation, RuleEvent::Delete, at, delete.returning.as_ref(), output)
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
        relation: &Relation,
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
            self.assign(relation, &target, value, Writing::Update)?;
        }
        Ok(())
    }
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
