//! Views, materialized views, and tables made from a query: their columns are inferred.

pub(super) mod body;

use super::lookup::span;
use super::{Done, Replay, TEMPORARY};
use crate::catalog::{
    Column, Default, Dependent, NotNull, Prepared, QualifiedName, RelationId, RelationKind,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::{Reads, ViewColumn};
use crate::tree::Query;
use crate::tree::ddl::{CreateView, Fragment};

impl Replay<'_> {
    pub(super) fn create_view(&mut self, create: &CreateView) -> Done {
        let done = self.make_view(create);
        if done.is_err() {
            self.unread_name(&create.name);
        }
        done
    }

    fn make_view(&mut self, create: &CreateView) -> Done {
        let executed = create.executes.as_ref().map(|execute| self.executes(execute));
        let executed = executed.transpose()?;
        if create.kind != RelationKind::View {
            let query = executed.as_ref().map_or(&create.query, |executed| &executed.statement);
            self.changes_nothing_by_calls(query);
        }
        let method = self.table_method(create.method.as_ref())?;
        let name = self.table_name(&create.name, create.temporary)?;
        if create.drops_on_commit && !create.temporary {
            self.is_temporary(&create.name)?;
        }
        let at = span(&create.name);
        let existing = self.relation_named(&name);
        let existing = existing.map(|found| (found.id, found.kind));
        if create.if_not_exists && existing.is_some() {
            return Ok(());
        }
        if !create.or_replace || existing.is_none() {
            self.relation_is_new(&name, at)?;
            self.type_is_new(&name, at)?;
        }
        let (columns, reads, query) = match executed {
            Some(executed) => (self.executed_columns(create, executed)?, Reads::default(), None),
            None => {
                let (query, columns, reads) = self.read_query(&create.query)?;
                (columns, reads, Some(query))
            }
        };
        let sources: Vec<Option<Dependent>> =
            columns.iter().map(|column| self.source_of(column)).collect();
        let columns = self.named_columns(create, columns)?;
        let mut name = name;
        if create.kind == RelationKind::View && create.name.schema.is_none() {
            // A view over something temporary is temporary (`view.c isQueryUsingTempRelation`).
            let temporary = reads.relations().any(|relation| {
                self.catalog.relation(relation).is_some_and(|r| r.name.schema == TEMPORARY)
            });
            if temporary {
                name.schema = TEMPORARY.to_owned();
            }
        }
        let id = match existing {
            Some((id, kind)) => {
                if kind != RelationKind::View {
                    let message = format!("`{}` is not a view", name.name);
                    let code = SqlState::WRONG_OBJECT_TYPE;
                    return Err(Diagnostic::new(code, at, message).into());
                }
                self.replaces(&name, create, &columns)?;
                let mut view = self.get_mut(id)?;
                // What `ALTER VIEW … SET DEFAULT` has said stays.
                let defaults = view.columns.iter().map(|column| column.default);
                let defaults: Vec<Default> = defaults.collect();
                view.columns = columns;
                for (column, default) in view.columns.iter_mut().zip(defaults) {
                    column.default = default;
                }
                id
            }
            None => self.make_relation(name, create.kind, columns, at),
        };
        self.add_needs(&Dependent::Table(id), method.into_iter().collect());
        if create.drops_on_commit {
            self.catalog.dropped_on_commit.push(id);
        }
        if create.kind == RelationKind::Table {
            self.take_collations(id, sources)?;
        } else {
            self.set_reads(&Dependent::View(id), [reads]);
            if let Some(query) = query {
                self.keep_body(id, query);
            }
            if existing.is_some() {
                self.nulls_changed(id);
            }
        }
        Ok(())
    }

    /// The column whose collation a column of a query has.
    fn source_of(&self, column: &ViewColumn) -> Option<Dependent> {
        let (relation, number) = column.source?;
        let column = self.catalog.relation(relation)?.columns.get(number)?;
        Some(Dependent::Column(relation, column.name.clone()))
    }

    /// The columns of a table made from a query have the collations of those that they come from.
    fn take_collations(&mut self, id: RelationId, sources: Vec<Option<Dependent>>) -> Done {
        let names: Vec<String> = self.get(id)?.columns.iter().map(|c| c.name.clone()).collect();
        for (name, source) in names.into_iter().zip(sources) {
            if let Some(source) = source {
                self.copy_needs(&source, Dependent::Column(id, name));
            }
        }
        Ok(())
    }

    /// The columns of a statement that was prepared.
    fn executed_columns(&self, create: &CreateView, executed: Prepared) -> Done<Vec<ViewColumn>> {
        if let Some(columns) = executed.found.and_then(|found| found.columns) {
            return Ok(columns);
        }
        let at = create.executes.as_ref().map_or(create.name.name.span, |found| found.name.span);
        let message = "prepared statement is not a SELECT";
        Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, at, message).into())
    }

    /// The query of a view: its columns, and what it reads.
    pub(super) fn read_query(&self, written: &Fragment) -> Done<(Query, Vec<ViewColumn>, Reads)> {
        self.relations_are_read(written)?;
        let (query, taken) = crate::syntax::query(&written.tokens)?;
        if let Some(token) = written.tokens.get(taken) {
            let shown = token.span.text(self.places.text());
            let message = format!("syntax error at or near `{shown}`");
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, token.span, message).into());
        }
        let (columns, reads) = crate::infer::query_columns(self.catalog, &query)?;
        Ok((query, columns, reads))
    }

    /// The columns of a query, under the names that are written for them.
    fn named_columns(&self, create: &CreateView, inferred: Vec<ViewColumn>) -> Done<Vec<Column>> {
        if let Some(extra) = create.columns.get(inferred.len()) {
            let (code, message) = match create.kind {
                RelationKind::View => (
                    SqlState::INVALID_TABLE_DEFINITION,
                    "CREATE VIEW specifies more column names than columns",
                ),
                _ => (SqlState::SYNTAX_ERROR, "too many column names were specified"),
            };
            return Err(Diagnostic::new(code, extra.span, message).into());
        }
        let mut taken: Vec<&str> = Vec::new();
        for (at, column) in inferred.iter().enumerate() {
            let (name, span) = match create.columns.get(at) {
                Some(written) => (written.name.as_str(), written.span),
                None => (column.name.as_str(), column.span),
            };
            if taken.contains(&name) {
                let message = format!("column `{name}` specified more than once");
                return Err(Diagnostic::new(SqlState::DUPLICATE_COLUMN, span, message).into());
            }
            taken.push(name);
        }
        let origin = self.origin(span(&create.name));
        let names = create.columns.iter().map(Some).chain(std::iter::repeat(None));
        let columns = inferred.into_iter().zip(names).map(|(column, name)| Column {
            name: name.map_or(column.name, |name| name.name.clone()),
            ty: column.ty,
            // A table made from a query keeps no NOT NULL.
            not_null: match create.kind {
                RelationKind::View | RelationKind::MaterializedView => column.not_null,
                _ => NotNull::No,
            },
            default: Default::None,
            origin: origin.clone(),
        });
        Ok(columns.collect())
    }

    /// A view over something whose own statement has a mistake is not reported again.
    fn relations_are_read(&self, query: &Fragment) -> Done {
        for (word, _, _) in crate::ddl::words(query) {
            let unread = self.catalog.unread.iter().any(|thing| {
                matches!(thing, crate::catalog::GoneThing::Relation(found) if found.name == word)
            });
            if unread && self.catalog.find_relation(None, word).is_none() {
                return Err(super::Stop::Known);
            }
        }
        Ok(())
    }

    /// `OR REPLACE` may only add columns at the end (`checkViewTupleDesc`).
    fn replaces(&self, name: &QualifiedName, create: &CreateView, new: &[Column]) -> Done {
        let old = self.relation_named(name);
        let old = old.map(|found| found.columns.as_slice()).unwrap_or_default();
        let refused = |message: String| {
            let code = SqlState::INVALID_TABLE_DEFINITION;
            Diagnostic::new(code, span(&create.name), message)
                .help(format!("write `DROP VIEW {}` first", name.name))
        };
        if new.len() < old.len() {
            return Err(refused("cannot drop columns from view".to_owned()).into());
        }
        for (before, after) in old.iter().zip(new) {
            if before.name != after.name {
                let (from, to) = (&before.name, &after.name);
                let message = format!("cannot change name of view column `{from}` to `{to}`");
                return Err(refused(message).into());
            }
            if before.ty != after.ty {
                let from = self.catalog.format_type(before.ty);
                let to = self.catalog.format_type(after.ty);
                let shown = &before.name;
                let message =
                    format!("cannot change data type of view column `{shown}` from {from} to {to}");
                return Err(refused(message).into());
            }
        }
        Ok(())
    }
}
