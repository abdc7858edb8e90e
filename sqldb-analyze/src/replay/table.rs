//! `CREATE TABLE`: columns from every source, then the constraints.

pub(super) mod ancestry;
pub(super) mod column;
pub(super) mod default;
pub(super) mod filled;
pub(super) mod generated;
pub(super) mod inherit;
pub(super) mod like;
pub(super) mod partition_key;
pub(super) mod storage;
pub(super) mod typed;

use super::constraint::not_null::{NewNotNull, conflicting_inherit, never_without_partitions};
use super::constraint::pending::{Pending, PendingKind};
use super::lookup::span;
use super::name::relation_name;
use super::table::ancestry::{Taken, generated_fits};
use super::table::column::NewSequence;
use super::{Done, Replay, TEMPORARY};
use crate::catalog::{
    Column, Default, Dependent, GoneThing, KeyKind, Major, Needed, NotNull, OwnedSequence,
    QualifiedName, RelationId, RelationKind, UnknownRelation,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::QualifiedIdent;
use crate::tree::ddl::{
    ColumnConstraintKind, ColumnDef, CreateTable, Fragment, LikeClause, Reach, TableElement,
};

/// A table under construction.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) columns: Vec<Column>,
    /// The columns that the statement itself names; others are inherited.
    pub(super) local: Vec<String>,
    pub(super) constraints: Vec<Pending>,
    /// The NOT NULLs that are constraints (18), in order.
    pub(super) not_nulls: Vec<NewNotNull>,
    pub(super) sequences: Vec<(String, NewSequence, Span)>,
    pub(super) generated: Vec<(String, Fragment)>,
    /// The columns whose defaults the statement itself says, of whatever kind.
    pub(super) own_defaults: Vec<String>,
    pub(super) defaults: Vec<(String, Fragment)>,
    pub(super) collations: Vec<(String, Needed)>,
    /// What the table itself uses: its server, its access method.
    pub(super) needed: Vec<Needed>,
    /// Tables whose checks or indexes come along by `LIKE`.
    pub(super) copied: Vec<(RelationId, LikeClause)>,
    /// Columns whose definition has a mistake.
    pub(super) unread: Vec<String>,
}

impl Replay<'_> {
    pub(super) fn create_table(&mut self, create: &CreateTable) -> Done {
        let name = self.table_name(&create.name, create.temporary)?;
        let written = span(&create.name);
        if create.if_not_exists
            && super::name::relation_taken(self.catalog, &name.schema, &name.name)
        {
            return Ok(());
        }
        let may_be = |found: &UnknownRelation| found.may_be(Some(&name.schema), &name.name);
        if create.if_not_exists && self.catalog.unknown_relations.iter().any(may_be) {
            let what = "whether this table exists already only a database knows, which";
            return Err(super::unreadable(written, what).into());
        }
        self.relation_is_new(&name, written)?;
        self.type_is_new(&name, written)?;
        if create.drops_on_commit && !create.temporary {
            self.is_temporary(&create.name)?;
        }
        let kind = match () {
            () if create.foreign => RelationKind::ForeignTable,
            () if create.partition_by.is_some() => RelationKind::PartitionedTable,
            () => RelationKind::Table,
        };
        let parents = match self.parents(create) {
            Ok(parents) => parents,
            Err(stop) => {
                self.unread_name(&create.name);
                return Err(stop);
            }
        };
        let mut draft = Draft::default();
        match self.table_uses(create) {
            Ok(needed) => draft.needed = needed,
            Err(stop) => {
                self.unread_name(&create.name);
                return Err(stop);
            }
        }
        for parent in &parents {
            self.inherit_columns(*parent, &mut draft, written)?;
        }
        if let Some(of_type) = &create.of_type
            && let Err(stop) = self.type_columns(of_type, &mut draft)
        {
            self.unread_name(&create.name);
            return Err(stop);
        }
        for element in &create.elements {
            let done = self.element(create, kind, element, &mut draft);
            if self.keep(done).is_none()
                && let TableElement::Column(column) = element
            {
                draft.unread.push(column.name.name.clone());
            }
        }
        self.finish_table(create, name, kind, parents, draft)
    }

    /// Refuses `ON COMMIT DROP` of a table that is not temporary.
    pub(super) fn is_temporary(&self, name: &QualifiedIdent) -> Done {
        if name.schema.as_ref().is_some_and(|schema| schema.name == TEMPORARY) {
            return Ok(());
        }
        let message = "ON COMMIT can only be used on temporary tables";
        let code = SqlState::INVALID_TABLE_DEFINITION;
        Err(Diagnostic::new(code, span(name), message).help("write `CREATE TEMP TABLE`").into())
    }

    fn finish_table(
        &mut self,
        create: &CreateTable,
        name: QualifiedName,
        kind: RelationKind,
        parents: Vec<RelationId>,
        draft: Draft,
    ) -> Done {
        let id = self.make_relation(name, kind, draft.columns, span(&create.name));
        self.get_mut(id)?.parents.clone_from(&parents);
        if create.drops_on_commit {
            self.catalog.dropped_on_commit.push(id);
        }
        let done = self.storage_parameters(id, &create.storage);
        self.keep(done);
        if !parents.is_empty() {
            self.catalog.local_columns.extend(draft.local.into_iter().map(|column| (id, column)));
        }
        if let Some(of_type) = &create.of_type {
            self.set_table_type(id, of_type)?;
        }
        for column in draft.unread {
            self.catalog.unread.push(GoneThing::Column(id, column));
        }
        self.set_needs(&Dependent::Table(id), draft.needed);
        for source in parents.iter().chain(draft.copied.iter().map(|(source, _)| source)) {
            self.copy_collations(*source, id);
        }
        for (column, collation) in draft.collations {
            self.note_collation(id, &column, Some(collation));
        }
        let likes = draft.copied.iter().filter(|(_, like)| like.defaults || like.generated);
        let sources: Vec<RelationId> =
            likes.map(|(source, _)| *source).chain(parents.iter().copied()).collect();
        self.inherit_defaults(id, &sources, &draft.own_defaults);
        for (column, sequence, at) in draft.sequences {
            let done = self.make_owned_sequence(id, &column, &sequence, at);
            self.keep(done);
        }
        // Behind the sequences, which a default may name: those of serial columns are made before
        // the table (`parse_utilcmd.c generateSerialExtraStmts`).
        for (column, expression) in draft.defaults {
            let done = self.default_uses(id, &column, &expression);
            self.keep(done);
        }
        for (column, expression) in draft.generated {
            self.generated_uses(id, column, &expression);
        }
        let likes =
            draft.copied.iter().filter(|(_, like)| like.generated).map(|(source, _)| source);
        for source in parents.iter().chain(likes) {
            self.copy_generated(*source, id);
        }
        if let Some(key) = &create.partition_by {
            let done = self.partition_by(id, key);
            self.keep(done);
        }
        let how = if create.partition_of.is_some() { Taken::ByPartition } else { Taken::Inherited };
        for parent in &parents {
            self.take_constraints(*parent, id, how);
        }
        for (source, like) in &draft.copied {
            if like.constraints {
                self.take_constraints(*source, id, Taken::Copied);
            }
        }
        if self.names_not_null() {
            let mut not_nulls = draft.not_nulls;
            let columns = &self.get(id)?.columns;
            let there = |name: &str| columns.iter().any(|column| column.name == name);
            match primary_columns(&draft.constraints, &not_nulls, there) {
                Ok(columns) => not_nulls.extend(columns),
                Err(mistake) => {
                    self.diagnostics.push(mistake);
                    // What it should have said, so that the key has no mistake of its own.
                    not_nulls.iter_mut().for_each(|found| found.inherits = true);
                }
            }
            let (checks, others) = draft.constraints.into_iter().partition(Pending::is_check);
            self.add_constraints(id, checks);
            let done = self.create_not_nulls(id, not_nulls, &parents, span(&create.name));
            self.keep(done);
            self.add_constraints(id, others);
        } else {
            self.add_constraints(id, draft.constraints);
        }
        for (source, like) in &draft.copied {
            if like.indexes {
                self.copy_indexes(*source, id);
            }
        }
        if create.partition_of.is_some() {
            for parent in &parents {
                self.inherit_keys(*parent, id, span(&create.name));
            }
        }
        if kind == RelationKind::ForeignTable && !parents.is_empty() {
            self.nulls_changed(id);
        }
        Ok(())
    }

    fn table_uses(&self, create: &CreateTable) -> Done<Vec<Needed>> {
        let server = self.server(create.server.as_ref())?;
        let method = self.table_method(create.method.as_ref())?;
        Ok(server.into_iter().chain(method).collect())
    }

    /// The name that a new table gets.
    pub(super) fn table_name(&self, name: &QualifiedIdent, temporary: bool) -> Done<QualifiedName> {
        let schema = if temporary { TEMPORARY.to_owned() } else { self.creation_schema(name)? };
        Ok(QualifiedName::new(schema, &name.name.name))
    }

    fn element(
        &mut self,
        create: &CreateTable,
        kind: RelationKind,
        element: &TableElement,
        draft: &mut Draft,
    ) -> Done {
        match element {
            TableElement::Constraint(constraint) => {
                let mut pending = Pending::new(constraint, Reach::Descendants);
                // Rows that are not there satisfy anything (`parse_utilcmd.c transformCheckConstraints`).
                pending.attributes.not_valid = false;
                let PendingKind::NotNull(column) = &pending.kind else {
                    draft.constraints.push(pending);
                    return Ok(());
                };
                if !self.names_not_null() {
                    return Err(self
                        .since(Major::V18, "`NOT NULL` of a table", constraint.span)
                        .into());
                }
                let new = pending.as_not_null(column);
                if !new.inherits && kind == RelationKind::PartitionedTable {
                    return Err(never_without_partitions(constraint.span).into());
                }
                draft.not_nulls.push(new);
                Ok(())
            }
            TableElement::Like(like) => self.like(like, kind, draft),
            TableElement::Column(column) => self.table_column(create, kind, column, draft),
        }
    }

    fn table_column(
        &mut self,
        create: &CreateTable,
        kind: RelationKind,
        written: &ColumnDef,
        draft: &mut Draft,
    ) -> Done {
        let name = &written.name;
        if draft.local.contains(&name.name) {
            return Err(Diagnostic::new(
                SqlState::DUPLICATE_COLUMN,
                name.span,
                format!("column `{}` specified more than once", name.name),
            )
            .into());
        }
        self.options_fit(create, written)?;
        let new = self.new_column(written, &create.name.name.name, kind)?;
        draft.local.push(name.name.clone());
        draft.constraints.extend(new.constraints);
        draft.not_nulls.extend(new.not_null);
        if new.column.default != Default::None {
            draft.own_defaults.push(name.name.clone());
        }
        draft.collations.extend(new.collation.map(|found| (name.name.clone(), found)));
        if let Some(sequence) = new.sequence {
            draft.sequences.push((name.name.clone(), sequence, written.span));
        }
        if let Some(expression) = new.generated {
            draft.generated.push((name.name.clone(), expression));
        }
        let default = new.default.map(|expression| (name.name.clone(), expression));
        let Some(found) = draft.columns.iter_mut().find(|found| found.name == name.name) else {
            if written.type_name.is_none() {
                return Err(Diagnostic::new(
                    SqlState::UNDEFINED_COLUMN,
                    name.span,
                    format!("column `{}` does not exist", name.name),
                )
                .into());
            }
            draft.columns.push(new.column);
            draft.defaults.extend(default);
            return Ok(());
        };
        // The column is inherited, too: the types must agree, and what is written here wins.
        if written.type_name.is_some() && found.ty.id != new.column.ty.id {
            return Err(Diagnostic::new(
                SqlState::DATATYPE_MISMATCH,
                written.span,
                format!("column `{}` has a type conflict", name.name),
            )
            .into());
        }
        if new.column.not_null == NotNull::Enforced {
            found.not_null = NotNull::Enforced;
        }
        if new.column.default != Default::None {
            generated_fits(found, &new.column, self.catalog.major, written.span)?;
            found.default = new.column.default;
        }
        draft.defaults.extend(default);
        Ok(())
    }

    /// What columns of a typed table and of a partition cannot say
    /// (`parse_utilcmd.c transformColumnDefinition`).
    fn options_fit(&self, create: &CreateTable, written: &ColumnDef) -> Done {
        for constraint in &written.constraints {
            let what = match constraint.kind {
                ColumnConstraintKind::Identity(..) if create.of_type.is_some() => {
                    "identity columns are not supported on typed tables"
                }
                ColumnConstraintKind::Identity(..) if create.partition_of.is_some() => {
                    "identity columns are not supported on partitions"
                }
                ColumnConstraintKind::Generated(..) if create.of_type.is_some() => {
                    "generated columns are not supported on typed tables"
                }
                _ => continue,
            };
            let code = SqlState::FEATURE_NOT_SUPPORTED;
            return Err(Diagnostic::new(code, constraint.span, what).into());
        }
        Ok(())
    }

    /// The sequence behind a serial or identity column.
    pub(super) fn make_owned_sequence(
        &mut self,
        table: RelationId,
        column: &str,
        new: &NewSequence,
        at: Span,
    ) -> Done {
        let relation = self.get(table)?;
        let (schema, bare) = (relation.name.schema.clone(), relation.name.name.clone());
        let name = match &new.name {
            Some(name) => QualifiedName::new(schema, &name.name.name),
            None => {
                let name = relation_name(self.catalog, &schema, &bare, Some(column), "seq");
                QualifiedName::new(schema, name)
            }
        };
        self.relation_is_new(&name, at)?;
        let sequence = self.make_sequence(name, at);
        let column = column.to_owned();
        if !new.identity {
            let default = Dependent::Default(table, column.clone());
            self.set_needs(&default, vec![Needed::Relation(sequence)]);
        }
        let owned = OwnedSequence { sequence, table, column, identity: new.identity };
        self.catalog.owned_sequences.push(owned);
        Ok(())
    }
}

/// The NOT NULLs that a primary key asks for besides those that are there
/// (`parse_utilcmd.c transformIndexConstraint`).
fn primary_columns(
    constraints: &[Pending],
    known: &[NewNotNull],
    there: impl Fn(&str) -> bool,
) -> Result<Vec<NewNotNull>, Diagnostic> {
    let keys = constraints.iter().filter_map(|pending| match &pending.kind {
        PendingKind::Key(key) if key.kind == KeyKind::Primary => Some(&key.columns),
        _ => None,
    });
    let mut implied = Vec::new();
    // Of columns that are not there the key says so.
    for column in keys.flatten().filter(|column| there(&column.name)) {
        match known.iter().find(|found| found.column == column.name) {
            Some(found) if !found.inherits => {
                return Err(conflicting_inherit(&column.name, found.span));
            }
            Some(_) => {}
            None => implied.push(NewNotNull::implied(&column.name, column.span)),
        }
    }
    Ok(implied)
}
